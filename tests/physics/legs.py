"""Pieces on their own for tests: made of a leg, evaluated at many instants at once, and the truth about the leg.

Truth comes from PROJ's geodesics (Karney 2013) and, for rhumb lines, from its meridian arcs and the isometric latitude.
"""

import math
from dataclasses import dataclass

import numpy as np
from pyproj import Geod

from fleetex.engine.unit_rows import PIECE
from fleetex.physics.crossings import acceleration_bound
from fleetex.physics.geodesy import ecef
from fleetex.physics.pieces import fit_piece, rhumb_turn_radps
from fleetex.units import WGS84_A_M, WGS84_F

WGS84 = Geod(ellps="WGS84")
NMI_M = 1852.0
ECCENTRICITY = math.sqrt(WGS84_F * (2.0 - WGS84_F))
MOTION = np.dtype([(f, np.float64) for f in (*PIECE.split(), "piece_s", "piece_rate_ps", "accel_bound_mps2")])


@dataclass(frozen=True)
class Leg:
    """A leg as the recording schema defines it; angles in radians, `line` 1 for a rhumb line."""

    lat_rad: float
    lon_rad: float
    course_rad: float
    speed_mps: float
    accel_mps2: float = 0.0
    turn_radps: float = 0.0
    line: int = 0

    def gone_m(self, tau_s: np.ndarray) -> np.ndarray:
        return self.speed_mps * tau_s + 0.5 * self.accel_mps2 * tau_s**2

    def truth(self, tau_s: np.ndarray) -> np.ndarray:
        """Where it is at these times, ECEF (n, 3)."""
        if self.turn_radps != 0.0:
            half = 0.5 * self.turn_radps * tau_s
            length = 2.0 * self.speed_mps / self.turn_radps * np.sin(half)
            return geodesic(self.lat_rad, self.lon_rad, self.course_rad + half, length)
        if self.line == 1:
            return rhumb_line(self.lat_rad, self.lon_rad, self.course_rad, self.gone_m(tau_s))
        return geodesic(self.lat_rad, self.lon_rad, np.full(len(tau_s), self.course_rad), self.gone_m(tau_s))


def to_ecef(lat_rad: np.ndarray, lon_rad: np.ndarray) -> np.ndarray:
    n = WGS84_A_M / np.sqrt(1.0 - (ECCENTRICITY * np.sin(lat_rad)) ** 2)
    return np.stack(
        [
            n * np.cos(lat_rad) * np.cos(lon_rad),
            n * np.cos(lat_rad) * np.sin(lon_rad),
            n * (1.0 - ECCENTRICITY**2) * np.sin(lat_rad),
        ],
        axis=-1,
    )


def geodesic(lat_rad: float, lon_rad: float, azimuth_rad: np.ndarray, length_m: np.ndarray) -> np.ndarray:
    count = len(length_m)
    lon, lat, _ = WGS84.fwd(
        np.full(count, math.degrees(lon_rad)),
        np.full(count, math.degrees(lat_rad)),
        np.degrees(azimuth_rad),
        length_m,
    )
    return to_ecef(np.radians(lat), np.radians(lon))


def isometric(lat_rad: np.ndarray) -> np.ndarray:
    return np.arctanh(np.sin(lat_rad)) - ECCENTRICITY * np.arctanh(ECCENTRICITY * np.sin(lat_rad))


def rhumb_line(lat_rad: float, lon_rad: float, course_rad: float, length_m: np.ndarray) -> np.ndarray:
    """Along the held course: latitude by the meridian's arc, longitude by the isometric latitude, or, where that is a
    small difference, by the parallel in the middle."""
    _, lat, _ = WGS84.fwd(
        np.zeros(len(length_m)),
        np.full(len(length_m), math.degrees(lat_rad)),
        np.zeros(len(length_m)),
        length_m * math.cos(course_rad),
    )
    lat_after = np.radians(lat)
    gained = math.tan(course_rad) * (isometric(lat_after) - isometric(np.float64(lat_rad)))
    middle = to_ecef(0.5 * (lat_after + lat_rad), np.zeros(len(length_m)))[:, 0]
    gained = np.where(abs(lat_after - lat_rad) < 1e-6, length_m * math.sin(course_rad) / middle, gained)
    return to_ecef(lat_after, lon_rad + gained)


def piece_of(leg: Leg, elapsed_s: float, duration_s: float, before: np.void | None = None) -> np.void:
    """The piece of a leg from `elapsed_s` on; a straight leg goes on from the piece before it."""
    piece: np.void = (np.zeros(1, MOTION) if before is None else np.array([before], MOTION))[0]
    x, y, z = ecef(leg.lat_rad, leg.lon_rad)
    numbers = (x, y, z, leg.course_rad, leg.speed_mps, leg.accel_mps2, leg.turn_radps, leg.line)
    fit_piece(piece, *numbers, elapsed_s, duration_s)
    piece["piece_s"], piece["piece_rate_ps"] = elapsed_s, 1.0 / duration_s
    last_mps = leg.speed_mps + leg.accel_mps2 * (elapsed_s + duration_s)
    fastest = max(leg.speed_mps, last_mps)
    turn = rhumb_turn_radps(piece, fastest) if leg.line == 1 else leg.turn_radps
    piece["accel_bound_mps2"] = acceleration_bound(fastest, leg.accel_mps2, turn)
    return piece


def _coefficients(piece: np.void) -> np.ndarray:
    return np.array([[piece[f"{axis}{k}"] for k in range(6)] for axis in "xyz"])


def places(piece: np.void, time_s: np.ndarray) -> np.ndarray:
    """Positions on a piece, ECEF (n, 3)."""
    u = (time_s - piece["piece_s"]) * piece["piece_rate_ps"]
    return np.stack([np.polynomial.polynomial.polyval(u, c) for c in _coefficients(piece)], axis=-1)


def velocities(piece: np.void, time_s: np.ndarray) -> np.ndarray:
    """Velocities on a piece, ECEF (n, 3)."""
    u = (time_s - piece["piece_s"]) * piece["piece_rate_ps"]
    rates = [np.polynomial.polynomial.polyder(c) for c in _coefficients(piece)]
    return np.stack([np.polynomial.polynomial.polyval(u, c) for c in rates], axis=-1) * piece["piece_rate_ps"]


def accelerations(piece: np.void, time_s: np.ndarray) -> np.ndarray:
    """Accelerations on a piece, ECEF (n, 3)."""
    u = (time_s - piece["piece_s"]) * piece["piece_rate_ps"]
    rates = [np.polynomial.polynomial.polyder(c, 2) for c in _coefficients(piece)]
    return np.stack([np.polynomial.polynomial.polyval(u, c) for c in rates], axis=-1) * piece["piece_rate_ps"] ** 2
