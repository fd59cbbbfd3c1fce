"""Invariants of the hunt: no weapon without a contact, no buoy that was not on board."""

import math
from collections.abc import Iterator
from json import loads

from tests.swarm.evidence import Evidence

LATELY_S = 900.0
"""A contact is attacked so long after it was held, heard or told of at most: as long as the run to its datum takes."""
TOLD = ("contact", "datum")
"""Messages that say where a contact is."""


def no_torpedo_leaves_without_a_contact(evidence: Evidence) -> Iterator[str]:
    """Who fires a practice weapon has, or lately had, whom it is meant for by a track, a sensor or a partner's word."""
    told: dict[str, list[float]] = {}
    for row in evidence.rows("messages"):
        if row["kind"] in TOLD and row["outcome"] == "heard":
            told.setdefault(row["to_id"], []).append(row["heard_s"])
    for row in evidence.rows("launches"):
        pair, since_s = (row["unit_id"], row["target_id"]), row["time_s"] - LATELY_S
        spells = [*evidence.tracked.get(pair, []), *evidence.held.get(pair, []), *evidence.heard.get(pair, [])]
        had = any(begin <= row["time_s"] and end >= since_s for begin, end in spells)
        if not had and not any(since_s <= heard_s <= row["time_s"] for heard_s in told.get(pair[0], [])):
            yield f"{pair[0]} launches {row['salvo']} at {row['time_s']:.0f} s, meant for {pair[1]}, without a contact"


def no_buoy_leaves_an_empty_rack(evidence: Evidence) -> Iterator[str]:
    """Each buoy laid leaves one less of its kind, and never less than none."""
    left: dict[tuple[str, str], float] = {}
    for row in evidence.rows("events"):
        if row["kind"] != "buoy laid":
            continue
        said = loads(row["data"])
        rack = row["unit_id"], said["sensor"].rsplit("-", 1)[0]
        if said["left"] < 0 or said["left"] >= left.get(rack, math.inf):
            yield f"{rack[0]} lays {said['sensor']} at {row['time_s']:.0f} s and has {said['left']} left"
        left[rack] = said["left"]
