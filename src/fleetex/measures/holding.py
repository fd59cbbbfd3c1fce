"""Who held whom and when: spans from the rows of `tracks` and `shares`, and who else was there to be held."""

from collections.abc import Iterable

import numpy as np

from fleetex.measures.intervals import Spans, no_spans, union
from fleetex.measures.reading import Column, UnitCard, recorded_s, unit_cards
from fleetex.record.reader import Recording

Pair = tuple[str, str]


def track_spans(recording: Recording) -> dict[Pair, Spans]:
    """(holder, target) -> when the holder had a track of the target by its own sensors."""
    rows = recording.table("tracks")
    wanted = rows["change"] != "update"
    times, holders, targets = (rows[name][wanted] for name in ("time_s", "unit_id", "target_id"))
    return _spans(times, holders, targets, rows["change"][wanted] == "gained", recorded_s(recording))


def share_spans(recording: Recording) -> dict[Pair, Spans]:
    """(who was told, target) -> when somebody's track of the target reached it over a link."""
    rows = recording.table("shares")
    found: dict[Pair, list[Spans]] = {}
    for circuit, sender in sorted(set(zip(rows["circuit_id"].tolist(), rows["from_id"].tolist(), strict=True))):
        mask = (rows["circuit_id"] == circuit) & (rows["from_id"] == sender)
        times, told, targets = (rows[name][mask] for name in ("time_s", "to_id", "target_id"))
        one = _spans(times, told, targets, rows["change"][mask] == "shared", recorded_s(recording))
        for key, spans in one.items():
            found.setdefault(key, []).append(spans)
    return {key: union(np.vstack(spans)) for key, spans in found.items()}


def _spans(time_s: Column, holders: Column, targets: Column, begins: Column, end_s: float) -> dict[Pair, Spans]:
    """Spans from each beginning to the next end of the same pair; an open one runs to the recording's end."""
    open_since: dict[Pair, float] = {}
    found: dict[Pair, list[tuple[float, float]]] = {}
    order = np.argsort(time_s, kind="stable")
    rows = zip(*(column[order].tolist() for column in (time_s, holders, targets, begins)), strict=True)
    for time, holder, target, begin in rows:
        key = (holder, target)
        if begin:
            open_since.setdefault(key, time)
        elif key in open_since:
            found.setdefault(key, []).append((open_since.pop(key), time))
    for key, time in open_since.items():
        found.setdefault(key, []).append((time, end_s))
    return {key: union(np.array(spans, dtype=np.float64)) for key, spans in found.items()}


def neutrals(recording: Recording) -> list[UnitCard]:
    """Whom the exercise's own units may meet: traffic; no partner, target or shore party."""
    return [
        card for card in unit_cards(recording).values() if not card.partner and card.kind not in ("target", "shore")
    ]


def together(spans: dict[Pair, Spans], holders: Iterable[str], target: str) -> Spans:
    """When any of these holders had the target."""
    found = [spans[holder, target] for holder in holders if (holder, target) in spans]
    return union(np.vstack(found)) if found else no_spans()
