"""How close ships came to each other: the report's table, and collisions and near misses for its summary."""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from fleetex.measures.programme import serials
from fleetex.measures.reading import UnitCard, dicts, figures_of, participants, unit_cards, where
from fleetex.measures.values import length_text
from fleetex.record.positions import positions, side_gap_m
from fleetex.record.reader import Recording
from fleetex.report.moments import Clock

APPROACH = "closest approach"
PARTING_S = 300.0
"""So long after a replenishment its ships are still parting."""
_SHOWN = 12
_INCIDENTS_SHOWN = 6
_ABOUT_S = 60.0
"""So long before and after the closest approach of two ships' middles their sides are looked at, each second."""


@dataclass(frozen=True)
class Approach:
    """Two ships at their closest, the middles so far apart."""

    at_s: float
    range_m: float
    unit_ids: tuple[str, str]
    names: tuple[str, str]
    during: str
    """Serials that both were in then."""


@dataclass(frozen=True)
class Incident:
    """A collision or a near miss as the summary tells it."""

    what: str
    text: str


def approach_rows(recording: Recording) -> tuple[list[Approach], int]:
    """The closest that ships came to each other, the nearest first; and how many are left out."""
    found = approaches(recording)
    return found[:_SHOWN], max(len(found) - _SHOWN, 0)


def approaches(recording: Recording) -> list[Approach]:
    """The closest that ships came to each other, the nearest first, a pair and serial once.

    The log has an approach where two ships passed within what they watch for; `during` is what both were in then.
    """
    events, cards = recording.table("events"), unit_cards(recording)
    own = {serial["serial_id"]: serial for serial in serials(recording)}
    parts = _parts(recording)
    nearest: dict[tuple[str, str, str], Approach] = {}
    for row in dicts(where(events, events["kind"] == APPROACH)):
        figures = figures_of(row["data"])
        range_m, at_s = figures.get("range_m"), figures.get("at_s", row["time_s"])
        if not isinstance(range_m, int | float) or not isinstance(at_s, int | float):
            continue
        if not (math.isfinite(range_m) and math.isfinite(at_s)):
            continue
        first, other = sorted((row["unit_id"], row["other_id"]))
        during = ", ".join(
            name for name, serial in own.items()
            if {first, other} <= parts[name] and serial["start_s"] <= at_s and not serial["end_s"] < at_s
        )  # fmt: skip
        key = first, other, during
        if key not in nearest or range_m < nearest[key].range_m:
            names = cards[first].card_label, cards[other].card_label
            nearest[key] = Approach(at_s, range_m, (first, other), names, during or "on passage")
    return sorted(nearest.values(), key=lambda row: (row.range_m, row.at_s))


def incidents(recording: Recording, clock: Clock) -> list[Incident]:
    """Collisions first, then near misses; of many the worst, and how many more there were.

    A near miss is an approach nearer than half of both lengths, but for ships in a replenishment or just parting; ships
    touched if no water was clear between their sides, wherever that was.
    """
    cards = unit_cards(recording)
    domains = {row["unit_id"]: row["domain"] for row in dicts(recording.table("units"))}
    towing = _towing(recording)
    touched, missed = [], []
    for row in approaches(recording):
        first, other = cards[row.unit_ids[0]], cards[row.unit_ids[1]]
        if any(domains.get(unit) != "surface" for unit in row.unit_ids) or row.unit_ids in towing:
            continue
        if not row.range_m < (first.length_m + other.length_m) / 2.0:
            continue
        when = f"at {clock.utc(row.at_s)}, {'on passage' if row.during == 'on passage' else f'during {row.during}'}"
        who = " and ".join(row.names)
        if _clear_water_m(recording, first, other, row.at_s) <= 0.0:
            touched.append(Incident("Collision", f"{who} touched {when}."))
        elif not _replenishing(recording, row):
            missed.append(Incident("Near miss", f"{who} passed within {length_text(row.range_m)} {when}."))
    found = touched + missed
    more = len(found) - _INCIDENTS_SHOWN
    told = [Incident("And more", f"{more} more such approaches are in the recording.")] if more > 0 else []
    return found[:_INCIDENTS_SHOWN] + told


def _parts(recording: Recording) -> dict[str, set[str]]:
    """Serial -> all who take part in it."""
    names = [serial["serial_id"] for serial in serials(recording)]
    return {name: {unit for units in participants(recording, name).values() for unit in units} for name in names}


def _towing(recording: Recording) -> set[tuple[str, str]]:
    """Pairs of a tug and the target that she tows or launches, as an approach has them."""
    pairs: set[tuple[str, str]] = set()
    for serial in serials(recording):
        roles = participants(recording, serial["serial_id"])
        both = itertools.product(roles.get("tug", []), roles.get("target", []))
        pairs |= {(min(pair), max(pair)) for pair in both}
    return pairs


def _replenishing(recording: Recording, row: Approach) -> bool:
    parts = _parts(recording)
    return any(
        serial["kind"] == "RAS-L"
        and set(row.unit_ids) <= parts[serial["serial_id"]]
        and serial["start_s"] <= row.at_s
        and not serial["end_s"] + PARTING_S < row.at_s
        for serial in serials(recording)
    )


def _clear_water_m(recording: Recording, first: UnitCard, other: UnitCard, at_s: float) -> float:
    """The least clear water between the sides of two ships about that time; NaN where it is not known."""
    times_s = np.arange(max(at_s - _ABOUT_S, 0.0), at_s + _ABOUT_S, 1.0)
    ours, theirs = positions(recording, first.unit_id, times_s), positions(recording, other.unit_id, times_s)
    gap_m = side_gap_m(ours, first.length_m, first.beam_m, theirs, other.length_m, other.beam_m)
    known = gap_m[np.isfinite(gap_m)]
    return float(known.min()) if known.size else float("nan")
