"""How air bends radio waves: the earth's effective radius, from the gradient of refractivity or from air at the sea.

k_factor(-39.0)  ->  1.331        k_factor(-100.0)  ->  2.75        refractivity(1010.0, 303.15, 35.0)  ->  400.7
"""

import math

from fleetex.units import EARTH_RADIUS_M

PER_KM = 1e-9
"""An N-unit per km as a gradient of the refractive index per m."""
DUCT_PER_KM = -157.0
"""Rays then follow the earth: below it no effective radius stands for the air (ITU-R P.453)."""
_K1, _K2 = 77.6, 4810.0
"""Of `refractivity`: K/hPa, and K."""
_MEAN_PER_KM, _MEAN_GROWTH = -7.32, 0.005577
"""Of `mean_gradient_per_km`."""


def refractivity(pressure_hpa: float, temperature_k: float, vapour_hpa: float) -> float:
    """N = 77.6 / T (P + 4810 e / T): N-units, P the total pressure, e that of water vapour.

    Holds to 0.5 % up to 100 GHz. Source: ITU-R P.453; Smith & Weintraub, Proc. IRE 41, 1953.
    """
    return _K1 / temperature_k * (pressure_hpa + _K2 * vapour_hpa / temperature_k)


def mean_gradient_per_km(surface_refractivity: float) -> float:
    """What N changes by in the first kilometre of air, on the mean over climates: -7.32 exp(0.005577 Ns).

    For Ns from 250 to 400. A warm sea's air may be far from the mean of a day. Source: Bean & Thayer, CRPL Exponential
    Reference Atmosphere, NBS Monograph 4, 1959.
    """
    return _MEAN_PER_KM * math.exp(_MEAN_GROWTH * surface_refractivity)


def vapour_for_gradient_hpa(gradient_per_km: float, pressure_hpa: float, temperature_k: float) -> float:
    """The vapour's pressure in air over which the mean gradient is this: `mean_gradient_per_km` and `refractivity`,
    both turned round."""
    surface = math.log(gradient_per_km / _MEAN_PER_KM) / _MEAN_GROWTH
    return (surface * temperature_k / _K1 - pressure_hpa) * temperature_k / _K2


def effective_earth_m(index_gradient_per_m: float) -> float:
    """a / (1 + a dn/dh): rays are straight over an earth of this radius. dn/dh > -1 / a, no duct.

    Source: ITU-R P.310; Skolnik, Introduction to Radar Systems, 3rd ed., ch. 8.
    """
    return EARTH_RADIUS_M / (1.0 + EARTH_RADIUS_M * index_gradient_per_m)


def k_factor(gradient_per_km: float) -> float:
    """Effective over true radius of the earth, 1 / (1 + a dN/dh 1e-9), dN/dh in N-units per km; above -157 N per km.

    Source: ITU-R P.310 and P.453.
    """
    return effective_earth_m(gradient_per_km * PER_KM) / EARTH_RADIUS_M
