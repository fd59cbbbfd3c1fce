"""Fuel over speed, and how a ship handles."""

import math
from functools import lru_cache

import numpy as np

from fleetex.physics import handling, nomoto
from fleetex.physics.fuel import fuel_rate_kgps
from fleetex.units import DEG_RAD, KN_MPS
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow, read_truth

FUEL, HANDLING, HELM = "fuel over speed", "ship handling", "answer to the helm"
GALLONS_A_TON = 269.1
"""US gallons of fuel oil in a long ton, as definitions.csv has it: for rows that do not say."""
RATES_LEAST = 3
EXPONENTS = np.arange(2.0, 12.0, 0.05)

Rates = tuple[tuple[float, float], ...]
"""(Speed in knots, rate) of one ship."""


@lru_cache(maxsize=16)
def _curve(rates: Rates) -> tuple[float, float, float]:
    """(Hotel load, coefficient, exponent) by least squares of relative error over a ship's published rates."""
    speeds = np.array([speed for speed, _ in rates])
    wanted = np.array([rate for _, rate in rates])
    best = (math.inf, 0.0, 0.0, 0.0)
    for exponent in EXPONENTS.tolist():
        columns = np.stack([1.0 / wanted, speeds**exponent / wanted], axis=1)
        (hotel, coefficient), *_ = np.linalg.lstsq(columns, np.ones_like(wanted), rcond=None)
        error = float(np.sum((columns @ [hotel, coefficient] - 1.0) ** 2))
        best = min(best, (error, float(hotel), float(coefficient), exponent))
    return best[1:]


def _rates(row: TruthRow, rows: Rows) -> Rates:
    """The rates that a ship is fitted to: of her own table; where it has fewer than three, of the shipped ones too."""
    ship = row.text("ship") if row.has("ship") else ""
    found = _published([other for other in rows if other.table == row.table], ship)
    if len(found) < RATES_LEAST:
        found |= _published(read_truth(None).rows, ship)
    if not found:
        raise MissingInputError(f"no row gives a fuel_rate of in_ship '{ship}', to which her curve could be fitted")
    return tuple(sorted(found.items()))


def _published(rows: Rows, ship: str) -> dict[float, float]:
    """Speed -> rate of fuel, of one ship."""
    return {
        other["speed_kn"]: float(other.expected)
        for other in rows
        if other.quantity == "fuel_rate" and (other.text("ship") if other.has("ship") else "") == ship
    }


@covers("ship", "max_advance", by=HANDLING, of=(handling.advance_m_max,))
def _advance_m(row: TruthRow, rows: Rows) -> float:
    return handling.advance_m_max(row["L_m"])


@covers("ship", "max_tactical_diameter", by=HANDLING, of=(handling.tactical_diameter_m_max,))
def _diameter_m(row: TruthRow, rows: Rows) -> float:
    return handling.tactical_diameter_m_max(row["L_m"])


@covers("ship", "max_initial_turning_distance", by=HANDLING, of=(handling.initial_turning_m_max,))
def _initial_turning_m(row: TruthRow, rows: Rows) -> float:
    return handling.initial_turning_m_max(row["L_m"])


@covers("ship", "max_track_reach_full_astern", by=HANDLING, of=(handling.stopping_m_max,))
def _stopping_m(row: TruthRow, rows: Rows) -> float:
    return handling.stopping_m_max(row["L_m"])


@covers(
    "ship",
    "max_first_overshoot_10_10",
    "max_first_overshoot_20_20",
    by=HANDLING,
    of=(handling.first_overshoot_rad_max,),
)
def _first_overshoot_deg(row: TruthRow, rows: Rows) -> float:
    rudder_rad = (10.0 if row.quantity == "max_first_overshoot_10_10" else 20.0) * DEG_RAD
    return handling.first_overshoot_rad_max(row["L_m"], row["V_mps"], rudder_rad) / DEG_RAD


@covers("ship", "max_second_overshoot_10_10", by=HANDLING, of=(handling.second_overshoot_rad_max,))
def _second_overshoot_deg(row: TruthRow, rows: Rows) -> float:
    return handling.second_overshoot_rad_max(row["L_m"], row["V_mps"]) / DEG_RAD


@covers("ship", "T_first_order", by=HELM, of=(nomoto.first_order_time_s,))
def _first_order_s(row: TruthRow, rows: Rows) -> float:
    return nomoto.first_order_time_s(row["T1"], row["T2"], row["T3"])


@covers("ship", "straight_line_stable", by=HELM, of=(nomoto.is_straight_line_stable,))
def _stable(row: TruthRow, rows: Rows) -> float:
    return float(nomoto.is_straight_line_stable(row["T1"], row["T2"]))


@covers("ship", "yaw_rate_first_order", by=HELM, of=(nomoto.yaw_rate_radps,))
def _yaw_rate_degps(row: TruthRow, rows: Rows) -> float:
    return nomoto.yaw_rate_radps(row["K"], row["T"], row["delta_deg"] * DEG_RAD, row["t_s"]) / DEG_RAD


@covers("ship", "heading_change", by=HELM, of=(nomoto.heading_change_rad,))
def _heading_change_deg(row: TruthRow, rows: Rows) -> float:
    return nomoto.heading_change_rad(row["K"], row["T"], row["delta_deg"] * DEG_RAD, row["t_s"]) / DEG_RAD


@covers("ship", "fuel_rate", by=FUEL, of=(fuel_rate_kgps,))
def _rate(row: TruthRow, rows: Rows) -> float:
    return fuel_rate_kgps(row["speed_kn"], *_curve(_rates(row, rows)))


@covers("ship", "endurance", by=FUEL, of=(fuel_rate_kgps,))
def _endurance_nmi(row: TruthRow, rows: Rows) -> float:
    gallons = row["fuel_tons"] * (row["gal_per_ton"] if row.has("gal_per_ton") else GALLONS_A_TON)
    return row["speed_kn"] * gallons / fuel_rate_kgps(row["speed_kn"], *_curve(_rates(row, rows)))


@covers("ship", "implied_exponent", by=FUEL, of=(fuel_rate_kgps,))
def _exponent(row: TruthRow, rows: Rows) -> float:
    """The exponent at which ranges on the same bunker, V / rate, are as the two endurances; by halving."""
    slow, fast = row["V1"] * KN_MPS, row["V2"] * KN_MPS
    low, high = 1.0, 12.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        first, second = (speed / fuel_rate_kgps(speed, 0.0, 1.0, middle) for speed in (slow, fast))
        further = second / first > row["R2"] / row["R1"]
        faster = row["V2"] > row["V1"]
        low, high = (middle, high) if further == faster else (low, middle)
    return 0.5 * (low + high)
