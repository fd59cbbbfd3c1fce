"""PATROL: track covered, contacts held and shared, station-keeping error, fuel per mile; the figure of both."""

import math
from typing import Any

import numpy as np

from fleetex.measures.holding import (
    Pair,
    gains,
    passers_by,
    passers_by_words,
    strangers,
    together,
    told,
    track_spans,
)
from fleetex.measures.intervals import Spans, clipped, length_s
from fleetex.measures.manex import draw_errors, station_measures, unit_tones
from fleetex.measures.panel import Panel, legend
from fleetex.measures.reading import (
    UnitCard,
    distance_m,
    figures_of,
    fuel_burnt_kg,
    logged,
    mean,
    participants,
    serial_window,
    start_utc,
    unit_cards,
)
from fleetex.measures.sketch import Sketch, number
from fleetex.measures.stationing import station_spells
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, mass_text, of_words, on_average, sentence, span_text
from fleetex.physics.search import barrier_prob
from fleetex.quantities.places import parse_position
from fleetex.record.positions import ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import KN_MPS, NMI_M

_ROWS = 14
LEAST_MPS = 0.5
"""Who is slower crosses nothing."""
NOBODY_MET = "No neutral and nobody of another side was met."
ELSE_NOBODY = "nobody else was met."


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    units = taking_part(recording, serial_id)
    found = _covered(recording, serial, units, window)
    found += _contacts(recording, serial_id, units, window)
    found += barrier_measures(recording, serial, units, window)
    found += station_measures(recording, serial_id, station_spells(recording, serial_id))
    found += _fuel(recording, serial_id, units, window)
    shadows = [row.number("seconds") for row in logged(recording, serial_id, "shadow ended")]
    text = f"{count_words(len(shadows), 'contact').capitalize()} shadowed"
    text += f", {span_text(sum(s for s in shadows if np.isfinite(s)))} in all." if shadows else "."
    found.append(Measure(serial_id, "shadowed", "", float(len(shadows)), "", text))
    return found


def taking_part(recording: Recording, serial_id: str) -> list[str]:
    return list(dict.fromkeys(unit for units in participants(recording, serial_id).values() for unit in units))


def _covered(
    recording: Recording, serial: dict[str, Any], units: list[str], window: tuple[float, float]
) -> list[Measure]:
    """The way made by the unit that led (the OTC of the patrol; the OCE if nobody was), and whether it was all."""
    serial_id = str(serial["serial_id"])
    leads = participants(recording, serial_id).get("otc", []) or [str(serial["oce"])]
    lead = leads[0] if leads[0] in units or not units else units[0]
    miles = distance_m(recording, lead, *window) / NMI_M
    cards = unit_cards(recording)
    name = cards[lead].name if lead in cards else lead
    done = logged(recording, serial_id, "route done")
    text = f"{name} led over {miles:.0f} nmi" + (", the whole route." if done else "; the route was not finished.")
    return [Measure(serial_id, "track_covered", "", miles, "nmi", text)]


def held_strangers(
    recording: Recording, units: list[str], window: tuple[float, float]
) -> list[tuple[UnitCard, Spans, Spans]]:
    """Each neutral, or unit of another side, held by these units in a window: when by their own sensors, when shared
    between them."""
    own = track_spans(recording)
    found = []
    for card in strangers(recording, units):
        held = clipped(together(own, units, card.unit_id), *window)
        shared = clipped(told(recording, units, units, card.unit_id), *window)
        if held.shape[0]:
            found.append((card, held, shared))
    return found


def nobody_met(passers: int) -> str:
    """What is said where no neutral that the file names was held, and so many ships of the background traffic."""
    return f"{sentence(passers_by_words(passers))} held, {ELSE_NOBODY}" if passers else NOBODY_MET


def _noun(found: list[tuple[UnitCard, Spans, Spans]]) -> str:
    return "neutral" if all(card.neutral for card, _, _ in found) else "stranger"


def _contacts(recording: Recording, serial_id: str, units: list[str], window: tuple[float, float]) -> list[Measure]:
    found = held_strangers(recording, units, window)
    noun = _noun(found)
    reached = sum(shared.shape[0] > 0 for _, _, shared in found)
    hours = sum(length_s(spans) for _, spans, _ in found) / 3600.0
    held = f"{count_words(len(found), noun).capitalize()} held, {hours:.1f} contact hours."
    passed = f"{of_words(reached, len(found), noun)} held by one ship of the patrol reached another over a link."
    share = 100.0 * reached / len(found) if found else float("nan")
    passers = passers_by(recording, units, window)
    held += f" {sentence(passers_by_words(passers))} besides." if passers else ""
    none = nobody_met(passers)
    return [
        Measure(serial_id, "contacts_held", "", float(len(found)), "", held if found else none),
        Measure(serial_id, "contacts_shared", "", share, "%", passed if found else none),
        *_first_detections(recording, serial_id, units, window, found),
    ]


def _first_detections(
    recording: Recording,
    serial_id: str,
    units: list[str],
    window: tuple[float, float],
    found: list[tuple[UnitCard, Spans, Spans]],
) -> list[Measure]:
    """How far off each of them was when a ship of the patrol first had it; not of those held from the beginning."""
    ranges = []
    for card, held, _ in found:
        by_us = (
            range_m
            for time_s, unit_id, range_m in gains(recording).get(card.unit_id, ())
            if window[0] <= time_s <= window[1] and unit_id in units
        )
        first = next(by_us, None) if held[0, 0] > window[0] else None
        if first is not None:
            ranges.append(first / NMI_M)
    value = mean(ranges)
    text = f"First detected at {value:.1f} nmi{on_average(len(ranges))}"
    text += f", from {min(ranges):.1f} to {max(ranges):.1f} nmi." if len(ranges) > 1 else "."
    none = f"No {_noun(found)} was first detected in this serial."
    return [Measure(serial_id, "first_detection", "", value, "nmi", text if ranges else none)]


def barrier_measures(
    recording: Recording, serial: dict[str, Any], units: list[str], window: tuple[float, float]
) -> list[Measure]:
    """Of a patrol to and fro on a line: the chance that theory gives it of finding who crosses the line, at the mean
    range at which strangers were first detected and at their mean speed. None of another patrol, or if none was."""
    params = figures_of(str(serial.get("params", "")))
    route = params.get("route")
    if not (params.get("repeat") is True and isinstance(route, list) and len(route) == 2):
        return []
    serial_id = str(serial["serial_id"])
    found = held_strangers(recording, units, window)
    first = _first_detections(recording, serial_id, units, window, found)[0].value
    whole_s = window[1] - window[0]
    speeds = [distance_m(recording, card.unit_id, *window) / whole_s for card, _, _ in found]
    moving = [speed for speed in speeds if speed > LEAST_MPS]
    ends = [parse_position(end) for end in route]
    lats, lons = ([[math.degrees(getattr(end, name))] for end in ends] for name in ("lat_rad", "lon_rad"))
    length_m = float(ranges_and_bearings(lats[0], lons[0], lats[1], lons[1])[0][0])
    if not (first == first and moving and length_m > 0.0):
        return []
    width_nmi, speed_kn = 2.0 * first, float(params.get("speed", float("nan"))) / KN_MPS
    crossing_kn = mean(moving) / KN_MPS
    prob = barrier_prob(width_nmi, length_m / NMI_M, speed_kn, crossing_kn)
    text = (
        f"Theory: to and fro at {speed_kn:.0f} kn on a line of {length_m / NMI_M:.0f} nmi, a sweep {width_nmi:.0f} nmi "
    )
    text += f"wide finds {100.0 * prob:.0f} % of those who cross it at {crossing_kn:.0f} kn."
    return [Measure(serial_id, "barrier_prob", "", 100.0 * prob, "%", text)]


def _fuel(recording: Recording, serial_id: str, units: list[str], window: tuple[float, float]) -> list[Measure]:
    cards, found, rates = unit_cards(recording), [], []
    for unit_id in units:
        miles = distance_m(recording, unit_id, *window) / NMI_M
        burnt = fuel_burnt_kg(recording, unit_id, *window)
        rate = burnt / miles if miles > 1.0 else float("nan")
        rates.append(rate)
        name = cards[unit_id].name if unit_id in cards else unit_id
        text = f"{name}: {mass_text(burnt)} over {miles:.0f} nmi."
        found.append(Measure(serial_id, "fuel_per_mile", unit_id, rate, "kg/nmi", text))
    value = mean(rates)
    several = on_average(sum(rate == rate for rate in rates))
    text = f"A mile cost a ship {value:.0f} kg of fuel{several}." if value == value else "Fuel was not recorded."
    return [Measure(serial_id, "fuel_per_mile", "", value, "kg/nmi", text), *found]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: tracks of those who patrolled and of whom they held. Right: contacts and station error against time."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    if window is None:
        return ""
    units = taking_part(recording, serial_id)
    found = held_strangers(recording, units, window)
    rows = min(len(found), _ROWS)
    errors_top = 46.0 + 24.0 * max(rows, 1) + 74.0
    height = max(400.0, errors_top + 150.0 + 46.0)
    alt = f"Tracks of {len(units)} units on patrol, {len(found)} contacts held and distances from station against time"
    sketch = Sketch(1060, height, f"{serial_id}: track and contacts held", alt)
    chart, tones = TrackChart(sketch, 24, 14, 400, 350), unit_tones(recording)
    chart.fit(recording, units, *window)
    chart.frame(f"{serial_id}-chart")
    chart.land()
    for card, held, _ in found:
        for begin, end in held.tolist():
            chart.track(recording, card.unit_id, begin, end, tones[card.unit_id], 1.6)
    for unit_id in units:
        chart.track(recording, unit_id, *window, tones.get(unit_id, "neutral"), 1.4)
    chart.close()
    chart.names(recording, units, window[1], tones)
    panel = Panel(sketch, 570, 46, 452, 24.0 * max(rows, 1), *window, 0.0, 1.0)
    if not found:
        sketch.text(panel.left + 4, panel.top + 15, nobody_met(passers_by(recording, units, window)), 11, "ink2")
    _draw_holds(recording, panel, found[:rows], len(found) - rows, units)
    spells = station_spells(recording, serial_id)
    if spells:
        tall = height - 46.0 - errors_top
        draw_errors(recording, Panel(sketch, 570, errors_top, 452, tall, *window, 0.0, 1.0), serial_id, spells, tones)
    return sketch.svg()


def _draw_holds(
    recording: Recording, panel: Panel, found: list[tuple[UnitCard, Spans, Spans]], left_out: int, units: list[str]
) -> None:
    sketch, own, tones = panel.sketch, track_spans(recording), unit_tones(recording)
    legend(sketch, 570, 22, [("bar", "done", "held by own sensors"), ("line", "accent", "shared over a link")])
    for row, (card, held, shared) in enumerate(found):
        y = panel.top + 24.0 * row + 4
        sketch.text(panel.left - 8, y + 12, card.short_name(18), 11, tones[card.unit_id], "end", bold=True)
        for begin, end in held.tolist():
            x = float(panel.x(begin))
            holders = _most_holders(own, units, card.unit_id, begin, end)
            sketch.rect(x, y, float(panel.x(end)) - x, 16, "done", tip=f"{card.name}: held by up to {holders} units")
        for begin, end in shared.tolist():
            x = float(panel.x(begin))
            sketch.path(f"M{number(x)} {number(y + 13.5)}H{number(float(panel.x(end)))}", "accent", 3.0)
    if left_out > 0:
        sketch.text(panel.left + panel.width, 40, f"and {count_words(left_out, 'more', 'more')}", 11, "ink2", "end")
    panel.frame()
    panel.time_axis(start_utc(recording), 6)


def _most_holders(own: dict[Pair, Spans], units: list[str], target: str, begin_s: float, end_s: float) -> int:
    """How many of these units held a target at once, at most, in a window."""
    spans = [clipped(own[unit, target], begin_s, end_s) for unit in units if (unit, target) in own]
    if not spans:
        return 0
    stacked = np.vstack(spans)
    times = np.concatenate((stacked[:, 0], stacked[:, 1]))
    steps = np.concatenate((np.ones(stacked.shape[0]), -np.ones(stacked.shape[0])))
    return int(np.max(np.cumsum(steps[np.lexsort((steps, times))])))
