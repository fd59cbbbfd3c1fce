"""Where the guns of a GUNEX-S and an NGFS fire from, and which way: what danger areas are drawn for.

The same ground as ships take in the run (`gunex_ground`, `ngfs_ground`), worked out from the scenario alone: a tow runs
through the middle of the area, firing ships lie off it at `range`; a target adrift is about where it lies or in the
middle; berths off a target ashore are found on the chart.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from fleetex.behaviours.doubts import apart_m, offset
from fleetex.behaviours.firing_places import Berths, bearings
from fleetex.behaviours.formation import sum_of
from fleetex.behaviours.ground import LEG_M
from fleetex.behaviours.gunex_ground import GunexParams
from fleetex.behaviours.gunnery_roles import RUN_UP_M
from fleetex.behaviours.ngfs_ground import NgfsParams
from fleetex.engine.orders import Position as Place
from fleetex.engine.view import AreaShape
from fleetex.quantities import Position, middle_of
from fleetex.scenario.dangers import About, Danger, GunFire, Held
from fleetex.scenario.surroundings import Area
from fleetex.units import NMI_M

DRIFT_M = 1.0 * NMI_M
"""Design value: a target adrift goes so far during a shoot, at most."""
BLAST_M = 500.0
"""Design value: height to which an impact area is kept clear; practice rounds do not burst."""


@dataclass(frozen=True)
class _Run:
    """Where the target may be while it is fired at: places from the first to the last, and the way it goes."""

    places: tuple[Position, ...]
    run_rad: float
    loose_m: float


def gunex_dangers(held: Held) -> Iterable[Danger]:
    """One fan of fire for each firing ship."""
    params = held.params
    assert isinstance(params, GunexParams)
    if held.area is None:
        return
    tug, run = bool(held.in_role("tug")), _run(held, held.area, params)
    line_rad = params.line_of_fire if params.line_of_fire is not None else (run.run_rad + math.pi / 2.0) % math.tau
    back = (params.range, (line_rad + math.pi) % math.tau)
    ships = held.in_role("firing")
    for row, ship in enumerate(ships):
        along = (row - (len(ships) - 1) / 2.0) * (params.spacing + (0.0 if tug else LEG_M))
        ends = (along,) if tug else (along - LEG_M / 2.0, along + LEG_M / 2.0)
        vectors = [sum_of(back, (abs(end), run.run_rad if end >= 0.0 else run.run_rad + math.pi)) for end in ends]
        yield GunFire(
            unit=ship.unit,
            places=tuple(offset(place, bearing, range_m) for place in run.places for range_m, bearing in vectors),
            within_m=params.range_within + run.loose_m,
            lines_rad=tuple((bearing + math.pi) % math.tau for _ in run.places for _, bearing in vectors),
            aside_rad=params.arc,
        )


def _run(held: Held, area: Area, params: GunexParams) -> _Run:
    """The tow's run as its tug lays it: through the middle, from short of it to as far as the window lasts."""
    middle = middle_of(area.points)
    if params.track_course is not None:
        run_rad = params.track_course
    elif params.line_of_fire is not None:
        run_rad = (params.line_of_fire - math.pi / 2.0) % math.tau
    else:
        courses = [0.0, math.pi / 4.0, math.pi / 2.0, 0.75 * math.pi]
        run_rad = max(courses, key=lambda course: (round(_half_length_m(area, middle, course)), -course))
    if not held.in_role("tug"):
        target = next((one.place for one in held.in_role("target") if one.place is not None), None)
        near = target is not None and apart_m(target, middle) < 4.0 * NMI_M
        return _Run((target if target is not None and near else middle,), run_rad, DRIFT_M)
    half_m, run_m = _half_length_m(area, middle, run_rad), params.tow_speed * held.seconds
    back_m = min(run_m / 2.0, 0.6 * half_m, RUN_UP_M)
    ahead_m = min(half_m, run_m - back_m)
    ends = (offset(middle, run_rad + math.pi, back_m + params.tow_line), offset(middle, run_rad, ahead_m))
    return _Run(ends, run_rad, 0.0)


def _half_length_m(area: Area, middle: Position, course_rad: float) -> float:
    """How far an area reaches from its middle along a course and its reciprocal, the shorter of the two."""
    if area.circle is not None or area.corridor is not None:
        return area.radius_m
    along = [apart_m(middle, point) * math.cos(bearing_rad(middle, point) - course_rad) for point in area.points]
    return max(0.0, min(max(along), -min(along)))


def bearing_rad(a: Position, b: Position) -> float:
    """Of a great circle, at its start."""
    east = math.remainder(b.lon_rad - a.lon_rad, math.tau)
    across = math.sin(east) * math.cos(b.lat_rad)
    up = math.cos(a.lat_rad) * math.sin(b.lat_rad) - math.sin(a.lat_rad) * math.cos(b.lat_rad) * math.cos(east)
    return math.atan2(across, up) % math.tau


def ngfs_dangers(held: Held) -> Iterable[Danger]:
    """One fan of fire for each ship from her berth, and the impact area."""
    params = held.params
    assert isinstance(params, NgfsParams)
    target = params.target
    ships = held.in_role("firing")
    found = bearings(berths_of(held.area, params, max(1, len(ships))))
    for row, ship in enumerate(ships):
        if row < len(params.firing_from):
            berth = params.firing_from[row]
        else:
            bearing = found[row]
            if bearing is None:
                continue
            berth = offset(target, bearing, params.range)
        across = bearing_rad(target, berth) + math.pi / 2.0
        ends = tuple(offset(berth, across + turn, LEG_M / 2.0) for turn in (0.0, math.pi))
        yield GunFire(
            unit=ship.unit,
            places=ends,
            within_m=params.range_within,
            lines_rad=tuple(bearing_rad(end, target) for end in ends),
            aside_rad=params.arc,
        )
    because = "the impact area: nobody so near the target, as the serial's `impact_clear` says"
    yield About("impact area", params.impact_clear, BLAST_M, 0.0, because, (target,))


def berths_of(area: Area | None, params: NgfsParams, ships: int) -> Berths:
    """What the berths of so many firing ships follow from."""
    shape = None
    if area is not None:
        points = tuple(Place(point.lat_rad, point.lon_rad) for point in area.points)
        middle = middle_of(area.points)
        shape = AreaShape(area.kind.value, points, area.radius_m, Place(middle.lat_rad, middle.lon_rad))
    target = Place(params.target.lat_rad, params.target.lon_rad)
    apart = params.spacing + LEG_M
    return Berths(target, params.line_of_fire, params.range, ships, apart, params.line_within, shape)
