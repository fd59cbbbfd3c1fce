"""GUNEX-A: the ships. Firing ships call the target in, look down the line and fire; one watches, one conducts.

One run, one firing ship. She calls it, clears it at the gate when her sector is clear, takes the target under fire
while it is in reach, and stops for anything in the arc: a stranger, a ship of the serial, the tug, one word of anybody.
"""

from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import Part, counted, in_role, others, participants
from fleetex.behaviours.ground import racetrack
from fleetex.behaviours.gunex_a_params import (
    DONE,
    FIRING,
    HOMEWARD,
    NEAR_M,
    RELEASE,
    SAFETY,
    GunexAParams,
    fire_rad,
    flyer,
    kind_of_run,
    params_of,
    place_of,
    target,
)
from fleetex.behaviours.gunnery import CHECK_FIRE, COMMENCE, RANGE_CLEAR, READY, Aim, Fouled, fouled_by
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import CLOSING_MPS
from fleetex.engine.events import Event, MessageHeard, TimerRang
from fleetex.engine.orders import (
    CheckFire,
    FollowRoute,
    Log,
    Order,
    SetTimer,
    SetWeaponState,
    UnitId,
)
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState, WeaponsState

SETUP_TAG, READY_TAG, LOOK_TAG, GATE_TAG, RANGE_TAG = (
    "setup over",
    "ready check",
    "look",
    "no run",
    "look down the range",
)
LOOK_S, READY_S, WATCH_S = 2.0, 30.0, 30.0
FORGET_CHECK_S = 660.0
LATE_S = 60.0
"""Design values: between looks at whether a ship is ready, and of the safety ship; a check fire not repeated for so
long is lifted."""
IDLE, AWAITING, CLEARING, LIVE, FIRED = (
    "on her ground",
    "awaiting the run",
    "clearing the range",
    "live run",
    "runs done",
)


@dataclass
class Ship(Part):
    """Any ship of the serial; the OCE's part besides if she conducts it."""

    phase: str = "to her ground"
    said_ready: bool = False
    ready: list[UnitId] = field(default_factory=list)
    turns: list[UnitId] = field(default_factory=list)
    """OCE: firing ships still to have their runs, the first is at it."""
    started: bool = False
    home_reason: str = ""
    """OCE: why the target went home before all runs were flown."""
    fired_runs: int = 0
    fired_rounds: int = 0
    checked_by: dict[UnitId, float] = field(default_factory=dict)

    @property
    def params(self) -> GunexAParams:
        return params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        orders: list[Order] = [*self._to_ground(view), SetTimer(READY_TAG, READY_S)]
        return orders + ([SetTimer(SETUP_TAG, self.params.setup)] if self.conducts else [])

    def _to_ground(self, view: View) -> list[Order]:
        """In haste while it is far off, then to and fro on it."""
        place = place_of(view, self.briefing)
        range_m, _ = view.range_and_bearing(view.own().position, place)
        track = racetrack(view, place, self.params.run_course)
        if range_m > NEAR_M:
            return [FollowRoute(track[:1], max(CLOSING_MPS, self.params.speed), then="hold")]
        return [FollowRoute(track, self.params.speed, then="loop")]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        if event == TimerRang(READY_TAG) and not self.said_ready:
            orders += self._ready_check(view)
        if event == TimerRang(SETUP_TAG) and not self.started:
            orders += self._start(view)
        if traffic.message:
            orders += self._hear_any(view, traffic.message)
        return orders + self.play(view, event, traffic)

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        """The role's own part."""
        return []

    def commence(self, view: View) -> list[Order]:
        """Her runs begin."""
        return []

    def secure(self, view: View) -> list[Order]:
        return (
            [SetWeaponState(WeaponsState.HOLD), CheckFire("the serial is over")] if self.briefing.role == FIRING else []
        )

    def outcome(self, view: View) -> tuple[bool, str]:
        done = self.fired_runs > 0
        return done, f"window over after {self._tally()}" if done else "window over before a run was flown"

    def _tally(self) -> str:
        return f"{counted(self.fired_runs, 'run')}, {counted(self.fired_rounds, 'round')}"

    def _ready_check(self, view: View) -> list[Order]:
        range_m, _ = view.range_and_bearing(view.own().position, place_of(view, self.briefing))
        if range_m > NEAR_M:
            return [SetTimer(READY_TAG, READY_S)]
        self.said_ready, self.phase = True, IDLE
        told = self._note_ready(view, view.unit) if self.conducts else self.report(view, READY, {})
        return [*self._to_ground(view), *told]

    # What anybody hears, and what the OCE does.

    def _hear_any(self, view: View, message: MessageHeard) -> list[Order]:
        body = message.body
        if message.kind == CHECK_FIRE:
            return self._check(view, message.sender, str(body.get("reason", "")))
        if message.kind == RANGE_CLEAR:
            self.checked_by.pop(message.sender, None)
            return []
        if message.kind == COMMENCE:
            return self.commence(view)
        if not self.conducts:
            return []
        if message.kind == READY:
            return self._note_ready(view, message.sender)
        if message.kind == DONE:
            return self.turn_over(view, message.sender, int(body.get("runs", 0)), int(body.get("rounds", 0)), body)
        if message.kind == HOMEWARD:
            self.home_reason = str(body.get("reason", "the target went home"))
            return []
        return []

    def _check(self, view: View, sender: UnitId, reason: str) -> list[Order]:
        new = sender not in self.checked_by
        self.checked_by[sender] = view.time_s
        if not new or self.briefing.role != FIRING:
            return []
        text = f"{view.unit} checks fire for {sender}: {reason}."
        return [CheckFire(reason), Log("check fire", text, {"other": sender, "reason": reason})]

    def _note_ready(self, view: View, unit: UnitId) -> list[Order]:
        if unit not in self.ready:
            self.ready.append(unit)
        due = {flyer(self.briefing), *in_role(self.briefing, FIRING), *in_role(self.briefing, SAFETY)}
        return self._start(view) if not self.started and due <= set(self.ready) else []

    def _start(self, view: View) -> list[Order]:
        """Begin with the firing ships that are ready; without the target, or who must watch, there is no fire."""
        self.started = True
        missing = [unit for unit in (flyer(self.briefing), *in_role(self.briefing, SAFETY)) if unit not in self.ready]
        self.turns = [unit for unit in in_role(self.briefing, FIRING) if unit in self.ready]
        if missing or not self.turns:
            why = f"{', '.join(missing)} did not report ready" if missing else "no firing ship was ready"
            hold = Log("hold fire", f"No fire: {why}.", {"reason": why})
            return [hold, *self._release(view), *self.end(SerialState.ABORTED, f"fire was not opened: {why}")]
        late = [unit for unit in in_role(self.briefing, FIRING) if unit not in self.ready]
        said: list[Order] = [
            Log("left out", f"{unit} is left out: not ready in time.", {"other": unit, "reason": "not ready in time"})
            for unit in late
        ]
        return said + self._next_turn(view)

    def _next_turn(self, view: View) -> list[Order]:
        if not self.turns or self.home_reason:
            done = self.fired_runs > 0
            state = SerialState.COMPLETED if done else SerialState.ABORTED
            reason = self._tally() + (f"; {self.home_reason}" if self.home_reason else "")
            return [*self._release(view), *self.end(state, reason)]
        if self.turns[0] == view.unit:
            return self.commence(view)
        return self.radio.call(view, (self.turns[0],), COMMENCE, {})

    def turn_over(self, view: View, unit: UnitId, runs: int, rounds: int, body: dict[str, Any]) -> list[Order]:
        """A firing ship has had her runs, or could not have them."""
        if unit not in self.turns:
            return []
        self.turns.remove(unit)
        self.fired_runs, self.fired_rounds = self.fired_runs + runs, self.fired_rounds + rounds
        self.home_reason = self.home_reason or str(body.get("no_target", ""))
        return self._next_turn(view)

    def _release(self, view: View) -> list[Order]:
        return self.radio.tell((flyer(self.briefing),), RELEASE, {})

    # Eyes down the range.

    def foul(self, view: View, gun: Any, line_rad: float, reach: float, arc_rad: float) -> Fouled | None:
        """The nearest stranger about a line of fire from a place."""
        aim = Aim(view.offset(gun, line_rad, self.params.open_range), target(self.briefing))
        return fouled_by(view, gun, aim, reach, arc_rad, participants(self.briefing))

    def say_fouled(self, view: View, found: Fouled) -> list[Order]:
        what = found.identity or found.kind
        text = f"Range fouled: {what} at {found.range_m / NMI_M:.1f} nmi, bearing {found.bearing_rad / DEG_RAD:03.0f}."
        figures = {"range_m": found.range_m, "bearing_deg": found.bearing_rad / DEG_RAD, "kind": found.kind}
        figures |= {"other": found.identity or "", "reason": what}
        ships = tuple(
            unit for unit in others(self.briefing) if unit not in (flyer(self.briefing), target(self.briefing))
        )
        return [Log("range fouled", text, figures), *self.radio.tell_everywhere(ships, CHECK_FIRE, {"reason": text})]

    def checks(self, view: View) -> str:
        """Who has checked fire, in words; nothing if nobody has."""
        self.checked_by = {u: s for u, s in self.checked_by.items() if view.time_s - s < FORGET_CHECK_S}
        return f"check fire by {', '.join(self.checked_by)}" if self.checked_by else ""


@dataclass
class Watcher(Ship):
    """The safety ship: looks the sector over, stops fire, clears it."""

    fouled: bool = False
    clear_since_s: float | None = None
    said_s: float = -1.0e9

    def begin(self, view: View) -> list[Order]:
        return [*super().begin(view), SetTimer(RANGE_TAG, WATCH_S)]

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if event != TimerRang(RANGE_TAG):
            return []
        again: list[Order] = [SetTimer(RANGE_TAG, WATCH_S)]
        looks = (self._of(view, unit) for unit in in_role(self.briefing, FIRING))
        found = next((foul for foul in looks if foul), None)
        if found is not None:
            self.clear_since_s = None
            if self.fouled and view.time_s - self.said_s < FORGET_CHECK_S / 2.0:
                return again
            self.fouled, self.said_s = True, view.time_s
            return again + self.say_fouled(view, found)
        if not self.fouled:
            return again
        self.clear_since_s = view.time_s if self.clear_since_s is None else self.clear_since_s
        if view.time_s - self.clear_since_s < self.params.clear_for:
            return again
        self.fouled = False
        ships = in_role(self.briefing, FIRING)
        clear = Log("range clear", "The range is clear.", {})
        return [*again, clear, *self.radio.tell_everywhere(ships, RANGE_CLEAR, {})]

    def _of(self, view: View, firer: UnitId) -> Fouled | None:
        track = view.track_of(firer)
        gun = view.track(track) if track is not None else None
        if gun is None:
            return None
        kinds = dict.fromkeys(kind_of_run(self.params, number) for number in (1, 2))
        lines = (fire_rad(self.params, kind) for kind in kinds)
        found = (self.foul(view, gun.position, line, self.params.danger_range, self.params.sector) for line in lines)
        return next((foul for foul in found if foul), None)
