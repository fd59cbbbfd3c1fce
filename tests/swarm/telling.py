"""Invariants of who is told apart and fired at: a kind only of what a sensor has, a stranger only in sight."""

from collections.abc import Iterator
from json import loads

import numpy as np

from tests.swarm.evidence import Evidence, inside, joined

SAME_S = 1e-6
SPREADS = 3.0
"""A pilot goes by his own plot, which is held to the serial's range strictly; the truth lies within so many standard
deviations of it."""


def kinds_are_told_of_what_a_sensor_has(evidence: Evidence) -> Iterator[str]:
    """Somebody is taken for something while one of the unit's own sensors holds or hears it, and at no other time."""
    for row in evidence.rows("classifications"):
        pair = row["unit_id"], row["target_id"]
        has = joined([*evidence.held.get(pair, []), *evidence.heard.get(pair, [])])
        if row["kind"] and not inside(has, row["time_s"], SAME_S):
            yield f"{pair[0]} takes {pair[1]} for {row['kind']} at {row['time_s']:.0f} s, and has no contact"


def nobody_is_identified_out_of_sight(evidence: Evidence) -> Iterator[str]:
    """A pilot tells by eye who is nearer than his serial allows, over the ground: by his own plot, which shows no
    heights, and in truth; and he holds him."""
    header = evidence.recording.header["scenario"]
    for row in evidence.rows("events"):
        if row["kind"] != "identified":
            continue
        name, said = f"{row['unit_id']} identifies at {row['time_s']:.0f} s", loads(row["data"])
        params = header["serials"][row["serial_id"]]["params"]
        reach_m = max(params.get("identify_range", 0.0), params.get("night_range", 0.0))
        if not said["range_m"] <= said["reach_m"] <= reach_m:
            yield f"{name} from {said['range_m']:.0f} m, reaches {said['reach_m']:.0f} m, {reach_m:.0f} m at most"
        near_m, whom = min(
            (
                (evidence.range_m(row["unit_id"], other, row["time_s"]), other)
                for other in _strangers(evidence, row["unit_id"])
            ),
            default=(np.inf, ""),
        )
        if near_m > said["reach_m"] + SPREADS * _spread_m(evidence, row["unit_id"], whom, row["time_s"]):
            yield f"{name}, and the nearest, {whom}, is {near_m:.0f} m off"
        spells = [
            s for other in _strangers(evidence, row["unit_id"]) for s in evidence.held.get((row["unit_id"], other), [])
        ]
        if not inside(spells, row["time_s"], SAME_S):
            yield f"{name}, and holds nobody"


def guns_fire_at_what_is_held(evidence: Evidence) -> Iterator[str]:
    """A gun opens at what flies while her own ship holds it by a sensor that plots."""
    for row in evidence.rows("bursts"):
        pair = row["unit_id"], row["target_id"]
        if not inside(joined(evidence.held.get(pair, [])), row["time_s"], SAME_S):
            yield f"{pair[0]} fires {row['salvo']} at {pair[1]} at {row['time_s']:.1f} s, and does not hold it"


def _strangers(evidence: Evidence, unit: str) -> list[str]:
    """Aircraft of another side than the unit's."""
    units = evidence.recording.header["scenario"]["units"]
    return [other for other in evidence.flown if other in units and units[other]["side"] != units[unit]["side"]]


def _spread_m(evidence: Evidence, unit: str, other: str, time_s: float) -> float:
    """The standard deviation of the plot that a unit last wrote down of another, all ways together; 0 of none."""
    plots = [row for row in evidence.rows("tracks") if (row["unit_id"], row["target_id"]) == (unit, other)]
    last = max((row for row in plots if row["time_s"] <= time_s), key=lambda row: row["time_s"], default=None)
    return 0.0 if last is None else float(np.sqrt(last["east_var_m2"] + last["north_var_m2"]))
