"""Radars are heard while they are on: by band, to the horizon, as a bearing; and every look the same."""

import math
from dataclasses import replace

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.units import KN_MPS, LIGHT_MPS
from tests.engine.seas import RADAR, SEARCH, Sea, Sensor, Ship
from tests.engine.test_oracle import first_difference

HOUR_S = 3_600.0
BAND = {"band_hz_min": 2e9, "band_hz_max": 18e9, "gain_db": 0.0, "noise_db": -90.0}
EAR = Sensor("esm", tb.ESM, 10.0, 370_000.0, 21.0, 0.0, 0.0, 0.035, 60.0, 2, 3, 6, 1.0, sound=BAND)
MAST = replace(RADAR, height_m=9.0)
HORIZON_M = radar_horizon_m(EAR.height_m, MAST.height_m, RADIO_EARTH_M)
LOST_S = EAR.drop_looks * EAR.period_s
"""From the last look that heard to the one that gives up, less than so long."""


def craft(
    name: str = "craft", east_m: float = 60e3, *, side: int = 1, radar: Sensor = MAST, speed_kn: float = 20.0
) -> Ship:
    """A boat of the other side that comes in from the east."""
    return Ship(name, east_m, 0.0, 270.0, speed_kn, side, (radar,))


def listener(*more: Sensor) -> Ship:
    return Ship("watch", 0.0, 0.0, 0.0, 0.0, 0, (EAR, *more), {"speed_mps_max": 1.0, "speed_mps_bound": 1.0})


def heard(sea: Sea) -> np.ndarray:
    return sea.rows_of("bearing")


def contacts(sea: Sea) -> np.ndarray:
    """Those of ESM alone."""
    rows = sea.rows_of("contact")
    return rows[sea.world.sensor["kind"][rows["sensor"]] == tb.ESM]


@pytest.mark.parametrize("every_look", [False, True])
def test_a_radar_is_heard_from_the_horizon_of_both_antennas_on(every_look: bool) -> None:
    sea = Sea([craft(), listener()], every_look=every_look).begin()
    sea.run(1.2 * HOUR_S)
    first = heard(sea)[0]
    contact = contacts(sea)[0]
    assert (first["change"], first["emission"], contact["gained"]) == (tb.CHANGE_GAINED, tb.RADAR, 1)
    late_m = 3.0 * EAR.period_s * 20.0 * KN_MPS
    assert HORIZON_M - late_m < contact["range_m"] <= HORIZON_M
    assert math.degrees(first["bearing_rad"]) == pytest.approx(90.0, abs=4.0 * math.degrees(EAR.bearing_sd_rad))
    assert not len(sea.rows_of("track")[sea.rows_of("track")["unit"] == sea.rows["watch"]])


def test_who_keeps_her_radar_off_is_not_heard_and_who_switches_off_is_lost_within_the_minute() -> None:
    sea = Sea([craft(east_m=20e3, speed_kn=4.0), listener()]).begin()
    radar = sea.sensor_row("craft")
    sea.run(600.0)
    assert len(heard(sea)) >= 1
    ask.set_switch(sea.at, radar, 0, sea.now_s)
    silent_s = sea.now_s
    sea.run(silent_s + HOUR_S)
    last = heard(sea)[-1]
    assert last["change"] == tb.CHANGE_LOST
    assert silent_s < last["time_s"] <= silent_s + LOST_S + EAR.period_s
    ask.set_switch(sea.at, radar, 1, sea.now_s)
    sea.run(sea.now_s + 120.0)
    again = [row for row in heard(sea) if row["change"] == tb.CHANGE_GAINED][-1]
    assert again["time_s"] > last["time_s"]
    assert again["number"] == last["number"] + 1
    off = replace(MAST, on=False)
    assert not len(heard(Sea([craft(east_m=20e3, radar=off), listener()]).begin().run(HOUR_S)))


def test_an_ear_hears_its_own_band_and_no_consort() -> None:
    deaf = replace(EAR, sound={**BAND, "band_hz_min": LIGHT_MPS / SEARCH[2] + 1e9})
    for watch, other in ((Ship("watch", sensors=(deaf,)), craft(east_m=9e3)), (listener(), craft(east_m=9e3, side=0))):
        sea = Sea([other, watch]).begin().run(HOUR_S)
        assert not len(heard(sea))
        assert sea.world.pair["never"][sea.sensor_row("watch", "esm"), sea.rows["craft"]] == 1


def test_a_weak_radar_is_heard_as_far_as_its_level_goes() -> None:
    far_m = 15e3
    deaf = 10.0 * math.log10(SEARCH[0]) + SEARCH[1] - 20.0 * math.log10(4.0 * math.pi * far_m / SEARCH[2])
    ear = replace(EAR, sound={**BAND, "noise_db": deaf})
    watch = replace(listener(), sensors=(ear,))
    sea = Sea([craft(), watch]).begin().run(1.6 * HOUR_S)
    assert contacts(sea)[0]["range_m"] == pytest.approx(far_m, abs=400.0)


def test_a_bearing_goes_with_the_track_of_the_same_ship_and_is_then_measured_seldom() -> None:
    """A radar of her own keeps the track: the ESM measures again each half hour, not each minute."""
    alone = Sea([craft(east_m=20e3, speed_kn=0.0), listener()]).begin().run(3.0 * HOUR_S)
    both = Sea([craft(east_m=20e3, speed_kn=0.0), listener(RADAR)]).begin().run(3.0 * HOUR_S)
    held = both.world.holding[both.hull("watch")["observer"], both.rows["craft"]]
    b = both.world.bearing[both.hull("watch")["observer"], both.rows["craft"]]
    assert held["sensors"] == 1
    assert b["sensors"] == 1
    assert both.now_s - b["time_s"] <= 1_800.0
    assert b["fixes"] < 10 < alone.world.bearing[0, alone.rows["craft"]]["fixes"] + alone.world.head[0]["looks_made"]


def fleet(number: int, every_look: bool) -> Sea:
    """Boats in and out over the horizon whose radars are switched, before two ships that listen, one with a radar."""
    rng = np.random.default_rng(3_000 + number)
    boats = [
        Ship(
            f"boat-{k}",
            float(rng.uniform(-50e3, 50e3)),
            float(rng.uniform(-50e3, 50e3)),
            float(rng.uniform(0.0, 360.0)),
            float(rng.uniform(5.0, 25.0)),
            1,
            (replace(MAST, height_m=float(rng.uniform(4.0, 25.0))),),
        )
        for k in range(10)
    ]
    quick = replace(EAR, name="quick", period_s=4.0, confirm_hits=1, confirm_looks=1, drop_looks=2, report_s=20.0)
    ships = [
        *boats,
        Ship("watch-a", speed_kn=10.0, sensors=(EAR, RADAR)),
        Ship("watch-b", 8e3, 3e3, 200.0, 12.0, sensors=(quick,)),
    ]
    sea = Sea(ships, seed=number, every_look=every_look).begin()
    while sea.now_s < 6.0 * HOUR_S:
        sea.run(sea.now_s + float(rng.exponential(200.0)))
        name = f"boat-{int(rng.integers(10))}"
        if rng.random() < 0.5:
            row = sea.sensor_row(name)
            ask.set_switch(sea.at, row, 1 - int(sea.world.switch[row]["on"]), sea.now_s)
        else:
            sea.steer(name, float(rng.uniform(0.0, 360.0)), float(rng.uniform(5.0, 28.0)))
    return sea.finish()


@pytest.mark.parametrize("number", range(3))
def test_making_every_look_changes_no_row(number: int) -> None:
    skipping, every = fleet(number, False), fleet(number, True)
    assert first_difference(skipping, every) == ""
    gained = contacts(skipping)["gained"]
    assert min(np.count_nonzero(gained == 1), np.count_nonzero(gained == 0)) >= 5
    head = skipping.world.head[0]
    assert head["looks_skipped"] > 3 * head["looks_made"]
