"""Outlines of land for the page's chart: round the exercise as recorded or from the packaged coast, and the world's."""

from functools import cache
from typing import Any

import numpy as np

from fleetex.library.coast import land_near
from fleetex.record.reader import Recording

Columns = dict[str, np.ndarray]
_MARGIN_DEG = 3.0
_LAT_MAX_DEG = 89.0


def coast_columns(recording: Recording) -> Columns:
    """The recording's table `coast`; where it has none, the packaged coast round its legs."""
    recorded = dict(recording.table("coast"))
    legs = recording.table("legs")
    if len(recorded["ring"]) or not len(legs["lat_deg"]):
        return recorded
    lat, lon = legs["lat_deg"], _run_on(legs["lon_deg"])
    south = max(float(np.nanmin(lat)) - _MARGIN_DEG, -_LAT_MAX_DEG)
    north = min(float(np.nanmax(lat)) + _MARGIN_DEG, _LAT_MAX_DEG)
    west, east = float(np.nanmin(lon)) - _MARGIN_DEG, float(np.nanmax(lon)) + _MARGIN_DEG
    return _rings(land_near(south, north, west, min(east, west + 360.0)))


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

    rings = [np.asarray(ring.coords) for part in shapely.get_parts(land) for ring in (part.exterior, *part.interiors)]
    number = np.repeat(np.arange(len(rings), dtype=np.int32), [len(ring) for ring in rings])
    point = np.concatenate([np.arange(len(ring), dtype=np.int32) for ring in rings] or [np.empty(0, np.int32)])
    places = np.concatenate(rings) if rings else np.empty((0, 2))
    return {"ring": number, "point": point, "lat_deg": places[:, 1].copy(), "lon_deg": places[:, 0].copy()}
