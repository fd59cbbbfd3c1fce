"""Dead reckoning as simulators agree on it: where an entity is some time after it was last told of.

The nine algorithms of IEEE 1278.1-2012, annex E, by number; World: axes of the earth; Body: forward, right, down.

    1 Static; 2 FPW, 3 RPW   World velocity;   6 FPB, 7 RPB   Body velocity
    4 RVW, 5 FVW             World velocity and acceleration;   8 RVB, 9 FVB   the same of the Body

R of the first letter: the entity rotates at its body rates, F: it keeps its orientation. Arrays of shape (n, 3), SI,
radians; n entities at once.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

STATIC = 1
ROTATING = frozenset({3, 4, 7, 8})
ACCELERATING = frozenset({4, 5, 8, 9})
OF_THE_BODY = frozenset({6, 7, 8, 9})
ALGORITHMS = range(1, 10)
SMALL_RAD = 1e-2
"""Below this turn the closed forms cancel, and the first terms of their series are exact to a part in 10^12."""


@dataclass(frozen=True)
class Motion:
    """What was told of n entities, each field (n, 3). Velocity and acceleration in World or Body axes by algorithm."""

    place: Numbers
    velocity: Numbers
    acceleration: Numbers
    angles: Numbers
    """Euler angles psi, theta, phi: yaw, pitch, roll from World to Body."""
    rates: Numbers
    """Angular velocity about the Body's axes."""


def reckoned(algorithm: int, motion: Motion, dt_s: npt.ArrayLike) -> Motion:
    """Place, velocity and angles dt seconds on, shapes as given; acceleration and rates stay as told.

    World: P + V t, with acceleration P + V t + A t^2 / 2. Body, not rotating: P + R0' (the same); rotating:
    P + R0' (R1 V + R2 A), R1 = integral exp(S s) ds and R2 = integral s exp(S s) ds from 0 to t, S the skew matrix of
    the rates and R0 = Rx(phi) Ry(theta) Rz(psi). Angles of R = exp(-S t) R0. Velocity: V, with acceleration V + A t,
    in the axes in which it was told. ValueError for another algorithm than 1 to 9.

    Source: IEEE 1278.1-2012, annex E; Towers and Hines, "Equations of Motion of the DIS 2.0.3 Dead Reckoning
    Algorithms", IST (1994).
    """
    if algorithm not in ALGORITHMS:
        raise ValueError(f"{algorithm}: dead reckoning has algorithms 1 to 9")
    t = np.broadcast_to(np.asarray(dt_s, np.float64), motion.place.shape[:1])[:, None]
    velocity = motion.velocity + motion.acceleration * t if algorithm in ACCELERATING else motion.velocity
    angles = _turned(motion, t) if algorithm in ROTATING else motion.angles
    return Motion(motion.place + _way(algorithm, motion, t), velocity, motion.acceleration, angles, motion.rates)


def time_to_update_s(accel_mps2: npt.ArrayLike, threshold_m: float, heartbeat_s: float) -> Numbers:
    """After what time an entity must be told of again, of which velocity alone is told: min(heartbeat, sqrt(2 d / a)).

    a: what of its acceleration the algorithm leaves out; d: how far off it may be, 1 m unless agreed otherwise;
    heartbeat: 5 s unless agreed otherwise. The error is 0 when it is told of.

    Source: IEEE 1278.1-2012, 4.2.3 and annex E; the way from rest at a steady acceleration.
    """
    with np.errstate(divide="ignore"):
        return np.minimum(heartbeat_s, np.sqrt(2.0 * threshold_m / np.asarray(accel_mps2, np.float64)))


def time_to_update_by_jerk_s(jerk_mps3: npt.ArrayLike, threshold_m: float, heartbeat_s: float) -> Numbers:
    """The same where acceleration is told too: min(heartbeat, (6 d / j)^(1/3)), j its change that is left out.

    Source: the way at a steady jerk, d = j t^3 / 6, with the thresholds of IEEE 1278.1-2012, annex E.
    """
    with np.errstate(divide="ignore"):
        return np.minimum(heartbeat_s, np.cbrt(6.0 * threshold_m / np.asarray(jerk_mps3, np.float64)))


def axes_of(angles: Numbers) -> Numbers:
    """Rows forward, right, down of the Body in World axes, (n, 3, 3): Rx(phi) Ry(theta) Rz(psi). IEEE 1278.1-2012."""
    (sz, sy, sx), (cz, cy, cx) = np.sin(angles).T, np.cos(angles).T
    forward = np.stack((cy * cz, cy * sz, -sy), axis=-1)
    right = np.stack((sx * sy * cz - cx * sz, sx * sy * sz + cx * cz, sx * cy), axis=-1)
    down = np.stack((cx * sy * cz + sx * sz, cx * sy * sz - sx * cz, cx * cy), axis=-1)
    return np.stack((forward, right, down), axis=-2)


def angles_of(axes: Numbers) -> Numbers:
    """Euler angles psi, theta, phi (n, 3) of such rows: atan2(R12, R11), -asin(R13), atan2(R23, R33). IEEE 1278.1."""
    psi = np.arctan2(axes[:, 0, 1], axes[:, 0, 0])
    theta = -np.arcsin(np.clip(axes[:, 0, 2], -1.0, 1.0))
    return np.stack((psi, theta, np.arctan2(axes[:, 1, 2], axes[:, 2, 2])), axis=-1)


def _way(algorithm: int, motion: Motion, t: Numbers) -> Numbers:
    """Displacement in World axes."""
    if algorithm == STATIC:
        return np.zeros_like(motion.place)
    told = motion.acceleration if algorithm in ACCELERATING else np.zeros_like(motion.acceleration)
    if algorithm not in OF_THE_BODY or algorithm not in ROTATING:
        way = motion.velocity * t + told * (0.5 * t * t)
    else:
        x = np.linalg.norm(motion.rates, axis=-1, keepdims=True) * t
        f1, f2, f3, g1, g2, g3 = _weights(x)
        way = t * _combined(motion.rates, motion.velocity, f1, f2 * t, f3 * t * t)
        way = way + t * t * _combined(motion.rates, told, g1, g2 * t, g3 * t * t)
    return np.einsum("nji,nj->ni", axes_of(motion.angles), way) if algorithm in OF_THE_BODY else way


def _combined(rates: Numbers, v: Numbers, plain: Numbers, across: Numbers, along: Numbers) -> Numbers:
    """(a I + b S + c w w') v, S the skew matrix of the rates w."""
    dot = np.sum(rates * v, axis=-1, keepdims=True)
    return np.asarray(plain * v + across * np.cross(rates, v) + along * dot * rates)


def _weights(x: Numbers) -> tuple[Numbers, ...]:
    """What the integrals of exp(S s) and s exp(S s) weigh I, S and w w' with, over t, t^2, t^3 and t^2, t^3, t^4."""
    small = x < SMALL_RAD
    y = np.where(small, 1.0, x)
    s, c = np.sin(y), np.cos(y)
    y2 = y * y
    risen = c + y * s - 1.0
    x2 = x * x
    return (
        np.where(small, 1.0 - x2 / 6.0 + x2 * x2 / 120.0, s / y),
        np.where(small, 0.5 - x2 / 24.0 + x2 * x2 / 720.0, (1.0 - c) / y2),
        np.where(small, 1.0 / 6.0 - x2 / 120.0 + x2 * x2 / 5040.0, (y - s) / (y2 * y)),
        np.where(small, 0.5 - x2 / 8.0 + x2 * x2 / 144.0, risen / y2),
        np.where(small, 1.0 / 3.0 - x2 / 30.0 + x2 * x2 / 840.0, (s - y * c) / (y2 * y)),
        np.where(small, 0.125 - x2 / 144.0 + x2 * x2 / 5760.0, (0.5 * y2 - risen) / (y2 * y2)),
    )


def _turned(motion: Motion, t: Numbers) -> Numbers:
    """Euler angles of exp(-S t) R0."""
    x = np.linalg.norm(motion.rates, axis=-1, keepdims=True) * t
    f1, f2, *_ = _weights(x)
    axes = axes_of(motion.angles)
    columns = [_combined(motion.rates, axes[:, :, i], np.cos(x), -f1 * t, f2 * t * t) for i in range(3)]
    return angles_of(np.stack(columns, axis=-1))
