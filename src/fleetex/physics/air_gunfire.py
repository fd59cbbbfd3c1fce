"""Whether rounds hit what flies: how near each round passes its target, and what a round is worth that passes so near.

Frame: any cartesian one, metres. A round and its target move straight while they pass; the miss is their least
distance.
"""

import math

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.compiled import kernel
from fleetex.physics.philox import normals4

CONTACT, PROXIMITY = 0, 1
_HALVES = 200


@kernel
def presented_area_m2(
    length_m: float, breadth_m: float, depth_m: float, filled: float, along: float, up: float
) -> float:
    """What a body shows along a line of sight: its box's shadow times the share of it that is filled.

    `along` and `up`: cosines of the line of sight to the body's length and to its upright. Exact for a box that is
    filled: the sum of its three faces, each by its own cosine.
    """
    across = math.sqrt(max(0.0, 1.0 - along * along - up * up))
    front = breadth_m * depth_m * abs(along)
    side = length_m * depth_m * across
    top = length_m * breadth_m * abs(up)
    return filled * (front + side + top)


@kernel
def lethality(fuze: int, miss_m: float, area_m2: float, trigger_m: float, lethal_m: float) -> float:
    """The probability that a round which passes so near is assessed a hit.

    CONTACT: 1 within the circle of the presented area (a cookie cutter). PROXIMITY: exp(-r^2 / R^2) within the fuze's
    trigger radius (Carleton's diffuse form; pi R^2 is its lethal area), and 1 within the circle of the presented area.
    Source: Eckler and Burr, Mathematical Models of Target Coverage and Missile Allocation, MORS 1972, ch. 2;
    Washburn and Kress, Combat Modeling, Springer 2009, ch. 2. Valid for a target small against the dispersion.
    """
    if math.pi * miss_m * miss_m <= area_m2:
        return 1.0
    if fuze == CONTACT or miss_m > trigger_m or lethal_m <= 0.0:
        return 0.0
    return math.exp(-(miss_m * miss_m) / (lethal_m * lethal_m))


@kernel
def cookie_cutter_prob(sd_m: float, bias_m: float, radius_m: float) -> float:
    """The probability that a round falls in a circle off its mean: 1 - Q1(bias / sd, radius / sd).

    Rounds are circular normal about a point `bias_m` from the circle's middle. The offset circle probability, by
    Simpson's rule over its radius; for bias / sd up to 30. Source: Marcum, IRE Trans. IT-6 (1960), 59-267.
    """
    total = 0.0
    step = radius_m / sd_m / _HALVES
    a = bias_m / sd_m
    for k in range(_HALVES + 1):
        r = k * step
        weight = 1.0 if k == 0 or k == _HALVES else (4.0 if k % 2 == 1 else 2.0)
        total += weight * r * math.exp(-0.5 * (r - a) * (r - a)) * _i0_scaled(a * r)
    return min(1.0, total * step / 3.0)


@kernel
def _i0_scaled(x: float) -> float:
    """exp(-x) I0(x), Abramowitz and Stegun 9.8.1 and 9.8.2: error below 2e-7."""
    if x < 3.75:
        t = (x / 3.75) ** 2
        series = 1.0 + t * (
            3.5156229 + t * (3.0899424 + t * (1.2067492 + t * (0.2659732 + t * (0.0360768 + t * 0.0045813))))
        )
        return series * math.exp(-x)
    t = 3.75 / x
    series = 0.39894228 + t * (
        0.01328592
        + t
        * (
            0.00225319
            + t
            * (
                -0.00157565
                + t * (0.00916281 + t * (-0.02057706 + t * (0.02635537 + t * (-0.01647633 + t * 0.00392377))))
            )
        )
    )
    return series / math.sqrt(x)


@kernel
def diffuse_prob(sd_m: float, bias_m: float, lethal_m: float) -> float:
    """The probability that a round of a lethal area pi R^2 (Carleton's form) hits: R^2 / (R^2 + 2 s^2) exp(-b^2 / ...).

    Rounds are circular normal, standard deviation s, about a point b off the target. Source: as `lethality`.
    """
    spread = lethal_m * lethal_m + 2.0 * sd_m * sd_m
    return lethal_m * lethal_m / spread * math.exp(-bias_m * bias_m / spread)


@kernel
def closest_pass(apart: NDArray[np.float64], passing: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least of what lies between two things that move straight: (3,) apart now, and a velocity."""
    square = passing[0] * passing[0] + passing[1] * passing[1] + passing[2] * passing[2]
    if square <= 0.0:
        return apart.copy()
    time = -(apart[0] * passing[0] + apart[1] * passing[1] + apart[2] * passing[2]) / square
    nearest: NDArray[np.float64] = apart + passing * time
    return nearest


@kernel
def rounds_past(
    rounds: int,
    first: int,
    apart: NDArray[np.float64],
    passing: NDArray[np.float64],
    up: NDArray[np.float64],
    right: NDArray[np.float64],
    along: NDArray[np.float64],
    up_sd_m: float,
    right_sd_m: float,
    along_sd_m: float,
    fuze: int,
    area_m2: float,
    trigger_m: float,
    lethal_m: float,
    seed: int,
    replication: int,
    purpose: int,
    subject: int,
    about: int,
) -> tuple[int, int, float, float]:
    """(hits, within the trigger radius, nearest, sum of misses) of rounds that are to arrive at one instant.

    apart: (3,) mean point of the rounds from the target then; passing: (3,) a round's velocity to the target's; up,
    right, along: (3,) unit vectors about the line of fire, in which the rounds spread. Each round's four draws (three
    of its place, one of its fuze) are keyed to its number from `first` on.
    """
    hits = 0
    near = 0
    nearest = math.inf
    total = 0.0
    for number in range(first, first + rounds):
        a, b, c, luck = normals4(seed, replication, purpose, subject, about, number)
        place = apart + up * (up_sd_m * a) + right * (right_sd_m * b) + along * (along_sd_m * c)
        miss = closest_pass(place, passing)
        miss_m = math.sqrt(miss[0] * miss[0] + miss[1] * miss[1] + miss[2] * miss[2])
        total += miss_m
        nearest = min(nearest, miss_m)
        near += 1 if miss_m <= trigger_m else 0
        drawn = 0.5 * math.erfc(-luck / math.sqrt(2.0))
        hits += 1 if drawn < lethality(fuze, miss_m, area_m2, trigger_m, lethal_m) else 0
    return hits, near, nearest, total
