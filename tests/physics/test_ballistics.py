"""Firing tables: their shape, and their rates against trajectories flown the long way."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.physics import ballistics as b
from fleetex.physics.atmosphere import air
from fleetex.physics.g7_drag import MACH_CD, MACH_STEP, drag_coefficient_g7
from fleetex.units import DEG_RAD, GRAVITY_MPS2

GUN = (870.0, 15.6, 0.100, 1.0)
"""A notional 100 mm gun: muzzle velocity, shell, calibre, form factor."""
TABLE = b.firing_table(*GUN, 1.4)
DRAG = b.drag_per_kg(*GUN[1:])


def flown(elevation_rad: float, muzzle_mps: float, wind_mps: tuple[float, float], step_s: float) -> tuple[float, float]:
    """(along, right) of the fall, by small Euler-midpoint steps in three dimensions: an independent second way."""
    place = np.zeros(3)
    speed = muzzle_mps * np.array([math.cos(elevation_rad), math.sin(elevation_rad), 0.0])
    wind = np.array([wind_mps[0], 0.0, wind_mps[1]])

    def change(height_m: float, velocity: np.ndarray) -> np.ndarray:
        _, _, density, sound = air(height_m)
        through = velocity - wind
        size = float(np.linalg.norm(through))
        return -density * size * DRAG * drag_coefficient_g7(size / sound) * through - np.array([0.0, GRAVITY_MPS2, 0.0])

    while True:
        middle = speed + 0.5 * step_s * change(place[1], speed)
        after = speed + step_s * change(place[1] + 0.5 * step_s * speed[1], middle)
        moved = place + step_s * middle
        if moved[1] < 0.0:
            share = place[1] / (place[1] - moved[1])
            fall = place + share * (moved - place)
            return float(fall[0]), float(fall[2])
        place, speed = moved, after


def test_the_table_begins_at_the_muzzle_and_rises_to_the_greatest_range() -> None:
    assert TABLE.shape == (b.ROWS, b.COLUMNS)
    assert TABLE[0, b.RANGE_M] == 0.0
    assert np.all(np.diff(TABLE[:, b.RANGE_M]) > 0.0)
    for column in (b.ELEVATION_RAD, b.FLIGHT_S, b.FALL_RAD, b.ORDINATE_M):
        assert np.all(np.diff(TABLE[:, column]) > 0.0)
    every_range = [b.trajectory(GUN[0], degree * DEG_RAD, DRAG)[0] for degree in range(20, 70)]
    assert TABLE[-1, b.RANGE_M] == pytest.approx(max(every_range), rel=1e-4)
    assert np.all(TABLE[1:, b.FALL_RAD] > TABLE[1:, b.ELEVATION_RAD])


def test_a_gun_that_cannot_elevate_reaches_less() -> None:
    low = b.firing_table(*GUN, 0.3)
    assert low[-1, b.ELEVATION_RAD] == pytest.approx(0.3)
    assert low[-1, b.RANGE_M] == pytest.approx(b.trajectory(GUN[0], 0.3, DRAG)[0])


@settings(max_examples=200)
@given(st.floats(50.0, TABLE[-1, b.RANGE_M]))
def test_laying_for_a_range_drops_the_shell_there(range_m: float) -> None:
    laid = b.interpolate(TABLE, range_m)
    fell = b.trajectory(GUN[0], laid[0], DRAG)
    assert fell[0] == pytest.approx(range_m, rel=1e-4)
    assert laid[1] == pytest.approx(fell[1], rel=6e-3)
    assert laid[2] == pytest.approx(fell[2], rel=2e-2)
    assert laid[3] == pytest.approx(fell[3], rel=6e-3)
    assert laid[4] == pytest.approx(fell[4], abs=10.0)


def test_outside_the_table_there_is_no_answer() -> None:
    assert all(math.isnan(value) for value in b.interpolate(TABLE, TABLE[-1, b.RANGE_M] * 1.0001))
    assert all(math.isnan(value) for value in b.interpolate(TABLE, -1.0))
    assert b.interpolate(TABLE, 0.0)[3] == GUN[0]
    assert all(math.isnan(value) for value in b.trajectory(GUN[0], 0.5, math.nan))
    assert b.interpolate(TABLE, TABLE[-1, b.RANGE_M])[0] == TABLE[-1, b.ELEVATION_RAD]


@pytest.mark.parametrize("row", [20, 45])
def test_rates_in_the_table_are_those_of_flights_in_wind(row: int) -> None:
    elevation = float(TABLE[row, b.ELEVATION_RAD])
    still, _ = flown(elevation, GUN[0], (0.0, 0.0), 0.02)
    assert still == pytest.approx(TABLE[row, b.RANGE_M], rel=3e-4)
    along = (flown(elevation, GUN[0], (2.0, 0.0), 0.02)[0] - flown(elevation, GUN[0], (-2.0, 0.0), 0.02)[0]) / 4.0
    assert along == pytest.approx(TABLE[row, b.PER_WIND], rel=0.03)
    right = flown(elevation, GUN[0], (0.0, 2.0), 0.02)[1] / 2.0
    assert right == pytest.approx(TABLE[row, b.PER_CROSS_WIND], rel=0.01)
    faster = (flown(elevation, GUN[0] + 2.0, (0.0, 0.0), 0.02)[0] - still) / 2.0
    assert faster == pytest.approx(TABLE[row, b.PER_MUZZLE], rel=0.03)
    higher = (flown(elevation + 1e-3, GUN[0], (0.0, 0.0), 0.02)[0] - still) / 1e-3
    assert higher == pytest.approx(TABLE[row, b.PER_ELEVATION], rel=0.03)


def test_no_form_factor_makes_a_shell_fly_further_than_without_air() -> None:
    with pytest.raises(ValueError, match="falls between"):
        b.fit_form_factor(300.0, 15.6, 0.1, 45.0 * DEG_RAD, 20_000.0)


def test_the_drag_table_is_met_at_every_row_and_held_above_it() -> None:
    for mach, coefficient in MACH_CD:
        assert math.isclose(mach / MACH_STEP, round(mach / MACH_STEP), abs_tol=1e-9)
        assert drag_coefficient_g7(mach) == pytest.approx(coefficient, abs=1e-12)
    assert drag_coefficient_g7(4.0) == MACH_CD[-1][1]
