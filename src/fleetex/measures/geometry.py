"""Small distances on WGS84 by the mid-latitude: within 0.5 m at 20 nmi below 75 degrees. Degrees in, metres out.

Radii of curvature: Rapp, Geometric Geodesy I (1991), eqs. 3.87 and 3.99.
"""

import numpy as np
from numpy.typing import NDArray

from fleetex.units import WGS84_A_M, WGS84_F

Floats = NDArray[np.float64]
_E2 = WGS84_F * (2.0 - WGS84_F)


def east_north_m(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Floats, Floats]:
    """How far the second place lies east and north of the first, metres."""
    mid_rad = np.radians(0.5 * (np.asarray(lat1) + np.asarray(lat2)))
    w2 = 1.0 - _E2 * np.sin(mid_rad) ** 2
    meridian_m = WGS84_A_M * (1.0 - _E2) / w2**1.5
    normal_m = WGS84_A_M / np.sqrt(w2)
    lon_deg = (np.asarray(lon2) - np.asarray(lon1) + 180.0) % 360.0 - 180.0
    east = np.radians(lon_deg) * normal_m * np.cos(mid_rad)
    north = np.radians(np.asarray(lat2) - np.asarray(lat1)) * meridian_m
    return east, north


def along_across_m(east: Floats, north: Floats, bearing_deg: Floats) -> tuple[Floats, Floats]:
    """An offset seen along a bearing: metres ahead, metres to the right."""
    angle = np.radians(bearing_deg)
    return east * np.sin(angle) + north * np.cos(angle), east * np.cos(angle) - north * np.sin(angle)
