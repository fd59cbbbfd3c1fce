"""How often a contact is plotted, and by which of a ship's sensors: the keeper of its track (decisions 12 and 15)."""

import math
from typing import Any

from fleetex.engine.classifying import wonders
from fleetex.engine.motion import motion_now
from fleetex.engine.tables import MODE_STATION, hull_at, pair_at, sensor_at, track_at, unit_at
from fleetex.engine.tracking import plot_sd_m
from fleetex.physics.compiled import inner

DEFER = 30
"""A sensor whose plot is worse than that of the one that keeps the track looks in again after thirty report intervals,
or when that one loses the contact; while nobody knows what it is, at its own report interval."""
NEAR_M = 2_500.0
NEAR_S = 300.0
AT_ONCE_S = 100.0
"""Nearer than this, and less than five minutes off at both ships' speeds, a plot is watched for collision: it is kept
four times as often. Between ships settled in one formation that holds less than five minutes off at the speed at which
they pass each other, or less than a hundred seconds at both ships' speeds; the guide is plotted as often as the ship
looks at her compass (design values)."""
FAR_M = 18_520.0
FAR_S = 900.0
FAR_TIMES = 3
"""Beyond 10 nmi, or more than a quarter of an hour off at both ships' speeds, a plot is kept a third as often
(design values)."""


@inner
def keeps_track(w: Any, s: int, v: int, look: int, range_m: float) -> bool:
    """Whether this sensor is the one that keeps its ship's track of the unit: no other that holds it plots better.

    When it is to report next follows.
    """
    m = sensor_at(w, s)
    k = track_at(w, hull_at(w, m.unit).observer * w.unit_rows + v)
    every = 1 if w.now_s < k.engaged_s else _report_looks(w, s, v, range_m)
    sd_m = plot_sd_m(m, range_m)
    keeps = k.keeper < 0 or k.keeper == s or sd_m <= k.plot_sd_m
    if keeps:
        k.keeper = s
        k.plot_sd_m = sd_m
    wait = 1 if keeps or wonders(w, s, v, range_m) else DEFER
    pair_at(w, s * w.unit_rows + v).report_look = (look // every + wait) * every
    return bool(keeps)


@inner
def _report_looks(w: Any, s: int, v: int, range_m: float) -> Any:
    """Looks from one of a sensor's reports on a contact to the next: fewer near by, more far off."""
    m = sensor_at(w, s)
    if range_m > FAR_M:
        return FAR_TIMES * m.report_looks
    own = unit_at(w, m.unit)
    k = track_at(w, hull_at(w, m.unit).observer * w.unit_rows + v)
    _, _, _, vx, vy, vz = motion_now(w, m.unit, w.now_s)
    speeds_mps = math.sqrt(vx * vx + vy * vy + vz * vz) + math.sqrt(k.v_east_mps**2 + k.v_north_mps**2)
    if range_m > FAR_S * speeds_mps:
        return FAR_TIMES * m.report_looks
    if range_m >= NEAR_M:
        return m.report_looks
    if not _in_formation(w, m.unit, v):
        return m.near_report_looks if range_m < NEAR_S * speeds_mps else m.report_looks
    dx = k.v_east_mps * k.east_x + k.v_north_mps * k.north_x - vx
    dy = k.v_east_mps * k.east_y + k.v_north_mps * k.north_y - vy
    dz = k.v_east_mps * k.east_z + k.v_north_mps * k.north_z - vz
    if range_m < max(AT_ONCE_S * speeds_mps, NEAR_S * math.sqrt(dx * dx + dy * dy + dz * dz)):
        return m.near_report_looks
    if own.guide == v and own.mode == MODE_STATION:
        return max(m.near_report_looks, min(m.report_looks, math.ceil(own.steer_every_s / m.period_s)))
    return m.report_looks


@inner
def _in_formation(w: Any, u: int, v: int) -> bool:
    """Whether a ship has settled in her station, and the other is her guide or has settled in one on the same guide."""
    s = unit_at(w, u)
    if s.mode != MODE_STATION or s.done == 0 or s.avoiding == 1:
        return False
    other = unit_at(w, v)
    return bool(s.guide == v or (other.mode == MODE_STATION and other.guide == s.guide and other.done == 1))
