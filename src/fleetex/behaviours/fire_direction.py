"""Who fires when: the steps of a shoot, given to the firing ships one after the other or together.

The director is the OCE of a GUNEX-S or the spotter of an NGFS. In "adjust" one ship fires at a time, so that nobody
wonders whose splash it is; in "together" each has its own slot of the interval; in "time on target" and "effect" the
falls are ordered to the second, on one grid of times that a check fire does not shift.
"""

from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import counted
from fleetex.behaviours.gunnery import ADJUST, CHECK_FIRE, COMMENCE, COMPLETE, HOLDING, SHOT, GunneryParams
from fleetex.behaviours.radio import Radio, Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Log, Order, SetTimer, UnitId
from fleetex.engine.view import View

STEP_TAG = "step watch"
WATCH_S = 300.0
SILENT_S = 1200.0
"""Design values: how often the director asks himself who is still firing; a ship silent for so long is left out."""


@dataclass
class Step:
    """One part of a shoot."""

    mode: str
    firers: tuple[UnitId, ...]
    salvoes: int
    rounds: int
    interval_s: float
    until_adjusted: bool = False


@dataclass
class FireDirector:
    """The director's list of steps and where it stands."""

    steps: list[Step] = field(default_factory=list)
    row: int = -1
    waiting: tuple[UnitId, ...] = ()
    heard_s: dict[UnitId, float] = field(default_factory=dict)
    rounds: dict[UnitId, int] = field(default_factory=dict)
    salvoes: dict[UnitId, int] = field(default_factory=dict)
    rounds_by_mode: dict[str, int] = field(default_factory=dict)
    left_out: dict[UnitId, str] = field(default_factory=dict)
    called_off: str = ""
    """Why fire was never opened."""
    own_order: dict[str, Any] | None = None
    """The commence order for the director's own gun, if he is a firing ship: taken by his own drill."""

    @property
    def started(self) -> bool:
        return self.row >= 0

    @property
    def finished(self) -> bool:
        return self.row >= len(self.steps)

    def next_step(self, view: View, radio: Radio, params: GunneryParams) -> list[Order]:
        """Order the next step that anybody is left for. After the last, `finished`."""
        self.row += 1
        while not self.finished:
            step = self.steps[self.row]
            firers = tuple(unit for unit in step.firers if unit not in self.left_out)
            if firers:
                return self._order(view, radio, params, step, firers)
            self.row += 1
        self.waiting = ()
        return []

    def _order(
        self, view: View, radio: Radio, params: GunneryParams, step: Step, firers: tuple[UnitId, ...]
    ) -> list[Order]:
        self.waiting = firers
        first_s = view.time_s + params.lead_time
        figures = {
            "step": self.row + 1,
            "mode": step.mode,
            "firers": list(firers),
            "salvoes": step.salvoes,
            "rounds": step.rounds,
            "interval_s": step.interval_s,
        }
        text = f"Commence fire: {', '.join(firers)}, {step.salvoes} salvoes of {step.rounds}, {step.mode}."
        orders: list[Order] = [Log("commence fire", text, figures), SetTimer(STEP_TAG, WATCH_S)]
        if step.mode != ADJUST:
            effect = {
                "firers": list(firers),
                "salvoes": step.salvoes,
                "rounds": step.rounds,
                "on_target_s_at": first_s,
            }
            orders.append(Log("fire for effect", f"Fire for effect: {', '.join(firers)}.", effect))
        for slot, unit in enumerate(firers):
            self.heard_s[unit] = view.time_s
            body = {
                **{key: figures[key] for key in ("step", "mode", "salvoes", "rounds", "interval_s")},
                "first_s": first_s,
                "slot": slot,
                "slots": len(firers),
                "until_adjusted": step.until_adjusted,
            }
            if unit == view.unit:
                self.own_order = body
            else:
                orders += radio.call(view, (unit,), COMMENCE, body)
        return orders

    def on_event(self, view: View, event: Event, traffic: Traffic, radio: Radio, params: GunneryParams) -> list[Order]:
        """Follow the firing ships' reports."""
        if not self.started or self.finished:
            return []
        message = traffic.message
        if message and message.sender in self.heard_s and message.kind in (SHOT, COMPLETE, HOLDING):
            self.heard_s[message.sender] = view.time_s
        if message and message.kind == CHECK_FIRE:
            self.heard_s = dict.fromkeys(self.heard_s, view.time_s)
        if message and message.kind == COMPLETE:
            return self.completed(view, radio, params, message.sender, message.body)
        if traffic.gave_up and traffic.gave_up.kind == COMMENCE:
            return self._leave_out(view, radio, params, traffic.gave_up.to, "did not answer")
        if isinstance(event, TimerRang) and event.tag == STEP_TAG:
            away = [unit for unit in self.waiting if unit != view.unit]
            silent = tuple(unit for unit in away if view.time_s - self.heard_s[unit] > SILENT_S)
            again: list[Order] = [SetTimer(STEP_TAG, WATCH_S)]
            return again + self._leave_out(view, radio, params, silent, "fell silent")
        return []

    def completed(
        self, view: View, radio: Radio, params: GunneryParams, unit: UnitId, body: dict[str, Any]
    ) -> list[Order]:
        """A ship reports its part of a step fired."""
        if unit not in self.waiting or body.get("step") != self.row + 1:
            return []
        rounds, salvoes = int(body.get("rounds", 0)), int(body.get("salvoes", 0))
        mode = self.steps[self.row].mode
        self.rounds[unit] = self.rounds.get(unit, 0) + rounds
        self.salvoes[unit] = self.salvoes.get(unit, 0) + salvoes
        self.rounds_by_mode[mode] = self.rounds_by_mode.get(mode, 0) + rounds
        reason = str(body.get("reason", ""))
        orders: list[Order] = [self.leave_out(unit, reason)] if reason else []
        self.waiting = tuple(other for other in self.waiting if other != unit)
        return orders + (self.next_step(view, radio, params) if not self.waiting else [])

    def leave_out(self, unit: UnitId, reason: str) -> Log:
        """A ship fires no more, or not at all."""
        self.left_out[unit] = reason
        return Log("left out", f"{unit} is left out: {reason}.", {"other": unit, "reason": reason})

    def _leave_out(
        self, view: View, radio: Radio, params: GunneryParams, units: tuple[UnitId, ...], reason: str
    ) -> list[Order]:
        gone = tuple(unit for unit in units if unit in self.waiting)
        orders: list[Order] = [self.leave_out(unit, reason) for unit in gone]
        self.waiting = tuple(unit for unit in self.waiting if unit not in gone)
        return orders + (self.next_step(view, radio, params) if gone and not self.waiting else [])

    def tally(self) -> str:
        """How much was fired by whom, in words."""
        if self.called_off:
            return self.called_off
        fired = [
            f"{unit} fired {counted(self.rounds[unit], 'round')} in {counted(self.salvoes[unit], 'salvo')}"
            for unit in sorted(self.rounds)
        ]
        out = [f"{unit} left out: {reason}" for unit, reason in self.left_out.items()]
        return "; ".join(fired + out) if fired or out else "nobody fired"
