"""Many serials, some at a time in order of their windows: what is placed stays while the next are placed round it.

Where the next find no room, those before them are opened again with them. The penalties' bound is then that of the
rules taken one by one, which is less sharp than a whole model's.
"""

from collections.abc import Sequence

from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job
from fleetex.plan.pairs import order_rules
from fleetex.plan.solve import Solved, Told, solve_whole
from fleetex.plan.timetable import Placed, Status, Timetable, in_order

AT_ONCE = 20
"""So many serials are placed together (design)."""
AGAIN = 3
"""So often earlier ones are opened again, each time so many more."""


def solve_rolling(facts: Facts, jobs: Sequence[Job], told: Told | None, *, wall_s: float, effort_s: float) -> Solved:
    """As `solve`; what it finds holds, and is the same each time."""
    queue = _in_order_of_windows(jobs)
    fixed = [job for job in jobs if job.fixed]
    placed: dict[str, Placed] = {}
    settled: dict[str, Job] = {}
    dropped: list[str] = []
    costs: dict[str, int] = {}
    spent_s = wall = 0.0
    share_s = max(1.0, effort_s * AT_ONCE / max(1, len(queue)))
    for begin in range(0, len(queue), AT_ONCE):
        for more in range(AGAIN + 1):
            first = max(0, begin - more * AT_ONCE)
            now = queue[first : begin + AT_ONCE]
            kept = [settled[job.name] for job in queue[:first] if job.name in settled]
            near = [*fixed, *kept, *now]
            found = solve_whole(facts, near, None, wall_s=max(1.0, wall_s - wall), effort_s=share_s, tidy_s=0.0)
            spent_s, wall = spent_s + found.deterministic_s, wall + found.wall_s
            if found.timetable is not None:
                break
        if found.timetable is None:
            return Solved(None, found.proven and first == 0, spent_s, wall, wall >= 0.98 * wall_s)
        gone = {job.name for job in now}
        dropped = [name for name in dropped if name not in gone] + list(found.dropped)
        for one in found.timetable.placed:
            if one.serial in gone or one.fixed:
                placed[one.serial] = one
        settled = {job.name: job.settled(facts.exercise, placed[job.name]) for job in queue if job.name in placed}
        costs = found.costs
        if told is not None:
            told(sum(costs.values()), 0, wall)
    exercise = facts.exercise
    table = Timetable(
        exercise.exercise.id,
        exercise.wanted_hash,
        facts.plan.as_of_utc,
        in_order(list(placed.values())),
        Status.FEASIBLE,
        sum(costs.values()),
        0,
        costs,
    )
    return Solved(table, True, spent_s, wall, wall >= 0.98 * wall_s, tuple(dropped), costs)


def _in_order_of_windows(jobs: Sequence[Job]) -> list[Job]:
    """Those to place: who must be over first comes first; what others wait for, before them."""
    due = {job.name: job.last_min for job in jobs}
    before: dict[str, list[str]] = {job.name: [name for name in job.after if name in due] for job in jobs}
    for name, befores in order_rules(tuple(jobs)):
        before[name] = [*before[name], *(befores if len(befores) == 1 else ())]
    lasting = {job.name: job.lasting_min for job in jobs}
    for _ in range(len(jobs)):
        changed = False
        for name, firsts in before.items():
            for one in firsts:
                if due[one] > due[name] - lasting[name]:
                    due[one], changed = due[name] - lasting[name], True
        if not changed:
            break
    return sorted((job for job in jobs if not job.fixed), key=lambda job: (due[job.name], job.name))
