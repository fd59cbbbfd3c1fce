"""The way round danger areas that are live: the shortest about a convex outline, on a flat chart, metres.

    turns_round((0.0, 0.0), (20e3, 0.0), (square,))      # the corners to turn at, none where the straight way is clear

The same for the planner, the judge and the ships of a run: who goes to her next serial while others fire goes round.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import shapely

from fleetex.engine.orders import Position as Place
from fleetex.plan.plane import Plane, Point, plane_about
from fleetex.quantities import Position
from fleetex.units import NMI_M

BERTH_M = 0.25 * NMI_M
"""So far off a danger area ships pass it (design value, as what they allow for navigation)."""
HOLD_M = NMI_M
"""So far off a danger area a ship waits until it is over (design value)."""
_GRAZE_M = 1.0
_DEPTH = 6
"""So often a leg about one area is led round another."""


def turns_round(start: Point, end: Point, outlines: Sequence[Any]) -> list[Point]:
    """Corners at which to turn between two places so that no outline (shapely) is entered. An outline that holds the
    start or the end bars nothing: who is in it leaves it, who must go there goes there."""
    merged = _merged([outline.convex_hull.buffer(BERTH_M, join_style="mitre") for outline in outlines])
    barring = [one for one in merged if not (one.contains(shapely.Point(start)) or one.contains(shapely.Point(end)))]
    return _turns(start, end, barring, _DEPTH)


def places_round(way: Sequence[Place], rings: Sequence[Sequence[Place]]) -> tuple[Place, ...]:
    """Where to turn on a way, its last place left out, so that no ring is entered; nothing where it enters none."""
    points, outlines = _flat(way, rings)
    turns = [turns_round(here, there, outlines) for here, there in pairwise(points)]
    if not any(turns):
        return ()
    every = [point for more, there in zip(turns, points[1:], strict=True) for point in (*more, there)]
    return tuple(Place(place.lat_rad, place.lon_rad) for place in _chart_of(way).places(every[:-1]))


def nearest_edge_m(place: Point, outline: Any) -> float:
    """How far it is to the nearest place outside an outline, with the berth; 0 of a place outside."""
    hull = outline.convex_hull.buffer(BERTH_M, join_style="mitre")
    point = shapely.Point(place)
    return float(hull.exterior.distance(point)) if hull.contains(point) else 0.0


def metres_inside(way: Sequence[Place], ring: Sequence[Place]) -> tuple[float, float]:
    """How far a way leads until it has left a ring that holds its beginning, and how long it is; 0 where none does."""
    points, (outline,) = _flat(way, [ring])
    hull, line = outline.convex_hull.buffer(BERTH_M, join_style="mitre"), shapely.LineString(points)
    if not hull.contains(shapely.Point(points[0])):
        return 0.0, float(line.length)
    return float(shapely.get_parts(line.intersection(hull))[0].length), float(line.length)


def holds(ring: Sequence[Place], place: Place) -> bool:
    """Whether a place lies in a ring, or within the berth of it."""
    points, (outline,) = _flat([place], [ring])
    return bool(outline.convex_hull.buffer(BERTH_M).contains(shapely.Point(points[0])))


def _flat(way: Sequence[Place], rings: Sequence[Sequence[Place]]) -> tuple[list[Point], list[Any]]:
    """A way and rings on the chart about the way."""
    chart = _chart_of(way)
    points = [chart.points([Position(place.lat_rad, place.lon_rad) for place in places]) for places in (way, *rings)]
    return points[0], [shapely.Polygon(ring) for ring in points[1:]]


def _chart_of(way: Sequence[Place]) -> Plane:
    first, last = way[0], way[-1]
    return _chart_about(Position(first.lat_rad, first.lon_rad), Position(last.lat_rad, last.lon_rad))


@lru_cache(maxsize=32)
def _chart_about(first: Position, last: Position) -> Plane:
    """The chart of a way, kept for the rings that are laid on it one after another: PROJ takes long to set one up."""
    return plane_about([first, last])


def waiting_place(way: Sequence[Place], rings: Sequence[Sequence[Place]]) -> tuple[tuple[Place, ...], Place] | None:
    """Where to wait for the end of what is live at the end of a way, and where to turn before; None where no ring holds
    that end. Who is inside leaves by the nearest edge."""
    points, outlines = _flat(way, rings)
    every = _merged([one.convex_hull.buffer(HOLD_M, join_style="mitre") for one in outlines])
    hull = next((one for one in every if one.contains(shapely.Point(points[-1]))), None)
    if hull is None:
        return None
    here = shapely.Point(points[0])
    if hull.contains(here):
        edge = hull.exterior.interpolate(hull.exterior.project(here))
        turns, stop = [], (float(edge.x), float(edge.y))
    else:
        outside = shapely.get_parts(shapely.LineString(points).difference(hull))[0]
        _, *turns, stop = [(float(x), float(y)) for x, y in outside.coords]
    told = [Place(place.lat_rad, place.lon_rad) for place in _chart_of(way).places([*turns, stop])]
    return tuple(told[:-1]), told[-1]


def _merged(hulls: list[Any]) -> list[Any]:
    """Those that touch are gone round as one."""
    apart: list[Any] = []
    for hull in hulls:
        whole = hull
        while any(one.intersects(whole) for one in apart):
            touching = [one for one in apart if one.intersects(whole)]
            apart = [one for one in apart if one not in touching]
            whole = shapely.union_all([whole, *touching]).convex_hull
        apart.append(whole)
    return apart


def _turns(start: Point, end: Point, hulls: Sequence[Any], depth: int) -> list[Point]:
    leg = shapely.LineString([start, end])
    met = [hull for hull in hulls if leg.intersection(hull).length > _GRAZE_M]
    if not met or not depth:
        return []
    first = min(met, key=lambda hull: leg.project(leg.intersection(hull).centroid))
    chain = _chain(start, end, first)
    if chain is None:
        return []
    turns: list[Point] = []
    for here, there in pairwise([start, *chain, end]):
        turns += [*_turns(here, there, [hull for hull in hulls if hull is not first], depth - 1), there]
    return turns[:-1]


def _chain(start: Point, end: Point, hull: Any) -> list[Point] | None:
    """The shorter side of the hull of an outline and the two places, between these."""
    about = shapely.union_all([hull, shapely.Point(start), shapely.Point(end)]).convex_hull
    ring = [(float(x), float(y)) for x, y in about.exterior.coords[:-1]]
    if start not in ring or end not in ring:
        return None
    first = ring.index(start)
    ring = ring[first:] + ring[:first]
    last = ring.index(end)
    sides = (ring[1:last], ring[:last:-1])
    return min(sides, key=lambda side: shapely.LineString([start, *side, end]).length)
