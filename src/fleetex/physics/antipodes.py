"""Geodesics between nearly opposite points, where Vincenty's iteration fails: the azimuth at the start by halving.

Reduced latitudes, radians and metres. The points are taken so that the first lies further from the equator and south of
it; then the longitude reached rises with the azimuth.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import WGS84_A_M, WGS84_F

_B = WGS84_A_M * (1.0 - WGS84_F)
_SECOND_E2 = (WGS84_A_M * WGS84_A_M - _B * _B) / (_B * _B)
_STEPS = 200
_HALVINGS = 80
_OFF_EQUATOR = 1e-12
"""A first point on the equator counts as so far south of it (6 micrometres)."""


@kernel
def _travelled(from_rad: float, to_rad: float, azimuth_rad: float) -> tuple[float, float, float]:
    """(longitude passed, metres, azimuth at the end) from one reduced latitude to another, reached going north.

    Source: Karney, Algorithms for geodesics, J. Geodesy 87, 2013, p. 43, equations 5 to 9 and 45; the integrals by
    Simpson's rule.
    """
    sine, cosine = math.sin(azimuth_rad), math.cos(azimuth_rad)
    near, far = math.cos(from_rad), math.cos(to_rad)
    node = sine * near
    arriving = math.sqrt(max(cosine * cosine * near * near + (far * far - near * near), 0.0)) / far
    begin = math.atan2(math.sin(from_rad), cosine * near)
    end = math.atan2(math.sin(to_rad), arriving * far)
    turned = math.atan2(node * math.sin(to_rad), arriving * far) - math.atan2(node * math.sin(from_rad), cosine * near)
    k2 = _SECOND_E2 * (1.0 - node * node)
    h = (end - begin) / _STEPS
    length = lag = 0.0
    for i in range(_STEPS + 1):
        root = math.sqrt(1.0 + k2 * math.sin(begin + i * h) ** 2)
        weight = 1.0 if i in (0, _STEPS) else (4.0 if i % 2 == 1 else 2.0)
        length += weight * root
        lag += weight * (2.0 - WGS84_F) / (1.0 + (1.0 - WGS84_F) * root)
    passed = turned - WGS84_F * node * lag * h / 3.0
    return passed, _B * length * h / 3.0, math.atan2(node / far, arriving)


@kernel
def antipodal(first_rad: float, second_rad: float, apart_rad: float) -> tuple[float, float]:
    """(length in m, azimuth at the first point) of the geodesic between reduced latitudes so far apart in longitude.

    Within a micrometre of GeographicLib for points up to a few degrees from opposite; longitudes in [-pi, pi].
    Source: Karney, J. Geodesy 87, 2013, section 4: the azimuth at which the longitude is met.
    """
    swapped = abs(first_rad) < abs(second_rad)
    start = second_rad if swapped else first_rad
    goal = first_rad if swapped else second_rad
    mirrored = start >= 0.0
    if mirrored:
        start, goal = -start, -goal
    start = min(start, -_OFF_EQUATOR)
    low, high = 0.0, math.pi
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _travelled(start, goal, middle)[0] < abs(apart_rad):
            low = middle
        else:
            high = middle
    leaving = 0.5 * (low + high)
    _, length_m, arriving = _travelled(start, goal, leaving)
    azimuth = math.pi - arriving if swapped else leaving
    if mirrored:
        azimuth = math.pi - azimuth
    return length_m, azimuth if apart_rad >= 0.0 else -azimuth
