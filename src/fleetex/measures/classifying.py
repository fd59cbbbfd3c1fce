"""How well contacts were told apart: what each was taken for at its end, against truth, and how long that took.

Counted are contacts of own sensors that answered by no name and were called something at least once, each from its gain
to its loss; a bearing and the track that goes with it are one contact. The truth is the unit's kind in the order of
battle, or that of the traffic's ship. `subject` is a nation, empty for all.
"""

from dataclasses import dataclass

import numpy as np

from fleetex.measures.holding import bearing_spans, track_spans
from fleetex.measures.intervals import no_spans, union
from fleetex.measures.kept import kept
from fleetex.measures.reading import count, percentile, unit_cards
from fleetex.measures.values import Measure, of_words, span_text
from fleetex.record.reader import Recording

NO_CONTACT = "No nameless contact was called anything."


@dataclass(frozen=True)
class Told:
    """One contact, its true kind, and what it was taken for from when on (empty: for nothing)."""

    unit_id: str
    target_id: str
    begin_s: float
    true: str
    calls: tuple[tuple[float, str], ...]

    @property
    def at_last(self) -> str:
        return self.calls[-1][1]

    @property
    def is_corrected(self) -> bool:
        """First taken for something that it is not, at last for what it is."""
        first = next((kind for _, kind in self.calls if kind), "")
        return first not in ("", self.true) and self.at_last == self.true

    @property
    def seconds_to_right(self) -> float:
        """From its gain until it was first taken for what it is; NaN if it never was."""
        return next((time_s - self.begin_s for time_s, kind in self.calls if kind == self.true), float("nan"))


@dataclass(frozen=True)
class Account:
    """Some contacts: how many were taken at last for what they are, for something else, for nothing."""

    contacts: int
    right: int
    wrong: int
    unsettled: int
    corrected: int
    """Of those right at last, how many were first taken for something else."""
    seconds_to_right: float
    """Median, of those that were taken for what they are at some time; NaN if none was."""


@kept
def told_contacts(recording: Recording) -> tuple[Told, ...]:
    """Every contact of the exercise's own units that was called something, by unit, target and time."""
    rows = recording.table("classifications")
    own = {card.unit_id for card in unit_cards(recording).values() if card.partner}
    by_pair: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for row in np.argsort(rows["time_s"], kind="stable").tolist():
        key = str(rows["unit_id"][row]), str(rows["target_id"][row])
        by_pair.setdefault(key, []).append((float(rows["time_s"][row]), str(rows["kind"][row])))
    tracks, bearings, true = track_spans(recording), bearing_spans(recording), true_kinds(recording)
    found = []
    for pair, calls in sorted(by_pair.items()):
        held = union(np.vstack([tracks.get(pair, no_spans()), bearings.get(pair, no_spans())]))
        for begin_s, end_s in held.tolist() if pair[0] in own else []:
            within = tuple(call for call in calls if begin_s <= call[0] <= end_s)
            if within:
                found.append(Told(*pair, begin_s, true.get(pair[1], ""), within))
    return tuple(found)


def true_kinds(recording: Recording) -> dict[str, str]:
    """Unit or ship of the traffic -> its kind."""
    kinds = {row["unit_id"]: row["kind"] for row in recording.rows("units")}
    return kinds | {row["ship_id"]: row["kind"] for row in recording.rows("traffic")}


def accounts(recording: Recording) -> dict[str, Account]:
    """Of all contacts (the empty key), and of each nation's whose units called any; empty where nothing was called."""
    told = told_contacts(recording)
    nations = {card.unit_id: card.nation for card in unit_cards(recording).values()}
    found = {"": account(told)} if told else {}
    for nation in sorted({nations[one.unit_id] for one in told} - {""}):
        found[nation] = account(tuple(one for one in told if nations[one.unit_id] == nation))
    return found


def account(told: tuple[Told, ...]) -> Account:
    right = sum(one.at_last == one.true for one in told)
    unsettled = sum(not one.at_last for one in told)
    times = np.array([one.seconds_to_right for one in told])
    return Account(
        len(told),
        right,
        len(told) - right - unsettled,
        unsettled,
        sum(one.is_corrected for one in told),
        percentile(times[np.isfinite(times)], 50.0),
    )


def measure_classifying(recording: Recording) -> list[Measure]:
    """For all of the exercise's own units, and for each nation whose sensors called anything something."""
    if not count(recording.table("classifications")):
        return []
    found: list[Measure] = []
    for subject, one in (accounts(recording) or {"": account(())}).items():
        found += _measures(subject, one)
    return found


def _measures(subject: str, one: Account) -> list[Measure]:
    total = one.contacts
    right = f"{of_words(one.right, total, 'contact')} taken at last for what they are." if total else NO_CONTACT
    wrong = f"{of_words(one.wrong, total, 'contact')} taken at last for something else." if total else NO_CONTACT
    none = f"{of_words(one.unsettled, total, 'contact')} taken at last for nothing." if total else NO_CONTACT
    late = f"{of_words(one.corrected, total, 'contact')} first wrong, right at last." if total else NO_CONTACT
    never = "No contact was taken for what it is." if total else NO_CONTACT
    quick = f"Half of the contacts that were told for what they are were so within {span_text(one.seconds_to_right)}."
    return [
        Measure("", "classified_right", subject, float(one.right), "", right),
        Measure("", "classified_wrong", subject, float(one.wrong), "", wrong),
        Measure("", "unsettled", subject, float(one.unsettled), "", none),
        Measure("", "corrected", subject, float(one.corrected), "", late),
        Measure(
            "",
            "time_to_classify",
            subject,
            one.seconds_to_right,
            "s",
            quick if np.isfinite(one.seconds_to_right) else never,
        ),
    ]
