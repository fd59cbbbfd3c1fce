"""Who held whom and when: spans from the rows of `tracks` and `shares`, and who else was there to be held."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

import numpy as np

from fleetex.measures.intervals import Spans, clipped, no_spans, union
from fleetex.measures.reading import Column, UnitCard, recorded_s, unit_cards
from fleetex.measures.values import count_words
from fleetex.record.reader import Recording

Pair = tuple[str, str]
Key = TypeVar("Key", bound=tuple[str, ...])


@lru_cache(maxsize=1)
def track_spans(recording: Recording) -> dict[Pair, Spans]:
    """(holder, target) -> when the holder had a track of the target by its own sensors. Kept for the last recording."""
    return _held(recording, "tracks")


@lru_cache(maxsize=1)
def bearing_spans(recording: Recording) -> dict[Pair, Spans]:
    """(listener, target) -> when the listener had a bearing of the target. Kept for the last recording."""
    return _held(recording, "bearings")


def _held(recording: Recording, table: str) -> dict[Pair, Spans]:
    rows = recording.table(table)
    gained = rows["change"] == "gained"
    wanted = gained | (rows["change"] == "lost")
    keys = zip(rows["unit_id"][wanted].tolist(), rows["target_id"][wanted].tolist(), strict=True)
    return _spans(rows["time_s"][wanted], list(keys), gained[wanted], recorded_s(recording))


@lru_cache(maxsize=1)
def share_spans(recording: Recording) -> dict[tuple[str, str, str], Spans]:
    """(who told, who was told, target) -> when that track reached the other. Kept for the last recording."""
    rows = recording.table("shares")
    names = ("circuit_id", "from_id", "to_id", "target_id")
    keys = list(zip(*(rows[name].tolist() for name in names), strict=True))
    links = _spans(rows["time_s"], keys, rows["change"] == "shared", recorded_s(recording))
    found: dict[tuple[str, str, str], list[Spans]] = {}
    for (_, sender, receiver, target), spans in links.items():
        found.setdefault((sender, receiver, target), []).append(spans)
    return {key: spans[0] if len(spans) == 1 else union(np.vstack(spans)) for key, spans in found.items()}


def _spans(time_s: Column, keys: list[Key], begins: Column, end_s: float) -> dict[Key, Spans]:
    """Spans from each beginning to the next end of the same key; an open one runs to the recording's end."""
    open_since: dict[Key, float] = {}
    found: dict[Key, list[tuple[float, float]]] = {}
    times, begun = time_s.tolist(), begins.tolist()
    for i in np.argsort(time_s, kind="stable").tolist():
        key = keys[i]
        if begun[i]:
            open_since.setdefault(key, times[i])
        elif key in open_since:
            found.setdefault(key, []).append((open_since.pop(key), times[i]))
    for key, since in open_since.items():
        found.setdefault(key, []).append((since, end_s))
    return {key: np.array(spans, dtype=np.float64) for key, spans in found.items()}


_NOT_MET = ("target", "shore", "missile")


def neutrals(recording: Recording) -> list[UnitCard]:
    """Whom the exercise's own units may meet: traffic; no partner, target or shore party."""
    return [card for card in unit_cards(recording).values() if not card.partner and card.kind not in _NOT_MET]


def strangers(recording: Recording, units: Iterable[str]) -> list[UnitCard]:
    """Whom some units may meet: traffic, and who is of another side than any of them; no target or shore party."""
    cards = unit_cards(recording)
    own = set(units)
    sides = {cards[unit].side for unit in own}
    return [
        card for card in cards.values()
        if card.unit_id not in own and card.kind not in _NOT_MET and (card.neutral or card.side not in sides)
    ]  # fmt: skip


def passers_by(recording: Recording, units: Iterable[str], window: tuple[float, float]) -> int:
    """How many ships of the background traffic these units held by own sensors in a window; they are on no link."""
    ships, own = set(recording.table("traffic")["ship_id"].tolist()), set(units)
    return len(
        {
            target
            for (unit, target), spans in track_spans(recording).items()
            if unit in own and target in ships and clipped(spans, *window).shape[0]
        }
    )


def passers_by_words(number: int) -> str:
    """`12 ships of the background traffic`."""
    return f"{count_words(number, 'ship')} of the background traffic"


def together(spans: dict[Pair, Spans], holders: Iterable[str], target: str) -> Spans:
    """When any of these holders had the target."""
    found = [spans[holder, target] for holder in holders if (holder, target) in spans]
    return union(np.vstack(found)) if found else no_spans()


def told(recording: Recording, senders: Iterable[str], receivers: Iterable[str], target: str) -> Spans:
    """When a track of the target that any of the senders held reached any of the receivers."""
    telling, listening = set(senders), set(receivers)
    spans = _shares_of(recording).get(target, {})
    found = [s for (a, b), s in spans.items() if a in telling and b in listening]
    return union(np.vstack(found)) if found else no_spans()


@lru_cache(maxsize=1)
def _shares_of(recording: Recording) -> dict[str, dict[Pair, Spans]]:
    """Target -> (who told, who was told) -> when that track reached the other. Kept for the last recording."""
    found: dict[str, dict[Pair, Spans]] = {}
    for (sender, receiver, target), spans in share_spans(recording).items():
        found.setdefault(target, {})[sender, receiver] = spans
    return found


@lru_cache(maxsize=1)
def gains(recording: Recording) -> dict[str, list[tuple[float, str, float]]]:
    """Target -> (when, by whom, at what range in metres) a contact of it was gained, by time. Kept likewise."""
    rows = recording.table("contacts")
    found: dict[str, list[tuple[float, str, float]]] = {}
    names = ("time_s", "unit_id", "target_id", "change", "range_m")
    for time_s, unit_id, target_id, change, range_m in zip(*(rows[name].tolist() for name in names), strict=True):
        if change == "gained":
            found.setdefault(target_id, []).append((time_s, unit_id, range_m))
    return {target: sorted(each, key=lambda gain: gain[0]) for target, each in found.items()}
