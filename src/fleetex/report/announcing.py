"""The opening announcement: window, place, forces, aim and the kinds planned, in plain words, one line for each.

It rests on the resolved scenario alone, which `fleetex announce` has from the file and a report from the recording's
header: so the closing report answers the very lines that were announced (see `answering`).
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fleetex.measures.nations import NOTIONAL, in_a_sentence
from fleetex.measures.values import count_words, names_text, sentence
from fleetex.quantities import Position, format_position
from fleetex.quantities.places import parse_position
from fleetex.record.unfinished import moment_of
from fleetex.report.kind_words import kind_words
from fleetex.report.moments import Clock, clock_of
from fleetex.units import DEG_RAD
from fleetex.vocabulary import SurfaceKind

NOT_SAFETY = "A training aid, not a range-safety product."
_NO_FORCES = (SurfaceKind.TARGET.value, SurfaceKind.SHORE.value)
_SAME_RAD = 1.0 / 60.0 * DEG_RAD
_PLACES = ("polygon", "corridor", "line")


@dataclass(frozen=True)
class ClassWords:
    """A class of units in words: `guided-missile destroyer`, and what kind of contact it is."""

    name: str
    kind: str


@dataclass(frozen=True)
class Announced:
    """One line. `topic`: exercise, window, place, forces, aim, kind or safety; `key`: a nation's or a kind's code."""

    topic: str
    key: str
    text: str


def announcement(scenario: Mapping[str, Any], classes: Mapping[str, ClassWords]) -> list[Announced]:
    """What is said before the exercise, line by line. `scenario`: `Exercise.resolved()`; `classes`: by class id.

    A scenario that a stranger's recording carries may lack anything: what is not there is not announced.
    """
    head, units = _mapping(scenario.get("exercise")), _mapping(scenario.get("units"))
    window = _mapping(head.get("window"))
    start = moment_of(window.get("start_utc"))
    if start is None:
        return []
    clock = clock_of(start, str(head.get("zone") or ""))
    found = [_exercise(head), _window(window, clock), _place(scenario, head)]
    found += _forces(scenario, units, classes)
    if head.get("aim"):
        found.append(Announced("aim", "", f"Aim: {head['aim']}"))
    found += _kinds(_mapping(scenario.get("serials")), clock)
    if any(_is_live(serial) for serial in _mapping(scenario.get("serials")).values()):
        found.append(Announced("safety", "", NOT_SAFETY))
    return [line for line in found if line is not None]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _exercise(head: Mapping[str, Any]) -> Announced:
    names = [str(name) for name in head.get("names") or [head.get("id") or "naval exercise"]]
    also = f" (also {names_text(names[1:])})" if names[1:] else ""
    made_up = " It is made up: no report speaks of it." if head.get("notional") else ""
    return Announced("exercise", "", f"Exercise {names[0]}{also}.{made_up}")


def _window(window: Mapping[str, Any], clock: Clock) -> Announced | None:
    end = moment_of(window.get("end_utc"))
    if end is None:
        return None
    text = f"It opens on {_moment(clock, clock.start_utc)} and ends on {_moment(clock, end)}."
    return Announced("window", "", text)


def _moment(clock: Clock, moment: datetime) -> str:
    """`20 July 2023 at 08:00 local time (00:00 UTC)`."""
    utc, local = moment.astimezone(UTC), moment.astimezone(clock.zone)
    if not clock.has_zone:
        return f"{utc.day} {utc:%B %Y} at {utc:%H:%M} UTC"
    there = f"{utc:%H:%M} UTC" if utc.date() == local.date() else f"{utc.day} {utc:%B %H:%M} UTC"
    return f"{local.day} {local:%B %Y} at {local:%H:%M} local time ({there})"


def _place(scenario: Mapping[str, Any], head: Mapping[str, Any]) -> Announced | None:
    """The name of the waters where the file has it, and between which parallels and meridians the serials lie."""
    areas = _mapping(scenario.get("areas"))
    serials = _mapping(scenario.get("serials")).values()
    used = {str(serial.get("area_id")) for serial in serials if serial.get("area_id")}
    used |= {str(area) for serial in serials for area in serial.get("areas") or ()}
    points = [point for name in sorted(used) for point in _points(_mapping(areas.get(name)))]
    waters = str(head.get("place") or "")
    if not points:
        return Announced("place", "", f"Place: {waters}.") if waters else None
    bounds = _bounds(points)
    notional = all(_mapping(areas.get(name)).get("notional") for name in used)
    text = f"Place: {waters}; serials are held {bounds}" if waters else f"Place: {bounds}"
    return Announced("place", "", f"{text}{' (notional positions)' if notional else ''}.")


def _points(area: Mapping[str, Any]) -> list[Position]:
    shapes = [area.get(name) for name in _PLACES]
    texts = [text for shape in shapes for text in _texts(shape)]
    texts += [
        str(_mapping(area.get("circle")).get(key))
        for key in ("centre", "center")
        if _mapping(area.get("circle")).get(key)
    ]
    texts += [str(area["point"])] if area.get("point") else []
    return [parse_position(text) for text in texts]


def _texts(shape: Any) -> list[str]:
    """Positions of a list, or of the list inside a corridor."""
    if isinstance(shape, Mapping):
        return [text for value in shape.values() for text in _texts(value)]
    return [str(text) for text in shape if isinstance(text, str)] if isinstance(shape, list | tuple) else []


def _bounds(points: list[Position]) -> str:
    """`38-10N and 42-48N, 130-30E and 137-50E`; a place across 180 is told from its west to its east."""
    lats = [point.lat_rad for point in points]
    first = points[0].lon_rad
    around = [first + _turn(point.lon_rad - first) for point in points]
    if max(lats) - min(lats) < _SAME_RAD and max(around) - min(around) < _SAME_RAD:
        return f"about {' '.join(_degrees(points[0]))}"
    south, west = _degrees(Position(min(lats), _turn(min(around))))
    north, east = _degrees(Position(max(lats), _turn(max(around))))
    return f"between {south} and {north}, {west} and {east}"


def _turn(angle_rad: float) -> float:
    return math.remainder(angle_rad, math.tau)


def _degrees(position: Position) -> tuple[str, str]:
    lat, _, lon = format_position(position, 0).partition(" ")
    return lat, lon


def _forces(
    scenario: Mapping[str, Any], units: Mapping[str, Any], classes: Mapping[str, ClassWords]
) -> list[Announced]:
    """A line for each nation that sends ships or aircraft; then the targets, then the traffic."""
    sides, nations = _mapping(scenario.get("sides")), _mapping(scenario.get("nations"))
    neutral = {name for name, side in sides.items() if _mapping(side).get("neutral")}
    own: dict[str, list[str]] = {}
    targets: list[str] = []
    passing: list[str] = []
    for unit_id, unit in sorted(units.items()):  # a recording's header has them in this order too
        kind = _class_of(unit, classes).kind
        if unit.get("side") in neutral:
            passing.append(unit_id)
        elif kind in _NO_FORCES:
            targets.append(unit_id)
        else:
            own.setdefault(str(unit.get("nation")), []).append(unit_id)
    found = [_nation(code, own[code], units, nations, classes) for code in sorted(own)]
    if targets:
        kinds = Counter(_bare(_class_of(units[unit], classes).name) for unit in targets)
        listed = names_text([count_words(n, kind, _many(kind)) if n > 1 else kind for kind, n in kinds.items()])
        found.append(Announced("targets", "", f"Targets and shore parties: {listed}."))
    if passing or scenario.get("traffic"):
        named = f"{count_words(len(passing), 'vessel')} named in the file" if passing else ""
        crowd = "ships on lanes, grounds or recorded tracks" if scenario.get("traffic") else ""
        listed = names_text([words for words in (named, crowd) if words])
        found.append(Announced("traffic", "", f"Passing traffic that takes no part: {listed}."))
    return found


def _class_of(unit: Mapping[str, Any], classes: Mapping[str, ClassWords]) -> ClassWords:
    class_id = str(unit.get("class_id") or "unit")
    return classes.get(class_id) or ClassWords(class_id.replace("_", " "), "")


def _bare(name: str) -> str:
    """Without what stands in brackets: `corvette (land-attack capable)` is a corvette."""
    return re.sub(r" \([^)]*\)", "", name)


def _nation(
    code: str,
    own: list[str],
    units: Mapping[str, Any],
    nations: Mapping[str, Any],
    classes: Mapping[str, ClassWords],
) -> Announced:
    """`China: five ships and one aircraft. Guided-missile destroyers Qiqihar (121) and Guiyang (119); ...`"""
    told = str(_mapping(nations.get(code)).get("name") or code)
    name = sentence(in_a_sentence(told))
    by_class: dict[str, list[str]] = {}
    for unit in own:
        by_class.setdefault(_bare(_class_of(units[unit], classes).name), []).append(unit)
    kinds = [_class_of(units[unit], classes).kind for unit in own]
    aircraft = kinds.count(SurfaceKind.AIRCRAFT.value)
    submarines = kinds.count(SurfaceKind.SUBMARINE.value)
    counted = (
        (len(own) - aircraft - submarines, "ship", ""),
        (submarines, "submarine", ""),
        (aircraft, "aircraft", "aircraft"),
    )
    sent = names_text([count_words(number, one, many) for number, one, many in counted if number])
    listed = "; ".join(_of_class(words, ids, units) for words, ids in by_class.items())
    made_up = told.startswith(NOTIONAL)
    assumed = sum(bool(units[unit].get("notional")) for unit in own)
    tail = "" if made_up else _assumed(assumed, len(own))
    return Announced("forces", code, f"{name}: {sent}. {sentence(listed)}.{tail}")


def _assumed(assumed: int, of: int) -> str:
    if assumed in (0, of):
        return "" if not assumed else f" No report gives {'it' if of == 1 else 'them'}: assumed."
    are = count_words(assumed, "of them is", "of them are").capitalize()
    return f" {are} assumed: no report gives {'it' if assumed == 1 else 'them'}."


def _of_class(words: str, ids: list[str], units: Mapping[str, Any]) -> str:
    names = []
    for unit in ids:
        name, hull = str(units[unit].get("name") or unit), units[unit].get("hull")
        names.append(f"{name} ({hull})" if hull else name)
    if all(_names_itself(words, name) for name in names):
        return names_text(names)
    return f"{words if len(ids) == 1 else _many(words)} {names_text(names)}"


def _names_itself(kind: str, name: str) -> bool:
    """Whether a name says itself what it is of: `Corvette (fires)` of a corvette, `Exercise submarine`."""
    return kind.split(" ")[-1].lower() in re.findall(r"[\w-]+", name.lower())


def _many(kind: str) -> str:
    """Several of a kind, as a person writes it."""
    if kind.endswith("craft"):
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _kinds(serials: Mapping[str, Any], clock: Clock) -> list[Announced]:
    """A line for each kind, in the order in which they first come; and what is live."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for _, serial in sorted(serials.items(), key=lambda item: (str(item[1].get("start_utc")), item[0])):
        by_kind.setdefault(str(serial.get("kind")), []).append(serial)
    found = []
    for kind, own in by_kind.items():
        live = sum(_is_live(serial) for serial in own)
        with_live = f", {'live' if live == len(own) else f'{live} of them live'}" if live else ""
        words, how_many = sentence(kind_words(kind)), count_words(len(own), "serial")
        text = f"{words} ({kind}): {how_many}, {_days(own, clock)}{with_live}."
        found.append(Announced("kind", kind, text))
    return found


def _is_live(serial: Mapping[str, Any]) -> bool:
    return bool(_mapping(serial.get("hazard")).get("live"))


def _days(own: list[Mapping[str, Any]], clock: Clock) -> str:
    """`21 July`, `20 to 23 July`, local days."""
    moments = [moment for serial in own if (moment := moment_of(serial.get("start_utc"))) is not None]
    days = sorted({moment.astimezone(clock.zone).date() for moment in moments})
    if not days:
        return "days not set yet"
    first, last = days[0], days[-1]
    if first == last:
        return f"on {first.day} {first:%B}"
    shown = f"{first.day}" if (first.month, first.year) == (last.month, last.year) else f"{first.day} {first:%B}"
    every = len(days) == (last - first).days + 1
    return f"from {shown} to {last.day} {last:%B}" if every else f"between {shown} and {last.day} {last:%B}"
