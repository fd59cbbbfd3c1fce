"""Where a ray of radio meets a height, on the round earth."""

import math

import pytest

from fleetex.physics.horizon import RADIO_EARTH_M, ground_range_to_height_m, radar_horizon_m


def test_a_height_is_met_where_plane_trigonometry_has_it_and_its_elevation_is_that_asked_for() -> None:
    """Law of sines and cosines in the triangle of the earth's middle, the aerial and the place."""
    for height_m, aerial_m, elevation_deg in ((1_000.0, 10.0, 2.0), (10_000.0, 30.0, 0.5), (500.0, 0.0, 20.0)):
        ground_m = ground_range_to_height_m(height_m, aerial_m, math.radians(elevation_deg), RADIO_EARTH_M)
        middle = ground_m / RADIO_EARTH_M
        up = (RADIO_EARTH_M + height_m) * math.cos(middle) - (RADIO_EARTH_M + aerial_m)
        along = (RADIO_EARTH_M + height_m) * math.sin(middle)
        assert math.degrees(math.atan2(up, along)) == pytest.approx(elevation_deg, abs=1e-7)
    level = ground_range_to_height_m(1_000.0, 0.0, 0.0, RADIO_EARTH_M)
    assert level == pytest.approx(radar_horizon_m(1_000.0, 0.0, RADIO_EARTH_M), rel=2e-4)
    assert ground_range_to_height_m(1_000.0, 0.0, 0.5 * math.pi, RADIO_EARTH_M) == pytest.approx(0.0, abs=1e-6)
