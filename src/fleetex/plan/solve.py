"""Jobs to a timetable by OR-Tools CP-SAT, the same each time: one seed, deterministic time, workers in turn.

First the soft rules' penalties are made as few as can be; then, with those held, serials are drawn towards the
beginning. Wall time is only a guard: if it stops the search, that is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ortools.sat.python import cp_model

from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job
from fleetex.plan.model import Item, Programme
from fleetex.plan.timetable import Placed, Status, Timetable, in_order, is_live
from fleetex.quantities import format_dtg
from fleetex.scenario.kinds import kinds

Told = Callable[[int, int, float], None]
"""Of the search: the best so far, the bound, the wall seconds."""
WORKERS = 1
EFFORT_S = 20.0
"""Deterministic seconds for the penalties, ..."""
TIDY_S = 2.0
"""... and for drawing serials towards the beginning."""
WALL_S = 120.0
FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
MANY = 60
"""More serials than so many to place are placed some at a time."""


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


class _Telling(cp_model.CpSolverSolutionCallback):
    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def on_solution_callback(self) -> None:
        self._told(round(self.objective_value), round(self.best_objective_bound), self.wall_time)


def new_solver(effort_s: float, wall_s: float, workers: int = WORKERS) -> cp_model.CpSolver:
    """A solver that gives the same answer each time, unless the wall's guard stops it."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = 7
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = workers > 1
    solver.parameters.max_deterministic_time = effort_s
    solver.parameters.max_time_in_seconds = wall_s
    return solver


def solve(
    facts: Facts,
    jobs: Sequence[Job],
    told: Told | None = None,
    *,
    wall_s: float = WALL_S,
    effort_s: float = EFFORT_S,
) -> Solved:
    """Place all jobs that have no time; those that have one stay. Of many, some at a time (`rolling`)."""
    if sum(not job.fixed for job in jobs) > MANY:
        from fleetex.plan.rolling import solve_rolling

        return solve_rolling(facts, jobs, told, wall_s=wall_s, effort_s=effort_s)
    return solve_whole(facts, jobs, told, wall_s=wall_s, effort_s=effort_s)


def solve_whole(
    facts: Facts,
    jobs: Sequence[Job],
    told: Told | None = None,
    *,
    wall_s: float = WALL_S,
    effort_s: float = EFFORT_S,
    tidy_s: float = TIDY_S,
) -> Solved:
    """All jobs in one model."""
    hard = Programme(facts, jobs, feasible_only=True)
    solver = new_solver(effort_s, wall_s)
    status = solver.solve(hard.model)
    spent_s, wall = solver.response_proto.deterministic_time, solver.wall_time
    if status not in FOUND:
        return Solved(None, status == cp_model.INFEASIBLE, spent_s, wall, wall >= 0.98 * wall_s)
    programme = Programme(facts, jobs)
    _hint(programme, {variable.name: solver.value(variable) for variable in _variables(hard)})
    first = new_solver(effort_s, max(1.0, wall_s - wall))  # the penalties of what was found, as it is
    first.parameters.fix_variables_to_their_hinted_value = True
    status = first.solve(programme.model)
    spent_s, wall = spent_s + first.response_proto.deterministic_time, wall + first.wall_time
    if status in FOUND:
        programme.model.clear_hints()  # type: ignore[no-untyped-call]
        _hint(programme, {variable.name: first.value(variable) for variable in _variables(programme)})
    best = new_solver(effort_s, max(1.0, wall_s - wall))
    better = best.solve(programme.model, _Telling(told)) if told is not None else best.solve(programme.model)
    spent_s, wall = spent_s + best.response_proto.deterministic_time, wall + best.wall_time
    by_the_clock = wall >= 0.98 * wall_s
    if better in FOUND:
        solver, status = best, better
    elif status in FOUND:
        solver, status = first, cp_model.FEASIBLE
    else:
        return Solved(None, False, spent_s, wall, by_the_clock)
    objective, bound = round(solver.objective_value), max(0, round(best.best_objective_bound))
    costs = programme.spend(solver)
    if told is not None:
        told(objective, bound, wall)
    tidy = _tidied(programme, solver, objective, max(5.0, wall_s - wall), tidy_s)
    last = tidy or solver
    placed = [_placed(facts, programme, item, last) for item in programme.items.values() if _is_held(item, last)]
    dropped = tuple(name for name, item in programme.items.items() if not _is_held(item, last))
    if tidy is not None:
        costs = programme.spend(tidy)
        spent_s, wall = spent_s + tidy.response_proto.deterministic_time, wall + tidy.wall_time
    exercise = facts.exercise
    timetable = Timetable(
        exercise.exercise.id,
        exercise.wanted_hash,
        facts.plan.as_of_utc,
        in_order(placed),
        Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE,
        sum(costs.values()),
        bound,
        costs,
    )
    return Solved(timetable, True, spent_s, wall, by_the_clock, dropped, costs)


def _tidied(
    programme: Programme, solver: cp_model.CpSolver, objective: int, wall_s: float, tidy_s: float
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
    _hint(programme, {variable.name: solver.value(variable) for variable in _variables(programme)})
    ends = [item.job.priority * item.start for item in moved]
    ends += [item.start for item in programme.reserves.values() if not item.fixed]
    model.minimize(sum(ends))
    tidy = new_solver(tidy_s, wall_s)
    status = tidy.solve(model)
    return tidy if status in FOUND else None


def _variables(programme: Programme) -> list[cp_model.IntVar]:
    model = programme.model
    return [model.get_int_var_from_proto_index(number) for number in range(len(model.proto.variables))]


def _hint(programme: Programme, values: dict[str, int]) -> None:
    """Where to look first: by the names of variables."""
    for variable in _variables(programme):
        if variable.name in values:
            programme.model.add_hint(variable, values[variable.name])


def _is_held(item: Item, solver: cp_model.CpSolver) -> bool:
    return item.present is None or bool(solver.value(item.present))


def _placed(facts: Facts, programme: Programme, item: Item, solver: cp_model.CpSolver) -> Placed:
    job, exercise = item.job, facts.exercise
    serial = exercise.programme[job.name]
    at = next((area for area, here in item.at.items() if here is None or solver.value(here)), None)
    roles = {}
    for role, need in job.roles.items():
        picked = [unit for (which, unit), one in item.role.items() if which == role and solver.value(one)]
        roles[role] = (*need.named, *picked)
    oce = next(unit for unit, one in item.oce.items() if one is None or solver.value(one))
    start = item.start if item.fixed else solver.value(item.start)
    spare, reserve = programme.reserves.get(job.name), job.reserve_min
    if spare is not None and not item.fixed and solver.value(spare.present):
        first = solver.value(spare.start)
        reserve = (first, first + job.lasting_min)
    start_utc, end_utc = moment(facts, start), moment(facts, start + job.lasting_min)
    if job.own and job.name in exercise.serials:
        start_utc, end_utc = exercise.serials[job.name].start_utc, exercise.serials[job.name].end_utc
    return Placed(
        serial=job.name,
        kind=job.kind,
        title=serial.title or kinds()[job.kind].name,
        start_utc=start_utc,
        end_utc=end_utc,
        area_id=at,
        oce=oce,
        roles=roles,
        live=is_live(serial),
        reserve=None if reserve is None else (moment(facts, reserve[0]), moment(facts, reserve[1])),
        fixed=job.own,
    )


def moment(facts: Facts, minute: int) -> datetime:
    """The instant so many minutes after the exercise's start."""
    return facts.exercise.start_utc + timedelta(minutes=minute)


def dtg(facts: Facts, minute: int) -> str:
    return format_dtg(moment(facts, minute))
