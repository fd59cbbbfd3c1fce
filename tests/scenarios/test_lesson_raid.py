"""ESCORTEX with a raid: a convoy with screen and air cover against raiders and a submarine."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate import Replications
from fleetex.units import NMI_M

FILE = Path(__file__).parents[2] / "scenarios" / "lesson-raid.yaml"
TEXT = FILE.read_text(encoding="utf-8")
CAP = "      cap: [swift-1, swift-2]\n      alert: [swift-3]\n"
WARNING = "      early_warning: [watch]\n"
RAIDERS = "      raiders: [raider-1, raider-2, raider-3, raider-4, raider-5, raider-6]\n"
SHIPS = ("north", "south", "east", "oiler", "bulker", "boxer")
ALONE = TEXT.replace(CAP, "").replace(WARNING, "")


@cache
def sailed(text: str, seed: int = 1) -> Recording:
    library = load_library()
    return Replications.of(load_text(text, FILE.name, library), library).run(seed)


def value(recording: Recording, name: str, subject: str = "") -> float:
    rows = recording.rows("measures")
    return next(row["value"] for row in rows if row["name"] == name and row["subject"] == subject)


def logged(recording: Recording, kind: str) -> list[dict[str, object]]:
    return [row for row in recording.rows("events") if row["kind"] == kind]


def test_the_convoy_arrives_through_a_raid_from_the_air_and_past_a_submarine() -> None:
    lesson = sailed(TEXT)
    (serial,) = lesson.rows("serials")
    assert serial["state"] == "completed"
    assert "raids called" in serial["reason"]
    assert logged(lesson, "submarine attack")
    assert logged(lesson, "attack")
    assert {row["unit_id"] for row in logged(lesson, "fighter engages")} >= {"swift-1", "swift-2"}
    assert {row["unit_id"] for row in logged(lesson, "ship engages")} <= set(SHIPS[:3])
    assert 0.0 < value(lesson, "releases") < 6.0
    assert value(lesson, "raiders_hit") > 0.0


def test_raiders_release_missiles_from_the_air_that_fly_to_ships_and_are_stopped_or_arrive() -> None:
    lesson = sailed(TEXT)
    flights = lesson.rows("missile_flights")
    assert flights
    released = {str(row["unit_id"]): row["time_s"] for row in logged(lesson, "release")}
    assert {row["unit_id"] for row in flights} == set(released)
    legs = lesson.table("legs")
    for flight in flights:
        assert flight["time_s"] >= released[flight["unit_id"]]
        if flight["outcome"] != "failed":
            first = np.flatnonzero(legs["unit_id"] == flight["missile_id"])
            begun = first[legs["time_s"][first] >= flight["time_s"] - 1e-6][0]
            assert 100.0 < legs["height_m"][begun] < 400.0, "it leaves her at her own height, 150 m"
    assert value(lesson, "missiles") == len(flights)
    assert value(lesson, "hits") == value(lesson, "hits", "convoy") + value(lesson, "hits", "screen")


def test_a_fighter_on_patrol_makes_for_a_station_off_where_the_convoy_is_when_she_takes_off_not_at_comex() -> None:
    """40 nmi north of the convoy's guide, who has sailed 8 nmi by then: 40 minutes after COMEX."""
    lesson = sailed(TEXT)
    on_s = next(row["time_s"] for row in logged(lesson, "on station") if row["unit_id"] == "swift-1")
    fighter = positions(lesson, "swift-1", np.array([on_s]))
    comex_s, off_deg = lesson.rows("serials")[0]["start_s"], []
    for at_s in (comex_s + 2400.0, comex_s):
        guide = positions(lesson, "oiler", np.array([at_s]))
        range_m, bearing = ranges_and_bearings(guide.lat_deg, guide.lon_deg, fighter.lat_deg, fighter.lon_deg)
        off_deg.append(min(bearing[0], 360.0 - bearing[0]))
        assert 36.0 < range_m[0] / NMI_M < 44.0
    assert off_deg[0] < 3.0 < 8.0 < off_deg[1]


def test_without_air_cover_more_raiders_release_and_with_weapons_held_none_is_engaged_by_a_ship() -> None:
    assert value(sailed(ALONE), "releases") > value(sailed(TEXT), "releases")
    held = sailed(TEXT.replace("raid_height: 150 m", "raid_height: 150 m\n      weapons: hold"))
    assert {row["unit_id"][:5] for row in held.rows("air_engagements")} == {"swift"}


@pytest.mark.slow
def test_over_seeds_air_cover_lets_fewer_release_and_fewer_missiles_arrive_at_ships_that_hold_fire() -> None:
    """Twelve seeds each. Ships hold fire, so that what arrives is what fighters have let through."""
    held = (text.replace("raid_height: 150 m", "raid_height: 150 m\n      weapons: hold") for text in (TEXT, ALONE))
    runs = [[sailed(text, seed) for seed in range(1, 13)] for text in held]
    released, missiles = (
        [np.mean([value(run, name) for run in some]) for some in runs] for name in ("releases", "missiles")
    )
    assert released[0] < 0.8 * released[1]
    assert missiles[0] < 0.8 * missiles[1]


@pytest.mark.slow
def test_over_seeds_a_raid_that_flies_lower_is_engaged_later() -> None:
    low, high = (TEXT.replace("raid_height: 150 m", f"raid_height: {height}") for height in ("40 m", "6000 m"))
    alone = [text.replace(CAP, "").replace(WARNING, "") for text in (low, high)]
    found = [np.mean([value(sailed(text, seed), "raid_detection_range") for seed in range(1, 7)]) for text in alone]
    assert found[0] < 0.8 * found[1]


def refused() -> Iterator[tuple[tuple[str, str], str]]:
    yield ("    oce: north\n", "    oce: oiler\n"), "a ship of the screen conducts"
    yield (RAIDERS, ""), "air cover is for a raid"
    yield ('"Raider One", nation: EX, side: orange', '"Raider One", nation: AA, side: blue'), "of another side"
    yield ("raid_height: 150 m", "raid_height: 150 m\n      cap_height: 14 km"), "flies up to 9000 m"
    yield ("raid_after: 100 min", "raid_after: 295 min"), "until raiders run in"


@pytest.mark.parametrize(("change", "said"), list(refused()), ids=[said for _, said in refused()])
def test_what_makes_no_sense_is_refused_with_its_line(change: tuple[str, str], said: str) -> None:
    old, new = change
    assert TEXT.count(old) == 1, old
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT.replace(old, new), FILE.name, load_library())
    assert said in str(caught.value)
    assert f"{FILE.name}:" in str(caught.value)
