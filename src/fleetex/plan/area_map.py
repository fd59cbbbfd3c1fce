"""The map of areas and danger areas, flat about their middle: land, outlines, corners told, a scale. Never a chart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fleetex.library.coast import land_near
from fleetex.plan.danger_areas import NOT_SAFETY, DangerArea
from fleetex.plan.map_files import outline
from fleetex.plan.papers import Paper
from fleetex.plan.plane import Plane
from fleetex.plan.printed import Printed
from fleetex.quantities import Position, middle_of
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.units import NMI_M

_SHARES = (1.0, 2.0, 5.0)
_STEPS_MIN = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
"""Minutes of arc between parallels, and between meridians."""


@dataclass(frozen=True)
class Frame:
    """Where on the paper the map lies."""

    left: float
    top: float
    wide: float
    high: float


@dataclass(frozen=True)
class _Scale:
    """East and north in metres to pixels."""

    plane: Plane
    frame: Frame
    middle: tuple[float, float]
    px_m: float

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        x = self.frame.left + self.frame.wide / 2.0 + (point[0] - self.middle[0]) * self.px_m
        return x, self.frame.top + self.frame.high / 2.0 - (point[1] - self.middle[1]) * self.px_m

    def ring(self, places: Sequence[Position]) -> list[tuple[float, float]]:
        return [self.at(point) for point in self.plane.points(places)]


def draw_map(paper: Paper, printed: Printed, frame: Frame, dangers: Sequence[DangerArea], areas: Sequence[str]) -> None:
    """Danger areas and areas named, over land, as large as the frame allows."""
    shapes = {name: printed.exercise.areas[name] for name in areas}
    places = [place for one in dangers for place in one.ring]
    places += [place for area in shapes.values() for place in outline(area)]
    if not places:
        return
    scale = _scale(places, frame)
    paper.rect(frame.left, frame.top, frame.wide, frame.high, "sea")
    _land(paper, scale)
    _graticule(paper, scale)
    for name, area in shapes.items():
        _area(paper, scale, printed.area_name(name), area)
    for one in dangers:
        ring = scale.ring(one.ring)
        paper.shape(ring, "danger", 0.12, "danger", 1.6)
    for one in dangers:
        ring = scale.ring(one.ring)
        x = sum(point[0] for point in ring) / len(ring)
        y = sum(point[1] for point in ring) / len(ring)
        wide = paper.width_px(one.number, 11, True) + 8.0
        paper.rect(x - wide / 2.0, y - 8.5, wide, 15.0, "panel", "danger", 0.9)
        paper.text(x, y + 3.0, one.number, 11, "danger", "middle", True)
    _ruler(paper, scale)
    paper.rect(frame.left, frame.top, frame.wide, frame.high, "", "edge", 1.0)
    paper.text(frame.left + frame.wide - 8, frame.top + frame.high - 8, f"{NOT_SAFETY}; not for navigation", 9.5,
               "ink2", "end")  # fmt: skip


def _scale(places: Sequence[Position], frame: Frame) -> _Scale:
    plane = Plane(middle_of(places))
    points = plane.points(places)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide_m, high_m = max(xs) - min(xs), max(ys) - min(ys)
    px_m = min((frame.wide - 40.0) / max(wide_m, 1000.0), (frame.high - 40.0) / max(high_m, 1000.0))
    return _Scale(plane, frame, ((max(xs) + min(xs)) / 2.0, (max(ys) + min(ys)) / 2.0), px_m)


def _land(paper: Paper, scale: _Scale) -> None:
    from shapely import Polygon, box, get_parts

    frame = scale.frame
    half_x, half_y = frame.wide / 2.0 / scale.px_m, frame.high / 2.0 / scale.px_m
    middle = scale.plane.places([scale.middle])[0]
    reach_deg = math.hypot(half_x, half_y) / (60.0 * NMI_M)
    across = max(0.05, math.cos(middle.lat_rad))
    low, high = max(-90.0, middle.lat_deg - reach_deg), min(90.0, middle.lat_deg + reach_deg)
    aside = min(179.0, reach_deg / across)
    land = land_near(low, high, middle.lon_deg - aside, middle.lon_deg + aside)
    window = box(frame.left, frame.top, frame.left + frame.wide, frame.top + frame.high)
    for part in get_parts(land):
        places = [Position(math.radians(lat), math.radians(lon)) for lon, lat in part.exterior.coords]
        shape = Polygon(scale.ring(places))
        shown: Any = (shape if shape.is_valid else shape.buffer(0.0)).intersection(window)
        for piece in get_parts(shown):
            if piece.geom_type == "Polygon" and piece.area > 0.5:
                paper.shape(list(piece.exterior.coords[:-1]), "land", 1.0, "coast", 0.7)


def _graticule(paper: Paper, scale: _Scale) -> None:
    """Parallels and meridians, some four to eight across the map, with their degrees and minutes in the margin."""
    frame = scale.frame
    half_x, half_y = frame.wide / 2.0 / scale.px_m, frame.high / 2.0 / scale.px_m
    corners = [(scale.middle[0] + x, scale.middle[1] + y) for x in (-half_x, half_x) for y in (-half_y, half_y)]
    places = scale.plane.places(corners)
    lats = [place.lat_deg for place in places]
    lons = [places[0].lon_deg + math.remainder(place.lon_deg - places[0].lon_deg, 360.0) for place in places]
    wide_min = 60.0 * min(max(lats) - min(lats), max(lons) - min(lons))
    step = next((step for step in _STEPS_MIN if wide_min / step < 8.0), _STEPS_MIN[-1])
    for minute in _whole(60.0 * min(lats), 60.0 * max(lats), step):
        ends = [_place(minute, 60.0 * lon) for lon in (min(lons), max(lons))]
        (x1, y1), (x2, y2) = scale.ring(ends)
        y = y1 + (frame.left - x1) * (y2 - y1) / (x2 - x1)
        if frame.top + 20.0 < y < frame.top + frame.high - 30.0:
            paper.line(frame.left, y, frame.left + frame.wide, y2 + y - y1, "line", 0.6)
            paper.text(frame.left + 4.0, y - 3.0, _degrees(minute, 2, "NS"), 9, "ink2")
    for minute in _whole(60.0 * min(lons), 60.0 * max(lons), step):
        (x1, y1), (x2, y2) = scale.ring([_place(60.0 * lat, minute) for lat in (min(lats), max(lats))])
        low = x1 + (frame.top + frame.high - y1) * (x2 - x1) / (y2 - y1)
        high = x1 + (frame.top - y1) * (x2 - x1) / (y2 - y1)
        if frame.left + 60.0 < min(low, high) and max(low, high) < frame.left + frame.wide - 40.0:
            paper.line(low, frame.top + frame.high, high, frame.top, "line", 0.6)
            paper.text(high + 3.0, frame.top + 11.0, _degrees(minute, 3, "EW"), 9, "ink2")


def _whole(low: float, high: float, step: float) -> list[float]:
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _place(lat_min: float, lon_min: float) -> Position:
    return Position(math.radians(lat_min / 60.0), math.radians(lon_min / 60.0))


def _degrees(minutes: float, width: int, hemispheres: str) -> str:
    """As positions are told: `41-30N`, `133-30E`."""
    told = math.remainder(minutes, 21600.0)
    whole, rest = divmod(round(abs(told)), 60)
    return f"{whole:0{width}d}-{rest:02d}{hemispheres[told < 0.0]}"


def _area(paper: Paper, scale: _Scale, name: str, area: Area) -> None:
    ring = scale.ring(outline(area))
    if area.kind in (AreaKind.POINT, AreaKind.LINE):
        for (x1, y1), (x2, y2) in pairwise(ring):
            paper.line(x1, y1, x2, y2, "areas", 1.0, "6 3")
        return
    paper.shape(ring, "", 1.0, "areas", 1.0, "6 3")
    x, y = min(ring, key=lambda point: (point[1], point[0]))
    paper.text(x + 3, y + 12, name, 9.5, "areas")


def _ruler(paper: Paper, scale: _Scale) -> None:
    """So many miles."""
    room_nmi = 0.25 * scale.frame.wide / scale.px_m / NMI_M
    power = 10.0 ** math.floor(math.log10(max(room_nmi, 1e-3)))
    length_nmi = max(share * power for share in _SHARES if share * power <= room_nmi)
    x, y = scale.frame.left + 14.0, scale.frame.top + scale.frame.high - 14.0
    wide = length_nmi * NMI_M * scale.px_m
    paper.line(x, y, x + wide, y, "ink", 1.6)
    for end in (x, x + wide):
        paper.line(end, y - 4, end, y + 4, "ink", 1.6)
    paper.text(x + wide + 6, y + 4, f"{length_nmi:g} nmi", 10, "ink")
