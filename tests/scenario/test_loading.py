"""A sound file becomes frozen values in SI, with its text, its hash and who says so."""

import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from fleetex.library import load_library
from fleetex.quantities import format_position
from fleetex.scenario import check, circuit_members, load
from fleetex.vocabulary import Confidence, LineKind
from tests.scenario.sound import KINDS, TEXT, DanceParams, changed, loaded


def test_a_sound_file_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "passage.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert check(path, serial_kinds=KINDS) == ()
    exercise = load(path, serial_kinds=KINDS)
    assert exercise.source_text == TEXT
    assert exercise.file == str(path)


def test_values_are_si_and_radians() -> None:
    exercise = loaded()
    alpha = exercise.units["alpha"]
    assert alpha.start.speed_mps == pytest.approx(12 * 1852 / 3600)
    assert alpha.start.course_rad == pytest.approx(math.pi / 4)
    assert format_position(alpha.start.place) == "39-00.0N 133-30.0E"
    assert exercise.circuits["TAC"].range_m == 30 * 1852
    assert exercise.areas["LANE"].radius_m == 2 * 1852
    assert exercise.fuel_reserve == 0.25
    assert exercise.units["trader"].route is not None
    assert exercise.units["trader"].route.line is LineKind.RHUMB


def test_times_are_utc_and_zone_j_is_the_exercise_s_own() -> None:
    exercise = loaded()
    shoot = exercise.serials["SHOOT-1"]
    assert shoot.start_utc == datetime(2023, 7, 20, 3, tzinfo=UTC)
    assert shoot.end_utc == datetime(2023, 7, 20, 3, 30, tzinfo=UTC)
    assert exercise.seconds(shoot.start_utc) == 3 * 3600
    assert exercise.time_utc(90.0) == datetime(2023, 7, 20, 0, 1, 30, tzinfo=UTC)
    assert exercise.serials["DANCE-1"].end_utc == datetime(2023, 7, 20, 2, 30, tzinfo=UTC)


def test_a_series_holds_each_step_until_the_next() -> None:
    sea_state = loaded().environment.base.sea_state
    assert sea_state.at(datetime(2023, 7, 20, 5, 59, tzinfo=UTC)) == 2
    assert sea_state.at(datetime(2023, 7, 20, 6, 0, tzinfo=UTC)) == 4
    assert sea_state.at(datetime(2023, 7, 1, tzinfo=UTC)) == 2
    assert list(sea_state.changes_utc) == [datetime(2023, 7, 20, 6, tzinfo=UTC)]


def test_params_are_their_kind_s_own_model() -> None:
    params = loaded().serials["DANCE-1"].params
    assert isinstance(params, DanceParams)
    assert params.spacing == pytest.approx(457.2)
    assert [evolution.formation for evolution in params.evolutions] == ["column", "line abreast"]


def test_participants_stand_in_the_order_of_the_file() -> None:
    assert loaded().serials["SHOOT-1"].participants == ("alpha", "raft", "tug")


def test_all_members_are_those_with_a_radio_that_are_not_neutral() -> None:
    exercise, library = loaded(), load_library()
    assert circuit_members(exercise, library, "TAC") == ("alpha", "bravo", "tug")
    assert circuit_members(exercise, library, "LINK") == ("alpha", "bravo", "tug")


def test_words_are_text_as_a_seaman_means_them() -> None:
    exercise = loaded(
        changed(
            ("{name: one}", "{name: NO}"),
            ("name: Alpha", "name: 12:30"),
            ("aim: Two ships in company.", "aim: 2023-07-20T08:00:00"),
        )
    )
    assert exercise.nations["AA"].name == "NO"
    assert exercise.units["alpha"].name == "12:30"
    assert exercise.units["bravo"].hull == "012"
    assert exercise.exercise.aim == "2023-07-20T08:00:00"


def test_who_says_so_is_kept_beside_values_and_asked_of_what_is_around_them() -> None:
    exercise = loaded()
    assert exercise.exercise.names == ("Passage", "Überfahrt")
    assert exercise.provenance_of("exercise.names.1").confidence is Confidence.LOW
    assert exercise.provenance_of("exercise.names.0").source == ()
    assert exercise.provenance["environment.base.sea_state.1.value"].source == ("BOOK",)
    assert exercise.provenance_of("units.bravo.start.speed").notional
    assert not exercise.provenance_of("units.alpha.start.speed").notional
    assert exercise.provenance_of("nowhere.at.all") == exercise.provenance_of("units.alpha")


def test_a_unit_may_be_called_value() -> None:
    text = changed(("  trader:\n", "  value:\n"))
    assert "value" in loaded(text).units


def test_an_empty_section_is_an_absent_one() -> None:
    text = TEXT[: TEXT.index("facts:")] + "facts:\nfuel_reserve: 25 %\n"
    assert loaded(text).facts == {}


def test_anchors_and_merges_save_writing() -> None:
    text = changed(
        (
            "start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}",
            "start: &go {at: 39-00.0N 133-30.0E, course: 045T}",
        ),
        ("start: {at: 39-02.0N 133-30.0E, course: 045T, speed: 12 kn}", "start: {<<: *go, at: 39-02.0N 133-30.0E}"),
    )
    bravo = loaded(text).units["bravo"]
    assert bravo.start.course_rad == pytest.approx(math.pi / 4)
    assert format_position(bravo.start.place) == "39-02.0N 133-30.0E"


def test_nothing_in_an_exercise_can_be_changed() -> None:
    exercise = loaded()
    with pytest.raises(ValidationError):
        exercise.units["alpha"].start.speed_mps = 0.0
    with pytest.raises(ValidationError):
        exercise.fuel_reserve = 0.0


def test_the_hash_is_of_the_content_and_not_of_its_spelling() -> None:
    due = loaded().scenario_hash
    same = [
        changed(("speed: 12 kn}\n  bravo", "speed: 12.0 kn, }  # a remark\n  bravo")),
        changed(("duration: 90 min", "end: 200230ZJUL23")),
        changed(("duration: 90 min", "duration: 1 h 30 min")),
        changed(("end: 201130JJUL23", "end: 2023-07-20T11:30+08:00")),
        changed(("    class: ddg_052d\n    name: Alpha\n", "    name: Alpha\n    class: ddg_052d\n")),
        changed(("39-00.0N 133-30.0E, course", "39.0N 133.5E, course")),
        changed(("nations: {AA: {name: one}, BB: {name: other}}", "nations: {BB: {name: other}, AA: {name: one}}")),
        changed(("    ais: on\n", "    ais: true\n    lights: on\n")),
    ]
    assert [loaded(text).scenario_hash for text in same] == [due] * len(same)
    other = [
        changed(("speed: 12 kn}\n  bravo", "speed: 12.1 kn}\n  bravo")),
        changed(("spacing: 500 yd", "spacing: 501 yd")),
        changed(("confidence: low", "confidence: high")),
        changed(("[39-00.0N 132-20.0E, 40-00.0N 132-40.0E]", "[40-00.0N 132-40.0E, 39-00.0N 132-20.0E]")),
    ]
    assert len({due, *(loaded(text).scenario_hash for text in other)}) == 1 + len(other)


def test_units_written_in_another_order_are_the_same_exercise() -> None:
    start, middle, end = (TEXT.index(words) for words in ("  alpha:\n", "  bravo:\n", "  tug:\n"))
    turned = TEXT[:start] + TEXT[middle:end] + TEXT[start:middle] + TEXT[end:]
    assert list(loaded(turned).units)[:2] == ["bravo", "alpha"]
    assert loaded(turned).scenario_hash == loaded().scenario_hash
