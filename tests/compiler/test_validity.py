"""A model asked outside its range says so in the recording, once, with what was asked and what holds."""

from pathlib import Path

import pytest

from fleetex.compiler.validity import beyond_range
from fleetex.compiler.world import compile_world
from fleetex.library import load_library
from fleetex.models.scenarios import reached
from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.report.models_used import traces
from fleetex.scenario.loading import load
from fleetex.simulate import run
from tests.simulate.lessons import SCENARIOS, lesson, ran


def told(path: Path) -> dict[str, str]:
    library = load_library()
    rows = list(beyond_range(compile_world(load(path, library), library, 1)))
    assert len({row["model"] for row in rows}) == len(rows)
    return {row["model"]: row["text"] for row in rows}


def test_sonars_below_the_fitted_frequencies_are_told_once_a_model() -> None:
    found = told(SCENARIOS / "lesson-submarine.yaml")
    assert found["absorption"] == "frequency 300 Hz (towed_array), holds for 400 to 1,000,000 Hz"
    assert found["surface loss"].endswith("holds for 10,000 to 100,000 Hz")
    assert "sound speed" not in found


def test_water_colder_than_the_formula_is_told_with_its_zones() -> None:
    found = told(SCENARIOS / "northern-interaction-2023.yaml")
    assert found["sound speed"].startswith("temperature 0.17 to 1.8 degC (profile of base, ")


@pytest.mark.parametrize(("state", "is_told"), [("6", False), ("7", True)])
def test_a_sea_beyond_the_clutter_model_is_told(tmp_path: Path, state: str, is_told: bool) -> None:
    path = tmp_path / "sea.yaml"
    path.write_text(lesson("watch").replace("value: 6}]", f"value: {state}}}]"), encoding="utf-8")
    assert ("sea clutter" in told(path)) is is_told


def test_the_recording_carries_the_warnings_and_a_run_inside_all_ranges_none(tmp_path: Path) -> None:
    _, recording = ran(tmp_path / "boat", lesson("submarine"))
    rows = recording.rows("warnings")
    assert [row["model"] for row in rows] == ["absorption", "reverberation", "surface loss"]
    assert "Asked beyond its range" in build_report(recording)
    _, recording = ran(tmp_path / "watch", lesson("watch"))
    assert recording.rows("warnings") == []


@pytest.mark.parametrize("name", ["submarine", "watch", "night"])
def test_the_shipped_list_of_what_a_scenario_reaches_is_what_its_recording_shows(tmp_path: Path, name: str) -> None:
    """Where this fails: `python -m fleetex.validation.shown DIR...` over recordings of all shipped scenarios."""
    _, recording = ran(tmp_path, lesson(name))
    assert frozenset(traces(recording)) == reached()[f"lesson-{name}"]


@pytest.mark.slow
def test_so_it_is_for_all_of_them(tmp_path: Path) -> None:
    for path in sorted(SCENARIOS.glob("*.yaml")):
        run(path, tmp_path / path.stem)
        assert frozenset(traces(Recording.open(tmp_path / path.stem))) == reached()[path.stem], path.stem
