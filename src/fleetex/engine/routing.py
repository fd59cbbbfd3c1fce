"""Routes that go round land: the shortest way by the corners of a wall that stands a clearance off every shore.

    route_round_land(land, start, (Position(lat_rad, lon_rad),), LineKind.GEODESIC)

A leg that keeps its clearance is left as it is. A harbour lies closer to land than that: near a start or a waypoint
there, and in straits too narrow, the clearance gives way, and every metre sailed inside it counts as three.
"""

import heapq
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from fleetex.engine.orders import Position
from fleetex.engine.sea_room import (
    BOW,
    ECCENTRICITY,
    FAR,
    LAT_MAX_RAD,
    NEAR,
    ROUND,
    Corners,
    Floats,
    Mask,
    corners_of,
    cut_sides,
    land_on_plane,
    leg_lines,
    length_m,
    plane_scale,
    walled_off,
)
from fleetex.units import TAU, WGS84_A_M
from fleetex.vocabulary import LineKind

CLEARANCE_M = 3704.0
"""2 nmi (design value)."""
INSHORE_SHARE = 0.25
"""The clearance where the full one leaves no way, as a share of it; ..."""
HARBOUR_SHARE = 0.6
"""... and off a place nearer to land than that, as a share of its distance from land."""
INSHORE_COST = 2.0
"""What a metre sailed inside the full clearance costs beyond itself."""
LEAVING = 4.0
"""A straight leg may leave or make for a place inshore through this many clearances of sea too near the land."""
_REACHES_M = (15_000.0, 60_000.0)
"""How far round a place inshore the clearance gives way; then everywhere, by steps of INSHORE_SHARE ..."""
_GIVES_WAY = 2
"""... so many times."""
_LEG_BOW_M = 20.0
_OPEN_M = (400_000.0, 200_000.0, 100_000.0, 50_000.0, 25_000.0)
_OPEN_KEPT = 32
"""Radii on the plane of circles of open water, and how many of them are kept in mind: a leg within one is clear."""
_ROUND_LEG_DEG = 1.0
_GRID_DEG = 2.0
"""A way is first looked for in a box about the leg, so far beyond it and on to the next line of this grid. It is found
sooner so, and does not depend on how much land was given, which goes by where others are (3 degrees more suffice)."""

Place = tuple[float, float]
"""Latitude and longitude in radians; longitude near the land's own, beyond 180 degrees if need be."""
Sides = tuple[float, float, float, float]
"""West, south, east, north on the plane."""
Edges = tuple[list[int], list[float]]
"""Corners that can be reached, and what each costs."""


class NoRoute(Exception):  # noqa: N818 - it is an answer, not a mistake
    """There is no way by sea; the text says why."""


def route_round_land(
    land: Any,
    start: Position,
    waypoints: Sequence[Position],
    line: LineKind,
    clearance_m: float = CLEARANCE_M,
    closed: bool = False,
) -> tuple[Position, ...]:
    """The waypoints, with turning points put in wherever a leg would come nearer to land than the clearance.

    `land`: shapely polygons of (longitude, latitude) in degrees, or None far from any; legs across 180 degrees go the
    short way. `closed`: the way back from the last point to the first one returned is laid too. Raises NoRoute if a
    place lies on land or there is no way.
    """
    if land is None or land.is_empty or not waypoints:
        return tuple(waypoints)
    room = _sea_room(_Same(land), clearance_m)
    places = room.run_on([start, *waypoints])
    ring = [*places, room.run_on([waypoints[0]], places[-1])[0]] if closed else places
    if room.far_from_land(ring, line):
        return tuple(waypoints)
    way: list[Position] = []
    for number, waypoint in enumerate(waypoints):
        way += [_position(turn) for turn in room.turns(places[number], places[number + 1], line)]
        way.append(waypoint)
    if closed:
        home = room.run_on([way[0]], places[-1])[0]
        way += [_position(turn) for turn in room.turns(places[-1], home, line)]
    return tuple(way)


def sea_leg_is_clear(
    land: Any, start: Position, end: Position, line: LineKind, clearance_m: float = CLEARANCE_M
) -> bool:
    """Whether a leg keeps so far off all land (within 2 %, or 20 m). `land` as for route_round_land."""
    if land is None or land.is_empty:
        return True
    room = _sea_room(_Same(land), clearance_m)
    here, there = room.run_on([start, end])
    return room.far_from_land([here, there], line) or room.is_clear(here, there, line)


class _Same:
    """A shape told from others by identity: it does not change, and hashing its points would take milliseconds."""

    __slots__ = ("shape",)

    def __init__(self, shape: Any) -> None:
        self.shape = shape

    def __hash__(self) -> int:
        return id(self.shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.shape is self.shape


@lru_cache(maxsize=8)
def _sea_room(land: _Same, clearance_m: float) -> "_SeaRoom":
    return _SeaRoom(land.shape, clearance_m)


class _Net:
    """Corners, what stands between them, and which see each other, found as they are asked for.

    Edges found are kept: asking never changes an answer.
    """

    def __init__(self, wall: Any, corners: Corners, bow_m: float) -> None:
        shapely.prepare(wall)
        self.wall = wall
        self.corners = corners
        self.bow_m = bow_m
        self._edges: dict[tuple[int, LineKind], Edges] = {}

    def edges(self, row: int, line: LineKind) -> Edges:
        """From one corner to all that it sees and a shortest way could go to."""
        if (row, line) not in self._edges:
            self._edges[row, line] = self._edges_found(row, line)
        return self._edges[row, line]

    def _edges_found(self, row: int, line: LineKind) -> Edges:
        corners = self.corners
        which = corners.touched_by_lines_from(corners.xy[row]) & corners.touched_at(row, corners.xy)
        which[row] = False
        return self.seen_from(corners.place(row), line, which, self.wall)

    def seen_from(self, place: Place, line: LineKind, which: Mask, wall: Any) -> Edges:
        """From a place to those corners that no wall hides, and how far that is."""
        rows = np.flatnonzero(which)
        lat, lon = self.corners.lat_rad[rows], self.corners.lon_rad[rows]
        from_lat, from_lon = np.full(len(rows), place[0]), np.full(len(rows), place[1])
        lines = leg_lines(from_lat, from_lon, lat, lon, line, self.bow_m)
        seen = ~shapely.intersects(wall, lines)
        costs = length_m(from_lat, from_lon, lat, lon)[seen] + self.extra_cost(place, lines[seen])
        return rows[seen].tolist(), costs.tolist()

    def extra_cost(self, place: Place, lines: Any) -> Floats:
        """What legs from a place cost beyond their length."""
        return np.zeros(len(lines))

    def shortest(self, start: Edges, goal: Edges, goal_place: Place, line: LineKind) -> list[Place] | None:
        """The corners of the cheapest way (A*; the way still to go is never less than straight), or None."""
        corners = self.corners
        count = len(corners)
        if not count:
            return None
        to_go = length_m(
            corners.lat_rad, corners.lon_rad, np.full(count, goal_place[0]), np.full(count, goal_place[1])
        ).tolist()
        last_leg = dict(zip(*goal, strict=True))
        best = dict(zip(*start, strict=True))
        before: dict[int, int] = dict.fromkeys(best, -1)
        open_rows = [(cost + to_go[row], row) for row, cost in best.items()]
        heapq.heapify(open_rows)
        done: set[int] = set()
        while open_rows:
            _, row = heapq.heappop(open_rows)
            if row == count:
                return self._way_back(before)
            if row in done:
                continue
            done.add(row)
            reached, costs = self.edges(row, line)
            steps = list(zip(reached, costs, strict=True))
            if row in last_leg:
                steps.append((count, last_leg[row]))
            for following, cost in steps:
                total = best[row] + cost
                if total < best.get(following, math.inf):
                    best[following] = total
                    before[following] = row
                    ahead = 0.0 if following == count else to_go[following]
                    heapq.heappush(open_rows, (total + ahead, following))
        return None

    def _way_back(self, before: dict[int, int]) -> list[Place]:
        way = []
        row = before[len(self.corners)]
        while row >= 0:
            way.append(self.corners.place(row))
            row = before[row]
        return way[::-1]


class _OpenedNet(_Net):
    """The net of the open sea, and windows in it where the wall stands nearer to land, with corners of their own.

    A metre inside the full clearance costs 1 + INSHORE_COST. The first `inner` corners are the windows'.
    """

    def __init__(self, sea: _Net, wall: Any, windows: Any, near_land: Any, within: Corners, bow_m: float) -> None:
        super().__init__(wall, within.and_also(sea.corners), bow_m)
        self.sea = sea
        self.inner = len(within)
        self.near_land = near_land
        self.beside = shapely.intersects(windows, shapely.points(self.corners.xy))

    def _edges_found(self, row: int, line: LineKind) -> Edges:
        if row < self.inner:
            return super()._edges_found(row, line)
        rows, costs = self.sea.edges(row - self.inner, line)
        if not self.beside[row]:
            return [other + self.inner for other in rows], costs
        which = self.corners.touched_by_lines_from(self.corners.xy[row])
        which &= self.corners.touched_at(row, self.corners.xy)
        which[self.inner :] = False
        inner_rows, inner_costs = self.seen_from(self.corners.place(row), line, which, self.wall)
        return inner_rows + [other + self.inner for other in rows], inner_costs + costs

    def extra_cost(self, place: Place, lines: Any) -> Floats:
        inside = shapely.length(shapely.intersection(self.near_land, lines))
        return np.asarray(INSHORE_COST * inside / plane_scale(place[0]))


class _SeaRoom:
    """The sea off one stretch of land at one clearance. What is costly is made when first needed, and kept."""

    def __init__(self, land_deg: Any, clearance_m: float, sides: Sides | None = None) -> None:
        self.land_deg = land_deg
        self.clearance_m = clearance_m
        west, _, east, _ = land_deg.bounds
        self.middle_rad = math.radians(0.5 * (west + east))
        self.sides = sides or cut_sides(land_deg)
        self.land = land_on_plane(land_deg)
        shapely.prepare(self.land)
        self._near: Any = None
        self._net: _Net | None = None
        self._inshore: _SeaRoom | None = None
        self._boxes: dict[tuple[int, ...], _SeaRoom] = {}
        self._open: list[tuple[float, float, float]] = []
        """Circles without land: middle and radius on the plane."""

    @property
    def near(self) -> Any:
        """The sea too near to land, and the land."""
        if self._near is None:
            self._near = walled_off(self.land, self.clearance_m, NEAR)
            shapely.prepare(self._near)
        return self._near

    @property
    def inshore(self) -> "_SeaRoom":
        """The same sea at the smaller clearance."""
        if self._inshore is None:
            self._inshore = _SeaRoom(self.land_deg, INSHORE_SHARE * self.clearance_m)
        return self._inshore

    @property
    def net(self) -> _Net:
        """The net of the open sea."""
        if self._net is None:
            wall, corners = self._wall_and_corners(self.land, self.clearance_m)
            self._net = _Net(wall, corners, BOW * self.clearance_m)
        return self._net

    def run_on(self, positions: Sequence[Position], before: Place | None = None) -> list[Place]:
        """Places with longitudes that run on from one to the next, the first one's near the land's."""
        places: list[Place] = []
        last = before[1] if before else self.middle_rad
        for position in positions:
            last += math.remainder(position.lon_rad - last, TAU)
            places.append((position.lat_rad, last))
        return places

    def far_from_land(self, places: Sequence[Place], line: LineKind) -> bool:
        """A quick look at legs in a row: True if no land can lie within the clearance of any. False: perhaps."""
        low, high = min(place[0] for place in places), max(place[0] for place in places)
        margin_m = self.clearance_m
        if line is LineKind.GEODESIC:
            span = math.hypot(high - low, max(place[1] for place in places) - min(place[1] for place in places))
            margin_m += WGS84_A_M * span * span / 6.0
        route = [_xy(place) for place in places]
        greatest = max(-low, high) + margin_m / WGS84_A_M
        margin = margin_m * plane_scale(greatest)
        if self._in_open_water(route, margin):
            return True
        far: bool = not shapely.dwithin(self.land, shapely.linestrings(route), margin)
        if far:
            self._note_open_water(*route[0])
        return far

    def _in_open_water(self, route: Sequence[tuple[float, float]], margin: float) -> bool:
        """Whether a route on the plane, and all within a margin of it, lies in one of the circles known."""
        for x, y, radius in self._open:
            least = radius - margin
            if all(math.hypot(px - x, py - y) < least for px, py in route):
                return True
        return False

    def _note_open_water(self, x: float, y: float) -> None:
        """Keep the greatest circle of open water about a point of the plane, the last ones found first."""
        point = shapely.points(x, y)
        for radius in _OPEN_M:
            if not shapely.dwithin(self.land, point, radius):
                self._open = [(x, y, radius), *self._open[: _OPEN_KEPT - 1]]
                return

    def is_clear(self, here: Place, there: Place, line: LineKind) -> bool:
        """Whether the straight leg keeps its clearance."""
        bow_m = max(_LEG_BOW_M, 0.02 * self.clearance_m)
        leg = leg_lines(*_ends(here, there), line, bow_m)[0]
        return not shapely.dwithin(self.land, leg, self.clearance_m * plane_scale(max(abs(here[0]), abs(there[0]))))

    def turns(self, here: Place, there: Place, line: LineKind) -> list[Place]:
        """Where to turn between two places; nowhere if the straight leg is sound. Raises NoRoute."""
        if self.is_clear(here, there, line):
            return []
        off = [self._off_land_m(place) for place in (here, there)]
        if here == there:
            return []
        way = self._round(here, there)._way(here, there, line, off)
        if way is not None and self._is_wet([here, *way, there], line):
            return way
        room = self
        for _ in range(1 + _GIVES_WAY):
            way = room._way(here, there, line, off)
            if way is not None:
                return way
            room = room.inshore
        raise NoRoute(f"no way by sea from {_written(here)} to {_written(there)}")

    def _round(self, here: Place, there: Place) -> "_SeaRoom":
        """The sea in a box round a leg."""
        lat, lon = (sorted(math.degrees(angle) for angle in pair) for pair in zip(here, there, strict=True))
        low = [math.floor((angle - _ROUND_LEG_DEG) / _GRID_DEG) for angle in (lon[0], lat[0])]
        high = [math.ceil((angle + _ROUND_LEG_DEG) / _GRID_DEG) for angle in (lon[1], lat[1])]
        box = (*low, *high)
        if box not in self._boxes:
            west, south, east, north = (_GRID_DEG * number for number in box)
            land = shapely.normalize(shapely.intersection(self.land_deg, shapely.box(west, south, east, north)))
            corners = (_xy((math.radians(a), math.radians(b))) for a, b in ((south, west), (north, east)))
            (x_min, y_min), (x_max, y_max) = corners
            west, south, east, north = self.sides
            sides = (max(x_min, west), max(y_min, south), min(x_max, east), min(y_max, north))
            self._boxes[box] = _SeaRoom(land, self.clearance_m, sides)
        return self._boxes[box]

    def _is_wet(self, places: Sequence[Place], line: LineKind) -> bool:
        """Whether no leg touches any land given."""
        lat, lon = (np.array(angles) for angles in zip(*places, strict=True))
        legs = leg_lines(lat[:-1], lon[:-1], lat[1:], lon[1:], line, _LEG_BOW_M)
        return not shapely.intersects(self.land, legs).any()

    def _way(self, here: Place, there: Place, line: LineKind, off: list[float]) -> list[Place] | None:
        if min(off) >= self.clearance_m and self._one_water(self.near, here, there):
            way = self._offshore(here, there, line)
            if way is not None:
                return way
        return self._from_inshore(here, there, line, off)

    def _off_land_m(self, place: Place) -> float:
        distance = float(shapely.distance(self.land, _point(place))) / plane_scale(place[0])
        if distance == 0.0:
            raise NoRoute(f"{_written(place)} lies on land")
        return distance

    def _offshore(self, here: Place, there: Place, line: LineKind) -> list[Place] | None:
        net = self.net

        def sight(place: Place) -> Edges:
            if shapely.intersects(net.wall, _point(place)):  # between the two walls
                return net.seen_from(place, line, np.ones(len(net.corners), dtype=np.bool_), self.near)
            return net.seen_from(place, line, net.corners.touched_by_lines_from(np.array(_xy(place))), net.wall)

        return net.shortest(sight(here), sight(there), there, line)

    def _from_inshore(self, here: Place, there: Place, line: LineKind, off: list[float]) -> list[Place] | None:
        """The clearance gives way round the places that lie inshore, and then further off."""
        near_m = 1.1 * NEAR * self.clearance_m
        close = [place for place, off_m in zip((here, there), off, strict=True) if off_m < near_m]
        clearance_m = min(INSHORE_SHARE * self.clearance_m, HARBOUR_SHARE * min(off))
        for reach_m in _REACHES_M if close else ():
            net = self._opened(close, reach_m, clearance_m)
            leg = leg_lines(*_ends(here, there), line, net.bow_m)[0]
            if not shapely.intersects(net.wall, leg) and self._only_leaves(leg, here, there):
                return []
            if not self._one_water(net.wall, here, there):
                continue
            start = net.seen_from(here, line, net.corners.touched_by_lines_from(np.array(_xy(here))), net.wall)
            goal = net.seen_from(there, line, net.corners.touched_by_lines_from(np.array(_xy(there))), net.wall)
            way = net.shortest(start, goal, there, line)
            if way is not None:
                return way
        return None

    def _one_water(self, wall: Any, here: Place, there: Place) -> bool:
        """Whether one stretch of water outside a wall holds both places; if none does, nobody need search for a way."""
        west, south, east, north = self.land.bounds
        margin = 10.0 * self.clearance_m * plane_scale(max(abs(here[0]), abs(there[0])))
        x_min, y_min, x_max, y_max = self.sides
        ends = shapely.points([_xy(here), _xy(there)])
        frame = shapely.box(
            max(west - margin, x_min), max(south - margin, y_min), min(east + margin, x_max), min(north + margin, y_max)
        )
        if not shapely.contains(frame, ends).all():
            return True  # somebody is beyond all land known
        waters = shapely.get_parts(shapely.difference(frame, wall))
        return any(shapely.intersects(water, ends).all() for water in waters)

    def _only_leaves(self, leg: Any, here: Place, there: Place) -> bool:
        """Whether a leg comes too near to land only as it leaves a place inshore or makes for one."""
        ends = shapely.union_all([_point(here), _point(there)])
        parts = shapely.get_parts(shapely.intersection(self.near, leg))
        longest_m = LEAVING * self.clearance_m * plane_scale(min(abs(here[0]), abs(there[0])))
        return all(part.length <= longest_m and shapely.distance(part, ends) < 1.0 for part in parts)

    def _opened(self, close: list[Place], reach_m: float, clearance_m: float) -> _OpenedNet:
        """The net with the wall moved in to a smaller clearance within reach of some places."""
        windows = shapely.union_all([_window(place, reach_m) for place in close])
        shore = shapely.intersection(self.land, windows)
        inner_wall = shapely.intersection(walled_off(shore, clearance_m, NEAR), windows)
        wall = shapely.union(shapely.difference(self.near, windows), inner_wall)
        shapely.prepare(wall)
        _, corners = self._wall_and_corners(shore, clearance_m)
        points = shapely.points(corners.xy)
        corners = corners.only(shapely.contains(windows, points) & ~shapely.intersects(wall, points))
        near_land = shapely.intersection(self.near, windows)
        return _OpenedNet(self.net, wall, windows, near_land, corners, BOW * clearance_m)

    def _wall_and_corners(self, land: Any, clearance_m: float) -> tuple[Any, Corners]:
        """The far wall and its corners, but none behind the line where the land given was cropped."""
        if land.is_empty:
            return land, corners_of(land, clearance_m)
        wall = shapely.simplify(walled_off(land, clearance_m, FAR), ROUND * clearance_m)
        corners = corners_of(wall, clearance_m)
        west, south, east, north = self.sides
        x, y = corners.xy.T
        return wall, corners.only((x > west) & (x < east) & (y > south) & (y < north))


def _ends(here: Place, there: Place) -> tuple[Floats, Floats, Floats, Floats]:
    return np.array([here[0]]), np.array([here[1]]), np.array([there[0]]), np.array([there[1]])


def _xy(place: Place) -> tuple[float, float]:
    """plane_of one place, in a sixth of the time."""
    sine = math.sin(min(max(place[0], -LAT_MAX_RAD), LAT_MAX_RAD))
    isometric = math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine)
    return WGS84_A_M * place[1], WGS84_A_M * isometric


def _point(place: Place) -> Any:
    return shapely.points(_xy(place))


def _window(place: Place, reach_m: float) -> Any:
    (x, y), half = _xy(place), reach_m * plane_scale(place[0])
    return shapely.box(x - half, y - half, x + half, y + half)


def _position(place: Place) -> Position:
    lon_rad = math.remainder(place[1], TAU)
    return Position(place[0], lon_rad + TAU if lon_rad <= -math.pi else lon_rad)


def _written(place: Place) -> str:
    """A place in degrees and minutes, for a person."""
    words = []
    for angle_rad, width, hemispheres in ((place[0], 2, "NS"), (_position(place).lon_rad, 3, "EW")):
        tenths = round(abs(math.degrees(angle_rad)) * 600.0)
        hemisphere = hemispheres[1] if angle_rad < 0.0 else hemispheres[0]
        words.append(f"{tenths // 600:0{width}d}-{tenths % 600 / 10.0:04.1f}{hemisphere}")
    return " ".join(words)
