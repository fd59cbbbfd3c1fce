"""What the list says of a recording: what it is of, and whether it is whole, under way, stopped or damaged."""

import os
import shlex
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fleetex.quantities import format_dtg
from fleetex.record.errors import RecordingError
from fleetex.record.journal import JOURNAL_NAME, is_being_written
from fleetex.record.reader import Recording
from fleetex.record.unfinished import moment_of

CHECKING_S = 1.0
"""So long a list goes on reading tables to see whether they are as they were written; the rest waits for the next."""
_LETTERS_MAX = 200
_MEGABYTE = 1e6

UNDER_WAY = "under way elsewhere"
PERHAPS_UNDER_WAY = "under way elsewhere, or cut off"
COMPLETE = "complete"

Mark = tuple[tuple[str, int, int], ...]
"""Names, sizes and times of the files of a recording: what changes when it does."""


@dataclass(frozen=True)
class Card:
    """One row of the list."""

    title: str = ""
    dates: str = ""
    length: str = ""
    seed: str = ""
    scenario: str = ""
    size: str = ""
    state: str = ""
    resume: str = ""
    """The command that goes on with it, if nobody runs it and it is not complete."""
    damaged: bool = False
    live: bool = False
    """Whether somebody runs it, as far as can be told."""


class Cards:
    """Cards of a folder's recordings, kept while their files are as they were."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[Mark, Card]] = {}
        self._checked: dict[str, Mark] = {}

    def of(self, names: tuple[str, ...]) -> dict[str, Card]:
        """Name -> card."""
        deadline = time.monotonic() + CHECKING_S
        cards = {name: self._card(name, deadline) for name in names}
        for kept in (self._kept, self._checked):
            for gone in set(kept) - set(names):
                kept.pop(gone, None)
        return cards

    def _card(self, name: str, deadline: float) -> Card:
        folder = self._folder / name
        mark = _mark(folder)
        found = self._kept.get(name)
        if found is None or found[0] != mark or self._checked.get(name) != mark:
            card, checked = _read(folder, name, deadline)
            self._kept[name] = found = (mark, replace(card, size=_size(mark)))
            if checked:
                self._checked[name] = mark
        return _as_it_goes(folder, found[1])


def stopped_text(folder: Path, name: str) -> str:
    """Of a recording that nobody runs and that is not complete: where it stopped and how to go on. Else empty."""
    if is_being_written(folder) is not False:
        return ""
    try:
        card, _ = _read(folder, name, 0.0)
    except OSError:
        return ""
    return f"{card.state}; go on with {card.resume}" if card.resume else ""


def _as_it_goes(folder: Path, card: Card) -> Card:
    """The card with what the journal's lock says."""
    if not card.resume:
        return card
    writing = is_being_written(folder)
    if writing is False:
        return card
    return replace(card, state=UNDER_WAY if writing else PERHAPS_UNDER_WAY, resume="", live=True)


def _read(folder: Path, name: str, deadline: float) -> tuple[Card, bool]:
    """The card as the files say it, and whether all of them were looked at."""
    try:
        if any(path.is_symlink() for path in folder.iterdir()):
            return replace(Card(), state="it holds a link, and none is followed", damaged=True), True
        recording = Recording.open(folder)
    except (RecordingError, OSError) as failure:
        return _damaged(Card(), folder, failure), True
    card = _told(recording)
    if (folder / JOURNAL_NAME).exists():
        return _unfinished(card, recording, name), True
    checked = time.monotonic() < deadline
    try:
        recording.check_files(contents=checked)
    except (RecordingError, OSError) as failure:
        return _damaged(card, folder, failure), True
    return replace(card, state=COMPLETE), checked


def _told(recording: Recording) -> Card:
    header = recording.header
    start, end = moment_of(header.get("start_utc")), moment_of(header.get("end_utc"))
    dates = f"{format_dtg(start)} to {format_dtg(end)}" if start and end else ""
    length = f"{recording.until_s / 3600.0:,.1f} h" if 0.0 <= recording.until_s < float("inf") else ""
    seed, file = header.get("seed"), header.get("scenario_file")
    return Card(
        _title(header.get("scenario")) or _title(header),
        dates,
        length,
        str(seed)[:_LETTERS_MAX] if isinstance(seed, int) else "",
        file[:_LETTERS_MAX] if isinstance(file, str) else "",
    )


def _title(about: Any) -> str:
    exercise = about.get("exercise") if hasattr(about, "get") else None
    names = exercise.get("names") if isinstance(exercise, dict) else None
    return str(names[0])[:_LETTERS_MAX] if isinstance(names, list) and names else ""


def _unfinished(card: Card, recording: Recording, name: str) -> Card:
    file = recording.header.get("scenario_file")
    file = file if isinstance(file, str) else "FILE"
    resume = f"fleetex run {shlex.quote(file)} -o {shlex.quote(name)} --resume"
    if recording.complete:
        return replace(card, state="complete, but not closed", resume=resume)
    return replace(card, state=f"stopped at {_reached(recording)}", resume=resume)


def _reached(recording: Recording) -> str:
    start: datetime | None = moment_of(recording.header.get("start_utc"))
    try:
        return format_dtg(start + timedelta(seconds=max(recording.until_s, 0.0))) if start else "its start"
    except (OverflowError, ValueError):
        return "no moment that can be told"


def _damaged(card: Card, folder: Path, failure: Exception) -> Card:
    words = str(failure) if isinstance(failure, RecordingError) else "it cannot be read now"
    return replace(card, state=words.replace(f"{folder}{os.sep}", ""), damaged=True)


def _mark(folder: Path) -> Mark:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                told = entry.stat(follow_symlinks=False)
                found.append((entry.name, told.st_size, told.st_mtime_ns))
    except OSError:
        return ()
    return tuple(sorted(found))


def _size(mark: Mark) -> str:
    return f"{sum(size for _, size, _ in mark) / _MEGABYTE:.1f} MB"
