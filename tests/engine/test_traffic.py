"""Ships of the traffic are seen, plotted and kept clear of as units are: the same draws, the same rows.

A voyage is said as knots (seconds, east, north) and compared with a unit of that name which steers the same course.
"""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.traffic import Traffic
from fleetex.engine.unit_rows import UNIT_MODEL
from fleetex.engine.voyages import survey
from fleetex.physics.geodesy import direct
from fleetex.physics.philox import name_hash
from tests.engine.seas import HULL, KN_MPS, LOOKOUT, OUT_TABLES, RADAR, Sea, Sensor, Ship, spot
from tests.engine.test_oracle import FOG, TEA_UNIX_S, first_difference

HOUR_S = 3600.0
SEARCH = Sensor("search", 0, 7.5, 90_000.0, 28.0, drop_looks=5, confirm_hits=2, confirm_looks=3)
WATCHERS = (RADAR, SEARCH, LOOKOUT)
COASTER = {"mast_height_m": 22.0, "radar_cross_section_m2": 900.0, "size_m": 22.0, "domain": 0}
BOAT = {"mast_height_m": 4.0, "radar_cross_section_m2": 3.0, "size_m": 3.0, "lights_cd": 4.3, "domain": 0}
Voyage = tuple[str, list[tuple[float, float, float]]]
"""A ship's name and her knots: seconds, latitude, longitude (rad)."""


def traffic_of(voyages: Sequence[Voyage], builds: Sequence[dict[str, float]], berths: int | None = None) -> Traffic:
    """Tables of these ships; ship k is of build k modulo their number."""
    build = np.zeros(len(builds), UNIT_MODEL)
    for row, figures in zip(build, builds, strict=True):
        for name, value in {**HULL, **figures, "fuel_kg_max": 0.0, "accel_mps2": 0.0}.items():
            row[name] = value
        row["observer"] = row["side"] = -1
    ship = np.zeros(len(voyages), tb.SHIP)
    knot = np.zeros(sum(len(knots) for _, knots in voyages), tb.KNOT)
    filled = 0
    for k, (name, knots) in enumerate(voyages):
        places = np.empty((len(knots), 3))
        fastest, slowest = survey(np.array(knots), places)
        ship[k]["id32"], ship[k]["build"] = name_hash(name), k % len(builds)
        ship[k]["knot_first"], ship[k]["knot_count"] = filled, len(knots)
        ship[k]["speed_mps_bound"] = fastest * 1.001 + 0.01
        ship[k]["drift_mps_bound"] = 0.02 if fastest - slowest < 0.01 else fastest * 1.001 + 0.01
        for (time_s, lat, lon), place in zip(knots, places, strict=True):
            knot[filled] = (time_s, lat, lon, *place)
            filled += 1
    return Traffic(ship, knot, build, len(voyages) if berths is None else berths)


def straight(ship: Ship, seconds: float) -> Voyage:
    """The voyage of a ship that holds course and speed on a geodesic."""
    lat, lon = spot(ship.east_m, ship.north_m)
    there = direct(lat, lon, math.radians(ship.course_deg), ship.speed_kn * KN_MPS * seconds)
    return ship.name, [(0.0, lat, lon), (seconds, *there)]


def passing(rng: np.random.Generator, count: int) -> list[Ship]:
    """Ships that come into reach of the middle, pass and go."""
    found = []
    for k in range(count):
        bearing = float(rng.uniform(0.0, 360.0))
        out_m, aside_m = float(rng.uniform(5e3, 90e3)), float(rng.uniform(-30e3, 30e3))
        line, across = math.radians(bearing), math.radians(bearing + 90.0)
        east = out_m * math.sin(line) + aside_m * math.sin(across)
        north = out_m * math.cos(line) + aside_m * math.cos(across)
        speed = float(rng.uniform(6.0, 18.0))
        found.append(Ship(f"z-{k:02d}", east, north, bearing + 180.0, speed, 2, (), COASTER if k % 2 == 0 else BOAT))
    return found


def watchers() -> list[Ship]:
    """Two ships that look, and keep clear of nobody, so that what they see changes no track of theirs."""
    blind = {"domain": 1}
    return [
        Ship("a-watch", 0.0, 0.0, 40.0, 6.0, sensors=WATCHERS, hull=blind),
        Ship("b-watch", 9e3, -4e3, 300.0, 10.0, sensors=WATCHERS, hull=blind),
    ]


def contacts(sea: Sea) -> np.ndarray:
    rows = sea.rows_of("contact")
    return rows[np.lexsort((rows["target"], rows["sensor"], rows["time_s"]))]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_ship_of_the_traffic_is_found_at_the_same_looks_as_a_unit_of_her_name_and_class(seed: int) -> None:
    ships = passing(np.random.default_rng(seed), 24)
    hours = 8.0 * HOUR_S
    units = Sea([*watchers(), *ships], weather=FOG, seed=seed, start_unix_s=TEA_UNIX_S).begin().run(hours)
    traffic = traffic_of([straight(ship, hours + 60.0) for ship in ships], [COASTER, BOAT])
    beside = Sea(watchers(), weather=FOG, seed=seed, start_unix_s=TEA_UNIX_S, traffic=traffic).begin().run(hours)
    one, other = contacts(units), contacts(beside)
    assert len(one) > 150
    for name in ("unit", "sensor", "target", "gained", "looks", "time_s"):
        assert np.array_equal(one[name], other[name]), name
    assert np.allclose(one["range_m"], other["range_m"], rtol=0.0, atol=0.5)
    tracks = [sea.rows_of("track") for sea in (units, beside)]
    assert [len(rows) for rows in tracks] == [len(tracks[0])] * 2
    for k in range(2):
        tracks[k] = tracks[k][np.lexsort((tracks[k]["target"], tracks[k]["unit"], tracks[k]["time_s"]))]
    for name in ("unit", "target", "change", "time_s"):
        assert np.array_equal(tracks[0][name], tracks[1][name]), name
    assert np.allclose(tracks[0]["lat_rad"], tracks[1]["lat_rad"], rtol=0.0, atol=1e-7)


def wanderers(rng: np.random.Generator, count: int, seconds: float) -> list[Voyage]:
    """Ships that change course and speed every half hour or so; some come late, some are gone early."""
    found: list[Voyage] = []
    for k in range(count):
        lat, lon = spot(float(rng.uniform(-70e3, 70e3)), float(rng.uniform(-70e3, 70e3)))
        t = float(rng.choice([-500.0, 0.0, float(rng.uniform(0.0, 0.4)) * seconds]))
        knots = [(t, lat, lon)]
        last_s = seconds + 100.0 if k % 3 else float(rng.uniform(0.5, 0.9)) * seconds
        while t < last_s:
            leg_s = float(rng.uniform(600.0, 5_000.0))
            t += leg_s
            lat, lon = direct(lat, lon, float(rng.uniform(0.0, math.tau)), float(rng.uniform(0.0, 9.0)) * leg_s)
            knots.append((t, lat, lon))
        found.append((f"w-{k:02d}", knots))
    return found


def busy_sea(number: int, every_look: bool, berths: int = 60) -> Sea:
    """Ships among wanderers, their radars switched and their courses altered now and then."""
    rng = np.random.default_rng(number)
    hours = 10.0
    traffic = traffic_of(wanderers(rng, 60, hours * HOUR_S), [COASTER, BOAT], berths)
    ships = [
        Ship("a-first", -5e3, 0.0, 70.0, 12.0, sensors=(RADAR, LOOKOUT)),
        Ship("b-second", 20e3, 10e3, 250.0, 16.0, side=1, sensors=WATCHERS),
        Ship("c-third", 0.0, 40e3, 180.0, 8.0, side=1, sensors=(RADAR,)),
    ]
    sea = Sea(ships, weather=FOG, seed=number, every_look=every_look, start_unix_s=TEA_UNIX_S, traffic=traffic).begin()
    while (next_s := sea.now_s + float(rng.exponential(1_500.0))) < hours * HOUR_S:
        sea.run(next_s)
        if rng.random() < 0.6:
            name = ships[int(rng.integers(3))].name
            sea.steer(name, float(rng.uniform(0.0, 360.0)), float(rng.uniform(5.0, 20.0)))
        else:
            row = int(rng.integers(len(sea.world.sensor)))
            ask.set_switch(sea.at, row, 1 - int(sea.world.switch[row]["on"]), sea.now_s)
    return sea.run(hours * HOUR_S).finish()


@pytest.mark.parametrize("number", range(4))
def test_making_every_look_at_the_traffic_changes_no_row(number: int) -> None:
    skipping, every = busy_sea(number, False), busy_sea(number, True)
    assert first_difference(skipping, every) == ""
    assert np.count_nonzero(skipping.rows_of("contact")["target"] >= 3) > 100


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    one, again, other = busy_sea(5, False), busy_sea(5, False), busy_sea(6, False)
    assert {n: one.rows_of(n).tobytes() for n in OUT_TABLES} == {n: again.rows_of(n).tobytes() for n in OUT_TABLES}
    assert one.rows_of("contact").tobytes() != other.rows_of("contact").tobytes()


def test_berths_are_given_up_and_taken_by_others() -> None:
    """A convoy of single ships, an hour and a half apart, past a watcher: never more than a few berths are taken."""
    lat, lon = spot(-60e3, 5e3)
    voyages = []
    for k in range(30):
        there = direct(lat, lon, math.radians(90.0), 120e3)
        voyages.append((f"c-{k:02d}", [(k * 5_400.0, lat, lon), (k * 5_400.0 + 120e3 / 9.0, *there)]))
    sea = Sea([Ship("a-watch", speed_kn=0.0, sensors=WATCHERS)], traffic=traffic_of(voyages, [COASTER])).begin()
    sea.run(30 * 5_400.0)
    gained = sea.rows_of("track")
    assert set(gained[gained["change"] == tb.CHANGE_GAINED]["target"].tolist()) >= set(range(1, 29))
    assert int(sea.world.head[0]["rows_used"]) < 8
    legs = sea.rows_of("leg")
    assert sorted(legs["unit"].tolist()) == sorted(set(legs["unit"].tolist()))


def test_a_voyage_that_ends_in_sight_ends_the_contact() -> None:
    voyage = ("gone", [(0.0, *spot(6e3, 0.0)), (3_600.0, *spot(6e3, 8e3))])
    sea = Sea([Ship("a-watch", speed_kn=0.0, sensors=(RADAR,))], traffic=traffic_of([voyage], [COASTER])).begin()
    sea.run(2.0 * HOUR_S)
    last = sea.rows_of("contact")[-1]
    assert last["gained"] == 0
    assert 3_600.0 <= last["time_s"] <= 3_600.0 + 2.0 * RADAR.period_s


def test_no_word_of_the_traffic_reaches_the_behaviours() -> None:
    """They find it on their own plot when they ask: a gain does not ring."""
    sea = busy_sea(1, False)
    told = sea.rows_of("event")
    assert np.all(told["other"] < 3)
    assert np.count_nonzero(sea.rows_of("track")["target"] >= 3) > 50


@pytest.mark.parametrize(("course_deg", "east_m"), [(180.0, 0.0), (270.0, 11e3), (0.0, 300.0)])
def test_a_ship_keeps_clear_of_the_traffic_that_she_holds(course_deg: float, east_m: float) -> None:
    """Head on, from starboard, and overtaking: she alters and passes nobody nearer than half of what she keeps."""
    speed = 4.0 if course_deg == 0.0 else 12.0
    other = Ship("z-other", east_m, 11e3, course_deg, speed, 2, (), COASTER)
    traffic = traffic_of([straight(other, 4.0 * HOUR_S)], [COASTER])
    sea = Sea([Ship("a-own", speed_kn=14.0, sensors=WATCHERS)], traffic=traffic).begin()
    sea.steer("a-own", 0.0, 14.0)
    least = math.inf
    while sea.now_s < 1.5 * HOUR_S:
        sea.run(sea.now_s + 20.0)
        row = int(sea.world.ship[0]["berth"])
        if row < 0:
            break  # out of everybody's reach again
        least = min(least, ask.range_and_bearing_between(sea.at, 0, row, sea.now_s)[0])
    assert 900.0 < least < 6_000.0
