"""Times as the report writes them: UTC with a Z, and the exercise's local zone beside it."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from fleetex.record.errors import RecordingError

_RIM = timedelta(days=2)


@dataclass(frozen=True)
class Clock:
    """The exercise's second 0 and its local zone."""

    start_utc: datetime
    zone: timezone
    zone_text: str

    @property
    def has_zone(self) -> bool:
        """Whether local time is another than UTC."""
        return self.zone.utcoffset(None) != timedelta(0)

    def at(self, time_s: float) -> datetime:
        return self.start_utc + timedelta(seconds=round(time_s))

    def utc(self, time_s: float) -> str:
        """`21 Jul 02:14Z`; a dash for NaN."""
        if not math.isfinite(time_s):
            return "\N{EN DASH}"
        moment = self.at(time_s)
        return f"{moment.day} {moment:%b %H:%M}Z"

    def local(self, time_s: float) -> str:
        """`21 Jul 10:14`, in the exercise's zone."""
        if not math.isfinite(time_s):
            return "\N{EN DASH}"
        moment = self.at(time_s).astimezone(self.zone)
        return f"{moment.day} {moment:%b %H:%M}"

    def both(self, time_s: float) -> str:
        """`21 Jul 02:14Z (10:14 local)`; the local day too where it is another."""
        if not math.isfinite(time_s):
            return "\N{EN DASH}"
        if not self.has_zone:
            return self.utc(time_s)
        there = self.at(time_s).astimezone(self.zone)
        same = there.date() == self.at(time_s).date()
        return f"{self.utc(time_s)} ({f'{there:%H:%M}' if same else self.local(time_s)} local)"

    def spans(self, begin_s: float, end_s: float) -> tuple[str, str]:
        """`21 Jul 02:14Z to 04:06Z` and `10:14 to 12:06 local`; days only where they change."""
        if not (math.isfinite(begin_s) and math.isfinite(end_s)):
            return f"{self.utc(begin_s)} to {self.utc(end_s)}", ""
        begin, end = self.at(begin_s), self.at(end_s)
        last = f"{end:%H:%M}Z" if begin.date() == end.date() else self.utc(end_s)
        there, then = begin.astimezone(self.zone), end.astimezone(self.zone)
        first = f"{there:%H:%M}" if there.date() == begin.date() else self.local(begin_s)
        until = f"{then:%H:%M}" if there.date() == then.date() else self.local(end_s)
        return f"{self.utc(begin_s)} to {last}", f"{first} to {until} local" if self.has_zone else ""

    def iso(self, time_s: float) -> str:
        return self.at(time_s).strftime("%Y-%m-%dT%H:%M:%SZ") if math.isfinite(time_s) else ""


def clock_of(start_utc: datetime, zone_text: str) -> Clock:
    """From second 0 and a zone such as `UTC+08:00` or `+08:00`; UTC where none is given."""
    found = re.search(r"([+\N{MINUS SIGN}-])(\d{1,2})(?::?(\d{2}))?", zone_text)
    minutes = 60 * int(found[2]) + int(found[3] or 0) if found else 0
    if not found or minutes >= 24 * 60:
        return Clock(start_utc, UTC, "UTC")
    shift = timedelta(minutes=minutes if found[1] == "+" else -minutes)
    return Clock(start_utc, timezone(shift), f"UTC{found[1]}{int(found[2]):02d}:{found[3] or '00'}")


def check_calendar(clock: Clock, end_s: float) -> None:
    """RecordingError if the exercise, in any zone, would leave the years 1 to 9999: a date can say no others."""
    try:
        clock.start_utc - _RIM
        clock.at(end_s) + _RIM
    except (OverflowError, ValueError):
        raise RecordingError(
            f"the recording runs from {clock.start_utc:%Y-%m-%dT%H:%M:%SZ} for {end_s:.0f} s: times within two days of "
            "the ends of the calendar (years 1 to 9999) cannot be told in every zone"
        ) from None


def window_text(clock: Clock, begin_s: float, end_s: float) -> str:
    """`20 Jul 2023 00:00Z to 23 Jul 2023 12:00Z`."""
    begin, end = clock.at(begin_s), clock.at(end_s)
    return f"{begin.day} {begin:%b %Y %H:%M}Z to {end.day} {end:%b %Y %H:%M}Z"


def window_local_text(clock: Clock, begin_s: float, end_s: float) -> str:
    if not clock.has_zone:
        return ""
    begin, end = clock.at(begin_s).astimezone(clock.zone), clock.at(end_s).astimezone(clock.zone)
    return f"{begin.day} {begin:%b %H:%M} to {end.day} {end:%b %H:%M}, {clock.zone_text}"
