"""Where ships fire from at a place ashore: a berth on the water, inside the area, at the range ordered.

Worked out from the briefing and the chart alone, the same by everybody. Berths lie on one arc about the target, so
that no ship stands in another's line of fire; a ship whose own place on it is land, or outside the area, takes the
nearest on the arc that is not. Each berth is the middle of a racetrack across the line of fire; all of that is wet.
Bearings are true, from the target. Flat geometry about the target, good to 0.5 % over the few miles that matter.
"""

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.ground import LEG_M
from fleetex.engine.orders import Position
from fleetex.engine.view import AreaShape
from fleetex.library.coast import is_land
from fleetex.units import DEG_RAD, EARTH_RADIUS_M

SHORE_M = 500.0
"""Design value: the ends of a racetrack lie at least so far off land, by Natural Earth's coast."""
STEP_RAD = 1.0 * DEG_RAD
"""Places along the arc are tried in such steps."""
OFF_LINES_RAD = 20.0 * DEG_RAD
"""Design value: a spotter afloat lies at least so far to the side of every ship's line of fire."""


@dataclass(frozen=True)
class Berths:
    """What the berths of a shoot at a place ashore follow from."""

    target: Position
    line_rad: float
    range_m: float
    ships: int
    apart_m: float
    """Along the arc, from one ship's berth to the next."""
    within_rad: float
    """How far along the arc from her own place on it a ship may be sent."""
    area: AreaShape | None


@lru_cache(maxsize=256)
def bearings(berths: Berths) -> tuple[float | None, ...]:
    """Bearing of each ship's berth from the target, in their order; None for a ship that finds no place."""
    step_rad = berths.apart_m / berths.range_m
    back_rad = berths.line_rad + math.pi
    wanted = [back_rad + (row - (berths.ships - 1) / 2.0) * step_rad for row in range(berths.ships)]
    for shift_rad in _shifts(berths.within_rad):
        together = [(bearing + shift_rad) % math.tau for bearing in wanted]
        if all(_is_sound(berths, bearing) for bearing in together):
            return tuple(together)
    found: list[float | None] = []
    for bearing in wanted:
        taken = [other for other in found if other is not None]
        tries = ((bearing + shift_rad) % math.tau for shift_rad in _shifts(berths.within_rad))
        apart = (one for one in tries if all(angle_between_rad(one, other) > 0.99 * step_rad for other in taken))
        found.append(next((one for one in apart if _is_sound(berths, one)), None))
    return tuple(found)


@lru_cache(maxsize=64)
def flank(target: Position, range_m: float, line_rad: float, lines_rad: tuple[float, ...]) -> float | None:
    """Bearing from the target of a spotter afloat: half abeam of the line of fire, on water, clear of every line.

    `lines_rad`: bearings of the firing ships' berths. None if there is no such water.
    """
    half = 45.0 * DEG_RAD
    for side in (half, -half):
        for shift_rad in _shifts(75.0 * DEG_RAD):
            bearing = (line_rad + math.pi + side + shift_rad) % math.tau
            if any(angle_between_rad(bearing, line) < OFF_LINES_RAD for line in lines_rad):
                continue
            if _is_wet(target, range_m, bearing):
                return bearing
    return None


def _shifts(within_rad: float) -> list[float]:
    """0, then to each side in turn, farther and farther."""
    steps = int(within_rad / STEP_RAD + 1e-9)
    return [0.0, *(sign * number * STEP_RAD for number in range(1, steps + 1) for sign in (1.0, -1.0))]


def _is_sound(berths: Berths, bearing_rad: float) -> bool:
    ends = _racetrack(berths.target, berths.range_m, bearing_rad)
    inside = berths.area is None or all(lies_in(berths.area, place) for place in ends)
    return inside and _is_wet(berths.target, berths.range_m, bearing_rad)


def _is_wet(target: Position, range_m: float, bearing_rad: float) -> bool:
    """Whether a racetrack there lies on water, and some way off land on all sides."""
    about = [_beyond(end, quarter * math.pi / 2, SHORE_M)
             for end in _racetrack(target, range_m, bearing_rad) for quarter in range(4)]  # fmt: skip
    return not any(is_land(place.lat_rad / DEG_RAD, place.lon_rad / DEG_RAD) for place in about)


def _racetrack(target: Position, range_m: float, bearing_rad: float) -> list[Position]:
    """One end, the middle and the other end of a racetrack across the line to the target."""
    middle = _beyond(target, bearing_rad, range_m)
    return [_beyond(middle, bearing_rad + math.pi / 2, along_m) for along_m in (-LEG_M / 2.0, 0.0, LEG_M / 2.0)]


def _beyond(place: Position, bearing_rad: float, range_m: float) -> Position:
    north_rad = range_m * math.cos(bearing_rad) / EARTH_RADIUS_M
    east_rad = range_m * math.sin(bearing_rad) / EARTH_RADIUS_M
    lat_rad = place.lat_rad + north_rad
    across = max(0.02, math.cos(place.lat_rad + north_rad / 2.0))
    return Position(lat_rad, math.remainder(place.lon_rad + east_rad / across, math.tau))


def lies_in(area: AreaShape, place: Position) -> bool:
    """Whether a place lies in an area: sides as straight lines on a flat chart about the place."""
    points = [_east_north_m(place, point) for point in area.points]
    if area.kind == "circle":
        return math.hypot(*_east_north_m(place, area.centre)) <= area.radius_m
    if area.kind == "polygon":
        inside = False
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > 0.0) != (y2 > 0.0) and x1 - y1 * (x2 - x1) / (y2 - y1) > 0.0:
                inside = not inside
        return inside
    return any(_off_side_m(a, b) <= area.radius_m for a, b in itertools.pairwise(points))


def _east_north_m(origin: Position, place: Position) -> tuple[float, float]:
    across = math.cos((origin.lat_rad + place.lat_rad) / 2.0)
    east_rad = math.remainder(place.lon_rad - origin.lon_rad, math.tau) * across
    return east_rad * EARTH_RADIUS_M, (place.lat_rad - origin.lat_rad) * EARTH_RADIUS_M


def _off_side_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of the origin from the line between two points."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = -(a[0] * dx + a[1] * dy) / max(dx * dx + dy * dy, 1e-9)
    share = min(1.0, max(0.0, share))
    return math.hypot(a[0] + share * dx, a[1] + share * dy)
