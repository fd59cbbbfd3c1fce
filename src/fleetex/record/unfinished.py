"""The programme of a recording that was cut off before its table `serials` was written: what the header's scenario
planned, and what the log says of it (`serial started`, `serial ended`, `serial cancelled`).
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from fleetex.record.asking import NUMPY_TYPES
from fleetex.record.schema import FLOAT, INT, SINGLE, TABLES, TEXT
from fleetex.vocabulary import SerialState

_ENDS = ("serial started", "serial ended", "serial cancelled")
_MISSING: dict[str, Any] = {FLOAT: math.nan, SINGLE: math.nan, INT: 0, TEXT: ""}


def planned_serials(header: Mapping[str, Any], events: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of `serials`, in the order of its key; without rows if the header holds no scenario with serials."""
    scenario = header.get("scenario")
    planned = scenario.get("serials") if isinstance(scenario, Mapping) else None
    start = moment_of(header.get("start_utc"))
    rows: list[dict[str, Any]] = []
    if isinstance(planned, Mapping) and start is not None:
        rows = [_row(start, str(name), plan) for name, plan in planned.items() if isinstance(plan, Mapping)]
    rows.sort(key=lambda row: (row["planned_start_s"], row["serial_id"]))
    went = _as_logged(events)
    told = [row | {"number": number} | went.get(row["serial_id"], {}) for number, row in enumerate(rows, 1)]
    told.sort(key=lambda row: str(row["serial_id"]))
    return {
        column.name: np.array(
            [row.get(column.name, _MISSING.get(column.dtype, False)) for row in told], NUMPY_TYPES[column.dtype]
        )
        for column in TABLES["serials"].columns
    }


def moment_of(text: Any) -> datetime | None:
    """A moment in UTC from ISO text; None if it is none, or lies at the edge of the calendar."""
    try:
        told = datetime.fromisoformat(str(text))
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _row(start: datetime, serial_id: str, plan: Mapping[str, Any]) -> dict[str, Any]:
    source, hazard = plan.get("source"), plan.get("hazard")
    return {
        "serial_id": serial_id,
        "kind": str(plan.get("kind") or ""),
        "title": str(plan.get("title") or ""),
        "area_id": str(plan.get("area_id") or ""),
        "oce": str(plan.get("oce") or ""),
        "planned_start_s": _seconds(start, plan.get("start_utc")),
        "planned_end_s": _seconds(start, plan.get("end_utc")),
        "state": SerialState.PLANNED.value,
        "live": isinstance(hazard, Mapping) and bool(hazard.get("live")),
        "params": json.dumps(plan.get("params") or {}),
        "source": ", ".join(map(str, source)) if isinstance(source, list) else str(source or ""),
        "confidence": str(plan.get("confidence") or ""),
        "notional": bool(plan.get("notional")),
    }


def _seconds(start: datetime, text: Any) -> float:
    moment = moment_of(text)
    return (moment - start).total_seconds() if moment is not None else math.nan


def _as_logged(events: Mapping[str, np.ndarray]) -> dict[str, dict[str, Any]]:
    """Serial id -> how it went as far as the log tells."""
    went: dict[str, dict[str, Any]] = {}
    names = ("kind", "serial_id", "time_s", "text", "data")
    for kind, serial_id, time_s, text, figures in zip(*(events[name].tolist() for name in names), strict=True):
        if kind not in _ENDS:
            continue
        own = went.setdefault(serial_id, {})
        if kind == "serial started":
            own |= {"start_s": time_s, "state": SerialState.RUNNING.value}
        elif kind == "serial cancelled":
            own |= {"state": SerialState.CANCELLED.value, "reason": text.partition(": ")[2] or text}
        else:
            told = _figures(figures)
            state = str(told.get("state") or SerialState.COMPLETED.value)
            own |= {"end_s": time_s, "state": state, "reason": str(told.get("reason") or "")}
    return went


def _figures(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
