"""Cross-checks on the chart: areas that hold together, ships on water, nobody inside anybody, routes in the water.

The models hold to 85 degrees of latitude: beyond, a course along the chart has no sense for long.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from fleetex.library.coast import is_land, water_near
from fleetex.quantities import Position, format_length, format_position
from fleetex.scenario.checks import Review
from fleetex.scenario.problems import Path
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.units import EARTH_RADIUS_M
from fleetex.vocabulary import Domain

LATITUDE_MAX_RAD = math.radians(85.0)
SEPARATION_M = 100.0
"""Two ships at sea start at least so far apart (design): a ship's length."""
AFLOAT = (Domain.SURFACE, Domain.SUBSURFACE)


def check_places(look: Review) -> None:
    _check_latitudes(look)
    for area_id, area in look.exercise.areas.items():
        _check_area(look, area, ("areas", area_id))
    for unit_id, unit in look.exercise.units.items():
        _check_start(look, unit_id)
        platform = look.platform(unit_id)
        if unit.route is not None and platform is not None and platform.domain in AFLOAT:
            for place, waypoint in enumerate(unit.route.waypoints):
                _check_water(look, ("units", unit_id, "route", "waypoints", place), waypoint, "a ship's waypoint")
    _check_separation(look)


def _check_latitudes(look: Review) -> None:
    """Starts, routes, areas and the places in params lie within 85 degrees of the equator."""
    for area_id, area in look.exercise.areas.items():
        keys: Path = {AreaKind.CIRCLE: ("circle", "centre"), AreaKind.CORRIDOR: ("corridor", "line")}.get(
            area.kind, (area.kind.value,)
        )
        listed = area.kind not in (AreaKind.CIRCLE, AreaKind.POINT)
        for place, point in enumerate(area.points):
            _check_latitude(look, ("areas", area_id, *keys, *([place] if listed else [])), point, area.radius_m)
    for unit_id, unit in look.exercise.units.items():
        for key, start in (("at", unit.start.at), ("seaward", unit.start.seaward)):
            if start is not None:
                _check_latitude(look, ("units", unit_id, "start", key), start)
        for place, waypoint in enumerate(unit.route.waypoints if unit.route is not None else ()):
            _check_latitude(look, ("units", unit_id, "route", "waypoints", place), waypoint)
    for serial_id, serial in look.exercise.serials.items():
        for key, value in serial.params if isinstance(serial.params, BaseModel) else ():
            path: Path = ("serials", serial_id, "params", key)
            if isinstance(value, Position):
                _check_latitude(look, path, value)
            for place, item in enumerate(value if isinstance(value, tuple) else ()):
                if isinstance(item, Position):
                    _check_latitude(look, (*path, place), item)


def is_beyond_models(place: Position, about_m: float = 0.0) -> bool:
    """Whether a place, or what lies so far about it, is past the latitude to which the models hold."""
    return abs(place.lat_rad) + about_m / EARTH_RADIUS_M > LATITUDE_MAX_RAD


def _check_latitude(look: Review, path: Path, place: Position, about_m: float = 0.0) -> None:
    if is_beyond_models(place, about_m):
        reach = f", and it reaches {format_length(about_m)} about it" if about_m > 0.0 else ""
        look.say(path, format_position(place), f"the models hold to 85 degrees of latitude, north and south{reach}")


def _check_start(look: Review, unit_id: str) -> None:
    start, platform = look.exercise.units[unit_id].start, look.platform(unit_id)
    path: Path = ("units", unit_id, "start")
    if start.airfield is not None:
        look.refer((*path, "airfield"), "areas", start.airfield)
    if platform is None:
        return
    domain = platform.domain
    if start.airfield is not None and domain is not Domain.AIR:
        look.say((*path, "airfield"), start.airfield, f"aircraft alone start at an airfield, not a {domain} unit")
    if start.port is not None and domain is not Domain.SURFACE and domain is not Domain.SUBSURFACE:
        look.say((*path, "port"), start.port, f"ships alone start at a port, not a unit of the {domain}")
    if start.height_m is not None and domain is not Domain.AIR and domain is not Domain.LAND:
        look.say((*path, "height"), f"{start.height_m:g} m", "aircraft and units on land alone have a height")
    if start.depth_m is not None and domain is not Domain.SUBSURFACE:
        look.say((*path, "depth"), f"{start.depth_m:g} m", "submarines alone have a depth")
    if domain in AFLOAT:
        key, place = ("at", start.at) if start.at is not None else ("seaward", start.seaward)
        if place is not None:
            _check_water(look, (*path, key), place, "a ship's start")
    elif domain is Domain.LAND and start.at is not None and not is_land(start.at.lat_deg, start.at.lon_deg):
        look.say((*path, "at"), format_position(start.at), "a unit on land starts on land (Natural Earth 1:10m)")


def _check_water(look: Review, path: Path, place: Position, what: str) -> None:
    if is_land(place.lat_deg, place.lon_deg):
        near = water_near(place.lat_deg, place.lon_deg)
        write = "" if near is None else f"{_shown(*near)}"
        look.say(path, format_position(place), f"{what} is on land (Natural Earth 1:10m); it must be on water", write)


def _shown(lat_deg: float, lon_deg: float) -> str:
    return format_position(Position(math.radians(lat_deg), math.radians(lon_deg)))


def _check_separation(look: Review) -> None:
    """Each ship is at a distance from those that stand before it in the file; the first that is too near is named.

    Places are sorted into cubes as wide as the separation, so that only neighbours are compared.
    """
    cubes: dict[tuple[int, int, int], list[tuple[str, Position]]] = {}
    for unit_id, unit in look.exercise.units.items():
        place, platform = unit.start.place, look.platform(unit_id)
        key = "at" if unit.start.at is not None else "seaward"
        path: Path = ("units", unit_id, "start", key)
        if place is None or platform is None or platform.domain is not Domain.SURFACE or not look.sound(*path):
            continue
        cube = _cube(place)
        for near in _cubes_about(cube):
            first = next((one for one in cubes.get(near, ()) if _apart_m(place, one[1]) < SEPARATION_M), None)
            if first is not None:
                apart_m = _apart_m(place, first[1])
                allowed = f"ships start at least {SEPARATION_M:g} m apart; `{first[0]}` is {apart_m:.0f} m from there"
                look.say(path, format_position(place), allowed)
                break
        cubes.setdefault(cube, []).append((unit_id, place))


def _cubes_about(cube: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    """A cube and the 26 about it."""
    near = (-1, 0, 1)
    return ((cube[0] + east, cube[1] + north, cube[2] + up) for east in near for north in near for up in near)


def _cube(place: Position) -> tuple[int, int, int]:
    """In which cube of the separation's width a place on the mean sphere lies."""
    across = math.cos(place.lat_rad)
    point = (across * math.cos(place.lon_rad), across * math.sin(place.lon_rad), math.sin(place.lat_rad))
    east, north, up = (math.floor(part * EARTH_RADIUS_M / SEPARATION_M) for part in point)
    return east, north, up


def _apart_m(a: Position, b: Position) -> float:
    """Flat distance on the mean sphere: good to 1 % over the few hundred metres that matter here."""
    east = math.remainder(b.lon_rad - a.lon_rad, 2.0 * math.pi) * math.cos((a.lat_rad + b.lat_rad) / 2.0)
    return math.hypot(b.lat_rad - a.lat_rad, east) * EARTH_RADIUS_M


def area_outline(area: Area) -> list[tuple[float, float]]:
    """Points as (longitude, latitude) in degrees, longitudes running on across 180 from the first."""
    points: list[tuple[float, float]] = []
    for point in area.points:
        lon_deg = point.lon_deg
        if points:
            lon_deg = points[-1][0] + math.remainder(lon_deg - points[-1][0], 360.0)
        points.append((lon_deg, point.lat_deg))
    return points


def _check_area(look: Review, area: Area, path: Path) -> None:
    outline = area_outline(area)
    inner: Path = (*path, area.kind.value)
    if area.kind is AreaKind.CORRIDOR:
        inner = (*inner, "line")
    for place, (before, after) in enumerate(pairwise(area.points), 1):
        if before == after and look.sound(*inner):
            look.say((*inner, place), format_position(after), "a point follows itself")
    if area.kind is AreaKind.POLYGON:
        _check_polygon(look, area, outline, inner)


def _check_polygon(look: Review, area: Area, outline: list[tuple[float, float]], path: Path) -> None:
    from shapely import Polygon
    from shapely.validation import explain_validity

    ring = outline[:-1] if area.points[0] == area.points[-1] else outline
    if len(ring) < 3:
        look.say(path, f"{len(ring)} points", "a polygon has at least three different corners")
        return
    last = math.remainder(ring[0][0] - ring[-1][0], 360.0)
    if abs(last - (ring[0][0] - ring[-1][0])) > 1e-6:
        look.say(path, "a ring round the pole", "a polygon does not go round the earth")
        return
    shape: Any = Polygon(ring)
    if shape.is_valid and shape.area > 1e-9:
        return
    reason = str(explain_validity(shape))
    if "Self-intersection" in reason and "[" in reason and shape.convex_hull.area > 1e-9:
        lon_deg, lat_deg = (float(word) for word in reason[reason.index("[") + 1 : reason.index("]")].split())
        where = f"its sides cross at {_shown(lat_deg, lon_deg)}"
        look.say(path, where, "sides of a polygon don't cross: give its corners in turn")
    else:
        look.say(path, "an empty polygon", "a polygon encloses some water: its corners don't lie on one line")
