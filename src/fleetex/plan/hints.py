"""Where the search looks first: serials in the places that something else found for them, told to the model."""

from collections.abc import Mapping
from typing import Any

from fleetex.plan.jobs import Job
from fleetex.plan.model import Item, Programme


def hint_places(programme: Programme, settled: Mapping[str, Job]) -> None:
    """Starts, areas, casts, conductors, reserve slots and orders of what has its place; the rest follows from them."""
    model, hinted = programme.model, set[int]()

    def hint(variable: Any, value: int) -> None:
        if variable is None or isinstance(variable, int) or variable.index in hinted:
            return
        positive = variable if variable.index >= 0 else ~variable
        if positive.index not in hinted:
            hinted.add(positive.index)
            model.add_hint(positive, value if variable.index >= 0 else 1 - value)

    for name, item in programme.items.items():
        place = settled.get(name)
        if item.fixed:
            continue
        hint(item.present, int(place is not None))
        if place is not None:
            _hint_item(hint, item, place)
    for name, spare in programme.reserves.items():
        place = settled.get(name)
        slot = None if place is None else place.reserve_min
        hint(spare.present, int(slot is not None))
        if slot is not None and place is not None and not spare.fixed:
            hint(spare.start, slot[0])
            for area, here in spare.at.items():
                hint(here, int(area == place.area_ids[0]))
    for (one, other), literal in programme.orders():
        ends, begins = _slot(settled, one), _slot(settled, other)
        if ends is not None and begins is not None:
            hint(literal, int(ends[1] <= begins[0]))


def _hint_item(hint: Any, item: Item, place: Job) -> None:
    hint(item.start, place.first_min)
    for area, here in item.at.items():
        if here is not item.present:
            hint(here, int(area == place.area_ids[0]))
    for (role, unit), picked in item.role.items():
        hint(picked, int(unit in place.roles[role].named))
    for unit, takes_part in item.part.items():
        if takes_part is not item.present:
            hint(takes_part, int(unit in place.named))
    for unit, leads in item.oce.items():
        if leads is not item.present:
            hint(leads, int(unit in place.oces))


def _slot(settled: Mapping[str, Job], key: str) -> tuple[int, int] | None:
    name = key.removesuffix("'s reserve")
    place = settled.get(name)
    if place is None:
        return None
    return (place.first_min, place.last_min) if name == key else place.reserve_min
