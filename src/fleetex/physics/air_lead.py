"""Where to lay a gun at what flies: a straight line through the director's looks, led by the time of flight. ECEF, SI.

The looks are fitted by least squares, each axis for itself, as far as they reach back; so an estimate lags behind a
target that turns, and errs the more the longer the shell flies.
"""

import math

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.air_ballistics import reach
from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import east_north_up

_SOLVING = 20
_SOLVED_S = 1e-4


@kernel
def straight_line(looks: NDArray[np.float64], now_s: float) -> NDArray[np.float64]:
    """(6,): place and velocity at `now_s` of the least-squares line through looks (n, 4): time, x, y, z; n over 1."""
    count = looks.shape[0]
    mean = 0.0
    for k in range(count):
        mean += (looks[k, 0] - now_s) / count
    square = 0.0
    for k in range(count):
        square += (looks[k, 0] - now_s - mean) ** 2
    line = np.zeros(6)
    for axis in range(3):
        middle = 0.0
        for k in range(count):
            middle += looks[k, axis + 1] / count
        slope = 0.0
        for k in range(count):
            slope += (looks[k, 0] - now_s - mean) * (looks[k, axis + 1] - middle) / square
        line[axis] = middle - slope * mean
        line[axis + 3] = slope
    return line


@kernel
def lead(
    looks: NDArray[np.float64],
    gun: NDArray[np.float64],
    table: NDArray[np.float64],
    elevation_rad_max: float,
    time_s_max: float,
    now_s: float,
) -> NDArray[np.float64]:
    """(9,): time of flight, point of aim (3), the shell's velocity there (3), slant range, elevation; nan out of reach.

    looks: (n, 4), see `straight_line`; gun: (3,), at sea level; table: of `air_ballistics`. The shell's own velocity is
    taken along the line of sight. Practice: Naval Ordnance and Gunnery (NAVPERS 10798), vol. 2, ch. 20, in own words.
    """
    line = straight_line(looks, now_s)
    ex, ey, ez, nx, ny, nz, ux, uy, uz = east_north_up(gun[0], gun[1], gun[2])
    found = np.full(9, math.nan)
    flight = 0.0
    for _ in range(_SOLVING):
        dx = line[0] + line[3] * flight - gun[0]
        dy = line[1] + line[4] * flight - gun[1]
        dz = line[2] + line[5] * flight - gun[2]
        east = dx * ex + dy * ey + dz * ez
        north = dx * nx + dy * ny + dz * nz
        height = dx * ux + dy * uy + dz * uz
        ground = math.sqrt(east * east + north * north)
        elevation, needed, speed = reach(table, elevation_rad_max, time_s_max, ground, height)
        if math.isnan(needed):
            return found
        settled = abs(needed - flight) < _SOLVED_S
        flight = needed
        if settled:
            slant = math.sqrt(dx * dx + dy * dy + dz * dz)
            found[0] = flight
            found[1], found[2], found[3] = gun[0] + dx, gun[1] + dy, gun[2] + dz
            found[4], found[5], found[6] = speed * dx / slant, speed * dy / slant, speed * dz / slant
            found[7] = slant
            found[8] = elevation
            return found
    return found
