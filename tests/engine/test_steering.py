"""How ships move: no more than the hull can, leg joined to leg, waypoints and stations reached, clear of others."""

import math
from itertools import pairwise

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.clearing import CLEAR_CPA_M
from fleetex.engine.motion import ARRIVED_M, COURSE_TOLERANCE_RAD, SPEED_TOLERANCE_MPS
from tests.engine.seas import KN_MPS, Gate, Sea, Ship, Weather, spot
from tests.engine.test_oracle import THEATRES, theatre
from tests.physics.legs import WGS84, Leg

HOUR_S = 3_600.0
CALM, ROUGH = Weather(wave_height_m=0.1), Weather(wave_height_m=4.0)


def leg_of(row: np.void) -> Leg:
    motion = (float(row[f]) for f in ("course_rad", "speed_mps", "accel_mps2", "turn_radps"))
    return Leg(float(row["lat_rad"]), float(row["lon_rad"]), *motion, int(row["line"]))


def speed_after(row: np.void) -> float:
    return float(row["speed_mps"] + row["accel_mps2"] * (row["end_s"] - row["time_s"]))


def course_after(row: np.void) -> float:
    """By the definition of a turn, or from the last metres of a straight leg."""
    length_s = float(row["end_s"] - row["time_s"])
    if row["turn_radps"] != 0.0 or row["line"] == 1 or row["speed_mps"] < 0.01:
        return float(row["course_rad"] + row["turn_radps"] * length_s)
    there = leg_of(row).truth(np.array([length_s - 0.1, length_s]))
    lon, lat = (
        np.degrees(np.arctan2(there[:, 1], there[:, 0])),
        np.degrees(np.arctan2(there[:, 2], 0.9933056200098587 * np.hypot(there[:, 0], there[:, 1]))),
    )
    return math.radians(WGS84.inv(lon[0], lat[0], lon[1], lat[1])[0])


@pytest.mark.parametrize("number", range(THEATRES))
def test_no_leg_asks_more_of_a_hull_than_it_has(number: int) -> None:
    """Speed, acceleration, deceleration, turning circle and rudder, of every leg of a busy sea in every mode."""
    sea = theatre(number, False)
    rows = sea.rows_of("leg")
    hull = sea.world.hull[rows["unit"]]
    last = rows["speed_mps"] + rows["accel_mps2"] * (rows["end_s"] - rows["time_s"])
    assert np.all(np.maximum(rows["speed_mps"], last) <= hull["speed_mps_max"] * (1.0 + 1e-12))
    assert np.all(np.minimum(rows["speed_mps"], last) >= -1e-9)
    assert np.all(rows["accel_mps2"] <= hull["accel_mps2"])
    assert np.all(-rows["accel_mps2"] <= hull["decel_mps2"])
    turning = rows["turn_radps"] != 0.0
    rate = np.abs(rows["turn_radps"][turning])
    assert np.all(rate <= hull["turn_radps_max"][turning] * (1.0 + 1e-12))
    assert np.all(2.0 * rows["speed_mps"][turning] / rate >= hull["turn_diameter_m"][turning] * (1.0 - 1e-12))
    assert np.count_nonzero(turning) > 50
    assert np.count_nonzero(rows["accel_mps2"]) > 50


@pytest.mark.parametrize("number", range(2))
def test_every_leg_begins_where_when_and_as_the_one_before_it_ends(number: int) -> None:
    """Place to a millimetre, course and speed to what the helm calls the same (a drifting hull takes the current's)."""
    sea = theatre(number, False)
    joints = 0
    for ship in sea.ships:
        rows = sea.legs(ship.name)
        assert rows[0]["time_s"] == 0.0
        assert rows[-1]["end_s"] == sea.now_s
        for before, after in pairwise(rows):
            assert after["time_s"] == before["end_s"]
            assert after["leg"] == before["leg"] + 1
            end = leg_of(before).truth(np.array([before["end_s"] - before["time_s"]]))[0]
            gap_m = float(np.linalg.norm(end - leg_of(after).truth(np.array([0.0]))[0]))
            assert gap_m < (1e-3 if before["turn_radps"] == 0.0 else 2e-3)
            if min(speed_after(before), after["speed_mps"]) < 1.0:
                continue
            assert abs(speed_after(before) - after["speed_mps"]) <= SPEED_TOLERANCE_MPS + 1e-9
            off = (after["course_rad"] - course_after(before) + math.pi) % math.tau - math.pi
            assert abs(off) <= COURSE_TOLERANCE_RAD + 1e-4
            joints += 1
    assert joints > 300


@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("then", [tb.THEN_STOP, tb.THEN_HOLD])
def test_a_route_passes_its_waypoints_and_ends_as_ordered(line: int, then: int) -> None:
    """Each waypoint within a turning circle (she wheels over early), the last within a few metres."""
    points = [(20e3, 0.0), (20e3, 35e3), (-15e3, 60e3), (-15e3, 10e3)]
    sea = Sea([Ship("a", 0.0, 0.0, 300.0, 10.0, sensors=())]).begin()
    sea.run(1.0)
    sea.route("a", points, 16.0, then, line)
    told = sea.run_to_event(20.0 * HOUR_S)
    assert told["kind"].tolist() == [tb.OUT_ORDER_DONE]
    done_s = float(told["time_s"][0])
    east, north, _, speed = sea.where("a")
    assert math.hypot(east - points[-1][0], north - points[-1][1]) < 5.0
    assert speed == pytest.approx(0.0 if then == tb.THEN_STOP else 16.0 * KN_MPS, abs=0.05)
    sea.run(done_s + 60.0).finish()
    rows = sea.legs("a")
    track = np.concatenate([leg_of(r).truth(np.arange(0.0, float(r["end_s"] - r["time_s"]), 5.0)) for r in rows])
    for point in points:
        lat, lon = spot(*point)
        mark = Leg(lat, lon, 0.0, 0.0).truth(np.array([0.0]))[0]
        assert np.min(np.linalg.norm(track - mark, axis=1)) < 0.75 * 700.0
    if line == 1:  # between the wheels a held course: one long leg to each mark
        assert sorted(set(rows["line"].tolist())) == [0, 1]


def test_a_route_of_one_leg_ends_on_its_waypoint_across_an_ocean() -> None:
    """Rhumb or geodesic, 700 miles, over the 180th meridian: the legs' own error and the stop's, no more."""
    for line in (0, 1):
        sea = Sea([Ship("a", sensors=())], origin=(math.radians(48.0), math.radians(175.0))).begin().run(1.0)
        lat, lon = math.radians(52.0), math.radians(-168.0)
        azimuth, _, range_m = WGS84.inv(175.0, 48.0, -168.0, 52.0)
        east, north = range_m * math.sin(math.radians(azimuth)), range_m * math.cos(math.radians(azimuth))
        sea.route("a", [(east, north)], 20.0, tb.THEN_STOP, line)
        sea.run_to_event(60.0 * HOUR_S)
        here = ask.whereabouts(sea.at, 0, sea.now_s)
        assert WGS84.inv(*np.degrees((here[1], here[0], lon, lat)))[2] < ARRIVED_M
        assert sea.now_s > 24.0 * HOUR_S


def test_a_ship_told_to_hold_her_last_course_holds_the_one_on_which_she_arrives() -> None:
    """A geodesic of 700 miles ends on another course than it began."""
    sea = Sea([Ship("a", sensors=())], origin=(math.radians(48.0), math.radians(175.0))).begin().run(1.0)
    sea.route("a", [(1_100e3, 600e3)], 20.0, tb.THEN_HOLD)
    sea.run_to_event(60.0 * HOUR_S)
    _, _, arrived_deg, _ = sea.where("a")
    sea.run(sea.now_s + 600.0)
    assert sea.where("a")[2] == pytest.approx(arrived_deg, abs=0.2)
    assert abs(arrived_deg - math.degrees(math.atan2(1_100.0, 600.0))) > 5.0


def station_errors(weather: Weather, seed: int, steer_every_s: float = 60.0, hours: float = 4.0) -> np.ndarray:
    """True station errors (m), each minute of the last three hours, of a ship that began two miles off her station."""
    ships = [Ship("guide", 0.0, 0.0, 60.0, 12.0), Ship("ship", -6_000.0, -4_000.0, 60.0, 12.0)]
    sea = Sea(ships, weather=(weather,), seed=seed).begin().run(300.0)
    sea.station("ship", "guide", 1_500.0, 180.0, steer_every_s=steer_every_s)
    sea.run(HOUR_S)
    assert len(sea.events(tb.OUT_ORDER_DONE, "ship")) == 1  # the station is gained, and said to be so once
    off = []
    while sea.now_s < hours * HOUR_S:
        sea.run(sea.now_s + 60.0)
        off.append(math.hypot(*sea.station_error("ship")))
    return np.array(off)


def test_a_station_is_gained_and_held_and_the_worse_the_rougher_the_sea() -> None:
    calm = np.concatenate([station_errors(CALM, seed) for seed in range(5)])
    rough = np.concatenate([station_errors(ROUGH, seed) for seed in range(5)])
    assert float(np.sqrt(np.mean(calm**2))) < 100.0
    assert float(np.sqrt(np.mean(rough**2))) < 300.0
    assert float(np.mean(rough)) > 1.1 * float(np.mean(calm))


def test_a_station_is_held_through_the_guides_turn() -> None:
    ships = [Ship("guide", 0.0, 0.0, 60.0, 12.0), Ship("ship", -1_500.0, -800.0, 60.0, 12.0)]
    sea = Sea(ships).begin().run(300.0)
    sea.station("ship", "guide", 1_500.0, 180.0)
    sea.run(HOUR_S)
    sea.steer("guide", 150.0, 12.0)
    sea.run(2.0 * HOUR_S)
    assert math.hypot(*sea.station_error("ship")) < 200.0
    assert sea.where("ship")[2] == pytest.approx(150.0, abs=10.0)


# ---- keeping clear


def meeting(course_deg: float, other_kn: float, own_kn: float, seed: int) -> Sea:
    """Two ships of different sides that would meet in forty minutes, give or take 150 m."""
    rng = np.random.default_rng(seed)
    course, due_s = math.radians(course_deg), 2_400.0
    own = Ship("a", 0.0, -own_kn * KN_MPS * due_s, 0.0, own_kn, 0)
    way_m = other_kn * KN_MPS * due_s
    east, north = -way_m * math.sin(course) + float(rng.normal(0.0, 150.0)), -way_m * math.cos(course)
    other = Ship("b", east, north, course_deg % 360.0, other_kn, 1)
    return Sea([own, other], gates=[Gate("a", "b", 9_000.0)], seed=seed).begin()


MEETINGS = [
    ("head-on", 180.0, 12.0, 12.0),
    ("head-on, one faster", 180.0, 15.0, 18.0),
    ("crossing from starboard", 270.0, 12.0, 12.0),
    ("crossing from port", 90.0, 12.0, 12.0),
    ("crossing fine from starboard", 225.0, 12.0, 12.0),
    ("crossing fine from port", 135.0, 12.0, 12.0),
    ("overtaking", 0.0, 6.0, 14.0),
    ("overtaking on the quarter", 10.0, 6.0, 15.0),
]


@pytest.mark.parametrize(("course_deg", "other_kn", "own_kn"), [m[1:] for m in MEETINGS], ids=[m[0] for m in MEETINGS])
def test_ships_that_meet_keep_their_closest_approach(course_deg: float, other_kn: float, own_kn: float) -> None:
    """2,000 yards from everybody outside the own side, to what plots are worth: a tenth."""
    for seed in range(12):
        sea = meeting(course_deg, other_kn, own_kn, seed).run(1.5 * HOUR_S)
        approaches = sea.events(tb.OUT_APPROACH)
        assert len(approaches) == 1
        assert float(approaches[0]["value"]) > 0.9 * CLEAR_CPA_M
        assert float(approaches[0]["value"]) < 5_000.0


def test_without_keeping_clear_they_would_have_met() -> None:
    """The same meetings of two who keep no lookout: what the tests above hold is the steering's doing."""
    for _, course_deg, other_kn, own_kn in MEETINGS:
        sea = meeting(course_deg, other_kn, own_kn, 1)
        sea.world.switch["on"] = 0
        for sensor in range(len(sea.world.sensor)):
            ask.set_switch(sea.at, sensor, 1, 0.0)
            ask.set_switch(sea.at, sensor, 0, 0.0)
        approaches = sea.run(1.5 * HOUR_S).events(tb.OUT_APPROACH)
        assert float(approaches[0]["value"]) < 600.0


def altered_deg(sea: Sea, name: str) -> float:
    """The first turn of a ship: degrees to starboard of her course."""
    turns = sea.legs(name)
    turns = turns[turns["turn_radps"] != 0.0]
    if len(turns) == 0:
        return 0.0
    return math.degrees(float(turns[0]["turn_radps"] * (turns[0]["end_s"] - turns[0]["time_s"])))


def first_turn_s(sea: Sea, name: str) -> float:
    turns = sea.legs(name)
    turns = turns[turns["turn_radps"] != 0.0]
    return float(turns[0]["time_s"]) if len(turns) else math.inf


def test_who_has_a_ship_alongside_holds_her_course_though_she_does_not_see_her() -> None:
    """The stranger on her starboard side keeps clear of a ship that replenishes, held by her own sensors or not."""
    unseen = {"radar_cross_section_m2": 1e-18, "size_m": 1e-9, "lights_cd": 0.0}
    turned = []
    for alongside in (False, True):
        beside = Ship("c", 60.0 if alongside else 60_000.0, hull=unseen)
        sea = Sea([Ship("a"), Ship("b", 6_000.0, 6_000.0, 270.0, 12.0, side=1), beside]).begin()
        sea.steer("a", 0.0, 12.0)
        sea.steer("b", 270.0, 12.0)
        if alongside:
            sea.station("c", "a", 60.0, 90.0, within_m=20.0, steer_every_s=10.0, min_cpa_m=40.0)
        sea.run(600.0).finish()
        assert not sea.holds(int(sea.hull("a")["observer"]), sea.rows["c"])
        assert sea.holds(int(sea.hull("a")["observer"]), sea.rows["b"])
        turned.append(altered_deg(sea, "a"))
    assert turned[0] > 5.0
    assert turned[1] == 0.0


def test_who_overtakes_keeps_clear_and_mostly_the_overtaken_stands_on_and_head_on_most_go_to_starboard() -> None:
    """COLREG 13 and 14, as far as plots tell: a cable's error makes of head-on a passing green to green."""
    to_starboard, stood_on = [], []
    for seed in range(12):
        head_on = meeting(180.0, 12.0, 12.0, seed).run(HOUR_S).finish()
        to_starboard += [altered_deg(head_on, name) > 5.0 for name in ("a", "b")]
        overtaking = meeting(0.0, 6.0, 14.0, seed).run(0.6 * HOUR_S).finish()
        assert abs(altered_deg(overtaking, "a")) > 5.0
        stood_on.append(altered_deg(overtaking, "b") == 0.0)
    assert np.mean(to_starboard) > 0.6
    assert np.mean(stood_on) > 0.6


@pytest.mark.parametrize(("course_deg", "giver", "other"), [(270.0, "a", "b"), (225.0, "a", "b"), (90.0, "b", "a")])
def test_who_has_the_other_on_her_starboard_side_gives_way_to_starboard(
    course_deg: float, giver: str, other: str
) -> None:
    """COLREG 15 and 17: she alters to starboard, and the other keeps course and speed while she does, and by less."""
    to_starboard, stood_on = [], []
    for seed in range(12):
        sea = meeting(course_deg, 12.0, 12.0, seed).run(HOUR_S).finish()
        to_starboard.append(altered_deg(sea, giver) > 15.0)
        stood_on.append(
            first_turn_s(sea, other) > first_turn_s(sea, giver) + 300.0 and 0.0 <= altered_deg(sea, other) < 12.0
        )
    assert np.mean(to_starboard) > 0.9
    assert np.mean(stood_on) > 0.9


@pytest.mark.parametrize("seed", range(6))
def test_no_ship_passes_through_another_in_a_crowd(seed: int) -> None:
    """Ten ships bound to and fro across one square: more than a ship's length between any two, always."""
    rng = np.random.default_rng(seed)
    names = [f"ship-{k}" for k in range(10)]
    gates = [Gate(a, b, 3_000.0) for k, a in enumerate(names) for b in names[k + 1 :]]
    ships = []
    for k, name in enumerate(names):
        bearing = math.tau * k / len(names) + float(rng.uniform(-0.2, 0.2))
        out_m = float(rng.uniform(14e3, 22e3))
        course = math.degrees(bearing) + 180.0 + float(rng.uniform(-15.0, 15.0))
        ships.append(Ship(name, out_m * math.sin(bearing), out_m * math.cos(bearing), course, 12.0, k % 3))
    sea = Sea(ships, gates=gates, seed=seed).begin().run(3.0 * HOUR_S)
    least = sea.events(tb.OUT_APPROACH)["value"]
    assert len(least) > 2
    assert float(np.min(least)) > 150.0


def test_the_closest_approach_told_is_the_least_range_sailed() -> None:
    """The event's range and time against the recorded legs, sampled densely."""
    for seed in range(4):
        sea = meeting(225.0, 12.0, 14.0, seed).run(1.5 * HOUR_S).finish()
        told = sea.events(tb.OUT_APPROACH)[0]
        time_s = np.arange(0.0, 1.5 * HOUR_S, 0.5)
        places = []
        for name in ("a", "b"):
            where = np.zeros((len(time_s), 3))
            for row in sea.legs(name):
                during = (time_s >= row["time_s"]) & (time_s <= row["end_s"])
                where[during] = leg_of(row).truth(time_s[during] - row["time_s"])
            places.append(where)
        range_m = np.linalg.norm(places[0] - places[1], axis=1)
        assert float(told["value"]) == pytest.approx(float(np.min(range_m)), abs=0.05)
        assert float(told["time_s"]) == pytest.approx(float(time_s[np.argmin(range_m)]), abs=30.0)
        assert np.interp(float(told["time_s"]), time_s, range_m) == pytest.approx(float(told["value"]), abs=0.1)
