"""What a SAREX left in the recording: each search, its box, who steamed in it and when, and the datum as reckoned."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.geometry import along_across_m, east_north_m
from fleetex.measures.holding import gains
from fleetex.measures.intervals import Spans, clipped, length_s, no_spans
from fleetex.measures.reading import Floats, LogRow, distance_m, logged, of_serial, participants, sorted_by
from fleetex.physics.search import random_search_prob
from fleetex.physics.search_patterns import covered_share
from fleetex.record.positions import positions
from fleetex.record.reader import Recording

SEARCHING = "searching"
STEP_S = 60.0
"""Between samples of a searcher's way."""
STEADY_DEG = 10.0
"""A searcher within this of the lanes of her pattern steams along one."""


@dataclass(frozen=True)
class Search:
    """One search: a box of `side_m` along `along_deg` and across it, and who searched in it when."""

    number: int
    laid_s: float
    lat_deg: float
    lon_deg: float
    side_m: float
    along_deg: float
    spacing_m: float
    sweep_m: float
    pattern: str
    spans: dict[str, Spans]

    @property
    def area_m2(self) -> float:
        return self.side_m * self.side_m

    @property
    def until_s(self) -> float:
        """When the last searcher left off; when it was laid if nobody searched."""
        return max((float(spans[-1, 1]) for spans in self.spans.values() if spans.size), default=self.laid_s)

    def way_m(self, recording: Recording, by_s: float = math.inf) -> float:
        """How far they steamed on it, by a time."""
        return sum(
            distance_m(recording, unit, begin, min(end, by_s))
            for unit, spans in self.spans.items()
            for begin, end in spans.tolist()
            if begin < by_s
        )

    def coverage(self, recording: Recording, by_s: float = math.inf) -> float:
        return self.sweep_m * self.way_m(recording, by_s) / self.area_m2

    def prob(self, recording: Recording, by_s: float = math.inf) -> float:
        """The chance of detection by random search, by a time."""
        return random_search_prob(self.coverage(recording, by_s))

    def way(self, recording: Recording) -> tuple[Floats, Floats, Floats, Floats]:
        """East and north of the box's middle (m), course (deg) and leg number of all samples; NaN between ways."""
        parts = [np.full((4, 1), np.nan)]
        for unit, spans in self.spans.items():
            for begin, end in spans.tolist():
                times = np.append(np.arange(begin, end, STEP_S), end)
                state = positions(recording, unit, times)
                east, north = east_north_m(
                    np.full(times.shape, self.lat_deg), np.full(times.shape, self.lon_deg), state.lat_deg, state.lon_deg
                )
                turned = np.abs((np.diff(state.course_deg) + 180.0) % 360.0 - 180.0) > STEADY_DEG
                leg = np.concatenate(([0.0], np.cumsum(turned)))
                parts += [np.vstack((east, north, state.course_deg, leg)), np.full((4, 1), np.nan)]
        east, north, course, leg = np.hstack(parts)
        return east, north, course, leg

    def covered(self, recording: Recording) -> float:
        """Share of the box that came within half a sweep width of a searcher."""
        east, north, _, _ = self.way(recording)
        return covered_share(east, north, self.sweep_m, self.side_m, self.side_m, math.radians(self.along_deg))

    def kept_spacing_m(self, recording: Recording) -> float:
        """Mean distance between neighbouring lanes as steamed; NaN for a pattern without lanes, or fewer than two."""
        lanes_deg = {"parallel track": self.along_deg, "creeping line": self.along_deg - 90.0}.get(self.pattern)
        if lanes_deg is None:
            return math.nan
        steps: list[float] = []
        east, north, course, leg = self.way(recording)
        along, across = along_across_m(east, north, np.full(east.shape, lanes_deg))
        off = np.abs((course - lanes_deg + 90.0) % 180.0 - 90.0)
        breaks = np.cumsum(np.isnan(leg))
        lanes: dict[int, list[float]] = {}
        for ship in np.unique(breaks).tolist():
            mine = (breaks == ship) & (off <= STEADY_DEG)
            for number in np.unique(leg[mine]).tolist():
                one = mine & (leg == number)
                if np.ptp(along[one]) > self.spacing_m / 2.0:
                    lanes.setdefault(int(ship), []).append(float(np.mean(across[one])))
        for found in lanes.values():
            steps += np.abs(np.diff(np.sort(found))).tolist()
        wide = [step for step in steps if step > 0.2 * self.spacing_m]
        return float(np.mean(wide)) if wide else math.nan


@dataclass(frozen=True)
class Reckoning:
    """The datum as the co-ordinator reckoned it: the place he was told, drifting."""

    lat_deg: float
    lon_deg: float
    at_s: float
    heard_s: float
    set_deg: float
    drift_mps: float

    def places(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Latitudes and longitudes (deg), by the mid-latitude; good to metres over a few miles."""
        gone_m = self.drift_mps * np.maximum(0.0, time_s - self.at_s)
        north, east = (gone_m * turn(math.radians(self.set_deg)) for turn in (math.cos, math.sin))
        here = (np.array([self.lat_deg]), np.array([self.lon_deg]))
        east_m, north_m = east_north_m(*here, here[0] + 0.01, here[1] + 0.01)
        return self.lat_deg + 0.01 * north / north_m, self.lon_deg + 0.01 * east / east_m


def raft_of(recording: Recording, serial_id: str) -> str:
    """The unit that was searched for; empty if none was recorded."""
    return next(iter(participants(recording, serial_id).get("datum", [])), "")


def searchers(recording: Recording, serial_id: str) -> list[str]:
    by_role = participants(recording, serial_id)
    return [unit for role in ("osc", "search") for unit in by_role.get(role, [])]


def reckoning(recording: Recording, serial_id: str) -> Reckoning | None:
    """None if no report was heard."""
    rows = logged(recording, serial_id, "distress heard")
    if not rows:
        return None
    row = rows[0]
    at_s = row.time_s - row.number("adrift_s")
    figures = (row.number(name) for name in ("set_deg", "drift_mps"))
    return Reckoning(row.number("lat_deg"), row.number("lon_deg"), at_s, row.time_s, *figures)


def searches(recording: Recording, serial: dict[str, Any], window: tuple[float, float]) -> list[Search]:
    """All searches of a serial in their order."""
    serial_id = str(serial["serial_id"])
    laid = logged(recording, serial_id, "search laid")
    phases = {unit: _searching(recording, serial_id, unit, window) for unit in searchers(recording, serial_id)}
    begun = logged(recording, serial_id, "on search")
    return [_search(row, begun, phases) for row in laid]


def _search(row: LogRow, begun: list[LogRow], phases: dict[str, Spans]) -> Search:
    number = int(row.number("search"))
    spans: dict[str, Spans] = {}
    for unit, found in phases.items():
        starts = [other for other in begun if other.unit_id == unit]
        mine = [other.time_s for other in starts if int(other.number("search")) == number]
        later = [other.time_s for other in starts if int(other.number("search")) > number]
        if mine:
            spans[unit] = clipped(found, mine[0], min(later, default=math.inf))
    return Search(
        number,
        row.time_s,
        row.number("lat_deg"),
        row.number("lon_deg"),
        2.0 * row.number("radius_m"),
        row.number("along_deg"),
        row.number("spacing_m"),
        row.number("sweep_width_m"),
        row.word("pattern"),
        {unit: found for unit, found in spans.items() if length_s(found) > 0.0},
    )


def _searching(recording: Recording, serial_id: str, unit: str, window: tuple[float, float]) -> Spans:
    rows = sorted_by(of_serial(recording, "phases", serial_id), "time_s")
    mine = rows["unit_id"] == unit
    times, phases = rows["time_s"][mine], rows["phase"][mine].tolist()
    ends = np.append(times[1:], window[1])
    spans = [(a, b) for a, b, phase in zip(times.tolist(), ends.tolist(), phases, strict=False) if phase == SEARCHING]
    return clipped(np.array(spans, dtype=np.float64), *window) if spans else no_spans()


def first_gain(recording: Recording, raft: str, units: list[str], since_s: float) -> tuple[float, str, float] | None:
    """(when, by whom, at what range) a searcher's own sensor first had the raft."""
    found = (gain for gain in gains(recording).get(raft, ()) if gain[0] >= since_s and gain[1] in units)
    return next(found, None)


def datum_error_m(recording: Recording, datum: Reckoning, raft: str, time_s: float) -> float:
    """How far the datum as reckoned lay from the raft."""
    times = np.array([time_s])
    state = positions(recording, raft, times)
    east, north = east_north_m(*datum.places(times), state.lat_deg, state.lon_deg)
    return float(np.hypot(east, north)[0])
