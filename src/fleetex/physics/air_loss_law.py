"""What rain and air leave of an echo, for kernels: two laws whose figures `air_loss` reckons. Ranges in metres."""

import math

from fleetex.physics.compiled import kernel

NEPER_DB = 10.0 / math.log(10.0)
"""Decibels of power in a neper of power."""


@kernel
def rain_np_per_m(rain_mmph: float, k: float, alpha: float) -> float:
    """What rain takes of an echo, out and back (nepers of power a metre): 2 k R^alpha, k in dB/km at 1 mm/h.

    Even rain of one intensity all along the path; what it sends back itself is left out. Source: ITU-R P.838-3, 2005.
    """
    if rain_mmph <= 0.0:
        return 0.0
    return 2.0 * k * math.pow(rain_mmph, alpha) / (1000.0 * NEPER_DB)


@kernel
def echo_left(range_m: float, np_per_m: float) -> float:
    """The share of an echo's power that is left of a way on which so much is lost, out and back: exp(-a r)."""
    if np_per_m <= 0.0:
        return 1.0
    return math.exp(-np_per_m * range_m)
