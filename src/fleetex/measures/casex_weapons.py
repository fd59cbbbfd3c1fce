"""CASEX: practice weapons. What was launched, what was assessed a hit, how near they passed, and what is left aboard.

Only of a serial in which a weapon was launched; the rules of assessment are those of the table `launches`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.reading import dicts, mean, unit_cards, where
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, of_words, on_average, sentence
from fleetex.record.reader import Recording

HIT = "assessed hit"


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


def weapon_measures(recording: Recording, serial_id: str, hunters: list[str]) -> list[Measure]:
    """Launches, assessed hits, the mean of how near they came, and rounds left to each hunter who launched any."""
    found = salvoes_of(recording, serial_id)
    if not found:
        return []
    torpedoes = sum(one.kind == "torpedo" for one in found)
    charges = len(found) - torpedoes
    said = [count_words(torpedoes, "torpedo", "torpedoes")] if torpedoes else []
    said += [count_words(charges, "salvo", "salvoes") + " of charges"] if charges else []
    hits = sum(one.hit for one in found)
    near = [one.closest_m for one in found if np.isfinite(one.closest_m)]
    closest_m = mean(near)
    missed = [one.rows[0]["reason"] for one in found if not one.hit and one.kind == "torpedo"]
    why = f" Missed: {'; '.join(dict.fromkeys(missed))}." if missed else ""
    measures = [
        Measure(serial_id, "launches", "", float(len(found)), "", f"{sentence(' and '.join(said))} launched."),
        Measure(
            serial_id,
            "assessed_hits",
            "",
            100.0 * hits / len(found),
            "%",
            f"{of_words(hits, len(found), 'launch', 'launches')} assessed a hit.{why}",
        ),
        Measure(
            serial_id,
            "closest_pass",
            "",
            closest_m,
            "m",
            f"They came to {length_text(closest_m)} of the submarine's hull{on_average(len(near))}.",
        ),
    ]
    return measures + _left(
        recording, serial_id, [unit for unit in hunters if any(one.unit_id == unit for one in found)]
    )


def _left(recording: Recording, serial_id: str, hunters: list[str]) -> list[Measure]:
    """Rounds in the magazines of the mounts that launched, after the serial."""
    cards, table, left = unit_cards(recording), recording.table("launches"), recording.table("magazines")
    measures = []
    for unit_id in hunters:
        used = (table["serial_id"] == serial_id) & (table["unit_id"] == unit_id)
        rounds = 0
        for mount in sorted(set(table["mount_id"][used].tolist())):
            last_s = float(table["time_s"][used & (table["mount_id"] == mount)].max())
            rows = (left["unit_id"] == unit_id) & (left["mount_id"] == mount) & (left["time_s"] <= last_s)
            rounds += int(left["rounds"][rows].min())
        name = cards[unit_id].name if unit_id in cards else unit_id
        text = f"{name} has {count_words(rounds, 'round')} left in the mounts that she used."
        measures.append(Measure(serial_id, "rounds_left", unit_id, float(rounds), "", text))
    return measures


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
