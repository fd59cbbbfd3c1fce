"""Where what flies truly is, in space: kernels for the Python side. ECEF (m, m/s), the height above the sea in it."""

import math

import numpy as np
from numpy.typing import NDArray

from fleetex.engine.motion import motion_now
from fleetex.engine.tables import head_of, unit_at
from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import east_north_up


@kernel
def in_space(at: int, u: int, t: float) -> NDArray[np.float64]:
    """(7,): place, velocity and height of a unit; its speed is that over the ground, 0.1 % too little at 6 km."""
    w = head_of(at)
    s = unit_at(w, u)
    x, y, z, vx, vy, vz = motion_now(w, u, t)
    _, _, _, _, _, _, ux, uy, uz = east_north_up(x, y, z)
    height = s.height_m + s.climb_mps * (t - s.leg_s)
    found = np.empty(7)
    found[0], found[1], found[2] = x + ux * height, y + uy * height, z + uz * height
    found[3], found[4], found[5] = vx + ux * s.climb_mps, vy + uy * s.climb_mps, vz + uz * s.climb_mps
    found[6] = height
    return found


@kernel
def bearing_of(gun: NDArray[np.float64], there: NDArray[np.float64]) -> tuple[float, float]:
    """Bearing (rad) and slant range (m) of a place (3,) from a gun (3,)."""
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(gun[0], gun[1], gun[2])
    d = there - gun
    east = d[0] * ex + d[1] * ey + d[2] * ez
    north = d[0] * nx + d[1] * ny + d[2] * nz
    return math.atan2(east, north), math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])


@kernel
def sight_axes(gun: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, 3): unit vectors up across the line of sight from a gun (3,) to a place (3,), right of it, and along it."""
    dx, dy, dz = there[0] - gun[0], there[1] - gun[1], there[2] - gun[2]
    size = math.sqrt(dx * dx + dy * dy + dz * dz)
    dx, dy, dz = dx / size, dy / size, dz / size
    ex, ey, ez, _, _, _, ux, uy, uz = east_north_up(gun[0], gun[1], gun[2])
    rx, ry, rz = dy * uz - dz * uy, dz * ux - dx * uz, dx * uy - dy * ux
    size = math.sqrt(rx * rx + ry * ry + rz * rz)
    if size > 1e-9:
        rx, ry, rz = rx / size, ry / size, rz / size
    else:
        rx, ry, rz = ex, ey, ez
    axes = np.empty((3, 3))
    axes[0, 0], axes[0, 1], axes[0, 2] = ry * dz - rz * dy, rz * dx - rx * dz, rx * dy - ry * dx
    axes[1, 0], axes[1, 1], axes[1, 2] = rx, ry, rz
    axes[2, 0], axes[2, 1], axes[2, 2] = dx, dy, dz
    return axes


@kernel
def sighted(
    gun: NDArray[np.float64], there: NDArray[np.float64], up_m: float, right_m: float, along_m: float
) -> tuple[float, float, float]:
    """Where a place (3,) is seen from a gun (3,) with an error up, right and along the line of sight."""
    axes = sight_axes(gun, there)
    return (
        there[0] + axes[0, 0] * up_m + axes[1, 0] * right_m + axes[2, 0] * along_m,
        there[1] + axes[0, 1] * up_m + axes[1, 1] * right_m + axes[2, 1] * along_m,
        there[2] + axes[0, 2] * up_m + axes[1, 2] * right_m + axes[2, 2] * along_m,
    )
