"""What a mending changed in a timetable: numbers that were given and stay given, and changed serials as they were.

revision:
  number: 2
  at: 210600ZJUL23
  events: ["fog in CHARLIE until 210900ZJUL23"]
  danger_areas: 7                       # so many numbers were given: the next is D8
  serials:
    GUNEX-S-1: {number: 11, sequence: 1, danger_area: D7, notams: [D7-1]}
  former:
    GUNEX-S-4: {revision: 2, why: "HOTEL is closed", danger_area: D6, notams: [D6-1], kind: GUNEX-S, start: ...}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field

from fleetex.plan.placed import Placed, PlacedRow, lines_of, written
from fleetex.quantities import Time, format_iso
from fleetex.scenario.parts import Id, Row
from fleetex.scenario.planning import DangerNumber


@dataclass(frozen=True)
class Given:
    """What a serial was given once, and keeps."""

    number: int
    """In the schedule of events."""
    sequence: int = 0
    """How often it was changed (RFC 5545, 3.8.7.4)."""
    danger_area: str | None = None
    notams: tuple[str, ...] = ()
    """Marks of its draft NOTAMs: one for each window, `D7-1`; `-2` is the reserve slot's."""

    def words(self) -> list[str]:
        said = [f"number: {self.number}", f"sequence: {self.sequence}"]
        said += [f"danger_area: {self.danger_area}"] if self.danger_area else []
        return [*said, *([f"notams: [{', '.join(self.notams)}]"] if self.notams else [])]


@dataclass(frozen=True)
class Former:
    """A serial as it was before it changed, or before it was struck out."""

    placed: Placed
    given: Given
    revision: int
    """The mending that changed it."""
    why: str


@dataclass(frozen=True)
class Revision:
    """One mending."""

    number: int
    at_utc: datetime
    events: tuple[str, ...]
    danger_areas: int
    """How many numbers were ever given to danger areas."""
    serials: Mapping[str, Given]
    """Of those that are held."""
    former: tuple[Former, ...]
    """Of this mending all that changed; of earlier ones what was struck out, and what lost its reserve slot."""
    in_progress: tuple[str, ...] = ()
    """What the events mean for serials that had begun, a sentence each."""

    @property
    def announced(self) -> dict[str, str]:
        """Numbers of danger areas, by serial; of those struck out what they had."""
        struck = {one.placed.serial: one.given.danger_area for one in self.former}
        held = {name: one.danger_area for name, one in self.serials.items()}
        return {name: number for name, number in {**struck, **held}.items() if number is not None}

    @property
    def changed(self) -> dict[str, Former]:
        """By serial, of this mending: those struck out too."""
        return {one.placed.serial: one for one in self.former if one.revision == self.number}

    @property
    def struck(self) -> tuple[Former, ...]:
        """Serials that are not held any more, whenever that was, in order of time."""
        found = [one for one in self.former if one.placed.serial not in self.serials]
        return tuple(sorted(found, key=lambda one: (one.placed.start_utc, one.placed.serial)))

    def lines(self) -> list[str]:
        """As YAML."""
        text = [
            "revision:",
            f"  number: {self.number}",
            f"  at: {written(self.at_utc)}",
            f"  events: {json.dumps(self.events, ensure_ascii=False)}",
            *([f"  in_progress: {json.dumps(self.in_progress, ensure_ascii=False)}"] if self.in_progress else []),
            f"  danger_areas: {self.danger_areas}",
            "  serials:" if self.serials else "  serials: {}",
            *(f"    {name}: {{{', '.join(one.words())}}}" for name, one in self.serials.items()),
            "  former:" if self.former else "  former: {}",
        ]
        for one in self.former:
            why = json.dumps(one.why, ensure_ascii=False)
            rows = [f"revision: {one.revision}", f"why: {why}", *one.given.words(), *lines_of(one.placed)]
            text += [f"    {one.placed.serial}:", *(f"      {row}" for row in rows)]
        return text

    def plain(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "number": self.number,
            "at": format_iso(self.at_utc),
            "events": list(self.events),
            "changed": sorted(self.changed),
            "struck": [one.placed.serial for one in self.struck],
            "danger_areas": self.announced,
        }


class _GivenRow(Row):
    number: int = Field(ge=1)
    sequence: int = Field(default=0, ge=0)
    danger_area: DangerNumber | None = None
    notams: tuple[str, ...] = ()

    def given(self) -> Given:
        return Given(self.number, self.sequence, self.danger_area, self.notams)


class _FormerRow(PlacedRow, _GivenRow):
    revision: int = Field(ge=1)
    why: str


class RevisionRow(Row):
    """As a file has it."""

    number: int = Field(ge=1)
    at_utc: Time = Field(alias="at")
    events: tuple[str, ...] = ()
    in_progress: tuple[str, ...] = ()
    danger_areas: int = Field(ge=0)
    serials: dict[Id, _GivenRow]
    former: dict[Id, _FormerRow]

    def value(self) -> Revision:
        former = [Former(row.placed(name), row.given(), row.revision, row.why) for name, row in self.former.items()]
        given = {name: row.given() for name, row in self.serials.items()}
        counted = self.number, self.at_utc, self.events, self.danger_areas
        return Revision(*counted, given, tuple(former), self.in_progress)
