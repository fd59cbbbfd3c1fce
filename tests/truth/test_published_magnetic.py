"""The magnetic anomaly of a submarine against figures in print."""

import pytest

from fleetex.physics.magnetic import anomaly_t, mad_range_m, moment_am2


def test_a_submarines_anomaly_falls_with_the_cube_of_range() -> None:
    """A hull of 100 m by 10 m: 13.33 nT at 500 m, 1.65 nT at 1 km, 0.01 nT at 5 km (quoted in Wikipedia, "Magnetic
    anomaly detector")."""
    moment = moment_am2(13.33e-9, 500.0)
    assert anomaly_t(moment, 1000.0) == pytest.approx(1.65e-9, rel=0.012)
    assert anomaly_t(moment, 5000.0) == pytest.approx(0.01e-9, abs=0.005e-9)


def test_a_hull_of_two_tenths_of_a_nanotesla_at_six_hundred_metres_has_the_librarys_moment() -> None:
    """The other figure quoted there: 0.2 nT at 600 m."""
    assert moment_am2(0.2e-9, 600.0) == pytest.approx(216e3, rel=1e-3)
    assert mad_range_m(216e3, 0.2e-9) == pytest.approx(600.0, rel=1e-3)
