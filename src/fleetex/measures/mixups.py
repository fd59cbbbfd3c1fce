"""What stood wrong on screens, against truth: tracks that went with another's plots (swaps), and contacts that stood on
a screen twice (duplicates). Counted from the tables `tracks`, `swaps` and `duplicates`.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from fleetex.measures.holding import Pair, track_spans
from fleetex.measures.intervals import Spans, clipped, length_s, no_spans, union
from fleetex.measures.kept import kept
from fleetex.measures.reading import recorded_s, unit_cards
from fleetex.record.reader import Recording

Window = tuple[float, float]


@dataclass(frozen=True)
class Mixups:
    """Of some screens: how often, and for how many seconds of all that contacts were held by own sensors on them."""

    swaps: int
    swapped_s: float
    duplicates: int
    doubled_s: float
    held_s: float
    contacts: int
    """How many different contacts were held."""

    def swapped_share(self) -> float:
        """Per cent of the time in which a track went with another contact than the one that it began with."""
        return 100.0 * self.swapped_s / self.held_s if self.held_s else float("nan")

    def doubled_share(self) -> float:
        """Per cent of the time in which a contact stood there twice."""
        return 100.0 * self.doubled_s / self.held_s if self.held_s else float("nan")


def mixups(recording: Recording, units: Collection[str], friends: Collection[str], window: Window) -> Mixups:
    """Of the screens of some units, in a window, about everybody but `friends`, who say who they are, and targets."""
    friends = {*friends, *(card.unit_id for card in unit_cards(recording).values() if card.kind in ("target", "shore"))}

    def inside(spans: Spans) -> float:
        return length_s(clipped(spans, *window))

    held = {
        pair: spans
        for pair, spans in track_spans(recording).items()
        if pair[0] in units and pair[1] not in friends and inside(spans) > 0.0
    }
    rows = recording.table("swaps")
    lines = zip(*(rows[name].tolist() for name in ("unit_id", "target_id", "other_id", "time_s")), strict=True)
    swaps = [
        unit for unit, *targets, time_s in lines
        if unit in units and not friends.issuperset(targets) and window[0] <= time_s <= window[1]
    ]  # fmt: skip
    wrong, doubled = wrong_spans(recording), doubled_spans(recording)
    twice = [clipped(spans, *window) for pair, spans in doubled.items() if pair[0] in units and pair[1] not in friends]
    return Mixups(
        len(swaps),
        sum(inside(spans) for (unit, first), spans in wrong.items() if unit in units and first not in friends),
        sum(spans.shape[0] for spans in twice),
        sum(length_s(spans) for spans in twice),
        sum(inside(spans) for spans in held.values()),
        len({target for _, target in held}),
    )


@kept
def wrong_spans(recording: Recording) -> dict[Pair, Spans]:
    """(unit, contact) -> when tracks of hers that began with that contact went with another's plots.

    Spans of two tracks that began with the same contact are laid together. Kept for the last recording.
    """
    rows = recording.table("tracks")
    swapped = rows["change"] == "swapped"
    if not swapped.any():
        return {}
    mixed = set(zip(rows["unit_id"][swapped].tolist(), rows["track"][swapped].tolist(), strict=True))
    wanted = rows["change"] != "update"
    names = ("time_s", "unit_id", "track", "target_id", "change")
    lines = zip(*(rows[name][wanted].tolist() for name in names), strict=True)
    first: dict[tuple[str, int], str] = {}
    since: dict[tuple[str, int], float] = {}
    found: dict[Pair, list[tuple[float, float]]] = {}
    for time_s, unit_id, number, target_id, change in sorted(lines, key=lambda line: line[0]):
        key = (unit_id, number)
        if key not in mixed:
            continue
        began_with = first.setdefault(key, target_id)
        if key in since:
            found.setdefault((unit_id, began_with), []).append((since.pop(key), time_s))
        if change != "lost" and target_id != began_with:
            since[key] = time_s
    for key, since_s in since.items():
        found.setdefault((key[0], first[key]), []).append((since_s, recorded_s(recording)))
    return {pair: union(np.array(spans, dtype=np.float64)) for pair, spans in found.items()}


@kept
def doubled_spans(recording: Recording) -> dict[Pair, Spans]:
    """(unit, contact) -> when the contact stood on her screen twice, a row each. Kept for the last recording."""
    rows = recording.table("duplicates")
    names = ("time_s", "unit_id", "target_id", "track", "change")
    since: dict[tuple[str, str, int], float] = {}
    found: dict[Pair, list[tuple[float, float]]] = {}
    for time_s, unit_id, target_id, number, change in sorted(zip(*(rows[n].tolist() for n in names), strict=True)):
        key = (unit_id, target_id, number)
        if change == "began":
            since[key] = time_s
        elif key in since:
            found.setdefault((unit_id, target_id), []).append((since.pop(key), time_s))
    for (unit_id, target_id, _), since_s in since.items():
        found.setdefault((unit_id, target_id), []).append((since_s, recorded_s(recording)))
    return {pair: np.array(spans, dtype=np.float64) if spans else no_spans() for pair, spans in found.items()}
