"""How far units were from their ordered stations: `stations` against the true legs of follower and guide.

The error is the distance between where the unit was and where the order put it, split into ahead and to the right of
the guide's course. It counts from when the unit first came within SETTLED_M of the station, or from the order if it
never did.
"""

from dataclasses import dataclass, fields

import numpy as np

from fleetex.measures.geometry import along_across_m, east_north_m
from fleetex.measures.reading import Floats, Rows, count, recorded_s, sorted_by, where
from fleetex.record.positions import Positions, positions
from fleetex.record.reader import Recording

SETTLED_M = 185.2
"""One cable: nearer than this a unit counts as having reached its station (a planning value of ours)."""


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

    @property
    def error_m(self) -> Floats:
        return np.hypot(self.ahead_m, self.right_m)

    @property
    def settled(self) -> int:
        """Index of the first sample within SETTLED_M; the number of samples if there is none."""
        near = np.flatnonzero(self.error_m <= SETTLED_M)
        return int(near[0]) if near.size else self.time_s.size

    @property
    def time_to_station_s(self) -> float:
        """From the order to the first sample in station; NaN if it was never reached."""
        return float(self.time_s[self.settled] - self.time_s[0]) if self.settled < self.time_s.size else float("nan")

    @property
    def kept_error_m(self) -> Floats:
        """The errors from when it was reached; of the whole spell if it never was."""
        return self.error_m[self.settled :] if self.settled < self.time_s.size else self.error_m


def station_spells(
    recording: Recording, serial_id: str | None, begin_s: float, end_s: float, step_s: float
) -> list[StationSpell]:
    """Spells in station orders of one serial (all serials if None) inside a window, sampled at least each step_s."""
    stations = sorted_by(recording.table("stations"), "unit_id", "time_s")
    last = count(stations)
    if last == 0:
        return []
    same = np.append(stations["unit_id"][1:] == stations["unit_id"][:-1], False)
    until = np.where(same, np.append(stations["time_s"][1:], np.inf), np.inf)
    begin, end = np.maximum(stations["time_s"], begin_s), np.minimum(until, min(end_s, recorded_s(recording)))
    wanted = (stations["guide_id"] != "") & (end > begin)
    if serial_id is not None:
        wanted &= stations["serial_id"] == serial_id
    rows = where(stations | {"begin": begin, "end": end}, wanted)
    times = [
        np.linspace(first, last, max(2, int(np.ceil((last - first) / step_s)) + 1))
        for first, last in zip(rows["begin"].tolist(), rows["end"].tolist(), strict=True)
    ]
    own = _at(recording, rows["unit_id"].tolist(), times)
    guides = _at(recording, rows["guide_id"].tolist(), times)
    return [_spell(rows, i, times[i], own[i], guides[i]) for i in range(len(times))]


def _at(recording: Recording, units: list[str], times: list[Floats]) -> list[Positions]:
    """Positions of each of these units at its own times; every unit's legs are looked at once."""
    found: list[Positions | None] = [None] * len(units)
    for unit_id in dict.fromkeys(units):
        mine = [i for i, other in enumerate(units) if other == unit_id]
        state = positions(recording, unit_id, np.concatenate([times[i] for i in mine]))
        cuts = np.cumsum([times[i].size for i in mine])[:-1]
        columns = zip(*(np.split(getattr(state, f.name), cuts) for f in fields(Positions)), strict=True)
        for i, column in zip(mine, columns, strict=True):
            found[i] = Positions(*column)
    return [state for state in found if state is not None]


def _spell(rows: Rows, i: int, time_s: Floats, own: Positions, guide: Positions) -> StationSpell:
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
    )


def kept_errors_m(spells: list[StationSpell]) -> Floats:
    """All samples of these spells from when each station was reached."""
    return np.concatenate([spell.kept_error_m for spell in spells]) if spells else np.empty(0)
