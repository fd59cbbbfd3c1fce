"""A planner's spreadsheet, CSV or XLSX, as serials of a scenario: a row a serial, columns by their names.

number | serial | kind | start | end | area | oce | roles | circuits | ...       as `fleetex plan` writes it, or
Serial | Type   | From | To    | Area | Conducting | Participants | Remarks     as people name their columns

Written out again by `fleetex plan`, what was read comes back unchanged.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fleetex.plan.soe_times import Local
from fleetex.plan.timetable import written
from fleetex.quantities import QuantityError, parse_time
from fleetex.scenario.kinds import kinds
from fleetex.scenario.parts import ID_PATTERN
from fleetex.scenario.problems import Problem, ScenarioError, as_id, listed, nearest

ALIASES: Mapping[str, tuple[str, ...]] = {
    "serial": ("serial", "ser", "serial no", "serial number", "id", "event no"),
    "kind": ("kind", "type", "event", "event type", "exercise"),
    "title": ("title", "name", "description", "remarks", "event title"),
    "start": ("start", "from", "begin", "comex", "start (z)", "start time", "start utc", "start z"),
    "end": ("end", "to", "finex", "end (z)", "end time", "stop", "end utc", "end z"),
    "duration": ("duration", "lasting"),
    "area": ("area", "location", "where"),
    "oce": ("oce", "conducting", "officer conducting", "lead"),
    "roles": ("roles", "units by role"),
    "units": ("units", "participants", "ships", "forces"),
    "circuits": ("circuits", "circuit", "comms"),
    "live": ("live", "live fire"),
    "hazard": ("hazard", "danger"),
    "reserve start": ("reserve start", "reserve from"),
    "reserve end": ("reserve end", "reserve to"),
    "after": ("after", "prerequisites"),
}
IGNORED = ("number", "local start", "local end", "danger area")
"""Columns that are reckoned anew."""
DUE = ("serial", "kind", "start")
WORDS = ("yes", "no", "on", "off", "true", "false", "null")
"""What YAML may not take for text."""
YES = ("live", "yes", "y", "x", "true", "1")


@dataclass
class Sheet:
    """Rows of cells, with where each stands; the first row names the columns."""

    file: str
    rows: list[list[Any]]
    problems: list[Problem] = field(default_factory=list)

    def say(self, row: int, column: int, found: object, allowed: str, write: str = "", where: str = "") -> None:
        self.problems.append(Problem(self.file, row + 1, column + 1, str(found), allowed, write, where))


def read_sheet(path: Path) -> Sheet:
    """The first sheet of a file. Raises ScenarioError for what is neither CSV nor XLSX."""
    name = str(path)
    if path.suffix.lower() == ".csv":
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows: list[list[Any]] = [list(row) for row in csv.reader(stream)]
        except UnicodeDecodeError:
            raise ScenarioError([Problem(name, 1, 1, "", "the file is UTF-8 text: save it as CSV UTF-8")]) from None
        return Sheet(name, rows)
    if path.suffix.lower() != ".xlsx":
        raise ScenarioError([Problem(name, 1, 1, path.suffix, "a schedule is a .csv or an .xlsx file")])
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise ScenarioError([Problem(name, 1, 1, "", f"no spreadsheet that can be read: {error}")]) from None
    first = book.worksheets[0]
    return Sheet(name, [["" if cell is None else cell for cell in row] for row in first.iter_rows(values_only=True)])


def serials_of(sheet: Sheet, local: Local | None = None) -> dict[str, dict[str, Any]]:
    """The serials of a sheet as the scenario writes them. Raises ScenarioError: every mistake, by row and column.

    `local`: what times without a zone mean. Without it a spreadsheet's own times are UTC, and texts are refused.
    """
    if not sheet.rows:
        raise ScenarioError(
            [Problem(sheet.file, 1, 1, "no row", f"the first row names columns: {listed(ALIASES, 20)}")]
        )
    columns = _columns(sheet)
    found: dict[str, dict[str, Any]] = {}
    if not sheet.problems:
        for number, cells in enumerate(sheet.rows[1:], 1):
            if any(str(cell).strip() for cell in cells):
                _row(sheet, number, cells, columns, local, found)
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    return found


def _columns(sheet: Sheet) -> dict[str, int]:
    """Which column holds what."""
    names = {alias: key for key, aliases in ALIASES.items() for alias in aliases}
    columns: dict[str, int] = {}
    for place, cell in enumerate(sheet.rows[0]):
        word = " ".join(str(cell).lower().split())
        if not word or word in IGNORED:
            continue
        if word not in names:
            allowed = f"no column that a serial has; there are: {listed((*ALIASES, *IGNORED), 40)}"
            sheet.say(0, place, cell, allowed, nearest(word, names))
        elif names[word] in columns:
            sheet.say(0, place, cell, f"a second column of `{names[word]}`")
        else:
            columns[names[word]] = place
    for key in DUE:
        if key not in columns and not sheet.problems:
            sheet.say(0, 0, "", f"missing: a column `{key}` is due, or one of: {', '.join(ALIASES[key])}", key)
    return columns


def _row(
    sheet: Sheet, row: int, cells: Sequence[Any], columns: Mapping[str, int], local: Local | None, found: dict[str, Any]
) -> None:
    def cell(key: str) -> Any:
        place = columns.get(key)
        value = "" if place is None or place >= len(cells) else cells[place]
        return value.strip() if isinstance(value, str) else value

    def time(key: str) -> str:
        value = cell(key)
        return "" if value in ("", None) else _time(sheet, row, columns[key], key, value, local)

    name, kind = str(cell("serial")), str(cell("kind")).upper()
    if as_id(name) != name or not name:
        sheet.say(row, columns["serial"], name, f"a serial's name is letters, digits, `_`, `.` and `-` ({ID_PATTERN})",
                  as_id(name), "serial")  # fmt: skip
    if name in found:
        sheet.say(row, columns["serial"], name, "a serial stands in one row", "", "serial")
    if kind not in kinds():
        allowed = f"no serial kind; there are: {listed(kinds(), 40)}"
        sheet.say(row, columns["kind"], kind, allowed, nearest(kind, kinds()), "kind")
        return
    one: dict[str, Any] = {"kind": kind}
    for key in ("title", "area", "oce"):
        if cell(key):
            one[key] = str(cell(key))
    start, end = time("start"), time("end")
    if start:
        one["start"] = start
    else:
        one["within"] = {}
    if end:
        one["end"] = end
    elif cell("duration"):
        one["duration"] = str(cell("duration"))
    elif not sheet.problems:
        sheet.say(row, columns.get("end", 0), "", "a serial has an end or a duration", "", "end")
    one["roles"] = _roles(sheet, row, kind, cell, columns)
    for key in ("circuits", "after"):
        if words := str(cell(key)).replace(",", " ").split():
            one[key] = words
    live = str(cell("live")).lower() in YES
    if live or cell("hazard"):
        one["hazard"] = {"live": live, **({"text": str(cell("hazard"))} if cell("hazard") else {})}
    if cell("reserve start"):
        one["reserve"] = {"start": time("reserve start"), "end": time("reserve end")}
    found[name] = one


def _time(sheet: Sheet, row: int, column: int, key: str, value: Any, local: Local | None) -> str:
    """A time as the scenario writes it; empty, and said, if it is none."""
    try:
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=UTC if local is None else local.zone)
        elif isinstance(value, str) and local is not None:
            value = local.read(value) or value
        return written(parse_time(value))
    except QuantityError as error:
        bare = isinstance(value, str) and local is None and Local(UTC, 2000).read(value) is not None
        own = "; `--into SCENARIO` takes it in the scenario's own zone" if bare else ""
        sheet.say(row, column, error.found, f"{error.allowed}{own}", error.write, key)
        return ""


def _roles(sheet: Sheet, row: int, kind: str, cell: Any, columns: Mapping[str, int]) -> dict[str, list[str]]:
    """By role where the cell says roles (`guide: a; followers: b c`); of a kind with one role, all units play it."""
    text = str(cell("roles"))
    known = kinds()[kind].roles
    roles: dict[str, list[str]] = {}
    if text:
        for part in text.split(";"):
            role, colon, units = part.partition(":")
            if not colon or role.strip() not in known:
                allowed = f"roles are written `role: unit unit; role: unit`; those of a {kind}: {listed(known)}"
                sheet.say(row, columns["roles"], part.strip(), allowed, nearest(role.strip(), known), "roles")
            roles[role.strip()] = _words(units)
        return roles
    left_over = _words(str(cell("units")))
    if len(known) == 1:
        return {next(iter(known)): left_over}
    due = [role for role, spec in known.items() if spec.units_min > 0]
    for number, role in enumerate(due):
        rest = sum(known[other].units_min for other in due[number + 1 :])
        most = known[role].units_max or len(left_over)
        take = max(known[role].units_min, min(most, len(left_over) - rest))
        roles[role], left_over = left_over[:take], left_over[take:]
    return roles


def _words(text: str) -> list[str]:
    return text.replace(",", " ").replace(";", " ").split()


def serials_text(serials: Mapping[str, Mapping[str, Any]]) -> str:
    """As the part `serials` of a scenario."""
    lines = ["serials:" if serials else "serials: {}"]
    for name, one in serials.items():
        lines += [f"  {name}:", *(f"    {key}: {_flow(value)}" for key, value in one.items())]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    plain = text.replace("-", "").replace("_", "").replace(".", "").replace(" ", "")
    spelled = plain.isascii() and plain.isalnum() and not plain.isdigit() and text.lower() not in WORDS
    return text if spelled else json.dumps(text, ensure_ascii=False)


def with_serials(text: str, serials: Mapping[str, Mapping[str, Any]]) -> str:
    """A scenario's text with the programme of a sheet in place of its own: what the sheet does not say of a serial
    (params, limits, sources) stays as the scenario has it; comments between serials go."""
    from fleetex.scenario.reading import read_text

    document = read_text(text, "scenario")
    own = document.root.plain().get("serials")
    own = own if isinstance(own, dict) else {}
    merged = {}
    for name, one in serials.items():
        kept = {key: value for key, value in own.get(name, {}).items() if key not in one}
        said = own.get(name, {})
        for key in ("within", "areas", "duration", "optional", "priority"):
            if "start" in one and key in kept:
                del kept[key]
        if isinstance(said.get("hazard"), dict) and "hazard" not in one:
            kept["hazard"] = said["hazard"]
        merged[name] = {**one, **kept}
    lines = text.splitlines()
    begin = next((row for row, line in enumerate(lines) if line.startswith("serials:")), len(lines))
    rest = lines[begin + 1 :]
    count = next((row for row, line in enumerate(rest) if line[:1] not in ("", " ", "#", "\t")), len(rest))
    whole = [*lines[:begin], *serials_text(merged).rstrip("\n").splitlines(), *rest[count:]]
    from fleetex.scenario.placing import pinned_text

    return pinned_text("\n".join(whole) + "\n", {})
