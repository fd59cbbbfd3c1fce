"""A damaged or strange recording is refused in plain words; what is told is worded truly."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from fleetex.measures.reading import participants
from fleetex.measures.values import Measure, count_words, on_average
from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.report import build_report, fired
from fleetex.report.head import exercise_head
from fleetex.report.plain_words import about_nations, how_it_ended, label, role_name, spoken_of, with_names
from fleetex.report.sections import rows_in_words
from tests import shipped
from tests.measures.test_programme import cut_off
from tests.report.reading_html import Page

START = "2023-07-20T00:00:00Z"


def recorded(folder: Path, header: dict[str, Any], *rows: tuple[str, dict[str, Any]], close: bool = True) -> Recording:
    writer = Writer.create(folder, header, sync=False)
    for table, values in rows:
        writer.row(table, **values)
    if close:
        writer.close({})
    else:
        writer.leave()
    return Recording.open(folder)


@pytest.mark.parametrize("start", [None, "", "yesterday", 7, [], "2023-13-20", "0001-01-01T00:00:00+08:00"])
def test_a_header_without_a_start_is_refused_in_plain_words(tmp_path: Path, start: Any) -> None:
    header = {} if start is None else {"start_utc": start}
    with pytest.raises(RecordingError, match=r"damaged: its header must say when the exercise began \(start_utc"):
        build_report(recorded(tmp_path, header))


@pytest.mark.parametrize(
    ("start", "end_s"),
    [("0001-01-01T00:00:00Z", 60.0), ("9999-12-31T23:00:00Z", 7200.0), (START, 1e13), (START, 1e300)],
)
def test_the_ends_of_the_calendar_are_refused_in_plain_words(tmp_path: Path, start: str, end_s: float) -> None:
    with pytest.raises(RecordingError, match="years 1 to 9999"):
        build_report(recorded(tmp_path, {"start_utc": start}, ("fuel", {"time_s": end_s})))


@pytest.mark.parametrize("start", ["0001-01-04T00:00:00Z", "9999-12-28T00:00:00Z"])
def test_years_near_the_ends_of_the_calendar_are_told(tmp_path: Path, start: str) -> None:
    header = {"start_utc": start, "exercise": {"zone": "UTC-12:00"}}
    assert start[:4].lstrip("0") in build_report(recorded(tmp_path, header, ("fuel", {"time_s": 3600.0})))


@pytest.mark.parametrize("exercise", [{"names": 5}, {"names": {"a": 1}}, {"zone": "UTC+99:00"}, {"zone": True}, "text"])
def test_a_header_of_strange_shapes_is_still_reported(tmp_path: Path, exercise: Any) -> None:
    assert "<h1" in build_report(recorded(tmp_path, {"start_utc": START, "exercise": exercise}))


def test_a_query_of_a_recording_that_was_cut_off_finds_its_serials(tmp_path: Path) -> None:
    cut = cut_off(tmp_path / "cut")
    assert cut.sql("SELECT serial_id, state, reason, number FROM serials ORDER BY number")[1] == [
        ("GUNEX-1", "aborted", "range fouled", 1),
        ("NGFS-1", "cancelled", "GUNEX-1 aborted", 2),
        ("RAS-1", "planned", "", 3),
    ]


def test_what_is_filled_in_is_not_in_the_hash(tmp_path: Path) -> None:
    header = {"start_utc": START, "scenario": {"serials": {"A": {"kind": "MANEX"}}}}
    filled = recorded(tmp_path / "a", header, close=False)
    plain = recorded(tmp_path / "b", {"start_utc": START}, close=False)
    assert (len(filled.rows("serials")), len(plain.rows("serials"))) == (1, 0)
    assert filled.content_hash() == plain.content_hash()


def test_an_exercise_that_is_notional_as_a_whole_says_so(tmp_path: Path) -> None:
    header = {"start_utc": START, "scenario": {"exercise": {"names": ["Blue Line"], "notional": True}}}
    recording = recorded(tmp_path / "made_up", header)
    assert exercise_head(recording).notional
    page = Page(build_report(recording))
    assert "This exercise is notional: it was made up, and no report speaks of it." in page.section("summary")
    assert "The exercise as a whole Blue Line" in page.section("notional")
    told = recorded(tmp_path / "told", {"start_utc": START, "scenario": {"exercise": {"notional": False}}})
    assert "notional" not in Page(build_report(told)).section("summary")


def test_participants_stand_as_in_the_scenario(tmp_path: Path) -> None:
    parts = (("spotter", "zulu"), ("firing", "yankee"), ("firing", "alfa"))
    rows = [
        ("participants", {"serial_id": "S", "role": role, "unit_id": unit, "place": place})
        for place, (role, unit) in enumerate(parts, 1)
    ]
    assert list(participants(recorded(tmp_path, {"start_utc": START}, *rows), "S").items()) == [
        ("spotter", ["zulu"]),
        ("firing", ["yankee", "alfa"]),
    ]


def test_closest_approaches_are_told_nearest_first_a_pair_once_for_each_serial(tmp_path: Path) -> None:
    def passed(number: int, at_s: float, a: str, b: str, range_m: float) -> tuple[str, dict[str, Any]]:
        told = f'{{"range_m":{range_m},"at_s":{at_s}}}'
        return "events", {
            "number": number, "time_s": at_s, "kind": "closest approach", "unit_id": a, "other_id": b, "data": told
        }  # fmt: skip

    rows = [
        ("units", {"unit_id": "alfa", "name": "Alfa", "hull": "1"}),
        ("units", {"unit_id": "bravo", "name": "Bravo", "hull": "2"}),
        ("serials", {"serial_id": "M", "number": 1, "kind": "MANEX", "start_s": 100.0, "end_s": 200.0}),
        ("participants", {"serial_id": "M", "unit_id": "alfa", "role": "guide"}),
        ("participants", {"serial_id": "M", "unit_id": "bravo", "role": "follower"}),
        passed(1, 50.0, "alfa", "bravo", 900.0),
        passed(2, 150.0, "bravo", "alfa", 420.0),
        passed(3, 160.0, "alfa", "bravo", 380.5),
        ("events", {"number": 4, "time_s": 170.0, "kind": "closest approach", "unit_id": "alfa", "data": "rubbish"}),
    ]
    told = Page(build_report(recorded(tmp_path, {"start_utc": START}, *rows))).section("approaches")
    assert "1 Alfa and 2 Bravo 380 m 20 Jul 00:02Z M 1 Alfa and 2 Bravo 900 m 20 Jul 00:00Z on passage" in told
    assert "420 m" not in told


@pytest.mark.parametrize(
    ("serial", "due"),
    [
        ({"state": "completed", "reason": "the route is done"}, ("Completed", "the route is done")),
        ({"state": "aborted", "reason": "window over"}, ("Aborted: not done when its time was up", "its time ran out")),
        (
            {"state": "aborted", "reason": "sea state 5 above 4", "end_s": 1800.0},
            ("Broken off 30 min before its planned end", "sea state 5 above 4"),
        ),
        ({"state": "cancelled", "reason": "A, which it rests on, is aborted"},
         ("Cancelled, never begun", "A, which it rests on, is aborted")),
        ({"state": "running", "end_s": float("nan")}, ("Still under way", "the recording ends before it does")),
        ({"state": "planned", "end_s": float("nan")}, ("Not begun", "the recording ends before it")),
    ],
)  # fmt: skip
def test_how_a_serial_ended_is_said_plainly(tmp_path: Path, serial: dict[str, Any], due: tuple[str, str]) -> None:
    recording = recorded(tmp_path, {"start_utc": START}, close=False)
    assert how_it_ended(recording, {"reason": "", "planned_end_s": 3600.0, "end_s": 3600.0} | serial) == due


def test_of_one_there_is_no_average() -> None:
    assert [on_average(count) for count in (0, 1, 2)] == ["", "", " on average"]


def test_labels_are_words() -> None:
    assert label("gun_a") == "gun a"
    told = [role_name(role) for role in ("otc", "osc", "impact_target", "firing")]
    assert told == ["OTC", "OSC", "Impact target", "Firing"]


def test_nations_are_told_by_name(tmp_path: Path) -> None:
    header = {"start_utc": START, "exercise": {"nations": {"CN": "China", "RU": "Russia"}}}
    head = exercise_head(recorded(tmp_path, header))
    told = about_nations(Measure("", "time_to_share", "RU>CN", 60.0, "s", "first held by RU reached CN"), head)
    assert (told.subject, told.text) == ("Russia>China", "first held by Russia reached China")


class Launched:
    """A recording of practice weapons alone."""

    def table(self, name: str) -> dict[str, np.ndarray]:
        assert name in ("shots", "launches", "missile_flights", "air_engagements", "bursts")
        kinds = ["torpedo", "torpedo", "charge"] if name == "launches" else []
        outcomes = ["assessed hit", "miss", "miss"] if name == "launches" else []
        return {"time_s": np.arange(len(kinds)), "kind": np.array(kinds), "outcome": np.array(outcomes)}


def test_practice_weapons_are_told_where_no_gun_was_fired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fired, "unit_cards", lambda recording: {})
    said = fired.fired_words(cast(Recording, Launched()))
    assert said == "Two practice torpedoes and one practice charge were launched, one assessed hit."


def test_a_surface_action_tells_both_sides_their_missiles_and_what_became_of_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    recording = Recording.open(shipped.recorded(tmp_path_factory, "duel-surface"))
    flights, air = recording.table("missile_flights"), recording.table("air_engagements")
    text = next(element.text for element in Page(build_report(recording)).elements if element.tag == "body")
    assert "Two ships of the school and two of the guests carried out one serial." in text
    assert flights["time_s"].size > 0
    counted = count_words(int(flights["time_s"].size), "missile").capitalize()
    hits = count_words(int(np.sum(flights["outcome"] == "assessed hit")), "assessed hit")
    assert f"{counted} were fired at ships: {hits}" in text
    told = text.partition("were fired at ships: ")[2].partition(".")[0]
    shown = {count_words(number, "", " ").strip(): number for number in range(100)}
    assert sum(shown[part.split()[0]] for part in told.split(", ")) == flights["time_s"].size
    sent = count_words(int(air["time_s"].size), "air-defence missile").capitalize()
    stopped = count_words(int(np.sum(air["outcome"] == "hit")), "hit")
    assert f"{sent} were fired at what flew: {stopped}" in text
    assert "No round was fired" not in text


def test_one_sentence_of_several_measures_stands_once() -> None:
    texts = ["found at once", "found at once", "two hunters steamed", "found at once"]
    own = [Measure("S", f"m{number}", "", 1.0, "", text) for number, text in enumerate(texts)]
    assert [rows for _, rows in rows_in_words(own)] == [2, 0, 1, 1]


def test_a_word_that_is_also_a_ships_id_is_her_name_only_where_she_is_spoken_of(tmp_path: Path) -> None:
    units = (("north", "Coaster from above"), ("ship_2", "Second"))
    rows = [("units", {"unit_id": unit, "name": name}) for unit, name in units]
    recording = recorded(tmp_path / "named", {"start_utc": START}, *rows)
    text = "ship_2 turns north."
    assert with_names(recording, text) == "Second turns north."
    event = {"unit_id": "ship_2", "other_id": "", "data": '{"of": ["north"], "bearing_deg": 3.0}'}
    assert spoken_of(event) == {"ship_2", "", "north"}
    assert with_names(recording, "north is in station on ship_2.", spoken_of(event)).startswith("Coaster from above is")
