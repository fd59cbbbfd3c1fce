"""Stories and properties of intercepts, sea clutter and the magnetic anomaly."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import clutter, intercept, magnetic
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.radar import radar_look_prob, radar_snr_1m
from fleetex.units import DEG_RAD, NMI_M

SEARCH = (25e3, 30.0, 0.032, 10e6, 5.0, 4.0, 10.0)
"""A notional X-band surface search radar, as in test_radar."""


def test_an_intercept_receiver_hears_a_radar_further_than_it_sees() -> None:
    """One way against two: a radar's main beam is heard to the horizon, its side lobes too, at a modest -90 dBW."""
    horizon_m = radar_horizon_m(25.0, 20.0)
    assert intercept.intercept_range_m(25e3, 30.0, 0.0, 0.032, -90.0, horizon_m) == horizon_m
    assert intercept.intercept_level_dbw(25e3, 30.0, 0.0, 0.032, 20.0 * NMI_M) == pytest.approx(-69.3, abs=0.1)


@given(st.floats(1.0, 1e6), st.floats(-10.0, 40.0), st.floats(0.01, 3.0), st.floats(-140.0, -40.0))
def test_at_the_range_of_intercept_the_level_is_the_sensitivity(
    power_w: float, gain_db: float, wavelength_m: float, sensitivity_dbw: float
) -> None:
    range_m = intercept.intercept_range_m(power_w, gain_db, 3.0, wavelength_m, sensitivity_dbw, math.inf)
    if range_m > 1.0:
        level = intercept.intercept_level_dbw(power_w, gain_db, 3.0, wavelength_m, range_m)
        assert level == pytest.approx(sensitivity_dbw, abs=1e-9)


@given(st.floats(0.5e9, 35e9), st.floats(0.0, 6.0), st.floats(0.1, 10.0), st.booleans())
def test_a_rougher_sea_clutters_more(freq_hz: float, state: float, grazing_deg: float, vertical: bool) -> None:
    calm = clutter.sea_clutter_db(freq_hz, state, grazing_deg * DEG_RAD, vertical)
    rough = clutter.sea_clutter_db(freq_hz, state + 0.5, grazing_deg * DEG_RAD, vertical)
    assert rough > calm
    assert -120.0 < calm < 0.0


def look_prob(range_m: float, sea_state: float) -> float:
    """Of a boat of 0.5 m2 by the notional radar, 20 m up, 1 degree, 0.1 us; nothing done about clutter."""
    snr_1m = radar_snr_1m(*SEARCH)
    grazing = clutter.grazing_angle_rad(20.0, range_m)
    sigma0 = clutter.sea_clutter_db(9.4e9, sea_state, grazing, False)
    area = clutter.clutter_area_m2(range_m, 1.0 * DEG_RAD, 0.1e-6)
    left = clutter.clutter_factor(range_m, snr_1m, sigma0, area, 0.0, 20.0)
    return radar_look_prob(range_m, snr_1m * 0.5 * left, radar_horizon_m(20.0, 3.0), 1e-6)


def test_the_sea_hides_a_boat_the_better_the_rougher_it_is() -> None:
    chances = [look_prob(4000.0, state) for state in (0.0, 2.0, 3.0, 4.0, 6.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.5
    assert chances[-1] < 0.05


def test_no_clutter_comes_from_behind_the_horizon() -> None:
    horizon_m = radar_horizon_m(20.0, 0.0)
    assert clutter.grazing_angle_rad(20.0, 0.999 * horizon_m) > 0.0
    assert clutter.grazing_angle_rad(20.0, 1.001 * horizon_m) == 0.0
    assert clutter.clutter_factor(1.01 * horizon_m, 1e18, -30.0, 1e5, 0.0, 20.0) == 1.0


@given(st.floats(1e4, 1e8), st.floats(1e-12, 1e-8))
def test_at_the_slant_range_the_anomaly_is_the_threshold(moment: float, threshold_t: float) -> None:
    slant_m = magnetic.mad_range_m(moment, threshold_t)
    assert magnetic.anomaly_t(moment, slant_m) == pytest.approx(threshold_t)
    assert magnetic.moment_am2(threshold_t, slant_m) == pytest.approx(moment)


def test_height_and_depth_eat_the_swept_width() -> None:
    assert magnetic.mad_lateral_range_m(500.0, 100.0, 200.0) == pytest.approx(400.0)
    assert magnetic.mad_lateral_range_m(500.0, 100.0, 400.0) == 0.0
    assert magnetic.mad_lateral_range_m(500.0, 100.0, 50.0) > magnetic.mad_lateral_range_m(500.0, 150.0, 50.0)
