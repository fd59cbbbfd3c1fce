"""What is due next: a binary heap of numbered slots, each with one time. Ties go to the lower slot.

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
def _before(w: Any, a: int, b: int) -> Any:
    ta = slot_at(w, a).time_s
    tb = slot_at(w, b).time_s
    return ta < tb or (ta == tb and a < b)


@inner
def schedule(w: Any, slot: int, time_s: float) -> Any:
    """Set when a slot is due (inf: never) and restore the heap."""
    slot_at(w, slot).time_s = time_s
    at = slot_at(w, slot).place
    while at > 0:
        parent = (at - 1) >> 1
        other = slot_at(w, parent).occupant
        if not _before(w, slot, other):
            break
        slot_at(w, at).occupant = other
        slot_at(w, other).place = at
        at = parent
    while True:
        child = 2 * at + 1
        if child >= w.slot_rows:
            break
        if child + 1 < w.slot_rows and _before(w, slot_at(w, child + 1).occupant, slot_at(w, child).occupant):
            child += 1
        other = slot_at(w, child).occupant
        if not _before(w, other, slot):
            break
        slot_at(w, at).occupant = other
        slot_at(w, other).place = at
        at = child
    slot_at(w, at).occupant = slot
    slot_at(w, slot).place = at


def new_slots(count: int) -> np.ndarray:
    """So many slots, none of them due."""
    slots = np.zeros(count, SLOT)
    slots["time_s"] = math.inf
    slots["occupant"] = np.arange(count)
    slots["place"] = np.arange(count)
    return slots
