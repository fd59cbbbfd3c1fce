"""Who moves in a recording, and where each was: units, and ships of the background while anybody had them in reach."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fleetex.record.positions import Positions, offset, positions, ranges_and_bearings
from fleetex.record.reader import Recording

Numbers = npt.NDArray[np.float64]

AHEAD_M = 1_000.0
"""A point so far beyond a leg's end tells the course along it."""
LEG = ("time_s", "end_s", "lat_deg", "lon_deg", "course_deg", "speed_mps")
OF_UNITS = ("accel_mps2", "turn_degps", "climb_mps", "height_m")


@dataclass(frozen=True)
class Mover:
    """One unit or ship. `said`: its row of `units` or `traffic`; `legs`: columns of its legs in time order."""

    name: str
    said: Mapping[str, Any]
    legs: Mapping[str, Numbers]
    is_unit: bool

    def at(self, recording: Recording, times_s: Numbers) -> Positions:
        """Where it is, shape (times,); NaN where it has no leg."""
        if self.is_unit:
            return positions(recording, self.name, times_s)
        return _on_straight_legs(self.legs, times_s)


def movers(recording: Recording) -> Iterator[Mover]:
    """All that have a leg, units first, each in the order of their names."""
    for table, rows, key in (("legs", "units", "unit_id"), ("traffic_legs", "traffic", "ship_id")):
        columns = recording.table(table)
        said = {row[key]: row for row in recording.rows(rows)}
        names, firsts = np.unique(columns[key].astype(str), return_index=True)
        lasts = np.append(firsts, len(columns[key]))[1:].tolist()
        is_unit = table == "legs"
        for name, first, last in zip(names.tolist(), firsts.tolist(), lasts, strict=True):
            part = slice(first, last)
            legs = {column: columns[column][part] for column in LEG}
            for column in OF_UNITS:
                legs[column] = columns[column][part] if is_unit else np.zeros(last - first)
            yield Mover(name, said[name], _closed(legs, recording.until_s), is_unit)


def _closed(legs: dict[str, np.ndarray], until_s: float) -> dict[str, Numbers]:
    """A leg that a cut-off recording left open lasts until the next, or as far as the recording got."""
    following = np.append(legs["time_s"][1:], max(until_s, float(legs["time_s"][-1])))
    return {**legs, "end_s": np.where(np.isnan(legs["end_s"]), following, legs["end_s"])}


def _on_straight_legs(legs: Mapping[str, Numbers], times_s: Numbers) -> Positions:
    row = np.searchsorted(legs["time_s"], times_s, side="right") - 1
    begun = row >= 0
    row = np.maximum(row, 0)
    known = begun & (times_s <= legs["end_s"][row])
    start, end, speed = legs["time_s"][row], legs["end_s"][row], legs["speed_mps"][row]
    lat, lon, course = legs["lat_deg"][row], legs["lon_deg"][row], legs["course_deg"][row]
    here = offset(lat, lon, course, np.where(known, speed * (times_s - start), np.nan))
    beyond = offset(lat, lon, course, speed * (end - start) + AHEAD_M)
    _, forward = ranges_and_bearings(*here, *beyond)
    return Positions(*here, forward, np.where(known, speed, np.nan), np.where(known, 0.0, np.nan))
