"""GUNEX-A: the firing ship. She calls a run, clears it, takes the target under fire while all is well, and checks fire.

In "by itself" she declares the target hostile and lets her close-in guns do the rest, weapons tight for as long as the
line is clear.
"""

from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import counted, only, outside_limits, participants
from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.gunex_a_params import (
    AT_GATE,
    BY_ITSELF,
    DONE,
    FALLEN,
    GO,
    RUN,
    RUN_OVER,
    TUG,
    WAIT,
    fire_rad,
    flyer,
    kind_of_run,
    mounts_to_fire,
    reach_m,
    target,
)
from fleetex.behaviours.gunex_a_ships import IDLE, Ship
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, FireCeased, FireOpened, OrderRefused, TimerRang
from fleetex.engine.orders import (
    CheckFire,
    DeclareHostile,
    Log,
    Order,
    PlotClosely,
    SetTimer,
    SetWeaponState,
    TakeUnderFire,
)
from fleetex.engine.view import TrackEstimate, View
from fleetex.vocabulary import WeaponsState

LOOK_TAG, GATE_TAG = "look", "no run"
AWAITING, CLEARING, LIVE, FIRED = "awaiting the run", "clearing the range", "live run", "runs done"
LOOK_S, CLEAR_S, LATE_S = 2.0, 30.0, 60.0
"""Design values: looks down the line on a run, and down the sector before it; a run is over so long after the target
should have flown it and its way to the gate, if nothing is heard."""


@dataclass
class Firer(Ship):
    """A firing ship."""

    run: int = 0
    runs: int = 0
    rounds: int = 0
    called_s: float = 0.0
    go_s: float = 0.0
    run_rounds: int = 0
    first_s: float | None = None
    """From the clearance of the run to the first burst."""
    plotted: list[int] = field(default_factory=list)
    """Tracks that are plotted closely in this run: the target's, the tug's."""
    taken: list[str] = field(default_factory=list)
    """Mounts that were given the target in this run."""
    at: list[str] = field(default_factory=list)
    """Mounts that are at the target."""
    weapons: WeaponsState = WeaponsState.HOLD
    holding: str = ""
    no_target: str = ""
    over: bool = False

    @property
    def kind(self) -> str:
        return kind_of_run(self.params, self.run)

    def commence(self, view: View) -> list[Order]:
        return self._call_run(view) if self.phase in (IDLE, "to her ground") else []

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        match event:
            case TimerRang("look") if self.phase == CLEARING:
                return self._clear_run(view)
            case TimerRang("look") if self.phase == LIVE:
                return self._look(view)
            case TimerRang("no run") if self.phase in (AWAITING, CLEARING):
                self.no_target = "the target did not come"
                return self._done(view)
            case FireOpened(salvo, mount, range_m) if self.phase == LIVE:
                return self._opened(view, salvo, mount, range_m)
            case FireCeased(_, mount, rounds, reason):
                return self._ceased(view, mount, rounds, reason)
            case OrderRefused("TakeUnderFire", _, salvo):
                self.at = [mount for mount in self.at if not salvo.endswith(f"-{mount}")]
                return []
            case _:
                pass
        if message and message.kind == AT_GATE and self.phase == AWAITING:
            self.phase = CLEARING
            return self._clear_run(view)
        if message and message.kind == RUN_OVER and self.phase == LIVE:
            return self._run_over(view)
        return []

    def _call_run(self, view: View) -> list[Order]:
        if self.run >= self.params.runs or self.no_target:
            return self._done(view)
        if not mounts_to_fire(view, self.params):
            self.no_target = ""
            return [Log("hold fire", f"{view.unit} has no rounds left.", {"reason": "no rounds"}), *self._done(view)]
        self.run += 1
        self.phase, self.called_s = AWAITING, view.time_s
        body = {**self._own(view), "kind": self.kind, "run": self.run}
        call = self.radio.call(view, (flyer(self.briefing),), RUN, body)
        return [*call, SetTimer(GATE_TAG, self.params.patience)]

    def _own(self, view: View) -> dict[str, Any]:
        own = view.own()
        place = {"lat_rad": own.position.lat_rad, "lon_rad": own.position.lon_rad}
        return {**place, "course_rad": own.course_rad, "speed_mps": own.speed_mps}

    def _clear_run(self, view: View) -> list[Order]:
        """The target is at the gate: let it come when the sector is clear and nobody has checked fire."""
        line_rad = fire_rad(self.params, self.kind)
        reach = reach_m(view, self.params)
        found = self.foul(view, view.own().position, line_rad, reach, self.params.sector)
        why = self.checks(view) or outside_limits(self.briefing, view) or ("range fouled" if found else "")
        if why:
            said = self._hold(view, why)
            if found and said:
                said += self.say_fouled(view, found)
            return [*said, SetTimer(LOOK_TAG, CLEAR_S), *self.radio.tell((flyer(self.briefing),), WAIT, {})]
        self.phase, self.go_s, self.holding = LIVE, view.time_s, ""
        self.run_rounds, self.first_s, self.taken, self.at, self.over, self.plotted = 0, None, [], [], False, []
        body = {**self._own(view), "run": self.run, "kind": self.kind}
        go = self.radio.tell_everywhere((flyer(self.briefing),), GO, body)
        return [*go, SetTimer(LOOK_TAG, LOOK_S)]

    def _hold(self, view: View, why: str) -> list[Order]:
        if why == self.holding:
            return []
        self.holding = why
        return [Log("hold fire", f"{view.unit} holds fire: {why}.", {"reason": why})]

    # A live run.

    def _look(self, view: View) -> list[Order]:
        """Down the line: fire if all is well, check fire if not."""
        params = self.params
        length_s = (params.run_in + params.run_out + params.tow_line) / params.target_speed
        if view.time_s - self.go_s > length_s + LATE_S + params.patience:
            return self._run_over(view)
        again: list[Order] = [SetTimer(LOOK_TAG, LOOK_S), *self._plot_closely(view)]
        aim = self._target(view)
        why = "the target is not held" if aim is None else self._not_now(view, aim)
        firing = any(mount.at_air for mount in view.mounts())
        if aim is None or why:
            if aim is None and not firing:
                return again
            stop: list[Order] = [*self._weapons(WeaponsState.HOLD), *([CheckFire(why)] if firing else [])]
            return [*again, *stop, *self._hold(view, why)]
        self.holding = ""
        return again + self._take(view)

    def _plot_closely(self, view: View) -> list[Order]:
        """Target and tug, as soon as each is held."""
        who = (target(self.briefing), only(self.briefing, TUG) or "")
        tracks = [track for track in map(view.track_of, filter(None, who)) if track is not None]
        new = [track for track in tracks if track not in self.plotted]
        self.plotted += new
        return [PlotClosely(track) for track in new]

    def _target(self, view: View) -> TrackEstimate | None:
        """The target's track, known by name: nobody fires at what is only taken for it."""
        track = view.track_of(target(self.briefing))
        return view.track(track) if track is not None else None

    def _not_now(self, view: View, aim: TrackEstimate) -> str:
        """Why nobody fires along this line now; nothing if they may."""
        checked = self.checks(view)
        if checked:
            return checked
        tug = only(self.briefing, TUG)
        for unit in participants(self.briefing):
            if unit in (view.unit, target(self.briefing)):
                continue
            track = view.track_of(unit)
            held = view.track(track) if track is not None else None
            if unit == tug and held is None:
                return f"{unit} is not held"
            limit = self.params.tug_off if unit == tug else self.params.safe_angle
            if held is not None and angle_between_rad(held.bearing_rad, aim.bearing_rad) < limit:
                return f"{unit} is too near the line of fire"
        found = self.foul(view, view.own().position, aim.bearing_rad, reach_m(view, self.params), self.params.arc)
        return f"range fouled by {found.identity or found.kind}" if found else ""

    def _take(self, view: View) -> list[Order]:
        """Give the target to every mount that has not had it in this run."""
        track = view.track_of(target(self.briefing))
        orders: list[Order] = []
        if track is None:
            return orders
        if self.params.fire == BY_ITSELF:
            tight = self._weapons(WeaponsState.TIGHT)
            return [*tight, DeclareHostile(track)] if tight else []
        for mount in mounts_to_fire(view, self.params):
            if mount.mount in self.taken or mount.at_air:
                continue
            self.taken.append(mount.mount)
            self.at.append(mount.mount)
            salvo = f"{self.briefing.serial}-{self.run}-{mount.mount}"
            orders.append(
                TakeUnderFire(
                    mount.mount,
                    track,
                    salvo,
                    self.params.rounds,
                    self.params.open_range,
                    self.params.cease_range,
                    target(self.briefing),
                )
            )
        return orders

    def _weapons(self, state: WeaponsState) -> list[Order]:
        """Her weapon state, if it is another than before."""
        before, self.weapons = self.weapons, state
        return [SetWeaponState(state)] if state != before else []

    def _opened(self, view: View, salvo: str, mount: str, range_m: float) -> list[Order]:
        after_s = view.time_s - self.go_s
        self.at = self.at if mount in self.at else [*self.at, mount]
        figures = {"run": self.run, "salvo": salvo, "mount": mount, "range_m": range_m, "after_s": after_s}
        text = f"{mount} opens fire, to meet the target at {range_m:.0f} m."
        self.first_s = after_s if self.first_s is None else self.first_s
        return [Log("fire opened", text, figures)]

    def _ceased(self, view: View, mount: str, rounds: int, reason: str) -> list[Order]:
        self.at = [one for one in self.at if one != mount]
        if rounds == 0 and mount in self.taken:  # fire was checked before it began: she may have the target again
            self.taken.remove(mount)
        self.run_rounds += rounds
        self.rounds += rounds
        if reason == FALLEN:
            self.no_target = "the target was brought down"
        if not self.at and self.phase == LIVE and (self.over or self.no_target):
            return self._next(view)
        return []

    def _run_over(self, view: View) -> list[Order]:
        if self.over:
            return []
        self.over = True
        stop: list[Order] = [*self._weapons(WeaponsState.HOLD), CheckFire("the run is over")]
        return stop + ([] if self.at else self._next(view))

    def _next(self, view: View) -> list[Order]:
        """The run is over and the last round has passed: write it down, call the next."""
        fired = self.run_rounds > 0
        safe = self._weapons(WeaponsState.HOLD)
        self.runs += 1 if fired else 0
        figures = {
            "run": self.run,
            "kind": self.kind,
            "rounds": self.run_rounds,
            "first_burst_s": self.first_s,
            "other": target(self.briefing),
            "held": self.holding,
        }
        spoken = counted(self.run_rounds, "round") if fired else f"no fire{f', {self.holding}' if self.holding else ''}"
        self.phase = IDLE
        return [*safe, Log("run", f"Run {self.run}, {self.kind}: {spoken}.", figures), *self._call_run(view)]

    def _done(self, view: View) -> list[Order]:
        self.phase = FIRED
        body = {"runs": self.runs, "rounds": self.rounds, "no_target": self.no_target}
        if self.conducts:
            return self.turn_over(view, view.unit, self.runs, self.rounds, body)
        return self.report(view, DONE, body)
