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


def _nodes() -> np.ndarray:
    inner = math.sqrt(1.0 / 3.0 - 2.0 * math.sqrt(7.0) / 21.0)
    outer = math.sqrt(1.0 / 3.0 + 2.0 * math.sqrt(7.0) / 21.0)
    return np.array([0.0, (1 - outer) / 2, (1 - inner) / 2, (1 + inner) / 2, (1 + outer) / 2, 1.0])


NODES = _nodes()
FIT = np.ascontiguousarray(np.linalg.inv(np.vander(_nodes(), 6, increasing=True)))
"""Six values at the nodes -> six coefficients of ascending powers of u."""


@kernel
def fit_piece(piece: Any, leg: Any, elapsed_s: float, duration_s: float) -> Any:
    """Fit a piece to the stretch [elapsed, elapsed + duration] of a leg.

    `piece`: a record with fields x0..x5, y0..y5, z0..z5 to write; `leg`: (x0, y0, z0, course, speed, accel, turn, line)
    of the leg's start. A straight leg goes on (elapsed > 0) from the end of the piece that the record still holds.
    """
    x, y, z, course, speed, accel, turn, line = leg
    point = np.empty((6, 3))
    if turn != 0.0:
        _turn_nodes(x, y, z, course, speed, turn, elapsed_s, duration_s, point)
    else:
        azimuth = course
        if elapsed_s > 0.0:
            x, y, z, vx, vy, vz = place_and_rate(piece, 1.0, 1.0)
            if line != 1:
                azimuth = course_of(x, y, z, vx, vy, vz)
        _straight_nodes(x, y, z, azimuth, speed + accel * elapsed_s, accel, duration_s, line, point)
    power = np.zeros((6, 3))
    for k in range(6):
        for i in range(6):
            for axis in range(3):
                power[k, axis] += FIT[k, i] * point[i, axis]
    piece.x0, piece.y0, piece.z0 = power[0, 0], power[0, 1], power[0, 2]
    piece.x1, piece.y1, piece.z1 = power[1, 0], power[1, 1], power[1, 2]
    piece.x2, piece.y2, piece.z2 = power[2, 0], power[2, 1], power[2, 2]
    piece.x3, piece.y3, piece.z3 = power[3, 0], power[3, 1], power[3, 2]
    piece.x4, piece.y4, piece.z4 = power[4, 0], power[4, 1], power[4, 2]
    piece.x5, piece.y5, piece.z5 = power[5, 0], power[5, 1], power[5, 2]


@kernel
def _turn_nodes(
    x0: float,
    y0: float,
    z0: float,
    course: float,
    speed: float,
    turn: float,
    elapsed_s: float,
    duration_s: float,
    point: Any,
) -> Any:
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x0, y0, z0)
    for i in range(6):
        half = 0.5 * turn * (elapsed_s + NODES[i] * duration_s)
        sa = math.sin(course + half)
        ca = math.cos(course + half)
        length = 2.0 * speed / turn * math.sin(half)
        x, y, z, _, _, _ = geodesic_step(x0, y0, z0, sa * ex + ca * nx, sa * ey + ca * ny, sa * ez + ca * nz, length)
        point[i, 0] = x
        point[i, 1] = y
        point[i, 2] = z


@kernel
def _straight_nodes(
    x: float, y: float, z: float, course: float, speed: float, accel: float, duration_s: float, line: int, point: Any
) -> Any:
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
        point[i, 0] = x
        point[i, 1] = y
        point[i, 2] = z


@kernel
def place(p: Any, u: float) -> Any:
    """Position on a piece: x, y, z (m)."""
    return (
        ((((p.x5 * u + p.x4) * u + p.x3) * u + p.x2) * u + p.x1) * u + p.x0,
        ((((p.y5 * u + p.y4) * u + p.y3) * u + p.y2) * u + p.y1) * u + p.y0,
        ((((p.z5 * u + p.z4) * u + p.z3) * u + p.z2) * u + p.z1) * u + p.z0,
    )


@kernel
def place_and_rate(p: Any, u: float, duration_s: float) -> Any:
    """Position (m) and velocity (m/s) on a piece: six numbers."""
    x, y, z = place(p, u)
    w = 1.0 / duration_s
    return (
        x,
        y,
        z,
        ((((5.0 * p.x5 * u + 4.0 * p.x4) * u + 3.0 * p.x3) * u + 2.0 * p.x2) * u + p.x1) * w,
        ((((5.0 * p.y5 * u + 4.0 * p.y4) * u + 3.0 * p.y3) * u + 2.0 * p.y2) * u + p.y1) * w,
        ((((5.0 * p.z5 * u + 4.0 * p.z4) * u + 3.0 * p.z3) * u + 2.0 * p.z2) * u + p.z1) * w,
    )


@kernel
def rhumb_turn_radps(p: Any, speed: float) -> Any:
    """Greatest rate at which a held course on this piece bends over the ground: v tan(lat) / a.

    Latitude runs one way along a rhumb line, so one of the ends has the most of it. Its geodesic curvature is
    sin(course) tan(lat) / N, N >= a the radius of the prime vertical; tan(lat) = z / ((1 - f)^2 p).
    """
    xa, ya, za = place(p, 0.0)
    xb, yb, zb = place(p, 1.0)
    slope = max(abs(za) / math.sqrt(xa * xa + ya * ya), abs(zb) / math.sqrt(xb * xb + yb * yb))
    return speed * slope / ((1.0 - WGS84_F) ** 2 * WGS84_A_M)


@kernel
def course_of(x: float, y: float, z: float, vx: float, vy: float, vz: float) -> Any:
    """Course (rad, [0, 2 pi)) of a velocity at a sea-level point."""
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    return wrap_tau(math.atan2(vx * ex + vy * ey + vz * ez, vx * nx + vy * ny + vz * nz))
