"""What several kinds ask of a serial before it runs: is there time for it, and is there water where ships are to be.

Distances here are on the mean sphere: a few parts in a thousand matter to no such question.
"""

import math
from datetime import timedelta

from fleetex.library.coast import land_between
from fleetex.quantities import Position, format_dtg, format_duration, format_position
from fleetex.scenario.kinds import Doubt, Plan
from fleetex.units import EARTH_RADIUS_M

STEP_S = 300.0
"""Advice on a duration is rounded up to this."""
ENDS = (("start",), ("end",), ("duration",))


def too_short(plan: Plan, least_s: float, why: str, *rests_on: str) -> list[Doubt]:
    """A doubt if the serial's window is shorter than it takes; `why` says how that is reckoned."""
    serial = plan.serial
    window_s = (serial.end_utc - serial.start_utc).total_seconds()
    if window_s >= least_s:
        return []
    rounded_s = math.ceil(least_s / STEP_S) * STEP_S
    allowed = f"it takes at least {format_duration(least_s)}: {why}"
    params = tuple(("params", name) for name in rests_on)
    if serial.end_given_utc is not None:
        write = format_dtg(serial.start_utc + timedelta(seconds=rounded_s))
        return [Doubt(("end",), format_dtg(serial.end_utc), allowed, write, (*ENDS, ("roles",), *params))]
    minutes = f"{rounded_s / 60.0:g} min"
    return [Doubt(("duration",), format_duration(window_s), allowed, minutes, (*ENDS, ("roles",), *params))]


def offset(place: Position, bearing_rad: float, range_m: float) -> Position:
    """A place so far along a great circle."""
    arc = range_m / EARTH_RADIUS_M
    across, up = math.cos(place.lat_rad), math.sin(place.lat_rad)
    lat_rad = math.asin(up * math.cos(arc) + across * math.sin(arc) * math.cos(bearing_rad))
    east = math.sin(bearing_rad) * math.sin(arc) * across
    lon_rad = place.lon_rad + math.atan2(east, math.cos(arc) - up * math.sin(lat_rad))
    return Position(lat_rad, math.remainder(lon_rad, math.tau))


def apart_m(a: Position, b: Position) -> float:
    """Great-circle distance of two places (haversine)."""
    half_lat, half_lon = (b.lat_rad - a.lat_rad) / 2.0, math.remainder(b.lon_rad - a.lon_rad, math.tau) / 2.0
    squared = math.sin(half_lat) ** 2 + math.cos(a.lat_rad) * math.cos(b.lat_rad) * math.sin(half_lon) ** 2
    return 2.0 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, squared)))


def course_between(a: Position, b: Position) -> float:
    """Initial course of the great circle from a to b."""
    east = math.sin(b.lon_rad - a.lon_rad) * math.cos(b.lat_rad)
    north = math.cos(a.lat_rad) * math.sin(b.lat_rad)
    north -= math.sin(a.lat_rad) * math.cos(b.lat_rad) * math.cos(b.lon_rad - a.lon_rad)
    return math.atan2(east, north) % math.tau


def land_on_the_way(a: Position, b: Position) -> str:
    """Where the straight way between two places meets land, from the first on, as text; empty if it does not."""
    met = land_between(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg)
    return "" if met is None else format_position(Position(math.radians(met[0]), math.radians(met[1])))
