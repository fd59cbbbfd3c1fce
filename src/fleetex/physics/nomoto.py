"""How a ship answers her helm, by Nomoto's equation: T dr/dt + r = K delta. Radians, seconds; K per second.

K is the gain from rudder to rate of turn, T how slowly it follows. Linear: of a few degrees of rudder. At hard rudder a
ship turns less than K says. Source: Nomoto et al., Int. Shipbuilding Progress 4(35), 1957; Fossen, Handbook of Marine
Craft Hydrodynamics and Motion Control, 2nd ed., 2021, ch. 6.
"""

import math

_HALVINGS = 60
_LONGEST_TIMES = 50.0
"""No leg of a zig-zag is looked at for longer than so many times T and a rudder's turn of its angle."""


def first_order_time_s(first_s: float, second_s: float, third_s: float) -> float:
    """T of the first-order model that stands for one of second order: T1 + T2 - T3. Nomoto, 1957."""
    return first_s + second_s - third_s


def is_straight_line_stable(first_s: float, second_s: float) -> bool:
    """Whether a ship left alone goes straight: T1 > 0 and T2 > 0. Fossen, 2021, ch. 15."""
    return first_s > 0.0 and second_s > 0.0


def yaw_rate_radps(gain_per_s: float, time_s: float, rudder_rad: float, after_s: float) -> float:
    """K delta (1 - exp(-t / T)): from straight ahead, t after the rudder was put over. Nomoto, 1957."""
    return gain_per_s * rudder_rad * -math.expm1(-after_s / time_s)


def heading_change_rad(gain_per_s: float, time_s: float, rudder_rad: float, after_s: float) -> float:
    """K delta (t - T (1 - exp(-t / T))): the integral of `yaw_rate_radps`; not wrapped. Nomoto, 1957."""
    return gain_per_s * rudder_rad * (after_s + time_s * math.expm1(-after_s / time_s))


def zigzag_overshoots_rad(
    gain_per_s: float, time_s: float, rudder_rad: float, turn_rad: float, gear_radps: float
) -> tuple[float, float]:
    """(first, second) overshoot of a zig-zag: rudder one way until heading is off by `turn_rad`, then the other way.

    How far heading goes on after the helm was reversed. The rudder is taken to go over at once when one that moves at
    `gear_radps` passes amidships, delta / rate after the order: its mean delay. For K > 0, T > 0.

    Source: IMO MSC/Circ.1053, 2002; the equation, piece by piece.
    """
    delay_s = rudder_rad / gear_radps
    heading, rate = 0.0, 0.0
    overshoots = []
    side = 1.0
    for _ in range(3):
        after_s = delay_s + _until_off(gain_per_s, time_s, side * rudder_rad, side * turn_rad, heading, rate)
        peak = side * _peak(gain_per_s, time_s, side * rudder_rad, heading, rate)
        if side * heading < 0.0:
            overshoots.append(-peak - turn_rad)
        heading, rate = _then(gain_per_s, time_s, side * rudder_rad, heading, rate, after_s)
        side = -side
    return overshoots[0], overshoots[1]


def _then(
    gain_per_s: float, time_s: float, rudder_rad: float, heading: float, rate: float, after_s: float
) -> tuple[float, float]:
    """Heading and rate of turn so long after the rudder was put over: what was left of the rate, and what it adds."""
    left = -math.expm1(-after_s / time_s)
    heading += rate * time_s * left + heading_change_rad(gain_per_s, time_s, rudder_rad, after_s)
    return heading, rate * (1.0 - left) + yaw_rate_radps(gain_per_s, time_s, rudder_rad, after_s)


def _still_s(gain_per_s: float, time_s: float, rudder_rad: float, rate: float) -> float:
    """When she stops turning the old way: T ln(1 - r0 / (K delta))."""
    return time_s * math.log1p(-rate / (gain_per_s * rudder_rad))


def _peak(gain_per_s: float, time_s: float, rudder_rad: float, heading: float, rate: float) -> float:
    """The heading at which she does."""
    return _then(gain_per_s, time_s, rudder_rad, heading, rate, _still_s(gain_per_s, time_s, rudder_rad, rate))[0]


def _until_off(
    gain_per_s: float, time_s: float, rudder_rad: float, wanted: float, heading: float, rate: float
) -> float:
    """When heading is off by `wanted`, on the rudder's side; by halving, from when she turns that way."""
    low = _still_s(gain_per_s, time_s, rudder_rad, rate)
    high = low + _LONGEST_TIMES * (time_s + abs(wanted - heading) / abs(gain_per_s * rudder_rad))
    side = math.copysign(1.0, rudder_rad)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        reached = side * _then(gain_per_s, time_s, rudder_rad, heading, rate, middle)[0] >= side * wanted
        low, high = (low, middle) if reached else (middle, high)
    return 0.5 * (low + high)
