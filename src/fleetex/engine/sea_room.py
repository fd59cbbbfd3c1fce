"""Room to sail: land on a conformal plane, the walls that stand off it, and the corners a ship may turn at.

The plane is Mercator's of WGS84 in metres of the equator: a rhumb line is straight on it and a circle stays one. A
true metre is `plane_scale(lat)` metres of it, so land is walled off band by band of latitude (2 % a degree at 50).
A wall at a clearance is two shapes: `near`, which no leg may touch (1.03 to 1.3 clearances off land), and the rounder
`far` (1.1 to 1.6), on whose corners routes turn. Longitudes run on as those of the land given do.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from fleetex.units import WGS84_A_M, WGS84_F
from fleetex.vocabulary import LineKind

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_E2 = WGS84_F * (2.0 - WGS84_F)
ECCENTRICITY = math.sqrt(_E2)
LAT_MAX_RAD = math.radians(88.0)
_CUT_DEG = 0.02
"""A straight shore along the edge of the land given, longer than this, is where it was cropped."""
SMOOTH = 0.1
"""Shares of the clearance: by how much a shore is simplified before it is walled off, ..."""
NEAR = 1.2
FAR = 1.5
ROUND = 0.2
"""... by how much the far wall is simplified (its corners are the places to turn), ..."""
OFF = 0.02
"""... and how far off it they lie."""
BOW = 0.04
"""How far a leg may bow from the pieces it is tested by."""


def plane_of(lat_rad: Floats, lon_rad: Floats) -> Floats:
    """Points (..., 2) of the plane, metres; latitude is held within 88 degrees. Snyder (1987) eq. 7-7."""
    sine = np.sin(np.clip(lat_rad, -LAT_MAX_RAD, LAT_MAX_RAD))
    isometric = np.arctanh(sine) - ECCENTRICITY * np.arctanh(ECCENTRICITY * sine)
    return WGS84_A_M * np.stack([lon_rad, isometric], axis=-1)


def places_of(xy: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude (rad) of points (n, 2) of the plane: Snyder (1987) eq. 7-9, six rounds (1e-15 rad)."""
    isometric = xy[:, 1] / WGS84_A_M
    sine = np.tanh(isometric)
    for _ in range(6):
        sine = np.tanh(isometric + ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))
    return np.arcsin(sine), xy[:, 0] / WGS84_A_M


def plane_scale(lat_rad: float) -> float:
    """Metres of the plane to a true metre at a latitude."""
    lat_rad = min(abs(lat_rad), LAT_MAX_RAD)
    return math.sqrt(1.0 - _E2 * math.sin(lat_rad) ** 2) / math.cos(lat_rad)


def land_on_plane(land_deg: Any) -> Any:
    """Land in degrees of (longitude, latitude) as it lies on the plane."""

    def project(points: Floats) -> Floats:
        return plane_of(np.radians(points[:, 1]), np.radians(points[:, 0]))

    return shapely.transform(land_deg, project)


def walled_off(land_plane: Any, clearance_m: float, share: float) -> Any:
    """Land and all sea within `share` clearances of it, plane to plane. A clearance is true at every latitude."""
    edges = plane_of(np.radians(np.arange(-88.0, 89.0)), np.zeros(177))[:, 1]
    pieces = []
    for part in shapely.get_parts(land_plane):
        west, south, east, north = part.bounds
        first, last = np.searchsorted(edges, [south, north])
        if first == last:
            pieces.append(part)
            continue
        marks = [south - 1.0, *edges[first:last], north + 1.0]
        bands = [shapely.box(west - 1.0, low, east + 1.0, high) for low, high in itertools.pairwise(marks)]
        pieces += list(shapely.intersection(part, bands))
    if not pieces:
        return shapely.MultiPolygon()
    array = np.array(pieces)
    limits = shapely.bounds(array)
    poleward = np.maximum(np.abs(limits[:, 1]), np.abs(limits[:, 3]))
    lat, _ = places_of(np.stack([np.zeros(len(array)), np.nan_to_num(poleward)], axis=-1))
    true_m = clearance_m * np.array([plane_scale(one) for one in lat])
    smooth = shapely.simplify(array, SMOOTH * true_m)
    return shapely.union_all(shapely.buffer(smooth, share * true_m, quad_segs=4))


@dataclass(frozen=True)
class Corners:
    """Places to turn at: n corners that jut out of a far wall. xy, before, after are (n, 2): the corner itself and its
    neighbours along the wall, on the plane; lat_rad, lon_rad are (n,)."""

    xy: Floats
    before: Floats
    after: Floats
    lat_rad: Floats
    lon_rad: Floats

    def __len__(self) -> int:
        return len(self.xy)

    def place(self, row: int) -> tuple[float, float]:
        """Latitude and longitude (rad) of one."""
        return float(self.lat_rad[row]), float(self.lon_rad[row])

    def only(self, which: Mask) -> "Corners":
        return Corners(self.xy[which], self.before[which], self.after[which], self.lat_rad[which], self.lon_rad[which])

    def and_also(self, other: "Corners") -> "Corners":
        mine = (self.xy, self.before, self.after, self.lat_rad, self.lon_rad)
        others = (other.xy, other.before, other.after, other.lat_rad, other.lon_rad)
        return Corners(*(np.concatenate(pair) for pair in zip(mine, others, strict=True)))

    def touched_by_lines_from(self, xy: Floats) -> Mask:
        """At which corners (n,) a line from a point (2,) only touches the wall: a shortest way bends nowhere else."""
        line = self.xy - xy
        return _cross(line, self.before - self.xy) * _cross(line, self.after - self.xy) >= 0.0

    def touched_at(self, row: int, to_xy: Floats) -> Mask:
        """Which lines from one corner to points (m, 2) only touch the wall at that corner."""
        line = to_xy - self.xy[row]
        before = _cross(line, self.before[row] - self.xy[row])
        return before * _cross(line, self.after[row] - self.xy[row]) >= 0.0


def corners_of(far_wall: Any, clearance_m: float) -> Corners:
    """The corners of a wall that jut into the sea, pushed a little off it."""
    outline = shapely.buffer(far_wall, OFF * clearance_m, join_style="mitre", mitre_limit=3.0)
    xy, before, after = [np.empty((0, 2))], [np.empty((0, 2))], [np.empty((0, 2))]
    for part in shapely.get_parts(shapely.orient_polygons(outline)):
        for ring in (part.exterior, *part.interiors):  # the wall lies to the left of each
            points = shapely.get_coordinates(ring)[:-1]
            last, following = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
            juts = _cross(points - last, following - points) > 0.0
            xy.append(points[juts])
            before.append(last[juts])
            after.append(following[juts])
    corners = np.concatenate(xy)
    return Corners(corners, np.concatenate(before), np.concatenate(after), *places_of(corners))


def cut_sides(land_deg: Any) -> tuple[float, float, float, float]:
    """West, south, east, north limits on the plane beyond which the land given says nothing; infinite where it does.

    Land that was cropped to a box ends there in a straight line along the box: nobody may turn behind that line.
    """
    west, south, east, north = shapely.bounds(land_deg)
    points = shapely.get_coordinates(shapely.boundary(land_deg))
    step = np.abs(np.diff(points, axis=0))
    ends = (points[:-1], points[1:])

    def cut(column: int, limit: float) -> bool:
        along = (ends[0][:, column] == limit) & (ends[1][:, column] == limit)
        return bool((step[along, 1 - column] > _CUT_DEG).any())

    low = plane_of(np.radians(south), np.radians(west))
    high = plane_of(np.radians(north), np.radians(east))
    return (
        float(low[0]) if cut(0, west) else -math.inf,
        float(low[1]) if cut(1, south) else -math.inf,
        float(high[0]) if cut(0, east) else math.inf,
        float(high[1]) if cut(1, north) else math.inf,
    )


def leg_lines(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats, line: LineKind, bow_m: float) -> Any:
    """Lines on the plane (n,) of n legs, each in as many pieces as keep within bow_m (true) of the leg."""
    straight = np.stack([plane_of(lat_1, lon_1), plane_of(lat_2, lon_2)], axis=1)
    if line is LineKind.RHUMB:
        return shapely.linestrings(straight)
    pieces = _pieces(lat_1, lon_1, lat_2, lon_2, bow_m)
    lines = np.empty(len(pieces), dtype=object)
    for count in np.unique(pieces):
        which = pieces == count
        if count == 1:
            lines[which] = shapely.linestrings(straight[which])
        else:
            lat, lon = _along_geodesics(lat_1[which], lon_1[which], lat_2[which], lon_2[which], int(count))
            lines[which] = shapely.linestrings(plane_of(lat, lon))
    return lines


def length_m(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats) -> Floats:
    """Great-circle length on the sphere of the equator's radius (within 0.6 %; never breaks the triangle rule)."""
    half = np.sin(0.5 * (lat_2 - lat_1)) ** 2 + np.cos(lat_1) * np.cos(lat_2) * np.sin(0.5 * (lon_2 - lon_1)) ** 2
    return np.asarray(2.0 * WGS84_A_M * np.arcsin(np.sqrt(np.minimum(1.0, half))))


def _pieces(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats, bow_m: float) -> Rows:
    """How many pieces: a great circle bows from its rhumb line by L dlon sin(lat) / 8 at most, a piece by 1/n2 of it.

    Rounded up to powers of two beyond four, so that few different numbers occur.
    """
    steepest = np.sin(np.maximum(np.abs(lat_1), np.abs(lat_2)))
    bow = length_m(lat_1, lon_1, lat_2, lon_2) * np.abs(lon_2 - lon_1) * steepest / 8.0
    needed = np.ceil(np.sqrt(bow / bow_m))
    return np.asarray(np.where(needed <= 1.0, 1.0, np.exp2(np.ceil(np.log2(np.maximum(2.0, needed))))), dtype=np.int64)


def _along_geodesics(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats, pieces: int) -> tuple[Floats, Floats]:
    """Latitudes and longitudes (n, pieces + 1) along n geodesics.

    The great circle between reduced latitudes, its longitude difference stretched by f sin(alpha_0) sigma: Bessel
    (1826, transl. Karney and Deakin 2010, doi:10.1002/asna.201011352) to first order in f; 20 m off at 3,000 nmi.
    """
    reduced_1 = np.arctan((1.0 - WGS84_F) * np.tan(lat_1))
    reduced_2 = np.arctan((1.0 - WGS84_F) * np.tan(lat_2))
    start = np.stack([np.cos(reduced_1), np.zeros_like(reduced_1), np.sin(reduced_1)], axis=-1)
    turn = lon_2 - lon_1
    for _ in range(4):
        end = np.stack([np.cos(reduced_2) * np.cos(turn), np.cos(reduced_2) * np.sin(turn), np.sin(reduced_2)], axis=-1)
        arc = 2.0 * np.arcsin(np.minimum(1.0, 0.5 * np.linalg.norm(end - start, axis=-1)))
        stretch = WGS84_F * np.cos(reduced_1) * np.cos(reduced_2) * np.sin(turn) / np.sin(arc) * arc
        turn = lon_2 - lon_1 + stretch
    share = np.linspace(0.0, 1.0, pieces + 1)
    whole = arc[:, None, None]
    ahead = share[None, :, None]
    points = (np.sin((1.0 - ahead) * whole) * start[:, None] + np.sin(ahead * whole) * end[:, None]) / np.sin(whole)
    reduced = np.arctan2(points[..., 2], np.hypot(points[..., 0], points[..., 1]))
    lon = lon_1[:, None] + np.arctan2(points[..., 1], points[..., 0]) - stretch[:, None] * share
    return np.arctan(np.tan(reduced) / (1.0 - WGS84_F)), lon


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])
