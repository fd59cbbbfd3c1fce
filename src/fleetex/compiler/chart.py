"""The shore near the exercise as the kernel's chart: stretches of shore by cells of a quarter degree."""

import math
from typing import Any, NamedTuple

import numpy as np

from fleetex.engine import tables as tb
from fleetex.engine.shore import CELL_DEG, REACH_M
from fleetex.units import DEG_RAD, EARTH_RADIUS_M


class Chart(NamedTuple):
    """`shore` in the order of `cell`s, which lie row by row from the south-west corner."""

    shore: np.ndarray
    cell: np.ndarray
    south_deg: float
    west_deg: float
    columns: int


def chart_of(land: Any) -> Chart:
    """Each cell with every stretch of shore within REACH_M of it. `land`: polygons in degrees of (longitude,
    latitude), which may run on across 180, or None."""
    import shapely

    if land is None:
        return Chart(np.zeros(0, tb.SHORE), np.zeros(0, tb.CELL), 0.0, 0.0, 0)
    points, rings = shapely.get_coordinates(_rings(land), return_index=True)
    same = rings[1:] == rings[:-1]
    begin, end = points[:-1][same], points[1:][same]
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    reach_lat = math.degrees(REACH_M / EARTH_RADIUS_M)
    poleward = np.minimum(np.abs(np.concatenate([low, high])).reshape(2, -1, 2)[..., 1].max(axis=0) + reach_lat, 89.0)
    reach_lon = reach_lat / np.cos(np.radians(poleward))
    low, high = (
        low - np.stack([reach_lon, np.full_like(reach_lon, reach_lat)], axis=-1),
        high + np.stack([reach_lon, np.full_like(reach_lon, reach_lat)], axis=-1),
    )
    west, south = (float(math.floor(v / CELL_DEG) * CELL_DEG) for v in low.min(axis=0))
    first = np.floor((low - (west, south)) / CELL_DEG).astype(np.int64)
    last = np.floor((high - (west, south)) / CELL_DEG).astype(np.int64)
    columns, rows = (int(v) + 1 for v in last.max(axis=0))
    cells, stretches = _covered(first, last, columns)
    order = np.argsort(cells, kind="stable")
    return Chart(
        _shore(begin[stretches[order]], end[stretches[order]]),
        _cells(cells[order], rows * columns),
        south,
        west,
        columns,
    )


def _rings(land: Any) -> Any:
    """Outlines of all polygons, islands in lakes included."""
    import shapely

    polygons = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
    return np.array([ring for part in polygons for ring in (part.exterior, *part.interiors)], dtype=object)


def _covered(first: np.ndarray, last: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Every cell that each stretch may matter to: numbers of cells and of stretches, of one length."""
    wide, high = (last - first + 1).T
    count = wide * high
    stretch = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(stretch)) - np.repeat(np.cumsum(count) - count, count)
    column = first[stretch, 0] + place % wide[stretch]
    row = first[stretch, 1] + place // wide[stretch]
    return row * columns + column, stretch


def _shore(begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    shore = np.zeros(len(begin), tb.SHORE)
    shore["a_lon_rad"], shore["a_lat_rad"] = (begin * DEG_RAD).T
    shore["b_lon_rad"], shore["b_lat_rad"] = (end * DEG_RAD).T
    return shore


def _cells(ordered: np.ndarray, count: int) -> np.ndarray:
    cell = np.zeros(count, tb.CELL)
    edges = np.searchsorted(ordered, np.arange(count + 1))
    cell["first"], cell["count"] = edges[:-1], np.diff(edges)
    return cell
