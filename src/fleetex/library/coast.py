"""Land and water: Natural Earth land (TopoJSON of world-atlas 2.0.2) cropped to a box, in degrees, as shapely shapes.

    land = land_near(34.0, 46.0, 127.0, 142.0)     # the Sea of Japan's shores
    is_land(34.4, 129.3)                           # True: Tsushima

Good to about 100 m to 1 km at 1:10m. A training aid: not for navigation. Longitudes of a crop run on from lon_min, so
that a box across 180 is one box. Rings that jump from 180 to -180 are unwrapped; copies at -360, 0, +360 are clipped.
"""

import gzip
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Scale = Literal["10m", "110m"]
Floats = npt.NDArray[np.float64]
CELL_DEG = 5.0
"""Side of the cells that `is_land` keeps."""
NULL_ISLAND_DEG = 0.1
"""Natural Earth keeps a made-up island at 0 N 0 E, for finding mistakes; there is no land within 500 km of it."""
_SEARCH_NMI = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


@dataclass(frozen=True)
class _Atlas:
    """All land of one scale; arcs are (n, 2) of longitude, latitude in degrees."""

    arcs: list[Floats]
    polygons: list[list[list[int]]]
    """Each polygon its rings (shore, then lakes), each ring the arcs it is joined of."""
    boxes: Floats
    """A row a polygon: lon_min, lat_min, lon_max, lat_max; longitudes run on across 180."""


def land_near(lat_min: float, lat_max: float, lon_min: float, lon_max: float, scale: Scale = "10m") -> Any:
    """Land inside a box in degrees, as one valid (multi)polygon of (longitude, latitude); empty on the open sea.

    A box across 180 is given as lon_min > lon_max or with lon_max beyond 180; the crop's longitudes lie in
    [lon_min, lon_min + 360). Kept for the last boxes asked for.
    """
    if not (-90.0 <= lat_min < lat_max <= 90.0):
        raise ValueError(f"a box has lat_min < lat_max within 90 degrees, not {lat_min} to {lat_max}")
    if lon_max <= lon_min:
        lon_max += 360.0
    if not (math.isfinite(lon_min) and 0.0 < lon_max - lon_min <= 360.0):
        raise ValueError(f"a box spans at most 360 degrees of longitude, not {lon_min} to {lon_max}")
    turns = math.floor((lon_min + 180.0) / 360.0) * 360.0
    land = _cropped(lat_min, lat_max, lon_min - turns, lon_max - turns, scale)
    if turns == 0.0:
        return land
    from shapely.affinity import translate

    return translate(land, xoff=turns)


def is_land(lat_deg: float, lon_deg: float) -> bool:
    """Whether a place lies on land or exactly on the shore."""
    from shapely import intersects_xy

    lon_deg = math.remainder(lon_deg, 360.0)
    lat_low = min(math.floor(lat_deg / CELL_DEG) * CELL_DEG, 90.0 - CELL_DEG)
    lon_low = min(math.floor(lon_deg / CELL_DEG) * CELL_DEG, 180.0 - CELL_DEG)
    return bool(intersects_xy(_cell(lat_low, lon_low), lon_deg, lat_deg))


def land_between(a_lat_deg: float, a_lon_deg: float, b_lat_deg: float, b_lon_deg: float) -> tuple[float, float] | None:
    """Where the way between two places less than some tens of miles apart first meets land; None if all is water."""
    import shapely
    from shapely import affinity, ops

    lon_deg = a_lon_deg + math.remainder(b_lon_deg - a_lon_deg, 360.0)
    way = shapely.LineString([(a_lon_deg, a_lat_deg), (lon_deg, b_lat_deg)])
    start, first = shapely.Point(a_lon_deg, a_lat_deg), None
    for cell, turn_deg in _cells_of(way):
        met = affinity.translate(cell, turn_deg).intersection(way) if turn_deg else cell.intersection(way)
        if not met.is_empty:
            near = ops.nearest_points(start, met)[1]
            if first is None or start.distance(near) < start.distance(first):
                first = near
    return None if first is None else (first.y, math.remainder(first.x, 360.0))


def _cells_of(way: Any) -> Iterator[tuple[Any, float]]:
    """The cells that a line's box touches, each with what is added to its longitudes to lie on the line's."""
    west, south, east, north = way.bounds
    for lat_low in _lows(max(-90.0, south), min(north, 89.0)):
        for lon_low in _lows(west, east):
            turn_deg = math.floor((lon_low + 180.0) / 360.0) * 360.0
            yield _cell(lat_low, lon_low - turn_deg), turn_deg


def _lows(least_deg: float, most_deg: float) -> list[float]:
    first, last = math.floor(least_deg / CELL_DEG), math.floor(most_deg / CELL_DEG)
    return [CELL_DEG * number for number in range(first, last + 1)]


def water_near(lat_deg: float, lon_deg: float) -> tuple[float, float] | None:
    """A place on the water near one on land, to a tenth of a minute; None if there is none within 64 nmi."""
    for range_nmi in _SEARCH_NMI:
        for point in range(16):
            bearing_rad = point * math.pi / 8.0
            north_deg = range_nmi / 60.0 * math.cos(bearing_rad)
            east_deg = range_nmi / 60.0 * math.sin(bearing_rad) / max(0.02, math.cos(math.radians(lat_deg)))
            lat_try = round((lat_deg + north_deg) * 600.0) / 600.0
            lon_try = math.remainder(round((lon_deg + east_deg) * 600.0) / 600.0, 360.0)
            if abs(lat_try) < 89.0 and not is_land(lat_try, lon_try):
                return lat_try, lon_try
    return None


@lru_cache(maxsize=32)
def _cropped(lat_min: float, lat_max: float, lon_min: float, lon_max: float, scale: Scale) -> Any:
    import shapely

    atlas = _atlas(scale)
    west, south, east, north = atlas.boxes.T
    pieces = []
    for turn in (-360.0, 0.0, 360.0):
        meets = (east + turn >= lon_min) & (west + turn <= lon_max) & (north >= lat_min) & (south <= lat_max)
        for number in np.flatnonzero(meets):
            rings = [_ring(arcs, atlas.arcs) + np.array([turn, 0.0]) for arcs in atlas.polygons[number]]
            whole = shapely.Polygon(rings[0], rings[1:])
            inside = shapely.clip_by_rect(whole, lon_min, lat_min, lon_max, lat_max)
            if not inside.is_empty:
                pieces.append(inside if inside.is_valid else shapely.make_valid(inside))
    return _surfaces(shapely.union_all(pieces))


def _surfaces(shape: Any) -> Any:
    """The polygons of a shape: lines and points that a repair or a clip at an edge left over are not land."""
    import shapely

    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.union_all(polygons)


@lru_cache(maxsize=256)
def _cell(lat_low: float, lon_low: float) -> Any:
    import shapely

    cell = land_near(lat_low, lat_low + CELL_DEG, lon_low, lon_low + CELL_DEG)
    shapely.prepare(cell)
    return cell


@cache
def _atlas(scale: Scale) -> _Atlas:
    packed = resources.files("fleetex.library").joinpath("coast_files", f"land-{scale}.json.gz").read_bytes()
    arcs, geometries = _topology(gzip.decompress(packed))
    polygons: list[list[list[int]]] = []
    for geometry in geometries:
        polygons += geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    boxes = _boxes([polygon[0] for polygon in polygons], arcs)
    real = np.abs(boxes).max(axis=1) > NULL_ISLAND_DEG
    return _Atlas(arcs, [polygons[number] for number in np.flatnonzero(real)], boxes[real])


def _topology(raw: bytes) -> tuple[list[Floats], list[Any]]:
    """Arcs in degrees, and the geometries that name them.

    The arcs, nine tenths of the file, are a list of lists of pairs of whole numbers: read in one go, four times
    faster than by a JSON parser.
    """
    start = raw.rindex(b'"arcs":') + len(b'"arcs":')
    end = raw.index(b"]]]", start) + 3
    head: dict[str, Any] = json.loads(raw[:start] + b"[]" + raw[end:])
    body = raw[start:end]
    lengths = np.array([arc.count(b"],[") + 1 for arc in body.split(b"]],[[")])
    steps = np.fromstring(body.translate(None, b"[]").decode("ascii"), dtype=np.int64, sep=",").reshape(-1, 2)
    if lengths.sum() != len(steps):
        raise ValueError("the coast file is not the TopoJSON it was")
    total = np.cumsum(steps, axis=0)
    ends = np.cumsum(lengths)
    before = np.vstack([np.zeros((1, 2), np.int64), total[ends[:-1] - 1]])
    places = (total - np.repeat(before, lengths, axis=0)) * head["transform"]["scale"] + head["transform"]["translate"]
    (land,) = head["objects"].values()
    return np.split(places, ends[:-1]), land.get("geometries", [land])


def _boxes(shores: list[list[int]], arcs: list[Floats]) -> Floats:
    """Boxes of shores; those of one arc that does not jump, nearly all, in one go."""
    starts = np.concatenate([[0], np.cumsum([len(arc) for arc in arcs])[:-1]])
    places = np.concatenate(arcs)
    box_of_arc = np.hstack([np.minimum.reduceat(places, starts), np.maximum.reduceat(places, starts)])
    boxes = box_of_arc[[shore[0] if shore[0] >= 0 else ~shore[0] for shore in shores]]
    for row, shore in enumerate(shores):
        if len(shore) > 1 or boxes[row, 2] - boxes[row, 0] > 180.0:
            ring = _ring(shore, arcs)
            boxes[row] = np.hstack([ring.min(axis=0), ring.max(axis=0)])
    return boxes


def _ring(numbers: list[int], arcs: list[Floats]) -> Floats:
    """Arcs joined end to end (a negative number is an arc backwards, minus one), longitudes running on across 180."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    ring = np.concatenate([parts[0], *(part[1:] for part in parts[1:])]) if len(parts) > 1 else parts[0]
    jumps = np.round(np.diff(ring[:, 0]) / 360.0)
    if not jumps.any():
        return ring
    ring = ring.copy()
    ring[1:, 0] -= 360.0 * np.cumsum(jumps)
    if abs(ring[-1, 0] - ring[0, 0]) > 180.0:  # round the south pole: closed along it
        ring = np.vstack([ring, [ring[-1, 0], -90.0], [ring[0, 0], -90.0], ring[:1]])
    return ring
