"""SURFEX: how soon each side knew what it had before it, fired first or second, at whom, with what result; the figure.

A side's knowledge is that of its ships' own sensors: from the first track of a ship of the other side to the first time
one of them took her for a warship. An engagement is a salvo at a track; it was correct if a warship of the other side
was behind that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.kept import kept
from fleetex.measures.missile_rows import (
    AIR_HIT,
    HIT,
    Flight,
    draw_flights,
    flights_of,
    name_of,
    outcome_measures,
    spent_words,
)
from fleetex.measures.reading import dicts, figures_of, logged, mean, of_serial, participants, serial_window
from fleetex.measures.salvo_theory import stricken, theory
from fleetex.measures.values import Measure, count_words, of_words, span_text
from fleetex.record.reader import Recording
from fleetex.vocabulary import SurfaceKind

SIDES = ("blue", "orange")
ARRIVED = (HIT, "miss")
HOSTILE_ACT, NO_ACT = "hostile act", "no hostile act"
"""As the serial's rules of engagement and its log have it."""


@dataclass(frozen=True)
class Action:
    """What the measures of one serial rest on."""

    recording: Recording
    serial_id: str
    window: tuple[float, float]
    groups: dict[str, list[str]]

    def others(self, side: str) -> list[str]:
        return self.groups[SIDES[1 - SIDES.index(side)]]


def action_of(recording: Recording, serial: dict[str, Any]) -> Action | None:
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    roles = participants(recording, serial_id)
    if window is None:
        return None
    return Action(recording, serial_id, window, {side: roles.get(side, []) for side in SIDES})


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    action = action_of(recording, serial)
    if action is None:
        return []
    flights = flights_of(recording, action.serial_id)
    measures = outcome_measures(recording, action.serial_id, flights)
    for side in SIDES:
        mine = [flight for flight in flights if flight.unit_id in action.groups[side]]
        measures += [*_knew(action, side), *_fired(action, side, mine), *_on_target(action, side, mine)]
        if figures_of(str(serial.get("params", ""))).get(f"{side}_roe") == HOSTILE_ACT:
            measures += _answered(action, side, mine)
    return [*measures, *_out(action), *_merchants(action, flights), *_defence(action), *_theory(action, flights)]


def first_held_s(action: Action, side: str, target: str) -> float:
    """When a side's own sensors first held a ship; NaN if never."""
    return _first(gained_s(action.recording), action, side, target)


def classified_s(action: Action, side: str, target: str) -> float:
    """When one of a side first took a ship for a warship; NaN if never."""
    return _first(warships_s(action.recording), action, side, target)


Firsts = dict[tuple[str, str], float]
"""(unit, target) -> the first time."""


@kept
def gained_s(recording: Recording) -> Firsts:
    """When each unit first held each other by its own sensors."""
    rows = recording.table("tracks")
    return _firsts(rows, rows["change"] == "gained")


@kept
def warships_s(recording: Recording) -> Firsts:
    """When each unit first took each other for a warship."""
    rows = recording.table("classifications")
    return _firsts(rows, rows["kind"] == SurfaceKind.WARSHIP.value)


def _firsts(rows: Mapping[str, Any], mine: Any) -> Firsts:
    found: Firsts = {}
    columns = (rows[name][mine].tolist() for name in ("unit_id", "target_id", "time_s"))
    for unit, target, time_s in zip(*columns, strict=True):
        found[unit, target] = min(time_s, found.get((unit, target), time_s))
    return found


def _first(firsts: Firsts, action: Action, side: str, target: str) -> float:
    """Of a side's ships the first, in the serial's window; what was so before counts from COMEX on."""
    begin_s, end_s = action.window
    times = [firsts[unit, target] for unit in action.groups[side] if (unit, target) in firsts]
    known = [time_s for time_s in times if time_s <= end_s]
    return max(min(known), begin_s) if known else float("nan")


def _knew(action: Action, side: str) -> list[Measure]:
    spans = []
    for target in action.others(side):
        span = classified_s(action, side, target) - first_held_s(action, side, target)
        if np.isfinite(span):
            spans.append(max(span, 0.0))  # by ear or by eye she may be known before she is on the plot
    total = len(action.others(side))
    text = f"{side.capitalize()} took {of_words(len(spans), total, 'opponent')} for a warship"
    text += f", {span_text(mean(spans))} after first holding her on average." if spans else "."
    return [
        Measure(action.serial_id, "classified", side, float(len(spans)), "", text),
        Measure(action.serial_id, "time_to_classify", side, mean(spans), "s", text),
    ]


def _fired(action: Action, side: str, mine: list[Flight]) -> list[Measure]:
    """How soon after the first detection the first missile left, and how many salvoes were at the right ones."""
    held = [first_held_s(action, side, target) for target in action.others(side)]
    known = [time_s for time_s in held if np.isfinite(time_s)]
    first_s = min((flight.time_s for flight in mine), default=float("nan"))
    span_s = first_s - min(known) if known else float("nan")
    text = f"{side.capitalize()}'s first missile left {span_text(span_s)} after her first detection."
    if not mine:
        text = f"{side.capitalize()} fired no missile."
    salvoes = {(flight.unit_id, flight.salvo): flight.aimed_id for flight in mine}
    right = sum(aimed in action.others(side) for aimed in salvoes.values())
    said = f"{of_words(right, len(salvoes), 'engagement')} of {side} at a warship of the other side."
    share = 100.0 * right / len(salvoes) if salvoes else float("nan")
    return [
        Measure(action.serial_id, "first_shot", side, first_s - action.window[0], "s", text),
        Measure(action.serial_id, "detection_to_shot", side, span_s, "s", text),
        Measure(action.serial_id, "correct_engagements", side, share, "%", said),
    ]


def _answered(action: Action, side: str, mine: list[Flight]) -> list[Measure]:
    """Of a group that may answer fire alone: at how many it held fire, when it knew of an act, how soon it answered."""
    found = logged(action.recording, action.serial_id, "hostile act", "hold fire")
    rows = [row for row in found if row.unit_id in action.groups[side]]
    held = sum(row.kind == "hold fire" and row.values["reason"] == NO_ACT for row in rows)
    known_s = min((row.time_s for row in rows if row.kind == "hostile act"), default=float("nan"))
    first_s = min((flight.time_s for flight in mine), default=float("nan"))
    text = f"{side.capitalize()}, who may answer fire alone, held fire at {count_words(held, 'track')}"
    text += f" and knew of a hostile act {span_text(known_s - action.window[0])} after COMEX" if known_s >= 0.0 else ""
    text += f"; her first missile left {span_text(first_s - known_s)} later." if first_s >= known_s else "."
    return [
        Measure(action.serial_id, "held_by_rules", side, float(held), "", text),
        Measure(action.serial_id, "hostile_act", side, known_s - action.window[0], "s", text),
        Measure(action.serial_id, "hostile_act_to_shot", side, first_s - known_s, "s", text),
    ]


def _on_target(action: Action, side: str, mine: list[Flight]) -> list[Measure]:
    """Hits, and for each ship that several missiles reached, over how long they came."""
    hits = sum(flight.outcome == HIT for flight in mine)
    text = f"{count_words(hits, 'missile').capitalize()} of {side} assessed a hit."
    measures = [Measure(action.serial_id, "hits", side, float(hits), "", text)]
    by_salvo: dict[tuple[str, str], list[float]] = {}
    for flight in mine:
        if flight.outcome in ARRIVED:
            by_salvo.setdefault((flight.salvo, flight.by_id), []).append(flight.end_s)
    spreads = [max(times) - min(times) for times in by_salvo.values() if len(times) > 1]
    said = f"Missiles of one salvo of {side} came to their target within {span_text(mean(spreads))} on average."
    if not spreads:
        said = f"No two missiles of one salvo of {side} came to a ship."
    return [*measures, Measure(action.serial_id, "time_on_target_spread", side, mean(spreads), "s", said)]


def _out(action: Action) -> list[Measure]:
    """Who was assessed out of action, with how many hits."""
    rows = dicts(of_serial(action.recording, "assessed_hits", action.serial_id))
    measures = []
    for side in SIDES:
        mine = (row for row in rows if row["unit_id"] in action.groups[side])
        out = sorted({str(row["unit_id"]) for row in mine if row["out_of_action"]})
        text = f"{of_words(len(out), len(action.groups[side]), 'ship')} of {side} assessed out of action"
        text += f": {', '.join(name_of(action.recording, unit) for unit in out)}." if out else "."
        measures.append(Measure(action.serial_id, "out_of_action", side, float(len(out)), "", text))
    return measures


def _merchants(action: Action, flights: tuple[Flight, ...]) -> list[Measure]:
    """Missiles that hit somebody who takes no part."""
    taking_part = {unit for units in action.groups.values() for unit in units}
    hit = [flight for flight in flights if flight.outcome == HIT and flight.by_id not in taking_part]
    text = f"{count_words(len(hit), 'missile').capitalize()} assessed a hit on a ship that took no part."
    return [Measure(action.serial_id, "strangers_hit", "", float(len(hit)), "", text)]


def _theory(action: Action, flights: tuple[Flight, ...]) -> list[Measure]:
    """What the salvo equations say of what was fired, from the first launch to the last missile's end."""
    rows = dicts(of_serial(action.recording, "assessed_hits", action.serial_id))
    blue, orange = (
        stricken(side, action.groups[side], [one for one in flights if one.unit_id in action.others(side)], rows)
        for side in SIDES
    )
    fought_s = max(one.end_s for one in flights) - min(one.time_s for one in flights) if flights else 0.0
    return theory(action.serial_id, blue, orange, fought_s)


def _defence(action: Action) -> list[Measure]:
    """What air defence spent, and what it met."""
    rows = dicts(of_serial(action.recording, "air_engagements", action.serial_id))
    measures = []
    for side in SIDES:
        mine = [row for row in rows if row["unit_id"] in action.groups[side]]
        met = sum(row["outcome"] == AIR_HIT for row in mine)
        text = f"{of_words(met, len(mine), 'air-defence missile')} of {side} stopped a missile."
        measures.append(Measure(action.serial_id, "air_defence_rounds", side, float(len(mine)), "", text))
    for unit, fired, said in spent_words(action.recording, "air_engagements", action.serial_id, "air-defence missile"):
        measures.append(Measure(action.serial_id, "air_defence_rounds", unit, fired, "", said))
    return measures


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: both groups' tracks and missiles' ways. Right: missiles' distance from the ships they were meant for."""
    action = action_of(recording, serial)
    if action is None:
        return ""
    units = [unit for side in SIDES for unit in action.groups[side]]
    return draw_flights(recording, action.serial_id, action.window, units, "surface action")
