"""Standard air, trajectories, hits."""

import math
from functools import lru_cache
from statistics import NormalDist

from fleetex.physics.air_gunfire import cookie_cutter_prob
from fleetex.physics.atmosphere import air
from fleetex.physics.ballistics import drag_per_kg, firing_table, fit_form_factor, interpolate, trajectory
from fleetex.physics.gunfire import danger_space_m, hits_box
from fleetex.physics.hit_prob import rectangle_hit_prob
from fleetex.units import DEG_RAD, YD_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow, read_truth

AIR, FLIGHT, HITS = "standard air", "gun trajectory", "rounds on a target"
CIRCLE = "offset circle probability"
AIR_PLACES = {"temperature": 0, "pressure": 1, "density": 2, "speed_of_sound": 3}
FLIGHT_PLACES = {"range": 0, "time_of_flight": 1, "angle_of_fall": 2, "striking_velocity": 3, "max_ordinate": 4}
ELEVATION_RAD_MAX = 0.9
STEEP_RAD = 89.99 * DEG_RAD
BISECTED = 60
SEARCHED = 40


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
    factor that fits the ranges which the table gives of this gun best, in relative error; those of the shipped tables,
    where it gives none."""
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
        own_table = [other for other in rows if other.table == row.table]
        shots = _shots(own_table, gun_of_row) or _shots(read_truth(None).rows, gun_of_row)
        if not shots:
            raise MissingInputError("no row gives a range of this gun, to which its form factor could be fitted")
        drag = drag_per_kg(*gun_of_row[1:3], _form_factor(gun_of_row, shots))
        value = trajectory(gun_of_row[0], row["elevation_deg"] * DEG_RAD, drag)[place]
    return value / DEG_RAD if row.quantity == "angle_of_fall" else value


def _shots(rows: Rows, gun: Gun) -> tuple[tuple[float, float], ...]:
    """(Elevation, range) of all that is said of a gun."""
    return tuple(
        (row["elevation_deg"] * DEG_RAD, float(row.expected))
        for row in rows
        if row.quantity == "range" and _is_shot_of(row, gun)
    )


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


def _edge_m(space_m: float, sense: float) -> float:
    """How far from a target's middle, along its length, a round that comes straight down still goes through it."""
    hit, missed = 0.0, space_m
    for _ in range(BISECTED):
        middle = 0.5 * (hit + missed)
        inside = hits_box(sense * middle, 0.0, 0.0, space_m, 1.0, 0.0, STEEP_RAD)
        hit, missed = (middle, missed) if inside else (hit, middle)
    return sense * 0.5 * (hit + missed)


@covers("gunnery", "p_hit_range_only", by=HITS, of=(hits_box,))
def _in_range(row: TruthRow, rows: Rows) -> float:
    """The normal law between the places where a round just hits. A mean dispersion is sqrt(2 / pi) of its deviation."""
    sd_m = row["mean_dispersion_yd"] * YD_M * math.sqrt(math.pi / 2.0)
    law = NormalDist(row["mpi_offset_yd"] * YD_M, sd_m)
    space_m = row["hitting_space_yd"] * YD_M
    return law.cdf(_edge_m(space_m, 1.0)) - law.cdf(_edge_m(space_m, -1.0))


@covers("gunnery", "p_hit", by=HITS, of=(rectangle_hit_prob,))
def _on_rectangle(row: TruthRow, rows: Rows) -> float:
    along, across = (row["sigma_x"], row["bias_x"]), (row["sigma_y"], row["bias_y"])
    return rectangle_hit_prob(row["length_m"], row["width_m"], along[0], across[0], along[1], across[1])


@covers("gunnery", "p_hit_circle", by=CIRCLE, of=(cookie_cutter_prob,))
def _in_circle(row: TruthRow, rows: Rows) -> float:
    return cookie_cutter_prob(row["sigma"], 0.0, row["radius_m"])


@covers("gunnery", "CEP", by=CIRCLE, of=(cookie_cutter_prob,))
def _even_chance_m(row: TruthRow, rows: Rows) -> float:
    """The radius that half the rounds fall within."""
    low, high = 0.0, 4.0 * row["sigma"]
    for _ in range(BISECTED):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if cookie_cutter_prob(row["sigma"], 0.0, middle) < 0.5 else (low, middle)
    return 0.5 * (low + high)
