"""Times: the date-time group `201430ZJUL23` with any zone letter, or ISO with an offset; aware UTC datetimes inside.

Zone letters: Z is UTC; A to M without J are UTC+1 to UTC+12; N to Y are UTC-1 to UTC-12; J is the observer's own
(local) zone, which only a file that states its zone may use.
"""

import difflib
import re
from datetime import UTC, datetime, timedelta, timezone

from fleetex.quantities.errors import QuantityError, refuse_other_digits

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
ZONE_HOURS: dict[str, int] = (
    {"Z": 0}
    | {letter: hours for hours, letter in enumerate("ABCDEFGHIKLM", 1)}
    | {letter: -hours for hours, letter in enumerate("NOPQRSTUVWXY", 1)}
)
TIME_EXAMPLES = ("201430ZJUL23", "2023-07-20T14:30Z", "2023-07-20T22:30+08:00")
TIME_PATTERN = (
    r"^\s*(?:\d{6}\s?[A-Z]\s?(?:" + "|".join(MONTHS) + r")\s?(?:\d{2}|\d{4})"
    r"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2}))\s*$"
)
ZONE_PATTERN = r"^UTC(?:[+-](?:0\d|1[0-4]):(?:00|15|30|45))?$"
ZONE_NAMES: dict[str, float] = {
    **dict.fromkeys(("GMT", "UT", "ZULU", "WET"), 0),
    **dict.fromkeys(("CET", "WEST", "MEZ"), 1),
    **dict.fromkeys(("CEST", "EET", "MESZ", "SAST"), 2),
    **dict.fromkeys(("EEST", "MSK", "TRT"), 3),
    **dict.fromkeys(("PKT",), 5),
    **dict.fromkeys(("WIB", "ICT"), 7),
    **dict.fromkeys(("HKT", "SGT", "AWST", "PHT", "MYT"), 8),
    **dict.fromkeys(("JST", "KST"), 9),
    **dict.fromkeys(("AEST", "VLAT", "CHST"), 10),
    **dict.fromkeys(("AEDT",), 11),
    **dict.fromkeys(("NZST", "PETT"), 12),
    **dict.fromkeys(("NZDT",), 13),
    **dict.fromkeys(("BRT",), -3),
    **dict.fromkeys(("EDT",), -4),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("MDT",), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    **dict.fromkeys(("PST", "AKDT"), -8),
    **dict.fromkeys(("AKST",), -9),
    **dict.fromkeys(("HST",), -10),
}
"""Names of zones that mean one offset, in hours; those that mean several (CST, IST, BST ...) are left out."""
_DUE = "a time is a date-time group with a zone letter, or ISO with an offset"
_DTG = re.compile(r"(\d{2})(\d{2})(\d{2})\s?([A-Za-z])?\s?([A-Za-z]{3})\s?(\d{4}|\d{2})")
_NO_MONTH = re.compile(r"(\d{6})\s?([A-Za-z])?")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?\s?(Z|[+-]\d{2}(?::?\d{2})?)?")


def parse_zone(found: object) -> timezone:
    """`UTC+08:00` as a fixed offset (an exercise keeps one zone). Raises QuantityError."""
    due = "a zone is UTC with an offset of hours and quarters"
    refuse_other_digits(found)
    if not isinstance(found, str) or not (match := re.fullmatch(ZONE_PATTERN, found.strip())):
        meant = _zone_meant(found)
        raise QuantityError(found, due if meant else f"{due}, as UTC+02:00", meant)
    if match[0] == "UTC":
        return UTC
    sign = -1 if match[0][3] == "-" else 1
    hours, minutes = (int(word) for word in match[0][4:].split(":"))
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > timedelta(hours=14):
        raise QuantityError(found, due, "UTC+14:00")
    return timezone(sign * offset)


def _zone_meant(found: object) -> str:
    """`UTC+03:00` for `UTC+3`, `+3`, `UTC+0300`, `3`, `MSK` or `C`; empty if no zone is known by what was found."""
    text = "".join(str(found).split()).upper()
    hours = ZONE_NAMES.get(text, ZONE_HOURS.get(text))
    if hours is not None:
        return f"UTC{hours:+03.0f}:{round(hours % 1 * 60):02d}" if hours else "UTC"
    match = re.fullmatch(r"(?:UTC|GMT)?([+-]?)(\d{1,2})(?::?(00|15|30|45))?", text)
    if match is None or isinstance(found, bool | float) or int(match[2]) > 14:
        return ""
    return f"UTC{match[1] or '+'}{int(match[2]):02d}:{match[3] or '00'}"


def parse_time(found: object, local: timezone | None = None) -> datetime:
    """An aware datetime in UTC. `local` is the zone that letter J stands for. Raises QuantityError."""
    if isinstance(found, datetime):
        found = found.isoformat()
    if not isinstance(found, str):
        raise QuantityError(found, _DUE, TIME_EXAMPLES[0])
    refuse_other_digits(found)
    text = found.strip()
    if match := _DTG.fullmatch(text):
        return _of_dtg(found, match, local)
    if match := _ISO.fullmatch(text):
        return _of_iso(found, match)
    if match := _NO_MONTH.fullmatch(text):
        raise QuantityError(found, f"a date-time group ends in month and year, as {match[1]}{match[2] or 'Z'}JUL23")
    raise QuantityError(found, _DUE, TIME_EXAMPLES[0])


def _of_dtg(found: str, match: re.Match[str], local: timezone | None) -> datetime:
    day, hour, minute = (int(match[number]) for number in (1, 2, 3))
    letter, month = (match[4] or "").upper(), match[5].upper()
    year = match[6] if len(match[6]) == 4 else "20" + match[6]
    if month not in MONTHS:
        meant = difflib.get_close_matches(month, MONTHS, 2)
        write = f"{match[1]}{match[2]}{match[3]}{letter or 'Z'}{meant[0]}{match[6]}" if len(meant) == 1 else ""
        raise QuantityError(found, f"the month is one of {', '.join(MONTHS)}", write)
    if not letter:
        raise QuantityError(found, "a date-time group names its zone by a letter", _with_letter(match, month))
    if letter == "J" and local is None:
        raise QuantityError(found, "zone J is local time, and no zone is stated", _with_letter(match, month))
    zone = local if letter == "J" and local is not None else timezone(timedelta(hours=ZONE_HOURS.get(letter, 0)))
    return _utc(found, int(year), MONTHS.index(month) + 1, day, hour, minute, zone)


def _with_letter(match: re.Match[str], month: str) -> str:
    return f"{match[1]}{match[2]}{match[3]}Z{month}{match[6]}"


def _utc(found: str, year: int, month: int, day: int, hour: int, minute: int, zone: timezone) -> datetime:
    try:
        return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise QuantityError(found, "no such day or hour (DDHHMM, then zone, month, year)", TIME_EXAMPLES[0]) from None


def _of_iso(found: str, match: re.Match[str]) -> datetime:
    if match[2] is None:
        raise QuantityError(found, "a time has hours and minutes", f"{match[1]}T00:00Z")
    if match[3] is None:
        raise QuantityError(found, "a time states its offset from UTC", f"{match[1]}T{match[2]}Z")
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise QuantityError(found, "no such day, hour or offset", TIME_EXAMPLES[1]) from None


def format_dtg(time: datetime, letter: str = "Z") -> str:
    """`201430ZJUL23` in the zone of that letter; seconds are cut off."""
    local = time.astimezone(timezone(timedelta(hours=ZONE_HOURS[letter])))
    return f"{local:%d%H%M}{letter}{MONTHS[local.month - 1]}{local.year % 100:02d}"


def format_iso(time: datetime, zone: timezone = UTC) -> str:
    """`2023-07-20T14:30:00Z`, or with the offset of another zone."""
    text = time.astimezone(zone).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def format_zone(zone: timezone) -> str:
    """`UTC+08:00`; UTC itself is `UTC`."""
    return zone.tzname(None) if zone.utcoffset(None) else "UTC"
