"""Recordings sent by windows of time, so that a page plays one of any length: cut once, kept while they stay as they
were.
"""

import asyncio
import gzip
from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from fleetex.replay.notes import NOTES_NAME
from fleetex.replay.on_disk import windowed
from fleetex.replay.windows import Cut

KEPT = 2
"""Recordings whose rows are kept; another's are read again when they are asked for."""
AT_A_TIME = 2
_GZIP_LEVEL = 1

STILL = "still"
"""The part that a page needs before any window."""


class NoSuchPart(Exception):  # noqa: N818  (what it says, not what went wrong)
    """The recording is not cut into that many windows."""


class Changed(Exception):  # noqa: N818
    """The recording is not what the page that asks was made of."""


class Streams:
    """The recordings that pages are looking at."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Any, Cut]] = {}
        self._cutting = asyncio.Lock()
        self._packing = asyncio.Semaphore(AT_A_TIME)

    def close(self) -> None:
        """Let go of all: a process that a signal ends takes no leave by itself."""
        for _, cut in self._kept.values():
            cut.close()
        self._kept.clear()

    async def windowed(self, name: str, folder: Path) -> Cut:
        """The recording, cut. RecordingError or OSError if it cannot be read."""
        mark = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir() if NOTES_NAME not in path.name)
        async with self._cutting:
            kept = self._kept.pop(name, None)
            if kept is None or kept[0] != mark:
                kept = mark, await asyncio.to_thread(lambda: windowed(Recording.open(folder)))
            self._kept[name] = kept  # the last that was asked for is the last to be let go
            while len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept)))
            return kept[1]

    async def part(self, name: str, folder: Path, part: str, cut: str) -> bytes:
        """The still part or a window, gzipped. NoSuchPart if there is none; Changed if `cut` names another cutting."""
        found = await self.windowed(name, folder)
        if cut and cut != found.cut:
            raise Changed
        async with self._packing:
            if part == STILL:
                return await asyncio.to_thread(lambda: gzip.compress(found.still, _GZIP_LEVEL, mtime=0))
            if not is_window(part, found.window_count):
                raise NoSuchPart
            return await asyncio.to_thread(lambda: gzip.compress(found.window(int(part)), _GZIP_LEVEL, mtime=0))


def is_window(part: str, count: int) -> bool:
    """Whether what is asked for is the number of one of so many windows."""
    return part.isascii() and part.isdigit() and len(part) < 8 and int(part) < count
