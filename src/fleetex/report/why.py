"""Why one unit held another at a moment, or did not: each of its sensors with its decibels, and who told it.

found = why(recording, "qiqihar", "submarine", None)      # None: the moment at which a look was likeliest to find
found.held, found.sensors[0].excess_db
"""

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.holding import bearing_spans, share_spans, track_spans
from fleetex.measures.reading import Rows, figures_of, recorded_s, unit_cards
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import HOUR_S
from fleetex.vocabulary import SurfaceKind

TERMS = ("source_db", "target_db", "loss_db", "noise_db", "threshold_db")
"""Excess is the first two less the other three."""
BUOY = re.compile(r"-\d+$")
"""So the id of a buoy ends: of one kind an aircraft carries several."""
SUBMERGED_M = 25.0
"""Deeper than this no mast of a submarine stands out of the water."""
STALE_S = HOUR_S + 1.0
WAYS_EVERY_S = 900.0
"""Decibels are written at each change, and each hour: after that the pair was out of range or the sensor off.
Ways of sound are written each quarter hour."""


class WhyError(Exception):
    """There is no such unit in the recording, or nothing was ever worked out for the pair."""


@dataclass(frozen=True)
class SensorWhy:
    """One sensor's case at the moment asked for."""

    sensor_id: str
    kind: str
    range_m_max: float
    held: bool
    since_s: float | None
    """When this contact was gained; None if it was not held."""
    known_s: float | None
    """When the decibels were written; None: there are none of that time."""
    range_m: float
    """True range then, NaN without decibels."""
    terms_db: tuple[float, float, float, float, float]
    """Source, target, loss, noise, threshold."""
    excess_db: float
    prob: float
    ways: Sequence["Way"] = ()
    """By which ways sound from the target came to it, the first to come first; none where none are recorded."""
    in_water: bool = True
    """Of an aircraft's sonar: whether it hung there, dipped or laid and not spent."""


@dataclass(frozen=True)
class Way:
    """One way of sound, as recorded last before the moment."""

    known_s: float
    travel_s: float
    launch_deg: float
    """Leaving the target, positive towards the surface."""
    arrival_deg: float
    """Coming to the sonar, positive going down."""
    surface: int
    bed: int
    """How often either sends it back."""
    loss_db: float
    together_db: float
    """Loss of all ways together at the sonar's one note, in step."""


@dataclass(frozen=True)
class Why:
    """A pair at a moment."""

    unit_id: str
    target_id: str
    time_s: float
    range_m: float
    """NaN if one of them was nowhere."""
    bearing_deg: float
    sensors: Sequence[SensorWhy]
    tracked_since_s: float | None
    heard_since_s: float | None
    """A bearing is held since then."""
    under_water: bool
    """The target, at that time."""
    told_by: Sequence[tuple[str, float]]
    """Who shared a track of it over a link, and since when."""

    @property
    def held(self) -> bool:
        return any(sensor.held for sensor in self.sensors)


def why(recording: Recording, unit_id: str, target_id: str, time_s: float | None) -> Why:
    """The pair at a time (s); None: when a look was likeliest to find. WhyError if there is nothing to tell of."""
    units = recording.table("units")["unit_id"].tolist()
    known = [*units, *recording.table("traffic")["ship_id"].tolist()]
    for name, ids in ((unit_id, units), (target_id, known)):
        if name not in ids:
            near = difflib.get_close_matches(name, ids, 1)
            meant = f"; did you mean {near[0]}?" if near else f"; they are {', '.join(sorted(ids))}"
            raise WhyError(f"the recording has no unit '{name}'{meant}")
    if unit_id == target_id:
        raise WhyError(f"{unit_id} does not look for itself: give two units")
    rows = pair_rows(recording, unit_id, target_id)
    at_s = _best_s(rows, unit_id, target_id) if time_s is None else time_s
    if not 0.0 <= at_s <= recorded_s(recording):
        raise WhyError("that moment lies outside what was recorded")
    here, there = (positions(recording, name, [at_s]) if name in units else None for name in (unit_id, target_id))
    range_m = bearing_deg = math.nan
    under_water = there is not None and bool(there.height_m[0] < -SUBMERGED_M)
    if here is not None and there is not None:
        ranges, bearings = ranges_and_bearings(here.lat_deg, here.lon_deg, there.lat_deg, there.lon_deg)
        range_m, bearing_deg = float(ranges[0]), float(bearings[0])
    return Why(
        unit_id,
        target_id,
        at_s,
        range_m,
        bearing_deg,
        [_sensor(recording, rows, row, target_id, at_s) for row in recording.rows("sensors", unit_id=unit_id)],
        _since(track_spans(recording).get((unit_id, target_id)), at_s),
        _since(bearing_spans(recording).get((unit_id, target_id)), at_s),
        under_water,
        _told_by(recording, unit_id, target_id, at_s),
    )


def pair_rows(recording: Recording, unit_id: str, target_id: str) -> Rows:
    """The pair's rows of decibels, by time."""
    table = recording.table("budgets")
    chosen = (table["unit_id"] == unit_id) & (table["target_id"] == target_id)
    return {name: values[chosen] for name, values in table.items()}


def _best_s(rows: Rows, unit_id: str, target_id: str) -> float:
    if not len(rows["time_s"]):
        raise WhyError(
            f"no sensor of {unit_id} ever had {target_id} inside its instrumented range: there are no decibels of "
            f"the two; --at TIME tells how far apart they were"
        )
    return float(rows["time_s"][int(np.lexsort((rows["excess_db"], rows["prob"]))[-1])])


def _sensor(recording: Recording, rows: Rows, sensor: dict[str, object], target_id: str, at_s: float) -> SensorWhy:
    sensor_id = str(sensor["sensor_id"])
    own = np.flatnonzero((rows["sensor_id"] == sensor_id) & (rows["time_s"] <= at_s))
    since_s = _gained_s(recording, str(sensor["unit_id"]), sensor_id, target_id, at_s)
    kind, range_m_max = str(sensor["kind"]), float(str(sensor["range_m_max"]))
    fresh = own.size > 0 and at_s - float(rows["time_s"][own[-1]]) <= STALE_S
    wet = since_s is not None or _in_water(recording, str(sensor["unit_id"]), sensor_id, kind, at_s)
    if not (fresh and wet):
        none = math.nan
        return SensorWhy(
            sensor_id, kind, range_m_max, since_s is not None, since_s, None, none, (none,) * 5, none, none, (), wet
        )
    last = int(own[-1])
    source, target, loss, noise, threshold = (float(rows[name][last]) for name in TERMS)
    return SensorWhy(
        sensor_id,
        kind,
        range_m_max,
        since_s is not None,
        since_s,
        float(rows["time_s"][last]),
        float(rows["range_m"][last]),
        (source, target, loss, noise, threshold),
        float(rows["excess_db"][last]),
        float(rows["prob"][last]),
        _ways(recording, str(sensor["unit_id"]), sensor_id, target_id, at_s),
    )


def _in_water(recording: Recording, unit_id: str, sensor_id: str, kind: str, at_s: float) -> bool:
    """Whether a sonar was in the water: an aircraft's hangs there from a dip until it is raised, a buoy from when it is
    laid until it is spent; a hull's always does."""
    if unit_cards(recording)[unit_id].kind != SurfaceKind.AIRCRAFT or "sonar" not in kind:
        return True
    rows = recording.table("events")
    mine = np.flatnonzero((rows["unit_id"] == unit_id) & (rows["time_s"] <= at_s))
    told = [(str(rows["kind"][row]), row) for row in mine]
    if BUOY.search(sensor_id):
        dropped = [figures_of(str(rows["data"][row])).get("sensor") for what, row in told if what == "buoy laid"]
        spent = any(what == "buoy spent" and sensor_id in str(rows["text"][row]).split() for what, row in told)
        return sensor_id in dropped and not spent
    return next((what == "dips" for what, _ in reversed(told) if what in ("dips", "sonar raised")), False)


def _ways(recording: Recording, unit_id: str, sensor_id: str, target_id: str, at_s: float) -> Sequence[Way]:
    """The ways of sound between the two as recorded last."""
    rows = recording.rows("sound_ways", unit_id=unit_id, sensor_id=sensor_id, target_id=target_id)
    known_s = max((row["time_s"] for row in rows if at_s - WAYS_EVERY_S < row["time_s"] <= at_s), default=None)
    names = ("time_s", "travel_s", "launch_deg", "arrival_deg", "surface", "bed", "loss_db", "together_db")
    found = sorted((row for row in rows if row["time_s"] == known_s), key=lambda row: int(row["number"]))
    return [Way(*(row[name] for name in names)) for row in found]


def _gained_s(recording: Recording, unit_id: str, sensor_id: str, target_id: str, at_s: float) -> float | None:
    """Since when a sensor held the target at that time; None if it did not."""
    table = recording.table("contacts")
    chosen = (table["unit_id"] == unit_id) & (table["sensor_id"] == sensor_id) & (table["target_id"] == target_id)
    chosen &= table["time_s"] <= at_s
    changes = np.flatnonzero(chosen)
    if not changes.size or table["change"][changes[-1]] != "gained":
        return None
    return float(table["time_s"][changes[-1]])


def _since(spans: NDArray[np.float64] | None, at_s: float) -> float | None:
    """The beginning of the span that holds a time."""
    if spans is None:
        return None
    within = spans[(spans[:, 0] <= at_s) & (at_s <= spans[:, 1])]
    return float(within[-1, 0]) if len(within) else None


def _told_by(recording: Recording, unit_id: str, target_id: str, at_s: float) -> list[tuple[str, float]]:
    found = []
    for (sender, receiver, target), spans in share_spans(recording).items():
        since_s = _since(spans, at_s) if (receiver, target) == (unit_id, target_id) else None
        if since_s is not None:
            found.append((sender, since_s))
    return sorted(found)
