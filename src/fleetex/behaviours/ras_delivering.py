"""RAS-L, the delivering ship: a steady course, one ship to a side, hose, pump, let go. In any doubt, break away.

An emergency breakaway needs no reason but that the ship, the sea or the hose is not as it should be: it is ordered by
either ship, and carried out at once (NAVEDTRA 14244, UNREP: emergency breakaway).
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.conduct import in_role, only
from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.ras_account import (
    AT_WAITING,
    BREAK_AWAY,
    CANNOT,
    CLEAR,
    COME_ALONGSIDE,
    CORPEN,
    PORT,
    PUMPED,
    PUMPING,
    REPLENISHED,
    SEND_HOSE,
    STARBOARD,
    RasPart,
)
from fleetex.behaviours.ras_ahead import STEP_EVERY_S, bend_for, step_to
from fleetex.behaviours.ras_berths import Berth
from fleetex.engine.events import (
    Disconnected,
    Event,
    LandAhead,
    OrderRefused,
    PumpDone,
    RigConnected,
    RigFailed,
    TimerRang,
)
from fleetex.engine.orders import ConnectRig, Disconnect, Log, Order, Pump, SetTimer, Steer, StopPump, UnitId
from fleetex.engine.view import RigState, View
from fleetex.units import DEG_RAD, NMI_M, TONNE_KG
from fleetex.vocabulary import SerialState

SEA_TAG, SECURE_TAG, AWAIT_TAG, AGAIN_TAG = "sea", "secure", "await ", "call again "
SEA_EVERY_S = 120.0
"""Design value: how often the sea is judged against the rig's limit."""
AGAIN_S = 300.0
PATIENCE_S = 5400.0
CLEAR_S = 900.0
"""Design values: a ship that does not answer is called again so often; a ship called to waiting station that does not
report for so long is given up; a ship let go that does not report clear for so long is taken to be."""
ROUND_TAG = "round"
ROUND_S = 240.0
"""Design value: after so long those who broke away for land ahead are clear, and the delivering ship turns round."""
STEADY_TAG, AHEAD_TAG = "steady", "ahead"
STEADY_EVERY_S = 30.0
STEADY_RAD = 5.0 * DEG_RAD
STEADY_MPS = 1.0
"""Design values: ships are called alongside once the delivering ship is so near her course and speed."""
STEADYING, CALLED, ALONGSIDE = "steadying", "receiving ship to waiting station", "ship alongside"
CONNECTING, FLOWING, LETTING_GO, SECURED = "connecting", "pumping", "disconnecting", "secured"
MIDDLE_M = 3.0 * NMI_M


@dataclass
class Delivering(RasPart):
    """The delivering ship."""

    phase: str = STEADYING
    course_rad: float = 0.0
    waiting: list[UnitId] = field(default_factory=list)
    """Receivers without a berth, next first."""
    berths: list[Berth] = field(default_factory=list)
    attempts: dict[UnitId, int] = field(default_factory=dict)
    bend_rad: float = 0.0
    """How far she has altered off her course for who lies ahead."""
    securing: bool = False

    def begin(self, view: View) -> list[Order]:
        rigs = list(view.rigs())
        if not rigs:
            return self._no_rig(view)
        self.course_rad = self._romeo_corpen(view)
        self.berths = [Berth(rig.rig, side) for rig, side in zip(rigs, (STARBOARD, PORT), strict=False)]
        self.waiting = list(in_role(self.briefing, "receiving"))
        course = f"{self.course_rad / DEG_RAD:03.0f}"
        figures = {"course_deg": self.course_rad / DEG_RAD, "speed_mps": self.params.speed}
        orders: list[Order] = [
            Steer(self.course_rad, self.params.speed),
            Log("romeo corpen", f"Romeo corpen {course}, speed {self.params.speed:.1f} m/s.", figures),
            SetTimer(SEA_TAG, SEA_EVERY_S),
        ]
        left_s = self.briefing.end_s - view.time_s - self.params.secure_before
        orders.append(SetTimer(SECURE_TAG, max(1.0, left_s)))
        guard = only(self.briefing, "lifeguard")
        if guard and guard != self.briefing.unit:
            orders += self.radio.call(view, (guard,), CORPEN, self._corpen_body(view, None))
        return orders + self._fill_berths(view)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("sea"):
                return [SetTimer(SEA_TAG, SEA_EVERY_S), *self._judge_the_sea(view), *self._look_ahead(view)]
            case TimerRang("ahead"):
                return self._look_ahead(view)
            case LandAhead():
                return self._stand_off(view)
            case TimerRang("round"):
                self.bend_rad = 0.0
                return [Steer(self.course_rad, self.params.speed)]
            case TimerRang("secure"):
                return self._secure_all(view)
            case TimerRang(tag) if tag.startswith(AWAIT_TAG):
                return self._lost_patience(view, tag.removeprefix(AWAIT_TAG))
            case TimerRang(tag) if tag.startswith(AGAIN_TAG):
                return self._call_again(view, tag.removeprefix(AGAIN_TAG))
            case TimerRang("steady"):
                return self._invite(view)
            case RigConnected(rig, _):
                return self._connected(view, rig)
            case PumpDone(rig, _, passed_kg, reason):
                return self._pump_done(view, rig, passed_kg, reason)
            case RigFailed(rig, _, reason):
                return self._rig_failed(view, rig, reason)
            case Disconnected(rig, _):
                return self._disconnected(view, rig)
            case OrderRefused(order, reason) if order in ("ConnectRig", "Pump"):
                return self._refused(view, reason)
            case _:
                pass
        if traffic.gave_up and traffic.gave_up.kind == CORPEN:
            return [SetTimer(AGAIN_TAG + unit, AGAIN_S) for unit in traffic.gave_up.to]
        return self._hear(view, traffic)

    def secure(self, view: View) -> list[Order]:
        """The serial has ended: no hose stays across."""
        return [
            order
            for berth in self.berths
            if berth.receiver and berth.connected
            for order in (
                StopPump(berth.rig, berth.receiver),
                Disconnect(berth.rig, berth.receiver, emergency=True),
            )
        ]

    def _hear(self, view: View, traffic: Traffic) -> list[Order]:
        message = traffic.message
        berth = self._berth_of(message.sender) if message else None
        if message is None or berth is None:
            return []
        if message.kind == AT_WAITING:
            berth.waits, berth.returns = True, False
            return [*self._invite(view), *self._next_back(view)]
        if message.kind == SEND_HOSE:
            berth.beside = True
            berth.amount_kg = float(message.body.get("amount_kg", 0.0))
            berth.asked_none = str(message.body.get("reason", "")) if berth.amount_kg <= 0.0 else ""
            self.phase = CONNECTING
            return [ConnectRig(berth.rig, berth.receiver)]
        if message.kind == CANNOT:
            return self._cannot(view, berth, str(message.body.get("reason", "")))
        if message.kind == CLEAR:
            return self._is_clear(view, berth)
        return []

    def _invite(self, view: View) -> list[Order]:
        """Nobody comes alongside a ship that is still turning on to her course or changing speed."""
        ready = [berth for berth in self.berths if berth.waits and not berth.invited and not berth.done]
        if not ready or self.securing:
            return []
        own = view.own()
        off_rad = angle_between_rad(own.course_rad, self.course_rad)
        if off_rad > STEADY_RAD or abs(own.speed_mps - self.params.speed) > STEADY_MPS:
            return [SetTimer(STEADY_TAG, STEADY_EVERY_S)]
        free = [berth for berth in ready if not self._is_crossed(view, berth)]
        orders: list[Order] = [SetTimer(STEADY_TAG, STEADY_EVERY_S)] if len(free) < len(ready) else []
        self.phase = ALONGSIDE if free else self.phase
        for berth in free:
            berth.invited = True
            orders += self.radio.call(view, (berth.receiver,), COME_ALONGSIDE, {})
        return orders

    def _is_crossed(self, view: View, berth: Berth) -> bool:
        """Whether somebody who was called to the other side is still on this one: first she crosses astern."""
        others = (other for other in self.berths if other is not berth and other.invited and not other.beside)
        for other in others:
            track = view.track_of(other.receiver)
            told = view.track(track) if track is not None else None
            if told is not None and self._side_of(told.bearing_rad) == berth.side:
                return True
        return False

    def _side_of(self, bearing_rad: float) -> str:
        return STARBOARD if math.sin(bearing_rad - self.course_rad) > 0.0 else PORT

    # Calling ships to waiting station.

    def _romeo_corpen(self, view: View) -> float:
        """Into the wind, so into the sea; with it, if the middle of the area lies the other way."""
        if self.params.course is not None:
            return self.params.course
        into_rad = view.surroundings().wind_from_rad
        area = self.briefing.area
        if area is None:
            return into_rad
        range_m, bearing_rad = view.range_and_bearing(view.own().position, area.centre)
        away = range_m > MIDDLE_M and angle_between_rad(into_rad, bearing_rad) > math.pi / 2
        return (into_rad + math.pi) % math.tau if away else into_rad

    def _corpen_body(self, view: View, berth: Berth | None) -> dict[str, object]:
        gap_m = self.params.gap
        if gap_m is None and berth:
            rig = self._rig(view, berth.rig)
            gap_m = sum(rig.gap_m) / 2.0 if rig else None
        return {
            "course_rad": self.course_rad,
            "speed_mps": self.params.speed,
            "side": berth.side if berth else "",
            "gap_m": gap_m,
        }

    def _fill_berths(self, view: View) -> list[Order]:
        """Call the next ships to the free sides; the rest follow astern until it is their turn."""
        orders: list[Order] = []
        for berth in self.berths:
            if berth.receiver or not self.waiting or self.securing:
                continue
            berth.receiver = self.waiting.pop(0)
            self.attempts[berth.receiver] = self.attempts.get(berth.receiver, 0) + 1
            self.phase = CALLED
            orders += self.radio.call(view, (berth.receiver,), CORPEN, self._corpen_body(view, berth))
            orders.append(SetTimer(AWAIT_TAG + berth.receiver, PATIENCE_S))
        for unit in self.waiting:
            if unit not in self.attempts:
                orders += self.radio.call(view, (unit,), CORPEN, self._corpen_body(view, None))
        return orders

    def _call_again(self, view: View, unit: UnitId) -> list[Order]:
        """She may be out of reach still, or have her set repaired by now."""
        berth = self._berth_of(unit)
        if berth and not berth.invited and not berth.done and not self.securing:
            return self.radio.call(view, (unit,), CORPEN, self._corpen_body(view, berth))
        return []

    def _lost_patience(self, view: View, unit: UnitId) -> list[Order]:
        berth = self._berth_of(unit)
        if berth and berth.done:
            return self._through(view, berth)
        if berth is None or berth.waits:
            return []
        return self._give_up(view, unit, "did not come to waiting station")

    # The hose.

    def _connected(self, view: View, rig: str) -> list[Order]:
        berth = self._berth(rig)
        if berth is None:
            return []
        berth.connected = True
        seconds = view.time_s - self.briefing.start_s
        text = f"Hose connected to {berth.receiver}."
        connected = Log("connected", text, {"other": berth.receiver, "rig": rig, "seconds": seconds})
        if berth.amount_kg <= 0.0 or self.securing:
            why = "the window was nearly over" if berth.amount_kg > 0.0 else "no fuel asked"
            return [connected, *self._let_go(berth, why, emergency=False)]
        self.phase, berth.pumping_since_s = FLOWING, view.time_s
        figures = {"other": berth.receiver, "rig": rig, "amount_kg": berth.amount_kg, "seconds": seconds}
        pumping = Log("pumping", f"Pumping {berth.amount_kg / TONNE_KG:.0f} t to {berth.receiver}.", figures)
        said = self.radio.tell((berth.receiver,), PUMPING, {"amount_kg": berth.amount_kg})
        return [connected, Pump(rig, berth.receiver, berth.amount_kg), pumping, *said]

    def _pump_done(self, view: View, rig: str, passed_kg: float, reason: str) -> list[Order]:
        berth = self._berth(rig)
        if berth is None or berth.pumping_since_s is None:
            return []
        seconds = view.time_s - berth.pumping_since_s
        berth.pumping_since_s, berth.passed_kg = None, berth.passed_kg + passed_kg
        figures = {"other": berth.receiver, "rig": rig, "passed_kg": passed_kg, "seconds": seconds, "reason": reason}
        text = f"{passed_kg / TONNE_KG:.0f} t passed to {berth.receiver} in {seconds / 60.0:.0f} min: {reason}."
        orders: list[Order] = [Log("pump done", text, figures)]
        orders += self.radio.tell((berth.receiver,), PUMPED, {"passed_kg": passed_kg})
        return orders + self._let_go(berth, reason, emergency=False)

    def _let_go(self, berth: Berth, why: str, emergency: bool) -> list[Order]:
        if berth.letting_go and not emergency:
            return []
        berth.letting_go, berth.emergency, berth.why = True, emergency, why
        self.phase = LETTING_GO
        stop: list[Order] = [StopPump(berth.rig, berth.receiver)] if berth.pumping_since_s is not None else []
        return [*stop, Disconnect(berth.rig, berth.receiver, emergency)]

    def _disconnected(self, view: View, rig: str) -> list[Order]:
        berth = self._berth(rig)
        if berth is None:
            return []
        berth.connected = berth.letting_go = False
        figures = {"other": berth.receiver, "rig": rig, "emergency": berth.emergency}
        orders: list[Order] = [Log("disconnected", f"Hose clear of {berth.receiver}.", figures)]
        if not berth.emergency:
            berth.done = True
            orders += self._break_away(view, berth, emergency=False, reason="replenishment complete")
            return [*orders, SetTimer(AWAIT_TAG + berth.receiver, CLEAR_S)]
        return orders + self._after_failure(view, berth, berth.why)

    def _rig_failed(self, view: View, rig: str, reason: str) -> list[Order]:
        berth = self._berth(rig)
        if berth is None:
            return []
        berth.connected = berth.letting_go = False
        figures = {"other": berth.receiver, "rig": rig, "reason": reason}
        orders: list[Order] = [Log("rig failed", f"The hose to {berth.receiver} is let go: {reason}.", figures)]
        orders += self._break_away(view, berth, emergency=True, reason=reason)
        return orders + self._after_failure(view, berth, reason)

    def _break_away(self, view: View, berth: Berth, emergency: bool, reason: str) -> list[Order]:
        return self.radio.call(view, (berth.receiver,), BREAK_AWAY, {"emergency": emergency, "reason": reason})

    # The end of a ship's turn.

    def _through(self, view: View, berth: Berth) -> list[Order]:
        unit, passed_kg, none = berth.receiver, berth.passed_kg, berth.asked_none
        if passed_kg <= 0.0 and not none:
            return self._give_up(view, unit, berth.why or "no fuel was passed")
        self._free(berth)
        seconds = view.time_s - self.briefing.start_s
        figures = {"task": "replenishment", "other": unit, "passed_kg": passed_kg, "seconds": seconds}
        if passed_kg > 0.0:
            text, reason = f"{unit} is replenished with {passed_kg / TONNE_KG:.0f} t.", ""
        else:
            text, reason = f"{unit} asked for no fuel: {none}.", none
        done = Log("task done", text, figures)
        return [done, *self._account(view, unit, passed_kg, reason), *self._fill_berths(view)]

    def _after_failure(self, view: View, berth: Berth, reason: str) -> list[Order]:
        """Another approach, if the ship has one left and the sea allows; what has been passed counts."""
        unit = berth.receiver
        berth.pumping_since_s, berth.waits, berth.invited, berth.beside = None, False, False, False
        again = self.attempts.get(unit, 0) < self.params.attempts and not self.securing
        if again and self._sea_too_high(view, berth.rig) is None:
            berth.why = reason
            called = self._is_clear(view, berth) if berth.stands_clear else []
            return [SetTimer(AWAIT_TAG + unit, PATIENCE_S), *called]
        if berth.passed_kg > 0.0:
            return self._through(view, berth)
        return self._give_up(view, unit, reason)

    def _is_clear(self, view: View, berth: Berth) -> list[Order]:
        """A ship is clear: her turn is over, or she broke off and is called back to waiting station."""
        if berth.done:
            return self._through(view, berth)
        berth.stands_clear = berth.invited or berth.connected
        if berth.stands_clear:
            return []
        berth.held_back = any(other.returns for other in self.berths if other is not berth)
        return [] if berth.held_back else self._call_back(view, berth)

    def _next_back(self, view: View) -> list[Order]:
        """Nobody is on the way back any more: the next who broke off is called."""
        held = next((berth for berth in self.berths if berth.held_back), None)
        if held is None or self.securing or any(berth.returns for berth in self.berths):
            return []
        return [SetTimer(AWAIT_TAG + held.receiver, PATIENCE_S), *self._call_back(view, held)]

    def _call_back(self, view: View, berth: Berth) -> list[Order]:
        """Back to waiting station, one ship at a time: two that turn to new stations at once turn into each other."""
        berth.returns, berth.held_back = True, False
        self.attempts[berth.receiver] = self.attempts.get(berth.receiver, 0) + 1
        self.phase = CALLED
        return self.radio.call(view, (berth.receiver,), CORPEN, self._corpen_body(view, berth))

    def _cannot(self, view: View, berth: Berth, reason: str) -> list[Order]:
        if berth.done:
            return []
        if berth.connected:
            return self._let_go(berth, reason, emergency=True)
        return self._after_failure(view, berth, reason)

    def _give_up(self, view: View, unit: UnitId, reason: str) -> list[Order]:
        berth = self._berth_of(unit)
        if berth:
            self._free(berth)
        self.waiting = [other for other in self.waiting if other != unit]
        return [*self._account(view, unit, None, reason), *self._fill_berths(view), *self._next_back(view)]

    def _account(self, view: View, unit: UnitId, passed_kg: float | None, reason: str) -> list[Order]:
        if not self.waiting and not any(berth.receiver for berth in self.berths):
            self.phase = SECURED
        body = {"receiver": unit, "passed_kg": passed_kg, "reason": reason}
        return [*self.count_replenished(view, unit, passed_kg, reason), *self.report(view, REPLENISHED, body)]

    def _free(self, berth: Berth) -> None:
        fresh = Berth(berth.rig, berth.side)
        self.berths = [fresh if kept.rig == berth.rig else kept for kept in self.berths]

    # Who lies ahead, the sea, and the end of the window.

    def _look_ahead(self, view: View) -> list[Order]:
        """With a ship alongside: early and gently past who lies stopped ahead; break away if there is no such way."""
        beside = [berth for berth in self.berths if berth.invited and not berth.done]
        if not beside and not self.bend_rad:
            return []
        wanted_rad = bend_for(view, self.course_rad, self.params.speed, self.briefing.everybody) if beside else 0.0
        if wanted_rad is None:
            return [order for berth in beside for order in self._send_off(view, berth, "a ship lies stopped ahead")]
        if wanted_rad == self.bend_rad:
            return []
        self.bend_rad = step_to(self.bend_rad, wanted_rad)
        course_rad = (self.course_rad + self.bend_rad) % math.tau
        text = f"Comes to {course_rad / DEG_RAD:03.0f}: a ship lies stopped ahead."
        if not wanted_rad:
            text = f"Comes back to {course_rad / DEG_RAD:03.0f}: the way is clear."
        said = Log("romeo corpen", text, {"course_deg": course_rad / DEG_RAD, "bend_deg": self.bend_rad / DEG_RAD})
        return [said, Steer(course_rad, self.params.speed), SetTimer(AHEAD_TAG, STEP_EVERY_S)]

    def _judge_the_sea(self, view: View) -> list[Order]:
        orders: list[Order] = []
        for berth in list(self.berths):
            reason = self._sea_too_high(view, berth.rig) if berth.receiver else None
            orders += self._send_off(view, berth, reason) if reason else []
        return orders

    def _send_off(self, view: View, berth: Berth, reason: str) -> list[Order]:
        """Let the ship at a berth break away, if she has been called alongside."""
        if berth.done or not berth.invited or (berth.letting_go and berth.emergency):
            return []
        away = self._break_away(view, berth, emergency=True, reason=reason)
        if berth.connected:
            return away + self._let_go(berth, reason, emergency=True)
        return away + self._after_failure(view, berth, reason)

    def _stand_off(self, view: View) -> list[Order]:
        """Land ahead: everybody breaks away, then round to the opposite course, on which the ships are called again."""
        self.course_rad = (self.course_rad + math.pi) % math.tau
        text = f"Land ahead: romeo corpen {self.course_rad / DEG_RAD:03.0f} in {ROUND_S / 60.0:.0f} min."
        orders: list[Order] = [Log("romeo corpen", text, {"course_deg": self.course_rad / DEG_RAD})]
        for berth in list(self.berths):
            orders += self._send_off(view, berth, "land ahead")
        return [*orders, SetTimer(ROUND_TAG, ROUND_S)]

    def _sea_too_high(self, view: View, rig: str) -> str | None:
        state = view.surroundings().sea_state
        found = self._rig(view, rig)
        limit = min(self.briefing.sea_state_max, found.sea_state_max if found else 9)
        return f"sea state {state} is above the rig's limit of {limit}" if state > limit else None

    def _secure_all(self, view: View) -> list[Order]:
        """The window is nearly over: stop pumping, let everybody go in good order."""
        self.securing = True
        orders: list[Order] = []
        for berth in list(self.berths):
            if berth.connected and berth.pumping_since_s is not None:
                orders.append(StopPump(berth.rig, berth.receiver))
            elif berth.receiver and not berth.connected and not berth.done:
                orders += self._break_away(view, berth, emergency=False, reason="the window is nearly over")
                orders += self._give_up(view, berth.receiver, "the window was nearly over")
        for unit in list(self.waiting):
            orders += self._give_up(view, unit, "the window was nearly over")
        return orders

    def _refused(self, view: View, reason: str) -> list[Order]:
        connecting = [berth for berth in self.berths if berth.receiver and berth.invited and not berth.connected]
        orders: list[Order] = []
        for berth in connecting[:1]:
            orders += self._break_away(view, berth, emergency=False, reason=reason)
            orders += self._after_failure(view, berth, reason)
        return orders

    def _no_rig(self, view: View) -> list[Order]:
        reason = "the delivering ship has no hose"
        if self.conducts:
            return self.end(SerialState.ABORTED, reason)
        orders: list[Order] = []
        for unit in in_role(self.briefing, "receiving"):
            orders += self.report(view, REPLENISHED, {"receiver": unit, "passed_kg": None, "reason": reason})
        return orders

    def _berth(self, rig: str) -> Berth | None:
        return next((berth for berth in self.berths if berth.rig == rig and berth.receiver), None)

    def _berth_of(self, unit: UnitId) -> Berth | None:
        return next((berth for berth in self.berths if berth.receiver == unit), None)

    def _rig(self, view: View, rig: str) -> RigState | None:
        return next((found for found in view.rigs() if found.rig == rig), None)
