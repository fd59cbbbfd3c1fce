"""A submarine and a charted bottom: she is up before her way leads over it, whichever way she comes."""

import math

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.units import KN_MPS
from fleetex.vocabulary import KEEL_ROOM_M
from tests.engine.seas import Sea, Ship, Weather, ring
from tests.engine.test_sonar_looks import DIVES

DEEP, SHOAL = Weather(depth_m=400.0), 70.0
WEST_M = 4_000.0


def shelving(speed_kn: float, depth_m: float = 120.0, course_deg: float = 90.0) -> Sea:
    """Deep water, and east of a line 4 km off a shelf 10 km wide with 70 m over it."""
    boat = Ship("boat", 0.0, 0.0, course_deg, speed_kn, 1, (), DIVES, {}, depth_m)
    corners = [(WEST_M, -9e3), (WEST_M + 10e3, -9e3), (WEST_M + 10e3, 9e3), (WEST_M, 9e3)]
    sea = Sea([boat], edges=ring(corners), weather=(DEEP,))
    zone = np.zeros(2, tb.ZONE)
    zone[0]["env_count"], zone[1]["env_count"] = 1, 1
    zone[1]["env_first"], zone[1]["edge_count"] = 1, 4
    env = np.concatenate([sea.world.env, sea.world.env])
    env[1]["depth_m"] = SHOAL
    sea.world = tb.bind(sea.world._replace(zone=zone, env=env))
    return sea.begin()


@pytest.mark.parametrize("speed_kn", [4.0, 8.0, 20.0])
def test_she_is_up_before_the_edge_at_any_speed(speed_kn: float) -> None:
    sea = shelving(speed_kn)
    sea.steer("boat", 90.0, speed_kn)
    edge_s = WEST_M / (speed_kn * KN_MPS)
    while sea.now_s < edge_s + 600.0:
        sea.run(sea.now_s + 20.0)
        east_m, _, _, _ = sea.where("boat")
        depth_m = -ask.whereabouts(sea.at, 0, sea.now_s)[4]
        assert depth_m <= (SHOAL - KEEL_ROOM_M if east_m > WEST_M else 120.0) + 0.01
    told = sea.events(tb.OUT_SHOAL, "boat")
    assert told["value"].tolist() == [SHOAL - KEEL_ROOM_M]
    assert told["time_s"][0] < edge_s


def test_who_turns_towards_it_looks_at_the_chart_again() -> None:
    """On her first course there is nothing ahead; a reading each five minutes would come too late."""
    sea = shelving(20.0, course_deg=0.0)
    sea.run(30.0)
    assert not len(sea.events(tb.OUT_SHOAL))
    sea.steer("boat", 90.0, 20.0)
    while sea.where("boat")[0] < WEST_M + 500.0:
        sea.run(sea.now_s + 10.0)
        if sea.where("boat")[0] > WEST_M:
            assert -ask.whereabouts(sea.at, 0, sea.now_s)[4] <= SHOAL - KEEL_ROOM_M + 0.01


def test_what_she_may_be_ordered_follows_the_water_ahead() -> None:
    sea = shelving(10.0)
    sea.steer("boat", 90.0, 10.0)
    ahead = []
    for time_s in (2.0, 900.0, 3_600.0):
        sea.run(time_s)
        ahead.append(ask.least_water_m(sea.at, 0))
    assert ahead == [400.0, 70.0, 400.0]


def test_where_the_depth_is_unknown_nothing_is_kept() -> None:
    sea = Sea([Ship("boat", 0.0, 0.0, 90.0, 8.0, 1, (), DIVES, {}, 120.0)]).begin()
    sea.run(900.0)
    assert math.isinf(ask.least_water_m(sea.at, 0))
    assert sea.unit("boat")["height_m"] == -120.0
