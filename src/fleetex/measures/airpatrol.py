"""AIRPATROL: the rendezvous, time on the route and in each zone, distance to national airspace, escort; the figure of
the route through the zones, and of who flew when.
"""

from typing import Any

import numpy as np

from fleetex.measures.air_chart import bar, draw_zones, name_zones, times_on_track
from fleetex.measures.airspace import Zone, distance_to_m, in_zone_s, moments, zones
from fleetex.measures.intervals import clipped, length_s, no_spans, union
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, legend
from fleetex.measures.reading import (
    Floats,
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
from fleetex.measures.values import Measure, count_words, length_text, names_text, of_words, on_average, span_text
from fleetex.record.positions import ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import MINUTE_S, NMI_M
from fleetex.vocabulary import AreaUse

_NAN = float("nan")
ROLES = ("lead", "wing", "escort", "early_warning", "tanker")
NEAR_M = 10.0 * NMI_M
"""An escort within this of the lead covers him (design value)."""
ROW_PX = 26.0


def fliers(recording: Recording, serial_id: str) -> list[str]:
    """Who flies, in the order of the roles."""
    parts = participants(recording, serial_id)
    return [unit for role in ROLES for unit in parts.get(role, [])]


def route_window(recording: Recording, serial_id: str, window: tuple[float, float]) -> tuple[float, float] | None:
    """When the lead was on the route; None if it was not begun."""
    begun, done = logged(recording, serial_id, "route begun"), logged(recording, serial_id, "route done")
    if not begun:
        return None
    lead = begun[0].unit_id
    home = [row.time_s for row in logged(recording, serial_id, "goes home") if row.unit_id == lead]
    return begun[0].time_s, done[0].time_s if done else min(home, default=window[1])


def flights_s(recording: Recording, serial_id: str, unit: str, window: tuple[float, float]) -> Floats:
    """Spells in the air: (begin, end) a row."""
    rows = [row for row in logged(recording, serial_id, "take-off", "landed", "ditched") if row.unit_id == unit]
    found, since = [], window[0] if not rows or rows[0].kind != "take-off" else None
    for row in rows:
        if row.kind == "take-off":
            since = row.time_s
        elif since is not None:
            found.append((since, row.time_s))
            since = None
    if since is not None and rows:
        found.append((since, window[1]))
    return np.array(found) if found else np.zeros((0, 2))


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    units = fliers(recording, serial_id)
    on_route = route_window(recording, serial_id, window)
    return [
        *_rendezvous(recording, serial_id, units),
        _time_on_route(serial_id, on_route, bool(logged(recording, serial_id, "route done"))),
        *_zones(recording, serial_id, units, window),
        *_escort(recording, serial_id, on_route),
        *_strangers(recording, serial_id, units, window),
        *_fuel(recording, serial_id),
        *_home(recording, serial_id, units),
    ]


def _rendezvous(recording: Recording, serial_id: str, units: list[str]) -> list[Measure]:
    """How far from the time each was at his point, and who joined."""
    cards = unit_cards(recording)
    late = {row.unit_id: row.number("late_s") for row in logged(recording, serial_id, "at rendezvous")}
    joined = {row.unit_id: row.number("range_m") for row in logged(recording, serial_id, "joined")}
    found = [
        Measure(serial_id, "rendezvous_error", unit, late_s / MINUTE_S, "min", _late_text(cards[unit].label, late_s))
        for unit, late_s in late.items()
    ]
    off = mean([abs(late_s) for late_s in late.values()])
    text = (
        f"Off the time at the rendezvous by {span_text(off)}{on_average(len(late))}, {span_text(_worst(late))} at most."
    )
    apart = {unit for role in ("early_warning", "tanker") for unit in participants(recording, serial_id).get(role, [])}
    due = [unit for unit in units[1:] if unit not in apart]
    met = f"{of_words(len(joined), len(due), 'aircraft', 'aircraft')} joined the lead."
    missing = [cards[unit].label for unit in due if unit not in joined]
    met += f" Not: {names_text(missing)}." if missing else ""
    return [
        Measure(
            serial_id, "rendezvous_error", "", off / MINUTE_S, "min", text if late else "Nobody came to the rendezvous."
        ),
        *found,
        Measure(serial_id, "joined", "", float(len(joined)), "", met),
    ]


def _worst(late: dict[str, float]) -> float:
    return max((abs(late_s) for late_s in late.values()), default=_NAN)


def _late_text(label: str, late_s: float) -> str:
    return f"{label} was there {span_text(abs(late_s))} {'late' if late_s >= 0.0 else 'early'}."


def _time_on_route(serial_id: str, on_route: tuple[float, float] | None, done: bool) -> Measure:
    if on_route is None:
        return Measure(serial_id, "time_on_route", "", _NAN, "min", "The route was not begun.")
    seconds = on_route[1] - on_route[0]
    text = f"{span_text(seconds)} on the route{'' if done else ', which was not finished'}."
    return Measure(serial_id, "time_on_route", "", seconds / MINUTE_S, "min", text)


def _zones(recording: Recording, serial_id: str, units: list[str], window: tuple[float, float]) -> list[Measure]:
    found = []
    for zone in zones(recording):
        if zone.use == AreaUse.ADIZ:
            found.append(_time_in(recording, serial_id, zone, units, window))
        else:
            found.append(_distance(recording, serial_id, zone, units, window))
    return found


def _time_in(
    recording: Recording, serial_id: str, zone: Zone, units: list[str], window: tuple[float, float]
) -> Measure:
    """From the first aircraft's entry to the last one's leaving, without the time when none was in."""
    spells = [in_zone_s(recording, zone, unit, window) for unit in units]
    inside = [unit for unit, own in zip(units, spells, strict=True) if own.size]
    merged = union(np.vstack([no_spans(), *spells]))
    seconds = length_s(merged)
    text = f"No aircraft of the patrol was in {zone.name}."
    if inside:
        many = count_words(len(inside), "aircraft", "aircraft").capitalize()
        text = f"{many} in {zone.name}, {span_text(seconds)} in all."
    return Measure(serial_id, "time_in_zone", zone.area_id, seconds / MINUTE_S, "min", text)


def _distance(
    recording: Recording, serial_id: str, zone: Zone, units: list[str], window: tuple[float, float]
) -> Measure:
    """The closest that anybody of the patrol in the air came to national airspace."""
    cards, best = unit_cards(recording), (_NAN, "")
    for unit in units:
        for begin_s, end_s in flights_s(recording, serial_id, unit, window).tolist():
            away = distance_to_m(zone, moments(recording, unit, begin_s, end_s)[1])
            near = float(np.nanmin(away)) if np.isfinite(away).any() else _NAN
            if near == near and not best[0] <= near:
                best = near, unit
    if best[0] != best[0]:
        return Measure(serial_id, "distance_to_airspace", zone.area_id, _NAN, "nmi", "Nobody flew.")
    who = cards[best[1]].label
    text = f"{who} came nearest to {zone.name}: {length_text(best[0])}."
    if best[0] < 0.0:
        text = f"{who} was inside {zone.name}, {length_text(-best[0])} from its edge."
    return Measure(serial_id, "distance_to_airspace", zone.area_id, best[0] / NMI_M, "nmi", text)


def _escort(recording: Recording, serial_id: str, on_route: tuple[float, float] | None) -> list[Measure]:
    """Share of the time on the route with a fighter near the lead."""
    parts = participants(recording, serial_id)
    escorts, leads = parts.get("escort", []), parts.get("lead", [])
    if not escorts or not leads:
        return []
    if on_route is None:
        return [Measure(serial_id, "escort_coverage", "", _NAN, "%", "The route was not begun.")]
    covered = _covered(recording, leads[0], escorts, on_route)
    share = 100.0 * float(np.mean(covered > 0)) if covered.size else _NAN
    best = int(covered.max()) if covered.size else 0
    text = f"An escort was within {NEAR_M / NMI_M:.0f} nmi of the lead for {share:.0f} % of the route; {best} at most."
    return [Measure(serial_id, "escort_coverage", "", share, "%", text)]


def _covered(recording: Recording, lead: str, escorts: list[str], on_route: tuple[float, float]) -> Floats:
    """How many escorts were near the lead at each moment."""
    _, own = moments(recording, lead, *on_route)
    total = np.zeros(own.lat_deg.shape)
    for unit in escorts:
        _, at = moments(recording, unit, *on_route)
        away, _ = ranges_and_bearings(own.lat_deg, own.lon_deg, at.lat_deg, at.lon_deg)
        total += (away <= NEAR_M) & (at.height_m > 0.0)
    return total


def _strangers(recording: Recording, serial_id: str, units: list[str], window: tuple[float, float]) -> list[Measure]:
    """Aircraft of others that came near, and how near."""
    cards, found = unit_cards(recording), []
    sides = {cards[unit].side for unit in units}
    for other, card in cards.items():
        if card.side in sides or not flies(recording, other):
            continue
        near = [closest_m(recording, unit, other, window) for unit in units]
        near_m, _ = min(near, default=(_NAN, _NAN))
        if near_m < NEAR_M:
            found.append((near_m, card.label))
    if not found:
        return [Measure(serial_id, "met_by", "", 0.0, "", f"No stranger came within {NEAR_M / NMI_M:.0f} nmi.")]
    near_m, who = min(found)
    many = count_words(len(found), "stranger").capitalize()
    text = f"{many} came up to the patrol; {who} nearest: {length_text(near_m)}."
    return [Measure(serial_id, "met_by", "", float(len(found)), "", text)]


def closest_m(recording: Recording, unit: str, other: str, window: tuple[float, float]) -> tuple[float, float]:
    """Least distance along the ground of two aircraft that are both in the air, to within a step, and when."""
    time_s, own = moments(recording, unit, *window)
    _, at = moments(recording, other, *window)
    away, _ = ranges_and_bearings(own.lat_deg, own.lon_deg, at.lat_deg, at.lon_deg)
    away = np.where((own.height_m > 0.0) & (at.height_m > 0.0), away, np.nan)
    if not np.isfinite(away).any():
        return _NAN, _NAN
    where = int(np.nanargmin(away))
    return float(away[where]), float(time_s[where])


def _fuel(recording: Recording, serial_id: str) -> list[Measure]:
    """Who took fuel from a tanker, how much, and who went on without, where there is a tanker."""
    if not participants(recording, serial_id).get("tanker"):
        return []
    cards = unit_cards(recording)
    taken: dict[str, float] = {}
    for row in logged(recording, serial_id, "refuelled"):
        taken[row.unit_id] = taken.get(row.unit_id, 0.0) + row.number("taken_kg")
    without = {row.unit_id: row for row in logged(recording, serial_id, "not refuelled")}
    tonnes = sum(taken.values()) / 1000.0
    text = (
        f"{count_words(len(taken), 'aircraft', 'aircraft').capitalize()} refuelled in the air, {tonnes:.1f} t in all."
    )
    whys = [f"{cards[unit].label}: {row.word('reason')}" for unit, row in without.items()]
    missed = f"Not refuelled: {'; '.join(whys)}." if whys else "Everybody who came for fuel had it."
    return [
        Measure(serial_id, "refuelled", "", float(len(taken)), "", text),
        Measure(serial_id, "fuel_in_the_air", "", tonnes, "t", text),
        Measure(serial_id, "not_refuelled", "", float(len(without)), "", missed),
    ]


def _home(recording: Recording, serial_id: str, units: list[str]) -> list[Measure]:
    """Who went home early for fuel, and who landed."""
    cards = unit_cards(recording)
    fuel = [row.unit_id for row in logged(recording, serial_id, "goes home") if row.word("reason") == "fuel"]
    down = {row.unit_id for row in logged(recording, serial_id, "landed")}
    early = f"Went home on fuel: {names_text([cards[unit].label for unit in fuel])}." if fuel else ""
    text = f"{of_words(len(down), len(units), 'aircraft', 'aircraft')} landed in the serial."
    return [
        Measure(serial_id, "home_on_fuel", "", float(len(fuel)), "", early or "Nobody had to go home early for fuel."),
        Measure(serial_id, "landed", "", float(len(down)), "", text),
    ]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: the ways through the zones, with the lead's times. Right: who flew when, and in company with the lead."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    units = fliers(recording, serial_id)
    if window is None or not units:
        return ""
    shown = zones(recording)
    rows = len(units) + sum(zone.use == AreaUse.ADIZ for zone in shown)
    height = max(500.0, 60.0 + rows * ROW_PX + 60.0)
    alt = f"Ways of {len(units)} aircraft through {len(shown)} zones, and when each flew"
    sketch = Sketch(1060, height, f"{serial_id}: the route through the zones", alt)
    chart, tones = TrackChart(sketch, 24, 14, 500, 460), unit_tones(recording)
    chart.fit(recording, units, *window)
    chart.frame(f"{serial_id}-air")
    chart.land()
    draw_zones(chart, shown)
    for unit in reversed(units):
        chart.track(recording, unit, *window, tones[unit], 2.0 if unit == units[0] else 1.1)
    chart.close()
    on_route = route_window(recording, serial_id, window) or window
    times_on_track(recording, chart, units[0], *on_route)
    name_zones(chart, shown)
    _draw_times(recording, sketch, serial_id, units, window, tones)
    return sketch.svg()


def _draw_times(
    recording: Recording,
    sketch: Sketch,
    serial_id: str,
    units: list[str],
    window: tuple[float, float],
    tones: dict[str, str],
) -> None:
    cards = unit_cards(recording)
    shown = [zone for zone in zones(recording) if zone.use == AreaUse.ADIZ]
    panel = Panel(sketch, 690, 52, 340, (len(units) + len(shown)) * ROW_PX, *window, 0.0, 1.0)
    legend(
        sketch,
        560,
        22,
        [("bar", "done", "in the air"), ("bar", "ink2", "in company"), ("bar", "areas", "lead in zone")],
    )
    joined = {row.unit_id: row.time_s for row in logged(recording, serial_id, "joined", "route begun")}
    home = {row.unit_id: row.time_s for row in logged(recording, serial_id, "goes home")}
    y = panel.top
    for unit in units:
        sketch.text(panel.left - 8, y + 16, cards[unit].short_label(20), 11, tones[unit], "end")
        for begin_s, end_s in flights_s(recording, serial_id, unit, window).tolist():
            bar(panel, y + 6, begin_s, end_s, "done")
        if unit in joined:
            bar(panel, y + 8, joined[unit], home.get(unit, window[1]), tones[unit], 8.0)
        y += ROW_PX
    for zone in shown:
        sketch.text(panel.left - 8, y + 16, zone.area_id, 11, "areas", "end")
        for begin_s, end_s in clipped(in_zone_s(recording, zone, units[0], window), *window).tolist():
            bar(panel, y + 6, begin_s, end_s, "areas")
        y += ROW_PX
    panel.frame()
    panel.time_axis(start_utc(recording), 5)
