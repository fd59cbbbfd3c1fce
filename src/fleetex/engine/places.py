"""Where things truly are and how they lie to each other, for the Python side: typed doors to the kernels. Radians, m.

`over` is beyond a point along a line, `right` to its right; the gap is the clear water between two ships' sides.
"""

import math
from typing import NamedTuple

from fleetex.engine import ask
from fleetex.engine.stage import Stage
from fleetex.physics import geodesy, philox
from fleetex.physics.rectangles import clear_water_m


class Place(NamedTuple):
    """A true place and motion at one instant."""

    lat_rad: float
    lon_rad: float
    course_rad: float
    speed_mps: float
    height_m: float = 0.0


class Body(NamedTuple):
    """A ship's plan: a rectangle about her place, bow on her course."""

    place: Place
    length_m: float
    beam_m: float


def place_of(stage: Stage, unit: str) -> Place:
    """Where a unit is now."""
    lat, lon, course, speed, height = ask.whereabouts(stage.at, stage.cast.rows[unit], stage.now_s)
    return Place(float(lat), float(lon), float(course), float(speed), float(height))


def body_of(stage: Stage, unit: str) -> Body:
    hull = stage.world.hull[stage.cast.rows[unit]]
    return Body(place_of(stage, unit), float(hull["length_m"]), float(hull["beam_m"]))


def range_and_bearing(
    from_lat_rad: float, from_lon_rad: float, to_lat_rad: float, to_lon_rad: float
) -> tuple[float, float]:
    """Geodesic length (m) and azimuth at the first point."""
    found = geodesy.inverse(from_lat_rad, from_lon_rad, to_lat_rad, to_lon_rad)
    return float(found[0]), float(found[1])


def offset(lat_rad: float, lon_rad: float, bearing_rad: float, range_m: float) -> tuple[float, float]:
    """The end of a geodesic."""
    found = geodesy.direct(lat_rad, lon_rad, bearing_rad, range_m)
    return float(found[0]), float(found[1])


def over_and_right(
    gun_lat_rad: float, gun_lon_rad: float, target: Place, lat_rad: float, lon_rad: float
) -> tuple[float, float, float]:
    """(over_m, right_m, bearing of the line gun to target) of a point against a target, on that line.

    Ranges and bearings are the geodesics from the gun, so the curve of the earth is in them.
    """
    range_m, line_rad = range_and_bearing(gun_lat_rad, gun_lon_rad, target.lat_rad, target.lon_rad)
    out_m, bearing_rad = range_and_bearing(gun_lat_rad, gun_lon_rad, lat_rad, lon_rad)
    off_rad = bearing_rad - line_rad
    return out_m * math.cos(off_rad) - range_m, out_m * math.sin(off_rad), line_rad


def normals(stage: Stage, purpose: int, subject: int, about: int, occasion: int) -> tuple[float, float, float, float]:
    """Four standard normal draws of one occasion; `subject` and `about` are hashes of names."""
    a, b, c, d = philox.normals4(stage.seed, stage.replication, purpose, subject, about, occasion)
    return float(a), float(b), float(c), float(d)


def chance(stage: Stage, purpose: int, subject: int, about: int, occasion: int) -> float:
    """One draw in (0, 1)."""
    drawn = philox.uniform(stage.seed, stage.replication, purpose, subject, about, occasion)
    return float(drawn)


def side_gap_m(first: Body, other: Body) -> float:
    """Clear water between two ships' sides: the least distance of their rectangles, 0 if they overlap.

    In the plane that touches the earth at the first, east and north: within 200 m of each other the meridians'
    convergence moves nothing by more than 2 cm, up to 75 degrees of latitude.
    """
    range_m, bearing_rad = range_and_bearing(
        first.place.lat_rad, first.place.lon_rad, other.place.lat_rad, other.place.lon_rad
    )
    return float(
        clear_water_m(
            range_m * math.sin(bearing_rad),
            range_m * math.cos(bearing_rad),
            first.place.course_rad,
            first.length_m,
            first.beam_m,
            other.place.course_rad,
            other.length_m,
            other.beam_m,
        )
    )


def is_to_starboard(guide: Place, other: Place) -> bool:
    """On which hand of the guide the other lies."""
    _, bearing_rad = range_and_bearing(guide.lat_rad, guide.lon_rad, other.lat_rad, other.lon_rad)
    return math.sin(bearing_rad - guide.course_rad) >= 0.0
