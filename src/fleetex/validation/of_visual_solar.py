"""Sight, lights and the sun."""

import math
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from fleetex.physics.horizon import sight_horizon_m
from fleetex.physics.sight import LIGHT_THRESHOLD_LUX, extinction_db, sight_look_prob
from fleetex.physics.sun import sun_direction
from fleetex.physics.sun_formula import SUNRISE_RAD
from fleetex.units import DAY_S, DEG_RAD, FT_M, NMI_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow
from fleetex.vocabulary import LIGHT_CODE, Light

HAZE, LAMPS, SUN = "haze", "lights", "sun"
ALTITUDE_DEG = {"astronomical": -18.0, "nautical": -12.0, "civil": -6.0}
TWILIGHTS = [f"{kind}_{end}" for kind in ALTITUDE_DEG for end in ("dawn", "dusk")]
NIGHT = LIGHT_CODE[Light.NIGHT]
MINUTE_S = 60.0


@covers("visual_solar", "horizon_distance", "geographic_range", by="sea horizon", of=(sight_horizon_m,))
def _horizon_nmi(row: TruthRow, rows: Rows) -> float:
    other_ft = row["h2_ft"] if row.quantity == "geographic_range" else 0.0
    return sight_horizon_m(row["h_ft"] * FT_M, other_ft * FT_M) / NMI_M


@covers("visual_solar", "apparent_contrast", by=HAZE, of=(extinction_db,))
def _contrast(row: TruthRow, rows: Rows) -> float:
    return row["C0"] * math.pow(10.0, -extinction_db(row["R_km"] * 1000.0, row["V2pct_km"] * 1000.0) / 10.0)


@covers("visual_solar", "MOR_5pct_km", by=HAZE, of=(extinction_db,))
def _optical_range_km(row: TruthRow, rows: Rows) -> float:
    return 10.0 * math.log10(20.0) / extinction_db(1000.0, row["V2pct_km"] * 1000.0)


def _visibility_m(transmissivity_per_nmi: float) -> float:
    """Where a black target keeps 2 % of its contrast, in air that lets so much light through a mile."""
    return math.log(50.0) * NMI_M / -math.log(transmissivity_per_nmi)


@covers("visual_solar", "luminous_range", by=LAMPS, of=(sight_look_prob,))
def _luminous_nmi(row: TruthRow, rows: Rows) -> float:
    """Where half the looks of an unaided eye see the light by night, from heights that no horizon limits."""
    haze_m, lamp_cd = _visibility_m(row["K"]), row["I_cd"]
    near, far = 0.0, 400e3
    for _ in range(60):
        middle = 0.5 * (near + far)
        seen = sight_look_prob(middle, 0.0, 0.0, 1e4, 1e4, haze_m, NIGHT, lamp_cd, 1.0) >= 0.5
        near, far = (middle, far) if seen else (near, middle)
    return near / NMI_M


@covers("visual_solar", "min_luminous_intensity", by=LAMPS, of=(extinction_db,))
def _least_cd(row: TruthRow, rows: Rows) -> float:
    at_m = row["range_nmi"] * NMI_M
    through_haze = math.pow(10.0, extinction_db(at_m, _visibility_m(row["K"])) / 10.0)
    return LIGHT_THRESHOLD_LUX[NIGHT] * at_m**2 * through_haze


@covers("visual_solar", "solar_azimuth", by=SUN, of=(sun_direction,))
def _azimuth_deg(row: TruthRow, rows: Rows) -> float:
    return sun_direction(row["lat"] * DEG_RAD, row["lon"] * DEG_RAD, row.instant("utc").timestamp())[1] / DEG_RAD


@covers("visual_solar", "solar_zenith_refracted", by=SUN, of=(sun_direction,))
def _zenith_deg(row: TruthRow, rows: Rows) -> float:
    """With Bennett's refraction at the row's pressure and temperature: the engine's altitude is without air. Under the
    horizon there is none, as in NREL's algorithm."""
    place = row["lat"] * DEG_RAD, row["lon"] * DEG_RAD
    airless_deg = sun_direction(*place, row.instant("utc").timestamp())[0] / DEG_RAD
    if airless_deg < SUNRISE_RAD / DEG_RAD:
        return 90.0 - airless_deg
    bent_deg = 1.02 / (60.0 * math.tan((airless_deg + 10.3 / (airless_deg + 5.11)) * DEG_RAD))
    return 90.0 - airless_deg - bent_deg * row["P_mbar"] / 1010.0 * 283.0 / (273.0 + row["T_degC"])


def _altitude(row: TruthRow) -> Callable[[float], float]:
    lat, lon = row["lat"] * DEG_RAD, row["lon"] * DEG_RAD
    return lambda when_s: sun_direction(lat, lon, when_s)[0]


def _day(row: TruthRow, name: str) -> str:
    """The input that holds the day: of which clock, its name says, unless it is a date and no more."""
    return name if row.has(name) or not row.has("date") else "date"


@covers("visual_solar", "sunrise", "sunset", *TWILIGHTS, by=SUN, of=(sun_direction,))
def _event_s(row: TruthRow, rows: Rows) -> float:
    """When the altitude is passed nearest before or after local noon, by search."""
    noon_s = (row.instant(_day(row, "local_date")) + timedelta(hours=12.0 - row["lon"] / 15.0)).timestamp()
    after = row.quantity == "sunset" or row.quantity.endswith("dusk")
    kind = row.quantity.partition("_")[0]
    wanted_rad = ALTITUDE_DEG[kind] * DEG_RAD if kind in ALTITUDE_DEG else SUNRISE_RAD
    times = [noon_s + (MINUTE_S if after else -MINUTE_S) * step for step in range(12 * 60 + 1)]
    above = [_altitude(row)(time_s) - wanted_rad for time_s in times]
    for (late_s, late), (time_s, now) in pairwise(zip(times, above, strict=True)):
        if late >= 0.0 > now:
            return late_s + late / (late - now) * (time_s - late_s)
    return math.nan  # the sun does not pass that altitude on that day


@covers("visual_solar", "n_sunrises", by=SUN, of=(sun_direction,))
def _sunrises(row: TruthRow, rows: Rows) -> float:
    start_s = row.instant(_day(row, "utc_date")).timestamp()
    up = [_altitude(row)(start_s + MINUTE_S * step) > SUNRISE_RAD for step in range(24 * 60 + 1)]
    return sum(now and not before for before, now in pairwise(up))


@covers("visual_solar", "sun_up_at_12UTC", by=SUN, of=(sun_direction,))
def _up_at_noon(row: TruthRow, rows: Rows) -> float:
    return float(_altitude(row)(row.instant(_day(row, "utc_date")).timestamp() + DAY_S / 2.0) > SUNRISE_RAD)
