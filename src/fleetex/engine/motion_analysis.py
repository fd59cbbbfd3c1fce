"""Bearings to a track: own ship's turns make the range of a steady target known; then, and not before, it has a place.

The filter of `physics.bearing_only` takes each measured bearing. While the spread of its range is small the contact
stands among the tracks, kept by the passive sonar or ESM until a sensor that plots better holds the unit too.
"""

import math
from typing import Any

from fleetex.engine.motion import motion_now, push_event
from fleetex.engine.senses import is_listener
from fleetex.engine.tables import (
    CHANGE_GAINED,
    CHANGE_LOST,
    OUT_TRACK_GAINED,
    OUT_TRACK_LOST,
    bearing_at,
    holding_at,
    hull_at,
    sensor_at,
    track_at,
    unit_at,
)
from fleetex.engine.tracking import ANCHOR_M, emit_track, emit_track_if_due, keep_before, set_anchor
from fleetex.physics.bearing_only import (
    UNKNOWN_RANGE_SPREAD,
    cartesian_track,
    first_bearing,
    predict_polar,
    update_bearing,
)
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import east_north_up
from fleetex.physics.tracker import SURFACE_PSD_M2PS3

FIRST_RANGE_M = 15_000.0
SPEED_SD_MPS = 6.0
"""What is thought of a contact that is only heard: some 15 km off, at the speeds of ships (design values)."""
KNOWN_SPREAD = 0.15
LOST_SPREAD = 0.3
"""A range counts as known to better than 15 %, and no longer when worse than 30 % (design values)."""
FIXES_LEAST = 8
RESTART_NIS = 16.0
"""A bearing four standard deviations off says that the target has turned: the analysis begins anew."""


@inner
def analyse(w: Any, s: int, v: int, t: float, x: float, y: float, z: float) -> None:
    """Take the bearing that was measured now, own ship at (x, y, z) then at the last one; place or drop the contact."""
    u = sensor_at(w, s).unit
    b = bearing_at(w, hull_at(w, u).observer * w.unit_rows + v)
    _, _, _, vx, vy, vz = motion_now(w, u, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(b.x_m, b.y_m, b.z_m)
    east_mps = vx * ex + vy * ey + vz * ez
    north_mps = vx * nx + vy * ny + vz * nz
    if b.fixes > 0:
        dt = t - b.fix_s
        dx, dy, dz = b.x_m - x, b.y_m - y, b.z_m - z
        state, p = predict_polar(
            (b.rate_radps, b.closing_ps, b.line_rad, b.inverse_pm),
            (b.p00, b.p01, b.p02, b.p03, b.p11, b.p12, b.p13, b.p22, b.p23, b.p33),
            dt,
            dx * ex + dy * ey + dz * ez - b.own_east_mps * dt,
            dx * nx + dy * ny + dz * nz - b.own_north_mps * dt,
            east_mps - b.own_east_mps,
            north_mps - b.own_north_mps,
            SURFACE_PSD_M2PS3,
        )
        state, p, nis = update_bearing(state, p, b.bearing_rad, b.bearing_sd_rad)
        if nis > RESTART_NIS:
            b.fixes = 0
    if b.fixes == 0:
        spread = UNKNOWN_RANGE_SPREAD
        state, p = first_bearing(
            b.bearing_rad, b.bearing_sd_rad, FIRST_RANGE_M, spread, SPEED_SD_MPS, east_mps, north_mps
        )
    b.fixes += 1
    b.fix_s = t
    b.own_east_mps = east_mps
    b.own_north_mps = north_mps
    b.rate_radps, b.closing_ps, b.line_rad, b.inverse_pm = state
    b.p00, b.p01, b.p02, b.p03, b.p11, b.p12, b.p13, b.p22, b.p23, b.p33 = p
    spread = math.sqrt(b.p33) / b.inverse_pm
    if b.placed == 1 and (spread > LOST_SPREAD or b.fixes == 1):
        displace(w, u, v, t)
    elif spread < (LOST_SPREAD if b.placed == 1 else KNOWN_SPREAD) and b.fixes >= FIXES_LEAST:
        _place(w, s, v, t, spread / b.inverse_pm)


@inner
def _place(w: Any, s: int, v: int, t: float, range_sd_m: float) -> None:
    """Write what the filter knows into the table of tracks, unless another kind of sensor keeps the track there."""
    u = sensor_at(w, s).unit
    b = bearing_at(w, hull_at(w, u).observer * w.unit_rows + v)
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    held = holding_at(w, hull_at(w, u).observer * w.unit_rows + v)
    first = False
    if b.placed == 0:
        b.placed = 1
        held.sensors += 1
        first = held.sensors == 1
    if k.keeper >= 0 and not is_listener(sensor_at(w, k.keeper).kind):
        return
    k.keeper = s
    k.plot_sd_m = range_sd_m
    if first:
        unit_at(w, u).tracks_numbered += 1
        held.number = unit_at(w, u).tracks_numbered
        k.gained_s = t
        k.alone_s = 0.0
        set_anchor(k, b.x_m, b.y_m, b.z_m)
    _write(k, b, t)
    if first:
        emit_track(w, u, v, t, CHANGE_GAINED)
        if unit_at(w, u).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_TRACK_GAINED, u, v, held.number, t, 1.0 / b.inverse_pm)
    else:
        emit_track_if_due(w, u, v, t)


@inner
def _write(k: Any, b: Any, t: float) -> None:
    """The filter's estimate as a track in the track's plane; that is laid anew when own ship has left it far behind."""
    dx, dy, dz = b.x_m - k.x_m, b.y_m - k.y_m, b.z_m - k.z_m
    if dx * dx + dy * dy + dz * dz > ANCHOR_M * ANCHOR_M:
        set_anchor(k, b.x_m, b.y_m, b.z_m)
        k.row_s = -math.inf
        dx = dy = dz = 0.0
    placed, p = cartesian_track(
        (b.rate_radps, b.closing_ps, b.line_rad, b.inverse_pm),
        (b.p00, b.p01, b.p02, b.p03, b.p11, b.p12, b.p13, b.p22, b.p23, b.p33),
        dx * k.east_x + dy * k.east_y + dz * k.east_z,
        dx * k.north_x + dy * k.north_y + dz * k.north_z,
        b.own_east_mps,
        b.own_north_mps,
    )
    k.time_s = t
    k.east_m, k.north_m, k.v_east_mps, k.v_north_mps = placed
    k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb = p
    keep_before(k)


@inner
def displace(w: Any, u: int, v: int, t: float) -> None:
    """A contact that is only heard has no place any more: if nobody else holds it the track is lost."""
    o = hull_at(w, u).observer
    k = track_at(w, o * w.unit_rows + v)
    bearing_at(w, o * w.unit_rows + v).placed = 0
    held = holding_at(w, o * w.unit_rows + v)
    held.sensors -= 1
    if k.keeper >= 0 and is_listener(sensor_at(w, k.keeper).kind):
        k.keeper = -1
    if held.sensors == 0:
        emit_track(w, u, v, t, CHANGE_LOST)
        if unit_at(w, u).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_TRACK_LOST, u, v, held.number, t, 0.0)
