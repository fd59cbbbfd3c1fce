"""The picture of a shoot at an air target: runs in plan and in height with the bursts on them, and each burst's miss.

Plan and height have the firing ship in the middle: east and north of her, and the target's height over its ground range
along the run. One colour a run; a burst is where the target was when its first rounds passed.
"""

from typing import Any

import numpy as np

from fleetex.measures.air_bursts import AirBurst, Run, air_bursts, runs
from fleetex.measures.geometry import east_north_m
from fleetex.measures.panel import Panel, legend, nice_high, tick_text, ticks
from fleetex.measures.reading import unit_cards
from fleetex.measures.sketch import Sketch, nice_step
from fleetex.measures.values import count_words
from fleetex.record.positions import positions
from fleetex.record.reader import Recording

_WIDTH_PX, _PLAN_PX, _ROW_PX = 1060.0, 330.0, 420.0
_SAMPLES = 121
_BEFORE_S = 2.0
"""A run is drawn to so long before it is written down as over: by then a sleeve may have been let go."""
_TONES = ("cn", "ru", "third", "fourth", "neutral", "amber")
_LEGEND = (
    ("line", "ink2", "flown run, by number"),
    ("ring", "ink", "burst"),
    ("dot", "danger", "burst with a hit"),
    ("cross", "ink", "firing ship"),
)


def draw_runs(recording: Recording, serial: dict[str, Any]) -> str:
    serial_id = str(serial["serial_id"])
    flown, fired = runs(recording, serial_id), air_bursts(recording, serial_id)
    firers = list(dict.fromkeys(one.firer_id for one in flown))
    if not firers or not fired:
        return ""
    alt = (
        f"{len(flown)} runs past {count_words(len(firers), 'ship')}, and how far {len(fired)} bursts passed the target"
    )
    sketch = Sketch(_WIDTH_PX, 46.0 + len(firers) * _ROW_PX, f"{serial_id}: runs and bursts", alt)
    legend(sketch, 52, 14, _LEGEND)
    for row, firer in enumerate(firers):
        own = [one for one in flown if one.firer_id == firer]
        bursts = [one for one in fired if one.firer_id == firer]
        _draw_firer(recording, sketch, firer, own, bursts, 62.0 + row * _ROW_PX)
    return sketch.svg()


def _draw_firer(
    recording: Recording, sketch: Sketch, firer: str, own: list[Run], bursts: list[AirBurst], top: float
) -> None:
    card = unit_cards(recording)[firer]
    rounds, hits = sum(b.rounds for b in bursts), sum(b.hits for b in bursts)
    sketch.text(52, top - 10, card.card_label, 12.5, "ink", bold=True)
    tally = f"{count_words(rounds, 'round')} in {count_words(len(bursts), 'burst')}, {count_words(hits, 'hit')}"
    sketch.text(52 + _PLAN_PX, top - 10, tally, 11, "ink2", "end")
    target = bursts[0].target_id if bursts else ""
    ways = [_way(recording, firer, target, one) for one in own] if target else []
    half_m = _half_m(bursts)
    plan = Panel(sketch, 52.0, top, _PLAN_PX, _PLAN_PX, -half_m, half_m, -half_m, half_m)
    _draw_plan(plan, firer, own, ways, bursts, recording)
    high_m = nice_high(1.2 * max([b.height_m for b in bursts] + [50.0]))
    side = Panel(sketch, 450.0, top, 260.0, _PLAN_PX, 0.0, half_m, 0.0, high_m)
    _draw_side(side, own, ways, bursts, recording)
    _draw_misses(Panel(sketch, 770.0, top, 258.0, _PLAN_PX, 0.0, half_m, 0.0, 1.0), own, bursts)


def _way(recording: Recording, firer: str, target: str, one: Run) -> np.ndarray:
    """(4, n): east and north of the ship, height, ground range, along the run."""
    times = np.linspace(one.begin_s, max(one.end_s - _BEFORE_S, one.begin_s), _SAMPLES)
    ship, flown = positions(recording, firer, times), positions(recording, target, times)
    east, north = east_north_m(ship.lat_deg, ship.lon_deg, flown.lat_deg, flown.lon_deg)
    return np.vstack((east, north, flown.height_m, np.hypot(east, north)))


def _half_m(bursts: list[AirBurst]) -> float:
    return nice_high(1.15 * max([b.range_m for b in bursts] + [1000.0]))


def _tone(own: list[Run], number: int) -> str:
    place = next((k for k, one in enumerate(own) if one.number == number), 0)
    return _TONES[place % len(_TONES)]


def _at(recording: Recording, burst: AirBurst) -> tuple[float, float]:
    """East and north of the firing ship."""
    ship = positions(recording, burst.firer_id, np.array([burst.fired_s + burst.flight_s]))
    lat, lon = np.array([burst.lat_deg]), np.array([burst.lon_deg])
    east, north = east_north_m(ship.lat_deg, ship.lon_deg, lat, lon)
    return float(east[0]), float(north[0])


def _draw_plan(
    panel: Panel, firer: str, own: list[Run], ways: list[np.ndarray], bursts: list[AirBurst], recording: Recording
) -> None:
    sketch, step = panel.sketch, nice_step(panel.x_high - panel.x_low, 7)
    sketch.rect(panel.left, panel.top, panel.width, panel.height, "sea")
    for value in ticks(panel.x_low, panel.x_high, step):
        x, y = float(panel.x(value)), float(panel.y(value))
        sketch.line(x, panel.top, x, panel.top + panel.height, "grid", 0.8)
        sketch.line(panel.left, y, panel.left + panel.width, y, "grid", 0.8)
        sketch.text(x, panel.top + panel.height + 14, tick_text(abs(value), step), 10.5, "ink3", "middle")
        sketch.text(panel.left - 6, y + 3.6, tick_text(abs(value), step), 10.5, "ink3", "end")
    sketch.clip(panel.left, panel.top, panel.width, panel.height, f"{firer} plan")
    for one, way in zip(own, ways, strict=True):
        panel.curve(way[0], way[1], _tone(own, one.number), 1.2, opacity=0.8)
        inside = np.flatnonzero((np.abs(way[0]) < 0.94 * panel.x_high) & (np.abs(way[1]) < 0.94 * panel.y_high))
        if inside.size:
            last = int(inside[-1])
            x, y = float(panel.x(way[0][last])), float(panel.y(way[1][last]))
            sketch.text(x + 5, y + 3, str(one.number), 11, _tone(own, one.number), bold=True, halo="sea")
    for burst in bursts:
        east, north = _at(recording, burst)
        _mark(sketch, float(panel.x(east)), float(panel.y(north)), burst, _tone(own, burst.run))
    sketch.cross(float(panel.x(0.0)), float(panel.y(0.0)), 5.0, "ink", 1.8)
    sketch.close()
    sketch.text(panel.left + panel.width, panel.top + panel.height + 29, "plan, north up, m", 11, "ink2", "end")


def _mark(sketch: Sketch, x: float, y: float, burst: AirBurst, tone: str) -> None:
    if burst.hits:
        sketch.circle(x, y, 4.0, "danger", tone, 1.6)
    else:
        sketch.circle(x, y, 3.6, "panel", tone, 1.6)


def _draw_side(
    panel: Panel, own: list[Run], ways: list[np.ndarray], bursts: list[AirBurst], recording: Recording
) -> None:
    panel.y_axis("Height, m", 5)
    panel.x_axis("ground range from the ship, m", 5)
    panel.frame()
    sketch = panel.sketch
    sketch.clip(panel.left, panel.top, panel.width, panel.height, f"side {own[0].firer_id}")
    for one, way in zip(own, ways, strict=True):
        panel.curve(way[3], way[2], _tone(own, one.number), 1.2, opacity=0.8)
    for burst in bursts:
        x = float(panel.x(np.hypot(*_at(recording, burst))))
        _mark(sketch, x, float(panel.y(burst.height_m)), burst, _tone(own, burst.run))
    sketch.close()


def _draw_misses(panel: Panel, own: list[Run], bursts: list[AirBurst]) -> None:
    """A stem to the mean miss of each burst over the range at which it met the target; a bar at its nearest round."""
    sketch = panel.sketch
    panel.y_high = nice_high(1.1 * max([b.miss_m for b in bursts if np.isfinite(b.miss_m)] + [1.0]))
    panel.y_axis("Miss by burst, m; bar: nearest round", 5)
    panel.x_axis("slant range, m", 5)
    panel.frame()
    low = panel.top + panel.height
    for burst in bursts:
        if not np.isfinite(burst.miss_m):
            continue
        x, y, tone = float(panel.x(burst.range_m)), float(panel.y(burst.miss_m)), _tone(own, burst.run)
        sketch.line(x, low, x, y, tone, 1.2)
        _mark(sketch, x, y, burst, tone)
        nearest = float(panel.y(burst.nearest_m))
        sketch.line(x - 5, nearest, x + 5, nearest, "ink", 1.6)
