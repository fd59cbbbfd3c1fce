"""CASEX, ASWEX-SIM, ESCORTEX: practice weapons. What was launched, what was assessed a hit, how near the misses came,
what is left aboard.

Only of a serial that wants weapons, launched or not; the rules of assessment are those of the table `launches`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.reading import dicts, figures_of, mean, unit_cards, where
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, of_words, on_average, sentence
from fleetex.record.reader import Recording

HIT = "assessed hit"
_NONE = "No practice weapon was launched."
_LIBRARY = {"torpedo": "torpedo", "rockets": "rocket"}
"""What a serial wants -> under what the library has it."""


@dataclass(frozen=True)
class Salvo:
    """A torpedo, or the charges of one salvo."""

    unit_id: str
    salvo: str
    kind: str
    rounds: int
    hit: bool
    closest_m: float
    """NaN if no submarine was under water."""
    rows: tuple[dict[str, Any], ...]


def salvoes_of(recording: Recording, serial_id: str) -> list[Salvo]:
    """All that was launched in a serial, in order."""
    table = recording.table("launches")
    mine = dicts(where(table, table["serial_id"] == serial_id))
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in sorted(mine, key=lambda row: (row["time_s"], row["unit_id"], row["round"])):
        groups.setdefault((row["unit_id"], row["salvo"]), []).append(row)
    found = []
    for (unit_id, salvo), rows in groups.items():
        near = [row["closest_m"] for row in rows if np.isfinite(row["closest_m"])]
        hit = any(row["outcome"] == HIT for row in rows)
        closest_m = min(near, default=float("nan"))
        found.append(Salvo(unit_id, salvo, rows[0]["kind"], len(rows), hit, closest_m, tuple(rows)))
    return found


def weapon_measures(
    recording: Recording,
    serial: dict[str, Any],
    window: tuple[float, float],
    hunters: list[str],
    hunted: str = "submarine",
) -> list[Measure]:
    """Launches, assessed hits, the mean of how near the others came, and rounds left to each hunter who carries any.

    `hunted`: what is under water, a noun. None in a serial that wants no weapon; nought launches in one that wants
    them and in which nobody attacked.
    """
    serial_id = str(serial["serial_id"])
    found = salvoes_of(recording, serial_id)
    wanted = str(figures_of(str(serial.get("params", ""))).get("weapon", "none"))
    if wanted == "none" and not found:
        return []
    hits = sum(one.hit for one in found)
    share = 100.0 * hits / len(found) if found else float("nan")
    missed = [one.rows[0]["reason"] for one in found if not one.hit and one.kind == "torpedo"]
    why = f" Missed: {'; '.join(dict.fromkeys(missed))}." if missed else ""
    came = f"{of_words(hits, len(found), 'launch', 'launches')} assessed a hit.{why}" if found else _NONE
    closest_m, near = _near_misses(found, hunted)
    return [
        Measure(serial_id, "launches", "", float(len(found)), "", _launched(found)),
        Measure(serial_id, "assessed_hits", "", share, "%", came),
        Measure(serial_id, "closest_pass", "", closest_m, "m", near),
        *_left(recording, serial_id, wanted, window[1], hunters),
    ]


def _launched(found: list[Salvo]) -> str:
    """How many of what were launched, as a sentence."""
    torpedoes = sum(one.kind == "torpedo" for one in found)
    charges = len(found) - torpedoes
    said = [count_words(torpedoes, "torpedo", "torpedoes")] if torpedoes else []
    said += [count_words(charges, "salvo", "salvoes") + " of charges"] if charges else []
    return f"{sentence(' and '.join(said))} launched." if said else _NONE


def _near_misses(found: list[Salvo], hunted: str) -> tuple[float, str]:
    """How near the launches that missed came, on average, and the same in words.

    A torpedo that is assessed a hit passes at the distance for which it is set: that tells of the setting alone.
    """
    if not found:
        return float("nan"), _NONE
    near = [one.closest_m for one in found if not one.hit and np.isfinite(one.closest_m)]
    if near:
        miss, off = "misses" if len(near) > 1 else "miss", length_text(mean(near))
        return mean(near), f"The {miss} came within {off} of a {hunted}'s hull{on_average(len(near))}."
    none = "No launch missed." if all(one.hit for one in found) else f"No {hunted} was under water."
    return float("nan"), none


def _left(recording: Recording, serial_id: str, wanted: str, end_s: float, hunters: list[str]) -> list[Measure]:
    """Rounds after the serial in each hunter's mounts of the kind that it wants, and in those that she used."""
    cards, table, left = unit_cards(recording), recording.table("launches"), recording.table("magazines")
    whole, kind = _mounts_of(recording, ""), _LIBRARY.get(wanted)
    carried = _mounts_of(recording, kind) if kind else {}
    measures = []
    for unit_id in hunters:
        used = (table["serial_id"] == serial_id) & (table["unit_id"] == unit_id)
        mounts = {mount: rounds for (unit, mount), rounds in carried.items() if unit == unit_id}
        mounts |= {mount: whole.get((unit_id, mount), 0) for mount in table["mount_id"][used].tolist()}
        if not mounts:
            continue
        until_s = max([end_s, *table["time_s"][used].tolist()])
        rounds = 0
        for mount, full in mounts.items():
            rows = (left["unit_id"] == unit_id) & (left["mount_id"] == mount) & (left["time_s"] <= until_s)
            rounds += min([full, *left["rounds"][rows].tolist()])
        name = cards[unit_id].name if unit_id in cards else unit_id
        text = f"{name} has {count_words(rounds, 'practice weapon')} left."
        measures.append(Measure(serial_id, "rounds_left", unit_id, float(rounds), "", text))
    return measures


def _mounts_of(recording: Recording, kind: str) -> dict[tuple[str, str], int]:
    """(Unit, mount) -> rounds at the start, of those whose class the library has under a kind; all if none is given."""
    subjects = set(recording.table("library")["subject"].tolist()) if kind else set()
    rows = recording.table("mounts")
    each = zip(*(rows[name].tolist() for name in ("unit_id", "mount_id", "class_id", "rounds")), strict=True)
    return {(unit, mount): rounds for unit, mount, row, rounds in each if not kind or f"{kind}/{row}" in subjects}


def draw_runs(chart: TrackChart, salvoes: list[Salvo]) -> None:
    """A line from where each went into the water to where its run was over; of charges a dot."""
    for salvo in salvoes:
        for row in salvo.rows:
            lat = np.array([row["entry_lat_deg"], row["end_lat_deg"]])
            lon = np.array([row["entry_lon_deg"], row["end_lon_deg"]])
            x, y = chart.pixels(lat, lon)
            if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
                continue
            tone = "danger" if row["outcome"] == HIT else "ink2"
            if salvo.kind == "torpedo":
                chart.sketch.line(float(x[0]), float(y[0]), float(x[1]), float(y[1]), tone, 1.1, "3 2")
            else:
                chart.sketch.circle(float(x[0]), float(y[0]), 1.2, tone)
