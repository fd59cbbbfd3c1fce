"""Notes and branch points that people pinned to moments of a recording: `notes.json` beside its tables, no part of it.

{"format": "fleetex notes", "format_version": 1, "notes": [
  {"id": "q3Zk9w", "time_s": 5400.0, "text": "Why this turn?", "unit": "guiyang", "serial": "", "branch": false}]}

The page exports the same form, so an exported file can be put there. What a note says is text of a stranger's.
"""

import json
import math
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NOTES_NAME = "notes.json"
FORMAT = "fleetex notes"
FORMAT_VERSION = 1
NOTES_MAX = 2_000
TEXT_LETTERS_MAX = 2_000
ID_LETTERS_MAX = 200
_FILE_BYTES_MAX = 16_000_000
_TIME_S_MAX = 1e9


class NotesError(Exception):
    """Notes could not be read or kept; the text says why and what to do."""


@dataclass(frozen=True)
class Note:
    """What somebody wrote of a moment; with `branch`, that another run might go another way from there."""

    id: str
    time_s: float
    text: str
    unit: str = ""
    serial: str = ""
    branch: bool = False


def read_notes(folder: Path) -> list[Note]:
    """The notes beside a recording in order of time, if there are any. NotesError if the file is not one of notes."""
    path = folder / NOTES_NAME
    try:
        if not os.path.lexists(path):
            return []
        if path.is_symlink() or path.stat().st_size > _FILE_BYTES_MAX:
            raise NotesError(f"{NOTES_NAME} is a link, or too big to be notes: move it away")
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as failure:
        raise NotesError(f"{NOTES_NAME} cannot be read ({type(failure).__name__}): mend it or move it away") from None
    told = found.get("notes") if isinstance(found, Mapping) and found.get("format") == FORMAT else None
    version = found.get("format_version") if told is not None else None
    if not isinstance(told, list) or not isinstance(version, int) or version > FORMAT_VERSION:
        raise NotesError(f"{NOTES_NAME} is no file of notes that this fleetex reads: move it away")
    notes = [note for one in told[:NOTES_MAX] if (note := note_of(one)) is not None]
    return sorted(notes, key=lambda note: note.time_s)


def note_of(told: Any) -> Note | None:
    """A note as a page or a file tells it; None if it is none. What is not said is empty, too long a text is cut."""
    if not isinstance(told, Mapping):
        return None
    time_s, text = told.get("time_s"), told.get("text")
    if not isinstance(time_s, int | float) or isinstance(time_s, bool) or not isinstance(text, str):
        return None
    if not math.isfinite(time_s) or abs(time_s) > _TIME_S_MAX or not text.strip():
        return None
    words = {name: told.get(name) for name in ("id", "unit", "serial")}
    kept = {name: one[:ID_LETTERS_MAX] if isinstance(one, str) else "" for name, one in words.items()}
    kept["id"] = kept["id"] or secrets.token_urlsafe(6)
    kept = {name: _plain(one) for name, one in kept.items()}
    said = _plain(text.strip()[:TEXT_LETTERS_MAX])
    return Note(time_s=float(time_s), text=said, branch=told.get("branch") is True, **kept)


def write_notes(folder: Path, notes: list[Note]) -> None:
    """Put the notes beside a recording, whole or not at all. NotesError if the folder cannot be written to."""
    content = {"format": FORMAT, "format_version": FORMAT_VERSION, "notes": [asdict(note) for note in notes]}
    part = folder / f".{NOTES_NAME}.part"
    try:
        part.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
        os.replace(part, folder / NOTES_NAME)
    except OSError as failure:
        part.unlink(missing_ok=True)
        raise NotesError(f"the folder cannot be written to ({failure.strerror})") from None


def with_note(notes: list[Note], note: Note) -> list[Note]:
    """The notes and one more, or another in place of the one with its id. NotesError if there are too many."""
    others = [one for one in notes if one.id != note.id]
    if len(others) >= NOTES_MAX:
        raise NotesError(f"there are {NOTES_MAX} notes already: remove some")
    return sorted([*others, note], key=lambda one: one.time_s)


def _plain(text: str) -> str:
    """The text without half characters, which no file in UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
