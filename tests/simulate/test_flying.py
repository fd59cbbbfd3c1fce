"""FLYEX in whole runs: the lesson, and what changes when a deck, the sea or the fog changes."""

import json
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from fleetex.library import load_library
from fleetex.measures.flyex import draw, stands_and_flights
from fleetex.measures.reading import mean, serial_window
from fleetex.record.reader import Recording
from fleetex.scenario import load_text
from fleetex.simulate.replications import Replications
from tests.simulate.lessons import lesson

ROLES = "roles: {decks: [north, south], aircraft: [swift, heron]}"
PARAMS = "params: {gap: 15 min, out: 6 nmi}"
HOME_ALONE = (PARAMS, "params: {cross_deck: false, sorties: 2, gap: 1 min, out: 6 nmi}")
ONE_DECK = (
    HOME_ALONE,
    (ROLES, "roles: {decks: [north], aircraft: [swift, heron]}"),
    ("start: {deck: south, notional: true}", "start: {deck: north, notional: true}"),
)
ROUGH = (("sea_state: 3", "sea_state: [{from: 192300ZJUL23, value: 3}, {from: 200110ZJUL23, value: 5}]"),)
FOG = (("visibility: 8 nmi", "visibility: [{from: 192300ZJUL23, value: 8 nmi}, {from: 200110ZJUL23, value: 1 nmi}]"),)
GALE = (("speed: 6 m/s, from: 200T", "speed: 25 m/s, from: 200T"),)
SILENT = (("    ais: on\n", "    ais: off\n    emission: {radar: off}\n"),)


def flown(*changes: tuple[str, str]) -> Replications:
    """The lesson with something replaced, ready to be run with any seed."""
    text = lesson("flight-deck")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    library = load_library()
    return Replications.of(load_text(text, "lesson.yaml", library=library), library)


@cache
def lesson_flown() -> Recording:
    return flown().run(1)


def serial_of(recording: Recording) -> dict[str, Any]:
    (row,) = recording.rows("serials")
    return dict(row)


def measured(recording: Recording) -> dict[str, float]:
    return {row["name"]: row["value"] for row in recording.rows("measures") if row["serial_id"] and not row["subject"]}


def logged(recording: Recording, kind: str) -> list[dict[str, Any]]:
    rows = [dict(row) for row in recording.rows("events") if row["kind"] == kind]
    return [row | json.loads(row["data"] or "{}") for row in rows]


def test_in_the_lesson_each_helicopter_lands_on_the_others_deck_and_comes_home() -> None:
    recording = lesson_flown()
    assert serial_of(recording)["state"] == "completed"
    landed = {
        unit: [row["other_id"] for row in logged(recording, "landed") if row["unit_id"] == unit]
        for unit in ("swift", "heron")
    }
    assert landed == {"swift": ["south", "north"], "heron": ["north", "south"]}


def test_its_measures_are_what_its_log_says() -> None:
    recording = lesson_flown()
    found, off, down = measured(recording), logged(recording, "take-off"), logged(recording, "landed")
    assert (found["launches"], found["recoveries"], found["cross_deck_landings"]) == (4.0, 4.0, 2.0)
    flown_s = sum(row["time_s"] for row in down) - sum(row["time_s"] for row in off)
    assert found["time_in_air"] == pytest.approx(flown_s / 3600.0, rel=1e-6)
    least = min(row["fuel_kg"] - row["reserve_kg"] for row in logged(recording, "down"))
    assert found["least_fuel_over_reserve"] == pytest.approx(least)
    assert found["deck_cycle"] > 40.0, "a deck turns a helicopter round in forty minutes"
    assert found["diversions"] == found["ditched"] == 0.0


def test_where_each_stood_and_flew_fills_the_serial_without_gaps() -> None:
    recording = lesson_flown()
    serial = serial_of(recording)
    window = serial_window(recording, serial)
    assert window is not None
    for unit in ("swift", "heron"):
        stands, flights = stands_and_flights(recording, "FLYEX-1", unit, window)
        spans = sorted([(s.begin_s, s.end_s) for s in stands] + [(f.begin_s, f.end_s) for f in flights])
        assert (spans[0][0], spans[-1][1]) == window
        assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_the_figure_has_a_row_for_each_helicopter_and_each_deck() -> None:
    recording = lesson_flown()
    svg = draw(recording, serial_of(recording))
    assert svg.startswith("<svg")
    decks = ("on a deck of first notional nation", "on a deck of second notional nation")
    for name in ("Swift", "Heron", "North", "South", *decks):
        assert name in svg
    assert svg == draw(recording, serial_of(recording))


def test_nobody_takes_off_from_a_deck_in_use_nor_lands_on_one() -> None:
    """Five minutes for a take-off, three for a landing: movements of one deck do not overlap."""
    recording = lesson_flown()
    for deck in ("north", "south"):
        rows = [row for kind in ("take-off", "landed") for row in logged(recording, kind) if row["other_id"] == deck]
        ends = sorted((row["time_s"], 300.0 if row["kind"] == "take-off" else 180.0) for row in rows)
        assert all(after[0] - before[0] >= after[1] - 1e-6 for before, after in pairwise(ends))


def test_in_radio_silence_a_helicopter_finds_its_deck_by_its_own_radar_and_by_what_was_told() -> None:
    recording = flown(*SILENT).run(1)
    assert serial_of(recording)["state"] == "completed"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (ROUGH, "sea state 5 is above the limit of 4"),
        (FOG, "visibility of 1.0 nmi is below the limit of 3.0 nmi"),
        (GALE, "foul deck: "),
    ],
)
def test_weather_ends_it_with_its_reason(changes: tuple[tuple[str, str], ...], reason: str) -> None:
    serial = serial_of(flown(*changes).run(1))
    assert serial["state"] == "aborted"
    assert serial["reason"].startswith(reason)


@pytest.mark.parametrize("seeds", [range(1, 6), pytest.param(range(1, 201), marks=pytest.mark.slow)], ids=["5", "200"])
def test_a_second_deck_means_less_waiting_and_a_rougher_sea_fewer_landings(seeds: range) -> None:
    """Aborted in the rougher sea, by fewer landings; in fair weather nobody ditches."""
    both, one, rough, calm = flown(HOME_ALONE), flown(*ONE_DECK), flown(*ROUGH), flown()
    waits: dict[str, list[float]] = {"one": [], "two": []}
    for seed in seeds:
        waits["one"].append(measured(one.run(seed))["deck_wait"])
        waits["two"].append(measured(both.run(seed))["deck_wait"])
        fair, foul = calm.run(seed), rough.run(seed)
        assert (serial_of(fair)["state"], serial_of(foul)["state"]) == ("completed", "aborted")
        assert measured(foul)["recoveries"] < measured(fair)["recoveries"]
        assert measured(fair)["ditched"] == 0.0
        assert measured(fair)["least_fuel_over_reserve"] > 0.0
    assert mean(waits["two"]) < 0.5 * mean(waits["one"])


def test_the_same_seed_gives_the_same_recording() -> None:
    assert flown().run(1).content_hash() == lesson_flown().content_hash()


def test_nobody_is_launched_into_weather_beyond_the_limits() -> None:
    recording = flown(("sea_state: 3", "sea_state: 5")).run(1)
    assert serial_of(recording)["reason"] == "sea state 5 is above the limit of 4"
    assert logged(recording, "launch ordered") == logged(recording, "take-off") == []


def test_who_waits_for_take_off_when_the_serial_ends_stays_on_deck() -> None:
    """The sea rises while both are on the other's deck, and goes down again later: nobody takes off then."""
    sea = "[{from: 192300ZJUL23, value: 3}, {from: 200127ZJUL23, value: 6}, {from: 200200ZJUL23, value: 2}]"
    recording = flown(("sea_state: 3", f"sea_state: {sea}")).run(1)
    assert serial_of(recording)["reason"] == "sea state 6 is above the limit of 4"
    assert any(row["reason"] == "sea state 6 is too much for the deck" for row in logged(recording, "deck waits"))
    assert len(logged(recording, "take-off")) == len(logged(recording, "landed")) == 2
    assert logged(recording, "ditched") == []


def test_who_is_taking_off_when_the_serial_ends_turns_for_home() -> None:
    """The OCE ends it for fog while the first runs up on the other's deck."""
    fog = "[{from: 192300ZJUL23, value: 8 nmi}, {from: 200127ZJUL23, value: 2 nmi}]"
    recording = flown(("visibility: 8 nmi", f"visibility: {fog}")).run(1)
    serial = serial_of(recording)
    assert serial["reason"] == "visibility of 2.0 nmi is below the limit of 3.0 nmi"
    late = [row for row in logged(recording, "take-off") if row["time_s"] > serial["end_s"]]
    home = [row for row in logged(recording, "landed") if row["time_s"] > serial["end_s"]]
    assert [(row["unit_id"], row["other_id"]) for row in late] == [("swift", "south")]
    assert [(row["unit_id"], row["other_id"]) for row in home] == [("swift", "north")]
