"""Why each serial of a mended programme changed: what happened to it, or what it would break where it was.

A serial that no event hits is put back where it was, among the others in their new places, and judged: the rule that it
breaks there is why it had to go. Of serials in progress it is told what they lose, and whether they can go on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from fleetex.library import Library
from fleetex.plan.differences import Change, difference
from fleetex.plan.events import EVERYWHERE, Event
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job, jobs_of
from fleetex.plan.judge import Breach, judge
from fleetex.plan.pairs import order_rules
from fleetex.plan.timetable import Placed, Timetable, in_order
from fleetex.quantities import format_dtg, format_duration
from fleetex.scenario import Exercise

BORDER_SHARE = 0.005
"""Of an area: what two share that is less is a common border."""


def gone(exercise: Exercise, event: Event) -> tuple[str, ...]:
    """Who cannot take part: of a ship that drops out also what stands on her deck, and who flies from it."""
    if event.kind != "drop":
        return (event.subject,)
    units = exercise.units.items()
    return (event.subject, *(name for name, one in units if event.subject in (one.start.deck, one.home)))


@dataclass(frozen=True)
class Broken:
    """A programme, and what happened to it when."""

    exercise: Exercise
    facts: Facts
    library: Library
    before: Timetable
    events: tuple[Event, ...]
    now_utc: datetime

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """Of the serials that were held, as their file has them."""
        held = {one.serial for one in self.before.placed}
        return tuple(job for job in jobs_of(self.exercise, self.library) if job.name in held)

    def job(self, serial: str) -> Job:
        return next(job for job in self.jobs if job.name == serial)

    def hit(self, event: Event, old: Placed) -> str:
        """How an event hits a serial as it was planned; empty where it does not."""
        if event.kind == "overrun":
            return str(event) if event.subject == old.serial else ""
        since = event.from_utc or self.now_utc
        if not (old.end_utc > since and (event.until_utc is None or old.start_utc < event.until_utc)):
            return ""
        if event.kind in ("drop", "unserviceable"):
            lost = [unit for unit in gone(self.exercise, event) if unit in (*old.units, old.oce)]
            with_her = "" if not lost or event.subject in lost else f", and {', '.join(lost)} with her"
            return f"{event}{with_her}" if lost else ""
        if event.kind == "fog":
            needs_sight = old.live or self.job(old.serial).visibility_m_min > 0.0
            return str(event) if needs_sight and event.subject in (old.area_id, EVERYWHERE) else ""
        if event.subject == old.area_id:
            return str(event)
        shared = self.shared(old.area_id, event.subject)
        if shared is None:
            return ""
        how = f"overlaps it by {_percent(shared)}" if shared >= BORDER_SHARE else "borders on it"
        return f"{event}, and {old.area_id} {how}"

    def shared(self, area_id: str | None, closed: str) -> float | None:
        """How much of an area a closed one takes; None if they do not meet."""
        if area_id is None:
            return None
        mine, theirs = self.facts.shape(area_id), self.facts.shape(closed)
        return float(mine.intersection(theirs).area / mine.area) if mine.intersects(theirs) else None


class Reasons:
    """What is said of every serial that changed."""

    def __init__(
        self, broken: Broken, mended: dict[str, Job], after: Timetable, given_up: Mapping[str, str] | None = None
    ) -> None:
        """`mended`: by serial, as it was to be placed anew; `given_up`: what its kind lacks then."""
        self.broken, self.mended, self.after = broken, mended, after
        self.given_up = given_up or {}
        self.now = {one.serial: one for one in after.placed}

    def changes(self) -> tuple[Change, ...]:
        """What moved, by how much, why, in the order of the old programme."""
        found = []
        for old in self.broken.before.placed:
            new = self.now.get(old.serial)
            words = difference(old, new)
            if new is None:
                found.append(Change(old.serial, f"{old.serial} {words}", self._why_not(old)))
            elif words:
                found.append(Change(old.serial, f"{old.serial}: {words}", self._why(old)))
        return tuple(found)

    def _why(self, old: Placed) -> str:
        """What hit it, what it waits for, else what it would break where it was."""
        hits = [words for event in self.broken.events if (words := self.broken.hit(event, old))]
        if hits:
            return "; ".join(hits) + self._unannounced(old)
        for name in self._waits_for(old):
            if name not in self.now:
                return f"{name}, which comes before it, is not held"
        new = self.now.get(old.serial)
        if new is not None and not self._is_elsewhere(old, new):
            return self._lost_reserve(old)
        breaches = self._breaches(old)
        if not breaches:
            return "no rule bars its old place by itself; the planner's reckoning, which keeps a margin, does"
        return f"left as it was it would break {breaches[0]}{self._in_turn(breaches[0])}"

    def _unannounced(self, old: Placed) -> str:
        """Of a live serial that goes on beyond what was announced: until when it may fire."""
        new = self.now.get(old.serial)
        if new is None or not old.live or new.start_utc != old.start_utc or new.end_utc <= old.end_utc:
            return ""
        until_utc = old.reserve[1] if old.reserve is not None and old.reserve[0] <= old.end_utc else old.end_utc
        if new.end_utc <= until_utc:
            return ", inside its reserve slot, which is announced"
        rules = self.broken.facts.rules
        lead = format_duration(max(rules.K05.warning_s, rules.K05.notam_s))
        due = f", and a new one needs {lead}" if rules.applies("K05") else ""
        return f". Its warnings are out until {format_dtg(until_utc)} alone{due}: no fire after that"

    def _is_elsewhere(self, old: Placed, new: Placed) -> bool:
        said = (old.start_utc, old.end_utc, old.area_id, dict(old.roles), old.oce)
        return said != (new.start_utc, new.end_utc, new.area_id, dict(new.roles), new.oce)

    def _lost_reserve(self, old: Placed) -> str:
        """Who is in its reserve slot now."""
        assert old.reserve is not None
        first, last = old.reserve
        for other in self.after.placed:
            meet = other.start_utc < last and first < other.end_utc and other.serial != old.serial
            units = [unit for unit in other.units if unit in old.units]
            if meet and (units or other.area_id == old.area_id):
                what = f" with {', '.join(units)}" if units else f" in {old.area_id}"
                return f"{other.serial} is now in that slot{what}"
        return "it has none where nobody else is in it"

    def _breaches(self, old: Placed) -> list[Breach]:
        """What it would break where it was, the others where they are now."""
        others = [one for one in self.after.placed if one.serial != old.serial]
        back = replace(self.after, placed=in_order([*others, old]))
        found = judge(self.broken.exercise, self.broken.library, back)
        return [one for one in found if one not in self._standing and old.serial in (one.serial, *one.text.split())]

    @cached_property
    def _standing(self) -> frozenset[Breach]:
        """What is broken anyhow."""
        return frozenset(judge(self.broken.exercise, self.broken.library, self.after))

    def _in_turn(self, breach: Breach) -> str:
        """Of another serial that a breach names and that changed: what hit that one."""
        for old in self.broken.before.placed:
            if old.serial not in breach.text.replace(",", " ").split() or old.serial == breach.serial:
                continue
            hits = [words for event in self.broken.events if (words := self.broken.hit(event, old))]
            if hits and difference(old, self.now.get(old.serial)):
                return f" ({hits[0]})" if hits[0].startswith(old.serial) else f" ({old.serial} changes: {hits[0]})"
        return ""

    def _waits_for(self, old: Placed) -> tuple[str, ...]:
        """What comes before it: by its file, or by the kinds' order, where that leaves no other."""
        by_kind = [befores for name, befores in order_rules(self.broken.jobs) if name == old.serial]
        return (*self.broken.job(old.serial).after, *(name for befores in by_kind for name in befores))

    def _nobody(self, old: Placed) -> Iterator[str]:
        """Roles that nobody is left for at its time."""
        for role, need in self.mended[old.serial].roles.items():
            if sum(not self._away(unit, old) for unit in need.able) < need.number:
                yield f"nobody else can be its `{role}`"

    def _away(self, unit: str, placed: Placed) -> bool:
        first, last = (self.broken.exercise.seconds(time) / 60.0 for time in (placed.start_utc, placed.end_utc))
        return any(away == unit and since < last and first < until for away, (since, until) in self.broken.facts.away)

    def _why_not(self, old: Placed) -> str:
        """Why it is left out; what would cure it; of a live serial what lead is missing too."""
        lacks = [f"with who is left, {self.given_up[old.serial]}"] if old.serial in self.given_up else []
        why = "; ".join([self._why(old), *self._nobody(old), *lacks, *self._cures(old)])
        rules = self.broken.facts.rules
        if not old.live or not rules.applies("K05"):
            return why
        now_utc = self.broken.now_utc
        lead = timedelta(seconds=max(rules.K05.warning_s, rules.K05.notam_s))
        slots = " and ".join(
            f"{format_dtg(first)} to {format_dtg(last)}"
            for first, last in [(old.start_utc, old.end_utc), *([old.reserve] if old.reserve else [])]
        )
        first = now_utc + lead
        short = first - min(self.broken.exercise.end_utc, first)
        words = f"{why}. Its warnings are out for {slots} alone"
        as_of = self.broken.before.plan_as_of_utc
        words += f" (plan as of {format_dtg(as_of)})" if as_of is not None else ""
        words += f"; another slot needs {format_duration(lead.total_seconds())} from {format_dtg(now_utc)}, "
        words += f"that is {format_dtg(first)}"
        return words + (f": {format_duration(short.total_seconds())} are missing" if short > timedelta() else "")

    def _cures(self, old: Placed) -> Iterator[str]:
        """Where its area is closed: what else it could be held in, each tried by the judge."""
        closed = [one for one in self.broken.events if one.kind == "close" and self.broken.hit(one, old)]
        if not closed or len(closed) < sum(bool(self.broken.hit(one, old)) for one in self.broken.events):
            return
        in_part = [one for one in closed if one.subject != old.area_id]
        if len(in_part) == len(closed) and not self._breaches(old):
            left = self._left(old, closed)
            if left > BORDER_SHARE:
                names = " and ".join(one.subject for one in in_part)
                whole = "" if left < 1.0 - BORDER_SHARE else " (a common border alone)"
                yield f"it stays as planned if {old.area_id} is trimmed to the {_percent(left)} outside {names}{whole}"
        if not old.live and (fit := [area for area in self._areas(old, closed) if self._fits(old, area)]):
            yield f"it fits at its own time in {' or '.join(fit)}, if the file allows it there"

    def _left(self, old: Placed, closed: list[Event]) -> float:
        assert old.area_id is not None
        mine = self.broken.facts.shape(old.area_id)
        rest = mine
        for one in closed:
            rest = rest.difference(self.broken.facts.shape(one.subject))
        return float(rest.area / mine.area)

    def _areas(self, old: Placed, closed: list[Event]) -> list[str]:
        """Areas that other serials of the programme are held in, clear of what is closed, the nearest first."""
        shape, used = self.broken.facts.shape, {one.area_id for one in self.broken.before.placed}
        assert old.area_id is not None
        free = [name for name in used if name is not None and name != old.area_id]
        free = [name for name in free if not any(shape(name).intersects(shape(one.subject)) for one in closed)]
        middle = shape(old.area_id).centroid
        return sorted(free, key=lambda name: (round(shape(name).distance(middle)), name))[:6]

    def _fits(self, old: Placed, area_id: str) -> bool:
        return not self._breaches(replace(old, area_id=area_id))


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
