"""The programme on a time axis, a lane for each unit or area: one sheet for the whole exercise, one for each local day.

A bar says the serial's number and name, in a unit's lane the part it plays, in an area's the OCE's hull. Nights are
shaded by the sun at the middle of the areas. Live serials have a bar edged in the colour of danger; reserve slots are
dashed. Above the lanes stand local hours, below them UTC.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fleetex.physics.sun_formula import light_of_altitude, sun_direction
from fleetex.plan.papers import Paper, fitted
from fleetex.plan.printed import Printed
from fleetex.quantities import Position, middle_of
from fleetex.vocabulary import LIGHT_CODE, Light

WIDTH_PX = 1122.0
HEIGHT_PX = 793.0
"""A4 across."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 240.0, 30.0, 122.0, 62.0
_LANES_MAX = 24
_LANE_MAX = 46.0
_TWO_LINES = 24.0
"""A lane so high has room for a name on two lines."""
_NIGHT_STEP = timedelta(minutes=10)


@dataclass(frozen=True)
class Bar:
    """One serial, or its reserve slot, in one lane."""

    start_utc: datetime
    end_utc: datetime
    number: int
    serial: str
    under: str
    """The second line."""
    live: bool
    reserve: bool


@dataclass(frozen=True)
class Lane:
    """One unit or area."""

    mark: str
    """Hull number; empty of an area."""
    name: str
    tone: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """One sheet."""

    title: str
    start_utc: datetime
    end_utc: datetime
    lanes: tuple[Lane, ...]
    whole: bool
    """Of the whole exercise: bars have numbers alone."""

    def x(self, time_utc: datetime) -> float:
        share = (time_utc - self.start_utc) / (self.end_utc - self.start_utc)
        return _LEFT + share * (WIDTH_PX - _LEFT - _RIGHT)


def charts(printed: Printed) -> Iterator[Chart]:
    """The exercise by unit; then for each local day with serials that day by unit, and by area."""
    units, areas = unit_lanes(printed), area_lanes(printed)
    if not printed.placed:
        return
    start = min(printed.exercise.start_utc, printed.placed[0].start_utc)
    end = max(printed.exercise.end_utc, *(one.end_utc for one in printed.placed))
    yield from _sheets("The whole exercise, by unit", start, end, units, whole=True)
    zone = printed.exercise.exercise.zone
    for day in printed.days:
        first = datetime.combine(day, time(), zone).astimezone(UTC)
        last = first + timedelta(days=1)
        for what, lanes in (("by unit", units), ("by area", areas)):
            cut = [Lane(lane.mark, lane.name, lane.tone, _within(lane.bars, first, last)) for lane in lanes]
            cut = [lane for lane in cut if lane.bars]
            yield from _sheets(f"{_day(day)}, {what}", first, last, cut, whole=False)


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _within(bars: tuple[Bar, ...], first: datetime, last: datetime) -> tuple[Bar, ...]:
    return tuple(bar for bar in bars if bar.start_utc < last and bar.end_utc > first)


def _sheets(title: str, start: datetime, end: datetime, lanes: Sequence[Lane], whole: bool) -> Iterator[Chart]:
    sheets = max(1, math.ceil(len(lanes) / _LANES_MAX))
    each = math.ceil(len(lanes) / sheets) if lanes else 0
    for sheet in range(sheets):
        part = f" ({sheet + 1} of {sheets})" if sheets > 1 else ""
        yield Chart(title + part, start, end, tuple(lanes[sheet * each : (sheet + 1) * each]), whole)


def unit_lanes(printed: Printed) -> list[Lane]:
    """Ships by nation and hull, then aircraft, then targets and who is ashore."""
    from fleetex.measures.palette import nation_tones

    tones = nation_tones(printed.exercise.units[unit].nation for unit in printed.units)
    lanes = []
    for unit in printed.units:
        bars = []
        for one in printed.placed:
            parts = [role.replace("_", " ") for role, names in one.roles.items() if unit in names]
            if not parts and unit != one.oce:
                continue
            under = ", ".join([*parts, *(["OCE"] if unit == one.oce else [])])
            bars += _bars(printed, one.serial, under)
        tone = tones[printed.exercise.units[unit].nation]
        lanes.append(Lane(printed.hull(unit), printed.unit_name(unit), tone, tuple(bars)))
    return lanes


def area_lanes(printed: Printed) -> list[Lane]:
    """Areas in which something is held, by name; then danger areas, in order of time."""
    lanes = []
    for area in printed.areas:
        bars: list[Bar] = []
        for one in printed.placed:
            if one.area_id == area:
                bars += _bars(printed, one.serial, f"OCE {printed.hull(one.oce) or printed.unit_name(one.oce)}")
        lanes.append(Lane("", printed.area_name(area), "areas", tuple(bars)))
    for danger in printed.dangers:
        held = _bars(printed, danger.serial, f"surface to {danger.ceiling_m:.0f}\N{NO-BREAK SPACE}m")
        lanes.append(Lane(danger.number, f"{danger.serial}, danger area", "danger", tuple(held)))
    return lanes


def _bars(printed: Printed, serial: str, under: str) -> list[Bar]:
    one, number = printed.timetable[serial], printed.numbers[serial]
    found = [Bar(one.start_utc, one.end_utc, number, serial, under, one.live, False)]
    if one.reserve is not None:
        found.append(Bar(*one.reserve, number, serial, "reserve", one.live, True))
    return found


def height_px(chart: Chart) -> float:
    """Of what is drawn, from the sheet's upper edge to below the key."""
    return _TOP + _lane_px(chart) * len(chart.lanes) + 46.0


def draw(paper: Paper, printed: Printed, chart: Chart) -> None:
    """Between the page's head and foot, which are the page's own."""
    high = _lane_px(chart)
    low = _TOP + high * len(chart.lanes)
    _nights(paper, printed, chart, low)
    _grid(paper, printed, chart, low)
    for row, lane in enumerate(chart.lanes):
        top = _TOP + high * row
        paper.line(30, top + high, WIDTH_PX - _RIGHT, top + high, "line", 0.8)
        _name(paper, lane, top, high)
        for bar, slot, slots in _stacked(lane.bars):
            _draw_bar(paper, chart, bar, top + high * slot / slots, high / slots)
    paper.rect(_LEFT, _TOP, WIDTH_PX - _LEFT - _RIGHT, low - _TOP, "", "edge", 1.0)
    _key(paper, low + 34)


def _lane_px(chart: Chart) -> float:
    room = HEIGHT_PX - _TOP - _BOTTOM - 34.0
    return min(_LANE_MAX, room / max(1, len(chart.lanes)))


def _name(paper: Paper, lane: Lane, top: float, high: float) -> None:
    middle = top + high / 2.0 + 4.0
    if lane.mark:
        paper.text(30, middle, fitted(paper, lane.mark, 11, 36, True), 11, lane.tone, bold=True)
    left = 70.0 if lane.mark else 30.0
    room = _LEFT - left - 10.0
    if high < _TWO_LINES or paper.width_px(lane.name, 11.5) <= room:
        paper.text(left, middle, fitted(paper, lane.name, 11.5, room), 11.5, "ink")
        return
    first, second = _halves(paper, lane.name, room)
    paper.text(left, middle - 6.0, fitted(paper, first, 10.5, room), 10.5, "ink")
    paper.text(left, middle + 6.0, fitted(paper, second, 10.5, room), 10.5, "ink")


def _halves(paper: Paper, name: str, room: float) -> tuple[str, str]:
    """As many words as fit on a first line, and the rest."""
    words = name.split()
    count = max([1, *(n for n in range(1, len(words)) if paper.width_px(" ".join(words[:n]), 10.5) <= room)])
    return " ".join(words[:count]), " ".join(words[count:])


def _stacked(bars: tuple[Bar, ...]) -> Iterator[tuple[Bar, int, int]]:
    """Bars of a lane with the slot that each takes where some overlap, and how many slots there are."""
    ends: list[datetime] = []
    slots: list[int] = []
    ordered = sorted(bars, key=lambda bar: (bar.start_utc, bar.number, bar.reserve))
    for bar in ordered:
        free = next((slot for slot, end in enumerate(ends) if end <= bar.start_utc), len(ends))
        ends[free:free + 1] = [bar.end_utc]  # fmt: skip
        slots.append(free)
    for bar, slot in zip(ordered, slots, strict=True):
        yield bar, slot, max(1, len(ends))


def _draw_bar(paper: Paper, chart: Chart, bar: Bar, top: float, high: float) -> None:
    left = max(chart.x(bar.start_utc), _LEFT)
    right = min(chart.x(bar.end_utc), WIDTH_PX - _RIGHT)
    wide, y, tall = max(right - left, 2.0), top + 2.0, high - 4.0
    edge = "danger" if bar.live else "accent"
    if bar.reserve:
        paper.rect(left, y, wide, tall, "panel", edge, 1.0, "4 3")
    else:
        paper.rect(left, y, wide, tall, "done", edge, 1.4 if bar.live else 0.9)
        if bar.live:
            paper.rect(left, y, min(4.0, wide), tall, "danger")
    start, room = left + (8.0 if bar.live else 5.0), wide - (11.0 if bar.live else 8.0)
    if chart.whole:
        if paper.width_px(str(bar.number), 10, True) <= wide - (4.0 if bar.live else 0.0):
            paper.text((left + right) / 2.0 + (2.0 if bar.live else 0.0), y + tall / 2.0 + 3.6, str(bar.number), 10,
                       "ink", "middle", True)  # fmt: skip
        return
    words, size = _label(paper, bar, room)
    two = tall >= 24.0 and bool(bar.under)
    paper.text(start, y + (0.46 * tall - 1.0 if two else tall / 2.0 + 3.8), words, size, "ink", bold=True)
    if two:
        under = (bar.under, bar.under.rpartition(" ")[2])  # whole, else its last word: `OCE`, a hull, a height
        words = next((one for one in under if paper.width_px(one, 9) <= room), "")
        paper.text(start, y + 0.46 * tall + 9.0, words, 9, "ink2")


def _label(paper: Paper, bar: Bar, room: float) -> tuple[str, float]:
    """Number and name in the largest letters that fit, else the name, else the number alone."""
    for words in (f"{bar.number} {bar.serial}", bar.serial):
        for size in (11.0, 10.0, 9.0, 8.0):
            if paper.width_px(words, size, True) <= room:
                return words, size
    return str(bar.number), 10.0


def _nights(paper: Paper, printed: Printed, chart: Chart, low: float) -> None:
    places = [point for area in printed.exercise.areas.values() for point in area.points]
    if not places:
        return
    middle = middle_of(places)
    moment, begun = chart.start_utc, None
    while moment <= chart.end_utc:
        dark = moment < chart.end_utc and _is_night(middle, moment)
        if dark and begun is None:
            begun = moment
        if not dark and begun is not None:
            paper.rect(chart.x(begun), _TOP, chart.x(moment) - chart.x(begun), low - _TOP, "night")
            begun = None
        moment += _NIGHT_STEP


def _is_night(place: Position, moment: datetime) -> bool:
    altitude_rad = sun_direction(place.lat_rad, place.lon_rad, moment.timestamp())[0]
    return light_of_altitude(altitude_rad) == LIGHT_CODE[Light.NIGHT]


def _grid(paper: Paper, printed: Printed, chart: Chart, low: float) -> None:
    """Hours above in local time, below in UTC; days where the sheet holds more than one."""
    zone = printed.exercise.exercise.zone
    hours = (chart.end_utc - chart.start_utc) / timedelta(hours=1)
    step = next(one for one in (1, 2, 3, 6, 12, 24, 48, 168, 744) if hours / one <= 26)
    local = chart.start_utc.astimezone(zone)
    moment = local.replace(minute=0, second=0, microsecond=0)
    while moment < local or moment.hour % min(step, 24):
        moment += timedelta(hours=1)
    while moment <= chart.end_utc:
        x, midnight = chart.x(moment.astimezone(UTC)), moment.hour == 0
        paper.line(x, _TOP - (22.0 if midnight else 5.0), x, low + 5.0, "edge" if midnight else "line",
                   1.2 if midnight else 0.7)  # fmt: skip
        paper.text(x, _TOP - 8, f"{moment:%H}", 10, "ink", "middle", True)
        utc = moment.astimezone(UTC)
        paper.text(x, low + 16, f"{utc:%H}" if utc.minute == 0 else f"{utc:%H%M}", 9.5, "ink2", "middle")
        if midnight and chart.whole and chart.x((moment + timedelta(hours=12)).astimezone(UTC)) < WIDTH_PX - _RIGHT:
            paper.text(x + 5, _TOP - 22, f"{moment:%a} {moment.day} {moment:%b}", 11, "ink", bold=True)
        moment += timedelta(hours=step)
    paper.text(_LEFT - 16, _TOP - 8, f"local, {printed.zone}", 9.5, "ink2", "end")
    paper.text(_LEFT - 16, low + 16, "UTC (Z)", 9.5, "ink2", "end")


def _key(paper: Paper, y: float) -> None:
    x = _LEFT
    for words, fill, tone, dash in (
        ("serial", "done", "accent", ""),
        ("live firing", "done", "danger", ""),
        ("reserve slot", "panel", "accent", "4 3"),
        ("night at the areas", "night", "", ""),
    ):
        paper.rect(x, y - 9, 22, 11, fill, tone, 1.2 if tone == "danger" else 0.9, dash)
        if tone == "danger":
            paper.rect(x, y - 9, 4, 11, "danger")
        paper.text(x + 28, y, words, 10, "ink2")
        x += 42.0 + paper.width_px(words, 10)
