"""INTERCEPT: from entry to scramble and to identification, closest distances, share of the zone time with an escort,
hand-overs; the figure of who met whom where, and when.
"""

import math
from typing import Any

import numpy as np

from fleetex.measures.air_chart import bar, draw_zones, name_zones
from fleetex.measures.airpatrol import flights_s
from fleetex.measures.airspace import Zone, every_area, in_zone_s, is_inside, moments, zones
from fleetex.measures.intervals import length_s, no_spans, union
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, legend
from fleetex.measures.reading import (
    Floats,
    LogRow,
    flies,
    logged,
    mean,
    participants,
    serial_window,
    start_utc,
    unit_cards,
)
from fleetex.measures.sketch import Sketch
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, names_text, on_average, span_text
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import HOUR_S, MINUTE_S, NMI_M

_NAN = float("nan")
ESCORT_M = 5.0 * NMI_M
"""A fighter within this of a stranger escorts him (design value)."""
ROW_PX = 24.0


def zone_of(recording: Recording, serial: dict[str, Any]) -> Zone | None:
    """The zone that the serial watches."""
    return next((zone for zone in every_area(recording) if zone.area_id == serial["area_id"]), None)


def fighters(recording: Recording, serial_id: str) -> list[str]:
    return participants(recording, serial_id).get("alert", [])


def strangers(recording: Recording, serial_id: str) -> list[str]:
    """Aircraft of other sides than the controller's."""
    parts, cards = participants(recording, serial_id), unit_cards(recording)
    ours = {cards[unit].side for units in parts.values() for unit in units}
    return [unit for unit, card in cards.items() if card.side not in ours and flies(recording, unit)]


def by_group(recording: Recording, serial_id: str, kind: str) -> dict[int, LogRow]:
    """The first line of a kind for each group."""
    found: dict[int, LogRow] = {}
    for row in logged(recording, serial_id, kind):
        number = row.number("group")
        if number == number:
            found.setdefault(int(number), row)
    return found


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id, zone = str(serial["serial_id"]), zone_of(recording, serial)
    return [
        *_groups(recording, serial_id),
        *_times(recording, serial_id),
        *_near(recording, serial_id, window),
        *_zone_time(recording, serial_id, zone, window),
        *_hand_overs(recording, serial_id),
        *_trouble(recording, serial_id, window),
    ]


def _groups(recording: Recording, serial_id: str) -> list[Measure]:
    """How many groups were seen, came into the zone, were identified."""
    seen = [row for row in logged(recording, serial_id, "group detected") if not row.number("parent") > 0.0]
    entered = logged(recording, serial_id, "group entered")
    known = logged(recording, serial_id, "identified")
    far = mean([row.number("range_m") for row in seen])
    first = f"{count_words(len(seen), 'group').capitalize()} of strangers seen"
    first += f", at {length_text(far)}{on_average(len(seen))}."
    came = f"{count_words(len(entered), 'group').capitalize()} came into the zone"
    parents = by_group(recording, serial_id, "group detected")
    there = {row.number("group") for row in entered}
    parted = sum(parents[n].number("parent") in there for n in map(int, sorted(there)) if n in parents)
    came += f", {count_words(parted, 'of them', 'of them')} parted from another there." if parted else "."
    told = f"{count_words(len(known), 'identification').capitalize()} by eye."
    return [
        Measure(serial_id, "groups_seen", "", float(len(seen)), "", first if seen else "No stranger was seen."),
        Measure(serial_id, "detection_range", "", far / NMI_M, "nmi", first if seen else "No stranger was seen."),
        Measure(serial_id, "groups_entered", "", float(len(entered)), "", came),
        Measure(serial_id, "identifications", "", float(len(known)), "", told),
    ]


def _times(recording: Recording, serial_id: str) -> list[Measure]:
    """From a group's entry, as the controller saw it, to the first scramble and to its identification."""
    entered, scrambled = by_group(recording, serial_id, "group entered"), by_group(recording, serial_id, "scramble")
    known = by_group(recording, serial_id, "identified")
    rolled = [scrambled[n].time_s - row.time_s for n, row in entered.items() if n in scrambled]
    told = [known[n].time_s - row.time_s for n, row in entered.items() if n in known]
    first = _after("Scrambled", rolled) if rolled else "Nobody was scrambled."
    second = _after("Identified", told) if told else "Nobody was identified."
    up = [row.time_s for row in logged(recording, serial_id, "identified")]
    ordered = [row.time_s for row in logged(recording, serial_id, "scramble")]
    whole = [at - max(before) for at in up if (before := [o for o in ordered if o <= at])]
    text = f"{span_text(mean(whole))} from the order to scramble to the identification{on_average(len(whole))}."
    return [
        Measure(serial_id, "entry_to_scramble", "", mean(rolled) / MINUTE_S, "min", first),
        Measure(serial_id, "entry_to_identification", "", mean(told) / MINUTE_S, "min", second),
        Measure(
            serial_id,
            "scramble_to_identification",
            "",
            mean(whole) / MINUTE_S,
            "min",
            text if whole else "Nobody was identified.",
        ),
    ]


def _after(what: str, spans: list[float]) -> str:
    value = mean(spans)
    when = "before" if value < 0.0 else "after"
    return f"{what} {span_text(abs(value))} {when} a group came into the zone{on_average(len(spans))}."


def _near(recording: Recording, serial_id: str, window: tuple[float, float]) -> list[Measure]:
    """The least slant distance of a fighter to a stranger; how near they were when they identified, in truth."""
    cards, best = unit_cards(recording), (_NAN, "", "")
    for unit in fighters(recording, serial_id):
        for other in strangers(recording, serial_id):
            near_m = float(np.nanmin(apart_m(recording, unit, other, window), initial=math.inf))
            if near_m < math.inf and not best[0] <= near_m:
                best = near_m, unit, other
    text = "No fighter was in the air with a stranger."
    if best[1]:
        text = (
            f"{cards[best[1]].label} came within {length_text(best[0])} of {cards[best[2]].label}, the closest of all."
        )
    ranges = [identified_at_m(recording, serial_id, row) for row in logged(recording, serial_id, "identified")]
    said = f"Identified at {length_text(mean(ranges))}{on_average(len(ranges))}."
    return [
        Measure(serial_id, "closest_distance", "", best[0], "m", text),
        Measure(serial_id, "identification_range", "", mean(ranges), "m", said if ranges else "Nobody was identified."),
    ]


def identified_at_m(recording: Recording, serial_id: str, row: LogRow) -> float:
    """How far the nearest stranger was from a pilot in truth when he said that he had identified one."""
    others = strangers(recording, serial_id)
    window = (row.time_s, row.time_s)
    return min((float(apart_m(recording, row.unit_id, other, window)[0]) for other in others), default=_NAN)


def apart_m(recording: Recording, unit: str, other: str, window: tuple[float, float]) -> Floats:
    """Slant distance of two aircraft at each moment of a window; NaN unless both are in the air."""
    _, own = moments(recording, unit, *window)
    _, at = moments(recording, other, *window)
    ground, _ = ranges_and_bearings(own.lat_deg, own.lon_deg, at.lat_deg, at.lon_deg)
    up = (own.height_m > 0.0) & (at.height_m > 0.0)
    return np.where(up, np.hypot(ground, own.height_m - at.height_m), np.nan)


def _zone_time(recording: Recording, serial_id: str, zone: Zone | None, window: tuple[float, float]) -> list[Measure]:
    """How long strangers were in the zone, and the share of it with a fighter near one of them there."""
    if zone is None:
        return []
    others, ours = strangers(recording, serial_id), fighters(recording, serial_id)
    spells = union(np.vstack([no_spans(), *(in_zone_s(recording, zone, unit, window) for unit in others)]))
    seconds = length_s(spells)
    if not seconds:
        none = "No stranger was in the zone."
        return [
            Measure(serial_id, "zone_time", "", 0.0, "min", none),
            Measure(serial_id, "escorted_share", "", _NAN, "%", none),
        ]
    inside_any = np.zeros(moments(recording, others[0], *window)[0].shape, dtype=np.bool_)
    near_any = inside_any.copy()
    for other in others:
        inside = is_inside(zone, moments(recording, other, *window)[1])
        inside_any |= inside
        for unit in ours:
            near_any |= inside & (apart_m(recording, unit, other, window) <= ESCORT_M)
    share = 100.0 * float(near_any.sum()) / float(inside_any.sum()) if inside_any.any() else _NAN
    text = (
        f"Strangers were in the zone for {span_text(seconds)}; a fighter was within {ESCORT_M / NMI_M:.0f} nmi of one "
    )
    text += f"for {share:.0f} % of it."
    return [
        Measure(serial_id, "zone_time", "", seconds / MINUTE_S, "min", text),
        Measure(serial_id, "escorted_share", "", share, "%", text),
    ]


def _hand_overs(recording: Recording, serial_id: str) -> list[Measure]:
    """Who took over from whom, and how long nobody was with them between."""
    overs = logged(recording, serial_id, "hand-over")
    home = {row.unit_id: row.time_s for row in logged(recording, serial_id, "goes home")}
    gaps = [max(0.0, row.time_s - home.get(row.word("relieved"), row.time_s)) for row in overs]
    text = f"{count_words(len(overs), 'hand-over').capitalize()}; nobody was with them for {span_text(mean(gaps))}"
    text += f"{on_average(len(gaps))} between."
    none = "No pair took over from another."
    return [
        Measure(serial_id, "hand_overs", "", float(len(overs)), "", text if overs else none),
        Measure(serial_id, "hand_over_gap", "", mean(gaps) / MINUTE_S, "min", text if overs else none),
    ]


def _trouble(recording: Recording, serial_id: str, window: tuple[float, float]) -> list[Measure]:
    """Who could not go and why, who went home on fuel, how long fighters flew."""
    cards = unit_cards(recording)
    unable = logged(recording, serial_id, "pair unable")
    whys = [f"{cards[row.other_id or row.word('other')].label}: {row.word('reason')}" for row in unable]
    nobody = logged(recording, serial_id, "nobody left")
    fuel = [row for row in logged(recording, serial_id, "goes home") if row.word("reason") == "fuel"]
    names = names_text([cards[row.unit_id].label for row in fuel])
    flown = sum(length_s(flights_s(recording, serial_id, unit, window)) for unit in fighters(recording, serial_id))
    said = f"{'; '.join(whys)}." if whys else "Every pair that was sent went."
    left = f"{count_words(len(nobody), 'time').capitalize()} nobody was left to be sent."
    home = f"Went home on fuel: {names}." if fuel else "Nobody had to go home early for fuel."
    return [
        Measure(serial_id, "pairs_unable", "", float(len(unable)), "", said),
        Measure(serial_id, "nobody_left", "", float(len(nobody)), "", left if nobody else "Somebody was always there."),
        Measure(serial_id, "home_on_fuel", "", float(len(fuel)), "", home),
        Measure(serial_id, "fighter_hours", "", flown / HOUR_S, "h", f"Fighters flew {span_text(flown)} in all."),
    ]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: the strangers' ways, the fighters', and where they were identified. Right: who was where when."""
    window = serial_window(recording, serial)
    if window is None:
        return ""
    serial_id = str(serial["serial_id"])
    ours, zone = fighters(recording, serial_id), zone_of(recording, serial)
    others = [unit for unit in strangers(recording, serial_id) if _comes_near(recording, zone, unit, window)]
    rows = len(ours) + len(others)
    height = max(500.0, 60.0 + rows * ROW_PX + 60.0)
    alt = f"Ways of {len(others)} strangers and {len(ours)} fighters, and when they met"
    sketch = Sketch(1060, height, f"{serial_id}: who met whom, and when", alt)
    chart, tones = TrackChart(sketch, 24, 14, 500, 460), unit_tones(recording)
    _fit(chart, recording, zone, ours, window)
    chart.frame(f"{serial_id}-intercept")
    chart.land()
    draw_zones(chart, zones(recording))
    for unit in others:
        chart.track(recording, unit, *window, tones[unit], 1.2)
    for unit in ours:
        chart.track(recording, unit, *window, tones[unit], 1.6, "4 3")
    chart.close()
    _mark_identifications(recording, chart, serial_id)
    name_zones(chart, zones(recording))
    _draw_times(recording, sketch, serial_id, zone, others, ours, window)
    return sketch.svg()


def _comes_near(recording: Recording, zone: Zone | None, unit: str, window: tuple[float, float]) -> bool:
    return zone is None or bool(in_zone_s(recording, zone, unit, window).size)


def _fit(
    chart: TrackChart, recording: Recording, zone: Zone | None, ours: list[str], window: tuple[float, float]
) -> None:
    """Show the zone and the fighters."""
    at = [positions(recording, unit, np.linspace(*window, 120)) for unit in ours]
    lats = [state.lat_deg for state in at] + ([] if zone is None else [zone.lat_deg])
    lons = [state.lon_deg for state in at] + ([] if zone is None else [zone.lon_deg])
    chart.fit_places(np.concatenate(lats), np.concatenate(lons))


def _mark_identifications(recording: Recording, chart: TrackChart, serial_id: str) -> None:
    """A ring where each pilot identified, with the time."""
    begun = start_utc(recording)
    for row in logged(recording, serial_id, "identified"):
        at = positions(recording, row.unit_id, np.array([row.time_s]))
        x, y = (float(value[0]) for value in chart.pixels(at.lat_deg, at.lon_deg))
        if chart.inside(x, y):
            chart.sketch.circle(x, y, 5.0, tone="ink", width=1.8)
            minutes = round((begun.hour * 60 + begun.minute) + row.time_s / MINUTE_S) % 1440
            chart.label(x, y, f"identified {minutes // 60:02d}:{minutes % 60:02d}Z", "ink", 10.5)


def _draw_times(
    recording: Recording,
    sketch: Sketch,
    serial_id: str,
    zone: Zone | None,
    others: list[str],
    ours: list[str],
    window: tuple[float, float],
) -> None:
    cards, tones = unit_cards(recording), unit_tones(recording)
    panel = Panel(sketch, 690, 52, 340, (len(others) + len(ours)) * ROW_PX, *window, 0.0, 1.0)
    marks = [("bar", "areas", "in the zone"), ("bar", "done", "in the air"), ("bar", "ink2", "with them")]
    legend(sketch, 560, 22, [*marks, ("tick", "ink", "scramble"), ("ring", "ink", "identified")])
    y = panel.top
    for unit in others:
        sketch.text(panel.left - 8, y + 15, cards[unit].short_label(20), 11, tones[unit], "end")
        spells = in_zone_s(recording, zone, unit, window) if zone is not None else no_spans()
        for begin_s, end_s in spells.tolist():
            bar(panel, y + 6, begin_s, end_s, "areas")
        y += ROW_PX
    scrambled = [(row.time_s, row.word("other")) for row in logged(recording, serial_id, "scramble")]
    for unit in ours:
        sketch.text(panel.left - 8, y + 15, cards[unit].short_label(20), 11, tones[unit], "end")
        for begin_s, end_s in flights_s(recording, serial_id, unit, window).tolist():
            bar(panel, y + 6, begin_s, end_s, "done")
        for begin_s, end_s in _with_them(recording, unit, others, window):
            bar(panel, y + 8, begin_s, end_s, tones[unit], 8.0)
        for time_s, leader in scrambled:
            if leader == unit:
                x = float(panel.x(time_s))
                sketch.line(x, y + 2, x, y + 21, "ink", 1.6)
        for row in logged(recording, serial_id, "identified"):
            if row.unit_id == unit:
                sketch.circle(float(panel.x(row.time_s)), y + 12, 4.0, "panel", "ink", 1.6)
        y += ROW_PX
    panel.frame()
    panel.time_axis(start_utc(recording), 5)


def _with_them(
    recording: Recording, unit: str, others: list[str], window: tuple[float, float]
) -> list[tuple[float, float]]:
    """Spells in which a fighter was within the escort's distance of a stranger."""
    time_s, _ = moments(recording, unit, *window)
    near = np.zeros(time_s.shape, dtype=np.bool_)
    for other in others:
        near |= apart_m(recording, unit, other, window) <= ESCORT_M
    edges = np.diff(np.concatenate(([0], near.astype(np.int8), [0])))
    begins, ends = np.flatnonzero(edges == 1), np.minimum(np.flatnonzero(edges == -1), time_s.size - 1)
    return list(zip(time_s[begins].tolist(), time_s[ends].tolist(), strict=True))
