"""A broken programme mended with the fewest and smallest changes; what is past or begun stays.

A serial that is left out weighs more than any number of changes, that one has another time or area at all more than by
how much. Live serials go only into slots whose warnings are out, first or reserve, or so late that new warnings have
their lead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fleetex.library import Library
from fleetex.plan.announced import revised
from fleetex.plan.casts import with_casts_that_hold
from fleetex.plan.detours import going_round
from fleetex.plan.differences import Change
from fleetex.plan.events import EVERYWHERE, Event
from fleetex.plan.facts import Facts
from fleetex.plan.in_progress import Hit, hits
from fleetex.plan.jobs import Able, Job, RoleNeed, jobs_of
from fleetex.plan.judge import Breach, judge
from fleetex.plan.replan_reasons import Broken, Reasons, gone
from fleetex.plan.solve import Solved, solve_whole
from fleetex.plan.stand_ins import StandIns
from fleetex.plan.targets import alike, carrier, target_role
from fleetex.plan.timetable import Placed, Timetable
from fleetex.scenario import Exercise, ScenarioError
from fleetex.scenario.kinds import RoleSpec
from fleetex.scenario.planning import Wanted
from fleetex.scenario.programme import OpenSerial
from fleetex.vocabulary import Capability


@dataclass(frozen=True)
class Mended:
    """A programme after its events."""

    timetable: Timetable | None
    changes: tuple[Change, ...]
    in_progress: tuple[Hit, ...] = ()
    """What has begun and is hit: it stays where it is."""
    breaches: tuple[Breach, ...] = ()
    """Rules that it breaks, and that were kept before: what has begun can break them."""
    reasons: tuple[str, ...] = ()
    """Of no timetable: what has begun cannot be as it is said."""


def replan(
    exercise: Exercise, library: Library, timetable: Timetable, events: Sequence[Event], now_utc: datetime
) -> Mended:
    """Mend a timetable at a time."""
    facts = Facts(exercise, library)
    facts.now_min = round(exercise.seconds(now_utc) / 60.0)
    _tell(facts, events, now_utc)
    mending = _Mending(exercise, facts, Able.of(exercise, library), timetable, tuple(events), now_utc)

    def kept(table: Timetable) -> Timetable:
        return replace(table, placed=mending.with_reserves(table.placed))

    def place(now: Sequence[Job]) -> Solved:
        return going_round(facts, now, lambda: solve_whole(facts, now, effort_s=12.0, tidy_s=0.0))

    def tried() -> Solved:
        every = jobs_of(exercise, library)
        jobs = [mending.job(job) for job in every if any(job.name == p.serial for p in timetable.placed)]
        return with_casts_that_hold(exercise, library, jobs, place, kept, given_up)

    given_up: dict[str, str] = {}
    was_broken = set(judge(exercise, library, timetable))
    try:
        solved = tried()
        mending.pressed = mending.pressable & set(solved.dropped)
        mending.whole = set(given_up)
        mending.fewer = mending.thinnable & set(solved.dropped) - mending.whole
        if mending.pressed or mending.whole or mending.fewer:  # nobody else can be there, or somebody must
            given_up.clear()
            solved = tried()
    except ScenarioError as failure:
        refused = tuple(str(one) for one in failure.problems)
        return Mended(None, (), reasons=_of_what_stands(mending, library, was_broken) or refused)
    if solved.timetable is None:
        return Mended(None, (), reasons=_of_what_stands(mending, library, was_broken))
    after = kept(solved.timetable)
    broken = Broken(exercise, facts, library, timetable, tuple(events), now_utc)
    placed_anew = {job.name: mending.job(job) for job in broken.jobs}
    changes = _with_stand_ins(broken, after, Reasons(broken, placed_anew, after, given_up).changes())
    begun = hits(broken)
    fresh = tuple(one for one in judge(exercise, library, after) if one not in was_broken)
    told, begun_told = [str(one) for one in events], [one.text for one in begun]
    after = revised(exercise, library, timetable, after, changes, told, begun_told, now_utc)
    return Mended(after, changes, begun, fresh)


def _with_stand_ins(broken: Broken, after: Timetable, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same, with who else could come in where somebody was lost."""
    stand_ins, now = StandIns(broken, after), {one.serial: one for one in after.placed}
    held = {one.serial for one in changes} & now.keys()
    told = {name: stand_ins.told(broken.before[name], now[name]) for name in held}
    return tuple(replace(one, instead=told.get(one.serial, "")) for one in changes)


def _of_what_stands(mending: "_Mending", library: Library, was_broken: set[Breach]) -> tuple[str, ...]:
    """What is broken by serials that have begun, as they stand after the events, and was not before."""
    stand = tuple(one for one in map(mending.standing, mending.before.placed) if one is not None)
    broken = judge(mending.exercise, library, replace(mending.before, placed=stand))
    names = {one.serial for one in stand}
    return tuple(str(one) for one in broken if one not in was_broken and one.serial in names)


def _tell(facts: Facts, events: Sequence[Event], now_utc: datetime) -> None:
    """What the events make so: fog, areas that are closed, units that are away."""
    for event in events:
        since = round(facts.exercise.seconds(event.from_utc or now_utc) / 60.0)
        until = facts.end_min + 1
        if event.until_utc is not None:
            until = round(facts.exercise.seconds(event.until_utc) / 60.0)
        if event.kind == "fog":
            facts.fog.append((None if event.subject == EVERYWHERE else event.subject, (since, until)))
        elif event.kind == "close":
            facts.closed.append((event.subject, (since, until)))
        elif event.kind in ("drop", "unserviceable"):
            facts.away += [(unit, (since, until)) for unit in gone(facts.exercise, event)]


@dataclass
class _Mending:
    exercise: Exercise
    facts: Facts
    able: Able
    before: Timetable
    events: tuple[Event, ...]
    now_utc: datetime
    pressable: set[str] = field(default_factory=set)
    """Serials that could go on with the one other who is left, ..."""
    pressed: set[str] = field(default_factory=set)
    """... and those that do, because nobody else can come in."""
    thinnable: set[str] = field(default_factory=set)
    """Serials whose kind could do with fewer than their roles ask for, ..."""
    fewer: set[str] = field(default_factory=set)
    """... and those that do, because they would not be held else."""
    whole: set[str] = field(default_factory=set)
    """Serials that their kind does not take with fewer: for whoever is lost in them one comes in."""

    def minute(self, time_utc: datetime) -> int:
        return round(self.exercise.seconds(time_utc) / 60.0)

    def standing(self, placed: Placed) -> Placed | None:
        """A serial that has begun, as it stands after the events; None if it has not."""
        overrun = [one for one in self.events if one.kind == "overrun" and one.subject == placed.serial]
        if overrun and overrun[0].until_utc is not None:
            return replace(placed, end_utc=overrun[0].until_utc, reserve=None)
        return replace(placed, reserve=None) if placed.start_utc < self.now_utc else None

    def job(self, job: Job) -> Job:
        """As it must be placed now: in its place if it has begun, else anew, as near to it as can be."""
        placed = self.before[job.name]
        stands = self.standing(placed)
        if stands is not None:
            return job.settled(self.exercise, stands)
        now = self.minute(self.now_utc)
        serial = self.exercise.programme[job.name]
        windowed = isinstance(serial, OpenSerial)
        roles = {role: self._role(job, role, placed) for role in placed.roles}
        roles = self._with_targets(job, self._stepping_up(job, roles, placed), placed)
        start = self.minute(placed.start_utc)
        return replace(
            job,
            lasting_min=self.minute(placed.end_utc) - start,
            first_min=max(now, job.first_min if windowed else 0),
            last_min=job.last_min if windowed else self.facts.end_min,
            area_ids=job.area_ids,
            roles=roles,
            oces=self._conductor(roles, placed),
            led_before=placed.oce,
            start_min=None,
            optional=True,
            near_min=start,
            planned_area=placed.area_id,
            planned=True,
            planned_units=placed.units,
            promulgated=self._slots(placed) if job.live else None,
            reserve_min=None,
        )

    def _conductor(self, roles: Mapping[str, RoleNeed], placed: Placed) -> tuple[str, ...]:
        """Who conducts it: whoever did, or has stepped into her part; nobody where that is open."""
        if not self._away(placed.oce, placed):
            return (placed.oce,)
        part = next((role for role, units in placed.roles.items() if units == (placed.oce,)), None)
        named = roles[part].named if part is not None else ()
        return named[:1]

    def _away(self, unit: str, placed: Placed) -> bool:
        """Whether she is missing at some time of a serial as it was planned."""
        first, last = self.minute(placed.start_utc), self.minute(placed.end_utc)
        return any(away == unit and since < last and first < until for away, (since, until) in self.facts.away)

    def _role(self, job: Job, role: str, placed: Placed) -> RoleNeed:
        """Those who play it; for one who is away another who can, if the role needs one, or she at another time."""
        units = placed.roles[role]
        left = tuple(unit for unit in units if not self._away(unit, placed))
        spec = job.spec
        due = spec.roles[role].units_min
        due = max(due, 1 if role in self.facts.rules.K19.roles.get(job.kind, ()) else 0)
        need = job.roles.get(role)
        wanted = len(units) if (need is not None and need.number) or job.name in self.whole else due
        missing = min(max(0, wanted - len(left)), len(units) - len(left))
        sides = {self.exercise.units[unit].side for unit in units}
        wish = Wanted(number=missing, of=tuple(sorted(sides)), names=left)
        candidates = need.able if need is not None and need.number else ()
        candidates = candidates or self.able.for_role(wish, spec.roles[role], job.circuits, spec.live)
        candidates += tuple(unit for unit in units if unit not in candidates)
        others = {unit for name, players in self.before[job.name].roles.items() if name != role for unit in players}
        alike = {self.facts.platform(unit).domain for unit in units}  # no helicopter is a guide for a ship
        free = [unit for unit in candidates if unit not in left and unit not in others]
        free = [unit for unit in free if self.facts.platform(unit).domain in alike]
        there = sum(not self._away(unit, placed) for unit in free)
        least = max(0, due - len(left))
        missing = min(missing, max(there, least))  # what may be left out is, where nobody can
        if missing > least and job.name not in self.whole:
            self.thinnable.add(job.name)
            missing = least if job.name in self.fewer else missing
        kinds_lost = {self.facts.platform(unit).kind for unit in units if unit not in left}
        fit = [unit for unit in free if self.facts.platform(unit).kind in kinds_lost and not self._away(unit, placed)]
        return RoleNeed(left, missing, tuple(fit or free), f"{missing} more as `{role}`") if missing else RoleNeed(left)

    def _stepping_up(self, job: Job, roles: dict[str, RoleNeed], placed: Placed) -> dict[str, RoleNeed]:
        """Where somebody is lost who plays a part alone, one of those who are many in another takes it over: of her
        nation first. So the next ship leads a patrol, and no stranger comes in for that."""
        specs, found = job.spec.roles, dict(roles)
        for role, need in roles.items():
            lost = placed.roles[role]
            if len(lost) > 1 or not need.number:
                continue
            for other, spec in specs.items():
                many = spec.units_max != 1 and other != role and not spec.needs & {Capability.TARGET, Capability.FLIES}
                crew = [unit for unit in found.get(other, RoleNeed(())).named if many]
                due = max(spec.units_min, other in self.facts.rules.K19.roles.get(job.kind, ()))
                alone = len(crew) == 1 and job.name not in self.pressed
                if alone and any(self._is_free(unit, placed) for unit in need.able):
                    self.pressable.add(job.name)
                    continue  # somebody comes in, and nobody is left alone
                able = [unit for unit in crew if len(crew) > due and self._follows(unit, lost[0], role, job)]
                if able:
                    units = self.exercise.units
                    steps = min(able, key=lambda unit: units[unit].nation != units[lost[0]].nation)
                    found[role] = RoleNeed((steps,))
                    found[other] = RoleNeed(tuple(unit for unit in crew if unit != steps))
                    break
        return found

    def _is_free(self, unit: str, placed: Placed) -> bool:
        """Whether nothing was planned for a unit at a serial's time, and she is not away."""
        others = (one for one in self.before.placed if one.serial != placed.serial and unit in one.units)
        meet = any(one.start_utc < placed.end_utc and placed.start_utc < one.end_utc for one in others)
        return not meet and not self._away(unit, placed)

    def _follows(self, unit: str, lost: str, role: str, job: Job) -> bool:
        """Whether one of a serial can do what one who is lost did: of her side and kind, and able."""
        sides = {self.exercise.units[name].side for name in (unit, lost)}
        same_kind = self.facts.platform(unit).kind is self.facts.platform(lost).kind
        wish = Wanted(number=1, among=(unit,))
        spec = job.spec.roles[role]
        return len(sides) == 1 and same_kind and bool(self.able.for_role(wish, spec, job.circuits, job.live))

    def _with_targets(self, job: Job, roles: dict[str, RoleNeed], placed: Placed) -> dict[str, RoleNeed]:
        """Where another target comes in, the ship that carries it comes too, and tows it if she can."""
        role, specs = target_role(job.kind), job.spec.roles
        need = roles.get(role)
        if need is None or not need.number:
            return roles
        tows = [name for name, spec in specs.items() if Capability.TOW in spec.needs]
        left = {unit for name, one in roles.items() if name not in tows for unit in one.named}
        able, brings = [], []
        for unit in alike(self.facts, need.able, placed.roles[role]):
            ship = carrier(self.facts, unit)
            if not ship or unit in placed.roles[role] or ship in left:
                able.append(unit)
                continue
            joins = next((name for name, spec in specs.items() if self._joins(name, spec, roles, ship, tows)), None)
            if joins is not None and not self._away(ship, placed):
                able.append(unit)
                brings.append((unit, joins, ship))
        kept = {name: RoleNeed(()) if name in tows else one for name, one in roles.items()}
        kept.update({joins: kept.get(joins, RoleNeed(())) for _, joins, _ in brings})
        return {**kept, role: replace(need, able=tuple(able), brings=tuple(brings))}

    def _joins(self, role: str, spec: RoleSpec, roles: Mapping[str, RoleNeed], ship: str, tows: Sequence[str]) -> bool:
        """Whether a ship could come in to play a role that may be left out."""
        if spec.units_min or not spec.needs <= self.facts.platform(ship).capabilities:
            return False
        filled = 0 if role in tows or role not in roles else len(roles[role].named) + roles[role].number
        return spec.units_max is None or filled < spec.units_max

    def _slots(self, placed: Placed) -> tuple[tuple[str | None, int, int], ...]:
        """Areas and times for which warnings are out."""
        spans = [(placed.start_utc, placed.end_utc), *([placed.reserve] if placed.reserve else [])]
        return tuple((placed.area_id, self.minute(first), self.minute(last)) for first, last in spans)

    def with_reserves(self, placed: Sequence[Placed]) -> tuple[Placed, ...]:
        """Reserve slots stay with serials that did not move, unless somebody is now in them."""
        kept = []
        for one in placed:
            old = self.before[one.serial]
            reserve = old.reserve if old.start_utc == one.start_utc and old.area_id == one.area_id else None
            if reserve is not None and any(self._in_the_way(other, one, reserve) for other in placed):
                reserve = None
            kept.append(replace(one, reserve=reserve, fixed=old.fixed))
        return tuple(kept)

    def _in_the_way(self, other: Placed, one: Placed, slot: tuple[datetime, datetime]) -> bool:
        meet = other.start_utc < slot[1] and slot[0] < other.end_utc
        return (
            other.serial != one.serial
            and meet
            and (bool(set(other.units) & set(one.units)) or other.area_id == one.area_id)
        )
