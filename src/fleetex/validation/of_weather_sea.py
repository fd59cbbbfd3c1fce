"""Codes of wind and sea, and the waves that a wind raises."""

from fleetex.physics import sea, waves
from fleetex.units import HOUR_S, KN_MPS
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

CODES, GROWN, FETCH, HEIGHTS, LENGTHS = (
    "codes of wind and sea",
    "fully grown sea",
    "sea by fetch",
    "heights of single waves",
    "lengths of waves",
)


@covers("weather_sea", "beaufort", by=CODES, of=(sea.beaufort,))
def _force(row: TruthRow, rows: Rows) -> float:
    return sea.beaufort(row["wind_kn"] * KN_MPS)


@covers("weather_sea", "sea_state_code", by=CODES, of=(sea.sea_state_code,))
def _code(row: TruthRow, rows: Rows) -> float:
    return sea.sea_state_code(row["Hs_m"])


@covers("weather_sea", "probable_wave_height", by=CODES, of=(sea.probable_wave_height_m,))
def _probable_m(row: TruthRow, rows: Rows) -> float:
    return sea.probable_wave_height_m(int(row["beaufort"]))


@covers("weather_sea", "swell_height_class", by=CODES, of=(sea.swell_height_class,))
def _swell_height(row: TruthRow, rows: Rows) -> str:
    return sea.swell_height_class(row["height_m"])


@covers("weather_sea", "swell_length_class", by=CODES, of=(sea.wave_length_class,))
def _swell_length(row: TruthRow, rows: Rows) -> str:
    return sea.wave_length_class(row["length_m"])


@covers("weather_sea", "Hs", by=GROWN, of=(waves.grown_height_m,))
def _grown_m(row: TruthRow, rows: Rows) -> float:
    return waves.grown_height_m(row["U19p5_mps"])


@covers("weather_sea", "Tp", by=GROWN, of=(waves.grown_period_s, waves.fetch_period_s))
def _peak_s(row: TruthRow, rows: Rows) -> float:
    """Of the fully grown sea, or of a fetch, by what the row gives."""
    if row.has("U19p5_mps"):
        return waves.grown_period_s(row["U19p5_mps"])
    return waves.fetch_period_s(row["U_mps"], row["fetch_km"] * 1000.0)


@covers("weather_sea", "Hm0_fetch_limited", by=FETCH, of=(waves.fetch_height_m,))
def _fetch_m(row: TruthRow, rows: Rows) -> float:
    return waves.fetch_height_m(row["U_mps"], row["fetch_km"] * 1000.0)


@covers("weather_sea", "Hm0_fully_developed", by=FETCH, of=(waves.full_height_m,))
def _full_m(row: TruthRow, rows: Rows) -> float:
    return waves.full_height_m(row["U_mps"])


@covers("weather_sea", "min_fetch_fully_developed_km", by=FETCH, of=(waves.full_fetch_m,))
def _full_fetch_km(row: TruthRow, rows: Rows) -> float:
    return waves.full_fetch_m(row["U_mps"]) / 1000.0


@covers("weather_sea", "min_duration_fully_developed_h", by=FETCH, of=(waves.full_duration_s,))
def _full_h(row: TruthRow, rows: Rows) -> float:
    return waves.full_duration_s(row["U_mps"]) / HOUR_S


@covers("weather_sea", "H_one_tenth", by=HEIGHTS, of=(waves.one_tenth_height_m,))
def _one_tenth_m(row: TruthRow, rows: Rows) -> float:
    return waves.one_tenth_height_m(row["Hs"])


@covers("weather_sea", "H_max_mode", by=HEIGHTS, of=(waves.highest_m,))
def _highest_m(row: TruthRow, rows: Rows) -> float:
    return waves.highest_m(row["Hs"], row["N"])


@covers("weather_sea", "wavelength", by=LENGTHS, of=(waves.wave_length_m,))
def _length_m(row: TruthRow, rows: Rows) -> float:
    return waves.wave_length_m(row["T_s"], row["depth_m"])


@covers("weather_sea", "phase_speed", by=LENGTHS, of=(waves.wave_speed_mps,))
def _speed_mps(row: TruthRow, rows: Rows) -> float:
    return waves.wave_speed_mps(row["T_s"], row["depth_m"])
