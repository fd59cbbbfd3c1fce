"""What every draft and product says of itself, and how positions and times are written in them."""

from datetime import datetime

from fleetex.quantities import Position, format_position
from fleetex.quantities.times import MONTHS

DRAFT = "EXERCISE DRAFT - NOT FOR PROMULGATION"
"""First and last line of every draft; title of every calendar and map."""
SERIES = "XX/00"
"""No real series number: nobody may take a draft for a warning in force."""


def msi_position(place: Position) -> str:
    """`DD-MM.mmN DDD-MM.mmE`, leading zeros always (MSC.1/Circ.1310, 6, element 6)."""
    return format_position(place, 2)


def utc_span(start_utc: datetime, end_utc: datetime) -> str:
    """`210545 UTC TO 210800 UTC JUL 23`: the month once where both are in it."""
    first, last = f"{start_utc:%d%H%M} UTC", f"{end_utc:%d%H%M} UTC {_month(end_utc)}"
    if (start_utc.year, start_utc.month) != (end_utc.year, end_utc.month):
        first += f" {_month(start_utc)}"
    return f"{first} TO {last}"


def utc_moment(time_utc: datetime) -> str:
    """`210800 UTC JUL 23`."""
    return f"{time_utc:%d%H%M} UTC {_month(time_utc)}"


def _month(time_utc: datetime) -> str:
    return f"{MONTHS[time_utc.month - 1]} {time_utc.year % 100:02d}"


def capitals(text: str) -> str:
    """As a telex can carry it: capitals of the Latin alphabet, figures, few signs; other letters as near as may be."""
    from unicodedata import normalize

    plain = normalize("NFKD", text.upper())
    kept = (char if char in _TELEX else " " for char in plain if not 0x300 <= ord(char) <= 0x36F)
    return " ".join("".join(kept).split())


_TELEX = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/.,:() '+")
