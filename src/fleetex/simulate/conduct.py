"""The programme as it is carried out: serials begin, end, are cancelled; units in none make their next rendezvous.

Every unit in a serial has a doctrine of its own; what it is told is handed to that, and what it orders is handed on.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours import air_passage, passage
from fleetex.behaviours.coming_down import ComingDown
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.passage import PassagePlan
from fleetex.compiler.programme import SerialPlan
from fleetex.compiler.world import Compiled
from fleetex.engine import ask
from fleetex.engine.events import CircuitFailed, Event, Finex, SerialEnded, Started, TargetAground
from fleetex.engine.orders import EndSerial, Position
from fleetex.engine.stage import Ring, Stage
from fleetex.engine.view import Briefing
from fleetex.offered import OfferError, taken
from fleetex.physics.geodesy import direct
from fleetex.plan.danger_areas import rules_of
from fleetex.scenario.kinds import kinds
from fleetex.simulate.live_way import Leg, Live, LiveWay, way_round_live
from fleetex.simulate.plain import fill_from_plain, to_plain
from fleetex.vocabulary import Capability, Domain, SerialState

RINGS = ("serial start", "serial finex")
NO_SERIAL = ""
TARGET_ROLE = "target"
"""What serials that fire at something call the part of it. A raft that is searched for has another: ashore it is still
to be found."""
EARLY_S = 900.0
"""A unit is to be at its rendezvous a quarter of an hour before COMEX."""
LOITER_M = 150.0
BERTH_M = 1_800.0
"""Ships wait for COMEX on a ring about the rendezvous, a nautical mile from each other."""


@dataclass(frozen=True)
class Released:
    """Follows SerialEnded, once its last orders are carried out; no doctrine gets it."""


Factory = Callable[[Briefing], Doctrine]
Deliver = Callable[[int, str, Event | Released], None]
_LEFT_OUT = frozenset({"briefing"})


@dataclass
class SerialRun:
    """How one serial goes."""

    state: SerialState = SerialState.PLANNED
    start_s: float | None = None
    end_s: float | None = None
    reason: str = ""

    @property
    def running(self) -> bool:
        return self.state is SerialState.RUNNING


@dataclass
class Conduct:
    """Who plays what now. `parts`: (serial, unit row) -> doctrine; serial "" is passage."""

    compiled: Compiled
    factories: dict[str, Factory]
    runs: dict[str, SerialRun] = field(default_factory=dict)
    parts: dict[tuple[str, int], Doctrine] = field(default_factory=dict)
    _changes: int = 0
    _listening: tuple[int, dict[int, list[str]]] = field(default_factory=lambda: (-1, {}))
    """After how many changes of `parts`, and unit row -> the serials in which it played then."""
    circuits_down: Callable[[int], list[str]] = lambda row: []
    """Circuits on which a unit's own set is out of order; the loop says."""
    man_air_watch: Callable[[int, bool], None] = lambda row, on: None
    """Man a unit's air-search radars, or secure them; the loop does."""

    @classmethod
    def of(cls, compiled: Compiled) -> "Conduct":
        played = sorted({plan.kind for plan in compiled.programme})
        factories = {kind: taken("fleetex.doctrine", kind) for kind in played}
        for kind in (kind for kind, factory in factories.items() if factory is None):
            raise OfferError(
                f"no installed package offers doctrine of the serial kind {kind}: beside its entry point in "
                "fleetex.kinds it needs one of that name in fleetex.doctrine"
            )
        return cls(compiled, factories, {plan.serial: SerialRun() for plan in compiled.programme})

    def plan_of(self, serial: str) -> SerialPlan:
        return next(plan for plan in self.compiled.programme if plan.serial == serial)

    def row_of(self, unit: str) -> int:
        return self.compiled.cast.rows[unit]

    def start(self, stage: Stage, deliver: Deliver) -> None:
        """Ring for every serial, and let everybody make for their first."""
        for plan in self.compiled.programme:
            stage.timers.ring_at(plan.start_s, -1, "serial start", serial=plan.serial)
            stage.timers.ring_at(plan.end_s, -1, "serial finex", serial=plan.serial)
        for row, unit in enumerate(self.compiled.unit_names):
            self.begin_passage(stage, row, unit, deliver)

    def on_ring(self, stage: Stage, ring: Ring, deliver: Deliver) -> None:
        plan = self.plan_of(ring.payload["serial"])
        if ring.kind == "serial start":
            self._begin(stage, plan, deliver)
        elif self.runs[plan.serial].state is SerialState.RUNNING:
            deliver(self.row_of(plan.oce), plan.serial, Finex())
            if self.runs[plan.serial].state is SerialState.RUNNING:
                self.end(stage, plan, SerialState.ABORTED, "window over", deliver)

    def _begin(self, stage: Stage, plan: SerialPlan, deliver: Deliver) -> None:
        """COMEX, unless something it rests on did not come to pass."""
        run = self.runs[plan.serial]
        for before in plan.after:
            if not self._was_held(before):
                run.state = SerialState.CANCELLED
                run.reason = f"{before}, which it rests on, is {self.runs[before].state.value}"
                stage.log("serial cancelled", -1, f"{plan.serial} is cancelled: {run.reason}", serial=plan.serial)
                return
        run.state = SerialState.RUNNING
        run.start_s = stage.now_s
        self._air_watch(plan, on=True)
        names = ", ".join(dict.fromkeys(unit for unit, _ in plan.parts))
        stage.log("serial started", self.row_of(plan.oce), f"COMEX {plan.serial}: {names}", serial=plan.serial)
        for unit, briefing in plan.briefings.items():
            row = self.row_of(unit)
            part = self.factories[plan.kind](briefing)
            if row not in stage.flyers or _way_of(part) is not None:  # else nobody in the serial flies her
                self._leave_passage(row)
            self._play(plan.serial, row, part)
            self.note_phase(stage, plan.serial, row, "")
        for unit in plan.briefings:
            if run.state is SerialState.RUNNING:
                row = self.row_of(unit)
                deliver(row, plan.serial, Started())
                for circuit in self.circuits_down(row):
                    deliver(row, plan.serial, CircuitFailed(circuit))

    def _was_held(self, serial: str) -> bool:
        """Whether what rests on a serial may begin: it was completed, or went on to the end of its window."""
        run = self.runs[serial]
        if run.state is SerialState.ABORTED and run.end_s is not None:
            return run.end_s >= self.plan_of(serial).end_s
        return run.state is SerialState.COMPLETED

    def _play(self, serial: str, row: int, part: Doctrine) -> None:
        """A unit plays a part from now on."""
        self._changes += 1
        self.parts[serial, row] = part

    def _leave_passage(self, row: int) -> None:
        self._changes += 1
        self.parts.pop((NO_SERIAL, row), None)

    def end_by_order(self, stage: Stage, row: int, serial: str, order: EndSerial, deliver: Deliver) -> str:
        """The OCE's EndSerial; returns why it is refused, or nothing."""
        plan = self.plan_of(serial) if serial else None
        if plan is None or self.row_of(plan.oce) != row:
            return "only the officer conducting the serial ends it"
        if self.runs[serial].state is SerialState.RUNNING:
            self.end(stage, plan, order.state, order.reason, deliver)
        return ""

    def end(self, stage: Stage, plan: SerialPlan, state: SerialState, reason: str, deliver: Deliver) -> None:
        """FINEX: everybody in it hears so, and makes for what is next."""
        run = self.runs[plan.serial]
        run.state = state
        run.end_s = stage.now_s
        run.reason = reason
        text = f"FINEX {plan.serial}: {state.value}, {reason}" if reason else f"FINEX {plan.serial}: {state.value}"
        stage.log(
            "serial ended",
            self.row_of(plan.oce),
            text,
            serial=plan.serial,
            values={"state": state.value, "reason": reason},
        )
        self._air_watch(plan, on=False)
        for unit in plan.briefings:
            deliver(self.row_of(unit), plan.serial, SerialEnded())
        for unit in plan.briefings:
            deliver(self.row_of(unit), plan.serial, Released())

    def on_aground(self, stage: Stage, row: int, deliver: Deliver) -> None:
        """Something has taken the ground. Range control tells who conducts a serial that has no target afloat now."""
        name = self.compiled.unit_names[row]
        played = [plan for plan in self.compiled.programme if name in plan.briefings and self.runs[plan.serial].running]
        serial = played[0].serial if played else NO_SERIAL
        stage.log("aground", row, f"{name} has come ashore and lies aground", serial=serial)
        for plan in played:
            targets = plan.briefings[name].roles.get(TARGET_ROLE, ())
            if name in targets and all(stage.world.unit[self.row_of(unit)]["aground"] for unit in targets):
                deliver(self.row_of(plan.oce), plan.serial, TargetAground(name))

    def _air_watch(self, plan: SerialPlan, *, on: bool) -> None:
        """A serial with missiles has its units' air-search radars manned from COMEX to FINEX."""
        roles = next(iter(plan.briefings.values())).roles
        if kinds()[plan.kind].is_armed(roles):
            for unit in plan.briefings:
                self.man_air_watch(self.row_of(unit), on)

    def release(self, stage: Stage, row: int, serial: str, deliver: Deliver) -> None:
        """A unit's part in a serial is over: it makes for what is next, if nothing else holds it."""
        self._changes += 1
        part = self.parts.pop((serial, row), None)
        if not any(player == row and (of != NO_SERIAL or row not in stage.flyers) for of, player in self.parts):
            self.begin_passage(stage, row, self.compiled.unit_names[row], deliver, _way_of(part))

    def begin_passage(self, stage: Stage, row: int, unit: str, deliver: Deliver, way: ComingDown | None = None) -> None:
        """Give a unit that is in no serial its passage to the next, if it moves and is nobody's traffic."""
        platform = self.compiled.library.platforms[self.compiled.exercise.units[unit].class_id]
        person = self.compiled.cast.people[row]
        if person.neutral or platform.domain is Domain.LAND or Capability.MOVES not in platform.capabilities:
            return
        following = self._next_serial(unit, stage.now_s)
        if platform.domain is Domain.AIR:
            self._begin_air_passage(stage, row, unit, following, deliver, way)
            return
        if following is None and self.compiled.exercise.units[unit].route is not None and stage.now_s == 0.0:
            return
        following = self._next_place(unit, following)
        rendezvous = _berth(following, unit) if following is not None else None
        arrive_s = max(stage.now_s + 1.0, following.start_s - EARLY_S) if following is not None else None
        clear = self._live_meanwhile(stage, row, unit, rendezvous, following)
        plan = PassagePlan(
            rendezvous=rendezvous,
            arrive_s=arrive_s,
            cruise_mps=platform.cruise_mps,
            loiter_radius_m=LOITER_M,
            serial=following.serial if following is not None else "",
            by_way_of=clear.turns,
            wait_at=clear.wait_at,
            wait_by_way_of=clear.wait_turns,
            wait_until_s=clear.wait_until_s,
            hurried=clear.hurried,
        )
        self._play(NO_SERIAL, row, passage.doctrine(self._passage_briefing(unit, plan)))
        self.note_phase(stage, NO_SERIAL, row, "")
        deliver(row, NO_SERIAL, Started())

    def _live_meanwhile(
        self, stage: Stage, row: int, unit: str, rendezvous: Position | None, following: SerialPlan | None
    ) -> LiveWay:
        """How she keeps out of danger areas that are promulgated for serials she is not in."""
        start_s = math.inf if following is None else following.start_s
        arrive_s = max(stage.now_s + 1.0, start_s - EARLY_S)
        watch_s = rules_of(self.compiled.exercise).K17.clear_s
        live = [
            Live(tuple(Position(place.lat_rad, place.lon_rad) for place in plan.danger.ring), plan.start_s, plan.end_s)
            for plan in self.compiled.programme
            if plan.danger is not None
            and unit not in plan.briefings
            and plan.start_s - watch_s < arrive_s
            and stage.now_s < plan.end_s
            and self.runs[plan.serial].state in (SerialState.PLANNED, SerialState.RUNNING)
        ]
        if not live:
            return LiveWay()
        lat_rad, lon_rad, _, _, _ = ask.whereabouts(stage.at, row, stage.now_s)
        leg = Leg(Position(lat_rad, lon_rad), rendezvous, stage.now_s, arrive_s, start_s)
        return way_round_live(stage.cast.land, leg, live)

    def _begin_air_passage(
        self,
        stage: Stage,
        row: int,
        unit: str,
        following: SerialPlan | None,
        deliver: Deliver,
        way: ComingDown | None,
    ) -> None:
        """An aircraft in the air goes home; with the exercise's first breath it flies its route, or waits where its
        serial begins. `way`: how its part in a serial meant to come home."""
        exercise = self.compiled.exercise
        cruise_mps = self.compiled.library.platforms[exercise.units[unit].class_id].cruise_mps
        first = stage.now_s == 0.0
        if first and exercise.units[unit].start.place is None:
            return
        routed = first and exercise.units[unit].route is not None
        wait = _rendezvous(following) if first and following is not None else None
        home = self.compiled.cast.homes.get(row, "")
        plan = PassagePlan(wait, None, cruise_mps, LOITER_M, "", home, routed)
        known = way if way is not None and way.place == home else None
        self._play(NO_SERIAL, row, air_passage.doctrine(self._passage_briefing(unit, plan), known))
        self.note_phase(stage, NO_SERIAL, row, "")
        deliver(row, NO_SERIAL, Started())

    def _next_place(self, unit: str, following: SerialPlan | None) -> SerialPlan | None:
        """The serial that a ship makes for: one that is on the air alone is held on the way to what comes after it."""
        found = following
        while found is not None and kinds()[found.kind].words_alone and _rendezvous(found) is None:
            found = self._next_serial(unit, found.start_s)
        return found if found is not None else following

    def _next_serial(self, unit: str, now_s: float) -> SerialPlan | None:
        for plan in self.compiled.programme:
            if unit in plan.briefings and plan.start_s > now_s and self.runs[plan.serial].state is SerialState.PLANNED:
                return plan
        return None

    def _passage_briefing(self, unit: str, plan: PassagePlan) -> Briefing:
        return Briefing(
            serial=NO_SERIAL,
            kind="PASSAGE",
            unit=unit,
            role="unit",
            roles={"unit": (unit,)},
            oce=unit,
            area=None,
            area_id=None,
            start_s=0.0,
            end_s=math.inf,
            circuits=(),
            params=plan,
            nations={unit: self.compiled.exercise.units[unit].nation},
            domains={unit: Domain.SURFACE},
            beam_m={},
            sea_state_max=9,
            visibility_m_min=0.0,
            daylight_only=False,
        )

    def listeners(self, row: int) -> list[str]:
        """Serials (or passage) in which a unit plays now."""
        count, found = self._listening
        if count != self._changes:
            found = {}
            for serial, player in sorted(self.parts):
                found.setdefault(player, []).append(serial)
            self._listening = self._changes, found
        return found.get(row, [])

    def note_phase(self, stage: Stage, serial: str, row: int, before: str) -> None:
        """Record a doctrine's phase if it is another than before."""
        part = self.parts[serial, row]
        if part.phase != before:
            name = self.compiled.unit_names[row]
            stage.sink.row("phases", time_s=stage.now_s, serial_id=serial, unit_id=name, phase=part.phase)

    def running(self) -> list[str]:
        return [name for name, run in self.runs.items() if run.state is SerialState.RUNNING]

    def _passage_of(self, unit: str, plan: PassagePlan) -> Doctrine:
        flies = self.compiled.cast.people[self.row_of(unit)].domain is Domain.AIR
        briefing = self._passage_briefing(unit, plan)
        return air_passage.doctrine(briefing) if flies else passage.doctrine(briefing)

    # ---- checkpoints

    def as_plain(self) -> dict[str, Any]:
        parts = []
        for (serial, row), part in sorted(self.parts.items()):
            plan = to_plain(part.briefing.params) if serial == NO_SERIAL else None
            parts.append([serial, row, plan, to_plain(part, _LEFT_OUT)])
        return {"runs": {name: to_plain(run) for name, run in self.runs.items()}, "parts": parts}

    def restore(self, plain: dict[str, Any]) -> None:
        for name, run in plain["runs"].items():
            fill_from_plain(self.runs[name], run)
        self._changes += 1
        self.parts.clear()
        for serial, row, plan, state in plain["parts"]:
            unit = self.compiled.unit_names[row]
            if serial == NO_SERIAL:
                part = self._passage_of(unit, passage_plan(plan))
            else:
                found = self.plan_of(serial)
                part = self.factories[found.kind](found.briefings[unit])
            fill_from_plain(part, state, _LEFT_OUT)
            self._play(serial, row, part)


def _way_of(part: Doctrine | None) -> ComingDown | None:
    """How a part's aircraft comes home; None of who is no aircraft, and of a serial in which nobody flies her."""
    way = getattr(part, "way", None)
    return way if isinstance(way, ComingDown) else None


def _berth(plan: SerialPlan, unit: str) -> Position | None:
    """A unit's own place at COMEX, if its kind knows one; else on the ring about the rendezvous, in order of names."""
    briefing = plan.briefings[unit]
    own = getattr(briefing.params, "rendezvous", None)
    found: Position | None = own(briefing, _offset) if own is not None else None
    if found is not None:
        return found
    middle = _rendezvous(plan)
    if middle is None:
        return None
    units = sorted(plan.briefings)
    radius_m = BERTH_M * len(units) / math.tau if len(units) > 1 else 0.0
    return _offset(middle, math.tau * units.index(unit) / len(units), radius_m)


def _offset(place: Position, bearing_rad: float, range_m: float) -> Position:
    return Position(*direct(place.lat_rad, place.lon_rad, bearing_rad, range_m))


def _rendezvous(plan: SerialPlan) -> Position | None:
    """Where a serial begins: the first waypoint of its route, or the middle of its area."""
    route = getattr(plan.briefings[plan.oce].params, "route", None)
    if route:
        return Position(route[0].lat_rad, route[0].lon_rad)
    return plan.area.centre if plan.area is not None else None


def passage_plan(plain: dict[str, Any]) -> PassagePlan:
    """A passage of a checkpoint."""
    places = {key: Position(**plain[key]) if plain[key] else None for key in ("rendezvous", "wait_at")}
    turns = {key: tuple(Position(**turn) for turn in plain[key]) for key in ("by_way_of", "wait_by_way_of")}
    return PassagePlan(**{**plain, **places, **turns})
