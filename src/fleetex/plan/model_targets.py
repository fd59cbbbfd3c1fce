"""Targets in the model (K21): what is chosen is carried by somebody in the serial, with spares if the file asks."""

from fleetex.plan.model import Item, Programme
from fleetex.plan.targets import carrier, is_elsewhere, spares, spares_due, target_role


def add(programme: Programme) -> None:
    """For serials that the planner casts; what is amiss whoever is chosen, `slots` bars."""
    if not programme.applies("K21"):
        return
    for item in programme.items.values():
        if not item.fixed and item.job.live and item.at:
            _is_there(programme, item)
            _has_spares(programme, item)


def _is_there(programme: Programme, item: Item) -> None:
    role, facts = target_role(item.job.kind), programme.facts
    for (which, unit), picked in item.role.items():
        ship = carrier(facts, unit) if which == role else ""
        if not ship or is_elsewhere(facts, item.job, unit):
            continue
        if ship not in item.part:
            programme.model.add(picked == 0)
        elif item.part[ship] is not None:
            programme.model.add_implication(picked, item.part[ship])


def _has_spares(programme: Programme, item: Item) -> None:
    due = spares_due(programme.facts, item.job)
    if not due:
        return
    there = []
    for unit in spares(programme.facts, item.job, item.part):
        spare = programme.flag(f"{unit} is a spare of {item.job.name}")
        ship = item.part[programme.facts.exercise.units[unit].start.deck or ""]
        if ship is not None:
            programme.model.add_implication(spare, ship)
        if unit in item.part:
            programme.model.add_implication(spare, ~item.part[unit])
        there.append(spare)
    enough = programme.model.add(sum(there) >= due)
    if item.present is not None:
        enough.only_enforce_if(item.present)
