"""A planner's spreadsheet as rows of cells, and which column holds what; mistakes and remarks by row and column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fleetex.scenario.kinds import kinds
from fleetex.scenario.problems import Problem, as_id, listed, nearest

ALIASES: Mapping[str, tuple[str, ...]] = {
    "serial": ("serial", "ser", "serial no", "ser no", "serial number", "serial id", "id", "event no", "event number"),
    "kind": (
        "kind",
        "type",
        "serial type",
        "event",
        "event type",
        "exercise",
        "exercise type",
        "evolution",
        "activity",
    ),
    "title": ("title", "name", "serial name", "event name", "event title", "description", "remarks"),
    "date": ("date", "day"),
    "start": ("start", "from", "begin", "comex", "start (z)", "start time", "start utc", "start z", "start (local)"),
    "end": ("end", "to", "finex", "end (z)", "end time", "finish", "stop", "end utc", "end z", "end (local)"),
    "duration": ("duration", "lasting", "length"),
    "area": ("area", "location", "where"),
    "oce": ("oce", "conducting", "conducting unit", "conducted by", "officer conducting", "lead", "lead unit"),
    "roles": ("roles", "units by role"),
    "units": ("units", "participants", "participating units", "players", "ships", "vessels", "forces"),
    "circuits": ("circuits", "circuit", "comms", "communications", "nets"),
    "live": ("live", "live fire"),
    "hazard": ("hazard", "danger"),
    "reserve start": ("reserve start", "reserve from"),
    "reserve end": ("reserve end", "reserve to"),
    "after": ("after", "prerequisites"),
}
CHANGE, STRUCK = "change", "cancelled"
"""A row that a mending struck out is no serial."""
IGNORED = ("number", "local start", "local end", "danger area", CHANGE, "what changed", "why")
"""Columns that are reckoned anew."""
DUE = ("serial", "kind", "start")
HEAD_BY = 30
"""The row that names the columns is among the first so many."""


@dataclass
class Sheet:
    """Rows of cells, with where each stands; one of the first names the columns."""

    file: str
    rows: list[list[Any]]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was chosen, or left unread, by row and column."""
    columns: dict[str, int] = field(default_factory=dict)
    """Which column holds what, as the row says that names them."""
    head: int = 0
    """Which row names the columns."""
    row_of: dict[str, int] = field(default_factory=dict)
    """Of each serial."""

    def say(self, row: int, column: int, found: object, allowed: str, write: str = "", where: str = "") -> None:
        self.problems.append(Problem(self.file, row + 1, column + 1, str(found), allowed, write, where))

    def note(self, row: int, column: int, text: str) -> None:
        self.notes.append(f"{self.file}:{row + 1}:{column + 1}: {text}")

    def said(self, row: int, column: int) -> bool:
        """Whether a mistake of a cell is told already."""
        return any((one.line, one.column) == (row + 1, column + 1) for one in self.problems)

    def cell(self, row: int, key: str) -> Any:
        """What stands in a row's column; empty where it has none."""
        place, cells = self.columns.get(key), self.rows[row]
        value = "" if place is None or place >= len(cells) else cells[place]
        return value.strip() if isinstance(value, str) else value

    def is_struck(self, row: int) -> bool:
        """Whether a mending struck out what stands in a row, as the schedule that it wrote says; it is remarked on."""
        for place, (head, cell) in enumerate(zip(self.rows[self.head], self.rows[row], strict=False)):
            if str(head).strip().lower() == CHANGE and str(cell).strip().lower() == STRUCK:
                self.note(row, place, f"`{self.cell(row, 'serial')}` is cancelled, and left out")
                return True
        return False

    def column(self, *keys: str) -> int:
        """Of the first of some columns that is there; the first of the sheet if none is."""
        return next((self.columns[key] for key in keys if key in self.columns), 0)


def _word(cell: object) -> str:
    return " ".join(re.sub(r"[.:]", " ", str(cell).lower()).split())


def _find_head(sheet: Sheet, names: Mapping[str, str]) -> None:
    """Which row names the columns: the first that names two of those due; what stands above is remarked on."""
    for row, cells in enumerate(sheet.rows[:HEAD_BY]):
        if len({names.get(_word(cell)) for cell in cells}.intersection(DUE)) >= 2:
            sheet.head = row
            break
    for row, cells in enumerate(sheet.rows[: sheet.head]):
        for place, cell in enumerate(cells):
            if str(cell).strip():
                sheet.note(row, place, f"`{cell}` stands above the row that names the columns, and is not read")


def find_columns(sheet: Sheet) -> None:
    """Which column holds what. One that no serial has is remarked on, if it is no slip of the pen."""
    names = {alias: key for key, aliases in ALIASES.items() for alias in aliases}
    _find_head(sheet, names)
    head = sheet.head
    titles = _titles(sheet, names)
    for place, cell in enumerate(sheet.rows[head]):
        word = _word(cell)
        if not word or word in IGNORED:
            continue
        if place in titles:
            sheet.note(head, place, f"another column tells the kinds: `{cell}` is {titles[place]}")
            continue
        if word in names and names[word] in sheet.columns:
            sheet.say(head, place, cell, f"a second column of `{names[word]}`")
        elif word in names:
            sheet.columns[names[word]] = place
        elif meant := nearest(word, [name for name in names if names[name] not in sheet.columns], cutoff=0.75):
            allowed = f"no column that a serial has; there are: {listed((*ALIASES, *IGNORED), 40)}"
            sheet.say(head, place, cell, allowed, meant)
            sheet.columns[names[meant]] = place
        else:
            sheet.note(head, place, f"the column `{cell}` is not read; those that are: {listed(ALIASES, 40)}")
    for key in DUE:
        if key not in sheet.columns:
            allowed = f"missing: a column `{key}` is due, or one of: {', '.join(ALIASES[key])}"
            sheet.say(head, 0, "", allowed, key)


def as_kind(cell: object) -> str:
    """The kind that a cell names, with or without its signs: `RAS(L)` and `ras l` are RAS-L; else what it says."""
    said = str(cell).strip().upper()
    alike = [kind for kind in kinds() if _letters(kind) == _letters(said)]
    return alike[0] if said not in kinds() and alike else said


def _letters(word: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", word)


def _titles(sheet: Sheet, names: Mapping[str, str]) -> dict[int, str]:
    """Of several columns that could be `kind`, those that tell none where one does: the first is the title, if the
    sheet has no other."""
    words = [names.get(_word(cell), "") for cell in sheet.rows[sheet.head]]
    some = [place for place, word in enumerate(words) if word == "kind"]
    body = sheet.rows[sheet.head + 1 :]
    known = {place: sum(place < len(row) and as_kind(row[place]) in kinds() for row in body) for place in some}
    told = max(some, key=lambda place: known[place], default=0)
    others = [place for place in some if place != told and known[place] == 0]
    if len(some) < 2 or not known[told] or len(others) < len(some) - 1:
        return {}
    found = dict.fromkeys(others, "not read")
    if "title" not in words:
        sheet.columns["title"], found[others[0]] = others[0], "read as the title"
    return found


def is_heading(sheet: Sheet, row: int) -> bool:
    """Whether a row has one cell alone, and is no serial: a day or a phase, over those that follow; it is noted."""
    filled = [place for place, cell in enumerate(sheet.rows[row]) if str(cell).strip()]
    if len(filled) != 1 or as_id(str(sheet.rows[row][filled[0]])) == str(sheet.rows[row][filled[0]]):
        return False
    sheet.note(row, filled[0], f"`{sheet.rows[row][filled[0]]}` stands alone in its row, and is read as a heading")
    return True
