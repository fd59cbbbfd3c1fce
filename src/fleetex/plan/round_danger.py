"""The way round danger areas that are live: the shortest about a convex outline, on a flat chart, metres.

    turns_round((0.0, 0.0), (20e3, 0.0), (square,))      # the corners to turn at, none where the straight way is clear

The same for the planner, the judge and the ships of a run: who goes to her next serial while others fire goes round.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import shapely

from fleetex.engine.orders import Position as Place
from fleetex.plan.plane import Point, plane_about
from fleetex.quantities import Position
from fleetex.units import NMI_M

BERTH_M = 0.25 * NMI_M
"""So far off a danger area ships pass it (design value, as what they allow for navigation)."""
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
    chart = plane_about([Position(place.lat_rad, place.lon_rad) for place in (way[0], way[-1])])

    def flat(places: Sequence[Place]) -> list[Point]:
        return chart.points([Position(place.lat_rad, place.lon_rad) for place in places])

    outlines = [shapely.Polygon(flat(ring)) for ring in rings]
    points = flat(way)
    turns = [turns_round(here, there, outlines) for here, there in pairwise(points)]
    if not any(turns):
        return ()
    every = [point for more, there in zip(turns, points[1:], strict=True) for point in (*more, there)]
    return tuple(Place(place.lat_rad, place.lon_rad) for place in chart.places(every[:-1]))


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
