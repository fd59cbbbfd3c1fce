"""How far two heights above the sea see each other, by radio and by eye. Metres; a height below the sea counts as 0.

radar_horizon_m(25.0, 10.0, RADIO_EARTH_M)  ->  33 600 m        sight_horizon_m(4.9, 38.1)  ->  17.8 nmi
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import EARTH_RADIUS_M, FT_M, NMI_M

RADIO_EARTH_M = 4.0 / 3.0 * EARTH_RADIUS_M
"""Effective radius in the standard radio atmosphere, dN/dh = -39 per km (ITU-R P.310; Skolnik, Radar Handbook)."""

SIGHT_M_PER_ROOT_M = 1.17 * NMI_M / math.sqrt(FT_M)
"""Bowditch, The American Practical Navigator: D = 1.17 sqrt(h), D in nautical miles, h in feet, refraction included."""


@kernel
def radar_horizon_m(height_a_m: float, height_b_m: float, radio_earth_m: float) -> float:
    """Greatest radio line of sight over a smooth earth of effective radius R: sqrt(2 R h) for each height, added.

    R is `refraction.effective_earth_m`, or 4/3 of the earth's where nothing is said of the air. Valid for heights far
    below R (error of the missing h^2 is under 0.03 % at 10 km). No ducting, no diffraction.
    Source: ITU-R P.310; Skolnik, Radar Handbook.
    """
    return math.sqrt(2.0 * radio_earth_m * max(height_a_m, 0.0)) + math.sqrt(2.0 * radio_earth_m * max(height_b_m, 0.0))


@kernel
def ground_range_to_height_m(height_m: float, aerial_m: float, elevation_rad: float, radio_earth_m: float) -> float:
    """How far off over the ground a straight ray that leaves an aerial at an elevation comes to a height.

    The ray's length is s = -(R + ha) sin e + sqrt(((R + ha) sin e)^2 + (R + h)^2 - (R + ha)^2), the ground range
    R asin(s cos e / (R + h)), R the effective radius. For elevations of 0 to 90 degrees and heights above the aerial's.
    Source: Blake, Radar Range-Performance Analysis, ch. 5 (effective earth); MathWorks height2grndrange.
    """
    sine = math.sin(elevation_rad)
    low, high = radio_earth_m + aerial_m, radio_earth_m + height_m
    rise = low * sine
    length_m = math.sqrt(max(0.0, rise * rise + high * high - low * low)) - rise
    return radio_earth_m * math.asin(length_m * math.cos(elevation_rad) / high)


@kernel
def sight_horizon_m(height_a_m: float, height_b_m: float) -> float:
    """Geographic range, from an eye at one height to a point at the other, in mean refraction.

    Valid in a standard atmosphere over the sea. Source: Bowditch, table "Geographic Range".
    """
    return SIGHT_M_PER_ROOT_M * (math.sqrt(max(height_a_m, 0.0)) + math.sqrt(max(height_b_m, 0.0)))


@kernel
def hidden_height_m(range_m: float, eye_height_m: float) -> float:
    """How much of a target, from the waterline up, the sea hides from an eye: `sight_horizon_m` solved for a height."""
    beyond_m = range_m - SIGHT_M_PER_ROOT_M * math.sqrt(max(eye_height_m, 0.0))
    if beyond_m <= 0.0:
        return 0.0
    root = beyond_m / SIGHT_M_PER_ROOT_M
    return root * root
