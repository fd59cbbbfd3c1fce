"""Aircraft that a deck does not take, or that do not see it: they wait, go elsewhere, or come down by its beacon."""

from pathlib import Path

import pytest

from fleetex.engine.orders import SetEmission
from fleetex.record.reader import Recording
from tests.simulate.flights import SEA, flown
from tests.simulate.lessons import SCENARIOS, ran
from tests.simulate.test_flights import OUTING, logged

BLIND = """platforms:
  blind_helo:
    generic: generic_helo
    name: helicopter without radar or eyes
    sensors: {}
"""
FROM_DECK = "    start: {deck: north}\n"
HUNT = (SCENARIOS / "hunt-from-the-air.yaml").read_text(encoding="utf-8")


def worse(sea_state: int) -> str:
    """The sea rises half an hour after the helicopter has taken off, and stays so."""
    sea = f"sea_state: [{{from: 200000ZJUL23, value: 3}}, {{from: 200030ZJUL23, value: {sea_state}}}]"
    return SEA.replace("sea_state: 3", sea)


def kinds(recording: Recording, unit: str = "helo") -> list[str]:
    return [row["kind"] for row in recording.rows("events") if row["unit_id"] == unit]


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a class that senses nothing."""
    file = tmp_path_factory.mktemp("library") / "own.yaml"
    file.write_text(BLIND, encoding="utf-8")
    return file


def test_who_waits_for_the_weather_goes_elsewhere_in_time_and_lands_short_of_fuel_all_the_same(tmp_path: Path) -> None:
    recording = flown(tmp_path, OUTING, worse(6))
    (waits,) = logged(recording, "deck waits")
    (leaves,) = logged(recording, "diverted")
    (short,) = logged(recording, "comes down short")
    (down,) = logged(recording, "landed")
    assert waits["time_s"] < leaves["time_s"] < short["time_s"] < down["time_s"]
    assert (waits["other_id"], down["other_id"]) == ("north", "south")
    assert leaves["reason"] == short["reason"] == "sea state 6 is too much for the deck"
    assert 0.0 < down["fuel_kg"] < 476.0 / 2.0
    assert "ditched" not in kinds(recording)


def test_beyond_the_last_limits_she_goes_to_an_airfield_while_she_can(tmp_path: Path) -> None:
    """Both decks are in the same sea; the field is two hours off."""
    recording = flown(tmp_path, OUTING, worse(8))
    (leaves,) = logged(recording, "diverted")
    (down,) = logged(recording, "landed")
    assert (leaves["other_id"], down["other_id"]) == ("FIELD", "FIELD")
    assert leaves["reason"] == "sea state 8 is too much for the deck"
    assert leaves["time_s"] < down["time_s"] - 3_600.0
    assert down["fuel_kg"] > 0.0


def test_beyond_the_last_limits_and_without_an_airfield_in_reach_nobody_comes_down(tmp_path: Path) -> None:
    far = worse(8).replace("centre: 43-24.0N 132-09.0E", "centre: 48-30.0N 135-12.0E")
    recording = flown(tmp_path, OUTING, far)
    assert kinds(recording)[-1] == "ditched"
    assert "landed" not in kinds(recording)


@pytest.mark.parametrize("side", ["blue", "orange"])
def test_who_belongs_nowhere_makes_for_the_nearest_deck_of_her_side(tmp_path: Path, side: str) -> None:
    aloft = "    start: {at: 39-50.0N 134-20.0E, course: 000T, speed: 60 kn, height: 150 m}\n"
    text = SEA.replace(FROM_DECK, aloft).replace(
        "  helo:\n    class: generic_helo\n    nation: XX\n    side: blue",
        f"  helo:\n    class: generic_helo\n    nation: {'XX' if side == 'blue' else 'EX'}\n    side: {side}",
    )
    text = text if side == "blue" else text.replace("members: [north, south, helo]", "members: [north, south]")
    recording = flown(tmp_path, [], text)
    (said,) = logged(recording, "no home")
    landed = logged(recording, "landed")
    assert [row["other_id"] for row in landed] == ([said["other_id"]] if side == "blue" else [])
    assert (said["other_id"] in ("north", "south")) == (side == "blue")


@pytest.mark.parametrize("radar", ["on", "off"])
def test_who_has_neither_radar_nor_eyes_comes_down_by_the_beacon(tmp_path: Path, blind: Path, radar: str) -> None:
    """A ship that begins with her radars off still gives her beacon: it is no radar."""
    text = SEA.replace("class: generic_helo", "class: blind_helo")
    text = text.replace(
        "    side: blue\n    start: {at: 40-00",
        f"    side: blue\n    emission: {{radar: {radar}}}\n    start: {{at: 40-00",
    )
    recording = flown(tmp_path, OUTING, text, own=blind)
    (down,) = logged(recording, "landed")
    assert down["other_id"] == "north"
    assert down["time_s"] < 6_000.0


def test_whose_deck_is_silent_goes_to_another_that_she_hears(tmp_path: Path, blind: Path) -> None:
    text = SEA.replace("class: generic_helo", "class: blind_helo").replace(
        "members: [north, south, helo]", "members: [north, south]"
    )
    recording = flown(tmp_path, [(0.0, "north", SetEmission(on=False)), *OUTING], text, own=blind)
    (leaves,) = logged(recording, "diverted")
    (down,) = logged(recording, "landed")
    assert leaves["reason"] == "nothing is heard of north"
    assert down["other_id"] == "south"


def test_a_helicopter_whose_home_is_an_airfield_comes_down_there(tmp_path: Path) -> None:
    aloft = "    home: FIELD\n    start: {at: 42-50.0N 132-40.0E, course: 000T, speed: 60 kn, height: 150 m}\n"
    recording = flown(tmp_path, [], SEA.replace(FROM_DECK, aloft))
    (down,) = logged(recording, "landed")
    assert down["other_id"] == "FIELD"


ALOFT = (
    "    home: FIELD\n    fuel: 30 %\n    start: {at: 41-00.0N 134-00.0E, course: 000T, speed: 250 kn, height: 600 m}\n"
)
ROUND = "    route: {waypoints: [40-30.0N 135-00.0E, 41-00.0N 134-00.0E], speed: 250 kn, then: loop}\n"
COMMEX = """serials:
  COMMEX-1:
    kind: COMMEX
    title: "Who hears whom"
    start: {start}
    duration: {duration}
    oce: north
    area: FIELD
    roles: {{all: [north, south, patrol]}}
    circuits: [TAC]
"""


@pytest.mark.parametrize(
    ("more", "phase"),
    [
        (ROUND, "on her route"),
        (COMMEX.format(start="200500ZJUL23", duration="60 min"), "waiting"),
        (COMMEX.format(start="200015ZJUL23", duration="10 h"), "waiting"),
    ],
    ids=["on a route", "before her serial", "in a serial in which nobody flies her"],
)
def test_who_is_under_way_turns_home_while_she_has_the_fuel(tmp_path: Path, more: str, phase: str) -> None:
    own, after = (more, "") if "route" in more else ("", more)
    text = SEA.replace("    start: {airfield: FIELD}\n", ALOFT + own) + after
    text = text.replace("end: 200600ZJUL23", "end: 201200ZJUL23")
    recording = flown(tmp_path, [], text)
    assert "ditched" not in kinds(recording, "patrol")
    (down,) = logged(recording, "landed")
    (home,) = logged(recording, "bingo")
    assert home["time_s"] < down["time_s"]
    assert down["fuel_kg"] > 0.0
    phases = [row["phase"] for row in recording.rows("phases") if row["unit_id"] == "patrol" and not row["serial_id"]]
    assert phases[1:3] == [phase, "homeward"]


def test_a_hunt_says_which_aircraft_waits_for_its_deck_and_why(tmp_path: Path) -> None:
    text = HUNT.replace("sea_state: 3", "sea_state: 6").replace(", patrol_aircraft: [patrol]", "")
    _, recording = ran(tmp_path, text.replace("duration: 7 h", "duration: 2 h"))
    (serial,) = recording.rows("serials")
    assert serial["reason"].endswith("; helicopter waits for the deck: sea state 6 is too much for the deck")


def test_who_is_sent_home_goes_where_she_last_knew_her_deck(tmp_path: Path) -> None:
    """At FINEX she dips beyond the beacon's horizon: she climbs no higher than she flies, and is down soon."""
    text = HUNT.replace(", patrol_aircraft: [patrol]", "").replace("duration: 7 h", "duration: 2 h")
    _, recording = ran(tmp_path, text)
    (serial,) = recording.rows("serials")
    (down,) = [row for row in logged(recording, "landed") if row["time_s"] > serial["end_s"]]
    legs = [row for row in recording.rows("legs") if row["unit_id"] == "helicopter" and row["time_s"] > serial["end_s"]]
    assert max(row["height_m"] for row in legs) <= 151.0
    assert down["time_s"] < serial["end_s"] + 3_000.0
