"""SAREX: how soon it was found and recovered, how well searched, how wrong the datum; the figure of the search."""

import math
from typing import Any

import numpy as np

from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, end_labels, legend, nice_high
from fleetex.measures.reading import logged, mean, serial_window, start_utc, unit_cards
from fleetex.measures.sar_searches import (
    Reckoning,
    Search,
    datum_error_m,
    first_gain,
    raft_of,
    reckoning,
    searchers,
    searches,
)
from fleetex.measures.sketch import Sketch
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, span_text
from fleetex.physics.search import any_prob, exhaustive_search_prob
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.units import NMI_M

_NAN = float("nan")


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    raft, units = raft_of(recording, serial_id), searchers(recording, serial_id)
    datum = reckoning(recording, serial_id)
    found = searches(recording, serial, window)
    return [
        *_times(recording, serial_id, raft, units, datum, window),
        *_theory(recording, serial_id, found, first_gain(recording, raft, units, window[0])),
        *_geometry(recording, serial_id, found),
        _datum(recording, serial_id, raft, units, datum, window),
    ]


def _times(
    recording: Recording,
    serial_id: str,
    raft: str,
    units: list[str],
    datum: Reckoning | None,
    window: tuple[float, float],
) -> list[Measure]:
    """From the report until it was detected and until it was aboard."""
    cards = unit_cards(recording)
    since_s = datum.heard_s if datum else _NAN
    told_s = since_s - window[0]
    told = f"The report was heard {span_text(told_s)} after COMEX." if datum else "No report was heard."
    gain = first_gain(recording, raft, units, window[0])
    seen = "Nobody detected it."
    if gain:
        who, range_m = cards[gain[1]].label, gain[2]
        when = f"{span_text(gain[0] - since_s)} after the report" if gain[0] >= since_s else "before it was reported"
        seen = f"{who} detected it first, {when}, {length_text(range_m)} off."
    aboard = logged(recording, serial_id, "recovered")
    taken_s = aboard[0].time_s - since_s if aboard else _NAN
    saved = f"Aboard {cards[aboard[0].unit_id].label} {span_text(taken_s)} after the report." if aboard else ""
    leads = len(logged(recording, serial_id, "not the raft"))
    false = f"{count_words(leads, 'contact').capitalize()} closed that {'was' if leads == 1 else 'were'} not the raft."
    return [
        Measure(serial_id, "time_to_report", "", told_s, "s", told),
        Measure(serial_id, "time_to_detection", "", gain[0] - since_s if gain else _NAN, "s", seen),
        Measure(serial_id, "detection_range", "", gain[2] / NMI_M if gain else _NAN, "nmi", seen),
        Measure(serial_id, "time_to_recovery", "", taken_s, "s", saved or "It was not recovered."),
        Measure(serial_id, "false_leads", "", float(leads), "", false),
    ]


def _theory(
    recording: Recording, serial_id: str, found: list[Search], gain: tuple[float, str, float] | None
) -> list[Measure]:
    """What search theory gives for the ways steamed, beside what happened: perhaps before they were steamed."""
    if not found:
        return [Measure(serial_id, "detection_prob", "", _NAN, "%", "No search was laid.")]
    coverage = [search.coverage(recording) for search in found]
    least = any_prob(search.prob(recording) for search in found)
    most = any_prob(exhaustive_search_prob(one) for one in coverage)
    happened = "it was found" if logged(recording, serial_id, "recovered") else "it was not found"
    by_then_m = sum(search.way_m(recording, gain[0] if gain else math.inf) for search in found)
    if gain and by_then_m <= 0.1 * sum(search.way_m(recording) for search in found):
        happened = "it was detected on the way there, before any of that was searched"
    text = (
        f"By search theory {100.0 * least:.0f} % (random) to {100.0 * most:.0f} % (exhaustive) "
        f"if it lay in the box all the while; {happened}."
    )
    swept = f"{count_words(len(found), 'search', 'searches').capitalize()}, coverage factor "
    swept += ", ".join(f"{one:.2f}" for one in coverage) + f", by a sweep width of {found[-1].sweep_m / NMI_M:.1f} nmi."
    return [
        Measure(serial_id, "coverage_factor", "", sum(coverage), "", swept),
        Measure(serial_id, "detection_prob", "", 100.0 * least, "%", text),
    ]


def _geometry(recording: Recording, serial_id: str, found: list[Search]) -> list[Measure]:
    """How much of the boxes was covered, and how far apart the lanes were."""
    areas = [search.area_m2 for search in found]
    covered = [search.covered(recording) for search in found]
    total = sum(areas)
    share = sum(a * c for a, c in zip(areas, covered, strict=True)) / total if total else _NAN
    text = f"{100.0 * share:.0f} % of {total / NMI_M**2:.0f} nmi² came within half a sweep width of a ship."
    kept = [search.kept_spacing_m(recording) / NMI_M for search in found]
    ordered = mean(search.spacing_m / NMI_M for search in found)
    spacing = mean(kept)
    lanes = f"Lanes lay {spacing:.2f} nmi apart, {ordered:.2f} nmi at most ordered."
    return [
        Measure(serial_id, "area_searched", "", total / NMI_M**2, "nmi2", text if total else "No search was laid."),
        Measure(serial_id, "area_covered", "", 100.0 * share, "%", text if total else "No search was laid."),
        Measure(serial_id, "track_spacing", "", spacing, "nmi", lanes if spacing == spacing else "No two lanes."),
    ]


def _datum(
    recording: Recording,
    serial_id: str,
    raft: str,
    units: list[str],
    datum: Reckoning | None,
    window: tuple[float, float],
) -> Measure:
    """The datum's error when it was detected, or at the end."""
    if datum is None:
        return Measure(serial_id, "datum_error", "", _NAN, "nmi", "No report was heard, and no datum reckoned.")
    gain = first_gain(recording, raft, units, datum.heard_s)
    at_s = min(gain[0] if gain else window[1], window[1])
    error_m = datum_error_m(recording, datum, raft, at_s)
    first_m = datum_error_m(recording, datum, raft, datum.heard_s)
    when = "when it was detected" if gain else "at the end"
    text = f"The datum lay {length_text(first_m)} from the raft when it was reported, {length_text(error_m)} {when}."
    return Measure(serial_id, "datum_error", "", error_m / NMI_M, "nmi", text)


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: boxes, ways searched, the datum as reckoned and the raft as it drifted. Right: chance of detection by
    theory, and ranges to the raft."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    if window is None:
        return ""
    raft, units = raft_of(recording, serial_id), searchers(recording, serial_id)
    found, datum = searches(recording, serial, window), reckoning(recording, serial_id)
    alt = f"Tracks of {len(units)} searchers in {len(found)} boxes about the datum, and the raft's true drift"
    sketch = Sketch(1060, 470, f"{serial_id}: search and recovery", alt)
    _draw_chart(recording, sketch, serial_id, raft, units, found, datum, window)
    tones = unit_tones(recording)
    _draw_prob(recording, Panel(sketch, 610, 46, 380, 150, *window, 0.0, 100.0), serial_id, found)
    _draw_ranges(recording, Panel(sketch, 610, 266, 380, 150, *window, 0.0, 1.0), serial_id, raft, units, tones)
    return sketch.svg()


def _draw_chart(
    recording: Recording,
    sketch: Sketch,
    serial_id: str,
    raft: str,
    units: list[str],
    found: list[Search],
    datum: Reckoning | None,
    window: tuple[float, float],
) -> None:
    tones, aboard = unit_tones(recording), logged(recording, serial_id, "recovered")
    until_s = aboard[0].time_s if aboard else window[1]
    times = np.linspace(window[0], until_s, 60)
    true = positions(recording, raft, times)
    boxes = [_corners(search) for search in found]
    parts = [(true.lat_deg, true.lon_deg), *boxes]
    if datum:
        parts.append(datum.places(np.array([datum.at_s, until_s])))
    chart = TrackChart(sketch, 24, 40, 500, 400)
    chart.fit_places(np.concatenate([lat for lat, _ in parts]), np.concatenate([lon for _, lon in parts]), 4.0)
    marks = [("line", "danger", "raft, true"), ("dash", "ink", "datum, reckoned"), ("cross", "ink", "as reported")]
    legend(sketch, 24, 18, [*marks, ("ring", "danger", "recovered")] if aboard else marks)
    chart.frame(f"{serial_id}-chart")
    chart.land()
    for lat, lon in boxes:
        sketch.path(chart.outline(lat, lon), "areas", 1.2, "2 3")
    for unit in units:
        chart.track(recording, unit, *window, tones[unit], 0.7, "2 2", 0.55)
    for search in found:
        for unit, spans in search.spans.items():
            for begin, end in spans.tolist():
                chart.track(recording, unit, begin, end, tones[unit], 1.7)
    x, y = chart.pixels(true.lat_deg, true.lon_deg)
    sketch.polyline(x, y, "danger", 2.2)
    if datum:
        x, y = chart.pixels(*datum.places(np.linspace(datum.at_s, until_s, 20)))
        sketch.polyline(x, y, "ink", 1.6, "4 3")
        sketch.cross(float(x[0]), float(y[0]), 4.5, "ink", 1.6)
    if aboard:
        x, y = chart.pixels(true.lat_deg[-1:], true.lon_deg[-1:])
        sketch.circle(float(x[0]), float(y[0]), 6.0, tone="danger", width=1.8)
    chart.close()
    chart.names(recording, units, until_s, tones)


def _corners(search: Search) -> tuple[np.ndarray, np.ndarray]:
    """The box's corners, latitudes and longitudes (deg)."""
    along = math.radians(search.along_deg)
    half_nmi = 0.5 * search.side_m / NMI_M
    turns = np.array([(1, 1), (1, -1), (-1, -1), (-1, 1)], dtype=np.float64)
    north = half_nmi * (turns[:, 0] * math.cos(along) - turns[:, 1] * math.sin(along))
    east = half_nmi * (turns[:, 0] * math.sin(along) + turns[:, 1] * math.cos(along))
    lat = search.lat_deg + north / 60.0
    return lat, search.lon_deg + east / (60.0 * math.cos(math.radians(search.lat_deg)))


def _draw_prob(recording: Recording, panel: Panel, serial_id: str, found: list[Search]) -> None:
    """The chance of detection that random and exhaustive search of the same ways would have reached."""
    panel.y_axis("Chance of detection by search theory, %; for what lies in the box")
    times = np.linspace(panel.x_low, panel.x_high, 121)
    random = [100.0 * any_prob(s.prob(recording, t) for s in found if s.laid_s <= t) for t in times.tolist()]
    most = [
        100.0 * any_prob(exhaustive_search_prob(s.coverage(recording, t)) for s in found if s.laid_s <= t)
        for t in times.tolist()
    ]
    panel.curve(times, np.array(most), "accent", 1.3, "4 3")
    panel.curve(times, np.array(random), "accent", 1.8)
    ends = [(float(panel.y(most[-1])), "exhaustive", "accent"), (float(panel.y(random[-1])), "random", "accent")]
    end_labels(panel.sketch, panel.left + panel.width + 6, ends, panel.top, panel.top + panel.height)
    _draw_moments(recording, panel, serial_id, words=True)
    panel.frame()
    panel.time_axis(start_utc(recording), 6)


def _draw_ranges(
    recording: Recording, panel: Panel, serial_id: str, raft: str, units: list[str], tones: dict[str, str]
) -> None:
    """How far each searcher was from the raft."""
    from fleetex.measures.geometry import east_north_m

    cards, times = unit_cards(recording), np.linspace(panel.x_low, panel.x_high, 241)
    true = positions(recording, raft, times)
    curves = []
    for unit in units:
        own = positions(recording, unit, times)
        curves.append(np.hypot(*east_north_m(own.lat_deg, own.lon_deg, true.lat_deg, true.lon_deg)) / NMI_M)
    known = np.concatenate(curves) if curves else np.zeros(1)
    panel.y_high = nice_high(float(np.nanmax(known)) if np.isfinite(known).any() else 1.0)
    panel.y_axis("Range to the raft, nmi")
    ends = []
    for unit, curve in zip(units, curves, strict=True):
        panel.curve(times, curve, tones[unit], 1.5)
        ends.append((float(panel.y(curve[-1])), cards[unit].hull or cards[unit].short_name(12), tones[unit]))
    end_labels(panel.sketch, panel.left + panel.width + 6, ends, panel.top, panel.top + panel.height)
    _draw_moments(recording, panel, serial_id, words=False)
    panel.frame()
    panel.time_axis(start_utc(recording), 6)


def _draw_moments(recording: Recording, panel: Panel, serial_id: str, words: bool) -> None:
    """Upright lines: reported, sighted, aboard."""
    low = panel.top + panel.height
    moments = (("distress heard", "reported"), ("sighted", "sighted"), ("recovered", "aboard"))
    for line, (kind, word) in enumerate(moments):
        rows = logged(recording, serial_id, kind)
        if rows:
            x = float(panel.x(rows[0].time_s))
            panel.sketch.line(x, panel.top, x, low, "danger", 1.0, "2 3")
            if words:
                late = x > panel.left + 0.85 * panel.width
                at, anchor = (x - 3, "end") if late else (x + 3, "start")
                panel.sketch.text(at, panel.top + 10 + 13 * line, word, 10.5, "danger", anchor, halo="panel")
