"""Stories and properties of sea clutter."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.physics import clutter
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.physics.radar import radar_look_prob, radar_snr_1m
from fleetex.units import DEG_RAD

SEARCH = (25e3, 30.0, 0.032, 10e6, 5.0, 4.0, 10.0)
"""A notional X-band surface search radar, as in test_radar."""


@given(st.floats(0.5e9, 35e9), st.floats(0.0, 6.0), st.floats(0.1, 10.0), st.booleans())
def test_a_rougher_sea_clutters_more(freq_hz: float, state: float, grazing_deg: float, vertical: bool) -> None:
    calm = clutter.sea_clutter_db(freq_hz, state, grazing_deg * DEG_RAD, vertical)
    rough = clutter.sea_clutter_db(freq_hz, state + 0.5, grazing_deg * DEG_RAD, vertical)
    assert rough > calm
    assert -120.0 < calm < 0.0


def look_prob(range_m: float, sea_state: float) -> float:
    """Of a boat of 0.5 m2 by the notional radar, 20 m up, 1 degree, 0.1 us."""
    snr_1m = radar_snr_1m(*SEARCH)
    echo_m2 = clutter.clutter_m2(range_m, 9.4e9, sea_state, 20.0, 1.0 * DEG_RAD, 0.1e-6, False, RADIO_EARTH_M)
    left = clutter.clutter_factor(range_m, snr_1m, echo_m2)
    return radar_look_prob(range_m, snr_1m * 0.5 * left, radar_horizon_m(20.0, 3.0, RADIO_EARTH_M), 1e-6)


def test_the_sea_hides_a_boat_the_better_the_rougher_it_is() -> None:
    chances = [look_prob(4000.0, state) for state in (0.0, 2.0, 3.0, 4.0, 6.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.5
    assert chances[-1] < 0.05


def test_no_clutter_comes_from_behind_the_horizon() -> None:
    horizon_m = radar_horizon_m(20.0, 0.0, RADIO_EARTH_M)
    assert clutter.grazing_angle_rad(20.0, 0.999 * horizon_m, RADIO_EARTH_M) > 0.0
    assert clutter.grazing_angle_rad(20.0, 1.001 * horizon_m, RADIO_EARTH_M) == 0.0
    assert clutter.clutter_m2(1.01 * horizon_m, 9.4e9, 5.0, 20.0, 0.02, 1e-7, False, RADIO_EARTH_M) == 0.0


RADARS = (st.floats(1e9, 18e9), st.floats(0.0, 9.0), st.floats(2.0, 6_000.0), st.booleans())


@settings(max_examples=300)
@given(*RADARS, st.floats(0.0, 1.0))
def test_no_range_has_more_clutter_than_the_bound_and_the_bound_is_near(
    freq_hz: float, state: float, height_m: float, vertical: bool, part: float
) -> None:
    horizon_m = radar_horizon_m(height_m, 0.0, RADIO_EARTH_M)
    range_m = 1.0 + (horizon_m - 1.0) * part**3
    most = clutter.most_clutter_m2(freq_hz, state, height_m, 0.02, 1e-7, vertical, RADIO_EARTH_M)
    assert clutter.clutter_m2(range_m, freq_hz, state, height_m, 0.02, 1e-7, vertical, RADIO_EARTH_M) <= most
    ranges = (horizon_m * k / 4_000.0 for k in range(1, 4_000))
    true = max(clutter.clutter_m2(r, freq_hz, state, height_m, 0.02, 1e-7, vertical, RADIO_EARTH_M) for r in ranges)
    assert true <= most <= 2.0 * true


@given(st.floats(0.5, 5_000.0), st.floats(1e-4, 10.0), st.floats(10.0, 800.0), st.floats(0.0, 1.0))
def test_a_target_has_more_of_a_signal_in_clutter_than_the_sure_one_where_that_has_enough(
    area_m2: float, most_m2: float, snr: float, part: float
) -> None:
    snr_1m = radar_snr_1m(*SEARCH)
    sure = clutter.sure_snr_1m(snr_1m, area_m2, most_m2, snr)
    if sure > 0.0:
        range_m = max(1.0, part * (sure / snr) ** 0.25)
        real = snr_1m * area_m2 * clutter.clutter_factor(range_m, snr_1m, most_m2) / range_m**4
        assert real >= snr * (1.0 - 1e-9)
        assert math.isfinite(real)
