"""What is due next: a tree of matches between numbered slots, each with one time. Ties go to the lower slot.

Each row of the table holds the first of the two rows below it, down to the slots themselves, so that row 1 is what is
due next. A slot that is set anew plays its matches again: one on each storey, against a row that is known beforehand,
with nothing to guess wrong for the processor, where a heap must find out each time how far a slot sinks.

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
    """Set when a slot is due (inf: never), and find out again what comes first."""
    at = (w.slot_rows >> 1) + slot
    due, first = time_s, slot
    slot_at(w, at).due_s = due
    while at > 1:
        other_s, other = slot_at(w, at ^ 1).due_s, slot_at(w, at ^ 1).occupant
        if (other_s < due) | ((other_s == due) & (other < first)):
            due, first = other_s, other
        at >>= 1
        slot_at(w, at).due_s = due
        slot_at(w, at).occupant = first


@inner
def due_at_s(w: Any, slot: int) -> Any:
    """When a slot is due."""
    return slot_at(w, (w.slot_rows >> 1) + slot).due_s


def new_slots(count: int) -> np.ndarray:
    """So many slots, none of them due."""
    slots = np.zeros(2 * count, SLOT)
    slots["due_s"] = math.inf
    slots["occupant"][count:] = np.arange(count)
    for at in range(count - 1, 0, -1):
        slots["occupant"][at] = slots["occupant"][2 * at : 2 * at + 2].min()
    return slots
