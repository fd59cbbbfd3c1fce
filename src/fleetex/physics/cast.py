"""What a CTD cast measures made into what sound asks: depth from pressure, and sound speed by the equation of 1977.

Pressure is the sea's own (0 at the surface) in dbar, temperature in degrees Celsius, salinity in practical units.
Plain Python: reckoned once a profile when an exercise is read and compiled.
"""

import math
from collections.abc import Sequence

T68_PER_T90 = 1.00024
"""Temperatures are ITS-90 today; the equations of 1977 and 1983 take IPTS-68."""
NEWTON_M = 1e-7


def depth_from_pressure_m(pressure_dbar: float, latitude_rad: float) -> float:
    """Depth of a pressure in the standard ocean (35 psu, 0 C): (9.72659 P - 2.2512e-5 P^2 + 2.279e-10 P^3
    - 1.82e-15 P^4) / g, with g = 9.780318 (1 + 5.2788e-3 s + 2.36e-5 s^2) + 1.092e-6 P, s = sin^2 of the latitude.

    0 to 10,000 dbar; what the water's own density adds (its dynamic height, up to some 2 m) is left out.
    Source: Saunders & Fofonoff, Deep-Sea Res. 23, 1976, p. 109; Fofonoff & Millard, UNESCO Technical Papers in Marine
    Science 44, 1983, p. 25.
    """
    p = pressure_dbar
    s = math.sin(latitude_rad) ** 2
    gravity = 9.780318 * (1.0 + s * (5.2788e-3 + s * 2.36e-5)) + 1.092e-6 * p
    return p * (9.72659 + p * (-2.2512e-5 + p * (2.279e-10 - p * 1.82e-15))) / gravity


def pressure_at_depth_dbar(depth_m: float, latitude_rad: float) -> float:
    """The pressure whose depth by `depth_from_pressure_m` this is, to a tenth of a micrometre, by secants."""
    before, pressure = 0.0, depth_m * 1.01
    off_before, off = -depth_m, depth_from_pressure_m(pressure, latitude_rad) - depth_m
    while abs(off) > NEWTON_M:
        step = off * (pressure - before) / (off - off_before)
        before, off_before = pressure, off
        pressure -= step
        off = depth_from_pressure_m(pressure, latitude_rad) - depth_m
    return pressure


_WATER = (
    (1402.388, 5.03711, -5.80852e-2, 3.3420e-4, -1.47800e-6, 3.1464e-9),
    (0.153563, 6.8982e-4, -8.1788e-6, 1.3621e-7, -6.1185e-10),
    (3.1260e-5, -1.7107e-6, 2.5974e-8, -2.5335e-10, 1.0405e-12),
    (-9.7729e-9, 3.8504e-10, -2.3643e-12),
)
_A = (
    (1.389, -1.262e-2, 7.164e-5, 2.006e-6, -3.21e-8),
    (9.4742e-5, -1.2580e-5, -6.4885e-8, 1.0507e-8, -2.0122e-10),
    (-3.9064e-7, 9.1041e-9, -1.6002e-10, 7.988e-12),
    (1.100e-10, 6.649e-12, -3.389e-13),
)
_B = ((-1.922e-2, -4.42e-5), (7.3637e-5, 1.7945e-7))
_D = ((1.727e-3,), (-7.9836e-6,))
"""Row k: the polynomial of temperature that stands at the k-th power of pressure."""


def sound_speed_chen_millero_mps(salinity_psu: float, temperature_68_c: float, pressure_dbar: float) -> float:
    """Speed of sound in the sea (m/s): Cw + A S + B S^1.5 + D S^2, each a polynomial of temperature (IPTS-68) and of
    pressure in bar.

    0 to 40 C, 0 to 40 psu, 0 to 10,000 dbar; standard error 0.19 m/s. Deep down it is up to 0.6 m/s too fast.
    Source: Chen & Millero, J. Acoust. Soc. Am. 62, 1977, p. 1129; Fofonoff & Millard, UNESCO Technical Papers in Marine
    Science 44, 1983, p. 46.
    """
    bar = 0.1 * pressure_dbar
    water, a, b, d = (_of_both(part, temperature_68_c, bar) for part in (_WATER, _A, _B, _D))
    return water + salinity_psu * (a + b * math.sqrt(salinity_psu) + d * salinity_psu)


def _of_both(rows: Sequence[Sequence[float]], temperature: float, pressure: float) -> float:
    """A polynomial of pressure whose coefficients are polynomials of temperature."""
    return _polynomial([_polynomial(row, temperature) for row in rows], pressure)


def _polynomial(coefficients: Sequence[float], x: float) -> float:
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def potential_temperature_c(salinity_psu: float, temperature_c: float, pressure_dbar: float) -> float:
    """What water would measure at the surface, brought there without loss of heat (ITS-90, as is its temperature).

    The adiabatic lapse rate, a polynomial, integrated in one step of Runge and Kutta as Gill weighs it.
    0 to 40 C, 30 to 40 psu, 0 to 10,000 dbar, within 0.003 C.
    Source: Bryden, Deep-Sea Res. 20, 1973, p. 401; Fofonoff & Millard, UNESCO Technical Papers in Marine Science 44,
    1983, p. 42.
    """
    s, p, down = salinity_psu, pressure_dbar, -pressure_dbar
    root = math.sqrt(0.5)
    change = down * _lapse_rate(s, temperature_c * T68_PER_T90, p)
    theta = temperature_c * T68_PER_T90 + 0.5 * change
    q = change
    change = down * _lapse_rate(s, theta, p + 0.5 * down)
    theta += (1.0 - root) * (change - q)
    q = (2.0 - 2.0 * root) * change + (3.0 * root - 2.0) * q
    change = down * _lapse_rate(s, theta, p + 0.5 * down)
    theta += (1.0 + root) * (change - q)
    q = (2.0 + 2.0 * root) * change - (2.0 + 3.0 * root) * q
    change = down * _lapse_rate(s, theta, p + down)
    return (theta + (change - 2.0 * q) / 6.0) / T68_PER_T90


def _lapse_rate(salinity_psu: float, temperature_68_c: float, pressure_dbar: float) -> float:
    """Change of temperature with pressure where no heat is lost (C per dbar)."""
    s, t, p = salinity_psu - 35.0, temperature_68_c, pressure_dbar
    still = 3.5803e-5 + t * (8.5258e-6 + t * (-6.836e-8 + t * 6.6228e-10)) + (1.8932e-6 - 4.2393e-8 * t) * s
    first = 1.8741e-8 + t * (-6.7795e-10 + t * (8.733e-12 - t * 5.4481e-14)) + (-1.1351e-10 + 2.7759e-12 * t) * s
    second = -4.6206e-13 + t * (1.8676e-14 - t * 2.1687e-16)
    return still + p * (first + p * second)
