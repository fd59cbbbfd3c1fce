"""A small target is lost in a rough sea near the ship and found in a calm one; and every look the same."""

import math
from dataclasses import replace

import numpy as np
import pytest

from fleetex.engine import tables as tb
from fleetex.units import KN_MPS
from tests.engine.seas import RADAR, Sea, Sensor, Ship, Weather
from tests.engine.test_oracle import first_difference

HOUR_S = 3_600.0
BEAM = {"beam_rad": math.radians(1.6), "pulse_s": 0.25e-6}
SET = replace(RADAR, sound=BEAM)
CALM, ROUGH = Weather(wave_height_m=0.05), Weather(wave_height_m=5.0)
CRAFT = {"mast_height_m": 2.0, "radar_cross_section_m2": 2.5, "size_m": 3.0, "length_m": 10.0}
STILL = {"speed_mps_max": 0.0, "speed_mps_bound": 0.0}


def craft(name: str, range_m: float, bearing_deg: float = 40.0, **hull: float) -> Ship:
    east, north = math.sin(math.radians(bearing_deg)) * range_m, math.cos(math.radians(bearing_deg)) * range_m
    return Ship(name, east, north, speed_kn=0.0, sensors=(), hull={**CRAFT, **STILL, **hull})


def watch(radar: Sensor = SET) -> Ship:
    return Ship("watch", speed_kn=0.0, sensors=(radar,), hull=STILL)


def held_share(sea: Sea, target: str, until_s: float) -> float:
    rows = sea.rows_of("contact")
    rows = rows[rows["target"] == sea.rows[target]]
    gained, lost = rows["time_s"][rows["gained"] == 1], rows["time_s"][rows["gained"] == 0]
    return float(np.sum(np.append(lost, [until_s] * (len(gained) - len(lost))) - gained)) / until_s


@pytest.mark.parametrize("every_look", [False, True])
def test_a_boat_near_the_ship_is_held_in_a_calm_and_mostly_not_in_a_rough_sea_a_ship_in_both(every_look: bool) -> None:
    for weather, least, most in ((CALM, 0.98, 1.0), (ROUGH, 0.0, 0.6)):
        ships = [craft("boat", 4_000.0), craft("ship", 4_000.0, 200.0, radar_cross_section_m2=5_000.0), watch()]
        sea = Sea(ships, weather=(weather,), every_look=every_look).begin().run(3.0 * HOUR_S)
        assert least <= held_share(sea, "boat", 3.0 * HOUR_S) <= most
        assert held_share(sea, "ship", 3.0 * HOUR_S) > 0.98


def test_the_sea_getting_up_hides_her_and_going_down_shows_her() -> None:
    spells = (CALM, replace(ROUGH, time_s=2.0 * HOUR_S), replace(CALM, time_s=6.0 * HOUR_S))
    sea = Sea([craft("boat", 3_000.0), watch()], weather=spells).begin().run(9.0 * HOUR_S)
    rows = sea.rows_of("contact")
    lost = rows["time_s"][rows["gained"] == 0]
    assert len(lost) > 0
    assert 2.0 * HOUR_S < lost.min() <= lost.max() < 6.0 * HOUR_S + 600.0
    assert rows["gained"][-1] == 1


def test_a_radar_without_a_beam_and_a_target_in_the_air_know_no_clutter() -> None:
    flying = craft("helo", 4_000.0, 120.0, domain=tb.AIR)
    sea = Sea([craft("boat", 4_000.0), flying, watch()], weather=(ROUGH,)).begin().run(HOUR_S)
    assert held_share(sea, "helo", HOUR_S) > 0.95 > held_share(sea, "boat", HOUR_S)
    plain = Sea([craft("boat", 4_000.0), watch(RADAR)], weather=(ROUGH,)).begin().run(HOUR_S)
    assert held_share(plain, "boat", HOUR_S) > 0.95


def test_decibels_add_up_and_a_rough_sea_stands_in_the_noise() -> None:
    noise = []
    for weather in (CALM, ROUGH):
        sea = Sea([craft("boat", 4_000.0), watch()], weather=(weather,)).begin().run(HOUR_S)
        row = sea.rows_of("budget")[-1]
        left = row["source_db"] + row["target_db"] - row["loss_db"] - row["noise_db"] - row["threshold_db"]
        assert row["excess_db"] == pytest.approx(left)
        noise.append(row["noise_db"])
    assert noise[1] > noise[0] + 10.0


def regatta(number: int, every_look: bool) -> Sea:
    """Small craft and ships to and fro about two radars while the sea gets up and goes down."""
    rng = np.random.default_rng(4_000 + number)
    ships = []
    for k in range(14):
        area = float(10.0 ** rng.uniform(-0.5, 3.5))
        bearing, range_m = float(rng.uniform(0.0, 360.0)), float(10.0 ** rng.uniform(2.3, 4.3))
        way = {"speed_mps_max": 12.0 * KN_MPS, "speed_mps_bound": 12.0 * KN_MPS, "radar_cross_section_m2": area}
        boat = craft(f"craft-{k:02d}", range_m, bearing)
        ships.append(replace(boat, course_deg=float(rng.uniform(0, 360)), speed_kn=8.0, hull={**boat.hull, **way}))
    quick = replace(SET, name="quick", period_s=3.0, confirm_hits=2, confirm_looks=3, drop_looks=4, report_s=30.0)
    ships.append(replace(watch(), sensors=(SET, quick)))
    waves = [float(h) for h in rng.choice([0.05, 0.3, 0.9, 1.9, 3.3, 5.0], 6)]
    spells = tuple(Weather(time_s=k * HOUR_S, wave_height_m=h) for k, h in enumerate(waves))
    sea = Sea(ships, weather=spells, seed=number, every_look=every_look).begin()
    while sea.now_s < 6.0 * HOUR_S:
        sea.run(sea.now_s + float(rng.exponential(600.0)))
        sea.steer(f"craft-{int(rng.integers(14)):02d}", float(rng.uniform(0.0, 360.0)), float(rng.uniform(2.0, 12.0)))
    return sea.finish()


@pytest.mark.parametrize("number", range(4))
def test_making_every_look_changes_no_row(number: int) -> None:
    skipping, every = regatta(number, False), regatta(number, True)
    assert first_difference(skipping, every) == ""
    assert skipping.world.track.tobytes() == every.world.track.tobytes()
    assert np.count_nonzero(skipping.rows_of("contact")["gained"] == 0) > 20


def test_ships_in_company_are_looked_at_no_oftener_in_a_sea_that_clutters() -> None:
    """The reference exercise's seas, states 2 and 3: what is certain stays certain for whatever is a ship."""
    made = []
    for radar in (RADAR, SET):
        company = [Ship(f"ship-{k}", 900.0 * k, 0.0, 0.0, 12.0, sensors=(radar,)) for k in range(6)]
        sea = Sea(company, weather=(Weather(wave_height_m=0.9),)).begin().run(6.0 * HOUR_S)
        made.append(int(sea.world.head[0]["looks_made"]))
    assert made[1] <= 1.01 * made[0]
