"""A first timetable in seconds: serials one by one, who must be over first comes first, each where it fits soonest.

It goes by the same facts as the model (`slots`, `pairs`) and keeps every hard rule for what it places; fuel and flying
hours are walked through as they come. It proves nothing: what it leaves over may still fit once others make room.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fleetex.plan.facts import Facts, Span, joined
from fleetex.plan.jobs import FIRING, TUG, Able, Job, RoleNeed, rounds_each
from fleetex.plan.model_supply import fuel_lasts
from fleetex.plan.pairs import clashes, order_rules
from fleetex.plan.slots import ENDLESS, arrival_min, barred, is_flown, starts, too_far
from fleetex.plan.targets import pairs_with, target_role, wanting
from fleetex.vocabulary import Domain

DAY_MIN = 24 * 60
TRIES = 24
"""So many starts of a serial are tried in an area where fuel or hours of flying stand against the first."""


@dataclass
class Fitted:
    """What was placed, each in its place, and what was not."""

    settled: dict[str, Job]
    left: list[Job] = field(default_factory=list)


def first_fit(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job] | None = None) -> Fitted:
    """Place all that have no time, round those that have one (and those of `settled`)."""
    return _Fitting(facts, tuple(jobs), dict(settled or {})).run()


class _Fitting:
    def __init__(self, facts: Facts, jobs: tuple[Job, ...], settled: dict[str, Job]) -> None:
        self.facts, self.jobs = facts, jobs
        self.able = Able.of(facts.exercise, facts.library)
        self.settled = {**{job.name: job for job in jobs if job.fixed}, **settled}
        self.befores: dict[str, list[tuple[str, ...]]] = {}
        names = {job.name for job in jobs}
        if facts.rules.applies("K09"):
            for job in jobs:
                self.befores[job.name] = [(name,) for name in job.after if name in names]
            for name, firsts in order_rules(jobs):
                self.befores[name].append(firsts)
        self.busy: dict[str, list[Job]] = {}
        """Of each unit, what it is in."""
        self.shares: dict[str, Counter[str]] = {"lead": Counter(), FIRING: Counter()}
        for job in self.settled.values():
            self._note(job)

    def run(self) -> Fitted:
        left: list[Job] = []
        begun: set[str] = set()

        def place(job: Job) -> None:
            if job.name in begun or job.name in self.settled:
                return
            begun.add(job.name)
            for firsts in self.befores.get(job.name, ()):
                if not any(name in self.settled for name in firsts):
                    waiting = [self.by_name[name] for name in firsts if name not in begun]
                    for one in sorted(waiting, key=lambda one: (self.due[one.name], one.name))[:1]:
                        place(one)
            found = self._best(job)
            if found is None:
                left.append(job)
            else:
                self.settled[job.name] = found
                self._note(found)

        self.by_name = {job.name: job for job in self.jobs}
        self.due = due_min(self.jobs, self.befores)
        last = self._last_of_all()
        for job in sorted(self.jobs, key=lambda job: (self.due[job.name], job.name)):
            place(last if last is not None and job.name == last.name else job)
        return Fitted(self.settled, left)

    def _last_of_all(self) -> Job | None:
        """The serial that is to end within the rule's time of the wash-up (K25), where none in its place does."""
        rule = self.facts.rules.K25
        if rule.wash_up_utc is None or not self.facts.rules.applies("K25"):
            return None
        since = round((self.facts.exercise.seconds(rule.wash_up_utc) - rule.within_s) / 60.0)
        if any(job.fixed and job.last_min >= since for job in self.jobs):
            return None
        late = [job for job in self.jobs if not job.fixed and not job.optional and job.last_min >= since]
        chosen = max(late, key=lambda job: (job.last_min, job.name), default=None)
        return None if chosen is None else replace(chosen, first_min=max(chosen.first_min, since - chosen.lasting_min))

    def _note(self, job: Job) -> None:
        for unit in job.named:
            self.busy.setdefault(unit, []).append(job)
            self.busy[unit].sort(key=lambda one: (one.first_min, one.name))
        units = self.facts.exercise.units
        for oce in job.oces:
            self.shares["lead"][units[oce].nation] += 1
        for unit in job.roles[FIRING].named if FIRING in job.roles else ():
            self.shares[FIRING][units[unit].nation] += 1

    def _best(self, job: Job) -> Job | None:
        """In its place: soonest (or nearest to when it was asked for), in the area that comes first."""
        chosen: tuple[int, Job] | None = None
        since = self._since(job)
        if since is None:
            return None
        for area in job.area_ids:
            found = self._in_area(job, area, since)
            if found is not None and (chosen is None or found[0] < chosen[0]):
                chosen = found
        return None if chosen is None else chosen[1]

    def _since(self, job: Job) -> int | None:
        """When what comes before it has ended; None if that has no place."""
        since = 0
        for firsts in self.befores.get(job.name, ()):
            ends = [self.settled[name].last_min for name in firsts if name in self.settled and name != job.name]
            if not ends:
                return None
            since = max(since, min(ends))
        return since

    def _until(self, job: Job) -> int:
        """When the first that comes after it alone begins, of those that have their places."""
        afters = [
            one.first_min
            for name, one in self.settled.items()
            if any(firsts == (job.name,) for firsts in self.befores.get(name, ()))
        ]
        return min(afters, default=ENDLESS)

    def _in_area(self, job: Job, area: str | None, since: int) -> tuple[int, Job] | None:
        found = barred(self.facts, job, area)
        if any(one.never for one in found):
            return None
        here = replace(job, area_ids=(area,))
        always, by_unit, unless = self._taken(here)
        always += [span for one in found for span in one.spans]
        always += [(-ENDLESS, since), (self._until(job), ENDLESS)]
        every = starts(self.facts, job, joined(always))
        if job.near_min is not None:
            near = job.near_min
            every.sort(key=lambda start: (abs(start - near), start))
        spans = {unit: joined(taken) for unit, taken in by_unit.items()}
        tried = 0
        for start in every:
            placed = self._cast(here, start, spans)
            if placed is None or _caught(placed, unless):
                continue
            if self._lasts(placed):
                return (start if job.near_min is None else abs(start - job.near_min)), placed
            tried += 1
            if tried >= TRIES:
                break
        return None

    def _taken(self, job: Job) -> tuple[list[Span], dict[str, list[Span]], dict[str, list[Span]]]:
        """Minutes barred by what has its place: whoever takes part, of each unit that may be chosen, and of each that
        may, but is not."""
        always: list[Span] = []
        by_unit: dict[str, list[Span]] = {}
        unless: dict[str, list[Span]] = {}
        rules, area = self.facts.rules, job.area_ids[0]
        named = set(job.named)
        for one in self._standing():
            for clash in clashes(self.facts, one, job):
                if not rules.applies(clash.rule):
                    continue
                mine, _, theirs = clash.unit.partition("|")
                span = (one.first_min - clash.back_min, one.last_min + clash.gap_min)
                if clash.leaver:
                    spans = unless if clash.gap_min else by_unit
                    spans.setdefault(clash.leaver, []).append(span)
                elif not mine or (theirs or mine) in named:
                    always.append(span)
                else:
                    by_unit.setdefault(theirs or mine, []).append(span)
        for unit in job.chosen:
            more = by_unit.setdefault(unit, [])
            more += [span for away, span in self.facts.away if away == unit]
            nation = self.facts.exercise.units[unit].nation
            if rules.applies("K18") and nation in rules.K18.cleared:
                more.append((-ENDLESS, round(self.facts.exercise.seconds(rules.K18.cleared[nation]) / 60.0)))
            if rules.applies("K08") and is_flown(self.facts, unit):
                more += self.facts.thick(area, rules.K08.fly_m) if rules.K08.fly_m > 0.0 else ()
            if rules.applies("K02") and area is not None and self.facts.sails(unit):
                more.append((-ENDLESS, arrival_min(self.facts, unit, area)))
        return always, by_unit, unless

    def _standing(self) -> Iterator[Job]:
        """What has its place, and the reserve slots that files give."""
        for one in self.settled.values():
            yield one
            if one.reserve_min is not None:
                first, last = one.reserve_min
                yield replace(one, first_min=first, last_min=last, start_min=first, lasting_min=last - first)

    def _cast(self, job: Job, start: int, spans: Mapping[str, tuple[Span, ...]]) -> Job | None:
        """The serial at a time with somebody in each role; None if there are too few."""
        end = start + job.lasting_min
        taken = set(job.named)
        paired = (TUG, target_role(job.kind)) if TUG in job.roles else ()
        roles: dict[str, RoleNeed] = {}

        def is_free(unit: str) -> bool:
            return not any(start < until and end > since for since, until in spans.get(unit, ()))

        for role, need in sorted(job.roles.items(), key=lambda one: len(one[1].able) - one[1].number):
            free = [
                unit
                for unit in need.able
                if need.number
                and unit not in taken
                and is_free(unit)
                and all(is_free(who) for one, _, who in need.brings if one == unit and who not in taken)
                and (role != FIRING or self._rounds_left(unit) >= rounds_each(job))
                and (role not in paired or pairs_with(self.facts, job, role, unit, {**job.roles, **roles}))
            ]
            if len(free) < need.number:
                return None
            if role == FIRING:
                count = self.shares[FIRING]
                free.sort(key=lambda unit: count[self.facts.exercise.units[unit].nation])
            else:
                free.sort(key=lambda unit: len(self.busy.get(unit, ())))
            picked = free[: need.number]
            taken.update(picked)
            roles[role] = RoleNeed((*roles[role].named, *picked) if role in roles else (*need.named, *picked))
            for unit, as_role, who in need.brings:
                if unit in picked and who not in taken:
                    taken.add(who)
                    there = roles[as_role].named if as_role in roles else job.roles[as_role].named
                    roles[as_role] = RoleNeed((*there, who))
        roles = {role: roles[role] for role in job.roles}
        placed = replace(
            job, roles=roles, first_min=start, last_min=end, start_min=start, optional=False, reserve_min=None
        )
        if self.facts.rules.applies("K21") and wanting(self.facts, placed):
            return None
        area = job.area_ids[0]
        stays = area is not None and self.facts.rules.applies("K14")
        if stays and any(too_far(self.facts, placed, unit, str(area)) for unit in placed.named):
            return None
        if FIRING in roles and any(self._rounds_left(unit) < rounds_each(job) for unit in roles[FIRING].named):
            return None
        oce = self._conductor(placed)
        return None if oce is None else replace(placed, oces=(oce,))

    def _conductor(self, job: Job) -> str | None:
        if job.oces:
            return job.oces[0] if job.oces[0] in job.named else None
        can = self.able.leaders(job, self.able.conductors(job, job.named))
        leads, units = self.shares["lead"], self.facts.exercise.units
        return min(can, key=lambda unit: leads[units[unit].nation], default=None)

    def _rounds_left(self, unit: str) -> int:
        if not self.facts.rules.applies("K11"):
            return ENDLESS
        fired = sum(
            rounds_each(one)
            for one in self.busy.get(unit, ())
            if FIRING in one.roles and unit in one.roles[FIRING].named
        )
        return self.facts.rounds(unit) - fired

    def _lasts(self, job: Job) -> bool:
        """Whether fuel and aircrews' hours last with it."""
        rules = self.facts.rules
        for unit in job.named:
            walk = sorted([*self.busy.get(unit, ()), job], key=lambda one: (one.first_min, one.name))
            if rules.applies("K10") and not fuel_lasts(self.facts, unit, walk):
                return False
            if rules.applies("K13") and self.facts.platform(unit).domain is Domain.AIR:
                for one in walk:
                    day = [other for other in walk if 0 <= other.first_min - one.first_min < DAY_MIN]
                    if 60.0 * sum(other.lasting_min for other in day) > rules.K13.crew_day_s:
                        return False
        return True


def _caught(placed: Job, unless: Mapping[str, Sequence[Span]]) -> bool:
    """Whether somebody who has no part in a live serial is still on her way out of its danger area when it begins."""
    return any(
        placed.first_min < until and placed.last_min > since
        for unit, spans in unless.items()
        if unit not in placed.named
        for since, until in spans
    )


def due_min(jobs: Sequence[Job], befores: Mapping[str, Sequence[tuple[str, ...]]]) -> dict[str, int]:
    """By when each must have ended: its window's end, and in time for what comes after it alone."""
    due = {job.name: job.last_min for job in jobs}
    lasting = {job.name: job.lasting_min for job in jobs}
    for _ in range(len(jobs)):
        changed = False
        for name, groups in befores.items():
            for firsts in groups:
                if len(firsts) == 1 and due.get(firsts[0], -1) > due[name] - lasting[name]:
                    due[firsts[0]], changed = due[name] - lasting[name], True
        if not changed:
            break
    return due


def with_reserves(facts: Facts, settled: Mapping[str, Job], names: Sequence[str]) -> dict[str, Job]:
    """Another slot for live serials, as K23 asks: the first in the same area that is free for the same units."""
    kept = dict(settled)
    fitting = _Fitting(facts, tuple(settled.values()), {})
    within = round(facts.rules.K23.within_s / 60.0)
    for name in names:
        job = settled[name]
        if not job.live or job.reserve_min is not None:
            continue
        others = [one for one in settled.values() if one.name != name]
        fitting.settled = {one.name: replace(one, reserve_min=None) for one in others}
        latest = min(facts.end_min, job.last_min + within)
        spare = replace(job, first_min=job.last_min, last_min=latest, start_min=None)
        found = barred(facts, spare, job.area_ids[0])
        if any(one.never for one in found):
            continue
        taken, _, _ = fitting._taken(spare)
        every = starts(facts, spare, joined([*taken, *(span for one in found for span in one.spans)]))
        if every:
            far = (slot for slot in every if not facts.rules.K23.is_near(60.0 * (slot - job.last_min)))
            first = next(far, every[0])
            kept[name] = replace(job, reserve_min=(first, first + job.lasting_min))
    return kept
