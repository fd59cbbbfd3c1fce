"""Sensors switched on and off, and who must look or listen afresh for it."""

import math
from typing import Any

from fleetex.engine.heap import schedule
from fleetex.engine.intercept import refresh_intercepts
from fleetex.engine.motion import place_now
from fleetex.engine.mounting import note_pings, sensor_place
from fleetex.engine.sensing import lose
from fleetex.engine.slots import slot_look
from fleetex.engine.tables import ACTIVE, pair_at, sensor_at, switch_at
from fleetex.engine.windows import coming_look, refresh_sensor, refresh_sound
from fleetex.physics.compiled import inner


@inner
def switch_sensor(w: Any, s: int, on: int, t: float) -> None:
    """Switch a sensor. Off: its contacts are lost now. On: it looks from its next look on."""
    switch = switch_at(w, s)
    if switch.on == on:
        return
    own = sensor_at(w, s).unit
    look = coming_look(w, s, t)
    switch.on = on
    if sensor_at(w, s).kind == ACTIVE:
        note_pings(w, own)
        refresh_sound(w, own, t)
    if sensor_at(w, s).kind == 0:
        refresh_intercepts(w, own, t)
    if on == 1:
        switch.missed += look - switch.off_look
        for v in range(w.rows_used):
            p = pair_at(w, s * w.unit_rows + v)
            p.last_look = look - 1
            p.history = 0
        refresh_sensor(w, s, t)
        return
    switch.off_look = look
    xi, yi, zi = sensor_place(w, s, t)
    for v in range(w.rows_used):
        if pair_at(w, s * w.unit_rows + v).held == 1:
            x, y, z = place_now(w, v, t)
            lose(w, s, v, t, look - switch.missed, xi, yi, zi, x, y, z)
    schedule(w, slot_look(w, s), math.inf)
