"""The rhumb line on WGS84: where a held course leads. Degrees and metres at the edge, NumPy arrays in and out.

The meridian arc m(lat) and its inverse are the series of rectifying latitude in the third flattening n to n^5 (Karney,
"On auxiliary latitudes", 2024, doi:10.1080/00396265.2023.2217604, tables A.3 and A.4; the same as Helmert 1880): for
WGS84 the first term left out is 4e-15 of the arc. Isometric latitude is psi = artanh(sin lat) - e artanh(e sin lat).
On a rhumb line of azimuth alpha, m grows by s cos(alpha) and longitude by s sin(alpha) times the mean of
d psi / d m over the way (Karney, "The area of rhumb polygons", 2024, section 2, doi:10.1007/s11200-024-0709-z).
"""

import math

import numpy as np
import numpy.typing as npt

from fleetex.units import WGS84_A_M, WGS84_F

Degrees = npt.NDArray[np.float64]

_N = WGS84_F / (2.0 - WGS84_F)
_E2 = WGS84_F * (2.0 - WGS84_F)
_E = math.sqrt(_E2)
_ARC_M = WGS84_A_M / (1.0 + _N) * (1.0 + _N**2 / 4.0 + _N**4 / 64.0)
"""Metres of meridian a radian of rectifying latitude."""
_TO_RECTIFYING = (
    -3.0 / 2.0 * _N + 9.0 / 16.0 * _N**3 - 3.0 / 32.0 * _N**5,
    15.0 / 16.0 * _N**2 - 15.0 / 32.0 * _N**4,
    -35.0 / 48.0 * _N**3 + 105.0 / 256.0 * _N**5,
    315.0 / 512.0 * _N**4,
    -693.0 / 1280.0 * _N**5,
)
_FROM_RECTIFYING = (
    3.0 / 2.0 * _N - 27.0 / 32.0 * _N**3 + 269.0 / 512.0 * _N**5,
    21.0 / 16.0 * _N**2 - 55.0 / 32.0 * _N**4,
    151.0 / 96.0 * _N**3 - 417.0 / 128.0 * _N**5,
    1097.0 / 512.0 * _N**4,
    8011.0 / 2560.0 * _N**5,
)
_SHORT_RAD = 0.01
"""Below this difference of latitude (64 km) the quotient of differences loses digits, and quadrature is exact."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(5)


def meridian_arc_m(lat_deg: npt.ArrayLike) -> Degrees:
    """Distance along the meridian from the equator, north positive."""
    lat = np.radians(np.asarray(lat_deg, dtype=np.float64))
    return np.asarray(_ARC_M * _with_series(lat, _TO_RECTIFYING))


def rhumb_destination(
    lat_deg: npt.ArrayLike, lon_deg: npt.ArrayLike, course_deg: npt.ArrayLike, distance_m: npt.ArrayLike
) -> tuple[Degrees, Degrees]:
    """Latitude and longitude (in [-180, 180)) reached by holding a course; NaN if that leads past a pole.

    Arguments of shapes that broadcast; a negative distance goes back.
    """
    lat_1 = np.radians(np.asarray(lat_deg, dtype=np.float64))
    course = np.radians(np.asarray(course_deg, dtype=np.float64))
    distance = np.asarray(distance_m, dtype=np.float64)
    rectifying = _with_series(lat_1, _TO_RECTIFYING) + distance * np.cos(course) / _ARC_M
    rectifying = np.where(np.abs(rectifying) < math.pi / 2.0, rectifying, np.nan)
    lat_2 = _with_series(rectifying, _FROM_RECTIFYING)
    east = np.degrees(distance * np.sin(course) * _mean_slope(lat_1, lat_2))
    lon_2 = np.mod(np.asarray(lon_deg, dtype=np.float64) + east + 180.0, 360.0) - 180.0
    return np.asarray(np.degrees(lat_2)), np.asarray(lon_2)


def _with_series(lat: Degrees, coefficients: tuple[float, ...]) -> Degrees:
    total = np.array(lat, dtype=np.float64)
    for number, coefficient in enumerate(coefficients, start=1):
        total = total + coefficient * np.sin(2.0 * number * lat)
    return total


def _mean_slope(lat_1: Degrees, lat_2: Degrees) -> Degrees:
    """(psi(lat_2) - psi(lat_1)) / (m(lat_2) - m(lat_1)), 1/m; its limit, one over the parallel's radius, at no change.

    Near ones by five-point Gauss-Legendre means of d psi / d lat and d m / d lat (relative error below 1e-14 up to
    75 degrees), others directly.
    """
    middle, half = (lat_1 + lat_2) / 2.0, (lat_2 - lat_1) / 2.0
    mean_psi, mean_arc = np.zeros_like(middle), np.zeros_like(middle)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        lat = middle + half * node
        shrink = 1.0 - _E2 * np.sin(lat) ** 2
        mean_psi += weight / (shrink * np.cos(lat))
        mean_arc += weight * WGS84_A_M / shrink**1.5
    near = mean_psi / mean_arc
    far_apart = np.abs(lat_2 - lat_1) >= _SHORT_RAD
    arc = _ARC_M * (_with_series(lat_2, _TO_RECTIFYING) - _with_series(lat_1, _TO_RECTIFYING))
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (_isometric(lat_2) - _isometric(lat_1)) / arc
    return np.asarray(np.where(far_apart, far, near))


def _isometric(lat: Degrees) -> Degrees:
    sine = np.sin(lat)
    return np.asarray(np.arcsinh(np.tan(lat)) - _E * np.arctanh(_E * sine))
