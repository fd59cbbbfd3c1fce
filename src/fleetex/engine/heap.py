"""What is due next: a heap of numbered slots, four to a parent, each with one time. Ties go to the lower slot.

Slots are laid out by class of happening, then by row (rows stand in order of names), so that ties never depend on
the order in which a scenario lists its units:
surroundings (N), looks (S), budgets (1), leg ends (N), steering (N), gates (G), watches (W), fuel (N).
"""

import math
from typing import Any

import numpy as np

from fleetex.engine.tables import SLOT, slot_at
from fleetex.physics.compiled import inner


@inner
def schedule(w: Any, slot: int, time_s: float) -> None:
    """Set when a slot is due (inf: never) and restore the heap."""
    slot_at(w, slot).time_s = time_s
    at = slot_at(w, slot).place
    while at > 0:
        parent = (at - 1) >> 2
        other = slot_at(w, parent).occupant
        due = slot_at(w, parent).due_s
        if due < time_s or (due == time_s and other < slot):
            break
        slot_at(w, at).occupant = other
        slot_at(w, at).due_s = due
        slot_at(w, other).place = at
        at = parent
    count = w.slot_rows
    child = 4 * at + 1
    while child < count:
        least = child
        other = slot_at(w, child).occupant
        due = slot_at(w, child).due_s
        for sibling in range(child + 1, min(child + 4, count)):
            its = slot_at(w, sibling).due_s
            if its < due or (its == due and slot_at(w, sibling).occupant < other):
                least = sibling
                due = its
                other = slot_at(w, sibling).occupant
        if time_s < due or (time_s == due and slot < other):
            break
        slot_at(w, at).occupant = other
        slot_at(w, at).due_s = due
        slot_at(w, other).place = at
        at = least
        child = 4 * at + 1
    slot_at(w, at).occupant = slot
    slot_at(w, at).due_s = time_s
    slot_at(w, slot).place = at


def new_slots(count: int) -> np.ndarray:
    """So many slots, none of them due."""
    slots = np.zeros(count, SLOT)
    slots["time_s"] = math.inf
    slots["due_s"] = math.inf
    slots["occupant"] = np.arange(count)
    slots["place"] = np.arange(count)
    return slots
