"""Jobs to a timetable by OR-Tools CP-SAT, the same each time: one seed, deterministic time.

From a first fit the soft rules' penalties are made as few as can be; then, with those held, serials are drawn towards
the beginning. Wall time is only a guard: if it stops the search, that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ortools.sat.python import cp_model

from fleetex.plan.facts import Facts
from fleetex.plan.first_fit import first_fit, with_reserves
from fleetex.plan.hints import hint_places
from fleetex.plan.jobs import Job, RoleNeed
from fleetex.plan.model import Item, Programme
from fleetex.plan.search import FOUND, Budget, Told
from fleetex.plan.timetable import Placed, Status, Timetable, in_order, is_live
from fleetex.quantities import format_dtg
from fleetex.scenario.kinds import kinds

EFFORT_S = 20.0
"""Deterministic seconds for the penalties, ..."""
TIDY_S = 0.5
"""... and for drawing serials towards the beginning."""
WALL_S = 120.0
MANY = 60
"""More serials than so many to place are placed part by part."""


@dataclass(frozen=True)
class Solved:
    """What the search came to."""

    timetable: Timetable | None
    """None: it cannot be, or nothing was found in time."""
    proven: bool
    """Whether that it cannot be is proven, of no timetable."""
    deterministic_s: float = 0.0
    wall_s: float = 0.0
    by_the_clock: bool = False
    """Stopped by the wall's guard: another machine may find another."""
    dropped: tuple[str, ...] = ()
    costs: dict[str, int] = field(default_factory=dict)


def solve(
    facts: Facts,
    jobs: Sequence[Job],
    told: Told | None = None,
    *,
    wall_s: float = WALL_S,
    effort_s: float = EFFORT_S,
) -> Solved:
    """Place all jobs that have no time; those that have one stay. Many are placed part by part (`by_parts`)."""
    from fleetex.plan.by_parts import solve_by_parts
    from fleetex.plan.detours import going_round

    if sum(not job.fixed for job in jobs) > MANY:
        return solve_by_parts(facts, jobs, told, wall_s=wall_s, effort_s=effort_s)
    return going_round(facts, jobs, lambda: solve_whole(facts, jobs, told, wall_s=wall_s, effort_s=effort_s))


def solve_whole(
    facts: Facts,
    jobs: Sequence[Job],
    told: Told | None = None,
    *,
    wall_s: float = WALL_S,
    effort_s: float = EFFORT_S,
    tidy_s: float = TIDY_S,
) -> Solved:
    """All jobs in one model: from a first fit, or where that does not do, from a search by the hard rules alone."""
    budget = Budget(effort_s, wall_s, told)
    programme = Programme(facts, jobs)
    fitted = first_fit(facts, jobs)
    start = None
    if all(job.optional for job in fitted.left):
        start = as_hinted(programme, with_reserves(facts, fitted.settled, list(fitted.settled)), budget)
    if start is None:
        hard = Programme(facts, jobs, feasible_only=True)
        hint_places(hard, fitted.settled)
        solver, status = budget.search(hard.model, effort_s)
        if status not in FOUND:
            proven = status == cp_model.INFEASIBLE
            return Solved(None, proven, budget.spent_s, budget.wall_s, budget.by_the_clock)
        start = as_hinted(programme, settled_by(hard, solver), budget)
    best, status = budget.search(programme.model, max(effort_s, 1.0), tells=True)
    if status not in FOUND:
        if start is None:
            return Solved(None, status == cp_model.INFEASIBLE, budget.spent_s, budget.wall_s, budget.by_the_clock)
        best, bound, status = start, max(0, round(best.best_objective_bound)), cp_model.FEASIBLE
    else:
        bound = max(0, round(best.best_objective_bound))
    objective = round(best.objective_value)
    budget.tell(objective, bound)
    last = _tidied(programme, best, objective, budget, tidy_s) or best
    costs = programme.spend(last)
    settled = settled_by(programme, last)
    placed = [placed_of(facts, job) for job in settled.values()]
    dropped = tuple(name for name in programme.items if name not in settled)
    how = Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE
    table = table_of(facts, placed, how, bound, costs)
    return Solved(table, True, budget.spent_s, budget.wall_s, budget.by_the_clock, dropped, costs)


def roughly(facts: Facts, jobs: Sequence[Job]) -> Solved:
    """What a first fit finds; no timetable where it leaves one over that must be held."""
    fitted = first_fit(facts, jobs)
    if not all(job.optional for job in fitted.left):
        return Solved(None, False)
    placed = [placed_of(facts, job) for job in fitted.settled.values()]
    return Solved(table_of(facts, placed, Status.FEASIBLE, 0, {}), False)


def table_of(facts: Facts, placed: Sequence[Placed], how: Status, bound: int, costs: Mapping[str, int]) -> Timetable:
    exercise, total = facts.exercise, sum(costs.values())
    as_of_utc = facts.plan.as_of_utc
    return Timetable(
        exercise.exercise.id, exercise.wanted_hash, as_of_utc, in_order(list(placed)), how, total, bound, costs
    )


def as_hinted(programme: Programme, settled: Mapping[str, Job], budget: Budget) -> cp_model.CpSolver | None:
    """What the model makes of serials in their places, as it is, and the hint of all its variables; None if it takes
    them for impossible."""
    programme.model.clear_hints()  # type: ignore[no-untyped-call]
    hint_places(programme, settled)
    solver, status = budget.search(programme.model, max(budget.left_s, 1.0), as_hinted=True)
    if status not in FOUND:
        return None
    programme.model.clear_hints()  # type: ignore[no-untyped-call]
    _hint_all(programme, solver)
    return solver


def settled_by(programme: Programme, solver: cp_model.CpSolver) -> dict[str, Job]:
    """Every serial that is held, in the place that a search found."""
    return {
        name: _settled(programme, item, solver)
        for name, item in programme.items.items()
        if item.present is None or solver.value(item.present)
    }


def _tidied(
    programme: Programme, solver: cp_model.CpSolver, objective: int, budget: Budget, tidy_s: float
) -> cp_model.CpSolver | None:
    """The same penalties, serials nearer to the beginning: those that count more the more so."""
    model = programme.model
    moved = [item for item in programme.items.values() if not item.fixed and item.at and item.job.near_min is None]
    if not moved or tidy_s <= 0.0:
        return None
    terms = [weight * what for parts in programme.costs.values() for weight, what in parts]
    if terms:
        model.add(sum(terms) <= objective)
    model.clear_hints()  # type: ignore[no-untyped-call]
    _hint_all(programme, solver)
    ends = [item.job.priority * item.start for item in moved]
    ends += [item.start for item in programme.reserves.values() if not item.fixed]
    model.minimize(sum(ends))
    tidy, status = budget.search(model, tidy_s)
    return tidy if status in FOUND else None


def _hint_all(programme: Programme, solver: cp_model.CpSolver) -> None:
    model = programme.model
    for number in range(len(model.proto.variables)):
        variable = model.get_int_var_from_proto_index(number)
        model.add_hint(variable, solver.value(variable))


def _settled(programme: Programme, item: Item, solver: cp_model.CpSolver) -> Job:
    """A serial in the place that a search found for it."""
    job, spare = item.job, programme.reserves.get(item.job.name)
    if item.fixed:
        kept = spare is None or spare.present is None or solver.value(spare.present)
        return job if kept else replace(job, reserve_min=None)
    roles = {}
    for role, need in job.roles.items():
        picked = [unit for (which, unit), one in item.role.items() if which == role and solver.value(one)]
        roles[role] = RoleNeed((*need.named, *picked))
    start, reserve = solver.value(item.start), None
    if spare is not None and solver.value(spare.present):
        first = solver.value(spare.start)
        reserve = (first, first + job.lasting_min)
    return replace(
        job,
        first_min=start,
        last_min=start + job.lasting_min,
        area_ids=(next((area for area, here in item.at.items() if here is None or solver.value(here)), None),),
        roles=roles,
        oces=(next(unit for unit, one in item.oce.items() if one is None or solver.value(one)),),
        start_min=start,
        reserve_min=reserve,
        optional=False,
    )


def placed_of(facts: Facts, job: Job) -> Placed:
    """A serial in its place as the timetable has it."""
    exercise, start = facts.exercise, job.first_min
    serial, reserve = exercise.programme[job.name], job.reserve_min
    start_utc, end_utc = moment(facts, start), moment(facts, start + job.lasting_min)
    if job.own and job.name in exercise.serials:
        start_utc, end_utc = exercise.serials[job.name].start_utc, exercise.serials[job.name].end_utc
    return Placed(
        serial=job.name,
        kind=job.kind,
        title=serial.title or kinds()[job.kind].name,
        start_utc=start_utc,
        end_utc=end_utc,
        area_id=job.area_ids[0],
        oce=job.oces[0],
        roles={role: need.named for role, need in job.roles.items()},
        live=is_live(serial),
        reserve=None if reserve is None else (moment(facts, reserve[0]), moment(facts, reserve[1])),
        fixed=job.own,
    )


def moment(facts: Facts, minute: int) -> datetime:
    """The instant so many minutes after the exercise's start."""
    return facts.exercise.start_utc + timedelta(minutes=minute)


def dtg(facts: Facts, minute: int) -> str:
    return format_dtg(moment(facts, minute))
