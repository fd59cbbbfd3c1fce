"""Zones of air as a recording has them: who was in one and when, and how near anybody came to one.

An area's outline is taken on the plane that keeps directions at its middle (gnomonic: great circles are straight), so
that corners far apart stand as the engine has them. Degrees, metres, seconds.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.kept import kept
from fleetex.measures.reading import Floats, dicts, where
from fleetex.measures.track_chart import polygon_of_circle
from fleetex.record.positions import Positions, positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.vocabulary import AreaUse

STEP_S = 10.0
"""Between the moments at which positions are read: a bomber flies 2 km meanwhile."""


@dataclass(frozen=True)
class Zone:
    """An area of the recording that is used as airspace."""

    area_id: str
    name: str
    use: str
    lat_deg: Floats
    """Corners in turn."""
    lon_deg: Floats
    floor_m: float
    ceiling_m: float

    @property
    def middle(self) -> tuple[float, float]:
        """Mean direction of the corners, in degrees."""
        x, y, z = _vectors(self.lat_deg, self.lon_deg).mean(axis=0).tolist()
        return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


@lru_cache(maxsize=1)
def zones(recording: Recording) -> tuple[Zone, ...]:
    """Identification zones and national airspace, in the order of their ids. Kept for the last recording."""
    return tuple(zone for zone in every_area(recording) if zone.use in (AreaUse.ADIZ, AreaUse.NATIONAL_AIRSPACE))


def every_area(recording: Recording) -> list[Zone]:
    """Every polygon and circle among the areas."""
    table = recording.table("areas")
    bands = {row["area_id"]: row for row in dicts(recording.table("airspace"))}
    found = []
    for area_id in dict.fromkeys(table["area_id"].tolist()):
        rows = where(table, table["area_id"] == area_id)
        order = np.argsort(rows["point"])
        lat, lon = rows["lat_deg"][order], rows["lon_deg"][order]
        kind = str(rows["kind"][0])
        if kind == "circle":
            lat, lon = polygon_of_circle(float(lat[0]), float(lon[0]), float(rows["radius_m"][0]))
        elif kind != "polygon":
            continue
        band: dict[str, Any] = bands.get(area_id, {})
        floor_m, ceiling_m = float(band.get("floor_m", 0.0)), float(band.get("ceiling_m", math.nan))
        name, use = str(rows["name"][0]), str(rows["use"][0])
        found.append(Zone(area_id, name, use, lat, lon, floor_m, math.inf if math.isnan(ceiling_m) else ceiling_m))
    return found


def is_inside(zone: Zone, at: Positions) -> NDArray[np.bool_]:
    """For each position, whether it is in the zone, its height too."""
    x, y, ahead = _plane(zone, at.lat_deg, at.lon_deg)
    corners_x, corners_y, _ = _plane(zone, zone.lat_deg, zone.lon_deg)
    inside = np.zeros(x.shape, dtype=np.bool_)
    for ax, ay, bx, by in zip(corners_x, corners_y, np.roll(corners_x, -1), np.roll(corners_y, -1), strict=True):
        crosses = (ay > y) != (by > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    between = (at.height_m >= zone.floor_m) & (at.height_m <= zone.ceiling_m)
    return inside & ahead & between & np.isfinite(at.lat_deg)


def distance_to_m(zone: Zone, at: Positions) -> Floats:
    """How far each position is from the zone's edge, along the ground: negative inside. Good to half a percent."""
    x, y, _ = _plane(zone, at.lat_deg, at.lon_deg)
    corners_x, corners_y, _ = _plane(zone, zone.lat_deg, zone.lon_deg)
    least = np.full(x.shape, np.inf)
    near_x, near_y = np.zeros(x.shape), np.zeros(x.shape)
    for ax, ay, bx, by in zip(corners_x, corners_y, np.roll(corners_x, -1), np.roll(corners_y, -1), strict=True):
        dx, dy = bx - ax, by - ay
        share = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-18), 0.0, 1.0)
        foot_x, foot_y = ax + share * dx, ay + share * dy
        off = np.hypot(x - foot_x, y - foot_y)
        nearer = off < least
        least, near_x, near_y = (
            np.where(nearer, off, least),
            np.where(nearer, foot_x, near_x),
            np.where(nearer, foot_y, near_y),
        )
    lat, lon = _from_plane(zone, near_x, near_y)
    away, _ = ranges_and_bearings(at.lat_deg, at.lon_deg, lat, lon)
    return np.where(is_inside(zone, at), -away, away)


@kept
def moments(recording: Recording, unit_id: str, begin_s: float, end_s: float) -> tuple[Floats, Positions]:
    """Times of a window, each `STEP_S`, and where a unit was then. Kept for the last recording."""
    time_s = np.arange(begin_s, end_s + STEP_S, STEP_S)
    return time_s, positions(recording, unit_id, time_s)


def in_zone_s(recording: Recording, zone: Zone, unit_id: str, window: tuple[float, float]) -> Floats:
    """Spells of a unit inside a zone: (begin, end) a row, to within a step."""
    time_s, at = moments(recording, unit_id, *window)
    inside = is_inside(zone, at)
    edges = np.diff(np.concatenate(([0], inside.astype(np.int8), [0])))
    begins, ends = time_s[np.flatnonzero(edges == 1)], time_s[np.minimum(np.flatnonzero(edges == -1), time_s.size - 1)]
    return np.stack((begins, ends), axis=1) if begins.size else np.zeros((0, 2))


def _vectors(lat_deg: Floats, lon_deg: Floats) -> Floats:
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1)


def _axes(zone: Zone) -> tuple[Floats, Floats, Floats]:
    """Up, east and north at the zone's middle."""
    lat, lon = (math.radians(value) for value in zone.middle)
    up = np.array((math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)))
    east = np.array((-math.sin(lon), math.cos(lon), 0.0))
    return up, east, np.cross(up, east)


def _plane(zone: Zone, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Places on the gnomonic plane at the zone's middle, in earth radii; and which are on its half of the earth."""
    up, east, north = _axes(zone)
    vectors = _vectors(np.asarray(lat_deg, dtype=np.float64), np.asarray(lon_deg, dtype=np.float64))
    high = vectors @ up
    ahead = high > 0.05
    scale = np.where(ahead, high, 1.0)
    return (vectors @ east) / scale, (vectors @ north) / scale, ahead


def _from_plane(zone: Zone, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    up, east, north = _axes(zone)
    vectors = up + x[..., None] * east + y[..., None] * north
    flat = np.hypot(vectors[..., 0], vectors[..., 1])
    return np.degrees(np.arctan2(vectors[..., 2], flat)), np.degrees(np.arctan2(vectors[..., 1], vectors[..., 0]))
