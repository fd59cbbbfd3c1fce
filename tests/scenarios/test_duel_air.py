"""A raid against a small force: who finds it, who shoots at it, and what follows when one thing changes."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.scenario import ScenarioError
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications
from fleetex.units import KN_MPS, NMI_M
from tests.swarm.invariants import breaches

TEXT = (Path(__file__).parents[2] / "scenarios" / "duel-air.yaml").read_text(encoding="utf-8")
SEEDS = range(1, 5)
NO_WATCH = TEXT.replace("early_warning: [watch], ", "")
MISSILES = TEXT.replace("release_range: 15 nmi", "release_range: 15 nmi, air_to_air: missiles")
ALONE = TEXT.replace("cap: [swift-1, swift-2], alert: [swift-3], early_warning: [watch], ", "")
HOLD = TEXT.replace("params: {release_range: 15 nmi}", "params: {release_range: 15 nmi, weapons: hold}")


@cache
def flown(text: str, seed: int = 1) -> Recording:
    library = load_library()
    return Replications.of(load_text(text, "raid.yaml", library), library).run(seed)


def value(recording: Recording, name: str) -> float:
    return next(row["value"] for row in recording.rows("measures") if row["name"] == name and not row["subject"])


def logged(recording: Recording, kind: str) -> list[dict[str, object]]:
    return [row for row in recording.rows("events") if row["kind"] == kind]


def test_the_raid_is_found_called_met_by_the_patrol_and_shot_at_by_ships() -> None:
    raid = flown(TEXT)
    (serial,) = raid.rows("serials")
    assert serial["state"] == "completed"
    assert value(raid, "raid_detection_range") > 100.0
    assert logged(raid, "raid called")
    assert {row["unit_id"] for row in logged(raid, "fighter engages")} >= {"swift-1", "swift-2"}
    assert {row["unit_id"] for row in raid.rows("air_engagements")} == {"heron", "gull"}
    assert value(raid, "engagements_timely") == 100.0


def test_ships_under_tight_engage_nobody_before_the_controller_has_called_a_raid() -> None:
    raid = flown(TEXT)
    first = min(row["time_s"] for row in logged(raid, "raid called"))
    assert min(row["time_s"] for row in logged(raid, "ship engages")) >= first
    assert {row["target_id"][:6] for row in raid.rows("air_engagements")} == {"raider"}


def test_a_fighter_with_missiles_fires_no_more_than_she_carries_at_what_her_own_radar_holds() -> None:
    raid = flown(MISSILES)
    shots = [row for row in raid.rows("air_engagements") if row["unit_id"].startswith("swift")]
    assert {row["outcome"] for row in shots} >= {"hit"}
    assert all(row["left"] >= 0 for row in shots)
    contacts = raid.rows("contacts")
    for row in shots:
        mine = [one for one in contacts if (one["unit_id"], one["target_id"]) == (row["unit_id"], row["target_id"])]
        assert min(one["time_s"] for one in mine if one["change"] == "gained") < row["time_s"]
    for unit in {row["unit_id"] for row in shots}:
        launched = sum(row["unit_id"] == unit for row in shots)
        assert launched <= 4
        assert sum(row["unit_id"] == unit for row in logged(raid, "fighter engages")) >= launched
    assert {row["by_id"][:5] for row in raid.rows("assessed_hits")} >= {"swift"}
    assert not any(row["by_id"].startswith("swift") for row in flown(TEXT).rows("assessed_hits"))


def with_long_shots(rule: str) -> str:
    return TEXT.replace("release_range: 15 nmi", f"release_range: 15 nmi, long_shots: {rule}")


def shots_of_ships(recording: Recording) -> list[tuple[dict[str, object], float]]:
    """Each missile of a ship, and how far off its target truly was when it left (nmi)."""
    found = []
    for row in recording.rows("air_engagements"):
        one, two = (positions(recording, row[who], np.array([row["time_s"]])) for who in ("unit_id", "target_id"))
        off_m = ranges_and_bearings(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg)[0][0]
        found.append((row, float(off_m) / NMI_M))
    return found


NO_ESCAPE_NMI = 40e3 * (1.0 - 450.0 * KN_MPS / 800.0) / NMI_M
"""Of the ships' missile (40 km at 800 m/s on the mean) from raiders of 450 kn: 15.4 nmi."""


def test_a_ship_takes_one_long_shot_at_a_raider_and_then_waits_until_he_cannot_outrun_it() -> None:
    engaged: dict[tuple[object, object], set[object]] = {}
    for row, off_nmi in shots_of_ships(flown(TEXT)):
        salvoes = engaged.setdefault((row["unit_id"], row["target_id"]), set())
        salvoes.add(row["salvo"])
        if len(salvoes) > 1:
            assert off_nmi < NO_ESCAPE_NMI
    assert max(off_nmi for _, off_nmi in shots_of_ships(flown(TEXT))) > NO_ESCAPE_NMI
    assert not any(row["outcome"] == "out of reach" for row, _ in shots_of_ships(flown(TEXT)))


def test_without_long_shots_raiders_release_first_and_with_them_always_missiles_are_outrun() -> None:
    never, spare, always = flown(with_long_shots("never")), flown(TEXT), flown(with_long_shots("always"))
    long_shots = [sum(off_nmi > NO_ESCAPE_NMI for _, off_nmi in shots_of_ships(one)) for one in (never, spare)]
    assert long_shots[0] < long_shots[1] // 2  # what is taken for a missile is not expected to turn away
    assert value(never, "releases") > value(spare, "releases")
    outrun = [row for row in always.rows("air_engagements") if row["outcome"] == "out of reach"]
    assert outrun
    assert len(always.rows("air_engagements")) > len(spare.rows("air_engagements"))


def test_a_ship_without_rounds_to_spare_takes_no_long_shot() -> None:
    """Eight rounds against four raiders, two at a time: the first long shot would leave six."""
    library = load_library()
    ship = library.platforms["generic_ffg"]
    few = replace(ship, air_missiles=tuple(replace(one, rounds=8) for one in ship.air_missiles))
    scarce = replace(library, platforms={**library.platforms, "generic_ffg": few})
    fired = shots_of_ships(Replications.of(load_text(ALONE, "raid.yaml", scarce), scarce).run(1))
    assert fired
    assert max(off_nmi for _, off_nmi in fired) < NO_ESCAPE_NMI
    assert max(off_nmi for _, off_nmi in shots_of_ships(flown(ALONE))) > NO_ESCAPE_NMI


STRIKE = re.sub(r"(raider-\d: {class: )generic_fighter", r"\1generic_strike_fighter", TEXT).replace(
    "release_range: 15 nmi", "release_range: 25 nmi"
)


def test_a_raid_with_missiles_is_not_over_before_they_have_come_and_decoys_and_guns_meet_them_too() -> None:
    raid = flown(STRIKE)
    (serial,) = raid.rows("serials")
    flights = raid.rows("missile_flights")
    assert len(flights) == 8
    assert max(row["end_s"] for row in flights) < serial["end_s"] < serial["start_s"] + 2.25 * 3600.0
    assert {row["target_id"] for row in raid.rows("air_engagements")} >= {
        row["missile_id"] for row in flights if row["outcome"] == "shot down"
    }
    assert raid.rows("decoy_launches")
    assert breaches(raid) == []


def hits_on_ships(rounds: int, decoys: bool, seeds: range) -> int:
    """Over seeds, of a raid with missiles on ships alone with so many rounds each, that fire or do not fire decoys."""
    library = load_library()
    ship = library.platforms["generic_ffg"]
    mounts = tuple(replace(one, rounds=rounds) for one in ship.air_missiles)
    chaff = tuple(one if decoys else replace(one, rounds=0) for one in ship.decoys)
    own = replace(library, platforms={**library.platforms, ship.id: replace(ship, air_missiles=mounts, decoys=chaff)})
    text = re.sub(r"(raider-\d: {class: )generic_fighter", r"\1generic_strike_fighter", SILENT)
    runs = Replications.of(load_text(text.replace("release_range: 15", "release_range: 25"), "raid.yaml", own), own)
    flights = [row for seed in seeds for row in runs.run(seed).rows("missile_flights")]
    return sum(row["outcome"] == "assessed hit" for row in flights)


@pytest.mark.parametrize(
    "seeds", [range(1, 4), pytest.param(range(1, 21), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_fewer_rounds_and_no_decoys_let_more_missiles_hit(seeds: range) -> None:
    full, scarce, bare = (hits_on_ships(*of, seeds) for of in ((32, True), (4, True), (4, False)))
    assert full < scarce < bare


@pytest.mark.parametrize("seed", [2, 4, 14, pytest.param(33, marks=pytest.mark.slow)])
def test_no_missile_leaves_a_ship_after_finex(seed: int) -> None:
    """Engagements that were still waiting for their launch when the last raider was done went on in these runs."""
    raid = flown(TEXT, seed)
    (serial,) = raid.rows("serials")
    assert max(row["time_s"] for row in raid.rows("air_engagements")) <= serial["end_s"]


def test_with_weapons_held_no_missile_leaves_a_ship() -> None:
    held = flown(HOLD)
    assert held.rows("air_engagements") == []
    assert value(held, "ship_missiles") == 0.0


def test_a_raider_of_the_defenders_own_side_is_refused() -> None:
    with pytest.raises(ScenarioError) as raised:
        load_text(
            TEXT.replace('"Raider One", nation: BB, side: orange', '"Raider One", nation: AA, side: blue'), "raid"
        )
    (problem,) = raised.value.problems
    assert problem.where == "serials.ADEX-1.roles.raiders.0"
    assert "of another side" in problem.allowed


SILENT = ALONE.replace("release_range: 15 nmi", "release_range: 15 nmi, weapons: free")


@pytest.mark.parametrize(
    "seeds", [range(1, 3), pytest.param(range(1, 13), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_ships_alone_that_keep_their_radars_off_engage_nobody(seeds: range) -> None:
    """Air-search radars, manned in a serial with missiles, stay off too; at what ESM alone hears nobody fires."""
    off = SILENT.replace("{class: generic_ffg, ", "{class: generic_ffg, emission: {radar: off}, ")
    assert off.count("radar: off") == 2
    for seed in seeds:
        seen, unseen = flown(SILENT, seed), flown(off, seed)
        found = {row["sensor_id"] for row in unseen.rows("contacts") if row["unit_id"] == "heron"}
        assert {"esm", "lookout"} <= found <= {"esm", "lookout", "gauge"}  # an eye's gauge of who is near, no radar
        assert value(seen, "ship_missiles") > value(unseen, "ship_missiles") == 0.0
        assert value(seen, "leakers") < value(unseen, "leakers") == 4.0


@pytest.mark.slow
def test_a_raid_that_flies_lower_is_found_later_by_ships_alone_over_seeds() -> None:
    low, high = (
        ALONE.replace("release_range: 15 nmi", f"release_range: 15 nmi, cap_height: {way}, raid_height: {run}")
        for way, run in (("300 m", "60 m"), ("7000 m", "6000 m"))
    )
    for_low = [value(flown(low, seed), "raid_detection_range") for seed in SEEDS]
    for_high = [value(flown(high, seed), "raid_detection_range") for seed in SEEDS]
    assert max(for_low) < min(for_high)


@pytest.mark.slow
def test_without_early_warning_a_raid_is_shot_at_later_over_seeds() -> None:
    low = "release_range: 15 nmi, cap_height: 3000 m, raid_height: 60 m, raid_after: 70 min"
    seen, unseen = (text.replace("release_range: 15 nmi", low) for text in (TEXT, NO_WATCH))
    with_it = [value(flown(seen, seed), "raid_detection_range") for seed in SEEDS]
    without = [value(flown(unseen, seed), "raid_detection_range") for seed in SEEDS]
    assert np.mean(without) <= np.mean(with_it)
