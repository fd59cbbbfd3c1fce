"""What Python asks of the tables for missiles in flight, one kernel each: off the rail, onto a course, out of the air.

All take the address of the world's head; angles in radians, metres, seconds. A missile is a row of the cast that is
aboard (nowhere) before its flight and after it.
"""

import math
from typing import Any

from fleetex.engine.heap import schedule
from fleetex.engine.intercept import refresh_intercepts
from fleetex.engine.motion import begin_leg, course_speed_now, emit_leg, place_now, plan_motion
from fleetex.engine.slots import slot_leg, slot_surroundings
from fleetex.engine.surroundings import SURROUNDINGS_S
from fleetex.engine.tables import (
    GEODESIC,
    MODE_ABOARD,
    MODE_STEER,
    NOBODY,
    head_of,
    hull_at,
    ship_at,
    switch_at,
    unit_at,
)
from fleetex.engine.windows import refresh_target
from fleetex.physics.compiled import inner, kernel
from fleetex.physics.geodesy import arc_from_chord, chord_from_arc, geodetic, range_bearing, wrap_pi

SURFACE = 0


@inner
def _lie_at(s: Any, x: float, y: float, z: float) -> None:
    """A unit lies still at a place."""
    s.x0, s.x1, s.x2, s.x3, s.x4, s.x5 = x, 0.0, 0.0, 0.0, 0.0, 0.0
    s.y0, s.y1, s.y2, s.y3, s.y4, s.y5 = y, 0.0, 0.0, 0.0, 0.0, 0.0
    s.z0, s.z1, s.z2, s.z3, s.z4, s.z5 = z, 0.0, 0.0, 0.0, 0.0, 0.0


@kernel
def begin_flight(at: int, u: int, host: int, course_rad: float, height_m: float, t: float) -> None:
    """A missile leaves its launcher's unit on a course at its own speed; everybody may find it from now on. From a ship
    it is at its height at once; from an aircraft it comes down to it.

    Ships of the traffic that come into its reach take their berths at the next pass."""
    w = head_of(at)
    s = unit_at(w, u)
    h = unit_at(w, host)
    x, y, z = place_now(w, host, t)
    lat, lon = geodetic(x, y, z)
    _lie_at(s, x, y, z)
    speed = hull_at(w, u).speed_mps_max
    s.piece_s = s.leg_s = t
    s.leg_lat_rad, s.leg_lon_rad = lat, lon
    s.mode = MODE_STEER
    s.tow = s.guide = NOBODY
    s.course_rad = s.cmd_course_rad = s.wanted_course_rad = course_rad
    s.speed_mps = s.cmd_speed_mps = s.wanted_speed_mps = speed
    s.accel_mps2 = s.turn_radps = s.climb_mps = 0.0
    s.height_m = max(height_m, h.height_m + h.climb_mps * (t - h.leg_s))
    s.cmd_height_m = height_m
    s.zone, s.water, s.light, s.sea_state = h.zone, h.water, h.light, h.sea_state
    s.wave_height_m, s.visibility_m = h.wave_height_m, h.visibility_m
    begin_leg(w, u, t, course_rad, speed, 0.0, 0.0, math.inf, GEODESIC)
    schedule(w, slot_surroundings(w, u), t + SURROUNDINGS_S)
    refresh_target(w, u, t)
    for k in range(w.ship_rows):
        ship = ship_at(w, k)
        if ship.berth < 0 and ship.check_s < math.inf:
            ship.check_s = min(ship.check_s, t)


@kernel
def fly(at: int, u: int, course_rad: float, height_m: float, t: float) -> None:
    """A missile comes to a course and a height."""
    w = head_of(at)
    s = unit_at(w, u)
    s.cmd_course_rad = s.wanted_course_rad = course_rad
    s.cmd_height_m = height_m
    plan_motion(w, u, t)


@kernel
def end_flight(at: int, u: int, t: float) -> None:
    """A missile is gone: its leg is over, and nobody finds it any more."""
    w = head_of(at)
    s = unit_at(w, u)
    x, y, z = place_now(w, u, t)
    emit_leg(w, u, t)
    _lie_at(s, x, y, z)
    s.mode = MODE_ABOARD
    s.speed_mps = s.accel_mps2 = s.turn_radps = s.climb_mps = 0.0
    s.leg_s = s.leg_end_s = s.piece_end_s = math.inf
    s.piece_s = t
    schedule(w, slot_leg(w, u), math.inf)
    schedule(w, slot_surroundings(w, u), math.inf)
    first = hull_at(w, u).sensor_first
    for k in range(first, first + hull_at(w, u).sensor_count):
        switch_at(w, k).on = 0
    refresh_intercepts(w, u, t)
    refresh_target(w, u, t)


@kernel
def light_seeker(at: int, u: int, t: float) -> None:
    """A missile's radar is on: whoever has ears for it may hear it."""
    w = head_of(at)
    first = hull_at(w, u).sensor_first
    for k in range(first, first + hull_at(w, u).sensor_count):
        switch_at(w, k).on = 1
    refresh_intercepts(w, u, t)


@kernel
def in_basket(at: int, u: int, half_rad: float, range_m: float, t: float, rows: Any) -> int:
    """Ships before a missile, within a half-angle of its course and a range: how many.

    rows: (N, 6), written: unit row, range (m), bearing (rad), course (rad), speed (m/s), radar cross-section (m2).
    """
    w = head_of(at)
    xi, yi, zi = place_now(w, u, t)
    heading, _ = course_speed_now(w, u, t)
    most = chord_from_arc(range_m)
    count = 0
    for v in range(w.rows_used):
        m = hull_at(w, v)
        if m.domain != SURFACE or unit_at(w, v).mode == MODE_ABOARD:
            continue
        x, y, z = place_now(w, v, t)
        dx, dy, dz = x - xi, y - yi, z - zi
        chord = math.sqrt(dx * dx + dy * dy + dz * dz)
        if chord > most or count >= len(rows):
            continue
        _, bearing = range_bearing(xi, yi, zi, x, y, z)
        if abs(wrap_pi(bearing - heading)) > half_rad:
            continue
        course, speed = course_speed_now(w, v, t)
        rows[count, 0], rows[count, 1], rows[count, 2] = v, arc_from_chord(chord), bearing
        rows[count, 3], rows[count, 4], rows[count, 5] = course, speed, m.radar_cross_section_m2
        count += 1
    return count
