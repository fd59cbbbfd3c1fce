"""The ground of a shoot: who stands where, what is aimed at. Worked out from the briefing alone, the same by everybody.

A place is a station on a guide (the tug) or a short racetrack; None for who stays where it is. Frame: vectors are
(range, true bearing) from the target on a flat sea.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from fleetex.behaviours.formation import StationOf
from fleetex.behaviours.gunnery import Aim, Fouled
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import AreaShape, View
from fleetex.units import NMI_M

LEG_M = 1.0 * NMI_M
"""Design value: length of a firing ship's racetrack."""


@dataclass(frozen=True)
class Place:
    """Where a part goes: a station on `guide`, or round `racetrack` at a speed."""

    guide: UnitId | None = None
    station: StationOf | None = None
    racetrack: tuple[Position, ...] = ()
    speed_mps: float = 0.0


OFF_LINE = "not on the firing line yet"
"""Why a ship holds fire that is to go to her place, seen from where the target is now."""


class Ground(Protocol):
    """What a gunnery kind must know of its ground."""

    def aim(self, view: View) -> Aim | None:
        """What this unit would fire at or watch now; None if it does not know where that is."""
        ...

    def place(self, view: View) -> Place | None:
        """Where this unit goes at COMEX."""
        ...

    def not_now(self, view: View, aim: Aim) -> str | None:
        """Why this unit may not fire at it now, in words: somebody of the serial in the line, a target that turns."""
        ...

    def look(self, view: View) -> Fouled | None:
        """What a safety ship or a range party finds fouling the range."""
        ...


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
