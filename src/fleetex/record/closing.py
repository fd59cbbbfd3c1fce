"""Closing: the journal becomes one zstd Parquet file a table and recording.json, in steps that a kill may cut anywhere.

    1  TABLE.parquet.part for every table with rows      5  recording.json.part, synced
    2  each synced                                       6  renamed to recording.json
    3  each renamed to TABLE.parquet                     7  journal.bin removed
    4  files of an earlier recording removed

While journal.bin is there, it alone is the recording; so the recording is whole after each step.
"""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fleetex.record.errors import RecordingError
from fleetex.record.frames import described, json_text
from fleetex.record.journal import JOURNAL_NAME, Journal, load_journal, read_bytes
from fleetex.record.schema import BOOL, FLOAT, INT, LONG, SINGLE, TABLES, TEXT, Table

if TYPE_CHECKING:
    import duckdb

CLOSED_NAME = "recording.json"
CLOSED_FORMAT = "fleetex recording"
CLOSED_VERSION = 1
SQL_TYPES = {FLOAT: "DOUBLE", SINGLE: "FLOAT", INT: "INTEGER", LONG: "BIGINT", BOOL: "BOOLEAN", TEXT: "VARCHAR"}


def connection(*, files: bool) -> "duckdb.DuckDBPyConnection":
    """A DuckDB connection in memory that loads no extension and sees no variables of this program.

    `files` False: no file or network either, and nothing of this can be changed by a query.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": "2",
        "preserve_insertion_order": "true",
        "enable_external_access": str(files).lower(),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "temp_directory": "",
    }
    return duckdb.connect(":memory:", config=config)


def close_journal(folder: Path, *, sync: bool) -> None:
    """Turn the finished journal of a folder into Parquet. RecordingError leaves the journal as it was."""
    path = folder / JOURNAL_NAME
    journal = load_journal(read_bytes(path), str(path))
    assert journal.footer is not None, "only a finished journal is closed"
    written = {name: folder / f"{name}.parquet" for name in journal.tables if journal.row_count(name)}
    try:
        _write_tables(journal, written, sync)
        _remove([path for path in _table_files(folder) if path not in written.values()])
        _remove([_part(path) for path in _table_files(folder, all_known=True)])
        _replace_with(folder / CLOSED_NAME, _closed_text(journal), sync)
        sync_folder(folder)
        path.unlink()
    except OSError as error:
        _remove([*map(_part, written.values()), _part(folder / CLOSED_NAME)])
        raise RecordingError(
            f"the recording in {folder} could not be closed: {error.strerror or error}. Nothing is lost: "
            f"{JOURNAL_NAME} holds it all, and --resume closes it once there is room"
        ) from None


def forget_closed(folder: Path) -> None:
    """Remove the files of a closed recording, which a new journal has taken the place of."""
    closed = folder / CLOSED_NAME
    _remove([closed, _part(closed), *_table_files(folder), *map(_part, _table_files(folder, all_known=True))])


def sync_folder(folder: Path) -> None:
    """Make renames in a folder outlast a power cut, where the system can."""
    with contextlib.suppress(OSError):
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def quoted(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def _write_tables(journal: Journal, written: dict[str, Path], sync: bool) -> None:
    import duckdb

    try:
        with connection(files=True) as bound:
            for name, path in written.items():
                _part(path).unlink(missing_ok=True)
                _write_table(bound, journal.tables[name], journal.columns(name), _part(path))
    except duckdb.Error as error:
        raise OSError(0, str(error).splitlines()[0]) from None
    for path in written.values():
        if sync:
            _sync_file(_part(path))
    for path in written.values():
        os.replace(_part(path), path)


def _write_table(bound: "duckdb.DuckDBPyConnection", table: Table, columns: dict[str, np.ndarray], path: Path) -> None:
    select = ", ".join(f'CAST("{c.name}" AS {SQL_TYPES[c.dtype]}) AS "{c.name}"' for c in table.columns)
    bound.register("told", columns)
    bound.execute(f"COPY (SELECT {select} FROM told) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)").fetchall()
    bound.unregister("told")


def _closed_text(journal: Journal) -> str:
    tables = described(journal.tables)
    for table in tables:
        table["rows"] = journal.row_count(table["name"])
    closed: dict[str, Any] = {
        "format": CLOSED_FORMAT,
        "format_version": CLOSED_VERSION,
        "schema": journal.schema,
        "readable_by": journal.readable_by,
        "header": journal.header,
        "tables": tables,
        "until_s": journal.until_s(),
        "footer": journal.footer,
    }
    return json_text(closed)


def _replace_with(path: Path, text: str, sync: bool) -> None:
    part = _part(path)
    part.unlink(missing_ok=True)
    part.write_text(text, encoding="utf-8")
    if sync:
        _sync_file(part)
    os.replace(part, path)


def _sync_file(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _table_files(folder: Path, *, all_known: bool = False) -> list[Path]:
    """The table files of a folder by the names that this version knows."""
    known = [folder / f"{name}.parquet" for name in TABLES]
    return known if all_known else [path for path in known if path.exists() or path.is_symlink()]


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
