"""Who else could come in where somebody is lost, in words: what a planner would be asked next.

Each is tried: the mended programme with her in it breaks no rule that it does not break without her.
"""

from dataclasses import replace
from functools import cached_property

from fleetex.plan.jobs import Able
from fleetex.plan.judge import Breach, judge
from fleetex.plan.replan_reasons import Broken
from fleetex.plan.timetable import Placed, Timetable, in_order
from fleetex.scenario.planning import Wanted

NAMED = 3
"""So many are named of each role."""


class StandIns:
    """What could have been done otherwise in each serial that lost somebody."""

    def __init__(self, broken: Broken, after: Timetable) -> None:
        self.broken, self.after = broken, after
        self.able = Able.of(broken.exercise, broken.library)

    def told(self, old: Placed, new: Placed) -> str:
        """A part for each role that lost somebody; empty where nobody else could come in, or nobody was lost."""
        parts = [self._of_role(role, old, new) for role in old.roles if role in self.broken.job(old.serial).spec.roles]
        return "; ".join(part for part in parts if part)

    def _of_role(self, role: str, old: Placed, new: Placed) -> str:
        players, now = old.roles[role], new.roles.get(role, ())
        lost = [unit for unit in players if unit not in now and self._away(unit, old)]
        came = [unit for unit in now if unit not in players]
        if not lost or (not came and len(now) >= len(players)):
            return ""
        found: list[str] = []
        for unit in self._candidates(role, lost, new):
            filled = (*(one for one in now if one != came[-1]), unit) if came else (*now, unit)
            if not self._breaks(replace(new, roles={**new.roles, role: filled})):
                found.append(unit)
            if len(found) == NAMED:
                break
        if not found:
            return ""
        can = "could have come in" if came else "could come in"
        return f"{' or '.join(found)} {can} as `{role}`{' too' if came else ''}"

    def _candidates(self, role: str, lost: list[str], new: Placed) -> list[str]:
        """Of the side, domain and kind of who is lost, able, in nothing else then, and not away."""
        job, exercise = self.broken.job(new.serial), self.broken.exercise
        wish = Wanted(number=1, of=tuple(sorted({exercise.units[unit].side for unit in lost})))
        able = self.able.for_role(wish, job.spec.roles[role], job.circuits, job.live)
        alike = {(self.able.platform(unit).domain, self.able.platform(unit).kind) for unit in lost}
        busy = {unit for one in self.after.placed if one.serial != new.serial and _meet(one, new) for unit in one.units}
        return [
            unit
            for unit in able
            if (self.able.platform(unit).domain, self.able.platform(unit).kind) in alike
            and unit not in (*lost, *new.units, *busy)
            and not self._away(unit, new)
        ]

    def _away(self, unit: str, placed: Placed) -> bool:
        first, last = (self.broken.exercise.seconds(time) / 60.0 for time in (placed.start_utc, placed.end_utc))
        return any(away == unit and since < last and first < until for away, (since, until) in self.broken.facts.away)

    def _breaks(self, one: Placed) -> bool:
        others = [other for other in self.after.placed if other.serial != one.serial]
        tried = replace(self.after, placed=in_order([*others, one]))
        return bool(set(judge(self.broken.exercise, self.broken.library, tried)) - self._standing)

    @cached_property
    def _standing(self) -> frozenset[Breach]:
        """What is broken anyhow."""
        return frozenset(judge(self.broken.exercise, self.broken.library, self.after))


def _meet(one: Placed, other: Placed) -> bool:
    return one.start_utc < other.end_utc and other.start_utc < one.end_utc
