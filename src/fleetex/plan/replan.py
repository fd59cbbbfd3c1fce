"""A broken programme mended with the fewest and smallest changes; what is past or begun stays.

A serial that is left out weighs more than any number of moves, a move more than its length. Live serials go only into
slots whose warnings are out, first or reserve, or so late that new warnings have their lead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fleetex.library import Library
from fleetex.plan.casts import with_casts_that_hold
from fleetex.plan.detours import going_round
from fleetex.plan.events import EVERYWHERE, Event
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Able, Job, RoleNeed, jobs_of
from fleetex.plan.solve import Solved, solve_whole
from fleetex.plan.timetable import Placed, Timetable
from fleetex.quantities import format_dtg, format_duration
from fleetex.scenario import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.scenario.planning import Wanted
from fleetex.scenario.programme import OpenSerial


@dataclass(frozen=True)
class Change:
    """What became of one serial."""

    serial: str
    text: str
    """As planners read it: what moved, by how much, why."""
    why: str


@dataclass(frozen=True)
class Mended:
    """A programme after its events."""

    timetable: Timetable | None
    changes: tuple[Change, ...]
    solved: Solved


def replan(
    exercise: Exercise, library: Library, timetable: Timetable, events: Sequence[Event], now_utc: datetime
) -> Mended:
    """Mend a timetable at a time."""
    facts = Facts(exercise, library)
    facts.now_min = round(exercise.seconds(now_utc) / 60.0)
    _tell(facts, events, now_utc)
    mending = _Mending(exercise, facts, Able.of(exercise, library), timetable, tuple(events), now_utc)
    jobs = [
        mending.job(job) for job in jobs_of(exercise, library) if any(job.name == p.serial for p in timetable.placed)
    ]

    def kept(table: Timetable) -> Timetable:
        return replace(table, placed=mending.with_reserves(table.placed))

    def place(now: Sequence[Job]) -> Solved:
        return going_round(facts, now, lambda: solve_whole(facts, now, effort_s=12.0, tidy_s=0.0))

    solved = with_casts_that_hold(exercise, library, jobs, place, kept)
    if solved.timetable is None:
        return Mended(None, (), solved)
    after = kept(solved.timetable)
    return Mended(after, tuple(mending.changes(after)), replace(solved, timetable=after))


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
            facts.away += [(unit, (since, until)) for unit in _gone(facts.exercise, event)]


def _gone(exercise: Exercise, event: Event) -> tuple[str, ...]:
    """Who cannot take part: of a ship that drops out also what stands on her deck, and who flies from it."""
    if event.kind != "drop":
        return (event.subject,)
    units = exercise.units.items()
    return (event.subject, *(name for name, one in units if event.subject in (one.start.deck, one.home)))


@dataclass
class _Mending:
    exercise: Exercise
    facts: Facts
    able: Able
    before: Timetable
    events: tuple[Event, ...]
    now_utc: datetime

    def minute(self, time_utc: datetime) -> int:
        return round(self.exercise.seconds(time_utc) / 60.0)

    def job(self, job: Job) -> Job:
        """As it must be placed now: in its place if it has begun, else anew, as near to it as can be."""
        placed = self.before[job.name]
        overrun = [one for one in self.events if one.kind == "overrun" and one.subject == job.name]
        if overrun and overrun[0].until_utc is not None:
            return job.settled(self.exercise, replace(placed, end_utc=overrun[0].until_utc, reserve=None))
        if placed.start_utc < self.now_utc:
            return replace(job.settled(self.exercise, placed), reserve_min=None)
        now = self.minute(self.now_utc)
        serial = self.exercise.programme[job.name]
        windowed = isinstance(serial, OpenSerial)
        roles = {role: self._role(job, role, placed) for role in placed.roles}
        start = self.minute(placed.start_utc)
        return replace(
            job,
            lasting_min=self.minute(placed.end_utc) - start,
            first_min=max(now, job.first_min if windowed else 0),
            last_min=job.last_min if windowed else self.facts.end_min,
            area_ids=job.area_ids,
            roles=roles,
            oces=() if self._away(placed.oce, placed) else (placed.oce,),
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

    def _away(self, unit: str, placed: Placed) -> bool:
        """Whether she is missing at some time of a serial as it was planned."""
        first, last = self.minute(placed.start_utc), self.minute(placed.end_utc)
        return any(away == unit and since < last and first < until for away, (since, until) in self.facts.away)

    def _role(self, job: Job, role: str, placed: Placed) -> RoleNeed:
        """Those who play it; for one who is away another who can, if the role needs one, or she at another time."""
        units = placed.roles[role]
        left = tuple(unit for unit in units if not self._away(unit, placed))
        spec = kinds()[job.kind]
        due = spec.roles[role].units_min
        due = max(due, 1 if role in self.facts.rules.K19.roles.get(job.kind, ()) else 0)
        need = job.roles.get(role)
        wanted = len(units) if need is not None and need.number else due
        missing = min(max(0, wanted - len(left)), len(units) - len(left))
        if not missing:
            return RoleNeed(left)
        sides = {self.exercise.units[unit].side for unit in units}
        wish = Wanted(number=missing, of=tuple(sorted(sides)), names=left)
        candidates = need.able if need is not None and need.number else ()
        candidates = candidates or self.able.for_role(wish, spec.roles[role], job.circuits, spec.live)
        candidates += tuple(unit for unit in units if unit not in candidates)
        others = {unit for name, players in self.before[job.name].roles.items() if name != role for unit in players}
        alike = {self.facts.platform(unit).domain for unit in units}  # no helicopter is a guide for a ship
        free = [unit for unit in candidates if unit not in left and unit not in others]
        free = [unit for unit in free if self.facts.platform(unit).domain in alike]
        return RoleNeed(left, missing, tuple(free), f"{missing} more as `{role}`")

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

    def changes(self, after: Timetable) -> list[Change]:
        """What moved, by how much, why, in the order of the old programme."""
        now = {one.serial: one for one in after.placed}
        found = []
        for old in self.before.placed:
            new = now.get(old.serial)
            if new is None:
                found.append(Change(old.serial, f"{old.serial} is not held", self._why_not(old, after)))
                continue
            words = [*self._moved(old, new), *self._replaced(old, new)]
            if old.reserve is not None and new.reserve is None and new.start_utc == old.start_utc:
                words.append("its reserve slot is lost")
            if words:
                found.append(Change(old.serial, f"{old.serial}: {'; '.join(words)}", self._why(old, after)))
        return found

    def _moved(self, old: Placed, new: Placed) -> list[str]:
        words = []
        if new.start_utc != old.start_utc:
            by = new.start_utc - old.start_utc
            sign, size = ("+", by) if by > timedelta() else ("-", -by)
            slot = (
                " (its reserve slot)"
                if old.reserve is not None and old.reserve[0] <= new.start_utc < old.reserve[1]
                else ""
            )
            shift = f"{sign}{format_duration(size.total_seconds())}"
            words.append(f"{format_dtg(old.start_utc)} -> {format_dtg(new.start_utc)}, {shift}{slot}")
        elif new.end_utc != old.end_utc:
            later = format_duration((new.end_utc - old.end_utc).total_seconds())
            words.append(f"ends {format_dtg(old.end_utc)} -> {format_dtg(new.end_utc)}, +{later}")
        if new.area_id != old.area_id:
            words.append(f"{old.area_id} -> {new.area_id}")
        return words

    def _replaced(self, old: Placed, new: Placed) -> list[str]:
        words = []
        for role, units in old.roles.items():
            left = [unit for unit in units if unit not in new.roles.get(role, ())]
            came = [unit for unit in new.roles.get(role, ()) if unit not in units]
            if left:
                instead = f"{', '.join(came)} for {', '.join(left)}" if came else f"without {', '.join(left)}"
                words.append(f"`{role}`: {instead}")
        if new.oce != old.oce:
            words.append(f"conducted by {new.oce}, not {old.oce}")
        return words

    def _why(self, old: Placed, after: Timetable) -> str:
        """The event that touches it, else whom it makes room for."""
        for event in self.events:
            if self._touches(event, old):
                return str(event)
        for other in after.placed:
            was = self.before[other.serial]
            moved = (was.start_utc, was.end_utc, was.area_id) != (other.start_utc, other.end_utc, other.area_id)
            near = other.start_utc < old.end_utc + timedelta(hours=6) and old.start_utc < other.end_utc + timedelta(
                hours=6
            )
            if other.serial != old.serial and moved and near and set(other.units) & set(old.units):
                return f"{other.serial} is now from {format_dtg(other.start_utc)} to {format_dtg(other.end_utc)}"
        return "to make room"

    def _touches(self, event: Event, old: Placed) -> bool:
        since = event.from_utc or self.now_utc
        meet = old.end_utc > since and (event.until_utc is None or old.start_utc < event.until_utc)
        if event.kind == "overrun":
            return event.subject == old.serial
        if event.kind in ("drop", "unserviceable"):
            return meet and not set(_gone(self.exercise, event)).isdisjoint(old.units)
        return meet and event.subject in (old.area_id, EVERYWHERE)

    def _why_not(self, old: Placed, after: Timetable) -> str:
        """Why it is left out; of a live serial what lead is missing too."""
        why = self._why(old, after)
        rules = self.facts.rules
        if not old.live or not rules.applies("K05"):
            return why
        lead = timedelta(seconds=max(rules.K05.warning_s, rules.K05.notam_s))
        slots = " and ".join(
            f"{format_dtg(first)} to {format_dtg(last)}"
            for first, last in [(old.start_utc, old.end_utc), *([old.reserve] if old.reserve else [])]
        )
        first = self.now_utc + lead
        short = first - min(self.exercise.end_utc, first)
        words = f"{why}. Its warnings are out for {slots} alone"
        as_of = self.before.plan_as_of_utc
        words += f" (plan as of {format_dtg(as_of)})" if as_of is not None else ""
        words += f"; another slot needs {format_duration(lead.total_seconds())} from {format_dtg(self.now_utc)}, "
        words += f"that is {format_dtg(first)}"
        return words + (f": {format_duration(short.total_seconds())} are missing" if short > timedelta() else "")
