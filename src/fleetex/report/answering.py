"""The closing statement's answers: beside each line announced, what came of it, measured from the recording."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.cooperation import partners
from fleetex.measures.holding import passers_by, passers_by_words
from fleetex.measures.programme import serials
from fleetex.measures.reading import (
    distance_m,
    fuel_burnt_kg,
    participants,
    recorded_s,
    unit_cards,
)
from fleetex.measures.values import Measure, count_words, length_text, mass_text, of_words, sentence, span_text
from fleetex.quantities import format_position
from fleetex.quantities.places import position_of_degrees
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.report.announcing import Announced, ClassWords, announcement
from fleetex.report.fired import were
from fleetex.report.head import ExerciseHead
from fleetex.report.kind_words import outcome_words
from fleetex.report.plain_words import about_nations, how_it_ended, with_names
from fleetex.units import HOUR_S
from fleetex.vocabulary import SerialState, SurfaceKind

LATE_S = 300.0
"""A serial that begins later than this after its planned time is told as late."""
_LOOKS = 400
_COOPERATION = ("time_to_share", "messages_heard", "time_on_target_spread", "station_error", "picture_shared")


@dataclass(frozen=True)
class Answer:
    """A line as announced, and what the recording says to it: a sentence or several, each about one thing."""

    announced: str
    came: list[str]
    met: bool | None
    """Whether it came as announced; None where that can't be said of the line."""


def answers(recording: Recording, head: ExerciseHead, measures: Sequence[Measure]) -> list[Answer]:
    """One answer a line; none where the recording carries no scenario to have been announced."""
    units = recording.table("units")
    rows = zip(*(units[name].tolist() for name in ("class_id", "class_name", "kind")), strict=True)
    classes = {class_id: ClassWords(name or class_id, kind) for class_id, name, kind in rows}
    scenario = recording.header.get("scenario")
    lines = announcement(scenario, classes) if isinstance(scenario, dict) else []
    told = [_answer(line, recording, head, measures) for line in lines if line.topic not in ("exercise", "safety")]
    return [answer for answer in told if answer.came]


def _answer(line: Announced, recording: Recording, head: ExerciseHead, measures: Sequence[Measure]) -> Answer:
    came: list[str] = []
    met: bool | None = None
    match line.topic:
        case "window":
            came, met = _window(recording, head)
        case "place":
            came = _place(recording)
        case "forces":
            came = _forces(recording, line.key)
        case "targets":
            came = _targets(recording)
        case "traffic":
            came = _traffic(recording)
        case "aim":
            came = _aim(head, recording, measures)
        case "kind":
            came, met = _kind(recording, line.key, measures)
    return Answer(line.text, came, met)


def _window(recording: Recording, head: ExerciseHead) -> tuple[list[str], bool | None]:
    begun = [row for row in serials(recording) if math.isfinite(row["start_s"])]
    reached = recorded_s(recording)
    if not begun:
        return [f"No serial was begun; recorded until {head.clock.both(reached)}."], None
    first = min(begun, key=lambda row: (row["start_s"], row["number"]))
    ends = [row["end_s"] for row in begun if math.isfinite(row["end_s"])]
    said = [f"The first serial began at {head.clock.both(first['start_s'])}"]
    said[0] += f", the last ended at {head.clock.both(max(ends))}." if ends else "; none has ended."
    late = [row for row in begun if row["start_s"] - row["planned_start_s"] > LATE_S]
    worst = max(late, key=lambda row: row["start_s"] - row["planned_start_s"], default=None)
    if worst is None:
        said.append(f"No serial began more than {span_text(LATE_S)} late.")
    else:
        by = span_text(worst["start_s"] - worst["planned_start_s"])
        many = count_words(len(late), "serial").capitalize()
        said.append(f"{many} began more than {span_text(LATE_S)} late; {worst['serial_id']} the latest, by {by}.")
    return said, worst is None and reached >= head.end_s - 1.0


def _place(recording: Recording) -> list[str]:
    """Between which parallels and meridians the partners' ships were, by positions spread over the recording."""
    times = np.linspace(0.0, recorded_s(recording), _LOOKS)
    afloat = [card for card in partners(recording) if card.kind != SurfaceKind.AIRCRAFT]
    found = [positions(recording, card.unit_id, times) for card in afloat]
    lats = np.concatenate([at.lat_deg[np.isfinite(at.lat_deg)] for at in found]) if found else np.empty(0)
    lons = np.concatenate([at.lon_deg[np.isfinite(at.lon_deg)] for at in found]) if found else np.empty(0)
    if not lats.size:
        return []
    around = lons[0] + np.remainder(lons - lons[0] + 180.0, 360.0) - 180.0
    south, west = _corner(float(lats.min()), float(around.min()))
    north, east = _corner(float(lats.max()), float(around.max()))
    miles = sum(distance_m(recording, card.unit_id, 0.0, recorded_s(recording)) for card in afloat)
    return [
        f"The ships were between {south} and {north}, {west} and {east}.",
        f"Together they sailed {length_text(miles)}.",
    ]


def _corner(lat_deg: float, lon_deg: float) -> tuple[str, str]:
    lat, _, lon = format_position(position_of_degrees(lat_deg, math.remainder(lon_deg, 360.0)), 0).partition(" ")
    return lat, lon


def _forces(recording: Recording, nation: str) -> list[str]:
    """How many of a nation's own took part in how many serials, what they burnt and fired."""
    own = {card.unit_id: card for card in unit_cards(recording).values() if card.partner and card.nation == nation}
    begun = [row for row in serials(recording) if math.isfinite(row["start_s"])]
    parts = {row["serial_id"]: _players(recording, str(row["serial_id"])) & own.keys() for row in begun}
    in_any = set().union(*parts.values())
    held = sum(bool(players) for players in parts.values())
    where = f"serials, in {held} of the {len(begun)} begun" if len(begun) > 1 else "the one serial begun"
    said = [f"{len(in_any)} of {len(own)} took part in {where if begun else 'serials: none was begun'}."]
    end = recorded_s(recording)
    burnt = sum(fuel_burnt_kg(recording, unit, 0.0, end) for unit in own)
    if burnt > 0.0:
        said.append(f"They burnt {mass_text(burnt)} of fuel.")
    rounds = int(np.isin(recording.table("shots")["unit_id"], list(own)).sum())
    if rounds:
        said.append(f"They fired {count_words(rounds, 'round')}.")
    return said


def _players(recording: Recording, serial_id: str) -> set[str]:
    return {unit for units in participants(recording, serial_id).values() for unit in units}


def _targets(recording: Recording) -> list[str]:
    shots = recording.table("shots")
    cards = unit_cards(recording)
    fired_at = dict.fromkeys(unit for unit in shots["target_id"].tolist() if unit in cards)
    return [
        f"{cards[unit].name}: {count_words(int((shots['target_id'] == unit).sum()), 'round')} fired at it, "
        f"{count_words(int(shots['hit'][shots['target_id'] == unit].sum()), 'hit')}."
        for unit in fired_at
    ]


def _traffic(recording: Recording) -> list[str]:
    """How many passing vessels the exercise's own held on a sensor at some time."""
    cards, contacts = unit_cards(recording), recording.table("contacts")
    own = {card.unit_id for card in partners(recording)}
    by_us = np.isin(contacts["unit_id"], list(own))
    held = {unit for unit in np.unique(contacts["target_id"][by_us]).tolist() if unit in cards and cards[unit].neutral}
    neutral = [card for card in cards.values() if card.neutral]
    passers = passers_by(recording, own, (0.0, recorded_s(recording)))
    besides = f"{sentence(passers_by_words(passers))} {were(passers)} held on a sensor at some time."
    if not neutral:
        return [besides]
    words = of_words(len(held), len(neutral), "passing vessel") + " named in the file"
    found = [f"{words} {were(len(held))} held on a sensor at some time."]
    return [*found, besides] if passers else found


def _aim(head: ExerciseHead, recording: Recording, measures: Sequence[Measure]) -> list[str]:
    """What can be measured of an aim: serials of several nations carried out, and how they worked together."""
    nation_of = {card.unit_id: card.nation for card in partners(recording)}
    joint = [
        row
        for row in serials(recording)
        if len({nation_of[unit] for unit in _players(recording, row["serial_id"]) if unit in nation_of}) > 1
    ]
    done = sum(row["state"] == SerialState.COMPLETED.value for row in joint)
    words = of_words(done, len(joint), "serial")
    said = [f"{words} of more than one nation carried out."] if joint else []
    whole = [measure for measure in measures if not measure.serial_id and measure.name in _COOPERATION]
    order = sorted(whole, key=lambda measure: _COOPERATION.index(measure.name))
    said += [about_nations(measure, head).text for measure in order if math.isfinite(measure.value)]
    return list(dict.fromkeys(said))


def _kind(recording: Recording, kind: str, measures: Sequence[Measure]) -> tuple[list[str], bool]:
    """Each serial of the kind: how it ended, and what its telling measures say."""
    own = [row for row in serials(recording) if row["kind"] == kind]
    said = [_serial(recording, row, measures) for row in own]
    done = sum(row["state"] == SerialState.COMPLETED.value for row in own)
    if len(own) > 1:
        said.insert(0, f"{of_words(done, len(own), 'serial')} carried out.")
    return said, done == len(own)


def _serial(recording: Recording, row: dict[str, Any], measures: Sequence[Measure]) -> str:
    ended, why = how_it_ended(recording, row)
    state = ended or ("Carried out" if row["state"] == SerialState.COMPLETED.value else str(row["state"]).capitalize())
    lasted = (row["end_s"] - row["start_s"]) / HOUR_S
    hours = f" in {span_text(row['end_s'] - row['start_s'])}" if math.isfinite(lasted) and not ended else ""
    own = [measure for measure in measures if measure.serial_id == row["serial_id"]]
    outcome = outcome_words(str(row["kind"]), own) if math.isfinite(row["start_s"]) else ""
    reason = f": {why}" if why else ""
    return with_names(
        recording, f"{row['serial_id']}: {state[:1].lower()}{state[1:]}{reason}{hours}. {outcome}".strip()
    )
