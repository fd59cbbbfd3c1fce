"""Measures of the whole exercise: serials by state, rounds, tonnes passed, distance and fuel of each unit, contacts."""

import numpy as np

from fleetex.measures.classifying import measure_classifying
from fleetex.measures.cooperation import measure_cooperation
from fleetex.measures.holding import gains, neutrals
from fleetex.measures.programme import serials
from fleetex.measures.reading import (
    count,
    distance_m,
    fuel_burnt_kg,
    received_kg,
    recorded_s,
    unit_cards,
)
from fleetex.measures.values import Measure, count_words, mass_text, of_words
from fleetex.record.reader import Recording
from fleetex.units import NMI_M, TONNE_KG
from fleetex.vocabulary import SerialState, SurfaceKind


def measure_exercise(recording: Recording) -> list[Measure]:
    found = _serials(recording) + _rounds(recording) + _contacts(recording) + _per_unit(recording)
    return found + measure_classifying(recording) + measure_cooperation(recording)


def _serials(recording: Recording) -> list[Measure]:
    states = [row["state"] for row in serials(recording)]
    found = []
    for state in SerialState:
        total = states.count(state.value)
        text = f"{count_words(total, 'serial').capitalize()} {state.value}."
        found.append(Measure("", "serials", state.value, float(total), "", text))
    return found


def _rounds(recording: Recording) -> list[Measure]:
    shots = recording.table("shots")
    total, hits = count(shots), int(np.sum(shots["hit"]))
    cards = unit_cards(recording)
    found = [
        Measure("", "rounds", "", float(total), "", f"{count_words(total, 'round').capitalize()} fired."),
        Measure("", "hits", "", float(hits), "", f"{count_words(hits, 'hit').capitalize()}."),
    ]
    for unit_id in dict.fromkeys(shots["unit_id"].tolist()):
        fired = int(np.sum(shots["unit_id"] == unit_id))
        name = cards[unit_id].name if unit_id in cards else unit_id
        found.append(Measure("", "rounds", unit_id, float(fired), "", f"{name}: {count_words(fired, 'round')}."))
    return found


def _contacts(recording: Recording) -> list[Measure]:
    gained = gains(recording)
    strange = {card.unit_id for card in neutrals(recording)}
    ours = {card.unit_id for card in unit_cards(recording).values() if card.partner}
    met = {target for target in strange if any(unit_id in ours for _, unit_id, _ in gained.get(target, ()))}
    text = f"{of_words(len(met), len(strange), 'neutral')} in the area detected by the exercise's own ships."
    total = sum(len(each) for each in gained.values())
    each = f"{count_words(total, 'contact').capitalize()} gained by any sensor on anybody."
    return [
        Measure("", "neutrals_detected", "", float(len(met)), "", text),
        Measure("", "contacts_gained", "", float(total), "", each),
    ]


def _per_unit(recording: Recording) -> list[Measure]:
    end, found = recorded_s(recording), []
    passed = 0.0
    for card in unit_cards(recording).values():
        if not card.partner:
            continue
        miles = distance_m(recording, card.unit_id, 0.0, end) / NMI_M
        burnt = fuel_burnt_kg(recording, card.unit_id, 0.0, end) / TONNE_KG
        taken = received_kg(recording, card.unit_id, 0.0, end) / TONNE_KG
        passed += 0.0 if card.kind == SurfaceKind.AIRCRAFT else taken
        name, verb = card.name, "flew" if card.kind == SurfaceKind.AIRCRAFT else "sailed"
        found.append(Measure("", "distance", card.unit_id, miles, "nmi", f"{name} {verb} {miles:.0f} nmi."))
        text = f"{name} burnt {mass_text(burnt * TONNE_KG)}."
        found.append(Measure("", "fuel_burnt", card.unit_id, burnt, "t", text))
        if taken > 0.0:
            text = f"{name} took {mass_text(taken * TONNE_KG)}."
            found.append(Measure("", "fuel_received", card.unit_id, taken, "t", text))
    text = f"{mass_text(passed * TONNE_KG)} of fuel passed at sea."
    return [Measure("", "fuel_passed", "", passed, "t", text), *found]
