"""The section on classification: what nameless contacts were taken for, by nation, and the errors that were found."""

from typing import Any

from fleetex.measures.classifying import Told, accounts, told_contacts
from fleetex.measures.reading import unit_cards
from fleetex.measures.values import span_text
from fleetex.record.reader import Recording
from fleetex.report.head import ExerciseHead
from fleetex.report.moments import Clock

TOLD_APART = ("classified_right", "classified_wrong", "unsettled", "corrected", "time_to_classify")
"""Measures that stand in this section, not among those of cooperation."""
SHOWN = 12
"""So many corrected contacts are told one by one, the first in time."""


def told_apart(recording: Recording, head: ExerciseHead) -> dict[str, Any]:
    """Rows of the table, one a nation and one of all if there are several, and what is told one by one."""
    found = accounts(recording)
    whole = found.pop("", None)
    rows = [(head.nation(nation), one) for nation, one in found.items()]
    if whole is not None and len(rows) != 1:
        rows.append(("All", whole))
    names = {card.unit_id: card.label for card in unit_cards(recording).values()}
    corrected = sorted((one for one in told_contacts(recording) if one.is_corrected), key=lambda one: one.begin_s)
    return {
        "rows": [
            {
                "who": who,
                "contacts": one.contacts,
                "right": one.right,
                "wrong": one.wrong,
                "unsettled": one.unsettled,
                "corrected": one.corrected,
                "after": span_text(one.seconds_to_right),
            }
            for who, one in rows
        ],
        "corrected": [_in_words(one, names, head.clock) for one in corrected[:SHOWN]],
        "more": max(0, len(corrected) - SHOWN),
    }


def _in_words(one: Told, names: dict[str, str], clock: Clock) -> str:
    """Who took whom for what, and when for what it is."""
    wrong_s, wrong = next((time_s, kind) for time_s, kind in one.calls if kind)
    right_s = next(time_s for time_s, kind in one.calls if kind == one.true)
    target = names.get(one.target_id, one.target_id)
    return (
        f"{names.get(one.unit_id, one.unit_id)} took {target} for {_a(wrong)} at {clock.utc(wrong_s)}, "
        f"for what it is, {_a(one.true)}, from {clock.utc(right_s)}."
    )


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeiou" else f"a {kind}"
