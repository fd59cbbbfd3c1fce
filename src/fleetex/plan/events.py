"""What breaks a programme, as a person types it; each with the time from which it is so.

drop rizhao from 211200ZJUL23
overrun GUNEX-S-1 until 210930ZJUL23
fog DELTA until 221000ZJUL23                    # or: fog until ..., everywhere; from now on unless `from` is given
close CHARLIE from 210600ZJUL23 until 211200ZJUL23
unserviceable qiqihar_helicopter from 220500ZJUL23 until 221200ZJUL23
"""

import re
from dataclasses import dataclass
from datetime import datetime

from fleetex.plan.timetable import Timetable
from fleetex.quantities import QuantityError, format_dtg, parse_time
from fleetex.scenario import Exercise
from fleetex.scenario.problems import listed, nearest

KINDS = ("drop", "overrun", "fog", "close", "unserviceable")
EVERYWHERE = "everywhere"
FORMS = {
    "drop": "drop UNIT from TIME",
    "overrun": "overrun SERIAL until TIME",
    "fog": "fog AREA until TIME (or: fog until TIME, everywhere)",
    "close": "close AREA from TIME (and: until TIME)",
    "unserviceable": "unserviceable UNIT from TIME (and: until TIME)",
}
_FORM = re.compile(r"\s*(\w+)\s+(\S+)((?:\s+(?:from|until)\s+\S+)*)\s*")
_FOG = re.compile(r"\s*fog(?=\s+(?:from|until)\s)")
"""Without an area it is everywhere."""
_TIME = re.compile(r"(from|until)\s+(\S+)")


class EventError(Exception):
    """An event cannot be understood, names what is not there, or lies in the past; the text says what to write."""


@dataclass(frozen=True)
class Event:
    """One thing that happens to a programme."""

    kind: str
    subject: str
    """A unit, a serial, an area, or `everywhere`."""
    from_utc: datetime | None
    until_utc: datetime | None

    def __str__(self) -> str:
        since = f" from {format_dtg(self.from_utc)}" if self.from_utc is not None else ""
        until = f" until {format_dtg(self.until_utc)}" if self.until_utc is not None else ""
        words = {
            "drop": f"{self.subject} drops out{since}",
            "overrun": f"{self.subject} overruns{until}",
            "fog": f"fog {'everywhere' if self.subject == EVERYWHERE else f'in {self.subject}'}{since}{until}",
            "close": f"{self.subject} is closed{since}{until}",
            "unserviceable": f"{self.subject} is unserviceable{since}{until}",
        }
        return words[self.kind]


def parse_event(text: str, exercise: Exercise, timetable: Timetable) -> Event:
    """An event of a text. Raises EventError."""
    match = _FORM.fullmatch(_FOG.sub(f"fog {EVERYWHERE}", text, count=1))
    if match is None or match[1] not in KINDS:
        meant = nearest(match[1], KINDS) if match is not None else ""
        forms = [FORMS[meant]] if meant else list(FORMS.values())
        raise EventError(f"found `{text}`; an event is one of: {'; '.join(forms)}")
    kind, subject = match[1], match[2]
    times = {}
    for word, written in _TIME.findall(match[3]):
        if word in times:
            raise EventError(f"`{text}` says `{word}` twice; write `{FORMS[kind]}`")
        try:
            times[word] = parse_time(written, exercise.exercise.zone)
        except QuantityError as error:
            raise EventError(f"`{text}`: {error}") from None
    due = "until" if kind in ("overrun", "fog") else "from"
    if due not in times:
        raise EventError(f"`{text}` says not {due} when; write `{FORMS[kind]}`")
    if kind == "drop" and "until" in times:
        raise EventError(f"`{text}`: who drops out does not come back; write `{FORMS['unserviceable']}`")
    known = {
        "drop": list(exercise.units),
        "unserviceable": list(exercise.units),
        "overrun": [one.serial for one in timetable.placed],
        "fog": [*exercise.areas, EVERYWHERE],
        "close": list(exercise.areas),
    }[kind]
    if subject not in known:
        meant = nearest(subject, known)
        write = f"; write `{meant}`" if meant else ""
        raise EventError(f"`{text}`: found `{subject}`; there are: {listed(known)}{write}")
    return Event(kind, subject, times.get("from"), times.get("until"))


def checked(events: tuple[Event, ...], exercise: Exercise, timetable: Timetable, now_utc: datetime | None) -> datetime:
    """When the plan is mended: as said, or when the first event begins. Raises EventError for what is past."""
    begins = [one.from_utc for one in events if one.from_utc is not None]
    begins += [timetable[one.subject].end_utc for one in events if one.kind == "overrun"]
    now = now_utc or min(begins, default=exercise.start_utc)
    for one in events:
        planned = timetable[one.subject].end_utc if one.kind == "overrun" else None
        if planned is not None and one.until_utc is not None and one.until_utc <= planned:
            shown = format_dtg(planned)
            raise EventError(f"{one}: it ends {shown} as it is planned; an overrun ends later: until TIME after that")
        since = one.from_utc or one.until_utc
        if since is not None and since < exercise.start_utc:
            begun = format_dtg(exercise.start_utc)
            raise EventError(f"{one}: that is in the past, before the exercise begins at {begun}; write a later time")
        last = one.until_utc or (one.from_utc if now_utc is not None else None)
        if last is not None and last < now:
            raise EventError(
                f"{one}: that is in the past at {format_dtg(now)}; write a time from then on, or an earlier --now"
            )
        if one.until_utc is not None and one.from_utc is not None and one.until_utc <= one.from_utc:
            raise EventError(f"{one}: it is over before it begins; write an `until` after its `from`")
        if since is not None and since > exercise.end_utc:
            raise EventError(f"{one}: the exercise is over at {format_dtg(exercise.end_utc)}; write an earlier time")
    return now
