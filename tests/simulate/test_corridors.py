"""A corridor's outline is that of the plane PROJ's own database would give, without opening it."""

import math

import pytest
from pyproj import Transformer
from shapely import LineString

from fleetex.compiler.shapes import ring_points, shape_of
from fleetex.physics.geodesy import inverse
from fleetex.quantities import parse_position
from fleetex.scenario.surroundings import Area


@pytest.mark.parametrize(
    "places", [("39-42.0N 133-30.0E", "40-20.0N 134-05.0E"), ("10-07.3S 179-50.0E", "09-40.0S 179-00.0W")]
)
def test_an_outline_is_the_same_to_a_micrometre(places: tuple[str, str]) -> None:
    area = Area.model_validate({"corridor": {"line": list(places), "width": "6 nmi"}})
    middle = shape_of(area).centre
    plane = f"+proj=aeqd +lat_0={math.degrees(middle.lat_rad)} +lon_0={math.degrees(middle.lon_rad)} +ellps=WGS84"
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    line = [there.transform(place.lon_deg, place.lat_deg) for place in map(parse_position, places)]
    due = LineString(line).buffer(3.0 * 1852.0, quad_segs=8).exterior.coords[:-1]
    ring = ring_points(area)
    assert len(ring) == len(due)
    for found, (x, y) in zip(ring, due, strict=True):
        lon_deg, lat_deg = there.transform(x, y, direction="INVERSE")
        apart_m, _ = inverse(found.lat_rad, found.lon_rad, math.radians(lat_deg), math.radians(lon_deg))
        assert apart_m < 1e-6
