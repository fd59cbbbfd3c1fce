"""Casts that the kinds refuse are tried otherwise: who conducts, and who plays a role, is checked once all have places.

A kind may ask more of its cast than a role's abilities: that a hunter conducts a CASEX, that two groups are of two
sides. `fleetex check` says so of serials with times; what it says of one whom the planner chose bars that choice.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from fleetex.library import Library
from fleetex.plan.jobs import Job
from fleetex.plan.pinning import placed_by
from fleetex.plan.solve import Solved
from fleetex.plan.timetable import Placed, Timetable
from fleetex.scenario import Exercise, Problem, ScenarioError

TRIES = 6
"""So often casts are changed (design)."""


def with_casts_that_hold(
    exercise: Exercise,
    library: Library,
    jobs: Sequence[Job],
    place: Callable[[Sequence[Job]], Solved],
    seen: Callable[[Timetable], Timetable] = lambda table: table,
    given_up: dict[str, str] | None = None,
    rough: Callable[[Sequence[Job]], Solved] | None = None,
) -> Solved:
    """What `place` finds, with casts that the kinds take; `seen`: the timetable as it will be kept; `given_up`: filled
    with what the kinds say of casts that were refused; of mended serials, of those alone that are then left out;
    `rough`: finds something at once, so that most of what is refused is known before anything is searched for.

    Raises ScenarioError where what is refused was not the planner's choice, or no other choice is left."""
    told = {} if given_up is None else given_up
    known = jobs if rough is None else _without_refused(exercise, library, jobs, rough, seen, told)
    if known is not jobs:
        found: Solved | None = None
        with suppress(ScenarioError):
            found = _held(exercise, library, known, place, seen, told)
        if found is not None and found.timetable is not None:
            return found
        told.clear()
    return _held(exercise, library, jobs, place, seen, told)


def _without_refused(
    exercise: Exercise,
    library: Library,
    jobs: Sequence[Job],
    rough: Callable[[Sequence[Job]], Solved],
    seen: Callable[[Timetable], Timetable],
    given_up: dict[str, str],
) -> Sequence[Job]:
    """Jobs without the choices that the kinds refuse of what is found at once; the same where they refuse none."""
    for _ in range(TRIES):
        found = rough(jobs)
        failure = None if found.timetable is None else refusal(exercise, library, seen(found.timetable))
        if found.timetable is None or failure is None:
            break
        narrowed = _narrowed(jobs, found.timetable, failure.problems, given_up)
        if narrowed is None:
            break
        jobs = narrowed
    return jobs


def refusal(exercise: Exercise, library: Library, table: Timetable) -> ScenarioError | None:
    """What the kinds say against a timetable's casts; None if they take them."""
    try:
        placed_by(exercise, table, library)
    except ScenarioError as failure:
        return failure
    return None


def _held(
    exercise: Exercise,
    library: Library,
    jobs: Sequence[Job],
    place: Callable[[Sequence[Job]], Solved],
    seen: Callable[[Timetable], Timetable],
    given_up: dict[str, str],
) -> Solved:
    """What `place` finds, again and again without what is refused of it."""
    refused: ScenarioError | None = None
    for _ in range(TRIES):
        found = place(jobs)
        if found.timetable is None:
            if refused is not None:
                raise refused
            return found
        failure = refusal(exercise, library, seen(found.timetable))
        if failure is None:
            return found
        narrowed = _narrowed(jobs, found.timetable, failure.problems, given_up)
        if narrowed is None:
            own = [one for one in failure.problems if not one.where.startswith("timetable.")]
            raise ScenarioError(own or failure.problems)  # what the file says is to be mended first
        jobs, refused = narrowed, failure
    assert refused is not None
    raise refused


def _narrowed(
    jobs: Sequence[Job], table: Timetable, problems: Sequence[Problem], given_up: dict[str, str]
) -> list[Job] | None:
    """Jobs without the choices that were refused; None if one of the problems is of no choice."""
    by_name = {job.name: job for job in jobs}
    placed = {one.serial: one for one in table.placed}
    for problem in problems:
        serial = next((name for name in by_name if part_of(problem, name)), None)
        if serial is None or serial not in placed:
            return None
        changed = _without(by_name[serial], placed[serial], problem)
        if changed is not None:
            by_name[serial] = changed
            given_up.update({} if changed.planned else {serial: problem.allowed})
        elif all(by_name[serial] is not job for job in jobs):
            continue  # of the same choice, which another problem barred already
        elif by_name[serial].planned and by_name[serial].optional:  # mended: its kind takes it no more as it is left
            by_name[serial] = replace(by_name[serial], last_min=by_name[serial].first_min)
            given_up[serial] = problem.allowed
        else:
            return None
    return list(by_name.values())


def part_of(problem: Problem, name: str) -> list[str]:
    """What of a serial a problem is about, by its part of the file or its place in the timetable; empty: nothing."""
    for part in ("serials", "timetable"):
        if problem.where.startswith(f"{part}.{name}."):
            return problem.where.removeprefix(f"{part}.{name}.").split(".")
    return []


def _without(job: Job, placed: Placed, problem: Problem) -> Job | None:
    """The serial without a choice that a problem is about: who conducts, or whoever it names; else all of the role."""
    what = part_of(problem, job.name)
    if what == ["oce"]:
        return replace(job, oces_barred=(*job.oces_barred, placed.oce)) if not job.oces else None
    roles = dict(job.roles)
    for role, need in job.roles.items():
        picked = [unit for unit in placed.roles.get(role, ()) if need.number and unit in need.able]
        gone = {unit for unit in picked if unit == problem.found or f"`{unit}`" in str(problem)}
        gone = gone or (set(picked) if what[:2] == ["roles", role] else set())
        if gone and len(set(need.able) - gone) >= need.number:
            roles[role] = replace(need, able=tuple(unit for unit in need.able if unit not in gone))
            return replace(job, roles=roles)
    return None
