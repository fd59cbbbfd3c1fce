"""Recordings that are looked at while they grow: cut and packed once for all who watch, however many they are."""

import asyncio
import contextlib
import gzip
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from fleetex.record.closing import CLOSED_NAME
from fleetex.record.errors import RecordingError
from fleetex.record.journal import JOURNAL_NAME, is_being_written
from fleetex.record.reader import Recording
from fleetex.replay.growing import Growing, Grown
from fleetex.serve.cards import stopped_text
from fleetex.serve.runs import Run
from fleetex.serve.streaming import AT_A_TIME, STILL, Changed, NoSuchPart, is_window
from fleetex.serve.under_way import with_legs_under_way

LOOK_EVERY_S = 1.0
REST_TO_WORK = 9.0
"""Cutting takes at most a tenth of one core, however long the recording is."""
BESIDE_RANK = 10
"""How far behind a run the work for who watches it ranks (nice)."""
LET_GO_S = 30.0
"""So long the rows of what nobody watches any more are kept."""
PIECES_KEPT = 64
GROWTHS_KEPT = 8
"""Of the pieces, those for pages that have been away for longer or shorter; each has other texts."""
TELLINGS_KEPT = 64
"""How far back it is known how many texts a page had been told: who says another number gets them all."""
ENDED = "ended"
CLOSING = "closing"
"""A run has ended and its last piece is being cut."""
GROWTH = "growth"
"""The part that has what can have changed beside the windows."""
_GZIP_LEVEL = 1


_T = TypeVar("_T")


def _yield_to_runs() -> None:
    """This thread gets a processor when no run wants it. Where the system gives threads no rank of their own, it is as
    it was."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BESIDE_RANK)


_BESIDE = ThreadPoolExecutor(AT_A_TIME, "beside", _yield_to_runs)


class Watched:
    """One recording under way, and the run that makes it if the server started it."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.folder = folder
        self.name = name or folder.name
        self.run: Run | None = None
        self.version = 0
        """Goes up whenever there is something new to tell."""
        self.grown_version = 0
        """Goes up whenever more of the recording can be had."""
        self._grown: Grown | None = None
        self._growing = Growing()
        self._packed: dict[tuple[str, int], bytes] = {}
        """Pieces of what is `_grown` that somebody has asked for, gzipped."""
        self._texts_told: deque[int] = deque(maxlen=TELLINGS_KEPT)
        self._taking = asyncio.Lock()
        self._packing = asyncio.Semaphore(AT_A_TIME)
        self._news = asyncio.Event()
        self._watchers = 0
        self._seen: tuple[int, int] | None = None
        """The mark at which the recording was cut last."""
        self.stopped = ""
        """Where the run stopped and how to go on, if nobody runs it."""
        self._given_up: tuple[int, int] | None = None
        """The mark of a recording that is over and cannot be read as far as that."""
        self._spent_s = 0.0
        """Of a core, since the recording was looked at."""
        self._looking: asyncio.Task[None] | None = None
        self._letting_go: asyncio.TimerHandle | None = None

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
        if not self._watchers and self._looking is not None:
            self._looking.cancel()
            self._looking = None
            self._let_go_later()

    @property
    def over(self) -> bool:
        """Nothing more will come."""
        return (self.run is None or self.run.standing.over) and not (self.folder / JOURNAL_NAME).exists()

    def told(self) -> dict[str, Any]:
        """Where the run stands and how far it can be had, for JSON."""
        grown = {"version": self.grown_version, "recorded_s": self._grown.recorded_s if self._grown else 0.0}
        stage = "complete" if self.over else "cut" if self.stopped else "elsewhere"
        told = self.run.told() if self.run is not None else {"stage": stage, "over": self.over, "reason": self.stopped}
        if told["stage"] in (ENDED, "complete") and self._mark() not in (None, self._seen, self._given_up):
            told |= {"stage": CLOSING, "over": False}  # nobody is told of an end that cannot be had yet
        return told | grown

    async def part(self, part: str, cut: str, texts_known: int) -> bytes:
        """A piece of what there is, gzipped: the still part, what has grown, or a window by its number.

        NoSuchPart if there is none; Changed if `cut` names another cutting; RecordingError if it cannot be read.
        """
        grown = self._grown or await self._take()
        if cut and cut != grown.cut.cut:
            raise Changed
        if part not in (STILL, GROWTH) and not is_window(part, grown.cut.window_count):
            raise NoSuchPart
        key = part, texts_known if part == GROWTH and texts_known in self._texts_told else 0
        async with self._packing:
            if grown is self._grown and key in self._packed:
                return self._packed[key]
            content = await self._work(lambda: _packed(grown, *key))
            if grown is self._grown and self._has_room(part):
                self._packed[key] = content
        return content

    def _has_room(self, part: str) -> bool:
        """Whether one more piece is kept: growths leave room for the windows, which all who watch ask for."""
        growths = sum(kept == GROWTH for kept, _ in self._packed)
        return growths < GROWTHS_KEPT if part == GROWTH else len(self._packed) - growths < PIECES_KEPT - GROWTHS_KEPT

    async def _take(self) -> Grown:
        """Cut the recording as it is now, if it has grown since."""
        async with self._taking:
            mark = self._mark()
            if self._grown is not None and mark == self._seen:
                return self._grown
            grown = await self._work(lambda: _taken(self._growing, self.folder))
            self._grown, self._seen, self._packed = grown, mark, {}
            self._texts_told.append(grown.text_count)
            self.grown_version += 1
            if not self._watchers:
                self._let_go_later()
        self.changed()
        return grown

    async def _work(self, work: Callable[[], _T]) -> _T:
        """Have something done beside the run, which goes before; what it took is rested for."""

        def timed() -> tuple[_T, float]:
            began = time.thread_time()
            return work(), time.thread_time() - began

        done, spent = await asyncio.get_running_loop().run_in_executor(_BESIDE, timed)
        self._spent_s += spent
        return done

    def _let_go_later(self) -> None:
        """Keep no rows of what nobody watches. Where it was cut is kept: who comes back goes on with what they have."""
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._letting_go = asyncio.get_running_loop().call_later(LET_GO_S, self._let_go)

    def _let_go(self) -> None:
        if not self._watchers:
            self._grown, self._seen, self._packed = None, None, {}

    async def _look(self) -> None:
        """While somebody watches, cut the recording anew whenever it has grown."""
        while self._watchers:
            over, mark = self.over, self._mark()
            await self._ask_who_runs_it()
            if mark is not None and mark != self._seen:
                try:
                    await self._take()
                except (RecordingError, OSError):  # it is being closed, or nothing moves in it yet
                    if over and mark != self._given_up:
                        self._given_up = mark
                        self.changed()
            if over and self._seen == mark:
                return
            rested = 0.0
            while rested < max(LOOK_EVERY_S, REST_TO_WORK * self._spent_s) and self.over == over:
                await asyncio.sleep(LOOK_EVERY_S)
                rested += LOOK_EVERY_S
                await self._ask_who_runs_it()
            self._spent_s = 0.0

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


def _taken(growing: Growing, folder: Path) -> Grown:
    """The recording as far as it is, cut. RecordingError while it is being closed or nothing moves in it yet."""
    recording = Recording.open(folder)
    if not len(recording.table("legs")["time_s"]):
        raise RecordingError("nothing moves in it yet")
    return growing.take(recording, with_legs_under_way(recording))


def _packed(grown: Grown, part: str, texts_known: int) -> bytes:
    if part == STILL:
        content = grown.still()
    else:
        content = grown.growth(texts_known) if part == GROWTH else grown.window(int(part))
    return gzip.compress(content, _GZIP_LEVEL, mtime=0)
