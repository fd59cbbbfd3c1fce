"""ASWEX-SIM: was what stands for the submarine found, when, and what theory says of so much searching; the figure.

A towed target or a reflector is found by a contact of a hunter's sonar, a bearing included; a submarine on paper by a
hunter who passes within `detect_within` of it. What is swept is twice `detect_within` wide in each mode.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.casex_weapons import draw_runs, salvoes_of, weapon_measures
from fleetex.measures.intervals import Spans, clipped, length_s, union
from fleetex.measures.lateral import Pass, fitted, passes_of
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, nice_high
from fleetex.measures.range_curves import draw_curves
from fleetex.measures.reading import (
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
from fleetex.measures.values import Measure, count_words, of_words, span_text
from fleetex.physics.search import (
    coverage_factor,
    definite_range_sweep_width,
    exhaustive_search_prob,
    inverse_cube_lateral_prob,
    inverse_cube_parallel_prob,
    random_search_mean_time,
    random_search_prob,
)
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import EARTH_RADIUS_M, HOUR_S, NMI_M

STEP_S = 30.0
AT_CALL_M = 1.0 * NMI_M
"""A call counts as prosecuted when a hunter has come so near to it."""
LEAST_WAY_M = 1.0 * NMI_M
"""Of a shorter search theory says nothing."""
_WITHIN_M = 2.0 * NMI_M
"""Where the serial does not say (the kind's own default)."""

Floats = NDArray[np.float64]
Window = tuple[float, float]


@dataclass(frozen=True)
class Search:
    """What the measures of one serial rest on."""

    recording: Recording
    serial_id: str
    window: Window
    params: dict[str, Any]
    hunters: list[str]
    targets: list[str]
    tower: list[str]

    @property
    def scripted(self) -> bool:
        return self.params.get("mode") == "scripted"

    @property
    def within_m(self) -> float:
        found = self.params.get("detect_within", _WITHIN_M)
        return float(found) if isinstance(found, int | float) else _WITHIN_M


def search_of(recording: Recording, serial: dict[str, Any]) -> Search | None:
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    roles = participants(recording, serial_id)
    hunters = roles.get("hunters", [])
    if window is None or not hunters:
        return None
    params = figures_of(str(serial.get("params", "")))
    return Search(recording, serial_id, window, params, hunters, roles.get("target", []), roles.get("tower", []))


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    search = search_of(recording, serial)
    if search is None:
        return []
    found = first_found(search)
    return [
        *_detected(search, found),
        *_effort(search, serial, found),
        *_passes(search),
        *_calls(search),
        *_reflectors(search),
        *_attacks(search),
        *weapon_measures(recording, serial, search.window, search.hunters, "target"),
    ]


def phantom(search: Search, time_s: Floats) -> tuple[Floats, Floats] | None:
    """Latitudes and longitudes of the submarine on paper, as control began it; None if there is none."""
    row = next(iter(logged(search.recording, search.serial_id, "on paper")), None)
    if row is None:
        return None
    names = ("lat_deg", "lon_deg", "turn_lat_deg", "turn_lon_deg")
    lat, lon, turn_lat, turn_lon = (row.number(name) for name in names)
    length_m = float(
        ranges_and_bearings(np.array([lat]), np.array([lon]), np.array([turn_lat]), np.array([turn_lon]))[0][0]
    )
    gone_m = np.maximum(time_s - row.time_s, 0.0) * row.number("speed_mps")
    share = 1.0 - np.abs(gone_m % (2.0 * length_m) - length_m) / length_m if length_m > 1.0 else np.zeros_like(time_s)
    return lat + share * (turn_lat - lat), lon + share * (turn_lon - lon)


def first_found(search: Search) -> tuple[float, str, float] | None:
    """(When, by whom, how far off) it was first found."""
    if search.scripted:
        return _passed(search)
    return min((gain for target in search.targets for gain in _heard(search, target)), default=None)


def _heard(search: Search, target: str) -> list[tuple[float, str, float]]:
    """(When, by whom, how far off) a hunter's sonar gained a contact of a target in the serial's window."""
    sensors, rows = search.recording.table("sensors"), search.recording.table("contacts")
    names = zip(sensors["unit_id"].tolist(), sensors["sensor_id"].tolist(), sensors["kind"].tolist(), strict=True)
    sonars = {(unit, sensor) for unit, sensor, kind in names if "sonar" in kind and unit in search.hunters}
    mine = (rows["target_id"] == target) & (rows["change"] == "gained")
    mine &= (rows["time_s"] >= search.window[0]) & (rows["time_s"] <= search.window[1])
    columns = ("time_s", "unit_id", "sensor_id", "range_m")
    each = zip(*(rows[name][mine].tolist() for name in columns), strict=True)
    return [(time_s, unit, range_m) for time_s, unit, sensor, range_m in each if (unit, sensor) in sonars]


def _passed(search: Search) -> tuple[float, str, float] | None:
    """The first hunter who came within `detect_within` of the submarine on paper."""
    each = (_passed_by(search, unit_id) for unit_id in search.hunters)
    return min((gain for gain in each if gain is not None), default=None)


def _passed_by(search: Search, unit_id: str) -> tuple[float, str, float] | None:
    """When one hunter did, and how far off."""
    time_s = np.arange(search.window[0], search.window[1], STEP_S)
    there = phantom(search, time_s)
    if there is None:
        return None
    own = positions(search.recording, unit_id, time_s)
    range_m, _ = ranges_and_bearings(own.lat_deg, own.lon_deg, *there)
    near = np.flatnonzero(range_m <= search.within_m)
    return (float(time_s[near[0]]), unit_id, float(range_m[near[0]])) if near.size else None


def _name(search: Search, unit_id: str) -> str:
    cards = unit_cards(search.recording)
    return cards[unit_id].name if unit_id in cards else unit_id


def _detected(search: Search, found: tuple[float, str, float] | None) -> list[Measure]:
    if found is None:
        none = "Nobody found what stood for the submarine."
        return [
            Measure(search.serial_id, "detected", "", 0.0, "", none),
            Measure(search.serial_id, "first_detection", "", float("nan"), "s", none),
            Measure(search.serial_id, "detection_range", "", float("nan"), "nmi", none),
        ]
    time_s, unit_id, range_m = found
    after_s = time_s - search.window[0]
    text = f"{_name(search, unit_id)} found it {span_text(after_s)} after COMEX, at {range_m / NMI_M:.1f} nmi."
    if search.scripted:
        near = f"within {search.within_m / NMI_M:.1f} nmi of the submarine on paper"
        text = f"{_name(search, unit_id)} came first {near}, {span_text(after_s)} after COMEX: so near counts as found."
    return [
        Measure(search.serial_id, "detected", "", 1.0, "", text),
        Measure(search.serial_id, "first_detection", "", after_s, "s", text),
        Measure(search.serial_id, "detection_range", "", range_m / NMI_M, "nmi", text),
    ]


def _effort(search: Search, serial: dict[str, Any], found: tuple[float, str, float] | None) -> list[Measure]:
    """How much was swept while there was something to find, until it was found or to the end, and what theory says."""
    spans = searched_spans(search, found)
    each_m = [distance_m(search.recording, unit, *span) for unit in search.hunters for span in spans.tolist()]
    way_m, hunters = sum(each_m), count_words(len(search.hunters), "hunter").capitalize()
    text = f"{hunters} steamed {way_m / NMI_M:.0f} nmi in the search"
    text += ", until it was found." if found is not None else ", to its end."
    if way_m < LEAST_WAY_M:
        text = "It was found before a hunter had searched for as much as a mile." if found is not None else ""
        text = text or "No hunter searched for as much as a mile."
    measures = [Measure(search.serial_id, "track_searched", "", way_m / NMI_M, "nmi", text)]
    area_m2 = area_size_m2(search.recording, str(serial["area_id"]))
    if not area_m2 > 0.0:
        return measures
    width_m = definite_range_sweep_width(search.within_m)
    coverage = coverage_factor(width_m, way_m, 1.0, area_m2)
    low, high = 100.0 * random_search_prob(coverage), 100.0 * exhaustive_search_prob(coverage)
    between = 100.0 * inverse_cube_parallel_prob(coverage)
    speed_mps = way_m / max(length_s(spans), 1.0)
    enough = way_m >= LEAST_WAY_M
    mean_s = random_search_mean_time(width_m, speed_mps, area_m2) if enough else float("nan")
    theory = f"Of a sweep {width_m / NMI_M:.1f} nmi wide, so much searching finds {low:.0f} % at random, "
    theory += f"{between:.0f} % by even sweeps of an eye that fades with range, {high:.0f} % at best"
    theory += f"; at random it takes {span_text(mean_s)} on average."
    if not enough:
        theory = "Theory has nothing to say of so short a search."
    return [
        *measures,
        Measure(search.serial_id, "coverage", "", coverage, "", theory),
        Measure(search.serial_id, "random_search", "", low, "%", theory),
        Measure(search.serial_id, "inverse_cube_search", "", between, "%", theory),
        Measure(search.serial_id, "exhaustive_search", "", high, "%", theory),
        Measure(search.serial_id, "random_search_time", "", mean_s / HOUR_S, "h", theory),
    ]


def _passes(search: Search) -> list[Measure]:
    """The passes by what was to be found, each hunter's until she found it, and the sweep width that fits them."""
    passes = [one for unit in search.hunters for one in _of_hunter(search, unit)]
    found = sum(one.found for one in passes)
    if not passes:
        return [Measure(search.serial_id, "passes", "", 0.0, "", "No hunter passed what was to be found.")]
    nearest, farthest = (f"{most(one.lateral_m for one in passes) / NMI_M:.1f}" for most in (min, max))
    abeam = nearest if nearest == farthest else f"{nearest} to {farthest}"
    text = f"It was found on {of_words(found, len(passes), 'pass', 'passes')}, {abeam} nmi abeam."
    counted = Measure(search.serial_id, "passes", "", float(len(passes)), "", text)
    fit = None if search.scripted else fitted(passes)  # on paper the law is known: found within so much, never beyond
    if fit is None:
        return [counted]
    widths = (
        f"So the hunters swept {fit.inverse_cube_m / NMI_M:.1f} nmi if their chance falls with the inverse cube of "
    )
    widths += (
        f"range, {fit.normal_m / NMI_M:.1f} nmi by a normal curve, {fit.triangle_m / NMI_M:.1f} nmi by a triangle."
    )
    measures = [
        counted,
        Measure(search.serial_id, "sweep_width_inverse_cube", "", fit.inverse_cube_m / NMI_M, "nmi", widths),
        Measure(search.serial_id, "sweep_width_normal", "", fit.normal_m / NMI_M, "nmi", widths),
        Measure(search.serial_id, "sweep_width_triangle", "", fit.triangle_m / NMI_M, "nmi", widths),
    ]
    spacing_m = search.params.get("track_spacing")
    if isinstance(spacing_m, int | float) and spacing_m > 0.0:
        share = 100.0 * inverse_cube_lateral_prob(fit.inverse_cube_m, 0.5 * spacing_m)
        between = f"Of such a width, one pass midway between two tracks finds {share:.0f} %."
        measures.append(Measure(search.serial_id, "midway_prob", "", share, "%", between))
    return measures


def _of_hunter(search: Search, unit_id: str) -> list[Pass]:
    """One hunter's passes by each thing to be found."""
    if search.scripted:
        if phantom(search, np.array([search.window[0]])) is None:
            return []
        gained = [gain for gain in (_passed_by(search, unit_id),) if gain is not None]
        return _passes_by(search, unit_id, lambda time_s: _placed(phantom(search, time_s)), gained)
    return [
        one
        for target in search.targets
        for one in _passes_by(
            search,
            unit_id,
            partial(_whereabouts, search.recording, target),
            [gain for gain in _heard(search, target) if gain[1] == unit_id],
        )
    ]


def _passes_by(
    search: Search,
    unit_id: str,
    target: Callable[[Floats], tuple[Floats, Floats]],
    gained: list[tuple[float, str, float]],
) -> list[Pass]:
    gain = min(gained, default=None)
    spans = [(float(begin), float(end)) for begin, end in searched_spans(search, gain).tolist()]
    return passes_of(search.recording, unit_id, target, spans, gain[0] if gain is not None else float("nan"))


def _placed(there: tuple[Floats, Floats] | None) -> tuple[Floats, Floats]:
    assert there is not None
    return there


def _whereabouts(recording: Recording, target: str, time_s: Floats) -> tuple[Floats, Floats]:
    state = positions(recording, target, time_s)
    return state.lat_deg, state.lon_deg


def searched_spans(search: Search, found: tuple[float, str, float] | None) -> Spans:
    """When there was something to be found and nobody had found it yet; a reflector is there while it echoes."""
    begin_s, end_s = search.window
    there = np.array([search.window])
    if search.params.get("mode") == "bubble":
        laid = logged(search.recording, search.serial_id, "reflector laid")
        there = np.array([(row.time_s, row.time_s + row.number("seconds")) for row in laid]).reshape(-1, 2)
    return clipped(union(there), begin_s, end_s if found is None else found[0])


def area_size_m2(recording: Recording, area_id: str) -> float:
    """Size of an area of the recording: a circle's, or a polygon's in the plane about its first point; 0 of a line."""
    table = recording.table("areas")
    rows = np.flatnonzero(table["area_id"] == area_id)
    rows = rows[np.argsort(table["point"][rows])]
    if rows.size == 0:
        return 0.0
    radius_m = float(table["radius_m"][rows[0]])
    if rows.size == 1:
        return float(np.pi * radius_m**2)
    lat, lon = np.radians(table["lat_deg"][rows]), np.radians(table["lon_deg"][rows])
    east = EARTH_RADIUS_M * np.cos(lat.mean()) * np.angle(np.exp(1j * (lon - lon[0])))
    north = EARTH_RADIUS_M * (lat - lat[0])
    if rows.size == 2 or radius_m > 0.0:
        return float(2.0 * radius_m * np.hypot(np.diff(east), np.diff(north)).sum())
    return float(0.5 * abs(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north)))


def _calls(search: Search) -> list[Measure]:
    """How many of control's calls were prosecuted, and how soon."""
    calls = logged(search.recording, search.serial_id, "scripted call")
    if not calls:
        return []
    spans = []
    for call in calls:
        time_s = np.arange(call.time_s, search.window[1], STEP_S)
        near = []
        for unit_id in search.hunters if time_s.size else ():
            own = positions(search.recording, unit_id, time_s)
            place = np.full(time_s.shape, call.number("lat_deg")), np.full(time_s.shape, call.number("lon_deg"))
            at = np.flatnonzero(ranges_and_bearings(own.lat_deg, own.lon_deg, *place)[0] <= AT_CALL_M)
            near += [float(time_s[at[0]] - call.time_s)] if at.size else []
        spans += [min(near)] if near else []
    text = f"{of_words(len(spans), len(calls), 'call')} reached within {AT_CALL_M / NMI_M:.0f} nmi"
    text += f", {span_text(mean(spans))} after it on average." if spans else "."
    return [
        Measure(search.serial_id, "calls", "", float(len(calls)), "", text),
        Measure(search.serial_id, "calls_reached", "", 100.0 * len(spans) / len(calls), "%", text),
        Measure(search.serial_id, "time_to_call", "", mean(spans), "s", text),
    ]


def _reflectors(search: Search) -> list[Measure]:
    """How many reflectors a sonar found: none of them is a submarine."""
    if search.params.get("mode") != "bubble":
        return []
    held = [target for target in search.targets if _heard(search, target)]
    text = f"{of_words(len(held), len(search.targets), 'reflector')} found by a hunter's sonar."
    return [Measure(search.serial_id, "false_targets", "", float(len(held)), "", text)]


def _attacks(search: Search) -> list[Measure]:
    """How often what stood for the submarine was attacked; on paper alone there is nothing to attack."""
    if search.scripted:
        return []
    rows = logged(search.recording, search.serial_id, "attack")
    armed = sum(bool(row.values.get("weapon")) for row in rows)
    text = f"{count_words(len(rows), 'attack' if armed else 'simulated attack').capitalize()} made on it"
    some = f", {count_words(armed, 'of them', 'of them')}" if armed < len(rows) else ", all" if armed > 1 else ""
    text += f"{some} with a practice weapon." if armed else "."
    return [Measure(search.serial_id, "attacks", "", float(len(rows)), "", text if rows else "No attack was made.")]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: hunters' tracks beside what was hunted, control's calls, what torpedoes ran. Right: how far off it was."""
    search = search_of(recording, serial)
    if search is None:
        return ""
    alt = f"Tracks of {count_words(len(search.hunters), 'hunter')} and of what they searched for"
    sketch = Sketch(1060, 470, f"{search.serial_id}: search without a submarine", alt)
    chart = TrackChart(sketch, 24, 14, 430, 430)
    tones = unit_tones(recording)
    shown = [*search.hunters, *search.tower, *search.targets]
    chart.fit(recording, shown, *search.window)
    chart.frame(f"{search.serial_id}-search")
    chart.land()
    for unit_id in search.hunters:
        chart.track(recording, unit_id, *search.window, tones.get(unit_id, "neutral"), 1.2, opacity=0.7)
    for unit_id in search.targets:
        chart.track(recording, unit_id, *search.window, "neutral", 2.0)
    time_s = np.linspace(*search.window, 400)
    there = phantom(search, time_s)
    if there is not None:
        sketch.polyline(*chart.pixels(*there), "neutral", 2.0, "4 3")
    for call in logged(recording, search.serial_id, "scripted call"):
        x, y = chart.pixels(np.array([call.number("lat_deg")]), np.array([call.number("lon_deg")]))
        if np.isfinite(x[0]) and np.isfinite(y[0]):
            sketch.cross(float(x[0]), float(y[0]), 5.0, "danger", 1.8)
    draw_runs(chart, salvoes_of(recording, search.serial_id))
    chart.close()
    chart.names(
        recording,
        [*search.hunters, *search.targets],
        search.window[1],
        {**tones, **dict.fromkeys(search.targets, "neutral")},
    )
    _draw_ranges(search, sketch, time_s, there)
    return sketch.svg()


def _draw_ranges(search: Search, sketch: Sketch, time_s: Floats, there: tuple[Floats, Floats] | None) -> None:
    ranges = {}
    for unit_id in search.hunters:
        own = positions(search.recording, unit_id, time_s)
        others = [there] if there is not None else []
        for target in search.targets:
            place = positions(search.recording, target, time_s)
            others.append((place.lat_deg, place.lon_deg))
        if others:
            each = [ranges_and_bearings(own.lat_deg, own.lon_deg, *other)[0] / NMI_M for other in others]
            ranges[unit_id] = np.min(np.stack(each), axis=0)
    if not ranges:
        return
    far = float(np.nanmax(np.stack(list(ranges.values()))))
    panel = Panel(sketch, 560, 46, 402, 300, *search.window, 0.0, nice_high(far))
    panel.y_axis("range of what is hunted, nmi", 5)
    draw_curves(search.recording, panel, time_s, ranges)
    panel.frame()
    panel.time_axis(start_utc(search.recording), 6)
