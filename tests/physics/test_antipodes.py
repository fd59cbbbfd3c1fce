"""Geodesics between nearly opposite points, against GeographicLib, where Vincenty's iteration fails."""

import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from fleetex.physics.geodesy import inverse


@given(st.floats(-89.0, 89.0), st.floats(-0.7, 0.7), st.floats(-0.7, 0.7))
@example(0.0, 0.0, 0.0)
@example(0.0, 0.5, -0.3)
@example(30.0, 0.0, 0.0)
@example(-30.0, 0.1, 0.5)
@example(41.79331020506, 0.0, 0.0)
@example(8.0, 0.25, 0.69921875)
def test_the_length_is_that_of_the_shortest_way(lat: float, north: float, east: float) -> None:
    there = (max(min(-lat + north, 89.5), -89.5), 180.0 + east)
    wanted = Geodesic.WGS84.Inverse(lat, 0.0, *there)
    length_m, azimuth = inverse(*map(math.radians, (lat, 0.0, *there)))
    assert length_m == pytest.approx(wanted["s12"], abs=5e-4)
    if abs(north) > 0.01 and abs(east) > 0.01:
        off = (math.degrees(azimuth) - wanted["azi1"] + 180.0) % 360.0 - 180.0
        assert abs(off) * math.cos(math.radians(lat)) < 1e-4
