"""The standard atmosphere: air's temperature, pressure, density and speed of sound at a height above the sea. SI."""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import GRAVITY_MPS2

EARTH_M = 6_356_766.0
GAS_JPKGK = 287.05287
SEA_K = 288.15
SEA_PA = 101_325.0
_ADIABATIC = 1.4

_BASE_M = (0.0, 11_000.0, 20_000.0, 32_000.0, 47_000.0, 51_000.0, 71_000.0)
"""Geopotential heights at which the layers begin; the first also serves below the sea."""
_LAST = len(_BASE_M) - 1
_LAPSE_KPM = (-0.0065, 0.0, 0.001, 0.0028, 0.0, -0.0028, -0.002)


def _layers() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Temperature and pressure at the foot of each layer, from the sea up."""
    kelvin, pascal = [SEA_K], [SEA_PA]
    for low, high, lapse in zip(_BASE_M, _BASE_M[1:], _LAPSE_KPM, strict=False):
        kelvin.append(kelvin[-1] + lapse * (high - low))
        if lapse == 0.0:
            pascal.append(pascal[-1] * math.exp(-GRAVITY_MPS2 * (high - low) / (GAS_JPKGK * kelvin[-1])))
        else:
            pascal.append(pascal[-1] * math.pow(kelvin[-1] / kelvin[-2], -GRAVITY_MPS2 / (GAS_JPKGK * lapse)))
    return tuple(kelvin), tuple(pascal)


_BASE_K, _BASE_PA = _layers()


@kernel
def air(height_m: float) -> tuple[float, float, float, float]:
    """(temperature K, pressure Pa, density kg/m3, speed of sound m/s) at a geometric height.

    Valid from -5 km to 80 km; above it the last layer goes on.
    Source: ICAO Doc 7488/3, Manual of the ICAO Standard Atmosphere, 1993.
    """
    level_m = EARTH_M * height_m / (EARTH_M + height_m)
    layer = 0
    if level_m > _BASE_M[1]:
        layer = 1
        if level_m > _BASE_M[2]:
            layer = 2
            while layer < _LAST and level_m > _BASE_M[layer + 1]:
                layer += 1
    up_m = level_m - _BASE_M[layer]
    lapse = _LAPSE_KPM[layer]
    kelvin = _BASE_K[layer] + lapse * up_m
    if lapse == 0.0:
        pascal = _BASE_PA[layer] * math.exp(-GRAVITY_MPS2 * up_m / (GAS_JPKGK * kelvin))
    else:
        pascal = _BASE_PA[layer] * math.pow(kelvin / _BASE_K[layer], -GRAVITY_MPS2 / (GAS_JPKGK * lapse))
    return kelvin, pascal, pascal / (GAS_JPKGK * kelvin), math.sqrt(_ADIABATIC * GAS_JPKGK * kelvin)
