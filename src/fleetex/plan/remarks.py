"""What a planner should know of a programme that breaks no rule: what was not judged, and what nobody needs."""

from collections.abc import Iterator
from datetime import timedelta

from fleetex.library import Library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job, jobs_of
from fleetex.plan.judge_supply import Walk, fuel_reserve, fuel_without
from fleetex.plan.timetable import Timetable
from fleetex.quantities import format_dtg
from fleetex.scenario import Exercise


def remarks(exercise: Exercise, library: Library, timetable: Timetable) -> tuple[str, ...]:
    """One sentence each."""
    facts = Facts(exercise, library)
    return (*_leads_unjudged(facts, timetable), *_fuel_unneeded(facts, library, timetable))


def _leads_unjudged(facts: Facts, timetable: Timetable) -> Iterator[str]:
    rules, live = facts.rules, [one.serial for one in timetable.placed if one.live]
    if facts.plan.as_of_utc is not None or not live or not rules.applies("K05"):
        return
    lead_s = max(rules.K05.warning_s, rules.K05.notam_s)
    example = format_dtg(facts.exercise.start_utc - timedelta(seconds=lead_s))
    yield (
        "K05 (warnings out in time before live fire) is not judged: the file does not say when the plan is made; "
        f"write `plan: {{as_of: {example}}}` with your own time"
    )


def _fuel_unneeded(facts: Facts, library: Library, timetable: Timetable) -> Iterator[str]:
    """Replenishments without which nobody who receives comes to her reserve: a drill, and perhaps meant as one."""
    if not facts.rules.applies("K10"):
        return
    jobs: dict[str, Job] = {job.name: job for job in jobs_of(facts.exercise, library)}
    for one in timetable.placed:
        if one.kind != "RAS-L" or one.serial not in jobs:
            continue
        left = []
        for unit in one.roles.get("receiving", ()):
            walk = tuple(other for other in timetable.placed if unit in other.units and other.serial in jobs)
            left.append((unit, fuel_without(facts, Walk(unit, walk, jobs), one.serial)))
        if left and all(end is not None for _, end in left):
            told = ", ".join(f"{unit} with {100.0 * (end or 0.0):.0f} %" for unit, end in left)
            floor = f"{100.0 * fuel_reserve(facts):.0f} %"
            yield f"{one.serial} is a drill: without its fuel they end, {told}, above what K10 keeps, {floor}"
