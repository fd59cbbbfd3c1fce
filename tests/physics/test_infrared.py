"""Thermal imagers: Johnson's cycles, the chance of a look, fog, the horizon, and the budget that says why."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import infrared as ir

NETD_K, CUTOFF = 0.03, 0.5 / 0.15e-3
CAMERA = (NETD_K, CUTOFF)
NATO_M = 2.3
"""Side of the standard target."""


@pytest.mark.parametrize(
    ("ratio", "prob"), [(3.0, 1.0), (2.0, 0.95), (1.5, 0.80), (1.0, 0.50), (0.75, 0.30), (0.5, 0.10), (0.25, 0.02)]
)
def test_observers_do_a_task_as_often_as_the_published_table_says(ratio: float, prob: float) -> None:
    """The target transfer probability function's table (Ratches 1976; Holst, Electro-Optical Imaging System
    Performance)."""
    assert ir.transfer_prob(ratio) == pytest.approx(prob, abs=0.035)


def test_in_good_weather_the_extinction_is_the_standards() -> None:
    """STANAG 4347: 0.2 a kilometre."""
    assert ir.thermal_extinction_per_m(18_520.0) * 1000.0 == pytest.approx(0.2, abs=0.005)


def test_recognition_and_identification_take_more_cycles_and_so_less_range() -> None:
    ranges = [
        ir.thermal_range_m(NATO_M, 18_520.0, *CAMERA, cycles, 50e3) for cycles in (ir.DETECT, ir.RECOGNISE, ir.IDENTIFY)
    ]
    assert ranges == sorted(ranges, reverse=True)
    assert 3_000.0 < ranges[0] < 8_000.0
    assert ranges[1] < 0.5 * ranges[0]


@pytest.mark.parametrize("visibility_m", [100.0, 200.0, 300.0])
def test_through_thick_fog_an_imager_sees_no_further_than_an_eye_by_day(visibility_m: float) -> None:
    seen_m = ir.thermal_range_m(NATO_M, visibility_m, *CAMERA, ir.DETECT, 50e3)
    assert 0.5 * visibility_m < seen_m < 1.3 * visibility_m


def test_through_haze_it_sees_much_further() -> None:
    assert ir.thermal_range_m(NATO_M, 2_000.0, *CAMERA, ir.DETECT, 50e3) > 3_000.0


@given(st.floats(100.0, 30e3), st.floats(0.5, 40.0), st.floats(1.0, 30.0), st.floats(50.0, 40e3))
def test_at_excess_nought_half_the_looks_detect(range_m: float, size_m: float, top_m: float, seen_m: float) -> None:
    prob = ir.thermal_look_prob(range_m, size_m, 15.0, top_m, seen_m, *CAMERA)
    excess = ir.thermal_terms_db(range_m, size_m, 15.0, top_m, seen_m, *CAMERA)[5]
    cycles = ir.shown_angle_rad(range_m, size_m, 15.0, top_m) * CUTOFF
    if abs(excess) > 1e-9 and cycles > 1.0:
        assert (prob > 0.5) == (excess > 0.0)


@given(st.floats(100.0, 25e3), st.floats(1.0, 1.5), st.floats(0.5, 40.0), st.floats(1.0, 30.0), st.floats(50.0, 40e3))
def test_the_chance_falls_with_range(near_m: float, times: float, size_m: float, top_m: float, seen_m: float) -> None:
    near = ir.thermal_look_prob(near_m, size_m, 15.0, top_m, seen_m, *CAMERA)
    assert ir.thermal_look_prob(times * near_m, size_m, 15.0, top_m, seen_m, *CAMERA) <= near + 1e-12


def test_below_the_horizon_there_is_nothing_and_near_by_the_difference_over_the_netd_decides() -> None:
    assert ir.thermal_look_prob(30e3, 40.0, 15.0, 3.0, 40e3, *CAMERA) == 0.0
    near = ir.resolved_cycles(100.0, 40.0, 15.0, 30.0, 40e3, *CAMERA)
    assert near == pytest.approx(CUTOFF * 40.0 / 100.0 * math.log(ir.DIFFERENCE_K / NETD_K) / math.log(100.0), rel=0.02)
