"""Windows of a long recording, whose rows are never held: DuckDB sorts the tables that grow with time once, into a file
in a folder for the while, and each window is asked of it. What grows with a recording's length is that file.

Texts are told by codes already there; with each row stands when the next of the same unit, pair or track is, so that
what stands when a window begins is found without a look at what went before.
"""

import hashlib
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fleetex.record.asking import connection, copy_into, missing_sql, parquet_query
from fleetex.record.closing import CLOSED_NAME
from fleetex.record.content import in_canonical_order
from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES, TEXT, Table
from fleetex.replay.bundle import Coded
from fleetex.replay.columns import EMPTY_TEXT, Names
from fleetex.replay.scratch import Scratch
from fleetex.replay.tables import packing_of
from fleetex.replay.windows import (
    BUDGET_STANDS_S,
    OVER,
    ROWS_A_WINDOW,
    STREAMED,
    WINDOW_S_MIN,
    Cut,
    Windowed,
    moments_of,
    still_part,
    still_tables,
)

if TYPE_CHECKING:
    import duckdb

ROWS_HELD_MAX = 2_000_000
"""Of a recording with more the rows stay on disk: holding so many takes a gigabyte."""
_NEXT = "next_s"


def windowed(recording: Recording) -> Cut:
    """A recording cut into windows, in memory or on disk as its length asks. RecordingError if it is damaged."""
    if recording.closed and sum(recording.row_count(name) for name in STREAMED) > ROWS_HELD_MAX:
        return WindowedOnDisk(recording)
    return Windowed(recording)


class WindowedOnDisk(Cut):
    """A closed recording cut into windows; the folder that it takes goes when nobody needs it any more."""

    def __init__(self, recording: Recording, rows_a_window: int = ROWS_A_WINDOW) -> None:
        import duckdb

        scratch = Scratch()
        self._bound = connection(files=True, scratch=scratch.path)
        self._forgotten = weakref.finalize(self, _forget, self._bound, scratch)
        names = Names()
        try:
            selects = {name: _select(*stored, name) for name in STREAMED if (stored := recording.stored_file(name))}
            self._there = frozenset(selects)
            self._name_texts(selects, names)
            for name, select in selects.items():
                self._sort(name, select)
            edges_s = self._edges(rows_a_window)
            sketched = _Sketched(recording, self._legs_needed(moments_of(recording), names))
        except (duckdb.Error, MemoryError) as failure:
            raise RecordingError(f"{recording.folder} cannot be cut into windows: {_first_line(failure)}") from None
        stills = still_tables(sketched, names)
        cut = f"{sketched.content_hash()[:16]}-{len(edges_s)}"
        super().__init__([], names, edges_s, cut)
        self.still = still_part(sketched, stills, names, edges_s, cut)

    def close(self) -> None:
        """The folder goes, at the latest when nobody needs this any more."""
        self._forgotten()

    def rows(self, number: int) -> list[Coded]:
        """A window's rows, and those that stood when it began. IndexError if there is no such window."""
        from_s, to_s = self.span_s(number)
        asked = self._bound.cursor()  # threads have one each
        return [self._taken(asked, name, from_s, to_s) for name in STREAMED]

    def _taken(self, asked: "duckdb.DuckDBPyConnection", name: str, from_s: float, to_s: float) -> Coded:
        columns = [column.name for column in TABLES[name].columns if _is_told(name, column.name)]
        texts = frozenset(column.name for column in TABLES[name].columns if column.dtype == TEXT)
        if name not in self._there:
            return Coded(name, {column: np.empty(0, np.int32) for column in columns}, texts)
        time, query = time_of(name), ", ".join(f'"{column}"' for column in columns)
        found = asked.execute(
            f"SELECT {query} FROM {name} WHERE ({time} >= $a AND {time} < $b)"
            f" OR ({time} < $a AND ({_NEXT} IS NULL OR {_NEXT} >= $a) AND {self._stands_sql(name)})",
            {"a": from_s, "b": to_s},
        ).fetchnumpy()
        numbers = {column: _normal(found[column]) for column in columns}
        ties = [*packing_of(name).order, *TABLES[name].key, *columns]
        order = np.lexsort([numbers[column] for column in reversed(ties) if column in numbers])
        return Coded(name, {column: values[order] for column, values in numbers.items()}, texts)

    def _stands_sql(self, name: str) -> str:
        """What `Cut._stands` says, in SQL: NaN is more than any number there."""
        columns = {column.name for column in TABLES[name].columns}
        if name == "messages":
            return "false"
        if "end_s" in columns:
            return "NOT (end_s < $a)"
        if name == "budgets":
            return f"(held OR {time_of(name)} > $a - {BUDGET_STANDS_S})"
        over = ", ".join(map(str, self._over)) or "NULL"
        return f"coalesce(change NOT IN ({over}), true)" if "change" in columns else "true"

    def _name_texts(self, selects: dict[str, str], names: Names) -> None:
        """Each text of these tables a code, in the order of the texts; and what stands for an end, wherever it is."""
        found = set(OVER)
        for name, select in selects.items():
            for column in TABLES[name].columns:
                if column.dtype == TEXT and _is_told(name, column.name):
                    rows = self._bound.execute(f'SELECT DISTINCT "{column.name}" FROM ({select})')
                    found.update(text for (text,) in rows.fetchall())
        texts = sorted(found - {""})
        names.codes(texts)
        self._over = [code for code, text in enumerate(texts) if text in OVER]
        copy_into(self._bound, "texts", {"text": np.array(texts, dtype=object)})
        self._bound.execute("CREATE TYPE word AS ENUM (SELECT text FROM texts ORDER BY rowid)").fetchall()

    def _sort(self, name: str, stored: str) -> None:
        """A table sorted by time, texts as codes, and with each row when the next of what it is of is."""
        told = [column for column in TABLES[name].columns if _is_told(name, column.name)]
        select = ", ".join(
            f'coalesce(enum_code(TRY_CAST("{c.name}" AS word))::INTEGER, {EMPTY_TEXT}) AS "{c.name}"'
            if c.dtype == TEXT
            else f'"{c.name}"'
            for c in told
        )
        time = time_of(name)
        names = {column.name for column in told}
        of = ", ".join(f'"{key}"' for key in STREAMED[name])
        ties = ", ".join(f'"{key}"' for key in [time, *packing_of(name).order, *TABLES[name].key] if key in names)
        self._bound.execute(
            f"CREATE TABLE {name} AS SELECT *, lead({time}) OVER (PARTITION BY {of} ORDER BY {ties}) AS {_NEXT}"
            f" FROM (SELECT {select} FROM ({stored})) ORDER BY {time}"
        ).fetchall()

    def _edges(self, rows_a_window: int) -> list[float]:
        """Where windows begin and end, at whole seconds: as `edges_of`."""
        every = " UNION ALL ".join(f"SELECT {time_of(name)} AS t FROM {name}" for name in sorted(self._there))
        if not every:
            return [0.0, WINDOW_S_MIN]
        counted = self._bound.execute(
            f"SELECT floor(t) AS s, count(*) AS n FROM ({every}) WHERE isfinite(t) GROUP BY s ORDER BY s"
        ).fetchnumpy()
        seconds, before = counted["s"], np.cumsum(counted["n"])
        edges = [min(0.0, float(seconds[0]))]
        at = 0
        while (at := int(np.searchsorted(before, (before[at - 1] if at else 0) + rows_a_window))) < len(seconds):
            at = max(at, int(np.searchsorted(seconds, edges[-1] + WINDOW_S_MIN)))
            if at >= len(seconds):
                break
            edges.append(float(seconds[at]))
        return [*edges, max(float(seconds[-1]) + 1.0, edges[-1] + WINDOW_S_MIN)]

    def _legs_needed(self, moments: dict[str, np.ndarray], names: Names) -> dict[str, np.ndarray]:
        """Of the legs those that hold at these moments, and each unit's farthest to the north, east, south and west."""
        columns = TABLES["legs"].columns
        if "legs" not in self._there:
            return {column.name: np.empty(0, object if column.dtype == TEXT else np.float64) for column in columns}
        codes = dict(zip(names.texts, range(len(names.texts)), strict=True))
        asked = [(codes[unit], times) for unit, times in moments.items() if unit in codes]
        whose = np.repeat(np.array([code for code, _ in asked], np.int32), [len(times) for _, times in asked])
        when = np.concatenate([np.empty(0), *(times for _, times in asked)])
        copy_into(self._bound, "asked", {"unit_id": whose, "time_s": when})
        ends = ", ".join(f"{which}(rowid, {way})" for way in ("lat_deg", "lon_deg") for which in ("arg_min", "arg_max"))
        found = self._bound.execute(
            f"SELECT * EXCLUDE ({_NEXT}) FROM legs WHERE rowid IN"
            f" (SELECT unnest([{ends}]) FROM legs GROUP BY unit_id UNION SELECT legs.rowid FROM asked"
            " ASOF JOIN legs ON asked.unit_id = legs.unit_id AND asked.time_s >= legs.time_s)"
        ).fetchnumpy()
        texts = np.array([*names.texts, ""], dtype=object)
        told = {
            c.name: texts[np.asarray(found[c.name])] if c.dtype == TEXT else np.asarray(found[c.name])
            for c in columns
            if c.name in found
        }
        return in_canonical_order(TABLES["legs"], told)


class _Sketched(Recording):
    """A recording of whose legs only a few are read, and of the other tables that grow with time nothing."""

    def __init__(self, whole: Recording, legs: dict[str, np.ndarray]) -> None:
        self.__dict__.update(whole.__dict__)
        self._columns = {"legs": legs}

    def content_hash(self) -> str:
        """Of the file that names each table's file and its CRC-32: what they say is not read for it."""
        return hashlib.sha256((self.folder / CLOSED_NAME).read_bytes()).hexdigest()


def time_of(name: str) -> str:
    """The column by which a table's rows are in a window."""
    return "sent_s" if name == "messages" else "time_s"


def _is_told(name: str, column: str) -> bool:
    packing = packing_of(name)
    return column not in packing.without or column in packing.order


def _select(path: Path, table: Table, name: str) -> str:
    """The rows of a table as they lie in its file, and what the schema has besides as missing."""
    there = {column.name for column in table.columns}
    lacking = [f'{missing_sql(c)} AS "{c.name}"' for c in TABLES[name].columns if c.name not in there]
    return f"SELECT {', '.join(['*', *lacking])} FROM ({parquet_query(path, table)})"


def _normal(values: Any) -> np.ndarray:
    """As everywhere: no -0.0."""
    plain = np.ascontiguousarray(np.asarray(values))
    return plain + plain.dtype.type(0.0) if plain.dtype.kind == "f" else plain


def _forget(bound: Any, scratch: Scratch) -> None:
    bound.close()
    scratch.close()


def _first_line(failure: BaseException) -> str:
    lines: Iterable[str] = str(failure).splitlines()
    return next(iter(lines), type(failure).__name__)
