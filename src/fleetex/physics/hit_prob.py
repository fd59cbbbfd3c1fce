"""The chance that a round falls on a rectangle: theory beside what a shoot came to. Metres. Plain Python."""

import math


def rectangle_hit_prob(
    length_m: float, width_m: float, sd_along_m: float, sd_across_m: float, bias_along_m: float, bias_across_m: float
) -> float:
    """The chance that a round falls on a rectangle about the point aimed at: a difference of normal probabilities
    along it by one across it.

    [Phi((L/2 - b) / s) - Phi((-L/2 - b) / s)] each way, b the bias of the mean point of impact, s the standard
    deviation of a round about that. Errors along and across are independent. Source: Naval Ordnance and Gunnery
    (NAVPERS 10798), vol. 2, ch. 18.
    """
    along = _within_prob(0.5 * length_m, sd_along_m, bias_along_m)
    return along * _within_prob(0.5 * width_m, sd_across_m, bias_across_m)


def _within_prob(half_m: float, sd_m: float, bias_m: float) -> float:
    """The chance that a normal number lies within +- half_m."""
    root = math.sqrt(2.0) * sd_m
    return 0.5 * (math.erf((half_m - bias_m) / root) - math.erf((-half_m - bias_m) / root))
