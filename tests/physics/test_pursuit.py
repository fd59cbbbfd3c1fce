"""A torpedo's run in pieces: distances to a hull, the seeker's range, turns and points of aim."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import pursuit

metres = st.floats(-5_000.0, 5_000.0)
angles = st.floats(0.0, math.tau)


@given(metres, metres, st.floats(0.0, 300.0), angles, st.floats(0.0, 60.0), st.floats(0.0, 300.0))
def test_the_distance_to_a_hull_is_the_least_to_any_of_its_points(
    east: float, north: float, depth: float, axis: float, half: float, keel: float
) -> None:
    found = pursuit.segment_distance_m(east, north, depth, axis, half, keel)
    steps = [half * (2.0 * k / 200.0 - 1.0) for k in range(201)]
    points = [math.hypot(east - s * math.sin(axis), north - s * math.cos(axis), depth - keel) for s in steps]
    assert found <= min(points) + 1e-6
    assert found >= min(points) - half / 100.0 - 1e-6


def test_twelve_decibels_more_echo_double_a_seekers_range() -> None:
    """40 log 2 = 12.04: two-way spherical spreading (Urick, ch. 2)."""
    assert pursuit.seeker_range_m(900.0, 15.0, 0.0, 0.0) == 900.0
    assert pursuit.seeker_range_m(900.0, 15.0 + 12.041, 0.0, 0.0) == pytest.approx(1_800.0, rel=1e-4)
    assert pursuit.seeker_range_m(900.0, 15.0, 0.0, 12.041) == pytest.approx(450.0, rel=1e-4)


def test_the_axis_is_where_the_bow_points() -> None:
    assert pursuit.off_axis_rad(100.0, 0.0, 0.0, math.pi / 2.0) == pytest.approx(0.0, abs=1e-7)
    assert pursuit.off_axis_rad(0.0, -5.0, 0.0, 0.0) == pytest.approx(math.pi)
    assert pursuit.off_axis_rad(0.0, 50.0, 50.0, 0.0) == pytest.approx(math.pi / 4.0)
    assert pursuit.off_axis_rad(0.0, 0.0, 0.0, 1.0) == 0.0


@given(angles, angles, st.floats(0.001, 3.0))
def test_a_turn_goes_the_shorter_way_and_no_further_than_it_may(heading: float, wanted: float, most: float) -> None:
    after = pursuit.turned_rad(heading, wanted, most)
    before, left = (abs(math.remainder(wanted - at, math.tau)) for at in (heading, after))
    assert left == pytest.approx(max(before - most, 0.0), abs=1e-9)
    assert 0.0 <= after <= math.tau


@given(metres, metres, st.floats(-8.0, 8.0), st.floats(-8.0, 8.0), st.floats(10.0, 30.0), st.floats(0.0, 60.0))
def test_who_leaves_at_the_time_found_meets_the_target(
    east: float, north: float, east_mps: float, north_mps: float, speed: float, delay: float
) -> None:
    found = pursuit.intercept_s(east, north, east_mps, north_mps, speed, delay)
    if found is None:  # who is overtaken by the target before it leaves at all
        assert math.hypot(east, north) < 12.0 * delay
        return
    there = math.hypot(east + east_mps * found, north + north_mps * found)
    assert there == pytest.approx(speed * (found - delay), abs=1e-3)


def test_what_is_met_at_the_start_is_met_whatever_rounding_says() -> None:
    for north_mps in (-8.0, 8.0):
        found = pursuit.intercept_s(0.0, 6.781468396860778e-230, 0.0, north_mps, 12.0, 0.0)
        assert found == pytest.approx(0.0, abs=1e-9)


def test_a_faster_target_that_runs_is_never_met() -> None:
    assert pursuit.intercept_s(0.0, 1_000.0, 0.0, 20.0, 15.0, 0.0) is None
    assert pursuit.intercept_s(0.0, 1_000.0, 0.0, -20.0, 15.0, 0.0) == pytest.approx(1_000.0 / 35.0)
    assert pursuit.intercept_s(0.0, 1_500.0, 0.0, -15.0, 15.0, 0.0) == pytest.approx(50.0)


def test_charges_lie_evenly_on_a_ring() -> None:
    places = [pursuit.ring_place_m(k, 12, 90.0) for k in range(12)]
    assert all(math.hypot(*place) == pytest.approx(90.0) for place in places)
    assert sum(east for east, _ in places) == pytest.approx(0.0, abs=1e-9)
    assert pursuit.ring_place_m(0, 1, 90.0) == (0.0, 0.0)
