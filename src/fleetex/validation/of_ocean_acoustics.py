"""Sound speed, absorption, noise, and what surface and bottom take."""

import math

from fleetex.physics.ambient import shipping_noise_db, thermal_noise_db, wind_noise_db
from fleetex.physics.cast import depth_from_pressure_m, sound_speed_chen_millero_mps
from fleetex.physics.seawater import (
    absorption_ainslie_mccolm_db_per_m,
    absorption_db_per_m,
    absorption_thorp_db_per_m,
    sound_speed_mackenzie_mps,
)
from fleetex.physics.shallow_water import bottom_reflection_db
from fleetex.physics.surface_duct import bubble_loss_db
from fleetex.physics.teos10 import sound_speed_teos10_mps
from fleetex.units import DEG_RAD
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow


@covers("ocean_acoustics", "sound_speed_mackenzie", by="sound speed", of=(sound_speed_mackenzie_mps,))
def _sound_speed_mps(row: TruthRow, rows: Rows) -> float:
    return sound_speed_mackenzie_mps(row["T_degC"], row["S_ppt"], row["depth_m"])


@covers(
    "ocean_acoustics",
    "sound_speed_chen_millero",
    by="sound speed by Chen and Millero",
    of=(sound_speed_chen_millero_mps,),
)
def _sound_speed_of_1977_mps(row: TruthRow, rows: Rows) -> float:
    return sound_speed_chen_millero_mps(row["S_psu"], row["T68_degC"], row["P_dbar"])


@covers("ocean_acoustics", "sound_speed_teos10", by="sound speed by TEOS-10", of=(sound_speed_teos10_mps,))
def _sound_speed_of_2010_mps(row: TruthRow, rows: Rows) -> float:
    return sound_speed_teos10_mps(row["SA_gkg"], row["CT_degC"], row["P_dbar"])


@covers("ocean_acoustics", "depth_from_pressure", by="depth of a cast", of=(depth_from_pressure_m,))
def _depth_m(row: TruthRow, rows: Rows) -> float:
    return depth_from_pressure_m(row["P_dbar"], row["lat"] * DEG_RAD)


@covers(
    "ocean_acoustics",
    "absorption_ainslie_mccolm",
    by="absorption by Ainslie and McColm",
    of=(absorption_ainslie_mccolm_db_per_m,),
)
def _absorption_of_1998_db_per_km(row: TruthRow, rows: Rows) -> float:
    freq_hz, water = row["f_kHz"] * 1000.0, (row["T_degC"], row["S_ppt"], row["depth_m"], row["pH"])
    return absorption_ainslie_mccolm_db_per_m(freq_hz, *water) * 1000.0


@covers("ocean_acoustics", "absorption_thorp", by="absorption by Thorp", of=(absorption_thorp_db_per_m,))
def _absorption_by_frequency_db_per_km(row: TruthRow, rows: Rows) -> float:
    return absorption_thorp_db_per_m(row["f_kHz"] * 1000.0) * 1000.0


@covers("ocean_acoustics", "absorption_francois_garrison", "absorption", by="absorption", of=(absorption_db_per_m,))
def _absorption_db_per_km(row: TruthRow, rows: Rows) -> float:
    per_m = absorption_db_per_m(row["f_kHz"] * 1000.0, row["T_degC"], row["S_ppt"], row["depth_m"], row["pH"])
    return per_m * 1000.0


@covers("ocean_acoustics", "ambient_noise_shipping", by="ambient noise", of=(shipping_noise_db,))
def _shipping_db(row: TruthRow, rows: Rows) -> float:
    return shipping_noise_db(row["f_Hz"], row["shipping_level"])


@covers("ocean_acoustics", "ambient_noise_sea_state", by="ambient noise", of=(wind_noise_db,))
def _wind_db(row: TruthRow, rows: Rows) -> float:
    return wind_noise_db(row["f_Hz"], row["sea_state"])


@covers("ocean_acoustics", "ambient_noise_thermal", by="ambient noise", of=(thermal_noise_db,))
def _thermal_db(row: TruthRow, rows: Rows) -> float:
    return thermal_noise_db(row["f_Hz"])


@covers("ocean_acoustics", "surface_reflection_level", by="surface loss", of=(bubble_loss_db,))
def _surface_db(row: TruthRow, rows: Rows) -> float:
    return -bubble_loss_db(row["f_kHz"] * 1000.0, row["wind_mps"], row["grazing_deg"] * DEG_RAD)


@covers(
    "ocean_acoustics",
    "bottom_reflection_level",
    "bottom_reflection_coefficient",
    by="bottom loss",
    of=(bottom_reflection_db,),
)
def _bottom(row: TruthRow, rows: Rows) -> float:
    """The level in dB, or the share of the amplitude that comes back."""
    grazing_rad = 0.5 * math.pi - row["incidence_rad_from_vertical"]
    level_db = bottom_reflection_db(grazing_rad, row["density_ratio"], row["speed_ratio"], row["delta"])
    return level_db if row.quantity == "bottom_reflection_level" else math.pow(10.0, level_db / 20.0)
