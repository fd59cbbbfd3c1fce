"""MISSILEX at a target that flies: a drone comes in run by run, and one ship engages it with air-defence missiles.

The drone waits at the gate, `range` off on the line of fire. When the range has been swept and found clear the ship
whose turn it is lets it come, and engages it once as it closes (`EngageAir`: own track, director, time of flight). The
missiles carry a scorer in place of a warhead: the drone tells each assessed hit, flies on, and goes home.
"""

import math
from dataclasses import dataclass

from fleetex.behaviours.air_defence import reaches
from fleetex.behaviours.conduct import counted, in_role, only, others
from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.gunex_a_flyer import Flyer
from fleetex.behaviours.gunex_a_params import AT_GATE, GO, HOMEWARD, RELEASE, RUN, RUN_OVER, Line
from fleetex.behaviours.missilex_ships import (
    FIRED_OUT,
    FIRER,
    STATION_M,
    TARGET,
    UNHELD,
    Firer,
    MissilexParams,
    params_of,
    station_of,
)
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import AssessedHit, EngagementOver, Event, MissilesLaunched, OrderRefused, TimerRang
from fleetex.engine.orders import CheckFire, EngageAir, Log, Order, Position, SetTimer, UnitId
from fleetex.engine.view import MissileState, TrackEstimate, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState

HIT = "scored hit"
RUN_TAG = "look at the run"
SWEEPING, LIVE = "sweeping", "live run"
RUN_LOOK_S = 2.0
CALL_AGAIN_S = 180.0
LATE_S = 300.0
RUN_OUT_M = 2.0 * NMI_M
SAFE_RAD = 10.0 * DEG_RAD
ON_RUN_RAD = 20.0 * DEG_RAD
"""Design values: how often a run is looked at; when a drone that has not come is called again; how late a run may be
told to be over; how far it goes beyond the ship; no unit of the serial stands nearer the line of fire than this; a
drone is on its run whose course, as plotted, is the run's within so much."""


def line_past(view: View, params: MissilexParams, ship: Position) -> Line:
    """Up the line of fire from the gate, past a ship that is there on her right hand as the drone flies, and beyond."""
    course = (params.line_of_fire + math.pi) % math.tau
    passing = view.offset(ship, (course + math.pi / 2.0) % math.tau, params.offset)
    gate = view.offset(passing, params.line_of_fire, params.range)
    return Line(gate, view.offset(passing, course, RUN_OUT_M), passing)


@dataclass
class Drone(Flyer):
    """Flies the runs by itself, and tells what its scorer counts."""

    hits: int = 0

    @property
    def params(self) -> MissilexParams:
        return params_of(self.briefing)

    def line(self, view: View, ship: Position) -> Line:
        return line_past(view, self.params, ship)

    def _hold_point(self, view: View) -> Position:
        if self.ship is not None or self.briefing.area is None:
            return super()._hold_point(view)
        return self.briefing.area.centre

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = super().act(view, event, traffic)
        match event:
            case AssessedHit(hits) if self.firer:
                self.hits = hits
                figures = {"run": self.number, "hits": hits, "other": self.firer}
                said = Log(HIT, f"The scorer counts hit {hits}, in run {self.number} for {self.firer}.", figures)
                return [*orders, said, *self.radio.tell((self.firer,), HIT, {"run": self.number, "hits": hits})]
            case _:
                return orders


@dataclass
class AirFirer(Firer):
    """Takes her turn with the drone: sweep, let it come, engage it once, until she has fired as often as she should."""

    run: int = 0
    called_s: float = -math.inf
    go_s: float = 0.0
    at_gate: bool = False
    salvo: str = ""
    """The engagement that runs."""
    engaged: bool = False
    """Whether she has engaged it in this run."""
    over: bool = False
    held_for: str = ""
    scored: int = 0
    fouled: str = ""
    """What fouled the range last."""
    no_drone: str = ""

    @property
    def drone(self) -> UnitId:
        found = only(self.briefing, TARGET)
        assert found is not None
        return found

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message and message.kind == HOMEWARD and self.conducts:
            self.no_drone = str(message.body.get("reason", "the drone went home"))
            return [] if self.salvo else self._no_more_runs(view)
        if message and message.kind == HIT:
            self.scored += 1
            return []
        if message and message.kind == AT_GATE and self.phase == SWEEPING:
            self.at_gate = True
            return []
        if message and message.kind == RUN_OVER and self.phase == LIVE:
            return self._run_over(view)
        match event:
            case TimerRang("look at the run") if self.phase == LIVE:
                return [*self._look_at_run(view), *self._run_look()]
            case MissilesLaunched(salvo, rounds, flight_s):
                figures = {"salvo": salvo, "rounds": rounds, "flight_s": flight_s}
                return [Log("missiles away", f"{counted(rounds, 'missile')} away, {flight_s:.0f} s to go.", figures)]
            case EngagementOver(salvo, _, outcome, rounds) if salvo == self.salvo:
                return self._engagement_over(view, outcome, rounds)
            case OrderRefused("EngageAir", reason):
                return self._engagement_over(view, reason, 0)
            case _:
                return super().act(view, event, traffic)

    def look(self, view: View) -> str:
        found = super().look(view)
        self.fouled = found if found not in ("", UNHELD) else self.fouled
        return found

    # Before a run.

    def _fire(self, view: View) -> list[Order]:
        """Call the drone when it is her turn, and let it come when all is as it must be."""
        ahead = in_role(self.briefing, FIRER)[: in_role(self.briefing, FIRER).index(view.unit)]
        if self.phase != SWEEPING or not set(ahead) <= set(self.out):
            return []
        if self.no_drone or not self._mounts(view):
            return self._fired_out(view, self.no_drone or "no missile is left")
        if not self.at_gate:
            return self._call(view)
        return [] if self._not_ready(view) else self._let_come(view)

    def _call(self, view: View) -> list[Order]:
        """Once she has it on her plot; until it is at the gate now and then again."""
        if view.time_s - self.called_s < CALL_AGAIN_S or self.target_now(view) is None:
            return []
        self.called_s = view.time_s
        return self.radio.call(view, (self.drone,), RUN, {**self._own(view), "run": self.run + 1})

    def _own(self, view: View) -> dict[str, float]:
        own = view.own()
        place = {"lat_rad": own.position.lat_rad, "lon_rad": own.position.lon_rad}
        return {**place, "course_rad": own.course_rad, "speed_mps": own.speed_mps}

    def _not_ready(self, view: View) -> str:
        area = self.briefing.area
        assert area is not None
        place = station_of(self.briefing, self.params, area.centre, view.offset)
        if view.range_and_bearing(view.own().position, place)[0] > 2.0 * STATION_M:
            return "not on her place"
        return self.not_clear(view)

    def _let_come(self, view: View) -> list[Order]:
        self.phase, self.go_s, self.engaged, self.at_gate = LIVE, view.time_s, False, False
        self.held_for, self.over, self.run = "", False, self.run + 1
        go = self.radio.tell_everywhere((self.drone,), GO, {**self._own(view), "run": self.run})
        said = Log("run cleared", f"Run {self.run} is cleared.", {"run": self.run, "other": self.drone})
        return [said, *go, *self._run_look()]

    @staticmethod
    def _run_look() -> list[Order]:
        return [SetTimer(RUN_TAG, RUN_LOOK_S)]

    # A live run.

    def _look_at_run(self, view: View) -> list[Order]:
        """Engage the drone once it can be met; check fire for whatever fouls the range meanwhile."""
        params = self.params
        if view.time_s - self.go_s > (params.range + RUN_OUT_M) / params.target_speed + LATE_S and not self.salvo:
            return self._run_over(view)
        found = self.target_now(view)
        why = UNHELD if found is None else self._not_now(view, found)
        if found is None or why:
            stop: list[Order] = [CheckFire(why)] if self.salvo and found is not None else []
            if why == self.held_for or (found is None and self.engaged):
                return stop
            self.held_for = why
            return [*stop, Log("hold fire", f"{view.unit} holds fire: {why}.", {"reason": why})]
        self.held_for = ""
        return [] if self.engaged else self._engage(view, found)

    def _not_now(self, view: View, found: TrackEstimate) -> str:
        """Why nobody fires at the drone now; nothing if they may."""
        if not any(one.guided for one in self._mounts(view)):
            return "her fire-control radar is off"
        for unit in others(self.briefing):
            place = None if unit == self.drone else self._place_of(view, unit)
            if place is None:
                continue
            range_m, bearing = view.range_and_bearing(view.own().position, place)
            if range_m < found.range_m and angle_between_rad(bearing, found.bearing_rad) < SAFE_RAD:
                return f"{unit} is too near the line of fire"
        return next(iter(self.foul_by.values()), "") or self.look(view)

    def _engage(self, view: View, found: TrackEstimate) -> list[Order]:
        mount = next((one for one in self._mounts(view) if one.channels_free > 0 and reaches(one, found)), None)
        track = view.track_of(self.drone)
        course = (self.params.line_of_fire + math.pi) % math.tau
        on_run = angle_between_rad(found.course_rad, course) < ON_RUN_RAD
        past = math.cos(found.course_rad - found.bearing_rad) >= 0.0
        if mount is None or track is None or not on_run or past or found.range_m < self.params.cease_range:
            return []
        self.engaged, self.salvo = True, f"{self.briefing.serial}/{view.unit}/run-{self.run}"
        return [EngageAir(mount.mount, self.salvo, track, self.params.rounds, self.drone)]

    def _mounts(self, view: View) -> list[MissileState]:
        return [one for one in view.missiles() if one.kind == "air" and one.rounds > 0]

    def _engagement_over(self, view: View, outcome: str, rounds: int) -> list[Order]:
        """A salvo that left counts, whatever came of it; one that did not may have another run."""
        self.salvo = ""
        self.missiles += rounds
        self.fired += 1 if rounds else 0
        figures = {"run": self.run, "rounds": rounds, "reason": outcome}
        said = Log("engagement over", f"{counted(rounds, 'missile')} spent in run {self.run}: {outcome}.", figures)
        if self.no_drone and self.conducts:
            return [said, *self._no_more_runs(view)]
        return [said, *(self._run_over(view) if self.over else [])]

    def _run_over(self, view: View) -> list[Order]:
        """Once nothing is in the air any more: the range is swept anew for the next run, or she has fired out."""
        self.over = True
        if self.salvo:
            return []
        self.phase, self.clear_from_s, self.said_foul = SWEEPING, None, None
        if self.fired < self.params.salvoes:
            return self._call(view)
        return self._fired_out(view, f"{counted(self.missiles, 'missile')} fired, {counted(self.scored, 'hit')} scored")

    # The end.

    def _fired_out(self, view: View, reason: str) -> list[Order]:
        """Whose turn is next learns of it too."""
        mates = tuple(unit for unit in in_role(self.briefing, FIRER) if unit not in (view.unit, self.briefing.oce))
        told = self.radio.call(view, mates, FIRED_OUT, {"missiles": self.missiles}) if mates else []
        return [*super()._fired_out(view, reason), *told]

    def _out(self, unit: UnitId) -> list[Order]:
        ends = super()._out(unit)
        return [*self.radio.tell((self.drone,), RELEASE, {}), *ends] if ends else []

    def _no_more_runs(self, view: View) -> list[Order]:
        """OCE: the drone has turned for home."""
        fired = self.missiles > 0 or bool(self.out)
        if fired:
            return self.end(SerialState.COMPLETED, f"not every run was flown: {self.no_drone}")
        held = f", {self.held_for}" if self.held_for else ""
        held = f", the range was foul: {self.fouled}" if self.fouled else held
        return self.end(SerialState.ABORTED, f"no missile was fired{held}; {self.no_drone}")

    def outcome(self, view: View) -> tuple[bool, str]:
        held = f"the range was foul: {self.fouled}" if self.fouled else self.not_clear(view) or "the drone did not come"
        return False, f"window over with {counted(self.missiles, 'missile')} fired: {held}"
