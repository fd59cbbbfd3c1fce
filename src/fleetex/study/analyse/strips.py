"""How the runs' values of one measure lie, as a strip of SVG: heights of a histogram, below them the middle half (bar),
the median (line) and the mean with its 95 % interval (dot and whisker). And how often a serial ended how, as a bar.

Colours are classes of the page's palette, so that a strip follows day and night.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fleetex.study.analyse.statistics import Spread
from fleetex.vocabulary import SerialState

WIDTH, HEIGHT = 340, 37
EDGE = 6
TOP, BASE = 2.0, 24.0
FEW = 12
COUNTED_MAX = 40.0
"""Whole numbers within such a span are shown one by one."""
BAR_WIDTH, BAR_HEIGHT = 220, 12
STATE_TONES = {
    SerialState.COMPLETED.value: "accent",
    SerialState.ABORTED.value: "amber",
    SerialState.CANCELLED.value: "danger",
}
"""The others, which end no finished run, are drawn in the palette's `done`."""


@dataclass(frozen=True)
class Axis:
    """From the least to the greatest value shown."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value lies, in the strip's own units."""
        if self.high <= self.low:
            return WIDTH / 2.0
        return EDGE + (value - self.low) / (self.high - self.low) * (WIDTH - 2 * EDGE)


def axis_of(spreads: Sequence[Spread], *, with_nought: bool = False) -> Axis:
    """One axis for measures that are to be compared."""
    ends = [*(s.minimum for s in spreads), *(s.maximum for s in spreads), *([0.0] if with_nought else [])]
    return Axis(min(ends), max(ends))


def strip(values: Sequence[float], spread: Spread, axis: Axis, title: str, *, mark_nought: bool = False) -> str:
    """SVG of at least one value."""
    heap = _heap(values, axis)
    nought = f'<path class="s-danger" d="M{axis.x(0.0):.1f} {TOP:g}V{HEIGHT:g}"/>' if mark_nought else ""
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{title}"><title>{title}</title>{heap}{nought}'
        f'<path class="s-line" d="M{EDGE} {BASE}H{WIDTH - EDGE}"/>{_middle(spread, axis)}{_mean(spread, axis)}</svg>'
    )


def _heap(values: Sequence[float], axis: Axis) -> str:
    if len(values) <= FEW or axis.high <= axis.low:
        return _ticks(values, axis)
    if axis.high - axis.low <= COUNTED_MAX and all(value.is_integer() for value in values):
        return _columns(values, axis)
    return _histogram(values, axis)


def _columns(values: Sequence[float], axis: Axis) -> str:
    """Of small counts: a column over each."""
    counted = Counter(values)
    tallest = max(counted.values())
    width = min(14.0, 0.7 * (WIDTH - 2 * EDGE) / (axis.high - axis.low))
    return "".join(
        f'<rect class="f-done" x="{axis.x(value) - width / 2:.1f}" width="{width:.1f}" '
        f'y="{BASE - (BASE - TOP) * count / tallest:.1f}" height="{(BASE - TOP) * count / tallest:.1f}"/>'
        for value, count in sorted(counted.items())
    )


def _histogram(values: Sequence[float], axis: Axis) -> str:
    """Steps; the tallest is as high as there is room."""
    bins = min(60, max(12, 2 * math.ceil(math.sqrt(len(values)))))
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - axis.low) / (axis.high - axis.low) * bins))] += 1
    width, tallest = (WIDTH - 2 * EDGE) / bins, max(counts)
    parts, before = [f"M{EDGE} {BASE:g}"], -1
    for number, count in enumerate(counts):
        if count != before:
            parts.append(f"H{EDGE + number * width:.1f}V{BASE - (BASE - TOP) * count / tallest:.1f}")
            before = count
    return f'<path class="f-done" d="{"".join(parts)}H{WIDTH - EDGE}V{BASE:g}Z"/>'


def _ticks(values: Sequence[float], axis: Axis) -> str:
    """Of few values, or where all are one: a stroke for each place."""
    places = sorted({round(axis.x(value), 1) for value in values})
    return f'<path class="s-edge" d="{"".join(f"M{x:g} {BASE - 14:g}V{BASE:g}" for x in places)}"/>'


def _middle(spread: Spread, axis: Axis) -> str:
    first, last = axis.x(spread.lower_quartile), axis.x(spread.upper_quartile)
    middle = axis.x(spread.median)
    return (
        f'<rect class="f-accent" x="{first:.1f}" y="{BASE - 2:g}" width="{max(last - first, 1.0):.1f}" height="4"/>'
        f'<path class="s-ink" stroke-width="2" d="M{middle:.1f} {BASE - 7:g}V{BASE + 4:g}"/>'
    )


def _mean(spread: Spread, axis: Axis) -> str:
    """Its whisker is cut where the axis ends: a share's interval may reach beyond what occurred."""
    y = BASE + 9.0
    whisker = ""
    if spread.interval:
        low, high = (min(max(axis.x(end), 0.0), float(WIDTH)) for end in (spread.low, spread.high))
        whisker = f'<path class="s-amber" stroke-width="2" d="M{low:.1f} {y:g}H{max(high, low + 0.1):.1f}"/>'
    return f'{whisker}<circle class="f-amber" cx="{axis.x(spread.mean):.1f}" cy="{y:g}" r="3"/>'


def state_bar(counts: Sequence[tuple[str, int]]) -> str:
    """How often a serial ended in each state, side by side."""
    total = sum(count for _, count in counts)
    title = ", ".join(f"{state} {count}" for state, count in counts)
    parts, x = [], 0.0
    for state, count in counts:
        width = BAR_WIDTH * count / total
        tone = STATE_TONES.get(state, "done")
        parts.append(f'<rect class="f-{tone}" x="{x:.1f}" width="{width:.1f}" height="{BAR_HEIGHT}"/>')
        x += width
    return (
        f'<svg class="states" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" width="{BAR_WIDTH}" height="{BAR_HEIGHT}" '
        f'role="img" aria-label="{title}"><title>{title}</title>{"".join(parts)}</svg>'
    )
