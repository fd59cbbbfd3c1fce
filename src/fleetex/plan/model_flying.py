"""Aircraft on station in the model (K14): where endurance is too short, the ship that it flies from is there."""

from fleetex.plan.model import Item, Literal, Programme
from fleetex.plan.slots import too_far_alone


def add(programme: Programme) -> None:
    """For serials that the planner casts; what is amiss whoever is chosen, `slots` bars."""
    if not programme.applies("K14"):
        return
    for item in programme.items.values():
        for unit in item.part if not item.fixed else ():
            for area, here in item.at.items():
                if area is not None and too_far_alone(programme.facts, item.job, unit, area):
                    _lands_there(programme, item, unit, here)


def _lands_there(programme: Programme, item: Item, unit: str, here: Literal) -> None:
    """It plays no part in this area, or there is the deck that it flies from."""
    host = programme.facts.host(unit)
    if host in item.job.named or (host in item.job.chosen and host not in item.part):
        return  # she is there, or nobody is chosen while K20 is set aside
    clause = [~literal for literal in (item.part[unit], here) if literal is not None]
    ship = item.part.get(host) if host is not None else None
    programme.model.add_bool_or(clause if ship is None else [*clause, ship])
