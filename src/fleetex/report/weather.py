"""Weather and water of the report: what blew and ran, and what sea such a wind raises."""

import math
from typing import Any

from fleetex.measures.reading import dicts, sorted_by
from fleetex.physics.sea import (
    beaufort,
    probable_wave_height_m,
    sea_state_code,
    swell_height_class,
    wave_length_class,
)
from fleetex.physics.waves import (
    fetch_height_m,
    fetch_period_s,
    full_duration_s,
    full_fetch_m,
    full_height_m,
    grown_height_m,
    grown_period_s,
    highest_m,
    one_tenth_height_m,
    wave_length_m,
    wave_speed_mps,
    wind_at_mps,
)
from fleetex.record.reader import Recording
from fleetex.report.sections import figure, rounded
from fleetex.units import HOUR_S, KN_MPS, NMI_M

PM_WIND_M = 19.5
"""Height of the wind in Pierson and Moskowitz's spectrum."""
WAVES_COUNTED = 1000.0
"""About two hours of waves."""
WEATHER_SHORE_M = 100.0 * NMI_M


def weather_rows(recording: Recording) -> list[dict[str, Any]]:
    """Weather and water by zone and time, in the seaman's units."""
    rows = dicts(sorted_by(recording.table("environment"), "zone", "time_s"))
    rain = {(row["zone"], row["time_s"]): row["rain_mmph"] for row in recording.rows("air")}
    for row in rows:
        known = math.isfinite(row["wind_from_deg"])
        row["wind"] = figure(rounded(row["wind_mps"] / KN_MPS), "kn")
        row["wind"] += f" from {row['wind_from_deg'] % 360.0:03.0f}°" if known else ""
        row["seen"] = figure(rounded(row["visibility_m"] / NMI_M, 1), "nmi")
        falls = rain.get((row["zone"], row["time_s"]), 0.0)
        row["seen"] += f", rain {figure(falls, 'mm/h')}" if falls > 0.0 else ""
        row["water"] = "unknown" if math.isnan(row["depth_m"]) else figure(rounded(row["depth_m"]), "m")
        force = beaufort(row["wind_mps"]) if math.isfinite(row["wind_mps"]) else None
        row["wind"] += f", force {force}" if force is not None else ""
        row["waves"] = figure(row["wave_height_m"], "m")
        if force is not None and sea_state_code(row["wave_height_m"]) > sea_state_code(probable_wave_height_m(force)):
            raised_m = probable_wave_height_m(force)
            swell_m = math.sqrt(max(row["wave_height_m"] ** 2 - raised_m**2, 0.0))
            row["waves"] += f", {swell_height_class(swell_m)} swell: more than the wind raises"
        row["highest"] = figure(rounded(highest_m(row["wave_height_m"], WAVES_COUNTED), 1), "m")
        row["raises"] = _raised(row["wind_mps"], row["depth_m"])
    return rows


def _raised(wind_mps: float, depth_m: float) -> str:
    """What sea a wind raises: fully grown, what that takes, and a hundred miles off a weather shore."""
    if not wind_mps > 0.0:
        return "none"
    above_mps, water_m = wind_at_mps(wind_mps, PM_WIND_M), depth_m if math.isfinite(depth_m) else math.inf
    period_s = grown_period_s(above_mps)
    length, speed = wave_length_m(period_s, water_m), wave_speed_mps(period_s, water_m) / KN_MPS
    miles, hours = full_fetch_m(wind_mps) / NMI_M, full_duration_s(wind_mps) / HOUR_S
    near_m = min(fetch_height_m(wind_mps, WEATHER_SHORE_M), full_height_m(wind_mps))
    near_s = fetch_period_s(wind_mps, WEATHER_SHORE_M)
    said = f"{figure(rounded(grown_height_m(above_mps), 1), 'm')} once grown, one in ten above "
    said += f"{figure(rounded(one_tenth_height_m(grown_height_m(above_mps)), 1), 'm')}, "
    long = f"{figure(rounded(length), 'm')} long ({wave_length_class(length)})"
    said += f"{figure(rounded(period_s, 1), 's')}, {long} at {figure(rounded(speed), 'kn')}; "
    said += f"that takes {figure(rounded(miles), 'nmi')} and {figure(rounded(hours), 'h')}"
    if full_fetch_m(wind_mps) <= WEATHER_SHORE_M:
        return said
    return f"{said}; 100 nmi off a weather shore {figure(rounded(near_m, 1), 'm')}, {figure(rounded(near_s, 1), 's')}"
