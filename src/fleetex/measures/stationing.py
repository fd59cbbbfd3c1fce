"""How far units were from their ordered stations: `stations` against the true legs of follower and guide.

The error is the distance between where the unit was and where the order put it, split into ahead and to the right of
the guide's course. A station is kept while the unit's own phase says `in station`; a recording without such phases
counts it from the first time within SETTLED_M. Before that the unit was on its way, and that is no error.
"""

from dataclasses import dataclass, fields
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.geometry import along_across_m, east_north_m
from fleetex.measures.intervals import Spans, no_spans
from fleetex.measures.programme import serials
from fleetex.measures.reading import Floats, Rows, count, recorded_s, sorted_by, where
from fleetex.record.positions import Positions, positions
from fleetex.record.reader import Recording

SETTLED_M = 185.2
"""One cable: nearer than this a unit counts as having reached its station (a planning value of ours)."""
IN_STATION = "in station"
LONG_S = 3600.0
SHORT_STEP_S, LONG_STEP_S = 30.0, 180.0
"""Between samples of spells up to an hour, and of longer ones."""


@dataclass(frozen=True)
class StationSpell:
    """One unit under one station order: samples in time, metres from the ordered place, in the guide's frame."""

    unit_id: str
    guide_id: str
    serial_id: str
    range_m: float
    bearing_deg: float
    relative: bool
    time_s: Floats
    ahead_m: Floats
    right_m: Floats
    station_ahead_m: Floats
    station_right_m: Floats
    said: Spans | None
    """When the unit's phase said that it was in station; None if its phases were not recorded."""

    @cached_property
    def error_m(self) -> Floats:
        return np.hypot(self.ahead_m, self.right_m)

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """Which samples count as keeping the station."""
        if self.said is None:
            return np.cumsum(self.error_m <= SETTLED_M) > 0
        row = np.searchsorted(self.said[:, 0], self.time_s, side="right") - 1
        inside = np.zeros(self.time_s.shape, dtype=np.bool_)
        inside[row >= 0] = self.time_s[row >= 0] < self.said[row[row >= 0], 1]
        return inside

    @cached_property
    def time_to_station_s(self) -> float:
        """From the order to the first sample in station; NaN if it was never reached."""
        reached = np.flatnonzero(self.kept)
        return float(self.time_s[reached[0]] - self.time_s[0]) if reached.size else float("nan")

    @property
    def kept_error_m(self) -> Floats:
        return self.error_m[self.kept]


def station_spells(recording: Recording, serial_id: str) -> list[StationSpell]:
    """The spells of one serial, by unit and time."""
    return [spell for spell in all_station_spells(recording) if spell.serial_id == serial_id]


@lru_cache(maxsize=1)
def all_station_spells(recording: Recording) -> tuple[StationSpell, ...]:
    """The spells of all station orders, each to the unit's next or its serial's end. Kept for the last recording."""
    stations = sorted_by(recording.table("stations"), "unit_id", "time_s")
    if count(stations) == 0:
        return ()
    same = np.append(stations["unit_id"][1:] == stations["unit_id"][:-1], False)
    until = np.where(same, np.append(stations["time_s"][1:], np.inf), recorded_s(recording))
    ends = {str(row["serial_id"]): row["end_s"] for row in serials(recording)}
    over = np.array([ends.get(serial, np.nan) for serial in stations["serial_id"].tolist()], dtype=np.float64)
    end = np.fmin(until, over)
    rows = where(stations | {"end": end}, (stations["guide_id"] != "") & (end > stations["time_s"]))
    said = _phases(recording)
    names = ("time_s", "end", "serial_id", "unit_id")
    spans = list(zip(*(rows[name].tolist() for name in names), strict=True))
    times = [_grid(begin, end, said.get((serial, unit))) for begin, end, serial, unit in spans]
    own = _at(recording, rows["unit_id"].tolist(), times)
    guides = _at(recording, rows["guide_id"].tolist(), times)
    return tuple(_spell(rows, i, times[i], own[i], guides[i], said) for i in range(len(times)))


def _grid(begin_s: float, end_s: float, said: Spans | None) -> Floats:
    """Two times and the multiples of a step between them, so that ships of one guide are sampled together; and each
    instant between them at which a unit said that it was in station, so that none of these is missed."""
    step_s = SHORT_STEP_S if end_s - begin_s <= LONG_S else LONG_STEP_S
    inner = np.arange(np.floor(begin_s / step_s) + 1.0, np.ceil(end_s / step_s)) * step_s
    if said is not None:
        reached = said[(said[:, 0] > begin_s) & (said[:, 0] < end_s), 0]
        inner = np.union1d(inner, reached)
    return np.concatenate(([begin_s], inner, [end_s]))


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


def _at(recording: Recording, units: list[str], times: list[Floats]) -> list[Positions]:
    """Positions of each of these units at its own times; every unit is looked up once, at every instant once."""
    found: list[Positions | None] = [None] * len(units)
    for unit_id in dict.fromkeys(units):
        mine = [i for i, other in enumerate(units) if other == unit_id]
        instants, place = np.unique(np.concatenate([times[i] for i in mine]), return_inverse=True)
        state = positions(recording, unit_id, instants)
        cuts = np.cumsum([times[i].size for i in mine])[:-1]
        for i, rows in zip(mine, np.split(place, cuts), strict=True):
            found[i] = Positions(*(getattr(state, field.name)[rows] for field in fields(Positions)))
    return [state for state in found if state is not None]


def _spell(
    rows: Rows, i: int, time_s: Floats, own: Positions, guide: Positions, said: dict[tuple[str, str], Spans]
) -> StationSpell:
    east, north = east_north_m(guide.lat_deg, guide.lon_deg, own.lat_deg, own.lon_deg)
    ahead, right = along_across_m(east, north, guide.course_deg)
    relative, range_m, bearing_deg = bool(rows["relative"][i]), float(rows["range_m"][i]), float(rows["bearing_deg"][i])
    angle = np.radians(np.full(time_s.shape, bearing_deg) - (0.0 if relative else guide.course_deg))
    station_ahead, station_right = range_m * np.cos(angle), range_m * np.sin(angle)
    return StationSpell(
        unit_id=str(rows["unit_id"][i]),
        guide_id=str(rows["guide_id"][i]),
        serial_id=str(rows["serial_id"][i]),
        range_m=range_m,
        bearing_deg=bearing_deg,
        relative=relative,
        time_s=time_s,
        ahead_m=ahead - station_ahead,
        right_m=right - station_right,
        station_ahead_m=station_ahead,
        station_right_m=station_right,
        said=said.get((str(rows["serial_id"][i]), str(rows["unit_id"][i]))),
    )


def kept_errors_m(spells: list[StationSpell]) -> Floats:
    """All samples of these spells in which the station was kept."""
    return np.concatenate([spell.kept_error_m for spell in spells]) if spells else np.empty(0)
