"""Pieces: a leg's numbers. Three quintics in ECEF at sea level, in u = (t - start) / duration in [0, 1].

A piece passes through the leg's exact points at the six Lobatto nodes, its ends among them, so pieces join without a
gap. At most 200 nmi or 60 degrees of turn a piece: within 1e-3 m of the geodesic, 0.3 m of an aircraft's turn.
The turn is the definition of the recording schema: a geodesic from the leg's start, azimuth course + omega t / 2,
length 2 (v / omega) sin(omega t / 2).
"""

import math
from typing import Any

import numpy as np

from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import east_north_up, geodesic_step, rhumb_step, wrap_tau
from fleetex.units import WGS84_A_M, WGS84_F

PIECE_M_MAX = 370_400.0
PIECE_TURN_RAD_MAX = math.pi / 3.0
PIECE_S_MAX = 86_400.0
RHUMB_STEP_M = 27_780.0

Point = tuple[float, float, float]
Motion = tuple[float, float, float, float, float, float]


def _nodes() -> np.ndarray:
    inner = math.sqrt(1.0 / 3.0 - 2.0 * math.sqrt(7.0) / 21.0)
    outer = math.sqrt(1.0 / 3.0 + 2.0 * math.sqrt(7.0) / 21.0)
    return np.array([0.0, (1 - outer) / 2, (1 - inner) / 2, (1 + inner) / 2, (1 + outer) / 2, 1.0])


NODES = _nodes()
FIT = np.ascontiguousarray(np.linalg.inv(np.vander(_nodes(), 6, increasing=True)))
"""Six values at the nodes -> six coefficients of ascending powers of u."""


@kernel
def fit_piece(
    p: Any,
    x: float,
    y: float,
    z: float,
    course: float,
    speed: float,
    accel: float,
    turn: float,
    line: int,
    elapsed_s: float,
    duration_s: float,
) -> None:
    """Fit a piece to the stretch of a leg that begins `elapsed_s` after the leg's start at (x, y, z).

    p: a record with fields x0..x5, y0..y5, z0..z5, written. A straight leg goes on from the end of the piece in it.
    """
    if turn != 0.0:
        fit_turn(p, x, y, z, course, speed, turn, elapsed_s, duration_s)
        return
    if elapsed_s > 0.0:
        x, y, z, vx, vy, vz = place_and_rate(p, 1.0, 1.0)
        if line != 1:
            course = course_of(x, y, z, vx, vy, vz)
    fit_straight(p, x, y, z, course, speed + accel * elapsed_s, accel, duration_s, line)


@kernel
def fit_straight(
    p: Any, x: float, y: float, z: float, course: float, speed: float, accel: float, duration_s: float, line: int
) -> None:
    """Fit a piece to a straight stretch: the geodesic (line 0) or rhumb line (1) that leaves (x, y, z) on `course`.

    p: a record with fields x0..x5, y0..y5, z0..z5, written. The distance gone is speed t + accel t^2 / 2.
    """
    _clear(p)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    sc = math.sin(course)
    cc = math.cos(course)
    tx, ty, tz = sc * ex + cc * nx, sc * ey + cc * ny, sc * ez + cc * nz
    gone = 0.0
    for i in range(6):
        tau = NODES[i] * duration_s
        at = speed * tau + 0.5 * accel * tau * tau
        step = at - gone
        gone = at
        if step != 0.0:
            if line == 1:
                parts = 1 + int(abs(step) / RHUMB_STEP_M)
                for _ in range(parts):
                    x, y, z = rhumb_step(x, y, z, sc, cc, step / parts)
            else:
                x, y, z, tx, ty, tz = geodesic_step(x, y, z, tx, ty, tz, step)
        _add_node(p, i, x, y, z)


@kernel
def fit_turn(
    p: Any,
    x0: float,
    y0: float,
    z0: float,
    course: float,
    speed: float,
    turn: float,
    elapsed_s: float,
    duration_s: float,
) -> None:
    """Fit a piece to a stretch of a turn that began `elapsed_s` ago at (x0, y0, z0) on `course`. p: as above."""
    _clear(p)
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x0, y0, z0)
    for i in range(6):
        half = 0.5 * turn * (elapsed_s + NODES[i] * duration_s)
        sa = math.sin(course + half)
        ca = math.cos(course + half)
        length = 2.0 * speed / turn * math.sin(half)
        x, y, z, _, _, _ = geodesic_step(x0, y0, z0, sa * ex + ca * nx, sa * ey + ca * ny, sa * ez + ca * nz, length)
        _add_node(p, i, x, y, z)


@kernel
def _clear(p: Any) -> None:
    p.x0 = p.x1 = p.x2 = p.x3 = p.x4 = p.x5 = 0.0
    p.y0 = p.y1 = p.y2 = p.y3 = p.y4 = p.y5 = 0.0
    p.z0 = p.z1 = p.z2 = p.z3 = p.z4 = p.z5 = 0.0


@kernel
def _add_node(p: Any, i: int, x: float, y: float, z: float) -> None:
    """Add what the point at node i gives to each coefficient."""
    a, b, c = FIT[0, i], FIT[1, i], FIT[2, i]
    d, e, f = FIT[3, i], FIT[4, i], FIT[5, i]
    p.x0 += a * x
    p.x1 += b * x
    p.x2 += c * x
    p.x3 += d * x
    p.x4 += e * x
    p.x5 += f * x
    p.y0 += a * y
    p.y1 += b * y
    p.y2 += c * y
    p.y3 += d * y
    p.y4 += e * y
    p.y5 += f * y
    p.z0 += a * z
    p.z1 += b * z
    p.z2 += c * z
    p.z3 += d * z
    p.z4 += e * z
    p.z5 += f * z


@kernel
def place(p: Any, u: float) -> Point:
    """Position on a piece: x, y, z (m)."""
    return (
        ((((p.x5 * u + p.x4) * u + p.x3) * u + p.x2) * u + p.x1) * u + p.x0,
        ((((p.y5 * u + p.y4) * u + p.y3) * u + p.y2) * u + p.y1) * u + p.y0,
        ((((p.z5 * u + p.z4) * u + p.z3) * u + p.z2) * u + p.z1) * u + p.z0,
    )


@kernel
def place_and_rate(p: Any, u: float, rate_ps: float) -> Motion:
    """Position (m) and velocity (m/s) on a piece that lasts 1 / rate_ps seconds."""
    x5, x4, x3, x2, x1 = p.x5, p.x4, p.x3, p.x2, p.x1
    y5, y4, y3, y2, y1 = p.y5, p.y4, p.y3, p.y2, p.y1
    z5, z4, z3, z2, z1 = p.z5, p.z4, p.z3, p.z2, p.z1
    return (
        ((((x5 * u + x4) * u + x3) * u + x2) * u + x1) * u + p.x0,
        ((((y5 * u + y4) * u + y3) * u + y2) * u + y1) * u + p.y0,
        ((((z5 * u + z4) * u + z3) * u + z2) * u + z1) * u + p.z0,
        ((((5.0 * x5 * u + 4.0 * x4) * u + 3.0 * x3) * u + 2.0 * x2) * u + x1) * rate_ps,
        ((((5.0 * y5 * u + 4.0 * y4) * u + 3.0 * y3) * u + 2.0 * y2) * u + y1) * rate_ps,
        ((((5.0 * z5 * u + 4.0 * z4) * u + 3.0 * z3) * u + 2.0 * z2) * u + z1) * rate_ps,
    )


@kernel
def rhumb_turn_radps(p: Any, speed: float) -> float:
    """Greatest rate at which a held course on this piece bends over the ground: v tan(lat) / a.

    Latitude runs one way along a rhumb line, so one of the ends has the most of it. Its geodesic curvature is
    sin(course) tan(lat) / N, N >= a the radius of the prime vertical; tan(lat) = z / ((1 - f)^2 p).
    """
    xa, ya, za = place(p, 0.0)
    xb, yb, zb = place(p, 1.0)
    slope = max(abs(za) / math.sqrt(xa * xa + ya * ya), abs(zb) / math.sqrt(xb * xb + yb * yb))
    return speed * slope / ((1.0 - WGS84_F) ** 2 * WGS84_A_M)


@kernel
def course_of(x: float, y: float, z: float, vx: float, vy: float, vz: float) -> float:
    """Course (rad, [0, 2 pi)) of a velocity at a sea-level point."""
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    return wrap_tau(math.atan2(vx * ex + vy * ey + vz * ez, vx * nx + vy * ny + vz * nz))
