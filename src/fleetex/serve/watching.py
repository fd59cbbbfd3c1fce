"""Recordings that are looked at while they grow: one packing for all who watch, however many they are."""

import asyncio
import gzip
import time
from pathlib import Path
from typing import Any

from fleetex.measures.reading import recorded_s
from fleetex.record.closing import CLOSED_NAME
from fleetex.record.errors import RecordingError
from fleetex.record.journal import JOURNAL_NAME, is_being_written
from fleetex.record.reader import Recording
from fleetex.replay.bundle import packed
from fleetex.serve.cards import stopped_text
from fleetex.serve.runs import Run
from fleetex.serve.under_way import with_legs_under_way

LOOK_EVERY_S = 1.0
REST_TO_WORK = 9.0
"""Packing takes at most a tenth of one core, however long the recording is."""
_GZIP_LEVEL = 1


class Watched:
    """One recording under way, and the run that makes it if the server started it."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.folder = folder
        self.name = name or folder.name
        self.run: Run | None = None
        self.version = 0
        """Goes up whenever there is something new to tell."""
        self.packed_version = 0
        """The version at which `packed` was made."""
        self.packed = b""
        self.packed_s = 0.0
        """So far goes what is packed."""
        self._news = asyncio.Event()
        self._watchers = 0
        self._seen: tuple[int, int] | None = None
        """The mark at which `packed` was made."""
        self.stopped = ""
        """Where the run stopped and how to go on, if nobody runs it."""
        self._looking: asyncio.Task[None] | None = None

    def changed(self) -> None:
        """There is something new to tell."""
        self.version += 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def news(self, seen: int) -> None:
        """Wait until there is something newer than what was seen."""
        while self.version <= seen:
            await self._news.wait()

    def __enter__(self) -> "Watched":
        self._watchers += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return self

    def __exit__(self, *_: object) -> None:
        self._watchers -= 1
        if not self._watchers and self._looking is not None:  # who watches next has it packed anew
            self._looking.cancel()
            self._looking, self._seen, self.packed = None, None, b""

    @property
    def over(self) -> bool:
        """Nothing more will come."""
        return (self.run is None or self.run.standing.over) and not (self.folder / JOURNAL_NAME).exists()

    def told(self) -> dict[str, Any]:
        """Where the run stands, for JSON."""
        if self.run is not None:
            return self.run.told()
        stage = "complete" if self.over else "cut" if self.stopped else "elsewhere"
        return {"stage": stage, "over": self.over, "reason": self.stopped}

    async def _look(self) -> None:
        """While somebody watches, pack the recording whenever it has grown."""
        while self._watchers:
            over, mark = self.over, self._mark()
            await self._ask_who_runs_it()
            spent = 0.0
            if mark is not None and mark != self._seen:
                began = time.perf_counter()
                content = await asyncio.to_thread(_packed, self.folder)
                spent = time.perf_counter() - began
                if content is not None:
                    self._seen, (self.packed, self.packed_s) = mark, content
                    self.packed_version = self.version + 1
                    self.changed()
            if over:
                return
            rested = 0.0
            while rested < max(LOOK_EVERY_S, REST_TO_WORK * spent) and self.over == over:
                await asyncio.sleep(LOOK_EVERY_S)
                rested += LOOK_EVERY_S
                await self._ask_who_runs_it()

    async def _ask_who_runs_it(self) -> None:
        """Of a run that is not this server's: whether it goes on."""
        writing = self.run is not None or self.over or is_being_written(self.folder) is not False
        if writing != (not self.stopped):
            self.stopped = "" if writing else await asyncio.to_thread(stopped_text, self.folder, self.name)
            self.changed()

    def _mark(self) -> tuple[int, int] | None:
        """What changes when the recording grows."""
        for name in (JOURNAL_NAME, CLOSED_NAME):
            try:
                found = (self.folder / name).stat()
            except OSError:
                continue
            return found.st_size, found.st_mtime_ns
        return None


def _packed(folder: Path) -> tuple[bytes, float] | None:
    """The recording as far as it is, gzipped, and how far that is; None while it is being closed or nothing moves in it
    yet."""
    try:
        recording = Recording.open(folder)
        if not len(recording.table("legs")["time_s"]):
            return None
        return gzip.compress(packed(recording, with_legs_under_way(recording)), _GZIP_LEVEL, mtime=0), recorded_s(
            recording
        )
    except (RecordingError, OSError):
        return None
