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
