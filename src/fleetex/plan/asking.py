"""Questions to the solver: whether some serials can be placed together, with so much work and no more.

Work is counted alike on every machine: the solver's deterministic seconds, and so much for each constraint of a model
that is built.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job
from fleetex.plan.model import Programme
from fleetex.plan.search import FOUND, new_solver
from fleetex.plan.solve import settled_by

EFFORT_S = 2.0
"""Deterministic seconds for each question to the solver."""
WALL_S = 60.0
BUILD_S = 6e-5
"""Of work for each constraint of a model (design: what building it takes on a plain machine)."""
Step = Callable[[str], None]
"""Of the work: what is being asked."""


@dataclass
class Work:
    """What questions may still cost, in deterministic seconds."""

    left_s: float
    told: Step | None = None

    @property
    def is_over(self) -> bool:
        return self.left_s <= 0.0

    def tell(self, what: str) -> None:
        if self.told is not None:
            self.told(what)


class Asking:
    """About the serials of a programme that must be held."""

    def __init__(self, facts: Facts, jobs: Sequence[Job], work: Work, off: Sequence[str] = ()) -> None:
        """`off`: rules that nothing is asked about."""
        self.facts, self.work, self.off = facts, work, tuple(off)
        self.jobs = tuple(replace(job, optional=False) for job in jobs if job.fixed or not job.optional)
        self.fixed = tuple(job for job in self.jobs if job.fixed)

    def _solved(
        self, jobs: Sequence[Job], off: Sequence[str], facts: Facts | None
    ) -> tuple[Programme, cp_model.CpSolver, int]:
        here = {job.name for job in jobs}
        whole = [*jobs, *(job for job in self.jobs if job.name not in here)]
        programme = Programme(facts or self.facts, jobs, (*self.off, *off), feasible_only=True, whole=whole)
        solver = new_solver(EFFORT_S, WALL_S)
        status = solver.solve(programme.model)
        self.work.left_s -= solver.response_proto.deterministic_time + BUILD_S * len(programme.model.proto.constraints)
        return programme, solver, int(status)

    def without(self, off: Sequence[str]) -> "Asking":
        """The same, without some rules."""
        return Asking(self.facts, self.jobs, self.work, (*self.off, *off))

    def fits(self, jobs: Sequence[Job], off: Sequence[str] = (), facts: Facts | None = None) -> bool:
        """Whether jobs can be placed; True too where the solver does not know in its time."""
        return self._solved(jobs, off, facts)[2] != int(cp_model.INFEASIBLE)

    def placeable(self, jobs: Sequence[Job], facts: Facts | None = None) -> bool:
        """Whether a placing was found."""
        return self._solved(jobs, (), facts)[2] in FOUND

    def placed(self, jobs: Sequence[Job], facts: Facts | None = None) -> dict[str, Job] | None:
        """A placing that was found."""
        programme, solver, status = self._solved(jobs, (), facts)
        return settled_by(programme, solver) if status in FOUND else None


def least(most: int, cures: Callable[[int], bool]) -> int | None:
    """The least count up to the most that cures it; None if none does."""
    if most < 1 or not cures(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if cures(middle) else (middle, high)
    return high
