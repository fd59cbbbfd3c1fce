"""Courses and bearings: `045T` or `045 deg`, clockwise from true north; radians in [0, 2 pi) inside."""

import re

from fleetex.quantities.errors import QuantityError, refuse_other_digits
from fleetex.units import DEG_RAD, TAU

COURSE_PATTERN = r"^\s*\d{1,3}(?:\.\d+)?\s*(?:T|deg)\s*$"
COURSE_EXAMPLES = ("045T", "270 deg")
_TEXT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(T|deg)?")
_POINTS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]
_DUE = "a course or bearing is degrees true, 000T to 360T"


def parse_course(found: object) -> float:
    """Radians in [0, 2 pi), clockwise from true north. Raises QuantityError."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        number = float(found)
        raise QuantityError(found, _DUE, format_course(number * DEG_RAD) if 0.0 <= number <= 360.0 else "045T")
    if not isinstance(found, str):
        raise QuantityError(found, _DUE, "045T")
    refuse_other_digits(found)
    match = _TEXT.fullmatch(found.strip())
    if match is None:
        if re.fullmatch(r"\s*\d{1,3}(?:\.\d+)?\s*M\s*", found):
            raise QuantityError(found, "courses are true, not magnetic: apply the variation", "045T")
        point = found.strip().upper()
        meant = _POINTS.index(point) * TAU / len(_POINTS) if point in _POINTS else None
        raise QuantityError(found, _DUE, "045T" if meant is None else format_course(meant))
    deg = float(match[1])
    if deg > 360.0:
        raise QuantityError(found, _DUE, format_course(deg % 360.0 * DEG_RAD))
    if match[2] is None:
        raise QuantityError(found, _DUE, format_course(deg * DEG_RAD))
    return deg % 360.0 * DEG_RAD % TAU


def format_course(course_rad: float, decimals: int | None = None) -> str:
    """`045T`, with as many decimals as given; without: up to three, as needed."""
    deg = course_rad / DEG_RAD % 360.0
    places = 3 if decimals is None else decimals
    text = f"{round(deg, places) % 360.0:.{places}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    whole, dot, rest = text.partition(".")
    return f"{int(whole):03d}{dot}{rest}T"
