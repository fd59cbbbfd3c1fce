"""What rain and the gases of air take of a radio wave by the way. Frequencies in Hz, rain in mm/h.

rain_law(9.4e9, 0.0, 0.0)  ->  (0.0099, 1.26)        10 mm/h of rain take 0.18 dB a kilometre of a surface radar
Plain Python: reckoned once a radar when an exercise is compiled; what a run asks at each look is in `air_loss_law`.
"""

import math

from fleetex.physics.air_loss_law import NEPER_DB
from fleetex.physics.gas_lines import OXYGEN, VAPOUR
from fleetex.physics.moist_air import KELVIN, SEA_HPA, vapour_pressure_hpa

Terms = tuple[tuple[float, float, float], ...]

_K_H: tuple[Terms, float, float] = (
    ((-5.33980, -0.10008, 1.13098), (-0.35351, 1.26970, 0.45400), (-0.23789, 0.86036, 0.15354),
     (-0.94158, 0.64552, 0.16817)),
    -0.18961,
    0.71147,
)  # fmt: skip
_K_V: tuple[Terms, float, float] = (
    ((-3.80595, 0.56934, 0.81061), (-3.44965, -0.22911, 0.51059), (-0.39902, 0.73042, 0.11899),
     (0.50167, 1.07319, 0.27195)),
    -0.16398,
    0.63297,
)  # fmt: skip
_ALPHA_H: tuple[Terms, float, float] = (
    ((-0.14318, 1.82442, -0.55187), (0.29591, 0.77564, 0.19822), (0.32177, 0.63773, 0.13164),
     (-5.37610, -0.96230, 1.47828), (16.1721, -3.29980, 3.43990)),
    0.67849,
    -1.95537,
)  # fmt: skip
_ALPHA_V: tuple[Terms, float, float] = (
    ((-0.07771, 2.33840, -0.76284), (0.56727, 0.95545, 0.54039), (-0.20238, 1.14520, 0.26809),
     (-48.2991, 0.791669, 0.116226), (48.5833, 0.791459, 0.116479)),
    -0.053739,
    0.83433,
)  # fmt: skip


def _curve(coefficients: tuple[Terms, float, float], freq_hz: float) -> float:
    """sum of a exp(-((log f - b) / c)^2), plus m log f + c0, f in GHz."""
    terms, slope, constant = coefficients
    place = math.log10(freq_hz / 1e9)
    return sum(a * math.exp(-(((place - b) / c) ** 2)) for a, b, c in terms) + slope * place + constant


def rain_law(freq_hz: float, tilt_rad: float, elevation_rad: float) -> tuple[float, float]:
    """(k, alpha) of k R^alpha in dB/km, R in mm/h, for a polarisation tilted from the horizontal and a path that rises.

    k = (kH + kV + (kH - kV) cos^2 e cos 2t) / 2, alpha likewise of k alpha over 2 k. Valid for 1 to 1,000 GHz.
    Source: ITU-R P.838-3, 2005, equations 1 to 5, tables 1 to 4.
    """
    k_h, k_v = math.pow(10.0, _curve(_K_H, freq_hz)), math.pow(10.0, _curve(_K_V, freq_hz))
    alpha_h, alpha_v = _curve(_ALPHA_H, freq_hz), _curve(_ALPHA_V, freq_hz)
    lean = math.cos(elevation_rad) ** 2 * math.cos(2.0 * tilt_rad)
    k = (k_h + k_v + (k_h - k_v) * lean) / 2.0
    return k, (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * lean) / (2.0 * k)


def gas_np_per_m(freq_hz: float, temperature_degc: float, vapour_gpm3: float) -> float:
    """What both take of an echo at sea level, out and back (nepers of power a metre), at 1,013.25 hPa in all."""
    kelvin = temperature_degc + KELVIN
    dry_hpa = SEA_HPA - vapour_pressure_hpa(vapour_gpm3, kelvin)
    one_way: float = oxygen_db_per_m(freq_hz, dry_hpa, kelvin, vapour_gpm3) + vapour_db_per_m(
        freq_hz, dry_hpa, kelvin, vapour_gpm3
    )
    return 2.0 * one_way / NEPER_DB


def oxygen_db_per_m(freq_hz: float, dry_hpa: float, temperature_k: float, vapour_gpm3: float) -> float:
    """What dry air takes (dB/m, one way): 0.1820 f N'', of 44 lines of oxygen and the dry continuum; line by line.

    N'' = sum of S F + f p theta^2 (6.14e-5 / (d (1 + (f / d)^2)) + 1.4e-12 p theta^1.5 / (1 + 1.9e-5 f^1.5)), theta =
    300 / T, d = 5.6e-4 (p + e) theta^0.8, S = a1 1e-7 p theta^3 exp(a2 (1 - theta)). Valid for 1 to 1,000 GHz.
    Source: ITU-R P.676-12, 2019, Annex 1.
    """
    f, theta = freq_hz / 1e9, 300.0 / temperature_k
    p, e = dry_hpa, vapour_pressure_hpa(vapour_gpm3, temperature_k)
    total = 0.0
    for line, a1, a2, a3, a4, a5, a6 in OXYGEN:
        strength = a1 * 1e-7 * p * theta**3 * math.exp(a2 * (1.0 - theta))
        width = a3 * 1e-4 * (p * theta ** (0.8 - a4) + 1.1 * e * theta)
        width = math.sqrt(width * width + 2.25e-6)
        mixing = (a5 + a6 * theta) * 1e-4 * (p + e) * theta**0.8
        total += strength * _shape(f, line, width, mixing)
    d = 5.6e-4 * (p + e) * theta**0.8
    debye = 6.14e-5 / (d * (1.0 + (f / d) ** 2)) + 1.4e-12 * p * theta**1.5 / (1.0 + 1.9e-5 * f**1.5)
    taken: float = 0.1820 * f * (total + f * p * theta * theta * debye) / 1000.0
    return taken


def vapour_db_per_m(freq_hz: float, dry_hpa: float, temperature_k: float, vapour_gpm3: float) -> float:
    """What water vapour takes (dB/m, one way): 0.1820 f N'', of 35 lines; line by line.

    N'' = sum of S F, S = b1 1e-1 e theta^3.5 exp(b2 (1 - theta)), e the vapour's pressure. Valid for 1 to 1,000 GHz.
    Source: ITU-R P.676-12, 2019, Annex 1.
    """
    f, theta = freq_hz / 1e9, 300.0 / temperature_k
    p, e = dry_hpa, vapour_pressure_hpa(vapour_gpm3, temperature_k)
    total = 0.0
    for line, b1, b2, b3, b4, b5, b6 in VAPOUR:
        strength = b1 * 1e-1 * e * theta**3.5 * math.exp(b2 * (1.0 - theta))
        width = b3 * 1e-4 * (p * theta**b4 + b5 * e * theta**b6)
        width = 0.535 * width + math.sqrt(0.217 * width * width + 2.1316e-12 * line * line / theta)
        total += strength * _shape(f, line, width, 0.0)
    return 0.1820 * f * total / 1000.0


def _shape(f: float, line: float, width: float, mixing: float) -> float:
    """F of a line: f / fi of two resonances, below and above, with interference between lines."""
    below = (width - mixing * (line - f)) / ((line - f) ** 2 + width * width)
    above = (width - mixing * (line + f)) / ((line + f) ** 2 + width * width)
    return f / line * (below + above)
