"""The timetable: every serial placed in time and sea room. A frozen value, saved as YAML that is the same each time.

serials:
  COMMEX-1:
    kind: COMMEX
    start: 200100ZJUL23
    end: 200230ZJUL23
    area: ALFA
    oce: qiqihar
    roles: {all: [qiqihar, tributs]}
    live: false
    fixed: true
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from fleetex.plan.placed import Placed, PlacedRow, lines_of, written
from fleetex.plan.revisions import Revision, RevisionRow
from fleetex.quantities import Time, format_iso
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.findings import problems_of
from fleetex.scenario.kinds import kinds
from fleetex.scenario.parts import Id, Row
from fleetex.scenario.problems import Problem, ScenarioError
from fleetex.scenario.programme import Envelope, Serial
from fleetex.scenario.reading import read_file, read_text
from fleetex.whole_files import write_whole

__all__ = ["Placed", "Status", "Timetable", "in_order", "is_live", "load_timetable", "placed_of", "written"]

VERSION = 1


class Status(StrEnum):
    """How good a timetable is known to be."""

    OPTIMAL = "optimal"
    """No other is better."""
    FEASIBLE = "feasible"
    """It holds; `bound` says how much better another could be."""
    FIXED = "fixed"
    """Nothing was left to place: all serials have times of their own."""


@dataclass(frozen=True)
class Timetable:
    """All serials of an exercise, in order of start, then name."""

    exercise: str
    """Its id."""
    scenario_hash: str
    """Of the exercise as it was before anything was placed."""
    plan_as_of_utc: datetime | None
    """When the plan is made: from then on the leads of warnings are counted."""
    placed: tuple[Placed, ...]
    status: Status = Status.FIXED
    objective: int = 0
    """The soft rules' penalties added up; 0 is best."""
    bound: int = 0
    """No timetable has less."""
    penalties: Mapping[str, int] = field(default_factory=dict)
    """What each soft rule adds to `objective`, by its id."""
    revision: Revision | None = None
    """What a mending changed; None of a first plan."""

    def __getitem__(self, serial: str) -> Placed:
        return next(one for one in self.placed if one.serial == serial)

    @property
    def announced(self) -> Mapping[str, str]:
        """Numbers of danger areas that a mending gave or kept, by serial; of those not held what they had."""
        return self.revision.announced if self.revision is not None else {}

    @classmethod
    def of(cls, exercise: Exercise) -> "Timetable":
        """Of an exercise all of whose serials have times: its own, or those pinned in its file."""
        own = {name for name, serial in exercise.programme.items() if isinstance(serial, Serial)}
        placed = [placed_of(name, serial, name in own) for name, serial in exercise.serials.items()]
        as_of_utc = exercise.plan.as_of_utc if exercise.plan is not None else None
        return cls(exercise.exercise.id, exercise.wanted_hash, as_of_utc, in_order(placed))

    def text(self) -> str:
        """As YAML: the same for the same timetable, byte for byte."""
        lines = [
            "# A timetable of fleetex: `fleetex run FILE --timetable THIS` takes it. A training aid.",
            f"timetable: {VERSION}",
            f"exercise: {self.exercise}",
            f"scenario_hash: {self.scenario_hash}",
            *([f"plan_as_of: {written(self.plan_as_of_utc)}"] if self.plan_as_of_utc else []),
            f"status: {self.status}",
            f"objective: {self.objective}",
            f"bound: {self.bound}",
            f"penalties: {json.dumps(dict(self.penalties), sort_keys=True)}",
            "serials:" if self.placed else "serials: {}",
        ]
        for one in self.placed:
            lines += [f"  {one.serial}:", *(f"    {line}" for line in lines_of(one))]
        if self.revision is not None:
            lines += self.revision.lines()
        return "\n".join(lines) + "\n"

    def plain(self) -> dict[str, Any]:
        """As plain JSON values, times in ISO."""
        return {
            "timetable": VERSION,
            "exercise": self.exercise,
            "scenario_hash": self.scenario_hash,
            "plan_as_of": format_iso(self.plan_as_of_utc) if self.plan_as_of_utc else None,
            "status": self.status.value,
            "objective": self.objective,
            "bound": self.bound,
            "penalties": dict(sorted(self.penalties.items())),
            "serials": {one.serial: _plain(one) for one in self.placed},
            **({"revision": self.revision.plain()} if self.revision is not None else {}),
        }

    def save(self, path: Path) -> None:
        write_whole(path, self.text())


def placed_of(name: str, serial: Serial, fixed: bool) -> Placed:
    """A serial that has its time, its area and its units."""
    return Placed(
        serial=name,
        kind=serial.kind,
        title=serial.title or (kinds()[serial.kind].name if serial.kind in kinds() else serial.kind),
        start_utc=serial.start_utc,
        end_utc=serial.end_utc,
        area_id=serial.area_id,
        oce=serial.oce,
        roles=dict(serial.roles),
        live=is_live(serial),
        reserve=None if serial.reserve is None else (serial.reserve.start_utc, serial.reserve.end_utc),
        fixed=fixed,
    )


def is_live(serial: Envelope) -> bool:
    """Whether live ammunition is fired: as the serial says, else its kind."""
    if serial.hazard is not None:
        return serial.hazard.live
    return serial.kind in kinds() and kinds()[serial.kind].live


def in_order(placed: list[Placed]) -> tuple[Placed, ...]:
    return tuple(sorted(placed, key=lambda one: (one.start_utc, one.serial)))


def _plain(one: Placed) -> dict[str, Any]:
    reserve = one.reserve
    return {
        "kind": one.kind,
        "title": one.title,
        "start": format_iso(one.start_utc),
        "end": format_iso(one.end_utc),
        "area": one.area_id,
        "oce": one.oce,
        "roles": {role: list(units) for role, units in one.roles.items()},
        "live": one.live,
        "reserve": [format_iso(reserve[0]), format_iso(reserve[1])] if reserve else None,
        "fixed": one.fixed,
    }


class _File(Row):
    timetable: int = Field(ge=VERSION, le=VERSION)
    exercise: Id
    scenario_hash: str
    plan_as_of_utc: Time | None = Field(default=None, alias="plan_as_of")
    status: Status
    objective: int
    bound: int
    penalties: dict[str, int] = Field(default_factory=dict)
    serials: dict[Id, PlacedRow]
    revision: RevisionRow | None = None


def load_timetable(path: str | Path) -> Timetable:
    """A saved timetable. Raises ScenarioError with file, line and column."""
    name, text = read_file(Path(path))
    document = read_text(text, name)
    try:
        found = _File.model_validate(document.root.plain())
    except ValidationError as error:
        raise ScenarioError(problems_of(error.errors(), document, _File.model_json_schema)) from None
    if found.revision is not None and (strange := found.serials.keys() ^ found.revision.serials.keys()):
        line = next((row for row, words in enumerate(text.splitlines(), 1) if words.startswith("revision:")), 1)
        allowed = "`revision` gives a number to each of the timetable's serials, and to no other"
        again = "leave `revision` as `fleetex replan` wrote it, or take all of it out"
        raise ScenarioError([Problem(name, line, 1, ", ".join(sorted(strange)), allowed, again, "revision.serials")])
    placed = [row.placed(serial) for serial, row in found.serials.items()]
    return Timetable(
        found.exercise,
        found.scenario_hash,
        found.plan_as_of_utc,
        in_order(placed),
        found.status,
        found.objective,
        found.bound,
        dict(sorted(found.penalties.items())),
        None if found.revision is None else found.revision.value(),
    )
