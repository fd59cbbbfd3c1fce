"""The sun's altitude by the low-precision formula of the Astronomical Almanac (page C5): 0.01 degrees, 1950 to 2050.

Kept apart from the product's own sun so that the tests check daylight by other means.
"""

import math
from datetime import UTC, datetime, timedelta

J2000_UTC = datetime(2000, 1, 1, 12, tzinfo=UTC)
HORIZON_DEG = -0.833
"""Centre of the sun at rise and set: 34 minutes of refraction and 16 of half its disc."""


def sun_altitude_deg(time_utc: datetime, lat_deg: float, lon_deg: float) -> float:
    """Geometric altitude of the sun's centre at a place, without refraction."""
    days = (time_utc - J2000_UTC) / timedelta(days=1)
    mean_longitude = math.radians((280.460 + 0.9856474 * days) % 360.0)
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360.0)
    longitude = mean_longitude + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2.0 * anomaly))
    obliquity = math.radians(23.439 - 0.0000004 * days)
    ascension = math.atan2(math.cos(obliquity) * math.sin(longitude), math.cos(longitude))
    declination = math.asin(math.sin(obliquity) * math.sin(longitude))
    sidereal = math.radians((280.46062 + 360.98564737 * days + lon_deg) % 360.0)
    hour_angle = sidereal - ascension
    lat = math.radians(lat_deg)
    sine = math.sin(lat) * math.sin(declination) + math.cos(lat) * math.cos(declination) * math.cos(hour_angle)
    return math.degrees(math.asin(sine))


def sun_is_up(time_utc: datetime, lat_deg: float, lon_deg: float) -> bool:
    return sun_altitude_deg(time_utc, lat_deg, lon_deg) > HORIZON_DEG
