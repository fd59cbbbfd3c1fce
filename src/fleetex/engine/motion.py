"""Legs: begin one, go on to its next piece, and decide which leg brings a hull to its commanded course and speed.

A hull first turns (rate limited by its turning circle and its rudder), then changes speed, then runs steady; when it
is too slow to answer the helm it gathers way first. Fuel is settled whenever the rate of burning changes, so a
unit's own numbers change only at its own legs.
"""

import math
from typing import Any

from fleetex.engine.batteries import charge_share, power_limit_mps
from fleetex.engine.dive import dive
from fleetex.engine.heap import schedule
from fleetex.engine.slots import slot_gate, slot_leg, slot_surroundings, slot_watch
from fleetex.engine.tables import (
    AIR,
    GEODESIC,
    MISSILE,
    MODE_ABOARD,
    MODE_DRIFT,
    MODE_ROUTE,
    MODE_STEER,
    MODE_STOPPING,
    MODE_TOWED,
    NOBODY,
    OUT_DEPTH,
    OUT_DIESELS,
    OUT_ORDER_DONE,
    THEN_HOLD,
    THEN_LOOP,
    event_out_at,
    gate_at,
    hull_at,
    leg_out_at,
    unit_at,
    watch_at,
    waypoint_at,
)
from fleetex.engine.tanks import burn, settle_fuel
from fleetex.engine.windows import refresh_sound, refresh_unit
from fleetex.physics.compiled import inner
from fleetex.physics.crossings import acceleration_bound, closest_approach
from fleetex.physics.geodesy import ecef, geodetic, inverse, rhumb, wrap_pi, wrap_tau
from fleetex.physics.pieces import (
    PIECE_M_MAX,
    PIECE_S_MAX,
    PIECE_TURN_RAD_MAX,
    Motion,
    Point,
    course_of,
    fit_piece,
    place,
    place_and_rate,
    rhumb_turn_radps,
)

STEERAGE_MPS = 1.5
COURSE_TOLERANCE_RAD = 0.004
SPEED_TOLERANCE_MPS = 0.02
ARRIVED_M = 30.0
CHART_S = 1.0
"""So soon after a submarine begins a leg she looks at the chart along it."""
NOISE_STEP_MPS = 0.5
"""A unit sounds like another speed when that has changed by so much (1 kn, design value)."""


@inner
def push_event(w: Any, kind: int, unit: int, other: int, number: int, time_s: float, value: float) -> None:
    """Hand an event out."""
    n = w.event_out_filled
    e = event_out_at(w, n)
    e.kind = kind
    e.unit = unit
    e.other = other
    e.number = number
    e.time_s = time_s
    e.value = value
    w.event_out_filled = n + 1


@inner
def place_now(w: Any, u: int, t: float) -> Point:
    """Sea-level position of a unit (ECEF, m)."""
    s = unit_at(w, u)
    return place(s, (t - s.piece_s) * s.piece_rate_ps)


@inner
def motion_now(w: Any, u: int, t: float) -> Motion:
    """Position and velocity of a unit (ECEF)."""
    s = unit_at(w, u)
    return place_and_rate(s, (t - s.piece_s) * s.piece_rate_ps, s.piece_rate_ps)


@inner
def course_speed_now(w: Any, u: int, t: float) -> tuple[float, float]:
    """Course (rad) and speed (m/s) of a unit."""
    s = unit_at(w, u)
    tau = t - s.leg_s
    speed = max(0.0, s.speed_mps + s.accel_mps2 * tau)
    if s.turn_radps != 0.0:
        return wrap_tau(s.course_rad + s.turn_radps * tau), speed
    if speed < 0.01 or s.line == 1:
        return s.course_rad, speed
    x, y, z, vx, vy, vz = motion_now(w, u, t)
    return course_of(x, y, z, vx, vy, vz), speed


@inner
def turn_rate_radps(w: Any, u: int, mps: float) -> Any:
    """How fast a unit turns at a speed: along the circle of her turning diameter, at most at her greatest rate."""
    m = hull_at(w, u)
    return min(m.turn_radps_max, 2.0 * mps / m.turn_diameter_m)


@inner
def least_time_to_close(w: Any, a: int, b: int, t: float, gap_m: float) -> Any:
    """Seconds within which the distance between two units cannot change by `gap_m`, whatever they are ordered.

    The longer of what their greatest speeds leave and, if neither is towed, what their present speeds and their
    acceleration do: the root of v T + a T^2 / 2 = gap.
    """
    first = hull_at(w, a)
    other = hull_at(w, b)
    least = gap_m / (first.speed_mps_bound + other.speed_mps_bound + 1e-3)
    sa = unit_at(w, a)
    sb = unit_at(w, b)
    if sa.mode == MODE_TOWED or sb.mode == MODE_TOWED or sa.mode == MODE_ABOARD or sb.mode == MODE_ABOARD:
        return least
    speed = abs(sa.speed_mps + sa.accel_mps2 * (t - sa.leg_s)) + abs(sb.speed_mps + sb.accel_mps2 * (t - sb.leg_s))
    speed += first.drift_mps_bound + other.drift_mps_bound + 1e-3
    accel = first.accel_mps2 + other.accel_mps2
    return max(least, 2.0 * gap_m / (speed + math.sqrt(speed * speed + 2.0 * accel * gap_m)))


@inner
def emit_leg(w: Any, u: int, t: float) -> None:
    """Record the leg that ends now."""
    s = unit_at(w, u)
    if t <= s.leg_s:
        return
    n = w.leg_out_filled
    row = leg_out_at(w, n)
    row.unit = u
    row.leg = s.leg
    row.line = s.line
    row.time_s = s.leg_s
    row.end_s = t
    row.lat_rad = s.leg_lat_rad
    row.lon_rad = s.leg_lon_rad
    row.course_rad = s.course_rad
    row.speed_mps = s.speed_mps
    row.accel_mps2 = s.accel_mps2
    row.turn_radps = s.turn_radps
    row.height_m = s.height_m
    row.climb_mps = s.climb_mps
    w.leg_out_filled = n + 1
    s.leg += 1


@inner
def begin_leg(
    w: Any, u: int, t: float, course: float, speed: float, accel: float, turn: float, duration: float, line: int
) -> None:
    """End the leg under way and begin another here and now, for `duration` seconds (inf: until told otherwise)."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    x, y, z = place_now(w, u, t)
    settle_fuel(w, u, t)
    emit_leg(w, u, t)
    climbed_m = s.climb_mps * (t - s.leg_s)
    s.height_m += climbed_m
    if m.dive_mps > 0.0:
        duration, there = dive(w, u, duration)
        if there and m.kind != MISSILE:
            push_event(w, OUT_DEPTH, u, NOBODY, 0, t, -s.height_m)
        if climbed_m != 0.0:
            refresh_unit(w, u, t)
    if m.depth_m_max > 0.0 and s.mode != MODE_TOWED:
        schedule(w, slot_surroundings(w, u), t + CHART_S)
    if w.sonars > 0 and m.domain != AIR:
        _sound(w, u, t, speed, accel, duration)
    lat, lon = geodetic(x, y, z)
    x, y, z = ecef(lat, lon)
    s.leg_s = t
    s.leg_end_s = t + duration
    s.leg_lat_rad = lat
    s.leg_lon_rad = lon
    s.leg_x_m = x
    s.leg_y_m = y
    s.leg_z_m = z
    s.course_rad = wrap_tau(course)
    s.speed_mps = speed
    s.accel_mps2 = accel
    s.turn_radps = turn
    s.line = line
    s.accel_bound_mps2 = acceleration_bound(max(speed, speed + accel * min(duration, 3600.0)), accel, turn)
    if m.fuel_kg_max > 0.0 and burn(w, u, t, speed, accel, duration):
        push_event(w, OUT_DIESELS, u, NOBODY, s.diesels, t, charge_share(w, u))
        refresh_unit(w, u, t)
    w.legs += 1
    if s.carries > 0:
        for v in range(w.cast_rows):
            if is_aboard(w, v, u):
                _share_leg(w, v, u, t)
    next_piece(w, u, t)


@inner
def _sound(w: Any, u: int, t: float, speed: float, accel: float, duration: float) -> None:
    """Keep the speed that a unit sounds like, the greatest of her leg; who listens hears her afresh when it changes."""
    s = unit_at(w, u)
    top_mps = speed if accel <= 0.0 else speed + accel * duration
    if abs(top_mps - s.noise_mps) >= NOISE_STEP_MPS:
        s.noise_mps = top_mps
        refresh_sound(w, u, t)


@inner
def is_aboard(w: Any, v: int, u: int) -> bool:
    """Whether unit v is carried on u's deck."""
    s = unit_at(w, v)
    return bool(s.mode == MODE_ABOARD and s.tow == u)


@inner
def _share_leg(w: Any, v: int, u: int, t: float) -> None:
    """Who is carried begins the leg that her host begins."""
    s = unit_at(w, v)
    host = unit_at(w, u)
    emit_leg(w, v, t)
    s.leg_s = host.leg_s
    s.leg_end_s = host.leg_end_s
    s.leg_lat_rad = host.leg_lat_rad
    s.leg_lon_rad = host.leg_lon_rad
    s.leg_x_m = host.leg_x_m
    s.leg_y_m = host.leg_y_m
    s.leg_z_m = host.leg_z_m
    s.course_rad = host.course_rad
    s.speed_mps = host.speed_mps
    s.accel_mps2 = host.accel_mps2
    s.turn_radps = host.turn_radps
    s.line = host.line


@inner
def _share_piece(w: Any, v: int, u: int, t: float) -> None:
    """Who is carried goes along her host's piece."""
    s = unit_at(w, v)
    host = unit_at(w, u)
    s.x0, s.x1, s.x2, s.x3, s.x4, s.x5 = host.x0, host.x1, host.x2, host.x3, host.x4, host.x5
    s.y0, s.y1, s.y2, s.y3, s.y4, s.y5 = host.y0, host.y1, host.y2, host.y3, host.y4, host.y5
    s.z0, s.z1, s.z2, s.z3, s.z4, s.z5 = host.z0, host.z1, host.z2, host.z3, host.z4, host.z5
    s.piece_s = host.piece_s
    s.piece_rate_ps = host.piece_rate_ps
    s.piece_end_s = host.piece_end_s
    s.accel_bound_mps2 = host.accel_bound_mps2
    _make_due(w, v, t)


@inner
def note_approach(w: Any, g: int, t: float) -> None:
    """Keep the least range of a pair inside its gate, over the pieces that are about to end."""
    gate = gate_at(w, g)
    sa = unit_at(w, gate.a)
    sb = unit_at(w, gate.b)
    begin = max(gate.since_s, sa.piece_s, sb.piece_s)
    if t <= begin:
        return
    when, least = closest_approach(sa, sb, begin, t)
    gate.since_s = t
    if least < gate.least_m:
        gate.least_m = least
        gate.least_s = when


@inner
def next_piece(w: Any, u: int, t: float) -> None:
    """Fit the piece of the leg that begins now, and make due whatever rests on it."""
    s = unit_at(w, u)
    left = min(s.leg_end_s - t, PIECE_S_MAX)
    if s.turn_radps != 0.0:
        left = min(left, PIECE_TURN_RAD_MAX / abs(s.turn_radps))
    speed = abs(s.speed_mps) + abs(s.accel_mps2) * min(left, 600.0)
    if speed > 0.0:
        left = min(left, PIECE_M_MAX / speed)
    duration = max(left, 1e-3)
    g = s.gate_first
    while g >= 0:
        if gate_at(w, g).inside == 1 and gate_at(w, g).circuit < 0:
            note_approach(w, g, t)
        g = next_gate(w, g, u)
    x, y, z, elapsed = s.leg_x_m, s.leg_y_m, s.leg_z_m, t - s.leg_s
    fit_piece(s, x, y, z, s.course_rad, s.speed_mps, s.accel_mps2, s.turn_radps, s.line, elapsed, duration)
    if s.line == 1:
        s.accel_bound_mps2 = acceleration_bound(speed, s.accel_mps2, rhumb_turn_radps(s, speed))
    s.piece_s = t
    s.piece_rate_ps = 1.0 / duration
    s.piece_end_s = t + duration
    w.pieces += 1
    schedule(w, slot_leg(w, u), s.piece_end_s)
    _make_due(w, u, t)
    if s.carries > 0:
        for v in range(w.cast_rows):
            if is_aboard(w, v, u):
                _share_piece(w, v, u, t)


@inner
def _make_due(w: Any, u: int, t: float) -> None:
    """Solve anew, now, the crossings that rest on a unit's piece."""
    g = unit_at(w, u).gate_first
    while g >= 0:
        if gate_at(w, g).fine == 1:
            schedule(w, slot_gate(w, g), t)
        g = next_gate(w, g, u)
    for k in range(w.watch_rows):
        if watch_at(w, k).active == 1 and watch_at(w, k).unit == u:
            schedule(w, slot_watch(w, k), t)


@inner
def next_gate(w: Any, g: int, u: int) -> Any:
    """The gate after g in unit u's list; -1 after the last."""
    gate = gate_at(w, g)
    return gate.a_next if gate.a == u else gate.b_next


@inner
def speed_limit(w: Any, u: int) -> Any:
    """Greatest speed this hull may be ordered now: its own, or that of what it tows on a line (what it carries on deck
    slows nobody); none without fuel."""
    limit = hull_at(w, u).speed_mps_max
    if hull_at(w, u).battery_j_max > 0.0:
        limit = power_limit_mps(w, u)
    elif unit_at(w, u).fuel_out == 1:
        return 0.0
    for v in range(w.cast_rows):
        towed = unit_at(w, v)
        if towed.tow == u and towed.mode == MODE_TOWED and towed.tow_line_m > 0.0:
            limit = min(limit, hull_at(w, v).speed_mps_max)
    return limit


@inner
def plan_motion(w: Any, u: int, t: float) -> None:
    """Begin the leg that brings the unit nearer to what is commanded of it: turn, change speed, or run."""
    s = unit_at(w, u)
    for _ in range(max(2, s.route_count + 2)):
        if not _plan_once(w, u, t):
            return
        advance_waypoint(w, u, t)
    s.mode = MODE_STEER  # a loop of waypoints all under the keel: lose way, and lie there
    s.cmd_course_rad, _ = course_speed_now(w, u, t)
    s.cmd_speed_mps = 0.0
    s.wanted_course_rad = s.cmd_course_rad
    s.wanted_speed_mps = 0.0
    _plan_once(w, u, t)


@inner
def _plan_once(w: Any, u: int, t: float) -> bool:
    """Begin a leg; or answer True, having begun none, when the waypoint is reached already."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    course, speed = course_speed_now(w, u, t)
    s.to_waypoint = 0
    if s.mode == MODE_DRIFT:
        _drift(w, u, t, course, speed)
        return False
    if s.mode == MODE_STOPPING and speed < 0.05:
        s.mode = MODE_STEER
        push_event(w, OUT_ORDER_DONE, u, NOBODY, 0, t, 0.0)
    wanted = min(max(s.cmd_speed_mps, m.speed_mps_min), speed_limit(w, u))
    on_route = s.mode == MODE_ROUTE and s.avoiding == 0
    distance = math.inf
    if on_route:
        distance, s.cmd_course_rad = _to_waypoint(w, u, t)
    off = wrap_pi(s.cmd_course_rad - course)
    if on_route and (
        distance < ARRIVED_M or (distance < 0.75 * m.turn_diameter_m and abs(off) > 0.6 and speed > STEERAGE_MPS)
    ):
        return True
    turning = abs(off) > COURSE_TOLERANCE_RAD and m.turn_radps_max > 0.0
    steerage = max(STEERAGE_MPS, m.speed_mps_min - SPEED_TOLERANCE_MPS)
    if turning and speed >= min(steerage, wanted - SPEED_TOLERANCE_MPS) and speed > 0.05:
        rate = turn_rate_radps(w, u, speed)
        begin_leg(w, u, t, course, speed, 0.0, math.copysign(rate, off), abs(off) / rate, GEODESIC)
        return False
    if abs(wanted - speed) > SPEED_TOLERANCE_MPS:
        _change_speed(w, u, t, course, speed, wanted)
        return False
    return _run(w, u, t, s.cmd_course_rad if wanted > 0.0 else course, wanted, distance, on_route)


@inner
def _change_speed(w: Any, u: int, t: float, course: float, speed: float, wanted: float) -> None:
    """Gather or lose way; a hull too slow to steer first gathers just enough to turn, an aircraft what keeps her up."""
    m = hull_at(w, u)
    target = wanted
    steerage = max(STEERAGE_MPS, m.speed_mps_min - SPEED_TOLERANCE_MPS)
    if speed < steerage < wanted and abs(wrap_pi(unit_at(w, u).cmd_course_rad - course)) > COURSE_TOLERANCE_RAD:
        target = min(wanted, steerage + 0.5)
    rate = m.accel_mps2 if target > speed else -m.decel_mps2
    begin_leg(w, u, t, course, speed, rate, 0.0, (target - speed) / rate, GEODESIC)


@inner
def _run(w: Any, u: int, t: float, course: float, speed: float, distance: float, on_route: bool) -> bool:
    """A steady leg: to the waypoint (short of the last by the stopping distance), or without an end.

    True, and no leg, when the waypoint is that near already.
    """
    s = unit_at(w, u)
    if not on_route:
        begin_leg(w, u, t, course, speed, 0.0, 0.0, math.inf, GEODESIC)
        return False
    brake = 0.0
    stops = s.then != THEN_HOLD and s.then != THEN_LOOP and hull_at(w, u).speed_mps_min == 0.0
    if s.route_next == s.route_count - 1 and stops:
        brake = speed * speed / (2.0 * hull_at(w, u).decel_mps2)
    if speed <= 0.0:
        begin_leg(w, u, t, course, 0.0, 0.0, 0.0, math.inf, GEODESIC)
        return False
    duration = (distance - brake) / speed
    if duration < 1e-2:
        return True
    s.to_waypoint = 1
    begin_leg(w, u, t, course, speed, 0.0, 0.0, duration, s.route_line)
    return False


@inner
def _to_waypoint(w: Any, u: int, t: float) -> tuple[float, float]:
    """Distance (m) and course (rad) to the next waypoint, by geodesic or rhumb line as ordered."""
    s = unit_at(w, u)
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    mark = waypoint_at(w, s.route_first + s.route_next)
    if s.route_line == 1:
        return rhumb(lat, lon, mark.lat_rad, mark.lon_rad)
    return inverse(lat, lon, mark.lat_rad, mark.lon_rad)


@inner
def advance_waypoint(w: Any, u: int, t: float) -> None:
    """Go on to the next waypoint; at the last, do what was ordered then."""
    s = unit_at(w, u)
    s.route_next += 1
    if s.route_next < s.route_count:
        return
    if s.then == THEN_LOOP:
        s.route_next = 0
    elif s.then == THEN_HOLD or hull_at(w, u).speed_mps_min > 0.0:
        s.mode = MODE_STEER
        s.wanted_course_rad = s.cmd_course_rad
        s.wanted_speed_mps = s.cmd_speed_mps
        push_event(w, OUT_ORDER_DONE, u, NOBODY, 0, t, 0.0)
    else:
        s.mode = MODE_STOPPING
        s.cmd_speed_mps = 0.0
        s.wanted_course_rad = s.cmd_course_rad
        s.wanted_speed_mps = 0.0


@inner
def _drift(w: Any, u: int, t: float, course: float, speed: float) -> None:
    """Stop engines; then go with the current and a share of the wind; who has taken the ground lies there."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    if s.aground == 1:
        begin_leg(w, u, t, course, 0.0, 0.0, 0.0, math.inf, GEODESIC)
        return
    east = s.current_east_mps + m.leeway * s.wind_east_mps
    north = s.current_north_mps + m.leeway * s.wind_north_mps
    set_mps = min(math.sqrt(east * east + north * north), m.speed_mps_bound)
    if speed > set_mps + 0.3 and m.decel_mps2 > 0.0:
        begin_leg(w, u, t, course, speed, -m.decel_mps2, 0.0, (speed - set_mps) / m.decel_mps2, GEODESIC)
    else:
        begin_leg(w, u, t, math.atan2(east, north), set_mps, 0.0, 0.0, math.inf, GEODESIC)


@inner
def on_leg_due(w: Any, u: int, t: float) -> None:
    """The piece under way ends: fit the leg's next, or begin the next leg."""
    s = unit_at(w, u)
    if s.leg_end_s - t > 1e-6:
        next_piece(w, u, t)
        return
    if s.to_waypoint == 1 and s.mode == MODE_ROUTE:
        s.cmd_course_rad, _ = course_speed_now(w, u, t)  # a geodesic ends on another course than it began
        advance_waypoint(w, u, t)
    if s.mode == MODE_TOWED:
        course, speed = course_speed_now(w, u, t)
        begin_leg(w, u, t, course, speed, 0.0, 0.0, math.inf, GEODESIC)
        return
    plan_motion(w, u, t)
