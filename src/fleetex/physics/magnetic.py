"""Magnetic anomaly: the field of a submarine as that of a dipole, and the slant range at which it is found.

mad_range_m(2.16e5, 0.2e-9)  ->  600 m        a hull of 2.2e5 A m2, a threshold of 0.2 nT
"""

import math

from fleetex.physics.compiled import kernel

FIELD_TM_PER_A = 1e-7
"""mu0 / (4 pi), SI to 1e-9."""


@kernel
def anomaly_t(moment_am2: float, slant_m: float) -> float:
    """Greatest anomaly of a dipole at a distance (tesla): mu0 / (4 pi) 2 m / r^3, on its axis.

    Valid for r over the hull's length. Source: Jackson, Classical Electrodynamics, 3rd ed., eq. 5.56; Forrest, Naval
    Postgraduate School report NPS71-88-001, 1988.
    """
    return 2.0 * FIELD_TM_PER_A * moment_am2 / (slant_m * slant_m * slant_m)


@kernel
def moment_am2(anomaly_at_range_t: float, slant_m: float) -> float:
    """The moment (A m2) of a hull whose anomaly is known at one distance."""
    return anomaly_at_range_t * slant_m * slant_m * slant_m / (2.0 * FIELD_TM_PER_A)


@kernel
def mad_range_m(hull_moment_am2: float, threshold_t: float) -> float:
    """Slant range at which the anomaly falls to a detector's threshold: (2e-7 m / threshold)^(1/3)."""
    return math.pow(2.0 * FIELD_TM_PER_A * hull_moment_am2 / threshold_t, 1.0 / 3.0)


@kernel
def anomaly_terms_db(
    hull_moment_am2: float, threshold_t: float, slant_m: float
) -> tuple[float, float, float, float, float, float]:
    """(source, target, loss, noise, threshold, excess) in dB of 20 log10: the anomaly at 1 m over 1 nT, 0, the fall
    with the cube of range, 0, the threshold over 1 nT, and what is left. At excess 0 the hull is just found."""
    source = 20.0 * math.log10(anomaly_t(max(hull_moment_am2, 1e-30), 1.0) / 1e-9)
    loss = 60.0 * math.log10(max(slant_m, 1.0))
    threshold = 20.0 * math.log10(threshold_t / 1e-9)
    return source, 0.0, loss, 0.0, threshold, source - loss - threshold
