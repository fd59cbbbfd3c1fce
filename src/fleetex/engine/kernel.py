"""The kernel: take what is due next and let it happen, until something happens that somebody must be told.

`advance` returns when an event waits, when the out tables are nearly full, or when nothing is due by `until_s`.
What falls on the same instant happens in the order of the slots; whoever is told decides after that.
"""

from typing import Any

from fleetex.engine.batteries import charge_is_due, charge_share, pass_mark
from fleetex.engine.clocking import count_happening, cycles
from fleetex.engine.gates import on_gate, on_watch
from fleetex.engine.heap import schedule
from fleetex.engine.motion import on_leg_due, push_event
from fleetex.engine.sensing import on_budgets, on_look
from fleetex.engine.slots import slot_budget
from fleetex.engine.steering import steer
from fleetex.engine.surroundings import on_surroundings
from fleetex.engine.tables import (
    NOBODY,
    OUT_BATTERY,
    OUT_FUEL_LOW,
    OUT_FUEL_OUT,
    slot_at,
    unit_at,
)
from fleetex.engine.tanks import schedule_fuel, settle_fuel
from fleetex.engine.traffic import on_background_leg, on_traffic
from fleetex.physics.compiled import inner, kernel

BUDGET_S = 600.0
"""Between the looks at every pair's decibels."""
DONE = 0
TOLD = 1
FULL = 2


@kernel
def advance(w: Any, until_s: float) -> int:
    """Let everything happen that is due by `until_s` (that instant included). Returns DONE, TOLD or FULL."""
    while True:
        if w.event_out_filled > 0:
            return TOLD
        if _nearly_full(w):
            return FULL
        slot = slot_at(w, 1).occupant
        t = slot_at(w, 1).due_s
        if not t <= until_s:
            w.now_s = until_s
            w.slot_now = w.slot_rows
            return DONE
        w.now_s = t
        w.slot_now = slot
        w.happenings += 1
        if w.clocked == 0:
            _happen(w, slot, t)
        else:
            _happen_by_the_clock(w, slot, t)


@inner
def _happen_by_the_clock(w: Any, slot: int, t: float) -> None:
    """The same with its cycles counted; those of fusion apart."""
    began = cycles()
    fused = w.cycles_fusion
    _happen(w, slot, t)
    count_happening(w, slot, cycles() - began - (w.cycles_fusion - fused))


@inner
def _happen(w: Any, slot: int, t: float) -> None:
    """Whose turn a slot is."""
    unit_count = w.unit_rows
    if slot < unit_count:
        on_surroundings(w, slot, t)
        return
    slot -= unit_count
    if slot < w.sensor_rows:
        on_look(w, slot, t)
        return
    slot -= w.sensor_rows
    if slot == 0:
        on_budgets(w, t)
        schedule(w, slot_budget(w), t + BUDGET_S)
        return
    slot -= 1
    if slot < unit_count:
        if slot < w.cast_rows:
            on_leg_due(w, slot, t)
        else:
            on_background_leg(w, slot, t)
        return
    slot -= unit_count
    if slot < unit_count:
        steer(w, slot, t)
        return
    slot -= unit_count
    if slot < w.gate_rows:
        on_gate(w, slot, t)
        return
    slot -= w.gate_rows
    if slot < w.watch_rows:
        on_watch(w, slot, t)
        return
    slot -= w.watch_rows
    if slot < unit_count:
        on_fuel(w, slot, t)
        return
    on_traffic(w, t)


@inner
def on_fuel(w: Any, u: int, t: float) -> None:
    """A tank passes its reserve, or runs dry; or a battery is low, empty or full."""
    s = unit_at(w, u)
    settle_fuel(w, u, t)
    if charge_is_due(w, u, t):
        push_event(w, OUT_BATTERY, u, NOBODY, pass_mark(w, u, t), t, charge_share(w, u))
    elif s.fuel_low == 0:
        s.fuel_low = 1
        push_event(w, OUT_FUEL_LOW, u, NOBODY, 0, t, s.fuel_kg)
    elif s.fuel_out == 0 and s.fuel_kg < 1.0:
        s.fuel_out = 1
        s.fuel_kg = 0.0
        s.rate_kgps = 0.0
        push_event(w, OUT_FUEL_OUT, u, NOBODY, 0, t, 0.0)
    schedule_fuel(w, u, t)


@inner
def _nearly_full(w: Any) -> bool:
    """Whether the next happening might not find room for its rows."""
    spare = 64 + 4 * w.unit_rows
    return bool(
        w.event_out_filled > w.event_out_rows - spare
        or w.leg_out_filled > w.leg_out_rows - spare
        or w.contact_out_filled > w.contact_out_rows - spare
        or w.budget_out_filled > w.budget_out_rows - spare - w.sensor_rows * w.cast_rows
        or w.track_out_filled > w.track_out_rows - spare
        or w.bearing_out_filled > w.bearing_out_rows - spare
        or w.call_out_filled > w.call_out_rows - spare
    )
