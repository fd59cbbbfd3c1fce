"""The theory of search: how wide a sensor sweeps, and the chance that a search finds what is there.

Lengths in any one unit (sweep width, lateral range, track spacing alike), areas in its square; speeds and times so that
their product is that length. Plain Python: reckoned a few times a search. No formula here checks its validity range.

    coverage = W v T / A;   random search 1 - exp(-coverage) <= what is found <= min(1, coverage) exhaustive search
"""

import math
from collections.abc import Iterable


def coverage_factor(sweep_width: float, speed: float, time: float, area: float) -> float:
    """W v T / A: the area swept over the area searched. W is the full sweep width. Koopman, OEG Report 56, 1946."""
    return sweep_width * speed * time / area


def random_search_prob(coverage: float) -> float:
    """1 - exp(-coverage): tracks laid at random in the area, independent of each other; the least that an orderly
    search comes to. Koopman, OEG Report 56 (Search and Screening), 1946; Washburn, Search and Detection, ch. 2."""
    return -math.expm1(-coverage)


def exhaustive_search_prob(coverage: float) -> float:
    """min(1, coverage): a definite-range sensor whose sweeps touch and never overlap; no search does better."""
    return min(1.0, coverage)


def inverse_cube_parallel_prob(coverage: float) -> float:
    """erf(sqrt(pi) / 2 x W / S): long parallel sweeps at track spacing S by an inverse-cube sensor, coverage W / S.

    Valid for many sweeps, ends of the area neglected; 0.79 at W = S. Koopman, OEG Report 56, 1946.
    """
    return math.erf(0.5 * math.sqrt(math.pi) * coverage)


def inverse_cube_lateral_prob(sweep_width: float, lateral_range: float) -> float:
    """1 - exp(-W^2 / (4 pi x^2)): one straight pass at lateral range x by an inverse-cube sensor. Koopman, 1946."""
    if lateral_range == 0.0:
        return 1.0
    return -math.expm1(-((sweep_width / lateral_range) ** 2) / (4.0 * math.pi))


def inverse_cube_pass_prob(rate: float, speed: float, lateral_range: float) -> float:
    """1 - exp(-2 k h / (v x^2)): a pass at relative speed v, detection rate `rate` / r^3 all the way (rate = k h, a
    length cubed over a time: k of the sensor, h the eye's height). Koopman, 1946, ch. 2."""
    return -math.expm1(-2.0 * rate / (speed * lateral_range**2))


def inverse_cube_sweep_width(rate: float, speed: float) -> float:
    """2 sqrt(2 pi k h / v): the integral of `inverse_cube_pass_prob` over lateral range, both sides. Koopman, 1946."""
    return 2.0 * math.sqrt(math.tau * rate / speed)


def definite_range_sweep_width(range_: float) -> float:
    """2 R: found for certain within R, never beyond."""
    return 2.0 * range_


def triangular_sweep_width(prob: float, range_: float) -> float:
    """p0 R, of p(x) = p0 (1 - |x| / R). Washburn, Search and Detection, ch. 1."""
    return prob * range_


def gaussian_sweep_width(prob: float, sd: float) -> float:
    """p0 sigma sqrt(2 pi), of p(x) = p0 exp(-x^2 / 2 sigma^2), both sides. Washburn, Search and Detection, ch. 1."""
    return prob * sd * math.sqrt(math.tau)


def any_prob(probs: Iterable[float]) -> float:
    """1 - prod(1 - p): the chance that one at least of independent looks or searchers finds it. Koopman, 1946."""
    return 1.0 - math.prod(1.0 - prob for prob in probs)


def random_search_mean_time(sweep_width: float, speed: float, area: float) -> float:
    """A / (W v): the mean time to find something by random search. Koopman, 1946."""
    return area / (sweep_width * speed)


def barrier_prob(sweep_width: float, length: float, speed: float, target_speed: float) -> float:
    """min(1, W / L x sqrt(1 + (v / u)^2)): a patrol to and fro at v along a line of length L, a target crossing it
    squarely at u, anywhere along it and at any phase.

    Turns at the ends are neglected (a simulated patrol has 2 to 6 % less). Washburn, Search and Detection, ch. 8.
    """
    return min(1.0, sweep_width / length * math.sqrt(1.0 + (speed / target_speed) ** 2))


def limiting_half_angle_rad(submerged_speed: float, force_speed: float) -> float:
    """asin(Vs / Vf), either side of a force's course: a submarine outside it cannot come to an intercept. Vs < Vf.

    Koopman, OEG Report 56, 1946.
    """
    return math.asin(submerged_speed / force_speed)
