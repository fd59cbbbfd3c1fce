"""Aircraft in the model: where endurance is too short, the ship that it flies from is there (K14); and who is chosen to
fly off a deck sees far enough (K08)."""

from ortools.sat.python import cp_model

from fleetex.plan.model import Item, Literal, Programme
from fleetex.plan.slots import flies, is_flown, starts, too_far_alone


def add(programme: Programme) -> None:
    """For serials that the planner casts; what is amiss whoever is chosen, `slots` bars."""
    if programme.applies("K08"):
        for item in programme.items.values():
            if not item.fixed and not flies(programme.facts, item.job):
                _sees(programme, item)
    if not programme.applies("K14"):
        return
    for item in programme.items.values():
        for unit in item.part if not item.fixed else ():
            for area, here in item.at.items():
                if area is not None and too_far_alone(programme.facts, item.job, unit, area):
                    _lands_there(programme, item, unit, here)


def _sees(programme: Programme, item: Item) -> None:
    """Whoever may be chosen to fly off a deck, in weather in which others may be out."""
    facts, least_m = programme.facts, programme.facts.rules.K08.fly_m
    for unit in item.part if least_m > 0.0 else ():
        for area, here in item.at.items() if is_flown(facts, unit) else ():
            spans = facts.thick(area, least_m)
            if not spans:
                continue
            given = [literal for literal in (item.part[unit], here) if literal is not None]
            fair = cp_model.Domain.from_values(starts(facts, item.job, spans))
            programme.model.add_linear_expression_in_domain(item.start, fair).only_enforce_if(given)


def _lands_there(programme: Programme, item: Item, unit: str, here: Literal) -> None:
    """It plays no part in this area, or there is the deck that it flies from."""
    host = programme.facts.host(unit)
    if host in item.job.named or (host in item.job.chosen and host not in item.part):
        return  # she is there, or nobody is chosen while K20 is set aside
    clause = [~literal for literal in (item.part[unit], here) if literal is not None]
    ship = item.part.get(host) if host is not None else None
    programme.model.add_bool_or(clause if ship is None else [*clause, ship])
