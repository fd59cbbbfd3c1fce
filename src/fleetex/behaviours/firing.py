"""The firing ship: ready, commence, salvo, correction, salvo; silence the moment the range is fouled.

Before each salvo fire control looks over the danger area on its own and shared tracks. In "adjust" each salvo waits
for the spotter's word; fire ordered by time goes on with the corrections that have come. Range is the spotter's, who
stands off the flank; line is best seen along the line of fire, so the ship takes her own if she makes out the fall. A
spotter who stays silent twice is replaced by her own spotting. Ordered falls stand on one grid of times for all ships.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import counted, in_role, only, outside_limits, participants
from fleetex.behaviours.fire_order import FireOrder
from fleetex.behaviours.gunnery import (
    ADJUST,
    CHECK_FIRE,
    COMMENCE,
    COMPLETE,
    CORRECTION,
    HOLDING,
    RANGE_CLEAR,
    REPORT_FALL,
    SHOT,
    TOGETHER,
    Aim,
    main_gun,
    rounds_left,
    salvo_name,
    salvo_number,
)
from fleetex.behaviours.gunnery_part import FORGET_CHECK_S, LOOK_S, GunneryPart, shoot
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.range_watch import leaves_danger, seen_in_range
from fleetex.behaviours.spotting import Announced, Report
from fleetex.engine.events import Event, OrderRefused, SalvoFired, SplashSeen, TimerRang, TrackGained
from fleetex.engine.orders import CancelTimer, CheckFire, Fire, Log, Order, SetTimer, Spot, UnitId
from fleetex.engine.view import MountState, View
from fleetex.units import DEG_RAD

LAY_TAG, FIRE_TAG, FALL_TAG, DOWN_TAG = "lay", "fire", "fall", "all down"
IN_FIRE, AWAITING, CHECKED, FIRED = "firing", "awaiting fall", "check fire", "firing done"
LAY_AHEAD_S = 20.0
REACTION_S = 8.0
REPORT_WITHIN_S = 40.0
"""Design values: looks down the range while checked; final laying before an ordered fall; mean time from the order
(or the correction) to the salvo; how long after the splash a report is awaited."""
ADRIFT_TIMES = 2.0
"""Design value: fire once opened is held when a ship is off her place by more than so many times the tolerance."""
REFUSALS_MAX = 3
PLACE_AGAIN_S = 600.0
"""Design value: a ship off her firing line goes to her place again, by where the target is now, this often."""
HOLD_TOLD_S = 300.0
DOWN_MARGIN_S = 10.0
"""Design value: after the last round has fallen the spotter has so long for his word, then the ship reports."""
NO_TARGET_S = 1200.0
"""Design value: a ship that has not held the target for so long reports that it can't fire."""


@dataclass
class Firing(GunneryPart):
    """A firing ship."""

    order: FireOrder | None = None
    salvoes: int = 0
    spot_range_m: float = 0.0
    spot_right_m: float = 0.0
    spots_from: int = 1
    """The first salvo fired with the corrections now in force."""
    mount: str = ""
    """The mount that fired last."""
    awaiting: str = ""
    laid: bool = False
    """The gun is laid and waits for its second."""
    asked: bool = False
    silent: int = 0
    own_spotting: bool = False
    line_salvo: str = ""
    line_right_m: float = 0.0
    """The last fall that this ship saw herself while another spots: which salvo, and how far right of the target."""
    checked_by: dict[UnitId, float] = field(default_factory=dict)
    holding: str = ""
    told_hold_s: float = -1.0e9
    no_target_since_s: float | None = None
    refusals: int = 0
    magazine_out: bool = False

    def begin(self, view: View) -> list[Order]:
        self.own_spotting = only(self.briefing, "spotter") is None
        return super().begin(view)

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self._hear(view, traffic)
        if self.director.own_order is not None:
            body, self.director.own_order = self.director.own_order, None
            orders += self._commence(view, body)
        if isinstance(event, SplashSeen) and not self.own_spotting:
            if event.seen:
                self.line_salvo, self.line_right_m = event.salvo, event.right_m
        else:
            orders += self.desk.on_event(view, event, self.radio, self.params)
        if self.desk.own is not None:
            report, self.desk.own = self.desk.own, None
            orders += self._corrected(view, report)
        match event:
            case TimerRang("ready check") if view.unit not in self.ready:
                orders += self._place_again(view)
            case TimerRang("lay") if self.order:
                orders += self._lay(view, self.order)
            case TimerRang("fire") if self.order and self.laid:
                orders += self._pull(view, self.order)
            case TimerRang("fall") if self.order:
                orders += self._no_report(view)
            case TimerRang("all down") if self.order and self.order.over is not None:
                orders += self._complete(view, self.order, self.order.over)
            case TrackGained() if self.order and self.order.over is None:
                orders += self._new_track(view)
            case SalvoFired(_, rounds, flight_s) if self.order:
                orders += self._salvo_fired(view, self.order, rounds, flight_s)
            case OrderRefused("Fire", reason) if self.order:
                orders += self._fire_refused(view, self.order, reason)
            case _:
                pass
        return orders

    def secure(self, view: View) -> list[Order]:
        return [CheckFire("the serial is over")]

    def _hear(self, view: View, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message is None:
            return []
        if message.kind == COMMENCE:
            return self._commence(view, message.body)
        if message.kind == CORRECTION:
            body = message.body
            seen, straddle, adjusted = (bool(body.get(key)) for key in ("seen", "straddle", "adjusted"))
            report = Report(view.unit, str(body.get("salvo", "")), seen, straddle=straddle, adjusted=adjusted)
            report.add_m, report.right_m = float(body.get("add_m", 0.0)), float(body.get("right_m", 0.0))
            return self._corrected(view, report)
        if message.kind == CHECK_FIRE:
            return self._check_fire(view, message.sender, str(message.body.get("reason", "")))
        if message.kind == RANGE_CLEAR:
            self.checked_by.pop(message.sender, None)
        return []

    def unready(self, view: View) -> str:
        """The target is held, near the range and on the line ordered, and the gun is loaded."""
        aim, gun = self.ground.aim(view), main_gun(view)
        if gun is None:
            return "no rounds"
        if aim is None:
            return "does not hold the target"
        if self.keeper.keeping and not self.keeper.settled and not self.is_late(view):
            return f"not in station on {self.keeper.guide} yet"
        off = self.ground.off_place(view, aim) or self._leaves(view, aim, gun)
        if off:
            return f"{off}; no way there: {self.no_way}" if self.no_way else off
        range_m, _ = view.range_and_bearing(view.own().position, aim.position)
        return "" if range_m <= gun.range_m_max else "out of range"

    def _place_again(self, view: View) -> list[Order]:
        """A ship off her line of a target adrift goes to her place again, by where it is now."""
        if self.keeper.keeping or view.time_s - self.placed_s < PLACE_AGAIN_S:
            return []
        aim = self.ground.aim(view)
        if aim is None or not self.ground.off_place(view, aim):
            return []
        self.placed_s = view.time_s
        return self.go_to_place(view)

    def _commence(self, view: View, body: dict[str, Any]) -> list[Order]:
        self.order = FireOrder(
            step=int(body["step"]),
            mode=str(body["mode"]),
            salvoes_left=int(body["salvoes"]),
            rounds=int(body["rounds"]),
            first_s=float(body["first_s"]),
            interval_s=float(body["interval_s"]),
            slot=int(body["slot"]),
            slots=max(1, int(body["slots"])),
            until_adjusted=bool(body["until_adjusted"]),
            magazine=rounds_left(view),
        )
        self.phase, self.awaiting, self.laid, self.no_target_since_s, self.refusals = IN_FIRE, "", False, None, 0
        return self._next_salvo(view, self.order)

    def _next_salvo(self, view: View, order: FireOrder) -> list[Order]:
        if self.magazine_out:
            return self._complete(view, order, "magazine empty")
        if order.salvoes_left <= 0:
            return self._complete(view, order, "")
        self.phase = IN_FIRE
        if order.mode != ADJUST:
            return self._lay(view, order)
        return [SetTimer(LAY_TAG, REACTION_S * (0.5 + view.draw("gun's crew", self.salvoes)))]

    # Laying and firing.

    def _lay(self, view: View, order: FireOrder) -> list[Order]:
        """Fire now if all is well and it is time; else come back when it is."""
        if self.awaiting or self.laid:
            return []
        gun, aim = main_gun(view), self.ground.aim(view)
        if gun is None:
            return self._complete(view, order, "magazine empty")
        if aim is None:
            return self._no_target(view, order)
        self.no_target_since_s = None
        range_m, _ = view.range_and_bearing(view.own().position, aim.position)
        flight_s = view.flight_time_s(gun.mount, range_m)
        held, orders = self._held(view, aim, gun, flight_s)
        if held or flight_s is None:
            return [*orders, *self._hold(view, held or "out of range"), SetTimer(LAY_TAG, LOOK_S)]
        self.holding = ""
        if order.mode == ADJUST:
            return orders + self._fire(view, order, gun, aim, range_m, flight_s, None)
        fall_s = self._next_fall_s(view, order, flight_s)
        wait_s = fall_s - flight_s - view.time_s
        if wait_s > LAY_AHEAD_S:
            return [*orders, SetTimer(LAY_TAG, wait_s - LAY_AHEAD_S / 2.0)]
        error_s = self._timing_error_s(view)
        if wait_s + error_s > 0.5:
            order.last_fall_s = fall_s
            self.laid = True
            return [*orders, SetTimer(FIRE_TAG, wait_s + error_s)]
        return orders + self._fire(view, order, gun, aim, range_m, flight_s, fall_s)

    def _timing_error_s(self, view: View) -> float:
        """A normal-like error of the firing (sum of three uniforms, standard deviation 0.5 before scaling)."""
        number = 3 * self.salvoes
        drawn = sum(view.draw("time of fire", number + part) for part in range(3)) - 1.5
        return 2.0 * drawn * self.params.timing_error

    def _next_fall_s(self, view: View, order: FireOrder, flight_s: float) -> float:
        """The next instant of the grid on which this ship's rounds can still fall, after its last."""
        offset_s = order.interval_s * order.slot / order.slots if order.mode == TOGETHER else 0.0
        base_s = order.first_s + offset_s
        earliest_s = view.time_s + flight_s + 1.0
        if order.last_fall_s is not None:
            earliest_s = max(earliest_s, order.last_fall_s + order.interval_s / 2.0)
        beats = max(0, math.ceil((earliest_s - base_s) / order.interval_s))
        return base_s + beats * order.interval_s

    def _held(self, view: View, aim: Aim, gun: MountState, flight_s: float | None) -> tuple[str, list[Order]]:
        """Why fire is held, if it is; and what is to be said about it."""
        self._forget_old_checks(view)
        cleared = participants(self.briefing)
        if self.checked_by and self.watch.fouled_since_s is None:
            return f"check fire by {', '.join(self.checked_by)}", []
        fouled = seen_in_range(view, self.briefing.danger, aim, gun.range_m_max, self.params.arc, cleared)
        if fouled:
            said = self.range_fouled(view, fouled)
            return "range fouled", [CheckFire("range fouled"), *said] if said else []
        orders = self.range_seen_clear(view)
        if self.watch.fouled_since_s is not None:
            return "range fouled", orders
        weather = outside_limits(self.briefing, view)
        if weather:
            return weather, orders
        if flight_s is None:
            return "out of range", orders
        off = self.ground.off_place(view, aim, ADRIFT_TIMES) or self._leaves(view, aim, gun)
        return off or self.ground.not_now(view, aim) or "", orders

    def _leaves(self, view: View, aim: Aim, gun: MountState) -> str:
        return leaves_danger(view, self.briefing.danger, aim.position, gun.range_m_max)

    def _hold(self, view: View, reason: str) -> list[Order]:
        """Fire is held: write down why, once; tell the director every five minutes that this ship is not asleep."""
        self.phase = CHECKED
        orders: list[Order] = []
        aim = self.ground.aim(view)
        if aim and self.ground.off_place(view, aim, ADRIFT_TIMES):
            orders += self._place_again(view)
        if view.time_s - self.told_hold_s > HOLD_TOLD_S and not self.directs:
            self.told_hold_s = view.time_s
            orders += self.radio.tell((self.director_unit,), HOLDING, {"reason": reason})
        if reason == self.holding or reason == "range fouled":
            self.holding = reason
            return orders
        self.holding = reason
        return [*orders, Log("hold fire", f"{self.briefing.unit} holds fire: {reason}.", {"reason": reason})]

    def _fire(
        self,
        view: View,
        order: FireOrder,
        gun: MountState,
        aim: Aim,
        range_m: float,
        flight_s: float,
        fall_s: float | None,
    ) -> list[Order]:
        self.salvoes += 1
        salvo = salvo_name(self.briefing.serial, self.salvoes)
        order.salvoes_left -= 1
        if fall_s is not None:
            order.last_fall_s = fall_s
        self.phase, self.awaiting, self.asked, self.mount = AWAITING, salvo, False, gun.mount
        fire = Fire(
            gun.mount,
            order.rounds,
            salvo,
            track=aim.track,
            place=aim.place,
            spot_range_m=self.spot_range_m,
            spot_right_m=self.spot_right_m,
            target=aim.target,
        )
        splash_s = view.time_s + flight_s
        _, bearing_rad = view.range_and_bearing(view.own().position, aim.position)
        ordered = self.ground.ordered(view)
        figures = {
            "salvo": salvo,
            "other": aim.target,
            "rounds": order.rounds,
            "range_m": range_m,
            "bearing_deg": bearing_rad / DEG_RAD,
            "range_ordered_m": ordered.range_m if ordered else None,
            "bearing_ordered_deg": ordered.line_rad / DEG_RAD % 360.0 if ordered else None,
            "flight_s": flight_s,
            "splash_s_at": splash_s,
            "mode": order.mode,
            "on_target_s_at": fall_s,
            "spot_range_m": self.spot_range_m,
            "spot_right_m": self.spot_right_m,
        }
        orders: list[Order] = [fire, Log("shot", f"Shot, salvo {salvo}, {order.rounds} rounds.", figures)]
        shot = Announced(view.unit, salvo, splash_s, order.mode, order.salvoes_left <= 0 and self._last_step(order))
        orders += self._announce(shot)
        if self.own_spotting:
            orders += self.desk.on_shot(view, shot, aim, self.params)
        else:
            orders.append(Spot(view.unit, salvo, target=aim.track, place=aim.place))
        if order.mode == ADJUST:
            burst_s = order.rounds / gun.rate_per_s if gun.rate_per_s > 0.0 else 0.0
            return [*orders, SetTimer(FALL_TAG, flight_s + burst_s + REPORT_WITHIN_S)]
        self.awaiting = ""
        return [*orders, SetTimer(LAY_TAG, order.interval_s)]

    def _announce(self, shot: Announced) -> list[Order]:
        """Shot: to the spotter, and to the director so that he knows this ship is firing."""
        if self.directs:
            self.director.heard_s[self.briefing.unit] = shot.splash_s
        spotter = only(self.briefing, "spotter")
        to = dict.fromkeys(unit for unit in (spotter, self.director_unit) if unit and unit != self.briefing.unit)
        body = {"salvo": shot.salvo, "splash_s": shot.splash_s, "mode": shot.mode, "last": shot.last}
        return self.radio.tell(tuple(to), SHOT, body)

    def _last_step(self, order: FireOrder) -> bool:
        """Whether this ship has no part in a later step."""
        return not any(self.briefing.unit in step.firers for step in shoot(self.briefing)[order.step :])

    # What comes back.

    def _salvo_fired(self, view: View, order: FireOrder, rounds: int, flight_s: float) -> list[Order]:
        self.refusals = 0
        gun = next((mount for mount in view.mounts() if mount.mount == self.mount), None)
        burst_s = (rounds - 1) / (gun.rate_per_s * gun.barrels) if gun and gun.rate_per_s > 0.0 else 0.0
        order.down_s = max(order.down_s, view.time_s + burst_s + flight_s + DOWN_MARGIN_S)
        order.fired_salvoes += rounds > 0
        self.magazine_out = self.magazine_out or (rounds < order.rounds and main_gun(view) is None)
        if order.mode == ADJUST:
            return []
        return self._next_salvo(view, order)

    def _fire_refused(self, view: View, order: FireOrder, reason: str) -> list[Order]:
        self.refusals += 1
        self.awaiting = ""
        order.salvoes_left += 1
        if self.refusals >= REFUSALS_MAX or main_gun(view) is None:
            return self._complete(view, order, reason)
        return [CancelTimer(FALL_TAG), SetTimer(LAY_TAG, LOOK_S)]

    def _corrected(self, view: View, report: Report) -> list[Order]:
        """A report of a salvo: add it to the spot in force if that salvo was fired with it, and go on."""
        orders: list[Order] = []
        number = salvo_number(report.salvo)
        to_come = self.order is None or self.order.salvoes_left > 0 or not self._last_step(self.order)
        if report.seen and number >= self.spots_from and to_come:
            own_line = self.line_salvo == report.salvo
            self.spot_range_m += report.add_m
            if own_line and (not report.straddle or abs(self.line_right_m) > self.params.adjusted_within):
                self.spot_right_m -= self.params.damping * self.line_right_m
            elif not own_line:
                self.spot_right_m += report.right_m
            self.spots_from = self.salvoes + 1
            figures = {
                "salvo": salvo_name(self.briefing.serial, self.spots_from),
                "spot_range_m": self.spot_range_m,
                "spot_right_m": self.spot_right_m,
                "after": report.salvo,
                "line_by": "own ship" if own_line or self.own_spotting else "spotter",
            }
            text = f"Correction applied: {self.spot_range_m:+.0f} m in range, {self.spot_right_m:+.0f} m in line."
            orders.append(Log("correction applied", text, figures))
        if not self.order or self.awaiting != report.salvo:
            return orders
        self.awaiting, self.silent = "", 0
        orders.append(CancelTimer(FALL_TAG))
        if self.order.until_adjusted and report.seen and report.adjusted:
            self.order.salvoes_left = 0
        return orders + self._next_salvo(view, self.order)

    def _no_report(self, view: View) -> list[Order]:
        """No report has come: ask once, then go on without."""
        if not self.awaiting or self.order is None:
            return []
        spotter = only(self.briefing, "spotter")
        if not self.asked and not self.own_spotting and spotter:
            self.asked = True
            ask = self.radio.tell((spotter,), REPORT_FALL, {"salvo": self.awaiting})
            return [*ask, SetTimer(FALL_TAG, REPORT_WITHIN_S)]
        salvo, self.awaiting = self.awaiting, ""
        self.silent += 1
        text = f"No report of salvo {salvo}."
        orders: list[Order] = [Log("not observed", text, {"salvo": salvo, "reason": "no report"})]
        if self.silent >= 2 and not self.own_spotting:
            self.own_spotting = True
            reason = "the spotter is silent"
            orders.append(Log("own spotting", f"{view.unit} spots its own fall: {reason}.", {"reason": reason}))
        return orders + self._next_salvo(view, self.order)

    def _pull(self, view: View, order: FireOrder) -> list[Order]:
        """The ordered second: a last look, then fire; if it may not, the next beat of the grid."""
        self.laid = False
        gun, aim = main_gun(view), self.ground.aim(view)
        if gun is None or aim is None:
            return self._lay(view, order)
        range_m, _ = view.range_and_bearing(view.own().position, aim.position)
        flight_s = view.flight_time_s(gun.mount, range_m)
        held, orders = self._held(view, aim, gun, flight_s)
        if held or flight_s is None:
            return [*orders, *self._hold(view, held or "out of range"), SetTimer(LAY_TAG, LOOK_S)]
        self.holding = ""
        return orders + self._fire(view, order, gun, aim, range_m, flight_s, order.last_fall_s)

    def _no_target(self, view: View, order: FireOrder) -> list[Order]:
        if self.no_target_since_s is None:
            self.no_target_since_s = view.time_s
        if view.time_s - self.no_target_since_s > NO_TARGET_S:
            return self._complete(view, order, "does not hold the target")
        return [*self._hold(view, "the target is not held"), SetTimer(LAY_TAG, LOOK_S)]

    # Check fire.

    def _check_fire(self, view: View, sender: UnitId, reason: str) -> list[Order]:
        known = sender in self.checked_by
        self.checked_by[sender] = view.time_s
        if known or self.order is None:
            return []
        figures = {"other": sender, "reason": reason}
        stop = Log("check fire", f"{self.briefing.unit} checks fire for {sender}: {reason}.", figures)
        return [CheckFire(reason), stop]

    def _forget_old_checks(self, view: View) -> None:
        self.checked_by = {
            unit: heard_s for unit, heard_s in self.checked_by.items() if view.time_s - heard_s < FORGET_CHECK_S
        }

    def _new_track(self, view: View) -> list[Order]:
        """A new track while firing: look down the range at once, not at the next salvo."""
        aim, gun = self.ground.aim(view), main_gun(view)
        if aim is None or gun is None or self.watch.fouled_since_s is not None:
            return []
        cleared = participants(self.briefing)
        found = seen_in_range(view, self.briefing.danger, aim, gun.range_m_max, self.params.arc, cleared)
        return [CheckFire("range fouled"), *self.range_fouled(view, found)] if found else []

    def _complete(self, view: View, order: FireOrder, reason: str) -> list[Order]:
        """This ship's part of the step is fired: when the last round is down, report to the director."""
        self.awaiting, self.laid, order.over = "", False, reason
        orders: list[Order] = [CancelTimer(tag) for tag in (LAY_TAG, FIRE_TAG, FALL_TAG)]
        if view.time_s < order.down_s:
            return [*orders, SetTimer(DOWN_TAG, order.down_s - view.time_s)]
        self.order, self.phase = None, FIRED
        rounds = order.magazine - rounds_left(view)
        body = {"step": order.step, "rounds": rounds, "salvoes": order.fired_salvoes, "reason": reason}
        text = f"{view.unit} has fired {counted(rounds, 'round')} in {counted(order.fired_salvoes, 'salvo')}."
        figures = {**body, "task": "firing", "mode": order.mode}
        orders.append(Log("task done", text, figures))
        orders += self.range_abandoned()
        if self.directs:
            orders += self.director.completed(view, self.radio, self.params, view.unit, body)
            own_again = self.director.own_order
            if own_again is not None:
                self.director.own_order = None
                return orders + self._commence(view, own_again)
            return orders + self.conclude_if_done(view)
        return orders + self.radio.call(view, (self.director_unit,), COMPLETE, body)

    def range_abandoned(self) -> list[Order]:
        """A ship that has stopped firing no longer stops others for what is in her own arc."""
        if self.watch.fouled_since_s is None:
            return []
        self.watch.fouled_since_s = self.watch.clear_since_s = None
        mates = tuple(unit for unit in in_role(self.briefing, "firing") if unit != self.briefing.unit)
        return self.radio.tell_everywhere(mates, RANGE_CLEAR, {})
