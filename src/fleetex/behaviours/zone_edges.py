"""Whether a place is inside an area as people are briefed on it. On the plane that touches the earth at its middle and
shows great circles as straight lines (gnomonic); good to a few parts in a thousand of its size."""

import math

from fleetex.engine.orders import Position
from fleetex.engine.view import AreaShape
from fleetex.units import EARTH_RADIUS_M


def is_inside(shape: AreaShape, place: Position) -> bool:
    """Whether a place lies in a polygon or a circle; nothing lies in a line or a corridor's edge."""
    if shape.kind == "circle":
        x, y = _plane(shape.centre, place)
        return math.atan(math.hypot(x, y)) * EARTH_RADIUS_M <= shape.radius_m
    x, y = _plane(shape.centre, place)
    corners = [_plane(shape.centre, corner) for corner in shape.points]
    inside = False
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _plane(middle: Position, place: Position) -> tuple[float, float]:
    """East and north on the plane, in earth radii; what lies beyond the horizon of the middle is put far out."""
    turn = place.lon_rad - middle.lon_rad
    up = math.sin(middle.lat_rad) * math.sin(place.lat_rad)
    up += math.cos(middle.lat_rad) * math.cos(place.lat_rad) * math.cos(turn)
    high = max(up, 0.05)
    east = math.cos(place.lat_rad) * math.sin(turn)
    north = math.cos(middle.lat_rad) * math.sin(place.lat_rad)
    north -= math.sin(middle.lat_rad) * math.cos(place.lat_rad) * math.cos(turn)
    return east / high, north / high
