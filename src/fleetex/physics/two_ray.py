"""An echo over a sea that reflects: waves go and come by two ways, straight and by the sea, and add up or cancel.

path_over_flat_m(9400.0, 20.0, 3.0) -> 0.0128 m        two_way_factor(0.0128, 0.0319, 1.0) -> 13.1, 11 dB
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import TAU

MOST = 16.0
"""The strongest that two ways make of an echo, out and back: 12 dB."""


@kernel
def path_over_flat_m(range_m: float, height_a_m: float, height_b_m: float) -> float:
    """How much longer the way by the sea is over a plane: 2 ha hb / r. For heights far below r.

    Over the round earth heights are those of `heights_over_tangent_m`. Source: Blake, Radar Range-Performance Analysis,
    1986, ch. 6; Skolnik, Introduction to Radar Systems, 3rd ed., ch. 8.
    """
    return 2.0 * max(height_a_m, 0.0) * max(height_b_m, 0.0) / max(range_m, 1.0)


@kernel
def two_way_factor(path_m: float, wavelength_m: float, reflected: float) -> float:
    """F^4, what two ways make of the power of a point's echo: (1 + R^2 - 2 R cos(2 pi d / lambda))^2, 0 to 16.

    d is `path_m`, R the share of the amplitude that the sea reflects, turned by half a wave, as of low rays of either
    polarisation far below the Brewster angle. With R = 1 it is 16 sin^4(pi d / lambda). Source: Blake, ch. 6.
    """
    square = 1.0 + reflected * reflected - 2.0 * reflected * math.cos(TAU * path_m / wavelength_m)
    return square * square


@kernel
def mean_two_way_factor(path_m: float, wavelength_m: float, reflected: float) -> float:
    """F^4 of an echo that comes alike from all heights between the water and a top, whose path is `path_m`.

    The mean of `two_way_factor` over paths from 0 to d, x = 2 pi d / lambda:
    (1 + R^2)^2 + 2 R^2 (1 + sinc 2x) - 4 R (1 + R^2) sinc x. Of a low target x^4 / 5, of a high one 6, 7.8 dB.
    """
    x = TAU * path_m / wavelength_m
    if x < 0.05:  # the terms below cancel to nothing
        rest = (1.0 - reflected) * (1.0 - reflected)
        return rest * rest + rest * 2.0 * reflected * x * x / 3.0 + reflected * reflected * x * x * x * x / 5.0
    both = 1.0 + reflected * reflected
    return (
        both * both
        + 2.0 * reflected * reflected * (1.0 + math.sin(2.0 * x) / (2.0 * x))
        - 4.0 * reflected * both * math.sin(x) / x
    )


@kernel
def heights_over_tangent_m(
    range_m: float, height_a_m: float, height_b_m: float, radio_earth_m: float
) -> tuple[float, float]:
    """Two heights above the plane that touches the earth where the sea's ray turns up; 0 and 0 at the horizon.

    r_a = r / 2 - p sin(asin(2 a r (hb - ha) / p^3) / 3), p = 2 / sqrt(3) sqrt(a (ha + hb) + r^2 / 4), a the earth's
    effective radius; then ha - r_a^2 / 2a, and hb likewise. For r within the horizon and heights far below it.
    Source: Fishback, in Kerr, Propagation of Short Radio Waves, 1951; Blake, ch. 6.
    """
    high_a, high_b = max(height_a_m, 0.0), max(height_b_m, 0.0)
    p = 2.0 / math.sqrt(3.0) * math.sqrt(radio_earth_m * (high_a + high_b) + 0.25 * range_m * range_m)
    sine = 2.0 * radio_earth_m * range_m * (high_b - high_a) / (p * p * p)
    from_a_m = 0.5 * range_m - p * math.sin(math.asin(min(max(sine, -1.0), 1.0)) / 3.0)
    from_b_m = range_m - from_a_m
    return (
        max(high_a - from_a_m * from_a_m / (2.0 * radio_earth_m), 0.0),
        max(high_b - from_b_m * from_b_m / (2.0 * radio_earth_m), 0.0),
    )


@kernel
def reflected_share(wave_height_m: float, grazing_rad: float, wavelength_m: float) -> float:
    """Of the amplitude, what a sea sends on as from a mirror: exp(-2 (2 pi s sin g / lambda)^2), s = Hs / 4.

    `wave_height_m` is the significant height Hs. Fits measurements up to s sin g / lambda of 0.1; of rougher seas it
    says too little. Source: Ament, Proc. IRE 41, 1953, p. 142; Beard, IRE Trans. AP-9, 1961.
    """
    rough = TAU * 0.25 * wave_height_m * math.sin(grazing_rad) / wavelength_m
    return math.exp(-2.0 * rough * rough)
