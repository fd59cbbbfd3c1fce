"""Times as planners type them, without a zone: read in a scenario's own, if the sheet goes into one."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as clock

from fleetex.quantities.times import MONTHS

_CLOCK = r"(?P<hour>\d{1,2})(?::?(?P<minute>\d{2}))(?::00)?"
_FORMS = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})[ T]+{_CLOCK}"),
    re.compile(
        rf"(?P<day>\d{{1,2}})[ .-]*(?P<month>[A-Za-z]{{3,9}})\.?(?:[ ,-]*(?P<year>\d{{4}}|'?\d{{2}}))?,?[ ]+{_CLOCK}"
    ),
)
_BARE_CLOCK = re.compile(rf"{_CLOCK}(?P<zulu>[ ]?Z)?")
_NO_CLOCK = "no clock shows this: hours go from 00 to 23, minutes from 00 to 59"
_WEEKDAY = r"(?:[A-Za-z]{3,9}[., ]+)?"
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(_WEEKDAY + r"(?P<day>\d{1,2})[ .-]*(?P<month>[A-Za-z]{3,9})\.?(?:[ ,-]*(?P<year>\d{4}|'?\d{2}))?"),
)


_FIGURES = re.compile(r"(?P<one>\d{1,2})(?P<sign>[./])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})")
"""A day in figures alone: with dots the day comes first; with strokes some write the month first."""


@dataclass(frozen=True)
class Local:
    """What a time without a zone means: the scenario's zone, and the year in which its window begins."""

    zone: tzinfo
    year: int
    window: tuple[date, date] | None = None
    """The first and the last day of the exercise, where they are known."""

    def read(self, text: str) -> datetime | None:
        """`2023-07-20 11:00`, `20 Jul 2023 1100`, `20 Jul 0930`; None for what is no such time."""
        for form in _FORMS:
            found = form.fullmatch(text.strip())
            if found is not None:
                return self._of(found)
        return None

    def amiss(self, text: str) -> str:
        """What no day or clock has, of a time that is written so; empty of anything else."""
        found = next((one for form in _FORMS if (one := form.fullmatch(text.strip())) is not None), None)
        if found is None:
            bare = _BARE_CLOCK.fullmatch(text.strip().upper())
            return _NO_CLOCK if bare is not None and clock_of(text) is None else ""
        if self._of(found) is not None:
            return ""
        if int(found["hour"]) > 23 or int(found["minute"]) > 59:
            return _NO_CLOCK
        return "no such day"

    def day(self, value: object) -> date | None:
        """`20 Jul`, `Thu 20 July 2023`, `2023-07-20`, `20.07.2023`, or a spreadsheet's own day; `8/5/2024` where one of
        its two readings alone is a day, or a day of the exercise. None for what is no such day."""
        if isinstance(value, datetime):
            return value.date()
        if _FIGURES.fullmatch(str(value).strip()) is not None:
            days = self.readings(str(value))
            within = [day for day in days if self.window is not None and self.window[0] <= day <= self.window[1]]
            return days[0] if len(days) == 1 else within[0] if len(within) == 1 else None
        found = next((one for form in _DAYS if (one := form.fullmatch(str(value).strip()))), None)
        whole = None if found is None else self._at(found, 0, 0)
        return None if whole is None else whole.date()

    def readings(self, text: str) -> list[date]:
        """The days that figures alone can mean: day first, and with strokes month first too."""
        found = _FIGURES.fullmatch(text.strip())
        if found is None:
            return []
        year = int(found["year"]) + (0 if len(found["year"]) == 4 else 2000)
        orders = [(found["one"], found["two"]), *([(found["two"], found["one"])] if found["sign"] == "/" else [])]
        days = []
        for day, month in orders:
            try:
                days.append(date(year, int(month), int(day)))
            except ValueError:
                continue
        return list(dict.fromkeys(days))

    def _of(self, found: re.Match[str]) -> datetime | None:
        return self._at(found, int(found["hour"]), int(found["minute"]))

    def _at(self, found: re.Match[str], hour: int, minute: int) -> datetime | None:
        word, said = found["month"], found["year"]
        named = word[:3].upper()
        if not word.isdigit() and named not in MONTHS:
            return None
        month = int(word) if word.isdigit() else MONTHS.index(named) + 1
        year = self.year if said is None else int(said.lstrip("'"))
        try:
            return datetime(
                year if year >= 100 else 2000 + year, month, int(found["day"]), hour, minute, tzinfo=self.zone
            )
        except ValueError:
            return None


def clock_of(value: object) -> tuple[clock, bool] | None:
    """A time of day without its day, and whether it is UTC by a Z: `0930`, `09:30`, `0930Z`, a spreadsheet's own, or
    the number that it makes of 0930; None for what is none."""
    if isinstance(value, clock):
        return value.replace(second=0, microsecond=0), False
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{int(value):04d}" if value == int(value) else ""
    found = _BARE_CLOCK.fullmatch(str(value).strip().upper()) if isinstance(value, str) else None
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        return None
    return clock(int(found["hour"]), int(found["minute"])), found["zulu"] is not None


_HOURS = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?")


def lasting(value: object) -> str:
    """How long something lasts as a scenario writes it: `1:30`, or a spreadsheet's own hours, as hours and minutes;
    what is no such thing stays as it is."""
    if isinstance(value, clock):
        hours, minutes = value.hour, value.minute
    elif isinstance(value, timedelta):
        hours, minutes = divmod(round(value.total_seconds() / 60.0), 60)
    elif found := _HOURS.fullmatch(str(value).strip()):
        hours, minutes = int(found[1]), int(found[2])
    else:
        return str(value).strip()
    return " ".join(f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min")) if count) or "0 min"
