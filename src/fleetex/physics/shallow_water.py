"""Sound between surface and bottom as a flux of energy: what the bottom keeps, and the loss over range.

A bottom is two numbers: its critical grazing angle (rad) and the loss of a reflection per radian of grazing angle below
it (nepers of power a radian). Both follow from density, speed and attenuation: `critical_rad`, `bottom_np_per_rad`.
"""

import math

from fleetex.physics.compiled import kernel

_WAVELENGTH_DB = 40.0 * math.pi / math.log(10.0)
"""Attenuation of 1 dB a wavelength is a loss factor of 1 / 54.575 (imaginary over real part of the wave number)."""


@kernel
def bottom_reflection_db(grazing_rad: float, density_ratio: float, speed_ratio: float, loss_factor: float) -> float:
    """Level of a plane wave off a fluid bottom (dB, 0 or less): Rayleigh's coefficient with a complex sound speed.

    R = (m sin g - root) / (m sin g + root), root = sqrt(n^2 - cos^2 g) with positive real part, m = density and
    1 / n = speed of the bottom over that of the water, n = (1 + i loss_factor) / speed_ratio.
    Source: Brekhovskikh & Lysanov, Fundamentals of Ocean Acoustics, ch. 3; APL-UW TR 9407.
    """
    sine = density_ratio * math.sin(grazing_rad)
    root_re, root_im = _root(grazing_rad, speed_ratio, loss_factor)
    above = (sine - root_re) * (sine - root_re) + root_im * root_im
    below = (sine + root_re) * (sine + root_re) + root_im * root_im
    return 10.0 * math.log10(max(above, 1e-30) / below)


@kernel
def bottom_turn_rad(grazing_rad: float, density_ratio: float, speed_ratio: float, loss_factor: float) -> float:
    """By how much a fluid bottom turns the phase of a plane wave off it: the argument of `bottom_reflection_db`'s R.

    Of waves that go as exp(i (k r - w t)). -pi off a bottom that gives way, at low angles; 0 off one that does not.
    """
    sine = density_ratio * math.sin(grazing_rad)
    root_re, root_im = _root(grazing_rad, speed_ratio, loss_factor)
    return math.atan2(-root_im, sine - root_re) - math.atan2(root_im, sine + root_re)


@kernel
def _root(grazing_rad: float, speed_ratio: float, loss_factor: float) -> tuple[float, float]:
    """sqrt(n^2 - cos^2 g), n = (1 + i loss_factor) / speed_ratio: real and imaginary part, both 0 or more."""
    cosine = math.cos(grazing_rad)
    n = 1.0 / speed_ratio
    real = n * n * (1.0 - loss_factor * loss_factor) - cosine * cosine
    imaginary = 2.0 * n * n * loss_factor
    size = math.hypot(real, imaginary)
    return math.sqrt(max(0.5 * (size + real), 0.0)), math.sqrt(max(0.5 * (size - real), 0.0))


@kernel
def loss_factor(attenuation_db_per_wavelength: float) -> float:
    """Imaginary over real part of the wave number of a medium: dB a wavelength / 54.575."""
    return attenuation_db_per_wavelength / _WAVELENGTH_DB


@kernel
def critical_rad(speed_ratio: float) -> float:
    """Grazing angle below which a faster bottom turns all sound back: acos(1 / ratio). A slower bottom: 0.05.

    0.05 rad stands for the little that mud returns by its upward refraction (notional).
    """
    if speed_ratio <= 1.00125:
        return 0.05
    return math.acos(1.0 / speed_ratio)


@kernel
def bottom_np_per_rad(density_ratio: float, speed_ratio: float, attenuation_db_per_wavelength: float) -> float:
    """Loss of power per reflection and radian of grazing angle (nepers): 4 m d cos^2 g / sin^3 g, g = `critical_rad`.

    First order in the grazing angle and in the loss factor d; near the critical angle of a dense bottom Rayleigh's
    coefficient loses less, half of this.
    Source: Weston, J. Sound Vib. 18(2), 1971, p. 271; Brekhovskikh & Lysanov, ch. 3.
    """
    angle = critical_rad(speed_ratio)
    cosine = math.cos(angle)
    sine = math.sin(angle)
    factor = loss_factor(attenuation_db_per_wavelength)
    return 4.0 * density_ratio * factor * cosine * cosine / (sine * sine * sine)


@kernel
def column_loss_db(range_m: float, water_depth_m: float, critical_angle_rad: float, np_per_rad: float) -> float:
    """Loss by spreading and bottom between any two depths of a column (dB re 1 m); depth-averaged, water alike.

    2 / (r H) times the integral of exp(-n g^2 r / (2 H)) over grazing angles g to the critical one: cylindrical
    spreading first, 15 log r where the bottom has stripped the steeper rays, the error function between them. Rises
    with range. Valid where many modes travel, water depth over 5 wavelengths (Weston's regions B and C); there within
    1 dB of wave theory over a tenth of the range, 2 dB rms at 1 to 5 wavelengths.
    Source: Weston, J. Sound Vib. 18(2), 1971, p. 271; Harrison, J. Acoust. Soc. Am. 114, 2003, p. 2744.
    """
    area_m2 = max(range_m, 1.0) * water_depth_m
    if area_m2 == math.inf:
        return math.inf
    root = math.sqrt(0.5 * np_per_rad * max(range_m, 1.0) / water_depth_m)
    reach = root * critical_angle_rad
    if reach < 1e-4:
        angle = critical_angle_rad
    else:
        angle = 0.5 * math.sqrt(math.pi) * math.erf(reach) / root
    return -10.0 * math.log10(2.0 * angle / area_m2)
