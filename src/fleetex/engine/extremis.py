"""Action in extremis: hulls that are about to touch, whoever should have given way (COLREG 1972, rules 2, 8 and 17).

Keeping clear (`clearing`) reckons with points on straight ways and with distances of good manners. Ships that wheel,
form up or part from alongside are nearer than these all the while: what must not happen is that their sides meet. Here
both ways are followed for a minute, turns included, and the room between the hulls is read as they lie to each other.
Who finds none left does what leaves most, and holds on to it.
"""

import math
from typing import Any

from fleetex.engine.alongside import ALONGSIDE_M, is_alongside
from fleetex.engine.motion import STEERAGE_MPS, course_speed_now, place_now, speed_limit, turn_rate_radps
from fleetex.engine.tables import MODE_STATION, SIGHT_KIND, hull_at, pair_at, sensor_at, track_at, unit_at
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import east_north_up, wrap_pi, wrap_tau

HULLS_M = 900.0
"""Ships further apart than this do not touch within the time looked ahead, or are kept clear of as points."""
AHEAD_S = 60.0
THEN_S = 120.0
STEP_S = 6.0
"""How far ahead both ways are followed to find danger, and a way out of it, and by what steps (design values)."""
CREEPING_MPS = 3.0
CREEPING_S = 120.0
"""Who makes less way than the first turns and gathers way too slowly to wait so long: she looks further ahead (design
values)."""
SPARE_M = 20.0
AMPLE_M = 120.0
"""Who would come nearer than the first, side to side, acts; more than the second is no better (design values)."""
PORT_M = 40.0
"""A turn to port for who is on the port bow, or ahead and unseen, must leave so much more (rules 17(c), 19(d))."""
BETTER_M = 20.0
"""What she does already is not given up for less than this."""
MISJUDGED_MPS = 0.25
"""An estimated speed is good to so much: hulls that near each other more slowly are not said to meet (design value)."""
TURNS_ON_S = 30.0
"""Who is seen to turn may go on turning so long (design value)."""
YOUNG_S = 60.0
"""A track that was gained later than this has no speed yet that is worth reckoning with (design value)."""
UNSEEN_M = 30.0
UNSEEN_S = 90.0
"""Who is not in sight, but plotted, is given so much more room, and looked at so far ahead (design values)."""
EYE_SHARE = 0.25
"""A plot that is out by more than this share of the distance is seen to be wrong with the other in plain sight (design
value)."""
GUIDE_M = 10.0
"""Who comes, or lies, alongside goes so much nearer to her guide (design value)."""
BEAM_RAD = 1.571
STEP_RAD = 0.349
STEPS = 9
SPEEDS = 4


@inner
def act_in_extremis(w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float) -> Any:
    """Whether the way decided on leads into another's side, and what to do instead: (danger, course, speed)."""
    s = unit_at(w, u)
    _put_where_seen(w, u, t, near, count)
    if not _somebody_is_near(near, count):
        return False, course, speed
    now, now_mps = course_speed_now(w, u, t)
    ahead_s = AHEAD_S if now_mps > CREEPING_MPS else CREEPING_S
    if _clear_water(w, u, t, near, count, course, speed, ahead_s, True) >= SPARE_M:
        return False, course, speed
    best_m = -math.inf
    best_course, best_mps = course, speed
    held_m = -math.inf
    if s.avoiding == 1:
        held_m = _clear_water(w, u, t, near, count, s.cmd_course_rad, s.cmd_speed_mps, THEN_S, False)
    to_starboard = _goes_to_starboard(w, u, near, count, now)
    top_mps = speed_limit(w, u)
    for step in range(STEPS + 1):
        for choice in range(2 * SPEEDS):
            side = 1.0 if choice < SPEEDS else -1.0
            if step == 0 and side < 0.0:
                continue
            which = choice % SPEEDS
            trial_mps = now_mps
            if which == 1:
                trial_mps = 0.5 * now_mps
            elif which == 2:
                trial_mps = 0.0
            elif which == 3:
                trial_mps = top_mps
            trial = wrap_tau(now + side * step * STEP_RAD)
            room_m = _clear_water(w, u, t, near, count, trial, trial_mps, THEN_S, False)
            if side < 0.0 and to_starboard:
                room_m -= PORT_M
            if room_m > best_m + 1.0:
                best_m = room_m
                best_course, best_mps = trial, trial_mps
        if best_m >= AMPLE_M:
            break
    if held_m >= best_m - BETTER_M:
        return True, s.cmd_course_rad, s.cmd_speed_mps
    return True, best_course, best_mps


@inner
def _put_where_seen(w: Any, u: int, t: float, near: Any, count: int) -> None:
    """Put who is in sight close aboard where she is seen, if her plot is plainly wrong.

    A lookout reports each minute or two; in a turn the plot between two reports lags by hundreds of metres. Nobody on a
    bridge steers by that with the other in plain sight (rules 5 and 7).
    """
    x, y, z = place_now(w, u, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    for row in range(count):
        v = int(near[row, 6])
        vx, vy, vz = place_now(w, v, t)
        dx, dy, dz = vx - x, vy - y, vz - z
        east = dx * ex + dy * ey + dz * ez
        north = dx * nx + dy * ny + dz * nz
        seen_m = math.sqrt(east * east + north * north)
        if seen_m > HULLS_M and near[row, 0] ** 2 + near[row, 1] ** 2 > HULLS_M * HULLS_M:
            continue
        out_m = math.sqrt((near[row, 0] - east) ** 2 + (near[row, 1] - north) ** 2)
        if out_m > EYE_SHARE * seen_m and _in_sight(w, u, v):
            near[row, 0] = east
            near[row, 1] = north


@inner
def _somebody_is_near(near: Any, count: int) -> bool:
    """Whether any plot is so near that hulls could touch."""
    for row in range(count):  # noqa: SIM110 (Numba compiles no generator)
        if near[row, 0] * near[row, 0] + near[row, 1] * near[row, 1] <= HULLS_M * HULLS_M:
            return True
    return False


@inner
def _goes_to_starboard(w: Any, u: int, near: Any, count: int, now: float) -> bool:
    """Whether the rules forbid her to turn to port: for a ship on her port bow, or one ahead that is not in sight."""
    for row in range(count):
        east, north = near[row, 0], near[row, 1]
        if east * east + north * north > HULLS_M * HULLS_M:
            continue
        seen_at = wrap_pi(math.atan2(east, north) - now)
        if abs(seen_at) < BEAM_RAD and (seen_at < 0.0 or not _in_sight(w, u, int(near[row, 6]))):
            return True
    return False


@inner
def _clear_water(
    w: Any, u: int, t: float, near: Any, count: int, course: float, speed: float, ahead_s: float, asks: bool
) -> float:
    """Least clear water (m) between a ship's side and others' on a way, `AMPLE_M` at most.

    With `asks` it is asked whether there is danger: ships that do not close are none, nor is who keeps clear of her.
    """
    own = _way(w, u, t, course, speed)
    s = unit_at(w, u)
    least = AMPLE_M
    for row in range(count):
        east, north = near[row, 0], near[row, 1]
        if east * east + north * north > HULLS_M * HULLS_M:
            continue
        v = int(near[row, 6])
        other = unit_at(w, v)
        in_sight = _in_sight(w, u, v)
        heads, mps, radps = _seen(w, u, v, t, near, row, in_sight)
        for_s = ahead_s if in_sight else max(ahead_s, UNSEEN_S)
        more_m = 0.0 if in_sight else UNSEEN_M
        if s.mode == MODE_STATION and s.guide == v and asks:
            for_s = min(ahead_s, 2.0 * s.steer_every_s)
            more_m = -GUIDE_M if is_alongside(w, u) else 0.0
        if asks and _is_across_the_guide(w, u, v):
            continue
        if other.mode == MODE_STATION and other.guide == u and asks:
            if other.station_range_m < ALONGSIDE_M:
                continue
            for_s = min(ahead_s, 2.0 * other.steer_every_s)
        if asks and radps == 0.0 and _passes_clear(w, u, v, for_s, east, north, own, heads, mps, more_m):
            continue
        room_m = _least_room(w, u, v, for_s, east, north, own, (heads, mps, 0.0, 0.0), asks)
        if radps != 0.0:
            room_m = min(room_m, _least_room(w, u, v, for_s, east, north, own, (heads, mps, radps, TURNS_ON_S), asks))
        least = min(least, room_m - more_m)
    return least


@inner
def _is_across_the_guide(w: Any, u: int, v: int) -> bool:
    """Whether a ship lies alongside, and the other comes, or lies, alongside the same guide on her other side: with the
    guide's hull between them she holds her course for the hose, and who comes keeps clear."""
    s, other = unit_at(w, u), unit_at(w, v)
    if other.mode != MODE_STATION or other.guide != s.guide or other.station_range_m >= ALONGSIDE_M:
        return False
    opposed = math.cos(s.station_bearing_rad - other.station_bearing_rad) < 0.0
    return bool(opposed and is_alongside(w, u))


@inner
def _passes_clear(
    w: Any, u: int, v: int, ahead_s: float, east: float, north: float, own: Any, heads: float, mps: float, more_m: float
) -> bool:
    """Whether two that both go straight need not be followed: their middles pass so far off that there is no danger,
    whatever way she loses or gathers and however both hulls lie."""
    own_course, own_mps, own_radps, _, then_mps, _ = own
    if own_radps != 0.0:
        return False
    ve = mps * math.sin(heads) - own_mps * math.sin(own_course)
    vn = mps * math.cos(heads) - own_mps * math.cos(own_course)
    square = ve * ve + vn * vn
    when = 0.0 if square < 1e-9 else min(max(-(east * ve + north * vn) / square, 0.0), ahead_s)
    apart_m = math.sqrt((east + ve * when) ** 2 + (north + vn * when) ** 2)
    one, other = hull_at(w, u), hull_at(w, v)
    reach_m = 0.5 * (one.length_m + one.beam_m + other.length_m + other.beam_m)
    return bool(apart_m - abs(own_mps - then_mps) * ahead_s - reach_m > SPARE_M + more_m + 1.0)


@inner
def _way(w: Any, u: int, t: float, course: float, speed: float) -> Any:
    """How a hull comes to a course and speed: (course, speed and rate of turn now, seconds of turning, speed then,
    seconds until she has it). She turns first, and then gathers or loses way (`motion`)."""
    m = hull_at(w, u)
    now, now_mps = course_speed_now(w, u, t)
    off = wrap_pi(course - now)
    radps = turn_s = 0.0
    if abs(off) > 0.02 and m.turn_radps_max > 0.0 and speed > 0.0:
        turns_mps = max(now_mps, min(STEERAGE_MPS, speed))
        rate = turn_rate_radps(w, u, turns_mps)
        radps = math.copysign(rate, off)
        turn_s = abs(off) / rate
    rate_mps2 = m.decel_mps2 if speed < now_mps else m.accel_mps2
    slow_s = abs(now_mps - speed) / rate_mps2 if rate_mps2 > 0.0 else 0.0
    return now, now_mps, radps, turn_s, speed, slow_s


@inner
def _seen(w: Any, u: int, v: int, t: float, near: Any, row: int, in_sight: bool) -> Any:
    """Course, speed and rate of turn of another: by her aspect if she is seen, else as she is plotted."""
    ve, vn = near[row, 7], near[row, 8]
    mps = math.sqrt(ve * ve + vn * vn)
    if t - track_at(w, hull_at(w, u).observer * w.unit_rows + v).gained_s < YOUNG_S:
        mps = 0.0
    if not in_sight:
        return math.atan2(ve, vn), mps, 0.0
    heads, _ = course_speed_now(w, v, t)
    return heads, mps, unit_at(w, v).turn_radps


@inner
def _in_sight(w: Any, u: int, v: int) -> bool:
    """Whether a ship's lookouts hold another."""
    m = hull_at(w, u)
    for k in range(m.sensor_first, m.sensor_first + m.sensor_count):
        if sensor_at(w, k).kind == SIGHT_KIND and pair_at(w, k * w.unit_rows + v).held == 1:
            return True
    return False


@inner
def _reach_m(w: Any, u: int, heading: float, bearing: float) -> float:
    """How far a hull, a rectangle of her length and beam, reaches from her middle towards a bearing (m)."""
    m = hull_at(w, u)
    off = bearing - heading
    return 0.5 * (m.length_m * abs(math.cos(off)) + m.beam_m * abs(math.sin(off)))  # type: ignore[no-any-return]


@inner
def _room_between(w: Any, u: int, v: int, east: float, north: float, heading: float, heads: float) -> float:
    """Room between two hulls as rectangles (m), less than nothing where they overlap: the most that any of their sides'
    normals, or the line between their middles, shows (separating axes); never more than the true distance."""
    quarter = 0.5 * math.pi
    room = -math.inf
    for axis in (heading, heading + quarter, heads, heads + quarter, math.atan2(east, north)):
        apart = abs(east * math.sin(axis) + north * math.cos(axis))
        room = max(room, apart - _reach_m(w, u, heading, axis) - _reach_m(w, v, heads, axis))
    return room


@inner
def _made_good(course: float, radps: float, turn_s: float, mps: float, t: float) -> tuple[float, float, float]:
    """East and north (m) made good in a time, and the course then, of who turns for `turn_s` and goes straight on."""
    for_s = min(t, turn_s)
    half = 0.5 * radps * for_s
    chord = mps * for_s * (math.sin(half) / half if abs(half) > 1e-6 else 1.0)
    now = course + radps * for_s
    rest = mps * (t - for_s)
    return (
        chord * math.sin(course + half) + rest * math.sin(now),
        chord * math.cos(course + half) + rest * math.cos(now),
        now,
    )


@inner
def _lost_m(slower_mps: float, slow_s: float, t: float) -> float:
    """Way lost (m) after a time by who comes down by a speed in `slow_s`, evenly; less than nothing if she gathers."""
    if t <= 0.0:
        return 0.0
    if t < slow_s:
        return 0.5 * slower_mps * t * t / slow_s
    return slower_mps * (t - 0.5 * slow_s)


@inner
def _least_room(
    w: Any, u: int, v: int, ahead_s: float, east: float, north: float, own: Any, other: Any, asks: bool
) -> float:
    """Least room (m) between two hulls that are followed for `ahead_s`.

    `east` and `north` lead from ship u to ship v (m). `own` is as `_way` has it, `other` (course, speed, rate of turn,
    seconds of turning). With `asks`, `AMPLE_M` if it does not narrow.
    """
    own_course, own_mps, own_radps, own_s, then_mps, slow_s = own
    course, mps, radps, turn_s = other
    here = 0.0
    least = math.inf
    for step in range(int(ahead_s / STEP_S) + 1):
        later = step * STEP_S
        ae, an, heading = _made_good(own_course, own_radps, own_s, own_mps, later)
        lost_m = _lost_m(own_mps - then_mps, slow_s, later - own_s)
        ae -= lost_m * math.sin(heading)
        an -= lost_m * math.cos(heading)
        be, bn, heads = _made_good(course, radps, turn_s, mps, later)
        room = _room_between(w, u, v, east + be - ae, north + bn - an, heading, heads)
        if step == 0:
            here = room
            if asks and here <= 0.0:
                return AMPLE_M  # on top of each other, as who has just launched a target is
        least = min(least, room + MISJUDGED_MPS * later if asks and here >= SPARE_M else room)
    if asks and least >= here:
        return AMPLE_M
    return least
