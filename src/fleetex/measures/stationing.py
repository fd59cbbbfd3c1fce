"""How far units were from their ordered stations: `stations` against the true legs of follower and guide.

The error is the distance between where the unit was and where the order put it, split into ahead and to the right of
the guide's course. A station is kept while the unit's own phase says `in station`; a recording without such phases
counts it from the first time within SETTLED_M. Before that the unit was on its way, and that is no error.

A station moves when the guide turns, and a long formation takes long to wheel after her. What is off then is told
apart from what is off while she holds her course, so that a mean says which of the two it is.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.geometry import along_across_m, east_north_m
from fleetex.measures.intervals import Spans, no_spans
from fleetex.measures.programme import serials
from fleetex.measures.reading import Floats, Rows, count, recorded_s, sorted_by, where
from fleetex.record.positions import Positions, positions_of
from fleetex.record.reader import Recording

SETTLED_M = 185.2
"""One cable: nearer than this a unit counts as having reached its station (a planning value of ours)."""
IN_STATION = "in station"
LONG_S = 3600.0
SHORT_STEP_S, LONG_STEP_S = 30.0, 180.0
"""Between samples of spells up to an hour, and of longer ones."""
TURN_DEG, TURN_WITHIN_S = 10.0, 600.0
"""A guide whose course is by so much another than so long ago has turned (planning values of ours)."""
Truths = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class StationSpell:
    """One unit under one station order: samples in time, metres from the ordered place, in the guide's frame."""

    unit_id: str
    guide_id: str
    serial_id: str
    time_s: Floats
    ahead_m: Floats
    right_m: Floats
    station_ahead_m: Floats
    station_right_m: Floats
    error_m: Floats
    kept: Truths
    """Which samples count as keeping the station."""
    turning: Truths
    """Which samples lie in a turn of the guide, or after one before the unit was within SETTLED_M again."""

    @property
    def time_to_station_s(self) -> float:
        """From the order to the first sample in station; NaN if it was never reached."""
        first = int(np.argmax(self.kept))
        return float(self.time_s[first] - self.time_s[0]) if self.kept[first] else float("nan")

    @property
    def steady_error_m(self) -> Floats:
        """Of the samples that count, those while the guide held her course."""
        return self.error_m[self.kept & ~self.turning]

    @property
    def turning_error_m(self) -> Floats:
        """Of the samples that count, those in turns of the guide and until the unit had wheeled after her."""
        return self.error_m[self.kept & self.turning]


def station_spells(recording: Recording, serial_id: str) -> list[StationSpell]:
    """The spells of one serial, by unit and time."""
    return [spell for spell in all_station_spells(recording) if spell.serial_id == serial_id]


@lru_cache(maxsize=1)
def all_station_spells(recording: Recording) -> tuple[StationSpell, ...]:
    """The spells of all station orders, each to the unit's next or its serial's end. Kept for the last recording.

    All samples of all spells lie in one array, spell after spell, and are worked out together.
    """
    rows = _ordered(recording)
    if count(rows) == 0:
        return ()
    said = _phases(recording)
    keys = list(zip(rows["serial_id"].tolist(), rows["unit_id"].tolist(), strict=True))
    phases = [said.get(key) for key in keys]
    spell, time_s = _samples(rows["time_s"], rows["end"], phases)
    edges = np.searchsorted(spell, np.arange(len(keys) + 1)).tolist()
    parts = [slice(*edge) for edge in pairwise(edges)]
    units, guides = rows["unit_id"].tolist(), rows["guide_id"].tolist()
    own = positions_of(recording, units, [time_s[part] for part in parts])
    lead = _of_guides(recording, guides, parts, time_s)
    east, north = east_north_m(lead.lat_deg, lead.lon_deg, own.lat_deg, own.lon_deg)
    ahead, right = along_across_m(east, north, lead.course_deg)
    ordered = {name: rows[name][spell] for name in ("relative", "range_m", "bearing_deg")}
    angle = np.radians(ordered["bearing_deg"] - np.where(ordered["relative"], 0.0, lead.course_deg))
    station = ordered["range_m"] * np.cos(angle), ordered["range_m"] * np.sin(angle)
    ahead, right = ahead - station[0], right - station[1]
    error = np.hypot(ahead, right)
    columns, turning = (time_s, ahead, right, *station, error), _turning(spell, time_s, lead.course_deg, error)
    return tuple(
        _spell(unit, guide, serial, [column[part] for column in columns], phase, turning[part])
        for (serial, unit), guide, part, phase in zip(keys, guides, parts, phases, strict=True)
    )


def _ordered(recording: Recording) -> Rows:
    """Rows of `stations` that have a guide and lasted, by unit and time, with their end."""
    stations = sorted_by(recording.table("stations"), "unit_id", "time_s")
    if count(stations) == 0:
        return stations
    same = np.append(stations["unit_id"][1:] == stations["unit_id"][:-1], False)
    until = np.where(same, np.append(stations["time_s"][1:], np.inf), recorded_s(recording))
    ends = {str(row["serial_id"]): row["end_s"] for row in serials(recording)}
    over = np.array([ends.get(serial, np.nan) for serial in stations["serial_id"].tolist()], dtype=np.float64)
    end = np.fmin(until, over)
    return where(stations | {"end": end}, (stations["guide_id"] != "") & (end > stations["time_s"]))


def _samples(begin_s: Floats, end_s: Floats, phases: list[Spans | None]) -> tuple[Places, Floats]:
    """Number of the spell and time of each sample, in order.

    Two times and the multiples of a step between them, so that ships of one guide are sampled together; and each
    instant between them at which a unit said that it was in station, so that none of these is missed.
    """
    step_s = np.where(end_s - begin_s <= LONG_S, SHORT_STEP_S, LONG_STEP_S)
    first = np.floor(begin_s / step_s) + 1.0
    many = np.maximum(np.ceil(end_s / step_s) - first, 0.0).astype(np.int64)
    numbers = np.arange(begin_s.size)
    inner = np.repeat(numbers, many)
    place = np.arange(inner.size) - np.repeat(np.cumsum(many) - many, many)
    spells, times = [inner, numbers, numbers], [(first[inner] + place) * step_s[inner], begin_s, end_s]
    for number, (begin, end, said) in enumerate(zip(begin_s.tolist(), end_s.tolist(), phases, strict=True)):
        if said is not None and said.size:
            reached = said[(said[:, 0] > begin) & (said[:, 0] < end), 0]
            spells.append(np.full(reached.shape, number))
            times.append(reached)
    spell, time_s = np.concatenate(spells), np.concatenate(times)
    order = np.lexsort((time_s, spell))
    spell, time_s = spell[order], time_s[order]
    new = np.append(True, (spell[1:] != spell[:-1]) | (time_s[1:] != time_s[:-1]))
    return spell[new], time_s[new]


def _phases(recording: Recording) -> dict[tuple[str, str], Spans]:
    """(serial, unit) -> when its phase was `in station`; an entry for every unit whose phases were recorded there."""
    rows = sorted_by(recording.table("phases"), "serial_id", "unit_id", "time_s")
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    names = ("serial_id", "unit_id", "time_s", "phase")
    lines = list(zip(*(rows[name].tolist() for name in names), strict=True))
    for i, (serial, unit, time_s, phase) in enumerate(lines):
        spans = found.setdefault((serial, unit), [])
        if phase == IN_STATION:
            last = i + 1 == len(lines) or lines[i + 1][:2] != (serial, unit)
            spans.append((time_s, np.inf if last else lines[i + 1][2]))
    return {key: np.array(spans, dtype=np.float64) if spans else no_spans() for key, spans in found.items()}


def _of_guides(recording: Recording, guides: list[str], parts: list[slice], time_s: Floats) -> Positions:
    """Positions of each spell's guide at the spell's samples; every guide is looked up at every instant once."""
    names = list(dict.fromkeys(guides))
    place = np.empty(time_s.shape, dtype=np.int64)
    instants: list[Floats] = []
    before = 0
    for name in names:
        mine = [np.arange(part.start, part.stop) for part, guide in zip(parts, guides, strict=True) if guide == name]
        samples = np.concatenate(mine)
        unique, rows = np.unique(time_s[samples], return_inverse=True)
        place[samples] = before + rows
        instants.append(unique)
        before += unique.size
    state = positions_of(recording, names, instants)
    return Positions(*(getattr(state, field.name)[place] for field in fields(Positions)))


def _turning(spell: Places, time_s: Floats, course_deg: Floats, error_m: Floats) -> Truths:
    """Whether a turn of the guide goes on at each sample, spell by spell: see `StationSpell.turning`."""
    apart_s = float(np.max(time_s)) + 2.0 * TURN_WITHIN_S
    instant = time_s + apart_s * spell
    first = np.searchsorted(spell, spell)
    before = np.maximum(np.searchsorted(instant, instant - TURN_WITHIN_S, side="right") - 1, first)
    turned = np.abs((course_deg - course_deg[before] + 180.0) % 360.0 - 180.0) > TURN_DEG
    place = np.arange(spell.size)
    over = ~turned & ((error_m <= SETTLED_M) | (place == first))
    return np.asarray(
        np.maximum.accumulate(np.where(turned, place, -1)) > np.maximum.accumulate(np.where(over, place, -1))
    )


def _spell(
    unit_id: str, guide_id: str, serial_id: str, columns: list[Floats], said: Spans | None, turning: Truths
) -> StationSpell:
    time_s, ahead, right, station_ahead, station_right, error = columns
    kept = _kept(time_s, error, said)
    placed = (ahead, right, station_ahead, station_right, error)
    return StationSpell(unit_id, guide_id, serial_id, time_s, *placed, kept, turning)


def _kept(time_s: Floats, error_m: Floats, said: Spans | None) -> Truths:
    """Which samples count: those in which the unit said that it was in station, if it said anything."""
    if said is None:
        return np.logical_or.accumulate(error_m <= SETTLED_M)
    if not said.size:
        return np.zeros(time_s.shape, dtype=np.bool_)
    row = np.searchsorted(said[:, 0], time_s, side="right") - 1
    return np.asarray((row >= 0) & (time_s < said[row, 1]))


def steady_and_turning_m(spells: list[StationSpell]) -> tuple[Floats, Floats]:
    """All samples of these spells in which the station was kept: while the guide held her course, and in her turns."""
    if not spells:
        return np.empty(0), np.empty(0)
    steady = np.concatenate([spell.steady_error_m for spell in spells])
    return steady, np.concatenate([spell.turning_error_m for spell in spells])
