"""Standard air, trajectories, hits."""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from fleetex.physics.air_gunfire import cookie_cutter_prob
from fleetex.physics.atmosphere import air
from fleetex.physics.ballistics import drag_per_kg, firing_table, fit_form_factor, interpolate, trajectory
from fleetex.physics.compiled import kernel
from fleetex.physics.gunfire import danger_space_m, hits_box
from fleetex.physics.hit_prob import rectangle_hit_prob
from fleetex.units import DEG_RAD, YD_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow

AIR, FLIGHT, HITS = "standard air", "gun trajectory", "rounds on a target"
AIR_PLACES = {"temperature": 0, "pressure": 1, "density": 2, "speed_of_sound": 3}
FLIGHT_PLACES = {"range": 0, "time_of_flight": 1, "angle_of_fall": 2, "striking_velocity": 3, "max_ordinate": 4}
ELEVATION_RAD_MAX = 0.9
STEEP_RAD = 89.99 * DEG_RAD
BISECTED = 60
GRID = 1000
"""Rounds a side of the grid of equally likely ones that stands for dispersion: its share is good to 1e-3."""
SEARCHED = 40
BISECTED = 60


@covers("gunnery", *AIR_PLACES, by=AIR, of=(air,))
def _air(row: TruthRow, rows: Rows) -> float:
    return air(row["h_geometric_m"])[AIR_PLACES[row.quantity]]


Gun = tuple[float, float, float, str]
"""Muzzle velocity, weight of the shell, calibre (m), name."""


def _gun(row: TruthRow) -> Gun:
    name = row.text("gun") if row.has("gun") else ""
    return row["v0_mps"], row["mass_kg"], row["caliber_mm"] / 1000.0, name


@covers("gunnery", *FLIGHT_PLACES, by=FLIGHT, of=(trajectory, drag_per_kg, firing_table, interpolate))
def _flight(row: TruthRow, rows: Rows) -> float:
    """Of a row with `in_fit_*`: by the firing table, at a range. Of one without drag: in a vacuum. Else: with the form
    factor that fits the ranges which the table gives of this gun best, in relative error."""
    place = FLIGHT_PLACES[row.quantity]
    if row.has("fit_range_m"):
        gun = row["v0_mps"], row["mass_kg"], row["caliber_mm"] / 1000.0
        factor = fit_form_factor(*gun, row["fit_elevation_deg"] * DEG_RAD, row["fit_range_m"])
        fall = interpolate(firing_table(*gun, factor, ELEVATION_RAD_MAX), row["range_m"])
        value = fall[place]
    elif row.has("drag") and row.text("drag") == "off":
        value = trajectory(row["v0_mps"], row["elevation_deg"] * DEG_RAD, 0.0)[place]
    else:
        gun_of_row = _gun(row)
        shots = tuple(
            (other["elevation_deg"] * DEG_RAD, float(other.expected))
            for other in rows
            if other.quantity == "range" and other.table == row.table and _is_shot_of(other, gun_of_row)
        )
        if not shots:
            raise MissingInputError("no row gives a range of this gun, to which its form factor could be fitted")
        drag = drag_per_kg(*gun_of_row[1:3], _form_factor(gun_of_row, shots))
        value = trajectory(gun_of_row[0], row["elevation_deg"] * DEG_RAD, drag)[place]
    return value / DEG_RAD if row.quantity == "angle_of_fall" else value


def _is_shot_of(row: TruthRow, gun: Gun) -> bool:
    if row.has("drag") and row.text("drag") == "off":
        return False
    return row.has("mass_kg") and row.has("caliber_mm") and row.has("elevation_deg") and _gun(row) == gun


@lru_cache(maxsize=64)
def _form_factor(gun: Gun, shots: tuple[tuple[float, float], ...]) -> float:
    """Least squares of relative range error over (elevation, range) of one gun, by thirds."""

    def error(factor: float) -> float:
        drag = drag_per_kg(gun[1], gun[2], factor)
        return sum((trajectory(gun[0], elevation, drag)[0] / range_m - 1.0) ** 2 for elevation, range_m in shots)

    low, high = 0.3, 2.5
    for _ in range(SEARCHED):
        a, b = low + (high - low) / 3.0, high - (high - low) / 3.0
        low, high = (low, b) if error(a) < error(b) else (a, high)
    return 0.5 * (low + high)


@covers("gunnery", "danger_space", by=HITS, of=(danger_space_m,))
def _danger_space(row: TruthRow, rows: Rows) -> float:
    return danger_space_m(row["height_m"], row["angle_of_fall_deg"] * DEG_RAD)


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


@lru_cache(maxsize=2)
def quantiles(count: int) -> np.ndarray:
    """So many equally likely values of a standard normal number, shape (count,)."""
    return np.array([NormalDist().inv_cdf((i + 0.5) / count) for i in range(count)])


@covers("gunnery", "p_hit_range_only", by=HITS, of=(hits_box,))
def _in_range(row: TruthRow, rows: Rows) -> float:
    """A mean dispersion is sqrt(2 / pi) of a standard deviation."""
    sd_m = row["mean_dispersion_yd"] * YD_M * math.sqrt(math.pi / 2.0)
    off_m, space_m = row["mpi_offset_yd"] * YD_M, row["hitting_space_yd"] * YD_M
    return hit_share(quantiles(GRID), sd_m, 0.0, off_m, 0.0, space_m, 1.0)


@covers("gunnery", "p_hit", by=HITS, of=(rectangle_hit_prob,))
def _on_rectangle(row: TruthRow, rows: Rows) -> float:
    along, across = (row["sigma_x"], row["bias_x"]), (row["sigma_y"], row["bias_y"])
    return rectangle_hit_prob(row["length_m"], row["width_m"], along[0], across[0], along[1], across[1])


@covers("gunnery", "p_hit_circle", by=HITS, of=(cookie_cutter_prob,))
def _in_circle(row: TruthRow, rows: Rows) -> float:
    return cookie_cutter_prob(row["sigma"], 0.0, row["radius_m"])


@covers("gunnery", "CEP", by=HITS, of=(cookie_cutter_prob,))
def _even_chance_m(row: TruthRow, rows: Rows) -> float:
    """The radius that half the rounds fall within."""
    low, high = 0.0, 4.0 * row["sigma"]
    for _ in range(BISECTED):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if cookie_cutter_prob(row["sigma"], 0.0, middle) < 0.5 else (low, middle)
    return 0.5 * (low + high)
