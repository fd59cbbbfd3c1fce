"""Cross-checks of the air: no way that aircraft are to fly leads through national airspace of those who take no part.

A leg is looked at every two miles of its great circle; an area's sides are great circles too.
"""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from fleetex.quantities import Position, format_position
from fleetex.scenario.checks import Review
from fleetex.scenario.problems import Path
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.units import EARTH_RADIUS_M, NMI_M
from fleetex.vocabulary import AreaUse, Domain

STEP_M = 2.0 * NMI_M
Vector = tuple[float, float, float]


def check_airspace(look: Review) -> None:
    closed = {
        area_id: area
        for area_id, area in look.exercise.areas.items()
        if area.use == AreaUse.NATIONAL_AIRSPACE and look.sound("areas", area_id) and area.kind in _SHAPES
    }
    if not closed:
        return
    for unit_id, unit in look.exercise.units.items():
        platform = look.platform(unit_id)
        if unit.route is not None and platform is not None and platform.domain is Domain.AIR:
            start = () if unit.start.at is None else (unit.start.at,)
            _check_way(
                look,
                ("units", unit_id, "route", "waypoints"),
                (*start, *unit.route.waypoints),
                len(start),
                closed,
                None,
            )
    for serial_id, serial in look.exercise.serials.items():
        platforms = [look.platform(unit_id) for unit_id in serial.participants]
        if not any(platform is not None and platform.domain is Domain.AIR for platform in platforms):
            continue
        height_m = getattr(serial.params, "height", None)
        route: Any = getattr(serial.params, "route", ())
        path: Path = ("serials", serial_id, "params")
        _check_way(look, (*path, "route"), tuple(route), 0, closed, height_m)
        for unit_id, way in dict(getattr(serial.params, "ways", {})).items():
            _check_way(look, (*path, "ways", unit_id), (*way, *route[:1]), 0, closed, height_m)


_SHAPES = (AreaKind.POLYGON, AreaKind.CIRCLE)


def _check_way(
    look: Review,
    path: Path,
    places: tuple[Position, ...],
    skipped: int,
    closed: dict[str, Area],
    height_m: float | None,
) -> None:
    """Name the first place of a way that lies in a closed area, at the point that the leg leads to."""
    for number, (before, after) in enumerate(pairwise(places), 1):
        for place in _along(before, after):
            area_id = next((key for key, area in closed.items() if _is_in(area, place, height_m)), None)
            if area_id is not None:
                where = f"{format_position(place)} is in `{area_id}`"
                allowed = "no way leads through national airspace of who takes no part: lay it round"
                look.say((*path, min(number, len(places) - 1) - skipped), where, allowed)
                return


def _vector(place: Position) -> Vector:
    across = math.cos(place.lat_rad)
    return across * math.cos(place.lon_rad), across * math.sin(place.lon_rad), math.sin(place.lat_rad)


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _along(before: Position, after: Position) -> Iterator[Position]:
    """Places on the great circle from one to another, both included."""
    a, b = _vector(before), _vector(after)
    angle = math.acos(max(-1.0, min(1.0, _dot(a, b))))
    steps = max(1, math.ceil(angle * EARTH_RADIUS_M / STEP_M))
    sine = math.sin(angle)
    for k in range(steps + 1):
        share = k / steps
        first, other = (
            (math.sin((1 - share) * angle) / sine, math.sin(share * angle) / sine) if sine > 0 else (1.0, 0.0)
        )
        x, y, z = (first * p + other * q for p, q in zip(a, b, strict=True))
        yield Position(math.atan2(z, math.hypot(x, y)), math.atan2(y, x))


def _is_in(area: Area, place: Position, height_m: float | None) -> bool:
    if height_m is not None and not area.is_at_height(height_m):
        return False
    at = _vector(place)
    if area.kind is AreaKind.CIRCLE:
        return math.acos(max(-1.0, min(1.0, _dot(at, _vector(area.points[0]))))) * EARTH_RADIUS_M < area.radius_m
    corners = [_vector(corner) for corner in area.points]
    middle = _unit((sum(c[0] for c in corners), sum(c[1] for c in corners), sum(c[2] for c in corners)))
    if _dot(at, middle) < 0.1:
        return False
    flat = [_plane(middle, corner) for corner in corners]
    return _is_inside(flat, _plane(middle, at))


def _unit(v: Vector) -> Vector:
    length = math.sqrt(_dot(v, v)) or 1.0
    return v[0] / length, v[1] / length, v[2] / length


def _plane(middle: Vector, v: Vector) -> tuple[float, float]:
    """East and north on the plane that touches the earth at a place: great circles are straight lines there."""
    flat = math.hypot(middle[0], middle[1]) or 1e-12
    east: Vector = (-middle[1] / flat, middle[0] / flat, 0.0)
    north: Vector = (
        middle[1] * east[2] - middle[2] * east[1],
        middle[2] * east[0] - middle[0] * east[2],
        middle[0] * east[1] - middle[1] * east[0],
    )
    high = max(_dot(v, middle), 0.05)
    return _dot(v, east) / high, _dot(v, north) / high


def _is_inside(corners: Iterable[tuple[float, float]], at: tuple[float, float]) -> bool:
    ring, inside = list(corners), False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > at[1]) != (by > at[1]) and at[0] < (bx - ax) * (at[1] - ay) / (by - ay) + ax:
            inside = not inside
    return inside
