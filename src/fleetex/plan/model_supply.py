"""What runs out: fuel (K10), rounds (K11), hours of aircrews (K13), the wash-up's day (K25), as constraints."""

from collections.abc import Sequence
from typing import Any

from fleetex.plan.facts import NO_WAY_M, Facts
from fleetex.plan.jobs import FIRING, Job, rounds_each, speed_in_mps
from fleetex.plan.model import Item, Programme
from fleetex.units import KN_MPS
from fleetex.vocabulary import Domain

LOITER_MPS = 5.0 * KN_MPS
"""Between serials, when she is where she is going (design)."""
SHARES = 100_000
"""Parts of a bunker in which fuel is counted."""
DAY_MIN = 24 * 60
RECEIVING = "receiving"


def add(programme: Programme) -> None:
    if programme.applies("K10"):
        for unit in programme.facts.exercise.units:
            if of_unit("K10", unit) not in programme.off:
                _fuel(programme, unit)
    if programme.applies("K11"):
        for unit in programme.facts.exercise.units:
            if of_unit("K11", unit) not in programme.off:
                _rounds(programme, unit)
    if programme.applies("K13"):
        for unit in programme.facts.exercise.units:
            flies = programme.facts.platform(unit).domain is Domain.AIR
            if flies and of_unit("K13", unit) not in programme.off:
                within_a_day(programme, unit, programme.facts.rules.K13.crew_day_s / 60.0, _playing(programme, unit))
    _wash_up(programme)


def of_unit(rule: str, unit: str) -> str:
    """What switches a rule of one unit's supplies off for her alone."""
    return f"{rule} of {unit}"


def _playing(programme: Programme, unit: str) -> list[Item]:
    return [item for item in programme.items.values() if unit in item.part]


def burnt_shares(facts: Facts, unit: str, minutes: float, speed_mps: float) -> int:
    """Fuel for some minutes at a speed, in parts of the bunker, rounded up."""
    fuel = facts.platform(unit).fuel
    assert fuel is not None
    return -int(-fuel.rate_kgps(speed_mps) * minutes * 60.0 / fuel.capacity_kg * SHARES // 1)


def _extra(facts: Facts, unit: str, job: Job, others: list[Job]) -> int:
    """What a serial burns beyond loitering: its own speed, and the longest passage that may lead to it."""
    platform = facts.platform(unit)
    speed = min(speed_in_mps(job) or platform.cruise_mps, platform.speed_mps_max)
    mine = burnt_shares(facts, unit, job.lasting_min, speed) - burnt_shares(facts, unit, job.lasting_min, LOITER_MPS)
    way_min = _passage_min(facts, unit, job, others)
    cruise = platform.cruise_mps
    return mine + burnt_shares(facts, unit, way_min, cruise) - burnt_shares(facts, unit, way_min, LOITER_MPS)


def _passage_min(facts: Facts, unit: str, job: Job, others: list[Job]) -> float:
    """The longest passage that may lead to it: from a serial that may come right before it, else from the start."""
    sure = [other for other in others if not other.optional and unit in other.named and other is not job]
    home = facts.exercise.units[unit].start.place
    ways = [0.0]
    for area in job.area_ids:
        if area is None:
            continue
        if home is not None and not any(_must_precede(other, job) for other in sure):
            ways.append(facts.way_m(home, facts.middle(area)))
        for other in others:
            if other is not job and not _never_next(other, job, sure):
                ways += [facts.passage_m(other, where, area) for where in other.area_ids]
    return max(way for way in ways if way < NO_WAY_M) / facts.platform(unit).cruise_mps / 60.0


def _must_precede(other: Job, job: Job) -> bool:
    return other.last_min <= job.first_min or other.name in job.after


def _never_next(other: Job, job: Job, sure: list[Job]) -> bool:
    """Whether one serial cannot be the last before another: it comes after it, or a third is always between."""
    if _must_precede(job, other):
        return True
    return any(third is not other and _must_precede(other, third) and _must_precede(third, job) for third in sure)


def _fuel(programme: Programme, unit: str) -> None:
    """Never below the reserve: before the first replenishment, between two, and at the exercise's end."""
    facts = programme.facts
    items = _playing(programme, unit)
    if any(job.name not in programme.items and _fills(job, unit) for job in programme.whole):
        return  # what is left out here would fill her
    platform = facts.platform(unit)
    if platform.fuel is None or not facts.sails(unit) or all(item.fixed for item in items):
        return
    jobs = [item.job for item in items]
    extra = {item.job.name: _extra(facts, unit, item.job, jobs) for item in items}
    rules = facts.rules.K10
    floor = round(SHARES * (facts.exercise.fuel_reserve if rules.reserve is None else rules.reserve))
    loiter = burnt_shares(facts, unit, 60.0, LOITER_MPS)
    full = round(SHARES * facts.exercise.units[unit].fuel)
    fills = [item for item in items if _fills(item.job, unit)]

    def burnt(until: Item | None, since: Item | None) -> Any:
        """Sixtieths of shares: loitering from one fill (or the start) to another (or the end), and all serials."""
        first = 0 if since is None else since.end
        last = facts.end_min if until is None else until.start
        parts: list[Any] = [loiter * last - loiter * first]
        for item in items:
            if item in fills:
                continue
            given = [item.part[unit]]
            given += [] if until is None else [programme.before(item, until)]
            given += [] if since is None else [programme.before(since, item)]
            parts.append(60 * extra[item.job.name] * _all_of(programme, given))
        return sum(parts)

    sails = _takes_part(programme, unit, items)
    if not fills:
        _if(programme, burnt(None, None) <= 60 * (full - floor), sails)
    for item in fills:
        others = [other for other in fills if other is not item]
        first = [programme.before(item, other) for other in others]
        _if(programme, burnt(item, None) <= 60 * (full - floor), [item.part[unit], *first])
        filled = max(round(SHARES * getattr(item.job.params, "fill_to", 1.0)), floor)
        last = [programme.before(other, item) for other in others]
        _if(programme, burnt(None, item) <= 60 * (filled - floor), [item.part[unit], *last])
        for other in others:
            between = [item.part[unit], programme.before(item, other)]
            _if(programme, burnt(other, item) <= 60 * (filled - floor), between)
    if fills and all(item.present is not None for item in fills):
        none = [~item.part[unit] for item in fills if item.part[unit] is not None]
        _if(programme, burnt(None, None) <= 60 * (full - floor), [*none, *sails])


def _takes_part(programme: Programme, unit: str, items: Sequence[Item]) -> list[Any]:
    """What tells that a unit is in any of some serials; nothing where she is in one that is held in any case. Who is in
    none stays in harbour, for all that the programme asks of her."""
    parts = [item.part[unit] for item in items]
    if any(part is None or part is True for part in parts):
        return []
    sails = programme.flag(f"{unit} sails")
    for part in parts:
        if part is not False:
            programme.model.add_implication(part, sails)
    return [sails]


def fuel_lasts(facts: Facts, unit: str, walk: Sequence[Job]) -> bool:
    """Whether fuel stays above the reserve through serials that have their places, in order of time."""
    platform = facts.platform(unit)
    if platform.fuel is None or not facts.sails(unit):
        return True
    reserve = facts.rules.K10.reserve
    floor = round(SHARES * (facts.exercise.fuel_reserve if reserve is None else reserve))
    left, since, at = round(SHARES * facts.exercise.units[unit].fuel), 0, facts.home(unit)
    for job in walk:
        area = job.area_ids[0]
        between = max(0, job.first_min - since)
        passage = 0.0
        if at is not None and area is not None and not facts.covers(area, at):
            way_m = facts.way_m(at, facts.middle(area))
            passage = 0.0 if way_m >= NO_WAY_M else min(float(between), way_m / platform.cruise_mps / 60.0)
        left -= burnt_shares(facts, unit, passage, platform.cruise_mps)
        left -= burnt_shares(facts, unit, between - passage, LOITER_MPS)
        if job.kind == "RAS-L" and RECEIVING in job.roles and unit in job.roles[RECEIVING].named:
            if left < floor:
                return False
            left = max(left, round(SHARES * getattr(job.params, "fill_to", 1.0)))
        else:
            speed = min(speed_in_mps(job) or platform.cruise_mps, platform.speed_mps_max)
            left -= burnt_shares(facts, unit, job.lasting_min, speed)
        if left < floor:
            return False
        since, at = job.last_min, facts.leaves_off(job, area) or at
    return True


def _fills(job: Job, unit: str) -> bool:
    need = job.roles.get(RECEIVING)
    return job.kind == "RAS-L" and need is not None and (unit in need.named or unit in need.able)


def _all_of(programme: Programme, given: list[Any]) -> Any:
    """A literal, or 0 or 1, for: all of these."""
    if any(one is False for one in given):
        return 0
    left = [one for one in given if one is not None and one is not True]
    if not left:
        return 1
    if len(left) == 1:
        return left[0]
    both = programme.flag("both")
    programme.model.add_bool_and(left).only_enforce_if(both)
    programme.model.add_bool_or([both, *(~one for one in left)])
    return both


def _if(programme: Programme, holds: Any, given: list[Any]) -> None:
    """That something holds where all of some literals do; a constant that does not hold leaves no way out."""
    if holds is True or any(one is False for one in given):
        return
    left = [one for one in given if one is not None and one is not True]
    if isinstance(holds, bool):
        programme.model.add_bool_or([~one for one in left])
        return
    bound = programme.model.add(holds)
    if left:
        bound.only_enforce_if(left)


def _rounds(programme: Programme, unit: str) -> None:
    """Rounds planned do not exceed what is in the magazine."""
    spent: list[Any] = []
    fixed = True
    for item in _playing(programme, unit):
        need, rounds = item.job.roles.get(FIRING), rounds_each(item.job)
        if need is None or not rounds:
            continue
        literal = item.present if unit in need.named else item.role.get((FIRING, unit), 0)
        spent.append(rounds if literal is None else rounds * literal)
        fixed = fixed and item.fixed
    if spent and not fixed:
        programme.model.add(sum(spent) <= programme.facts.rounds(unit))


def within_a_day(programme: Programme, unit: str, most_min: float, items: list[Item], over: Any = None) -> None:
    """In the day from the start of any serial, a unit's serials begun within it last no longer than allowed (`over`,
    where given, is the literal by serial that says it is broken)."""
    if sum(item.job.lasting_min for item in items) <= most_min or all(item.fixed for item in items):
        return
    for item in items:
        near: list[Any] = [item.job.lasting_min]
        for other in items:
            if other is item or other.first_min >= item.last_end_min + DAY_MIN:
                continue
            later = programme.before(item, other)
            if later is False:
                continue
            soon = programme.flag(f"{other.job.name} within a day of {item.job.name}")
            given = programme._given([item.part[unit], other.part[unit], None if later is True else later])
            programme.model.add(other.start >= item.start + DAY_MIN).only_enforce_if([*given, ~soon])
            near.append(other.job.lasting_min * soon)
        if len(near) > 1:
            bound = programme.model.add(sum(near) <= int(most_min))
            given = programme._given([item.part[unit]])
            if over is not None:
                given = [*given, ~over(item)]
            if given:
                bound.only_enforce_if(given)


def _wash_up(programme: Programme) -> None:
    """The wash-up is no later after the last serial than the rule says."""
    rule = programme.facts.rules.K25
    if rule.wash_up_utc is None or not programme.applies("K25") or not programme.items:
        return
    since = round((programme.facts.exercise.seconds(rule.wash_up_utc) - rule.within_s) / 60.0)
    if any(job.name not in programme.items and job.last_min >= since for job in programme.whole):
        return  # what is left out here may be the last
    late = []
    for item in programme.items.values():
        if item.fixed:
            if item.end >= since:
                return
            continue
        literal = programme.flag(f"{item.job.name} ends within a day of the wash-up")
        programme.model.add(item.end >= since).only_enforce_if(literal)
        if item.present is not None:
            programme.model.add_implication(literal, item.present)
        late.append(literal)
    programme.model.add_bool_or(late)
