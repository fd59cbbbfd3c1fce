"""Why not: the fewest serials and rules that clash, in sentences, and the least that would cure it.

Each serial's being held is an assumption; the solver names some of them that cannot hold together. Those are made fewer
one by one, then the rules among them; what remains is needed, each part of it. Cures are tried, not guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from fleetex.plan.asking import BUILD_S, Asking, Step, Work
from fleetex.plan.cures import Clashing, Cure, of_any_rule, told
from fleetex.plan.cures_by_rule import of_the_rules
from fleetex.plan.cures_of_serials import REPLENISHMENT, units_needed
from fleetex.plan.facts import Facts, Span
from fleetex.plan.jobs import FIRING, Job
from fleetex.plan.model import Programme
from fleetex.plan.pairs import Clash, area_clash, clashes, clear_min, order_rules, passage_min
from fleetex.plan.search import new_solver
from fleetex.plan.slots import Barred, barred, too_far_alone
from fleetex.plan.solve import MANY, dtg
from fleetex.quantities import format_duration
from fleetex.scenario.plan_rules import RULES, SOFT
from fleetex.vocabulary import Domain

CORE_EFFORT_S = 20.0
"""Deterministic seconds for finding serials that clash, ..."""
WORK_S = 25.0
"""... and for all questions together."""
LEFT_OUT_S = 6.0
"""The same for why serials that may be left out are."""
CURES_MOST = 8
"""So many are told."""
NEXT_MOST = 2
"""So many clashes more, each with the cheapest cure of those before it done."""
SUPPLIES = ("K10", "K11", "K13")
HARD = tuple(rule for rule in RULES if rule not in SOFT)


@dataclass(frozen=True)
class WhyNot:
    """Serials and rules that clash, none of which can be left out, and what would cure it."""

    serials: tuple[str, ...]
    rules: tuple[str, ...]
    sentences: tuple[str, ...]
    cures: tuple[str, ...]
    proven: bool = True
    unexamined: tuple[str, ...] = ()
    """What there was no work left for."""
    cures_all: bool = True
    """Whether the cures do by all rules, or by those named alone."""
    next: "WhyNot | None" = None
    """What clashes besides, once the first cure is done."""


def why_not(facts: Facts, jobs: Sequence[Job], told_step: Step | None = None) -> WhyNot:
    """The reasons that jobs cannot all be placed."""
    return _why_not(Asking(facts, jobs, Work(WORK_S, told_step)), NEXT_MOST)


def left_out(facts: Facts, jobs: Sequence[Job], dropped: Sequence[str], refused: Mapping[str, str]) -> dict[str, str]:
    """Of optional serials that were left out why, as far as that is known: what its kind refuses (`refused`), what
    bars each beside those that must be held, or that others which may be left out are in its place."""
    found, work = dict(refused), Work(LEFT_OUT_S)
    must = [job for job in jobs if not job.optional]
    for name in dropped if len(jobs) <= MANY else ():
        if name in found or work.is_over:
            continue
        one = next(replace(job, optional=False) for job in jobs if job.name == name)
        reasoning = _Reasoning(Asking(facts, [*must, one], work))
        if reasoning.fits([*must, one]):
            if any(job.optional and job.name not in dropped for job in jobs):
                found[name] = "it fits only where others that may be left out are"
            continue
        core = reasoning.core()
        if reasoning.proven:
            found[name] = "; ".join(dict.fromkeys(reasoning.sentences(core, reasoning.rules_needed(core))))
    return {name: found[name] for name in dropped if name in found}


def _why_not(asking: Asking, more: int) -> WhyNot:
    reasoning = _Reasoning(asking)
    core = reasoning.core()
    if not reasoning.proven:
        windows = tuple(sentence for job in core for sentence in reasoning.window(job))
        return WhyNot(tuple(job.name for job in core), (), windows, (), False, tuple(reasoning.unexamined))
    asking.work.tell(f"{len(core)} serials clash; which rules are needed")
    rules = reasoning.rules_needed(core)
    sentences = tuple(dict.fromkeys(reasoning.sentences(core, rules)))
    wide = reasoning.with_all_of_theirs(core, rules)
    cures, whole = reasoning.cures(wide, rules)
    if not cures and wide != core:
        wide = core
        cures, whole = reasoning.cures(core, rules)
    texts = tuple(cure.text for cure in cures)
    following = reasoning.following(wide, cures, more)
    names = tuple(job.name for job in core if not job.fixed)
    unexamined = tuple(reasoning.unexamined)
    return WhyNot(names, rules, sentences, texts, reasoning.proven, unexamined, whole, following)


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


class _Reasoning:
    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.facts, self.jobs, self.fixed = asking.facts, asking.jobs, asking.fixed
        self.proven = True
        self.unexamined: list[str] = []

    def fits(self, jobs: Sequence[Job], off: Sequence[str] = ()) -> bool:
        return self.asking.fits(jobs, off)

    def core(self) -> tuple[Job, ...]:
        """The fewest jobs that cannot be placed together, with those in their places that matter."""
        waiting = [job for job in self.jobs if not job.fixed]
        for number, job in enumerate(waiting, 1):
            self.asking.work.tell(f"each by itself, {number} of {len(waiting)}")
            if not self.fits([job]):
                return (job,)
        named = self._suspects(waiting)
        fills = [job for job in waiting if job.kind == REPLENISHMENT]
        for some in () if named is None else (named, [*named, *(job for job in fills if job not in named)], waiting):
            if not self.fits((*self.fixed, *some)):  # fuel counts on replenishments that nobody named
                return self._fewest((*self.fixed, *some))
        self.proven = False
        self.unexamined.append("which other serials they clash with, and by which rules")
        return self._left_over(waiting)

    def _left_over(self, waiting: list[Job]) -> tuple[Job, ...]:
        """What a first fit finds no place for."""
        from fleetex.plan.first_fit import first_fit

        left = {job.name for job in first_fit(self.facts, self.jobs).left}
        return tuple(job for job in waiting if job.name in left) or tuple(waiting)

    def _suspects(self, waiting: list[Job]) -> list[Job] | None:
        """Some that cannot be placed together, as the solver names them; None if it does not know. Of many, those
        that a first fit left over and whoever is in their way are asked first."""
        if len(waiting) > MANY:
            for some in self._in_the_way(waiting):
                found = self._named(some)
                if found is not None:
                    return found
            return None
        return self._named(waiting)

    def _in_the_way(self, waiting: list[Job]) -> Iterator[list[Job]]:
        from fleetex.plan.by_parts import AT_ONCE, nearest
        from fleetex.plan.first_fit import first_fit

        self.asking.work.tell("who is left over")
        fitted = first_fit(self.facts, self.jobs)
        by_name = {job.name: job for job in waiting}
        left = [by_name[job.name] for job in fitted.left]
        for count in (AT_ONCE, 3 * AT_ONCE):
            for number, job in enumerate(left, 1):
                if self.asking.work.is_over:
                    return
                self.asking.work.tell(f"{job.name} with {count} others, {number} of {len(left)}")
                others = nearest(self.facts, job, self.jobs, fitted.settled)[:count]
                yield [job, *(by_name[name] for name in others if name in by_name)]

    def _named(self, waiting: list[Job]) -> list[Job] | None:
        jobs = (*self.fixed, *waiting)
        programme = Programme(self.facts, jobs, feasible_only=True, assume=True, whole=self.jobs)
        programme.model.add_assumptions([programme.items[job.name].present for job in waiting])
        solver = new_solver(min(CORE_EFFORT_S, max(1.0, self.asking.work.left_s)), 120.0)
        status = solver.solve(programme.model)
        spent_s = solver.response_proto.deterministic_time
        self.asking.work.left_s -= spent_s + BUILD_S * len(programme.model.proto.constraints)
        if status != cp_model.INFEASIBLE:
            return None
        named = {
            programme.model.get_bool_var_from_proto_index(index).name
            for index in solver.sufficient_assumptions_for_infeasibility()
        }
        return [job for job in waiting if f"present {job.name}" in named] or waiting

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
        return tuple(job for job in self.jobs if job in kept)

    def rules_needed(self, core: tuple[Job, ...]) -> tuple[str, ...]:
        """The fewest rules under which the core cannot be placed."""
        off: list[str] = []
        for rule in reversed(HARD):  # of two that do alike the plainer, a ship in two places, is kept
            if not self.facts.rules.applies(rule) or not self.fits(core, [*off, rule]):
                off.append(rule)
        return tuple(rule for rule in HARD if rule not in off)

    def sentences(self, core: tuple[Job, ...], rules: tuple[str, ...]) -> Iterator[str]:
        for job in core:
            yield from self.window(job)
            yield from self._alone(job, rules)
        for number, one in enumerate(core):
            for other in core[number + 1 :]:
                yield from self._together(one, other, rules)
        for rule in rules:
            if rule in ("K10", "K11", "K13", "K19", "K20", "K25"):
                yield self._supply(rule, core, rules)

    def window(self, job: Job) -> Iterator[str]:
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
            yield from self._decks(job, area) if "K14" in rules else ()
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

    def _decks(self, job: Job, area: str | None) -> Iterator[str]:
        """Of an aircraft too far from home, the ship that it flies from, who may be chosen and must be."""
        for unit in job.named:
            host = self.facts.host(unit)
            if area is not None and host in job.chosen and too_far_alone(self.facts, job, unit, area):
                words = f"K14: {unit} has not the endurance for {job.name} in {area}"
                yield f"{words} unless {host}, from whose deck it flies, takes part"

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
                    why = self._levels(one, other) or (RULES[rule_id][1] if live else "they take the same water")
                    yield f"{rule_id}: {where} cannot be held at once: {why}"
        found = clashes(self.facts, one, other) if {"K13", "K17"} & set(rules) else ()
        told = [clash for clash in found if clash.rule in rules and clash.rule in ("K13", "K17")]
        chosen = [
            clash for clash in told if clash.leaver and max(clash.gap_min, clash.back_min) > clear_min(self.facts)
        ]
        yield from (self._between(clash, one, other) for clash in told if clash not in chosen)
        for before, firing in ((one, other), (other, one)):
            leaving = [clash for clash in chosen if (clash.gap_min >= clash.back_min) is (before is one)]
            yield from [self._leaving(leaving, before, firing)] if leaving else ()
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

    def _levels(self, one: Job, other: Job) -> str:
        """Of bands of depth that lie apart, and not so far as K15 asks for."""
        upper, lower = sorted((one, other), key=lambda job: -job.levels_m[1])
        apart_m, due_m = upper.levels_m[0] - lower.levels_m[1], self.facts.rules.K15.separation_m
        if not 0.0 <= apart_m < due_m:
            return ""
        return f"the depths of {upper.name} and {lower.name} lie {apart_m:.0f} m apart, and K15 asks for {due_m:.0f} m"

    def _between(self, clash: Clash, one: Job, other: Job) -> str:
        """How long lies between two sorties from a deck, or between others in the water and live fire."""
        if clash.rule == "K13":
            cycle = format_duration(self.facts.rules.K13.cycle_s)
            host = self.facts.host(clash.unit.split("|")[0])
            who = clash.unit.replace("|", " and ")
            return f"K13: {who} on the deck of {host}: {cycle} lie between launches for {one.name} and {other.name}"
        first, live = (one, other) if clash.gap_min >= clash.back_min else (other, one)
        gap_min = max(clash.gap_min, clash.back_min)
        words = f"K17: {live.name} is live {format_duration(gap_min * 60.0)} after {first.name} is over at the earliest"
        if gap_min <= clear_min(self.facts):
            return f"{words}: so long the water is watched clear"
        return f"{words}: so long its ships take to leave the danger area"

    def _leaving(self, found: Sequence[Clash], first: Job, live: Job) -> str:
        """How long those take who may be chosen for a serial to leave a danger area after it."""
        by_gap: dict[int, list[str]] = {}
        for clash in found:
            by_gap.setdefault(max(clash.gap_min, clash.back_min), []).append(clash.leaver)
        each = [f"{format_duration(gap * 60.0)} if {' or '.join(who)} is" for gap, who in sorted(by_gap.items())]
        words = f"K17: {live.name} is live so long after {first.name} is over as who is in it takes to leave the danger"
        return f"{words} area: {', '.join(each)}"

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

    def _supply(self, rule: str, core: tuple[Job, ...], rules: tuple[str, ...]) -> str:
        if rule == "K25":
            return f"{rule}: {RULES[rule][1]}"
        if rule in ("K19", "K20"):
            needs = [(job, need) for job in core for need in job.roles.values() if need.number]
            short = [(job, need) for job, need in needs if need.number > len(need.able)]
            wants = [
                f"{job.name} wants {need.wish}, and there {'is' if len(need.able) == 1 else 'are'} "
                f"{len(need.able)}: {', '.join(need.able) or 'none'}"
                for job, need in short or (needs if rule == "K20" else ())
            ]
            return f"{rule}: {'; '.join(wants) or RULES[rule][1]}"
        stocks = "; ".join(self._stock(rule, unit) for unit in self._short_of(rule, core, rules)[:6])
        return f"{rule}: {RULES[rule][1]}{': ' if stocks else ''}{stocks}"

    def with_all_of_theirs(self, core: tuple[Job, ...], rules: tuple[str, ...]) -> tuple[Job, ...]:
        """The serials that clash, and where somebody's supplies run out all others that she is in: what is to last for
        some of them is to last for all, and the cure is told once and not step by step."""
        short = [rule for rule in rules if rule in SUPPLIES]
        if len(self.jobs) > MANY or not short:
            return core
        units = {unit for rule in short for unit in self._short_of(rule, core, rules)}
        hers = {job.name for job in self.jobs if not units.isdisjoint(job.named)} | {job.name for job in core}
        return tuple(job for job in self.jobs if job.name in hers)

    def _short_of(self, rule: str, core: tuple[Job, ...], rules: tuple[str, ...]) -> list[str]:
        """The units whose supplies a rule counts, and finds too little."""
        others = [other for other in HARD if other not in rules]
        units = units_needed(Clashing(self.asking.without(others), core, (rule,)), rule)
        return [unit for unit in units if self._is_concerned(rule, unit, core)]

    def _is_concerned(self, rule: str, unit: str, core: tuple[Job, ...]) -> bool:
        """Whether a unit has what a rule counts: who fires has rounds, who flies has an aircrew."""
        if rule == "K11":
            needs = [job.roles[FIRING] for job in core if FIRING in job.roles]
            return any(unit in need.named or (need.number and unit in need.able) for need in needs)
        return rule != "K13" or self.facts.platform(unit).domain is Domain.AIR

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

    def cures(self, core: tuple[Job, ...], rules: tuple[str, ...]) -> tuple[tuple[Cure, ...], bool]:
        """What was tried and would make the core fit, the least first; and whether it does so by all rules. Where
        nothing does, what would do by the rules that were told."""
        found = self._tried(self.asking, core, rules)
        if any(len(cure.jobs) >= len(core) for cure in found):
            return told(found, rules, CURES_MOST), True
        others = [rule for rule in HARD if rule not in rules]
        some = self._tried(self.asking.without(others), core, rules)
        return (told(some, rules, CURES_MOST), False) if some else (told(found, rules, CURES_MOST), True)

    def _tried(self, asking: Asking, core: tuple[Job, ...], rules: tuple[str, ...]) -> list[Cure]:
        clash = Clashing(asking, core, rules)
        found: list[Cure] = []
        for what, parts in (
            ("the rules", of_the_rules(clash)),
            ("windows, areas, and who takes part", of_any_rule(clash)),
        ):
            self.asking.work.tell(f"what would cure it: {what}")
            for cure in parts:
                found.append(cure)
                if self.asking.work.is_over:
                    self.unexamined.append(f"more cures by {what}")
                    break
        return found

    def following(self, core: tuple[Job, ...], cures: Sequence[Cure], more: int) -> WhyNot | None:
        """What clashes besides, once the first cure is done; None if nothing does, or it is not asked."""
        if not cures or not more or len(self.jobs) > MANY or self.asking.work.is_over:
            return None
        self.asking.work.tell("what clashes besides")
        first = cures[0]
        changed = {job.name: job for job in first.jobs}
        out = {job.name for job in core} - set(changed)
        jobs = [changed.pop(job.name, job) for job in self.jobs if job.name not in out]
        asking = Asking(first.facts, [*jobs, *changed.values()], self.asking.work)
        return None if asking.fits(asking.jobs) else _why_not(asking, more - 1)
