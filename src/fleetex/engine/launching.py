"""Whether a practice weapon may be launched, and where to aim: from what the launching unit knows, never from truth.

The point of aim is where the track will be when the weapon gets there, if she goes on as she is estimated to.
"""

import math
from typing import NamedTuple

from fleetex.engine import ask
from fleetex.engine.arms import TorpedoFigures, WeaponMount
from fleetex.engine.orders import Launch
from fleetex.engine.places import offset, place_of, range_and_bearing
from fleetex.engine.stage import Stage
from fleetex.engine.view import TrackEstimate
from fleetex.physics.pursuit import intercept_s
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind

IN_THE_AIR_M = 10.0
FALL_MPS = 25.0
DROP_REACH_M = 1_000.0
"""Design values: from higher than this a torpedo is dropped, sinks on its parachute at this rate, and is aimed no
further from the aircraft than this."""
SEARCH_SHARE = 0.2
"""Design value: this much of a torpedo's run is kept for its search; what lies beyond the rest is out of range."""
BOTTOM_M = 20.0
"""Design value: what a torpedo keeps off a charted bottom."""


class Solution(NamedTuple):
    """Where to aim, along which line from the launcher, how long until the weapon is there, how deep it is set."""

    lat_rad: float
    lon_rad: float
    range_m: float
    line_rad: float
    wait_s: float
    depth_m: float
    layer_m: float
    dropped: bool
    water_m: float


def solve(stage: Stage, row: int, mount: WeaponMount, order: Launch, known: TrackEstimate | None) -> Solution | None:
    """A point of aim for a track's estimate, or for the order's place; None if there is none."""
    own = place_of(stage, stage.cast.name(row))
    water_m, layer_m = (float(figure) for figure in ask.surroundings(stage.at, row)[6:8])
    figures = mount.figures
    dropped = isinstance(figures, TorpedoFigures) and own.height_m > IN_THE_AIR_M
    depth_m = order.depth_m
    if isinstance(figures, TorpedoFigures):
        deepest_m = figures.floor_m if math.isnan(water_m) else min(figures.floor_m, water_m - BOTTOM_M)
        depth_m = max(figures.ceiling_m, min(depth_m, deepest_m))
        delay_s, speed_mps = (own.height_m / FALL_MPS, math.inf) if dropped else (0.0, figures.speed_mps)
    else:
        delay_s, speed_mps = depth_m / figures.sink_mps, figures.flight_mps
    if known is None or order.track is None:
        if order.place is None:
            return None
        aim = order.place.lat_rad, order.place.lon_rad
        range_m, line_rad = range_and_bearing(own.lat_rad, own.lon_rad, *aim)
        wait_s = delay_s + (0.0 if dropped else range_m / speed_mps)
        return Solution(*aim, range_m, line_rad, wait_s, depth_m, layer_m, dropped, water_m)
    east, north = known.range_m * math.sin(known.bearing_rad), known.range_m * math.cos(known.bearing_rad)
    east_mps = known.speed_mps * math.sin(known.course_rad)
    north_mps = known.speed_mps * math.cos(known.course_rad)
    wait = delay_s if dropped else intercept_s(east, north, east_mps, north_mps, speed_mps, delay_s)
    if wait is None:
        return None
    aim = offset(known.position.lat_rad, known.position.lon_rad, known.course_rad, known.speed_mps * wait)
    range_m, line_rad = range_and_bearing(own.lat_rad, own.lon_rad, *aim)
    return Solution(*aim, range_m, line_rad, wait, depth_m, layer_m, dropped, water_m)


def refusal(
    mount: WeaponMount | None,
    order: Launch,
    known: TrackEstimate | None,
    solution: Solution | None,
    ships: list[TrackEstimate],
) -> str:
    """Why the order is not carried out; nothing if it is."""
    if known is None and order.place is None:
        return "the track is not held"
    if mount is None or solution is None:
        return "no solution: it would never reach her"
    return _out_of_range(mount, solution) or _too_shallow(mount, solution) or _in_the_way(order, solution, ships)


def _out_of_range(mount: WeaponMount, solution: Solution) -> str:
    figures = mount.figures
    off = f"the aim is {solution.range_m / NMI_M:.1f} nmi off, out of range"
    if solution.dropped:
        return off if solution.range_m > DROP_REACH_M else ""
    if isinstance(figures, TorpedoFigures):
        return off if solution.range_m > (1.0 - SEARCH_SHARE) * figures.run_m else ""
    if solution.range_m < figures.range_m_min:
        return f"the aim is {solution.range_m:.0f} m off, too near"
    if solution.range_m > figures.range_m_max:
        return off
    if solution.depth_m > figures.fuse_m_max:
        return f"the fuse cannot be set to {solution.depth_m:.0f} m"
    return ""


def _too_shallow(mount: WeaponMount, solution: Solution) -> str:
    """By the charted depth under the launching unit: an unknown depth refuses nothing."""
    if math.isnan(solution.water_m):
        return ""
    figures = mount.figures
    least_m = figures.ceiling_m + BOTTOM_M if isinstance(figures, TorpedoFigures) else solution.depth_m
    return f"the water is too shallow: {solution.water_m:.0f} m" if solution.water_m < least_m else ""


def _in_the_way(order: Launch, solution: Solution, ships: list[TrackEstimate]) -> str:
    """Ships that the unit knows of within `clear_m` of the point of aim, herself too; 0: the scenario allows it."""
    if order.clear_m <= 0.0:
        return ""
    if not solution.dropped and solution.range_m < order.clear_m:
        return f"own ship is within {order.clear_m:.0f} m of the aim"
    for ship in ships:
        if ship.kind in (SurfaceKind.SUBMARINE, SurfaceKind.AIRCRAFT, SurfaceKind.SHORE):
            continue
        off_m, _ = range_and_bearing(solution.lat_rad, solution.lon_rad, ship.position.lat_rad, ship.position.lon_rad)
        if off_m < order.clear_m:
            return f"a ship is {off_m:.0f} m from the aim, within {order.clear_m:.0f} m"
    return ""
