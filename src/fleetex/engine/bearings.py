"""Bearings: what passive sonars and ESM hear of a unit, a line without range; measured at a listener's report interval,
and given to motion analysis, which may make a place of several.

The line is that of the listener that reports it; its error is keyed to listener, target and look, as a plot's is.
"""

from typing import Any

from fleetex.engine.classifying import believe, call_of, forget
from fleetex.engine.hearing import sound_terms
from fleetex.engine.motion import push_event
from fleetex.engine.motion_analysis import analyse, displace
from fleetex.engine.plotting import DEFER
from fleetex.engine.senses import is_listener
from fleetex.engine.tables import (
    CHANGE_GAINED,
    CHANGE_LOST,
    CHANGE_UPDATE,
    ESM,
    NOISE,
    OUT_BEARING_GAINED,
    OUT_BEARING_LOST,
    PING,
    RADAR,
    bearing_at,
    bearing_out_at,
    holding_at,
    hull_at,
    line_at,
    pair_at,
    sensor_at,
    track_at,
    unit_at,
)
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import range_bearing, wrap_pi, wrap_tau
from fleetex.physics.philox import PURPOSE_MEASURE, block, normal_pair

ROW_SDS = 2.0
"""A bearing is recorded anew when it is off the last row by more than so many standard deviations (design value)."""


@inner
def gain_bearing(
    w: Any, s: int, v: int, look: int, t: float, xi: float, yi: float, zi: float, x: float, y: float, z: float
) -> None:
    """A listener begins to hold a unit."""
    own = sensor_at(w, s).unit
    b = bearing_at(w, hull_at(w, own).observer * w.unit_rows + v)
    b.sensors += 1
    if b.sensors == 1:
        unit_at(w, own).bearings_numbered += 1
        b.number = unit_at(w, own).bearings_numbered
        b.keeper = -1
        b.fixes = 0
        if holding_at(w, hull_at(w, own).observer * w.unit_rows + v).sensors == 0:
            forget(w, own, v)
    _measure(w, s, v, look, t, xi, yi, zi, x, y, z)
    if b.sensors == 1:
        _emit(w, own, v, t, CHANGE_GAINED)
        if unit_at(w, own).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_BEARING_GAINED, own, v, b.number, t, b.bearing_rad)


@inner
def report_bearing(
    w: Any, s: int, v: int, look: int, t: float, xi: float, yi: float, zi: float, x: float, y: float, z: float
) -> None:
    """A listener that holds a unit measures it again."""
    own = sensor_at(w, s).unit
    _measure(w, s, v, look, t, xi, yi, zi, x, y, z)
    b = bearing_at(w, hull_at(w, own).observer * w.unit_rows + v)
    if abs(wrap_pi(b.bearing_rad - b.row_rad)) > ROW_SDS * b.bearing_sd_rad:
        _emit(w, own, v, t, CHANGE_UPDATE)


@inner
def lose_bearing(w: Any, s: int, v: int, t: float) -> None:
    """A listener holds a unit no more; with the last of a ship's the bearing is lost."""
    own = sensor_at(w, s).unit
    b = bearing_at(w, hull_at(w, own).observer * w.unit_rows + v)
    b.sensors -= 1
    if b.keeper == s:
        b.keeper = -1
    if b.sensors == 0:
        if b.placed == 1:
            displace(w, own, v, t)
        _emit(w, own, v, t, CHANGE_LOST)
        if unit_at(w, own).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_BEARING_LOST, own, v, b.number, t, 0.0)


@inner
def _measure(
    w: Any, s: int, v: int, look: int, t: float, xi: float, yi: float, zi: float, x: float, y: float, z: float
) -> None:
    """Measure the bearing with the listener's error, if no better one of the ship keeps it; say when it reports next.

    An ESM's bearing of what is plotted already is worth little: it measures again after `DEFER` report intervals.
    """
    m = sensor_at(w, s)
    wait = DEFER if m.kind == ESM and _is_plotted(w, m.unit, v) else 1
    pair_at(w, s * w.unit_rows + v).report_look = (look // m.report_looks + wait) * m.report_looks
    b = bearing_at(w, hull_at(w, m.unit).observer * w.unit_rows + v)
    if b.keeper >= 0 and b.keeper != s and b.bearing_sd_rad < m.bearing_sd_rad:
        return
    b.keeper = s
    range_m, bearing = range_bearing(xi, yi, zi, x, y, z)
    word_a, word_b, _, _ = block(w.seed, w.replication, PURPOSE_MEASURE, m.id32, hull_at(w, v).id32, look)
    _, normal = normal_pair(word_a, word_b)
    b.bearing_rad = wrap_tau(bearing + m.bearing_sd_rad * normal)
    b.bearing_sd_rad = m.bearing_sd_rad
    b.time_s = t
    was_x, was_y, was_z = b.x_m, b.y_m, b.z_m
    b.x_m, b.y_m, b.z_m = xi, yi, zi
    b.emission = _emission(w, s, v, t, range_m)
    if m.line > 0:
        line = line_at(w, (m.line - 1) * w.unit_rows + v)
        line.time_s = t
        line.bearing_rad = b.bearing_rad
        line.x_m, line.y_m, line.z_m = xi, yi, zi
        line.emission = b.emission
    if b.emission != PING:
        believe(w, s, v, call_of(w, s, v, look, range_m), t)
    analyse(w, s, v, t, was_x, was_y, was_z)


@inner
def is_heard(w: Any, u: int, v: int) -> bool:
    """Whether a ship's listeners hold a unit."""
    return bool(w.bearing_rows > 0 and bearing_at(w, hull_at(w, u).observer * w.unit_rows + v).sensors > 0)


@inner
def _is_plotted(w: Any, u: int, v: int) -> bool:
    """Whether one of a ship's sensors that plot keeps a track of a unit."""
    keeper = track_at(w, hull_at(w, u).observer * w.unit_rows + v).keeper
    return bool(keeper >= 0 and not is_listener(sensor_at(w, keeper).kind))


@inner
def _emission(w: Any, s: int, v: int, t: float, range_m: float) -> int:
    """What it is that is heard."""
    if sensor_at(w, s).kind == ESM:
        return RADAR
    _, pinging = sound_terms(w, s, v, t, range_m)
    return PING if pinging else NOISE


@inner
def _emit(w: Any, u: int, v: int, t: float, change: int) -> None:
    """Record a bearing as it stands."""
    b = bearing_at(w, hull_at(w, u).observer * w.unit_rows + v)
    row = bearing_out_at(w, w.bearing_out_filled)
    row.unit = u
    row.target = hull_at(w, v).named
    row.number = b.number
    row.change = change
    row.time_s = t
    row.bearing_rad = b.bearing_rad
    row.bearing_sd_rad = b.bearing_sd_rad
    row.emission = b.emission
    w.bearing_out_filled += 1
    b.row_s = t
    b.row_rad = b.bearing_rad
