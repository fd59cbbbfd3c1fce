"""A recording in pieces, for a page that fetches what it needs of a long one: a still part, and windows of time.

The still part is a packed recording without the tables that grow fastest; its header says where windows begin
(`windows`) and what the page shows at first (`extent`), and its table `places` where units were when they fired and
when they put something into the water. A window has those tables' rows of its time, and of each unit, pair or track
what stood when it began: so any moment is told by its own window. Codes of texts are those of the still part's names.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from fleetex.record.positions import positions_of
from fleetex.record.reader import Recording
from fleetex.replay.bundle import (
    FORMAT,
    FORMAT_VERSION,
    Coded,
    coded,
    pack_table,
    packed_world,
    recording_head,
    rows_of,
    with_head,
)
from fleetex.replay.columns import Columns, Names
from fleetex.replay.so_far import measures_so_far
from fleetex.replay.tables import PACKED

STREAMED = {
    "legs": ("unit_id",),
    "traffic_legs": ("ship_id",),
    "contacts": ("unit_id", "sensor_id", "target_id"),
    "budgets": ("unit_id", "sensor_id", "target_id"),
    "sonar_reach": ("unit_id", "sensor_id", "target_id"),
    "tracks": ("unit_id", "track"),
    "bearings": ("unit_id", "bearing"),
    "classifications": ("unit_id", "target_id"),
    "shares": ("to_id", "target_id", "from_id"),
    "fuel": ("unit_id",),
    "messages": ("number",),
}
"""Tables that come by windows, and what their rows are of: of each, the last row before a window stands in it."""
OVER = ("lost", "ceased")
"""A `change` after which nothing stands."""
BUDGET_STANDS_S = 3700.0
"""A budget within range is recorded at least hourly: an older one of nothing held is out of range."""
ROWS_A_WINDOW = 25_000
WINDOW_S_MIN = 600.0
_IN_THE_WATER = ("dips", "buoy laid")


class Cut:
    """Streamed tables cut at some moments. Codes of texts are those of `names`."""

    still = b""
    """What a page needs before any window, packed; of what grows it is had elsewhere."""

    def __init__(self, streamed: list[Coded], names: Names, edges_s: list[float], cut: str) -> None:
        self._streamed = streamed
        self._over = [code for code, text in enumerate(names.texts) if text in OVER]
        self.edges_s = edges_s
        self.cut = cut
        """Names the cutting: a window of another does not fit."""

    @property
    def window_count(self) -> int:
        return len(self.edges_s) - 1

    def close(self) -> None:
        """Let go of what it has besides memory: no window is had afterwards."""

    def window(self, number: int, **head: Any) -> bytes:
        """A window's rows, and what stood when it began; `head` goes into its header. IndexError if there is none."""
        columns = Columns()
        rows = self.rows(number)
        tables = {table.name: told for table in rows if (told := pack_table(table, columns))}
        own = {"format": FORMAT, "format_version": FORMAT_VERSION, "window": number, "cut": self.cut, "tables": tables}
        return with_head(own | head, columns)

    def rows(self, number: int) -> list[Coded]:
        """A window's rows, and those that stood when it began. IndexError if there is no such window."""
        from_s, to_s = self.span_s(number)
        return [table.taken(self._chosen(table, from_s, to_s)) for table in self._streamed]

    def span_s(self, number: int) -> tuple[float, float]:
        """From when a window's rows are until when: the first has all before it too, the last all after. IndexError if
        there is no such window."""
        if not 0 <= number < self.window_count:
            raise IndexError(number)
        first, last = number == 0, number == self.window_count - 1
        return -np.inf if first else self.edges_s[number], np.inf if last else self.edges_s[number + 1]

    def _chosen(self, table: Coded, from_s: float, to_s: float) -> np.ndarray:
        time_s, keys = times_of(table), [table.columns[name] for name in STREAMED[table.name]]
        within = (time_s >= from_s) & (time_s < to_s)
        before = time_s < from_s
        if not before.any():
            return within
        next_is_same = np.append(np.logical_and.reduce([key[1:] == key[:-1] for key in keys]), False)
        next_before = np.append(before[1:], False)
        return np.asarray(within | (before & ~(next_is_same & next_before) & self._stands(table, from_s)))

    def _stands(self, table: Coded, at_s: float) -> np.ndarray:
        """Rows that, if they are the last of what they are of, still hold at a moment."""
        columns = table.columns
        if table.name == "messages":
            return np.zeros(table.row_count, bool)
        if "end_s" in columns:
            return np.asarray(~(columns["end_s"] < at_s))
        if table.name == "budgets":
            return np.asarray(columns["held"].astype(bool) | (columns["time_s"] > at_s - BUDGET_STANDS_S))
        if "change" in columns:
            return ~np.isin(columns["change"], self._over)
        return np.ones(table.row_count, bool)


class Windowed(Cut):
    """A recording cut into windows; it holds the rows, the recording itself is not needed any more."""

    def __init__(self, recording: Recording, rows_a_window: int = ROWS_A_WINDOW) -> None:
        names = Names()
        streamed = [coded(table, dict(recording.table(table)), names) for table in STREAMED]
        edges_s = edges_of(map(times_of, streamed), rows_a_window)
        stills = still_tables(recording, names)
        stills.append(coded("measures_so_far", measures_so_far(recording), names))
        super().__init__(streamed, names, edges_s, f"{recording.content_hash()[:16]}-{len(edges_s)}")
        self.still = still_part(recording, stills, names, edges_s, self.cut)


def still_tables(recording: Recording, names: Names) -> list[Coded]:
    """The tables that do not come by windows, and where units were when something happened to them."""
    stills = [coded(table, rows_of(recording, table), names) for table in PACKED if table not in STREAMED]
    return [*stills, coded("places", _places(recording), names)]


def still_part(recording: Recording, stills: list[Coded], names: Names, edges_s: list[float], cut: str) -> bytes:
    """The still part, packed: its tables, the world, where windows begin and what to show first."""
    columns = Columns()
    tables = {one.name: told for one in stills if (told := pack_table(one, columns))}
    tables["world"] = packed_world(columns)
    told = {"windows": {"edges_s": edges_s, "cut": cut}}
    return with_head(recording_head(recording) | told | {"tables": tables, "names": names.texts}, columns)


def edges_of(times: Iterable[np.ndarray], rows_a_window: int, begun: Sequence[float] = ()) -> list[float]:
    """Where windows begin and end: about so many rows in each, none shorter than ten minutes. `begun`: where some begin
    already; what comes is cut after the last of them."""
    every = np.concatenate([np.asarray(one, np.float64) for one in times])
    every = np.sort(every[np.isfinite(every)])
    if not len(every):
        return [*begun, WINDOW_S_MIN] if begun else [0.0, WINDOW_S_MIN]
    if begun:
        every = np.append(begun[-1], every[every > begun[-1]])
    edges = [*begun] or [min(0.0, float(every[0]))]
    for start in every[rows_a_window::rows_a_window]:
        if start - edges[-1] >= WINDOW_S_MIN:
            edges.append(float(start))
    return [*edges, max(float(every[-1]), edges[-1] + WINDOW_S_MIN)]


def times_of(table: Coded) -> np.ndarray:
    return table.columns["sent_s" if "sent_s" in table.columns else "time_s"]


def moments_of(recording: Recording) -> dict[str, np.ndarray]:
    """Of each unit that did, when it fired and when it put something into the water."""
    shots, events = recording.table("shots"), recording.table("events")
    wet = np.isin(events["kind"], _IN_THE_WATER) if len(events["kind"]) else np.zeros(0, bool)
    found: dict[str, set[float]] = {}
    for units, times in ((shots["unit_id"], shots["time_s"]), (events["unit_id"][wet], events["time_s"][wet])):
        for unit, time_s in zip(units.tolist(), times.tolist(), strict=True):
            found.setdefault(unit, set()).add(time_s)
    return {unit: np.array(sorted(times)) for unit, times in sorted(found.items())}


def _places(recording: Recording) -> dict[str, np.ndarray]:
    """Where units were at those moments."""
    known = {str(unit) for unit in recording.table("legs")["unit_id"]}
    asked = {unit: times for unit, times in moments_of(recording).items() if unit in known}
    at = positions_of(recording, list(asked), list(asked.values()))
    units = [unit for unit, times in asked.items() for _ in times]
    times_s: Any = np.concatenate([*asked.values(), np.empty(0)])
    return {"unit_id": np.array(units, dtype=object), "time_s": times_s, "lat_deg": at.lat_deg, "lon_deg": at.lon_deg}
