"""What serials in their places cost by each soft rule: counted, not solved for.

The model's objective is the same sum.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ortools.sat.python import cp_model

from fleetex.plan.facts import Facts, joined
from fleetex.plan.jobs import FIRING, Able, Job
from fleetex.plan.model import DROP_COST
from fleetex.plan.model_soft import night_spans
from fleetex.plan.model_supply import DAY_MIN
from fleetex.plan.search import FOUND, new_solver
from fleetex.plan.slots import barred, starts
from fleetex.vocabulary import Domain

EVEN_S = 0.2
"""Deterministic seconds for how evenly leads can be shared."""


def prices(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> dict[str, int]:
    """By rule, what is not free; `jobs` as the file asks for them, `settled` those that have their places."""
    rules = facts.rules
    found: Counter[str] = Counter()
    parts = (
        ("K23", rules.K23.weight, _without_reserve),
        ("K24", rules.K24.weight, _uneven),
        ("K27", rules.K27.weight, _among_boats),
        ("K28", rules.K28.weight, _unserved),
    )
    for rule, weight, count in parts:
        if rules.applies(rule) and weight:
            found[rule] += weight * sum(count(facts, jobs, settled))
    if rules.applies("K23"):
        found["K23"] += rules.K23.near_weight * sum(_near(facts, jobs, settled))
    if rules.applies("K12") and rules.K12.weight:
        found["K12"] = rules.K12.weight * len(list(tired(facts, jobs, settled)))
    for job in jobs:
        if job.name not in settled:
            found["dropped"] += DROP_COST * job.priority
        elif job.near_min is not None and not job.fixed:
            found["near"] += math.ceil(abs(settled[job.name].first_min - job.near_min) / facts.step_min)
    return {rule: cost for rule, cost in sorted(found.items()) if cost}


def tired(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> Iterator[tuple[str, ...]]:
    """Each time that a crew gets too little rest (K12): the serials that it is in."""
    waiting = {job.name for job in jobs if not job.fixed}
    intensive = sorted((one for one in settled.values() if one.intensive), key=lambda one: (one.first_min, one.name))
    most_min, gap_min = facts.rules.K12.intensive_s / 60.0, facts.rules.K12.gap_s / 60.0
    nights = night_spans(facts)
    for unit in facts.exercise.units:
        mine = [one for one in intensive if unit in one.named]
        if facts.platform(unit).domain is not Domain.SURFACE or not any(one.name in waiting for one in mine):
            continue
        for one in mine:
            day = [other for other in mine if 0 <= other.first_min - one.first_min < DAY_MIN]
            if len(day) > 1 and sum(other.lasting_min for other in day) > most_min:
                yield tuple(other.name for other in day)
            if not any(one.first_min < until and one.last_min > since for since, until in nights):
                continue
            for other in mine:
                soon = one.last_min <= other.first_min < one.last_min + gap_min
                if other is not one and soon and {one.name, other.name} & waiting:
                    yield one.name, other.name


def _without_reserve(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> Iterator[int]:
    for job in jobs:
        if job.live and not job.fixed and job.name in settled:
            yield int(settled[job.name].reserve_min is None)


def _near(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> Iterator[bool]:
    """Reserve slots that follow too soon."""
    for job in jobs:
        place = settled.get(job.name)
        if job.live and not job.fixed and place is not None and place.reserve_min is not None:
            yield facts.rules.K23.is_near(60.0 * (place.reserve_min[0] - place.last_min))


def _uneven(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> Iterator[int]:
    units = facts.exercise.units
    for shares in _shares(facts, jobs):
        counts = Counter({nation: 0 for share in shares for nation in (*share.sure, *share.may)})
        for share in shares:
            here = settled.get(share.serial)
            need = None if here is None else here.roles.get(FIRING)
            if here is not None and share.role == FIRING:
                counts.update(units[unit].nation for unit in (need.named if need is not None else ()))
            elif here is not None:
                counts.update(units[unit].nation for unit in here.oces)
        if len(counts) > 1:
            yield max(counts.values()) - min(counts.values())


@dataclass(frozen=True)
class _Share:
    """What a serial gives to nations: to lead it, or to fire in it."""

    serial: str
    role: str
    sure: tuple[str, ...]
    """Nations, once for each unit."""
    may: tuple[str, ...] = ()
    """Of those that may be chosen, ..."""
    number: int = 0
    """... so many are."""
    optional: bool = False


def _shares(facts: Facts, jobs: Sequence[Job]) -> Iterator[list[_Share]]:
    """Of leads, then of firings; nothing where nobody is left to choose."""
    able, units = Able.of(facts.exercise, facts.library), facts.exercise.units
    leads, fires = list[_Share](), list[_Share]()
    for job in jobs:
        free = job.optional and not job.fixed
        if job.oces:
            leads.append(_Share(job.name, "", tuple(units[unit].nation for unit in job.oces), optional=free))
        else:
            can = able.leaders(job, able.conductors(job, job.units))
            leads.append(_Share(job.name, "", (), tuple(units[unit].nation for unit in can), 1, free))
        if need := job.roles.get(FIRING):
            sure = tuple(units[unit].nation for unit in need.named)
            may = tuple(units[unit].nation for unit in need.able if unit not in job.named) if need.number else ()
            fires.append(_Share(job.name, FIRING, sure, may, need.number, free))
    if any(not job.oces or any(need.number for need in job.roles.values()) for job in jobs if not job.fixed):
        yield leads
        yield fires


def least(facts: Facts, jobs: Sequence[Job]) -> int:
    """No timetable costs less: what each serial costs by itself at least, and how evenly leads and firings can be
    shared out at all."""
    rules = facts.rules
    total = 0
    grounds = [facts.shape(area) for area in facts.grounds()] if rules.applies("K27") else []
    for job in jobs:
        if job.fixed:
            continue
        free = _free(facts, job)
        if not free:
            total += DROP_COST * job.priority if job.optional else 0
        elif not job.optional:
            if job.near_min is not None:
                near = job.near_min
                total += math.ceil(
                    min(abs(start - near) for found in free.values() for start in found) / facts.step_min
                )
            if all(area and _meets(facts, area, grounds) for area in free):
                total += rules.K27.weight
            if job.live and rules.applies("K23") and not any(_spare(facts, job, *one) for one in free.items()):
                total += rules.K23.weight
    if rules.applies("K24") and rules.K24.weight:
        total += rules.K24.weight * sum(_most_even(shares) for shares in _shares(facts, jobs))
    return total


def _free(facts: Facts, job: Job) -> dict[str | None, list[int]]:
    """When it may begin in each area, were it alone."""
    free = {}
    for area in job.area_ids:
        found = barred(facts, job, area)
        if not any(one.never for one in found):
            free[area] = starts(facts, job, joined([span for one in found for span in one.spans]))
    return {area: found for area, found in free.items() if found}


def _spare(facts: Facts, job: Job, area: str | None, found: Sequence[int]) -> bool:
    """Whether there is a reserve slot for one of some starts in an area."""
    within = round(facts.rules.K23.within_s / 60.0)
    late = replace(job, last_min=min(facts.end_min, found[-1] + job.lasting_min + within))
    spans = joined([span for one in barred(facts, late, area) for span in one.spans])
    slots = starts(facts, late, spans)
    return any(first + job.lasting_min <= slot <= first + within for first in found for slot in slots)


def _most_even(shares: Sequence[_Share]) -> int:
    """The least difference between the nation that has most and the one that has fewest, times aside."""
    alike = Counter((share.sure, tuple(sorted(share.may)), share.number, share.optional) for share in shares)
    model = cp_model.CpModel()
    parts: dict[str, list[Any]] = {nation: [] for share in shares for nation in (*share.sure, *share.may)}
    if len(parts) < 2:
        return 0
    for (sure, may, number, optional), times in alike.items():
        for nation, units in Counter(sure).items():
            held = model.new_int_var(0 if optional else times * units, times * units, "")
            parts[nation].append(held)
        chosen = []
        for nation, units in Counter(may).items():
            chosen.append(model.new_int_var(0, times * min(units, number), ""))
            parts[nation].append(chosen[-1])
        if optional:
            model.add(sum(chosen) <= times * number)
        elif chosen:
            model.add(sum(chosen) == times * number)
    count = sum(len(share.sure) + share.number for share in shares)
    most, fewest = model.new_int_var(0, count, "most"), model.new_int_var(0, count, "fewest")
    for one in parts.values():
        model.add(most >= sum(one))
        model.add(fewest <= sum(one))
    model.minimize(most - fewest)
    solver = new_solver(EVEN_S, 10.0)
    status = solver.solve(model)
    return max(0, round(solver.best_objective_bound)) if status in (*FOUND, cp_model.UNKNOWN) else 0


def _meets(facts: Facts, area: str, grounds: Sequence[Any]) -> bool:
    import shapely

    return any(shapely.intersects(facts.shape(area), ground) for ground in grounds)


def _among_boats(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> Iterator[int]:
    grounds = [facts.shape(area) for area in facts.grounds()]
    for job in jobs:
        area = settled[job.name].area_ids[0] if job.name in settled and not job.fixed else None
        if area is not None:
            yield int(_meets(facts, area, grounds))


def _unserved(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> Iterator[int]:
    for name in facts.plan.objectives:
        serving = [job.name for job in jobs if name in job.objectives]
        yield int(not any(one in settled for one in serving))
