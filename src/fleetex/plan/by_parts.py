"""Many serials, part by part: a first fit of all, mended where it leaves some over, then bettered a few at a time.

The bound is that of each serial by itself and of even shares (`price.least`): no timetable has less, though the least
that can be may be more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from fleetex.plan.detours import ROUNDS, Detour, too_short
from fleetex.plan.facts import Facts
from fleetex.plan.first_fit import first_fit, with_reserves
from fleetex.plan.jobs import Job
from fleetex.plan.model import Programme
from fleetex.plan.price import least, prices, tired
from fleetex.plan.search import FOUND, Budget, Told
from fleetex.plan.solve import Solved, as_hinted, placed_of, settled_by, table_of
from fleetex.plan.timetable import Status

MEND_S = 4.0
"""Deterministic seconds for making room for what the first fit left over, ..."""
PART_S = 0.4
"""... and for each part that is bettered (design)."""
AT_ONCE = 12
"""So many serials are opened together (design)."""
IN_VAIN = 2
"""After so many rounds through all parts in which nothing got better, it is enough."""


def solve_by_parts(facts: Facts, jobs: Sequence[Job], told: Told | None, *, wall_s: float, effort_s: float) -> Solved:
    """As `solve`; what it finds holds, and is the same each time."""
    parts = _Parts(facts, tuple(jobs), Budget(effort_s, wall_s, told))
    if not (parts.fitted() and parts.gone_round()):
        return parts.nothing()
    parts.better()
    return parts.solved()


def nearest(facts: Facts, job: Job, jobs: Sequence[Job], settled: Mapping[str, Job]) -> list[str]:
    """All others to place by how much they are in its way: same units, then same areas, then near in time."""
    mine = facts.crews(job)

    def far(other: Job) -> tuple[int, int, str]:
        here = settled.get(other.name, other)
        share = len(mine & facts.crews(here)) + len(set(job.area_ids) & set(here.area_ids) - {None})
        away = max(0, here.first_min - job.last_min, job.first_min - here.last_min)
        return (away + (0 if share else 1440), -share, other.name)

    return [one.name for one in sorted(jobs, key=far) if not one.fixed and one.name != job.name]


class _Parts:
    def __init__(self, facts: Facts, jobs: tuple[Job, ...], budget: Budget) -> None:
        self.facts, self.jobs, self.budget = facts, jobs, budget
        self.by_name = {job.name: job for job in jobs}
        self.settled: dict[str, Job] = {}
        self.bound = 0
        self.proven = False
        """Of nothing found: whether it cannot be."""

    def fitted(self) -> bool:
        """A first place for all that must have one."""
        first = first_fit(self.facts, self.jobs)
        self.settled = first.settled
        for job in first.left:
            if job.optional or self._made_room(job):
                continue
            return False
        return True

    def _made_room(self, job: Job) -> bool:
        """A place for one more, those that are in its way opened with it: few at first, then more, then all."""
        others = nearest(self.facts, job, self.jobs, self.settled)
        for count in (AT_ONCE, 3 * AT_ONCE, len(others)):
            opened = {job.name, *others[:count]}
            now = self._as_they_are(opened)
            programme = Programme(self.facts, now, feasible_only=True, whole=self.jobs)
            solver, status = self.budget.search(programme.model, MEND_S)
            if status in FOUND:
                self.settled = {**self.settled, **settled_by(programme, solver)}
                return True
            if status == cp_model.INFEASIBLE and self._clash(opened, now):
                self.proven = True
                return False
        return False

    def gone_round(self) -> bool:
        """Time for passages that lead round what is live meanwhile; False where some find none. Reserves come last."""
        for _ in range(ROUNDS):
            short = too_short(self.facts, self.jobs, self.settled)
            if not short:
                waiting = [name for name in self.settled if not self.by_name[name].fixed]
                self.settled = with_reserves(self.facts, self.settled, waiting)
                return True
            if not self._given_time(short):
                return False
        return False

    def _given_time(self, short: Sequence[Detour]) -> bool:
        """Serials at the ends of short passages taken up and placed anew: later where that does, else by the model,
        which knows these passages from now on."""
        later: dict[str, int] = {}
        taken = set[str]()
        for one in short:
            known = one in self.facts.detours
            if not known:
                self.facts.detours.append(one)
            movable = [
                name for name in (one.after, one.before, *dict(one.live)) if name and not self.by_name[name].fixed
            ]
            taken.add(movable[0])
            if movable[0] == one.after and not known:
                since = self.settled[one.before].last_min if one.before else 0
                later[one.after] = max(later.get(one.after, 0), since + one.need_min)
        self.settled = {name: job for name, job in self.settled.items() if name not in taken}
        asked = [
            replace(job, first_min=max(job.first_min, later[job.name])) if job.name in later else job
            for job in self.jobs
            if job.name in self.settled or job.name in later
        ]
        self.settled = first_fit(self.facts, asked, self.settled).settled
        missing = [self.by_name[name] for name in sorted(taken - self.settled.keys())]
        return all(self._made_room(job) or job.optional for job in missing)

    def _clash(self, opened: set[str], now: Sequence[Job]) -> bool:
        """Whether those opened cannot be placed even with none of the others there but what has a time of its own."""
        if all(one.fixed == self.by_name[one.name].fixed for one in now):
            return True
        alone = [job for job in self.jobs if job.fixed or job.name in opened]
        programme = Programme(self.facts, alone, feasible_only=True, whole=self.jobs)
        return bool(self.budget.search(programme.model, MEND_S)[1] == cp_model.INFEASIBLE)

    def _as_they_are(self, opened: set[str]) -> list[Job]:
        """Those opened as the file asks for them, the others in their places; who has none yet is left out."""
        return [
            job if job.name in opened else self.settled[job.name]
            for job in self.jobs
            if job.name in opened or job.name in self.settled
        ]

    def better(self) -> None:
        """Parts in turn, each with what costs most first, as long as there is something to gain and effort left."""
        self.bound = least(self.facts, self.jobs)
        cost = self._cost(self.settled)
        self.budget.tell(cost, self.bound)
        in_vain = 0
        while cost > self.bound and in_vain < IN_VAIN and not self._is_over():
            before = cost
            for part in self._round(in_vain):
                if cost <= self.bound or self._is_over():
                    break
                tried = self._tried(part)
                now = cost if tried is None else self._cost(tried)
                if tried is not None and now < cost and self._in_time(tried):
                    self.settled, cost = tried, now
                    self.budget.tell(cost, self.bound)
            in_vain = in_vain + 1 if cost == before else 0

    def _in_time(self, tried: Mapping[str, Job]) -> bool:
        """Whether every ship has the time for her way round; the model learns of passages that it did not know."""
        short = too_short(self.facts, self.jobs, tried)
        self.facts.detours += [one for one in short if one not in self.facts.detours]
        return not short

    def _is_over(self) -> bool:
        if self.budget.is_over:
            self.budget.by_the_clock = True
        return self.budget.is_over or self.budget.left_s <= 0.0

    def _cost(self, settled: Mapping[str, Job]) -> int:
        return sum(prices(self.facts, self.jobs, settled).values())

    def _round(self, number: int) -> list[list[str]]:
        """Parts: about each serial that has something to gain, those in its way; then all in order of time."""
        waiting = [job for job in self.jobs if not job.fixed]
        lacking = [job for job in waiting if job.name not in self.settled]
        lacking += [job for job in waiting if job.live and job not in lacking and not self._has_reserve(job)]
        if self.facts.rules.applies("K12") and self.facts.rules.K12.weight:
            weary = {name for names in tired(self.facts, self.jobs, self.settled) for name in names}
            lacking += [job for job in waiting if job.name in weary and job not in lacking]
        parts: list[list[str]] = []
        held = set[str]()
        for job in lacking:
            if job.name not in held:
                parts.append([job.name, *nearest(self.facts, job, self.jobs, self.settled)[: AT_ONCE - 1]])
                held.update(parts[-1])
        in_time = sorted(
            (job.name for job in waiting if job.name in self.settled),
            key=lambda name: (self.settled[name].first_min, name),
        )
        shift = (number * AT_ONCE) // 2
        parts += [in_time[first : first + AT_ONCE] for first in range(shift, len(in_time), AT_ONCE)]
        return parts

    def _has_reserve(self, job: Job) -> bool:
        return self.settled[job.name].reserve_min is not None

    def _tried(self, part: Sequence[str]) -> dict[str, Job] | None:
        """With some serials opened and the others in their places, the best that is found."""
        programme = Programme(self.facts, self._as_they_are(set(part)), whole=self.jobs)
        if as_hinted(programme, self.settled, self.budget) is None:
            return None
        solver, status = self.budget.search(programme.model, min(PART_S, max(0.01, self.budget.left_s)), probes=False)
        return settled_by(programme, solver) if status in FOUND else None

    def nothing(self) -> Solved:
        return Solved(None, self.proven, self.budget.spent_s, self.budget.wall_s, self.budget.by_the_clock)

    def solved(self) -> Solved:
        costs = prices(self.facts, self.jobs, self.settled)
        placed = [placed_of(self.facts, one) for one in self.settled.values()]
        dropped = tuple(job.name for job in self.jobs if job.name not in self.settled)
        how = Status.OPTIMAL if sum(costs.values()) == self.bound else Status.FEASIBLE
        table = table_of(self.facts, placed, how, self.bound, costs)
        budget = self.budget
        return Solved(table, True, budget.spent_s, budget.wall_s, budget.by_the_clock, dropped, costs)
