"""What is to be placed: each serial as the rules see it, times in minutes from the exercise's start.

A job has candidates where the file leaves a choice: areas, units of a role, who conducts it. One with `start_min` has a
time of its own, or has begun, and stays where it is.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from fleetex.library import Library
from fleetex.library.models import Platform
from fleetex.plan.timetable import Placed, is_live
from fleetex.quantities import Position, format_length
from fleetex.scenario import Exercise
from fleetex.scenario.checks import circuit_members
from fleetex.scenario.kinds import OF_AIRCRAFT, KindSpec, RoleSpec, kinds
from fleetex.scenario.planning import Wanted
from fleetex.scenario.programme import OpenSerial, Serial
from fleetex.scenario.whose import home_side, sides_for
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability, Domain, SurfaceKind

FIRING, DELIVERING = "firing", "delivering"
BELOW = frozenset({Capability.DIVES, Capability.SONAR, Capability.TARGET})
"""What a role needs for which a submarine may be chosen (design)."""


@dataclass(frozen=True)
class RoleNeed:
    """Who plays a role: those named, and so many more of those able."""

    named: tuple[str, ...]
    number: int = 0
    """To be chosen beside those named."""
    able: tuple[str, ...] = ()
    wish: str = ""
    """What was asked for, in words."""
    brings: tuple[tuple[str, str, str], ...] = ()
    """Of those able some who come with a ship that carries them: (unit, her role, she)."""


@dataclass(frozen=True)
class Job:
    """One serial to place, or in its place."""

    name: str
    kind: str
    lasting_min: int
    first_min: int
    """It begins then or later."""
    last_min: int
    """It has ended by then."""
    area_ids: tuple[str | None, ...]
    roles: Mapping[str, RoleNeed]
    oces: tuple[str, ...]
    """Who may conduct it; empty: one of the participants that has a radio, but for those barred."""
    after: tuple[str, ...]
    live: bool
    daylight: bool
    sea_state_max: int
    visibility_m_min: float
    oces_barred: tuple[str, ...] = ()
    led_before: str = ""
    """Who conducted it before a breakdown: whoever does so now is of her side and kind, if anybody can."""
    start_min: int | None = None
    optional: bool = False
    priority: int = 5
    near_min: int | None = None
    concurrent: bool = False
    levels_m: tuple[float, float] = (-math.inf, math.inf)
    """From the lowest to the highest that it takes, upwards from the surface."""
    objectives: tuple[str, ...] = ()
    circuits: tuple[str, ...] = ()
    params: object = None
    reserve_min: tuple[int, int] | None = None
    """Of a job in its place."""
    planned: bool = False
    """Whether it had a place before, at `near_min`: what keeps nearest to it is best."""
    planned_area: str | None = None
    planned_units: tuple[str, ...] = ()
    promulgated: tuple[tuple[str | None, int, int], ...] | None = None
    """Areas and times for which its warnings are out; None: they can still be made."""
    own: bool = False
    """Whether its file gives it a time."""
    leaves_off: Position | None = None
    """Where its ships are at its end, if not in its area: the last point of a route."""

    @cached_property
    def spec(self) -> KindSpec:
        """Its kind, as its params have it."""
        return kinds()[self.kind].of(self.params)

    @property
    def fixed(self) -> bool:
        return self.start_min is not None

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Units that take part for certain."""
        return tuple(dict.fromkeys(unit for need in self.roles.values() for unit in need.named))

    @cached_property
    def chosen(self) -> tuple[str, ...]:
        """Units that may be chosen."""
        needs = [need for need in self.roles.values() if need.number]
        every = (unit for need in needs for unit in (*need.able, *(who for _, _, who in need.brings)))
        return tuple(dict.fromkeys(every))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """All who may take part."""
        return tuple(dict.fromkeys((*self.named, *self.chosen)))

    @cached_property
    def intensive(self) -> bool:
        return self.live or kinds()[self.kind].intensive

    def settled(self, exercise: Exercise, placed: Placed) -> "Job":
        """The same, in its place."""
        start_min = math.floor(exercise.seconds(placed.start_utc) / 60.0 + 1e-9)
        end_min = math.ceil(exercise.seconds(placed.end_utc) / 60.0 - 1e-9)
        reserve = None
        if placed.reserve is not None:
            first, last = (round(exercise.seconds(moment) / 60.0) for moment in placed.reserve)
            reserve = (first, last)
        return replace(
            self,
            lasting_min=end_min - start_min,
            first_min=start_min,
            last_min=end_min,
            area_ids=(placed.area_id,),
            roles={role: RoleNeed(tuple(units)) for role, units in placed.roles.items()},
            oces=(placed.oce,),
            start_min=start_min,
            reserve_min=reserve,
            optional=False,
        )


@dataclass(frozen=True)
class Able:
    """Who can do what, read off the exercise once."""

    exercise: Exercise
    library: Library
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of each circuit."""

    @classmethod
    def of(cls, exercise: Exercise, library: Library) -> "Able":
        members = {name: frozenset(circuit_members(exercise, library, name)) for name in exercise.circuits}
        return cls(exercise, library, members)

    def platform(self, unit: str) -> Platform:
        return self.library.platforms[self.exercise.units[unit].class_id]

    def can(self, unit: str, needs: Iterable[Capability]) -> bool:
        return frozenset(needs) <= self.platform(unit).capabilities

    def conducts(self, unit: str, circuits: tuple[str, ...]) -> bool:
        """Whether an officer there can be heard on all circuits."""
        return self.can(unit, (Capability.RADIO,)) and all(unit in self.members[name] for name in circuits)

    def conductors(self, job: Job, units: Iterable[str]) -> list[str]:
        """Who of some units can conduct a serial: a warship, or who passes fuel in it, if there is one, else a ship."""
        can = [unit for unit in units if self.conducts(unit, job.circuits) and unit not in job.oces_barred]
        ships = [unit for unit in can if Capability.FLIES not in self.platform(unit).capabilities]
        alike = [unit for unit in ships if job.led_before and self._alike(unit, job.led_before)]
        fit = [unit for unit in ships if self._fit(unit, job)]
        return alike or fit or ships or can

    def leaders(self, job: Job, can: Sequence[str]) -> list[str]:
        """Of those who can conduct a serial who may lead it by the role of its kind that does; all where none can."""
        lead = job.roles.get(job.spec.led_by)
        return [unit for unit in can if lead and unit in (*lead.named, *lead.able)] or list(can)

    def _fit(self, unit: str, job: Job) -> bool:
        """Whether she is a warship, or passes fuel in it: a replenishment is often conducted by who delivers."""
        passes = DELIVERING in job.roles and unit in (*job.roles[DELIVERING].named, *job.roles[DELIVERING].able)
        return self.platform(unit).kind is SurfaceKind.WARSHIP or passes

    def _is_submarine(self, unit: str) -> bool:
        """Nobody sends her to spot falls or to keep a range clear, though she has a radar and eyes, unless by name."""
        return self.platform(unit).domain is Domain.SUBSURFACE

    def _alike(self, unit: str, other: str) -> bool:
        """Whether two units are of one side, and both warships or both not."""
        sides = {self.exercise.units[name].side for name in (unit, other)}
        return len(sides) == 1 and self.platform(unit).kind is self.platform(other).kind

    def for_role(
        self,
        wish: Wanted,
        spec: RoleSpec,
        circuits: tuple[str, ...],
        live_ship: bool,
        sides: Collection[str] | None = None,
    ) -> tuple[str, ...]:
        """Units that can play a role as it is asked for, in the order of the file. `sides`: whose alone, where the wish
        says neither `of` nor `among`."""
        free = wish.of or wish.among or sides is None
        found = []
        for name, unit in self.exercise.units.items():
            if (wish.among and name not in wish.among) or self.exercise.sides[unit.side].neutral:
                continue
            if not free and unit.side not in (sides or ()):
                continue
            if wish.of and unit.nation not in wish.of and unit.side not in wish.of:
                continue
            if not self.can(name, {*spec.needs, *wish.able}) or name in wish.names:
                continue
            if self._is_submarine(name) and not spec.needs & BELOW and name not in wish.among:
                continue
            if self.platform(name).domain is Domain.AIR and (
                spec.of_ships or (live_ship and Capability.FLIES not in spec.needs)
            ):
                continue
            radio = self.can(name, (Capability.RADIO,))
            if circuits and radio and not any(name in self.members[circuit] for circuit in circuits):
                continue
            found.append(name)
        return tuple(found)


def jobs_of(exercise: Exercise, library: Library) -> tuple[Job, ...]:
    """Every serial of an exercise as its file asks for it, in the order of the file; those dropped apart."""
    able = Able.of(exercise, library)
    gone = exercise.dropped
    return tuple(_job(able, name, one, gone) for name, one in exercise.programme.items() if name not in gone)


def _job(able: Able, name: str, serial: Serial | OpenSerial, gone: frozenset[str]) -> Job:
    exercise, spec = able.exercise, kinds()[serial.kind].of(serial.params)
    limits = serial.limits
    job = Job(
        name=name,
        kind=serial.kind,
        lasting_min=0,
        first_min=0,
        last_min=0,
        area_ids=(serial.area_id,),
        roles={},
        oces=(serial.oce,) if serial.oce is not None else (),
        after=tuple(one for one in serial.after if one not in gone),
        live=is_live(serial),
        daylight=spec.daylight_only if limits.daylight is None else limits.daylight,
        sea_state_max=spec.sea_state_max if limits.sea_state_max is None else limits.sea_state_max,
        visibility_m_min=spec.visibility_m_min if limits.visibility_m_min is None else limits.visibility_m_min,
        concurrent=serial.concurrent,
        levels_m=(-math.inf, math.inf) if serial.levels is None else serial.levels.up_m,
        objectives=serial.objectives,
        circuits=serial.circuits,
        params=serial.params,
        leaves_off=_route_end(serial.params),
    )
    if isinstance(serial, Serial):
        return _fixed(job, exercise, serial)
    zone = exercise.exercise.zone
    first_utc, last_utc = serial.within.bounds(exercise.start_utc, exercise.end_utc, zone)
    near_utc = serial.within.near_utc
    return replace(
        job,
        lasting_min=math.ceil(serial.duration_s / 60.0 - 1e-9),
        first_min=math.ceil(exercise.seconds(first_utc) / 60.0 - 1e-9),
        last_min=math.floor(exercise.seconds(last_utc) / 60.0 + 1e-9),
        area_ids=serial.area_ids or (None,),
        roles={role: _need(able, wish, spec, role, serial) for role, wish in serial.roles.items()},
        optional=serial.optional,
        priority=serial.priority,
        near_min=None if near_utc is None else round(exercise.seconds(near_utc) / 60.0),
    )


def route_of(params: object) -> tuple[Position, ...]:
    """The waypoints that a kind's params give; none where they give none."""
    route = getattr(params, "route", None)
    return tuple(point for point in route if isinstance(point, Position)) if isinstance(route, tuple) else ()


def _route_end(params: object) -> Position | None:
    route = route_of(params)
    return route[-1] if route and not getattr(params, "repeat", False) else None


def _fixed(job: Job, exercise: Exercise, serial: Serial) -> Job:
    start_min = math.floor(exercise.seconds(serial.start_utc) / 60.0 + 1e-9)
    end_min = math.ceil(exercise.seconds(serial.end_utc) / 60.0 - 1e-9)
    reserve = None
    if serial.reserve is not None:
        spare = serial.reserve
        reserve = (round(exercise.seconds(spare.start_utc) / 60.0), round(exercise.seconds(spare.end_utc) / 60.0))
    return replace(
        job,
        lasting_min=end_min - start_min,
        first_min=start_min,
        last_min=end_min,
        roles={role: RoleNeed(units) for role, units in serial.roles.items()},
        start_min=start_min,
        reserve_min=reserve,
        own=True,
    )


def _need(able: Able, wish: Wanted | tuple[str, ...], spec: KindSpec, role: str, serial: OpenSerial) -> RoleNeed:
    if not isinstance(wish, Wanted):
        return RoleNeed(wish)
    words = [f"{wish.number} units for `{role}`"]
    words += [f"able to {', '.join(one.value for one in wish.able)}"] if wish.able else []
    words += [f"of {', '.join(wish.of)}"] if wish.of else []
    due = max(0, wish.number - len(wish.names))
    sides = sides_for(able.exercise, serial, spec, role)
    candidates = able.for_role(wish, spec.roles[role], serial.circuits, spec.live, sides)
    if sides is None and not (wish.of or wish.among):  # what serves both sides is the own where there is enough
        home = home_side(able.exercise, serial, spec)
        own = tuple(unit for unit in candidates if able.exercise.units[unit].side == home)
        candidates = own if len(own) >= due else candidates
    if not wish.among and not (spec.roles[role].needs | set(wish.able)) & OF_AIRCRAFT:
        ships = tuple(unit for unit in candidates if able.platform(unit).domain is not Domain.AIR)
        candidates = ships if len(ships) >= due else candidates
    return RoleNeed(wish.names, due, candidates, " ".join(words))


def rounds_each(job: Job) -> int:
    """Rounds that each firing ship is to fire: salvoes times rounds; 0 where the kind's params say nothing."""
    salvoes, rounds = getattr(job.params, "salvoes", 0), getattr(job.params, "rounds", 0)
    return int(salvoes) * int(rounds) if job.live and isinstance(salvoes, int) and isinstance(rounds, int) else 0


TUG = "tug"
TOW_M = NMI_M
"""Of the line to a target that guns fire at, unless rule K21 says another (design)."""


def tow_due_m(least_m: float | None) -> float:
    """The least line to a towed target: as the rule says, else TOW_M."""
    return TOW_M if least_m is None else least_m


def tow_too_short(job: Job, least_m: float | None) -> str:
    """Why a live serial's towed target is too near its tug; empty if it is not, or is not towed."""
    need, line_m = job.roles.get(TUG), getattr(job.params, "tow_line", None)
    towed = need is not None and (need.named or need.number)
    due_m = tow_due_m(least_m)
    if not (job.live and towed and isinstance(line_m, float)) or line_m >= due_m - 0.5:
        return ""
    return f"its target is {format_length(line_m)} behind the tug (`tow_line`), and {format_length(due_m)} are due"


def speed_in_mps(job: Job) -> float | None:
    """The speed that ships are asked for; None where the kind's params name none."""
    speed = getattr(job.params, "speed", None)
    return float(speed) if isinstance(speed, float) and speed > 0.0 else None
