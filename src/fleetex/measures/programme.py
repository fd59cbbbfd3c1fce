"""The serials of a recording: its own table, or, where the run was cut off before that was written, what the header's
scenario planned and the log says of it (`serial started`, `serial ended`, `serial cancelled`).
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fleetex.measures.reading import count, dicts, figures_of, start_utc, where
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES, TEXT
from fleetex.vocabulary import SerialState

_ENDS = ("serial started", "serial ended", "serial cancelled")


def serials(recording: Recording) -> list[dict[str, Any]]:
    """Rows of `serials` in the order of the programme."""
    table = recording.table("serials")
    rows = dicts(table) if count(table) else _planned(recording)
    return sorted(rows, key=lambda row: (row["number"], row["serial_id"]))


def _planned(recording: Recording) -> list[dict[str, Any]]:
    scenario = recording.header.get("scenario")
    planned = scenario.get("serials") if isinstance(scenario, Mapping) else None
    if not isinstance(planned, Mapping):
        return []
    went = _as_logged(recording)
    rows = [_row(recording, str(serial_id), plan) for serial_id, plan in planned.items() if isinstance(plan, Mapping)]
    rows.sort(key=lambda row: (row["planned_start_s"], row["serial_id"]))
    return [row | {"number": number} | went.get(row["serial_id"], {}) for number, row in enumerate(rows, 1)]


def _row(recording: Recording, serial_id: str, plan: Mapping[str, Any]) -> dict[str, Any]:
    missing = {c.name: "" if c.dtype == TEXT else math.nan for c in TABLES["serials"].columns}
    source, hazard = plan.get("source"), plan.get("hazard")
    return missing | {
        "serial_id": serial_id,
        "kind": str(plan.get("kind") or ""),
        "title": str(plan.get("title") or ""),
        "area_id": str(plan.get("area_id") or ""),
        "oce": str(plan.get("oce") or ""),
        "planned_start_s": _seconds(recording, plan.get("start_utc")),
        "planned_end_s": _seconds(recording, plan.get("end_utc")),
        "state": SerialState.PLANNED.value,
        "live": isinstance(hazard, Mapping) and bool(hazard.get("live")),
        "params": json.dumps(plan.get("params") or {}),
        "source": ", ".join(map(str, source)) if isinstance(source, list) else str(source or ""),
        "confidence": str(plan.get("confidence") or ""),
        "notional": bool(plan.get("notional")),
    }


def _seconds(recording: Recording, moment: Any) -> float:
    try:
        told = datetime.fromisoformat(str(moment))
    except ValueError:
        return math.nan
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return (told - start_utc(recording)).total_seconds()


def _as_logged(recording: Recording) -> dict[str, dict[str, Any]]:
    """Serial id -> how it went as far as the log tells."""
    events = recording.table("events")
    wanted = (events["kind"] == _ENDS[0]) | (events["kind"] == _ENDS[1]) | (events["kind"] == _ENDS[2])
    went: dict[str, dict[str, Any]] = {}
    for row in dicts(where(events, wanted)):
        own = went.setdefault(row["serial_id"], {})
        if row["kind"] == "serial started":
            own |= {"start_s": row["time_s"], "state": SerialState.RUNNING.value}
        elif row["kind"] == "serial cancelled":
            own |= {"state": SerialState.CANCELLED.value, "reason": row["text"]}
        else:
            told = figures_of(row["data"])
            state = str(told.get("state") or SerialState.COMPLETED.value)
            own |= {"end_s": row["time_s"], "state": state, "reason": str(told.get("reason") or "")}
    return went
