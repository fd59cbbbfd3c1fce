"""Tracks as AIS would tell them, as the CSV that a scenario's `traffic` reads back: ship,time,lat,lon,class.

Each ship reports at the interval of ITU-R M.1371-5 for her class and speed. Ships of less than 45 m, which is about the
300 tons from which SOLAS asks for class A, carry class B by carrier sense.
"""

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from fleetex.export.movers import Mover, movers
from fleetex.measures.reading import start_utc
from fleetex.physics.ais import AisClass, reporting_interval_s
from fleetex.record.reader import Recording
from fleetex.units import KN_MPS

CLASS_A_M = 45.0
HEAD = ("ship", "time", "lat", "lon", "class", "course", "speed_kn")
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Written:
    """How much was written."""

    ships: int
    reports: int


def write_ais(
    recording: Recording, file: Path, span_s: tuple[float, float], every_s: float, told: Told = lambda *_: None
) -> Written:
    """Write every report of the ships that say on AIS who they are, ship by ship; of each at most one in `every_s`."""
    begun = start_utc(recording)
    sending = [one for one in movers(recording) if one.said["ais"]]
    ships = reports = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(HEAD)
        for number, one in enumerate(sending, 1):
            told(number, len(sending))
            times = np.array(list(_times(one, span_s, every_s)))
            if len(times) < 2:
                continue
            ships += 1
            reports += _write(rows, recording, one, times, begun)
    return Written(ships, reports)


def ais_class(length_m: float) -> AisClass:
    """What a ship of this length carries."""
    return AisClass.A if not length_m < CLASS_A_M else AisClass.B_CS


def _times(one: Mover, span_s: tuple[float, float], every_s: float) -> Iterator[float]:
    """When she reports: each time her interval after the last, as her speed and helm then are."""
    legs = zip(*(one.legs[name].tolist() for name in ("time_s", "end_s", "speed_mps", "turn_degps")), strict=True)
    carried = ais_class(one.said["length_m"])
    due = -math.inf
    for start, end, speed, turn in legs:
        due = max(due, start, span_s[0])
        interval = reporting_interval_s(carried, speed / KN_MPS, moored=speed == 0.0, turning=turn != 0.0)
        step = interval * max(1.0, math.ceil(every_s / interval))
        until = min(end, span_s[1])
        while due < until:
            yield due
            due += step


def _write(rows: Any, recording: Recording, one: Mover, times: np.ndarray, begun: datetime) -> int:
    where = one.at(recording, times)
    columns = (where.lat_deg, where.lon_deg, where.course_deg, where.speed_mps / KN_MPS)
    for time_s, lat, lon, course, speed in zip(times.tolist(), *(c.tolist() for c in columns), strict=True):
        moment = (begun + timedelta(seconds=time_s)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        rows.writerow(
            (one.name, moment, f"{lat:.6f}", f"{lon:.6f}", one.said["class_id"], f"{course:.1f}", f"{speed:.1f}")
        )
    return len(times)
