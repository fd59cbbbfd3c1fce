"""When distributed simulation must be told of a mover, and what: entity states by the thresholds of IEEE 1278.1.

Each leg is told of at its beginning, then as often as a receiver who reckons on would else be off by more than agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fleetex.export.movers import Mover
from fleetex.physics.dead_reckoning import (
    ACCELERATING,
    OF_THE_BODY,
    ROTATING,
    STATIC,
    Motion,
    angles_of,
    axes_of,
    reckoned,
    time_to_update_by_jerk_s,
    time_to_update_s,
)
from fleetex.record.positions import Positions
from fleetex.record.reader import Recording
from fleetex.units import DEG_RAD, EARTH_RADIUS_M

if TYPE_CHECKING:
    from pyproj import Transformer

Numbers = npt.NDArray[np.float64]

JUST_BEFORE_S = 1e-6
LEAST_RADIUS_M = 6_335_439.0
"""WGS84's, of the meridian at the equator."""
STATES_MAX = 3_000_000
"""Of one mover: as many are half a gigabyte."""
LEAST_STEP_S = 0.05
"""No oftener: a leg's end is told of by the next one."""


@dataclass(frozen=True)
class Agreed:
    """What sender and receiver agree on; the home of what `fleetex export` takes unless told otherwise.

    The standard's own heartbeat is 5 s, and receivers that keep to it drop whoever is silent for 2.4 of them (IEEE
    1278.1, HBT_PDU_ES and HBT_TIMEOUT_MPLIER). A recording is of days, and most units sail straight for hours: at 5 s
    its file is ten times as large and tells nothing more. So 60 s unless such a receiver asks for less.
    """

    algorithm: int = 4
    threshold_m: float = 1.0
    threshold_rad: float = 3.0 * DEG_RAD
    heartbeat_s: float = 60.0


class TooManyError(Exception):
    """More states than a file should hold: what to ask for instead."""


@dataclass(frozen=True)
class States:
    """States of one mover in time order, and how far off a receiver gets before each next one."""

    time_s: Numbers
    motion: Motion
    ends: npt.NDArray[np.bool_]
    """The last before it is out of play: aboard, landed, out of reach, or the end."""
    worst_m: float
    worst_rad: float


def states(recording: Recording, mover: Mover, agreed: Agreed, span_s: tuple[float, float]) -> States | None:
    """All states due within a span of exercise time; None if it moves at another time. TooManyError."""
    row, times, ends = _due(mover, agreed, span_s)
    if not len(times):
        return None
    where = mover.at(recording, times)
    known = ~np.isnan(where.lat_deg)
    if not known.any():
        return None
    row, times, ends = row[known], times[known], ends[known]
    turn, accel, climb = (mover.legs[name][row] for name in ("turn_degps", "accel_mps2", "climb_mps"))
    motion = _motion(_those(where, known), turn, accel, climb, agreed.algorithm)
    before = mover.at(recording, times[1:] - JUST_BEFORE_S)
    return States(times, motion, ends, *_worst(agreed.algorithm, times, motion, before, ends))


def _those(where: Positions, rows: Any) -> Positions:
    return Positions(*(getattr(where, name)[rows] for name in Positions.__dataclass_fields__))


def _due(
    mover: Mover, agreed: Agreed, span_s: tuple[float, float]
) -> tuple[npt.NDArray[np.intp], Numbers, npt.NDArray[np.bool_]]:
    """(Leg, time, is the last) of every state: each leg's beginning, its steps, and its end where none follows."""
    legs = mover.legs
    begin, end = np.maximum(legs["time_s"], span_s[0]), np.minimum(legs["end_s"], span_s[1])
    step = np.maximum(_steps_s(mover, agreed), LEAST_STEP_S)
    counts = np.where(end > begin, np.ceil((end - begin) / step), 0.0).astype(np.int64)
    if counts.sum() > STATES_MAX:
        raise TooManyError(
            f"{mover.name} alone would be told of {counts.sum():,} times; take a shorter span (--from, --until), a "
            "greater --threshold, or another --dead-reckoning than 1"
        )
    row = np.repeat(np.arange(len(begin)), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    times = begin[row] + (np.arange(len(row)) - before) * step[row]
    following = np.append(legs["time_s"][1:], np.inf)
    stops = np.flatnonzero((counts > 0) & (np.minimum(following, span_s[1]) > end))
    stops = np.union1d(stops, np.flatnonzero(counts > 0)[-1:])
    row, times = np.concatenate((row, stops)), np.concatenate((times, end[stops]))
    ends = np.concatenate((np.zeros(len(row) - len(stops), bool), np.ones(len(stops), bool)))
    order = np.lexsort((ends, times))
    return row[order].astype(np.intp), np.asarray(times[order]), np.asarray(ends[order], np.bool_)


def _steps_s(mover: Mover, agreed: Agreed) -> Numbers:
    """The longest time on each leg that keeps within the thresholds, by what the algorithm leaves out of her motion."""
    legs, algorithm = mover.legs, agreed.algorithm
    rate = np.abs(legs["turn_degps"]) * DEG_RAD
    accel = np.abs(legs["accel_mps2"])
    speed, climb = _fastest(legs), np.abs(legs["climb_mps"])
    # the earth falls away under a leg, a rhumb line bends by tan(latitude) / R, and who climbs moves on a wider arc
    bend = speed * (speed * (1.0 + np.abs(np.tan(legs["lat_deg"] * DEG_RAD))) + 2.0 * climb) / LEAST_RADIUS_M
    speed = np.hypot(speed, climb)
    if algorithm == STATIC:
        with np.errstate(divide="ignore"):
            steps = np.minimum(agreed.heartbeat_s, agreed.threshold_m / speed)
    elif algorithm in OF_THE_BODY and algorithm in ROTATING:
        left_out = bend if algorithm in ACCELERATING else bend + accel
        steps = time_to_update_s(left_out, agreed.threshold_m, agreed.heartbeat_s)
    elif algorithm in ACCELERATING:
        jerk = rate * rate * speed + 3.0 * rate * accel + bend * speed / EARTH_RADIUS_M
        by_jerk = time_to_update_by_jerk_s(jerk, 0.5 * agreed.threshold_m, agreed.heartbeat_s)
        steps = np.minimum(by_jerk, time_to_update_s(bend, 0.5 * agreed.threshold_m, agreed.heartbeat_s))
    else:
        steps = time_to_update_s(rate * speed + accel + bend, agreed.threshold_m, agreed.heartbeat_s)
    if algorithm in ROTATING:
        return np.asarray(steps)
    with np.errstate(divide="ignore"):
        return np.minimum(steps, agreed.threshold_rad / rate)


def _fastest(legs: Mapping[str, Numbers]) -> Numbers:
    """The greatest speed on each leg, at the height that it is flown at."""
    lasts_s = legs["end_s"] - legs["time_s"]
    last = legs["speed_mps"] + legs["accel_mps2"] * lasts_s
    aloft = np.maximum(legs["height_m"], legs["height_m"] + legs["climb_mps"] * lasts_s)
    return np.asarray(np.maximum(legs["speed_mps"], last) * (1.0 + aloft / EARTH_RADIUS_M))


def _motion(where: Positions, turn_degps: Numbers, accel: Numbers, climb: Numbers, algorithm: int) -> Motion:
    """What is told: place and axes in the earth's frame (ECEF, WGS84), level, the bow on her course."""
    body = _body(where)
    aloft = 1.0 + where.height_m / EARTH_RADIUS_M  # a leg's speed is that over the ground
    zero, speed, rate = np.zeros_like(aloft), where.speed_mps * aloft, turn_degps * DEG_RAD
    sideways = zero if algorithm in OF_THE_BODY and algorithm in ROTATING else rate * speed
    velocity = np.stack((speed, zero, -climb), axis=-1)
    acceleration = np.stack((accel, sideways, speed * speed / EARTH_RADIUS_M), axis=-1)
    if algorithm not in OF_THE_BODY:
        velocity, acceleration = (np.einsum("nji,nj->ni", body, one) for one in (velocity, acceleration))
    return Motion(_places(where), velocity, acceleration, angles_of(body), np.stack((zero, zero, rate), axis=-1))


def _places(where: Positions) -> Numbers:
    """ECEF, WGS84, (n, 3)."""
    return np.stack(_transformer().transform(where.lat_deg, where.lon_deg, where.height_m), axis=-1)


def _body(where: Positions) -> Numbers:
    """Rows forward, right, down of a level hull with her bow on her course, in ECEF axes, (n, 3, 3)."""
    lat, lon, course = np.radians(where.lat_deg), np.radians(where.lon_deg), np.radians(where.course_deg)
    level = axes_of(np.stack((lon, -0.5 * np.pi - lat, np.zeros_like(lat)), axis=-1))  # rows north, east, down
    cos, sin = np.cos(course)[:, None], np.sin(course)[:, None]
    return np.stack((cos * level[:, 0] + sin * level[:, 1], cos * level[:, 1] - sin * level[:, 0], level[:, 2]), axis=1)


def _worst(
    algorithm: int, times: Numbers, motion: Motion, before: Positions, ends: npt.NDArray[np.bool_]
) -> tuple[float, float]:
    """How far off, in metres and radians, a receiver is at most just before he is told again.

    `before`: where it truly was just before each state but the first.
    """
    on = np.flatnonzero(~ends[:-1] & ~np.isnan(before.lat_deg))
    if not len(on):
        return 0.0, 0.0
    part = Motion(*(getattr(motion, name)[on] for name in Motion.__dataclass_fields__))
    then = reckoned(algorithm, part, times[on + 1] - JUST_BEFORE_S - times[on])
    true = _those(before, on)
    off_m = np.linalg.norm(then.place - _places(true), axis=-1)
    cosine = np.sum(axes_of(then.angles)[:, 0] * _body(true)[:, 0], axis=-1)
    return float(off_m.max()), float(np.arccos(np.clip(cosine, -1.0, 1.0)).max())


@cache
def _transformer() -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4979", "EPSG:4978")
