"""The ground of a shoot: who stands where, what is aimed at. Worked out from the briefing alone, the same by everybody.

A place is a station on a guide (the tug) or a short racetrack; None for who stays where it is. Frame: vectors are
(range, true bearing) from the target on a flat sea.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from fleetex.behaviours.formation import StationOf, angle_between_rad
from fleetex.behaviours.gunnery import Aim, Fouled
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import AreaShape, View
from fleetex.units import DEG_RAD, NMI_M

LEG_M = 1.0 * NMI_M
"""Design value: length of a firing ship's racetrack."""


class Place(Struct, frozen=True, gc=False):
    """Where a part goes: a station on `guide`, or round `racetrack` at a speed."""

    guide: UnitId | None = None
    station: StationOf | None = None
    racetrack: tuple[Position, ...] = ()
    speed_mps: float = 0.0


class Ground(Protocol):
    """What a gunnery kind must know of its ground."""

    def aim(self, view: View) -> Aim | None:
        """What this unit would fire at or watch now; None if it does not know where that is."""
        ...

    def place(self, view: View) -> Place | None:
        """Where this unit goes at COMEX."""
        ...

    def ordered(self, view: View) -> "Ordered | None":
        """From where this firing ship is to fire; None for a ship that has no place, or fires at nothing."""
        ...

    def off_place(self, view: View, aim: Aim, times: float = 1.0) -> str:
        """How a firing ship lies off the range or the line of fire ordered, by more than so many times the tolerance
        of either; nothing if she does not."""
        ...

    def not_now(self, view: View, aim: Aim) -> str | None:
        """Why this unit may not fire at it now, in words: somebody of the serial in the line, a target that turns."""
        ...

    def look(self, view: View) -> Fouled | None:
        """What a safety ship or a range party finds fouling the range."""
        ...


@dataclass(frozen=True)
class Ordered:
    """From where a firing ship is to fire: how far off the target, on which true bearing, and how nearly."""

    range_m: float
    line_rad: float
    range_within_m: float
    line_within_rad: float
    on_racetrack: bool

    def off(self, view: View, aim: Aim, times: float) -> str:
        """See `Ground.off_place`. Half a racetrack swings the line too."""
        range_m, line_rad = view.range_and_bearing(view.own().position, aim.position)
        if abs(range_m - self.range_m) > times * self.range_within_m:
            return f"{range_m / NMI_M:.1f} nmi from the target, {self.range_m / NMI_M:.1f} nmi ordered"
        swing_rad = math.atan2(LEG_M / 2.0, self.range_m) if self.on_racetrack else 0.0
        if angle_between_rad(line_rad, self.line_rad) > times * self.line_within_rad + swing_rad:
            ordered_deg = self.line_rad / DEG_RAD % 360.0
            return f"the target bears {line_rad / DEG_RAD:03.0f}, {ordered_deg:03.0f} ordered"
        return ""


def racetrack(view: View, centre: Position, along_rad: float, leg_m: float = LEG_M) -> tuple[Position, ...]:
    """Two points to sail to and fro between, about a centre."""
    ahead = view.offset(centre, along_rad, leg_m / 2.0)
    astern = view.offset(centre, (along_rad + math.pi) % math.tau, leg_m / 2.0)
    return ahead, astern


def longest_way_rad(view: View, area: AreaShape) -> float:
    """The course, of 000, 045, 090 and 135, along which an area is longest; 000 if all are alike."""
    courses = [0.0, math.pi / 4, math.pi / 2, 0.75 * math.pi]
    return max(courses, key=lambda course: (round(half_length_m(view, area, course)), -course))


def half_length_m(view: View, area: AreaShape, course_rad: float) -> float:
    """How far the area reaches from its centre along a course and its reciprocal, the shorter of the two (m)."""
    if area.kind == "circle" or not area.points:
        return area.radius_m
    along = []
    for point in area.points:
        range_m, bearing_rad = view.range_and_bearing(area.centre, point)
        along.append(range_m * math.cos(bearing_rad - course_rad))
    return max(0.0, min(max(along), -min(along)))
