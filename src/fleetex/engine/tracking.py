"""Tracks: each observer's estimate of each unit it holds, fused from its own sensors' reports.

A track lives in the plane tangent at its anchor, which follows it in steps of 50 km. A sensor reports at its report
interval, not at each look; range and bearing errors are keyed to the sensor, the target and the look.
"""

import math
from typing import Any

from fleetex.engine.dive import is_submerged
from fleetex.engine.magnetic import marked_place
from fleetex.engine.motion import motion_now, push_event
from fleetex.engine.tables import (
    CHANGE_UPDATE,
    MAGNETIC,
    OUT_TRACK_MOVED,
    holding_at,
    hull_at,
    sensor_at,
    track_at,
    track_out_at,
    unit_at,
)
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import arc_from_chord, east_north_up, geodetic, wrap_tau
from fleetex.physics.philox import PURPOSE_MEASURE, block, normal_pair
from fleetex.physics.tracker import (
    AIR_PSD_M2PS3,
    MANOEUVRE_GAIN,
    MANOEUVRE_NIS,
    SURFACE_PSD_M2PS3,
    measured_covariance,
    misfit,
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
def answers(w: Any, u: int, v: int) -> bool:
    """Whether a unit says to another who it is: by AIS to everybody, by IFF to its own side, under water to nobody."""
    target = hull_at(w, v)
    return bool((target.identifies == 1 or target.side == hull_at(w, u).side) and not is_submerged(w, v))


@inner
def relative_estimate(w: Any, u: int, v: int, t: float) -> tuple[bool, float, float, float, float]:
    """Where unit u holds unit v: (known, east, north, v_east, v_north) from u's own position, m and m/s."""
    o = hull_at(w, u).observer
    if o < 0 or v < 0:
        return False, 0.0, 0.0, 0.0, 0.0
    if holding_at(w, o * w.unit_rows + v).sensors == 0:
        return False, 0.0, 0.0, 0.0, 0.0
    k = track_at(w, o * w.unit_rows + v)
    x, y, z, _, _, _ = motion_now(w, u, t)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    dx, dy, dz, vx, vy, vz = track_motion(k, t)
    dx -= x
    dy -= y
    dz -= z
    return (
        True,
        dx * ex + dy * ey + dz * ez,
        dx * nx + dy * ny + dz * nz,
        vx * ex + vy * ey + vz * ez,
        vx * nx + vy * ny + vz * nz,
    )


@inner
def track_motion(k: Any, t: float) -> tuple[float, float, float, float, float, float]:
    """Position and velocity (ECEF) of a track dead-reckoned to t; to 200 m of height, on its plane."""
    ve, vn = k.v_east_mps, k.v_north_mps
    e = k.east_m + ve * (t - k.time_s)
    n = k.north_m + vn * (t - k.time_s)
    ex, ey, ez, nx, ny, nz = k.east_x, k.east_y, k.east_z, k.north_x, k.north_y, k.north_z
    return (
        k.x_m + e * ex + n * nx,
        k.y_m + e * ey + n * ny,
        k.z_m + e * ez + n * nz,
        ve * ex + vn * nx,
        ve * ey + vn * ny,
        ve * ez + vn * nz,
    )


@inner
def set_anchor(track: Any, x: float, y: float, z: float) -> None:
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
def measured_plot(
    w: Any, s: int, v: int, look: int, xi: float, yi: float, zi: float, x: float, y: float, z: float
) -> tuple[float, float, float, float, float, float]:
    """What sensor s at (xi, yi, zi) measures of unit v at (x, y, z), both ECEF: a place (ECEF) and its covariance.

    The range's error is normal; the bearing's is a normal number of radians across the line of sight.
    """
    m = sensor_at(w, s)
    ex, ey, ez, nx, ny, nz, ux, uy, uz = east_north_up(xi, yi, zi)
    if m.kind == MAGNETIC:
        off_x, off_y, off_z, variance_m2 = marked_place(w, s, v, look, ex, ey, ez, nx, ny, nz)
        return x + off_x, y + off_y, z + off_z, variance_m2, 0.0, variance_m2
    dx, dy, dz = x - xi, y - yi, z - zi
    east = dx * ex + dy * ey + dz * ez
    north = dx * nx + dy * ny + dz * nz
    range_m = arc_from_chord(math.sqrt(dx * dx + dy * dy + dz * dz))
    word_a, word_b, _, _ = block(w.seed, w.replication, PURPOSE_MEASURE, m.id32, hull_at(w, v).id32, look)
    a, b = normal_pair(word_a, word_b)
    sd = max(m.range_sd_m, m.range_sd_fraction * range_m)
    across = m.bearing_sd_rad * b
    length = 1.0 / math.sqrt((1.0 + across * across) * max(east * east + north * north, 1e-6))
    sine = (east + across * north) * length
    cosine = (north - across * east) * length
    seen_m = max(1.0, range_m + sd * a)
    flat = seen_m * (1.0 - seen_m * seen_m / (6.0 * EARTH_RADIUS_M * EARTH_RADIUS_M))
    drop = 0.5 * seen_m * seen_m / EARTH_RADIUS_M
    ree, ren, rnn = measured_covariance(seen_m, sd, m.bearing_sd_rad, sine, cosine)
    mx = xi + flat * (sine * ex + cosine * nx) - drop * ux
    my = yi + flat * (sine * ey + cosine * ny) - drop * uy
    mz = zi + flat * (sine * ez + cosine * nz) - drop * uz
    return mx, my, mz, ree, ren, rnn


@inner
def report(
    w: Any,
    s: int,
    v: int,
    look: int,
    t: float,
    first: bool,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> None:
    """Sensor s reports unit v: what it measures is fused into the track, or (`first`) begins a new one."""
    mx, my, mz, ree, ren, rnn = measured_plot(w, s, v, look, xi, yi, zi, x, y, z)
    if first:
        _start(w, sensor_at(w, s).unit, v, t, mx, my, mz, ree, ren, rnn)
    else:
        fuse(w, sensor_at(w, s).unit, v, t, mx, my, mz, ree, ren, rnn)


@inner
def _start(
    w: Any, u: int, v: int, t: float, mx: float, my: float, mz: float, ree: float, ren: float, rnn: float
) -> None:
    """A new track from its first report: at rest as far as anybody knows."""
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    set_anchor(k, mx, my, mz)
    sd = FIRST_VELOCITY_SD_AIR_MPS if hull_at(w, v).domain == 2 else FIRST_VELOCITY_SD_MPS
    k.time_s = t
    k.gained_s = t
    k.alone_s = 0.0
    k.east_m = k.north_m = k.v_east_mps = k.v_north_mps = 0.0
    k.p_ee = ree
    k.p_en = ren
    k.p_nn = rnn
    k.p_ea = k.p_eb = k.p_na = k.p_nb = k.p_ab = 0.0
    k.p_aa = k.p_bb = sd * sd
    keep_before(k)


@inner
def keep_before(k: Any) -> None:
    """Keep the estimate as the one before the next update."""
    k.before_s = k.time_s
    k.before_east_m = k.east_m
    k.before_north_m = k.north_m
    k.before_v_east_mps = k.v_east_mps
    k.before_v_north_mps = k.v_north_mps


@inner
def disagreement(w: Any, one: int, other: int, v: int, t: float, known_s: float) -> Any:
    """How far apart two observers' tracks of unit v are at t: the square of their distance over its covariance.

    Of the second nothing is known that was measured after `known_s`. Both filters allow for the same manoeuvres, so
    their errors are a little alike: the gate is wider than it need be.
    """
    k, g = track_at(w, one * w.unit_rows + v), track_at(w, other * w.unit_rows + v)
    x, y, z, _, _, _ = track_motion(k, t)
    late = g.time_s > known_s and g.before_s < g.time_s
    since_s = g.before_s if late else g.time_s
    dt = t - since_s
    e = g.before_east_m + g.before_v_east_mps * dt if late else g.east_m + g.v_east_mps * dt
    n = g.before_north_m + g.before_v_north_mps * dt if late else g.north_m + g.v_north_mps * dt
    dx = g.x_m + e * g.east_x + n * g.north_x - x
    dy = g.y_m + e * g.east_y + n * g.north_y - y
    dz = g.z_m + e * g.east_z + n * g.north_z - z
    q = steady_psd_m2ps3(w, v)
    d2, _ = misfit(
        (k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb),
        t - k.time_s,
        q,
        dx * k.east_x + dy * k.east_y + dz * k.east_z,
        dx * k.north_x + dy * k.north_y + dz * k.north_z,
        g.p_ee + 2.0 * dt * g.p_ea + dt * dt * g.p_aa + q * dt**3 / 3.0,
        g.p_en + dt * (g.p_eb + g.p_na) + dt * dt * g.p_ab,
        g.p_nn + 2.0 * dt * g.p_nb + dt * dt * g.p_bb + q * dt**3 / 3.0,
    )
    return d2


@inner
def steady_psd_m2ps3(w: Any, v: int) -> Any:
    """How much a steady target's velocity changes by chance, m2/s3: an aircraft's speed tells it from a ship."""
    return AIR_PSD_M2PS3 if hull_at(w, v).domain == 2 else SURFACE_PSD_M2PS3


@inner
def fuse(w: Any, u: int, v: int, t: float, mx: float, my: float, mz: float, ree: float, ren: float, rnn: float) -> None:
    """Predict the track to now and update it with one report; once more, looser, if the report says it manoeuvres."""
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    keep_before(k)
    q = steady_psd_m2ps3(w, v)
    dt = t - k.time_s
    before = (k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb)
    expected = (k.east_m + k.v_east_mps * dt, k.north_m + k.v_north_mps * dt, k.v_east_mps, k.v_north_mps)
    dx, dy, dz = mx - k.x_m, my - k.y_m, mz - k.z_m
    east = dx * k.east_x + dy * k.east_y + dz * k.east_z
    north = dx * k.north_x + dy * k.north_y + dz * k.north_z
    state, p, nis = update(expected, predict_covariance(before, dt, q), east, north, ree, ren, rnn)
    if nis > MANOEUVRE_NIS:
        state, p, _ = update(expected, predict_covariance(before, dt, MANOEUVRE_GAIN * q), east, north, ree, ren, rnn)
    k.time_s = t
    k.east_m, k.north_m, k.v_east_mps, k.v_north_mps = state
    k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb = p
    w.updates += 1
    if abs(state[0]) > ANCHOR_M or abs(state[1]) > ANCHOR_M:
        _move_anchor(k)


@inner
def _move_anchor(k: Any) -> None:
    """Carry the plane to where the track is now; the velocity turns with the meridians, the covariance (a thousandth
    of a turn) is kept."""
    x, y, z, vx, vy, vz = track_motion(k, k.time_s)
    radius = math.sqrt(x * x + y * y + z * z)
    was = math.sqrt(k.x_m * k.x_m + k.y_m * k.y_m + k.z_m * k.z_m)
    scale = was / radius  # back to sea level, to metres: the plane stands off it by 200 m at 50 km
    set_anchor(k, x * scale, y * scale, z * scale)
    k.east_m = k.north_m = 0.0
    k.v_east_mps = vx * k.east_x + vy * k.east_y + vz * k.east_z
    k.v_north_mps = vx * k.north_x + vy * k.north_y + vz * k.north_z
    keep_before(k)
    k.row_s = -math.inf


@inner
def track_place(track: Any, t: float) -> tuple[float, float, float, float]:
    """Latitude, longitude (rad), course (rad) and speed of a track dead-reckoned to t."""
    x, y, z, _, _, _ = track_motion(track, t)
    lat, lon = geodetic(x, y, z)
    course = wrap_tau(math.atan2(track.v_east_mps, track.v_north_mps))
    return lat, lon, course, math.sqrt(track.v_east_mps**2 + track.v_north_mps**2)


@inner
def emit_track(w: Any, u: int, v: int, t: float, change: int) -> None:
    """Record a track as it stands."""
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    row = track_out_at(w, w.track_out_filled)
    row.unit = u
    row.target = hull_at(w, v).named
    row.number = holding_at(w, hull_at(w, u).observer * w.unit_rows + v).number
    row.change = change
    row.time_s = t
    row.lat_rad, row.lon_rad, row.course_rad, row.speed_mps = track_place(k, t)
    row.p_ee = k.p_ee
    row.p_nn = k.p_nn
    row.p_en = k.p_en
    row.velocity_sd_mps = math.sqrt(0.5 * (k.p_aa + k.p_bb))
    w.track_out_filled += 1
    dt = t - k.time_s
    k.row_s = t
    k.row_east_m = k.east_m + k.v_east_mps * dt
    k.row_north_m = k.north_m + k.v_north_mps * dt
    k.row_v_east_mps = k.v_east_mps
    k.row_v_north_mps = k.v_north_mps


@inner
def emit_track_if_due(w: Any, u: int, v: int, t: float) -> None:
    """Record an update when the last recorded row, dead-reckoned to now, is out by more than the threshold.

    Whoever shares tracks is told of one that does not say whose it is: it may no longer agree with another's.
    """
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    dt = k.time_s - k.row_s  # inf: the plane moved, nothing is recorded in it yet
    de = k.row_east_m + k.row_v_east_mps * dt - k.east_m
    dn = k.row_north_m + k.row_v_north_mps * dt - k.north_m
    bound = max(ROW_M * ROW_M, 4.0 * (k.p_ee + k.p_nn))
    if not dt < math.inf or de * de + dn * dn > bound:
        emit_track(w, u, v, t, CHANGE_UPDATE)
        if unit_at(w, u).listens == 1 and v < w.cast_rows and not answers(w, u, v):
            number = holding_at(w, hull_at(w, u).observer * w.unit_rows + v).number
            push_event(w, OUT_TRACK_MOVED, u, v, number, t, 0.0)
