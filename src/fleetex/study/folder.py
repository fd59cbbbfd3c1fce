"""A study's folder: what it is a study of, and the journal of finished runs, which a kill may cut anywhere.

A line of the journal is the CRC-32 of its text in eight hexadecimal digits, a blank, and the text: one outcome. Only
the study under way writes there (the file is locked); a torn last line is cut off when the study goes on.
"""

import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from msgspec import json

from fleetex.record.errors import RecordingError
from fleetex.record.journal import JournalFile
from fleetex.study.errors import StudyError
from fleetex.study.identity import MUST_MATCH

IDENTITY_NAME = "study.json"
JOURNAL_NAME = "runs.journal"
FORMAT = "fleetex study"
FORMAT_VERSION = 1

_SYNC_EVERY_RUNS = 32


class StudyFolder:
    """The folder of one study, open for writing and locked. A context: leaving it lets go."""

    def __init__(self, folder: Path, identity: Mapping[str, Any]) -> None:
        """Begin a study, or go on with one. `identity` is what it is a study of (see `MUST_MATCH`), and its words.

        StudyError if the folder holds another study, something else, or can't be written.
        """
        self.folder = folder
        self.identity = dict(identity)
        self.lines: dict[int, bytes] = {}
        """Seed -> the outcome of its run as it stands in the journal."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            known = read_identity(folder)
            if known is None:
                _refuse_if_used(folder)
                self._write_identity()
            else:
                _refuse_another(folder, known, identity)
            self._file = self._opened()
        except OSError as error:
            raise StudyError(f"{folder} cannot hold a study: {error.strerror or error}") from error
        try:
            self.lines |= dict(self._read_back())
        except BaseException:
            self._file.close()
            raise
        self._unsynced = 0

    def __enter__(self) -> "StudyFolder":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def keep(self, seed: int, line: bytes) -> None:
        """Add a finished run: it outlasts the end of this process at once, a power cut within a few dozen runs."""
        self._append(_framed(line))
        self.lines[seed] = line
        self._unsynced += 1
        if self._unsynced >= _SYNC_EVERY_RUNS:
            self._sync()

    def close(self) -> None:
        """Sync and let go of the folder."""
        if self._file.is_open:
            try:
                if self._unsynced:
                    self._sync()
            finally:
                self._file.close()

    def settle(self) -> None:
        """Put the journal's lines in the order of seeds, so that equal studies leave equal folders."""
        content = b"".join(_framed(self.lines[seed]) for seed in sorted(self.lines))
        path = self.folder / JOURNAL_NAME
        if path.read_bytes() == content:
            return
        part = self.folder / (JOURNAL_NAME + ".part")
        try:
            fresh = JournalFile(part, new=True)
            try:
                fresh.append(content)
                fresh.sync()
                fresh.rename(path)
            except BaseException:
                fresh.close()
                part.unlink(missing_ok=True)
                raise
        except RecordingError as error:
            raise StudyError(str(error)) from error.__context__
        self._file.close()
        self._file = fresh

    def _append(self, content: bytes) -> None:
        try:
            self._file.append(content)
        except RecordingError as error:
            raise StudyError(f"{error} Run the same command again when there is room.") from error.__context__

    def _sync(self) -> None:
        try:
            self._file.sync()
        except RecordingError as error:
            raise StudyError(str(error)) from error.__context__
        self._unsynced = 0

    def _write_identity(self) -> None:
        content = json.format(
            json.encode({"format": FORMAT, "format_version": FORMAT_VERSION, **self.identity}), indent=2
        )
        replace_file(self.folder / IDENTITY_NAME, content + b"\n")

    def _opened(self) -> JournalFile:
        path = self.folder / JOURNAL_NAME
        try:
            return JournalFile(path, new=not path.exists())
        except RecordingError as error:
            if "another run" in str(error):
                raise StudyError(f"another study is under way in {self.folder}: wait for it, or end it") from None
            raise StudyError(str(error)) from error.__context__

    def _read_back(self) -> Iterator[tuple[int, bytes]]:
        """Every whole line; what a kill tore off at the end is cut away."""
        path = self.folder / JOURNAL_NAME
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        self._file.cut(whole)
        yield from _lines(content[:whole], path)


def read_identity(folder: Path) -> dict[str, Any] | None:
    """What a folder holds a study of; None if it holds none. StudyError if that can't be read."""
    path = folder / IDENTITY_NAME
    if not path.exists():
        return None
    try:
        found = json.decode(path.read_bytes())
    except ValueError:
        raise StudyError(f"{path} is damaged: it is no JSON; give another folder with -o") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise StudyError(f"{path} is not of a fleetex study and was left as it is; give another folder with -o")
    version = found.get("format_version")
    if version != FORMAT_VERSION:
        raise StudyError(f"{path} has format {version!r}, this fleetex writes {FORMAT_VERSION}; give another folder")
    return found


def read_lines(folder: Path) -> dict[int, bytes]:
    """Seed -> outcome, of every whole line of a study's journal; StudyError if it can't be read."""
    path = folder / JOURNAL_NAME
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}") from error
    return dict(_lines(content[: content.rfind(b"\n") + 1], path))


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside its name first, so that a failure leaves an older one whole. OSError if it can't be."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _framed(line: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(line), line)


def _lines(content: bytes, path: Path) -> Iterator[tuple[int, bytes]]:
    for number, framed in enumerate(content.split(b"\n")[:-1], start=1):
        crc, _, line = framed.partition(b" ")
        try:
            if int(crc, 16) != zlib.crc32(line):
                raise ValueError
            yield int(json.decode(line)["seed"]), line
        except (ValueError, KeyError, TypeError):
            raise StudyError(
                f"{path} is damaged in line {number}: it is not as it was written. Remove that line, and the same "
                f"command makes that run again"
            ) from None


def _refuse_if_used(folder: Path) -> None:
    """A folder with somebody's files in it does not become a study's."""
    ours = {IDENTITY_NAME + ".part", JOURNAL_NAME, JOURNAL_NAME + ".part"}
    theirs = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours)
    if theirs:
        raise StudyError(
            f"{folder} holds {theirs[0]} but no study, and was left as it is; give a new or empty folder with -o"
        )


def _refuse_another(folder: Path, known: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for key, word in MUST_MATCH.items():
        if known.get(key) != wanted[key]:
            raise StudyError(
                f"{folder} holds a study of another {word} ({str(known.get(key))[:12]}, now {str(wanted[key])[:12]}) "
                f"and was left as it is; give another folder with -o"
            )
