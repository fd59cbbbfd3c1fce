"""A timetable is a value: saved and read back it is the same, byte for byte; pinned, it changes no plan's hash."""

from pathlib import Path

import pytest

from fleetex.plan.pinning import load_placed, pins_of
from fleetex.plan.timetable import Status, Timetable, load_timetable
from fleetex.scenario import ScenarioError, load, load_text
from fleetex.scenario.placing import pinned_text

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LESSON = SCENARIOS / "lesson-gunnery.yaml"


def test_a_timetable_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    timetable = Timetable.of(load(SCENARIOS / "northern-interaction-2023.yaml"))
    timetable.save(tmp_path / "first.yaml")
    read = load_timetable(tmp_path / "first.yaml")
    read.save(tmp_path / "second.yaml")
    assert read == timetable
    assert (tmp_path / "first.yaml").read_bytes() == (tmp_path / "second.yaml").read_bytes()
    assert read.status is Status.FIXED
    assert [one.start_utc for one in read.placed] == sorted(one.start_utc for one in read.placed)


def test_serials_that_have_their_times_need_no_pins() -> None:
    exercise = load(LESSON)
    assert pins_of(exercise, Timetable.of(exercise)) == {}


def test_a_pin_moves_a_serial_and_leaves_the_wanted_hash() -> None:
    exercise = load(LESSON)
    (name, serial), *_ = exercise.serials.items()
    later = serial.start_utc.replace(minute=serial.start_utc.minute + 5)
    text = pinned_text(exercise.source_text, {}) + f"timetable:\n  {name}: {{start: {later.isoformat()}}}\n"
    moved = load_text(text)
    assert moved.serials[name].start_utc == later
    assert moved.serials[name].end_utc - later == serial.end_utc - serial.start_utc
    assert moved.wanted_hash == exercise.wanted_hash == exercise.scenario_hash != moved.scenario_hash


def test_a_timetable_of_another_exercise_is_refused(tmp_path: Path) -> None:
    Timetable.of(load(SCENARIOS / "lesson-ras.yaml")).save(tmp_path / "other.yaml")
    with pytest.raises(ScenarioError, match="of another exercise"):
        load_placed(LESSON, tmp_path / "other.yaml")


def test_what_a_timetable_says_wrongly_is_told_at_its_line() -> None:
    text = (SCENARIOS / "lesson-programme.yaml").read_text("utf-8")
    pin = "RAS-L-1: {start: 201310ZJUL23, oce: delta}"
    assert text.count(pin) == 1
    line = text[: text.index(pin)].count("\n") + 1
    with pytest.raises(ScenarioError) as found:
        load_text(text.replace(pin, "RAS-L-1: {start: 221310ZJUL23, oce: nobody}"), "lesson.yaml")
    assert {(one.line, one.where) for one in found.value.problems} == {
        (line, "timetable.RAS-L-1.start"),
        (line, "timetable.RAS-L-1.oce"),
    }
