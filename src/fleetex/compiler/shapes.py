"""Areas to rings of edges on the ellipsoid: what kernels test a position against.

A circle becomes a ring of 180 geodesic points (its radius short by 1.5 parts in 10,000 between them); a corridor the
outline of its centre line widened on the plane that keeps distances from its middle; edges are split at 60 nmi.
"""

import math

import numpy as np

from fleetex.engine.orders import Position
from fleetex.engine.tables import EDGE
from fleetex.engine.view import AreaShape
from fleetex.physics.geodesy import direct, ecef, inverse
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.units import NMI_M

CIRCLE_POINTS = 180
EDGE_M_MAX = 60.0 * NMI_M


def shape_of(area: Area) -> AreaShape:
    """The area as people are briefed on it."""
    points = tuple(Position(p.lat_rad, p.lon_rad) for p in area.points)
    return AreaShape(area.kind.value, points, area.radius_m, centre_of(points))


def centre_of(points: tuple[Position, ...]) -> Position:
    """The middle of some points: the mean of their unit vectors, on the ellipsoid."""
    vectors = [_unit(p) for p in points]
    mean = np.mean(vectors, axis=0)
    mean /= np.linalg.norm(mean)
    flat = math.hypot(mean[0], mean[1])
    return Position(math.atan2(mean[2], flat), math.atan2(mean[1], mean[0]))


def _unit(p: Position) -> np.ndarray:
    c = math.cos(p.lat_rad)
    return np.array([c * math.cos(p.lon_rad), c * math.sin(p.lon_rad), math.sin(p.lat_rad)])


def ring_points(area: Area) -> tuple[Position, ...]:
    """Corners of the area's outline in turn; none of a line or a point."""
    shape = shape_of(area)
    if area.kind is AreaKind.POLYGON:
        return shape.points
    if area.kind is AreaKind.CIRCLE:
        centre = shape.points[0]
        return tuple(_away(centre, math.tau * k / CIRCLE_POINTS, shape.radius_m) for k in range(CIRCLE_POINTS))
    if area.kind is AreaKind.CORRIDOR:
        return _outline(shape)
    return ()


def _away(a: Position, bearing_rad: float, range_m: float) -> Position:
    lat, lon = direct(a.lat_rad, a.lon_rad, bearing_rad, range_m)
    return Position(lat, lon)


def _outline(shape: AreaShape) -> tuple[Position, ...]:
    """A corridor's outline, widened on the azimuthal equidistant plane about its middle; PROJ's database stays shut."""
    from pyproj import Transformer
    from shapely import LineString

    middle = shape.centre
    plane = (
        f"+proj=aeqd +lat_0={math.degrees(middle.lat_rad):.15g} +lon_0={math.degrees(middle.lon_rad):.15g} +ellps=WGS84"
    )
    there = Transformer.from_pipeline(f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {plane}")
    line = [there.transform(math.degrees(p.lon_rad), math.degrees(p.lat_rad)) for p in shape.points]
    outline = LineString(line).buffer(shape.radius_m, quad_segs=8).exterior.coords[:-1]
    degrees = (there.transform(x, y, direction="INVERSE") for x, y in outline)
    return tuple(Position(math.radians(lat), math.radians(lon)) for lon, lat in degrees)


def edges_of(points: tuple[Position, ...]) -> np.ndarray:
    """Rows of EDGE round a ring, long edges split."""
    corners: list[Position] = []
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        length, azimuth = inverse(a.lat_rad, a.lon_rad, b.lat_rad, b.lon_rad)
        parts = max(1, math.ceil(length / EDGE_M_MAX))
        corners += [a] + [_away(a, azimuth, length * k / parts) for k in range(1, parts)]
    rows = np.zeros(len(corners), EDGE)
    starts = np.array([_direction(p) for p in corners]).reshape(-1, 3)
    ends = np.roll(starts, -1, axis=0)
    normals = np.cross(starts, ends)
    normals /= np.array([np.linalg.norm(normal) for normal in normals]).reshape(-1, 1)
    for letter, vectors in (("a", starts), ("b", ends), ("n", normals)):
        for axis, column in zip("xyz", vectors.T, strict=True):
            rows[letter + axis] = column
    return rows


def _direction(p: Position) -> np.ndarray:
    """Direction of a sea-level point from the earth's centre."""
    v = np.array(ecef(p.lat_rad, p.lon_rad))
    v /= np.linalg.norm(v)
    return v
