"""The programme as iCalendar (RFC 5545): an event a serial, one more for its reserve slot. No wall clock in it."""

from datetime import datetime
from typing import Any

from fleetex.plan.danger_areas import NOT_SAFETY
from fleetex.plan.drafts import DRAFT
from fleetex.plan.printed import Printed
from fleetex.plan.timetable import Placed


def calendar_bytes(printed: Printed) -> bytes:
    """UTF-8, lines folded at 75 octets."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//fleetex//programme//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{DRAFT}: {printed.name}")
    calendar.add("x-wr-caldesc", NOT_SAFETY)
    for one in printed.placed:
        calendar.add_component(_event(printed, one, one.start_utc, one.end_utc, ""))
        if one.reserve is not None:
            calendar.add_component(_event(printed, one, *one.reserve, "reserve"))
    written: bytes = calendar.to_ical()
    return written


def _event(printed: Printed, one: Placed, start_utc: datetime, end_utc: datetime, slot: str) -> Any:
    from icalendar import Event

    event = Event()
    mark = f"{one.serial}-{slot}" if slot else one.serial
    event.add("uid", f"{mark}@{printed.exercise.exercise.id}.fleetex")
    event.add("dtstamp", printed.as_of_utc)
    event.add("dtstart", start_utc)
    event.add("dtend", end_utc)
    words = "Reserve slot: " if slot else ""
    event.add("summary", f"{words}{printed.numbers[one.serial]} {one.serial} {one.title}")
    if one.area_id is not None:
        event.add("location", printed.area_name(one.area_id))
    roles = "\n".join(f"{role}: {', '.join(names)}" for role, names in printed.roles(one))
    danger = printed.danger_of.get(one.serial)
    told = f"\nDanger area {danger.number}: {NOT_SAFETY}" if danger else ""
    event.add("description", f"{DRAFT}\n{one.kind}, conducted by {printed.unit_name(one.oce)}\n{roles}{told}")
    event.add("categories", [one.kind, "LIVE"] if one.live else [one.kind])
    event.add("status", "TENTATIVE")
    if slot:
        event.add("transp", "TRANSPARENT")
    return event
