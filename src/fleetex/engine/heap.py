"""What is due next: a heap of numbered slots, four to a parent, each with one time. Ties go to the lower slot.

Slots are laid out by class of happening, then by row (rows stand in order of names), so that ties never depend on
the order in which a scenario lists its units:
surroundings (N), looks (S), budgets (1), leg ends (N), steering (N), gates (G), watches (W), fuel (N), and, if there is
any traffic, one for that.
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
    while child < count:  # the table ends with a whole set of four, so none of these is beyond it
        due, least = slot_at(w, child).due_s, child
        other = slot_at(w, child).occupant
        due_b, occupant_b = slot_at(w, child + 1).due_s, slot_at(w, child + 1).occupant
        due_c, least_c = slot_at(w, child + 2).due_s, child + 2
        occupant_c = slot_at(w, child + 2).occupant
        due_d, occupant_d = slot_at(w, child + 3).due_s, slot_at(w, child + 3).occupant
        if (due_b < due) | ((due_b == due) & (occupant_b < other)):
            due, other, least = due_b, occupant_b, child + 1
        if (due_d < due_c) | ((due_d == due_c) & (occupant_d < occupant_c)):
            due_c, occupant_c, least_c = due_d, occupant_d, child + 3
        if (due_c < due) | ((due_c == due) & (occupant_c < other)):
            due, other, least = due_c, occupant_c, least_c
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
    """So many slots, none of them due, and up to three that never are: each parent has four children or none."""
    count += (1 - count) % 4
    slots = np.zeros(count, SLOT)
    slots["time_s"] = math.inf
    slots["due_s"] = math.inf
    slots["occupant"] = np.arange(count)
    slots["place"] = np.arange(count)
    return slots
