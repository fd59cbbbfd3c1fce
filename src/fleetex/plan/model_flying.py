"""Aircraft in the model: where endurance is too short, the ship that it flies from is there (K14); and who is chosen to
fly off a deck sees far enough (K08), and in a FLYEX has its own deck there."""

from ortools.sat.python import cp_model

from fleetex.plan.model import Item, Literal, Programme
from fleetex.plan.slots import flies, is_flown, starts, too_far_alone
from fleetex.scenario.kinds import kinds


def add(programme: Programme) -> None:
    """For serials that the planner casts; what is amiss whoever is chosen, `slots` bars."""
    if programme.applies("K08"):
        for item in programme.items.values():
            if not item.fixed and not flies(programme.facts, item.job):
                _sees(programme, item)
    for item in programme.items.values():
        if kinds()[item.job.kind].flies_off_decks and not item.fixed:
            _has_its_deck(programme, item)
    if not programme.applies("K14"):
        return
    for item in programme.items.values():
        for unit in item.part if not item.fixed else ():
            for area, here in item.at.items():
                if area is not None and too_far_alone(programme.facts, item.job, unit, area):
                    _lands_there(programme, item, unit, here)


def _has_its_deck(programme: Programme, item: Item) -> None:
    """Whoever flies in it has the deck that it starts from among its decks, whichever of both is chosen."""
    named = {role: need.named for role, need in item.job.roles.items()}
    starting = [(unit, None) for unit in named.get("aircraft", ())]
    starting += [(unit, picked) for (role, unit), picked in item.role.items() if role == "aircraft"]
    for unit, picked in starting:
        deck = programme.facts.exercise.units[unit].start.deck
        there = item.role.get(("decks", deck or ""))
        if deck in named.get("decks", ()) or (picked is None and there is None):
            continue  # it is there, or nothing is the planner's to choose
        clause = [literal for literal in (None if picked is None else ~picked, there) if literal is not None]
        programme.model.add_bool_or(clause).only_enforce_if(item.present if item.present is not None else [])


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
