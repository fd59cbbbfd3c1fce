"""Where the sun stands. Plain Python, so that readers may use it without compiling; `sun.py` compiles this same code.

Radians; latitude north, longitude east positive; `unix_s` seconds since 1970-01-01 UTC (UT1 taken as UTC).
"""

import math

from fleetex.units import DAY_S, DEG_RAD, TAU
from fleetex.vocabulary import LIGHT_CODE, Light

SUNRISE_RAD = -0.8333 * DEG_RAD
"""Altitude of the sun's centre, without air, at sunrise and sunset: 34' of refraction and 16' of radius."""
CIVIL_RAD = -6.0 * DEG_RAD
"""The same at civil dawn and dusk."""

_DAY = LIGHT_CODE[Light.DAY]
_TWILIGHT = LIGHT_CODE[Light.TWILIGHT]
_NIGHT = LIGHT_CODE[Light.NIGHT]
_EPOCH_J2000_S = 946_728_000.0
_TT_MINUS_UT_S = 69.0


def sun_direction(lat_rad: float, lon_rad: float, unix_s: float) -> tuple[float, float]:
    """(altitude, azimuth) of the sun's centre, without refraction; azimuth clockwise from true north in [0, 2 pi).

    Within 0.01 degree from 1950 to 2050. Not defined for azimuth at the poles and zenith.
    Source: Meeus, Astronomical Algorithms, 2nd ed., ch. 25 (sun, low accuracy, with aberration and the main term of
    nutation), eq. 12.4 (sidereal time), 22.2 (obliquity), 13.5 and 13.6 (horizon).
    """
    days = (unix_s - _EPOCH_J2000_S) / DAY_S
    century = (days + _TT_MINUS_UT_S / DAY_S) / 36525.0
    mean_longitude = (280.46646 + century * (36000.76983 + century * 0.0003032)) * DEG_RAD
    anomaly = (357.52911 + century * (35999.05029 - century * 0.0001537)) * DEG_RAD
    centre_deg = (
        (1.914602 - century * (0.004817 + century * 0.000014)) * math.sin(anomaly)
        + (0.019993 - century * 0.000101) * math.sin(2.0 * anomaly)
        + 0.000289 * math.sin(3.0 * anomaly)
    )
    node = (125.04 - 1934.136 * century) * DEG_RAD
    longitude = mean_longitude + (centre_deg - 0.00569 - 0.00478 * math.sin(node)) * DEG_RAD
    obliquity = (23.4392911 - 0.0130042 * century + 0.00256 * math.cos(node)) * DEG_RAD
    right_ascension = math.atan2(math.cos(obliquity) * math.sin(longitude), math.cos(longitude))
    sin_declination = math.sin(obliquity) * math.sin(longitude)
    cos_declination = math.sqrt(1.0 - sin_declination * sin_declination)
    sidereal = (280.46061837 + 360.98564736629 * days - 0.0048 * math.sin(node) * math.cos(obliquity)) * DEG_RAD
    hour_angle = sidereal + lon_rad - right_ascension
    south = math.cos(hour_angle) * cos_declination
    up = math.sin(lat_rad) * sin_declination + math.cos(lat_rad) * south
    north = math.cos(lat_rad) * sin_declination - math.sin(lat_rad) * south
    east = -math.sin(hour_angle) * cos_declination
    return math.asin(min(max(up, -1.0), 1.0)), math.atan2(east, north) % TAU


def light_of_altitude(altitude_rad: float) -> int:
    """vocabulary.LIGHT_CODE for the sun at this altitude (without refraction): day, civil twilight, or night."""
    if altitude_rad > SUNRISE_RAD:
        return _DAY
    if altitude_rad > CIVIL_RAD:
        return _TWILIGHT
    return _NIGHT
