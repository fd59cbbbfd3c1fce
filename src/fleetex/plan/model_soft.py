"""What is better kept than not: rest (K12), even shares (K24), fishing grounds (K27), objectives (K28), asked times."""

from typing import Any

from fleetex.plan.facts import Facts
from fleetex.plan.jobs import FIRING
from fleetex.plan.model import Item, Programme
from fleetex.plan.model_supply import within_a_day
from fleetex.plan.slots import starts
from fleetex.vocabulary import Domain

NIGHT_FROM_H, NIGHT_TO_H = 23, 5
"""Local hours: a serial that takes any of them is one by night (design)."""

CHANGE_COST, SUBSTITUTE_COST = 300, 50
"""Of mending: for each serial that has another time or area, besides a point for each step; for each newcomer."""
AREA_MIN = 180
"""Another area is as much of a change as so many minutes (design)."""


def add(programme: Programme) -> None:
    rules = programme.facts.rules
    if programme.applies("K12") and rules.K12.weight:
        _rest(programme)
    if programme.applies("K24") and rules.K24.weight:
        _even(programme)
    if programme.applies("K27") and rules.K27.weight:
        _fishing(programme)
    if programme.applies("K28") and rules.K28.weight:
        _objectives(programme)
    _asked_times(programme)
    _as_planned(programme)


def night_spans(facts: Facts) -> tuple[tuple[int, int], ...]:
    """Local nights as minutes from the start."""
    start = facts.exercise.start_utc.astimezone(facts.exercise.exercise.zone)
    midnight = -(start.hour * 60 + start.minute)
    days = facts.end_min // 1440 + 3
    return tuple(
        (midnight + 1440 * day + 60 * (NIGHT_FROM_H - 24), midnight + 1440 * day + 60 * NIGHT_TO_H)
        for day in range(days)
    )


def _rest(programme: Programme) -> None:
    facts, rule = programme.facts, programme.facts.rules.K12
    intensive = [item for item in programme.items.values() if item.job.intensive]
    for unit in facts.exercise.units:
        if facts.platform(unit).domain is not Domain.SURFACE:
            continue
        mine = [item for item in intensive if unit in item.part]

        def over(item: Item, unit: str = unit) -> Any:
            literal = programme.flag(f"{unit} too long at it from {item.job.name}")
            programme.cost("K12", rule.weight, literal)
            return literal

        within_a_day(programme, unit, rule.intensive_s / 60.0, mine, over)
    nights = {item.job.name: _by_night(programme, item) for item in intensive}
    for one in intensive:
        if nights[one.job.name] is False:
            continue
        for other in intensive:
            if other is not one and not (one.fixed and other.fixed):
                _gap_after_night(programme, one, other, nights[one.job.name])


def _by_night(programme: Programme, item: Item) -> Any:
    """Whether a serial takes hours of the night: a literal, or True or False."""
    nights = night_spans(programme.facts)
    if item.fixed:
        return any(item.start < until and item.end > since for since, until in nights)
    by_day = starts(programme.facts, item.job, nights)
    if not by_day:
        return True
    literal = programme.flag(f"{item.job.name} by night")
    from ortools.sat.python import cp_model

    domain = cp_model.Domain.from_values(by_day)
    programme.model.add_linear_expression_in_domain(item.start, domain).only_enforce_if(~literal)
    return literal


def _gap_after_night(programme: Programme, one: Item, other: Item, night: Any) -> None:
    rule = programme.facts.rules.K12
    both = [unit for unit in one.part if unit in other.part and unit in programme.facts.exercise.units]
    both = [unit for unit in both if programme.facts.platform(unit).domain is Domain.SURFACE]
    first = programme.before(one, other) if both else False
    gap = round(rule.gap_s / 60.0)
    if first is False or one.last_end_min + gap <= other.first_min:
        return
    for unit in both:
        given = [one.part[unit], other.part[unit], None if night is True else night, None if first is True else first]
        tired = programme.flag(f"{unit} tired in {other.job.name}")
        programme.model.add(other.start >= one.end + gap).only_enforce_if([*programme._given(given), ~tired])
        programme.cost("K12", rule.weight, tired)


def _even(programme: Programme) -> None:
    """The most and the fewest leads, and firings, of the nations that can: their difference."""
    facts, weight = programme.facts, programme.facts.rules.K24.weight
    leads: dict[str, list[Any]] = {}
    fires: dict[str, list[Any]] = {}
    chosen = False
    for item in programme.items.values():
        for unit, literal in item.oce.items():
            leads.setdefault(facts.exercise.units[unit].nation, []).append(1 if literal is None else literal)
        need = item.job.roles.get(FIRING)
        for unit in need.named if need is not None else ():
            fires.setdefault(facts.exercise.units[unit].nation, []).append(1 if item.present is None else item.present)
        for (role, unit), literal in item.role.items():
            if role == FIRING:
                fires.setdefault(facts.exercise.units[unit].nation, []).append(literal)
        chosen = chosen or any(literal is not None for literal in (*item.oce.values(), *item.role.values()))
    for name, shares in (("leads", leads), ("fires", fires)):
        if len(shares) < 2 or not chosen:
            continue
        count = len(programme.items) * 4
        most, least = (programme.model.new_int_var(0, count, f"{which} {name}") for which in ("most", "fewest"))
        for parts in shares.values():
            programme.model.add(most >= sum(parts))
            programme.model.add(least <= sum(parts))
        programme.cost("K24", weight, most - least)


def _fishing(programme: Programme) -> None:
    import shapely

    facts = programme.facts
    grounds = [facts.shape(area) for area in facts.grounds()]
    for item in programme.items.values():
        for area, literal in item.at.items():
            if item.fixed or area is None:
                continue
            if any(shapely.intersects(facts.shape(area), ground) for ground in grounds):
                programme.cost("K27", facts.rules.K27.weight, 1 if literal is None else literal)


def _objectives(programme: Programme) -> None:
    facts = programme.facts
    for name in facts.plan.objectives:
        serving = [item for item in programme.items.values() if name in item.job.objectives]
        if any(item.present is None for item in serving):
            continue
        unserved = programme.flag(f"nothing serves {name}")
        programme.model.add_bool_or([unserved, *(item.present for item in serving)])
        programme.cost("K28", facts.rules.K28.weight, unserved)


def _asked_times(programme: Programme) -> None:
    """Where a serial had best begin about some time: a point for each step of the grid away from it."""
    step = programme.facts.step_min
    for item in programme.items.values():
        near = item.job.near_min
        if near is None or item.fixed or not item.at:
            continue
        away = programme.model.new_int_var(0, programme.facts.end_min, f"{item.job.name} away from its time")
        programme.model.add(step * away >= item.start - near)
        programme.model.add(step * away >= near - item.start)
        programme.cost("near", 1, away)


def _as_planned(programme: Programme) -> None:
    """Of serials that were planned before: as few as can be have another time or area, or have others come in."""
    to_another_area = round(AREA_MIN / programme.facts.step_min)
    for item in programme.items.values():
        if not item.job.planned or item.fixed or not item.at:
            continue
        changed = programme.flag(f"{item.job.name} changed")
        same_time = programme.model.add(item.start == item.job.near_min)
        same_time.only_enforce_if([~changed, *programme._given([item.present])])
        programme.cost("moved", CHANGE_COST, changed)
        for area, literal in item.at.items():
            if area != item.job.planned_area:
                programme.model.add_bool_or([changed, *programme._negated([literal])])
                programme.cost("moved", to_another_area, 1 if literal is None else literal)
        for (_, unit), literal in item.role.items():
            if unit not in item.job.planned_units:
                programme.cost("moved", SUBSTITUTE_COST, literal)
