"""Bursts at air targets as they passed: the rows of `bursts` of a serial, each with the run in which it was fired.

A run is told by its number in the log of the firing ship; a burst belongs to the last run begun for its firer before.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.kept import kept
from fleetex.measures.reading import LogRow, logged, of_serial, sorted_by
from fleetex.record.reader import Recording


@dataclass(frozen=True)
class AirBurst:
    """One burst. `run` 0: fired in none."""

    firer_id: str
    mount_id: str
    target_id: str
    salvo: str
    fired_s: float
    run: int
    rounds: int
    range_m: float
    height_m: float
    flight_s: float
    lat_deg: float
    lon_deg: float
    aim_off_m: float
    miss_m: float
    nearest_m: float
    near: int
    expected: float
    hits: int


@dataclass(frozen=True)
class Run:
    """One run past a firing ship, as she wrote it down when it was over."""

    firer_id: str
    number: int
    kind: str
    begin_s: float
    end_s: float
    rounds: int
    first_burst_s: float
    """From the clearance to the first burst; NaN without one."""
    held: str


@kept
def air_bursts(recording: Recording, serial_id: str) -> tuple[AirBurst, ...]:
    """All bursts of a serial in the order in which they were fired. Kept for the last recording."""
    rows = sorted_by(of_serial(recording, "bursts", serial_id), "time_s", "unit_id", "mount_id", "burst")
    told = runs(recording, serial_id)
    names = ["unit_id", "mount_id", "target_id", "salvo", "time_s", "rounds", "range_m", "height_m", "flight_s"]
    names += ["lat_deg", "lon_deg", "aim_off_m", "miss_m", "nearest_m", "near", "expected_hits", "hits"]
    found = []
    for firer, mount, target, salvo, time_s, *figures in zip(*(rows[name].tolist() for name in names), strict=True):
        run = next((one.number for one in told if one.firer_id == firer and one.begin_s <= time_s <= one.end_s), 0)
        found.append(AirBurst(firer, mount, target, salvo, time_s, run, *figures))
    return tuple(found)


@kept
def runs(recording: Recording, serial_id: str) -> tuple[Run, ...]:
    """All runs that were flown, in order."""
    begun: dict[tuple[str, int], LogRow] = {}
    for row in logged(recording, serial_id, "run begun"):
        begun[row.other_id or row.word("other"), int(row.number("run"))] = row
    found = []
    for row in logged(recording, serial_id, "run"):
        number = int(row.number("run"))
        start = begun.get((row.unit_id, number))
        begin_s = start.time_s if start is not None else row.time_s
        figures: dict[str, Any] = {
            "kind": row.word("kind"),
            "rounds": int(row.number("rounds")),
            "held": row.word("held"),
        }
        first_s = row.number("first_burst_s")
        found.append(
            Run(row.unit_id, number, figures["kind"], begin_s, row.time_s, figures["rounds"], first_s, figures["held"])
        )
    return tuple(found)


def weighted(bursts: list[AirBurst], name: str) -> float:
    """Mean of a figure over all rounds; NaN without any."""
    rounds = np.array([one.rounds for one in bursts], dtype=np.float64)
    values = np.array([getattr(one, name) for one in bursts], dtype=np.float64)
    sound = np.isfinite(values)
    return float(np.sum(values[sound] * rounds[sound]) / np.sum(rounds[sound])) if np.any(sound) else float("nan")
