"""CASEX: when and how far off the submarine was detected, how long she was held, which attacks were valid; the figure.

An attack is valid if the submarine was within `valid_within` of where the attacker believed her at that moment. (The
point of aim of a weapon leads her: it is in the table `launches`.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.casex_air import air_measures, aircraft_of, draw_dips_and_buoys, fix_measures
from fleetex.measures.casex_battery import battery_measures, charge_rows, draw_charge
from fleetex.measures.casex_weapons import draw_runs, salvoes_of, weapon_measures
from fleetex.measures.holding import bearing_spans, gains, together, track_spans
from fleetex.measures.intervals import clipped, length_s
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, legend, nice_high
from fleetex.measures.range_curves import draw_curves
from fleetex.measures.reading import (
    LogRow,
    distance_m,
    figures_of,
    logged,
    mean,
    participants,
    serial_window,
    start_utc,
    unit_cards,
)
from fleetex.measures.sketch import Sketch
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, of_words, on_average, span_text
from fleetex.measures.waterspace import water_measures
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import NMI_M

_VALID_M = 914.4
"""A thousand yards, where the serial does not say (the kind's own default)."""


@dataclass(frozen=True)
class Attack:
    """One attack, what it believed against the truth."""

    row: LogRow
    miss_m: float
    """From where she was believed to be to where she was; NaN if either is not known."""
    valid: bool


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    hunters, submarine = _sides(recording, serial_id)
    if not hunters or not submarine:
        return []
    return [
        *_detected(recording, serial_id, hunters, submarine, window),
        *_held(recording, serial_id, hunters, submarine, window),
        *_attacked(recording, serial, submarine),
        *weapon_measures(recording, serial, window, hunters),
        *_evaded(recording, serial_id, submarine, window),
        *battery_measures(recording, serial_id, submarine, window),
        *water_measures(recording, serial),
        *_effort(recording, serial_id, hunters, window),
        *air_measures(recording, serial_id),
        *fix_measures(recording, serial_id, hunters),
    ]


def _sides(recording: Recording, serial_id: str) -> tuple[list[str], str]:
    roles = participants(recording, serial_id)
    hunters = [unit for role in ("hunters", "helicopters", "patrol_aircraft") for unit in roles.get(role, [])]
    return hunters, next(iter(roles.get("submarine", [])), "")


def _name(recording: Recording, unit_id: str) -> str:
    cards = unit_cards(recording)
    return cards[unit_id].name if unit_id in cards else unit_id


def _detected(
    recording: Recording, serial_id: str, hunters: list[str], submarine: str, window: tuple[float, float]
) -> list[Measure]:
    """The first contact of any sensor, a bearing included."""
    held = _held_at(recording, hunters, submarine, window[0])
    if held:
        text = f"{_name(recording, held)} had the submarine when the serial began."
        range_nmi = _range_m(recording, held, submarine, window[0]) / NMI_M
        return [
            Measure(serial_id, "first_detection", "", 0.0, "s", text),
            Measure(serial_id, "detection_range", "", range_nmi, "nmi", text),
        ]
    first = next(
        (
            gain
            for gain in gains(recording).get(submarine, ())
            if gain[1] in hunters and window[0] <= gain[0] <= window[1]
        ),
        None,
    )
    if first is None:
        none = "Nobody detected the submarine."
        return [
            Measure(serial_id, "first_detection", "", float("nan"), "s", none),
            Measure(serial_id, "detection_range", "", float("nan"), "nmi", none),
        ]
    time_s, unit_id, range_m = first
    text = f"{_name(recording, unit_id)} detected the submarine first, {span_text(time_s - window[0])} after COMEX"
    text += f", at {range_m / NMI_M:.1f} nmi{_by_sensor(recording, unit_id, submarine, time_s)}."
    return [
        Measure(serial_id, "first_detection", "", time_s - window[0], "s", text),
        Measure(serial_id, "detection_range", "", range_m / NMI_M, "nmi", text),
    ]


def _by_sensor(recording: Recording, unit_id: str, target_id: str, time_s: float) -> str:
    """By which sensor a contact was gained, and on which true bearing, as words that follow the range."""
    rows = recording.table("contacts")
    mine = (rows["unit_id"] == unit_id) & (rows["target_id"] == target_id) & (rows["time_s"] == time_s)
    first = np.flatnonzero(mine & (rows["change"] == "gained"))
    if not first.size:
        return ""
    sensor_id, sensors = rows["sensor_id"][first[0]], recording.table("sensors")
    kinds = sensors["kind"][(sensors["unit_id"] == unit_id) & (sensors["sensor_id"] == sensor_id)]
    by = f", by {kinds[0]}" if kinds.size else ""
    return f" on {float(rows['bearing_deg'][first[0]]) % 360.0:03.0f}{by}"


def _held_at(recording: Recording, hunters: list[str], submarine: str, time_s: float) -> str:
    """A hunter with a sensor that had a contact of the submarine from before an instant; empty if none had."""
    rows = recording.table("contacts")
    mine = np.flatnonzero((rows["target_id"] == submarine) & (rows["time_s"] < time_s))
    held: dict[tuple[str, str], bool] = {}
    for row in mine[np.argsort(rows["time_s"][mine], kind="stable")].tolist():
        held[str(rows["unit_id"][row]), str(rows["sensor_id"][row])] = rows["change"][row] == "gained"
    return next((unit for (unit, _), on in held.items() if on and unit in hunters), "")


def _range_m(recording: Recording, unit_id: str, other_id: str, time_s: float) -> float:
    own, other = (positions(recording, unit, np.array([time_s])) for unit in (unit_id, other_id))
    return float(ranges_and_bearings(own.lat_deg, own.lon_deg, other.lat_deg, other.lon_deg)[0][0])


def _held(
    recording: Recording, serial_id: str, hunters: list[str], submarine: str, window: tuple[float, float]
) -> list[Measure]:
    """Share of the serial in which somebody held her position; each hunter's part of it."""
    own, whole_s = track_spans(recording), max(window[1] - window[0], 1e-9)
    spans = clipped(together(own, hunters, submarine), *window)
    held_s = length_s(spans)
    share = 100.0 * held_s / whole_s
    if spans.shape[0]:
        text = f"Her position was held for {span_text(held_s)}, {share:.0f} % of the serial, in "
        text += f"{count_words(spans.shape[0], 'spell')}."
    else:
        text = "Nobody held her position."
    found = [Measure(serial_id, "hold_time", "", share, "%", text)]
    for unit_id in hunters:
        mine_s = length_s(clipped(together(own, [unit_id], submarine), *window))
        words = f"{_name(recording, unit_id)} held her for {span_text(mine_s)}." if mine_s > 0.0 else ""
        words = words or f"{_name(recording, unit_id)} never held her."
        found.append(Measure(serial_id, "hold_time", unit_id, 100.0 * mine_s / whole_s, "%", words))
    return found


def valid_within_m(serial: dict[str, Any]) -> float:
    """How far she may be from where an attack believes her."""
    limit = figures_of(str(serial.get("params", ""))).get("valid_within", _VALID_M)
    return float(limit) if isinstance(limit, int | float) else _VALID_M


def attacks_of(recording: Recording, serial: dict[str, Any], submarine: str) -> list[Attack]:
    """All attacks of a serial, in order, each against where the submarine was."""
    rows = logged(recording, str(serial["serial_id"]), "attack")
    if not rows:
        return []
    limit_m = valid_within_m(serial)
    true = positions(recording, submarine, np.array([row.time_s for row in rows]))
    aims = np.array([(row.number("lat_deg"), row.number("lon_deg")) for row in rows])
    miss_m, _ = ranges_and_bearings(aims[:, 0], aims[:, 1], true.lat_deg, true.lon_deg)
    return [Attack(row, miss, miss <= limit_m) for row, miss in zip(rows, miss_m.tolist(), strict=True)]


def _attacked(recording: Recording, serial: dict[str, Any], submarine: str) -> list[Measure]:
    serial_id = str(serial["serial_id"])
    found = attacks_of(recording, serial, submarine)
    valid = sum(attack.valid for attack in found)
    if not found:
        none = "No attack was made."
        return [
            Measure(serial_id, "attacks", "", 0.0, "", none),
            Measure(serial_id, "attacks_valid", "", float("nan"), "%", none),
        ]
    error_m = mean([attack.miss_m for attack in found])
    armed = sum(bool(attack.row.values.get("weapon")) for attack in found)
    made = count_words(len(found), "attack" if armed else "simulated attack").capitalize()
    made += f", {count_words(armed, 'of them', 'of them')} with a practice weapon" if 0 < armed < len(found) else ""
    limit = length_text(valid_within_m(serial))
    text = f"{made}; in {of_words(valid, len(found), 'attack')} she was within {limit} of where she was believed to be."
    off = f"She was believed to be {length_text(error_m)} from where she was{on_average(len(found))}."
    return [
        Measure(serial_id, "attacks", "", float(len(found)), "", text),
        Measure(serial_id, "attacks_valid", "", 100.0 * valid / len(found), "%", text),
        Measure(serial_id, "attack_error", "", error_m, "m", off),
    ]


def _evaded(recording: Recording, serial_id: str, submarine: str, window: tuple[float, float]) -> list[Measure]:
    """When the submarine first knew that she was hunted: did she hear before she was heard?"""
    first = next((row for row in logged(recording, serial_id, "evading") if row.unit_id == submarine), None)
    if first is None:
        return [Measure(serial_id, "alerted", "", float("nan"), "s", "The submarine did not evade.")]
    seconds = first.time_s - window[0]
    text = f"The submarine was pinged and evaded first {span_text(seconds)} after COMEX."
    return [Measure(serial_id, "alerted", "", seconds, "s", text)]


def _effort(recording: Recording, serial_id: str, hunters: list[str], window: tuple[float, float]) -> list[Measure]:
    flew = aircraft_of(recording, serial_id)
    ships = [unit_id for unit_id in hunters if unit_id not in flew]
    miles = sum(distance_m(recording, unit_id, *window) for unit_id in ships) / NMI_M
    text = f"{count_words(len(ships), 'ship').capitalize()} steamed {miles:.0f} nmi."
    return [Measure(serial_id, "track_searched", "", miles, "nmi", text)]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: the submarine's true track beside the hunters', with attacks. Right: who held her, and when."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    if window is None:
        return ""
    hunters, submarine = _sides(recording, serial_id)
    if not hunters or not submarine:
        return ""
    attacks = attacks_of(recording, serial, submarine)
    alt = f"Tracks of {len(hunters)} hunters and the submarine, {len(attacks)} attacks, and who held her"
    lanes = 26.0 * len(hunters)
    electric = 118.0 if charge_rows(recording, submarine)["time_s"].size else 0.0
    height = max(524.0, 46.0 + lanes + 370.0 + electric)
    sketch = Sketch(1100, height, f"{serial_id}: hunt and hold", alt)
    chart = TrackChart(sketch, 24, 14, 430, 440)
    tones = unit_tones(recording)
    near = [
        unit_id for unit_id in hunters if unit_id not in participants(recording, serial_id).get("patrol_aircraft", [])
    ]
    chart.fit(recording, [*near, submarine], *window)
    chart.frame(f"{serial_id}-hunt")
    chart.land()
    for unit_id in hunters:
        chart.track(recording, unit_id, *window, tones.get(unit_id, "neutral"), 1.2, opacity=0.6)
    chart.track(recording, submarine, *window, tones[submarine], 2.2)
    salvoes = salvoes_of(recording, serial_id)
    draw_runs(chart, salvoes)
    hung = draw_dips_and_buoys(recording, serial_id, sketch, chart)
    for attack in attacks:
        x, y = chart.pixels(np.array([attack.row.number("lat_deg")]), np.array([attack.row.number("lon_deg")]))
        if np.isfinite(x[0]) and np.isfinite(y[0]):
            sketch.cross(float(x[0]), float(y[0]), 5.0, "danger" if attack.valid else "ink2", 1.8)
    chart.close()
    marks = [("cross", "danger", "attack: contact believed here")] if attacks else []
    marks += [("cross", "ink2", "not valid")] if any(not attack.valid for attack in attacks) else []
    marks += [("dash", "ink2", "torpedo's run")] if any(one.kind == "torpedo" for one in salvoes) else []
    legend(sketch, 40, 490, marks)
    if hung:
        legend(sketch, 40, 508, [("ring", "ink2", "dip"), ("dot", "ink2", "sonobuoy"), ("ring", "done", "anomaly")])
    chart.names(recording, [*hunters, submarine], window[1], tones)
    _draw_holds(recording, Panel(sketch, 610, 46, 384, lanes, *window, 0.0, 1.0), hunters, submarine, attacks)
    _draw_ranges(recording, serial_id, sketch, 46.0 + lanes + 74.0, window, hunters, submarine)
    return sketch.svg()


def _draw_ranges(
    recording: Recording,
    serial_id: str,
    sketch: Sketch,
    top: float,
    window: tuple[float, float],
    hunters: list[str],
    submarine: str,
) -> None:
    """How far off the submarine each hunter was, and how deep she was."""
    time_s, tone = np.linspace(*window, 400), unit_tones(recording)[submarine]
    patrols = participants(recording, serial_id).get("patrol_aircraft", [])
    below = positions(recording, submarine, time_s)
    ranges = {}
    for unit_id in hunters:
        own = positions(recording, unit_id, time_s)
        ranges[unit_id] = ranges_and_bearings(own.lat_deg, own.lon_deg, below.lat_deg, below.lon_deg)[0] / NMI_M
    shown = [ranges[unit_id] for unit_id in hunters if unit_id not in patrols] or list(ranges.values())
    far = float(np.nanmax(np.stack(shown)))
    high = nice_high(far)
    panel = Panel(sketch, 610, top, 384, 110, *window, 0.0, high)
    panel.y_axis("range of the submarine, nmi", 4)
    draw_curves(recording, panel, time_s, {unit: np.where(nmi <= high, nmi, np.nan) for unit, nmi in ranges.items()})
    panel.frame()
    deepest = nice_high(max(10.0, -float(np.nanmin(below.height_m))))
    panel = Panel(sketch, 610, top + 152, 384, 80, *window, -deepest, 0.0)
    panel.y_axis("her depth, m", 3, depth=True)
    panel.curve(time_s, below.height_m, tone, 1.8)
    panel.frame()
    if charge_rows(recording, submarine)["time_s"].size:
        panel = Panel(sketch, 610, top + 270, 384, 80, *window, 0.0, 100.0)
        draw_charge(recording, submarine, panel, tone)
    panel.time_axis(start_utc(recording), 6)


def _draw_holds(recording: Recording, panel: Panel, hunters: list[str], submarine: str, attacks: list[Attack]) -> None:
    """A lane a hunter: when she held the submarine's position, and when she had no more than a bearing of her."""
    sketch, own, cards = panel.sketch, track_spans(recording), unit_cards(recording)
    tones, heard = unit_tones(recording), bearing_spans(recording)
    marks = [("bar", "done", "held her position"), ("line", "edge", "heard her on a bearing")]
    legend(sketch, panel.left, 22, [*marks, ("cross", "ink2", "attack")])
    window = panel.x_low, panel.x_high
    for row, unit_id in enumerate(hunters):
        y = panel.top + 26.0 * row + 4
        name = cards[unit_id].short_name(20) if unit_id in cards else unit_id
        sketch.text(panel.left - 8, y + 13, name, 11, tones.get(unit_id, "neutral"), "end", bold=True)
        for begin, end in clipped(together(own, [unit_id], submarine), *window).tolist():
            x = float(panel.x(begin))
            sketch.rect(x, y, max(1.0, float(panel.x(end)) - x), 17, "done", tip=f"{name}: {span_text(end - begin)}")
        for begin, end in clipped(together(heard, [unit_id], submarine), *window).tolist():
            x, tip = float(panel.x(begin)), f"{name}: a bearing for {span_text(end - begin)}"
            sketch.rect(x, y + 18.5, max(1.0, float(panel.x(end)) - x), 2.5, "edge", tip=tip)
        for attack in attacks:
            if attack.row.unit_id == unit_id:
                sketch.cross(float(panel.x(attack.row.time_s)), y + 8.5, 5.0, "ink2", 1.8)
    panel.frame()
    panel.time_axis(start_utc(recording), 6)
