"""Where a shell is in the air, by elevation and time of flight: the table that fire at air targets is laid by. SI, rad.

A shell's place is told from the bore: `along` it, and `drop` below it at right angles. Both hang little on elevation,
so a few elevations serve, and one inversion gives elevation and time of flight for any place that the gun can reach.
"""

import math

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.atmosphere import air
from fleetex.physics.compiled import kernel
from fleetex.physics.g7_drag import drag_coefficient_g7
from fleetex.units import GRAVITY_MPS2

ALONG_M, DROP_M, SPEED_MPS = 0, 1, 2
ELEVATIONS = 13
TIMES = 121
_STEP_S = 0.02
_SOLVING = 12


@kernel
def _pull(height_m: float, along_mps: float, up_mps: float, drag_m2pkg: float) -> tuple[float, float]:
    """Accelerations along the ground and up."""
    speed = math.sqrt(along_mps * along_mps + up_mps * up_mps)
    _, _, density, sound = air(max(height_m, 0.0))
    retardation = density * speed * drag_m2pkg * drag_coefficient_g7(speed / sound)
    return -retardation * along_mps, -retardation * up_mps - GRAVITY_MPS2


@kernel
def air_table(muzzle_mps: float, drag_m2pkg: float, elevation_rad_max: float, time_s_max: float) -> NDArray[np.float64]:
    """Shape (ELEVATIONS, TIMES, 3): along (m), drop (m), speed (m/s), even in elevation from 0 and in time from 0.

    `drag_m2pkg` from `ballistics.drag_per_kg`. The midpoint rule at 20 ms: within 1e-4 of the range of a step a tenth
    as long. Source: McCoy, Modern Exterior Ballistics, ch. 8 (point mass), as `ballistics.trajectory`.
    """
    table = np.zeros((ELEVATIONS, TIMES, 3))
    steps = max(1, math.ceil(time_s_max / (TIMES - 1.0) / _STEP_S))
    step = time_s_max / (TIMES - 1.0) / steps
    for row in range(ELEVATIONS):
        elevation = elevation_rad_max * row / (ELEVATIONS - 1.0)
        cosine = math.cos(elevation)
        sine = math.sin(elevation)
        x = 0.0
        y = 0.0
        u = muzzle_mps * cosine
        w = muzzle_mps * sine
        table[row, 0, SPEED_MPS] = muzzle_mps
        for column in range(1, TIMES):
            for _ in range(steps):
                au, aw = _pull(y, u, w, drag_m2pkg)
                mu = u + 0.5 * step * au
                mw = w + 0.5 * step * aw
                au, aw = _pull(y + 0.5 * step * w, mu, mw, drag_m2pkg)
                x += step * mu
                y += step * mw
                u += step * au
                w += step * aw
            table[row, column, ALONG_M] = x * cosine + y * sine
            table[row, column, DROP_M] = x * sine - y * cosine
            table[row, column, SPEED_MPS] = math.sqrt(u * u + w * w)
    return table


@kernel
def _row_share(elevation_rad: float, elevation_rad_max: float) -> tuple[int, float]:
    """The row below an elevation, and the share of the way to the next."""
    at = min(max(elevation_rad / elevation_rad_max, 0.0), 1.0) * (ELEVATIONS - 1.0)
    low = min(int(at), ELEVATIONS - 2)
    return low, at - low


@kernel
def _slant_m(table: NDArray[np.float64], low: int, share: float, column: int) -> float:
    along = (1.0 - share) * table[low, column, ALONG_M] + share * table[low + 1, column, ALONG_M]
    drop = (1.0 - share) * table[low, column, DROP_M] + share * table[low + 1, column, DROP_M]
    return math.sqrt(along * along + drop * drop)


@kernel
def reach(
    table: NDArray[np.float64], elevation_rad_max: float, time_s_max: float, ground_m: float, height_m: float
) -> tuple[float, float, float]:
    """(elevation_rad, flight_s, speed_mps) with which a shell passes through a place so far off and so high.

    All nan where the gun cannot reach it: beyond the table's time of flight, or above its greatest elevation. A place
    below the gun's own level is laid for level with it.
    """
    slant = math.sqrt(ground_m * ground_m + height_m * height_m)
    sight = math.atan2(max(height_m, 0.0), ground_m)
    elevation = sight
    flight = 0.0
    speed = 0.0
    for _ in range(_SOLVING):
        low, share = _row_share(elevation, elevation_rad_max)
        if slant > _slant_m(table, low, share, TIMES - 1):
            return math.nan, math.nan, math.nan
        first = 0
        last = TIMES - 1
        while last - first > 1:
            middle = (first + last) // 2
            if _slant_m(table, low, share, middle) <= slant:
                first = middle
            else:
                last = middle
        near = _slant_m(table, low, share, first)
        part = (slant - near) / (_slant_m(table, low, share, last) - near)
        flight = (first + part) * time_s_max / (TIMES - 1.0)
        keep = 1.0 - share
        along = keep * (table[low, first, ALONG_M] * (1.0 - part) + table[low, last, ALONG_M] * part)
        along += share * (table[low + 1, first, ALONG_M] * (1.0 - part) + table[low + 1, last, ALONG_M] * part)
        drop = keep * (table[low, first, DROP_M] * (1.0 - part) + table[low, last, DROP_M] * part)
        drop += share * (table[low + 1, first, DROP_M] * (1.0 - part) + table[low + 1, last, DROP_M] * part)
        speed = keep * (table[low, first, SPEED_MPS] * (1.0 - part) + table[low, last, SPEED_MPS] * part)
        speed += share * (table[low + 1, first, SPEED_MPS] * (1.0 - part) + table[low + 1, last, SPEED_MPS] * part)
        wanted = sight + math.atan2(drop, along)
        settled = abs(wanted - elevation) < 1e-7
        elevation = wanted
        if settled:
            break
    if elevation > elevation_rad_max:
        return math.nan, math.nan, math.nan
    return elevation, flight, speed
