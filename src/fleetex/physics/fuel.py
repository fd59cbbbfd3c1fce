"""Fuel burnt: a hotel load that never ceases, and propulsion that grows with a power of speed. SI: kg, m, s.

rate = hotel_kgps + coefficient speed^exponent        exponent 2 to 4; the cube law alone fails at both ends
Source: speed and power as in Schneekluth and Bertram, Ship Design for Efficiency and Economy, 2nd ed., 1998, ch. 6.
"""

import math

from fleetex.physics.compiled import kernel


@kernel
def fuel_rate_kgps(speed_mps: float, hotel_kgps: float, coefficient: float, exponent: float) -> float:
    """Fuel burnt a second at a steady speed. A speed astern burns as ahead; the exponent is greater than 0."""
    return hotel_kgps + coefficient * math.pow(abs(speed_mps), exponent)


@kernel
def fuel_burnt_kg(
    speed_mps: float, accel_mps2: float, duration_s: float, hotel_kgps: float, coefficient: float, exponent: float
) -> float:
    """Fuel burnt over a leg that begins at `speed_mps` and changes speed evenly; the speed keeps its sign.

    The integral of the rate: hotel T + c (v1^(n+1) - v0^(n+1)) / ((n + 1) a). Where speed changes by less than a
    hundredth, that difference loses digits and Simpson's rule has an error below 1e-11.
    """
    end_mps = speed_mps + accel_mps2 * duration_s
    start = math.pow(abs(speed_mps), exponent)
    end = math.pow(abs(end_mps), exponent)
    change_mps = end_mps - speed_mps
    if abs(change_mps) <= 0.01 * max(abs(speed_mps), abs(end_mps)):
        middle = math.pow(abs(0.5 * (speed_mps + end_mps)), exponent)
        mean = (start + 4.0 * middle + end) / 6.0
    else:
        mean = (end * end_mps - start * speed_mps) / ((exponent + 1.0) * change_mps)
    return (hotel_kgps + coefficient * mean) * duration_s
