"""How a ship must handle: IMO's standards for manoeuvrability, by her length. Metres, m/s.

Standards for Ship Manoeuvrability, resolution MSC.137(76), 2002, section 5.3: acceptance limits, no model of a ship.
They are for ships of 100 m and more with rudder and screw, at test speed in deep water.
"""

from fleetex.units import DEG_RAD

LENGTH_M_MIN = 100.0
"""Shorter ships are free of them."""
GEAR_RADPS_MIN = 65.0 / 28.0 * DEG_RAD
"""Rudder: from 35 degrees of one side to 30 of the other in 28 s. SOLAS (1974), chapter II-1, regulation 29.3.2."""


def advance_m_max(length_m: float) -> float:
    """Greatest advance in a turn with hard rudder: 4.5 lengths. MSC.137(76), 5.3.1."""
    return 4.5 * length_m


def tactical_diameter_m_max(length_m: float) -> float:
    """Greatest tactical diameter of that turn: 5 lengths. MSC.137(76), 5.3.1."""
    return 5.0 * length_m


def initial_turning_m_max(length_m: float) -> float:
    """Greatest way by which heading has changed 10 degrees with 10 degrees of rudder: 2.5 lengths. Section 5.3.2."""
    return 2.5 * length_m


def stopping_m_max(length_m: float) -> float:
    """Greatest track reach with full astern: 15 lengths; 20 of a large ship if her state allows. MSC.137(76), 5.3.4."""
    return 15.0 * length_m


def turned(diameter_m: float, change_rad: float) -> float:
    """Way along the track by which a ship on a steady turn of this diameter changes heading so far: D a / 2.

    The turn of the engine: at once, without a lag of the helm. Advance and diameter follow: D / 2 and D.
    """
    return 0.5 * diameter_m * change_rad


def stopping_m(speed_mps: float, decel_mps2: float) -> float:
    """Way in which a ship stops from a speed at an even deceleration: v^2 / 2 a. Newton's law of motion."""
    return speed_mps * speed_mps / (2.0 * decel_mps2)


def first_overshoot_rad_max(length_m: float, speed_mps: float, rudder_rad: float) -> float:
    """Greatest first overshoot of a zig-zag. Of 10 degrees: 10 degrees if L / V is below 10 s, 20 from 30 s, between
    them 5 + L / 2 V. Of 20 degrees: 25. MSC.137(76), 5.3.3."""
    if rudder_rad > 15.0 * DEG_RAD:
        return 25.0 * DEG_RAD
    lengths_s = length_m / speed_mps
    return DEG_RAD * (10.0 if lengths_s < 10.0 else 20.0 if lengths_s >= 30.0 else 5.0 + 0.5 * lengths_s)


def second_overshoot_rad_max(length_m: float, speed_mps: float) -> float:
    """Greatest second overshoot of a zig-zag of 10 degrees: 25 degrees if L / V is below 10 s, 40 from 30 s, between
    them 17.5 + 0.75 L / V. MSC.137(76), 5.3.3."""
    lengths_s = length_m / speed_mps
    return DEG_RAD * (25.0 if lengths_s < 10.0 else 40.0 if lengths_s >= 30.0 else 17.5 + 0.75 * lengths_s)
