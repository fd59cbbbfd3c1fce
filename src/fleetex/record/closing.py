"""Closing: the journal becomes one zstd Parquet file a table and recording.json, in steps that a kill may cut anywhere.

    1  TABLE.parquet.part for every table with rows      5  recording.json.part, synced
    2  each synced                                       6  renamed to recording.json
    3  each renamed to TABLE.parquet                     7  journal.bin removed
    4  files of an earlier recording removed

While journal.bin is there, it alone is the recording; so the recording is whole after each step.
"""

import contextlib
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fleetex.record.errors import RecordingError
from fleetex.record.frames import described, json_text
from fleetex.record.journal import JOURNAL_NAME, Journal
from fleetex.record.parquet import write_table
from fleetex.record.schema import TABLES

CLOSED_NAME = "recording.json"
CLOSED_FORMAT = "fleetex recording"
CLOSED_VERSION = 1
_SYNCS_AT_ONCE = 8


def close_journal(folder: Path, journal: Journal, *, sync: bool) -> None:
    """Turn the finished journal of a folder into Parquet. RecordingError leaves the journal as it was."""
    assert journal.footer is not None, "only a finished journal is closed"
    written = {name: folder / f"{name}.parquet" for name in journal.tables if journal.row_count(name)}
    try:
        crcs = _write_tables(journal, written, sync)
        _remove([path for path in _table_files(folder) if path not in written.values()])
        _remove([_part(path) for path in _table_files(folder, all_known=True)])
        _replace_with(folder / CLOSED_NAME, _closed_text(journal, crcs), sync)
        sync_folder(folder)
        (folder / JOURNAL_NAME).unlink()
    except OSError as error:
        _remove([*written.values(), *map(_part, written.values()), _part(folder / CLOSED_NAME)])
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


def _write_tables(journal: Journal, written: dict[str, Path], sync: bool) -> dict[str, str]:
    """The CRC-32 of each table's file."""
    words = [*journal.names, ""]
    crcs = {}
    for name, path in written.items():
        _part(path).unlink(missing_ok=True)
        crcs[name] = f"{write_table(_part(path), journal.tables[name], journal.stored(name), words):08x}"
    if sync:
        with ThreadPoolExecutor(_SYNCS_AT_ONCE) as disk:  # the disk takes many at once in little more time than one
            for _ in disk.map(_sync_file, map(_part, written.values())):
                pass
    for path in written.values():
        os.replace(_part(path), path)
    return crcs


def _closed_text(journal: Journal, crcs: dict[str, str]) -> str:
    tables = described(journal.tables)
    for table in tables:
        table["rows"] = journal.row_count(table["name"])
        if table["name"] in crcs:
            table["crc32"] = crcs[table["name"]]
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
    text = json_text(closed)
    return f'{{"crc32":"{zlib.crc32(text.encode()):08x}",{text[1:]}'


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
