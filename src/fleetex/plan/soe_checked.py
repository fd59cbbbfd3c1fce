"""What `fleetex check` would say of a sheet's programme in its scenario, said of the sheet: by its rows and columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fleetex.library import Library
from fleetex.plan.soe_import import TIMES, read_serials, with_serials
from fleetex.plan.soe_roles import Known
from fleetex.plan.soe_sheet import Sheet
from fleetex.plan.soe_times import Local
from fleetex.scenario.loading import load, load_text
from fleetex.scenario.problems import Problem, ScenarioError
from fleetex.scenario.reading import read_file, read_text

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "roles": ("roles", "units"),
    "within": ("start",),
    "areas": ("area",),
    "hazard": ("hazard", "live"),
    "reserve": ("reserve start",),
}
"""Of keys of a serial that are called otherwise in a sheet."""
WRITTEN = ("kind", "title", "start", "end", "duration", "area", "oce", "circuits", "after", *COLUMNS)
"""Keys of a serial that a sheet can say."""


def programme_into(into: Path, sheet: Sheet, name: str, library: Library) -> str:
    """A scenario's text with a sheet's programme in place of its own. Raises ScenarioError: every mistake of the sheet
    itself, and all that `fleetex check` says of its serials. What breaks rules of the planner is remarked on."""
    exercise = load(into, library, open_serials=True)
    zone = exercise.exercise.zone
    first, last = (time.astimezone(zone).date() for time in (exercise.start_utc, exercise.end_utc))
    local = Local(zone, first.year, (first, last))
    text = read_file(into)[1]
    own = read_text(text, str(into)).root.plain().get("serials")
    known = Known.of(exercise, library, own if isinstance(own, dict) else {})
    serials = read_serials(sheet, local, known)
    whole = with_serials(text, serials)
    mistakes = _mistakes(whole, name, library, clashes_apart=True) if serials else []
    of_the_sheet, others = _sorted(mistakes, sheet, serials)
    sheet.problems += of_the_sheet
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    sheet.notes += [f"{one} (in {name}: no column says it)" if one.file == sheet.file else str(one) for one in others]
    for one in _sorted(_mistakes(whole, name, library), sheet, serials)[0] if not others else ():
        sheet.notes.append(f"{one}; `fleetex plan {name} --check` judges it")
    return whole


def _mistakes(text: str, name: str, library: Library, *, clashes_apart: bool = False) -> Sequence[Problem]:
    try:
        load_text(text, name, library, open_serials=True, clashes_apart=clashes_apart)
    except ScenarioError as failure:
        return failure.problems
    return ()


def _sorted(
    problems: Sequence[Problem], sheet: Sheet, serials: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Problem], list[Problem]]:
    """Those of the sheet, in its own words and places; and those of what no sheet says."""
    mine, others = [], []
    for problem in problems:
        serial, key = _of_serial(problem, serials)
        if not serial:
            others.append(problem)
        elif key and key not in WRITTEN:
            path = problem.where.removeprefix(f"serials.{serial}.")
            others.append(replace(_in_sheet(problem, sheet, serial, ""), where=f"{serial}: {path}"))
        elif not _said_already(problem, sheet, serial, key):
            mine.append(_in_sheet(problem, sheet, serial, key))
    return mine, others


def _of_serial(problem: Problem, serials: Mapping[str, Any]) -> tuple[str, str]:
    """Which serial a problem is of, and which of its keys; empty if none."""
    rest = problem.where.removeprefix("serials.")
    if rest == problem.where:
        return "", ""
    found = [name for name in serials if rest == name or rest.startswith(f"{name}.")]
    name = max(found, key=len, default="")
    return name, rest[len(name) + 1 :].split(".")[0]


def _said_already(problem: Problem, sheet: Sheet, serial: str, key: str) -> bool:
    """What a mistake of the same cell leads to; a time that is none leaves the others of its row open."""
    row = sheet.row_of[serial]
    if key in (*TIMES, "within"):
        return any(sheet.said(row, sheet.column(one, "serial")) for one in TIMES)
    if key == "oce" and "oce" not in sheet.columns:
        return True
    return sheet.said(row, _column(sheet, key)) or (key == "after" and problem.found in sheet.row_of)


def _column(sheet: Sheet, key: str) -> int:
    return sheet.column(*COLUMNS.get(key, (key,)), "serial")


def _in_sheet(problem: Problem, sheet: Sheet, serial: str, key: str) -> Problem:
    row, column = sheet.row_of[serial], _column(sheet, key)
    cell = str(sheet.cell(row, key)) if key in sheet.columns else ""
    found = cell if key in (*TIMES, "area", "oce") and cell else problem.found
    write = problem.write.removeprefix(f"{key}: ")
    return Problem(sheet.file, row + 1, column + 1, found, problem.allowed, write, f"{serial}: {key}".rstrip(": "))
