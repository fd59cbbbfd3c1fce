"""What is kept of a run: how its serials went and every measure. One line of JSON in the study's journal.

{"seed": 7,
 "serials": [["CASEX-1", "CASEX", "completed", "contact held", 7200.0, 14400.0], ...],
 "measures": [["CASEX-1", "hits", "", "", 2.0], ...]}           serial, name, subject, unit, value (null: not to be had)
"""

from sys import intern
from typing import Any, NamedTuple

from msgspec import json


class SerialOutcome(NamedTuple):
    """How a serial went in one run. Times in seconds since the exercise's start, None if there is none."""

    serial_id: str
    kind: str
    state: str
    reason: str
    start_s: float | None
    end_s: float | None


class MeasureOutcome(NamedTuple):
    """A measure in one run; `value` None if the run could not have it."""

    serial_id: str
    name: str
    subject: str
    unit: str
    value: float | None


class Outcome(NamedTuple):
    """One run."""

    seed: int
    serials: tuple[SerialOutcome, ...]
    """In the order of the programme."""
    measures: tuple[MeasureOutcome, ...]


def outcome_line(outcome: Outcome) -> bytes:
    """The outcome as JSON without a line's end; NaN becomes null."""
    rows = {"serials": [tuple(s) for s in outcome.serials], "measures": [tuple(m) for m in outcome.measures]}
    return json.encode({"seed": outcome.seed, **rows})


def outcome_of_line(line: bytes) -> Outcome:
    """The outcome again; ValueError (or KeyError, TypeError) if the line is none."""
    plain: dict[str, Any] = json.decode(line)
    return Outcome(
        int(plain["seed"]),
        tuple(SerialOutcome(*row) for row in plain["serials"]),
        tuple(_measure(*row) for row in plain["measures"]),
    )


def _measure(serial_id: str, name: str, subject: str, unit: str, value: float | None) -> MeasureOutcome:
    """With texts that thousands of runs share."""
    return MeasureOutcome(intern(serial_id), intern(name), intern(subject), intern(unit), value)
