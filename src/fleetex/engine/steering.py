"""Closed-loop orders inside the kernel, each on the unit's own estimates: keep station, shadow, tow, keep clear.

Station: the wanted velocity is the guide's plus the station error over a time constant, the closing part limited by
the hull's speed and by what it can shed in the distance left. Helm and engine are never exact: each order carries an
error that grows with the waves (design values). Keeping clear follows the Rules of the Road in spirit (COLREG 1972,
rules 13 to 17): the give-way ship alters early, to starboard first; the stand-on ship only when it must.
"""

import math
from typing import Any

import numpy as np

from fleetex.engine.heap import schedule
from fleetex.engine.motion import (
    begin_leg,
    course_speed_now,
    motion_now,
    place_now,
    plan_motion,
    push_event,
    speed_limit,
)
from fleetex.engine.slots import slot_steer
from fleetex.engine.tables import (
    GEODESIC,
    MODE_DRIFT,
    MODE_ROUTE,
    MODE_SHADOW,
    MODE_STATION,
    MODE_STEER,
    MODE_TOWED,
    OUT_ORDER_DONE,
    hull_at,
    track_at,
    unit_at,
    waypoint_at,
)
from fleetex.engine.tracking import relative_estimate
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import east_north_up, geodetic, inverse, rhumb, wrap_pi, wrap_tau
from fleetex.physics.philox import PURPOSE_HELM, normals4

STEER_S = 60.0
TOW_STEER_S = 20.0
ABOARD_M = 200.0
HELM_COURSE_SD_RAD = 0.010
"""Standard deviation of a helm order's course for each metre of significant wave height (design)."""
HELM_SPEED_SD_MPS = 0.06
"""The same of speed (design)."""
NEAR_M = 15_000.0
CLEAR_CPA_M = 1_828.8
"""2,000 yd from everybody outside the own side."""
HORIZON_S = 900.0
LATE_S = 240.0
STARBOARD_STEPS = 12
GOOD_SPEED_SHARE = 0.5
FRIENDS_HORIZON_S = 360.0
"""How far ahead ships of one side look at each other: further, the error of an estimated speed cries wolf."""
ANXIOUS_S = 20.0
"""Between looks at the compass while keeping clear of somebody, or making for a station."""
GUIDE_SHARE = 0.6
"""Share of a station's range that a ship keeps of her guide on the way to it."""
ALONGSIDE_M = 200.0
HOLD_SHARE = 0.6
"""A ship whose station error stays within this share of `within_m` for three looks to come holds course and speed."""
FINE_STEER_S = 30.0
"""A ship that looks at the compass oftener than this keeps her station as closely as she can."""
AXIS_S = 600.0
TURNING_RAD = 0.3
TURNING_SHARE = 0.5
"""The guide's course is smoothed over ten minutes; one that is off by more than 17 degrees is a turn, and followed."""
SLOW_GUIDE_MPS = 1.0
"""A guide slower than this has no course to lay a bearing by: the station's range alone is kept."""


@inner
def steer(w: Any, u: int, t: float) -> Any:
    """One look at the compass: what course and speed now, and a new leg if they differ from those under way."""
    s = unit_at(w, u)
    if s.mode == MODE_TOWED:
        follow_rope(w, u, t)
        schedule(w, slot_steer(w, u), t + TOW_STEER_S)
        return
    w.steers += 1
    every = STEER_S
    course = s.wanted_course_rad
    speed = s.wanted_speed_mps
    if s.mode == MODE_STATION or s.mode == MODE_SHADOW:
        every = s.steer_every_s
        known, new_course, new_speed = _station_order(w, u, t)
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
    danger, safe_course, safe_speed = keep_clear(w, u, t, course, speed)
    if danger:
        s.avoiding = 1
        course = safe_course
        speed = safe_speed
        schedule(w, slot_steer(w, u), t + min(every, ANXIOUS_S))
    else:
        s.avoiding = 0
        if s.mode == MODE_STATION and s.done == 0:
            schedule(w, slot_steer(w, u), t + min(every, ANXIOUS_S))
    if s.mode == MODE_ROUTE and s.avoiding == 0:
        if was_avoiding == 1:
            s.cmd_speed_mps = s.route_speed_mps
            plan_motion(w, u, t)
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
def _own_velocity(w: Any, u: int, t: float) -> Any:
    course, speed = course_speed_now(w, u, t)
    return speed * math.sin(course), speed * math.cos(course)


@inner
def _station_order(w: Any, u: int, t: float) -> Any:
    """Course and speed to gain and keep the station, on the own track of the guide; False without a track."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    known, ge, gn, gve, gvn = relative_estimate(w, u, s.guide, t)
    if not known:
        return False, 0.0, 0.0
    distance = math.sqrt(ge * ge + gn * gn)
    guide_speed = math.sqrt(gve * gve + gvn * gvn)
    if s.mode == MODE_SHADOW or (s.relative == 1 and guide_speed < SLOW_GUIDE_MPS):
        bearing = math.atan2(-ge, -gn) if distance > 1.0 else 0.0
    else:
        bearing = s.station_bearing_rad
        if s.relative == 1:
            bearing += _axis(w, u, math.atan2(gve, gvn))
    ee = ge + s.station_range_m * math.sin(bearing)
    en = gn + s.station_range_m * math.cos(bearing)
    error = math.sqrt(ee * ee + en * en)
    _settle(w, u, t, error)
    if s.avoiding == 0 and s.cmd_speed_mps > 0.0 and _may_hold(w, u, t, ee, en, gve, gvn):
        return True, s.cmd_course_rad, s.cmd_speed_mps
    limit = min(speed_limit(w, u), s.station_speed_mps_max)
    ve, vn = gve, gvn
    constant_s = max(4.0 * s.steer_every_s, 60.0)
    if error > 1.0:
        along = (gve * ee + gvn * en) / error
        room = limit * limit - guide_speed * guide_speed
        closing_max = -along + math.sqrt(max(0.0, along * along + room))
        closing = min(error / constant_s, math.sqrt(m.decel_mps2 * error), max(0.0, closing_max))
        ve += closing * ee / error
        vn += closing * en / error
    s.helm += 1
    a, b, _, _ = normals4(w.seed, w.replication, PURPOSE_HELM, m.id32, 0, s.helm)
    speed = math.sqrt(ve * ve + vn * vn) + HELM_SPEED_SD_MPS * s.wave_height_m * a
    course = math.atan2(ve, vn) + HELM_COURSE_SD_RAD * s.wave_height_m * b
    if speed < 0.4:
        return True, s.cmd_course_rad, 0.0
    return True, wrap_tau(course), min(max(0.0, speed), limit)


@inner
def _axis(w: Any, u: int, course: float) -> Any:
    """The formation's axis as this ship takes it: the guide's estimated course, smoothed while it is steady."""
    s = unit_at(w, u)
    if not s.axis_rad < 1e9:
        s.axis_rad = course
    off = wrap_pi(course - s.axis_rad)
    share = TURNING_SHARE if abs(off) > TURNING_RAD else min(1.0, s.steer_every_s / AXIS_S)
    s.axis_rad = wrap_pi(s.axis_rad + share * off)
    return s.axis_rad


@inner
def _may_hold(w: Any, u: int, t: float, ee: float, en: float, gve: float, gvn: float) -> Any:
    """Whether the station error, now and three looks ahead on the present course and speed, is small enough.

    Small is a share of what was ordered, and not less than one and a half times what the estimate itself is worth.
    """
    s = unit_at(w, u)
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + s.guide)
    ahead = 3.0 * s.steer_every_s
    worth = 1.5 * math.sqrt(0.5 * (k.p_ee + k.p_nn + (k.p_aa + k.p_bb) * ahead * ahead))
    bound = max(worth, HOLD_SHARE * s.within_m if s.mode == MODE_STATION else 0.1 * s.station_range_m)
    if s.steer_every_s < FINE_STEER_S:
        bound = HOLD_SHARE * s.within_m
    ve, vn = _own_velocity(w, u, t)
    pe = ee + (gve - ve) * ahead
    pn = en + (gvn - vn) * ahead
    return ee * ee + en * en < bound * bound and pe * pe + pn * pn < bound * bound


@inner
def _settle(w: Any, u: int, t: float, error: float) -> Any:
    """Ring once when the estimated station error has stayed small for two looks at the compass."""
    s = unit_at(w, u)
    if s.mode != MODE_STATION or s.done == 1:
        return
    s.settled = s.settled + 1 if error < s.within_m else 0
    if s.settled >= 2:
        s.done = 1
        push_event(w, OUT_ORDER_DONE, u, s.guide, 0, t, error)


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
    if s.tow_line_m == 0.0 and distance < ABOARD_M:
        course, speed = course_speed_now(w, s.tow, t)  # aboard: she goes where her host goes
    now_course, now_speed = course_speed_now(w, u, t)
    if abs(speed - now_speed) > 0.1 or abs(wrap_pi(course - now_course)) > 0.02:
        begin_leg(w, u, t, course, speed, 0.0, 0.0, math.inf, GEODESIC)


@inner
def _give_way(own_course: float, bearing: float, other_course: float, own_speed: float, other_speed: float) -> Any:
    """Whether this ship keeps clear of the other: overtaking (13), head-on (14), crossing (15)."""
    seen_at = wrap_pi(bearing - own_course)
    seen_from = wrap_pi(bearing + math.pi - other_course)
    if other_speed < 0.5:
        return True
    if abs(seen_from) > 1.963 and own_speed > other_speed:
        return True
    if abs(seen_at) > 1.963:
        return False
    return -0.1 < seen_at < 1.963


@inner
def keep_clear(w: Any, u: int, t: float, course: float, speed: float) -> Any:
    """Whether the wanted course and speed lead too near a held track, and the least alteration that does not.

    Returns (danger, course, speed). An alteration once made is kept while it serves. Else courses are tried to
    starboard and to port in steps of ten degrees, at the wanted speed and at a good speed, then slowing down; where
    none serves, the one that leaves most room.
    """
    s = unit_at(w, u)
    if _is_restricted(w, u) and not _is_alongside(w, u):
        return False, course, speed
    near = np.empty((w.unit_rows, 7))
    count = _plots_near(w, u, t, near)
    if count == 0 or _worst_margin(w, u, t, near, count, course, speed, True) >= 0.0:
        return False, course, speed
    if s.avoiding == 1 and _worst_margin(w, u, t, near, count, s.cmd_course_rad, s.cmd_speed_mps, False) >= 0.0:
        return True, s.cmd_course_rad, s.cmd_speed_mps
    best_course = course
    best_speed = speed
    best = -math.inf
    good_mps = speed if s.mode == MODE_STATION else max(speed, GOOD_SPEED_SHARE * speed_limit(w, u))
    for step in range(1, STARBOARD_STEPS + 1):
        for choice in range(4):
            trial = wrap_tau(course + (1.0 - 2.0 * (choice & 1)) * step * 0.1745)
            trial_mps = speed if choice < 2 else good_mps
            margin = _worst_margin(w, u, t, near, count, trial, trial_mps, False)
            if margin >= 0.0:
                return True, trial, trial_mps
            if margin > best:
                best = margin
                best_course = trial
                best_speed = trial_mps
    for part in range(1, 3):
        slower = speed * (1.0 - 0.5 * part)
        margin = _worst_margin(w, u, t, near, count, course, slower, False)
        if margin > best + 50.0:
            best = margin
            best_course = course
            best_speed = slower
    return True, best_course, best_speed


@inner
def _plots_near(w: Any, u: int, t: float, near: Any) -> Any:
    """Fill `near` with the tracks within 8 nmi to be kept clear of; returns how many.

    A row is east, north (m), v_east, v_north (m/s), metres to keep, seconds to look ahead, unit.
    """
    first = hull_at(w, u).observer * w.unit_rows
    alongside = _is_alongside(w, u)
    x, y, z = place_now(w, u, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    count = 0
    for v in range(w.unit_rows):
        k = track_at(w, first + v)
        if k.sensors == 0 or v == u or (alongside and v != unit_at(w, u).guide) or not _to_be_kept_clear(w, u, v):
            continue
        dt = t - k.time_s
        e = k.east_m + k.v_east_mps * dt
        n = k.north_m + k.v_north_mps * dt
        dx = k.x_m + e * k.east_x + n * k.north_x - x
        dy = k.y_m + e * k.east_y + n * k.north_y - y
        dz = k.z_m + e * k.east_z + n * k.north_z - z
        if dx * dx + dy * dy + dz * dz > NEAR_M * NEAR_M:
            continue
        vx = k.v_east_mps * k.east_x + k.v_north_mps * k.north_x
        vy = k.v_east_mps * k.east_y + k.v_north_mps * k.north_y
        vz = k.v_east_mps * k.east_z + k.v_north_mps * k.north_z
        near[count, 0] = dx * ex + dy * ey + dz * ez
        near[count, 1] = dx * nx + dy * ny + dz * nz
        near[count, 2] = vx * ex + vy * ey + vz * ez
        near[count, 3] = vx * nx + vy * ny + vz * nz
        near[count, 4], near[count, 5] = _room(w, u, v)
        near[count, 6] = v
        count += 1
    return count


@inner
def _is_restricted(w: Any, u: int) -> Any:
    """Whether a ship is restricted in her ability to manoeuvre (COLREG 3(g), 18): replenishing, or with a tow."""
    if _is_alongside(w, u):
        return True
    for v in range(w.unit_rows):
        other = unit_at(w, v)
        if other.tow == u and other.tow_line_m > 0.0:
            return True
        if other.guide == u and _is_alongside(w, v):
            return True
    return False


@inner
def _is_alongside(w: Any, u: int) -> Any:
    """Whether a ship keeps a station so near her guide that she minds nobody else."""
    s = unit_at(w, u)
    return s.mode == MODE_STATION and s.station_range_m < ALONGSIDE_M


@inner
def _turn_to(w: Any, u: int, t: float, course: float) -> Any:
    """The turn that brings the unit to a course: (seconds, angle, present course, present speed)."""
    m = hull_at(w, u)
    now, now_mps = course_speed_now(w, u, t)
    off = wrap_pi(course - now)
    if m.turn_radps_max <= 0.0 or now_mps < 0.5 or abs(off) < 0.02:
        return 0.0, 0.0, now, now_mps
    return abs(off) / min(m.turn_radps_max, 2.0 * now_mps / m.turn_diameter_m), off, now, now_mps


@inner
def _least_in_turn(
    e: Any, n: float, ve: float, vn: float, turn_s: float, angle: float, now: float, now_mps: float
) -> Any:
    """Least distance from a track at a third, two thirds and the end of the turn, and where it bears then."""
    least = math.inf
    de, dn = e, n
    for third in range(1, 4):
        part = third / 3.0
        half = 0.5 * angle * part
        chord = now_mps * turn_s * part * (math.sin(half) / half if abs(half) > 1e-6 else 1.0)
        de = e + ve * turn_s * part - chord * math.sin(now + half)
        dn = n + vn * turn_s * part - chord * math.cos(now + half)
        least = min(least, math.sqrt(de * de + dn * dn))
    return least, de, dn


@inner
def _worst_margin(w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float, ask_rules: bool) -> Any:
    """Least of (closest approach - distance to keep) over the plots near by, in metres, turn included.

    With `ask_rules` a stand-on ship disregards those who must give way to it until it is late.
    """
    own_e = speed * math.sin(course)
    own_n = speed * math.cos(course)
    turn_s, angle, now, now_mps = _turn_to(w, u, t, course)
    worst = math.inf
    for row in range(count):
        e, n, ve, vn = near[row, 0], near[row, 1], near[row, 2], near[row, 3]
        keep = near[row, 4]
        here = math.sqrt(e * e + n * n)
        turning = here
        if turn_s > 0.0:
            turning, e, n = _least_in_turn(e, n, ve, vn, turn_s, angle, now, now_mps)
        re = ve - own_e
        rn = vn - own_n
        rr = re * re + rn * rn
        when = 0.0 if rr < 1e-6 else -(e * re + n * rn) / rr
        when = min(max(when, 0.0), near[row, 5])
        miss = min(turning, math.sqrt((e + re * when) ** 2 + (n + rn * when) ** 2))
        if miss < keep and ask_rules and miss >= 0.5 * min(keep, here):
            v = int(near[row, 6])
            if when <= 0.0:
                continue  # opening already
            if unit_at(w, v).mode == MODE_STATION and unit_at(w, v).guide == u:
                continue  # who keeps station on this ship keeps clear of it, unless it gets too near
            if (
                when > LATE_S
                and not _is_restricted(w, v)
                and not _give_way(course, math.atan2(e, n), math.atan2(ve, vn), speed, math.sqrt(ve * ve + vn * vn))
            ):
                continue
        worst = min(worst, miss - keep)
    return worst


@inner
def _room(w: Any, u: int, v: int) -> Any:
    """How near ship u goes to ship v, and how far ahead it looks: (metres, seconds)."""
    s = unit_at(w, u)
    if s.mode == MODE_STATION and s.guide == v:
        return min(s.cpa_m_min, GUIDE_SHARE * s.station_range_m), 6.0 * s.steer_every_s
    if hull_at(w, u).side == hull_at(w, v).side:
        other = unit_at(w, v)
        if other.mode == MODE_STATION and other.guide == u:
            return min(other.cpa_m_min, GUIDE_SHARE * other.station_range_m), FRIENDS_HORIZON_S
        return min(s.cpa_m_min, other.cpa_m_min, _between_stations(w, u, v)), FRIENDS_HORIZON_S
    return CLEAR_CPA_M, HORIZON_S


@inner
def _between_stations(w: Any, u: int, v: int) -> Any:
    """Share of the distance between two stations on one guide that who keeps them keeps of each other."""
    a = unit_at(w, u)
    b = unit_at(w, v)
    if a.mode != MODE_STATION or b.mode != MODE_STATION or a.guide != b.guide or a.relative != b.relative:
        return math.inf
    angle = a.station_bearing_rad - b.station_bearing_rad
    square = a.station_range_m**2 + b.station_range_m**2 - 2.0 * a.station_range_m * b.station_range_m * math.cos(angle)
    return GUIDE_SHARE * math.sqrt(max(0.0, square))


@inner
def _to_be_kept_clear(w: Any, u: int, v: int) -> Any:
    """Ships keep clear of ships: not of what they tow or what tows them, of aircraft and of the land."""
    if hull_at(w, u).domain != 0 or hull_at(w, v).domain != 0:
        return False
    a = unit_at(w, u)
    b = unit_at(w, v)
    if a.tow == v or b.tow == u:
        return False
    return not (a.mode == MODE_STEER and a.cmd_speed_mps <= 0.0)
