"""Participants of a row dealt into the roles of its kind: by what each can do, where the scenario says who they are.

GUNEX-S | charlie, target, tug    firing: charlie; target: target; tug: tug
MANEX   | alpha bravo charlie     guide: alpha; followers: bravo charlie     (any can lead: in the order of the cell)
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fleetex.library import Library
from fleetex.plan.jobs import Able
from fleetex.scenario import Exercise
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.vocabulary import Capability

LAYING = ("layer", "tower")
"""Roles of a ship that lays or tows what stands on her deck."""
PLAIN = frozenset({Capability.MOVES, Capability.RADIO, Capability.RADAR})
"""What nearly everybody can: of roles that ask for no more, an order of names says who plays which."""


@dataclass(frozen=True)
class Known:
    """The scenario into which a sheet goes: who its units are, and what they can do."""

    exercise: Exercise
    able: Able
    own: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Its own serials, as its file writes them."""

    @classmethod
    def of(cls, exercise: Exercise, library: Library, own: Mapping[str, Mapping[str, object]]) -> "Known":
        return cls(exercise, Able.of(exercise, library), own)

    def due(self, kind: str) -> tuple[str, ...]:
        """Roles of a kind that rule K19 wants filled."""
        from fleetex.scenario.plan_rules import Rules

        plan = self.exercise.plan
        rule = (plan.rules if plan is not None else Rules()).K19
        return rule.roles.get(kind, ()) if rule.apply else ()

    def unit(self, text: str) -> str:
        """The key of a unit that a planner writes by its key or its name, in small letters or great; else empty."""
        units = self.exercise.units
        return text if text in units else meant(text, {key: one.name for key, one in units.items()})

    def area(self, text: str) -> str:
        areas = self.exercise.areas
        return text if text in areas else meant(text, {key: one.name for key, one in areas.items()})

    def side(self, unit: str) -> str:
        return self.exercise.units[unit].side


def meant(text: str, names: Mapping[str, str | None]) -> str:
    """The one key that is a text, or has it for a name, but for its letters' size and what joins its words."""
    word = _flat(text)
    found = [key for key, name in names.items() if word and word in (_flat(key), _flat(name or ""))]
    return found[0] if len(found) == 1 else ""


def _flat(text: str) -> str:
    return re.sub(r"[\s_.-]+", " ", text).strip().casefold()


def names_in(text: str, known: Known | None) -> tuple[str, ...]:
    """Units of a cell, parted by anything but letters; by commas alone where names have spaces. Each once."""
    found: list[str] = []
    for piece in re.split(r"[,;/+&\n]+", text):
        whole = known.unit(piece.strip()) if known is not None and piece.strip() else ""
        words = [whole] if whole else [word for word in piece.split() if word.lower() != "and"]
        found += [(known.unit(word) or word) if known is not None else word for word in words]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Dealt:
    """Who plays what."""

    roles: dict[str, list[str]]
    over: tuple[str, ...] = ()
    """Those for whom no role is left."""
    short: tuple[str, ...] = ()
    """Roles that want more units than there are."""
    by_order: bool = False
    """Whether nothing but the order of the names says who plays which."""
    unsettled: bool = False
    """Whether that order cannot say it: it hangs on what the units can do."""


def dealt_by_order(spec: KindSpec, names: Sequence[str]) -> Dealt:
    """Each role that is due gets its least number, in order; who is left over goes into the first that takes more."""
    due = {role: one.units_min for role, one in spec.roles.items() if one.units_min > 0} or {next(iter(spec.roles)): 0}
    if len(spec.roles) > 1 and len(names) > sum(due.values()) and any(spec.roles[role].needs - PLAIN for role in due):
        return Dealt({}, unsettled=True)
    left = list(names)
    roles: dict[str, list[str]] = {}
    for role, least in due.items():
        roles[role], left = left[:least], left[least:]
    for role in (*due, *(role for role in spec.roles if role not in due)):
        most = spec.roles[role].units_max
        room = len(left) if most is None else max(0, most - len(roles.get(role, ())))
        if left and room:
            roles[role], left = [*roles.get(role, ()), *left[:room]], left[room:]
    return _dealt(spec, names, roles, tuple(left), by_order=len(spec.roles) > 1)


def dealt_by_ability(spec: KindSpec, names: Sequence[str], known: Known) -> Dealt:
    """Who carries a target lays it; then roles that are due, those that fewest can play before others, each by whoever
    can play fewest others; then the rest, each into what asks most of what it can do; then what K19 wants, of those who
    are one too many."""
    can = {name: [role for role, one in spec.roles.items() if known.able.can(name, one.needs)] for name in names}
    deal = _Deal(spec, can, {})
    for role, group in _by_side(spec, names, known).items():
        deal.roles[role] = [name for name in group if role in can[name]]
    if not deal.roles:
        deal.lay({name: known.exercise.units[name].start.deck or "" for name in names})
        deal.fill_due()
    over = [name for name in deal.left() if not (deal.rest(name) or deal.make_room(name))]
    for role in known.due(spec.code):
        deal.spare_one_for(role)
    return _dealt(spec, names, deal.roles, tuple(over))


def _dealt(
    spec: KindSpec,
    names: Sequence[str],
    roles: Mapping[str, Sequence[str]],
    over: tuple[str, ...],
    by_order: bool = False,
) -> Dealt:
    place = {name: number for number, name in enumerate(names)}
    told = {role: sorted(roles[role], key=place.__getitem__) for role in spec.roles if roles.get(role)}
    short = tuple(role for role, one in spec.roles.items() if len(told.get(role, ())) < one.units_min)
    return Dealt(told, over, short, by_order)


def _by_side(spec: KindSpec, names: Iterable[str], known: Known) -> dict[str, list[str]]:
    """Where a kind has as many roles that ask the same as its participants have sides: a role a side."""
    due = [role for role, one in spec.roles.items() if one.units_min > 0]
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(known.side(name), []).append(name)
    alike = len({spec.roles[role].needs for role in due}) == 1
    return dict(zip(due, groups.values(), strict=True)) if len(due) > 1 and alike and len(groups) == len(due) else {}


@dataclass
class _Deal:
    """Roles being filled."""

    spec: KindSpec
    can: Mapping[str, Sequence[str]]
    roles: dict[str, list[str]]

    def left(self) -> list[str]:
        return [name for name in self.can if not any(name in units for units in self.roles.values())]

    def lay(self, decks: Mapping[str, str]) -> None:
        """Who puts a target in the water is the ship on whose deck it stands."""
        for name, ship in decks.items():
            is_target = any(Capability.TARGET in self.spec.roles[role].needs for role in self.can[name])
            for role in LAYING if is_target and ship in self.can else ():
                if role in self.can[ship] and not self.roles.get(role):
                    self.roles[role] = [ship]

    def fill_due(self) -> None:
        order = list(self.spec.roles)
        due = [role for role, one in self.spec.roles.items() if one.units_min > 0]
        due = [role for role in due if not self.roles.get(role)]
        for role in sorted(due, key=lambda one: (sum(one in roles for roles in self.can.values()), order.index(one))):
            able = sorted(
                (name for name in self.left() if role in self.can[name]), key=lambda name: len(self.can[name])
            )
            self.roles[role] = able[: self.spec.roles[role].units_min]

    def has_room(self, role: str) -> bool:
        most = self.spec.roles[role].units_max
        return most is None or len(self.roles.get(role, ())) < most

    def rest(self, name: str) -> bool:
        """Into the role with room that asks most of what it can do."""
        fitting = [role for role in self.can[name] if self.has_room(role)]
        if fitting:
            best = max(fitting, key=lambda role: len(self._needs(role)))
            self.roles.setdefault(best, []).append(name)
        return bool(fitting)

    def make_room(self, name: str) -> bool:
        """One who can play something else gives up the only part that is for this."""
        for role in self.can[name]:
            for other in self.roles.get(role, ()):
                fitting = [one for one in self.can[other] if one != role and self.has_room(one)]
                if fitting:
                    self.roles[role] = [name if unit == other else unit for unit in self.roles[role]]
                    self.roles.setdefault(fitting[0], []).append(other)
                    return True
        return False

    def spare_one_for(self, role: str) -> None:
        if self.roles.get(role) or role not in self.spec.roles:
            return
        for giver, units in [(name, self.roles[name]) for name in self.spec.roles if name in self.roles]:
            spared = units[max(1, self.spec.roles[giver].units_min) :]
            name = next((unit for unit in reversed(spared) if role in self.can[unit]), "")
            if name:
                units.remove(name)
                self.roles[role] = [name]
                return

    def _needs(self, role: str) -> frozenset[Capability]:
        one: RoleSpec = self.spec.roles[role]
        return one.needs
