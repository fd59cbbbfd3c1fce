"""Two loops to hold fleetex's speed against. Neither senses, decides, shoots, pumps or records anything.

    stepped_s       a bare Numba loop: every second each unit moves on a plane, each pair is tried against its ring
    interpreted_s   the recording's own legs in plain Python: every minute each position, each pair's range

Both are lower bounds for a simulator of their kind, not simulators.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np

from fleetex.units import DEG_RAD, EARTH_RADIUS_M

RING_M = 40_000.0
"""About a surface radar's horizon against a ship."""
TURN_EVERY_S = 3600
INTERPRETED_STEP_S = 60.0


@dataclass(frozen=True)
class Leg:
    """A row of the recording's table `legs`, in SI and radians."""

    start_s: float
    end_s: float
    lat_rad: float
    lon_rad: float
    course_rad: float
    speed_mps: float


Tracks = dict[str, list[Leg]]
"""Legs by unit, in time order."""


def tracks_from(rows: Sequence[dict[str, Any]]) -> Tracks:
    """Tracks from rows of unit_id, time_s, end_s, lat_deg, lon_deg, course_deg, speed_mps in time order."""
    tracks: Tracks = {}
    for row in rows:
        leg = Leg(
            row["time_s"],
            row["end_s"],
            row["lat_deg"] * DEG_RAD,
            row["lon_deg"] * DEG_RAD,
            row["course_deg"] * DEG_RAD,
            row["speed_mps"],
        )
        tracks.setdefault(row["unit_id"], []).append(leg)
    return tracks


@numba.njit(error_model="numpy")
def _stepped(x_m, y_m, course_rad, speed_mps, ring_m, step_count):  # type: ignore[no-untyped-def]
    """How often a pair came inside its ring: one-second steps, all pairs, a quarter turn each hour."""
    unit_count = x_m.size
    inside = np.zeros((unit_count, unit_count), np.bool_)
    crossings = 0
    for step in range(step_count):
        if step % TURN_EVERY_S == 0:
            course_rad += math.pi / 2.0
            vx = speed_mps * np.sin(course_rad)
            vy = speed_mps * np.cos(course_rad)
        for i in range(unit_count):
            x_m[i] += vx[i]
            y_m[i] += vy[i]
        for i in range(unit_count):
            for j in range(i + 1, unit_count):
                dx = x_m[i] - x_m[j]
                dy = y_m[i] - y_m[j]
                now = dx * dx + dy * dy < ring_m * ring_m
                if now != inside[i, j]:
                    inside[i, j] = now
                    crossings += now
    return crossings


def stepped_s(tracks: Tracks, span_s: float) -> float:
    """Wall seconds of the Numba loop over these units and this span, compiled beforehand."""
    first = [legs[0] for legs in tracks.values()]
    north_m = np.array([leg.lat_rad for leg in first]) * EARTH_RADIUS_M
    east_m = np.array([leg.lon_rad * math.cos(leg.lat_rad) for leg in first]) * EARTH_RADIUS_M
    course_rad = np.array([leg.course_rad for leg in first])
    speed_mps = np.array([leg.speed_mps for leg in first])
    _stepped(east_m.copy(), north_m.copy(), course_rad.copy(), speed_mps, RING_M, 1)
    start_s = time.perf_counter()
    _stepped(east_m, north_m, course_rad, speed_mps, RING_M, int(span_s))
    return time.perf_counter() - start_s


def _place(leg: Leg, at_s: float) -> tuple[float, float]:
    """Where a unit is on its leg: latitude and longitude (rad), great circle on a sphere."""
    angle = leg.speed_mps * (at_s - leg.start_s) / EARTH_RADIUS_M
    sin_lat = math.sin(leg.lat_rad) * math.cos(angle)
    sin_lat += math.cos(leg.lat_rad) * math.sin(angle) * math.cos(leg.course_rad)
    east = math.sin(leg.course_rad) * math.sin(angle) * math.cos(leg.lat_rad)
    return math.asin(sin_lat), leg.lon_rad + math.atan2(east, math.cos(angle) - math.sin(leg.lat_rad) * sin_lat)


def _range_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on a sphere by the haversine."""
    chord = math.sin((b[0] - a[0]) / 2.0) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2.0) ** 2
    return 2.0 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def interpreted_s(tracks: Tracks, span_s: float) -> float:
    """Wall seconds of the Python loop over these legs and this span, a step a minute."""
    start_s = time.perf_counter()
    rows = dict.fromkeys(tracks, 0)
    inside: set[tuple[int, int]] = set()
    at_s = 0.0
    while at_s < span_s:
        places = []
        for unit, legs in tracks.items():
            while rows[unit] + 1 < len(legs) and legs[rows[unit]].end_s <= at_s:
                rows[unit] += 1
            places.append(_place(legs[rows[unit]], at_s))
        for i, here in enumerate(places):
            for j in range(i + 1, len(places)):
                if _range_m(here, places[j]) < RING_M:
                    inside.add((i, j))
                else:
                    inside.discard((i, j))
        at_s += INTERPRETED_STEP_S
    return time.perf_counter() - start_s
