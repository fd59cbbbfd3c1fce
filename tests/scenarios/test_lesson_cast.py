"""The lessons of a cast and of the textbook: each formula chosen and each figure of a design changes the run."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetex.library import LibraryError, load_library
from fleetex.physics.seawater import absorption_ainslie_mccolm_db_per_m, absorption_thorp_db_per_m
from fleetex.record.reader import Recording
from fleetex.scenario import ScenarioError, load_text
from tests.simulate.lessons import lesson, ran

Run = Callable[..., Recording]


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a lesson, changed in one place; each change once."""
    made: dict[tuple[str, ...], Recording] = {}

    def run(name: str, old: str = "", new: str = "", library: str = "") -> Recording:
        key = (name, old, new, library)
        if key not in made:
            folder = tmp_path_factory.mktemp(name)
            options = {}
            if library:
                (folder / "ours.yaml").write_text(library, encoding="utf-8")
                options["own_library"] = [folder / "ours.yaml"]
            text = lesson(name)
            assert old in text
            made[key] = ran(folder, text.replace(old, new), **options)[1]
        return made[key]

    return run


def merits(recording: Recording, sensor: str) -> list[dict[str, float]]:
    return [row for row in recording.rows("sonar_merits") if row["sensor_id"] == sensor]


def formulas(recording: Recording) -> dict[tuple[str, str], tuple[str, float]]:
    return {(r["subject"], r["quantity"]): (r["formula"], r["value"]) for r in recording.rows("formulas")}


def test_depths_of_the_cast_follow_from_pressure_and_latitude(run_of: Run) -> None:
    """A decibar is a little less than a metre; at the equator, where the sea is lighter, more of one."""
    deep = [row["depth_m"] for row in run_of("cast").rows("profiles")]
    assert deep == pytest.approx([0.0, 44.65, 109.13, 307.39, 1502.87], abs=0.01)
    there = run_of("cast", "cast_at: 40-00.0N", "cast_at: 0-00.0N")
    assert there.rows("profiles")[-1]["depth_m"] == pytest.approx(1502.87 * 9.8017 / 9.7803, rel=2e-4)
    assert there.content_hash() != run_of("cast").content_hash()


@pytest.mark.parametrize("formula", ["mackenzie", "chen_millero"])
def test_another_equation_of_sound_speed_is_another_recording(run_of: Run, formula: str) -> None:
    """The fall under the layer is a little another, and so is what is lost across it."""
    other = run_of("cast", "sound_speed: teos10", f"sound_speed: {formula}")
    losses = [one.rows("budgets", sensor_id="sonar")[0]["loss_db"] for one in (run_of("cast"), other)]
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], abs=1.0)
    assert formulas(other)["environment", "sound speed"][0] == formula


@pytest.mark.parametrize(
    ("name", "formula", "per_m"),
    [
        ("cast", "ainslie_mccolm", absorption_ainslie_mccolm_db_per_m(6_000.0, 17.2, 33.9, 6.0, 8.0)),
        ("textbook", "thorp", absorption_thorp_db_per_m(6_000.0)),
    ],
)
def test_what_the_water_takes_is_by_the_formula_that_is_chosen(
    run_of: Run, name: str, formula: str, per_m: float
) -> None:
    """The range that a design promises is where spreading and this absorption have used its merit up."""
    chosen = run_of(name)
    for row in merits(chosen, "sonar"):
        used_db = 20.0 * math.log10(row["promised_m"]) + per_m * row["promised_m"]
        assert used_db == pytest.approx(row["merit_db"], abs=1e-3)
    usual = run_of(name, f"  absorption: {formula}\n", "")
    assert usual.content_hash() != chosen.content_hash()
    assert merits(usual, "sonar")[0]["merit_db"] == merits(chosen, "sonar")[0]["merit_db"]


def test_thorp_takes_more_of_a_ping_in_warm_water_than_the_sea_does(run_of: Run) -> None:
    by_the_book, usual = run_of("textbook"), run_of("textbook", "  absorption: thorp\n", "")
    assert merits(usual, "sonar")[0]["promised_m"] > 1.05 * merits(by_the_book, "sonar")[0]["promised_m"]


def test_gain_and_threshold_follow_from_the_design(run_of: Run) -> None:
    found = formulas(run_of("cast"))
    wave_m = 1_500.0 / 250.0
    assert found["survey_line_array", "directivity"] == ("line array", pytest.approx(10 * math.log10(180.0 / wave_m)))
    face = pytest.approx(20 * math.log10(math.pi * 1.2 * 6_000.0 / 1_500.0))
    assert found["survey_sonar", "directivity"] == ("piston", face)
    # d = 13.83 of pd 0.5 and pfa 1e-4, 22.60 of 1e-6: published with the shipped values
    energy = 5.0 * math.log10(13.831083619 * 50.0 / 20.0) - 10.0 * math.log10(50.0)
    assert found["survey_line_array", "threshold"] == ("energy detector", pytest.approx(energy))
    matched = 10.0 * math.log10(22.595042660 / 2.0)
    assert found["survey_sonar", "threshold"] == ("matched detector", pytest.approx(matched))


@pytest.mark.parametrize(
    ("change", "sensor", "gained_db"),
    [
        ("survey_line_array: {array: {length: 180 m}}", "array", 10.0 * math.log10(2.0)),
        ("survey_line_array: {detection: {time: 80 s}}", "array", 5.0 * math.log10(4.0)),
        ("survey_sonar: {array: {diameter: 0.6 m}}", "sonar", -0.5 * 20.0 * math.log10(2.0)),
        ("survey_sonar: {detection: {time: 100 ms}}", "sonar", -0.5 * 10.0),
    ],
)
def test_a_changed_design_is_another_merit_and_another_recording(
    run_of: Run, change: str, sensor: str, gained_db: float
) -> None:
    """A ping's merit is one way: half of what its two ways bear."""
    ours = run_of("cast", library=f"sensors: {{{change}}}")
    gained = merits(ours, sensor)[0]["merit_db"] - merits(run_of("cast"), sensor)[0]["merit_db"]
    assert gained == pytest.approx(gained_db, abs=1e-3)
    assert ours.content_hash() != run_of("cast").content_hash()


def test_what_is_given_has_no_promise(run_of: Run) -> None:
    given = "sensors: {survey_line_array: {threshold: -9 dB, detection: {}}}"
    with pytest.raises(LibraryError, match="of one of both nothing is known"):
        run_of("cast", library=given)
    assert "submarine" not in {row["unit_id"] for row in run_of("cast").rows("sonar_merits")}


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("  cast_at: 40-00.0N 134-00.0E\n", "", "environment.cast_at", "`teos10` takes pressure"),
        ("pressure: 110 dbar", "pressure: 30 dbar", "environment.base.profile.2.pressure", "layers go down"),
        ("pressure: 45 dbar", "pressure: 45", "environment.base.profile.1.pressure", "a pressure of the sea"),
        (
            "pressure: 45 dbar",
            "pressure: 45 dbar, depth: 45 m",
            "environment.base.profile.1",
            "at one depth, or at one",
        ),
        ("{pressure: 45 dbar, ", "{", "environment.base.profile.1", "at one depth, or at one"),
        ("sound_speed: teos10", "sound_speed: teos", "environment.sound_speed", "mackenzie, chen_millero, teos10"),
        ("absorption: ainslie_mccolm", "absorption: mccolm", "environment.absorption", "ainslie_mccolm, thorp"),
        ("cast_at: 40-00.0N 134-00.0E", "cast_at: 40 N", "environment.cast_at", "latitude"),
        (
            "  sound_speed: teos10\n  absorption: ainslie_mccolm\n  cast_at: 40-00.0N 134-00.0E\n",
            "",
            "environment.base.profile",
            "whose latitude tells its depths",
        ),
    ],
)
def test_a_mistake_about_the_cast_is_told_at_its_place(old: str, new: str, where: str, said: str) -> None:
    text = lesson("cast")
    assert old in text
    with pytest.raises(ScenarioError) as raised:
        load_text(text.replace(old, new), "cast.yaml")
    (problem,) = raised.value.problems
    assert problem.where == where
    assert said in problem.allowed
    assert problem.line > 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("survey_sonar: {directivity: 20 dB}", "the gain follows from the `array`"),
        ("survey_sonar: {array: {length: 2 m}}", "a line of a `length`, or a round face"),
        ("survey_line_array: {detection: {processor: matched}}", "a matched filter is for a sonar that pings"),
        ("survey_line_array: {detection: {pd: 0.01, pfa: 0.1}}", "`pd` is over `pfa`"),
        ("survey_line_array: {detection: {time: 10 ms}}", "`bandwidth` times `time` is 1 or more"),
        ("survey_line_array: {detection: {pd: 1.5}}", "from 0.01 to 0.9999"),
        ("survey_line_array: {detection: {processor: ears}}", "energy, matched"),
    ],
)
def test_a_design_that_cannot_be_is_refused_with_its_line(tmp_path: Path, change: str, said: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"sensors:\n  {change}\n", encoding="utf-8")
    with pytest.raises(LibraryError) as raised:
        load_library([own])
    (problem,) = raised.value.problems
    assert f"{own}:2:" in str(problem)
    assert said in str(problem)
