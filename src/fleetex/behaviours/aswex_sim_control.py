"""ASWEX-SIM: control, who says by voice where a submarine is that is not there.

Her calls are those of the file, or follow a submarine on paper that goes to and fro across the middle of the area,
called with an error. Whether anybody would have detected it is worked out afterwards, from where hunters were.
"""

import math
from dataclasses import dataclass

from fleetex.behaviours.aswex_sim_hunter import CALLED_BEARING, CALLED_DATUM
from fleetex.behaviours.aswex_sim_params import AswexSimParams, aswex_params_of
from fleetex.behaviours.casex_params import HUNTER
from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Log, Order, Position, SetTimer
from fleetex.engine.view import AreaShape, View
from fleetex.units import DEG_RAD

CALL_TAG = "scripted call"
TRIES = 64
"""Places drawn in the box about the area until one is inside it; the middle if none is."""


@dataclass
class Control(Part):
    """She knows the script, and nothing of what hunters do."""

    phase: str = "calling"
    said: int = 0
    start: Position | None = None
    """Where the submarine on paper is at COMEX."""
    begun_s: float = 0.0

    @property
    def params(self) -> AswexSimParams:
        return aswex_params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        self.begun_s = view.time_s
        if self.params.script:
            return [SetTimer(CALL_TAG, self._due_s(0) - view.time_s)]
        self.start = self._begins_at(view)
        away = self._turns_at(view)
        figures = {
            "lat_deg": self.start.lat_rad / DEG_RAD,
            "lon_deg": self.start.lon_rad / DEG_RAD,
            "turn_lat_deg": away.lat_rad / DEG_RAD,
            "turn_lon_deg": away.lon_rad / DEG_RAD,
            "speed_mps": self.params.phantom_speed,
        }
        said = Log("on paper", "A submarine is on paper.", figures)
        return [said, SetTimer(CALL_TAG, self.params.call_after)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if not (isinstance(event, TimerRang) and event.tag == CALL_TAG):
            return []
        calls = self.params.script
        orders = self._call(view)
        self.said += 1
        if calls:
            more = self.said < len(calls)
            return orders + ([SetTimer(CALL_TAG, self._due_s(self.said) - view.time_s)] if more else [])
        return [*orders, SetTimer(CALL_TAG, self.params.call_every)]

    def outcome(self, view: View) -> tuple[bool, str]:
        return True, "the script is over"

    def _due_s(self, number: int) -> float:
        return self.begun_s + sorted(call.after for call in self.params.script)[number]

    def _call(self, view: View) -> list[Order]:
        """Say what is next to be said, to all hunters."""
        if self.params.script:
            call = sorted(self.params.script, key=lambda one: one.after)[self.said]
            place, bearing_rad = Position(call.at.lat_rad, call.at.lon_rad), call.bearing
        else:
            place, bearing_rad = self._reported(view), None
        kind = CALLED_DATUM if bearing_rad is None else CALLED_BEARING
        body = {"lat_rad": place.lat_rad, "lon_rad": place.lon_rad}
        figures = {"number": self.said + 1, "lat_deg": place.lat_rad / DEG_RAD, "lon_deg": place.lon_rad / DEG_RAD}
        if bearing_rad is not None:
            body["bearing_rad"], figures["bearing_deg"] = bearing_rad, bearing_rad / DEG_RAD
        said = Log(CALL_TAG, f"Control calls a {kind.removeprefix('called ')}.", figures)
        return [said, *self.radio.call(view, in_role(self.briefing, HUNTER), kind, body)]

    # The submarine on paper.

    def _begins_at(self, view: View) -> Position:
        given, area = self.params.phantom_at, self.briefing.area
        if given is not None:
            return Position(given.lat_rad, given.lon_rad)
        assert area is not None  # the kind needs an area
        corners = area.points if len(area.points) > 2 else _round(view, area)
        offs = [view.range_and_bearing(area.centre, corner) for corner in corners]
        east = [range_m * math.sin(bearing) for range_m, bearing in offs]
        north = [range_m * math.cos(bearing) for range_m, bearing in offs]
        for number in range(TRIES):
            x = min(east) + (max(east) - min(east)) * view.draw("phantom east", number)
            y = min(north) + (max(north) - min(north)) * view.draw("phantom north", number)
            if _is_inside(x, y, east, north):
                return view.offset(area.centre, math.atan2(x, y), math.hypot(x, y))
        return area.centre

    def _turns_at(self, view: View) -> Position:
        """As far beyond the middle of the area as it began before it."""
        assert self.start is not None
        assert self.briefing.area is not None
        range_m, bearing_rad = view.range_and_bearing(self.start, self.briefing.area.centre)
        return view.offset(self.start, bearing_rad, 2.0 * range_m)

    def _reported(self, view: View) -> Position:
        """Where the submarine on paper is now, as wrong as a report of it."""
        assert self.start is not None
        away = self._turns_at(view)
        length_m, bearing_rad = view.range_and_bearing(self.start, away)
        gone_m = (view.time_s - self.begun_s) * self.params.phantom_speed
        along_m = length_m - abs(gone_m % (2.0 * length_m) - length_m) if length_m > 1.0 else 0.0
        place = view.offset(self.start, bearing_rad, along_m)
        length = math.sqrt(-2.0 * math.log(1.0 - view.draw("call length", self.said)))
        turn_rad = math.tau * view.draw("call turn", self.said)
        return view.offset(place, turn_rad, self.params.call_error * length)


def _round(view: View, area: AreaShape) -> tuple[Position, ...]:
    """A circle as twelve points."""
    return tuple(view.offset(area.centre, k * math.pi / 6.0, area.radius_m) for k in range(12))


def _is_inside(x: float, y: float, east: list[float], north: list[float]) -> bool:
    """Whether a point of the plane lies in a polygon."""
    crossed = False
    for k in range(len(east)):
        ax, ay, bx, by = east[k - 1], north[k - 1], east[k], north[k]
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed = not crossed
    return crossed
