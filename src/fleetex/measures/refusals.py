"""What units could not do: orders refused to them, and ships left out of a serial, each with the reason."""

from dataclasses import dataclass

from fleetex.measures.reading import count, dicts, figures_of, sorted_by, where
from fleetex.record.reader import Recording

REFUSED, LEFT_OUT = "order refused", "left out"
KINDS = (REFUSED, LEFT_OUT)


@dataclass(frozen=True)
class Refusal:
    """One line of the log. `unit` is the ship that was refused or left out; `serial` is empty on passage."""

    time_s: float
    kind: str
    unit: str
    serial: str
    order: str
    """The order refused; empty for a ship left out."""
    reason: str


def refusals(recording: Recording) -> list[Refusal]:
    """All of them in order of time."""
    events = recording.table("events")
    if not count(events):
        return []
    rows = where(events, (events["kind"] == REFUSED) | (events["kind"] == LEFT_OUT))
    found = []
    for row in dicts(sorted_by(rows, "time_s", "number")):
        told = figures_of(row["data"])
        unit = str(told.get("other", "")) if row["kind"] == LEFT_OUT else row["unit_id"]
        order, reason = str(told.get("order", "")), str(told.get("reason", "") or row["text"])
        found.append(Refusal(row["time_s"], row["kind"], unit, row["serial_id"], order, reason))
    return found
