"""The chart of the whole exercise: tracks over the coast, areas, danger areas, where each serial began.

Danger areas are drawn as promulgated. In a recording without any, what was fired into is drawn from what was recorded:
from the firer, 10 degrees to either side of its lines of fire, out to the greatest range of the mount. It is a picture
for training, never a range-safety product.
"""

from typing import Any

import numpy as np

from fleetex.measures.geometry import east_north_m
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import legend
from fleetex.measures.programme import serials
from fleetex.measures.reading import Floats, count, recorded_s, sorted_by, unit_cards, where
from fleetex.measures.sketch import Sketch, shorten, text_width_px
from fleetex.measures.track_chart import TrackChart, polygon_of_circle
from fleetex.record.positions import offset, positions
from fleetex.record.reader import Recording
from fleetex.report.head import exercise_head
from fleetex.report.moments import Clock
from fleetex.vocabulary import SurfaceKind

WIDTH_PX, HEIGHT_PX = 1060.0, 640.0
NOT_SAFETY = "training aid, not a range-safety product"
_HALF_ANGLE_DEG = 10.0
_TAG_PX = 15.0
_NAME_TO_AREA, _NAME_PX = 1.5, 70.0
"""An area's name may be so many times as wide as the area, or so many pixels."""
Point = tuple[float, float]
Tag = tuple[Point, Point, float, str, str]
"""Where a serial began, upper left corner of its tag, the tag's width, tone and words."""


def draw_chart(recording: Recording, clock: Clock) -> str:
    """SVG of the chart; empty if no leg was recorded. Partners in their nation's colour, others in neutral green."""
    if not count(recording.table("legs")):
        return ""
    partners = [card.unit_id for card in unit_cards(recording).values() if card.partner]
    others = [card.unit_id for card in unit_cards(recording).values() if not card.partner]
    end_s = recorded_s(recording)
    alt = f"Chart of the tracks of {len(partners)} units, the exercise areas and where each serial began"
    sketch = Sketch(WIDTH_PX, HEIGHT_PX + 26, "Tracks over the coast", alt)
    chart = TrackChart(sketch, 24, 4, WIDTH_PX - 30, HEIGHT_PX)
    _fit(recording, chart, partners, end_s)
    chart.frame("exercise-chart")
    chart.land()
    named = _draw_areas(recording, chart)
    _draw_sectors(recording, chart)
    tones = unit_tones(recording)
    for unit_id in others:
        chart.track(recording, unit_id, 0.0, end_s, "neutral", 0.9, opacity=0.35)
    for unit_id in partners:
        chart.track(recording, unit_id, 0.0, end_s, tones[unit_id], 1.2, opacity=0.55)
    chart.close()
    days = _days(recording, chart, clock, partners, end_s)
    tags = _serial_tags(recording, chart, [(x, y) for x, y, _ in days])
    chart.names(recording, partners, end_s, tones)
    for x, y, words in days:
        sketch.circle(x, y, 2.6, "panel", "ink2", 1.2)
        chart.label(x, y, words, "ink2", 11, bold=False)
    _name_areas(chart, named)
    _draw_tags(chart, tags)
    _key(recording, chart, partners, tones)
    x, y = chart.left + chart.width - 10, chart.top + chart.height - 10
    sketch.text(x, y, NOT_SAFETY, 11, "ink2", "end", halo="sea")
    return sketch.svg()


def _key(recording: Recording, chart: TrackChart, partners: list[str], tones: dict[str, str]) -> None:
    """Whose tracks have which colour, in the chart's upper right corner."""
    nations, cards = exercise_head(recording), unit_cards(recording)
    marks = {tones[unit]: nations.nation_alone(cards[unit].nation) or cards[unit].nation for unit in partners}
    shown = [("line", tone, words) for tone, words in marks.items() if words]
    if len(partners) < len(cards):
        shown.append(("line", "neutral", "others"))
    width_px = sum(34.0 + text_width_px(words, 11) for _, _, words in shown)
    y = chart.top + 14
    left = chart.left + chart.width - width_px - 4
    chart.sketch.rect(left - 8, y - 12, width_px + 8, 24, "panel", "line", 0.8)
    legend(chart.sketch, left, y, shown)


def _fit(recording: Recording, chart: TrackChart, units: list[str], end_s: float) -> None:
    areas = recording.table("areas")
    used = np.isin(areas["area_id"], [str(serial["area_id"]) for serial in serials(recording)])
    cards = unit_cards(recording)
    ships = [unit_id for unit_id in units if cards[unit_id].kind != SurfaceKind.AIRCRAFT.value] or units
    states = [positions(recording, unit_id, np.linspace(0.0, end_s, 97)) for unit_id in ships]
    lats = np.concatenate([areas["lat_deg"][used], *(state.lat_deg for state in states), np.empty(0)])
    lons = np.concatenate([areas["lon_deg"][used], *(state.lon_deg for state in states), np.empty(0)])
    chart.fit_places(lats, lons, 30.0)


def _draw_areas(recording: Recording, chart: TrackChart) -> list[tuple[str, Floats, Floats, bool]]:
    """Outlines of the areas that serials use, dash-dot; returns (name, x, y, is it round) of those with a name."""
    areas, named = recording.table("areas"), []
    for area_id in dict.fromkeys(str(serial["area_id"]) for serial in serials(recording)):
        rows = where(areas, areas["area_id"] == area_id)
        if not count(rows):
            continue
        order = np.argsort(rows["point"], kind="stable")
        lat, lon = rows["lat_deg"][order], rows["lon_deg"][order]
        kind, radius = str(rows["kind"][0]), float(rows["radius_m"][0])
        if kind == "circle":
            lat, lon = polygon_of_circle(float(lat[0]), float(lon[0]), radius)
        route = kind not in ("polygon", "circle")
        width, dash = (0.8, "2 3") if route else (1.1, "9 4 2 4")
        chart.sketch.path(chart.outline(lat, lon, not route), "areas", width, dash)
        if not route:
            x, y = chart.pixels(lat, lon)
            words = shorten(str(rows["name"][0]).split(",")[0].split(" (")[0] or area_id, 60)
            named.append((words, x, y, kind == "circle"))
    return named


def _name_areas(chart: TrackChart, named: list[tuple[str, Floats, Floats, bool]]) -> None:
    """Each name in a free corner of its area (of a round one at its top or foot), inside or just outside. No room, or
    an area much smaller than its name: no name, the serial's card has it."""
    for words, x, y, is_round in named:
        wide = text_width_px(words, 11.5, True)
        if wide > max(_NAME_TO_AREA * float(np.ptp(x)), _NAME_PX):
            continue
        left, right, top, low = float(x.min()) + 5, float(x.max()) - wide - 5, float(y.min()), float(y.max())
        if is_round:
            left = right = 0.5 * (left + right)
        places = [(a, b) for b in (top + 14, low - 5, top - 4, low + 13) for a in (left, right)]
        beside = (float(x.max()) + 4, float(x.min()) - wide - 4)
        places += [(a, b) for b in (top + 11, low - 1, 0.5 * (top + low) + 4) for a in beside]
        for at_x, at_y in places:
            box = (at_x - 2, at_y - 11, at_x + wide + 2, at_y + 3)
            if chart.free(box):
                chart.taken.append(box)
                chart.sketch.text(at_x, at_y, words, 11.5, "areas", bold=True, halo="sea")
                break


def _draw_sectors(recording: Recording, chart: TrackChart) -> None:
    """The danger areas as promulgated; of a recording without any, a magenta sector for each firer of each serial."""
    if count(recording.table("danger_areas")):
        _draw_promulgated(recording, chart)
        return
    shots = recording.table("shots")
    if not count(shots):
        return
    mounts = recording.table("mounts")
    ranges = dict(zip(zip(mounts["unit_id"], mounts["mount_id"], strict=True), mounts["range_m_max"], strict=True))
    groups = dict.fromkeys(zip(shots["serial_id"].tolist(), shots["unit_id"].tolist(), strict=True))
    for serial_id, firer in groups:
        rows = where(shots, (shots["serial_id"] == serial_id) & (shots["unit_id"] == firer))
        reach = max(float(ranges.get((firer, mount), np.nan)) for mount in set(rows["mount_id"].tolist()))
        outline = _sector(recording, chart, firer, rows, reach)
        if outline:
            chart.sketch.area(outline, "danger", 0.08, "danger", 1.1)


def _draw_promulgated(recording: Recording, chart: TrackChart) -> None:
    """Filled where the serial was held, dashed where it was not."""
    corners = recording.table("danger_areas")
    held = {row["serial_id"] for row in serials(recording) if np.isfinite(row["start_s"])}
    for serial_id in dict.fromkeys(corners["serial_id"].tolist()):
        rows = sorted_by(where(corners, corners["serial_id"] == serial_id), "point")
        outline = chart.outline(rows["lat_deg"], rows["lon_deg"])
        if serial_id in held:
            chart.sketch.area(outline, "danger", 0.08, "danger", 1.1)
        else:
            chart.sketch.path(outline, "danger", 1.0, "5 4")


def _sector(recording: Recording, chart: TrackChart, firer: str, rows: dict[str, Any], reach_m: float) -> str:
    state = positions(recording, firer, rows["time_s"])
    east, north = east_north_m(state.lat_deg, state.lon_deg, rows["lat_deg"], rows["lon_deg"])
    bearing = np.degrees(np.arctan2(east, north))
    if not (np.isfinite(reach_m) and np.all(np.isfinite(bearing))):
        return ""
    middle = float(np.degrees(np.arctan2(np.mean(np.sin(np.radians(bearing))), np.mean(np.cos(np.radians(bearing))))))
    off = (bearing - middle + 180.0) % 360.0 - 180.0
    arc = np.linspace(middle + off.min() - _HALF_ANGLE_DEG, middle + off.max() + _HALF_ANGLE_DEG, 25)
    at_lat, at_lon = float(np.mean(state.lat_deg)), float(state.lon_deg[state.lon_deg.size // 2])
    lat, lon = offset(np.full(arc.shape, at_lat), np.full(arc.shape, at_lon), arc, np.full(arc.shape, reach_m))
    return chart.outline(np.concatenate(([at_lat], lat)), np.concatenate(([at_lon], lon)))


def _serial_tags(recording: Recording, chart: TrackChart, others: list[Point]) -> list[Tag]:
    """A tag with the serial's number by where its OCE was at the beginning; magenta if live. None covers another, nor
    the place where any began, nor these other places."""
    cards, begun = unit_cards(recording), []
    for serial in serials(recording):
        if serial["oce"] in cards and np.isfinite(serial["start_s"]):
            state = positions(recording, str(serial["oce"]), np.array([float(serial["start_s"])]))
            x, y = (float(value[0]) for value in chart.pixels(state.lat_deg, state.lon_deg))
            if chart.inside(x, y):
                begun.append(((x, y), "danger" if serial["live"] else "accent", str(serial["number"])))
    chart.taken += [(x - 4.0, y - 4.0, x + 4.0, y + 4.0) for x, y in [*(place for place, _, _ in begun), *others]]
    tags = []
    for place, tone, words in begun:
        wide = text_width_px(words, 11, True) + 9
        tags.append((place, _free_tag(chart, *place, wide), wide, tone, words))
    return tags


def _free_tag(chart: TrackChart, x: float, y: float, wide: float) -> Point:
    """The nearest free place for a tag round a point, clear of its neighbours."""
    for away in (16.0, 22.0, 30.0, 40.0, 52.0, 66.0, 82.0, 100.0):
        for turn in range(250, 610, 20):
            left = x + away * np.cos(np.radians(turn)) - wide / 2
            top = y + away * np.sin(np.radians(turn)) - _TAG_PX / 2
            box = (left - 3.0, top - 3.0, left + wide + 3.0, top + _TAG_PX + 3.0)
            if chart.free(box):
                chart.taken.append(box)
                return float(left), float(top)
    return x - wide / 2, y - 24.0


def _draw_tags(chart: TrackChart, tags: list[Tag]) -> None:
    """All leaders first: none crosses a tag."""
    sketch = chart.sketch
    for (x, y), (left, top), wide, tone, _ in tags:
        sketch.line(x, y, left + wide / 2, top + _TAG_PX / 2, tone, 0.8)
        sketch.circle(x, y, 1.8, tone)
    for _, (left, top), wide, tone, words in tags:
        sketch.rect(left, top, wide, _TAG_PX, tone, radius=2.0)
        sketch.text(left + wide / 2, top + 11.4, words, 11, "panel", "middle", bold=True)


def _days(
    recording: Recording, chart: TrackChart, clock: Clock, partners: list[str], end_s: float
) -> list[tuple[float, float, str]]:
    """Where the first partner was at each midnight UTC, and the date."""
    if not partners:
        return []
    lead = str(serials(recording)[0]["oce"]) if serials(recording) else partners[0]
    lead = lead if lead in partners else partners[0]
    begun = clock.start_utc
    first = 86400.0 - (begun.hour * 3600.0 + begun.minute * 60.0 + begun.second)
    found = []
    for time_s in np.arange(first, end_s, 86400.0).tolist():
        state = positions(recording, lead, np.array([time_s]))
        x, y = (float(value[0]) for value in chart.pixels(state.lat_deg, state.lon_deg))
        if chart.inside(x, y):
            moment = clock.at(time_s)
            found.append((x, y, f"{moment.day} {moment:%b} 00Z"))
    return found
