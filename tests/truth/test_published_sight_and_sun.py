"""Haze, lights and the sun against published values."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from published import Published, each, published

from fleetex.physics import sun_formula
from fleetex.physics.sight import LIGHT_THRESHOLD_LUX, extinction_db, sight_range_for_prob
from fleetex.physics.sun import light_code, sun_altitude_rad, sun_azimuth_rad, sun_direction
from fleetex.units import DAY_S, DEG_RAD, HOUR_S, NMI_M
from fleetex.vocabulary import LIGHT_CODE, Light

NIGHT = LIGHT_CODE[Light.NIGHT]
EVENT_ALTITUDE_DEG = {"astronomical": -18.0, "nautical": -12.0, "civil": -6.0, "sunrise": -0.8333, "sunset": -0.8333}


def visibility_m(transmissivity_per_nmi: float) -> float:
    return math.log(50.0) * NMI_M / -math.log(transmissivity_per_nmi)


def luminous_range_m(intensity_cd: float, transmissivity_per_nmi: float) -> float:
    """Where half the looks of an unaided eye see the light, from heights that no horizon limits."""
    return sight_range_for_prob(0.0, 0.0, 1e4, 1e4, visibility_m(transmissivity_per_nmi), NIGHT, intensity_cd, 1.0, 0.5)


@each("visual_solar", "apparent_contrast")
def test_contrast_fades_as_koschmieder_says(row: Published) -> None:
    loss_db = extinction_db(row["R_km"] * 1000.0, row["V2pct_km"] * 1000.0)
    assert row.met_by(row["C0"] * math.pow(10.0, -loss_db / 10.0))


@each("visual_solar", "MOR_5pct_km")
def test_five_per_cent_contrast_lies_at_the_optical_range(row: Published) -> None:
    per_km = extinction_db(1000.0, row["V2pct_km"] * 1000.0)
    assert row.met_by(10.0 * math.log10(20.0) / per_km)


@each("visual_solar", "luminous_range")
def test_a_light_is_seen_to_its_luminous_range(row: Published) -> None:
    assert row.met_by(luminous_range_m(row["I_cd"], row["K"]) / NMI_M)


@each("visual_solar", "min_luminous_intensity")
def test_the_intensity_of_colreg_is_seen_at_colregs_range(row: Published) -> None:
    at_m = row["range_nmi"] * NMI_M
    assert LIGHT_THRESHOLD_LUX[NIGHT] == 2e-7
    intensity = 2e-7 * at_m**2 * math.pow(10.0, extinction_db(at_m, visibility_m(row["K"])) / 10.0)
    assert row.met_by(intensity)
    assert luminous_range_m(intensity, row["K"]) == pytest.approx(at_m, rel=1e-9)


@each("visual_solar", "solar_zenith_refracted", "solar_azimuth")
def test_the_sun_stands_where_nrel_says(row: Published) -> None:
    when_s = datetime.fromisoformat(row.inputs["utc"]).timestamp()
    place = row["lat"] * DEG_RAD, row["lon"] * DEG_RAD
    if row.quantity == "solar_azimuth":
        assert row.met_by(sun_azimuth_rad(*place, when_s) / DEG_RAD)
        return
    airless_deg = sun_altitude_rad(*place, when_s) / DEG_RAD
    bent_deg = 1.02 / (60.0 * math.tan((airless_deg + 10.3 / (airless_deg + 5.11)) * DEG_RAD))
    bent_deg *= row["P_mbar"] / 1010.0 * 283.0 / (273.0 + row["T_degC"])
    assert row.met_by(90.0 - airless_deg - bent_deg)


def crossing_s(lat_deg: float, lon_deg: float, noon_s: float, altitude_deg: float, after: bool) -> float:
    """When the altitude is passed nearest before or after local noon, by search."""
    steps = [noon_s + (1 if after else -1) * 60.0 * minute for minute in range(12 * 60 + 1)]
    altitude = [sun_altitude_rad(lat_deg * DEG_RAD, lon_deg * DEG_RAD, t) - altitude_deg * DEG_RAD for t in steps]
    first = next(i for i, value in enumerate(altitude) if value < 0.0)
    share = altitude[first - 1] / (altitude[first - 1] - altitude[first])
    return steps[first - 1] + share * (steps[first] - steps[first - 1])


TWILIGHTS = ("civil", "nautical", "astronomical")
EVENTS = ("sunrise", "sunset", *(f"{kind}_dawn" for kind in TWILIGHTS), *(f"{kind}_dusk" for kind in TWILIGHTS))


@each("visual_solar", *EVENTS)
def test_dawn_sunrise_sunset_and_dusk_fall_at_the_published_minute(row: Published) -> None:
    date = datetime.fromisoformat(row.inputs["local_date"]).replace(tzinfo=UTC)
    noon_s = (date + timedelta(hours=12.0 - row["lon"] / 15.0)).timestamp()
    kind = row.quantity.split("_")[0]
    after = row.quantity == "sunset" or row.quantity.endswith("dusk")
    assert row.met_by(crossing_s(row["lat"], row["lon"], noon_s, EVENT_ALTITUDE_DEG[kind], after))


@pytest.mark.parametrize("case", sorted({row.case for row in published("visual_solar", "n_sunrises")}))
def test_the_midnight_sun_never_sets(case: str) -> None:
    sunrises, at_noon = published("visual_solar", "n_sunrises", "sun_up_at_12UTC", case=case)
    start_s = datetime.fromisoformat(sunrises.inputs["utc_date"]).replace(tzinfo=UTC).timestamp()
    place = sunrises["lat"] * DEG_RAD, sunrises["lon"] * DEG_RAD
    up = [sun_altitude_rad(*place, start_s + 60.0 * minute) > sun_formula.SUNRISE_RAD for minute in range(1441)]
    assert sunrises.met_by(sum(now and not before for before, now in pairwise(up)))
    assert at_noon.met_by(float(sun_altitude_rad(*place, start_s + DAY_S / 2.0) > sun_formula.SUNRISE_RAD))


def test_compiled_and_plain_sun_agree() -> None:
    for hour in range(0, 24, 3):
        when_s = 1_690_000_000.0 + hour * HOUR_S
        plain = sun_formula.sun_direction(0.68, 2.33, when_s)
        assert sun_direction(0.68, 2.33, when_s) == pytest.approx(plain, abs=1e-12)
        assert light_code(0.68, 2.33, when_s) == sun_formula.light_of_altitude(plain[0])
