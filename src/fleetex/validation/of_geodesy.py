"""Geodesics, rhumb lines and closest approaches."""

import math

import numpy as np

from fleetex.engine.tables import UNIT
from fleetex.physics.crossings import acceleration_bound, closest_approach
from fleetex.physics.geodesy import arc_from_chord, direct, ecef, inverse, rhumb
from fleetex.physics.pieces import fit_straight
from fleetex.units import DEG_RAD, KN_MPS, MINUTE_S, NMI_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

GEODESIC, RHUMB, APPROACH = "geodesic", "rhumb line", "closest approach"
AHEAD_S = 6.0 * 3600.0


def _ends_rad(row: TruthRow) -> tuple[float, float, float, float]:
    return tuple(row[name] * DEG_RAD for name in ("lat1", "lon1", "lat2", "lon2"))  # type: ignore[return-value]


@covers("geodesy", "s12", by=GEODESIC, of=(inverse,))
def _length_m(row: TruthRow, rows: Rows) -> float:
    return inverse(*_ends_rad(row))[0]


@covers("geodesy", "azi1", by=GEODESIC, of=(inverse,))
def _first_azimuth_deg(row: TruthRow, rows: Rows) -> float:
    return inverse(*_ends_rad(row))[1] / DEG_RAD


@covers("geodesy", "azi2", by=GEODESIC, of=(inverse,))
def _last_azimuth_deg(row: TruthRow, rows: Rows) -> float:
    """Forward at the far end: opposite to the azimuth back."""
    lat1, lon1, lat2, lon2 = _ends_rad(row)
    return inverse(lat2, lon2, lat1, lon1)[1] / DEG_RAD + 180.0


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
    """Course (rad) and speed (m/s) of own ship and of the target, over the ground."""
    own = row["own_course_deg"] * DEG_RAD, row["own_speed_kn"] * KN_MPS
    if row.has("tgt_course_deg"):
        return own, (row["tgt_course_deg"] * DEG_RAD, row["tgt_speed_kn"] * KN_MPS)
    relative = row["rel_course_deg"] * DEG_RAD, row["rel_speed_kn"] * KN_MPS
    east = own[1] * math.sin(own[0]) + relative[1] * math.sin(relative[0])
    north = own[1] * math.cos(own[0]) + relative[1] * math.cos(relative[0])
    return own, (math.atan2(east, north), math.hypot(east, north))


@covers("geodesy", "cpa_range", "tcpa", "cpa_bearing", by=APPROACH, of=(closest_approach, fit_straight))
def _approach(row: TruthRow, rows: Rows) -> float:
    """On the equator, where the plane of the row's manoeuvring board lies closest to the earth.

    Of ships past their closest approach the ways are gone back along: their courses reversed, the time's sign too.
    """
    (own_rad, own_mps), (their_rad, their_mps) = _motions(row)
    there = direct(0.0, 0.0, row["tgt_bearing_deg"] * DEG_RAD, row["tgt_range_nmi"] * NMI_M)
    found = []
    for sign, turned in ((1.0, 0.0), (-1.0, math.pi)):
        own = _unit(0.0, 0.0, own_rad + turned, own_mps, AHEAD_S)
        their = _unit(*there, their_rad + turned, their_mps, AHEAD_S)
        when_s, least_m = closest_approach(own[0], their[0], 0.0, AHEAD_S)
        found.append((least_m, sign * when_s))
    least_m, when_s = min(found)
    if row.quantity == "cpa_bearing":
        (lat, lon), (their_lat, their_lon) = (
            direct(at[0], at[1], course + (math.pi if when_s < 0.0 else 0.0), speed * abs(when_s))
            for at, course, speed in (((0.0, 0.0), own_rad, own_mps), (there, their_rad, their_mps))
        )
        return inverse(lat, lon, their_lat, their_lon)[1] / DEG_RAD
    return arc_from_chord(least_m) / NMI_M if row.quantity == "cpa_range" else when_s / MINUTE_S
