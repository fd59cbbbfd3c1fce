"""Keeping station inside the kernel, on the unit's own estimate of its guide.

The wanted velocity is the guide's plus the station error over a time constant, the closing part limited by the hull's
speed and by what it can shed in the distance left. Helm and engine are never exact: each order carries an error that
grows with the waves (design values).
"""

import math
from typing import Any

from fleetex.engine.motion import motion_now, push_event, speed_limit
from fleetex.engine.tables import MODE_SHADOW, MODE_STATION, OUT_ORDER_DONE, hull_at, track_at, unit_at
from fleetex.engine.tracking import relative_estimate
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import east_north_up, wrap_pi, wrap_tau
from fleetex.physics.philox import PURPOSE_HELM, normals4

STEER_S = 60.0
HELM_COURSE_SD_RAD = 0.010
"""Standard deviation of a helm order's course for each metre of significant wave height (design)."""
HELM_SPEED_SD_MPS = 0.06
"""The same of speed (design)."""
HOLD_SHARE = 0.6
"""A ship whose station error stays within this share of `within_m` for three looks to come holds course and speed."""
FINE_STEER_S = 30.0
"""A ship that looks at the compass oftener than this keeps her station as closely as she can."""
AXIS_S = 600.0
TURNING_RAD = 0.3
"""The guide's course is smoothed over ten minutes; one that is off by more than 17 degrees is a turn, and followed."""
WHEEL_SHARE = 0.7
WHEEL_MPS_MIN = 5.0
ASTERN_RAD = 2.6
"""Stations wheel round a guide that turns at this share of the speed that the ship has to spare (design values). All
the same way round: where the turn is within 30 degrees of a reversal, to starboard."""
SLOW_GUIDE_MPS = 1.0
"""A guide slower than this has no course to lay a bearing by: the station's range alone is kept."""


@inner
def station_order(w: Any, u: int, t: float) -> Any:
    """Course and speed to gain and keep the station, on the own track of the guide; False without a track."""
    s = unit_at(w, u)
    m = hull_at(w, u)
    known, ge, gn, gve, gvn = relative_estimate(w, u, s.guide, t)
    if not known:
        return False, 0.0, 0.0
    distance = math.sqrt(ge * ge + gn * gn)
    guide_speed = math.sqrt(gve * gve + gvn * gvn)
    if s.mode == MODE_STATION and s.together == 1 and s.told_course_rad < 1e9:
        gve, gvn = guide_speed * math.sin(s.told_course_rad), guide_speed * math.cos(s.told_course_rad)
    if s.mode == MODE_SHADOW or (s.relative == 1 and guide_speed < SLOW_GUIDE_MPS):
        bearing = math.atan2(-ge, -gn) if distance > 1.0 else 0.0
    else:
        bearing = s.station_bearing_rad
        if s.relative == 1:
            bearing += _axis(w, u, t, math.atan2(gve, gvn), guide_speed)
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
def _axis(w: Any, u: int, t: float, course: float, guide_mps: float) -> float:
    """The formation's axis as this ship takes it: the guide's estimated course, smoothed while it is steady.

    When the guide turns, the axis follows no faster than the ship can wheel with it.
    """
    s = unit_at(w, u)
    if not s.axis_rad < 1e9:
        s.axis_rad = course
    off = wrap_pi(course - s.axis_rad)
    if abs(off) > TURNING_RAD:
        if off < -ASTERN_RAD:
            off += math.tau
        spare_mps = min(speed_limit(w, u), s.station_speed_mps_max) - guide_mps
        wheel_mps = max(WHEEL_MPS_MIN, WHEEL_SHARE * spare_mps)
        most = wheel_mps / max(s.station_range_m, 1.0) * min(t - s.axis_s, STEER_S)
        off = min(max(off, -most), most)
    else:
        off *= min(1.0, s.steer_every_s / AXIS_S)
    s.axis_s = t
    s.axis_rad = wrap_pi(s.axis_rad + off)
    return s.axis_rad  # type: ignore[no-any-return]


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
def _own_velocity(w: Any, u: int, t: float) -> Any:
    """To the east and to the north, m/s."""
    x, y, z, vx, vy, vz = motion_now(w, u, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    return vx * ex + vy * ey + vz * ez, vx * nx + vy * ny + vz * nz
