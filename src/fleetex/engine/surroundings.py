"""Weather, water and daylight as each unit meets them, read anew every five minutes at its own place.

Between the readings they hold, so that what a sensor can do changes only then; a change marks the pairs it enters.
"""

import math
from typing import Any

from fleetex.engine.gates import inside_ring
from fleetex.engine.heap import schedule
from fleetex.engine.motion import motion_now, place_now, plan_motion, push_event
from fleetex.engine.senses import is_sonar
from fleetex.engine.shore import comes_ashore
from fleetex.engine.slots import slot_surroundings
from fleetex.engine.tables import (
    INFRARED,
    MODE_ABOARD,
    MODE_DRIFT,
    MODE_TOWED,
    NOBODY,
    OUT_AGROUND,
    OUT_SHOAL,
    env_at,
    hull_at,
    sensor_at,
    unit_at,
    zone_at,
)
from fleetex.engine.windows import refresh_sensor
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import geodetic
from fleetex.physics.sun import light_code
from fleetex.vocabulary import KEEL_ROOM_M

SURROUNDINGS_S = 300.0
AHEAD_S = 600.0
AHEAD_STEPS = 10
HALF_M = 0.5
"""Design values: a submarine looks ahead on the chart for so long, which brings her up from 300 m at half a metre a
second, at so many places; and comes up for half a metre."""


@inner
def zone_holding(w: Any, x: float, y: float, z: float) -> Any:
    """The zone that holds a place: the smallest (they stand in that order after zone 0, which is everywhere else)."""
    for k in range(1, w.zone_rows):
        if inside_ring(w, x, y, z, zone_at(w, k).edge_first, zone_at(w, k).edge_count):
            return k
    return 0


@inner
def environment_row(w: Any, zone: int, t: float) -> Any:
    """The row of a zone's environment that holds at t."""
    first = zone_at(w, zone).env_first
    row = first
    for k in range(first, first + zone_at(w, zone).env_count):
        if env_at(w, k).time_s > t:
            break
        row = k
    return row


@inner
def least_water_ahead_m(w: Any, u: int, t: float) -> float:
    """Least charted depth where a unit is and comes to in ten minutes on her present course; infinite if unknown."""
    x, y, z, vx, vy, vz = motion_now(w, u, t)
    least = math.inf
    for k in range(AHEAD_STEPS + 1):
        dt = k * AHEAD_S / AHEAD_STEPS
        zone = zone_holding(w, x + vx * dt, y + vy * dt, z + vz * dt)
        depth_m = env_at(w, environment_row(w, zone, t + dt)).depth_m
        if depth_m < least:  # an unknown one is never less
            least = depth_m
    return least


@inner
def mind_bottom(w: Any, u: int, t: float) -> None:
    """A submarine comes up before her way leads over water that leaves too little room under her."""
    s = unit_at(w, u)
    s.least_water_m = least_water_ahead_m(w, u, t)
    deepest_m = max(0.0, s.least_water_m - KEEL_ROOM_M)
    if -s.cmd_height_m > deepest_m + HALF_M:
        s.cmd_height_m = -deepest_m
        push_event(w, OUT_SHOAL, u, NOBODY, 0, t, deepest_m)
        plan_motion(w, u, t)


@inner
def on_surroundings(w: Any, u: int, t: float) -> Any:
    """Read the surroundings of one unit, and let what rests on them follow."""
    s = unit_at(w, u)
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    light = light_code(lat, lon, w.start_unix_s + t)
    s.zone = zone_holding(w, x, y, z)
    water = environment_row(w, s.zone, t)
    heard_change = water != s.water
    rain_change = env_at(w, water).rain_mmph != env_at(w, s.water).rain_mmph
    s.water = water
    e = env_at(w, water)
    seen_change = light != s.light or e.visibility_m != s.visibility_m
    sea_change = rain_change or e.wave_height_m != s.wave_height_m
    drift_change = (
        e.wind_east_mps != s.wind_east_mps
        or e.wind_north_mps != s.wind_north_mps
        or e.current_east_mps != s.current_east_mps
        or e.current_north_mps != s.current_north_mps
    )
    s.light = light
    s.visibility_m = e.visibility_m
    s.wind_east_mps = e.wind_east_mps
    s.wind_north_mps = e.wind_north_mps
    s.current_east_mps = e.current_east_mps
    s.current_north_mps = e.current_north_mps
    s.wave_height_m = e.wave_height_m
    s.sea_state = e.sea_state
    s.depth_m = e.depth_m
    if seen_change or sea_change:
        first = hull_at(w, u).sensor_first
        for k in range(first, first + hull_at(w, u).sensor_count):
            kind = sensor_at(w, k).kind
            if (seen_change and kind in (1, INFRARED)) or (sea_change and kind == 0):
                refresh_sensor(w, k, t)
    if heard_change and w.sonars > 0:
        first = hull_at(w, u).sensor_first
        for k in range(first, first + hull_at(w, u).sensor_count):
            if is_sonar(sensor_at(w, k).kind):
                refresh_sensor(w, k, t)
    if drift_change and s.mode == MODE_DRIFT:
        plan_motion(w, u, t)
    if s.mode == MODE_DRIFT and s.aground == 0 and comes_ashore(w, u, t, SURROUNDINGS_S):
        s.aground = 1
        plan_motion(w, u, t)
        push_event(w, OUT_AGROUND, u, NOBODY, 0, t, 0.0)
    if hull_at(w, u).depth_m_max > 0.0:
        if s.mode != MODE_TOWED and s.mode != MODE_ABOARD:
            mind_bottom(w, u, t)
        else:
            s.least_water_m = e.depth_m if e.depth_m > 0.0 else math.inf
    schedule(w, slot_surroundings(w, u), t + SURROUNDINGS_S)
