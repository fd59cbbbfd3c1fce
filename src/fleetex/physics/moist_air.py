"""Water vapour in air at the sea: how much there is, and how much there can be. Pressures in hPa, densities in g/m3.

saturated_vapour_hpa(20.0, 1013.25)  ->  23.5        vapour_density_gpm3(23.5, 293.15)  ->  17.4
"""

import math

SEA_HPA = 1013.25
KELVIN = 273.15
_GRAMS_K_PER_HPA = 216.7
"""Of a cubic metre: a gas of 18.015 g/mol."""


def saturated_vapour_hpa(temperature_c: float, pressure_hpa: float) -> float:
    """Most that the vapour's pressure comes to over water, EF a exp((b - t / d) t / (t + c)) of a temperature t (C):
    a 6.1121 hPa, b 18.678, c 257.14 C, d 234.5 C, EF 1 + 1e-4 (7.2 + P (0.0320 + 5.9e-6 t^2)), P the total pressure.

    -40 to 50 C within 0.2 %; beyond, to -60 and 60, for limits alone. Source: ITU-R P.453-14 (2019), section 1.
    """
    t = temperature_c
    enhanced = 1.0 + 1e-4 * (7.2 + pressure_hpa * (0.0320 + 5.9e-6 * t * t))
    return enhanced * 6.1121 * math.exp((18.678 - t / 234.5) * t / (t + 257.14))


def vapour_pressure_hpa(density_gpm3: float, temperature_k: float) -> float:
    """Pressure of water vapour of a density: rho T / 216.7. Source: ITU-R P.453-14 (2019), section 1."""
    return density_gpm3 * temperature_k / _GRAMS_K_PER_HPA


def vapour_density_gpm3(pressure_hpa: float, temperature_k: float) -> float:
    """Density of water vapour of a pressure: 216.7 e / T, `vapour_pressure_hpa` turned round."""
    return _GRAMS_K_PER_HPA * pressure_hpa / temperature_k
