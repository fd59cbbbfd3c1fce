"""The programme as its products tell it: every serial with its number, words for people, its danger area.

Numbers follow the order of start. Names are the file's, as text; nothing here is markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from fleetex.plan.danger_areas import DangerArea
from fleetex.plan.differences import difference
from fleetex.plan.timetable import Placed, Timetable
from fleetex.quantities import format_dtg, format_duration, format_zone
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.scenario.plan_rules import PlanSection
from fleetex.scenario.reading import read_text
from fleetex.vocabulary import Capability, Domain

NO_RESERVE = "Live, and no other slot if the weather takes this one"
NO_CIRCUIT = "No circuit, and nothing is done until reports have come (`circuits`)"
REPORTING = frozenset({"RAS-L"})
"""Kinds beside all that fire that go on one another's reports."""
_OWN_WILL = frozenset({Capability.MOVES, Capability.RADIO, Capability.FLIES, Capability.DIVES})
"""What no target's part asks for."""


@dataclass(frozen=True)
class Altered:
    """A serial that a mending changed, or struck out."""

    number: int
    old: Placed
    what: str
    """As planners read it: what moved, by how much."""
    why: str
    is_struck: bool
    revision: int

    @property
    def word(self) -> str:
        return "cancelled" if self.is_struck else "changed"


@dataclass(frozen=True)
class Printed:
    """What all products are made from."""

    exercise: Exercise
    timetable: Timetable
    dangers: tuple[DangerArea, ...]
    findings: tuple[str, ...]
    """What danger areas meet, a sentence each."""
    fouled_prob: Mapping[str, tuple[float, ...]]
    """By serial: the chance that background traffic fouls its range during the slot, then during its reserve."""
    domains: Mapping[str, Domain]
    """By unit."""
    sent_through: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By serial: ships that the file itself sends through its danger area while it is live."""
    former_dangers: Mapping[str, DangerArea] = field(default_factory=dict)
    """By serial that a mending changed: its danger area before, with the number that it had."""

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        return tuple(sorted(self.timetable.placed, key=lambda one: (one.start_utc, one.serial)))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """By serial, from 1 in order of start; after a mending they keep those that they had."""
        revision = self.timetable.revision
        if revision is not None:
            return {name: one.number for name, one in revision.serials.items()}
        return {one.serial: number for number, one in enumerate(self.placed, 1)}

    @cached_property
    def altered(self) -> dict[str, Altered]:
        """By serial: what the last mending changed, and what any struck out, in order of time as it was."""
        revision = self.timetable.revision
        if revision is None:
            return {}
        now = {one.serial: one for one in self.timetable.placed}
        found = {}
        for one in sorted(revision.former, key=lambda former: (former.placed.start_utc, former.placed.serial)):
            new = now.get(one.placed.serial)
            if new is not None and one.revision < revision.number:
                continue
            what = "not held" if new is None else self.named(difference(one.placed, new))
            why, struck = self.named(one.why), new is None
            found[one.placed.serial] = Altered(one.given.number, one.placed, what, why, struck, one.revision)
        return found

    def named(self, words: str) -> str:
        """Units by the names that people have for them; roles as words."""
        return re.sub(r"[A-Za-z0-9_.-]+", lambda found: self._name_of(found[0]), words.replace("`", ""))

    def _name_of(self, word: str) -> str:
        unit = self.exercise.units.get(word)
        return word if unit is None or not unit.name else unit.name

    @property
    def happened(self) -> str:
        """What the last mending was for, as a sentence."""
        revision = self.timetable.revision
        told = self.named("; ".join(revision.events)) if revision is not None else ""
        return f"{told[:1].upper()}{told[1:]}." if told else ""

    @property
    def in_progress(self) -> tuple[str, ...]:
        """What it means for each serial that has begun."""
        revision = self.timetable.revision
        return tuple(self.named(words) for words in revision.in_progress) if revision is not None else ()

    @cached_property
    def lost_reserves(self) -> dict[str, tuple[datetime, datetime]]:
        """By serial: the reserve slot that it had before a mending and has no more."""
        revision = self.timetable.revision
        former = revision.former if revision is not None else ()
        has = {one.serial for one in self.timetable.placed if one.reserve is not None}
        every = ((one.placed.serial, one.placed.reserve) for one in former)
        return {serial: slot for serial, slot in every if slot is not None and serial not in has}

    @cached_property
    def lines(self) -> tuple[Placed, ...]:
        """What the schedule lists: what is held, and what was struck out at the time that it had."""
        struck = [one.old for one in self.altered.values() if one.is_struck]
        return tuple(sorted((*self.placed, *struck), key=lambda one: (one.start_utc, one.serial)))

    @property
    def made_utc(self) -> datetime:
        """When it was last changed, else made. No wall clock."""
        revision = self.timetable.revision
        return revision.at_utc if revision is not None else self.as_of_utc

    @property
    def issue(self) -> str:
        """`plan as of 100000ZJUL23, change 1 of 220300ZJUL23`."""
        revision = self.timetable.revision
        change = f", change {revision.number} of {dtg(revision.at_utc)}" if revision is not None else ""
        return f"plan as of {dtg(self.as_of_utc)}{change}"

    def number_of(self, serial: str) -> int:
        """In the schedule: of what was struck out the number that it had."""
        return self.numbers[serial] if serial in self.numbers else self.altered[serial].number

    @cached_property
    def danger_of(self) -> dict[str, DangerArea]:
        return {one.serial: one for one in self.dangers}

    @property
    def name(self) -> str:
        return self.exercise.exercise.names[0]

    @property
    def as_of_utc(self) -> datetime:
        """When the plan is made: as the file says, else when the exercise begins. No wall clock."""
        return self.timetable.plan_as_of_utc or self.exercise.start_utc

    def chance(self, serial: str) -> str:
        """That background traffic fouls a range, in words: `3 %`, or `3 %, reserve 5 %`; not nil where the file has no
        traffic. Ships that the file itself sends through it are named besides."""
        sent = [self.unit_name(unit) for unit in self.sent_through.get(serial, ())]
        sails = "sails" if len(sent) == 1 else "sail"
        besides = f"; besides, {', '.join(sent)} {sails} through it (K17)" if sent else ""
        if self.exercise.traffic is None:
            return f"not reckoned, no traffic given{besides}"
        return ", reserve ".join(_percent(prob) for prob in self.fouled_prob.get(serial, ())) + besides

    def unit_name(self, unit: str) -> str:
        return self.exercise.units[unit].name or unit

    def hull(self, unit: str) -> str:
        return self.exercise.units[unit].hull or ""

    def area_name(self, area_id: str | None) -> str:
        if area_id is None:
            return ""
        return self.exercise.areas[area_id].name or area_id

    def local(self, time_utc: datetime) -> datetime:
        return time_utc.astimezone(self.exercise.exercise.zone)

    @property
    def zone(self) -> str:
        return format_zone(self.exercise.exercise.zone)

    def span(self, start_utc: datetime, end_utc: datetime) -> str:
        """`21 Jul 0545Z to 0800Z (1345 to 1600 local)`."""
        first, last = self.local(start_utc), self.local(end_utc)
        until = "" if start_utc.date() == end_utc.date() else f"{end_utc.day} {end_utc:%b} "
        return (
            f"{start_utc.day} {start_utc:%b} {start_utc:%H%M}Z to {until}{end_utc:%H%M}Z"
            f" ({first:%H%M} to {last:%H%M} local)"
        )

    def roles(self, placed: Placed) -> list[tuple[str, list[str]]]:
        """Each role in plain words with the names of its units."""
        return [
            (role.replace("_", " "), [self.unit_name(unit) for unit in units])
            for role, units in placed.roles.items()
            if units
        ]

    @cached_property
    def _written(self) -> dict[str, Any]:
        text = self.exercise.source_text
        return dict(read_text(text, self.exercise.file).root.plain()) if text else {}

    def written_params(self, serial: str) -> dict[str, Any]:
        """A serial's `params` as its file has them, in the words of who wrote them."""
        found = self._written.get("serials", {}).get(serial, {}).get("params")
        return dict(found) if isinstance(found, dict) else {}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Who takes part in any serial, as people look for them: ships by nation in the file's order, then hull, those
        without one behind; then aircraft; then who is ashore, and targets."""
        busy = {unit for one in self.placed for unit in (*one.units, one.oce)}
        nations = {nation: place for place, nation in enumerate(self.exercise.nations)}

        def place(unit: str) -> tuple[int, int, bool, str, str]:
            nation, hull = nations.get(self.exercise.units[unit].nation, len(nations)), self.hull(unit)
            return self._sort_of(unit), nation, not hull, hull, self.unit_name(unit)

        return tuple(sorted(busy, key=place))

    def _sort_of(self, unit: str) -> int:
        """0 of a ship, 1 of an aircraft, 2 of what stands ashore or is fired at, looked for or towed alone."""
        parts = ((one.kind, role) for one in self.placed for role, units in one.roles.items() if unit in units)
        needs = [kinds()[kind].roles[role].needs for kind, role in parts]
        if needs and not any(need & _OWN_WILL for need in needs):
            return 2
        return {Domain.AIR: 1, Domain.LAND: 2}.get(self.domains.get(unit, Domain.SURFACE), 0)

    @cached_property
    def without_reserve(self) -> tuple[str, ...]:
        """Live serials that have no second slot."""
        return tuple(one.serial for one in self.placed if one.live and one.reserve is None)

    @cached_property
    def near_reserves(self) -> tuple[str, ...]:
        """Serials whose second slot follows at once, or sooner than rule K23 asks for."""
        apart = timedelta(seconds=self._apart_s)
        slots = ((one, one.reserve) for one in self.placed if one.reserve is not None)
        return tuple(one.serial for one, slot in slots if slot[0] - one.end_utc < apart or slot[0] == one.end_utc)

    @property
    def _apart_s(self) -> float:
        rule = (self.exercise.plan or PlanSection()).rules.K23
        return rule.apart_s or 0.0 if rule.apply else 0.0

    @cached_property
    def spare_notes(self) -> tuple[str, ...]:
        """What is wanting in reserve slots, in sentences."""
        found = [f"{NO_RESERVE}: {', '.join(self.without_reserve)}"] if self.without_reserve else []
        if self.near_reserves:
            soon = f"less than {format_duration(self._apart_s)} after the first" if self._apart_s else "at once"
            found.append(
                f"Live, and the other slot follows {soon}, in the same weather: {', '.join(self.near_reserves)}"
            )
        return tuple(found)

    @cached_property
    def mute(self) -> tuple[str, ...]:
        """Serials whose ships wait for reports and have no circuit for them: in a run they are given up."""
        several = (one for one in self.placed if (one.live or one.kind in REPORTING) and len(one.units) > 1)
        return tuple(one.serial for one in several if not self.exercise.programme[one.serial].circuits)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know before it is held, in sentences."""
        return (*self.spare_notes, *([f"{NO_CIRCUIT}: {', '.join(self.mute)}"] if self.mute else []))

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Areas in which a serial is held, by name."""
        used = {one.area_id for one in self.placed if one.area_id is not None}
        return tuple(sorted(used, key=lambda area: (self.area_name(area), area)))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Local days on which a serial is held."""
        found: set[date] = set()
        for one in self.placed:
            day = self.local(one.start_utc).date()
            while day <= self.local(one.end_utc - timedelta(seconds=1)).date():
                found.add(day)
                day += timedelta(days=1)
        return tuple(sorted(found))


def dtg(time_utc: datetime) -> str:
    return format_dtg(time_utc)


def _percent(prob: float) -> str:
    return "under 1 %" if 0.0 < prob < 0.005 else f"{100.0 * prob:.0f} %"
