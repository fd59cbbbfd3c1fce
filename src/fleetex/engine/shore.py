"""The chart that steering looks at: no ship runs ashore on a course, in a station or while she keeps clear.

Routes are planned round land. What is steered by hand or by station goes where the guide, the order or another ship
sends it; so each look at the compass looks ahead, round the turn and five minutes along the course, and turns off
what shore lies there. A navigator knows her own place and has the chart: this is no estimate.

The shore lies in cells of a quarter degree, each with every stretch of shore within 15 km of it, so that a ship in an
empty cell need not look again for a while.
"""

import math
from typing import Any

from fleetex.engine.alongside import has_alongside, is_alongside
from fleetex.engine.clearing import NO_DANGER, keep_clear
from fleetex.engine.motion import course_speed_now, place_now, push_event
from fleetex.engine.tables import NOBODY, OUT_LAND, cell_at, hull_at, shore_at, unit_at
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import geodetic, wrap_pi, wrap_tau
from fleetex.units import DEG_RAD, EARTH_RADIUS_M

CELL_DEG = 0.25
REACH_M = 15_000.0
LOOK_S = 300.0
OFF_M = 926.0
"""Half a nautical mile off every shore, or what room there is (design values)."""
NO_NEARER_M = 1.0
"""A ship nearer to land than that goes no nearer, to a metre a look."""
SHALLOWS_M = 20.0
"""What drifts, or is towed, takes the ground so near the charted shore (design value)."""
STEPS = 18
STEP_RAD = 0.1745
TOLD_EVERY_S = 1800.0
LEAST_MPS = 0.5
EARLY = 3.0
GENTLE_RAD = 0.06
"""Who has another alongside is told three times as early, to let her go; if she must, she turns by three degrees a
look."""


@inner
def turn_off(w: Any, u: int, t: float, course: float, speed: float) -> Any:
    """Whether the course leads ashore, and what to steer instead: (danger, course, speed). Who lies alongside goes
    where her guide goes, and her guide turns gently."""
    s = unit_at(w, u)
    if w.cell_rows == 0 or t < s.offshore_s or speed < LEAST_MPS or is_alongside(w, u):
        return False, course, speed
    m = hull_at(w, u)
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    cell = _cell_of(w, lat, lon)
    ahead_m = speed * LOOK_S
    if cell < 0 or cell_at(w, cell).count == 0:
        s.offshore_s = t + (REACH_M - OFF_M - ahead_m - m.turn_diameter_m) / (2.0 * m.speed_mps_bound)
        return False, course, speed
    now, _ = course_speed_now(w, u, t)
    radius_m = 0.5 * m.turn_diameter_m
    room_m = _room(w, cell, lat, lon, 0.0, 0.0, 0.0, 0.0, OFF_M + NO_NEARER_M) - NO_NEARER_M
    guides = has_alongside(w, u)
    warned_m = EARLY * ahead_m if guides else ahead_m
    if _room_ahead(w, cell, lat, lon, now, course, radius_m, warned_m, room_m) >= room_m:
        return False, course, speed
    if t - s.land_told_s > TOLD_EVERY_S:
        s.land_told_s = t
        push_event(w, OUT_LAND, u, NOBODY, 0, t, course)
    if guides and _room_ahead(w, cell, lat, lon, now, course, radius_m, ahead_m, room_m) >= room_m:
        return False, course, speed
    off_course, off_speed = _way_out(w, u, t, cell, lat, lon, now, course, speed, room_m)
    if guides:
        off_course = wrap_tau(now + min(max(wrap_pi(off_course - now), -GENTLE_RAD), GENTLE_RAD))
    return True, off_course, off_speed


@inner
def comes_ashore(w: Any, u: int, t: float, within_s: float) -> bool:
    """Whether what drifts takes the ground within a time, if it goes on so: in the shallows off the shore, that is."""
    if w.cell_rows == 0:
        return False
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    cell = _cell_of(w, lat, lon)
    if cell < 0 or cell_at(w, cell).count == 0:
        return False
    course, speed = course_speed_now(w, u, t)
    east, north = speed * within_s * math.sin(course), speed * within_s * math.cos(course)
    return bool(_room(w, cell, lat, lon, 0.0, 0.0, east, north, SHALLOWS_M) < SHALLOWS_M)


@inner
def runs_ashore(w: Any, u: int, t: float, within_s: float) -> bool:
    """Whether what is towed is pulled into the shallows off the shore within a time, and not out of them."""
    if w.cell_rows == 0:
        return False
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    cell = _cell_of(w, lat, lon)
    if cell < 0 or cell_at(w, cell).count == 0:
        return False
    course, speed = course_speed_now(w, u, t)
    east, north = speed * within_s * math.sin(course), speed * within_s * math.cos(course)
    ahead_m = _room(w, cell, lat, lon, 0.0, 0.0, east, north, SHALLOWS_M)
    return bool(ahead_m < SHALLOWS_M and ahead_m < _room(w, cell, lat, lon, 0.0, 0.0, 0.0, 0.0, SHALLOWS_M))


@inner
def _way_out(
    w: Any,
    u: int,
    t: float,
    cell: int,
    lat: float,
    lon: float,
    now: float,
    course: float,
    speed: float,
    room_m: float,
) -> tuple[float, float]:
    """The least alteration that leads clear of land and of others: course and speed.

    Where no course is clear, the one with most room, at half speed; where each leads ashore, she stops.
    """
    radius_m = 0.5 * hull_at(w, u).turn_diameter_m
    ahead_m = speed * LOOK_S
    best_room_m = 0.0
    best = course
    for step in range(1, STEPS + 1):
        for side in range(2):
            trial = wrap_tau(course + (step if side == 0 else -step) * STEP_RAD)
            trial_m = _room_ahead(w, cell, lat, lon, now, trial, radius_m, ahead_m, room_m)
            if trial_m >= room_m:
                danger, _, _ = keep_clear(w, u, t, trial, speed)
                if danger == NO_DANGER:
                    return trial, speed
            if trial_m > best_room_m:
                best_room_m = trial_m
                best = trial
    if best_room_m >= room_m:
        return best, speed
    return best, 0.5 * speed if best_room_m > 0.0 else 0.0


@inner
def _cell_of(w: Any, lat: float, lon: float) -> Any:
    """The cell that holds a place; -1 off the chart."""
    row = math.floor((lat / DEG_RAD - w.chart_south_deg) / CELL_DEG)
    column = math.floor(((lon / DEG_RAD - w.chart_west_deg) % 360.0) / CELL_DEG)
    if row < 0 or column >= w.chart_columns or (row + 1) * w.chart_columns > w.cell_rows:
        return -1
    return row * w.chart_columns + column


@inner
def _room_ahead(
    w: Any, cell: int, lat: float, lon: float, now: float, course: float, radius_m: float, ahead_m: float, most_m: float
) -> float:
    """Least distance from the shore on the way round a turn, by its middle, and so far ahead on the new course.

    `most_m` if there is as much room.
    """
    turn = wrap_pi(course - now)
    side = 1.0 if turn > 0.0 else -1.0
    sine, cosine = math.sin(now), math.cos(now)
    least = most_m
    east = north = 0.0
    for part in range(1, 4):
        if part < 3:
            angle = abs(turn) * 0.5 * part
            forward, right = radius_m * math.sin(angle), side * radius_m * (1.0 - math.cos(angle))
            next_east = forward * sine + right * cosine
            next_north = forward * cosine - right * sine
        else:
            next_east = east + ahead_m * math.sin(course)
            next_north = north + ahead_m * math.cos(course)
        least = _room(w, cell, lat, lon, east, north, next_east, next_north, least)
        east, north = next_east, next_north
    return least


@inner
def _room(
    w: Any,
    cell: int,
    lat: float,
    lon: float,
    from_east: float,
    from_north: float,
    east_m: float,
    north_m: float,
    most_m: float,
) -> float:
    """Least distance between a straight way near a place and the shore near its cell; 0 where they cross, `most_m`
    where no shore is nearer than that.

    On the plane that touches the sphere at the place: 0.5 % at 20 km, up to 75 degrees of latitude.
    """
    least = most_m
    dx, dy = east_m - from_east, north_m - from_north
    east_per_rad = EARTH_RADIUS_M * math.cos(lat)
    first = cell_at(w, cell).first
    for k in range(first, first + cell_at(w, cell).count):
        shore = shore_at(w, k)
        ay = (shore.a_lat_rad - lat) * EARTH_RADIUS_M - from_north
        by = (shore.b_lat_rad - lat) * EARTH_RADIUS_M - from_north
        if min(ay, by) > max(0.0, dy) + least or max(ay, by) < min(0.0, dy) - least:
            continue
        ax = wrap_pi(shore.a_lon_rad - lon) * east_per_rad - from_east
        bx = wrap_pi(shore.b_lon_rad - lon) * east_per_rad - from_east
        if min(ax, bx) > max(0.0, dx) + least or max(ax, bx) < min(0.0, dx) - least:
            continue
        side_a = dx * ay - dy * ax
        side_b = dx * by - dy * bx
        own_side = (bx - ax) * -ay - (by - ay) * -ax
        end_side = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
        if side_a * side_b < 0.0 and own_side * end_side < 0.0:
            return 0.0
        least = min(least, _to_segment(0.0, 0.0, ax, ay, bx, by))
        least = min(least, _to_segment(dx, dy, ax, ay, bx, by))
        least = min(least, _to_segment(ax, ay, 0.0, 0.0, dx, dy))
        least = min(least, _to_segment(bx, by, 0.0, 0.0, dx, dy))
    return least


@inner
def _to_segment(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Distance of a point from a segment on a plane."""
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    share = ((px - ax) * dx + (py - ay) * dy) / length2 if length2 > 0.0 else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(px - ax - share * dx, py - ay - share * dy)
