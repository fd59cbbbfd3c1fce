"""A submarine's battery: read at any time, settled at each leg, what drains and fills it; when it is low, empty, full.

Surfaced or snorting her diesels run: they drive her and fill it. Its times share the heap's slot with the tanks'.
"""

import math
from typing import Any

from fleetex.engine.tables import hull_at, unit_at
from fleetex.physics.battery import charging_w, mean_drawn_w
from fleetex.physics.compiled import inner

AT_SURFACE_M = 0.05
LOW = 0
EMPTY = 1
FULL = 2
"""Marks that a charge passes (event_out.number)."""


@inner
def charge_at(w: Any, u: int, t: float) -> Any:
    """Charge (J) at a time of the leg under way."""
    s = unit_at(w, u)
    charge_j = s.charge_j + s.charging_w * (t - s.charge_s)
    return min(max(0.0, charge_j), hull_at(w, u).battery_j_max)


@inner
def charge_share(w: Any, u: int) -> Any:
    """Charge as settled, over what the battery holds."""
    return unit_at(w, u).charge_j / hull_at(w, u).battery_j_max


@inner
def settle_charge(w: Any, u: int, t: float) -> None:
    """Bring the battery to now."""
    s = unit_at(w, u)
    s.charge_j = charge_at(w, u, t)
    s.charge_s = t


@inner
def draw_power(w: Any, u: int, t: float, speed: float, accel: float, duration: float) -> bool:
    """What the leg that begins draws, and what that does to the charge; whether diesels start or stop with it."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    settle_charge(w, u, t)
    surfaced = s.height_m > -AT_SURFACE_M
    snorting = s.snort == 1 and s.height_m > -m.snort_m - AT_SURFACE_M
    run = 1 if (surfaced or snorting) and s.fuel_out == 0 else 0
    s.drawn_w = mean_drawn_w(speed, accel, duration, m.battery_hotel_w, m.battery_a, m.battery_n)
    s.charging_w = charging_w(m.diesel_w if run == 1 else 0.0, s.drawn_w)
    if s.charging_w > 0.0:
        s.battery_low = 0
        s.battery_out = 0
        if s.charge_j >= m.battery_j_max:
            s.charging_w = 0.0
    changed = bool(run != s.diesels)
    s.diesels = run
    return changed


@inner
def diesel_kgps(w: Any, u: int) -> Any:
    """Fuel burnt: all that diesels make while they charge, or else what is drawn of them."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    if s.diesels == 0:
        return 0.0
    return m.diesel_kgpj * (m.diesel_w if s.charging_w > 0.0 else min(m.diesel_w, s.drawn_w))


@inner
def power_limit_mps(w: Any, u: int) -> Any:
    """Greatest speed that a submarine's masts, battery and diesels leave her."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    limit = m.speed_mps_max
    if s.snort == 1:
        limit = min(limit, m.snort_mps_max)
    if s.battery_out == 1:
        limit = min(limit, m.snort_mps_max if s.diesels == 1 else 0.0)
    return limit


@inner
def charge_due_s(w: Any, u: int) -> Any:
    """When the charge next passes a mark, as it changes now."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    if s.charging_w > 0.0:
        return s.charge_s + (m.battery_j_max - s.charge_j) / s.charging_w
    if s.charging_w < 0.0 and s.battery_low == 0:
        return s.charge_s + max(0.0, s.charge_j - m.battery_j_low) / -s.charging_w
    if s.charging_w < 0.0 and s.battery_out == 0:
        return s.charge_s + s.charge_j / -s.charging_w
    return math.inf


@inner
def charge_is_due(w: Any, u: int, t: float) -> bool:
    """Whether it is the battery's turn of the slot that it shares with the tank."""
    return bool(hull_at(w, u).battery_j_max > 0.0 and charge_due_s(w, u) <= t)


@inner
def pass_mark(w: Any, u: int, t: float) -> int:
    """The charge passes the mark that is due now: which one. At empty and at full it changes no more."""
    s = unit_at(w, u)
    settle_charge(w, u, t)
    if s.charging_w > 0.0:
        s.charge_j = hull_at(w, u).battery_j_max
        s.charging_w = 0.0
        return FULL
    if s.battery_low == 0:
        s.battery_low = 1
        return LOW
    s.battery_out = 1
    s.charge_j = 0.0
    return EMPTY
