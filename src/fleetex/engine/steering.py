"""Closed-loop orders inside the kernel, each on the unit's own estimates: keep station, shadow, tow, keep clear of
others and of land."""

import math
from typing import Any

from fleetex.engine.clearing import IN_EXTREMIS, NO_DANGER, keep_clear
from fleetex.engine.heap import schedule
from fleetex.engine.motion import (
    begin_leg,
    course_speed_now,
    motion_now,
    plan_motion,
    push_event,
)
from fleetex.engine.shore import runs_ashore, turn_off
from fleetex.engine.slots import slot_steer
from fleetex.engine.stations import FINE_STEER_S, STEER_S, station_order
from fleetex.engine.tables import (
    AIR,
    GEODESIC,
    MODE_DRIFT,
    MODE_ROUTE,
    MODE_SHADOW,
    MODE_STATION,
    MODE_STEER,
    MODE_TOWED,
    NOBODY,
    OUT_AGROUND,
    OUT_STRAYED,
    hull_at,
    unit_at,
    waypoint_at,
)
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import east_north_up, geodetic, inverse, rhumb, wrap_pi, wrap_tau

TOW_STEER_S = 20.0
ANXIOUS_S = 20.0
"""Between looks at the compass while keeping clear of somebody, or making for a station."""


@inner
def steer(w: Any, u: int, t: float) -> Any:
    """One look at the compass: what course and speed now, and a new leg if they differ from those under way."""
    s = unit_at(w, u)
    if s.mode == MODE_TOWED:
        if hull_at(w, u).domain != AIR and runs_ashore(w, u, t, TOW_STEER_S):
            _part_tow(w, u, t)
            return
        follow_rope(w, u, t)
        schedule(w, slot_steer(w, u), t + TOW_STEER_S)
        return
    if s.mode == MODE_STEER and s.cmd_speed_mps <= 0.0 and s.wanted_speed_mps <= 0.0 and s.speed_mps <= 0.0:
        schedule(w, slot_steer(w, u), math.inf)  # she lies stopped until she is told otherwise
        return
    w.steers += 1
    every = STEER_S
    course = s.wanted_course_rad
    speed = s.wanted_speed_mps
    if s.mode == MODE_STATION or s.mode == MODE_SHADOW:
        every = s.steer_every_s
        known, new_course, new_speed = station_order(w, u, t)
        if known:
            course = new_course
            speed = new_speed
            s.wanted_course_rad = course
            s.wanted_speed_mps = speed
    elif s.mode == MODE_ROUTE:
        course, speed = _route_order(w, u, t)
    schedule(w, slot_steer(w, u), t + every)
    if s.mode == MODE_DRIFT or hull_at(w, u).observer < 0:
        return
    was_avoiding = s.avoiding
    if hull_at(w, u).domain != AIR:
        course, speed = _kept_clear(w, u, t, every, course, speed)
    if s.mode == MODE_ROUTE and s.avoiding == 0:
        if was_avoiding == 1:
            s.cmd_speed_mps = s.route_speed_mps
            plan_motion(w, u, t)
            if w.cell_rows > 0:
                push_event(w, OUT_STRAYED, u, NOBODY, 0, t, 0.0)
        return
    fine = every < FINE_STEER_S
    course_step = 0.005 if fine else 0.017
    speed_step = 0.05 if fine else 0.15
    if (
        abs(wrap_pi(course - s.cmd_course_rad)) > course_step
        or abs(speed - s.cmd_speed_mps) > speed_step
        or s.avoiding != was_avoiding
    ):
        s.cmd_course_rad = course
        s.cmd_speed_mps = speed
        plan_motion(w, u, t)


@inner
def _kept_clear(w: Any, u: int, t: float, every: float, course: float, speed: float) -> Any:
    """The course and speed wanted, or what keeps clear of others and of land instead; who is anxious looks oftener."""
    s = unit_at(w, u)
    danger, safe_course, safe_speed = keep_clear(w, u, t, course, speed)
    s.avoiding = 0
    if danger != NO_DANGER:
        s.avoiding = 1
        course = safe_course
        speed = safe_speed
    anxious = (
        danger != NO_DANGER or (s.mode == MODE_STATION and s.done == 0) or (s.mode != MODE_STATION and s.crowded == 1)
    )
    if danger != IN_EXTREMIS and (s.mode != MODE_ROUTE or s.avoiding == 1):  # a route keeps its clearance by itself
        ashore, safe_course, safe_speed = turn_off(w, u, t, course, speed)
        if ashore:
            danger, last_course, last_speed = keep_clear(w, u, t, safe_course, safe_speed)
            if danger == IN_EXTREMIS:
                safe_course = last_course
                safe_speed = last_speed
            s.avoiding = 1
            anxious = True
            course = safe_course
            speed = safe_speed
    if anxious:
        schedule(w, slot_steer(w, u), t + min(every, ANXIOUS_S))
    return course, speed


@inner
def _route_order(w: Any, u: int, t: float) -> Any:
    """Course to the next waypoint from here, and the route's speed."""
    s = unit_at(w, u)
    if s.avoiding == 0:
        return s.cmd_course_rad, s.route_speed_mps
    x, y, z, _, _, _ = motion_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    mark = waypoint_at(w, s.route_first + s.route_next)
    if s.route_line == 1:
        _, course = rhumb(lat, lon, mark.lat_rad, mark.lon_rad)
    else:
        _, course = inverse(lat, lon, mark.lat_rad, mark.lon_rad)
    return course, s.route_speed_mps


@inner
def _part_tow(w: Any, u: int, t: float) -> None:
    """What is towed takes the ground: the line is slipped, and it lies there."""
    s = unit_at(w, u)
    s.mode = MODE_DRIFT
    s.tow = NOBODY
    s.aground = 1
    plan_motion(w, u, t)
    schedule(w, slot_steer(w, u), math.inf)
    push_event(w, OUT_AGROUND, u, NOBODY, 0, t, 0.0)


@inner
def follow_rope(w: Any, u: int, t: float) -> Any:
    """A towed unit goes where its line pulls: towards the tow, at the speed that keeps the line's length."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    x, y, z, _, _, _ = motion_now(w, u, t)
    tx, ty, tz, tvx, tvy, tvz = motion_now(w, s.tow, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    de = (tx - x) * ex + (ty - y) * ey + (tz - z) * ez
    dn = (tx - x) * nx + (ty - y) * ny + (tz - z) * nz
    ve = tvx * ex + tvy * ey + tvz * ez
    vn = tvx * nx + tvy * ny + tvz * nz
    distance = max(math.sqrt(de * de + dn * dn), 1e-3)
    pull = (ve * de + vn * dn) / distance + (distance - s.tow_line_m) / (3.0 * TOW_STEER_S)
    speed = min(max(0.0, pull), m.speed_mps_bound)
    course = wrap_tau(math.atan2(de, dn))
    now_course, now_speed = course_speed_now(w, u, t)
    if abs(speed - now_speed) > 0.1 or abs(wrap_pi(course - now_course)) > 0.02:
        begin_leg(w, u, t, course, speed, 0.0, 0.0, math.inf, GEODESIC)
