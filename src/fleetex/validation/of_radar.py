"""The radar equation, detection by one look, the horizon, sea clutter."""

import math

from fleetex.physics.air_loss import oxygen_db_per_m, rain_law, vapour_db_per_m
from fleetex.physics.air_loss_law import NEPER_DB, rain_np_per_m
from fleetex.physics.clutter import sea_clutter_db
from fleetex.physics.horizon import RADIO_EARTH_M, ground_range_to_height_m, radar_horizon_m
from fleetex.physics.radar import (
    REFERENCE_K,
    albersheim_snr_db,
    from_db,
    radar_snr_1m,
    radar_source_w_m2,
)
from fleetex.physics.refraction import effective_earth_m, k_factor, refractivity
from fleetex.physics.swerling import STEADY, required_snr_db, shnidman_snr_db
from fleetex.physics.two_ray import path_over_flat_m, two_way_factor
from fleetex.units import DEG_RAD, LIGHT_MPS
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

EQUATION, DETECTION, AIR = "radar equation", "radar detection", "rain and gases"
FADING, BENT = "echoes that fade", "refraction"


def _wavelength_m(row: TruthRow) -> float:
    return LIGHT_MPS / (row["f_GHz"] * 1e9)


def _snr_1m(row: TruthRow) -> float:
    """Signal over noise of 1 m2 at 1 m, of one pulse."""
    band_hz = row["B_MHz"] * 1e6
    return radar_snr_1m(row["Pt_W"], row["G_dB"], _wavelength_m(row), band_hz, row["F_dB"], row["L_dB"], 1.0)


@covers("radar", "received_power", by=EQUATION, of=(radar_source_w_m2,))
def _received_w(row: TruthRow, rows: Rows) -> float:
    source = radar_source_w_m2(row["Pt_W"], row["G_dB"], _wavelength_m(row))
    return source * row["sigma_m2"] / (row["R_km"] * 1000.0) ** 4


@covers("radar", "SNR_single_pulse", by=EQUATION, of=(radar_snr_1m,))
def _one_pulse_db(row: TruthRow, rows: Rows) -> float:
    return 10.0 * math.log10(_snr_1m(row) * row["sigma_m2"] / (row["R_km"] * 1000.0) ** 4)


@covers("radar", "max_range", by=EQUATION, of=(radar_snr_1m, from_db))
def _furthest_km(row: TruthRow, rows: Rows) -> float:
    """The model's noise is of 290 K; of a row that says another so much more or less."""
    warmth = row["T_K"] / REFERENCE_K if row.has("T_K") else 1.0
    return math.pow(_snr_1m(row) * row["sigma_m2"] / from_db(row["SNR_dB"]) / warmth, 0.25) / 1000.0


@covers("radar", "snr_albersheim", by=DETECTION, of=(albersheim_snr_db,))
def _albersheim_db(row: TruthRow, rows: Rows) -> float:
    return albersheim_snr_db(row["pd"], row["pfa"], row["n"])


@covers("radar", "snr_required_per_pulse", by=FADING, of=(required_snr_db,))
def _needed_db(row: TruthRow, rows: Rows) -> float:
    return required_snr_db(row["pd"], row["pfa"], round(row["n"]), round(row["swerling"]))


@covers("radar", "snr_shnidman", by=FADING, of=(shnidman_snr_db,))
def _shnidman_db(row: TruthRow, rows: Rows) -> float:
    """Of a steady echo, unless the row names a case."""
    case = round(row["swerling"]) if row.has("swerling") else STEADY
    return shnidman_snr_db(row["pd"], row["pfa"], round(row["n"]), case)


@covers("radar", "F4_flat_sea_dB", by="multipath", of=(two_way_factor, path_over_flat_m))
def _two_ways_db(row: TruthRow, rows: Rows) -> float:
    """Over a plane, smooth sea; a run has heights above the tangent plane, and waves."""
    path_m = path_over_flat_m(row["R_km"] * 1000.0, row["h1_m"], row["h2_m"])
    return 10.0 * math.log10(two_way_factor(path_m, _wavelength_m(row), 1.0))


@covers("radar", "ground_range_to_height", by="multipath", of=(ground_range_to_height_m,))
def _ground_range_m(row: TruthRow, rows: Rows) -> float:
    elevation_rad = math.radians(row["elev_deg"])
    return float(ground_range_to_height_m(row["tgt_height_m"], row["ant_height_m"], elevation_rad, RADIO_EARTH_M))


@covers("radar", "refractivity_N", by=BENT, of=(refractivity,))
def _refractivity(row: TruthRow, rows: Rows) -> float:
    return refractivity(row["P_hPa"], row["T_K"], row["e_hPa"])


@covers("radar", "k_factor", by=BENT, of=(k_factor,))
def _k_factor(row: TruthRow, rows: Rows) -> float:
    return k_factor(row["dNdh_per_km"])


@covers("radar", "effective_earth_radius", by=BENT, of=(effective_earth_m,))
def _earth_m(row: TruthRow, rows: Rows) -> float:
    return effective_earth_m(row["dNdh_per_m"])


@covers("radar", "gamma_rain", by=AIR, of=(rain_law, rain_np_per_m))
def _rain_db_per_km(row: TruthRow, rows: Rows) -> float:
    """One way; the model's is of an echo, out and back."""
    law = rain_law(row["f_GHz"] * 1e9, row["tau_deg"] * DEG_RAD, row["el_deg"] * DEG_RAD)
    return rain_np_per_m(row["R_mm_h"], *law) / 2.0 * NEPER_DB * 1000.0


@covers("radar", "gamma_oxygen", "gamma_water", by=AIR, of=(oxygen_db_per_m, vapour_db_per_m))
def _gas_db_per_km(row: TruthRow, rows: Rows) -> float:
    """The pressure is that of dry air, by either of the names that tables give it."""
    dry = "P_hPa" if row.has("P_hPa") else "P_dry_hPa"
    taken = oxygen_db_per_m if row.quantity == "gamma_oxygen" else vapour_db_per_m
    return taken(row["f_GHz"] * 1e9, row[dry], row["T_K"], row["rho_gm3"]) * 1000.0


@covers("radar", "horizon_range", by="radar horizon", of=(radar_horizon_m,))
def _horizon_km(row: TruthRow, rows: Rows) -> float:
    return radar_horizon_m(row["h1_m"], row["h2_m"], RADIO_EARTH_M) / 1000.0


@covers("radar", "sigma0_dB", "sigma0_linear", by="sea clutter", of=(sea_clutter_db,))
def _clutter(row: TruthRow, rows: Rows) -> float:
    vertical = row.text("pol").upper().startswith("V")
    level_db = sea_clutter_db(row["f_GHz"] * 1e9, row["sea_state"], row["grazing_deg"] * DEG_RAD, vertical)
    return level_db if row.quantity == "sigma0_dB" else from_db(level_db)
