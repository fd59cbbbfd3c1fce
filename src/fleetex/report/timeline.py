"""The programme on one time axis: a lane for each unit, a bar for each serial, nights shaded by the sun there."""

import math
from typing import Any

import numpy as np

from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, hatch, legend
from fleetex.measures.programme import serials
from fleetex.measures.reading import UnitCard, participants, recorded_s, unit_cards
from fleetex.measures.sketch import Sketch, shorten, text_width_px
from fleetex.physics.sun_formula import light_of_altitude, sun_direction
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.report.moments import Clock
from fleetex.vocabulary import LIGHT_CODE, Light

_LANE_PX, _LEFT_PX, _WIDTH_PX = 21.0, 158.0, 1060.0
_RIGHT_PX, _SMALL_PX = 22.0, 9.5
_EVENTS = (("shots", "time_s", "danger"), ("rigs", "time_s", "accent"))

_LEGEND = (
    ("bar", "done", "carried out"),
    ("hatch", "amber", "aborted"),
    ("dash", "edge", "planned, not begun"),
    ("line", "danger", "live ammunition"),
    ("bar", "night", "night"),
    ("dot", "danger", "fire"),
    ("dot", "accent", "replenishment"),
)


def draw_timeline(recording: Recording, clock: Clock, end_s: float) -> str:
    """SVG of the programme to its planned end, with a line where the recording stops if that is earlier."""
    programme = serials(recording)
    parts = {str(s["serial_id"]): _units_of(recording, str(s["serial_id"])) for s in programme}
    busy = {unit for units in parts.values() for unit in units}
    cards = [card for card in unit_cards(recording).values() if card.partner or card.unit_id in busy]
    cards.sort(key=lambda card: (not card.partner, card.nation, card.hull, card.name))
    end_s = max(end_s, recorded_s(recording), 3600.0)
    height = 64 + 26 + _LANE_PX * len(cards) + 44
    alt = f"Timeline of {len(programme)} serials by unit, with nights shaded"
    sketch = Sketch(_WIDTH_PX, height, "Timeline of serials", alt)
    panel = Panel(
        sketch, _LEFT_PX, 64, _WIDTH_PX - _LEFT_PX - _RIGHT_PX, 26 + _LANE_PX * len(cards), 0.0, end_s, 0.0, 1.0
    )
    _shade_nights(recording, panel, clock, programme, cards)
    _draw_days(panel, clock)
    _draw_events(recording, panel)
    tones = unit_tones(recording)
    for lane, card in enumerate(cards):
        y = panel.top + 26 + _LANE_PX * lane
        sketch.line(16, y, panel.left + panel.width, y, "line", 0.8)
        sketch.text(panel.left - 10, y + 14.5, card.short_name(20), 11.5, "ink2", "end")
        wide = text_width_px(card.short_name(20), 11.5)
        sketch.text(panel.left - 15 - wide, y + 14.5, card.hull[:6], 11.5, tones[card.unit_id], "end", bold=True)
        for serial in programme:
            if card.unit_id in parts[str(serial["serial_id"])]:
                _draw_bar(recording, panel, serial, y)
    panel.frame()
    panel.time_axis(clock.start_utc, 12)
    _draw_end(recording, panel, end_s)
    legend(sketch, _LEFT_PX, 14, _LEGEND)
    return sketch.svg()


def _units_of(recording: Recording, serial_id: str) -> set[str]:
    return {unit for units in participants(recording, serial_id).values() for unit in units}


def _shade_nights(
    recording: Recording, panel: Panel, clock: Clock, programme: list[dict[str, Any]], cards: list[UnitCard]
) -> None:
    """Where the sun is more than six degrees down at the first OCE (or the first unit), in steps of ten minutes."""
    lead = next((str(s["oce"]) for s in programme if s["oce"]), cards[0].unit_id if cards else "")
    time_s = np.arange(0.0, panel.x_high, 600.0)
    state = positions(recording, lead, np.minimum(time_s, recorded_s(recording)))
    lat, lon = np.nan_to_num(np.radians(state.lat_deg)), np.nan_to_num(np.radians(state.lon_deg))
    begun = clock.start_utc.timestamp()
    dark = [
        light_of_altitude(sun_direction(a, b, begun + t)[0]) == LIGHT_CODE[Light.NIGHT]
        for a, b, t in zip(lat.tolist(), lon.tolist(), time_s.tolist(), strict=True)
    ]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], dark, [False])).astype(np.int8)))
    for begin, end in edges.reshape(-1, 2).tolist():
        left, right = float(panel.x(600.0 * begin)), min(float(panel.x(600.0 * end)), panel.left + panel.width)
        panel.sketch.rect(left, panel.top, right - left, panel.height, "night")


def _draw_days(panel: Panel, clock: Clock) -> None:
    begun = clock.start_utc
    first = -(begun.hour * 3600.0 + begun.minute * 60.0 + begun.second)
    for day in range(math.ceil((panel.x_high - first) / 86400.0)):
        at = max(first + 86400.0 * day, 0.0)
        x, moment = float(panel.x(at)), clock.at(at)
        panel.sketch.line(x, panel.top - 18, x, panel.top + panel.height, "edge", 1.0)
        if panel.left + panel.width - x > 60:
            panel.sketch.text(x + 5, panel.top - 7, f"{moment:%a} {moment.day} {moment:%b}", 11.5, "ink", bold=True)


def _draw_events(recording: Recording, panel: Panel) -> None:
    """One strip above the lanes: when there was fire and when fuel flowed, a dot for each quarter of an hour in which
    there was any, at the mean of its times."""
    for name, column, tone in _EVENTS:
        times = recording.table(name)[column]
        quarters = np.floor(times / 900.0)
        for quarter in np.unique(quarters).tolist():
            panel.sketch.circle(float(panel.x(float(times[quarters == quarter].mean()))), panel.top + 13, 2.8, tone)


def _draw_bar(recording: Recording, panel: Panel, serial: dict[str, Any], y: float) -> None:
    """Actual times where it was begun, planned ones where not; the planned span is a hairline beneath."""
    begun = math.isfinite(serial["start_s"])
    begin = float(serial["start_s"] if begun else serial["planned_start_s"])
    end = float(serial["end_s"]) if math.isfinite(serial["end_s"]) else float(serial["planned_end_s"])
    end = min(end, recorded_s(recording)) if begun and not math.isfinite(serial["end_s"]) else end
    x, wide = _span_px(panel, begin, end, str(serial["number"]))
    sketch, top, tall = panel.sketch, y + 3, _LANE_PX - 6
    plan = (float(panel.x(serial["planned_start_s"])), float(panel.x(serial["planned_end_s"])))
    sketch.line(plan[0], top + tall + 1.2, plan[1], top + tall + 1.2, "edge", 1.0)
    words = f"{serial['number']} {serial['serial_id']}"
    tip = f"{words}: {shorten(str(serial['title']), 80)}, {serial['state']}"
    if serial["state"] == "aborted":
        sketch.rect(x, top, wide, tall, "panel", tip=tip)
        hatch(sketch, x, top, wide, tall, "amber")
    elif begun:
        sketch.rect(x, top, wide, tall, "done", radius=2.0, tip=tip)
    else:
        sketch.rect(x, top, wide, tall, "panel", "edge", 1.0, "4 3", 2.0, tip)
    if serial["live"] and begun:
        sketch.line(x, top + tall - 1, x + wide, top + tall - 1, "danger", 2.2)
    for text in (words, str(serial["number"])):
        if text_width_px(text, 10.5) + 5 <= wide:
            halo = "panel" if serial["state"] == "aborted" else ""
            sketch.text(x + 4, top + tall - 4, text, 10.5, "ink", halo=halo)
            break
    else:
        halo = "panel" if serial["state"] == "aborted" else ""
        sketch.text(x + wide / 2, top + tall - 4, str(serial["number"]), _SMALL_PX, "ink", "middle", halo=halo)


def _span_px(panel: Panel, begin_s: float, end_s: float, words: str) -> tuple[float, float]:
    """Left edge and width of a bar: never so narrow that its number has no room, about the middle of its time."""
    x, wide = float(panel.x(begin_s)), float(panel.x(end_s) - panel.x(begin_s))
    least = text_width_px(words, _SMALL_PX) + 4.0
    if wide >= least:
        return x, wide
    x += (wide - least) / 2.0
    return min(max(x, panel.left), panel.left + panel.width - least), least


def _draw_end(recording: Recording, panel: Panel, end_s: float) -> None:
    reached = recorded_s(recording)
    if recording.complete or reached >= end_s - 1.0:
        return
    x = float(panel.x(reached))
    panel.sketch.line(x, panel.top - 22, x, panel.top + panel.height, "amber", 1.6)
    panel.sketch.text(x + 5, panel.top - 22, "the recording ends here", 11, "amber", bold=True)
