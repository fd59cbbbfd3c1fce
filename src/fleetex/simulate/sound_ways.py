"""By which ways sound comes from a submarine to a sonar, for who looks at the run: see `physics.eigenrays`.

It is no part of the play, as `sonar_reach` is none: tables of loss hold the power of all rays together; here they are
told apart.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import int64

from fleetex.engine import ask
from fleetex.engine.hearing import ends_m
from fleetex.engine.stage import Stage
from fleetex.engine.tables import head_of
from fleetex.physics import eigenrays as ways
from fleetex.physics.compiled import kernel
from fleetex.physics.sound_rays import Bed
from fleetex.physics.sound_tables import Sea, bed_of

WITHIN_DB = 20.0
MOST = 12
"""Of the ways those are told that may be heard beside the strongest, and no more than these (design values)."""
OFF_BED_M = 1.0
"""What would hang deeper than the water lies so far above the bed."""


@kernel
def depths_m(at: int, s: int, v: int) -> tuple[float, float]:
    """How deep a unit is as sound leaves it, and a sonar."""
    there_m, here_m, _ = ends_m(head_of(at), s, v)
    return there_m, here_m


def make_ready() -> None:
    """Have the kernels compiled before the run's clock starts."""
    even = np.array([0.0, 100.0]), np.array([1500.0, 1500.0])
    ways.eigenrays(*even, 10.0, 20.0, 100.0, ways.Ends(0.0, Bed(1.0, 1.0, 0.0), 1000.0), 2)
    depths_m.compile((int64, int64, int64))  # type: ignore[attr-defined]


def pair(stage: Stage, s: int, owner: int, target: int) -> dict[str, Any]:
    """What each row of a sonar and a submarine begins with: when, and of whom."""
    return {
        "time_s": stage.now_s,
        "unit_id": stage.cast.name(owner),
        "sensor_id": stage.cast.sensors[s],
        "target_id": stage.cast.name(target),
    }


def write(stage: Stage, s: int, owner: int, target: int, seas: Sequence[Sea]) -> None:
    """The rows of one sonar and one submarine, as they lie now, in the water round the sonar."""
    world = stage.world
    sea = seas[int(world.env["sound"][world.unit["water"][owner]]) - 1]
    there_m, here_m = (min(depth_m, sea.depth_m - OFF_BED_M) for depth_m in depths_m(stage.at, s, target))
    range_m, _ = ask.range_and_bearing_between(stage.at, owner, target, stage.now_s)
    ends = ways.Ends(sea.wind_mps, bed_of(sea), float(world.sensor["freq_hz"][s]))
    depths, speeds = np.array(sea.column.depths_m), np.array(sea.column.speeds_mps)
    found = ways.eigenrays(depths, speeds, there_m, here_m, max(range_m, 1.0), ends, ways.FAN)
    if not len(found):
        return
    loss_db = found[:, ways.LOSS_DB]
    together_db = ways.together_db(found, ends.freq_hz)
    audible = np.flatnonzero(loss_db <= loss_db.min() + WITHIN_DB)
    kept = np.sort(audible[np.argsort(loss_db[audible], kind="stable")][:MOST])
    for number, way in enumerate(found[kept].tolist(), 1):
        stage.sink.row(
            "sound_ways",
            **pair(stage, s, owner, target),
            number=number,
            travel_s=way[ways.TIME_S],
            launch_deg=math.degrees(way[ways.LAUNCH_RAD]),
            arrival_deg=math.degrees(way[ways.ARRIVAL_RAD]),
            length_m=way[ways.LENGTH_M],
            surface=int(way[ways.SURFACE]),
            bed=int(way[ways.BED]),
            loss_db=way[ways.LOSS_DB],
            together_db=together_db,
        )
