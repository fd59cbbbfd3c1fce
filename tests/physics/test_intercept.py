"""Properties of intercepts: one way against two."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import intercept
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.units import NMI_M


def test_an_intercept_receiver_hears_a_radar_further_than_it_sees() -> None:
    """A radar's main beam is heard to the horizon, its side lobes too, at a modest -90 dBW."""
    horizon_m = radar_horizon_m(25.0, 20.0, RADIO_EARTH_M)
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
        terms = intercept.intercept_terms_db(power_w, gain_db, 3.0, wavelength_m, sensitivity_dbw, range_m, math.inf)
        assert terms[5] == pytest.approx(0.0, abs=1e-9)
        assert terms[5] == terms[0] + terms[1] - terms[2] - terms[3] - terms[4]


def test_what_is_silent_or_over_the_horizon_is_hopeless() -> None:
    silent = intercept.intercept_terms_db(0.0, 30.0, 0.0, 0.032, -90.0, 1_000.0, 30_000.0)
    beyond = intercept.intercept_terms_db(25e3, 30.0, 0.0, 0.032, -90.0, 30_001.0, 30_000.0)
    assert max(silent[5], beyond[5]) < -300.0
