"""A chart on the Mercator projection of WGS84, turned to its own middle meridian so that it also holds across 180.

x grows with longitude, y with isometric latitude (Snyder, Map Projections: A Working Manual, USGS PP 1395, eqs. 7-6
and 7-7); angles are true, so courses and shapes look as they do on a paper chart.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.reading import Floats, unit_cards
from fleetex.measures.sketch import Sketch, path_commands, text_width_px
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.units import NMI_M, WGS84_A_M, WGS84_F

_ECCENTRICITY = math.sqrt(WGS84_F * (2.0 - WGS84_F))
_MINUTE_STEPS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
_SAMPLES = 600
_WATERLINES = (("water1", 30.0), ("water2", 17.0), ("water3", 7.0))
"""Tone and width in pixels each side of the coast, outside in."""


def isometric_deg(lat_deg: Floats | float) -> Floats:
    """Isometric latitude in degrees: what a Mercator chart is ruled in."""
    sine = np.sin(np.radians(np.clip(lat_deg, -88.0, 88.0)))
    return np.asarray(np.degrees(np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)))


def _latitude_deg(isometric: float) -> float:
    """The inverse, by Newton's method from the sphere's value."""
    lat = math.degrees(math.atan(math.sinh(math.radians(isometric))))
    for _ in range(6):
        slope = (float(isometric_deg(lat + 1e-4)) - float(isometric_deg(lat - 1e-4))) / 2e-4
        lat -= (float(isometric_deg(lat)) - isometric) / slope
    return lat


@dataclass
class TrackChart:
    """A frame in pixels on a sketch. `fit` chooses what it shows; nothing is drawn before that."""

    sketch: Sketch
    left: float
    top: float
    width: float
    height: float
    middle_lon_deg: float = 0.0
    scale: float = 1.0
    """Pixels a degree of longitude."""
    x_mid: float = 0.0
    y_mid: float = 0.0
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def fit(self, recording: Recording, units: list[str], begin_s: float, end_s: float) -> None:
        """Show the tracks of these units in a window."""
        time_s = np.linspace(begin_s, end_s, 120)
        states = [positions(recording, unit_id, time_s) for unit_id in units]
        lats = np.concatenate([state.lat_deg for state in states]) if states else np.zeros(1)
        lons = np.concatenate([state.lon_deg for state in states]) if states else np.zeros(1)
        self.fit_places(lats, lons)

    def fit_places(self, lat_deg: Floats, lon_deg: Floats, least_nmi: float = 8.0) -> None:
        """Show these places (NaN is left out), with a rim of a tenth, and never less than so many miles of height."""
        known = np.isfinite(lat_deg) & np.isfinite(lon_deg)
        lat, lon = (lat_deg[known], lon_deg[known]) if np.any(known) else (np.zeros(1), np.zeros(1))
        angle = np.radians(lon)
        self.middle_lon_deg = float(np.degrees(np.arctan2(np.mean(np.sin(angle)), np.mean(np.cos(angle)))))
        x, y = self._turned(lon), isometric_deg(lat)
        self.x_mid, self.y_mid = 0.5 * float(x.min() + x.max()), 0.5 * float(y.min() + y.max())
        per_mile = float(isometric_deg(lat.mean() + 1 / 60.0) - isometric_deg(lat.mean()))
        wide = max(1.2 * float(np.ptp(x)), least_nmi * per_mile * self.width / self.height, 1e-6)
        tall = max(1.2 * float(np.ptp(y)), least_nmi * per_mile, 1e-6)
        self.scale = min(self.width / wide, self.height / tall)

    def pixels(self, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats]:
        x = self.left + 0.5 * self.width + (self._turned(lon_deg) - self.x_mid) * self.scale
        y = self.top + 0.5 * self.height - (isometric_deg(lat_deg) - self.y_mid) * self.scale
        return np.asarray(x), np.asarray(y)

    def bounds_deg(self) -> tuple[float, float, float, float]:
        """(south, west, north, east) of the frame; west and east may pass 180."""
        half_x, half_y = 0.5 * self.width / self.scale, 0.5 * self.height / self.scale
        west, east = self.middle_lon_deg + self.x_mid - half_x, self.middle_lon_deg + self.x_mid + half_x
        return _latitude_deg(self.y_mid - half_y), west, _latitude_deg(self.y_mid + half_y), east

    def frame(self, name: str) -> None:
        """Sea, and what follows clipped to the frame until `close`. `name`: unique on the page."""
        self.sketch.rect(self.left, self.top, self.width, self.height, "sea")
        self.sketch.clip(self.left, self.top, self.width, self.height, name)
        self._graticule(lines=True)

    def land(self) -> None:
        """Natural Earth's coast with waterlines, as on an engraved chart."""
        from fleetex.library.coast import land_near

        south, west, north, east = self.bounds_deg()
        rim = 0.05 * (east - west)
        land = land_near(max(south - rim, -89.9), min(north + rim, 89.9), west - rim, min(east + rim, west + 359.0))
        polygons = [polygon for polygon in getattr(land, "geoms", [land]) if not polygon.is_empty]
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        outline = "".join(self._ring(np.asarray(ring.coords, dtype=np.float64)) for ring in rings)
        if outline:
            for tone, width in _WATERLINES:
                self.sketch.path(outline, tone, 2.0 * width * min(1.0, self.width / 900.0))
            self.sketch.area(outline, "land", 1.0, "coast", 0.9)

    def _ring(self, places: Floats) -> str:
        """A ring of (longitude, latitude), thinned to what can be seen; longitudes stay on their own side of 180."""
        x = self.left + 0.5 * self.width + (places[:, 0] - self.middle_lon_deg - self.x_mid) * self.scale
        _, y = self.pixels(places[:, 1], places[:, 0])
        keep = thinned(x, y, 0.3)
        return path_commands(x[keep], y[keep], closed=True)

    def close(self) -> None:
        """End the clipping; border, its labels and the scale."""
        self.sketch.close()
        self.sketch.rect(self.left, self.top, self.width, self.height, tone="ink2", width=1.0)
        self._graticule(lines=False)
        self.scale_bar()

    def track(
        self, recording: Recording, unit_id: str, begin_s: float, end_s: float, tone: str, width: float,
        dash: str = "", opacity: float = 0.8,
    ) -> None:  # fmt: skip
        """A unit's way over the ground in a window."""
        state = positions(recording, unit_id, np.linspace(begin_s, end_s, _SAMPLES))
        x, y = self.pixels(state.lat_deg, state.lon_deg)
        keep = thinned(x, y)
        self.sketch.polyline(x[keep], y[keep], tone, width, dash, opacity)

    def outline(self, lat_deg: Floats, lon_deg: Floats, closed: bool = True) -> str:
        x, y = self.pixels(lat_deg, lon_deg)
        return path_commands(x, y, closed)

    def names(self, recording: Recording, units: list[str], time_s: float, tones: dict[str, str]) -> None:
        """A dot and a hull number where each unit was; names that would cover each other move off, on a hairline."""
        cards, places = unit_cards(recording), []
        for unit_id in units:
            state = positions(recording, unit_id, np.array([time_s]))
            x, y = self.pixels(state.lat_deg, state.lon_deg)
            if self.inside(float(x[0]), float(y[0])):
                card = cards[unit_id]
                words, tone = card.hull or card.short_name(14), tones.get(unit_id, "neutral")
                places.append((float(x[0]), float(y[0]), words, tone))
        for px, py, _, tone in places:
            self.sketch.circle(px, py, 3.2, f"{tone}-fill", tone, 1.4)
            self.taken.append((px - 5, py - 5, px + 5, py + 5))
        for px, py, words, tone in sorted(places, key=lambda p: (p[1], p[0], p[2])):
            self.label(px, py, words, tone)

    def label(self, x: float, y: float, words: str, tone: str, size: float = 11.5, bold: bool = True) -> bool:
        """Words beside a place where nothing is yet; past the first ring with a hairline; False if there is no room."""
        wide = text_width_px(words, size, bold) + 2.0
        for away in (8.0, 22.0, 38.0, 56.0, 76.0, 98.0):
            for turn in (0, 180, 45, 315, 135, 225, 90, 270, 20, 340, 160, 200):
                dx, dy = away * math.cos(math.radians(turn)), away * math.sin(math.radians(turn))
                left = x + dx if dx > 1.0 else x + dx - wide if dx < -1.0 else x - wide / 2
                box = (left, y + dy - size * 0.55, left + wide, y + dy + size * 0.55)
                if self.free(box):
                    self.taken.append(box)
                    if away > 8.0:
                        near = box[0] if dx > 1.0 else box[2] if dx < -1.0 else x
                        self.sketch.line(x, y, near, y + dy, tone, 0.7)
                    self.sketch.text(left + 1, y + dy + size * 0.36, words, size, tone, bold=bold, halo="sea")
                    return True
        return False

    def inside(self, x: float, y: float) -> bool:
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height

    def scale_bar(self) -> None:
        """Nautical miles at the middle latitude, lower left."""
        _, _, north, _ = self.bounds_deg()
        south = self.bounds_deg()[0]
        lat = 0.5 * (south + north)
        radius = WGS84_A_M / math.sqrt(1.0 - (_ECCENTRICITY * math.sin(math.radians(lat))) ** 2)
        nmi_px = self.scale * math.degrees(NMI_M / (radius * math.cos(math.radians(lat))))
        miles = next((m for m in (500, 200, 100, 50, 20, 10, 5, 2, 1) if m * nmi_px <= 0.3 * self.width), 1)
        x, y, wide = self.left + 12, self.top + self.height - 12, miles * nmi_px
        self.sketch.rect(x - 5, y - 18, wide + 48, 26, "sea")
        self.sketch.rect(x, y, wide / 2, 3.5, "ink2", "ink2", 1.0)
        self.sketch.rect(x + wide / 2, y, wide / 2, 3.5, "panel", "ink2", 1.0)
        self.sketch.text(x, y - 5, "0", 10.5, "ink2")
        self.sketch.text(x + wide, y - 5, f"{miles} nmi", 10.5, "ink2", "middle")

    def free(self, box: tuple[float, float, float, float]) -> bool:
        if not (self.inside(box[0], box[1]) and self.inside(box[2], box[3])):
            return False
        return all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in self.taken)

    def _turned(self, lon_deg: Floats | float) -> Floats:
        return np.asarray((np.asarray(lon_deg) - self.middle_lon_deg + 180.0) % 360.0 - 180.0)

    def _graticule(self, lines: bool) -> None:
        """Parallels and meridians (inside), or their labels (outside): steps that leave at least 90 px."""
        south, west, north, east = self.bounds_deg()
        step = next((m for m in _MINUTE_STEPS if m / 60.0 * self.scale >= 90.0), _MINUTE_STEPS[-1])
        for minute in np.arange(math.ceil(west * 60 / step), math.floor(east * 60 / step) + 1).tolist():
            lon = minute * step / 60.0
            x = self.left + 0.5 * self.width + (lon - self.middle_lon_deg - self.x_mid) * self.scale
            if lines:
                self.sketch.line(x, self.top, x, self.top + self.height, "grid", 1.0)
            else:
                words = degrees_text((lon + 180.0) % 360.0 - 180.0, "EW", step)
                self.sketch.text(x, self.top + self.height + 14, words, 10.5, "ink3", "middle")
        for minute in np.arange(math.ceil(south * 60 / step), math.floor(north * 60 / step) + 1).tolist():
            lat = minute * step / 60.0
            y = float(self.pixels(np.array([lat]), np.array([self.middle_lon_deg]))[1][0])
            if lines:
                self.sketch.line(self.left, y, self.left + self.width, y, "grid", 1.0)
            else:
                words = degrees_text(lat, "NS", step)
                self.sketch.text(self.left - 5, y, words, 10.5, "ink3", "middle", turn_deg=-90.0)


def degrees_text(value_deg: float, signs: str, step_minutes: float) -> str:
    """`39°30′N`; without minutes where the step is whole degrees."""
    minutes = round(abs(value_deg) * 60.0)
    sign = signs[0] if value_deg >= 0.0 else signs[1]
    whole, rest = divmod(minutes, 60)
    return f"{whole}°{sign}" if step_minutes >= 60.0 else f"{whole}°{rest:02d}′{sign}"


def thinned(x: Floats, y: Floats, within_px: float = 0.35) -> NDArray[np.intp]:
    """Indices of the points that keep a line within so many pixels of the whole one (Douglas and Peucker, 1973)."""
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if known.size < 3:
        return known
    keep: set[int] = {0, known.size - 1}
    px, py = x[known], y[known]
    stack: list[tuple[int, int]] = [(0, int(known.size - 1))]
    while stack:
        a, b = stack.pop()
        if b - a < 2:
            continue
        dx, dy = px[b] - px[a], py[b] - py[a]
        away_x, away_y = px[a + 1 : b] - px[a], py[a + 1 : b] - py[a]
        long = math.hypot(dx, dy)
        off = np.abs(away_x * dy - away_y * dx) / long if long > 1e-9 else np.hypot(away_x, away_y)
        worst = int(np.argmax(off))
        if off[worst] > within_px:
            middle = a + 1 + worst
            keep.add(middle)
            stack += [(a, middle), (middle, b)]
    return known[np.array(sorted(keep), dtype=np.intp)]


def polygon_of_circle(lat_deg: float, lon_deg: float, radius_m: float) -> tuple[Any, Any]:
    """A ring of 73 places at a distance from a centre, by the sphere of the local normal radius."""
    turn = np.linspace(0.0, 2.0 * np.pi, 73)
    angle = radius_m / WGS84_A_M
    lat = math.radians(lat_deg)
    sine = np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(turn)
    lats = np.arcsin(sine)
    lons = np.arctan2(np.sin(turn) * np.sin(angle) * np.cos(lat), np.cos(angle) - np.sin(lat) * sine)
    return np.degrees(lats), lon_deg + np.degrees(lons)
