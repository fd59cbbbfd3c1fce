"""GUNEX-A: who flies the runs. A drone flies them itself; a tug streams its sleeve first. Home while fuel lasts."""

import math
from dataclasses import dataclass, field
from typing import Any, Protocol

from fleetex.behaviours.coming_down import DETOUR, ComingDown, fuel_lasts_s
from fleetex.behaviours.conduct import Part, only
from fleetex.behaviours.gunex_a_params import (
    AT_GATE,
    CROSSING,
    GO,
    HOMEWARD,
    RELEASE,
    RUN,
    RUN_OVER,
    TUG,
    WAIT,
    Line,
    line_of_run,
    params_of,
    target,
)
from fleetex.behaviours.gunnery import READY
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, MessageHeard, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import (
    CastOff,
    FollowRoute,
    Log,
    Order,
    Position,
    SetHeight,
    SetTimer,
    TakeOff,
    Tow,
    UnitId,
)
from fleetex.engine.view import View
from fleetex.units import DEG_RAD

ON_DECK, TAKING_OFF, TRANSIT, HOLDING, TO_GATE, WAITING, ON_RUN, HOME, DOWN = (
    "on deck",
    "taking off",
    "out to the range",
    "holding",
    "to the gate",
    "at the gate",
    "on the run",
    "homeward",
    "down",
)
FUEL_TAG, AGAIN_TAG = "fuel", "stream again"
LOOK_S = 60.0
STREAM_S = 30.0
CORNERS = 4
WAIT_M = 2_000.0
"""Design values: looks at the fuel; between tries to stream a sleeve; how wide she goes round while she waits."""


class Runs(Protocol):
    """What the params of a serial say of the runs of its target."""

    @property
    def height(self) -> float: ...
    @property
    def target_speed(self) -> float: ...
    @property
    def run_in(self) -> float: ...
    @property
    def tow_line(self) -> float: ...
    @property
    def reserve(self) -> float: ...


@dataclass
class Flyer(Part):
    """A target drone, or the tug of a sleeve."""

    phase: str = ON_DECK
    way: ComingDown = field(default_factory=lambda: ComingDown("", 0.0))
    firer: UnitId = ""
    kind: str = CROSSING
    number: int = 0
    ship: Position | None = None
    streamed: bool = False
    runs: int = 0

    @property
    def params(self) -> Runs:
        return params_of(self.briefing)

    def line(self, view: View, ship: Position) -> Line:
        """Along which the target flies past a ship that is there."""
        return line_of_run(view, self.briefing, ship, self.kind)

    @property
    def tows(self) -> bool:
        return only(self.briefing, TUG) == self.briefing.unit

    def begin(self, view: View) -> list[Order]:
        self.way = ComingDown(view.home(), self.params.target_speed)
        if view.own().aboard:
            self.phase = TAKING_OFF
            return [TakeOff(self.params.height)]
        return self._go_out(view)

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "who flies the target does not conduct"

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self._hear(view, traffic.message) if traffic.message else []
        match event:
            case OrderDone("TakeOff") if self.phase == TAKING_OFF:
                orders += self._go_out(view)
            case OrderDone("FollowRoute"):
                orders += self._arrived(view)
            case TimerRang("stream again") if self.phase == HOLDING and not self.streamed:
                orders += self._stream(view)
            case OrderRefused("Tow"):
                self.streamed = False
                orders.append(SetTimer(AGAIN_TAG, STREAM_S))
            case TimerRang("fuel") if self.phase not in (HOME, DOWN):
                orders += self._look_at_fuel(view)
            case _ if self.phase == HOME:
                orders += self.way.on_event(view, event)
                self.phase = DOWN if self.way.down else self.phase
            case _:
                pass
        return orders

    def secure(self, view: View) -> list[Order]:
        """The serial is over: let go what is towed; the way home is her own affair."""
        return [CastOff(target(self.briefing))] if self.tows and self.streamed else []

    # Out, and about.

    def _go_out(self, view: View) -> list[Order]:
        self.phase = TRANSIT
        where = self._hold_point(view)
        way = FollowRoute((where,), self.params.target_speed, then="hold")
        return [SetHeight(self.params.height), way, SetTimer(FUEL_TAG, LOOK_S)]

    def _hold_point(self, view: View) -> Position:
        area = self.briefing.area
        centre = area.centre if area else view.own().position
        return self.line(view, self.ship or centre).gate

    def _round(self, view: View, about: Position) -> list[Order]:
        corners = tuple(view.offset(about, math.tau * k / CORNERS, WAIT_M) for k in range(CORNERS))
        return [FollowRoute(corners, self.params.target_speed, then="loop")]

    def _arrived(self, view: View) -> list[Order]:
        if self.phase == TRANSIT:
            self.phase = HOLDING
            around = self._round(view, self._hold_point(view))
            return around + (self._stream(view) if self.tows else self._ready(view))
        if self.phase == TO_GATE:
            self.phase = WAITING
            around = self._round(view, self._hold_point(view))
            return around + self.radio.call(view, (self.firer,), AT_GATE, {"run": self.number})
        return self._run_over(view) if self.phase == ON_RUN else []

    def _stream(self, view: View) -> list[Order]:
        self.streamed = True
        sleeve, line_m = target(self.briefing), self.params.tow_line
        said = Log("target streamed", f"{sleeve} is streamed on {line_m:.0f} m.", {"other": sleeve, "line_m": line_m})
        return [Tow(sleeve, line_m), said, *self._ready(view)]

    def _ready(self, view: View) -> list[Order]:
        return self.report(view, READY, {})

    # The runs.

    def _hear(self, view: View, message: MessageHeard) -> list[Order]:
        body = message.body
        if message.kind == RELEASE:
            return self._go_home(view, "released")
        if self.phase in (HOME, DOWN, TAKING_OFF, ON_DECK):
            return []
        if message.kind == RUN:
            self.firer, self.kind, self.number = (
                message.sender,
                str(body.get("kind", CROSSING)),
                int(body.get("run", 0)),
            )
            self.ship, self.phase = _told(body), TO_GATE
            gate = self.line(view, self.ship).gate
            return [FollowRoute((gate,), self.params.target_speed, then="hold")]
        if message.kind == GO and self.phase == WAITING:
            return self._begin_run(view, body)
        if message.kind == WAIT and self.phase == WAITING:
            return []
        return []

    def _begin_run(self, view: View, body: dict[str, Any]) -> list[Order]:
        """Past the ship where she will be when the target passes her."""
        self.phase, self.runs = ON_RUN, self.runs + 1
        passes_s = self.params.run_in / self.params.target_speed
        made_m = float(body.get("speed_mps", 0.0)) * passes_s
        self.ship = view.offset(_told(body), float(body.get("course_rad", 0.0)), made_m)
        line = self.line(view, self.ship)
        course = view.range_and_bearing(line.passing, line.end)[1]
        figures = {
            "run": self.number,
            "kind": self.kind,
            "other": self.firer,
            "course_deg": course / DEG_RAD,
            "speed_mps": self.params.target_speed,
            "height_m": view.own().height_m,
        }
        text = f"Run {self.number} for {self.firer}, {self.kind}, course {course / DEG_RAD:03.0f}."
        route = FollowRoute((line.gate, line.passing, line.end), self.params.target_speed, then="hold")
        return [route, Log("run begun", text, figures)]

    def _run_over(self, view: View) -> list[Order]:
        self.phase = HOLDING
        around = self._round(view, view.own().position)
        return around + self.radio.call(view, (self.firer,), RUN_OVER, {"run": self.number})

    # Home.

    def _look_at_fuel(self, view: View) -> list[Order]:
        again: list[Order] = [SetTimer(FUEL_TAG, LOOK_S)]
        range_m = self.way.range_m(view)
        if not self.way.place or range_m is None:
            return again
        speed_mps = self.params.target_speed
        left_s = fuel_lasts_s(view, speed_mps) - DETOUR * range_m / speed_mps - self.params.reserve
        return again if left_s > LOOK_S else self._go_home(view, "down to the fuel for the way home")

    def _go_home(self, view: View, reason: str) -> list[Order]:
        if self.phase in (HOME, DOWN):
            return []
        self.phase = HOME
        told = self.report(view, HOMEWARD, {"reason": reason}) if reason != "released" else []
        let_go: list[Order] = [CastOff(target(self.briefing))] if self.tows and self.streamed else []
        self.streamed = False
        said = Log("homeward", f"Turns for home: {reason}.", {"reason": reason, "runs": self.runs})
        return [said, *told, *let_go, *(self.way.begin(view) if self.way.place else [])]


@dataclass
class Sleeve(Part):
    """A target without an engine: it goes where its cable pulls."""

    phase: str = "carried"

    def begin(self, view: View) -> list[Order]:
        return []

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a target does not conduct"


def _told(body: dict[str, Any]) -> Position:
    return Position(float(body["lat_rad"]), float(body["lon_rad"]))
