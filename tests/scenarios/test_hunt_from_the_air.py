"""The hunt from the air: a ship, her helicopter and a patrol aircraft against one exercise submarine."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from fleetex.library import Library, load_library
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load, load_text
from fleetex.simulate.replications import Replications

FILE = Path(__file__).parents[2] / "scenarios" / "hunt-from-the-air.yaml"
TEXT = FILE.read_text(encoding="utf-8")
AIRCRAFT = "helicopters: [helicopter], patrol_aircraft: [patrol], "
SECOND = """  second:
    class: generic_helo
    name: "Second helicopter"
    nation: XX
    side: blue
    notional: true
    start: {deck: frigate, notional: true}
  patrol:
    class"""
FEW, MANY = range(1, 4), range(1, 9)
over_seeds = pytest.mark.parametrize("seeds", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])


def without(*roles: str) -> str:
    kept = "".join(f"{role}, " for role in AIRCRAFT.split(", ") if role and role.split(":")[0] not in roles)
    assert AIRCRAFT in TEXT
    return TEXT.replace(AIRCRAFT, kept)


def replications(text: str, library: Library) -> Replications:
    return Replications.of(load_text(text, "hunt", library), library)


@pytest.fixture(scope="module")
def hunt(library: Library) -> Recording:
    return replications(TEXT, library).run(1)


def logged(recording: Recording, kind: str) -> list[dict[str, Any]]:
    return [row for row in recording.rows("events") if row["kind"] == kind]


def held(recording: Recording) -> float:
    rows = recording.rows("measures")
    return next(row["value"] for row in rows if row["name"] == "hold_time" and not row["subject"])


@cache
def mean_hold(text: str, seeds: range) -> float:
    exercise = replications(text, load_library())
    return float(np.mean([held(exercise.run(seed)) for seed in seeds]))


def test_all_of_it_is_notional_and_the_submarine_of_no_state(library: Library) -> None:
    exercise = load(FILE, library)
    assert all(unit.notional and unit.start.notional for unit in exercise.units.values())
    assert exercise.nations[exercise.units["submarine"].nation].name == "the exercise side (no state)"


def test_each_hunts_with_what_she_has(hunt: Recording) -> None:
    found = {(row["unit_id"], row["sensor_id"].split("-")[0]) for row in hunt.rows("contacts")}
    assert {("helicopter", "dipping"), ("patrol", "difar"), ("patrol", "dicass")} <= found
    assert logged(hunt, "dips")
    assert logged(hunt, "buoy laid")
    assert {row["unit_id"] for row in logged(hunt, "attack")} >= {"helicopter", "patrol"}


def test_the_helicopter_goes_home_on_her_fuel_is_turned_round_and_comes_out_again(hunt: Recording) -> None:
    sorties = [row["time_s"] for row in logged(hunt, "take-off") if row["unit_id"] == "helicopter"]
    bingo, *_ = [row["time_s"] for row in logged(hunt, "bingo") if row["unit_id"] == "helicopter"]
    landed = [row["time_s"] for row in logged(hunt, "landed") if row["unit_id"] == "helicopter"]
    assert len(sorties) >= 2
    assert sorties[0] < bingo < landed[0] < sorties[1]
    assert not logged(hunt, "ditched")


def test_she_dips_from_the_hover_and_moves_only_with_the_sonar_in(hunt: Recording) -> None:
    dips, hoists = logged(hunt, "dips"), logged(hunt, "sonar raised")
    for row in dips:
        after = next((up["time_s"] for up in hoists if up["time_s"] > row["time_s"]), None)
        if after is None:
            continue
        during = positions(hunt, "helicopter", np.array([row["time_s"], after - 1.0]))
        assert float(np.ptp(during.lat_deg)) < 1e-5
        assert float(np.ptp(during.lon_deg)) < 1e-5


def test_aircraft_know_the_submarine_by_their_own_sonars_alone(hunt: Recording) -> None:
    gained = [
        row["time_s"] for row in hunt.rows("tracks") if row["change"] == "gained" and row["target_id"] == "submarine"
    ]
    first = min(row["time_s"] for row in logged(hunt, "sonar contact") if row["unit_id"] in ("helicopter", "patrol"))
    assert min(gained) <= first


@over_seeds
def test_nobody_ditches_whatever_the_seed(library: Library, seeds: range) -> None:
    exercise = replications(
        TEXT.replace(AIRCRAFT, AIRCRAFT.replace("[helicopter]", "[helicopter, second]")).replace(
            "  patrol:\n    class", SECOND
        ),
        library,
    )
    for seed in seeds:
        recording = exercise.run(seed)
        assert not logged(recording, "ditched"), seed
        assert recording.rows("serials")[0]["state"] == "completed"


@over_seeds
def test_aircraft_hold_her_longer_than_the_ship_alone_and_buoys_count(seeds: range) -> None:
    alone = mean_hold(without("helicopters", "patrol_aircraft"), seeds)
    buoys = mean_hold(without("helicopters"), seeds)
    few = mean_hold(without("helicopters").replace("params: {", "params: {buoy_count: 4, "), seeds)
    everybody = mean_hold(TEXT, seeds)
    assert alone < buoys
    assert alone < everybody
    assert few < buoys


@pytest.mark.slow
def test_fewer_buoys_find_her_less_often_wherever_in_the_box_she_starts(library: Library) -> None:
    """From one place the count is geometry: eight buoys may leave the gap that she lies in, and six may not."""
    draws = Random(5)
    minutes = [(draws.uniform(-16.0, 16.0), draws.uniform(-35.0, 35.0)) for _ in range(24)]
    places = [f"{40.0 + north / 60.0:.5f}N {134.0 + east / 60.0:.5f}E" for north, east in minutes]
    found = {}
    for count in (4, 8, 16):
        text = without("helicopters").replace("params: {", f"params: {{buoy_count: {count}, ")
        runs = (
            replications(text.replace("40-00.0N 134-02.0E", place), library).run(seed)
            for seed, place in enumerate(places, 1)
        )
        found[count] = sum(held(run) > 0.0 for run in runs)
    assert found[4] < found[8] < found[16]


@pytest.mark.slow
def test_a_helicopter_beside_the_buoys_holds_her_longer() -> None:
    """Over eight seeds the two are alike: where buoys find her at all she is held anyway."""
    assert mean_hold(without("helicopters"), range(1, 17)) < mean_hold(TEXT, range(1, 17))


@over_seeds
def test_a_second_helicopter_makes_more_of_the_hunt(seeds: range) -> None:
    one = without("patrol_aircraft")
    two = one.replace("[helicopter]", "[helicopter, second]").replace("  patrol:\n    class", SECOND)
    assert mean_hold(one, seeds) < mean_hold(two, seeds)


def test_no_aircraft_takes_off_where_the_sea_fouls_the_deck(library: Library) -> None:
    rough = without("patrol_aircraft").replace("sea_state: 3", "sea_state: 6")
    recording = replications(rough, library).run(1)
    assert not logged(recording, "take-off")
    assert "sea state 6" in logged(recording, "deck waits")[0]["text"]
