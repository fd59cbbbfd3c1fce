"""The questions that measures and figures ask of a recording, beside its plain tables: rows of a serial, who is who,
where a unit was, when things held. Everything here reads columns; nothing knows the engine.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.kept import kept
from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.record.unfinished import moment_of
from fleetex.vocabulary import SurfaceKind

Column = NDArray[Any]
Rows = dict[str, Column]
Floats = NDArray[np.float64]


NAME_LETTERS = 60
"""Longer names are cut in sentences and figures; the order of battle has them whole."""
CARD_LETTERS = 30
"""What a row of a table or a role on a serial's card has room for without a second line."""


@dataclass(frozen=True)
class UnitCard:
    """What measures need of a row of `units`."""

    unit_id: str
    name: str
    hull: str
    nation: str
    side: str
    neutral: bool
    kind: str
    length_m: float
    beam_m: float

    @property
    def label(self) -> str:
        return f"{self.hull} {self.name}" if self.hull else self.name

    @property
    def turn(self) -> tuple[Any, ...]:
        """Order of lists: partners, others, traffic; by nation; by hull number, then what has none by name."""
        return not self.partner, self.neutral, self.nation, not self.hull, len(self.hull), self.hull, self.name

    @property
    def card_label(self) -> str:
        """Hull number and name, the name shortened where it is long."""
        return self.label if len(self.label) <= CARD_LETTERS else self.short_label(CARD_LETTERS)

    def short_name(self, letters: int) -> str:
        """The name without what stands in brackets; of one that is still too long, the last two words or the last.

        A helicopter of a ship is not that ship: "Helicopter of Admiral Panteleyev" gets "Helicopter of Panteleyev".
        """
        bare = self.name.split(" (")[0]
        what, of, whose = bare.partition(" of ")
        if of and self.kind == SurfaceKind.AIRCRAFT.value and len(bare) > letters:
            bare = f"{what} of {whose.split(' ')[-1]}"
            bare = bare if len(bare) <= letters else what
        words = bare.split(" ")
        words = words[-2:] if len(" ".join(words)) > letters else words
        while len(words) > 1 and len(" ".join(words)) > letters:
            words = words[1:]
        whole = " ".join(words)
        return whole if len(whole) <= letters else f"{whole[: letters - 1]}…"

    def short_label(self, letters: int) -> str:
        """Hull number and short name."""
        return f"{self.hull} {self.short_name(letters - len(self.hull) - 1)}" if self.hull else self.short_name(letters)

    @property
    def partner(self) -> bool:
        """One of the exercise's own ships or aircraft: no traffic, no target, no missile."""
        return not self.neutral and self.kind not in ("target", "shore", "missile")


class UnitCards(dict[str, UnitCard]):
    """Unit id -> card. An id that a row names and `units` does not have is a nameless neutral, no error."""

    def __missing__(self, unit_id: str) -> UnitCard:
        return UnitCard(unit_id, unit_id, "", "", "", True, "", 0.0, 0.0)


def start_utc(recording: Recording) -> datetime:
    """When the exercise began: second 0 of every table. RecordingError if the header does not say."""
    told = recording.header.get("start_utc")
    begun = moment_of(told)
    if begun is None:
        found = f"found {str(told)[:60]!r}" if told is not None else "it is missing"
        raise RecordingError(
            f"the recording in {recording.folder} is damaged: its header must say when the exercise began "
            f"(start_utc, e.g. 2023-07-20T00:00:00Z): {found}"
        )
    return begun


def recorded_s(recording: Recording) -> float:
    """How far it is recorded, seconds; 0 if nothing is."""
    return float(recording.until_s) if np.isfinite(recording.until_s) else 0.0


@lru_cache(maxsize=1)
def unit_cards(recording: Recording) -> UnitCards:
    """Unit id -> card, in the order of the table. Kept for the last recording."""
    rows = recording.table("units")
    names = ("unit_id", "name", "hull", "nation", "side", "neutral", "kind", "length_m", "beam_m")
    columns = [rows[name].tolist() for name in names]
    columns[1] = [name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1]}…" for name in columns[1]]
    return UnitCards({values[0]: UnitCard(*values) for values in zip(*columns, strict=True)})


def count(rows: Rows) -> int:
    return int(next(iter(rows.values())).shape[0]) if rows else 0


def where(rows: Rows, mask: NDArray[np.bool_]) -> Rows:
    """The rows for which the mask is true."""
    return {name: column[mask] for name, column in rows.items()}


def forces(recording: Recording) -> Rows:
    """Rows of `units` as a list of forces has them: missiles are ammunition."""
    units = recording.table("units")
    return where(units, units["kind"] != "missile")


def of_serial(recording: Recording, table: str, serial_id: str) -> Rows:
    """Rows of a table that belong to a serial."""
    rows = recording.table(table)
    own = _places(recording, table).get(serial_id, np.empty(0, np.int64))
    return {name: column[own] for name, column in rows.items()}


@kept
def _places(recording: Recording, table: str) -> dict[str, NDArray[np.int64]]:
    """Serial -> where its rows are in a table. Kept for the tables of the last recording."""
    found: dict[str, list[int]] = {}
    for place, serial_id in enumerate(recording.table(table)["serial_id"].tolist()):
        found.setdefault(serial_id, []).append(place)
    return {serial_id: np.array(places, dtype=np.int64) for serial_id, places in found.items()}


def sorted_by(rows: Rows, *names: str) -> Rows:
    order = np.lexsort([rows[name] for name in reversed(names)])
    return {name: column[order] for name, column in rows.items()}


def dicts(rows: Rows) -> list[dict[str, Any]]:
    """Rows as dictionaries of Python values, for the few tables that are read one by one."""
    names = list(rows)
    return [dict(zip(names, values, strict=True)) for values in zip(*(rows[n].tolist() for n in names), strict=True)]


def serial_window(recording: Recording, serial: dict[str, Any]) -> tuple[float, float] | None:
    """Actual beginning and end in seconds (to the recording's end while it still ran); None if it never began."""
    start = float(serial["start_s"])
    if not np.isfinite(start):
        return None
    end = float(serial["end_s"])
    return start, end if np.isfinite(end) else max(recorded_s(recording), start)


def participants(recording: Recording, serial_id: str) -> dict[str, list[str]]:
    """Role -> unit ids, as the scenario has them one after the other."""
    return {role: list(units) for role, units in _participants(recording).get(serial_id, {}).items()}


@lru_cache(maxsize=1)
def _participants(recording: Recording) -> dict[str, dict[str, list[str]]]:
    """Serial -> role -> unit ids. Kept for the last recording."""
    rows = sorted_by(recording.table("participants"), "place")
    found: dict[str, dict[str, list[str]]] = {}
    for serial_id, role, unit_id in zip(*(rows[n].tolist() for n in ("serial_id", "role", "unit_id")), strict=True):
        found.setdefault(serial_id, {}).setdefault(role, []).append(unit_id)
    return found


def figures_of(text: str) -> dict[str, Any]:
    """A JSON object in a text column; empty if it is none. A stranger's recording may hold anything there."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class LogRow:
    """One line of the log with its figures."""

    time_s: float
    kind: str
    unit_id: str
    other_id: str
    figures: str
    """JSON, as in the column `data`."""

    @property
    def values(self) -> dict[str, Any]:
        """The figures, read when they are first asked for (`cached_property` takes a lock each time in Python 3.11)."""
        found: dict[str, Any] | None = self.__dict__.get("_values")
        if found is None:
            found = self.__dict__["_values"] = figures_of(self.figures)
        return found

    def number(self, name: str) -> float:
        """A figure of it; NaN if it has none of this name."""
        found = self.values.get(name)
        return float(found) if isinstance(found, int | float) else float("nan")

    def word(self, name: str) -> str:
        """A text of it; empty if it has none of this name."""
        found = self.values.get(name)
        return found if isinstance(found, str) else ""

    def truth(self, name: str) -> bool:
        return self.values.get(name) is True


def logged(recording: Recording, serial_id: str, *kinds: str) -> list[LogRow]:
    """What was logged under these kinds in a serial, in order of the log."""
    places = _log_places(recording)
    wanted = sorted(place for kind in set(kinds) for place in places.get((serial_id, kind), ()))
    return [_log_row(recording, place) for place in wanted]


@lru_cache(maxsize=1)
def _log_places(recording: Recording) -> dict[tuple[str, str], list[int]]:
    """(Serial, kind) -> where its rows are in the log. Kept for the last recording."""
    rows = recording.table("events")
    found: dict[tuple[str, str], list[int]] = {}
    for place, key in enumerate(zip(rows["serial_id"].tolist(), rows["kind"].tolist(), strict=True)):
        found.setdefault(key, []).append(place)
    return found


@kept
def _log_row(recording: Recording, place: int) -> LogRow:
    """One line of the log, made and read once. Kept for the last recording."""
    rows = recording.table("events")
    unit_id, other_id = str(rows["unit_id"][place]), str(rows["other_id"][place])
    return LogRow(float(rows["time_s"][place]), str(rows["kind"][place]), unit_id, other_id, str(rows["data"][place]))


def distance_m(recording: Recording, unit_id: str, begin_s: float, end_s: float) -> float:
    """How far a unit moved over the ground at sea level (an aircraft in the air alone): the sum of v tau + a tau^2 / 2
    over its legs in the window."""
    start, end, speed, accel = _motion(recording, unit_id)
    own = slice(max(int(start.searchsorted(begin_s, "right")) - 1, 0), int(start.searchsorted(end_s)))
    start, end, speed, accel = start[own], end[own], speed[own], accel[own]
    end = np.where(np.isnan(end), max(recorded_s(recording), begin_s), end)
    first = np.maximum(begin_s, start) - start
    last = np.maximum(np.minimum(end_s, end) - start, first)
    return float(np.sum(np.abs(speed * (last - first) + 0.5 * accel * (last**2 - first**2))))


@kept
def _motion(recording: Recording, unit_id: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Begin, end (NaN: the last, left open), speed and acceleration of a unit's legs. Kept for the last recording."""
    legs = recording.table("legs")
    own = slice(*(int(np.searchsorted(legs["unit_id"], unit_id, side)) for side in ("left", "right")))
    start, end = legs["time_s"][own], legs["end_s"][own]
    end = np.where(np.isnan(end), np.append(start[1:], np.nan)[: start.size], end)
    speed, accel = legs["speed_mps"][own], legs["accel_mps2"][own]
    if flies(recording, unit_id):
        carried = (legs["height_m"][own] <= 0.0) & (legs["climb_mps"][own] == 0.0)
        speed, accel = np.where(carried, 0.0, speed), np.where(carried, 0.0, accel)
    return start, end, speed, accel


def flies(recording: Recording, unit_id: str) -> bool:
    """Whether a unit is an aircraft: on a deck she goes nowhere by herself, and is fuelled there."""
    return unit_cards(recording)[unit_id].kind == SurfaceKind.AIRCRAFT


def at_times(rows: Rows, column: str, time_s: Floats) -> Floats:
    """A column of one unit's rows (in time order), linear between rows, held outside them; NaN without rows."""
    if count(rows) == 0:
        return np.full(np.shape(time_s), np.nan)
    return np.asarray(np.interp(time_s, rows["time_s"], rows[column]), dtype=np.float64)


def fuel_burnt_kg(recording: Recording, unit_id: str, begin_s: float, end_s: float) -> float:
    """Own bunker lost between two times, what she was given added back; NaN if fuel was not recorded."""
    own = _bunkers(recording).get(unit_id)
    if own is None:
        return float("nan")
    before, after = at_times(own, "fuel_kg", np.array([begin_s, end_s])).tolist()
    return float(before - after + received_kg(recording, unit_id, begin_s, end_s))


def _filled_kg(recording: Recording, unit_id: str, begin_s: float, end_s: float) -> float:
    """By how much a unit's tanks rose between two times, from row to row of `fuel`."""
    own = _bunkers(recording).get(unit_id)
    if own is None:
        return 0.0
    inside = own["time_s"][(own["time_s"] > begin_s) & (own["time_s"] < end_s)]
    fuel_kg = at_times(own, "fuel_kg", np.concatenate([[begin_s], inside, [end_s]]))
    return float(np.sum(np.maximum(np.diff(fuel_kg), 0.0)))


@lru_cache(maxsize=1)
def _bunkers(recording: Recording) -> dict[str, Rows]:
    """Unit -> what its rows of `fuel` say of its own bunker, in order of time. Kept for the last recording."""
    fuel = sorted_by({name: recording.table("fuel")[name] for name in ("unit_id", "time_s", "fuel_kg")}, "time_s")
    return {
        unit_id: where({name: fuel[name] for name in ("time_s", "fuel_kg")}, fuel["unit_id"] == unit_id)
        for unit_id in dict.fromkeys(fuel["unit_id"].tolist())
    }


def received_kg(recording: Recording, unit_id: str, begin_s: float, end_s: float) -> float:
    """Fuel that came through hoses to a unit between two times, linear between the rows of each rig; to an aircraft
    what she was given on deck, where alone her tanks fill."""
    total = _filled_kg(recording, unit_id, begin_s, end_s) if flies(recording, unit_id) else 0.0
    for time_s, passed_kg in _hoses_to(recording).get(unit_id, ()):
        first, last = np.interp([begin_s, end_s], time_s, passed_kg, left=0.0)
        total += float(last - first)
    return total


@lru_cache(maxsize=1)
def _hoses_to(recording: Recording) -> dict[str, list[tuple[Floats, Floats]]]:
    """Receiver -> for each giver, rig and serial: times, and what had come through by then. Kept for the last one."""
    rigs = recording.table("rigs")
    names = ("receiver_id", "giver_id", "rig", "serial_id")
    keys = list(zip(*(rigs[name].tolist() for name in names), strict=True))
    found: dict[str, list[tuple[Floats, Floats]]] = {}
    for key in sorted(set(keys)):
        line = sorted_by(where(rigs, np.array([other == key for other in keys], dtype=np.bool_)), "time_s")
        passed = np.concatenate(([0.0], np.nan_to_num(line["passed_kg"])))
        steps = np.diff(passed)
        steps = np.where(steps >= 0.0, steps, passed[1:])  # a second connection counts from zero again
        found.setdefault(str(key[0]), []).append((line["time_s"], np.cumsum(steps)))
    return found


def mean(values: Iterable[float] | Floats) -> float:
    """Mean of the finite values; NaN if there are none."""
    if not isinstance(values, np.ndarray):
        few = [value for value in values if math.isfinite(value)]
        if len(few) < 8:  # so few are added in this order by numpy too
            return sum(few) / len(few) if few else float("nan")
        values = np.array(few, dtype=np.float64)
    kept = values[np.isfinite(values)]
    return float(np.add.reduce(kept)) / kept.size if kept.size else float("nan")


def percentile(values: Floats, share: float) -> float:
    """Linear percentile (share in percent) of the finite values; NaN if there are none. As np.percentile, in less."""
    every = np.asarray(values, dtype=np.float64)
    kept = np.sort(every[np.isfinite(every)])
    if not kept.size:
        return float("nan")
    place = (kept.size - 1) * (share / 100.0)
    before = math.floor(place)
    low, high = float(kept[before]), float(kept[min(before + 1, kept.size - 1)])
    part = place - before
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1.0 - part)
