"""Cross-checks of the traffic: lanes and grounds on the water, classes that exist, files that can be read."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fleetex.library.coast import is_land
from fleetex.quantities import Position, format_position, format_speed
from fleetex.scenario.ais_csv import BadCsvError, beside, read_ais
from fleetex.scenario.check_places import area_outline
from fleetex.scenario.checks import SURFACES, Review
from fleetex.scenario.problems import Path, Problem, nearest
from fleetex.scenario.surroundings import AreaKind
from fleetex.scenario.traffic import SHIPS_MAX, AisTracks, FishingGround, Lane
from fleetex.units import DAY_S, EARTH_RADIUS_M, NMI_M
from fleetex.vocabulary import Domain

SAMPLE_M = 2.0 * NMI_M
"""Land is looked for so often along a lane; narrower necks are stepped over (Natural Earth is no finer)."""
GRID = 12
CELLS_MAX = 10_000_000
"""Units times ships: a run keeps a cell of each sensor and each ship that comes into reach."""


def check_traffic(look: Review) -> None:
    traffic = look.exercise.traffic
    if traffic is None:
        return
    for section, streams in (("lanes", traffic.lanes), ("fishing", traffic.fishing), ("tracks", traffic.tracks)):
        for name, stream in streams.items():
            path: Path = ("traffic", section, name)
            if (
                sum(name in part for part in (traffic.lanes, traffic.fishing, traffic.tracks)) > 1
                and section != "lanes"
            ):
                look.say(path, name, "lanes, fishing grounds and tracks have names of their own")
            if isinstance(stream, Lane):
                _check_lane(look, stream, path)
            elif isinstance(stream, FishingGround):
                _check_ground(look, stream, path)
            else:
                _check_tracks(look, name, stream, path)
    _check_count(look)


def _check_count(look: Review) -> None:
    traffic = look.exercise.traffic
    assert traffic is not None
    days = look.exercise.exercise.window.duration_s / DAY_S
    count = sum(ground.boats for ground in traffic.fishing.values())
    count += sum(len(file.voyages) for file in look.ais.values())
    for lane in traffic.lanes.values():
        under_way_days = _length_m(lane_points(look, lane)) / max(lane.speed_mps[0], 0.5) / DAY_S
        count += math.ceil(2.0 * lane.per_day * (days + under_way_days))
    units = len(look.names("units"))
    if count > SHIPS_MAX:
        look.say(("traffic",), f"about {count:,} ships", f"the traffic has at most {SHIPS_MAX:,} ships in the window")
    elif count * units > CELLS_MAX:
        allowed = f"units times ships of the traffic are at most {CELLS_MAX:,}: a run keeps a row for each two of them"
        look.say(("traffic",), f"{units:,} units and about {count:,} ships", allowed)


def _check_classes(look: Review, class_ids: Sequence[str], speed_mps: float, path: Path) -> None:
    """Classes that the library has, of ships that go so fast."""
    for class_id in class_ids:
        platform = look.library.platforms.get(class_id)
        if platform is None:
            known = [name for name, one in look.library.platforms.items() if one.domain is Domain.SURFACE]
            look.say((*path, "class"), class_id, "no class of the library", nearest(class_id, known))
        elif platform.domain is not Domain.SURFACE:
            look.say((*path, "class"), class_id, f"the traffic is of ships, not of the {platform.domain}")
        elif speed_mps > platform.speed_mps_max * (1.0 + 1e-9):
            limit_mps = platform.speed_mps_max
            allowed = f"class `{class_id}` makes at most {format_speed(limit_mps)}"
            look.say((*path, "speed"), format_speed(speed_mps), allowed, format_speed(limit_mps))


def lane_points(look: Review, lane: Lane) -> tuple[Position, ...]:
    """The points of a lane's middle; none if its corridor is not there."""
    if lane.line is not None:
        return lane.line
    area = look.exercise.areas.get(lane.corridor_id or "")
    return area.points if area is not None and area.kind is AreaKind.CORRIDOR else ()


def _length_m(points: Sequence[Position]) -> float:
    return sum(_apart_m(a, b) for a, b in pairwise(points))


def _apart_m(a: Position, b: Position) -> float:
    half = math.sin((b.lat_rad - a.lat_rad) / 2.0) ** 2
    half += math.cos(a.lat_rad) * math.cos(b.lat_rad) * math.sin((b.lon_rad - a.lon_rad) / 2.0) ** 2
    return 2.0 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def _check_lane(look: Review, lane: Lane, path: Path) -> None:
    _check_classes(look, lane.class_ids, lane.speed_mps[1], path)
    if lane.corridor_id is not None and look.refer((*path, "corridor"), "areas", lane.corridor_id):
        area = look.exercise.areas.get(lane.corridor_id)
        if area is not None and area.kind is not AreaKind.CORRIDOR:
            look.say((*path, "corridor"), lane.corridor_id, f"a lane runs along a corridor, not a {area.kind}")
    key = "line" if lane.line is not None else "corridor"
    points = lane_points(look, lane)
    for place, (a, b) in enumerate(pairwise(points), 1):
        if _apart_m(a, b) < 1.0:
            look.say((*path, key), format_position(b), f"point {place + 1} of the lane is the one before it")
        ashore = next((p for p in _along(a, b) if is_land(p.lat_deg, p.lon_deg)), None)
        if ashore is not None:
            allowed = f"the lane runs over land between its points {place} and {place + 1} (Natural Earth 1:10m)"
            look.say((*path, key), format_position(ashore), allowed)


def _along(a: Position, b: Position) -> Iterator[Position]:
    """Points of the great circle between two, a sample apart."""
    parts = max(1, math.ceil(_apart_m(a, b) / SAMPLE_M))
    first, last = _vector(a), _vector(b)
    for k in range(parts + 1):
        x, y, z = (p + (q - p) * k / parts for p, q in zip(first, last, strict=True))
        yield Position(math.atan2(z, math.hypot(x, y)), math.atan2(y, x))


def _vector(p: Position) -> tuple[float, float, float]:
    across = math.cos(p.lat_rad)
    return across * math.cos(p.lon_rad), across * math.sin(p.lon_rad), math.sin(p.lat_rad)


def _check_ground(look: Review, ground: FishingGround, path: Path) -> None:
    _check_classes(look, ground.class_ids, ground.speed_mps[1], path)
    area = look.exercise.areas.get(ground.area_id)
    if not look.refer((*path, "area"), "areas", ground.area_id) or area is None:
        return
    if area.kind not in SURFACES:
        look.say((*path, "area"), ground.area_id, f"boats fish in a polygon, circle or corridor, not a {area.kind}")
        return
    outline = area_outline(area)
    reach = math.degrees(area.radius_m / EARTH_RADIUS_M)
    south, north = min(lat for _, lat in outline) - reach, max(lat for _, lat in outline) + reach
    wide = reach / max(0.05, math.cos(math.radians(max(abs(south), abs(north)))))
    west, east = min(lon for lon, _ in outline) - wide, max(lon for lon, _ in outline) + wide
    if area.kind is AreaKind.POLYGON:
        from shapely import Polygon

        if not Polygon(outline if len(outline) > 2 else [(0, 0)] * 3).is_valid:
            return
    for i in range(GRID + 1):
        for k in range(GRID + 1):
            lat, lon = south + (north - south) * i / GRID, west + (east - west) * k / GRID
            if _is_inside(area.kind, outline, lat, lon, area.radius_m) and is_land(lat, lon):
                where = format_position(Position(math.radians(lat), math.radians(lon)))
                look.say((*path, "area"), where, f"boats fish on the water: `{ground.area_id}` has land in it")
                return


def _is_inside(kind: AreaKind, outline: list[tuple[float, float]], lat: float, lon: float, radius_m: float) -> bool:
    from shapely import LineString, Point, Polygon

    here = Point(lon, lat)
    if kind is AreaKind.POLYGON:
        return bool(Polygon(outline).contains(here))
    line = LineString(outline) if len(outline) > 1 else Point(outline[0])
    return bool(line.distance(here) * math.cos(math.radians(lat)) * math.radians(EARTH_RADIUS_M) <= radius_m)


def _check_tracks(look: Review, name: str, tracks: AisTracks, path: Path) -> None:
    _check_classes(look, (tracks.class_id,), 0.0, path)
    file = beside(look.document.file, tracks.file)
    if file is None:
        allowed = "the file lies in the scenario's folder or below it: a path relative to it, without `..`"
        look.say((*path, "file"), tracks.file, allowed, "ais.csv")
        return
    try:
        found = read_ais(file)
    except BadCsvError as error:
        look.problems += error.problems
        return
    look.ais[name] = found
    surface = [key for key, one in look.library.platforms.items() if one.domain is Domain.SURFACE]
    for class_id, line in {voyage.class_id: voyage.class_line for voyage in found.voyages if voyage.class_id}.items():
        if class_id not in surface:
            allowed, write = "no class of ships in the library", nearest(class_id, surface)
            look.problems.append(Problem(str(file), line, 1, class_id, allowed, write, f"row {line}"))
