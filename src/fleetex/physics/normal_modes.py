"""Normal modes of shallow water: even water of speed c1 and depth D over a fluid bed of speed c2, without losses.

Sound of a note is carried far by those modes alone whose wave number g across the water is a root of

    tan(g D) = -b g / sqrt(K^2 - g^2),  b = bed's density over the water's,  K^2 = (w / c1)^2 - (w / c2)^2;

the m-th lies between (m - 1/2) pi / D and m pi / D, and below K. None is carried below the cut-off, where K D = pi / 2,
or over a bed that is slower than the water. SI, radians.
Source: Pekeris, Geol. Soc. Am. Memoir 27, 1948; Jensen et al., Computational Ocean Acoustics, 2nd ed., section 2.4.5.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.compiled import kernel
from fleetex.units import TAU

Floats = NDArray[np.float64]

HALVINGS = 100


class Guide(NamedTuple):
    """Even water over a bed: depth, sound speeds of both, density of the bed over that of the water."""

    depth_m: float
    water_mps: float
    bed_mps: float
    density_ratio: float


@kernel
def _widest_pm(guide: Guide, freq_hz: float) -> float:
    """K: no mode has a greater wave number across the water; 0 where the bed is no faster than the water."""
    along, under = TAU * freq_hz / guide.water_mps, TAU * freq_hz / guide.bed_mps
    return math.sqrt(max(0.0, along * along - under * under))


@kernel
def mode_count(guide: Guide, freq_hz: float) -> int:
    """How many modes the water carries at a note."""
    return math.floor(_widest_pm(guide, freq_hz) * guide.depth_m / math.pi + 0.5)


@kernel
def cutoff_hz(guide: Guide) -> float:
    """The note below which the water carries none; infinite over a bed that is no faster than the water."""
    slowness = 1.0 / guide.water_mps**2 - 1.0 / guide.bed_mps**2
    return 0.25 / (guide.depth_m * math.sqrt(slowness)) if slowness > 0.0 else math.inf


@kernel
def across_pm(guide: Guide, freq_hz: float, mode: int) -> float:
    """Wave number across the water of a mode, 1 the first; NaN if there is none of this number."""
    if not 1 <= mode <= mode_count(guide, freq_hz):
        return math.nan
    widest = _widest_pm(guide, freq_hz)
    low, high = (mode - 0.5) * math.pi / guide.depth_m, min(widest, mode * math.pi / guide.depth_m)
    begun = math.sin(low * guide.depth_m) > 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        rest = math.sqrt(max(0.0, widest * widest - middle * middle))
        there = rest * math.sin(middle * guide.depth_m)
        there += guide.density_ratio * middle * math.cos(middle * guide.depth_m)
        if (there > 0.0) == begun:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@kernel
def along_pm(guide: Guide, freq_hz: float, mode: int) -> float:
    """Wave number along the water of a mode: sqrt((w / c1)^2 - g^2)."""
    across = across_pm(guide, freq_hz, mode)
    wave = TAU * freq_hz / guide.water_mps
    return math.sqrt(wave * wave - across * across)


@kernel
def group_speed_mps(guide: Guide, freq_hz: float, mode: int) -> float:
    """How fast a mode carries energy: k (N1 + N2) / (w (N1 / c1^2 + N2 / c2^2)), N1 and N2 the integrals of its square
    over density, in the water and in the bed (Jensen et al., section 5.8: perturbation of the wave number)."""
    in_water, in_bed = _shares(guide, freq_hz, across_pm(guide, freq_hz, mode))
    slowness = in_water / guide.water_mps**2 + in_bed / guide.bed_mps**2
    return along_pm(guide, freq_hz, mode) * (in_water + in_bed) / (TAU * freq_hz * slowness)


@kernel
def _shares(guide: Guide, freq_hz: float, across: float) -> tuple[float, float]:
    """The integrals of a mode's square over density, sin^2(g z) in the water and what fades away in the bed."""
    widest = _widest_pm(guide, freq_hz)
    turns = across * guide.depth_m
    in_water = 0.5 * guide.depth_m - math.sin(2.0 * turns) / (4.0 * across)
    fades_pm = math.sqrt(max(widest * widest - across * across, 1e-30))
    return in_water, math.sin(turns) ** 2 / (2.0 * fades_pm * guide.density_ratio)


@kernel
def carried_power(guide: Guide, freq_hz: float, source_m: float, receiver_m: float, ranges_m: Floats) -> Floats:
    """What all modes together bring to each range, over that at 1 m: |4 pi p|^2, with their interference.

    p = i / 4 sum_m sin(g zs) sin(g zr) H0(k r) / N, the Hankel function by its first term, good to a part in a thousand
    from k r = 125 on: 20 wavelengths. Without loss, and without what leaves the water at once (Jensen et al., 5.2).
    """
    count = mode_count(guide, freq_hz)
    real, imaginary = np.zeros(len(ranges_m)), np.zeros(len(ranges_m))
    for mode in range(1, count + 1):
        across = across_pm(guide, freq_hz, mode)
        along = along_pm(guide, freq_hz, mode)
        in_water, in_bed = _shares(guide, freq_hz, across)
        size = math.sin(across * source_m) * math.sin(across * receiver_m) / (in_water + in_bed)
        for row in range(len(ranges_m)):
            far = along * ranges_m[row]
            strength = math.pi * size * math.sqrt(2.0 / (math.pi * far))
            real[row] += strength * math.cos(far)
            imaginary[row] += strength * math.sin(far)
    return real * real + imaginary * imaginary
