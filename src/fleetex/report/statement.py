"""The headline and the closing statement: what was done, by whom, at what, with what result, in plain words.

Everything here is computed from the recording; a figure that could not be had is left out, never guessed.
"""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.cooperation import partner_nations, partners
from fleetex.measures.programme import serials
from fleetex.measures.reading import UnitCard, count, forces, participants, received_kg, recorded_s, unit_cards
from fleetex.measures.values import Measure, count_words, mass_text, names_text, sentence
from fleetex.record.reader import Recording
from fleetex.report.fired import HITS, fired_words
from fleetex.report.head import ExerciseHead
from fleetex.report.kind_words import kind_words
from fleetex.report.plain_words import about_nations, how_it_ended
from fleetex.units import HOUR_S, TONNE_KG
from fleetex.vocabulary import SerialState, SurfaceKind


@dataclass(frozen=True)
class KeyFigure:
    value: str
    unit: str
    label: str


@dataclass(frozen=True)
class Statement:
    headline: str
    paragraphs: list[str]
    undone: list[tuple[int, str, str, str, str]]
    figures: list[KeyFigure]


def statement(recording: Recording, head: ExerciseHead, measures: list[Measure]) -> Statement:
    """Headline, paragraphs and the strip of key figures."""
    programme = serials(recording)
    done = [s for s in programme if s["state"] == "completed"]
    players = _players(recording, programme)
    nations = {code: [unit for unit in units if unit in players] for code, units in partner_nations(recording).items()}
    nations = {code: units for code, units in nations.items() if units} or partner_nations(recording)
    who = names_text([head.nation(code) for code in nations])
    ships = sum(len(units) for units in nations.values())
    all_of_them = len(done) == len(programme)
    carried_out = _digits(len(done)) if all_of_them else f"{len(done)} of {len(programme)}"
    against = _opponents(recording)
    own_kinds = {card.kind for card in partners(recording)}
    forces = _forces_words(recording, players, who) + _against_words(against, own_kinds, head)
    held = "serial" if max(len(done), len(programme)) == 1 else "serials"
    headline = f"{forces} carried out {carried_out} {held}."
    if not done:
        headline = f"{forces}; no serial was completed." if programme else f"{forces}; no serials."
    paragraphs = [_programme_words(programme), fired_words(recording), _supply_words(recording)]
    paragraphs += [_picture_words(head, measures), _notional_words(recording, head)]
    kept = [words for words in paragraphs if words]
    figures = _figures(recording, len(done), len(programme), ships + len(against))
    return Statement(headline, kept, _undone(recording, programme), figures)


def _players(recording: Recording, programme: list[dict[str, Any]]) -> set[str]:
    """Who took part in a serial that was begun."""
    begun = [str(serial["serial_id"]) for serial in programme if math.isfinite(serial["start_s"])]
    roles = [participants(recording, serial_id) for serial_id in begun]
    return {unit for one in roles for units in one.values() for unit in units}


def _forces_words(recording: Recording, players: set[str], who: str) -> str:
    """`Nine ships of China and Russia, with two assumed units`."""
    own = {card.unit_id for card in partners(recording)}
    rows = [row for row in recording.rows("units") if row["unit_id"] in own]
    rows = [row for row in rows if row["unit_id"] in players] or rows
    reported = [row for row in rows if not row["notional"]]
    shown = reported or rows
    words = sentence(_of_kinds([str(row["kind"]) for row in shown])) + (f" of {who}" if who else "")
    assumed = len(rows) - len(shown)
    return f"{words}, with {count_words(assumed, 'assumed unit')}," if assumed else words


def _opponents(recording: Recording) -> list[UnitCard]:
    """Units of other sides, where one has as many as the partners: neither plays a part for the other alone."""
    own = partners(recording)
    names = {card.unit_id for card in own}
    others = [card for card in unit_cards(recording).values() if card.partner and card.unit_id not in names]
    return [card for card in others if sum(other.side == card.side for other in others) == len(own)]


def _against_words(opponents: list[UnitCard], own_kinds: set[str], head: ExerciseHead) -> str:
    """`and two of the guests` behind the forces; `and one submarine of ...` where all are not ships."""
    kinds: dict[str, list[str]] = {}
    for card in opponents:
        kinds.setdefault(card.nation, []).append(card.kind)
    alike = {card.kind for card in opponents} == own_kinds
    said = [f"{_digits(len(own)) if alike else _of_kinds(own)} of {head.nation(code)}" for code, own in kinds.items()]
    return f" and {names_text(said)}" if said else ""


def _of_kinds(kinds: list[str]) -> str:
    """`one ship and two aircraft`."""
    apart = {SurfaceKind.SUBMARINE.value: ("submarine", ""), SurfaceKind.AIRCRAFT.value: ("aircraft", "aircraft")}
    counts = Counter(apart.get(kind, ("ship", "")) for kind in kinds)
    order = (("ship", ""), *apart.values())
    return names_text([count_words(counts[words], *words) for words in order if counts[words]]) or "no units"


def _digits(number: int) -> str:
    return count_words(number, "x", "x").removesuffix(" x") if number else "none"


def _programme_words(programme: list[dict[str, Any]]) -> str:
    if not programme:
        return "No serials were planned."
    kinds: dict[str, int] = {}
    for serial in programme:
        kinds[serial["kind"]] = kinds.get(serial["kind"], 0) + 1
    shown = [f"{number} of {kind_words(kind)}" for kind, number in sorted(kinds.items(), key=lambda k: (-k[1], k[0]))]
    of_what = f": {names_text(shown)}" if len(kinds) > 1 else f", {shown[0].partition(' ')[2]}"
    words = f"The programme held {count_words(len(programme), 'serial')}{of_what}."
    waiting = sum(serial["state"] == SerialState.PLANNED.value for serial in programme)
    return f"{words} {count_words(waiting, 'serial').capitalize()} not begun." if waiting else words


def _undone(recording: Recording, programme: list[dict[str, Any]]) -> list[tuple[int, str, str, str, str]]:
    """(number, kind, title, how it ended, why) of every serial that was begun or cancelled and not completed."""
    return [
        (s["number"], s["kind"], s["title"], *how_it_ended(recording, s))
        for s in programme
        if s["state"] not in (SerialState.COMPLETED.value, SerialState.PLANNED.value)
    ]


def _supply_words(recording: Recording) -> str:
    rigs = recording.table("rigs")
    if not count(rigs):
        return ""
    cards, end = unit_cards(recording), recorded_s(recording)
    taken = {unit: received_kg(recording, unit, 0.0, end) for unit in dict.fromkeys(rigs["receiver_id"].tolist())}
    total = sum(taken.values())
    givers = names_text([cards[u].name for u in dict.fromkeys(rigs["giver_id"].tolist()) if u in cards])
    receivers = names_text([cards[u].name for u, kg in taken.items() if u in cards and kg > 0.0])
    return f"{givers} passed {mass_text(total)} of fuel to {receivers}." if total > 0.0 else "No fuel was passed."


def _picture_words(head: ExerciseHead, measures: list[Measure]) -> str:
    """How fast the nations shared contacts and heard each other."""
    whole = [m for m in measures if not m.serial_id]
    words = []
    for m in whole:
        if m.name == "time_to_share" and m.value == m.value:
            words.append(about_nations(m, head).text)
    heard = [m for m in whole if m.name == "messages_heard" and len(set(m.subject.split(">"))) == 2]
    if heard:
        low = min(heard, key=lambda m: m.value)
        first, other = (head.nation(code) for code in low.subject.split(">"))
        words.append(
            "All messages between nations were heard."
            if low.value >= 100.0
            else f"Of the messages between nations {low.value:.0f} % or more were heard (least: {first} to {other})."
        )
    return " ".join(words)


def _notional_words(recording: Recording, head: ExerciseHead) -> str:
    units = forces(recording)
    places, presence = int(np.sum(units["notional_start"])), int(np.sum(units["notional"]))
    if head.notional:
        return "This exercise is notional: it was made up, and no report speaks of it."
    if not places and not presence:
        return ""
    words = "This is a simulation from public reports."
    if places:
        words += f" {count_words(places, 'starting position').capitalize()} {'is' if places == 1 else 'are'} notional."
    if presence:
        words += f" The presence of {count_words(presence, 'unit')} is notional: no report gives it."
    return words


def _figures(recording: Recording, done: int, planned: int, ships: int) -> list[KeyFigure]:
    """The serials, the units and the time always; what was fired, launched and passed where anything was."""
    shots, launches = recording.table("shots"), recording.table("launches")
    bursts = recording.table("bursts")
    end = recorded_s(recording)
    cards = unit_cards(recording)
    afloat = [unit for unit, card in cards.items() if card.kind != SurfaceKind.AIRCRAFT]
    fuel = sum(received_kg(recording, unit, 0.0, end) for unit in afloat) / TONNE_KG
    served = sum(card.partner for card in cards.values()) - ships
    besides = f", {served} more beside or against them" if served > 0 else ""
    found = [
        KeyFigure(f"{done}", f"of {planned}", "serials carried out"),
        KeyFigure(f"{ships}", "", f"ships and other units{besides}"),
    ]
    if count(shots):
        found.append(KeyFigure(_grouped(count(shots)), "", f"rounds fired, {_hits(int(np.sum(shots['hit'])))}"))
    if count(bursts):
        fired, hits = int(np.sum(bursts["rounds"])), int(np.sum(bursts["hits"]))
        found.append(KeyFigure(_grouped(fired), "", f"rounds at air targets, {_hits(hits)}"))
    for table, label in (("missile_flights", "missiles at ships"), ("air_engagements", "air-defence missiles")):
        rows = recording.table(table)
        if count(rows):
            hits = int(np.count_nonzero(rows["outcome"] == HITS[table]))
            found.append(KeyFigure(_grouped(count(rows)), "", f"{label}, {_hits(hits)}"))
    if count(launches):
        found.append(KeyFigure(_grouped(count(launches)), "", "practice weapons launched"))
    if fuel >= 0.5:
        found.append(KeyFigure(_grouped(round(fuel)), "t", "fuel passed at sea"))
    return [*found, KeyFigure(f"{round(end / HOUR_S, 1):g}", "h", "simulated")]


def _hits(number: int) -> str:
    return f"{number} hit" if number == 1 else f"{number} hits"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
