"""A recording that grows, in pieces for pages that watch it: what a page has of it stays good, it fetches what is new.

Windows (`windows.py`) keep their beginnings once they have begun, texts keep their codes. Each window has a mark, which
changes when its rows do: a leg is recorded once it is over, so that an earlier window may change too. The still part is
what a page needs at first; the growth is all of that which can change, with the texts that the page has not yet.
"""

import secrets
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.record.reader import Recording
from fleetex.replay.bundle import Coded, coded, pack_table, packed_world, recording_head, with_head
from fleetex.replay.columns import Columns, Names
from fleetex.replay.windows import ROWS_A_WINDOW, STREAMED, Cut, edges_of, still_tables, times_of

FIXED = ("coast",)
"""Still tables that are whole when a run begins, and big."""


@dataclass(frozen=True)
class Grown:
    """A recording as far as it had grown at one moment."""

    cut: Cut
    marks: tuple[int, ...]
    """Of each window: what changes when its rows do."""
    recorded_s: float
    _head: dict[str, Any]
    _stills: list[Coded]
    _texts: list[str]

    @property
    def text_count(self) -> int:
        """How many texts a page that has it was told."""
        return len(self._texts)

    def still(self) -> bytes:
        """What a page needs before any window."""
        return self._packed(self._stills, 0, world=True)

    def growth(self, texts_known: int) -> bytes:
        """What of the still part may have changed, and the texts after those that are known."""
        return self._packed([one for one in self._stills if one.name not in FIXED], texts_known, world=False)

    def window(self, number: int) -> bytes:
        """A window as it is now, and its mark. IndexError if there is none."""
        if not 0 <= number < self.cut.window_count:
            raise IndexError(number)
        return self.cut.window(number, mark=self.marks[number])

    def _packed(self, stills: list[Coded], texts_known: int, *, world: bool) -> bytes:
        columns = Columns()
        tables = {one.name: told for one in stills if (told := pack_table(one, columns))}
        if world:
            tables["world"] = packed_world(columns)
        windows = {"edges_s": self.cut.edges_s, "cut": self.cut.cut, "marks": self.marks}
        names = {"names": self._texts[texts_known:], "names_from": texts_known}
        return with_head(self._head | {"windows": windows, "tables": tables} | names, columns)


class Growing:
    """Cuts a recording again and again as it grows, each time as the last time and on from there."""

    def __init__(self, rows_a_window: int = ROWS_A_WINDOW) -> None:
        self._rows_a_window = rows_a_window
        self._name = secrets.token_hex(8)
        self._names = Names()
        self._begun: list[float] = []

    def take(self, recording: Recording, legs: dict[str, np.ndarray]) -> Grown:
        """The recording as far as it is now, with these legs. RecordingError if it is damaged."""
        names = self._names
        streamed = [
            coded(table, legs if table == "legs" else dict(recording.table(table)), names) for table in STREAMED
        ]
        edges_s = edges_of(map(times_of, streamed), self._rows_a_window, self._begun)
        self._begun = edges_s[:-1]
        stills = still_tables(recording, names)
        cut = Cut(streamed, names, edges_s, self._name)
        marks = tuple(_mark(cut.rows(number)) for number in range(cut.window_count))
        head = recording_head(recording, grows=not recording.complete)
        return Grown(cut, marks, head["until_s"], head, stills, list(names.texts))


def _mark(tables: list[Coded]) -> int:
    """Of a window's rows: another number where they are others."""
    mark = 0
    for table in tables:
        for values in table.columns.values():
            mark = zlib.crc32(np.ascontiguousarray(values).view(np.uint8).data, mark)
    return mark
