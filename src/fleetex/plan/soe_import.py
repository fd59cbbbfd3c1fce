"""A planner's spreadsheet, CSV or XLSX, as serials of a scenario: a row a serial, columns by their names.

number | serial | kind | start | end | area | oce | roles | circuits | ...       as `fleetex plan` writes it, or
Serial | Type   | From | To    | Area | Conducting | Participants | Remarks     as people name their columns

Written out again by `fleetex plan`, what was read comes back unchanged.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

from fleetex.plan.soe_casting import roles_of
from fleetex.plan.soe_roles import Known, meant
from fleetex.plan.soe_sheet import ALIASES, DUE, Sheet, as_kind, find_columns, is_heading
from fleetex.plan.soe_times import Local, clock_of, lasting
from fleetex.plan.timetable import written
from fleetex.quantities import QuantityError, format_dtg, format_duration, parse_time
from fleetex.quantities.measure import DURATION, parse
from fleetex.scenario.kinds import kinds
from fleetex.scenario.parts import ID_PATTERN
from fleetex.scenario.problems import Problem, ScenarioError, as_id, listed, nearest

WORDS = ("yes", "no", "on", "off", "true", "false", "null")
"""What YAML may not take for text."""
YES = ("live", "yes", "y", "x", "true", "1")
NO = ("", "no", "n", "dry", "false", "0", "-")
TIMES = ("start", "end", "duration")
NO_YEAR = 100
"""Of a day whose year nobody says."""
LASTING_S_MAX = 366 * 86400
"""No exercise is longer."""
OF_A_WINDOW = ("areas", "duration", "optional", "priority")
"""Keys of a serial that waits for its time alone."""


def serials_of(sheet: Sheet, local: Local | None = None, known: Known | None = None) -> dict[str, dict[str, Any]]:
    """The serials of a sheet as the scenario writes them. Raises ScenarioError: every mistake, by row and column.

    `local`: what times without a zone mean. Without it a spreadsheet's own times are UTC, and texts are refused.
    `known`: the scenario into which they go; with it participants are dealt by what they can do.
    """
    found = read_serials(sheet, local, known)
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    return found


def read_serials(sheet: Sheet, local: Local | None = None, known: Known | None = None) -> dict[str, dict[str, Any]]:
    """As `serials_of`; mistakes stay with the sheet, and rows that have some with what is sound in them."""
    if not sheet.rows:
        raise ScenarioError(
            [Problem(sheet.file, 1, 1, "no row", f"the first row names columns: {listed(ALIASES, 20)}")]
        )
    find_columns(sheet)
    found: dict[str, dict[str, Any]] = {}
    if all(key in sheet.columns for key in DUE):
        for number, cells in enumerate(sheet.rows[sheet.head + 1 :], sheet.head + 1):
            if not any(str(cell).strip() for cell in cells) or is_heading(sheet, number) or sheet.is_struck(number):
                continue
            _Row(sheet, number, local, known).read(found)
        if "oce" not in sheet.columns:
            _without_oces(sheet, found, known)
        if any(": by what each can do, " in one or ": in the order of the cell, " in one for one in sheet.notes):
            sheet.notes.append("a column `roles` (`role: unit unit; role: unit`) says otherwise who plays what")
    return found


def _without_oces(sheet: Sheet, found: Mapping[str, Mapping[str, Any]], known: Known | None) -> None:
    """Where no column names who conducts: said once for all that have a time."""
    own = known.own if known is not None else {}
    bare = [name for name, one in found.items() if "start" in one and not own.get(name, {}).get("oce")]
    if bare:
        allowed = "missing: a column `oce`, or one of: " + ", ".join(ALIASES["oce"])
        allowed += f"; a serial that has a time is conducted from one of its participants: {listed(bare)}"
        sheet.say(sheet.head, len(sheet.rows[sheet.head]), "", allowed, "oce")


class _Row:
    """One row on its way to a serial."""

    def __init__(self, sheet: Sheet, number: int, local: Local | None, known: Known | None) -> None:
        self.sheet, self.number, self.local, self.known = sheet, number, local, known
        self.name, self.kind = str(self.cell("serial")), as_kind(self.cell("kind"))
        own = known.own.get(self.name, {}) if known is not None else {}
        self.own: Mapping[str, Any] = own if isinstance(own, dict) else {}

    def cell(self, key: str) -> Any:
        return self.sheet.cell(self.number, key)

    def text(self, key: str) -> str:
        return str(self.cell(key))

    def say(self, key: str, allowed: str, write: str = "", found: object = None) -> None:
        where = f"{self.name}: {key}" if self.name else key
        shown = self.text(key) if found is None else found
        self.sheet.say(self.number, self.sheet.column(key, "serial"), shown, allowed, write, where)

    def read(self, found: dict[str, dict[str, Any]]) -> None:
        name = self.name
        if as_id(name) != name or not name:
            self.say("serial", f"a serial's name is letters, digits, `_`, `.` and `-` ({ID_PATTERN})", as_id(name))
        if name in found or name in self.sheet.row_of:
            self.say("serial", f"a serial stands in one row; this one stands in row {self.sheet.row_of[name] + 1} too")
            return
        self.sheet.row_of[name] = self.number
        if self.kind not in kinds():
            self.say("kind", f"no serial kind; there are: {listed(kinds(), 40)}", nearest(self.kind, kinds()))
            return
        one: dict[str, Any] = {"kind": self.kind}
        if self.text("title"):
            one["title"] = self.text("title")
        if self.text("area"):
            one["area"] = self._area()
        if self.text("oce"):
            one["oce"] = (self.known.unit(self.text("oce")) if self.known else "") or self.text("oce")
        self._times(one)
        roles, params = roles_of(self.sheet, self.number, self.kind, self.name, self.known, self.own)
        if roles is not None:
            one["roles"] = roles
        if params:
            one["params"] = params
        self._oce(one)
        self._rest(one)
        found[name] = one

    def _area(self) -> str:
        return (self.known.area(self.text("area")) if self.known else "") or self.text("area")

    def _oce(self, one: Mapping[str, Any]) -> None:
        if "oce" not in self.sheet.columns or one.get("oce") or "start" not in one or self.own.get("oce"):
            return
        units = [unit for units in one.get("roles", {}).values() for unit in units]
        allowed = f"missing: a serial that has a time is conducted from one of its participants: {listed(units)}"
        self.say("oce", allowed, units[0] if units else "")

    def _rest(self, one: dict[str, Any]) -> None:
        for key in ("circuits", "after"):
            if words := self.text(key).replace(",", " ").replace(";", " ").split():
                one[key] = [self._circuit(word) if key == "circuits" else word for word in words]
        word = self.text("live").lower()
        if word not in (*YES, *NO):
            self.say("live", f"whether it is live: {', '.join(YES)}; or not: {', '.join(NO[1:])}, or nothing", "live")
        if word in YES or self.text("hazard") or (word in NO[1:] and kinds()[self.kind].live):
            one["hazard"] = {"live": word in YES}
            if self.text("hazard"):
                one["hazard"]["text"] = self.text("hazard")
        if self.cell("reserve start") or self.cell("reserve end"):
            first = self._time("reserve start")
            slot = {"start": first, "end": self._time("reserve end", first)}
            for key, value in slot.items():
                if not value and not self.cell(f"reserve {key}"):
                    self.say(f"reserve {key}", f"missing: a reserve slot has a start and an end, and this has no {key}")
            one["reserve"] = slot

    def _circuit(self, word: str) -> str:
        circuits = self.known.exercise.circuits if self.known else {}
        return word if word in circuits else meant(word, dict.fromkeys(circuits)) or word

    def _times(self, one: dict[str, Any]) -> None:
        """A start with an end or a duration; or a duration alone: a window then, in which `fleetex plan` places it."""
        told = len(self.sheet.problems)
        self._told_times(one)
        if len(self.sheet.problems) > told:  # any length will do: nothing is written, and the rest can be looked over
            one["duration"] = "1 h"
            one.pop("end", None)

    def _told_times(self, one: dict[str, Any]) -> None:
        start = self._time("start")
        end, lasts = self._time("end", start), self._lasting()
        if start:
            one["start"] = start
        else:
            one["within"] = {}
        if start and end:
            self._in_order(parse_time(start), parse_time(end), lasts)
            one["end"] = end
        elif lasts:
            one["duration"] = lasts
            if end and not self.cell("start"):
                begun = format_dtg(parse_time(end) - timedelta(seconds=parse(DURATION, lasts)))
                self.say("start", "missing: a row with an end has a start; without both it gets a window", begun)
        elif self.cell("start") and not self.cell("end") and not self.cell("duration"):
            self.say("end", "missing: a serial that has a start has an end or a duration", found="")
        elif not self.cell("start") and end:
            self.say("start", "missing: a row with an end has a start; without a start a row has a duration alone")
        elif not self.cell("start") and not self.cell("duration") and not self.own.get("duration"):
            allowed = "missing: a row without a start gets a window, and says how long the serial lasts"
            self.say("duration", allowed, "2 h", found="")

    def _in_order(self, start: datetime, end: datetime, lasts: str) -> None:
        if end <= start:
            shown = f"{self.text('start')}" if self.text("start") else format_dtg(start)
            allowed = f"a serial ends after it starts, and this starts {shown}"
            late = start - end < timedelta(days=1)
            over = f"; if it ends the day after, write {format_dtg(end + timedelta(days=1))}" if late else ""
            self.say("end", allowed + over)
        elif lasts and abs((end - start).total_seconds() - parse(DURATION, lasts)) >= 60.0:
            took = format_duration((end - start).total_seconds())
            self.say("duration", f"from its start to its end it lasts {took}: leave one of the two out", took)

    def _lasting(self) -> str:
        """The duration as the scenario writes it; empty, and said, if it is none."""
        value = self.cell("duration")
        if value in ("", None):
            return ""
        text = lasting(value)
        try:
            seconds = parse(DURATION, text)
        except QuantityError as error:
            bare = text.replace(".", "", 1).isdigit()
            self.say("duration", error.allowed, f"{text} h" if bare and float(text) <= 24.0 else error.write)
            return ""
        if seconds < 60.0:
            self.say("duration", "a serial lasts at least a minute", "90 min")
            return ""
        if seconds > LASTING_S_MAX:
            self.say("duration", f"a serial lasts at most {LASTING_S_MAX // 86400} days", "90 min")
            return ""
        return text

    def _time(self, key: str, begun: str = "") -> str:
        """A time as the scenario writes it; empty, and said, if it is none. `begun`: what it is the end of."""
        value: Any = self.cell(key)
        if value in ("", None):
            return ""
        hour = clock_of(value) if "date" in self.sheet.columns else None
        if hour is not None:
            return self._on_the_day(key, *hour, begun)
        try:
            if isinstance(value, datetime) and value.tzinfo is None:
                value = value.replace(tzinfo=UTC if self.local is None else self.local.zone)
            elif isinstance(value, clock):
                value = f"{value:%H:%M}"
            elif isinstance(value, str) and self.local is not None:
                value = self.local.read(value) or value
            return written(parse_time(value))
        except QuantityError as error:
            bare = isinstance(value, str) and self.local is None and Local(UTC, 2000).read(value) is not None
            own = "; `--into SCENARIO` takes it in the scenario's own zone" if bare else ""
            own += "; of an hour alone a column `date` says the day" if clock_of(self.cell(key)) else ""
            amiss = Local(UTC, 2000).amiss(value) if isinstance(value, str) else ""
            self.say(key, amiss or f"{error.allowed}{own}", "" if amiss else error.write)
            return ""

    def _on_the_day(self, key: str, hour: clock, zulu: bool, begun: str) -> str:
        """An hour of the day that the row's `date` says; empty, and said, if there is none."""
        day, row = self._day()
        if day is None:
            return ""
        own = isinstance(self.cell(key), clock)
        if not zulu and not own and self.local is None:
            self.say(key, "an hour of no zone: write 0930Z; `--into SCENARIO` takes it in the scenario's own zone")
            return ""
        zone = UTC if zulu or self.local is None else self.local.zone
        found = datetime.combine(day, hour, zone)
        if begun and found <= parse_time(begun):
            found += timedelta(days=1)
            self.sheet.note(self.number, self.sheet.column(key), f"{self.name}: it ends the day after it begins")
        if row != self.number and key == "start":
            text = f"{self.name}: it is held on the day that row {row + 1} gives, {day:%d %b %Y}"
            self.sheet.note(self.number, self.sheet.column("date"), text)
        return written(parse_time(found))

    def _day(self) -> tuple[date | None, int]:
        """The day that the row's `date` gives, or the last above that gives one, and which row it is."""
        rows = range(self.number, self.sheet.head, -1)
        row = next((row for row in rows if self.sheet.cell(row, "date") not in ("", None)), self.number)
        value = self.sheet.cell(row, "date")
        local = self.local or Local(UTC, NO_YEAR)
        day = local.day(value)
        if day is not None and day.year == NO_YEAR:
            day = None
        if day is None and not self.sheet.said(row, self.sheet.column("date")):
            meant = [f"{one.day} {one:%b %Y}" for one in local.readings(str(value))]
            allowed = f"this may be {' or '.join(meant)}" if meant else "no day, and the row has an hour alone"
            self.sheet.say(row, self.sheet.column("date"), value, allowed, meant[0] if meant else "20 Jul 2023")
        return day, row


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
    if isinstance(value, int | float):
        return str(value)  # as the scenario had it: in quotes it would read as text
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
        if "within" in one and isinstance(said.get("within"), dict):
            kept["within"] = said["within"]
        for key in ("start", "end", "reserve") if "within" in one else ("within", *OF_A_WINDOW):
            kept.pop(key, None)
        if "area" in one:
            kept.pop("areas", None)
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
