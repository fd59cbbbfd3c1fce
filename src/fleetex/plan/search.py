"""One search after another within a budget: deterministic seconds, so that the same is found each time, and the wall's.

OR-Tools CP-SAT with one seed and one worker.
"""

import time
from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

Told = Callable[[int, int, float], None]
"""Of the search: the best so far, the bound, the wall seconds."""
WORKERS = 1
FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
LEAST_WALL_S = 1.0
"""So long every search may take, so that what comes last is not cut off at once."""


class _Telling(cp_model.CpSolverSolutionCallback):
    def __init__(self, told: Told, begun_s: float) -> None:
        super().__init__()
        self._told, self._begun_s = told, begun_s

    def on_solution_callback(self) -> None:
        wall_s = time.monotonic() - self._begun_s
        self._told(round(self.objective_value), max(0, round(self.best_objective_bound)), wall_s)


def new_solver(effort_s: float, wall_s: float, workers: int = WORKERS) -> cp_model.CpSolver:
    """A solver that gives the same answer each time, unless the wall's guard stops it."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = 7
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = workers > 1
    solver.parameters.max_deterministic_time = effort_s
    solver.parameters.max_time_in_seconds = wall_s
    return solver


class Budget:
    """What searches may still spend, and what they have spent."""

    def __init__(self, effort_s: float, wall_s: float, told: Told | None = None) -> None:
        self.left_s = effort_s
        """Deterministic seconds."""
        self.spent_s = 0.0
        self.told = told
        self.by_the_clock = False
        """Whether the wall's guard stopped a search: another machine may find another answer."""
        self._begun_s, self._wall_s = time.monotonic(), wall_s

    @property
    def wall_s(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun_s

    @property
    def is_over(self) -> bool:
        return self.wall_s >= self._wall_s

    def search(
        self,
        model: cp_model.CpModel,
        effort_s: float,
        *,
        as_hinted: bool = False,
        tells: bool = False,
        probes: bool = True,
    ) -> tuple[cp_model.CpSolver, Any]:
        """The solver and its status. `as_hinted`: only what follows from the hints is looked for. `probes`: what
        each variable rules out is asked before the search, which costs most of a short one."""
        solver = new_solver(effort_s, max(LEAST_WALL_S, self._wall_s - self.wall_s))
        solver.parameters.fix_variables_to_their_hinted_value = as_hinted
        if not probes:
            solver.parameters.cp_model_probing_level = 0
        begun_s = time.monotonic()
        if tells and self.told is not None:
            status = solver.solve(model, _Telling(self.told, self._begun_s))
        else:
            status = solver.solve(model)
        self.left_s -= solver.response_proto.deterministic_time
        self.spent_s += solver.response_proto.deterministic_time
        if time.monotonic() - begun_s >= 0.98 * solver.parameters.max_time_in_seconds:
            self.by_the_clock = True
        return solver, status

    def tell(self, best: int, bound: int) -> None:
        if self.told is not None:
            self.told(best, bound, self.wall_s)
