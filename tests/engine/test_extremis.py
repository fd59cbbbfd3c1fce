"""Action in extremis: hulls that would touch do not, whoever should have given way (COLREG 2, 8 and 17)."""

import math

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.record.positions import Positions, side_gap_m
from tests.engine.seas import DISTANCE_LINE, HULL, LOOKOUT, RADAR, Sea, Ship

LOOK_S = 5.0
BRIDGE = (RADAR, LOOKOUT, DISTANCE_LINE)


def blinded(sea: Sea) -> Sea:
    """The same ships, of which nobody keeps a lookout."""
    sea.world.switch["on"] = 0
    for sensor in range(len(sea.world.sensor)):
        ask.set_switch(sea.at, sensor, 1, 0.0)
        ask.set_switch(sea.at, sensor, 0, 0.0)
    return sea


def placed(sea: Sea, name: str) -> Positions:
    lat, lon, course, speed, _ = ask.whereabouts(sea.at, sea.rows[name], sea.now_s)
    said = (math.degrees(lat), math.degrees(lon), math.degrees(course), speed, 0.0)
    return Positions(*(np.array([value]) for value in said))


def least_gap_m(sea: Sea, until_s: float) -> float:
    """Least clear water between the sides of a and b until then."""
    least = math.inf
    while sea.now_s < until_s - 1e-6:
        sea.run(min(until_s, sea.now_s + LOOK_S))
        hull = HULL["length_m"], HULL["beam_m"]
        least = min(least, float(side_gap_m(placed(sea, "a"), *hull, placed(sea, "b"), *hull)[0]))
    return least


def creeping(seed: int) -> Sea:
    """At three metres a second a ship comes up from right astern of another, by less than one a second."""
    sea = Sea([Ship("a", 0.0, 0.0, 0.0, 6.0), Ship("b", 10.0, -260.0, 0.0, 7.5)], seed=seed).begin()
    sea.steer("a", 0.0, 6.0)
    sea.steer("b", 0.0, 7.5)
    return sea


def side_by_side(seed: int) -> Sea:
    """Two ships on one course, as near to each other as in a replenishment."""
    ships = [Ship("a", sensors=BRIDGE), Ship("b", 75.0, -10.0, sensors=BRIDGE)]
    sea = Sea(ships, seed=seed).begin()
    sea.steer("a", 0.0, 12.0)
    sea.station("b", "a", 75.0, 98.0, within_m=20.0, steer_every_s=10.0, min_cpa_m=40.0)
    return sea


def turned_towards(sea: Sea) -> Sea:
    """One is ordered to turn across the other, who is ordered to stop."""
    sea.steer("b", 0.0, 0.0)
    sea.steer("a", 90.0, 12.0)
    return sea


@pytest.mark.parametrize("seed", range(12))
def test_who_creeps_up_astern_does_not_touch(seed: int) -> None:
    assert least_gap_m(creeping(seed), 1_500.0) > 10.0


@pytest.mark.parametrize("seed", range(12))
def test_who_is_ordered_to_turn_across_her_neighbour_lets_her_clear_first(seed: int) -> None:
    sea = side_by_side(seed).run(240.0)
    assert least_gap_m(turned_towards(sea), 900.0) > 10.0
    assert sea.where("a")[2] == pytest.approx(90.0, abs=2.0)


def crossing_at_four_knots(seed: int) -> Sea:
    """Two that creep are ordered to turn on to one course, one across the other's bows."""
    ships = [Ship("a", 0.0, 0.0, 324.0, 4.0, sensors=BRIDGE), Ship("b", -482.0, 184.0, 80.0, 4.0, sensors=BRIDGE)]
    sea = Sea(ships, seed=seed).begin()
    sea.steer("a", 324.0, 4.0)
    sea.steer("b", 80.0, 4.0)
    sea.run(120.0)
    sea.steer("a", 219.0, 4.0)
    sea.steer("b", 221.0, 4.0)
    return sea


def test_who_creeps_looks_further_ahead() -> None:
    """At two metres a second a minute is too late to turn away: looking no further they touch with each of these."""
    assert np.median([least_gap_m(crossing_at_four_knots(seed), 1_200.0) for seed in range(1, 7)]) > 15.0


def test_without_a_lookout_they_would_have_touched() -> None:
    """The same ships unseen: what the tests above hold is the steering's doing."""
    assert least_gap_m(blinded(creeping(1)), 1_500.0) == 0.0
    assert least_gap_m(turned_towards(blinded(side_by_side(1).run(240.0))), 900.0) == 0.0
