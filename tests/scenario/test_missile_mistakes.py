"""What `check` refuses of missiles: no seeker, no launcher, more than the magazine holds, out of reach."""

from pathlib import Path

import pytest

from fleetex.library import LibraryError, load_library
from fleetex.scenario import ScenarioError, load

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
NO_SEEKER = """surface_missiles:
  blind_missile:
    name: blind
    speed: 290 m/s
    range_min: 5 km
    range_max: 60 km
"""


def refused(folder: Path, scenario: str, old: str, new: str) -> str:
    text = (SCENARIOS / f"{scenario}.yaml").read_text()
    assert old in text
    file = folder / "mine.yaml"
    file.write_text(text.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load(file, load_library())
    return str(caught.value)


@pytest.mark.parametrize(
    ("scenario", "old", "new", "said"),
    [
        ("lesson-missilex", "rounds: 2", "rounds: 5", "serials.MISSILEX-1.params.rounds: found `10`; `frigate` has 8"),
        ("lesson-missilex", "range: 12 nmi", "range: 90 nmi", "serials.MISSILEX-1.params.range"),
        ("lesson-missilex", "class: generic_ffg", "class: generic_aor", "needs surface missiles"),
        ("lesson-missilex", "class: generic_ffg", "class: generic_asw_ship", "needs surface missiles, which class"),
        ("lesson-missilex-air", "class: generic_ffg", "class: generic_fac", "needs air-defence missiles, which class"),
        (
            "duel-surface",
            "start_range: 25 nmi",
            "start_range: 25 nmi\n      salvo: 12",
            "has 8 missiles in her largest",
        ),
    ],
)
def test_what_a_missile_serial_cannot_do_is_told_with_its_place(
    tmp_path: Path, scenario: str, old: str, new: str, said: str
) -> None:
    told = refused(tmp_path, scenario, old, new)
    assert said in told
    assert "mine.yaml:" in told


def test_who_fires_at_drones_alone_needs_no_missiles_against_ships_and_the_other_way_round(tmp_path: Path) -> None:
    """A ship without the one kind fires the other; what is amiss stands at the unit's own place in the file."""
    text = (SCENARIOS / "lesson-missilex-air.yaml").read_text()
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("class: generic_ffg", "class: generic_asw_ship"))
    assert list(load(file, load_library()).serials) == ["MISSILEX-1"]
    told = refused(tmp_path, "lesson-missilex-air", "class: generic_ffg", "class: generic_fac")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "firer: [frigate]" in one)
    column = text.splitlines()[line - 1].index("frigate") + 1
    assert f"mine.yaml:{line}:{column}: " in told
    assert (
        "role `firer` needs air-defence missiles, which class `generic_fac` has not; these units can: corvette" in told
    )


def test_a_mistyped_param_says_nothing_of_what_hangs_on_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = (SCENARIOS / "lesson-missilex-air.yaml").read_text()
    file.write_text(text.replace("at: air", "at: aire").replace("class: generic_ffg", "class: generic_asw_ship"))
    with pytest.raises(ScenarioError) as caught:
        load(file, load_library())
    assert [problem.where for problem in caught.value.problems] == ["serials.MISSILEX-1.params.at"]


def test_a_missile_without_a_seeker_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(NO_SEEKER)
    with pytest.raises(LibraryError) as caught:
        load_library(file)
    assert "own.yaml:2" in str(caught.value)
    assert "a missile against ships has a `seeker`" in str(caught.value)


def test_a_seeker_that_is_no_radar_is_refused_and_one_that_is_is_proposed(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(NO_SEEKER + "    seeker: lookout_binoculars\n")
    with pytest.raises(LibraryError) as caught:
        load_library(file)
    assert "`lookout_binoculars` is no radar" in str(caught.value)
    assert "generic_seeker" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "said", "told"),
    [
        ("air_missiles: {generic_sam", "reliability: 150 %", "found `150 %`; at most 100 % is allowed; write `100 %`"),
        ("surface_missiles: {generic_ssm", "tells_merchants: 101 %", "at most 100 % is allowed; write `100 %`"),
        ("air_missiles: {generic_sam", "height_min: 20 km", "`height_min` is less than `height_max`"),
    ],
)
def test_a_missile_that_cannot_be_is_told_where_it_stands(tmp_path: Path, table: str, said: str, told: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"{table}: {{{said}}}}}\n")
    with pytest.raises(LibraryError) as caught:
        load_library(file)
    assert f"{file}:1:" in str(caught.value)
    assert told in str(caught.value)
