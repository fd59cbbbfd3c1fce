"""Who is inside a serial's danger area, as one unit knows it; and whether a gun's own fan lies within it.

The area is the one planned and promulgated (the briefing's `danger`): what is sensed inside stops fire, wherever the
gun points, and a ship whose shells could fall outside does not fire. A training aid, no range-safety product.
"""

import math

from fleetex.behaviours.firing_places import lies_in
from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.gunnery import Aim, Fouled, fouled_by, is_known
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import AreaShape, View
from fleetex.vocabulary import SurfaceKind

IN_DANGER = "in the danger area"
OUTSIDE = "her line of fire leaves the danger area"
FAN_RAD = math.radians(1.0)
"""Design value: of dispersion to each side of the line of fire, when it is looked whether the danger area holds it."""


def in_danger(
    view: View, danger: AreaShape, aim: Aim, cleared: tuple[UnitId, ...], within_m: float = math.inf
) -> Fouled | None:
    """The nearest track inside the danger area, no farther from this unit than that, that is no target and nobody
    cleared; range and bearing are from this unit. Uses its own and shared tracks, as `fouled_by` does.
    """
    own, ours = view.own().position, {*cleared, aim.target, view.unit}
    _, line_rad = view.range_and_bearing(own, aim.position)
    found: list[Fouled] = []
    for track, estimate in view.near(danger.centre, danger.radius_m, ours):
        if track == aim.track or (estimate.kind is SurfaceKind.TARGET and estimate.identity is not None):
            continue
        if not lies_in(danger, estimate.position):
            continue
        range_m, bearing_rad = view.range_and_bearing(own, estimate.position)
        if range_m > within_m or (estimate.identity is None and is_known(view, aim, cleared, estimate)):
            continue
        kind = estimate.kind.value if estimate.kind else "unknown"
        off_rad = angle_between_rad(bearing_rad, line_rad)
        found.append(
            Fouled(track, range_m, bearing_rad, off_rad, kind, estimate.identity, estimate.position, IN_DANGER)
        )
    return min(found, key=lambda foul: (foul.range_m, foul.track), default=None)


def leaves_danger(view: View, danger: AreaShape | None, aim: Position, reach_m: float) -> str:
    """That shells of this unit's gun could fall outside the danger area, in words: it, or the farthest fall a degree
    to either side of the line, lies outside. Nothing if all is inside, or the serial has no danger area."""
    if danger is None:
        return ""
    gun = view.own().position
    _, line_rad = view.range_and_bearing(gun, aim)
    ends = (view.offset(gun, (line_rad + aside) % math.tau, reach_m) for aside in (-FAN_RAD, 0.0, FAN_RAD))
    return "" if all(lies_in(danger, place) for place in (gun, *ends)) else OUTSIDE


def seen_in_range(
    view: View, danger: AreaShape | None, aim: Aim, reach_m: float, arc_rad: float, cleared: tuple[UnitId, ...]
) -> Fouled | None:
    """What a firing ship finds fouling the range: in the serial's danger area; of a serial without one, in her arc."""
    if danger is None:
        return fouled_by(view, view.own().position, aim, reach_m, arc_rad, cleared)
    return in_danger(view, danger, aim, cleared)
