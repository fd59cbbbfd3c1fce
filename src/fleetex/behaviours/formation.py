"""Where ships stand in a formation: a station is a range and a bearing from the guide.

Frame: bearings clockwise from the guide's course (relative) or from true north; metres and radians. The shapes are the
plain ones of any seamanship manual (column, line abreast, echelon, diamond), in our own words; a screen is what the
scenario lists.
"""

import math

from msgspec import Struct

from fleetex.engine.orders import UnitId

COLUMN = "column"
LINE_ABREAST = "line abreast"
ECHELON = "echelon"
DIAMOND = "diamond"
SCREEN = "screen"


class StationOf(Struct, frozen=True, gc=False):
    """A station on a guide."""

    range_m: float
    bearing_rad: float
    relative: bool = True


def stations(formation: str, spacing_m: float, units: tuple[UnitId, ...]) -> dict[UnitId, StationOf]:
    """A station for each unit, in their order, `spacing_m` between neighbours. Raises KeyError for an unknown shape.

    column       astern of the guide, one behind the other
    line abreast alternately to starboard and to port, outwards
    echelon      on the starboard quarter (135 degrees), outwards
    diamond      port quarter, starboard quarter, astern; a fourth and later ships in column behind
    """
    shape = {COLUMN: _column, LINE_ABREAST: _abreast, ECHELON: _echelon, DIAMOND: _diamond}[formation]
    return {unit: shape(place, spacing_m) for place, unit in enumerate(units, start=1)}


def _column(place: int, spacing_m: float) -> StationOf:
    return StationOf(place * spacing_m, math.pi)


def _abreast(place: int, spacing_m: float) -> StationOf:
    out, side = (place + 1) // 2, math.pi / 2 if place % 2 else 1.5 * math.pi
    return StationOf(out * spacing_m, side)


def _echelon(place: int, spacing_m: float) -> StationOf:
    return StationOf(place * spacing_m, 0.75 * math.pi)


def _diamond(place: int, spacing_m: float) -> StationOf:
    if place <= 2:
        return StationOf(spacing_m, 1.25 * math.pi if place == 1 else 0.75 * math.pi)
    return StationOf(math.sqrt(2.0) * spacing_m + (place - 3) * spacing_m, math.pi)


def sum_of(*vectors: tuple[float, float]) -> tuple[float, float]:
    """Range and bearing of the sum of (range, bearing) vectors on a flat sea, for distances of a few miles."""
    north_m = sum(range_m * math.cos(bearing_rad) for range_m, bearing_rad in vectors)
    east_m = sum(range_m * math.sin(bearing_rad) for range_m, bearing_rad in vectors)
    return math.hypot(north_m, east_m), math.atan2(east_m, north_m) % math.tau


def angle_between_rad(a_rad: float, b_rad: float) -> float:
    """The smaller angle between two bearings, in [0, pi]."""
    return abs((a_rad - b_rad + math.pi) % math.tau - math.pi)
