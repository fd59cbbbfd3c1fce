"""Targets in the model (K21): what is chosen is carried by somebody in the serial, with spares if the file asks."""

from itertools import product

from fleetex.plan.jobs import TUG
from fleetex.plan.model import Item, Literal, Programme
from fleetex.plan.targets import cannot_stream, carrier, is_elsewhere, spares, spares_due, target_role


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
        if not ship or (item.job.planned and is_elsewhere(facts, item.job, unit)):
            continue  # of a first plan nobody counts on one that another serial may leave behind, far off or later
        if ship not in item.part:
            programme.model.add(picked == 0)
        elif item.part[ship] is not None:
            programme.model.add_implication(picked, item.part[ship])
    _is_streamed(programme, item, role)


def _is_streamed(programme: Programme, item: Item, role: str) -> None:
    """Who tows a target has it on her own deck."""
    if TUG not in item.job.roles:
        return
    named = {which: item.job.roles[which].named for which in (role, TUG)}
    targets = [*((unit, None) for unit in named[role]), *_picked(item, role)]
    tugs = [*((unit, None) for unit in named[TUG]), *_picked(item, TUG)]
    for (target, chosen), (tug, towing) in product(targets, tugs):
        if (chosen is not None or towing is not None) and cannot_stream(programme.facts, item.job, target, tug):
            programme.model.add_bool_or([~literal for literal in (chosen, towing) if literal is not None])


def _picked(item: Item, role: str) -> list[tuple[str, Literal]]:
    return [(unit, picked) for (which, unit), picked in item.role.items() if which == role]


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
