"""Positions from recorded legs, by the leg's definition at the head of `schema.py`; ranges and bearings on WGS84.

Degrees, metres, seconds of the exercise. Geodesics are those of PROJ (Karney 2013, doi:10.1007/s00190-012-0578-z).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fleetex.record.reader import Recording
from fleetex.record.rhumb import rhumb_destination
from fleetex.vocabulary import LineKind

if TYPE_CHECKING:
    from pyproj import Geod

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Positions:
    """Where a unit is at some times: arrays of one shape, NaN where it has no leg."""

    lat_deg: Numbers
    lon_deg: Numbers
    course_deg: Numbers
    """Made good, in [0, 360)."""
    speed_mps: Numbers
    height_m: Numbers


def positions(recording: Recording, unit_id: str, times_s: npt.ArrayLike) -> Positions:
    """A unit's positions at these times, shape (times,). Where two legs meet, the later one counts.

    A leg that a cut-off recording left open (its end NaN) lasts until the unit's next, or as far as the recording got.
    """
    return positions_of(recording, [unit_id], [np.atleast_1d(np.asarray(times_s, dtype=np.float64))])


def positions_of(recording: Recording, unit_ids: Sequence[str], times_s: Sequence[Numbers]) -> Positions:
    """Positions of several units, each at its own times, one block after the other: as `positions`, in one go."""
    legs = recording.table("legs")
    starts = legs["time_s"]
    if not len(starts) or not len(times_s):
        return Positions(*(np.full(sum(len(block) for block in times_s), np.nan) for _ in range(5)))
    rows = {unit_id: _rows_of(legs, unit_id) for unit_id in dict.fromkeys(unit_ids)}
    firsts, lasts = np.array([rows[unit_id] for unit_id in unit_ids]).T
    counts = [len(block) for block in times_s]
    before = [
        np.searchsorted(starts[slice(*rows[unit_id])], block, side="right")
        for unit_id, block in zip(unit_ids, times_s, strict=True)
    ]
    first, last, times = np.repeat(firsts, counts), np.repeat(lasts, counts), np.concatenate(times_s)
    row = first + np.concatenate(before) - 1
    begun = row >= first
    row = np.where(begun, row, 0)
    ends = legs["end_s"][row]
    left_open = np.isnan(ends)
    if left_open.any():
        following = np.minimum(row + 1, len(starts) - 1)
        latest = np.maximum(recording.until_s, starts[row])
        ends = np.where(left_open, np.where(row + 1 < last, starts[following], latest), ends)
    at = {name: values[row] for name, values in legs.items() if name not in ("unit_id", "leg")}
    return _along(at, np.where(begun & (times <= ends), times - at["time_s"], np.nan))


def ranges_and_bearings(
    lat1_deg: npt.ArrayLike, lon1_deg: npt.ArrayLike, lat2_deg: npt.ArrayLike, lon2_deg: npt.ArrayLike
) -> tuple[Numbers, Numbers]:
    """Geodesic distance in metres and initial bearing in [0, 360) from 1 to 2; NaN where a position is."""
    lat1, lon1, lat2, lon2, known = _together(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    bearing, _, distance = _geod().inv(lon1, lat1, lon2, lat2)
    return np.where(known, distance, np.nan), np.where(known, _compass(bearing), np.nan)


def _compass(angle_deg: Numbers) -> Numbers:
    """The same angle in [0, 360): the remainder of a hair below zero rounds up to 360."""
    turned = np.mod(angle_deg, 360.0)
    return np.where(turned < 360.0, turned, 0.0)


def offset(
    lat_deg: npt.ArrayLike, lon_deg: npt.ArrayLike, bearing_deg: npt.ArrayLike, range_m: npt.ArrayLike
) -> tuple[Numbers, Numbers]:
    """Latitude and longitude at a bearing and geodesic distance; NaN where an argument is."""
    lat, lon, bearing, distance, known = _together(lat_deg, lon_deg, bearing_deg, range_m)
    lon2, lat2, _ = _geod().fwd(lon, lat, bearing, distance)
    return np.where(known, lat2, np.nan), np.where(known, lon2, np.nan)


def side_gap_m(
    first: Positions,
    first_length_m: float,
    first_beam_m: float,
    other: Positions,
    other_length_m: float,
    other_beam_m: float,
) -> Numbers:
    """Clear water between two ships' sides: the distance between their rectangles, 0 where these overlap.

    Each is length by beam about its position, the bow on its course (drift angle is not recorded). In the plane that
    touches the earth at the first, by range and bearing: meridians that converge turn the other by less than 2 cm at
    her bow while they are within 200 m of each other, up to 75 degrees of latitude.
    """
    distance, bearing = ranges_and_bearings(first.lat_deg, first.lon_deg, other.lat_deg, other.lon_deg)
    centre = np.stack((distance * np.sin(np.radians(bearing)), distance * np.cos(np.radians(bearing))), axis=-1)
    ours = _corners(np.zeros_like(centre), first.course_deg, first_length_m, first_beam_m)
    theirs = _corners(centre, other.course_deg, other_length_m, other_beam_m)
    gap = np.minimum(_corners_to_edges(ours, theirs), _corners_to_edges(theirs, ours))
    return np.where(_overlap(ours, theirs) & ~np.isnan(gap), 0.0, gap)


def _rows_of(legs: dict[str, np.ndarray], unit_id: str) -> tuple[int, int]:
    """Where its legs begin and end in the table, whose rows stand in the order of its key: by unit, then by time."""
    first, last = (int(np.searchsorted(legs["unit_id"], unit_id, side)) for side in ("left", "right"))
    return first, last


def _along(legs: dict[str, np.ndarray], tau: Numbers) -> Positions:
    """Each leg `tau` seconds after its start; NaN where tau is."""
    omega, speed, course = legs["turn_degps"], legs["speed_mps"], legs["course_deg"]
    straight = omega == 0.0
    turned = omega * tau
    radius = speed / np.radians(np.where(straight, 1.0, omega))
    length = np.where(
        straight, speed * tau + 0.5 * legs["accel_mps2"] * tau**2, 2.0 * radius * np.sin(np.radians(turned) / 2.0)
    )
    azimuth = np.where(straight, course, course + turned / 2.0)
    lat0, lon0, azimuth, length, known = _together(legs["lat_deg"], legs["lon_deg"], azimuth, length)
    lon, lat, forward = _geod().fwd(lon0, lat0, azimuth, length, return_back_azimuth=False)
    heading = np.where(straight, forward, course + turned)
    held = straight & (legs["line"] == LineKind.RHUMB)
    if held.any():
        rhumb_lat, rhumb_lon = rhumb_destination(lat0, lon0, course, length)
        lat, lon = np.where(held, rhumb_lat, lat), np.where(held, rhumb_lon, lon)
        heading = np.where(held, course, heading)
    return Positions(
        np.where(known, lat, np.nan),
        np.where(known, lon, np.nan),
        np.where(known, _compass(heading), np.nan),
        np.where(straight, speed + legs["accel_mps2"] * tau, speed + 0.0 * tau),
        legs["height_m"] + legs["climb_mps"] * tau,
    )


@cache
def _geod() -> "Geod":
    from pyproj import Geod

    return Geod(ellps="WGS84")


def _together(*values: npt.ArrayLike) -> tuple[Any, ...]:
    """Four arrays of one shape, zero where any of them is NaN, and where none is."""
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    known = ~np.isnan(sum(arrays))
    return (*(np.where(known, array, 0.0) for array in arrays), known)


def _corners(centre: Numbers, course_deg: Numbers, length_m: float, beam_m: float) -> Numbers:
    """Corners in order round the ship, shape (..., 4, 2), east and north."""
    course = np.radians(course_deg)
    ahead = np.stack((np.sin(course), np.cos(course)), axis=-1)[..., None, :] * (length_m / 2.0)
    right = np.stack((np.cos(course), -np.sin(course)), axis=-1)[..., None, :] * (beam_m / 2.0)
    along, across = np.array([[1.0], [1.0], [-1.0], [-1.0]]), np.array([[1.0], [-1.0], [-1.0], [1.0]])
    return np.asarray(centre[..., None, :] + along * ahead + across * right)


def _corners_to_edges(corners: Numbers, ring: Numbers) -> Numbers:
    """The least distance from any corner of one rectangle to any edge of the other."""
    start = ring[..., None, :, :]
    edge = np.roll(ring, -1, axis=-2)[..., None, :, :] - start
    to_corner = corners[..., :, None, :] - start
    share = np.clip((to_corner * edge).sum(axis=-1) / (edge * edge).sum(axis=-1), 0.0, 1.0)
    away = to_corner - share[..., None] * edge
    return np.asarray(np.sqrt((away * away).sum(axis=-1)).min(axis=(-1, -2)))


def _overlap(first: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    """Whether no side of either rectangle separates them (separating axis theorem)."""
    apart = np.zeros(first.shape[:-2], dtype=bool)
    for ring in (first, other):
        for side in (0, 1):
            axis = ring[..., side + 1, :] - ring[..., side, :]
            ours = (first * axis[..., None, :]).sum(axis=-1)
            theirs = (other * axis[..., None, :]).sum(axis=-1)
            apart |= (ours.max(axis=-1) < theirs.min(axis=-1)) | (theirs.max(axis=-1) < ours.min(axis=-1))
    return ~apart
