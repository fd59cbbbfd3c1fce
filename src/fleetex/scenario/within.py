"""What lies in what: places in areas, and the water of the zone that holds a place.

Distances are on the mean sphere, areas on the plane about the place: a few parts in a thousand matter to no question.
"""

import math
from itertools import pairwise

from fleetex.quantities import Position
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.surroundings import Area
from fleetex.units import EARTH_RADIUS_M


def inside(area: Area, place: Position) -> bool:
    """Whether a place lies in an area that a serial is held in: a polygon, circle or corridor."""
    points = [_flat(place, point) for point in area.points]
    if len(points) == 1:
        return math.hypot(*points[0]) <= area.radius_m
    if area.radius_m > 0.0:
        return any(_from_leg_m(a, b) <= area.radius_m for a, b in pairwise(points))
    crossed = False
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        if (ay > 0.0) != (by > 0.0) and ax - ay * (bx - ax) / (by - ay) > 0.0:
            crossed = not crossed
    return crossed


def size_m2(area: Area) -> float:
    """How large an area is, on the plane about its first point."""
    points = [_flat(area.points[0], point) for point in area.points]
    if len(points) == 1:
        return math.pi * area.radius_m**2
    if area.radius_m > 0.0:
        return 2.0 * area.radius_m * sum(math.dist(a, b) for a, b in pairwise(points))
    turns = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in turns)) / 2.0


def water_at_m(exercise: Exercise, place: Position, time_s: float = 0.0) -> float:
    """Charted depth at a place: of the smallest zone that holds it, else the base's; infinite if it is unknown.

    A zone whose area is not there (a mistake that is told elsewhere) holds nothing.
    """
    environment, now = exercise.environment, exercise.time_utc(time_s)
    found = ((zone, exercise.areas.get(zone.area_id)) for zone in environment.zones.values())
    holding = [(zone, size_m2(area)) for zone, area in found if area is not None and inside(area, place)]
    smallest, _ = min(holding, key=lambda held: held[1], default=(None, 0.0))
    series = smallest.depth_m if smallest is not None and smallest.depth_m is not None else environment.base.depth_m
    return math.inf if series is None else series.at(now)


def _flat(middle: Position, place: Position) -> tuple[float, float]:
    """A place on the plane about a middle: metres east and north."""
    east = math.remainder(place.lon_rad - middle.lon_rad, math.tau) * math.cos(middle.lat_rad)
    return EARTH_RADIUS_M * east, EARTH_RADIUS_M * (place.lat_rad - middle.lat_rad)


def _from_leg_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """How far the plane's middle lies from a leg."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    part = min(1.0, max(0.0, -(a[0] * dx + a[1] * dy) / max(dx * dx + dy * dy, 1e-9)))
    return math.hypot(a[0] + part * dx, a[1] + part * dy)
