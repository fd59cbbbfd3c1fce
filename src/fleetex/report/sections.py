"""The tables of the report as plain values for the page's template: one function a section."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from fleetex.measures.manex import unit_tones
from fleetex.measures.missile_rows import spent
from fleetex.measures.nations import PAIR, nation_name
from fleetex.measures.reading import (
    UnitCard,
    at_times,
    count,
    dicts,
    distance_m,
    figures_of,
    forces,
    fuel_burnt_kg,
    of_serial,
    participants,
    received_kg,
    recorded_s,
    sorted_by,
    unit_cards,
    where,
)
from fleetex.measures.refusals import refusals
from fleetex.measures.salvoes import salvoes
from fleetex.measures.values import Measure
from fleetex.record.reader import Recording
from fleetex.report.head import ExerciseHead, serial_note
from fleetex.report.kind_words import told_by
from fleetex.report.plain_words import how_it_ended, label, role_name, spoken_of, with_names
from fleetex.units import KN_MPS, NMI_M, TONNE_KG

THIN = "\N{NARROW NO-BREAK SPACE}"
_TOLD = frozenset(
    """weather|aground|task done|no answer|order refused|left out|not ready|circuit restored|alternate|
    signal executed|signal not understood|evolution ended|guide lost|turn back|alongside|connected|pumping|pump done|
    break away|rig failed|
    approach broken off|commence fire|hold fire|hostile act|range fouled|range clear|check fire|fire for effect|
    end of mission|call for fire|own spotting|not observed|waterspace breach|
    attack|assessment|contact lost|contact dismissed|comes up to snort|snorting over|
    contact reported|radar heard|shadowing|shadow ended|route done|
    raid called|scramble|fighter engages|release|submarine attack|fires|out of action|
    group entered|group left|pair unable|nobody left|hand-over|identified|not identified|
    zone entered|zone left|refuelled|not refuelled|sighted|recovered""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
OUT = "out of action"
_EVENTS_SHOWN = 24
PIVOT_COLUMNS = 8
"""Of measures, that a page has room for."""
_SAID_BY = (
    *("attack", "contact lost", "contact dismissed", "comes up to snort", "snorting over", "submarine attack"),
    *("fighter engages", "release", "fires", "identified", "not identified"),
)
_ONCE = ("order refused", "contact reported", "radar heard", "not observed", "alternate", "no answer")


def figure(value: float, unit: str = "") -> str:
    """A number with the digits that matter, a true minus, thin thousands, and its unit; a dash for NaN."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    size = abs(value)
    places = 0 if size >= 100 or value == round(value) else 1 if size >= 1 else 2
    shown = f"{value:,.{places}f}".replace("-", "\N{MINUS SIGN}").replace(",", THIN)
    return f"{shown}\N{NO-BREAK SPACE}{unit}" if unit else shown


def rounded(value: float, places: int = 0) -> float:
    """NaN stays NaN: a recording made from logs does not know everything."""
    return round(value, places) if math.isfinite(value) else value


def measure_value(measure: Measure) -> str:
    """Seconds from two minutes up are minutes, from two hours up hours."""
    if measure.unit == "s" and math.isfinite(measure.value):
        if abs(measure.value) >= 7200.0:
            return figure(measure.value / 3600.0, "h")
        if abs(measure.value) >= 120.0:
            return figure(measure.value / 60.0, "min")
    return figure(measure.value, measure.unit)


_TITLES = {
    "station_error": "Off station, guide steady",
    "station_error_p95": "Off station, steady, 95 %",
    "station_error_turning": "Off station, guide turning",
    "mpi_error": "Error of the MPI",
    "comex_to_first_round": "COMEX to first round",
    "range_off": "Off the range ordered",
    "line_off": "Off the line ordered",
    "first_detection": "First detection at",
    "splashes_told": "Splashes told apart",
    "effect_error": "Error in effect, median",
    "pairs_in_touch": "Pairs of ships in touch",
    "picture_own": "Contact time, own sensors",
    "picture_shared": "Contact time, with links",
    "time_to_share": "Time to share a contact",
    "track_swaps": "Tracks that changed places",
    "swapped_time": "Time with another's track",
    "duplicates": "Contacts shown twice",
    "duplicate_time": "Time shown twice",
    "spotted_across": "Spotting for the other nation",
    "mad_runs": "MAD runs",
    "mad_marks": "MAD marks",
}


def humanised(name: str) -> str:
    """A measure's name as a title: `time_to_first_flow` -> `Time to first flow`."""
    words = name.replace("_", " ")
    return _TITLES.get(name) or words[:1].upper() + words[1:]


@dataclass(frozen=True)
class ForceGroup:
    nation: str
    tone: str
    rows: list[dict[str, Any]]


def order_of_battle(recording: Recording, head: ExerciseHead) -> list[ForceGroup]:
    """Partners by nation, then targets and shore parties, then traffic."""
    cards, tones = unit_cards(recording), unit_tones(recording)
    defaults = _defaults(recording)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(dicts(forces(recording)), key=lambda row: cards[row["unit_id"]].turn):
        card = cards[row["unit_id"]]
        others = "Traffic" if card.neutral else "Targets and shore parties"
        group = head.nation_alone(card.nation) if card.partner else others
        groups.setdefault(group or "Exercise side", []).append(_force_row(row, card, defaults))
    return [ForceGroup(name, tones[own[0]["unit_id"]], own) for name, own in groups.items()]


def _force_row(row: dict[str, Any], card: UnitCard, defaults: dict[str, int]) -> dict[str, Any]:
    fuel = row["fuel_kg_max"]
    return row | {
        "length": figure(rounded(row["length_m"]), "m"),
        "speed": figure(rounded(row["speed_mps_max"] / KN_MPS, 1), "kn"),
        "fuel": figure(rounded(fuel / TONNE_KG), "t") if math.isfinite(fuel) and fuel > 0.0 else "\N{EN DASH}",
        "defaults": defaults.get(f"platform/{row['class_id']}", 0),
        "partner": card.partner,
    }


def _defaults(recording: Recording) -> dict[str, int]:
    """Library subject -> how many of its values are generic defaults."""
    rows = recording.table("library")
    subjects = rows["subject"][rows["status"] == "generic default"].tolist()
    return {subject: subjects.count(subject) for subject in set(subjects)}


_ORDER = (
    *(
        "circuits_up",
        "time_to_restore",
        "answered_late",
        "not_answered",
        "rounds_finished",
        "answer_delay",
        "sets_working",
        "time_to_repair",
        "pairs_in_touch",
    ),
    *(
        "messages_heard",
        "track_covered",
        "contacts_held",
        "first_detection",
        "contacts_shared",
        "shadowed",
        "station_error",
    ),
    *(
        "station_error_p95",
        "station_error_turning",
        "time_to_station",
        "fuel_per_mile",
        "signal_delay",
        "time_to_execute",
    ),
    *("time_to_first_flow", "pump_rate", "delivered", "gap", "given_up"),
    *(
        "rounds",
        "hits",
        "straddles",
        "mpi_error",
        "first_salvo_error",
        "range_off",
        "line_off",
        "salvo_error",
        "corrections",
    ),
    *("rounds_for_effect", "rounds_to_adjust", "effect_error", "time_to_first_round", "comex_to_first_round"),
    *("time_to_first_straddle", "time_on_target_spread", "time_on_target_error", "splashes_told", "range_fouled"),
    *("detected", "detection_range", "hold_time", "alerted", "attacks", "attacks_valid", "attack_error", "launches"),
    *("assessed_hits", "closest_pass", "rounds_left", "track_searched", "sorties", "dips", "buoys_laid"),
    *("cross_fixes", "mad_runs", "mad_marks"),
    *("coverage", "random_search", "inverse_cube_search", "exhaustive_search", "random_search_time", "limiting_angle"),
    *(
        "passes",
        "sweep_width_inverse_cube",
        "sweep_width_normal",
        "sweep_width_triangle",
        "midway_prob",
        "barrier_prob",
    ),
    *("calls", "calls_reached", "time_to_call", "false_targets"),
    *("runs", "live_runs", "expected_hits", "triggered_bursts", "miss_distance", "nearest_miss", "aim_error"),
    *("time_to_first_burst", "comex_to_first_burst", "opening_range", "targets_lost", "check_fires"),
    *("recoveries", "cross_deck_landings", "landings_by_nations", "deck_wait", "deck_wait_max", "deck_cycle"),
)


TOGETHER = (
    *("picture_own", "picture_shared", "time_to_share", "track_swaps", "swapped_time", "duplicates"),
    *("duplicate_time", "station_error", "time_on_target_spread"),
    *("messages_heard", "spotted_across"),
)
"""The order in which measures between nations are told."""


def in_order(measures: list[Measure], order: tuple[str, ...] = _ORDER) -> list[Measure]:
    """As a person would ask for them (a recording has them by the alphabet); names not known here come last."""
    rank = {name: number for number, name in enumerate(order)}
    return sorted(measures, key=lambda m: rank.get(m.name, len(rank)))


def serial_card(recording: Recording, serial: dict[str, Any], measures: list[Measure]) -> dict[str, Any]:
    """What a serial's card shows beside its figure."""
    cards, serial_id = unit_cards(recording), str(serial["serial_id"])
    roles = [
        (role, [cards[u].card_label if u in cards else u for u in units])
        for role, units in participants(recording, serial_id).items()
    ]
    own = in_order([m for m in measures if m.serial_id == serial_id])
    oce = cards[serial["oce"]].card_label if serial["oce"] in cards else serial["oce"]
    events, left_out = _events_that_mattered(recording, serial_id, str(serial["kind"]))
    return serial | {
        "roles": roles,
        "oce_name": oce,
        "note": serial_note(recording, serial_id),
        "ended": how_it_ended(recording, serial),
        "main": rows_in_words([m for m in own if not m.subject]),
        "pivot": pivot(_by_subject(own), cards, partial(nation_name, recording)),
        "salvoes": salvo_rows(recording, serial_id),
        "missiles": missile_rows(recording, serial_id),
        "events": events,
        "events_left_out": left_out,
        "area": area_name(recording, str(serial["area_id"])),
        "role_names": {role: role_name(role) for role, _ in roles},
        "late_s": serial["start_s"] - serial["planned_start_s"],
    }


def rows_in_words(own: list[Measure]) -> list[tuple[Measure, int]]:
    """Each measure and over how many rows its sentence stands: once for neighbours who share it, 0 for the others."""
    spans = [1] * len(own)
    for row in range(len(own) - 1, 0, -1):
        if own[row].text == own[row - 1].text:
            spans[row - 1] += spans[row]
            spans[row] = 0
    return list(zip(own, spans, strict=True))


def missile_rows(recording: Recording, serial_id: str) -> list[dict[str, Any]]:
    """Who fired missiles at whom, from what, with what result and what left."""
    cards = unit_cards(recording)
    return [
        one._asdict() | {"name": cards[one.unit].card_label, "mount": one.mount.replace("_", " ")}
        for table in ("missile_flights", "air_engagements")
        for one in spent(recording, table, serial_id)
    ]


def salvo_rows(recording: Recording, serial_id: str) -> list[dict[str, Any]]:
    """Each salvo: the range and the true bearing that it was fired at beside those ordered, and where it fell."""
    cards = unit_cards(recording)
    return [
        {
            "name": cards[s.firer_id].card_label if s.firer_id in cards else s.firer_id,
            "number": s.number,
            "time_s": s.fired_s,
            "rounds": s.rounds,
            "range": _miles(s.range_m),
            "range_ordered": _miles(s.range_ordered_m),
            "bearing": _bearing(s.bearing_deg),
            "bearing_ordered": _bearing(s.bearing_ordered_deg),
            "error": figure(rounded(s.error_m), "m"),
            "hits": int(np.sum(s.hits)),
        }
        for s in salvoes(recording, serial_id)
    ]


def _miles(range_m: float) -> str:
    return f"{range_m / NMI_M:.2f}\N{NO-BREAK SPACE}nmi" if math.isfinite(range_m) else "\N{EN DASH}"


def _bearing(degrees: float) -> str:
    return f"{round(degrees) % 360:03d}T" if math.isfinite(degrees) else "\N{EN DASH}"


def _by_subject(own: list[Measure]) -> list[Measure]:
    """Those of single subjects; none if there is one subject alone and all of it is told of the whole serial too."""
    single = [m for m in own if m.subject and m.name != "salvo_error"]
    whole = {(m.name, m.value) for m in own if not m.subject}
    alone = len({m.subject for m in single}) == 1
    return [] if alone and all((m.name, m.value) in whole for m in single) else single


def pivot(measures: list[Measure], cards: dict[str, UnitCard], nation: Callable[[str], str] = str) -> dict[str, Any]:
    """A row for each subject and a column for each measure; the other way about where that is too wide for a page."""
    names = list(dict.fromkeys(m.name for m in measures))
    subjects = list(dict.fromkeys(m.subject for m in measures))
    found = {(m.subject, m.name): measure_value(m) for m in measures}
    named = {subject: _subject_label(subject, cards, nation) for subject in subjects}
    if len(names) > PIVOT_COLUMNS and len(subjects) < len(names):
        turned = [(humanised(name), [found.get((subject, name), "") for subject in subjects]) for name in names]
        return {"names": list(named.values()), "rows": turned}
    rows = [(named[subject], [found.get((subject, name), "") for name in names]) for subject in subjects]
    return {"names": [humanised(name) for name in names], "rows": rows}


def _subject_label(subject: str, cards: dict[str, UnitCard], nation: Callable[[str], str]) -> str:
    """A unit as its card has it, with what follows its id (`zaozhuang run 1`); nations (`AA on BB`); else the words."""
    unit, _, rest = subject.partition(" ")
    if PAIR in subject:
        return PAIR.join(nation(code) for code in subject.split(PAIR))
    return f"{cards[unit].card_label} {rest}".rstrip() if unit in cards else label(subject)


def area_name(recording: Recording, area_id: str) -> str:
    rows = recording.table("areas")
    found = rows["name"][rows["area_id"] == area_id]
    return str(found[0]) if found.size and found[0] else area_id


def _events_that_mattered(recording: Recording, serial_id: str, kind: str) -> tuple[list[dict[str, Any]], int]:
    """The first of them, a run of the same kind told once; and how many are left out."""
    rows = sorted_by(of_serial(recording, "events", serial_id), "time_s", "number")
    told: list[dict[str, Any]] = []
    matters = _TOLD | told_by(kind)
    for row in dicts(rows):
        if row["kind"] not in matters:
            continue
        if row["kind"] == OUT and told and all(told[-1][name] == row[name] for name in ("kind", "unit_id", "time_s")):
            continue  # the umpire has said it, and she says it too
        if told and told[-1]["kind"] == row["kind"] and row["kind"] in _ONCE:
            told[-1] |= {"repeats": told[-1]["repeats"] + 1, "until_s": row["time_s"]}
        else:
            who = unit_cards(recording)[row["unit_id"]].name if row["kind"] in _SAID_BY else ""
            text = f"{who}: {row['text']}" if who else with_names(recording, row["text"], spoken_of(row))
            told.append(row | {"repeats": 0, "until_s": row["time_s"], "text": text})
    return told[:_EVENTS_SHOWN], max(len(told) - _EVENTS_SHOWN, 0)


def fuel_rows(recording: Recording) -> list[dict[str, Any]]:
    """Each partner's fuel from start to end; a band where published endurance disagrees."""
    end, rows = recorded_s(recording), recording.table("fuel")
    units = {row["unit_id"]: row for row in dicts(recording.table("units"))}
    found = []
    for card in sorted(unit_cards(recording).values(), key=lambda card: card.turn):
        own = where(rows, rows["unit_id"] == card.unit_id)
        if not card.partner or not count(own):
            continue
        own = sorted_by(own, "time_s")
        most = units[card.unit_id]["fuel_kg_max"]
        begin_kg, end_kg = at_times(own, "fuel_kg", np.array([0.0, end])).tolist()
        burnt = fuel_burnt_kg(recording, card.unit_id, 0.0, end)
        taken = received_kg(recording, card.unit_id, 0.0, end)
        row = units[card.unit_id]
        cargo = at_times(own, "cargo_kg", np.array([0.0, end])).tolist()
        found.append(
            {
                "card": card,
                "miles": figure(rounded(distance_m(recording, card.unit_id, 0.0, end) / NMI_M), "nmi"),
                "begin": _share(begin_kg, most),
                "end": _share(end_kg, most),
                "least": _share(float(np.min(own["fuel_kg"])), most),
                "burnt": figure(burnt / TONNE_KG, "t"),
                "taken": figure(taken / TONNE_KG, "t") if taken > 0.0 else "",
                "cargo": _cargo(*cargo),
                "band": row["fuel_band"],
                "end_band": _end_band(row, begin_kg / most if most else math.nan, burnt - taken),
            }
        )
    return found


def _cargo(begin_kg: float, end_kg: float) -> str:
    """Fuel carried for others, at the start and at the end; nothing for a ship that carries none."""
    if not begin_kg > 0.0:
        return ""
    return f"{figure(rounded(begin_kg / TONNE_KG))} \N{RIGHTWARDS ARROW} {figure(rounded(end_kg / TONNE_KG), 't')}"


def refusal_rows(recording: Recording) -> list[dict[str, Any]]:
    """Orders refused and ships left out: one row a unit, serial and reason, with how often and when first."""
    cards = unit_cards(recording)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in refusals(recording):
        key = row.kind, row.unit, row.serial, row.order, row.reason
        name = cards[row.unit].card_label if row.unit in cards else row.unit
        first = {"name": name, "serial": row.serial or "on passage", "time_s": row.time_s, "times": 0}
        first["about"] = {row.unit, *(unit for units in participants(recording, row.serial).values() for unit in units)}
        first |= {"what": row.kind + (f" ({row.order})" if row.order else ""), "reason": row.reason}
        found.setdefault(key, first)["times"] += 1
    for told in found.values():
        told["reason"] = with_names(recording, told["reason"], told["about"])
    return list(found.values())


def _share(fuel_kg: float, most_kg: float) -> float:
    return float(rounded(100.0 * fuel_kg / most_kg)) if most_kg > 0.0 else math.nan


def _end_band(row: dict[str, Any], begin_share: float, spent_kg: float) -> tuple[float, float] | None:
    """Percent left at the end if the bunker were what the least and the greatest published endurance imply."""
    low, high = row["fuel_kg_low"], row["fuel_kg_high"]
    if not (math.isfinite(low) and math.isfinite(high)) or low <= 0.0:
        return None
    ends = sorted(float(rounded(100.0 * (begin_share - spent_kg / bunker))) for bunker in (low, high))
    return max(ends[0], 0.0), min(ends[1], 100.0)


def ammunition_rows(recording: Recording) -> list[dict[str, Any]]:
    """Each mount and launcher that fired: rounds at the start, fired, left."""
    cards = unit_cards(recording)
    fired = _fired_by_mount(recording)
    found = []
    for mount in sorted(dicts(recording.table("mounts")), key=lambda row: cards[row["unit_id"]].turn):
        rounds = fired.get((mount["unit_id"], mount["mount_id"]), 0)
        if rounds:
            gun = math.isfinite(mount["calibre_m"])
            calibre = figure(rounded(1000.0 * mount["calibre_m"]), "mm") if gun else mount["class_id"].replace("_", " ")
            name = cards[mount["unit_id"]].card_label if mount["unit_id"] in cards else mount["unit_id"]
            found.append(mount | {"name": name, "fired": rounds, "left": mount["rounds"] - rounds, "calibre": calibre})
    return found


def _fired_by_mount(recording: Recording) -> dict[tuple[str, str], int]:
    """(Unit, mount) -> rounds fired; of decoys salvoes."""
    fired: Counter[tuple[str, str]] = Counter()
    for table in ("shots", "launches", "missile_flights", "air_engagements"):
        rows = recording.table(table)
        fired.update(zip(rows["unit_id"].tolist(), rows["mount_id"].tolist(), strict=True))
    bursts = recording.table("bursts")
    for unit, mount, rounds in zip(*(bursts[name].tolist() for name in ("unit_id", "mount_id", "rounds")), strict=True):
        fired[unit, mount] += rounds
    decoys = recording.table("decoy_launches")
    salvoes = set(zip(*(decoys[name].tolist() for name in ("unit_id", "mount_id", "salvo")), strict=True))
    fired.update((unit, mount) for unit, mount, _ in salvoes)
    return fired


def fact_rows(recording: Recording) -> list[dict[str, Any]]:
    """Facts with their versions side by side; conflicts first."""
    rows = dicts(recording.table("facts"))
    for row in rows:
        versions = figures_of(f'{{"all": {row["versions"] or "[]"}}}').get("all", [])
        told = [version for version in versions if isinstance(version, dict)] if isinstance(versions, list) else []
        row |= {name: with_names(recording, row[name]) for name in ("resolution", "used")}
        row["said"] = [(str(version.get("text", "")), _source_text(version.get("source"))) for version in told]
    return sorted(rows, key=lambda row: ("conflict" not in row["relation"].lower(), row["fact_id"]))


def _source_text(source: Any) -> str:
    return ", ".join(str(s) for s in source) if isinstance(source, list | tuple) else str(source or "")


def source_rows(recording: Recording) -> list[dict[str, Any]]:
    """Sources with an address that may be followed; anything but plain web addresses stays text."""
    rows = dicts(recording.table("sources"))
    for row in rows:
        url = row["url"].strip()
        bare = "://" not in url and "." in url.split("/")[0] and ":" not in url and " " not in url
        row["href"] = url if url.startswith(("https://", "http://")) else f"https://{url}" if bare else ""
    return rows


def library_groups(recording: Recording) -> list[tuple[str, list[dict[str, Any]]]]:
    """Library values by status: generic defaults, design values, unknown, published."""
    rows = dicts(recording.table("library"))
    order = ["generic default", "design", "unknown", "published"]
    order += sorted({row["status"] for row in rows} - set(order))
    groups = [(status, [row for row in rows if row["status"] == status]) for status in order]
    return [(status, own) for status, own in groups if own]
