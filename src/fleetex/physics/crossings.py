"""When a range or an edge is crossed, by safe stepping: each step is bounded by an acceleration, so none is jumped.

The gap g(t) to the gate and its rate are evaluated; with |g''| <= bound the gap cannot close before the root of
g + g' h - bound h^2 / 2, so stepping there is safe, and near the gate it converges as Newton's method does.
"""

import math
from typing import Any

from fleetex.physics.compiled import kernel
from fleetex.physics.pieces import place_and_rate

TOLERANCE_M = 1e-3
NEVER = math.inf


@kernel
def acceleration_bound(speed: float, accel: float, turn: float) -> float:
    """Greatest ECEF acceleration (m/s2) on a leg: earth's curvature, change of speed, turn. 2 % to spare."""
    return 1.02 * (speed * speed / 6.33e6 + abs(accel) + speed * abs(turn)) + 1e-9


@kernel
def safe_step(gap: float, rate: float, bound: float) -> float:
    """Time before which a gap > 0 with this rate cannot close under g'' >= -bound."""
    return (rate + math.sqrt(rate * rate + 2.0 * bound * gap)) / bound


@kernel
def pair_geometry(a: Any, b: Any, t: float) -> tuple[float, float, float]:
    """Chord between two units on their pieces, its rate, and the relative speed squared.

    a, b: records with the fields of a piece, piece_s and piece_rate_ps.
    """
    ax, ay, az, avx, avy, avz = place_and_rate(a, (t - a.piece_s) * a.piece_rate_ps, a.piece_rate_ps)
    bx, by, bz, bvx, bvy, bvz = place_and_rate(b, (t - b.piece_s) * b.piece_rate_ps, b.piece_rate_ps)
    dx, dy, dz = bx - ax, by - ay, bz - az
    wx, wy, wz = bvx - avx, bvy - avy, bvz - avz
    chord = math.sqrt(dx * dx + dy * dy + dz * dz)
    rate = (dx * wx + dy * wy + dz * wz) / max(chord, 1e-6)
    return chord, rate, wx * wx + wy * wy + wz * wz


@kernel
def time_to_range(a: Any, b: Any, now: float, until: float, chord_m: float, outside: bool) -> float:
    """First time in (now, until] at which the chord between two units passes `chord_m`; inf if it does not.

    `outside`: the pair is beyond the range now and the crossing looked for is inward; else outward. The two units
    must stay on these pieces until then. a, b: as in `pair_geometry`, with accel_bound_mps2 besides.
    """
    bound = a.accel_bound_mps2 + b.accel_bound_mps2
    t = now
    for _ in range(10_000):
        chord, rate, vv = pair_geometry(a, b, t)
        if outside:
            gap = chord - chord_m
            if gap < TOLERANCE_M:
                return max(t, now)
            step = safe_step(gap, rate, bound)
        else:
            gap = chord_m * chord_m - chord * chord
            if gap < TOLERANCE_M * 2.0 * chord_m:
                return max(t, now)
            speed = math.sqrt(vv) + bound * (until - t)
            step = safe_step(gap, -2.0 * chord * rate, 2.0 * (speed * speed + chord_m * bound))
        t += max(step, 1e-6)
        if t > until:
            return NEVER
    return t


@kernel
def closest_approach(a: Any, b: Any, now: float, until: float) -> tuple[float, float]:
    """Least chord between two units in [now, until] on these pieces: time and metres. a, b: as in `time_to_range`.

    Safe stepping: from chord c with rate c', getting 1 mm under the best so far takes at least the step under
    c'' >= -bound, so every local least is met to that; the ends count too.
    Source: stepping by a bound on a derivative, Piyavskii, USSR Comput. Math. Math. Phys. 12(4), 1972, p. 57.
    """
    bound = a.accel_bound_mps2 + b.accel_bound_mps2
    best_t = now
    best = math.inf
    t = now
    for _ in range(10_000):
        chord, rate, vv = pair_geometry(a, b, t)
        if chord < best:
            best = chord
            best_t = t
        if t >= until:
            break
        step = safe_step(chord - best + TOLERANCE_M, rate, bound)
        if rate < 0.0:
            # closing cannot turn to opening before -rate / (greatest c''), c'' <= vv / chord + bound
            step = max(step, -0.5 * rate / (vv / max(chord, 1.0) + bound))
        t = min(until, t + max(step, 1e-3))
    return best_t, best


@kernel
def time_to_edge(a: Any, edge: Any, now: float, until: float) -> float:
    """First time in (now, until] at which a unit crosses one edge of an area; inf if it does not.

    `edge`: a record of both ends (ax ay az, bx by bz: unit vectors) and the unit normal (nx ny nz) of the plane
    through them and the earth's centre. That great ellipse is 0.8 m off the geodesic at 60 nmi; longer ones are split.
    """
    t = now
    for _ in range(10_000):
        x, y, z, vx, vy, vz = place_and_rate(a, (t - a.piece_s) * a.piece_rate_ps, a.piece_rate_ps)
        gap = edge.nx * x + edge.ny * y + edge.nz * z
        rate = edge.nx * vx + edge.ny * vy + edge.nz * vz
        if gap < 0.0:
            gap = -gap
            rate = -rate
        if gap < TOLERANCE_M and t > now and _between(x, y, z, edge):
            return t
        t += max(safe_step(gap, rate, a.accel_bound_mps2), 1e-2 if gap < TOLERANCE_M else 1e-6)
        if t > until:
            return NEVER
    return NEVER


@kernel
def _between(x: float, y: float, z: float, e: Any) -> bool:
    """Whether a point on an edge's plane lies between the edge's ends."""
    after_a = (e.ay * z - e.az * y) * e.nx + (e.az * x - e.ax * z) * e.ny + (e.ax * y - e.ay * x) * e.nz
    before_b = (y * e.bz - z * e.by) * e.nx + (z * e.bx - x * e.bz) * e.ny + (x * e.by - y * e.bx) * e.nz
    return bool(after_a >= 0.0 and before_b >= 0.0)
