"""What a sonar's design makes of it: threshold of a detector, gain of an array, and the range that both promise.

Plain Python: reckoned once a sonar when an exercise is compiled. Levels in dB; noise in a band of 1 Hz.
"""

import math
from statistics import NormalDist

from fleetex.physics.propagation import spherical_loss_db

NOMINAL_MPS = 1500.0
"""Sound speed with which the wavelength at an array is reckoned: a class of sonars is meant for any water."""
FARTHEST_M = 1e8


def detection_index(pd: float, pfa: float) -> float:
    """How far signal and noise lie apart behind a detector that finds with the chance pd and calls falsely with pfa:
    d = (Q^-1(pfa) - Q^-1(pd))^2, Q the tail of the normal distribution. Both between 0 and 1, `pd` the greater.

    Source: Urick, Principles of Underwater Sound, 3rd ed., 1983, section 12.3.
    """
    normal = NormalDist()
    apart = normal.inv_cdf(pd) - normal.inv_cdf(pfa)
    return apart * apart


def energy_threshold_db(pd: float, pfa: float, bandwidth_hz: float, time_s: float) -> float:
    """Detection threshold of an energy detector, which knows nothing of the signal: 5 log (d w / t), the signal in the
    band w over noise in 1 Hz, t the time over which energy is added up.

    For w t well over 1 and a small signal. Source: Urick, 1983, section 12.4.
    """
    return 5.0 * math.log10(detection_index(pd, pfa) * bandwidth_hz / time_s)


def matched_threshold_db(pd: float, pfa: float, time_s: float) -> float:
    """Detection threshold of a matched filter, which knows the signal, t long: 10 log (d / 2 t).

    Source: Urick, 1983, section 12.4.
    """
    return 10.0 * math.log10(detection_index(pd, pfa) / (2.0 * time_s))


def line_directivity_db(length_m: float, freq_hz: float, speed_mps: float) -> float:
    """Gain of a line array against noise from all sides, broadside: 10 log (2 L f / c), for a line of some wavelengths.

    Source: Urick, 1983, table 3.1.
    """
    return 10.0 * math.log10(2.0 * length_m * freq_hz / speed_mps)


def piston_directivity_db(diameter_m: float, freq_hz: float, speed_mps: float) -> float:
    """Gain of a round face in a baffle against noise from all sides: 20 log (pi D f / c), for some wavelengths across.

    Source: Urick, 1983, table 3.1.
    """
    return 20.0 * math.log10(math.pi * diameter_m * freq_hz / speed_mps)


def range_of_merit_m(merit_db: float, absorption_db_per_m: float) -> float:
    """Range at which spreading and absorption have used up a figure of merit (dB, one way): 20 log r + a r = FOM.

    1 m where there is none to use up; no more than 100,000 km. What layers, bottom and surface do is left out.
    Source: Urick, 1983, sections 2.4 and 5.2.
    """
    near_m, far_m = 1.0, FARTHEST_M
    while far_m > near_m * (1.0 + 1e-12):
        middle_m = math.sqrt(near_m * far_m)
        if spherical_loss_db(middle_m, absorption_db_per_m) <= merit_db:
            near_m = middle_m
        else:
            far_m = middle_m
    return near_m
