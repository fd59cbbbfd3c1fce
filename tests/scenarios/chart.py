"""Chart work by pyproj and shapely, apart from the product's own geodesics: distances, tracks, land."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from pyproj import Geod

from fleetex.quantities import Position
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.forces import Unit
from fleetex.scenario.programme import Serial
from fleetex.scenario.surroundings import Area

WGS84 = Geod(ellps="WGS84")


def distance_m(a: Position, b: Position) -> float:
    return float(WGS84.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[2])


def bearing_deg(a: Position, b: Position) -> float:
    return float(WGS84.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[0]) % 360.0


def beyond(a: Position, course_deg: float, metres: float) -> Position:
    lon_deg, lat_deg, _ = WGS84.fwd(a.lon_deg, a.lat_deg, course_deg, metres)
    return Position(math.radians(lat_deg), math.radians(lon_deg))


def middle(area: Area) -> Position:
    """The mean of its points: good enough for areas of a few tens of miles."""
    points = area.points
    return Position(
        math.fsum(point.lat_rad for point in points) / len(points),
        math.fsum(point.lon_rad for point in points) / len(points),
    )


def entrance(exercise: Exercise, serial: Serial) -> Position:
    """Where ships bound for a serial steer: the start of a patrol's route, the middle of the area of anything else."""
    route = getattr(serial.params, "route", ())
    return route[0] if route else middle(exercise.areas[serial.area_id or ""])


def exit_of(exercise: Exercise, serial: Serial) -> Position:
    """Where ships leave it: the end of a patrol's route, the middle of the area of anything else."""
    route = getattr(serial.params, "route", ())
    return route[-1] if route else middle(exercise.areas[serial.area_id or ""])


def length_m(points: Sequence[Position]) -> float:
    return math.fsum(distance_m(a, b) for a, b in pairwise(points))


def position_on_route(unit: Unit, start_utc: datetime, time_utc: datetime) -> Position:
    """Where a unit on its route stands at an instant, on geodesics at the route's speed (turns are not drawn)."""
    assert unit.route is not None
    assert unit.start.place is not None
    left_m = unit.route.speed_mps * ((time_utc - start_utc) / timedelta(seconds=1))
    points = [unit.start.place, *unit.route.waypoints]
    for a, b in pairwise(points):
        leg_m = distance_m(a, b)
        if left_m <= leg_m:
            return beyond(a, bearing_deg(a, b), left_m)
        left_m -= leg_m
    last: Position = points[-1]
    return last


def outline(area: Area) -> list[tuple[float, float]]:
    """A polygon's corners, or 72 points of a circle, as (longitude, latitude) in degrees."""
    if area.circle is not None:
        rim = [beyond(area.circle.centre, 5.0 * step, area.circle.radius_m) for step in range(72)]
        return [(point.lon_deg, point.lat_deg) for point in rim]
    return [(point.lon_deg, point.lat_deg) for point in area.points]
