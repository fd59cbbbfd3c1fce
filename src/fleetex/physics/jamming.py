"""Noise jamming of a pulse radar: what a jammer adds to the receiver's noise, by main lobe and by side lobes.

Linear power ratios unless a name says dB. Free space, one way.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.radar import BOLTZMANN_JPK, REFERENCE_K, from_db

SIDE_LOBES_DB = 28.0
"""Design value: by how much an aerial is weaker outside its main lobe (mean side lobes of naval search radars: Skolnik,
Introduction to Radar Systems, 3rd ed., ch. 9, gives -25 to -30 dB for ordinary aerials)."""
LOBE_DB = 12.0
"""Of a main lobe of Gaussian form: 3 dB at half its width, so 12 (angle / width)^2."""


@kernel
def off_axis_db(angle_rad: float, beam_rad: float) -> float:
    """By how much an aerial is weaker so far off its axis (dB): 12 (angle / width)^2, at most SIDE_LOBES_DB.

    `beam_rad`: width of its main lobe between half powers. Source of the form: ITU-R M.1851 (Gaussian main lobe).
    """
    if beam_rad <= 0.0:
        return 0.0
    share = angle_rad / beam_rad
    return min(LOBE_DB * share * share, SIDE_LOBES_DB)


@kernel
def jammer_to_noise(
    erp_w: float,
    jammer_hz: float,
    range_m: float,
    gain_db: float,
    wavelength_m: float,
    bandwidth_hz: float,
    noise_figure_db: float,
) -> float:
    """Power of a jammer's noise in a receiver over the receiver's own: Pj Gj Gr l^2 / ((4 pi R)^2 k T0 B F) x B / Bj.

    `gain_db`: of the radar's aerial towards the jammer. A jammer narrower than the receiver puts all its power in.
    Source: Schleher, Electronic Warfare in the Information Age, 1999, ch. 4; Skolnik, Radar Handbook (one way).
    """
    spread_m = 4.0 * math.pi * max(range_m, 1.0)
    power_w = erp_w * from_db(gain_db) * wavelength_m * wavelength_m / (spread_m * spread_m)
    noise_w = BOLTZMANN_JPK * REFERENCE_K * bandwidth_hz * from_db(noise_figure_db)
    return power_w * min(1.0, bandwidth_hz / jammer_hz) / noise_w
