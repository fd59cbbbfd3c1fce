"""Positions as seamen write them: `39-00.0N 133-30.0E`, `39-00-30N 133-30-00E`, `39.5N 133.25E`; radians inside."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fleetex.quantities.errors import QuantityError, refuse_other_digits
from fleetex.units import DEG_RAD

POSITION_PATTERN = (
    r"^\s*\d{1,2}(?:\.\d+|-[0-5]\d(?:\.\d+|-[0-5]\d(?:\.\d+)?)?)?[NS]"
    r"\s+\d{1,3}(?:\.\d+|-[0-5]\d(?:\.\d+|-[0-5]\d(?:\.\d+)?)?)?[EW]\s*$"
)
POSITION_EXAMPLES = ("39-00.0N 133-30.0E", "39-00-30N 133-30-00E", "39.5N 133.25E")
_DUE = "a position is latitude then longitude, degrees-minutes with hemisphere"
_COORDINATE = re.compile(
    r"(?P<deg>\d{1,3})(?:(?P<frac>\.\d+)|-(?P<min>\d{2}(?:\.\d+)?)(?:-(?P<sec>\d{2}(?:\.\d+)?))?)?(?P<hemisphere>[NSEW])"
)


@dataclass(frozen=True, order=True)
class Position:
    """A place on WGS84: latitude north in [-pi/2, pi/2], longitude east in (-pi, pi], radians."""

    lat_rad: float
    lon_rad: float

    @property
    def lat_deg(self) -> float:
        return self.lat_rad / DEG_RAD

    @property
    def lon_deg(self) -> float:
        return self.lon_rad / DEG_RAD

    def __str__(self) -> str:
        return format_position(self)


def position_of_degrees(lat_deg: float, lon_deg: float) -> Position:
    """A position from degrees; longitude is brought into (-180, 180]."""
    if not (math.isfinite(lat_deg) and math.isfinite(lon_deg) and abs(lat_deg) <= 90.0):
        raise QuantityError(f"{lat_deg}, {lon_deg}", "latitude lies within 90 degrees of the equator")
    if not -180.0 < lon_deg <= 180.0:
        lon_deg = 180.0 - (180.0 - lon_deg) % 360.0
    return Position(lat_deg * DEG_RAD, lon_deg * DEG_RAD)


def middle_of(points: Sequence[Position]) -> Position:
    """The middle of points on the sphere."""
    east = math.fsum(math.cos(point.lat_rad) * math.cos(point.lon_rad) for point in points)
    north = math.fsum(math.cos(point.lat_rad) * math.sin(point.lon_rad) for point in points)
    up = math.fsum(math.sin(point.lat_rad) for point in points)
    return Position(math.atan2(up, math.hypot(east, north)), math.atan2(north, east))


def parse_position(found: object) -> Position:
    """Read a position. Raises QuantityError for anything out of range, reversed, or without hemispheres."""
    if not isinstance(found, str):
        raise QuantityError(found, _DUE, POSITION_EXAMPLES[0])
    refuse_other_digits(found)
    words = found.split()
    coordinates = [_COORDINATE.fullmatch(word) for word in words]
    if len(words) != 2 or None in coordinates:
        raise QuantityError(found, _DUE, _advice(found, words))
    first, second = (match for match in coordinates if match)
    hemispheres = first["hemisphere"] + second["hemisphere"]
    if hemispheres[0] in "EW" and hemispheres[1] in "NS":
        raise QuantityError(found, "latitude comes first", f"{words[1]} {words[0]}")
    if hemispheres[0] in "EW" or hemispheres[1] in "NS":
        raise QuantityError(found, _DUE, POSITION_EXAMPLES[0])
    lat_deg = _degrees(found, first)
    lon_deg = _degrees(found, second)
    if abs(lat_deg) > 90.0:
        raise QuantityError(found, "latitude is at most 90 degrees")
    if abs(lon_deg) > 180.0:
        raise QuantityError(found, "longitude is at most 180 degrees")
    return position_of_degrees(lat_deg, lon_deg)


def _degrees(found: str, match: re.Match[str]) -> float:
    if match["frac"]:
        deg = float(match["deg"] + match["frac"])
    else:
        minutes, seconds = float(match["min"] or 0.0), float(match["sec"] or 0.0)
        if minutes >= 60.0 or seconds >= 60.0:
            raise QuantityError(found, "minutes and seconds are below 60")
        if match["sec"] and "." in match["min"]:
            raise QuantityError(found, "either minutes with decimals or seconds, not both", POSITION_EXAMPLES[1])
        deg = float(match["deg"]) + minutes / 60.0 + seconds / 3600.0
    return -deg if match["hemisphere"] in "SW" else deg


def _advice(found: str, words: list[str]) -> str:
    """Signed decimals, a comma or lower case respelt; else an example."""
    plain = found.upper().replace(",", " ").split()
    if len(plain) == 2 and plain != words and all(_COORDINATE.fullmatch(word) for word in plain):
        return " ".join(plain)
    try:
        lat_deg, lon_deg = (float(word) for word in plain)
        return format_position(position_of_degrees(lat_deg, lon_deg))
    except ValueError:
        return POSITION_EXAMPLES[0]


def format_position(position: Position, decimals: int = 1) -> str:
    """`39-00.0N 133-30.0E`; one decimal of a minute is 185 m, three are 1.9 m."""
    return f"{_shown(position.lat_deg, 2, 'NS', decimals)} {_shown(position.lon_deg, 3, 'EW', decimals)}"


def _shown(deg: float, width: int, hemispheres: str, decimals: int) -> str:
    scale = 10**decimals
    ticks = round(abs(deg) * 60 * scale)
    whole, rest = divmod(ticks, 60 * scale)
    minutes = f"{rest / scale:0{3 + decimals if decimals else 2}.{decimals}f}"
    return f"{whole:0{width}d}-{minutes}{hemispheres[1] if deg < 0 and ticks else hemispheres[0]}"
