"""Geodesics, rhumb lines and closest approaches."""

import math
from typing import Any

import numpy as np

from fleetex.engine.unit_rows import UNIT
from fleetex.physics.bearing_only import cartesian_track
from fleetex.physics.crossings import acceleration_bound, closest_approach, pair_geometry
from fleetex.physics.geodesy import arc_from_chord, direct, ecef, inverse, rhumb
from fleetex.physics.pieces import fit_straight
from fleetex.units import DEG_RAD, KN_MPS, MINUTE_S, NMI_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

GEODESIC, RHUMB, APPROACH = "geodesic", "rhumb line", "closest approach"
TWO_WAYS_M = 19e6
"""Nearer points have one shortest way."""
AHEAD_S = 6.0 * 3600.0
ABOUT_S, HALVED = 120.0, 60
AHEAD_S_MOST = 96.0 * 3600.0
BOARD_M = 5.0 * NMI_M
"""Ranges are drawn to this, and speeds with them."""
STEADY_MPS = 1e-9
"""Slower than this against each other two ships keep their range."""


def _ends_rad(row: TruthRow) -> tuple[float, float, float, float]:
    return tuple(row[name] * DEG_RAD for name in ("lat1", "lon1", "lat2", "lon2"))  # type: ignore[return-value]


@covers("geodesy", "s12", by=GEODESIC, of=(inverse,))
def _length_m(row: TruthRow, rows: Rows) -> float:
    return inverse(*_ends_rad(row))[0]


@covers("geodesy", "azi1", by=GEODESIC, of=(inverse,))
def _first_azimuth_deg(row: TruthRow, rows: Rows) -> float:
    return inverse(*_ends_rad(row))[1] / DEG_RAD


@covers("geodesy", "azi2", by=GEODESIC, of=(inverse, direct))
def _last_azimuth_deg(row: TruthRow, rows: Rows) -> float:
    """Forward at the far end: opposite to the azimuth back. Two ways may be as short; over a long one the azimuth is to
    the middle of the same way that the first azimuth is of."""
    lat1, lon1, lat2, lon2 = _ends_rad(row)
    length_m, azimuth = inverse(lat1, lon1, lat2, lon2)
    back = direct(lat1, lon1, azimuth, 0.5 * length_m) if length_m > TWO_WAYS_M else (lat1, lon1)
    return inverse(lat2, lon2, *back)[1] / DEG_RAD + 180.0


@covers("geodesy", "lat2", "lon2", by=GEODESIC, of=(direct,))
def _end_deg(row: TruthRow, rows: Rows) -> float:
    lat, lon = direct(row["lat1"] * DEG_RAD, row["lon1"] * DEG_RAD, row["azi1"] * DEG_RAD, row["s12"])
    return (lat if row.quantity == "lat2" else lon) / DEG_RAD


@covers("geodesy", "rhumb_s12", by=RHUMB, of=(rhumb,))
def _rhumb_m(row: TruthRow, rows: Rows) -> float:
    return rhumb(*_ends_rad(row))[0]


@covers("geodesy", "rhumb_azi", by=RHUMB, of=(rhumb,))
def _rhumb_course_deg(row: TruthRow, rows: Rows) -> float:
    return rhumb(*_ends_rad(row))[1] / DEG_RAD


def _unit(lat: float, lon: float, course_rad: float, speed_mps: float, duration_s: float) -> np.ndarray:
    """A unit on a leg that began at 0 s."""
    unit = np.zeros(1, UNIT)
    fit_straight(unit[0], *ecef(lat, lon), course_rad, speed_mps, 0.0, duration_s, 0)
    unit["piece_rate_ps"], unit["piece_end_s"] = 1.0 / duration_s, duration_s
    unit["accel_bound_mps2"] = acceleration_bound(speed_mps, 0.0, 0.0)
    return unit


def _motions(row: TruthRow) -> tuple[tuple[float, float], tuple[float, float]]:
    """Course (rad) and speed (m/s) of own ship and of the target, over the ground; of a row that gives the relative
    motion alone, own ship lies still."""
    if row.has("rel_course_deg") and not row.has("own_course_deg"):
        return (0.0, 0.0), (row["rel_course_deg"] * DEG_RAD, row["rel_speed_kn"] * KN_MPS)
    own = row["own_course_deg"] * DEG_RAD, row["own_speed_kn"] * KN_MPS
    if row.has("tgt_course_deg"):
        return own, (row["tgt_course_deg"] * DEG_RAD, row["tgt_speed_kn"] * KN_MPS)
    relative = row["rel_course_deg"] * DEG_RAD, row["rel_speed_kn"] * KN_MPS
    east = own[1] * math.sin(own[0]) + relative[1] * math.sin(relative[0])
    north = own[1] * math.cos(own[0]) + relative[1] * math.cos(relative[0])
    return own, (math.atan2(east, north), math.hypot(east, north))


@covers("geodesy", "true_course", "true_speed", by="bearings-only motion analysis", of=(cartesian_track,))
def _true_motion(row: TruthRow, rows: Rows) -> float:
    """Of a target whose motion relative to own ship is known: the track that a bearing's filter keeps, placed; where it
    is, is all the same."""
    course, speed = row["own_course_deg"] * DEG_RAD, row["own_speed_kn"] * KN_MPS
    way, rate = row["rel_course_deg"] * DEG_RAD, row["rel_speed_kn"] * KN_MPS
    bearing = row["tgt_bearing_deg"] * DEG_RAD if row.has("tgt_bearing_deg") else 0.0
    inverse_m = 1.0 / (row["tgt_range_nmi"] * NMI_M if row.has("tgt_range_nmi") else BOARD_M)
    across, along = rate * math.sin(way - bearing) * inverse_m, rate * math.cos(way - bearing) * inverse_m
    own = speed * math.sin(course), speed * math.cos(course)
    (_, _, east, north), _ = cartesian_track((across, along, bearing, inverse_m), (0.0,) * 10, 0.0, 0.0, *own)
    if row.quantity == "true_speed":
        return math.hypot(east, north) / KN_MPS
    return math.atan2(east, north) / DEG_RAD


def _nearest(row: TruthRow, turned_rad: float) -> tuple[float, float, float]:
    """(least m, when s, scale) of ways gone ahead, or with courses reversed.

    On the equator, ranges and speeds alike so much smaller that the earth is as flat as the row's manoeuvring board;
    looked for further and further ahead, until the least is not the last.
    """
    (own_rad, own_mps), (their_rad, their_mps) = _motions(row)
    range_m = row["tgt_range_nmi"] * NMI_M
    scale = BOARD_M / max(range_m, BOARD_M)
    there = direct(0.0, 0.0, row["tgt_bearing_deg"] * DEG_RAD, range_m * scale)
    ahead_s = AHEAD_S
    while True:
        own = _unit(0.0, 0.0, own_rad + turned_rad, own_mps * scale, ahead_s)
        their = _unit(*there, their_rad + turned_rad, their_mps * scale, ahead_s)
        when_s, least_m = closest_approach(own[0], their[0], 0.0, ahead_s)
        if when_s < 0.999 * ahead_s or ahead_s >= AHEAD_S_MOST:
            return least_m, _steady_s(own[0], their[0], when_s, ahead_s), scale
        ahead_s *= 4.0


def _steady_s(own: Any, their: Any, near_s: float, ahead_s: float) -> float:
    """When the range is steady, by halving: a run's approach is good to a millimetre of range, which is many seconds
    where two ships pass slowly and far apart."""
    early, late = max(0.0, near_s - ABOUT_S), min(ahead_s, near_s + ABOUT_S)
    if not pair_geometry(own, their, early)[1] < 0.0 < pair_geometry(own, their, late)[1]:
        return near_s
    for _ in range(HALVED):
        middle = 0.5 * (early + late)
        early, late = (middle, late) if pair_geometry(own, their, middle)[1] < 0.0 else (early, middle)
    return 0.5 * (early + late)


@covers("geodesy", "cpa_range", "tcpa", "cpa_bearing", by=APPROACH, of=(closest_approach, pair_geometry, fit_straight))
def _approach(row: TruthRow, rows: Rows) -> float:
    """Of ships past their closest approach the ways are gone back along: courses reversed, the time's sign too.

    Two ships whose range does not change are nearest now.
    """
    least_m, when_s, scale = _nearest(row, 0.0)
    before_m, before_s, _ = _nearest(row, math.pi)
    now_m = row["tgt_range_nmi"] * NMI_M * scale
    apart = [(v * math.sin(course), v * math.cos(course)) for course, v in _motions(row)]
    if before_m < least_m:
        least_m, when_s = before_m, -before_s
    if math.dist(*apart) < STEADY_MPS:
        least_m, when_s = now_m, 0.0
    if row.quantity == "tcpa":
        return when_s / MINUTE_S
    if row.quantity == "cpa_range":
        return arc_from_chord(least_m) / scale / NMI_M
    ways = []
    start = direct(0.0, 0.0, row["tgt_bearing_deg"] * DEG_RAD, now_m)
    for at, (course, speed) in zip(((0.0, 0.0), start), _motions(row), strict=True):
        ways.append(direct(*at, course + (math.pi if when_s < 0.0 else 0.0), speed * scale * abs(when_s)))
    return inverse(*ways[0], *ways[1])[1] / DEG_RAD
