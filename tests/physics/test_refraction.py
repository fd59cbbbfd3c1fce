"""Refraction: usual air makes 4/3, air of a climate has its gradient, rays that follow the earth have no radius."""

import math

import pytest

from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.physics.refraction import (
    DUCT_PER_KM,
    PER_KM,
    effective_earth_m,
    k_factor,
    mean_gradient_per_km,
    refractivity,
    vapour_for_gradient_hpa,
)


def test_usual_air_makes_four_thirds() -> None:
    """-39 N-units a kilometre, as ITU-R P.310 has them; 4/3 is rounded."""
    assert effective_earth_m(-39.0 * PER_KM) == pytest.approx(RADIO_EARTH_M, rel=3e-3)


def test_the_mean_climate_has_the_gradient_of_the_crpl_atmosphere() -> None:
    """Bean & Thayer's table: Ns 313 goes with -42 N-units in the first kilometre, 250 with -29.5, 400 with -68.1."""
    for surface, change in ((313.0, -41.9), (250.0, -29.5), (400.0, -68.1)):
        assert mean_gradient_per_km(surface) == pytest.approx(change, abs=0.1)


def test_warm_wet_air_reaches_farther_than_cold_dry_air() -> None:
    wet, dry = refractivity(1010.0, 303.15, 35.0), refractivity(1010.0, 273.15, 3.0)
    reach = [radar_horizon_m(20.0, 5.0, effective_earth_m(mean_gradient_per_km(n) * PER_KM)) for n in (wet, dry)]
    assert reach[0] > 1.05 * reach[1]


def test_towards_a_duct_the_radius_grows_without_bound() -> None:
    assert k_factor(0.0) == 1.0
    assert k_factor(DUCT_PER_KM + 0.5) > 100.0
    assert math.sqrt(k_factor(-100.0) / k_factor(-39.0)) == pytest.approx(
        radar_horizon_m(20.0, 5.0, effective_earth_m(-1e-7)) / radar_horizon_m(20.0, 5.0, effective_earth_m(-3.9e-8))
    )


def test_the_vapour_of_a_gradient_has_that_gradient() -> None:
    vapour = vapour_for_gradient_hpa(-150.0, 1010.0, 318.15)
    assert mean_gradient_per_km(refractivity(1010.0, 318.15, vapour)) == pytest.approx(-150.0)
