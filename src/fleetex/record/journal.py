"""The journal file: appended to while a run goes on, and read back after it, whole or torn.

    DIR/journal.bin    header, then names, rows and checkpoints as they come, at last a footer

A crash leaves at most a torn last frame, which is cut. A failed write is undone, so that the file always ends whole.
"""

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fleetex.record.content import in_canonical_order
from fleetex.record.errors import RecordingError
from fleetex.record.frames import (
    EMPTY_TEXT,
    STORED,
    Frame,
    FrameKind,
    frames,
    has_prologue,
    json_object,
    tables_described,
)
from fleetex.record.schema import BOOL, SCHEMA_VERSION, TEXT, TIMED, Table

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this sort; there two runs in one folder are not told apart
    fcntl = None  # type: ignore[assignment]

JOURNAL_NAME = "journal.bin"
_HEADER_BYTES_MAX = 1 << 28
_LOCK_TRIES = 4
_LOCK_AGAIN_S = 0.02
"""Who only looks whether a run goes on has the lock for less."""
_JOINED_BYTES = 1 << 16
"""Less than this goes to the file in one piece: a call of the system costs more than the copy."""


class Batch(NamedTuple):
    """One rows frame's worth of a table: its columns one after the other, `row_count` values each."""

    row_count: int
    payload: memoryview


@dataclass
class Journal:
    """What a journal holds up to its last whole frame."""

    schema: int
    readable_by: int
    header: dict[str, Any]
    tables: dict[str, Table]
    header_end: int
    """Byte offset where the header frame ends."""
    whole_bytes: int
    """Byte offset where the last whole frame ends; what follows is torn."""
    total_bytes: int
    names: list[str] = field(default_factory=list)
    rows: dict[str, list[Batch]] = field(default_factory=dict)
    checkpoints: list[Frame] = field(default_factory=list)
    reached_s: float = float("-inf")
    footer: dict[str, Any] | None = None
    _joined: dict[tuple[str, str], tuple[int, np.ndarray]] = field(default_factory=dict, repr=False, compare=False)
    """(Table, column) -> of how many batches, and their values one after the other."""
    _by_code: tuple[np.ndarray, np.ndarray] | None = field(default=None, repr=False, compare=False)

    def row_count(self, table: str) -> int:
        return sum(batch.row_count for batch in self.rows.get(table, ()))

    def stored(self, name: str) -> dict[str, np.ndarray]:
        """A table's columns in order of writing as they lie in rows frames: truths u1, texts codes of `names`."""
        columns: dict[str, np.ndarray] = {}
        for column in self.tables[name].columns:
            values = columns[column.name] = self._stored(name, column.name)
            if (
                column.dtype == TEXT
                and values.size
                and not EMPTY_TEXT <= values.min() <= values.max() < len(self.names)
            ):
                raise RecordingError(f"the journal is damaged: {name}.{column.name} has a code without a name")
        return columns

    def ordered(self, name: str) -> dict[str, np.ndarray]:
        """A table's columns in canonical order; text as object arrays of str. Empty if no row was written."""
        words, ranks = self._words_and_ranks()
        columns = self.stored(name)
        ranks_of_texts = {}
        for column in self.tables[name].columns:
            codes = columns[column.name]
            if column.dtype == TEXT:
                columns[column.name], ranks_of_texts[column.name] = words[codes], ranks[codes]
            elif column.dtype == BOOL:
                columns[column.name] = codes != 0
        return in_canonical_order(self.tables[name], columns, ranks_of_texts)

    def _words_and_ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """By code, -1 the last: the names, and numbers that sort as these do. Kept until a name is added."""
        if self._by_code is None or len(self._by_code[0]) != len(self.names) + 1:
            words = [*self.names, ""]
            places = {word: place for place, word in enumerate(sorted(set(words)))}
            ranks = np.fromiter(map(places.__getitem__, words), np.int32, len(words))
            self._by_code = np.array(words, dtype=object), ranks
        return self._by_code

    def until_s(self) -> float:
        """The latest exercise time that is known to be recorded; -inf if nothing is."""
        latest = self.reached_s
        for name, column in TIMED.items():
            if name in self.tables and self.rows.get(name):
                latest = max(latest, float(np.nanmax(self._stored(name, column), initial=-np.inf)))
        return latest

    def _stored(self, table: str, column: str) -> np.ndarray:
        """One column as it lies in the rows frames. Kept until a batch is added: what measures read is closed next."""
        batches = self.rows.get(table, ())
        count, values = self._joined.get((table, column), (-1, np.empty(0)))
        if count != len(batches):
            values = self._read(table, column)
            values.flags.writeable = False
            self._joined[table, column] = len(batches), values
        return values

    def _read(self, table: str, column: str) -> np.ndarray:
        """One column of all batches."""
        before = 0
        for other in self.tables[table].columns:
            stored = STORED[other.dtype]
            if other.name == column:
                break
            before += stored.itemsize
        parts = [
            np.frombuffer(payload, stored, count=count, offset=before * count)
            for count, payload in self.rows.get(table, ())
        ]
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.empty(0, stored)


def is_there(path: Path) -> bool:
    """Whether a path exists; RecordingError if the system will not say."""
    try:
        return path.exists()
    except OSError as error:
        raise RecordingError(f"{path} cannot be reached: {error.strerror}") from None


def is_being_written(folder: Path) -> bool | None:
    """Whether a run is writing to the journal of a folder; None where the system does not tell."""
    path = folder / JOURNAL_NAME
    if fcntl is None:
        return None if path.exists() else False
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(file)  # and with it the lock
    return False


def read_bytes(path: Path) -> bytes:
    """A regular file's content; RecordingError with plain words if it can't be had."""
    try:
        if not path.is_file():
            raise RecordingError(f"{path} is not a file")
        return path.read_bytes()
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror}") from None


def load_journal(content: bytes, where: str, until: int | None = None) -> Journal:
    """Read a journal's frames, up to byte `until` if given. RecordingError if it has no whole header."""
    view = memoryview(content)[:until]
    if not has_prologue(view):
        raise RecordingError(f"{where} is not a fleetex journal")
    walk = frames(view)
    first = next(walk, None)
    if first is None or first.kind != FrameKind.HEADER or len(first.payload) > _HEADER_BYTES_MAX:
        raise RecordingError(f"{where} is cut off or damaged before the end of its header: nothing can be read")
    journal = _opened(json_object(first.payload, where), first, len(view), where)
    layouts = list(journal.tables.values())
    for frame in walk:
        _take(journal, layouts, frame, where)
        journal.whole_bytes = frame.end
        if journal.footer is not None:
            break
    return journal


def check_schema(schema: Any, readable_by: Any, where: str) -> None:
    """Refuse a recording whose schema this version does not understand."""
    if not isinstance(schema, int) or not isinstance(readable_by, int):
        raise RecordingError(f"{where} does not say which recording schema it follows")
    if readable_by > SCHEMA_VERSION:
        raise RecordingError(
            f"{where} follows recording schema {schema}, which asks for a reader of schema {readable_by} or later; "
            f"this fleetex reads schema {SCHEMA_VERSION}: install a newer fleetex"
        )


def _opened(start: dict[str, Any], frame: Frame, total_bytes: int, where: str) -> Journal:
    check_schema(start.get("schema"), start.get("readable_by"), where)
    header = start.get("header")
    if not isinstance(header, dict):
        raise RecordingError(f"{where} is damaged: it has no header")
    tables = tables_described(start.get("tables"), where)
    journal = Journal(start["schema"], start["readable_by"], header, tables, frame.end, frame.end, total_bytes)
    names = header.get("names", [])
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise RecordingError(f"{where} is damaged: the header's names are not a list of texts")
    journal.names.extend(names)
    return journal


def _take(journal: Journal, layouts: list[Table], frame: Frame, where: str) -> None:
    damaged = RecordingError(f"{where} is damaged at byte {frame.start}: its frame does not hold what it says")
    if frame.kind == FrameKind.ROWS:
        if frame.table >= len(layouts):
            raise damaged
        table = layouts[frame.table]
        width = sum(STORED[column.dtype].itemsize for column in table.columns)
        if width * frame.count != len(frame.payload):
            raise damaged
        journal.rows.setdefault(table.name, []).append(Batch(frame.count, frame.payload))
    elif frame.kind == FrameKind.NAMES:
        names = json_object(frame.payload, where).get("names")
        if not isinstance(names, list) or frame.count > len(journal.names):
            raise damaged
        if not all(isinstance(name, str) for name in names):
            raise damaged
        journal.names[frame.count :] = names
    elif frame.kind == FrameKind.REACHED:
        if len(frame.payload) != 8:
            raise damaged
        journal.reached_s = max(journal.reached_s, float(np.frombuffer(frame.payload, "<f8")[0]))
    elif frame.kind == FrameKind.CHECKPOINT:
        journal.checkpoints.append(frame)
    elif frame.kind == FrameKind.FOOTER:
        journal.footer = json_object(frame.payload, where)


class JournalFile:
    """The open file of one run: append whole frames or nothing. Locked, so that no second run writes to it."""

    def __init__(self, path: Path, *, new: bool) -> None:
        """Open for writing. `new` empties it. A symbolic link is refused: it may point to anybody's file."""
        self.path = path
        self.bytes_whole = 0
        flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | (os.O_CREAT if new else 0)
        try:
            self._file = os.open(path, flags, 0o644)
        except OSError as error:
            raise RecordingError(f"{path} cannot be written: {error.strerror}") from None
        try:
            self._lock()
            if new:
                os.ftruncate(self._file, 0)
        except BaseException:
            os.close(self._file)
            raise

    def append(self, *content: bytes) -> None:
        """Write at the end, all of it or nothing. RecordingError if the disk is full or gone."""
        try:
            os.lseek(self._file, self.bytes_whole, os.SEEK_SET)
            for piece in content if sum(map(len, content)) > _JOINED_BYTES else (b"".join(content),):
                _write_all(self._file, piece)
            self.bytes_whole += sum(map(len, content))
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self.bytes_whole)
            if isinstance(error, OSError):
                raise RecordingError(
                    f"{self.path} cannot be written to: {error.strerror}. What was recorded before stays readable."
                ) from None
            raise

    def cut(self, offset: int) -> None:
        """Forget everything after a byte offset."""
        os.ftruncate(self._file, offset)
        self.bytes_whole = offset

    def sync(self) -> None:
        """Wait until the disk itself has it."""
        try:
            os.fsync(self._file)
        except OSError as error:
            raise RecordingError(f"{self.path} cannot be written to: {error.strerror}") from None

    def rename(self, path: Path) -> None:
        """Move the open file over another."""
        try:
            os.replace(self.path, path)
        except OSError as error:
            raise RecordingError(f"{path} cannot be written: {error.strerror}") from None
        self.path = path

    @property
    def is_open(self) -> bool:
        return self._file >= 0

    def close(self) -> None:
        """Let go of the file and its lock."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _lock(self) -> None:
        if fcntl is None:
            return
        for _ in range(_LOCK_TRIES):
            with contextlib.suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(_LOCK_AGAIN_S)
        raise RecordingError(f"another run is writing to {self.path.parent}: wait for it, or end it")


class NoFile:
    """Takes the place of a journal's file where the recording lives in memory alone: nothing is kept of what comes."""

    path = Path(JOURNAL_NAME)
    bytes_whole = 0
    is_open = False

    def append(self, *content: bytes) -> None:
        pass

    def sync(self) -> None:
        pass

    def close(self) -> None:
        pass


def _write_all(file: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(file, view) :]


def table_numbers(tables: Mapping[str, Table]) -> dict[str, int]:
    """Each table's number in rows frames: its place in the header's list."""
    return {name: number for number, name in enumerate(tables)}
