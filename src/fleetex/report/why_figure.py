"""The decibels of a pair as a picture: signal excess of each sensor over time, and over range."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.panel import Panel, end_labels
from fleetex.measures.range_curves import DASHES
from fleetex.measures.reading import Rows, recorded_s, start_utc, unit_cards
from fleetex.measures.sketch import Sketch
from fleetex.record.reader import Recording
from fleetex.report.why import STALE_S, pair_rows
from fleetex.units import NMI_M

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 860.0, 560.0
LEFT, PANEL_WIDTH = 64.0, 640.0
TOP, LOW_TOP, HIGH = 74.0, 342.0, 180.0
TONES = ("accent", "ru", "third", "fourth", "neutral", "danger")
SHOWN_DB = 60.0
"""Further than this from even chances nothing is told apart."""


def why_figure(recording: Recording, unit_id: str, target_id: str, time_s: float) -> str:
    """An SVG: above over time, with the moment asked for, below over range. Held stretches are drawn thick."""
    rows, cards = pair_rows(recording, unit_id, target_id), unit_cards(recording)
    unit, target = cards[unit_id].name, cards[target_id].name
    title = f"Signal excess of {unit}'s sensors on {target}"
    sketch = Sketch(WIDTH, HEIGHT, title, f"{title}, over time and over range; 0 dB is an even chance of a look.")
    sketch.text(LEFT, 22, title, 13, "ink", bold=True)
    sensors = sorted(set(rows["sensor_id"].tolist()))
    if not sensors:
        sketch.text(LEFT, 60, "No sensor ever had it inside its instrumented range.", 12, "ink2")
        return sketch.svg()
    low_s, high_s = _window(rows, recorded_s(recording))
    level = np.clip(rows["excess_db"].astype(np.float64), -SHOWN_DB, SHOWN_DB)
    over_time = Panel(sketch, LEFT, TOP, PANEL_WIDTH, HIGH, low_s, high_s, -SHOWN_DB, SHOWN_DB)
    over_time.y_axis("excess, dB")
    over_time.time_axis(start_utc(recording))
    over_time.frame()
    furthest = float(np.max(rows["range_m"])) / NMI_M
    over_range = Panel(sketch, LEFT, LOW_TOP, PANEL_WIDTH, HIGH, 0.0, max(furthest, 0.1), -SHOWN_DB, SHOWN_DB)
    over_range.y_axis("excess, dB")
    over_range.x_axis("range, nmi")
    over_range.frame()
    for panel in (over_time, over_range):
        sketch.line(LEFT, float(panel.y(0.0)), LEFT + PANEL_WIDTH, float(panel.y(0.0)), "edge", 1.0, "4 3")
    _curves(over_time, over_range, rows, level, sensors)
    at = float(over_time.x(time_s))
    if low_s <= time_s <= high_s:
        moment = start_utc(recording) + timedelta(seconds=time_s)
        sketch.line(at, TOP - 22, at, TOP + HIGH, "ink", 1.2)
        sketch.text(at, TOP - 26, f"{moment:%H:%M}Z", 11, "ink", "middle", bold=True)
    return sketch.svg()


def _window(rows: Rows, recorded: float) -> tuple[float, float]:
    """From the first row of the pair to the last, with a little room."""
    low, high = float(rows["time_s"].min()), float(rows["time_s"].max())
    room = max(600.0, 0.03 * (high - low))
    return max(0.0, low - room), min(max(recorded, high), high + room)


def _curves(over_time: Panel, over_range: Panel, rows: Rows, level: Floats, sensors: Sequence[str]) -> None:
    """A colour and a stroke for each sensor, its name where its curve ends; dots over range."""
    ends: list[tuple[float, str, str]] = []
    for number, sensor_id in enumerate(sensors):
        tone, dash = TONES[number % len(TONES)], DASHES[number // len(TONES) % len(DASHES)]
        own = np.flatnonzero(rows["sensor_id"] == sensor_id)
        times, values, held = rows["time_s"][own], level[own], rows["held"][own].astype(bool)
        x, y = _broken(times, values)
        over_time.curve(x, y, tone, 1.2, dash)
        x, y = _broken(times, np.where(held, values, np.nan))
        over_time.curve(x, y, tone, 3.0)
        ranges = rows["range_m"][own] / NMI_M
        for range_nmi, value, hold in zip(ranges.tolist(), values.tolist(), held.tolist(), strict=True):
            place = float(over_range.x(range_nmi)), float(over_range.y(value))
            if hold:
                over_range.sketch.circle(*place, 2.6, tone)
            else:
                over_range.sketch.circle(*place, 2.4, tone=tone, width=1.0)
        ends.append((float(over_time.y(values[-1])), sensor_id, tone))
    end_labels(over_time.sketch, LEFT + PANEL_WIDTH + 10.0, ends, over_time.top + 4, over_time.top + over_time.height)
    note = "Thick or filled: held. Thin or open: not held. Dashed: even chances of a look. On the edge: further off."
    over_range.sketch.text(LEFT, HEIGHT - 8, note, 11, "ink3")


def _broken(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """The curve with a gap where the pair was out of range for longer than rows lie apart."""
    gaps = np.flatnonzero(np.diff(times) > STALE_S)
    return np.insert(times, gaps + 1, np.nan), np.insert(values, gaps + 1, np.nan)
