"""Where a sensor is: aboard its unit, at the unit's height, or afloat as a buoy; and whence a unit's pings come."""

from typing import Any

from fleetex.engine.dive import shows_mast
from fleetex.engine.motion import place_now
from fleetex.engine.tables import ACTIVE, AIR, hull_at, sensor_at, switch_at, unit_at
from fleetex.physics.compiled import inner
from fleetex.physics.pieces import Point


@inner
def sensor_place(w: Any, s: int, t: float) -> Point:
    """Sea-level position of a sensor (ECEF, m): its unit's, or of a buoy its own."""
    switch = switch_at(w, s)
    if switch.afloat == 1:
        return switch.x_m, switch.y_m, switch.z_m
    return place_now(w, sensor_at(w, s).unit, t)


@inner
def eye_height_m(w: Any, s: int) -> Any:
    """Height of an antenna or an eye above the sea: as fitted, and in an aircraft on top of her own; of a submarine
    under water that of her masts."""
    m = sensor_at(w, s)
    if shows_mast(w, m.unit):
        return hull_at(w, m.unit).mast_m
    return m.height_m + max(0.0, unit_at(w, m.unit).height_m)


@inner
def sounding_place(w: Any, v: int, t: float) -> Point:
    """Where a unit's sound comes from: herself; of an aircraft the sonar that pings, which may be a buoy far off."""
    if hull_at(w, v).domain == AIR and unit_at(w, v).ping_db > 0.0:
        return sensor_place(w, unit_at(w, v).pinger, t)
    return place_now(w, v, t)


@inner
def note_pings(w: Any, u: int) -> None:
    """Keep the loudest active sonar of a unit that is on."""
    state = unit_at(w, u)
    state.ping_db = state.ping_hz = 0.0
    first = hull_at(w, u).sensor_first
    for s in range(first, first + hull_at(w, u).sensor_count):
        m = sensor_at(w, s)
        if m.kind == ACTIVE and switch_at(w, s).on == 1 and m.source_db > state.ping_db:
            state.ping_db = m.source_db
            state.ping_hz = m.freq_hz
            state.pinger = s
