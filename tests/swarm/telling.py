"""Invariants of who is told apart and fired at: a kind only of what a sensor has, a stranger only in sight."""

from collections.abc import Iterator
from json import loads

import numpy as np

from tests.swarm.evidence import Evidence, inside, joined

SAME_S = 1e-6
PLOT_M = 300.0
"""A pilot goes by his own plot, which is held to the serial's range strictly; so far off may the truth be. Over 28
seeds of the joint patrol it was up to 233 m."""


def kinds_are_told_of_what_a_sensor_has(evidence: Evidence) -> Iterator[str]:
    """Somebody is taken for something while one of the unit's own sensors holds or hears it, and at no other time."""
    for row in evidence.rows("classifications"):
        pair = row["unit_id"], row["target_id"]
        has = joined([*evidence.held.get(pair, []), *evidence.heard.get(pair, [])])
        if row["kind"] and not inside(has, row["time_s"], SAME_S):
            yield f"{pair[0]} takes {pair[1]} for {row['kind']} at {row['time_s']:.0f} s, and has no contact"


def nobody_is_identified_out_of_sight(evidence: Evidence) -> Iterator[str]:
    """A pilot tells by eye who is nearer than his serial allows, by his own plot and in truth, and whom he holds."""
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
                (_slant_m(evidence, row["unit_id"], other, row["time_s"]), other)
                for other in _strangers(evidence, row["unit_id"])
            ),
            default=(np.inf, ""),
        )
        if near_m > said["reach_m"] + PLOT_M:
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


def _slant_m(evidence: Evidence, unit: str, other: str, time_s: float) -> float:
    apart_m = evidence.height_m(unit, time_s) - evidence.height_m(other, time_s)
    return float(np.hypot(evidence.range_m(unit, other, time_s), apart_m))
