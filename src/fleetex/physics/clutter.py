"""Sea clutter: what the sea sends back to a radar, and what that costs a look. Power ratios, linear unless said dB.

A look against clutter is `radar_look_prob` with the target's signal to noise times `clutter_factor`. Near the ship the
sea is louder than noise: a small target is lost there in a rough sea that would be found in a calm one.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import DEG_RAD, LIGHT_MPS

LEAST_GRAZING_DEG = 0.1
"""The model's least grazing angle; clutter at less is that of this one."""
SPARE = 1.413
"""A dB and a half."""


@kernel
def sea_clutter_db(freq_hz: float, sea_state: float, grazing_rad: float, vertical: bool) -> float:
    """Mean radar cross-section of the sea by area, sigma0 (dB, m2/m2): the NRL model.

    c1 + c2 log sin a + (27.5 + c3 a) log f / (1 + 0.95 a) + c4 (1 + S)^(1 / (2 + 0.085 a + 0.033 S)) + c5 a^2, a in
    degrees, f in GHz, S the sea state. Fits the mean of upwind, downwind and crosswind to 2.5 dB over 0.5 to 35 GHz,
    0.1 to 10 degrees, sea states 0 to 6; angles are held within that, states go on.
    Source: Gregers-Hansen & Mital, An Improved Empirical Model for Radar Sea Clutter Reflectivity,
    NRL/MR/5310-12-9346, 2012.
    """
    a = min(max(grazing_rad / DEG_RAD, LEAST_GRAZING_DEG), 10.0)
    f_log = math.log10(freq_hz / 1e9)
    root = math.pow(1.0 + sea_state, 1.0 / (2.0 + 0.085 * a + 0.033 * sea_state))
    sine_log = math.log10(math.sin(a * DEG_RAD))
    if vertical:
        by_freq = (27.5 + 0.7093 * a) * f_log / (1.0 + 0.95 * a)
        return -50.796 + 25.93 * sine_log + by_freq + 21.58 * root + 0.00211 * a * a
    by_freq = (27.5 + 7.351 * a) * f_log / (1.0 + 0.95 * a)
    return -73.0 + 20.78 * sine_log + by_freq + 25.65 * root + 0.0054 * a * a


@kernel
def grazing_angle_rad(height_m: float, range_m: float, radio_earth_m: float) -> float:
    """Angle between ray and sea at a range from an antenna: h / r - r / (2 Re); 0 beyond its horizon.

    Valid for h far below r. Source: Long, Radar Reflectivity of Land and Sea, 3rd ed., 2001.
    """
    distance_m = max(range_m, 1.0)
    slope = min(height_m / distance_m, 1.0)
    return max(math.asin(slope) - distance_m / (2.0 * radio_earth_m), 0.0)


@kernel
def clutter_area_m2(range_m: float, beam_rad: float, pulse_s: float) -> float:
    """Sea in one resolution cell: r beam c t / 2 (m2). `beam_rad` is the two-way width, `pulse_s` the resolved length.

    Valid where the cell is longer than the beam's footprint is high: low grazing angles. Source: Skolnik, ch. 7.
    """
    return max(range_m, 1.0) * beam_rad * 0.5 * LIGHT_MPS * pulse_s


@kernel
def clutter_m2(
    range_m: float,
    freq_hz: float,
    sea_state: float,
    height_m: float,
    beam_rad: float,
    pulse_s: float,
    vertical: bool,
    radio_earth_m: float,
) -> float:
    """Mean cross-section of the sea beside a target (m2): sigma0 by the cell's area; 0 beyond the sea's horizon."""
    grazing_rad = grazing_angle_rad(height_m, range_m, radio_earth_m)
    if grazing_rad <= 0.0 or beam_rad <= 0.0:
        return 0.0
    sigma0_db = sea_clutter_db(freq_hz, sea_state, grazing_rad, vertical)
    return math.pow(10.0, sigma0_db / 10.0) * clutter_area_m2(range_m, beam_rad, pulse_s)


@kernel
def most_clutter_m2(
    freq_hz: float,
    sea_state: float,
    height_m: float,
    beam_rad: float,
    pulse_s: float,
    vertical: bool,
    radio_earth_m: float,
) -> float:
    """A bound of `clutter_m2` over all ranges: the most of it at ranges a fifth apart, and a dB and a half.

    Between two such ranges the area grows by 0.8 dB, and sigma0 by less than the rest where it is the greatest.
    """
    most_m2 = 0.0
    range_m = 1.2 * height_m + 1.0
    horizon_m = math.sqrt(2.0 * radio_earth_m * max(height_m, 0.0))
    while range_m < 1.3 * horizon_m + 10.0:
        at_m = min(range_m, 0.9999 * horizon_m)
        most_m2 = max(
            most_m2, clutter_m2(at_m, freq_hz, sea_state, height_m, beam_rad, pulse_s, vertical, radio_earth_m)
        )
        range_m *= 1.2
    return most_m2 * SPARE


@kernel
def clutter_factor(range_m: float, snr_1m: float, clutter: float) -> float:
    """What the sea leaves of a target's signal to noise: 1 / (1 + clutter to noise).

    Clutter to noise is snr_1m clutter / r^4, `clutter` in m2. `snr_1m` as in `radar`, its pulses integrated, for the
    sea as for a target: clutter that is alike from pulse to pulse is not averaged away, and no filter is taken to tell
    a target by its speed. Source: Skolnik, Introduction to Radar Systems, 3rd ed., ch. 7.
    """
    square = max(range_m, 1.0) * max(range_m, 1.0)
    return 1.0 / (1.0 + snr_1m * clutter / (square * square))


@kernel
def sure_snr_1m(snr_1m: float, cross_section_m2: float, clutter_m2_most: float, snr: float) -> float:
    """The signal to noise at 1 m of a target that has at any range no more of it, free of clutter, than the real one
    has in clutter wherever that has at least `snr`; at most 0 if it has as much nowhere for sure.

    From rcs K / (r^4 + K c) >= s, that is r^4 <= K (rcs - s c) / s, K `snr_1m`: so K (rcs - s c), c the most clutter.
    """
    return snr_1m * (cross_section_m2 - snr * clutter_m2_most)
