"""Cross-checks on the chart: areas that hold together, ships on water, nobody inside anybody, routes in the water."""

import math
from itertools import pairwise
from typing import Any

from fleetex.library.coast import is_land, water_near
from fleetex.quantities import Position, format_position
from fleetex.scenario.checks import Review
from fleetex.scenario.problems import Path
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.units import EARTH_RADIUS_M
from fleetex.vocabulary import Domain

SEPARATION_M = 100.0
"""Two ships at sea start at least so far apart (design): a ship's length."""
AFLOAT = (Domain.SURFACE, Domain.SUBSURFACE)


def check_places(look: Review) -> None:
    for area_id, area in look.exercise.areas.items():
        _check_area(look, area, ("areas", area_id))
    for unit_id, unit in look.exercise.units.items():
        _check_start(look, unit_id)
        platform = look.platform(unit_id)
        if unit.route is not None and platform is not None and platform.domain in AFLOAT:
            for place, waypoint in enumerate(unit.route.waypoints):
                _check_water(look, ("units", unit_id, "route", "waypoints", place), waypoint, "a ship's waypoint")
    _check_separation(look)


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
    """Sorted by latitude, so that only neighbours within the separation are compared."""
    afloat = []
    for unit_id, unit in look.exercise.units.items():
        platform = look.platform(unit_id)
        if unit.start.place is not None and platform is not None and platform.domain is Domain.SURFACE:
            afloat.append((unit.start.place.lat_rad, unit_id, unit.start.place))
    afloat.sort(key=lambda item: (item[0], item[1]))
    gap_rad = SEPARATION_M / EARTH_RADIUS_M
    for number, (lat_rad, unit_id, place) in enumerate(afloat):
        for other_lat_rad, other_id, other in afloat[number + 1 :]:
            if other_lat_rad - lat_rad > gap_rad:
                break
            apart_m = _apart_m(place, other)
            if apart_m < SEPARATION_M:
                later, first = _in_file_order(look, unit_id, other_id)
                key = "at" if look.exercise.units[later].start.at is not None else "seaward"
                allowed = f"ships start at least {SEPARATION_M:g} m apart; `{first}` is {apart_m:.0f} m from there"
                found = format_position(look.exercise.units[later].start.place)
                look.say(("units", later, "start", key), found, allowed)


def _in_file_order(look: Review, one: str, other: str) -> tuple[str, str]:
    """The one that stands later in the file, then the earlier."""
    order = list(look.exercise.units)
    return (one, other) if order.index(one) > order.index(other) else (other, one)


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
