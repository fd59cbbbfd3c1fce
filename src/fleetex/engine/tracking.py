"""Tracks: each observer's estimate of each unit it holds, fused from its own sensors' reports.

A track lives in the plane tangent at its anchor, which follows it in steps of 50 km. A sensor reports at its report
interval, not at each look; range and bearing errors are keyed to the sensor, the target and the look.
"""

import math
from typing import Any

from fleetex.engine.motion import motion_now
from fleetex.engine.tables import CHANGE_UPDATE, hull_at, sensor_at, track_at, track_out_at
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import arc_from_chord, east_north_up, geodetic, wrap_tau
from fleetex.physics.philox import PURPOSE_MEASURE, normals4
from fleetex.physics.tracker import (
    AIR_PSD_M2PS3,
    MANOEUVRE_GAIN,
    MANOEUVRE_NIS,
    SURFACE_PSD_M2PS3,
    measured_covariance,
    predict_covariance,
    update,
)
from fleetex.units import EARTH_RADIUS_M

ANCHOR_M = 50_000.0
FIRST_VELOCITY_SD_MPS = 8.0
FIRST_VELOCITY_SD_AIR_MPS = 200.0
ROW_M = 250.0
"""A track is recorded anew when its last recorded row, dead-reckoned, is out by more than this or two sigma."""


@inner
def relative_estimate(w: Any, u: int, v: int, t: float) -> Any:
    """Where unit u holds unit v: (known, east, north, v_east, v_north) from u's own position, m and m/s."""
    o = hull_at(w, u).observer
    if o < 0 or v < 0:
        return False, 0.0, 0.0, 0.0, 0.0
    k = track_at(w, o * w.unit_rows + v)
    if k.sensors == 0:
        return False, 0.0, 0.0, 0.0, 0.0
    dt = t - k.time_s
    e = k.east_m + k.v_east_mps * dt
    n = k.north_m + k.v_north_mps * dt
    x, y, z, _, _, _ = motion_now(w, u, t)
    dx = k.x_m + e * k.east_x + n * k.north_x - x
    dy = k.y_m + e * k.east_y + n * k.north_y - y
    dz = k.z_m + e * k.east_z + n * k.north_z - z
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    vx = k.v_east_mps * k.east_x + k.v_north_mps * k.north_x
    vy = k.v_east_mps * k.east_y + k.v_north_mps * k.north_y
    vz = k.v_east_mps * k.east_z + k.v_north_mps * k.north_z
    return (
        True,
        dx * ex + dy * ey + dz * ez,
        dx * nx + dy * ny + dz * nz,
        vx * ex + vy * ey + vz * ez,
        vx * nx + vy * ny + vz * nz,
    )


@inner
def set_anchor(track: Any, x: float, y: float, z: float) -> Any:
    """Put the track's plane at a sea-level point."""
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    track.x_m = x
    track.y_m = y
    track.z_m = z
    track.east_x = ex
    track.east_y = ey
    track.east_z = ez
    track.north_x = nx
    track.north_y = ny
    track.north_z = nz


@inner
def plot_sd_m(m: Any, range_m: float) -> Any:
    """What one report of a sensor is worth at a range: root mean square of its range and cross-range errors."""
    along = max(m.range_sd_m, m.range_sd_fraction * range_m)
    across = range_m * m.bearing_sd_rad
    return math.sqrt(0.5 * (along * along + across * across))


@inner
def measure(
    w: Any, s: int, v: int, look: int, t: float, own_x: float, own_y: float, own_z: float, x: float, y: float, z: float
) -> Any:
    """One report of sensor s on unit v: the measured sea-level point (ECEF) and its covariance (ee, en, nn)."""
    m = sensor_at(w, s)
    ex, ey, ez, nx, ny, nz, ux, uy, uz = east_north_up(own_x, own_y, own_z)
    dx, dy, dz = x - own_x, y - own_y, z - own_z
    range_m = arc_from_chord(math.sqrt(dx * dx + dy * dy + dz * dz))
    bearing = math.atan2(dx * ex + dy * ey + dz * ez, dx * nx + dy * ny + dz * nz)
    a, b, _, _ = normals4(w.seed, w.replication, PURPOSE_MEASURE, m.id32, hull_at(w, v).id32, look & 0xFFFFFFFF)
    sd = max(m.range_sd_m, m.range_sd_fraction * range_m)
    seen_range = max(1.0, range_m + sd * a)
    seen_bearing = bearing + m.bearing_sd_rad * b
    sb = math.sin(seen_bearing)
    cb = math.cos(seen_bearing)
    flat = seen_range * (1.0 - seen_range * seen_range / (6.0 * EARTH_RADIUS_M * EARTH_RADIUS_M))
    drop = 0.5 * seen_range * seen_range / EARTH_RADIUS_M
    ree, ren, rnn = measured_covariance(seen_range, sd, m.bearing_sd_rad, seen_bearing)
    return (
        own_x + flat * (sb * ex + cb * nx) - drop * ux,
        own_y + flat * (sb * ey + cb * ny) - drop * uy,
        own_z + flat * (sb * ez + cb * nz) - drop * uz,
        ree,
        ren,
        rnn,
    )


@inner
def start_track(
    w: Any, o: int, v: int, t: float, mx: float, my: float, mz: float, ree: float, ren: float, rnn: float
) -> Any:
    """A new track from its first report: at rest as far as anybody knows."""
    k = track_at(w, o * w.unit_rows + v)
    set_anchor(k, mx, my, mz)
    sd = FIRST_VELOCITY_SD_AIR_MPS if hull_at(w, v).domain == 2 else FIRST_VELOCITY_SD_MPS
    k.time_s = t
    k.gained_s = t
    k.east_m = 0.0
    k.north_m = 0.0
    k.v_east_mps = 0.0
    k.v_north_mps = 0.0
    k.p_ee = ree
    k.p_en = ren
    k.p_nn = rnn
    k.p_ea = k.p_eb = k.p_na = k.p_nb = k.p_ab = 0.0
    k.p_aa = k.p_bb = sd * sd
    _keep_before(k)


@inner
def _keep_before(k: Any) -> Any:
    k.before_s = k.time_s
    k.before_east_m = k.east_m
    k.before_north_m = k.north_m
    k.before_v_east_mps = k.v_east_mps
    k.before_v_north_mps = k.v_north_mps


@inner
def fuse(w: Any, o: int, v: int, t: float, mx: float, my: float, mz: float, ree: float, ren: float, rnn: float) -> Any:
    """Predict the track to now and update it with one report."""
    k = track_at(w, o * w.unit_rows + v)
    _keep_before(k)
    q = AIR_PSD_M2PS3 if hull_at(w, v).domain == 2 else SURFACE_PSD_M2PS3
    dt = t - k.time_s
    before = (k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb)
    state = (k.east_m + k.v_east_mps * dt, k.north_m + k.v_north_mps * dt, k.v_east_mps, k.v_north_mps)
    dx, dy, dz = mx - k.x_m, my - k.y_m, mz - k.z_m
    east = dx * k.east_x + dy * k.east_y + dz * k.east_z
    north = dx * k.north_x + dy * k.north_y + dz * k.north_z
    after, p, nis = update(state, predict_covariance(before, dt, q), east, north, ree, ren, rnn)
    if nis > MANOEUVRE_NIS:
        p = predict_covariance(before, dt, MANOEUVRE_GAIN * q)
        after, p, _ = update(state, p, east, north, ree, ren, rnn)
    k.time_s = t
    k.east_m, k.north_m, k.v_east_mps, k.v_north_mps = after
    k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb = p
    w.updates += 1
    if abs(k.east_m) > ANCHOR_M or abs(k.north_m) > ANCHOR_M:
        _move_anchor(k)


@inner
def _move_anchor(k: Any) -> Any:
    """Carry the plane to where the track is now; the velocity turns with the meridians, the covariance (a thousandth
    of a turn) is kept."""
    x = k.x_m + k.east_m * k.east_x + k.north_m * k.north_x
    y = k.y_m + k.east_m * k.east_y + k.north_m * k.north_y
    z = k.z_m + k.east_m * k.east_z + k.north_m * k.north_z
    vx = k.v_east_mps * k.east_x + k.v_north_mps * k.north_x
    vy = k.v_east_mps * k.east_y + k.v_north_mps * k.north_y
    vz = k.v_east_mps * k.east_z + k.v_north_mps * k.north_z
    radius = math.sqrt(x * x + y * y + z * z)
    was = math.sqrt(k.x_m * k.x_m + k.y_m * k.y_m + k.z_m * k.z_m)
    scale = was / radius  # back to sea level, to metres: the plane stands off it by 200 m at 50 km
    set_anchor(k, x * scale, y * scale, z * scale)
    k.before_s = k.time_s
    k.east_m = 0.0
    k.north_m = 0.0
    k.v_east_mps = vx * k.east_x + vy * k.east_y + vz * k.east_z
    k.v_north_mps = vx * k.north_x + vy * k.north_y + vz * k.north_z
    k.before_east_m = 0.0
    k.before_north_m = 0.0
    k.before_v_east_mps = k.v_east_mps
    k.before_v_north_mps = k.v_north_mps
    k.row_s = -math.inf


@inner
def row_is_due(track: Any) -> Any:
    """Whether the last recorded row, dead-reckoned to now, is out by more than the threshold."""
    dt = track.time_s - track.row_s
    if not dt < 1e12:
        return True
    de = track.row_east_m + track.row_v_east_mps * dt - track.east_m
    dn = track.row_north_m + track.row_v_north_mps * dt - track.north_m
    bound = max(ROW_M * ROW_M, 4.0 * (track.p_ee + track.p_nn))
    return de * de + dn * dn > bound


@inner
def track_place(track: Any, t: float) -> Any:
    """Latitude, longitude (rad), course (rad) and speed of a track dead-reckoned to t."""
    dt = t - track.time_s
    e = track.east_m + track.v_east_mps * dt
    n = track.north_m + track.v_north_mps * dt
    lat, lon = geodetic(
        track.x_m + e * track.east_x + n * track.north_x,
        track.y_m + e * track.east_y + n * track.north_y,
        track.z_m + e * track.east_z + n * track.north_z,
    )
    course = wrap_tau(math.atan2(track.v_east_mps, track.v_north_mps))
    return lat, lon, course, math.sqrt(track.v_east_mps**2 + track.v_north_mps**2)


@inner
def emit_track(w: Any, u: int, v: int, t: float, change: int) -> Any:
    """Record a track as it stands."""
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    count = w.track_out_filled
    row = track_out_at(w, count)
    row.unit = u
    row.target = v
    row.number = k.number
    row.change = change
    row.time_s = t
    row.lat_rad, row.lon_rad, row.course_rad, row.speed_mps = track_place(k, t)
    row.p_ee = k.p_ee
    row.p_nn = k.p_nn
    row.p_en = k.p_en
    row.velocity_sd_mps = math.sqrt(0.5 * (k.p_aa + k.p_bb))
    w.track_out_filled = count + 1
    k.row_s = t
    dt = t - k.time_s
    k.row_east_m = k.east_m + k.v_east_mps * dt
    k.row_north_m = k.north_m + k.v_north_mps * dt
    k.row_v_east_mps = k.v_east_mps
    k.row_v_north_mps = k.v_north_mps


@inner
def emit_track_if_due(w: Any, u: int, v: int, t: float) -> Any:
    """Record an update when its dead reckoning has gone astray."""
    if row_is_due(track_at(w, hull_at(w, u).observer * w.unit_rows + v)):
        emit_track(w, u, v, t, CHANGE_UPDATE)
