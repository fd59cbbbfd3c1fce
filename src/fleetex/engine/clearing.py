"""Keeping clear of others inside the kernel, on the unit's own tracks.

It follows the Rules of the Road in spirit (COLREG 1972, rules 13 to 17): the give-way ship alters early, to starboard
first; the stand-on ship only when it must.
"""

import math
from typing import Any

import numpy as np

from fleetex.engine.alongside import has_alongside, is_alongside, is_restricted
from fleetex.engine.extremis import HULLS_M, act_in_extremis
from fleetex.engine.motion import course_speed_now, place_now, speed_limit, turn_rate_radps
from fleetex.engine.tables import MODE_STATION, MODE_STEER, holding_at, hull_at, track_at, unit_at
from fleetex.engine.tracking import track_motion
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import east_north_up, wrap_pi, wrap_tau

NEAR_M = 15_000.0
CLEAR_CPA_M = 1_828.8
"""2,000 yd from everybody outside the own side."""
HORIZON_S = 900.0
LATE_S = 240.0
STARBOARD_STEPS = 12
STEP_RAD = 0.1745
SLACKEN_PARTS = 4
"""A ship that makes for a station, or keeps one, slackens her speed first, by one to three quarters (rule 8(e))."""
OVERTAKING_STEPS = 6
"""Who overtakes a ship that is in station, on the way to her own, goes past so many steps off her course at most:
slackening she would follow her for ever."""
SLOWED_MPS = 0.5
"""By so much less than the speed wanted a ship counts as slackened (design value)."""
SLOWER_M = 50.0
"""Slowing down, or turning the other way, must leave so much more room to be preferred."""
ABAFT_RAD = 1.963
"""More than 22.5 degrees abaft the beam: who comes up from there overtakes (rule 13)."""
STOPPED_MPS = 0.5
STEERING_MPS = 4.0
"""With less way than this no ship gets out of another's way in time (design value)."""
GOOD_SPEED_SHARE = 0.5
FRIENDS_HORIZON_S = 360.0
"""How far ahead ships of one side look at each other: further, the error of an estimated speed cries wolf."""
GUIDE_SHARE = 0.6
"""Share of a station's range that a ship keeps of her guide on the way to it."""
CROWDED_M = 1_500.0
"""A ship with another nearer than this looks at the compass oftener, for she may turn."""
TURNED_RAD = 0.35
"""A guide within 20 degrees of the course that it announced is taken to steer it (design values)."""
STATIONS_M = 200.0
"""Never less than this of another on her way to a station, though it be the same."""
LYING_MPS = 1.0
"""A ship ordered to stop keeps clear of others until she has lost her way."""
CLOSING_MPS = 1.0
"""Ships that near each other faster than this are not opening yet, though they will be when this one has turned: the
other may be turning too."""
SOON_S = 90.0
"""Who is too near already, and does not close, looks no further ahead: two estimated speeds are good to a few
decimetres a second (design values)."""
SLOWING_S = 10.0
"""Way lost in less time than this is not reckoned with."""


NO_DANGER, DANGER, IN_EXTREMIS = 0, 1, 2
"""What `keep_clear` finds on a way: nothing; somebody whom it leads too near; a side that it leads into."""


@inner
def _give_way(own_course: float, bearing: float, other_course: float, own_speed: float, other_speed: float) -> Any:
    """Whether this ship keeps clear of the other: overtaking (13), head-on (14), crossing (15)."""
    seen_at = wrap_pi(bearing - own_course)
    seen_from = wrap_pi(bearing + math.pi - other_course)
    if other_speed < STOPPED_MPS:
        return True
    if abs(seen_from) > ABAFT_RAD and own_speed > other_speed:
        return True
    if abs(seen_at) > ABAFT_RAD:
        return False
    return -0.1 < seen_at < ABAFT_RAD


@inner
def keep_clear(w: Any, u: int, t: float, course: float, speed: float) -> Any:
    """Whether the wanted course and speed lead too near a held track, and the least alteration that does not.

    Returns (danger, course, speed). An alteration once made is kept while it serves and leads nobody away from the
    station that she makes for. Else who overtakes on the way to one goes past; who makes for a station, or keeps one,
    slackens speed if that serves. Else courses are tried in steps of ten degrees, at the wanted speed and at a good
    speed, to starboard and, where the rules name no side, to port; then to port in any case, then slowing down; where
    none serves, the one that leaves most room.
    """
    s = unit_at(w, u)
    was_crowded = s.crowded
    near = np.empty((w.rows_used, 9))
    count = _plots_near(w, u, t, near)
    if s.crowded == 1 and has_alongside(w, u) and not is_alongside(w, u):
        s.crowded = was_crowded  # who has a ship alongside holds her course, and looks no oftener for it
        return NO_DANGER, course, speed
    danger, safe_course, safe_speed = _kept_off(w, u, t, near, count, course, speed)
    if s.crowded == 1:
        touching, last_course, last_speed = act_in_extremis(w, u, t, near, count, safe_course, safe_speed)
        if touching:
            return IN_EXTREMIS, last_course, last_speed
    return DANGER if danger else NO_DANGER, safe_course, safe_speed


@inner
def _kept_off(w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float) -> Any:
    """The same by the distances that are kept, whoever lies near: (danger, course, speed)."""
    s = unit_at(w, u)
    if count == 0 or _worst_margin(w, u, t, near, 0, count, course, speed, True) >= 0.0:
        return False, course, speed
    if has_alongside(w, u) and not is_alongside(w, u):
        return False, course, speed  # in fog and silence she may not hold whom she has alongside
    overtakes = s.mode == MODE_STATION and s.done == 0 and _overtakes(w, u, t, near, count, course, speed)
    kept = s.avoiding == 1 and not (overtakes and s.cmd_speed_mps < speed - SLOWED_MPS)
    kept = kept and not (s.mode == MODE_STATION and s.done == 0 and _leads_away(w, u, near, count, course, speed))
    if kept and _worst_margin(w, u, t, near, 0, count, s.cmd_course_rad, s.cmd_speed_mps, False) >= 0.0:
        return True, s.cmd_course_rad, s.cmd_speed_mps
    if overtakes:
        margin, best_course, _ = _altered(w, u, t, near, count, course, speed, speed, True, True, OVERTAKING_STEPS)
        if margin >= 0.0:
            return True, best_course, speed
    if s.mode == MODE_STATION:
        for part in range(1, SLACKEN_PARTS):
            slower = speed * (1.0 - part / SLACKEN_PARTS)
            if _worst_margin(w, u, t, near, 0, count, course, slower, False) >= 0.0:
                return True, course, slower
    limit_mps = speed_limit(w, u)
    good_mps = max(speed, min(STEERING_MPS, limit_mps) if s.mode == MODE_STATION else GOOD_SPEED_SHARE * limit_mps)
    if _may_go_to_port(w, u, t, near, count, course, speed):
        margin, best_course, best_speed = _altered(
            w, u, t, near, count, course, speed, good_mps, True, True, STARBOARD_STEPS
        )
    else:
        margin, best_course, best_speed = _altered(
            w, u, t, near, count, course, speed, good_mps, True, False, STARBOARD_STEPS
        )
        if margin < 0.0:
            other, port_course, port_speed = _altered(
                w, u, t, near, count, course, speed, good_mps, False, True, STARBOARD_STEPS
            )
            if other >= 0.0 or other > margin + SLOWER_M:
                margin, best_course, best_speed = other, port_course, port_speed
    if margin >= 0.0:
        return True, best_course, best_speed
    for part in range(1, 3):
        slower = speed * (1.0 - 0.5 * part)
        other = _worst_margin(w, u, t, near, 0, count, course, slower, False)
        if other > margin + SLOWER_M:
            margin, best_course, best_speed = other, course, slower
    return True, best_course, best_speed


@inner
def _altered(
    w: Any,
    u: int,
    t: float,
    near: Any,
    count: int,
    course: float,
    speed: float,
    good_mps: float,
    starboard: bool,
    port: bool,
    steps: int,
) -> tuple[float, float, float]:
    """The least alteration to the sides allowed that keeps clear, at the wanted speed or a good one; else the one that
    leaves most room. Returns (margin in metres, course, speed)."""
    best = -math.inf
    best_course = course
    best_speed = speed
    for step in range(1, steps + 1):
        for choice in range(4):
            to_port = (choice & 1) == 1
            if (to_port and not port) or (not to_port and not starboard):
                continue
            trial = wrap_tau(course + (-step if to_port else step) * STEP_RAD)
            trial_mps = speed if choice < 2 else good_mps
            margin = _worst_margin(w, u, t, near, 0, count, trial, trial_mps, False)
            if margin >= 0.0:
                return margin, trial, trial_mps
            if margin > best:
                best = margin
                best_course = trial
                best_speed = trial_mps
    return best, best_course, best_speed


@inner
def _may_go_to_port(w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float) -> bool:
    """Whether a turn to port is as good: in formation, overtaking (rule 13 names no side), or for who makes no way.

    Whoever meets or crosses goes to starboard: head-on by rule 14, giving way by rule 15, late on his own by rule 17.
    """
    if unit_at(w, u).mode == MODE_STATION:
        return True
    row = _worst_row(w, u, t, near, count, course, speed)
    ve, vn = near[row, 2], near[row, 3]
    if math.sqrt(ve * ve + vn * vn) < STOPPED_MPS:
        return True
    return _comes_up_with(near, row, speed)


@inner
def _overtakes(w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float) -> bool:
    """Whether who is most in her way is in station on the same guide, and she comes up from abaft her (rule 13) for a
    station that lies ahead of her."""
    row = _worst_row(w, u, t, near, count, course, speed)
    other = unit_at(w, int(near[row, 6]))
    if other.mode != MODE_STATION or other.guide != unit_at(w, u).guide or other.done == 0:
        return False
    return _comes_up_with(near, row, speed) and not _station_is_astern(w, u, near, count, row)


@inner
def _station_is_astern(w: Any, u: int, near: Any, count: int, row: int) -> bool:
    """Whether the station that she makes for lies astern of a plot's beam: then there is no need to pass it."""
    s = unit_at(w, u)
    for k in range(count):
        if int(near[k, 6]) == s.guide:
            bearing = s.station_bearing_rad
            if s.relative == 1:
                bearing += s.axis_rad if s.axis_rad < 1e9 else math.atan2(near[k, 2], near[k, 3])
            ahead_e = near[k, 0] + s.station_range_m * math.sin(bearing) - near[row, 0]
            ahead_n = near[k, 1] + s.station_range_m * math.cos(bearing) - near[row, 1]
            return bool(ahead_e * near[row, 2] + ahead_n * near[row, 3] < 0.0)
    return False


@inner
def _leads_away(w: Any, u: int, near: Any, count: int, course: float, speed: float) -> bool:
    """Whether the alteration that she is on takes her further from her station: relative to her guide, away from where
    the wanted course and speed lead."""
    s = unit_at(w, u)
    for row in range(count):
        if int(near[row, 6]) == s.guide:
            ve, vn = near[row, 2], near[row, 3]
            wanted_e, wanted_n = speed * math.sin(course) - ve, speed * math.cos(course) - vn
            e = s.cmd_speed_mps * math.sin(s.cmd_course_rad) - ve
            n = s.cmd_speed_mps * math.cos(s.cmd_course_rad) - vn
            return bool(e * wanted_e + n * wanted_n < 0.0)
    return False


@inner
def _worst_row(w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float) -> int:
    """Which plot leaves the least room on a course."""
    worst = math.inf
    row = 0
    for k in range(count):
        margin = _worst_margin(w, u, t, near, k, k + 1, course, speed, True)
        if margin < worst:
            worst = margin
            row = k
    return row


@inner
def _comes_up_with(near: Any, row: int, speed: float) -> bool:
    """Whether a plot is seen from more than 22.5 degrees abaft its beam, and is slower (rule 13)."""
    ve, vn = near[row, 2], near[row, 3]
    seen_from = wrap_pi(math.atan2(near[row, 0], near[row, 1]) + math.pi - math.atan2(ve, vn))
    return bool(abs(seen_from) > ABAFT_RAD and speed > math.sqrt(ve * ve + vn * vn))


@inner
def _plots_near(w: Any, u: int, t: float, near: Any) -> Any:
    """Fill `near` with the tracks within 8 nmi to be kept clear of; returns how many. Who is alongside minds her guide
    alone, and keeps no distance of others near by but what is clear of their sides.

    A row is east, north (m), v_east, v_north (m/s), metres to keep, seconds to look ahead, unit; and v_east,
    v_north as they are plotted, whatever the other has told.
    """
    first = hull_at(w, u).observer * w.unit_rows
    alongside = is_alongside(w, u)
    x, y, z = place_now(w, u, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    count = 0
    unit_at(w, u).crowded = 0
    for v in range(w.rows_used):
        if holding_at(w, first + v).sensors == 0 or v == u:
            continue
        if not _to_be_kept_clear(w, u, v):
            continue
        minds = not alongside or v == unit_at(w, u).guide
        dx, dy, dz, vx, vy, vz = track_motion(track_at(w, first + v), t)
        dx -= x
        dy -= y
        dz -= z
        if dx * dx + dy * dy + dz * dz > (NEAR_M * NEAR_M if minds else HULLS_M * HULLS_M):
            continue
        if dx * dx + dy * dy + dz * dz < CROWDED_M * CROWDED_M:
            unit_at(w, u).crowded = 1
        near[count, 0] = dx * ex + dy * ey + dz * ez
        near[count, 1] = dx * nx + dy * ny + dz * nz
        near[count, 2] = vx * ex + vy * ey + vz * ez
        near[count, 3] = vx * nx + vy * ny + vz * nz
        near[count, 7], near[count, 8] = near[count, 2], near[count, 3]
        if v == unit_at(w, u).guide:
            _as_told(w, u, near, count)
        elif _turns_too(w, u, v):
            _on_course(near, count, unit_at(w, u).told_course_rad)
        near[count, 4], near[count, 5] = _room(w, u, v) if minds else (-math.inf, 0.0)
        near[count, 6] = v
        count += 1
    return count


@inner
def _as_told(w: Any, u: int, near: Any, row: int) -> None:
    """A guide that has said what it will steer is reckoned to steer it, until it is seen to."""
    told = unit_at(w, u).told_course_rad
    if not told < 1e9:
        return
    ve, vn = near[row, 2], near[row, 3]
    if abs(wrap_pi(math.atan2(ve, vn) - told)) < TURNED_RAD:
        unit_at(w, u).told_course_rad = math.nan
        return
    _on_course(near, row, told)


@inner
def _turns_too(w: Any, u: int, v: int) -> bool:
    """Whether another has been told, as this ship has, to turn together with their guide, who is not seen to yet."""
    s = unit_at(w, u)
    other = unit_at(w, v)
    alike = s.together == 1 and other.together == 1 and s.guide == other.guide
    return bool(alike and s.mode == MODE_STATION and other.mode == MODE_STATION and s.told_course_rad < 1e9)


@inner
def _on_course(near: Any, row: int, course: float) -> None:
    """Reckon a plot to steer a course, at the speed that it is plotted with."""
    speed = math.sqrt(near[row, 2] ** 2 + near[row, 3] ** 2)
    near[row, 2], near[row, 3] = speed * math.sin(course), speed * math.cos(course)


@inner
def _turn_to(w: Any, u: int, t: float, course: float) -> Any:
    """The turn that brings the unit to a course: (seconds, angle, present course, present speed)."""
    m = hull_at(w, u)
    now, now_mps = course_speed_now(w, u, t)
    off = wrap_pi(course - now)
    if m.turn_radps_max <= 0.0 or now_mps < 0.5 or abs(off) < 0.02:
        return 0.0, 0.0, now, now_mps
    return abs(off) / turn_rate_radps(w, u, now_mps), off, now, now_mps


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
def _closest(e: float, n: float, ve: float, vn: float, within_s: float) -> tuple[float, float]:
    """When a relative position with a relative velocity is nearest, not later than `within_s`, and how near."""
    square = ve * ve + vn * vn
    when = 0.0 if square < 1e-6 else -(e * ve + n * vn) / square
    when = min(max(when, 0.0), within_s)
    return when, math.sqrt((e + ve * when) ** 2 + (n + vn * when) ** 2)


@inner
def _worst_margin(
    w: Any, u: int, t: float, near: Any, first: int, last: int, course: float, speed: float, ask_rules: bool
) -> Any:
    """Least of (closest approach - distance to keep) over the plots first .. last - 1, in metres, the turn and
    the way that is run off included.

    With `ask_rules` a stand-on ship disregards those who must give way to it until it is late.
    """
    own_e = speed * math.sin(course)
    own_n = speed * math.cos(course)
    turn_s, angle, now, now_mps = _turn_to(w, u, t, course)
    slow_s = max(0.0, now_mps - speed) / hull_at(w, u).decel_mps2
    worst = math.inf
    for row in range(first, last):
        e, n, ve, vn = near[row, 0], near[row, 1], near[row, 2], near[row, 3]
        keep = near[row, 4]
        here = math.sqrt(e * e + n * n)
        closing = -(e * (ve - now_mps * math.sin(now)) + n * (vn - now_mps * math.cos(now))) > CLOSING_MPS * here
        turning = here
        if turn_s > 0.0:
            turning, e, n = _least_in_turn(e, n, ve, vn, turn_s, angle, now, now_mps)
        if slow_s > SLOWING_S:
            half = 0.5 * (now_mps + speed)
            when, miss = _closest(e, n, ve - half * math.sin(course), vn - half * math.cos(course), slow_s)
            turning = min(turning, miss)
            e += (ve - half * math.sin(course)) * slow_s
            n += (vn - half * math.cos(course)) * slow_s
        when, miss = _closest(e, n, ve - own_e, vn - own_n, near[row, 5])
        miss = min(turning, miss)
        if miss < keep and ask_rules:
            v = int(near[row, 6])
            if (
                when > LATE_S
                and not is_restricted(w, v)
                and not _give_way(course, math.atan2(e, n), math.atan2(ve, vn), speed, math.sqrt(ve * ve + vn * vn))
            ):
                continue
            follows = unit_at(w, v).mode == MODE_STATION and unit_at(w, v).guide == u
            if follows and miss >= 0.5 * min(keep, here):
                continue  # she keeps station on this ship and keeps clear of it
            if here < keep:
                _, miss_soon = _closest(e, n, ve - own_e, vn - own_n, SOON_S)
                if not closing and min(turning, miss_soon) >= 0.5 * here:
                    continue  # nearer than she would go, as after a replenishment: but it grows no worse
            elif when <= 0.0 and not closing and miss >= 0.5 * keep:
                continue  # opening already
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
        least = max(STATIONS_M, min(s.cpa_m_min, other.cpa_m_min))  # what is kept of a guide alongside is for her alone
        return min(least, _between_stations(w, u, v)), FRIENDS_HORIZON_S
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
    return max(STATIONS_M, GUIDE_SHARE * math.sqrt(max(0.0, square)))


@inner
def _to_be_kept_clear(w: Any, u: int, v: int) -> Any:
    """Ships keep clear of ships: not of what they tow or what tows them, of aircraft and of the land."""
    if hull_at(w, u).domain != 0 or hull_at(w, v).domain != 0:
        return False
    a = unit_at(w, u)
    b = unit_at(w, v)
    if a.tow == v or b.tow == u:
        return False
    return not (a.mode == MODE_STEER and a.cmd_speed_mps <= 0.0 and a.speed_mps < LYING_MPS)
