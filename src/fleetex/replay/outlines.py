"""Outlines of land for the page's chart: round the exercise as recorded or from the packaged coast, and the world's."""

from functools import cache, lru_cache, reduce
from typing import Any

import numpy as np

from fleetex.library.coast import land_near
from fleetex.record.reader import Recording

Columns = dict[str, np.ndarray]
_WORLD = (-60.0, 70.0, -170.0, 170.0)
_MARGIN_DEG = 3.0
_LAT_MAX_DEG = 89.0
_SEAM_DEG = 1e-3
WIDEST = 3.0
"""How many times as wide as high the first view may be: a chart on a screen of 21 to 9 is 2.8 times."""
NARROWEST = 0.8
_ROUND = 1.4
"""The page leaves some room round what it shows first."""


def coast_columns(recording: Recording) -> Columns:
    """The recording's table `coast`, and the packaged coast round it as far as a wide screen's first view goes.

    A recording without a coast has the packaged one round its legs.
    """
    recorded = dict(recording.table("coast"))
    legs = recording.table("legs")
    if not len(legs["lat_deg"]):
        return recorded
    if len(recorded["ring"]):
        return _widened(recorded, first_view(recording))
    lat, lon = legs["lat_deg"], _run_on(legs["lon_deg"])
    south = max(float(np.nanmin(lat)) - _MARGIN_DEG, -_LAT_MAX_DEG)
    north = min(float(np.nanmax(lat)) + _MARGIN_DEG, _LAT_MAX_DEG)
    west, east = float(np.nanmin(lon)) - _MARGIN_DEG, float(np.nanmax(lon)) + _MARGIN_DEG
    return _rings(land_near(south, north, west, min(east, west + 360.0)))


_METRES_A_DEGREE = 111_195.0
"""Of a great circle."""


def first_view(recording: Recording) -> tuple[float, float, float, float]:
    """South, north, west, east in degrees of what the page may show at first, on screens of any usual shape.

    What it shows are the ways of the exercise's ships and the areas of its serials; longitudes run on across 180.
    """
    south, north, west, east = reach_of(recording)
    shrunk = max(0.2, float(np.cos(np.radians(0.5 * (south + north)))))
    high, wide = max(_ROUND * (north - south), 0.3), max(_ROUND * (east - west) * shrunk, 0.3)
    half_high, half_wide = 0.5 * max(high, wide / NARROWEST), 0.5 * max(wide, high * WIDEST) / shrunk
    south, north = 0.5 * (south + north) - half_high, 0.5 * (south + north) + half_high
    west, east = 0.5 * (west + east) - min(half_wide, 180.0), 0.5 * (west + east) + min(half_wide, 180.0)
    return max(south, -_LAT_MAX_DEG), min(north, _LAT_MAX_DEG), west, east


def reach_of(recording: Recording) -> tuple[float, float, float, float]:
    """South, north, west, east in degrees of the areas of the exercise's serials, of all where these name none, and of
    the ways of its ships, of everybody where it has none. Of a recording with neither, nearly the whole world."""
    units, legs, areas = (recording.table(name) for name in ("units", "legs", "areas"))
    sails = np.isin(units["domain"], ("surface", "subsurface")) & ~units["neutral"].astype(bool)
    sailed = np.isin(legs["unit_id"], units["unit_id"][sails]) if sails.any() else np.ones(len(legs["unit_id"]), bool)
    used = np.isin(areas["area_id"], recording.table("serials")["area_id"])
    used |= not used.any()
    high = areas["radius_m"][used] / _METRES_A_DEGREE  # of a circle, about the one point that it has
    wide = high / np.maximum(0.2, np.cos(np.radians(areas["lat_deg"][used])))
    lat, lon = areas["lat_deg"][used], areas["lon_deg"][used]
    lat = np.concatenate([legs["lat_deg"][sailed], lat - high, lat + high])
    lon = _run_on(np.concatenate([legs["lon_deg"][sailed], lon - wide, lon + wide]))
    if not len(lat):
        return _WORLD
    return float(lat.min()), float(lat.max()), float(lon.min()), float(lon.max())


def _widened(recorded: Columns, view: tuple[float, float, float, float]) -> Columns:
    """A recorded coast as it is, and outside its own box the packaged coast up to the view's."""
    lat, lon = recorded["lat_deg"], recorded["lon_deg"]
    south, north, west, east = lat.min(), lat.max(), lon.min(), lon.max()
    if view[0] >= south and view[1] <= north and view[2] >= west and view[3] <= east:
        return recorded
    starts = np.flatnonzero(np.diff(recorded["ring"], prepend=-1))
    ends = np.append(starts[1:], len(lat))
    points = np.column_stack([lon, lat]).astype(np.float64)
    rings = tuple(points[a:b].tobytes() for a, b in zip(starts, ends, strict=True))
    wide = (min(south, view[0]), max(north, view[1]), min(west, view[2]), max(east, view[3]))
    return _joined(rings, (south, north, west, east), wide)


@lru_cache(maxsize=4)
def _joined(rings: tuple[bytes, ...], box: tuple[float, ...], wide: tuple[float, float, float, float]) -> Columns:
    """The rings' land, and the packaged coast outside their box; one shape, so that the seam is no shore."""
    import shapely

    polygons = [shapely.make_valid(shapely.Polygon(np.frombuffer(ring).reshape(-1, 2))) for ring in rings]
    inside = reduce(shapely.symmetric_difference, polygons)  # a lake's ring takes its land away
    south, north, west, east = box
    hole = shapely.box(west + _SEAM_DEG, south + _SEAM_DEG, east - _SEAM_DEG, north - _SEAM_DEG)
    outside = land_near(wide[0], wide[1], wide[2], min(wide[3], wide[2] + 360.0)).difference(hole)
    return _rings(shapely.union_all([inside, outside]))


@cache
def world_columns() -> Columns:
    """All land at 1:110m."""
    return _rings(land_near(-90.0, 90.0, -180.0, 180.0, "110m"))


def _run_on(lon_deg: np.ndarray) -> np.ndarray:
    """Longitudes within half a turn of their middle: a fleet on both sides of 180 is one box."""
    away = np.radians(lon_deg)
    middle = np.degrees(np.arctan2(np.nanmean(np.sin(away)), np.nanmean(np.cos(away))))
    return np.asarray(middle + (lon_deg - middle + 180.0) % 360.0 - 180.0)


def _rings(land: Any) -> Columns:
    import shapely

    rings = [
        np.asarray(ring.coords)
        for part in shapely.get_parts(land)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    number = np.repeat(np.arange(len(rings), dtype=np.int32), [len(ring) for ring in rings])
    point = np.concatenate([np.arange(len(ring), dtype=np.int32) for ring in rings] or [np.empty(0, np.int32)])
    places = np.concatenate(rings) if rings else np.empty((0, 2))
    return {"ring": number, "point": point, "lat_deg": places[:, 1].copy(), "lon_deg": places[:, 0].copy()}
