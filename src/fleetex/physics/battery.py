"""What a submarine's battery gives and takes. SI: W, J, m/s, s.

drawn = hotel_w + a |V|^n        a: motor power at full speed over that speed to the n; n = 3 of a deep hull
charging = EFFICIENCY (diesels - drawn) while they make more than is drawn, else diesels - drawn
"""

import math

from fleetex.physics.compiled import kernel

EFFICIENCY = 0.85
"""Of what is put into a lead-acid cell so much comes out again: 0.80 to 0.85 in handbooks (design value). Charge is
counted as what can be taken out."""


@kernel
def drawn_w(speed_mps: float, hotel_w: float, coefficient: float, exponent: float) -> float:
    """Electric power that a submarine draws at a steady speed: her hotel load, and her motors.

    Valid for a hull deep enough to make no waves. The capacity of a lead cell falls when it is emptied within few
    hours; that is left out, so that endurance at a sprint (an hour or less) is an upper bound.
    Source: propulsion power as the cube of speed, Burcher and Rydill, Concepts in Submarine Design, 1994, ch. 5 and 8.
    """
    return hotel_w + coefficient * math.pow(abs(speed_mps), exponent)


@kernel
def mean_drawn_w(
    speed_mps: float, accel_mps2: float, duration_s: float, hotel_w: float, coefficient: float, exponent: float
) -> float:
    """The mean of that over a leg on which speed changes evenly, by Simpson's rule (exact for n = 3)."""
    first = drawn_w(speed_mps, hotel_w, coefficient, exponent)
    if accel_mps2 == 0.0:
        return first
    middle = drawn_w(speed_mps + 0.5 * accel_mps2 * duration_s, hotel_w, coefficient, exponent)
    last = drawn_w(max(0.0, speed_mps + accel_mps2 * duration_s), hotel_w, coefficient, exponent)
    return (first + 4.0 * middle + last) / 6.0


@kernel
def charging_w(diesel_w: float, load_w: float) -> float:
    """How fast the charge changes: what diesels make over what is drawn, less the losses; negative: it falls.

    Valid up to four fifths of the charge; beyond, a real battery takes less and less.
    """
    surplus_w = diesel_w - load_w
    return EFFICIENCY * surplus_w if surplus_w > 0.0 else surplus_w
