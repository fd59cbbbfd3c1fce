"""Skipping looks changes nothing: the kernel that makes every look hands out the same rows, bit for bit.

Each theatre is drawn from its number: warships, boats and neutral merchants, radars of several rhythms, lookouts
through dusk, fog and dawn, lights and radars switched, ships that steer, follow, shadow, drift, sail routes and come
and go beyond each other's reach.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.worlds import LOSS_PROB
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.physics.radar import radar_snr_1m
from tests.engine.seas import (
    KN_MPS,
    LOOKOUT,
    MERCHANT,
    NOON_UNIX_S,
    OUT_TABLES,
    RADAR,
    SEARCH,
    Sea,
    Sensor,
    Ship,
    Weather,
)

HOUR_S = 3600.0
TEA_UNIX_S = NOON_UNIX_S + 5.0 * HOUR_S
"""An afternoon from which fourteen hours lead through dusk and night into the next day."""
FOG = (
    Weather(0.0, 0.5, 18_000.0, (3.0, 1.0), (0.3, 0.1)),
    Weather(1.5 * HOUR_S, 1.2, 5_000.0, (6.0, -2.0), (0.2, 0.2)),
    Weather(2.5 * HOUR_S, 1.2, 12_000.0, (8.0, -4.0), (0.2, 0.2)),
    Weather(13.0 * HOUR_S, 2.0, 25_000.0, (9.0, 4.0), (0.4, 0.0)),
)
SPELLS = ((0.0, 1.5), (1.6, 2.5), (4.5, 12.0), (13.0, 14.0))
"""Hours of clear daylight, of fog, of night and of the next day."""
THEATRES = 6
BOAT = {"mast_height_m": 4.0, "radar_cross_section_m2": 3.0, "size_m": 3.0, "lights_cd": 4.3, "length_m": 12.0}


def _sensors(rng: np.random.Generator, merchant: bool) -> tuple[Sensor, ...]:
    radar = Sensor("radar", 0, float(rng.choice([2.5, 4.0, 10.0])), 44_000.0, 20.0 + 10.0 * rng.random())
    if merchant:
        return (radar,)
    quick = Sensor("search", 0, 7.5, 90_000.0, 28.0, drop_looks=5, confirm_hits=2, confirm_looks=3)
    near = Sensor("wing", 1, 20.0, 9_000.0, 12.0, 50.0, 0.2, 0.03, 40.0, 2, 3, 3, 1.0)
    return (radar, quick, LOOKOUT, near)[: int(rng.integers(2, 5))]


def _fleet(rng: np.random.Generator, count: int) -> list[Ship]:
    ships = []
    for k in range(count):
        sort = ("warship", "merchant", "boat")[int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
        hull: dict[str, float] = {"domain": 0}
        if sort == "merchant":
            hull |= {**MERCHANT, "neutral": 1, "speed_mps_max": 18.0 * KN_MPS, "speed_mps_bound": 18.0 * KN_MPS}
        elif sort == "boat":
            hull |= BOAT
        ships.append(
            Ship(
                f"{sort}-{k:02d}",
                float(rng.uniform(-45e3, 45e3)),
                float(rng.uniform(-45e3, 45e3)),
                float(rng.uniform(0.0, 360.0)),
                float(rng.uniform(4.0, 16.0)),
                int(rng.integers(0, 3)),
                () if sort == "boat" else _sensors(rng, sort == "merchant"),
                hull,
            )
        )
    return ships


def _happen(sea: Sea, rng: np.random.Generator) -> None:
    """One order to one ship, the same in every theatre of this number."""
    ship = sea.ships[int(rng.integers(len(sea.ships)))]
    name = ship.name
    what = int(rng.integers(9))
    course, speed = float(rng.uniform(0.0, 360.0)), float(rng.uniform(2.0, 27.0))
    points = [(float(e), float(n)) for e, n in rng.uniform(-40e3, 40e3, (3, 2))]
    other = sea.ships[int(rng.integers(len(sea.ships)))].name
    mount = int(sea.hull(name)["sensor_first"]) + int(rng.integers(max(1, len(ship.sensors))))
    if what <= 1:
        sea.steer(name, course, speed)
    elif what == 2:
        sea.route(name, points, speed, int(rng.integers(3)), int(rng.integers(2)))
    elif what == 3:
        sea.order(name, tb.MODE_DRIFT, cmd_speed_mps=0.0)
    elif what == 4 and other != name and ship.sensors:
        sea.station(name, other, float(rng.uniform(900.0, 6_000.0)), course)
    elif what == 5 and other != name and ship.sensors:
        sea.shadow(name, other, float(rng.uniform(4_000.0, 9_000.0)))
    elif what == 6 and ship.sensors:
        ask.set_switch(sea.at, mount, 1 - int(sea.world.switch[mount]["on"]), sea.now_s)
    elif what >= 7:
        ask.set_lights(sea.at, sea.rows[name], 1 - int(sea.unit(name)["lights"]), sea.now_s)


def theatre(number: int, every_look: bool, stops: np.random.Generator | None = None) -> Sea:
    """Theatre `number`, run to its end; `stops`: with halts at times of its drawing besides."""
    count, hours = 12, 14.0
    rng = np.random.default_rng(number)
    sea = Sea(_fleet(rng, count), weather=FOG, seed=number, every_look=every_look, start_unix_s=TEA_UNIX_S).begin()
    while True:
        next_s = sea.now_s + float(rng.exponential(300.0))
        if next_s > hours * HOUR_S:
            return sea.run(hours * HOUR_S).finish()
        while stops is not None and (halt_s := sea.now_s + float(stops.exponential(100.0))) < next_s:
            sea.run(halt_s)
        sea.run(next_s)
        _happen(sea, rng)


def first_difference(one: Sea, other: Sea) -> str:
    """The first row that differs in the tables handed out; empty if none does."""
    for name in OUT_TABLES:
        a, b = one.rows_of(name), other.rows_of(name)
        for row in range(min(len(a), len(b))):
            if a[row].tobytes() != b[row].tobytes():
                fields = [f for f in a.dtype.names or () if a[row][f].tobytes() != b[row][f].tobytes()]
                return f"{name} {row}: {fields} {a[row]} {b[row]}"
        if len(a) != len(b):
            return f"{name}: {len(a)} and {len(b)} rows"
    return ""


def fireflies(number: int, every_look: bool) -> Sea:
    """A dark night of boats that flash their lights round one ship whose lookouts want few hits in many looks."""
    rng = np.random.default_rng(1_000 + number)
    eyes = tuple(
        Sensor(f"eye-{k}", 1, period, 12_000.0, 10.0, 50.0, 0.2, 0.03, 40.0, hits, looks, 4, 1.0)
        for k, (period, hits, looks) in enumerate([(5.0, 2, 20), (8.0, 3, 9), (3.0, 4, 31)])
    )
    boats = [
        Ship(
            f"boat-{k}",
            float(rng.uniform(-8e3, 8e3)),
            float(rng.uniform(-8e3, 8e3)),
            speed_kn=2.0,
            sensors=(),
            hull={**BOAT, "speed_mps_max": 3.0, "speed_mps_bound": 3.0},
        )
        for k in range(8)
    ]
    slow = {"speed_mps_max": 6.0, "speed_mps_bound": 6.0}
    watch = Ship("watch", speed_kn=4.0, sensors=eyes, hull=slow)
    night = NOON_UNIX_S + 11.0 * HOUR_S
    sea = Sea([*boats, watch], weather=FOG[:1], seed=number, every_look=every_look, start_unix_s=night).begin()
    while sea.now_s < 2.0 * HOUR_S:
        sea.run(sea.now_s + float(rng.exponential(7.0)))
        boat = sea.rows[f"boat-{int(rng.integers(8))}"]
        ask.set_lights(sea.at, boat, 1 - int(sea.world.unit[boat]["lights"]), sea.now_s)
        if rng.random() < 0.05:
            eye = int(rng.integers(3))
            ask.set_switch(sea.at, eye, 1 - int(sea.world.switch[eye]["on"]), sea.now_s)
    return sea.finish()


def racers(number: int, every_look: bool) -> Sea:
    """Boats as fast as they may go, in over one ship's radar horizon and out again; there a look's chance leaps
    between none and the one at which a held contact is just certain. Half of them meet her end on."""
    rng = np.random.default_rng(2_000 + number)
    patient = {"drop_looks": 30}
    radars = (
        replace(RADAR, **patient),
        replace(RADAR, name="quick", period_s=2.0, confirm_hits=1, confirm_looks=1, report_s=20.0, **patient),
    )
    horizon_m = radar_horizon_m(RADAR.height_m, BOAT["mast_height_m"], RADIO_EARTH_M)
    just = 1.0 - LOSS_PROB ** (1.0 / patient["drop_looks"])
    area_m2 = horizon_m**4 * (math.log(1e-6) / math.log(just) - 1.0) * 1.001 / radar_snr_1m(*SEARCH)
    fast = {**BOAT, "speed_mps_max": 15.0, "speed_mps_bound": 15.0, "radar_cross_section_m2": area_m2}
    boats = []
    for k in range(80):
        bearing, out_m = float(rng.uniform(0.0, math.tau)), float(rng.uniform(0.5, 1.6)) * horizon_m
        east, north = out_m * math.sin(bearing), out_m * math.cos(bearing)
        course = math.degrees(bearing) + 180.0 + float(rng.uniform(-20.0, 20.0))
        if k % 2 == 0:
            east, north, course = 60e3 - out_m, float(rng.uniform(-500.0, 500.0)), 270.0
        boats.append(Ship(f"boat-{k}", east, north, course, 15.0 / KN_MPS, sensors=(), hull=fast))
    steady = {"speed_mps_max": 14.0, "speed_mps_bound": 14.0, "domain": 1}  # domain: she keeps clear of nobody
    watch = Ship("watch", 0.0, 0.0, 90.0, 14.0 / KN_MPS, sensors=radars, hull=steady)
    return Sea([*boats, watch], seed=number, every_look=every_look).begin().run(2.5 * HOUR_S).finish()


@pytest.mark.parametrize("number", range(THEATRES))
def test_making_every_look_changes_no_row(number: int) -> None:
    skipping, every = theatre(number, False), theatre(number, True)
    assert first_difference(skipping, every) == ""
    assert skipping.world.unit.tobytes() == every.world.unit.tobytes()
    assert skipping.world.track.tobytes() == every.world.track.tobytes()


@pytest.mark.parametrize("number", range(3))
def test_making_every_look_changes_no_row_where_lights_flash_and_eyes_are_shut(number: int) -> None:
    skipping, every = fireflies(number, False), fireflies(number, True)
    assert first_difference(skipping, every) == ""


@pytest.mark.parametrize("number", range(3))
def test_making_every_look_changes_no_row_where_boats_race_over_the_horizon(number: int) -> None:
    skipping, every = racers(number, False), racers(number, True)
    assert first_difference(skipping, every) == ""
    gained = skipping.rows_of("contact")["gained"]
    assert min(np.count_nonzero(gained == 1), np.count_nonzero(gained == 0)) > 50


def test_the_theatres_hold_what_they_are_to_prove() -> None:
    """Gains and losses by radar and by eye, in daylight, fog, night and the next day; and nearly all looks skipped."""
    found: set[tuple[int, bool, int]] = set()
    told: set[int] = set()
    swaps = 0
    for number in range(THEATRES):
        sea = theatre(number, False)
        swaps += int(sea.world.head[0]["swaps"])
        assert int(sea.world.head[0]["looks_skipped"]) > 5 * int(sea.world.head[0]["looks_made"])
        contacts = sea.rows_of("contact")
        assert np.any(sea.world.hull["neutral"][contacts["target"]] == 1)
        seen = sea.world.sensor["kind"][contacts["sensor"]] == 1
        for spell, (since_h, until_h) in enumerate(SPELLS):
            during = (contacts["time_s"] >= since_h * HOUR_S) & (contacts["time_s"] < until_h * HOUR_S)
            found |= {(spell, bool(s), int(g)) for s, g in zip(seen[during], contacts["gained"][during], strict=True)}
        told |= set(sea.rows_of("event")["kind"].tolist())
    assert found == {(spell, s, g) for spell in range(len(SPELLS)) for s in (False, True) for g in (0, 1)}
    assert {tb.OUT_TRACK_GAINED, tb.OUT_TRACK_LOST, tb.OUT_ORDER_DONE} <= told
    assert swaps > 0, "plots wait for the end of their sweep, and go to other tracks"


def test_halting_the_kernel_at_any_time_changes_no_row() -> None:
    whole = theatre(1, False)
    rng = np.random.default_rng(99)
    pieces = theatre(1, False, stops=rng)
    assert first_difference(whole, pieces) == ""
