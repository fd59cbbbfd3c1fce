"""The folder that is served: what lies in it, and nothing else. A name is served only if it is on the list made here,
which follows no symbolic link and goes no higher than the folder; so no path that a browser sends can leave it.
"""

import os
import re
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from fleetex.record.closing import CLOSED_NAME
from fleetex.record.journal import JOURNAL_NAME

DEPTH_MAX = 3
"""Folders below the one served in which recordings are looked for."""
ENTRIES_MAX = 20_000
"""Entries looked at in all: a folder with more is listed as far as that."""
_SCENARIO_HEAD_BYTES = 1 << 16
_SCENARIO = re.compile(rb"^fleetex\s*:", re.MULTILINE)
_RUN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class NotHere(Exception):  # noqa: N818  (what it says, not what went wrong)
    """Nothing of that name is on the list."""


@dataclass(frozen=True)
class Listing:
    """Names relative to the folder, with `/` between their parts, in order."""

    scenarios: tuple[str, ...]
    recordings: tuple[str, ...]


class Shelf:
    """The folder, opened once: its own path may be a link, what is in it may not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve(strict=True)

    def listing(self) -> Listing:
        """What lies there now."""
        scenarios: list[str] = []
        recordings: list[str] = []
        waiting, looked = [(self.folder, 0)], 0
        while waiting:
            folder, depth = waiting.pop()
            for entry in _entries(folder):
                looked += 1
                if looked > ENTRIES_MAX or not _is_plain(entry.name):
                    continue
                path = Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    if is_recording(path):
                        recordings.append(self._name(path))
                    elif depth < DEPTH_MAX:
                        waiting.append((path, depth + 1))
                elif depth == 0 and entry.is_file(follow_symlinks=False) and is_scenario(path):
                    scenarios.append(self._name(path))
        return Listing(tuple(sorted(scenarios)), tuple(sorted(recordings)))

    def recording(self, name: str) -> Path:
        """The folder of a listed recording. NotHere if it is none, or if anything in it is a link."""
        if name not in self.listing().recordings:
            raise NotHere(name)
        folder = self.folder.joinpath(*name.split("/"))
        if any(entry.is_symlink() for entry in _entries(folder)):
            raise NotHere(name)
        return folder

    def scenario(self, name: str) -> Path:
        """The file of a listed scenario. NotHere if it is none."""
        if name not in self.listing().scenarios:
            raise NotHere(name)
        return self.folder / name

    def new_recording(self, scenario: str, taken: Container[str]) -> str:
        """A name for the recording of a run that nothing in the folder has, and no run that is about to begin."""
        stem = _RUN_NAME.sub("-", Path(scenario).stem).strip("-.")[:80] or "run"
        number = 1
        while f"{stem}-{number}" in taken or os.path.lexists(self.folder / f"{stem}-{number}"):
            number += 1
        return f"{stem}-{number}"

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def is_recording(folder: Path) -> bool:
    """Whether a folder holds a recording, closed or under way, of its own and not through a link."""
    return any(path.is_file() and not path.is_symlink() for path in (folder / CLOSED_NAME, folder / JOURNAL_NAME))


def is_scenario(file: Path) -> bool:
    """Whether a file is YAML that says at its head which fleetex it is for."""
    if file.suffix.lower() not in (".yaml", ".yml"):
        return False
    try:
        with file.open("rb") as stream:
            return _SCENARIO.search(stream.read(_SCENARIO_HEAD_BYTES)) is not None
    except OSError:
        return False


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_plain(name: str) -> bool:
    """Neither hidden nor written in bytes that are no text: those a link could not name."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not name.startswith(".")
