"""ESCORTEX: did the convoy come through; how full its screen was; where the submarine was found, and what she reached.

A simulated attack of hers counts as one on the convoy if a ship of it was in truth within the serial's firing range of
her then; such an attack by a submarine that nobody had attacked before is a leaker. A raid is measured as in an ADEX.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from fleetex.measures.adex import about_raid, draw_raid, measure_raid
from fleetex.measures.casex import Attack, attacks_of, valid_within_m
from fleetex.measures.casex_weapons import draw_runs, salvoes_of, weapon_measures
from fleetex.measures.holding import together, track_spans
from fleetex.measures.intervals import clipped, length_s
from fleetex.measures.manex import station_measures, unit_tones
from fleetex.measures.panel import Panel, legend, nice_high
from fleetex.measures.reading import (
    Floats,
    LogRow,
    distance_m,
    figures_of,
    logged,
    participants,
    serial_window,
    start_utc,
    unit_cards,
)
from fleetex.measures.sketch import Sketch
from fleetex.measures.stationing import station_spells
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, of_words, span_text
from fleetex.physics.search import limiting_half_angle_rad
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import DEG_RAD, KN_MPS, NMI_M

_STEP_S = 60.0
_NEAR_M = 15.0 * NMI_M
"""Design value: the chart shows the time in which the submarine was so near the convoy."""
_HIGH, _RAID_HIGH = 524.0, 520.0
"""Of the figure, and of what it has more of a raid."""
_FIRING_M, _WITHIN_M = 4.0 * NMI_M, 457.2
_APPROACH_MPS, _CONVOY_MPS = 8.0 * KN_MPS, 12.0 * KN_MPS
"""Where a recording does not say: the kind's own defaults."""


@dataclass(frozen=True)
class Sides:
    """Who plays what. `submarine` empty: none."""

    convoy: list[str]
    screen: list[str]
    submarine: str
    raiders: list[str]


def sides_of(recording: Recording, serial_id: str) -> Sides:
    roles = participants(recording, serial_id)
    submarine = next(iter(roles.get("submarine", [])), "")
    return Sides(roles.get("convoy", []), roles.get("screen", []), submarine, roles.get("raiders", []))


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window, serial_id = serial_window(recording, serial), str(serial["serial_id"])
    sides = sides_of(recording, serial_id)
    if window is None or not sides.convoy or not sides.screen:
        return []
    found = _way(recording, serial_id, sides, window)
    found += _coverage(recording, serial, sides, window)
    found += station_measures(
        recording, serial_id, [spell for spell in station_spells(recording, serial_id) if spell.unit_id in sides.convoy]
    )
    if sides.submarine:
        found.append(_limits(serial))
        found += _detected(recording, serial_id, sides, window)
        found += _screen_attacks(recording, serial, sides)
        found += _leakers(recording, serial, sides, window)
        found += weapon_measures(recording, serial, window, sides.screen)
    if sides.raiders:
        groups = {"convoy": sides.convoy, "screen": sides.screen}
        found += measure_raid(recording, serial, window, "screen", "convoy", groups)
    return found


def _way(recording: Recording, serial_id: str, sides: Sides, window: tuple[float, float]) -> list[Measure]:
    miles = distance_m(recording, sides.convoy[0], *window) / NMI_M
    done = bool(logged(recording, serial_id, "route done"))
    ships = count_words(len(sides.convoy), "ship").capitalize()
    text = f"{ships} sailed {miles:.0f} nmi in convoy" + (" and arrived." if done else "; the route was not finished.")
    return [Measure(serial_id, "track_covered", "", miles, "nmi", text)]


def _limits(serial: dict[str, Any]) -> Measure:
    """The limiting lines of submerged approach: from within them alone she can come up with the convoy."""
    serial_id = str(serial["serial_id"])
    below, above = _param(serial, "approach_speed", _APPROACH_MPS), _param(serial, "convoy_speed", _CONVOY_MPS)
    speeds = f"At {below / KN_MPS:.0f} kn against {above / KN_MPS:.0f} kn the submarine"
    if below >= above:
        return Measure(serial_id, "limiting_angle", "", 180.0, "deg", f"{speeds} can come at the convoy from anywhere.")
    angle_deg = limiting_half_angle_rad(below, above) / DEG_RAD
    text = f"{speeds} can come at the convoy from within {angle_deg:.0f} deg of its bow alone."
    return Measure(serial_id, "limiting_angle", "", angle_deg, "deg", text)


def _coverage(recording: Recording, serial: dict[str, Any], sides: Sides, window: tuple[float, float]) -> list[Measure]:
    """The share of the screen's stations that were filled, over the time: each minute, who was within a station's
    `within` (doubled: half a minute's steaming and the wheel of a turn) of the place that she was ordered to."""
    serial_id = str(serial["serial_id"])
    within_m = 2.0 * _param(serial, "within", _WITHIN_M)
    minutes = max(1, round((window[1] - window[0]) / _STEP_S))
    filled = dict.fromkeys(sides.screen, 0.0)
    for spell in station_spells(recording, serial_id):
        if spell.unit_id in filled and spell.time_s.size:
            near = spell.error_m <= within_m
            steps = np.diff(np.append(spell.time_s, spell.time_s[-1]))
            filled[spell.unit_id] += float(np.sum(steps[near]))
    shares = {unit: min(100.0, 100.0 * held_s / (minutes * _STEP_S)) for unit, held_s in filled.items()}
    mean = sum(shares.values()) / len(shares)
    text = f"The screen's stations were filled for {mean:.0f} % of the time."
    cards = unit_cards(recording)
    return [
        Measure(serial_id, "screen_coverage", "", mean, "%", text),
        *(
            Measure(
                serial_id, "screen_coverage", unit, share, "%", f"{cards[unit].name}: {share:.0f} % in her station."
            )
            for unit, share in shares.items()
        ),
    ]


def _detected(recording: Recording, serial_id: str, sides: Sides, window: tuple[float, float]) -> list[Measure]:
    """When the screen first had her position, and how far she then was from the nearest ship of the convoy."""
    held = clipped(together(track_spans(recording), sides.screen, sides.submarine), *window)
    share = 100.0 * length_s(held) / max(window[1] - window[0], 1.0)
    hold = Measure(serial_id, "hold_time", "", share, "%", f"The screen held her for {share:.0f} % of the time.")
    spans = {unit: clipped(together(track_spans(recording), [unit], sides.submarine), *window) for unit in sides.screen}
    first = min(((float(span[0][0]), unit) for unit, span in spans.items() if len(span)), default=None)
    if first is None:
        none = "The screen did not find the submarine."
        return [Measure(serial_id, "detection_range", "", float("nan"), "nmi", none), hold]
    range_nmi = _from_convoy_m(recording, sides, np.array([first[0]]))[0] / NMI_M
    name = unit_cards(recording)[first[1]].name
    text = f"{name} found the submarine first, {span_text(first[0] - window[0])} after COMEX, "
    text += f"{range_nmi:.1f} nmi from the nearest ship of the convoy."
    return [Measure(serial_id, "detection_range", "", range_nmi, "nmi", text), hold]


def _from_convoy_m(recording: Recording, sides: Sides, times_s: Floats) -> Floats:
    """How far the submarine was from the nearest ship of the convoy, shape (times,)."""
    below = positions(recording, sides.submarine, times_s)
    ranges = []
    for unit in sides.convoy:
        ship = positions(recording, unit, times_s)
        ranges.append(ranges_and_bearings(below.lat_deg, below.lon_deg, ship.lat_deg, ship.lon_deg)[0])
    return np.asarray(np.nanmin(np.stack(ranges), axis=0))


def _screen_attacks(recording: Recording, serial: dict[str, Any], sides: Sides) -> list[Measure]:
    serial_id, found = str(serial["serial_id"]), attacks_of(recording, serial, sides.submarine)
    valid = sum(attack.valid for attack in found)
    text = f"The screen made {count_words(len(found), 'attack')}"
    limit = length_text(valid_within_m(serial))
    text += f"; in {of_words(valid, len(found), 'attack')} she was within {limit} of the aim." if found else "."
    return [Measure(serial_id, "attacks", "", float(len(found)), "", text)]


def her_attacks(recording: Recording, serial_id: str, submarine: str) -> list[LogRow]:
    return [row for row in logged(recording, serial_id, "submarine attack") if row.unit_id == submarine]


def _leakers(recording: Recording, serial: dict[str, Any], sides: Sides, window: tuple[float, float]) -> list[Measure]:
    """Her attacks with a ship of the convoy in reach in truth, and those of them before anybody had attacked her."""
    serial_id, reach_m = str(serial["serial_id"]), _param(serial, "firing_range", _FIRING_M)
    hers = her_attacks(recording, serial_id, sides.submarine)
    times = np.array([row.time_s for row in hers])
    ranges = _from_convoy_m(recording, sides, times) if hers else np.empty(0)
    first_s = min((attack.row.time_s for attack in attacks_of(recording, serial, sides.submarine)), default=np.inf)
    good = int(np.count_nonzero(ranges <= reach_m))
    leaked = int(np.count_nonzero((ranges <= reach_m) & (times < first_s)))
    times_all = np.arange(window[0], window[1], _STEP_S)
    nearest = float(np.nanmin(_from_convoy_m(recording, sides, times_all))) if times_all.size else float("nan")
    made = f"The submarine made {count_words(len(hers), 'simulated attack')}"
    made += f", {good} with a ship of the convoy within {length_text(reach_m)}." if hers else "."
    leak = f"{count_words(leaked, 'attack').capitalize()} on the convoy by a submarine that nobody had attacked before."
    close = f"She came within {length_text(nearest)} of a ship of the convoy."
    return [
        Measure(serial_id, "submarine_attacks", "", float(len(hers)), "", made),
        Measure(serial_id, "leakers", "", float(leaked), "", leak),
        Measure(serial_id, "closest_to_convoy", "", nearest, "m", close),
    ]


def _param(serial: dict[str, Any], name: str, default: float) -> float:
    found = figures_of(str(serial["params"])).get(name, default)
    return float(found) if isinstance(found, int | float) else default


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: the convoy, its screen and the submarine on the chart, with attacks. Right: who held her, and how far off
    she was."""
    window, serial_id = serial_window(recording, serial), str(serial["serial_id"])
    sides = sides_of(recording, serial_id)
    if window is None or not sides.convoy or not sides.screen:
        return ""
    alt = f"Tracks of {len(sides.convoy)} ships in convoy, {len(sides.screen)} of the screen"
    alt += " and the submarine; who held her, and her distance" if sides.submarine else ""
    alt += f"; below, {about_raid(sides.raiders)}" if sides.raiders else ""
    high = _HIGH + (_RAID_HIGH if sides.raiders else 0.0)
    sketch = Sketch(1100, high, f"{serial_id}: convoy and screen", alt)
    chart, tones = TrackChart(sketch, 24, 14, 480 if sides.submarine else 1040, 440), unit_tones(recording)
    everybody = [*sides.convoy, *sides.screen, *([sides.submarine] if sides.submarine else [])]
    shown = _meeting(recording, sides, window)
    chart.fit(recording, everybody, *shown)
    chart.frame(f"{serial_id}-convoy")
    chart.land()
    for unit in sides.screen:
        chart.track(recording, unit, *shown, tones.get(unit, "neutral"), 1.2, opacity=0.6)
    for unit in sides.convoy:
        chart.track(recording, unit, *shown, tones.get(unit, "neutral"), 2.6, opacity=0.9)
    marks = [("line", "ink2", "convoy heavy, screen light")]
    if sides.submarine:
        marks += _draw_submarine(recording, serial, sides, chart, shown, tones[sides.submarine])
    draw_runs(chart, salvoes_of(recording, serial_id))
    chart.close()
    chart.names(recording, everybody, shown[1], tones)
    legend(sketch, 40, 490, marks)
    if shown != window:
        sketch.text(40, 512, _while(recording, shown), 11, "ink3")
    if sides.submarine:
        _draw_holds(recording, sketch, sides, window, attacks_of(recording, serial, sides.submarine), serial_id)
    if sides.raiders:
        draw_raid(recording, serial_id, sketch, window, "screen", "convoy", _HIGH)
    return sketch.svg()


Marks = list[tuple[str, str, str]]


def _meeting(recording: Recording, sides: Sides, window: tuple[float, float]) -> tuple[float, float]:
    """The time that the chart shows: while the submarine was near the convoy; all of it if she never was."""
    if not sides.submarine:
        return window
    times = np.arange(window[0], window[1], _STEP_S)
    near = times[_from_convoy_m(recording, sides, times) <= _NEAR_M] if times.size else times
    return (float(near[0]), float(near[-1])) if near.size > 1 else window


def _while(recording: Recording, shown: tuple[float, float]) -> str:
    begin, end = (start_utc(recording) + timedelta(seconds=round(time_s)) for time_s in shown)
    return f"{begin:%H:%M}Z to {end:%H:%M}Z: while she was within {length_text(_NEAR_M)} of the convoy"


def _draw_submarine(
    recording: Recording,
    serial: dict[str, Any],
    sides: Sides,
    chart: TrackChart,
    window: tuple[float, float],
    tone: str,
) -> Marks:
    chart.track(recording, sides.submarine, *window, tone, 2.0)
    hers = her_attacks(recording, str(serial["serial_id"]), sides.submarine)
    at = positions(recording, sides.submarine, np.array([row.time_s for row in hers])) if hers else None
    if at is not None:
        for x, y in zip(*chart.pixels(at.lat_deg, at.lon_deg), strict=True):
            chart.sketch.circle(float(x), float(y), 6.0, "", "danger", 1.8)
    found = attacks_of(recording, serial, sides.submarine)
    for attack in found:
        x, y = chart.pixels(np.array([attack.row.number("lat_deg")]), np.array([attack.row.number("lon_deg")]))
        chart.sketch.cross(float(x[0]), float(y[0]), 5.0, "danger" if attack.valid else "ink2", 1.8)
    marks: Marks = [("ring", "danger", "her simulated attack")] if hers else []
    return marks + ([("cross", "danger", "attack by the screen")] if found else [])


def _draw_holds(
    recording: Recording,
    sketch: Sketch,
    sides: Sides,
    window: tuple[float, float],
    attacks: list[Attack],
    serial_id: str,
) -> None:
    """A lane a ship of the screen: when she held the submarine; under them how far she was from the convoy."""
    own, cards, tones = track_spans(recording), unit_cards(recording), unit_tones(recording)
    lanes = 26.0 * len(sides.screen)
    panel = Panel(sketch, 680, 40, 384, lanes, *window, 0.0, 1.0)
    legend(sketch, 680, 20, [("bar", "done", "held the submarine"), ("cross", "ink2", "attacked her")])
    for row, unit in enumerate(sides.screen):
        y = panel.top + 26.0 * row + 4
        sketch.text(
            panel.left - 8, y + 13, cards[unit].short_name(18), 11, tones.get(unit, "neutral"), "end", bold=True
        )
        for begin, end in clipped(together(own, [unit], sides.submarine), *window).tolist():
            x = float(panel.x(begin))
            sketch.rect(x, y, max(1.0, float(panel.x(end)) - x), 17, "done", tip=span_text(end - begin))
        for attack in attacks:
            if attack.row.unit_id == unit:
                sketch.cross(float(panel.x(attack.row.time_s)), y + 8.5, 5.0, "ink2", 1.8)
    panel.frame()
    times = np.linspace(*window, 400)
    off_nmi = _from_convoy_m(recording, sides, times) / NMI_M
    below = Panel(sketch, 680, 40 + lanes + 60, 384, 150, *window, 0.0, nice_high(float(np.nanmax(off_nmi))))
    below.y_axis("submarine to nearest of convoy, nmi", 4)
    below.curve(times, off_nmi, tones[sides.submarine], 1.8)
    for hers in her_attacks(recording, serial_id, sides.submarine):
        at_nmi = float(np.interp(hers.time_s, times, off_nmi))
        sketch.circle(float(below.x(hers.time_s)), float(below.y(at_nmi)), 5.0, "", "danger", 1.8)
    below.frame()
    below.time_axis(start_utc(recording), 6)
