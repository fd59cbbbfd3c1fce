"""Measures of a serial while it runs: the functions that measure it at its end, asked of the recording as it was at
moments in between. Nothing is estimated: what they say is what the report would have said had the run ended there.
"""

from typing import Any

import numpy as np

from fleetex.measures.programme import serials
from fleetex.measures.registry import measure_serial
from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES, TIMED

MOMENTS = 6
"""Asked of each serial, at its own events: there its measures change."""
ROWS_ASKED_MAX = 100_000_000
"""Each moment of each serial reads the recording anew: of a longer one fewer moments are asked."""
SERIALS_MAX = 200
_AFTER_S = 1e-3


class AsItWas(Recording):
    """A recording cut off at a moment."""

    def __init__(self, whole: Recording, at_s: float) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole = whole
        self._columns = {}
        self._bound = None
        self.until_s = at_s
        self.footer = None

    def _read(self, name: str) -> dict[str, np.ndarray]:
        columns = self._whole.table(name)
        if name == "measures":
            return {column: values[:0] for column, values in columns.items()}
        if name not in TIMED:
            return columns
        past = columns[TIMED[name]] <= self.until_s
        return {column: values[past] for column, values in columns.items()}


def measures_so_far(recording: Recording) -> dict[str, np.ndarray]:
    """Columns serial_id, time_s, name, text of the measures about nobody in particular that changed by then."""
    rows: list[tuple[str, float, str, str]] = []
    every = serials(recording)
    row_count = sum(recording.row_count(name) for name in TABLES)
    moments = min(MOMENTS, ROWS_ASKED_MAX // max(1, row_count * len(every)))
    for serial in every if moments and len(every) <= SERIALS_MAX else []:
        told: dict[str, str] = {}
        for at_s in _moments(recording, serial, moments):
            for name, text in _measured(recording, serial, at_s):
                if told.get(name) != text:
                    rows.append((str(serial["serial_id"]), at_s, name, text))
                told[name] = text
    columns: dict[str, Any] = {
        name: np.array([row[place] for row in rows], dtype=object)
        for place, name in ((0, "serial_id"), (2, "name"), (3, "text"))
    }
    return columns | {"time_s": np.array([row[1] for row in rows], np.float64)}


def _measured(recording: Recording, serial: dict[str, Any], at_s: float) -> list[tuple[str, str]]:
    cut_off = serial | {"end_s": at_s, "state": "running", "reason": ""}
    try:
        found = measure_serial(AsItWas(recording, at_s), cut_off)
    except (RecordingError, ValueError, IndexError, KeyError, ZeroDivisionError):
        return []  # what needs the serial's end to be told is not told before it
    return [(one.name, one.text) for one in found if one.text and not one.subject]


def _moments(recording: Recording, serial: dict[str, Any], count: int) -> list[float]:
    """So many of the times at which the log tells of the serial, spread over its events; none if it did not begin."""
    start_s, end_s = float(serial["start_s"]), float(serial["end_s"])
    if not np.isfinite(start_s):
        return []
    end_s = end_s if np.isfinite(end_s) else recording.until_s
    events = recording.table("events")
    times = events["time_s"][events["serial_id"] == serial["serial_id"]] if len(events["time_s"]) else np.empty(0)
    within = np.unique(times[(times > start_s) & (times < end_s)])
    if len(within) < count:
        within = np.unique(np.concatenate([within, np.linspace(start_s, end_s, count + 2)[1:-1]]))
    places = np.linspace(0, len(within) - 1, min(count, len(within))).round().astype(int)
    return [float(at_s) + _AFTER_S for at_s in within[np.unique(places)]]
