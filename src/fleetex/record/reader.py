"""The reader: opens any recording, closed or cut off, and trusts nothing in it.

recording = Recording.open(Path("run"))
recording.complete, recording.until_s, recording.header["seed"]
legs = recording.table("legs")                  # {"unit_id": array, "time_s": array, ...}, in canonical order
for row in recording.rows("events", kind="check fire"): ...
names, rows = recording.sql("SELECT unit_id, count(*) FROM shots GROUP BY ALL")
"""

import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from fleetex.record.asking import NUMPY_TYPES, connection, copy_into, parquet_columns
from fleetex.record.closing import CLOSED_FORMAT, CLOSED_NAME, CLOSED_VERSION
from fleetex.record.content import content_hash, in_canonical_order
from fleetex.record.errors import RecordingError
from fleetex.record.frames import json_object, json_text, tables_described
from fleetex.record.journal import JOURNAL_NAME, check_schema, is_there, load_journal, read_bytes
from fleetex.record.queries import add_functions, read_only_answer
from fleetex.record.schema import FLOAT, SINGLE, TABLES, TEXT, Column, Table
from fleetex.record.unfinished import planned_serials

if TYPE_CHECKING:
    import duckdb

_CLOSED_BYTES_MAX = 1 << 28
_PIECE_BYTES = 1 << 20
_MEND = "run the exercise again for the same recording, or restore the file from a copy"


class _Stored(Protocol):
    """A recording as it lies on disk."""

    def ordered(self, name: str) -> dict[str, np.ndarray]:
        """A table's columns in canonical order."""


class Recording:
    """One recording, read as far as it goes. Made by `Recording.open`."""

    def __init__(
        self,
        folder: Path,
        header: dict[str, Any],
        footer: dict[str, Any] | None,
        until_s: float,
        tables: dict[str, Table],
        stored: _Stored,
        torn_bytes: int,
    ) -> None:
        self.folder = folder
        self.header: Mapping[str, Any] = MappingProxyType(header)
        self.footer = footer
        self.until_s = until_s
        """Recorded up to this exercise time; -inf if nothing is."""
        self.torn_bytes = torn_bytes
        """Bytes at the journal's end that could not be read: what was being written when the run was cut off."""
        self._tables = tables
        self._stored = stored
        self._columns: dict[str, dict[str, np.ndarray]] = {}
        self._bound: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def open(cls, folder: Path) -> "Recording":
        """Open a closed recording, or one whose run goes on or was cut off. RecordingError if it is none."""
        if is_there(folder) and not folder.is_dir():
            raise RecordingError(f"{folder} is not a folder: a recording is the folder that a run wrote")
        journal_path, closed_path = folder / JOURNAL_NAME, folder / CLOSED_NAME
        if is_there(journal_path):
            journal = load_journal(read_bytes(journal_path), str(journal_path))
            torn = 0 if journal.footer is not None else journal.total_bytes - journal.whole_bytes
            return cls(folder, journal.header, journal.footer, journal.until_s(), journal.tables, journal, torn)
        if is_there(closed_path):
            return cls._open_closed(folder, closed_path)
        raise RecordingError(f"{folder} holds no recording: neither {CLOSED_NAME} nor {JOURNAL_NAME} is there")

    @property
    def complete(self) -> bool:
        """Whether the run came to its end and all of it is here."""
        return self.footer is not None

    def table(self, name: str) -> dict[str, np.ndarray]:
        """A table's columns, arrays of shape (rows,), read-only; text as object arrays of str.

        All columns of this version's schema, and any the recording has besides. Rows stand in the order of the
        table's key, then of the other columns, however they were stored. `serials` is written when the run ends: until
        then it is what was planned and what the log says of it. RecordingError for an unknown table.
        """
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._read(name)
        return found

    def rows(self, name: str, /, **equals: Any) -> list[dict[str, Any]]:
        """The rows of a table in which these columns have these values, as plain Python values."""
        columns = self.table(name)
        unknown = set(equals) - set(columns)
        if unknown:
            raise RecordingError(f"the table {name} has no column {', '.join(sorted(unknown))}")
        chosen = np.ones(len(next(iter(columns.values()))), dtype=bool)
        for column, value in equals.items():
            chosen &= columns[column] == value
        lists = [values[chosen].tolist() for values in columns.values()]
        return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]

    def row_count(self, name: str) -> int:
        """How many rows a table has; of a closed recording without reading them."""
        if isinstance(self._stored, _Closed):
            return int(self._stored.counts.get(name, 0))
        return len(next(iter(self.table(name).values())))

    def stored_file(self, name: str) -> tuple[Path, Table] | None:
        """The Parquet file that a table's rows lie in, checked, and the columns that it has. None if it has no rows.

        RecordingError if it is missing or not as it was written, or if the recording is not closed.
        """
        if not isinstance(self._stored, _Closed):
            raise RecordingError(f"{self.folder} is not closed: its rows lie in {JOURNAL_NAME}")
        return (self._stored.check(name, contents=True), self._tables[name]) if self.row_count(name) else None

    @property
    def closed(self) -> bool:
        """Whether its rows lie in files of their own, a table each."""
        return isinstance(self._stored, _Closed)

    def check_files(self, *, contents: bool) -> None:
        """RecordingError if a table's file is missing or, with `contents`, not as it was written; reads no rows."""
        if isinstance(self._stored, _Closed):
            for name in self._tables:
                self._stored.check(name, contents=contents)

    def names(self) -> list[str]:
        """All tables, in the order of the schema; those that only this recording has come last."""
        return [*TABLES, *(name for name in self._tables if name not in TABLES)]

    def sql(self, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Ask one SELECT of DuckDB, with a table for each table and `positions(unit, seconds)`: column names and rows.

        It runs in memory, on a copy: the query reaches no file, no network and no setting, and changes nothing here.
        """
        return read_only_answer(self._connected(), query)

    def content_hash(self) -> str:
        """SHA-256 of what the recording says (see `content.py`): the same however, wherever and when it was stored."""
        return content_hash(self.header, self._tables.values(), self._as_stored)

    @classmethod
    def _open_closed(cls, folder: Path, path: Path) -> "Recording":
        where = str(path)
        content = read_bytes(path)
        if len(content) > _CLOSED_BYTES_MAX:
            raise RecordingError(f"{where} is too big to be true: {len(content)} bytes")
        closed = json_object(content, where)
        if closed.get("format") != CLOSED_FORMAT:
            raise RecordingError(f"{where} is not a fleetex recording")
        version = closed.get("format_version")
        if not isinstance(version, int) or version > CLOSED_VERSION:
            raise RecordingError(
                f"{where} has format {version!r}, this fleetex reads {CLOSED_VERSION}: install a newer"
            )
        check_schema(closed.get("schema"), closed.get("readable_by"), where)
        crc = closed.pop("crc32", None)
        if crc is not None and crc != _crc_text(json_text(closed).encode()):
            raise RecordingError(f"{where} is damaged: it is not as it was written (its CRC-32 does not fit)")
        header, footer, until_s = closed.get("header"), closed.get("footer"), closed.get("until_s")
        if not (isinstance(header, dict) and isinstance(footer, dict)):
            raise RecordingError(f"{where} is damaged: it has no header or no footer")
        tables = tables_described(closed.get("tables"), where)
        counts = {str(item["name"]): item.get("rows") for item in closed["tables"]}
        if not all(isinstance(count, int) and count >= 0 for count in counts.values()):
            raise RecordingError(f"{where} is damaged: it does not say how many rows its tables have")
        crcs = {str(item["name"]): item["crc32"] for item in closed["tables"] if "crc32" in item}
        reached = float(until_s) if isinstance(until_s, int | float) else float("-inf")
        return cls(folder, header, footer, reached, tables, _Closed(folder, tables, counts, crcs), 0)

    def _as_stored(self, name: str) -> dict[str, np.ndarray]:
        """A table's columns without what was filled in from elsewhere."""
        return self._stored.ordered(name) if name == "serials" else self.table(name)

    def _read(self, name: str) -> dict[str, np.ndarray]:
        own, known = self._tables.get(name), TABLES.get(name)
        if own is None and known is None:
            raise RecordingError(f"there is no table {name}; there are {', '.join(self.names())}")
        columns: dict[str, np.ndarray] = {}
        if own is not None:
            columns = self._stored.ordered(name)
        count = len(next(iter(columns.values()))) if columns else 0
        for column in known.columns if known else ():
            if column.name not in columns:
                columns[column.name] = _all_missing(column, count)
        if name == "serials" and not count:
            columns |= planned_serials(self.header, self.table("events"))
        for values in columns.values():
            values.flags.writeable = False
        return columns

    def _connected(self) -> "duckdb.DuckDBPyConnection":
        """A connection that holds a copy of every table, and can do nothing else."""
        if self._bound is None:
            bound = connection(files=False)
            for name in self.names():
                copy_into(bound, name, self.table(name))
            add_functions(bound, self)
            bound.execute("SET lock_configuration = true")
            self._bound = bound
        return self._bound


class _Closed:
    """The Parquet files of a closed recording."""

    def __init__(self, folder: Path, tables: dict[str, Table], counts: dict[str, int], crcs: dict[str, Any]) -> None:
        self._folder = folder
        self._tables = tables
        self.counts = counts
        """Table -> how many rows it has."""
        self._crcs = crcs
        """Table -> the CRC-32 of its file. An importer of real logs need not say it."""
        self._bound: duckdb.DuckDBPyConnection | None = None

    def ordered(self, name: str) -> dict[str, np.ndarray]:
        """A table's columns in canonical order; RecordingError if its file is damaged."""
        table = self._tables[name]
        if not self.counts[name]:
            return {column.name: np.empty(0, NUMPY_TYPES[column.dtype]) for column in table.columns}
        path = self.check(name, contents=True)
        if self._bound is None:
            self._bound = connection(files=True)
        columns = parquet_columns(self._bound, path, table)
        count = len(next(iter(columns.values())))
        if count != self.counts[name]:
            raise RecordingError(f"the recording is damaged: {path} has {count} rows, {self.counts[name]} are due")
        return in_canonical_order(table, columns)

    def check(self, name: str, *, contents: bool) -> Path:
        """The file of a table that has rows; RecordingError if it is missing or not as it was written."""
        path = self._folder / f"{name}.parquet"
        if self.counts[name] and not path.is_file():
            raise RecordingError(f"the recording is damaged: {path} is missing; {_MEND}")
        if contents and self.counts[name] and name in self._crcs and self._crcs[name] != _crc_of(path):
            raise RecordingError(
                f"the recording is damaged: {path} is not as it was written (its CRC-32 does not fit); {_MEND}"
            )
        return path


def _crc_of(path: Path) -> str:
    """Of a file of any length."""
    crc = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                crc = zlib.crc32(piece, crc)
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror}") from None
    return f"{crc:08x}"


def _crc_text(content: bytes) -> str:
    return f"{zlib.crc32(content):08x}"


def _all_missing(column: Column, count: int) -> np.ndarray:
    missing: Any = {FLOAT: np.nan, SINGLE: np.nan, TEXT: ""}.get(column.dtype, 0)
    return np.full(count, missing, dtype=NUMPY_TYPES[column.dtype])
