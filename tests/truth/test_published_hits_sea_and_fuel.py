"""Hits, codes of the sea and fuel against published values."""

import functools
import math
from statistics import NormalDist

import numpy as np
import pytest
from published import Published, each, published

from fleetex.physics.compiled import kernel
from fleetex.physics.fuel import fuel_rate_kgps
from fleetex.physics.gunfire import danger_space_m, hits_box
from fleetex.physics.sea import beaufort, probable_wave_height_m, sea_state_code, wave_height_m
from fleetex.units import DEG_RAD, KN_MPS, YD_M

STEEP_RAD = 89.99 * DEG_RAD
QUANTILES = np.array([NormalDist().inv_cdf((i + 0.5) / 2000) for i in range(2000)])
"""So many equally likely values of a standard normal number."""


@kernel
def hit_share(
    quantiles: np.ndarray, sd_x: float, sd_y: float, mean_x: float, mean_y: float, length: float, width: float
) -> float:
    """Share of a grid of equally likely rounds, aimed along the target's length, that go through it."""
    hits = 0
    for x in quantiles:
        for y in quantiles:
            if hits_box(mean_x + sd_x * x, mean_y + sd_y * y, 0.0, length, width, 0.0, STEEP_RAD):
                hits += 1
    return hits / (quantiles.size * quantiles.size)


@each("gunnery", "p_hit")
def test_rounds_hit_a_rectangle_as_often_as_the_normal_law_says(row: Published) -> None:
    """By quadrature over 4 million rounds, good to 1e-3; the row's 1e-6 is that of its closed form."""
    share = hit_share(
        QUANTILES, row["sigma_x"], row["sigma_y"], row["bias_x"], row["bias_y"], row["length_m"], row["width_m"]
    )
    assert share == pytest.approx(float(row.expected), abs=1e-3)


@each("gunnery", "p_hit_range_only")
def test_rounds_fall_in_the_hitting_space_as_often_as_naval_ordnance_says(row: Published) -> None:
    sd_m = row["mean_dispersion_yd"] * YD_M * math.sqrt(math.pi / 2.0)
    share = hit_share(QUANTILES, sd_m, 0.0, row["mpi_offset_yd"] * YD_M, 0.0, row["hitting_space_yd"] * YD_M, 1.0)
    assert row.met_by(share)


@each("gunnery", "danger_space")
def test_danger_space_is_height_over_the_tangent_of_fall(row: Published) -> None:
    fall = row["angle_of_fall_deg"] * DEG_RAD
    assert row.met_by(danger_space_m(row["height_m"], fall))
    beyond = float(row.expected) + 1.0
    assert hits_box(beyond - 1e-6, 0.0, 0.0, 2.0, 2.0, row["height_m"], fall)
    assert not hits_box(beyond + 1e-4, 0.0, 0.0, 2.0, 2.0, row["height_m"], fall)


@each("weather_sea", "sea_state_code")
def test_wave_height_has_the_sea_state_of_the_wmo(row: Published) -> None:
    assert row.met_by(sea_state_code(row["Hs_m"]))


@each("weather_sea", "beaufort")
def test_wind_has_its_beaufort_force(row: Published) -> None:
    assert row.met_by(beaufort(row["wind_kn"] * KN_MPS))


@each("weather_sea", "probable_wave_height")
def test_force_has_its_probable_waves(row: Published) -> None:
    assert row.met_by(probable_wave_height_m(int(row["beaufort"])))


def test_a_sea_state_read_back_from_its_waves_is_itself() -> None:
    assert [sea_state_code(wave_height_m(code)) for code in range(9)] == list(range(9))
    assert sea_state_code(wave_height_m(9) + 1e-6) == 9


@functools.cache
def fitted_curve(ship: str) -> tuple[float, float, float]:
    """(hotel, coefficient, exponent) by least squares of relative error over the ship's published rates."""
    rates = [row for row in published("ship", "fuel_rate") if row.inputs["ship"] == ship]
    speeds = np.array([row["speed_kn"] for row in rates])
    wanted = np.array([float(row.expected) for row in rates])
    best = (math.inf, 0.0, 0.0, 0.0)
    for exponent in np.arange(2.0, 12.0, 0.05):
        columns = np.stack([1.0 / wanted, speeds**exponent / wanted], axis=1)
        (hotel, coefficient), *_ = np.linalg.lstsq(columns, np.ones_like(wanted), rcond=None)
        error = float(np.sum((columns @ [hotel, coefficient] - 1.0) ** 2))
        best = min(best, (error, float(hotel), float(coefficient), float(exponent)))
    return best[1:]


@each("ship", "fuel_rate", "endurance")
def test_hotel_load_and_a_power_of_speed_meet_a_battleships_fuel_table(row: Published) -> None:
    curve = fitted_curve(row.inputs["ship"])
    if row.quantity == "fuel_rate":
        assert row.met_by(fuel_rate_kgps(row["speed_kn"], *curve))
    else:
        gallons = row["fuel_tons"] * row["gal_per_ton"]
        assert row.met_by(row["speed_kn"] * gallons / fuel_rate_kgps(row["speed_kn"], *curve))


@each("ship", "implied_exponent")
def test_the_exponent_that_two_endurances_imply_returns_their_ratio(row: Published) -> None:
    exponent = float(row.expected)
    further, nearer = (row[speed] / fuel_rate_kgps(row[speed] * KN_MPS, 0.0, 1.0, exponent) for speed in ("V1", "V2"))
    assert row.met_by(1.0 + math.log(further / nearer) / math.log(row["V2"] / row["V1"]))
    assert nearer / further == pytest.approx(row["R2"] / row["R1"], rel=0.01)
