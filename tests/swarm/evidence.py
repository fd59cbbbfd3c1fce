"""What a check may know of a run: the recording's tables, and the hulls as the recording's own library table has them.

`Doctored` is a recording with some tables replaced, to show that a check can fail. Degrees, metres, seconds.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from fleetex.physics.horizon import RADIO_EARTH_M
from fleetex.quantities import DIMENSIONS, parse
from fleetex.record.positions import Positions, positions, ranges_and_bearings
from fleetex.record.reader import Recording

Columns = Mapping[str, np.ndarray]
Interval = tuple[float, float]


class Tables(Protocol):
    """The part of Recording that is read here."""

    header: Mapping[str, Any]
    until_s: float

    def table(self, name: str) -> Columns: ...


TOLD_S = 300.0
"""What was told over a link counts as known for so long."""
LISTENERS = ("passive sonar", "ESM")
"""Kinds of sensor that hold a bearing alone."""


@dataclass
class Doctored:
    """A recording in which somebody has changed some tables."""

    real: Recording
    changed: dict[str, Columns]
    until_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.header = self.real.header
        self.until_s = self.real.until_s

    def table(self, name: str) -> Columns:
        return self.changed.get(name) or self.real.table(name)


@dataclass(frozen=True)
class Hull:
    """A unit's class as its library rows have it."""

    domain: str
    kind: str
    length_m: float
    beam_m: float
    mast_height_m: float
    speed_mps_max: float
    accel_mps2: float
    decel_mps2: float
    turn_degps_max: float
    turn_diameter_m: float
    leeway: float
    hotel_kgps: float
    fuel_a: float
    fuel_n: float
    fuel_kg_max: float


LOST = ("ditched", "brought down")
"""Kinds in the log of an aircraft that flies no more."""


class Evidence:
    """A recording as the checks read it."""

    def __init__(self, recording: Tables) -> None:
        self.recording = recording

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table's rows, in canonical order."""
        columns = self.recording.table(table)
        names = list(columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*(columns[n].tolist() for n in names), strict=True)]

    @cached_property
    def end_s(self) -> float:
        return float(self.recording.until_s)

    @cached_property
    def hulls(self) -> dict[str, Hull]:
        values: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows("library"):
            values[row["subject"]][row["field"]] = row["value"]
        return {row["unit_id"]: _hull(row, values[f"platform/{row['class_id']}"]) for row in self.rows("units")}

    @cached_property
    def radio_earth_m(self) -> float:
        """The earth to radio waves, as the run's air bends them; 4/3 of its size where nothing is said of the air."""
        return next((float(row["earth_m"]) for row in self.rows("refraction")), RADIO_EARTH_M)

    @cached_property
    def radar_height_m(self) -> dict[str, float]:
        """The highest radar of each unit that has one, above its hull's own height."""
        found: dict[str, float] = {}
        for row in self.rows("sensors"):
            if row["kind"] == "radar":
                found[row["unit_id"]] = max(row["height_m"], found.get(row["unit_id"], 0.0))
        return found

    @cached_property
    def afloat(self) -> list[str]:
        return [unit for unit, hull in self.hulls.items() if hull.domain in ("surface", "subsurface")]

    @cached_property
    def targets(self) -> set[str]:
        return {unit for unit, hull in self.hulls.items() if hull.kind == "target"}

    @cached_property
    def landings(self) -> set[tuple[str, float]]:
        """Aircraft and the instants at which they stood on a deck or a runway."""
        return {(row["unit_id"], row["time_s"]) for row in self.rows("events") if row["kind"] == "landed"}

    @cached_property
    def ditched(self) -> set[tuple[str, float]]:
        """Aircraft and the instants at which they were lost: out of fuel, or a target that was brought down."""
        return {(row["unit_id"], row["time_s"]) for row in self.rows("events") if row["kind"] in LOST}

    @cached_property
    def highest_m(self) -> dict[str, float]:
        """How high each unit flew at most, or stands ashore; 0 of what does not fly."""
        flies = {unit for unit, hull in self.hulls.items() if hull.domain in ("air", "land")}
        return {
            unit: max((leg["height_m"] for leg in legs), default=0.0) if unit in flies else 0.0
            for unit, legs in self.legs.items()
        }

    def height_m(self, unit: str, time_s: float) -> float:
        """How high a unit flies, or stands ashore, then; 0 of what floats."""
        if self.hulls[unit].domain not in ("air", "land"):
            return 0.0
        legs = [leg for leg in self.legs[unit] if leg["time_s"] <= time_s <= leg["end_s"]]
        return max((leg["height_m"] + leg["climb_mps"] * (time_s - leg["time_s"]) for leg in legs), default=0.0)

    @cached_property
    def flights(self) -> dict[str, Interval]:
        """Of each missile launched against ships: from when to when it flew."""
        return {row["missile_id"]: (row["time_s"], row["end_s"]) for row in self.rows("missile_flights")}

    @cached_property
    def flown(self) -> list[str]:
        """Aircraft; missiles fly too, and nobody flies them."""
        return [unit for unit, hull in self.hulls.items() if hull.domain == "air" and hull.kind != "missile"]

    @cached_property
    def down(self) -> dict[str, list[Interval]]:
        """By aircraft, from when to when it stood on a deck or a runway."""
        found: dict[str, list[Interval]] = {unit: [] for unit in self.flown}
        moves = [row for row in self.rows("events") if row["kind"] in ("take-off", "landed", *LOST)]
        for unit in found:
            mine = sorted((row["time_s"], row["kind"] != "take-off") for row in moves if row["unit_id"] == unit)
            start = self.recording.header["scenario"]["units"][unit]["start"]
            mine = [(0.0, start.get("at") is None), *mine, (self.end_s, False)]
            found[unit] = [(one[0], other[0]) for one, other in pairwise(mine) if one[1]]
        return found

    @cached_property
    def legs(self) -> dict[str, list[dict[str, Any]]]:
        """By unit, in order of time."""
        found: dict[str, list[dict[str, Any]]] = {unit: [] for unit in self.hulls}
        for row in self.rows("legs"):
            found[row["unit_id"]].append(row)
        return found

    def where(self, unit: str, times_s: Any) -> Positions:
        return positions(self.recording, unit, times_s)  # type: ignore[arg-type]

    def range_m(self, a: str, b: str, time_s: float) -> float:
        """True distance between two units at one instant."""
        return float(self.ranges_m(a, b, np.array([time_s]))[0])

    def ranges_m(self, a: str, b: str, times_s: np.ndarray) -> np.ndarray:
        """The same at several instants."""
        one, two = self.where(a, times_s), self.where(b, times_s)
        return ranges_and_bearings(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg)[0]

    @cached_property
    def played(self) -> dict[str, list[tuple[str, float, float]]]:
        """By unit: (serial, began, ended) of all it took part in."""
        went = {row["serial_id"]: row for row in self.rows("serials")}
        found: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        for row in self.rows("participants"):
            serial = went[row["serial_id"]]
            if serial["start_s"] == serial["start_s"]:
                found[row["unit_id"]].append((row["serial_id"], serial["start_s"], serial["end_s"]))
        return found

    @cached_property
    def held(self) -> dict[tuple[str, str], list[Interval]]:
        """(unit, target) -> when one of the unit's own sensors held it; what is heard alone is a bearing, no track."""
        return self._of_sensors(listening=False)

    @cached_property
    def heard(self) -> dict[tuple[str, str], list[Interval]]:
        """(unit, target) -> when a listener of the unit's held it: own turns may make a track of a bearing."""
        return self._of_sensors(listening=True)

    def _of_sensors(self, listening: bool) -> dict[tuple[str, str], list[Interval]]:
        found: dict[tuple[str, str], list[Interval]] = defaultdict(list)
        ears = {(row["unit_id"], row["sensor_id"]) for row in self.rows("sensors") if row["kind"] in LISTENERS}
        for (unit, sensor, target), spells in self.contacts.items():
            if ((unit, sensor) in ears) is listening:
                found[unit, target] += spells
        return {pair: joined(spells) for pair, spells in found.items()}

    @cached_property
    def contacts(self) -> dict[tuple[str, str, str], list[Interval]]:
        """(unit, sensor, target) -> from gained to lost, or to the end."""
        rows = self.rows("contacts")
        return self.spells((((r["unit_id"], r["sensor_id"], r["target_id"]), r["change"], r["time_s"])) for r in rows)

    @cached_property
    def tracked(self) -> dict[tuple[str, str], list[Interval]]:
        """(unit, target) -> when it had a track of it, by own sensors, own turns, or as a partner told over a link."""
        rows = self.rows("tracks")
        found = self.spells((((r["unit_id"], r["target_id"]), r["change"], r["time_s"])) for r in rows)
        for row in self.rows("shares"):
            found[row["to_id"], row["target_id"]].append((row["time_s"], row["time_s"] + TOLD_S))
        return found  # type: ignore[no-any-return]

    def spells(self, changes: Iterator[tuple[Any, str, float]], begin: str = "gained", end: str = "lost") -> Any:
        """From each `begin` to the next `end` of the same key; a spell that is open lasts until the run's end."""
        found: dict[Any, list[Interval]] = defaultdict(list)
        since: dict[Any, float] = {}
        for key, change, time_s in sorted(changes, key=lambda c: (c[2], c[1] == begin)):
            if change == begin:
                since.setdefault(key, time_s)
            elif change == end and key in since:
                found[key].append((since.pop(key), time_s))
        for key, time_s in since.items():
            found[key].append((time_s, self.end_s))
        return found


def joined(spells: list[Interval]) -> list[Interval]:
    """Overlapping or touching intervals made one."""
    found: list[Interval] = []
    for begin, end in sorted(spells):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def inside(spells: list[Interval], time_s: float, slack_s: float = 0.0) -> bool:
    return any(begin - slack_s <= time_s <= end + slack_s for begin, end in spells)


_RATE = re.compile(r"([\d.e+-]+) kg/h \+ ([\d.e+-]+) kg/s x \(V in m/s\)\^([\d.]+)")
_BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}


def _hull(unit: dict[str, Any], value: dict[str, str]) -> Hull:
    if unit["kind"] == "missile":
        value = {"mast_height": f"{unit['beam_m']} m", "turn_rate_max": "60 deg/s", "acceleration": "50 m/s2"}
    rate = _RATE.search(value.get("fuel.rate", ""))
    hotel, a, n = (float(part) for part in rate.groups()) if rate else (0.0, 0.0, 1.0)
    return Hull(
        domain=unit["domain"],
        kind=unit["kind"],
        length_m=unit["length_m"],
        beam_m=unit["beam_m"],
        mast_height_m=quantity(value["mast_height"], "a length"),
        speed_mps_max=unit["speed_mps_max"],
        accel_mps2=quantity(value.get("acceleration", "0 m/s2"), "an acceleration"),
        decel_mps2=quantity(value.get("deceleration", "0 m/s2"), "an acceleration"),
        turn_degps_max=float(np.degrees(quantity(value.get("turn_rate_max", "0 deg/s"), "a rate of turn"))),
        turn_diameter_m=max(1.0, quantity(value.get("turn_diameter", "0 m"), "a length")),
        leeway=quantity(value.get("leeway", "0 %"), "a share"),
        hotel_kgps=hotel / 3600.0,
        fuel_a=a,
        fuel_n=n,
        fuel_kg_max=unit["fuel_kg_max"],
    )


def quantity(text: str, name: str) -> float:
    """A value of the library table in SI; "unknown" and "0" are 0."""
    if text in ("unknown", "0", ""):
        return 0.0
    return parse(_BY_NAME[name], text)
