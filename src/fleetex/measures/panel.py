"""A panel of a figure: a frame with two axes, in the units of what is drawn; y grows upward.

Ticks are short and outside, the grid is a hairline, the unit stands in the axis title. A time axis is in seconds from
the exercise's start and is labelled in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.sketch import Sketch, nice_step, number, text_width_px

Floats = NDArray[np.float64]

_TIME_STEPS_S = (
    10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0
)  # fmt: skip


@dataclass
class Panel:
    """left/top/width/height of the frame in pixels; low and high of both axes in the units drawn."""

    sketch: Sketch
    left: float
    top: float
    width: float
    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: Floats | float) -> Floats:
        scale = self.width / max(self.x_high - self.x_low, 1e-12)
        return np.asarray(self.left + (np.asarray(value, dtype=np.float64) - self.x_low) * scale)

    def y(self, value: Floats | float) -> Floats:
        scale = self.height / max(self.y_high - self.y_low, 1e-12)
        return np.asarray(self.top + self.height - (np.asarray(value, dtype=np.float64) - self.y_low) * scale)

    def frame(self) -> None:
        self.sketch.line(self.left, self.top + self.height, self.left + self.width, self.top + self.height, "edge")

    def y_axis(self, title: str, most: int = 5, whole: bool = False, depth: bool = False) -> None:
        """Grid and labels of the y axis; its title stands above the axis, level, ending with the unit.

        A depth is written without its sign.
        """
        step = nice_step(self.y_high - self.y_low, most)
        step = max(step, 1.0) if whole else step
        for value in ticks(self.y_low, self.y_high, step):
            at = float(self.y(value))
            self.sketch.line(self.left, at, self.left + self.width, at, "line", 0.8)
            self.sketch.text(
                self.left - 6, at + 3.6, tick_text(abs(value) if depth else value, step), 10.5, "ink3", "end"
            )
        self.sketch.text(self.left - 6, self.top - 8, title, 11, "ink2")

    def x_axis(self, title: str, most: int = 8) -> None:
        step = nice_step(self.x_high - self.x_low, most)
        for value in ticks(self.x_low, self.x_high, step):
            at, low = float(self.x(value)), self.top + self.height
            self.sketch.line(at, low, at, low + 4, "edge")
            self.sketch.text(at, low + 15, tick_text(value, step), 10.5, "ink3", "middle")
        self.sketch.text(self.left + self.width, self.top + self.height + 29, title, 11, "ink2", "end")

    def time_axis(self, start_utc: datetime, most: int = 8, grid: bool = False) -> None:
        """Labels of UTC along the bottom; the day where it changes and at the first label."""
        span = self.x_high - self.x_low
        step = next((s for s in _TIME_STEPS_S if span / s <= most), 86400.0 * max(1.0, np.ceil(span / 86400.0 / most)))
        offset = _since_midnight_s(start_utc)
        first = np.ceil((self.x_low + offset) / step) * step - offset
        day_shown, form = "", "%H:%MZ" if step % 60.0 == 0.0 else "%H:%M:%SZ"
        for value in np.arange(first, self.x_high + 1e-6, step).tolist():
            at, low = float(self.x(value)), self.top + self.height
            moment = start_utc + timedelta(seconds=round(value))
            if grid:
                self.sketch.line(at, self.top, at, low, "line", 0.8)
            self.sketch.line(at, low, at, low + 4, "edge")
            self.sketch.text(at, low + 15, moment.strftime(form), 10.5, "ink3", "middle")
            day = f"{moment.day} {moment:%b}"
            if day != day_shown:
                self.sketch.text(at, low + 28, day, 10.5, "ink2", "middle", bold=True)
                day_shown = day

    def step_line(self, time_s: Floats, value: Floats, tone: str, width: float = 1.4, dash: str = "") -> None:
        """A value that holds until the next row, to the right edge."""
        if time_s.size == 0:
            return
        x = np.repeat(np.append(time_s, max(self.x_high, float(time_s[-1]))), 2)[1:-1]
        y = np.repeat(value, 2)
        self.curve(x, y, tone, width, dash)

    def curve(self, x: Floats, y: Floats, tone: str, width: float = 1.4, dash: str = "", opacity: float = 1.0) -> None:
        self.sketch.polyline(self.x(x), self.y(y), tone, width, dash, opacity)


def nice_high(value: float, most: int = 5) -> float:
    """The first tick at or above a value: where a y axis that starts at 0 may end."""
    step = nice_step(value, most)
    return float(np.ceil(value / step - 1e-9) * step)


def ticks(low: float, high: float, step: float) -> list[float]:
    """Multiples of step from low to high, both included."""
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [i * step for i in range(first, last + 1)]


def tick_text(value: float, step: float) -> str:
    """A tick's label with the decimals that its step needs, a true minus sign, thin thousands."""
    places = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    return f"{value:,.{places}f}".replace("-", "\N{MINUS SIGN}").replace(",", "\N{NARROW NO-BREAK SPACE}")


def end_labels(
    sketch: Sketch, x: float, wanted: Sequence[tuple[float, str, str]], low: float, high: float, gap: float = 13.0
) -> list[float]:
    """Names at the right end of curves: (y, words, tone), moved apart to at least `gap` pixels between low and high;
    and at which y each of them came to stand."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i][0])
    places: list[float] = []
    for i in order:
        places.append(max(wanted[i][0], places[-1] + gap if places else low))
    over = places[-1] - high if places else 0.0
    for back in range(len(places) - 1, -1, -1):
        limit = high if back == len(places) - 1 else places[back + 1] - gap
        if over > 0.0:
            places[back] = min(places[back], limit)
    stands = dict(zip(order, places, strict=True))
    for i in order:
        sketch.text(x, stands[i] + 3.8, wanted[i][1], 11, wanted[i][2], bold=True)
    return [stands[i] for i in range(len(wanted))]


def legend(sketch: Sketch, x: float, y: float, marks: Sequence[tuple[str, str, str]]) -> None:
    """A row of (shape, tone, words): shape is line, dash, bar, hatch, dot, ring, cross or tick."""
    for shape, tone, words in marks:
        _mark(sketch, x, y, shape, tone)
        sketch.text(x + 18, y + 3.8, words, 11, "ink2")
        x += 18 + text_width_px(words, 11) + 16


def hatch(sketch: Sketch, x: float, y: float, width: float, height: float, tone: str) -> None:
    """A box with 45-degree strokes and an edge: what is out of order, aborted or notional."""
    sketch.rect(x, y, width, height, tone=tone, width=1.0)
    strokes = []
    for start in np.arange(x - height, x + width, 5.0).tolist():
        begin, end = max(start, x), min(start + height, x + width)
        if end > begin:
            low, high = y + height - (begin - start), y + height - (end - start)
            strokes.append(f"M{number(begin)} {number(low)}L{number(end)} {number(high)}")
    if strokes:
        sketch.path("".join(strokes), tone, 0.9)


def _mark(sketch: Sketch, x: float, y: float, shape: str, tone: str) -> None:
    match shape:
        case "line":
            sketch.line(x, y, x + 14, y, tone, 1.8)
        case "dash":
            sketch.line(x, y, x + 14, y, tone, 1.6, "4 3")
        case "bar":
            sketch.rect(x, y - 4, 14, 8, tone)
        case "hatch":
            hatch(sketch, x, y - 4, 14, 8, tone)
        case "dot":
            sketch.circle(x + 7, y, 3.0, tone)
        case "ring":
            sketch.circle(x + 7, y, 3.6, tone=tone, width=1.6)
        case "cross":
            sketch.cross(x + 7, y, 3.4, tone)
        case "tick":
            sketch.line(x + 7, y - 5, x + 7, y + 5, tone, 1.4)
        case _:
            raise ValueError(f"no mark of shape {shape!r}")


def _since_midnight_s(moment: datetime) -> float:
    return moment.hour * 3600.0 + moment.minute * 60.0 + moment.second
