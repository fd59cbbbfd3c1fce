"""Standard air, trajectories and hits against published values.

Each gun has one form factor, fitted to its published ranges (least squares of relative error); all else is predicted.
"""

import functools
import math
from collections.abc import Callable

import numpy as np
import pytest
from published import Published, each, published

from fleetex.physics.atmosphere import air
from fleetex.physics.ballistics import drag_per_kg, firing_table, fit_form_factor, interpolate, trajectory
from fleetex.units import DEG_RAD

AIR = {"temperature": 0, "pressure": 1, "density": 2, "speed_of_sound": 3}
FALL = {"range": 0, "time_of_flight": 1, "angle_of_fall": 2, "striking_velocity": 3, "max_ordinate": 4}


@each("gunnery", *AIR)
def test_standard_air_is_that_of_icao(row: Published) -> None:
    assert row.met_by(air(row["h_geometric_m"])[AIR[row.quantity]])


@each("gunnery", "range", "time_of_flight", "max_ordinate", case="GUN-VAC")
def test_without_air_a_shell_flies_a_parabola(row: Published) -> None:
    flight = trajectory(row["v0_mps"], row["elevation_deg"] * DEG_RAD, 0.0)
    assert row.met_by(flight[FALL[row.quantity]])


@functools.cache
def form_factor(muzzle_mps: float, shell_kg: float, calibre_m: float, gun: str) -> float:
    """Least squares of relative range error over the gun's published ranges (of `gun`, if the rows name one)."""
    ranges = [
        row
        for row in published("gunnery", "range", case="GUN-")
        if row.inputs.get("drag") != "off"
        and (row["v0_mps"], row["mass_kg"], row["caliber_mm"] / 1000.0) == (muzzle_mps, shell_kg, calibre_m)
        and row.inputs.get("gun", "") == gun
    ]

    def error(factor: float) -> float:
        drag = drag_per_kg(shell_kg, calibre_m, factor)
        return sum(
            (trajectory(muzzle_mps, row["elevation_deg"] * DEG_RAD, drag)[0] / float(row.expected) - 1.0) ** 2
            for row in ranges
        )

    return least(error, 0.5, 2.0)


def least(error: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(40):
        a, b = low + (high - low) / 3.0, high - (high - low) / 3.0
        low, high = (low, b) if error(a) < error(b) else (a, high)
    return 0.5 * (low + high)


def fall_of(row: Published) -> tuple[float, ...]:
    shell = row["mass_kg"], row["caliber_mm"] / 1000.0
    factor = form_factor(row["v0_mps"], *shell, row.inputs.get("gun", ""))
    return trajectory(row["v0_mps"], row["elevation_deg"] * DEG_RAD, drag_per_kg(*shell, factor))


def fell_as_published(row: Published, flight: tuple[float, ...]) -> bool:
    value = flight[FALL[row.quantity]]
    return row.met_by(value / DEG_RAD if row.quantity == "angle_of_fall" else value)


@each("gunnery", *FALL, case="GUN-16A")
def test_range_table_of_the_us_16_inch_gun_of_1935(row: Published) -> None:
    assert fell_as_published(row, fall_of(row))


@each("gunnery", *FALL, case="GUN-UK16")
def test_range_table_of_the_british_16_inch_gun(row: Published) -> None:
    assert fell_as_published(row, fall_of(row))


@each("gunnery", *FALL, case="GUN-6MK23")
def test_range_table_of_the_british_6_inch_gun(row: Published) -> None:
    assert fell_as_published(row, fall_of(row))


@each("gunnery", *FALL, case="GUN-538")
def test_range_table_of_the_5_inch_38_gun(row: Published) -> None:
    assert fell_as_published(row, fall_of(row))


@each("gunnery", "max_ordinate", case="GUN-2PT")
def test_ceiling_of_the_5_inch_54_gun_follows_from_its_range(row: Published) -> None:
    assert fell_as_published(row, fall_of(row))


@each("gunnery", "striking_velocity", "angle_of_fall", case="GUN-IOWA")
def test_striking_conditions_follow_from_one_range_by_the_firing_table(row: Published) -> None:
    gun = row["v0_mps"], row["mass_kg"], row["caliber_mm"] / 1000.0
    factor = fit_form_factor(*gun, row["fit_elevation_deg"] * DEG_RAD, row["fit_range_m"])
    fall = interpolate(firing_table(*gun, factor, 0.9), row["range_m"])
    assert row.met_by(fall[2] / DEG_RAD if row.quantity == "angle_of_fall" else fall[3])


def test_a_fitted_form_factor_returns_the_range_it_was_fitted_to() -> None:
    for row in published("gunnery", "range", case="GUN-2PT"):
        gun = row["v0_mps"], row["mass_kg"], row["caliber_mm"] / 1000.0
        elevation = row["elevation_deg"] * DEG_RAD
        factor = fit_form_factor(*gun, elevation, float(row.expected))
        reached = trajectory(gun[0], elevation, drag_per_kg(*gun[1:], factor))[0]
        assert reached == pytest.approx(float(row.expected), rel=1e-9)
        assert 0.7 < factor < 1.5


def test_tables_of_drag_and_air_hold_no_gap() -> None:
    heights = np.arange(-1000.0, 45_000.0, 50.0)
    density = np.array([air(height)[2] for height in heights])
    assert np.all(np.diff(density) < 0.0)
    assert np.max(np.abs(np.diff(np.log(density)))) < 50.0 / 5000.0
    assert math.isclose(air(0.0)[3], 340.294, abs_tol=1e-3)
