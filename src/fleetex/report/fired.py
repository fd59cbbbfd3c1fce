"""What was fired in an exercise, at whom, with what result, in sentences of the closing statement."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from fleetex.measures.gunnery import fouled_spans
from fleetex.measures.missile_rows import AIR_HIT, HIT, air_fates_words, hits_a_stranger, ship_fates_words
from fleetex.measures.programme import serials
from fleetex.measures.reading import count, unit_cards
from fleetex.measures.salvoes import salvoes
from fleetex.measures.values import count_words, names_text, times_words
from fleetex.record.reader import Recording

HITS = {"missile_flights": HIT, "air_engagements": AIR_HIT}
"""Table of missiles -> what its outcome reads where one hit."""


def fired_words(recording: Recording) -> str:
    """What was launched, and at each target of guns: who fired how much, straddles and hits."""
    shots, cards = recording.table("shots"), unit_cards(recording)
    sentences = [*_launch_words(recording), *_missile_words(recording), *_burst_words(recording)]
    if not count(shots):
        return " ".join(sentences) or "No round was fired."
    every = [s for serial in serials(recording) for s in salvoes(recording, serial["serial_id"])]
    for target in dict.fromkeys(s.target_id for s in every):
        own = [s for s in every if s.target_id == target]
        firers = names_text([cards[u].name if u in cards else u for u in dict.fromkeys(s.firer_id for s in own)])
        name = f"{cards[target].name} ({target_words(recording, target)})" if target in cards else target or "a place"
        rounds, hits = sum(s.rounds for s in own), int(sum(np.sum(s.hits) for s in own))
        straddles = sum(s.straddle for s in own)
        sentences.append(
            f"{firers} fired {count_words(rounds, 'round')} at {name} in {count_words(len(own), 'salvo', 'salvoes')}: "
            f"{count_words(straddles, 'straddle')}, {count_words(hits, 'hit')}."
        )
    fouled = sum(fouled_spans(recording, serial).shape[0] for serial in serials(recording))
    if fouled:
        sentences.append(f"A neutral in the danger area stopped fire {times_words(fouled)}.")
    return " ".join(sentences)


def _launch_words(recording: Recording) -> Iterator[str]:
    """Practice weapons against submarines: how many, and how many were assessed hits."""
    rows = recording.table("launches")
    if not count(rows):
        return
    kinds = (("torpedo", "practice torpedo", "practice torpedoes"), ("charge", "practice charge", "practice charges"))
    counts = [(int(np.count_nonzero(rows["kind"] == kind)), one, many) for kind, one, many in kinds]
    said = names_text([count_words(number, one, many) for number, one, many in counts if number])
    yield f"{_begun(said)} {were(count(rows))} launched, {_hits(rows, 'assessed hit')}."


def _missile_words(recording: Recording) -> Iterator[str]:
    """Missiles at ships and what became of them; air-defence missiles at what flies."""
    rows = recording.table("missile_flights")
    if count(rows):
        outcomes = rows["outcome"].tolist()
        ends = zip(rows["by_id"].tolist(), outcomes, strict=True)
        astray = sum(hits_a_stranger(recording, by_id, outcome) for by_id, outcome in ends)
        said = count_words(count(rows), "missile")
        yield f"{_begun(said)} {were(count(rows))} fired at ships: {ship_fates_words(outcomes, astray)}."
    rows = recording.table("air_engagements")
    if count(rows):
        said = count_words(count(rows), "air-defence missile")
        became = air_fates_words(rows["outcome"].tolist())
        yield f"{_begun(said)} {were(count(rows))} fired at what flew: {became}."


def _burst_words(recording: Recording) -> Iterator[str]:
    """Guns at what flies."""
    rows = recording.table("bursts")
    if count(rows):
        fired, hits = int(np.sum(rows["rounds"])), int(np.sum(rows["hits"]))
        yield f"{_begun(count_words(fired, 'round'))} {were(fired)} fired at air targets, {count_words(hits, 'hit')}."


def _hits(rows: Any, outcome: str) -> str:
    hits = int(np.count_nonzero(rows["outcome"] == outcome))
    return count_words(hits, "assessed hit" if outcome == "assessed hit" else "hit")


def _begun(words: str) -> str:
    """As a sentence begins."""
    return f"{words[:1].upper()}{words[1:]}"


def were(number: int) -> str:
    """The verb after a count."""
    return "was" if number == 1 else "were"


def target_words(recording: Recording, unit_id: str) -> str:
    rows = recording.table("units")
    found = rows["class_name"][rows["unit_id"] == unit_id]
    return str(found[0]) if found.size and found[0] else "target"
