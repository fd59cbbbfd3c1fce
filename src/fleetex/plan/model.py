"""The programme as a CP-SAT model: optional serials with a start, an area, units; rules as constraints, by name.

Times are whole minutes. A rule in `off` is left out, so that what clashes can be told by what cures it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ortools.sat.python import cp_model

from fleetex.plan.facts import Facts, joined
from fleetex.plan.jobs import Job
from fleetex.plan.pairs import Clash, clashes, clear_min, order_rules
from fleetex.plan.slots import ENDLESS, arrival_min, barred, starts

Literal = Any
"""A Boolean variable or its negation; None stands for: always."""
DROP_COST = 100
"""For each point of priority of a serial that is left out, ..."""
LEFT_OUT_COST = 2000
"""... and of one that was planned."""


@dataclass
class Item:
    """A serial in the model, or the reserve slot of one."""

    job: Job
    start: Any
    end: Any
    present: Literal
    at: dict[str | None, Literal]
    part: dict[str, Literal]
    """Of each unit that may take part."""
    role: dict[tuple[str, str], Literal] = field(default_factory=dict)
    """Of each role and unit to be chosen."""
    oce: dict[str, Literal] = field(default_factory=dict)
    first_min: int = 0
    last_end_min: int = 0
    reserve_of: str = ""

    @property
    def fixed(self) -> bool:
        return self.job.fixed


class Programme:
    """A model of some jobs under the rules that are not off. `feasible_only`: no soft rules, no objective."""

    def __init__(
        self,
        facts: Facts,
        jobs: Sequence[Job],
        off: Iterable[str] = (),
        *,
        feasible_only: bool = False,
        assume: bool = False,
        whole: Sequence[Job] | None = None,
    ) -> None:
        """`whole`: all serials, where `jobs` are some: nobody waits for one that is left out."""
        from fleetex.plan import model_flying, model_soft, model_supply, model_targets

        self.facts = facts
        self.jobs = tuple(jobs)
        self.whole = self.jobs if whole is None else tuple(whole)
        self.off = frozenset(off)
        self.feasible_only = feasible_only
        self.model = cp_model.CpModel()
        self.items: dict[str, Item] = {}
        self.reserves: dict[str, Item] = {}
        self.costs: dict[str, list[tuple[int, Any]]] = {}
        self.broken: list[tuple[str, str]] = []
        """Serials that can't be placed at all by themselves, with the rule."""
        self._order: dict[tuple[str, str], Literal | bool] = {}
        self._flags: dict[str, int] = {}
        for job in self.jobs:
            self.items[job.name] = self._fixed(job) if job.fixed else self._open(job, assume)
        self._add_reserves()
        self._pairs()
        self._detours()
        self._precedence()
        model_supply.add(self)
        model_targets.add(self)
        model_flying.add(self)
        if not feasible_only:
            model_soft.add(self)
            self._minimize()

    def applies(self, rule: str) -> bool:
        return rule not in self.off and (not rule.startswith("K") or self.facts.rules.applies(rule))

    def flag(self, name: str) -> Any:
        """A Boolean variable; of a name that others have too it is told apart, for hints go by name."""
        again = self._flags[name] = self._flags.get(name, 0) + 1
        return self.model.new_bool_var(name if again == 1 else f"{name} #{again}")

    def cost(self, rule: str, weight: int, what: Any) -> None:
        """So much for each unit of a variable, in the objective, by rule."""
        if weight:
            self.costs.setdefault(rule, []).append((weight, what))

    def _fixed(self, job: Job) -> Item:
        assert job.start_min is not None
        end = job.start_min + job.lasting_min
        item = Item(job, job.start_min, end, None, {job.area_ids[0]: None}, dict.fromkeys(job.named))
        item.first_min, item.last_end_min = job.start_min, end
        item.oce = dict.fromkeys(job.oces)
        return item

    def _open(self, job: Job, assume: bool) -> Item:
        present = self.flag(f"present {job.name}") if job.optional or assume else None
        spans = {area: self._spans(job, area) for area in job.area_ids}
        free = {area: starts(self.facts, job, found) for area, found in spans.items() if found is not None}
        free = {area: found for area, found in free.items() if found}
        if job.near_min is not None:  # what was planned off the grid may stay there
            for area, found in free.items():
                spans_here = joined([*(spans[area] or ()), (job.last_min, ENDLESS), (-ENDLESS, job.first_min)])
                near, ends = job.near_min, job.near_min + job.lasting_min
                if near not in found and not any(near < until and ends > since for since, until in spans_here):
                    found.append(near)
        if not free:
            self.broken.append((job.name, ""))
            if present is None:
                self.model.add_bool_or([])
            else:
                self.model.add(present == 0)
                if not assume:
                    self._drops(job, ~present)
            item = Item(job, job.first_min, job.first_min + job.lasting_min, present, {}, {})
            item.first_min, item.last_end_min = job.first_min, job.first_min + job.lasting_min
            return item
        every = sorted({begin for found in free.values() for begin in found})
        start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(every), f"start {job.name}")
        at: dict[str | None, Literal] = {}
        if len(free) == 1:
            at = dict.fromkeys(free, present)
        else:
            at = {area: self.flag(f"{job.name} in {area}") for area in free}
            self._exactly_one(list(at.values()), present)
            for area, found in free.items():
                domain = cp_model.Domain.from_values(found)
                self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(at[area])
        item = Item(job, start, start + job.lasting_min, present, at, {})
        item.first_min, item.last_end_min = every[0], every[-1] + job.lasting_min
        self._roles(item)
        if job.optional and not assume:
            absent = self.flag(f"dropped {job.name}")
            self.model.add(absent + present == 1)
            self._drops(job, absent)
        return item

    def _drops(self, job: Job, absent: Literal) -> None:
        self.cost("dropped", (LEFT_OUT_COST if job.planned else DROP_COST) * job.priority, absent)

    def _spans(self, job: Job, area: str | None) -> tuple[tuple[int, int], ...] | None:
        """Minutes barred in an area; None if the area is barred for good."""
        found = [one for one in barred(self.facts, job, area) if self.applies(one.rule)]
        if any(one.never for one in found):
            return None
        return joined([span for one in found for span in one.spans])

    def _exactly_one(self, literals: list[Any], present: Literal) -> None:
        if present is None:
            self.model.add_exactly_one(literals)
        else:
            self.model.add(sum(literals) == present)

    def _roles(self, item: Item) -> None:
        job = item.job
        item.part = dict.fromkeys(job.named, item.present)
        picks: dict[str, list[Any]] = {}
        for role, need in job.roles.items():
            if not need.number:
                continue
            able = [unit for unit in need.able if unit not in job.named]
            if "K20" in self.off:  # nothing is asked about who plays what; where the file switches it off, they are due
                continue
            for unit in able:
                item.role[role, unit] = self.flag(f"{unit} as {role} in {job.name}")
                picks.setdefault(unit, []).append(item.role[role, unit])
            chosen = sum(item.role[role, unit] for unit in able) if able else 0
            wanted = need.number if item.present is None else need.number * item.present
            self.model.add(chosen == wanted)
        self._brought(item, picks)
        for unit, literals in picks.items():
            if len(literals) == 1:
                item.part[unit] = literals[0]
            else:
                item.part[unit] = self.flag(f"{unit} in {job.name}")
                self.model.add(sum(literals) == item.part[unit])
            self._chosen_unit(item, unit)
        self._conductor(item)

    def _brought(self, item: Item, picks: dict[str, list[Any]]) -> None:
        """Whoever carries what is chosen comes with it."""
        coming: dict[tuple[str, str], list[Any]] = {}
        for role, need in item.job.roles.items():
            for unit, as_role, who in need.brings:
                if (role, unit) in item.role and who not in item.job.named:
                    coming.setdefault((as_role, who), []).append(item.role[role, unit])
        for (as_role, who), literals in coming.items():
            comes = self.flag(f"{who} as {as_role} in {item.job.name}")
            self.model.add(sum(literals) == comes)
            item.role[as_role, who] = comes
            picks.setdefault(who, []).append(comes)

    def _chosen_unit(self, item: Item, unit: str) -> None:
        """What bars a unit from a serial once it is chosen: it is not there in time, or its nation is not cleared."""
        literal = item.part[unit]
        rules = self.facts.rules
        nation = self.facts.exercise.units[unit].nation
        if self.applies("K18") and nation in rules.K18.cleared:
            since = round(self.facts.exercise.seconds(rules.K18.cleared[nation]) / 60.0)
            self.model.add(item.start >= since).only_enforce_if(literal)
        for away, (since, until) in self.facts.away:
            if away == unit:
                early = self.flag(f"{item.job.name} before {unit} is away")
                self.model.add(item.end <= since).only_enforce_if([literal, early])
                self.model.add(item.start >= until).only_enforce_if([literal, ~early])
        if self.applies("K02") and self.facts.sails(unit):
            for area, here in item.at.items():
                until = 0 if area is None else arrival_min(self.facts, unit, area)
                if until >= ENDLESS:
                    self.model.add_bool_or(self._negated([literal, here]))
                elif until > item.first_min:
                    self.model.add(item.start >= until).only_enforce_if(self._given([literal, here]))

    def _conductor(self, item: Item) -> None:
        from fleetex.plan.jobs import Able

        job, able = item.job, Able.of(self.facts.exercise, self.facts.library)
        if job.oces:
            item.oce = dict.fromkeys(job.oces, item.present)
            if (must := item.part.get(job.oces[0], item.present)) is not item.present:
                self.model.add(must == 1) if item.present is None else self.model.add(must == item.present)
            return
        can = able.conductors(job, item.part)
        for unit in can:
            item.oce[unit] = self.flag(f"{unit} conducts {job.name}")
            for plays in (item.part[unit], item.role.get((job.spec.led_by, unit))):
                if plays is not None:
                    self.model.add_implication(item.oce[unit], plays)
        for unit in (one for one in can if one not in able.leaders(job, can)):
            self.model.add(item.oce[unit] == 0)
        if item.oce:
            self._exactly_one(list(item.oce.values()), item.present)
        elif not {"K19", "K20"} & set(self.off):  # where nobody is chosen, nobody is asked to conduct
            self.broken.append((job.name, "K19"))
            self.model.add_bool_or([] if item.present is None else [~item.present])

    def _add_reserves(self) -> None:
        """For each live serial another slot in its area, with its units, for when the weather takes the first."""
        rules, within = self.facts.rules, round(self.facts.rules.K23.within_s / 60.0)
        if any(item.job.planned for item in self.items.values()):
            return
        asked = self.applies("K23") and bool(rules.K23.weight) and not self.feasible_only
        for item in list(self.items.values()):
            job = item.job
            if item.fixed and job.reserve_min is not None:
                self._standing_reserve(item, job.reserve_min)
            if not asked or not job.live or item.fixed or not item.at:
                continue
            kept = self.flag(f"reserve of {job.name}")
            latest = min(self.facts.end_min, item.last_end_min + within)
            start = self.model.new_int_var(item.first_min, latest, f"reserve start {job.name}")
            spare = Item(job, start, start + job.lasting_min, kept, {}, {}, reserve_of=job.name)
            for area, here in item.at.items():
                spans = self._spans(job, area)
                late = replace(job, last_min=latest)
                found = starts(self.facts, late, spans or ())
                both = kept if here is item.present else self.flag(f"reserve of {job.name} in {area}")
                if both is not kept:
                    self.model.add_bool_and([kept, here]).only_enforce_if(both)
                    self.model.add_bool_or([both, ~kept, ~here])
                elif here is not None:
                    self.model.add_implication(kept, here)
                spare.at[area] = both
                domain = cp_model.Domain.from_values(found) if found else cp_model.Domain(1, 0)
                self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(both)
            spare.part = {unit: kept if given is item.present else given for unit, given in item.part.items()}
            self.model.add(start >= item.end).only_enforce_if(kept)
            self.model.add(start + job.lasting_min <= item.end + within).only_enforce_if(kept)
            spare.first_min, spare.last_end_min = item.first_min + job.lasting_min, latest
            if rules.K23.apart_s:
                near = self.flag(f"reserve of {job.name} is near")
                far = self.model.add(start >= item.end + round(rules.K23.apart_s / 60.0))
                far.only_enforce_if([kept, ~near])
                self.cost("K23", rules.K23.near_weight, near)
            self.reserves[job.name] = spare
            if item.present is None:
                self.cost("K23", rules.K23.weight, ~kept)
            else:  # what is left out needs none
                self.model.add_implication(kept, item.present)
                self.cost("K23", rules.K23.weight, item.present - kept)

    def _standing_reserve(self, item: Item, slot: tuple[int, int]) -> None:
        """The reserve slot of what has its place: one that its file gives stays, another may be given up."""
        job, (first, last) = item.job, slot
        kept: Literal = None
        if not job.own:
            if self.feasible_only:
                return
            kept = self.flag(f"reserve of {job.name}")
            rule = self.facts.rules.K23
            self.cost("K23", rule.weight, ~kept)
            if rule.is_near(60.0 * (first - item.end)):
                self.cost("K23", rule.near_weight, kept)
        at, part = dict.fromkeys(item.at, kept), dict.fromkeys(item.part, kept)
        self.reserves[job.name] = Item(job, first, last, kept, at, part, {}, {}, first, last, job.name)

    def before(self, one: Item, other: Item) -> Literal | bool:
        """The literal for: one ends before the other begins (else it is the other way round); True or False where
        their windows leave no choice. It says so only where something keeps the two apart."""
        if one.last_end_min <= other.first_min:
            return True
        if other.last_end_min <= one.first_min:
            return False
        a, b = _key(one), _key(other)
        if a > b:
            turned = self.before(other, one)
            return (not turned) if isinstance(turned, bool) else ~turned
        if (a, b) not in self._order:
            self._order[a, b] = self.flag(f"{a} before {b}")
        return self._order[a, b]

    def orders(self) -> Iterable[tuple[tuple[str, str], Literal]]:
        """The literals of `before`, by whom they order: names, with "'s reserve" of a reserve slot."""
        return self._order.items()

    def _pairs(self) -> None:
        every, far = [*self.items.values(), *self.reserves.values()], self.facts.far_min
        clear = clear_min(self.facts)
        for number, one in enumerate(every):
            for other in every[number + 1 :]:
                if one.fixed and other.fixed:  # as the file, or what was planned before, has them
                    continue
                if one.job.name == other.job.name or (one.reserve_of and other.reserve_of):
                    continue
                if one.last_end_min + far <= other.first_min or other.last_end_min + far <= one.first_min:
                    continue
                since = max(one.first_min, other.first_min)
                together = since < min(one.last_end_min, other.last_end_min) + clear
                if together or not self.facts.crews(one.job).isdisjoint(self.facts.crews(other.job)):
                    self._pair(one, other)

    def _pair(self, one: Item, other: Item) -> None:
        """Keep two apart: under each condition by the greatest gap that any clash asks for."""
        gaps: dict[tuple[Any, ...], tuple[int, int, list[Literal]]] = {}
        for clash in clashes(self.facts, one.job, other.job):
            if not self.applies(clash.rule):
                continue
            given = self._condition(one, other, clash)
            if given is None:
                continue
            key = tuple(sorted(literal.index for literal in given))
            gap, back, _ = gaps.get(key, (0, 0, given))
            gaps[key] = (max(gap, clash.gap_min), max(back, clash.back_min), given)
        always = gaps.get(self._key_of_always(one, other))
        for key, (gap, back, given) in gaps.items():
            if always is not None and key != self._key_of_always(one, other) and gap <= always[0] and back <= always[1]:
                continue
            self._apart(one, other, gap, back, given)

    def _key_of_always(self, one: Item, other: Item) -> tuple[Any, ...]:
        return tuple(sorted({literal.index for literal in (one.present, other.present) if literal is not None}))

    def _condition(self, one: Item, other: Item, clash: Clash) -> list[Literal] | None:
        """The literals under which a clash holds; None if never."""
        given: list[Literal] = [one.present, other.present]
        if clash.areas is not None:
            a, b = clash.areas
            if a not in one.at or b not in other.at:
                return None
            given += [one.at[a], other.at[b]]
        if clash.unit:
            mine, _, theirs = clash.unit.partition("|")
            if mine not in one.part or (theirs or mine) not in other.part:
                return None
            given += [one.part[mine], other.part[theirs or mine]]
        if clash.leaver:
            left = self._left(*((one, other) if clash.gap_min else (other, one)), clash.leaver)
            if left is None:
                return None
            given += left
        return self._given(given)

    def _left(self, first: Item, live: Item, unit: str) -> list[Literal] | None:
        """The literals for: a unit is in one and not in the other; None if that never is so."""
        if unit not in first.part:
            return None
        if unit not in live.part:
            return [first.part[unit]]
        there = live.part[unit]
        return None if there is None or there is live.present else [first.part[unit], ~there]

    def _given(self, literals: Iterable[Literal]) -> list[Literal]:
        return list({literal.index: literal for literal in literals if literal is not None}.values())

    def _negated(self, literals: Iterable[Literal]) -> list[Literal]:
        return [~literal for literal in literals if literal is not None]

    def _apart(self, one: Item, other: Item, gap: int, back: int, given: list[Literal]) -> None:
        first = self.before(one, other)
        if first is True:
            if one.last_end_min + gap > other.first_min:
                self._later(one, other, gap, given)
        elif first is False:
            if other.last_end_min + back > one.first_min:
                self._later(other, one, back, given)
        else:
            self._later(one, other, gap, [*given, first])
            self._later(other, one, back, [*given, ~first])

    def _later(self, one: Item, other: Item, gap: int, given: list[Literal]) -> None:
        bound = self.model.add(other.start >= one.end + gap)
        if given:
            bound.only_enforce_if(given)

    def _detours(self) -> None:
        """Time for the way round what is live meanwhile, of passages that are known to need it (K02)."""
        if not (self.applies("K02") and self.applies("K04")):
            return
        for one in self.facts.detours:
            names = [one.after, *([one.before] if one.before else []), *(name for name, _ in one.live)]
            if all(name in self.items for name in names):
                self._detour(one)

    def _detour(self, one: Any) -> None:
        after, before = self.items[one.after], self.items.get(one.before)
        live = [(self.items[name], area) for name, area in one.live]
        given = [after.present, after.at.get(one.areas[1], 0), after.part.get(one.unit, 0)]
        if before is not None:
            given += [before.present, before.at.get(one.areas[0], 0), before.part.get(one.unit, 0)]
            given.append(_or_none(self.before(before, after)))
        given += [part for item, area in live for part in (item.present, item.at.get(area, 0))]
        if any(isinstance(literal, int) for literal in given):
            return
        since, clear = 0 if before is None else before.end, clear_min(self.facts)
        past = []
        for item, _ in live:
            over, later = (self.flag(f"{item.job.name} {when} {one.unit}'s way") for when in ("over before", "after"))
            self.model.add(item.end <= since).only_enforce_if(over)
            self.model.add(item.start - clear >= after.start).only_enforce_if(later)
            past += [over, later]
        longer = self.flag(f"{one.unit} has time for her way to {one.after}")
        self.model.add(after.start >= since + one.need_min).only_enforce_if(longer)
        self.model.add_bool_or([longer, *past, *self._negated(given)])

    def _precedence(self) -> None:
        if not self.applies("K09"):
            return
        for item in self.items.values():
            for name in item.job.after:
                if name in self.items:
                    self._ends_before([self.items[name]], item)
        for name, befores in order_rules(self.whole):
            if name in self.items and all(before in self.items for before in befores):
                self._ends_before([self.items[before] for before in befores], self.items[name])

    def _ends_before(self, befores: list[Item], item: Item) -> None:
        """One of some serials at least has ended before another begins."""
        if item.fixed and all(before.fixed for before in befores):
            return
        if len(befores) == 1:
            given = self._given([befores[0].present, item.present])
            self._later(befores[0], item, 0, given)
            return
        done = []
        for before in befores:
            if before.last_end_min <= item.first_min and before.present is None:
                return
            if before.job.name != item.job.name:
                literal = self.flag(f"{before.job.name} ends before {item.job.name}")
                self._later(before, item, 0, self._given([literal, before.present]))
                if before.present is not None:
                    self.model.add_implication(literal, before.present)
                done.append(literal)
        self.model.add_bool_or([*done, *self._negated([item.present])])

    def _minimize(self) -> None:
        terms = [weight * what for parts in self.costs.values() for weight, what in parts]
        if terms:
            self.model.minimize(sum(terms))

    def spend(self, solver: Any) -> dict[str, int]:
        """What each soft rule costs in a solution."""
        found = {
            rule: sum(weight * int(solver.value(what)) for weight, what in parts) for rule, parts in self.costs.items()
        }
        return {rule: cost for rule, cost in sorted(found.items()) if cost}


def _or_none(literal: Literal | bool) -> Literal:
    """A literal; None for what is so in any case, 0 for what never is."""
    return (None if literal else 0) if isinstance(literal, bool) else literal


def _key(item: Item) -> str:
    return f"{item.reserve_of}'s reserve" if item.reserve_of else item.job.name
