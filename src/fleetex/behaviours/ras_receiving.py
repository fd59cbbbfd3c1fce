"""RAS-L, the receiving ship and the lifeguard.

The receiving ship handles herself: waiting station on the quarter, an approach that keeps wide of the guide's stern,
then in to the gap. She breaks away at once when told, when she loses the guide, or when she cannot settle in time.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.formation import StationOf
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.ras_account import (
    ABEAM_RAD,
    AT_WAITING,
    BREAK_AWAY,
    CANNOT,
    CLEAR,
    COME_ALONGSIDE,
    CORPEN,
    PUMPING,
    SEND_HOSE,
    STARBOARD,
    RasPart,
)
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import CircuitRestored, Event, RigConnected, RigFailed, TimerRang
from fleetex.engine.orders import CancelTimer, Log, Order, SetTimer, Steer
from fleetex.engine.view import View
from fleetex.quantities import format_percent
from fleetex.units import DEG_RAD, KN_MPS, TONNE_KG, YD_M

APPROACH_TAG, CLEAR_TAG = "approach time", "clear"
TO_WAITING, AT_STATION, APPROACHING = "to waiting station", "in waiting station", "approaching"
CLOSING, BESIDE, HOSE = "closing alongside", "alongside", "hose connected"
BREAKING, IS_CLEAR, UNORDERED, IN_TURN = "breaking away", "clear", "waiting for orders", "waiting her turn"
QUARTER_RAD = 60.0 * DEG_RAD
"""Waiting station lies so far abaft the beam."""
WIDE_ABAFT_RAD = 30.0 * DEG_RAD
WIDE_M = 150.0
"""Design values: the approach goes by a point this far off, 30 degrees abaft the beam, before closing the gap."""
GAP_M = 45.0
"""Design value, if neither the serial nor the rig gives one."""
TURN_M = 2500.0
BREAK_RAD = 15.0 * DEG_RAD
BREAK_MPS = 3.0 * KN_MPS
BREAK_S = 240.0
"""Design values: break away outward by so much, faster by so much, for so long."""
CLEAR_OF_GUIDE_M = 2000.0 * YD_M
CLOSE_CPA_M = 40.0


@dataclass
class Receiving(RasPart):
    """A ship to be replenished."""

    phase: str = UNORDERED
    keeper: StationKeeper = field(default_factory=StationKeeper)
    side: str = STARBOARD
    gap_m: float = GAP_M
    course_rad: float = 0.0
    speed_mps: float = 0.0
    attempt: int = 0
    bidden: bool = False
    """Called alongside before she was in waiting station: she goes on from there."""

    def begin(self, view: View) -> list[Order]:
        """Close the delivering ship from astern: her orders come when she has a side free."""
        self.keeper.within_m, self.keeper.steer_every_s = 200.0, 60.0
        area = self.briefing.area
        self.keeper.toward = area.centre if area else None
        return self.keeper.take(view, self.radio, self.deliverer, StationOf(TURN_M, math.pi))

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.hear_account(view, traffic) if self.conducts else []
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders += news.orders
        if news.settled:
            orders += self._settled(view)
        elif news.lost and self.phase in (APPROACHING, CLOSING, BESIDE, HOSE):
            orders += self._break_off(view, "lost the guide")
        match event:
            case TimerRang("approach time") if self.phase in (APPROACHING, CLOSING):
                orders += self._break_off(view, "could not settle alongside in time")
            case TimerRang("clear") if self.phase == BREAKING:
                orders += self._clear(view)
            case RigConnected():
                self.phase = HOSE
            case RigFailed(_, _, reason) if self.phase in (BESIDE, HOSE):
                orders += self._break_away(view, emergency=True, reason=reason)
            case CircuitRestored() if self.phase == AT_STATION:
                orders += self._call_deliverer(view, AT_WAITING, {})
            case _:
                pass
        return orders + self._hear(view, traffic)

    def _hear(self, view: View, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message is None or message.sender != self.deliverer:
            return []
        if message.kind == CORPEN:
            return self._to_waiting(view, message.body)
        if message.kind == COME_ALONGSIDE and self.phase == TO_WAITING:
            self.bidden = True
        if message.kind == COME_ALONGSIDE and self.phase == AT_STATION:
            return self._approach(view)
        if message.kind == PUMPING:
            self.phase = HOSE
        if message.kind == BREAK_AWAY and self.phase not in (BREAKING, IS_CLEAR, UNORDERED):
            return self._break_away(view, bool(message.body.get("emergency")), str(message.body.get("reason", "")))
        return []

    def _to_waiting(self, view: View, body: dict[str, object]) -> list[Order]:
        self.course_rad, self.speed_mps = _number(body, "course_rad"), _number(body, "speed_mps")
        self.keeper.guide_course_rad = self.course_rad
        side = str(body.get("side", ""))
        self.keeper.within_m, self.keeper.steer_every_s, self.keeper.min_cpa_m = 100.0, 30.0, 300.0
        if side not in ABEAM_RAD:
            self.phase = IN_TURN
            return self.keeper.take(view, self.radio, self.deliverer, StationOf(TURN_M, math.pi))
        self.side, self.phase, self.bidden = side, TO_WAITING, False
        self.gap_m = _number(body, "gap_m") or GAP_M
        self.attempt += 1
        station = StationOf(self.params.waiting_range, self._abaft(QUARTER_RAD))
        return self.keeper.take(view, self.radio, self.deliverer, station)

    def _approach(self, view: View) -> list[Order]:
        self.phase = APPROACHING
        self.keeper.within_m, self.keeper.steer_every_s, self.keeper.min_cpa_m = 50.0, 15.0, CLOSE_CPA_M
        seconds = view.time_s - self.briefing.start_s
        figures = {"other": self.deliverer, "seconds": seconds, "attempt": self.attempt}
        begins = Log("approach", f"{self.briefing.unit} begins her approach.", figures)
        wide = StationOf(WIDE_M + self._beams_m(), self._abaft(WIDE_ABAFT_RAD))
        orders: list[Order] = [begins, SetTimer(APPROACH_TAG, self.params.approach_within)]
        return orders + self.keeper.take(view, self.radio, self.deliverer, wide)

    def _settled(self, view: View) -> list[Order]:
        """In the station ordered: report, or go on to the next."""
        seconds = view.time_s - self.briefing.start_s
        figures = {"other": self.deliverer, "seconds": seconds, "attempt": self.attempt}
        if self.phase == TO_WAITING:
            self.phase = AT_STATION
            arrived = Log("in waiting station", f"{self.briefing.unit} is in waiting station.", figures)
            if self.bidden:
                return [arrived, *self._approach(view)]
            return [arrived, *self._call_deliverer(view, AT_WAITING, {})]
        if self.phase == APPROACHING:
            self.phase = CLOSING
            self.keeper.within_m, self.keeper.steer_every_s = self.params.settled_within, 10.0
            beside = StationOf(self.gap_m + self._beams_m(), ABEAM_RAD[self.side])
            return self.keeper.take(view, self.radio, self.deliverer, beside)
        if self.phase == CLOSING:
            return self._alongside(view, figures)
        return []

    def _alongside(self, view: View, figures: dict[str, object]) -> list[Order]:
        self.phase = BESIDE
        own = view.own()
        amount_kg = self.params.amount
        if amount_kg is None:
            amount_kg = max(0.0, self.params.fill_to * own.fuel_kg_max - own.fuel_kg)
        text = f"{self.briefing.unit} is alongside to {self.side}, gap {self.gap_m:.0f} m ordered."
        body: dict[str, object] = {"amount_kg": amount_kg}
        asks = f"asks for {amount_kg / TONNE_KG:.0f} t"
        if amount_kg <= 0.0:
            body["reason"] = self._why_none(view)
            asks = f"asks for no fuel: {body['reason']}"
        asked = Log("hose asked", f"{self.briefing.unit} {asks}.", {"other": self.deliverer, **body})
        orders: list[Order] = [
            Log("alongside", text, {**figures, "gap_m": self.gap_m}),
            CancelTimer(APPROACH_TAG),
            asked,
        ]
        return orders + self._call_deliverer(view, SEND_HOSE, body)

    def _why_none(self, view: View) -> str:
        """Why she asks for no fuel."""
        if self.params.amount is not None:
            return "`amount` is 0"
        own = view.own()
        if own.fuel_kg_max <= 0.0:
            return "she has no bunker"
        has, fill_to = format_percent(own.fuel_kg / own.fuel_kg_max), format_percent(self.params.fill_to)
        return f"she has {has}, fill_to is {fill_to}"

    def _break_off(self, view: View, reason: str) -> list[Order]:
        figures = {"other": self.deliverer, "reason": reason, "attempt": self.attempt}
        off = Log("approach broken off", f"{self.briefing.unit} breaks off: {reason}.", figures)
        said = self._call_deliverer(view, CANNOT, {"reason": reason})
        return [off, *said, *self._break_away(view, emergency=True, reason=reason)]

    def _break_away(self, view: View, emergency: bool, reason: str) -> list[Order]:
        self.phase = BREAKING
        self.keeper.leave()
        figures = {"other": self.deliverer, "emergency": emergency, "reason": reason}
        outward_rad = BREAK_RAD if self.side == STARBOARD else -BREAK_RAD
        own = view.own()
        course_rad = (self.course_rad or own.course_rad) + outward_rad
        return [
            Log("break away", f"{self.briefing.unit} breaks away: {reason}.", figures),
            Steer(course_rad % math.tau, (self.speed_mps or own.speed_mps) + BREAK_MPS),
            CancelTimer(APPROACH_TAG),
            SetTimer(CLEAR_TAG, BREAK_S),
        ]

    def _clear(self, view: View) -> list[Order]:
        self.phase = IS_CLEAR
        said = self._call_deliverer(view, CLEAR, {})
        self.keeper.within_m, self.keeper.steer_every_s, self.keeper.min_cpa_m = 200.0, 60.0, 457.2
        off = StationOf(CLEAR_OF_GUIDE_M, ABEAM_RAD[self.side])
        return [*said, *self.keeper.take(view, self.radio, self.deliverer, off)]

    def _abaft(self, angle_rad: float) -> float:
        """A relative bearing so far abaft the beam on the ordered side."""
        beam_rad = ABEAM_RAD[self.side]
        return beam_rad + angle_rad if self.side == STARBOARD else beam_rad - angle_rad

    def _beams_m(self) -> float:
        """Half of both ships' breadths."""
        beams = self.briefing.beam_m
        return (beams[self.deliverer] + beams[self.briefing.unit]) / 2.0

    def _call_deliverer(self, view: View, kind: str, body: dict[str, object]) -> list[Order]:
        return self.radio.call(view, (self.deliverer,), kind, body)


@dataclass
class Lifeguard(RasPart):
    """Keeps lifeguard station astern of the guide, ready for a man overboard."""

    phase: str = "lifeguard"
    keeper: StationKeeper = field(default_factory=StationKeeper)

    def begin(self, view: View) -> list[Order]:
        self.keeper.within_m = 200.0
        station = StationOf(self.params.lifeguard_range, math.pi)
        return self.keeper.take(view, self.radio, self.deliverer, station)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders = news.orders + ([in_station(self.keeper, view)] if news.settled else [])
        return orders + (self.hear_account(view, traffic) if self.conducts else [])


def _number(body: dict[str, object], key: str) -> float:
    found = body.get(key)
    return float(found) if isinstance(found, int | float) else 0.0
