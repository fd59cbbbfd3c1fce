"""Why not: the fewest serials and rules that clash, in sentences, and the least that would cure it.

Each serial's being held is an assumption; the solver names some of them that cannot hold together. Those are made fewer
one by one, then the rules among them; what remains is needed, each part of it. Cures are tried, not guessed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ortools.sat.python import cp_model

from fleetex.plan.facts import Facts, Span
from fleetex.plan.jobs import Job
from fleetex.plan.model import Programme
from fleetex.plan.model_supply import of_unit
from fleetex.plan.pairs import area_clash, order_rules, passage_min
from fleetex.plan.search import FOUND, new_solver
from fleetex.plan.slots import Barred, barred, starts
from fleetex.plan.solve import dtg
from fleetex.quantities import format_duration
from fleetex.scenario.plan_rules import RULES, SOFT
from fleetex.scenario.surroundings import AreaKind

EFFORT_S = 2.0
"""Deterministic seconds for each question to the solver."""
CORE_EFFORT_S = 20.0
HARD = tuple(rule for rule in RULES if rule not in SOFT)


@dataclass(frozen=True)
class Cure:
    """What would make it fit."""

    cost: float
    """How much is asked, for the order in which cures are told."""
    text: str


@dataclass(frozen=True)
class WhyNot:
    """Serials and rules that clash, none of which can be left out, and what would cure it."""

    serials: tuple[str, ...]
    rules: tuple[str, ...]
    sentences: tuple[str, ...]
    cures: tuple[str, ...]
    proven: bool = True


def why_not(facts: Facts, jobs: Sequence[Job]) -> WhyNot:
    """The reasons that jobs cannot all be placed."""
    asking = _Asking(facts, tuple(jobs))
    core = asking.core()
    rules = asking.rules_needed(core)
    sentences = tuple(dict.fromkeys(asking.sentences(core, rules)))
    cures = sorted(set(asking.cures(core, rules)), key=lambda cure: (cure.cost, cure.text))
    texts = tuple(dict.fromkeys(cure.text for cure in cures))
    return WhyNot(tuple(job.name for job in core if not job.fixed), rules, sentences, texts[:6], asking.proven)


def _widest(every: Sequence[Barred], window: Span) -> list[Barred]:
    """Of what one rule bars in a window only that which nothing else it bars holds: each is then needed."""

    def held(one: Barred, other: Barred) -> bool:
        if other.rule != one.rule or one.never or other.never:
            return other.rule == one.rule and bool(other.never)
        mine = [(max(a, window[0]), min(b, window[1])) for a, b in one.spans if a < window[1] and b > window[0]]
        return all(any(a <= since and until <= b for a, b in other.spans) for since, until in mine)

    return [
        one
        for place, one in enumerate(every)
        if not any(held(one, other) for other in every[:place])
        and not any(held(one, other) and not held(other, one) for other in every[place + 1 :])
    ]


class _Asking:
    def __init__(self, facts: Facts, jobs: tuple[Job, ...]) -> None:
        self.facts = facts
        self.jobs = tuple(replace(job, optional=False) for job in jobs if job.fixed or not job.optional)
        self.fixed = tuple(job for job in self.jobs if job.fixed)
        self.proven = True

    def fits(self, jobs: Sequence[Job], off: Sequence[str] = (), facts: Facts | None = None) -> bool:
        """Whether jobs can be placed; True too where the solver does not know in its time."""
        programme = Programme(facts or self.facts, jobs, off, feasible_only=True, whole=self.jobs)
        status = new_solver(EFFORT_S, 60.0).solve(programme.model)
        return status != cp_model.INFEASIBLE

    def placeable(self, jobs: Sequence[Job], facts: Facts | None = None) -> bool:
        """Whether a placing was found."""
        programme = Programme(facts or self.facts, jobs, feasible_only=True, whole=self.jobs)
        return new_solver(EFFORT_S, 60.0).solve(programme.model) in FOUND

    def core(self) -> tuple[Job, ...]:
        """The fewest jobs that cannot be placed together, with those in their places that matter."""
        waiting = [job for job in self.jobs if not job.fixed]
        for job in waiting:
            if not self.fits([job]):
                return (job,)
        programme = Programme(self.facts, self.jobs, feasible_only=True, assume=True)
        programme.model.add_assumptions([programme.items[job.name].present for job in waiting])
        solver = new_solver(CORE_EFFORT_S, 120.0)
        status = solver.solve(programme.model)
        if status == cp_model.INFEASIBLE:
            named = {
                programme.model.get_bool_var_from_proto_index(index).name
                for index in solver.sufficient_assumptions_for_infeasibility()
            }
            waiting = [job for job in waiting if f"present {job.name}" in named] or waiting
        else:
            self.proven = False
        return self._fewest((*self.fixed, *waiting))

    def _fewest(self, jobs: tuple[Job, ...]) -> tuple[Job, ...]:
        """Left out one by one, those with a time first, while what remains still cannot be placed."""
        kept = list(jobs)
        for half in (True, False):
            if half and self.fixed and not self.fits([job for job in kept if not job.fixed]):
                kept = [job for job in kept if not job.fixed]
        for job in sorted(jobs, key=lambda one: (not one.fixed, one.priority)):
            rest = [one for one in kept if one is not job]
            if job in kept and any(not one.fixed for one in rest) and not self.fits(rest):
                kept = rest
        return tuple(kept)

    def rules_needed(self, core: tuple[Job, ...]) -> tuple[str, ...]:
        """The fewest rules under which the core cannot be placed."""
        off: list[str] = []
        for rule in reversed(HARD):  # of two that do alike the plainer, a ship in two places, is kept
            if not self.facts.rules.applies(rule) or not self.fits(core, [*off, rule]):
                off.append(rule)
        return tuple(rule for rule in HARD if rule not in off)

    def sentences(self, core: tuple[Job, ...], rules: tuple[str, ...]) -> Iterator[str]:
        for job in core:
            yield from self._window(job, core)
            yield from self._alone(job, rules)
        for number, one in enumerate(core):
            for other in core[number + 1 :]:
                yield from self._together(one, other, rules)
        for rule in rules:
            if rule in ("K10", "K11", "K13", "K19", "K20", "K25"):
                yield self._supply(rule, core)

    def _window(self, job: Job, core: tuple[Job, ...]) -> Iterator[str]:
        first, last = dtg(self.facts, job.first_min), dtg(self.facts, job.last_min)
        lasting = format_duration(job.lasting_min * 60.0)
        where = " or ".join(area for area in job.area_ids if area)
        place = f" in {where}" if where else ""
        if job.fixed:
            yield f"{job.name} is held{place} from {first} to {last}, as its file says"
        else:
            yield f"{job.name} takes {lasting}{place}, and its window is {first} to {last}"

    def _alone(self, job: Job, rules: tuple[str, ...]) -> Iterator[str]:
        """What bars times in a job's window, or an area."""
        if job.fixed:
            return
        for area in job.area_ids:
            every = [one for one in barred(self.facts, job, area) if one.rule in rules]
            for one in _widest(every, (job.first_min, job.last_min)):
                where = f" in {area}" if area else ""
                if one.never:
                    yield f"{one.rule}: {job.name} can't be held{where}: {one.never}"
                    continue
                inside = [(a, b) for a, b in one.spans if a < job.last_min and b > job.first_min]
                if inside:
                    since, until = max(inside[0][0], job.first_min), min(inside[0][1], job.last_min)
                    more = f", and {len(inside) - 1} times more" if len(inside) > 1 else ""
                    span = f"from {dtg(self.facts, since)} to {dtg(self.facts, until)}"
                    yield f"{one.rule}: {job.name}{where} is barred {span}{more}: {one.why}"

    def _together(self, one: Job, other: Job, rules: tuple[str, ...]) -> Iterator[str]:
        both = [unit for unit in one.named if unit in other.named]
        if both and "K01" in rules:
            rule = self.facts.rules.K01
            gap = round((rule.setup_s + rule.teardown_s) / 60.0)
            words = f"K01: {', '.join(both[:4])} cannot be in {one.name} and {other.name} at once"
            yield f"{words}; between them {gap} min are kept" if gap else words
        if "K02" in rules:
            yield from self._passage(one, other, both)
        for a in one.area_ids:
            for b in other.area_ids:
                rule_id = area_clash(self.facts, one, a, other, b)
                if rule_id in rules:
                    where = f"{one.name} in {a} and {other.name} in {b}"
                    live = rule_id != "K03" or one.live or other.live
                    why = RULES[rule_id][1] if live else "they take the same water"
                    yield f"{rule_id}: {where} cannot be held at once: {why}"
        if "K09" in rules:
            befores = tuple(order_rules(self.jobs))
            firsts = {
                name: {before for who, group in befores if who == name for before in group} for name, _ in befores
            }
            for first, second in ((one, other), (other, one)):
                if first.name in second.after:
                    yield f"K09: {second.name} comes after {first.name}"
                elif first.name in firsts.get(second.name, ()):
                    what = f"a dry {first.kind}" if first.kind == second.kind else f"a {first.kind}"
                    yield f"K09: {second.name} comes after {what}, {first.name}"

    def _passage(self, one: Job, other: Job, both: list[str]) -> Iterator[str]:
        sailing = [unit for unit in both if self.facts.sails(unit)]
        if not sailing:
            return
        slowest = min(sailing, key=lambda unit: self.facts.platform(unit).cruise_mps)
        cruise_mps = self.facts.platform(slowest).cruise_mps
        ways = [passage_min(self.facts, one, a, b, cruise_mps) for a in one.area_ids for b in other.area_ids]
        if ways and min(ways) > 0:
            took = format_duration(min(ways) * 60.0)
            yield f"K02: {slowest} needs {took} from {one.name} to {other.name}, with the margin"

    def _supply(self, rule: str, core: tuple[Job, ...]) -> str:
        if rule == "K25":
            return f"{rule}: {RULES[rule][1]}"
        if rule in ("K19", "K20"):
            short = [
                f"{job.name} wants {need.wish}, and there are {len(need.able)}: {', '.join(need.able) or 'none'}"
                for job in core
                for need in job.roles.values()
                if need.number > len(need.able)
            ]
            return f"{rule}: {'; '.join(short) or RULES[rule][1]}"
        units = self._units_needed(rule, core)
        return f"{rule}: {RULES[rule][1]}: {'; '.join(self._stock(rule, unit) for unit in units[:6])}"

    def _units_needed(self, rule: str, core: tuple[Job, ...]) -> list[str]:
        """The fewest units for whom a rule of supplies must hold for the core not to be placed."""
        units = sorted({unit for job in core for unit in job.units})
        off: list[str] = []
        for unit in units:
            if not self.fits(core, [*off, of_unit(rule, unit)]):
                off.append(of_unit(rule, unit))
        return [unit for unit in units if of_unit(rule, unit) not in off]

    def _stock(self, rule: str, unit: str) -> str:
        """What a unit begins with of what runs out, and how far it may go."""
        limits = self.facts.rules
        if rule == "K10":
            exercise = self.facts.exercise
            reserve = exercise.fuel_reserve if limits.K10.reserve is None else limits.K10.reserve
            return (
                f"{unit} begins with {100.0 * exercise.units[unit].fuel:.0f} %, her reserve is {100.0 * reserve:.0f} %"
            )
        if rule == "K11":
            return f"{unit} has {self.facts.rounds(unit)} rounds"
        return f"{unit} flies {format_duration(limits.K13.crew_day_s)} in 24 h at most"

    def cures(self, core: tuple[Job, ...], rules: tuple[str, ...]) -> Iterator[Cure]:
        """What was tried and would make the core fit."""
        for place, job in enumerate(core):
            if job.fixed:
                continue

            def changed(one: Job, place: int = place) -> list[Job]:
                return [*core[:place], one, *core[place + 1 :]]

            yield from self._longer_window(job, changed)
            yield from self._other_area(job, changed)
            yield from self._shorter(job, changed)
        yield from self._rules_eased(core, rules)
        for job in core:
            rest = [one for one in core if one is not job]
            if not job.fixed and len(core) > 1 and self.placeable(rest):
                yield Cure(500.0 + job.priority, f"{job.name} is left out")

    def _longer_window(self, job: Job, changed: Callable[[Job], list[Job]]) -> Iterator[Cure]:
        def later(by: int) -> Job:
            return replace(job, last_min=min(self.facts.end_min, job.last_min + by))

        def earlier(by: int) -> Job:
            return replace(job, first_min=max(0, job.first_min - by))

        room = self.facts.end_min - job.last_min
        by = self._least(room, lambda by: self.placeable(changed(later(by))))
        if by is not None:
            until = dtg(self.facts, later(by).last_min)
            yield Cure(
                by, f"{job.name} may end later: its window runs until {until}, {format_duration(by * 60.0)} more"
            )
        by = self._least(job.first_min, lambda by: self.placeable(changed(earlier(by))))
        if by is not None:
            since = dtg(self.facts, earlier(by).first_min)
            yield Cure(
                by, f"{job.name} may begin earlier: its window runs from {since}, {format_duration(by * 60.0)} more"
            )

    def _least(self, room: int, cures: Callable[[int], bool]) -> int | None:
        """The least minutes, on the grid, that cure it; None if none up to the room does."""
        step = self.facts.step_min
        most = room // step
        if most < 1 or not cures(room):
            return None
        low, high = 0, most + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if cures(middle * step) else (middle, high)
        return min(high * step, room)

    def _other_area(self, job: Job, changed: Callable[[Job], list[Job]]) -> Iterator[Cure]:
        areas = self.facts.exercise.areas
        uses = {areas[area].use for area in job.area_ids if area is not None}
        surfaces = (AreaKind.POLYGON, AreaKind.CIRCLE, AreaKind.CORRIDOR)
        others = [name for name, area in areas.items() if name not in job.area_ids and area.kind in surfaces]
        alike = [name for name in others if areas[name].use in uses]
        for name in alike[:8] if job.area_ids != (None,) else ():
            moved = replace(job, area_ids=(name,))
            if starts(self.facts, moved, ()) and self.placeable(changed(moved)):
                yield Cure(60.0, f"{job.name} moves to area {name}")

    def _shorter(self, job: Job, changed: Callable[[Job], list[Job]]) -> Iterator[Cure]:
        room = job.lasting_min - max(self.facts.step_min, job.lasting_min // 2)
        by = self._least(room, lambda by: self.placeable(changed(replace(job, lasting_min=job.lasting_min - by))))
        if by is not None:
            left = format_duration((job.lasting_min - by) * 60.0)
            yield Cure(2.0 * by, f"{job.name} takes {left}, {format_duration(by * 60.0)} less")

    def _rules_eased(self, core: tuple[Job, ...], rules: tuple[str, ...]) -> Iterator[Cure]:
        """Limits in minutes by the least that does; other rules set aside as a whole."""
        for rule in rules:
            limits = getattr(self.facts.rules, rule)
            for key, words in EASED.get(rule, {}).items():
                now_s = float(getattr(limits, key))
                by = self._least(int(now_s // 60.0), partial(self._fits_eased, core, rule, key))
                if by is not None:
                    left = format_duration(now_s - 60.0 * by)
                    yield Cure(1.5 * by, f"{rule}: {words} is {left}, {format_duration(by * 60.0)} less")
            if rule == "K06":
                yield from self._later_sunset(core)
            elif rule not in EASED and self.fits(core, [rule]):
                yield Cure(300.0, f"{rule} is set aside: {RULES[rule][1]}")

    def _fits_eased(self, core: tuple[Job, ...], rule: str, key: str, by: int) -> bool:
        facts = self.facts
        limits = getattr(facts.rules, rule)
        eased = limits.model_copy(update={key: float(getattr(limits, key)) - 60.0 * by})
        rules = facts.rules.model_copy(update={rule: eased})
        return self.placeable(core, facts.under(facts.plan.model_copy(update={"rules": rules})))

    def _later_sunset(self, core: tuple[Job, ...]) -> Iterator[Cure]:
        evening = self._least(240, lambda by: self.placeable(core, self.facts.with_light(evening=by)))
        if evening is not None:
            yield Cure(evening + 30.0, f"sunset is {format_duration(evening * 60.0)} later")
        morning = self._least(240, lambda by: self.placeable(core, self.facts.with_light(morning=by)))
        if morning is not None:
            yield Cure(morning + 30.0, f"sunrise is {format_duration(morning * 60.0)} earlier")


EASED = {
    "K01": {"setup_s": "set-up", "teardown_s": "clearing away"},
    "K02": {"margin_s": "the margin of passages"},
    "K05": {"warning_s": "the lead of warnings", "notam_s": "the lead of NOTAMs"},
    "K13": {"cycle_s": "the deck cycle"},
}
"""Limits in seconds that may be eased, and what they are called."""
