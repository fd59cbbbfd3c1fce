"""Rain and gases against ITU's own validation examples, which stand in the shipped tables, and where they must rise."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.air_loss import oxygen_db_per_m, rain_law, vapour_db_per_m
from fleetex.physics.air_loss_law import NEPER_DB, echo_left, rain_np_per_m


def test_the_lines_of_oxygen_and_of_water_stand_out() -> None:
    """P.676: maxima near 60 and 118.75 GHz, and at 22.235 and 183.31 GHz."""
    at = [oxygen_db_per_m(f * 1e9, 1013.25, 288.15, 7.5) for f in (50.0, 60.0, 90.0, 118.75, 140.0)]
    assert at[0] < at[1] > at[2] < at[3] > at[4]
    assert at[1] * 1000.0 == pytest.approx(15.0, abs=1.0)
    at = [vapour_db_per_m(f * 1e9, 1013.25, 288.15, 7.5) for f in (18.0, 22.235, 30.0, 183.31, 190.0)]
    assert at[0] < at[1] > at[2] < at[3] > at[4]


def test_rain_at_ten_gigahertz_is_as_table_5_of_the_recommendation_prints_it() -> None:
    """P.838-3, table 5, 10 GHz: kH 0.01217, alphaH 1.2571; kV 0.01129, alphaV 1.2156."""
    assert rain_law(10e9, 0.0, 0.0) == pytest.approx((0.01217, 1.2571), rel=5e-4)
    assert rain_law(10e9, 0.5 * math.pi, 0.0) == pytest.approx((0.01129, 1.2156), rel=5e-4)


@given(st.floats(1e9, 100e9), st.floats(0.1, 200.0), st.floats(10.0, 50e3))
def test_more_rain_and_more_way_leave_less(freq_hz: float, rain_mmph: float, range_m: float) -> None:
    law = rain_law(freq_hz, 0.0, 0.0)
    a, b = (rain_np_per_m(rain, *law) for rain in (rain_mmph, 1.1 * rain_mmph))
    assert 0.0 < a < b
    assert echo_left(range_m, b) <= echo_left(range_m, a) <= 1.0
    assert -10.0 * math.log10(max(echo_left(range_m, a), 1e-300)) <= a * NEPER_DB * range_m + 1e-6


def test_no_rain_takes_nothing_to_the_bit() -> None:
    assert rain_np_per_m(0.0, 1.0, 1.0) == 0.0
    assert echo_left(1e5, 0.0) == 1.0
