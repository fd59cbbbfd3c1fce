"""Who plays what in a row of a sheet: its roles as written, and its participants dealt into those that are left."""

import re
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from fleetex.plan.soe_roles import Dealt, Known, dealt_by_ability, dealt_by_order, names_in
from fleetex.plan.soe_sheet import Sheet
from fleetex.scenario.kinds import KindSpec, kinds
from fleetex.scenario.problems import listed, nearest

Roles = dict[str, list[str]]


def roles_of(
    sheet: Sheet, row: int, kind: str, serial: str, known: Known | None, own: Mapping[str, Any]
) -> tuple[Roles | None, dict[str, str]]:
    """By role where the cell says roles (`guide: a; followers: b c`), else dealt; None where a row says nothing and the
    scenario has roles of its own for the serial. And the params that go with them, which the serial does not have yet:
    who plays a drone is fired at in the air.

    `own`: the serial as the scenario has it.
    """
    text, names = str(sheet.cell(row, "roles")), names_in(str(sheet.cell(row, "units")), known)
    spec = kinds()[kind]
    params: dict[str, str] = {}
    if isinstance(own.get("params"), dict):
        spec = spec.of(SimpleNamespace(**own["params"]))
    elif known is not None:
        told = names_in(re.sub(r"[\w-]+\s*:", ",", text), known) or names
        spec, params = _as_they_ask(spec, tuple(name for name in told if name in known.exercise.units), known)
    cast = _Cast(sheet, row, serial, spec, known)
    if text:
        return cast.written(text, names), params
    if not names:
        if own.get("roles"):
            return None, {}
        cast.say("units", "", "missing: nobody takes part", _example(spec))
        return {}, {}
    return cast.dealt(names), params


def _as_they_ask(spec: KindSpec, names: tuple[str, ...], known: Known) -> tuple[KindSpec, dict[str, str]]:
    """The kind as its participants have it: with the value of a param for which a role asks more of who plays it, where
    they can fill all its roles so."""
    for (param, value), other in spec.varied().items():
        asks_more = any(other.roles[role].needs > one.needs for role, one in spec.roles.items())
        dealt = dealt_by_ability(other, names, known)
        if names and asks_more and not (dealt.over or dealt.short):
            return other, {param: value}
    return spec, {}


def _example(spec: KindSpec) -> str:
    return f"in a column `roles`: {'; '.join(f'{role}: ...' for role, one in spec.roles.items() if one.units_min > 0)}"


class _Cast:
    """The roles of one row."""

    def __init__(self, sheet: Sheet, row: int, serial: str, spec: KindSpec, known: Known | None) -> None:
        self.sheet, self.row, self.serial, self.spec, self.known = sheet, row, serial, spec, known

    def say(self, key: str, found: str, allowed: str, write: str = "") -> None:
        column = self.sheet.column(key, "units", "roles", "serial")
        self.sheet.say(self.row, column, found, allowed, write, f"{self.serial}: {key}")

    def written(self, text: str, names: Iterable[str]) -> Roles:
        roles: Roles = {}
        known = self.spec.roles
        for part in text.split(";"):
            role, colon, units = (word.strip() for word in part.partition(":"))
            if not part.strip():
                continue
            if not colon or role not in known:
                allowed = (
                    f"roles are written `role: unit unit; role: unit`; those of a {self.spec.code}: {listed(known)}"
                )
                self.say("roles", part.strip(), allowed, nearest(role, known))
            else:
                roles.setdefault(role, []).extend(names_in(units, self.known))
        playing = {unit for units in roles.values() for unit in units}
        for name in names:
            if name not in playing:
                self.say("units", name, f"it takes part and has no role in the column `roles`: {text}")
        return roles

    def dealt(self, names: tuple[str, ...]) -> Roles:
        if self.known is None:
            return self._told(dealt_by_order(self.spec, names), names)
        units = self.known.exercise.units
        there = tuple(name for name in names if name in units)
        for name in names:
            if name not in units:
                self.say("units", name, f"no unit of the scenario; there are: {listed(units)}", nearest(name, units))
        return self._told(dealt_by_ability(self.spec, there, self.known), names)

    def _told(self, dealt: Dealt, names: tuple[str, ...]) -> Roles:
        """The roles; who is over, what is short, and who was put where."""
        shown = "; ".join(f"{role}: {' '.join(units)}" for role, units in dealt.roles.items())
        if dealt.unsettled:
            allowed = f"which of these plays {' or '.join(self.spec.roles)} hangs on what they can do: "
            self.say("units", " ".join(names), f"{allowed}give `--into SCENARIO`, or say it", _example(self.spec))
            return {}
        for name in dealt.over:
            self.say("units", name, f"no role of this {self.spec.code} is left for it: {self._why(name, dealt.roles)}",
                     f"{' '.join(other for other in names if other not in dealt.over)}")  # fmt: skip
        everybody_is_known = self.known is None or all(name in self.known.exercise.units for name in names)
        for role in dealt.short if everybody_is_known else ():
            self._short(role, dealt.roles)
        if len(self.spec.roles) > 1 and shown and not dealt.over and not dealt.short:
            by = "in the order of the cell" if dealt.by_order else "by what each can do"
            self.sheet.note(self.row, self.sheet.column("units"), f"{self.serial}: {by}, {shown}")
        return dealt.roles

    def _short(self, role: str, roles: Mapping[str, list[str]]) -> None:
        one = self.spec.roles[role]
        have = roles.get(role, [])
        needs = " and ".join(sorted(one.needs))
        allowed = f"role `{role}` ({one.text}) wants {one.units_min} and has {len(have)}"
        allowed += f"; it needs {needs}" if needs else ""
        able = self._able(role, roles)
        if self.known is not None:
            allowed += f"; these units can: {listed(able)}" if able else "; no other unit of the scenario can"
        self.say("units", "", allowed, f"... {able[0]}" if able else "")

    def _able(self, role: str, roles: Mapping[str, list[str]]) -> list[str]:
        if self.known is None:
            return []
        playing = {unit for units in roles.values() for unit in units}
        needs = self.spec.roles[role].needs
        sides, units = self.known.exercise.sides, self.known.exercise.units
        fit = (name for name, unit in units.items() if not sides[unit.side].neutral)
        return [name for name in fit if name not in playing and self.known.able.can(name, needs)]

    def _why(self, name: str, roles: Mapping[str, list[str]]) -> str:
        words = []
        for role, one in self.spec.roles.items():
            missing = sorted(one.needs - self.known.able.platform(name).capabilities) if self.known is not None else []
            if missing:
                words.append(f"`{role}` needs {' and '.join(missing)}")
            else:
                words.append(f"`{role}` is {' '.join(roles.get(role, ()))}, and takes no more")
        return "; ".join(words)
