"""Serials in progress that an event hits: what is begun stays, and what it means for them is told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fleetex.plan.casts import part_of, refusal
from fleetex.plan.events import Event
from fleetex.plan.replan_reasons import Broken, gone
from fleetex.plan.timetable import Placed, Timetable, in_order
from fleetex.quantities import format_dtg, format_length
from fleetex.scenario.kinds import kinds
from fleetex.vocabulary import Capability

LOSSES = ("drop", "unserviceable")


@dataclass(frozen=True)
class Hit:
    """A serial that goes on, or must be stopped by hand."""

    serial: str
    text: str
    stops: bool
    """Whether it is below what it needs: nobody but who conducts it can stop it."""


def hits(broken: Broken) -> tuple[Hit, ...]:
    """Of all serials that have begun and are not over, each that an event hits, in order of time."""
    now_utc = broken.now_utc
    begun = [one for one in broken.before.placed if one.start_utc < now_utc < one.end_utc]
    found = [(one, *_told(broken, one)) for one in begun]
    return tuple(Hit(one.serial, _sentence(one, parts), stops) for one, parts, stops in found if parts)


def _sentence(one: Placed, parts: list[str]) -> str:
    span = f"{format_dtg(one.start_utc)} to {format_dtg(one.end_utc)}"
    return f"{one.serial} is in progress, {span}: {'; '.join(parts)}"


def _told(broken: Broken, one: Placed) -> tuple[list[str], bool]:
    """What it loses and what that means, and whether it must be stopped."""
    parts, stops = [], False
    refused = _refused(broken, one)
    for event in broken.events:
        if event.kind != "overrun" and broken.hit(event, one):
            for words, is_end in _of(broken, event, one, goes_on=not refused):
                parts.append(words)
                stops |= is_end
    if refused:
        parts.append(f"so no {one.kind} is held: {refused}; stop it by hand")
        stops = True
    if stops and one.live:
        parts.append("then cancel its warnings")
    return parts, stops


def _of(broken: Broken, event: Event, one: Placed, goes_on: bool) -> Iterator[tuple[str, bool]]:
    if event.kind in LOSSES:
        yield from _lost(broken, event, one, goes_on)
    elif event.kind == "fog":
        least = broken.job(one.serial).visibility_m_min
        asks = f"it asks for {format_length(least)} of visibility" if least > 0.0 else "it must see its range"
        act = "check fire and stop it by hand" if one.live else "stop it by hand"
        yield f"{event}, and {asks}: {act}, or wait for better", True
    else:
        yield f"{broken.hit(event, one)}: leave the area and stop it by hand", True


def _lost(broken: Broken, event: Event, one: Placed, goes_on: bool) -> Iterator[tuple[str, bool]]:
    """By role: who is left of how many, and whether that is enough. `goes_on`: its kind takes what is left."""
    away = gone(broken.exercise, event)
    when = f" at {format_dtg(event.from_utc)}" if event.from_utc is not None else ""
    for role, units in one.roles.items():
        lost = [unit for unit in units if unit in away]
        if not lost:
            continue
        left = len(units) - len(lost)
        due = kinds()[one.kind].roles[role].units_min
        due = max(due, 1 if role in broken.facts.rules.K19.roles.get(one.kind, ()) else 0)
        said = f"it loses {', '.join(lost)} as `{role}`{when}"
        if left >= due:
            with_whom = f"with {left} of {len(units)}" if left else "without"
            yield f"{said}, and {f'goes on {with_whom}' if goes_on else f'{left} of {len(units)} are left'}", False
        else:
            yield f"{said}, and {left} of {len(units)} are left where it needs {due}: stop it by hand", True
    yield from ((words, False) for words in _aloft(broken, event, one))
    if one.oce in away:
        heir = _heir(broken, one, away)
        words = f"{heir} takes over, or another of those in it" if heir else "nobody is left to: stop it by hand"
        yield f"{one.oce} conducts it no longer: {words}", not heir


def _aloft(broken: Broken, event: Event, one: Placed) -> Iterator[str]:
    """Of a ship with a deck that drops out: where those of hers come down who may be in the air, in this serial."""
    exercise, facts = broken.exercise, broken.facts
    flown = [unit for unit in one.units if event.kind == "drop" and facts.host(unit) == event.subject]
    if not flown:
        return
    side = exercise.units[event.subject].side
    lost = {unit for each in broken.events if each.kind == "drop" for unit in gone(exercise, each)}
    decks = [
        name
        for name, unit in exercise.units.items()
        if unit.side == side and name not in lost and Capability.DECK in facts.platform(name).capabilities
    ]
    decks.sort(key=lambda name: name not in one.units)
    fields = sorted({unit.home or unit.start.airfield or "" for unit in exercise.units.values() if unit.side == side})
    places = [*decks, *(name for name in fields if name in exercise.areas)]
    who, several = f"{', '.join(flown)}, if in the air,", len(flown) > 1
    her = "them" if several else "her"
    if not places:
        has = "have" if several else "has"
        yield f"{who} {has} no other deck or airfield: recall {her} before {event.subject} leaves"
        return
    near = [name for name in decks if name in one.units]
    where = f"on {near[0]}, which is in it" if near else f"at the nearest of {', '.join(places)} in reach"
    yield f"{who} {'come' if several else 'comes'} down {where}: tell {her}"


def _refused(broken: Broken, one: Placed) -> str:
    """What its kind says against what all events together leave of it; empty where that is enough, or a role is due
    that nobody is left for."""
    losses = (event for event in broken.events if event.kind in LOSSES and broken.hit(event, one))
    away = {unit for event in losses for unit in gone(broken.exercise, event)} & {*one.units, one.oce}
    heir = _heir(broken, one, tuple(away)) if one.oce in away else one.oce
    roles = {role: tuple(unit for unit in units if unit not in away) for role, units in one.roles.items()}
    due = kinds()[one.kind].roles
    if not (away and heir) or any(len(units) < due[role].units_min for role, units in roles.items()):
        return ""
    left = replace(one, roles={role: units for role, units in roles.items() if units}, oce=heir)
    others = (other for other in broken.before.placed if other.serial != one.serial)
    table = replace(broken.before, placed=in_order([*others, left]))
    said = _said_against(broken, one.serial, table)
    return said[0] if said and not _said_against(broken, one.serial, broken.before) else ""


def _said_against(broken: Broken, serial: str, table: Timetable) -> list[str]:
    """What a serial's kind says against its place and cast in a timetable."""
    failure = refusal(broken.exercise, broken.library, table)
    return [] if failure is None else [one.allowed for one in failure.problems if part_of(one, serial)]


def _heir(broken: Broken, one: Placed, away: tuple[str, ...]) -> str:
    """Who conducts it next: of those in it one of her side, of her kind and nation first; nobody of another side."""
    units, platform = broken.exercise.units, broken.facts.platform
    was = units[one.oce]
    able = [unit for unit in one.units if unit not in away and broken.facts.sails(unit)]
    able = [unit for unit in able if units[unit].side == was.side and Capability.RADIO in platform(unit).capabilities]
    kind = platform(one.oce).kind
    return min(able, key=lambda unit: (platform(unit).kind is not kind, units[unit].nation != was.nation), default="")
