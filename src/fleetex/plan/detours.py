"""Passages that lead round live danger areas: found in a timetable, and given back to the planner as what they take.

A ship that goes to her next serial while another fires goes round its danger area (`round_danger`). Few passages meet
one; those that do and have not the time for the way round are told to the model, which then keeps time for them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fleetex.plan.facts import NO_WAY_M, Facts
from fleetex.plan.jobs import Job
from fleetex.plan.pairs import clear_min
from fleetex.plan.solve import Solved
from fleetex.plan.timetable import Timetable

ROUNDS = 8
"""So often a timetable is mended for passages (design)."""


@dataclass(frozen=True)
class Detour:
    """One ship's passage from a serial to the next while others fire: so long lies between if they do."""

    unit: str
    before: str
    """The serial that she comes from; empty: where she starts."""
    after: str
    areas: tuple[str | None, str]
    live: tuple[tuple[str, str], ...]
    """Serials that fire meanwhile, and where."""
    need_min: int


def going_round(facts: Facts, jobs: Sequence[Job], place: Callable[[], Solved]) -> Solved:
    """What `place` finds, asked again as long as a passage has not the time for its way round. Penalties told may rise
    from one search to the next: what the first came to did not hold."""
    found = place()
    for _ in range(ROUNDS):
        if found.timetable is None:
            return found
        short = too_short(facts, jobs, _settled(facts, jobs, found.timetable))
        if not short:
            return found
        facts.detours += [one for one in short if one not in facts.detours]
        found = place()
    if found.timetable is not None and too_short(facts, jobs, _settled(facts, jobs, found.timetable)):
        return replace(found, timetable=None, proven=False)
    return found


def too_short(facts: Facts, jobs: Sequence[Job], settled: Mapping[str, Job]) -> list[Detour]:
    """Passages too short that something can be done about: not all that they hang on has a time of its own."""
    fixed = {"", *(job.name for job in jobs if job.fixed)}
    return [
        one for one in detours(facts, settled) if not {one.before, one.after, *(name for name, _ in one.live)} <= fixed
    ]


def _settled(facts: Facts, jobs: Sequence[Job], table: Timetable) -> dict[str, Job]:
    by_name = {job.name: job for job in jobs}
    return {one.serial: by_name[one.serial].settled(facts.exercise, one) for one in table.placed}


def detours(facts: Facts, settled: Mapping[str, Job]) -> Iterator[Detour]:
    """Passages that are too short for the way round what is live meanwhile."""
    if not (facts.rules.applies("K02") and facts.rules.applies("K04")):
        return
    firing = [job for job in settled.values() if job.live and facts.danger_hull(job, job.area_ids[0]) is not None]
    if not firing:
        return
    for unit in facts.exercise.units:
        if not facts.sails(unit):
            continue
        walk = sorted((job for job in settled.values() if unit in job.named), key=lambda job: (job.first_min, job.name))
        before: Job | None = None
        for job in walk:
            if job.area_ids[0] is not None:
                yield from _detour(facts, unit, before, job, firing)
                before = job


def _detour(facts: Facts, unit: str, before: Job | None, job: Job, firing: Sequence[Job]) -> Iterator[Detour]:
    area, clear = job.area_ids[0], clear_min(facts)
    begun = facts.home(unit) if before is None else facts.leaves_off(before, before.area_ids[0])
    since = 0 if before is None else before.last_min
    if area is None or begun is None or facts.covers(area, begun) or since > job.first_min:
        return
    meanwhile = [
        one
        for one in firing
        if unit not in one.named and one.first_min - clear < job.first_min and since < one.last_min
    ]
    hulls = [facts.danger_hull(one, one.area_ids[0]) for one in meanwhile]
    way_m = facts.way_round_m(begun, facts.middle(area), hulls)
    if way_m >= NO_WAY_M or way_m <= facts.way_m(begun, facts.middle(area)) + 1.0:
        return
    need = -int(-(way_m / facts.platform(unit).cruise_mps + facts.rules.K02.margin_s) // 60.0)
    if job.first_min - since < need:
        live = tuple((one.name, one.area_ids[0] or "") for one in meanwhile)
        yield Detour(
            unit, before.name if before else "", job.name, (before.area_ids[0] if before else None, area), live, need
        )
