"""Ships that make for one place divide: the nearest goes there, the others keep off it, each on her own side."""

from fleetex.behaviours.casex_params import HUNTER, SCREEN
from fleetex.behaviours.conduct import in_role
from fleetex.engine.orders import Position
from fleetex.engine.view import Briefing, View
from fleetex.units import NMI_M

APART_M = 1.0 * NMI_M
"""Design value: how far off those stay who are not the nearest: within a sonar's reach, and clear of her turns."""


def own_side(view: View, briefing: Briefing, place: Position) -> Position:
    """Where this ship goes for a place that several make for, by what she knows of the others' positions."""
    range_m, bearing_rad = view.range_and_bearing(place, view.own().position)
    for other in in_role(briefing, HUNTER) + in_role(briefing, SCREEN):
        track = None if other == briefing.unit else view.track_of(other)
        known = None if track is None else view.track(track)
        if known is None:
            continue
        other_m, _ = view.range_and_bearing(place, known.position)
        if (other_m, other) < (range_m, briefing.unit):
            return view.offset(place, bearing_rad, APART_M)
    return place
