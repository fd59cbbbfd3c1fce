"""What Python asks of the tables for aircraft, one kernel each: off a deck, onto one, a buoy in the water.

All take the address of the world's head; angles in radians, metres, seconds.
"""

import math

from fleetex.engine.heap import schedule
from fleetex.engine.motion import begin_leg, course_speed_now, next_gate, place_now, plan_motion
from fleetex.engine.mounting import sensor_place
from fleetex.engine.slots import slot_gate, slot_leg, slot_steer
from fleetex.engine.tables import (
    GEODESIC,
    MODE_ABOARD,
    MODE_DRIFT,
    MODE_STEER,
    NOBODY,
    head_of,
    sensor_at,
    switch_at,
    unit_at,
)
from fleetex.engine.tanks import schedule_fuel, settle_fuel
from fleetex.engine.windows import refresh_target
from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import east_north_up, geodetic, range_bearing


@kernel
def take_off(at: int, u: int, height_m: float, t: float) -> None:
    """An aircraft leaves the deck or the runway on the course and at the speed that she has there, and climbs."""
    w = head_of(at)
    s = unit_at(w, u)
    if s.tow >= 0:
        unit_at(w, s.tow).carries -= 1
    course, speed = course_speed_now(w, u, t)
    s.mode = MODE_STEER
    s.tow = NOBODY
    s.avoiding = 0
    s.cmd_course_rad = s.wanted_course_rad = course
    s.cmd_speed_mps = s.wanted_speed_mps = speed
    s.cmd_height_m = height_m
    plan_motion(w, u, t)
    schedule(w, slot_steer(w, u), t)
    refresh_target(w, u, t)


@kernel
def land(at: int, u: int, host: int, t: float) -> None:
    """An aircraft comes to rest on a deck, whose legs are hers from now on, or (host -1) on a runway."""
    w = head_of(at)
    s = unit_at(w, u)
    settle_fuel(w, u, t)
    s.mode = MODE_ABOARD
    s.tow = host
    s.avoiding = 0
    s.rate_kgps = 0.0
    schedule(w, slot_steer(w, u), math.inf)
    if host >= 0:
        unit_at(w, host).carries += 1
        schedule(w, slot_leg(w, u), math.inf)
        plan_motion(w, host, t)  # the deck begins a leg, and she begins the same
    else:
        course, _ = course_speed_now(w, u, t)
        begin_leg(w, u, t, course, 0.0, 0.0, 0.0, math.inf, GEODESIC)
    s.height_m = s.cmd_height_m = s.climb_mps = 0.0
    s.leg_end_s = math.inf if host < 0 else s.leg_end_s
    s.rate_kgps = 0.0
    schedule_fuel(w, u, t)
    refresh_target(w, u, t)


@kernel
def ditch(at: int, u: int, t: float) -> None:
    """An aircraft lies on the water, and drifts."""
    w = head_of(at)
    s = unit_at(w, u)
    settle_fuel(w, u, t)
    s.mode = MODE_DRIFT
    s.avoiding = 0
    course, _ = course_speed_now(w, u, t)
    begin_leg(w, u, t, course, 0.0, 0.0, 0.0, math.inf, GEODESIC)
    s.height_m = s.cmd_height_m = s.climb_mps = 0.0
    s.leg_end_s = math.inf
    schedule(w, slot_steer(w, u), math.inf)
    refresh_target(w, u, t)


@kernel
def lay_buoy(at: int, s: int, deep_m: float, t: float) -> None:
    """A buoy is in the water where its aircraft is now."""
    w = head_of(at)
    switch = switch_at(w, s)
    switch.x_m, switch.y_m, switch.z_m = place_now(w, sensor_at(w, s).unit, t)
    switch.afloat = 1
    switch.deep_m = deep_m


@kernel
def drift_buoy(at: int, s: int, seconds: float) -> None:
    """A buoy goes with the current at its aircraft for so long."""
    w = head_of(at)
    switch = switch_at(w, s)
    own = unit_at(w, sensor_at(w, s).unit)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(switch.x_m, switch.y_m, switch.z_m)
    east_m, north_m = own.current_east_mps * seconds, own.current_north_mps * seconds
    switch.x_m += east_m * ex + north_m * nx
    switch.y_m += east_m * ey + north_m * ny
    switch.z_m += east_m * ez + north_m * nz


@kernel
def buoy_place(at: int, s: int, t: float) -> tuple[float, float, float]:
    """Latitude and longitude of a buoy, and how far its aircraft is from it (m)."""
    w = head_of(at)
    x, y, z = sensor_place(w, s, t)
    lat, lon = geodetic(x, y, z)
    px, py, pz = place_now(w, sensor_at(w, s).unit, t)
    range_m, _ = range_bearing(px, py, pz, x, y, z)
    return lat, lon, range_m


@kernel
def solve_gates(at: int, u: int, t: float) -> None:
    """A unit's gates are of another width from now on: each is solved anew."""
    w = head_of(at)
    g = unit_at(w, u).gate_first
    while g >= 0:
        schedule(w, slot_gate(w, g), t)
        g = next_gate(w, g, u)
