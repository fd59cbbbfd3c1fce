"""Shells as point masses: one trajectory, a gun's form factor, and its firing table. SI and radians.

Drag a = rho v^2 (pi d^2 / 4) i Cd_G7(v / c) / (2 m) in ICAO air, constant gravity, flat sea, gun and fall at sea level;
no spin, drift or turning earth. One form factor i a gun, fitted to one published range, then meets published tables to
3 % in range, 4 % in time of flight, 7 % in striking velocity and 3.5 degrees in angle of fall (tests/truth).

    table = firing_table(850.0, 33.0, 0.130, 1.0, 0.8)      # rows by range, columns RANGE_M ... PER_ELEVATION
    interpolate(table, 12_000.0)                            # what to lay, and what the shell then does
"""

import math

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.atmosphere import air
from fleetex.physics.compiled import kernel
from fleetex.physics.g7_drag import drag_coefficient_g7
from fleetex.units import GRAVITY_MPS2

RANGE_M = 0
ELEVATION_RAD = 1
FLIGHT_S = 2
FALL_RAD = 3
"""Angle of fall below the horizontal."""
STRIKING_MPS = 4
ORDINATE_M = 5
"""Greatest height of the trajectory."""
PER_WIND = 6
"""Metres of range for each m/s of wind along the line of fire."""
PER_CROSS_WIND = 7
"""Metres to the right for each m/s of wind to the right."""
PER_MUZZLE = 8
"""Metres of range for each m/s of muzzle velocity."""
PER_ELEVATION = 9
"""Metres of range for each radian of elevation."""
COLUMNS = 10

ROWS = 64
FORM_FACTOR_MAX = 20.0
_STEP_SHARE = 1.0 / 300.0
"""A step of integration is this share of the flight time without air, which no flight with drag exceeds; half of it
moves ranges by less than 1e-4."""
_STEPS_MAX = 400
_MUZZLE_NUDGE = 1e-3
_ELEVATION_NUDGE_RAD = 1e-4


@kernel
def _retardation(height_m: float, speed_mps: float, drag_m2pkg: float) -> float:
    """Drag's deceleration over speed (1/s); `drag_m2pkg` is pi d^2 i / (8 m)."""
    _, _, density, sound = air(height_m)
    return density * speed_mps * drag_m2pkg * drag_coefficient_g7(speed_mps / sound)


@kernel
def _step(
    height_m: float, along_mps: float, up_mps: float, step_s: float, drag_m2pkg: float
) -> tuple[float, float, float, float]:
    """(way along, way up, new speed along, new speed up) over one step: classical Runge-Kutta of order 4."""
    u1 = along_mps
    w1 = up_mps
    r1 = _retardation(height_m, math.sqrt(u1 * u1 + w1 * w1), drag_m2pkg)
    half = 0.5 * step_s
    u2 = u1 - half * r1 * u1
    w2 = w1 - half * (r1 * w1 + GRAVITY_MPS2)
    r2 = _retardation(height_m + half * w1, math.sqrt(u2 * u2 + w2 * w2), drag_m2pkg)
    u3 = u1 - half * r2 * u2
    w3 = w1 - half * (r2 * w2 + GRAVITY_MPS2)
    r3 = _retardation(height_m + half * w2, math.sqrt(u3 * u3 + w3 * w3), drag_m2pkg)
    u4 = u1 - step_s * r3 * u3
    w4 = w1 - step_s * (r3 * w3 + GRAVITY_MPS2)
    r4 = _retardation(height_m + step_s * w3, math.sqrt(u4 * u4 + w4 * w4), drag_m2pkg)
    sixth = step_s / 6.0
    return (
        sixth * (u1 + 2.0 * u2 + 2.0 * u3 + u4),
        sixth * (w1 + 2.0 * w2 + 2.0 * w3 + w4),
        u1 - sixth * (r1 * u1 + 2.0 * r2 * u2 + 2.0 * r3 * u3 + r4 * u4),
        w1 - sixth * (r1 * w1 + 2.0 * r2 * w2 + 2.0 * r3 * w3 + r4 * w4) - step_s * GRAVITY_MPS2,
    )


@kernel
def trajectory(muzzle_mps: float, elevation_rad: float, drag_m2pkg: float) -> tuple[float, float, float, float, float]:
    """(range_m, flight_s, fall_rad, striking_mps, ordinate_m) of a shell in still air, back to the height of the gun.

    `drag_m2pkg` from `drag_per_kg`; 0 is a vacuum. Elevation in (0, pi / 2); at 0 the shell falls at the muzzle. All
    nan if a number is.
    Source: McCoy, Modern Exterior Ballistics, ch. 8 (point mass); ICAO air and G7 drag as in their modules.
    """
    along = muzzle_mps * math.cos(elevation_rad)
    up = muzzle_mps * math.sin(elevation_rad)
    if not up > 0.0:
        return 0.0, 0.0, 0.0, muzzle_mps, 0.0
    step_s = 2.0 * up / GRAVITY_MPS2 * _STEP_SHARE
    range_m = 0.0
    height = 0.0
    flight_s = 0.0
    ordinate = 0.0
    for _ in range(_STEPS_MAX):
        dx, dy, new_along, new_up = _step(height, along, up, step_s, drag_m2pkg)
        if up > 0.0 >= new_up:
            share = up / (up - new_up)
            ordinate = height + 0.5 * up * share * step_s
        if height + dy <= 0.0 and new_up < 0.0:
            break
        range_m += dx
        height += dy
        along = new_along
        up = new_up
        flight_s += step_s
    else:
        return math.nan, math.nan, math.nan, math.nan, math.nan
    last_s = step_s * height / max(-dy, 1e-300)
    for _ in range(4):
        dx, dy, new_along, new_up = _step(height, along, up, last_s, drag_m2pkg)
        last_s -= (height + dy) / new_up
    dx, dy, new_along, new_up = _step(height, along, up, last_s, drag_m2pkg)
    striking = math.sqrt(new_along * new_along + new_up * new_up)
    return range_m + dx, flight_s + last_s, math.atan2(-new_up, new_along), striking, ordinate


@kernel
def drag_per_kg(shell_kg: float, calibre_m: float, form_factor: float) -> float:
    """Drag per density and squared speed (m2/kg): pi d^2 i / (8 m)."""
    return math.pi * calibre_m * calibre_m * form_factor / (8.0 * shell_kg)


@kernel
def _fitted(muzzle_mps: float, shell_kg: float, calibre_m: float, elevation_rad: float, range_m: float) -> float:
    low = 0.0
    high = FORM_FACTOR_MAX
    for _ in range(48):
        middle = 0.5 * (low + high)
        if trajectory(muzzle_mps, elevation_rad, drag_per_kg(shell_kg, calibre_m, middle))[0] > range_m:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def fit_form_factor(
    muzzle_mps: float, shell_kg: float, calibre_m: float, elevation_rad: float, range_m: float
) -> float:
    """The form factor with which this elevation gives this range.

    Raises ValueError if no form factor from 0 (a vacuum) to FORM_FACTOR_MAX does.
    """
    furthest_m = trajectory(muzzle_mps, elevation_rad, 0.0)[0]
    nearest_m = trajectory(muzzle_mps, elevation_rad, drag_per_kg(shell_kg, calibre_m, FORM_FACTOR_MAX))[0]
    if not nearest_m < range_m < furthest_m:
        raise ValueError(
            f"a {calibre_m * 1000.0:g} mm shell of {shell_kg:g} kg at {muzzle_mps:g} m/s and "
            f"{math.degrees(elevation_rad):g} degrees falls between {nearest_m:.0f} and {furthest_m:.0f} m, "
            f"not at {range_m:.0f} m: check muzzle velocity, shell weight, calibre, elevation and range"
        )
    return _fitted(muzzle_mps, shell_kg, calibre_m, elevation_rad, range_m)


@kernel
def elevation_of_greatest_range_rad(muzzle_mps: float, drag: float) -> float:
    """Elevation (rad) that carries furthest in still air, to 1 mrad, by golden section between 0.2 and 1.2 rad."""
    ratio = 0.5 * (math.sqrt(5.0) - 1.0)
    low = 0.2
    high = 1.2
    a = high - ratio * (high - low)
    b = low + ratio * (high - low)
    range_a = trajectory(muzzle_mps, a, drag)[0]
    range_b = trajectory(muzzle_mps, b, drag)[0]
    while high - low > 1e-3:
        if range_a < range_b:
            low = a
            a = b
            range_a = range_b
            b = low + ratio * (high - low)
            range_b = trajectory(muzzle_mps, b, drag)[0]
        else:
            high = b
            b = a
            range_b = range_a
            a = high - ratio * (high - low)
            range_a = trajectory(muzzle_mps, a, drag)[0]
    return 0.5 * (low + high)


@kernel
def _fill_row(row: NDArray[np.float64], muzzle_mps: float, elevation_rad: float, drag: float) -> None:
    """One elevation's row. Wind is a change of the muzzle velocity in the frame of the air, which then drifts.

    With X the range, T the flight, V and e muzzle velocity and elevation: dX/dW = T - cos(e) dX/dV + sin(e) / V dX/de,
    deflection per cross wind T - X / (V cos e). Source: McCoy, Modern Exterior Ballistics, ch. 7 (lag rule), exact for
    a point mass to first order.
    """
    range_m, flight_s, fall_rad, striking_mps, ordinate_m = trajectory(muzzle_mps, elevation_rad, drag)
    nudge = muzzle_mps * _MUZZLE_NUDGE
    tilt = min(_ELEVATION_NUDGE_RAD, 0.5 * elevation_rad)
    faster = trajectory(muzzle_mps + nudge, elevation_rad, drag)[0]
    slower = trajectory(muzzle_mps - nudge, elevation_rad, drag)[0]
    higher = trajectory(muzzle_mps, elevation_rad + tilt, drag)[0]
    lower = trajectory(muzzle_mps, elevation_rad - tilt, drag)[0]
    per_muzzle = (faster - slower) / (2.0 * nudge)
    per_elevation = (higher - lower) / (2.0 * tilt)
    cosine = math.cos(elevation_rad)
    row[RANGE_M] = range_m
    row[ELEVATION_RAD] = elevation_rad
    row[FLIGHT_S] = flight_s
    row[FALL_RAD] = fall_rad
    row[STRIKING_MPS] = striking_mps
    row[ORDINATE_M] = ordinate_m
    row[PER_WIND] = flight_s - cosine * per_muzzle + math.sin(elevation_rad) / muzzle_mps * per_elevation
    row[PER_CROSS_WIND] = flight_s - range_m / (muzzle_mps * cosine)
    row[PER_MUZZLE] = per_muzzle
    row[PER_ELEVATION] = per_elevation


@kernel
def firing_table(
    muzzle_mps: float, shell_kg: float, calibre_m: float, form_factor: float, elevation_rad_max: float
) -> NDArray[np.float64]:
    """The low-angle branch, shape (ROWS, COLUMNS): range rises from 0 to the greatest within `elevation_rad_max`."""
    drag = drag_per_kg(shell_kg, calibre_m, form_factor)
    top = min(elevation_rad_max, elevation_of_greatest_range_rad(muzzle_mps, drag))
    table = np.zeros((ROWS, COLUMNS))
    table[0, STRIKING_MPS] = muzzle_mps
    table[0, PER_ELEVATION] = 2.0 * muzzle_mps * muzzle_mps / GRAVITY_MPS2
    for row in range(1, ROWS):
        share = row / (ROWS - 1.0)
        _fill_row(table[row], muzzle_mps, top * share * math.sqrt(share), drag)
    return table


@kernel
def _elevation_share(near_m: float, far_m: float, near_slope_m: float, far_slope_m: float, range_m: float) -> float:
    """Where between two rows, by elevation, the range is met: the cubic with the rows' ranges and slopes, by Newton.

    Slopes are metres for the whole interval. Range is a smooth function of elevation even where it stops to grow.
    """
    rise_m = far_m - near_m
    share = (range_m - near_m) / rise_m
    square = near_slope_m + far_slope_m - 2.0 * rise_m
    middle = 3.0 * rise_m - 2.0 * near_slope_m - far_slope_m
    for _ in range(5):
        here_m = near_m + share * (near_slope_m + share * (middle + share * square))
        slope_m = near_slope_m + share * (2.0 * middle + share * 3.0 * square)
        if slope_m > 0.0:
            share = min(max(share + (range_m - here_m) / slope_m, 0.0), 1.0)
    return share


@kernel
def interpolate(
    table: NDArray[np.float64], range_m: float
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """Columns ELEVATION_RAD to PER_ELEVATION at a range; nan outside the table's ranges.

    Linear in elevation between rows. For naval guns, 76 mm and up: a shell so laid falls within 1e-4 of the range asked
    for; its flight and striking velocity are met to 0.6 %, its fall to 2 %, its ordinate to 10 m.
    """
    last = table.shape[0] - 1
    if not 0.0 <= range_m <= table[last, RANGE_M]:
        return math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan
    low = 0
    high = last
    while high - low > 1:
        middle = (low + high) // 2
        if table[middle, RANGE_M] <= range_m:
            low = middle
        else:
            high = middle
    gap_rad = table[high, ELEVATION_RAD] - table[low, ELEVATION_RAD]
    share = _elevation_share(
        table[low, RANGE_M],
        table[high, RANGE_M],
        table[low, PER_ELEVATION] * gap_rad,
        table[high, PER_ELEVATION] * gap_rad,
        range_m,
    )
    keep = 1.0 - share
    return (
        keep * table[low, ELEVATION_RAD] + share * table[high, ELEVATION_RAD],
        keep * table[low, FLIGHT_S] + share * table[high, FLIGHT_S],
        keep * table[low, FALL_RAD] + share * table[high, FALL_RAD],
        keep * table[low, STRIKING_MPS] + share * table[high, STRIKING_MPS],
        keep * table[low, ORDINATE_M] + share * table[high, ORDINATE_M],
        keep * table[low, PER_WIND] + share * table[high, PER_WIND],
        keep * table[low, PER_CROSS_WIND] + share * table[high, PER_CROSS_WIND],
        keep * table[low, PER_MUZZLE] + share * table[high, PER_MUZZLE],
        keep * table[low, PER_ELEVATION] + share * table[high, PER_ELEVATION],
    )
