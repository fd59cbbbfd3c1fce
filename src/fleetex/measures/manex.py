"""MANEX: how well stations were kept, how long a signal took, and the figure of stations and error over time."""

from collections import defaultdict
from typing import Any

import numpy as np

from fleetex.measures.palette import nation_tones
from fleetex.measures.panel import Panel, end_labels, nice_high, tick_text
from fleetex.measures.reading import Floats, logged, mean, percentile, serial_window, start_utc, unit_cards
from fleetex.measures.sketch import Sketch, nice_step, number
from fleetex.measures.stationing import StationSpell, station_spells, steady_and_turning_m
from fleetex.measures.values import Measure, count_words, metres_text, of_words, on_average, span_text, times_words
from fleetex.record.reader import Recording


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    made = logged(recording, serial_id, "signal made")
    understood = [row.number("seconds") for row in logged(recording, serial_id, "signal understood")]
    executed = [row.number("seconds") for row in logged(recording, serial_id, "signal executed")]
    found = station_measures(recording, serial_id, station_spells(recording, serial_id), signalled=bool(executed))
    missed = len(logged(recording, serial_id, "signal not understood"))
    delay = mean(understood)
    text = f"{count_words(len(made), 'signal').capitalize()} made; "
    if understood:
        text += f"a ship had understood after {span_text(delay)}{on_average(len(understood))}"
        text += f", {times_words(missed)} not at all." if missed else "."
    else:
        text += "none was understood."
    text = text if made else "No signal was made."
    found.append(Measure(serial_id, "signal_delay", "", delay, "s", text))
    run = mean(executed)
    text = f"From first word to EXECUTE it took {span_text(run)}{on_average(len(executed))} "
    text += f"({len(executed)} of {len(made)} executed)."
    text = text if executed else "No signal was executed."
    found.append(Measure(serial_id, "time_to_execute", "", run, "s", text))
    return found


def station_measures(
    recording: Recording, serial_id: str, spells: list[StationSpell], *, signalled: bool = False
) -> list[Measure]:
    """Errors for all and for each unit, in and out of the guide's turns, and the time it took to take station.

    `signalled`: the guide turns at a signal, after which stations are taken anew.
    """
    cards = unit_cards(recording)
    steady, turning = steady_and_turning_m(spells)
    found = _errors(serial_id, spells, steady, turning, signalled)
    taken = [spell.time_to_station_s for spell in spells]
    reached = sum(seconds == seconds for seconds in taken)
    span = mean(taken)
    text = f"{of_words(reached, len(spells), 'ordered station')} reached"
    text += f", after {span_text(span)}{on_average(reached)}." if reached else "."
    found.append(Measure(serial_id, "time_to_station", "", span, "s", text))
    for unit_id in sorted({spell.unit_id for spell in spells}):
        held, turned = steady_and_turning_m([spell for spell in spells if spell.unit_id == unit_id])
        name = cards[unit_id].name if unit_id in cards else unit_id
        text = f"{name}: {metres_text(mean(held))} on average, 95 % within {metres_text(percentile(held, 95.0))}."
        found.append(Measure(serial_id, "station_error", unit_id, mean(held), "m", text))
        if turned.size:
            text = f"{name}: {metres_text(mean(turned))} on average in turns of the guide, "
            text += f"95 % within {metres_text(percentile(turned, 95.0))}."
            found.append(Measure(serial_id, "station_error_turning", unit_id, mean(turned), "m", text))
    return found


def _errors(
    serial_id: str, spells: list[StationSpell], steady: Floats, turning: Floats, signalled: bool
) -> list[Measure]:
    none = "No ship reported in station." if spells else "No station was ordered."
    if not steady.size:
        held = most = "No ship was in station while the guide held her course." if turning.size else none
    else:
        held = (
            f"Counted from 'in station' on, with the guide on a steady course, ships were {metres_text(mean(steady))}"
        )
        held += f" from the ordered place on average, half of that time within {metres_text(percentile(steady, 50.0))}."
        most = f"For 95 % of that time they were within {metres_text(percentile(steady, 95.0))} of it."
    share = 100.0 * turning.size / max(steady.size + turning.size, 1)
    text = f"In turns of the guide, until within a cable again ({share:.0f} % of the time in station), ships were "
    text += f"{metres_text(mean(turning))} off on average, 95 % within {metres_text(percentile(turning, 95.0))}."
    if not turning.size:
        text = none
    if steady.size and not turning.size:
        anew = "The guide turned at signals alone, if at all: after each, stations are taken anew."
        text = anew if signalled else "The guide did not turn while ships were in station."
    return [
        Measure(serial_id, "station_error", "", mean(steady), "m", held),
        Measure(serial_id, "station_error_p95", "", percentile(steady, 95.0), "m", most),
        Measure(serial_id, "station_error_turning", "", mean(turning), "m", text),
    ]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: the tracks in the guide's frame with the ordered stations. Right: the error of each unit over time."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    if window is None:
        return ""
    spells = station_spells(recording, serial_id)
    alt = f"Stations round the guide and distance from station over time for {len({s.unit_id for s in spells})} ships"
    sketch = Sketch(1060, 380, f"{serial_id}: stations and error", alt)
    tones = unit_tones(recording)
    _draw_stations(recording, sketch, serial_id, spells, tones)
    draw_errors(recording, Panel(sketch, 452, 34, 556, 300, *window, 0.0, 1.0), serial_id, spells, tones)
    return sketch.svg()


def unit_tones(recording: Recording) -> defaultdict[str, str]:
    """Unit id -> the tone of its nation; traffic and targets are neutral."""
    cards = unit_cards(recording)
    tones = nation_tones(card.nation for card in cards.values() if card.partner)
    return defaultdict(
        lambda: "neutral",
        {unit_id: tones[card.nation] if card.partner else "neutral" for unit_id, card in cards.items()},
    )


def _draw_stations(
    recording: Recording, sketch: Sketch, serial_id: str, spells: list[StationSpell], tones: dict[str, str]
) -> None:
    """Ordered stations as rings, the last order of each unit with its hull number; where the units were in station."""
    places = [(float(s.station_right_m[-1]), float(s.station_ahead_m[-1])) for s in spells]
    panel = _square(sketch, np.array([*places, (0.0, 0.0)]))
    title = "Round the guide, its course up; metres; tracks while in station"
    sketch.text(panel.left, panel.top - 12, title, 11, "ink2")
    sketch.rect(panel.left, panel.top, panel.width, panel.height, "sea")
    step = nice_step(panel.x_high - panel.x_low, 5)
    for ring in np.arange(step, 6 * step, step).tolist():
        _ring(panel, ring, step, serial_id)
    sketch.clip(panel.left, panel.top, panel.width, panel.height, f"{serial_id}-st")
    for spell in spells:
        right = np.where(spell.kept, spell.station_right_m + spell.right_m, np.nan)
        ahead = np.where(spell.kept, spell.station_ahead_m + spell.ahead_m, np.nan)
        panel.curve(right, ahead, tones[spell.unit_id], 1.1, opacity=0.6)
    last = {spell.unit_id: spell for spell in spells}
    for spell, (right_m, ahead_m) in zip(spells, places, strict=True):
        x, y = float(panel.x(right_m)), float(panel.y(ahead_m))
        if last[spell.unit_id] is spell:
            sketch.circle(x, y, 4.8, "panel", tones[spell.unit_id], 1.8)
        else:
            sketch.circle(x, y, 2.6, tone=tones[spell.unit_id], width=0.9)
    x, y = float(panel.x(0.0)), float(panel.y(0.0))
    sketch.area(f"M{number(x)} {number(y - 8)}L{number(x + 5)} {number(y + 6)}L{number(x - 5)} {number(y + 6)}Z", "ink")
    sketch.close()
    cards = unit_cards(recording)
    names = [(x + 8, y - 8, "guide", "ink")]
    for spell in last.values():
        px, py = float(panel.x(spell.station_right_m[-1])), float(panel.y(spell.station_ahead_m[-1]))
        card = cards[spell.unit_id]
        names.append((px + 8, py + 4, card.hull or card.short_name(12), tones[spell.unit_id]))
    for px, py, words, tone in names:
        sketch.text(px, py, words, 11, tone, bold=True, halo="sea")


def _square(sketch: Sketch, places: Floats) -> Panel:
    """A square panel that holds these (right, ahead) with a rim, equal scales."""
    low, high = places.min(axis=0), places.max(axis=0)
    half = max(float(np.max(high - low)) * 0.66, 200.0)
    right, ahead = (0.5 * (low + high)).tolist()
    return Panel(sketch, 20, 34, 330, 330, right - half, right + half, ahead - half, ahead + half)


def _ring(panel: Panel, ring_m: float, step: float, serial_id: str) -> None:
    sketch = panel.sketch
    x, y, radius = float(panel.x(0.0)), float(panel.y(0.0)), float(panel.x(ring_m) - panel.x(0.0))
    sketch.clip(panel.left, panel.top, panel.width, panel.height, f"{serial_id}-r{ring_m:.0f}")
    sketch.circle(x, y, radius, tone="grid", width=1.0)
    diagonal = 0.7071 * radius
    if x + diagonal + 30 < panel.left + panel.width:
        sketch.text(x + diagonal + 3, y + diagonal + 9, tick_text(ring_m, step), 10, "ink3")
    sketch.close()


def draw_errors(
    recording: Recording, panel: Panel, serial_id: str, spells: list[StationSpell], tones: dict[str, str]
) -> None:
    """Distance from station over time, a curve a unit, broken where the order changed, named at the right."""
    sketch, cards = panel.sketch, unit_cards(recording)
    wide = 3.0 * percentile(np.concatenate(steady_and_turning_m(spells)), 95.0)
    top = nice_high(min(max(wide if np.isfinite(wide) else 0.0, 300.0), 3000.0))
    panel.y_high = top
    panel.y_axis("Distance from the ordered station, m; above the frame: on the way there")
    sketch.clip(panel.left, panel.top, panel.width, panel.height, f"{serial_id}-er")
    ends: dict[str, tuple[float, str, str]] = {}
    for spell in spells:
        tone = tones.get(spell.unit_id, "neutral")
        panel.curve(spell.time_s, spell.error_m, tone, 1.3, opacity=0.85)
        card = cards[spell.unit_id]
        y = float(panel.y(min(float(spell.error_m[-1]), top)))
        ends[spell.unit_id] = (y, card.hull or card.short_name(12), tone)
    sketch.close()
    end_labels(sketch, panel.left + panel.width + 8, list(ends.values()), panel.top, panel.top + panel.height)
    panel.frame()
    panel.time_axis(start_utc(recording), 6)
