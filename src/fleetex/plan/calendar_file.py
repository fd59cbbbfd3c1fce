"""The programme as iCalendar (RFC 5545): an event a serial, one more for its reserve slot. No wall clock in it.

An event keeps its UID through every mending, and its SEQUENCE counts how often the serial changed; one that is struck
out stays, with STATUS:CANCELLED, so that a calendar which has it takes it out. There is no METHOD: the file is a
calendar's contents, not a message from an organiser with an address, as RFC 5546 asks of METHOD:PUBLISH.
"""

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
    calendar.add("x-wr-calname", f"{DRAFT}: {printed.name}")
    calendar.add("x-wr-caldesc", NOT_SAFETY)
    for one in printed.lines:
        struck = one.serial not in printed.numbers
        calendar.add_component(_event(printed, one, one.start_utc, one.end_utc, "", struck))
        lost = printed.lost_reserves.get(one.serial)
        if (slot := lost or one.reserve) is not None:
            calendar.add_component(_event(printed, one, *slot, "reserve", lost is not None))
    written: bytes = calendar.to_ical()
    return written


def _event(printed: Printed, one: Placed, start_utc: datetime, end_utc: datetime, slot: str, struck: bool) -> Any:
    from icalendar import Event

    event = Event()
    mark = f"{one.serial}-{slot}" if slot else one.serial
    event.add("uid", f"{mark}@{printed.exercise.exercise.id}.fleetex")
    event.add("dtstamp", printed.made_utc)
    event.add("dtstart", start_utc)
    event.add("dtend", end_utc)
    if sequence := _sequence(printed, one.serial):
        event.add("sequence", sequence)
    words = ("CANCELLED: " if struck else "") + ("Reserve slot: " if slot else "")
    event.add("summary", f"{words}{printed.number_of(one.serial)} {one.serial} {one.title}")
    if one.area_id is not None:
        event.add("location", printed.area_name(one.area_id))
    roles = "\n".join(f"{role}: {', '.join(names)}" for role, names in printed.roles(one))
    danger = printed.danger_of.get(one.serial)
    told = f"\nDanger area {danger.number}: {NOT_SAFETY}" if danger else ""
    altered = printed.altered.get(one.serial)
    change = f"\nChange {altered.revision}: {altered.what}, because {altered.why}" if altered else ""
    event.add("description", f"{DRAFT}\n{one.kind}, conducted by {printed.unit_name(one.oce)}\n{roles}{told}{change}")
    event.add("categories", [one.kind, "LIVE"] if one.live else [one.kind])
    event.add("status", "CANCELLED" if struck else "TENTATIVE")
    if slot or struck:
        event.add("transp", "TRANSPARENT")
    return event


def _sequence(printed: Printed, serial: str) -> int:
    """How often a serial was changed; striking it out is a change."""
    revision = printed.timetable.revision
    if revision is None:
        return 0
    if serial in revision.serials:
        return revision.serials[serial].sequence
    return 1 + next(one.given.sequence for one in revision.former if one.placed.serial == serial)
