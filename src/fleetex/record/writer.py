"""The writer: what a run tells is appended to a journal as it happens, and becomes Parquet when the run ends.

writer = Writer.create(folder, header)          # header: schema, version, seed, scenario_hash, names, ...
writer.rows("legs", {"unit_id": codes, "time_s": times, ...})
writer.row("events", number=1, time_s=0.0, kind="comex", text="The exercise begins.")
writer.flush_if_due()                           # often; writes twice a wall second at most
writer.checkpoint(text, arrays)                 # now and then; Writer.resume goes on from the last
writer.close(footer)                            # one zstd Parquet file a table, and recording.json
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from fleetex.record.closing import CLOSED_NAME, close_journal, forget_closed, sync_folder
from fleetex.record.errors import RecordingError, RecordingExists
from fleetex.record.frames import (
    EMPTY_TEXT,
    PROLOGUE,
    STORED,
    Checkpoint,
    FrameKind,
    checkpoint_of,
    checkpoint_payload,
    described,
    frame_bytes,
    json_text,
    payload_of,
)
from fleetex.record.journal import (
    JOURNAL_NAME,
    Batch,
    Journal,
    JournalFile,
    NoFile,
    is_there,
    load_journal,
    read_bytes,
    table_numbers,
)
from fleetex.record.reader import Recording
from fleetex.record.schema import BOOL, FLOAT, INT, LONG, READABLE_BY, SCHEMA_VERSION, SINGLE, TABLES, TEXT, Column

Values = np.ndarray | Sequence[Any] | str | float | int | bool
_FLUSH_EVERY_S = 0.5
_SYNC_EVERY_S = 1.0
_ROWS_KEPT_MAX = 4096
_BYTES_KEPT_MAX = 1 << 22
_CHECKPOINT_EVERY_S = 2.0
_CHECKPOINT_AT_LEAST_S = 60.0
_MISSING: dict[str, Any] = {FLOAT: np.nan, SINGLE: np.nan, INT: 0, LONG: 0, BOOL: False, TEXT: ""}
_KINDS = {FLOAT: "fiub", SINGLE: "fiub", INT: "iub", LONG: "iub", BOOL: "biu"}


class Writer:
    """Writes one recording. Not for several threads. `create` or `resume` make it; `close` or `leave` end it."""

    def __init__(self, file: JournalFile | NoFile, journal: Journal, sync: bool, clock: Callable[[], float]) -> None:
        self.header = journal.header
        self._file = file
        self._journal = journal
        """What the file holds, and what waits to be written to it: closing need not read it back."""
        self._sync = sync
        self._clock = clock
        self._numbers = table_numbers(TABLES)
        self._allowed = {name: frozenset(c.name for c in table.columns) for name, table in TABLES.items()}
        self._dtypes = {name: [(c.name, c.dtype) for c in table.columns] for name, table in TABLES.items()}
        self._codes: dict[str, int] = {"": EMPTY_TEXT}
        self._names = journal.names
        for code, name in enumerate(self._names):
            self._codes.setdefault(name, code)
        self._names_journalled = len(self._names)
        self._kept: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._reached_s = self._reached_journalled_s = journal.reached_s
        now = clock()
        self._flushed_at = self._synced_at = self._checkpoint_at = now
        self._checkpoint_bytes = 0
        self._bytes_at_checkpoint = file.bytes_whole

    @classmethod
    def create(
        cls,
        folder: Path,
        header: dict[str, Any],
        *,
        overwrite: bool = False,
        sync: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> "Writer":
        """Begin a recording in a folder, which is made if it is not there.

        `header` is any JSON object; `header["names"]` lists the ids that integer codes in text columns stand for.
        An existing recording is a RecordingExists unless `overwrite`; it stays until the new header is on disk.
        `sync` waits for the disk at most once a second and when closing, so that a power cut loses no more either.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordingError(f"the folder {folder} cannot be made: {error.strerror}") from None
        target = folder / JOURNAL_NAME
        if not overwrite and holds_recording(folder):
            raise RecordingExists(
                f"{folder} already holds a recording: --overwrite replaces it, --resume continues an unfinished one"
            )
        if not holds_recording(folder):
            theirs = [path.name for name in TABLES if (path := folder / f"{name}.parquet").exists()]
            if theirs:
                raise RecordingError(
                    f"{folder} holds {theirs[0]}, which belongs to no recording there and would be written over; "
                    f"choose another folder, or move it away"
                )
        if is_there(target):
            JournalFile(target, new=False).close()  # refuses while another run writes there
        begun = _begun(header)
        part = target.with_name(JOURNAL_NAME + ".part")
        file = JournalFile(part, new=True)
        try:
            file.append(begun)
            if sync:
                file.sync()
            file.rename(target)
            sync_folder(folder)
            forget_closed(folder)
        except BaseException:
            file.close()
            part.unlink(missing_ok=True)
            raise
        return cls(file, load_journal(begun, str(target)), sync, clock)

    @classmethod
    def in_memory(cls, header: dict[str, Any]) -> "Writer":
        """Begin a recording that is no file: `recording()` reads it, and nothing is left of it. It is not closed."""
        begun = _begun(header)
        return cls(NoFile(), load_journal(begun, "the recording in memory"), False, time.monotonic)

    @classmethod
    def resume(
        cls, folder: Path, *, sync: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> tuple["Writer", Checkpoint | None]:
        """Go on with an unfinished recording: cut its journal after the last whole checkpoint, or else the header.

        The caller compares `writer.header` with what it is about to run. None: no checkpoint, begin at the beginning.
        RecordingError if the recording is closed or is nobody's, or its tables are those of another version.
        """
        path = folder / JOURNAL_NAME
        if not is_there(path):
            closed = is_there(folder / CLOSED_NAME)
            raise RecordingError(
                f"the recording in {folder} is closed and complete: there is nothing to resume"
                if closed
                else f"{folder} holds no recording to resume"
            )
        file = JournalFile(path, new=False)
        try:
            content = read_bytes(path)
            journal = load_journal(content, str(path))
            last = journal.checkpoints[-1] if journal.checkpoints else None
            cut = last.end if last else journal.header_end
            journal = load_journal(content, str(path), until=cut)
            if described(journal.tables) != described(TABLES):
                raise RecordingError(f"{path} was written by another version of fleetex, which must resume it")
            checkpoint = checkpoint_of(last.payload) if last else None
            file.cut(cut)
        except BaseException:
            file.close()
            raise
        journal.checkpoints.clear()
        writer = cls(file, journal, sync, clock)
        writer._checkpoint_bytes = last.end - last.start if last else 0
        return writer, checkpoint

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the recording open and resumable if it was not closed; an error under way is not hidden."""
        try:
            self.leave()
        except RecordingError:
            if error is None:
                raise

    def code(self, text: str) -> int:
        """The code that stands for a text in integer columns given to `rows`; -1 for the empty text."""
        found = self._codes.get(text)
        return self._name(text) if found is None else found

    def rows(self, table: str, columns: Mapping[str, Values]) -> None:
        """Record many rows. Columns are arrays or sequences of one length; a single value stands for all rows.

        A text column is texts, or an integer array of codes (`header["names"]`, `code`; -1 is empty). What is left
        out is missing: NaN, 0, false or empty. Arrays are copied and may be used again at once.
        """
        assert self._allowed[table].issuperset(columns), f"{table} has no column {set(columns) - self._allowed[table]}"
        counts = {len(value) for value in columns.values() if not isinstance(value, _SINGLE_VALUES)}
        assert len(counts) <= 1, f"{table}: columns of different lengths {counts}"
        count = counts.pop() if counts else 1
        if count == 0:
            return
        pieces = [
            self._stored(table, column, columns.get(column.name, _MISSING[column.dtype]), count)
            for column in TABLES[table].columns
        ]
        self._journal_names()
        frame = frame_bytes(FrameKind.ROWS, *pieces, table=self._numbers[table], count=count)
        self._append(frame)
        self._journal.rows.setdefault(table, []).append(Batch(count, payload_of(frame)))

    def row(self, table: str, /, **values: Any) -> None:
        """Record one row; cheap. None is a missing value. Rows of one table keep their order among themselves."""
        assert self._allowed[table].issuperset(values), f"{table} has no column {set(values) - self._allowed[table]}"
        kept = self._kept[table]
        kept.append(values)
        if len(kept) >= _ROWS_KEPT_MAX:
            self._journal_kept(table)

    def reached(self, time_s: float) -> None:
        """Everything up to this exercise time has been told. So a reader knows how far a quiet run got."""
        self._reached_s = time_s

    def flush(self) -> None:
        """Put everything recorded into the file: it then survives the end of this process, however it ends."""
        for table in self._kept:
            self._journal_kept(table)
        if self._reached_s > self._reached_journalled_s:
            self._append(frame_bytes(FrameKind.REACHED, np.array([self._reached_s], "<f8").tobytes()))
            self._reached_journalled_s = self._journal.reached_s = self._reached_s
        self._write()
        now = self._flushed_at = self._clock()
        if self._sync and now - self._synced_at >= _SYNC_EVERY_S:
            self._file.sync()
            self._synced_at = now

    def flush_if_due(self) -> bool:
        """Flush if half a wall second has passed since the last time. Costs 0.1 us if not."""
        if self._clock() - self._flushed_at < _FLUSH_EVERY_S:
            return False
        self.flush()
        return True

    def checkpoint_due(self) -> bool:
        """Whether a checkpoint is worth its place: two wall seconds after the last, and either as much was recorded
        since as that one took, or a minute has passed. So checkpoints at most double a busy journal."""
        since_s = self._clock() - self._checkpoint_at
        if since_s < _CHECKPOINT_EVERY_S:
            return False
        grown = self._file.bytes_whole + self._pending_bytes - self._bytes_at_checkpoint
        return grown >= self._checkpoint_bytes or since_s >= _CHECKPOINT_AT_LEAST_S

    def checkpoint(self, text: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Record, after all rows told so far, what the run can continue from; then flush."""
        for table in self._kept:
            self._journal_kept(table)
        self._journal_names()
        frame = frame_bytes(FrameKind.CHECKPOINT, *checkpoint_payload(text, arrays))
        self._append(frame)
        self.flush()
        self._checkpoint_at = self._flushed_at
        self._checkpoint_bytes = len(frame)
        self._bytes_at_checkpoint = self._file.bytes_whole

    def close(self, footer: dict[str, Any]) -> None:
        """End the recording: the footer (wall figures under "wall"), then Parquet files in place of the journal.

        A RecordingError leaves the journal as it is: readable, and closed later by `finish_close`.
        """
        self.flush()
        self._append(frame_bytes(FrameKind.FOOTER, json_text(footer).encode()))
        self._write()
        if self._sync:
            self._file.sync()
        self._journal.footer = footer
        close_journal(self._file.path.parent, self._journal, sync=self._sync)
        self._file.close()

    def recording(self) -> Recording:
        """What was recorded so far, in memory. Each of its tables is as it stands when it is first asked for."""
        for table in self._kept:
            self._journal_kept(table)
        until_s = max(self._reached_s, self._journal.until_s())
        journal = self._journal
        return Recording(self._file.path.parent, journal.header, None, until_s, journal.tables, journal, 0)

    def leave(self) -> None:
        """Flush and let go, without closing: the recording opens, says how far it got, and can be resumed."""
        if not self._file.is_open:
            return
        try:
            self.flush()
        finally:
            self._file.close()

    def _name(self, text: str) -> int:
        assert isinstance(text, str), f"a text is due, found {text!r}"
        plain = str.__str__(text)
        plain.encode("utf-8")
        self._names.append(plain)
        self._codes[plain] = code = len(self._names) - 1
        return code

    def _stored(self, table: str, column: Column, value: Values, count: int) -> bytes:
        """One column as it lies in a rows frame."""
        dtype = STORED[column.dtype]
        if column.dtype == TEXT:
            return self._text(table, column, value, count)
        if isinstance(value, _SINGLE_VALUES):
            value = np.full(count, value)
        array = np.asarray(value)
        assert array.shape == (count,), f"{table}.{column.name}: shape {array.shape}, {count} rows"
        assert array.dtype.kind in _KINDS[column.dtype], (
            f"{table}.{column.name}: {array.dtype} in place of {column.dtype}"
        )
        if column.dtype == INT and array.dtype.itemsize > 4:
            assert -(2**31) <= array.min() <= array.max() < 2**31, f"{table}.{column.name}: too great for {INT}"
        if column.dtype == BOOL:
            array = array != 0
        return array.astype(dtype, copy=False).tobytes()

    def _text(self, table: str, column: Column, value: Values, count: int) -> bytes:
        if isinstance(value, str):
            return bytes(np.full(count, self.code(value), STORED[TEXT]).tobytes())
        if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
            assert value.shape == (count,), f"{table}.{column.name}: shape {value.shape}, {count} rows"
            assert EMPTY_TEXT <= value.min() <= value.max() < len(self._names), f"{table}.{column.name}: unknown code"
            return value.astype(STORED[TEXT], copy=False).tobytes()
        assert not isinstance(value, _SINGLE_VALUES), f"{table}.{column.name}: a text is due, found {value!r}"
        texts = value.tolist() if isinstance(value, np.ndarray) else value
        for text in dict.fromkeys(texts):
            if text not in self._codes:
                self._name(text)
        return np.fromiter(map(self._codes.__getitem__, texts), STORED[TEXT], count).tobytes()

    def _journal_kept(self, table: str) -> None:
        kept = self._kept[table]
        if not kept:
            return
        given = set().union(*kept)
        columns: dict[str, list[Any]] = {}
        for name, dtype in self._dtypes[table]:
            if name in given:
                missing = _MISSING[dtype]
                values = [row.get(name, missing) for row in kept]
                columns[name] = [missing if value is None else value for value in values] if None in values else values
        self.rows(table, columns)
        kept.clear()

    def _journal_names(self) -> None:
        if self._names_journalled < len(self._names):
            new = json_text({"names": self._names[self._names_journalled :]}).encode()
            self._append(frame_bytes(FrameKind.NAMES, new, count=self._names_journalled))
            self._names_journalled = len(self._names)

    def _append(self, frame: bytes) -> None:
        self._pending.append(frame)
        self._pending_bytes += len(frame)
        if self._pending_bytes >= _BYTES_KEPT_MAX:
            self._write()

    def _write(self) -> None:
        if self._pending:
            self._file.append(*self._pending)
            self._pending.clear()
            self._pending_bytes = 0


_SINGLE_VALUES = (str, int, float, bool, np.generic)


def _begun(header: dict[str, Any]) -> bytes:
    """What a journal begins with."""
    start = {
        "schema": SCHEMA_VERSION,
        "readable_by": READABLE_BY,
        "tables": described(TABLES),
        "header": {**header, "schema": SCHEMA_VERSION},
    }
    return PROLOGUE + frame_bytes(FrameKind.HEADER, json_text(start).encode())


def holds_recording(folder: Path) -> bool:
    """Whether a folder has a recording, closed or not."""
    return is_there(folder / JOURNAL_NAME) or is_there(folder / CLOSED_NAME)


def finish_close(folder: Path, *, sync: bool = True) -> bool:
    """Finish a close that was cut short: True if the run had come to its end and its recording is now closed.

    False: the recording is unfinished, `Writer.resume` goes on with it. RecordingError if another run writes there.
    """
    path = folder / JOURNAL_NAME
    if not is_there(path):
        return False
    file = JournalFile(path, new=False)
    try:
        journal = load_journal(read_bytes(path), str(path))
        if journal.footer is None:
            return False
        close_journal(folder, journal, sync=sync)
        return True
    finally:
        file.close()
