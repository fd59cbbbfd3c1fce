"""Fuel on board: read at any time of a leg, settled when the rate of burning changes; when it runs low or out."""

import math
from typing import Any

from fleetex.engine.batteries import charge_due_s, diesel_kgps, draw_power
from fleetex.engine.heap import schedule
from fleetex.engine.slots import slot_fuel
from fleetex.engine.tables import MODE_ABOARD, hull_at, unit_at
from fleetex.physics.compiled import inner
from fleetex.physics.fuel import fuel_burnt_kg, fuel_rate_kgps


@inner
def fuel_at(w: Any, u: int, t: float) -> Any:
    """Fuel on board (kg) at a time of the leg under way: what flowed in, less what was burnt since it was settled."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    dt = t - s.fuel_s
    if dt <= 0.0:
        return s.fuel_kg
    burnt = s.rate_kgps * dt
    if s.accel_mps2 != 0.0 and s.rate_kgps > 0.0 and m.battery_j_max == 0.0:
        speed = s.speed_mps + s.accel_mps2 * (s.fuel_s - s.leg_s)
        burnt = fuel_burnt_kg(speed, s.accel_mps2, dt, m.hotel_kgps, m.fuel_a, m.fuel_n)
    return min(max(0.0, s.fuel_kg + s.flow_kgps * dt - burnt), m.fuel_kg_max)


@inner
def settle_fuel(w: Any, u: int, t: float) -> None:
    """Bring the tank to now. Never below empty nor above full."""
    s = unit_at(w, u)
    s.fuel_kg = fuel_at(w, u, t)
    s.fuel_s = t


@inner
def burn(w: Any, u: int, t: float, speed: float, accel: float, duration: float) -> bool:
    """What a unit burns, and a submarine's battery gives, on the leg that begins; whether diesels start or stop."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    changed = False
    if m.battery_j_max > 0.0:
        changed = draw_power(w, u, t, speed, accel, duration)
        s.rate_kgps = diesel_kgps(w, u)
    else:
        s.rate_kgps = fuel_rate_kgps(speed, m.hotel_kgps, m.fuel_a, m.fuel_n)
        if accel != 0.0:
            middle = fuel_rate_kgps(speed + 0.5 * accel * duration, m.hotel_kgps, m.fuel_a, m.fuel_n)
            last = fuel_rate_kgps(max(0.0, speed + accel * duration), m.hotel_kgps, m.fuel_a, m.fuel_n)
            s.rate_kgps = (s.rate_kgps + 4.0 * middle + last) / 6.0
    if s.fuel_out == 1 or s.mode == MODE_ABOARD:
        s.rate_kgps = 0.0
    schedule_fuel(w, u, t)
    return changed


@inner
def schedule_fuel(w: Any, u: int, t: float) -> None:
    """When the tank next passes its reserve downwards or runs dry, at the present rates; so for the battery."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    net = s.rate_kgps - s.flow_kgps
    due = math.inf
    if m.fuel_kg_max > 0.0 and net > 0.0:
        if s.fuel_low == 0 and s.fuel_kg > m.fuel_kg_reserve:
            due = t + (s.fuel_kg - m.fuel_kg_reserve) / net
        elif s.fuel_low == 0:
            due = t
        elif s.fuel_out == 0:
            due = t + s.fuel_kg / net
    if m.battery_j_max > 0.0:
        due = min(due, max(t, charge_due_s(w, u)))
    schedule(w, slot_fuel(w, u), due)
