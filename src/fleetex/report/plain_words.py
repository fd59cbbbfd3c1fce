"""Ids, codes and states of a recording as a reader wants them: names, nations, and how a serial ended."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from fleetex.measures.reading import figures_of, participants, unit_cards
from fleetex.measures.values import Measure, span_text
from fleetex.record.reader import Recording
from fleetex.report.head import ExerciseHead
from fleetex.vocabulary import SerialState

_SHORT_ROLES = ("otc", "oce", "osc", "rso", "hvu", "cap")
_REASONS = {"window over": "its time ran out"}
_NO_MATTER_S = 1.0
_ARTICLES = r"\b(?:[Aa]n?|[Tt]he|[Nn]o|[Aa]ny|[Ee]ach|[Ee]very)"


def with_names(recording: Recording, text: str, about: Iterable[str] = ()) -> str:
    """A sentence with ships' names in place of the scenario's ids. `about`: whom it may speak of.

    An id that could be a word, such as `north`, is one only where the sentence may speak of that unit, and never behind
    an article: `no submarine` is nobody's name.
    """
    names = {unit_id: card.name for unit_id, card in unit_cards(recording).items()}
    return named_units(text, names, frozenset(about))


def named_units(text: str, names: Mapping[str, str], about: frozenset[str]) -> str:
    """The same of names by id."""

    def name_of(found: re.Match[str]) -> str:
        article, word = found[1] or "", found[2]
        named = word in names and (not word.isalpha() or (word in about and not article))
        return article + (names[word] if named else word)

    return re.sub(rf"((?:{_ARTICLES}) )?([\w-]+)", name_of, text)


def proper_names(names: Mapping[str, str]) -> frozenset[str]:
    """Ids that stand, with a capital letter, in their own unit's name: `tributs` of Admiral Tributs."""
    return frozenset(unit for unit, name in names.items() if unit.capitalize() in re.findall(r"[\w-]+", name))


def spoken_of(row: Mapping[str, Any]) -> set[str]:
    """Ids that a row of the log is about: its unit, the other, and all that its figures name."""
    told = figures_of(str(row["data"])).values()
    listed = [one for value in told for one in (value if isinstance(value, list) else [value])]
    return {str(row["unit_id"]), str(row["other_id"]), *(one for one in listed if isinstance(one, str))}


def label(name: str) -> str:
    """A name made of words and underscores as words: `impact_target` -> `impact target`."""
    return name.replace("_", " ")


def role_name(role: str) -> str:
    words = label(role)
    return words.upper() if role in _SHORT_ROLES else words[:1].upper() + words[1:]


def about_nations(measure: Measure, head: ExerciseHead) -> Measure:
    """The same measure with nations by name in place of their codes."""
    text, names = measure.text, [head.nation(code) for code in measure.subject.split(">")]
    for code in set(measure.subject.split(">")) - {""}:
        text = re.sub(rf"\b{re.escape(code)}\b", head.nation(code).replace("\\", r"\\"), text)
    return Measure(measure.serial_id, measure.name, ">".join(names), measure.value, measure.unit, text)


def how_it_ended(recording: Recording, serial: Mapping[str, Any]) -> tuple[str, str]:
    """How a serial ended, in a few words, and why; both empty if there is nothing to say."""
    told = str(serial["reason"])
    roles = participants(recording, str(serial.get("serial_id", "")))
    players = [unit for units in roles.values() for unit in units]
    reason = with_names(recording, _REASONS.get(told, told), players)
    early_s = float(serial["planned_end_s"]) - float(serial["end_s"])
    match serial["state"]:
        case SerialState.COMPLETED.value:
            return ("Completed", reason) if reason else ("", "")
        case SerialState.CANCELLED.value:
            return "Cancelled, never begun", reason
        case SerialState.RUNNING.value:
            return "Still under way", "the recording ends before it does"
        case SerialState.ABORTED.value if math.isfinite(early_s) and early_s > _NO_MATTER_S:
            return f"Broken off {span_text(early_s)} before its planned end", reason
        case SerialState.ABORTED.value:
            return "Aborted: not done when its time was up", reason
        case SerialState.PLANNED.value if not recording.complete:
            return "Not begun", "the recording ends before it"
    return "", reason
