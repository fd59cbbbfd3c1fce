"""The schedule of events as rows: what CSV, spreadsheet and printed table have in common."""

import csv
import io
from collections.abc import Iterator

from fleetex.plan.printed import Printed, dtg

COLUMNS = (
    "number",
    "serial",
    "kind",
    "title",
    "start",
    "end",
    "local start",
    "local end",
    "area",
    "oce",
    "roles",
    "live",
    "reserve start",
    "reserve end",
    "circuits",
    "danger area",
    "hazard",
)


CHANGES = ("change", "what changed", "why")
"""Columns of a mended programme besides: `changed` or `cancelled`, by how much, why."""


def columns(printed: Printed) -> tuple[str, ...]:
    return COLUMNS if printed.timetable.revision is None else (*COLUMNS, *CHANGES)


def rows(printed: Printed) -> Iterator[dict[str, str]]:
    """A row a serial, in order of start; ids as the file has them, times as date-time groups. After a mending what was
    struck out stands where it was, and is marked."""
    for one in printed.lines:
        serial, danger = printed.exercise.programme[one.serial], printed.danger_of.get(one.serial)
        altered = printed.altered.get(one.serial)
        told = {}
        if printed.timetable.revision is not None:
            said = ("", "", "") if altered is None else (altered.word, altered.what, altered.why)
            told = dict(zip(CHANGES, said, strict=True))
        yield {
            "number": str(printed.number_of(one.serial)),
            "serial": one.serial,
            "kind": one.kind,
            "title": one.title,
            "start": dtg(one.start_utc),
            "end": dtg(one.end_utc),
            "local start": f"{printed.local(one.start_utc):%Y-%m-%d %H:%M}",
            "local end": f"{printed.local(one.end_utc):%Y-%m-%d %H:%M}",
            "area": one.area_id or "",
            "oce": one.oce,
            "roles": "; ".join(f"{role}: {' '.join(units)}" for role, units in one.roles.items()),
            "live": "live" if one.live else "",
            "reserve start": dtg(one.reserve[0]) if one.reserve else "",
            "reserve end": dtg(one.reserve[1]) if one.reserve else "",
            "circuits": " ".join(serial.circuits),
            "danger area": danger.number if danger else "",
            "hazard": (serial.hazard.text or "") if serial.hazard else "",
            **told,
        }


def csv_text(printed: Printed) -> str:
    """RFC 4180, with a row of names."""
    written = io.StringIO()
    writer = csv.DictWriter(written, columns(printed), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(printed))
    return written.getvalue()
