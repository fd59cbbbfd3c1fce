"""An exercise with its timetable applied: serials with a window get their places, and those without one stand apart."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fleetex.quantities import format_dtg, format_iso
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.planning import Pin, Wanted
from fleetex.scenario.programme import Envelope, OpenSerial, Serial
from fleetex.scenario.reading import read_text

_TIMETABLE = re.compile(r"""(["']?)timetable\1\s*:""")


def placed_exercise(exercise: Exercise) -> Exercise:
    """The exercise with its timetable applied: `serials` are those with a time, by themselves or by it."""
    gone = exercise.dropped
    serials = {}
    for name, serial in exercise.programme.items():
        one = placed_serial(serial, exercise.timetable.get(name, Pin.model_construct()))
        if name not in gone and one is not None:
            serials[name] = one if not gone & set(one.after) else _without(one, gone)
    waters = {key: water for key, water in exercise.waterspace.items() if water.serial_id not in gone}
    placed = exercise.model_copy(update={"waterspace": waters} if gone else {})
    placed._serials = serials
    return placed


def placed_serial(serial: Serial | OpenSerial, pin: Pin) -> Serial | None:
    """A serial where its pin has it; None where the pin leaves something open."""
    start_utc = pin.start_utc
    if start_utc is None:
        return serial if isinstance(serial, Serial) else None
    area_id = pin.area_id or serial.area_id
    if isinstance(serial, Serial):
        end_utc = pin.end_utc or start_utc + (serial.end_utc - serial.start_utc)
        roles, oce = {**serial.roles, **pin.roles}, pin.oce or serial.oce
        reserve = pin.reserve or (serial.reserve if start_utc == serial.start_utc else None)
        update = {"start_utc": start_utc, "end_given_utc": end_utc, "duration_s": None, "area_id": area_id}
        return serial.model_copy(update={**update, "roles": roles, "reserve": reserve, "oce": oce})
    wishes = {**serial.roles, **pin.roles}
    roles = {role: wish for role, wish in wishes.items() if not isinstance(wish, Wanted)}
    area_id = area_id or (serial.areas[0] if len(serial.areas) == 1 else None)
    named = pin.oce or serial.oce
    if len(roles) < len(wishes) or named is None or (serial.areas and area_id is None):
        return None
    end_utc = pin.end_utc or start_utc + timedelta(seconds=serial.duration_s)
    common: dict[str, Any] = {key: getattr(serial, key) for key in Envelope.model_fields if key != "area_id"}
    common |= {"start_utc": start_utc, "end_given_utc": end_utc, "duration_s": None, "area_id": area_id}
    return Serial.model_construct(**common, oce=named, roles=roles, reserve=pin.reserve)


def _without(serial: Serial, gone: frozenset[str]) -> Serial:
    return serial.model_copy(update={"after": tuple(name for name in serial.after if name not in gone)})


def pinned_text(text: str, pins: Mapping[str, Pin]) -> str:
    """A scenario's text with a timetable in place of its own, or behind it where it has none."""
    lines = _in_lines(text)
    begin = next((row for row, line in enumerate(lines) if _TIMETABLE.match(line)), len(lines))
    rest = lines[begin + 1 :]
    count = next((row for row, line in enumerate(rest) if line[:1] not in ("", " ", "#", "\t")), len(rest))
    block = ["timetable:", *(f"  {name}: {_flow(pin)}" for name, pin in pins.items())] if pins else []
    kept = rest[count:]
    return "\n".join([*lines[:begin], *block, *kept]) + "\n"


def _in_lines(text: str) -> list[str]:
    """A part of the file a line or more; one in braces (JSON) is parted first, and a mark of the end is left out."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith(("#", "---"))), "")
    if first.startswith("{"):
        parts = read_text(text, "scenario").root.plain().items()
        return [f"{json.dumps(key)}: {json.dumps(part)}" for key, part in parts]
    end = next((row for row, line in enumerate(lines) if line.split("#")[0].rstrip() == "..."), len(lines))
    return lines[:end]


def _flow(pin: Pin) -> str:
    announced = [f"danger_area: {pin.danger_area}"] if pin.danger_area is not None else []
    if pin.start_utc is None:
        return "{" + ", ".join(["dropped: true", *announced]) + "}"
    words = [f"start: {_written(pin.start_utc)}"]
    words += [f"end: {_written(pin.end_utc)}"] if pin.end_utc is not None else []
    words += [f"area: {pin.area_id}"] if pin.area_id is not None else []
    words += [f"oce: {pin.oce}"] if pin.oce is not None else []
    roles = ", ".join(f"{role}: [{', '.join(units)}]" for role, units in pin.roles.items())
    words += [f"roles: {{{roles}}}"] if roles else []
    if pin.reserve is not None:
        first, last = _written(pin.reserve.start_utc), _written(pin.reserve.end_utc)
        words.append(f"reserve: {{start: {first}, end: {last}}}")
    return "{" + ", ".join([*words, *announced]) + "}"


def _written(time_utc: datetime) -> str:
    return format_iso(time_utc) if time_utc.second or time_utc.microsecond else format_dtg(time_utc)
