"""ADEX: how far off the raid was found, how soon it was engaged and by whom, who came through, rounds spent; the figure
of the raid against rings about the guide.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fleetex.measures.airspace import moments
from fleetex.measures.kept import kept
from fleetex.measures.manex import unit_tones
from fleetex.measures.missile_rows import AIR_HIT, HIT, air_fates_words, flights_of, outcome_measures, spent_words
from fleetex.measures.panel import Panel, legend
from fleetex.measures.reading import (
    Floats,
    LogRow,
    dicts,
    logged,
    mean,
    of_serial,
    participants,
    serial_window,
    unit_cards,
    where,
)
from fleetex.measures.sketch import Sketch, nice_step
from fleetex.measures.values import Measure, count_words, length_text, names_text, of_words, on_average, span_text
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import MINUTE_S, NMI_M

_NAN = float("nan")
FLIERS = ("cap", "alert", "early_warning")
REACH_NMI = 40.0
"""What the figure shows about the guide at least."""
RENAMED = {"leakers": "raid_leakers"}
"""In a serial of another kind, which has leakers of its own."""
NEAR_M = 3.0 * NMI_M
"""A simulated shot is at the raider who is nearest to where the fighter's own track was, within this (design value)."""


@dataclass(frozen=True)
class Raid:
    """What became of one raider. Times NaN where it did not come to that."""

    unit: str
    ran_in_s: float
    detected_s: float
    by: str
    """Who of the defenders held it first on its run in."""
    detected_m: float
    """From the guide then."""
    engaged_s: float
    """The first simulated shot of a fighter at it, or missile of a ship."""
    released_s: float
    hits: int


@kept
def raids(
    recording: Recording, serial_id: str, window: tuple[float, float], ships: str = "force", about: str = "force"
) -> tuple[Raid, ...]:
    """Each raider, in the order of the file. `ships`: the role of those who defend; `about`: whose first guides."""
    parts = participants(recording, serial_id)
    ours = [unit for role in (ships, *FLIERS) for unit in parts.get(role, [])]
    guide = parts.get(about, [""])[0]
    seeing = _seeing(recording, ours)
    raiders = set(parts.get("raiders", []))
    table = recording.table("contacts")
    of_raiders = where(table, np.fromiter(map(raiders.__contains__, table["target_id"].tolist()), np.bool_))
    contacts = [row for row in dicts(of_raiders) if (row["unit_id"], row["sensor_id"]) in seeing]
    shots = shots_by_target(recording, serial_id)
    hit_rows = dicts(of_serial(recording, "assessed_hits", serial_id))
    found = []
    for unit in parts.get("raiders", []):
        ran = _first(recording, serial_id, "runs in", unit)
        since_s = max(window[0], ran) if ran == ran else window[0]
        at_s, by = held_first([row for row in contacts if row["target_id"] == unit], since_s, window[1])
        shot_s, _ = min(shots.get(unit, []), default=(_NAN, ""))
        hits = sum(row["unit_id"] == unit for row in hit_rows)
        released = _first(recording, serial_id, "release", unit)
        found.append(Raid(unit, ran, at_s, by, _range_m(recording, guide, unit, at_s), shot_s, released, hits))
    return tuple(found)


def _seeing(recording: Recording, units: list[str]) -> set[tuple[str, str]]:
    """The radars and lookouts of some units: what hears an emitter knows no range."""
    rows = dicts(recording.table("sensors"))
    found = (row for row in rows if row["unit_id"] in units and row["kind"] in ("radar", "sight"))
    return {(row["unit_id"], row["sensor_id"]) for row in found}


def held_first(rows: list[dict[str, Any]], since_s: float, until_s: float) -> tuple[float, str]:
    """When one target was first held by a sensor in a span, and by whom: at its beginning where somebody held it then.
    NaN and nobody if it was not. rows: of `contacts`, gained and lost."""
    holding: dict[tuple[str, str], bool] = {}
    for row in sorted((row for row in rows if row["time_s"] <= since_s), key=lambda row: row["time_s"]):
        holding[row["unit_id"], row["sensor_id"]] = row["change"] == "gained"
    held = sorted(unit for (unit, _), holds in holding.items() if holds)
    if held:
        return since_s, held[0]
    gained = [row for row in rows if row["change"] == "gained" and since_s < row["time_s"] <= until_s]
    first = min(gained, key=lambda row: (row["time_s"], row["unit_id"]), default=None)
    return (_NAN, "") if first is None else (float(first["time_s"]), str(first["unit_id"]))


def shots_by_target(recording: Recording, serial_id: str) -> dict[str, list[tuple[float, str]]]:
    """Raider -> (time, who) of every shot at it, simulated or with a missile, in truth."""
    found: dict[str, list[tuple[float, str]]] = {}
    for row in dicts(of_serial(recording, "air_engagements", serial_id)):
        found.setdefault(row["target_id"], []).append((float(row["time_s"]), str(row["unit_id"])))
    raiders = participants(recording, serial_id).get("raiders", [])
    for shot in logged(recording, serial_id, "fighter engages"):
        off = [
            (abs(_range_m(recording, shot.unit_id, one, shot.time_s) - shot.number("range_m")), one) for one in raiders
        ]
        near = min((pair for pair in off if pair[0] == pair[0]), default=(_NAN, ""))
        if near[0] <= NEAR_M:
            found.setdefault(near[1], []).append((shot.time_s, shot.unit_id))
    return found


def _first(recording: Recording, serial_id: str, kind: str, unit: str) -> float:
    return min((row.time_s for row in logged(recording, serial_id, kind) if row.unit_id == unit), default=_NAN)


def _range_m(recording: Recording, unit: str, other: str, time_s: float) -> float:
    if time_s != time_s or not unit:
        return _NAN
    own, at = (positions(recording, name, np.array([time_s])) for name in (unit, other))
    return float(ranges_and_bearings(own.lat_deg, own.lon_deg, at.lat_deg, at.lon_deg)[0][0])


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    found = raids(recording, serial_id, window)
    return [*_raid_measures(recording, serial_id, found), *_arrived(recording, serial_id, {})]


def measure_raid(
    recording: Recording,
    serial: dict[str, Any],
    window: tuple[float, float],
    ships: str,
    about: str,
    groups: dict[str, list[str]],
) -> list[Measure]:
    """The same of a raid in a serial of another kind, with the hits on each group of ships."""
    serial_id = str(serial["serial_id"])
    found = raids(recording, serial_id, window, ships, about)
    told = (replace(one, name=RENAMED.get(one.name, one.name)) for one in _raid_measures(recording, serial_id, found))
    return [*told, *_arrived(recording, serial_id, groups)]


def _raid_measures(recording: Recording, serial_id: str, found: tuple[Raid, ...]) -> Iterable[Measure]:
    yield from _detection(recording, serial_id, found)
    yield from _engagement(serial_id, found)
    yield from _through(recording, serial_id, found)
    yield from _spent(recording, serial_id)


def _arrived(recording: Recording, serial_id: str, groups: dict[str, list[str]]) -> Iterable[Measure]:
    """What became of the missiles that raiders released, and hits on each group of ships."""
    flights = flights_of(recording, serial_id)
    if not flights:
        return
    yield from outcome_measures(recording, serial_id, flights)
    for group, units in groups.items():
        hits = sum(flight.outcome == HIT and flight.by_id in units for flight in flights)
        text = f"{of_words(hits, len(flights), 'missile')} assessed a hit on a ship of the {group}."
        yield Measure(serial_id, "hits", group, float(hits), "", text)


def _detection(recording: Recording, serial_id: str, found: tuple[Raid, ...]) -> list[Measure]:
    """How far from the guide raiders were when a defender first held them on their run in."""
    cards = unit_cards(recording)
    far = [raid.detected_m for raid in found if math.isfinite(raid.detected_m)]
    value = mean(far)
    by = sorted({cards[raid.by].label for raid in found if raid.by})
    text = f"On their run in raiders were first held {length_text(value)} from the guide{on_average(len(far))}"
    text += f", by {names_text(by)}."
    unseen = sum(raid.detected_s != raid.detected_s for raid in found)
    never = f"{of_words(unseen, len(found), 'raider')} never held by a radar or a lookout on the run in."
    if found and not unseen:
        never = "Each raider was held by a radar or a lookout on the run in."
    return [
        Measure(
            serial_id,
            "raid_detection_range",
            "",
            value / NMI_M,
            "nmi",
            text if value == value else "No raider was held by a radar or a lookout on its run in.",
        ),
        Measure(serial_id, "never_detected", "", float(unseen), "", never),
    ]


def _engagement(serial_id: str, found: tuple[Raid, ...]) -> list[Measure]:
    """From the first detection to the first shot; and the share that was engaged before it could release."""
    spans = [raid.engaged_s - raid.detected_s for raid in found]
    value = mean(spans)
    ran = [raid for raid in found if raid.ran_in_s == raid.ran_in_s]
    timely = [raid for raid in ran if raid.engaged_s < (raid.released_s if raid.released_s > 0.0 else math.inf)]
    share = 100.0 * len(timely) / len(ran) if ran else _NAN
    text = f"{span_text(value)} from the first detection of a raider to the first shot at it."
    said = f"{of_words(len(timely), len(ran), 'raider')} engaged before they could release."
    return [
        Measure(
            serial_id,
            "detection_to_engagement",
            "",
            value / MINUTE_S,
            "min",
            text if value == value else "No raider was engaged.",
        ),
        Measure(serial_id, "engagements_timely", "", share, "%", said if ran else "No raider ran in."),
    ]


def _through(recording: Recording, serial_id: str, found: tuple[Raid, ...]) -> list[Measure]:
    """Who released, and who of them without having been shot at."""
    cards = unit_cards(recording)
    out = [raid for raid in found if raid.released_s == raid.released_s]
    leakers = [raid for raid in out if not raid.engaged_s < raid.released_s]
    names = names_text([cards[raid.unit].label for raid in leakers])
    text = f"{of_words(len(out), len(found), 'raider')} released{'; ' if out else '.'}"
    text += f"without a shot at them before: {names}." if leakers else "each had been shot at before." if out else ""
    turned = sum(raid.hits > 0 for raid in found)
    hit = f"{of_words(turned, len(found), 'raider')} assessed hit by a missile."
    return [
        Measure(serial_id, "leakers", "", float(len(leakers)), "", text),
        Measure(serial_id, "releases", "", float(len(out)), "", text),
        Measure(serial_id, "raiders_hit", "", float(turned), "", hit),
    ]


def _spent(recording: Recording, serial_id: str) -> list[Measure]:
    parts = participants(recording, serial_id)
    flown = {unit for role in FLIERS for unit in parts.get(role, [])}
    shot = dicts(of_serial(recording, "air_engagements", serial_id))
    rounds = [row for row in shot if row["unit_id"] not in flown]
    away = [row for row in shot if row["unit_id"] in flown]
    fighters = logged(recording, serial_id, "fighter engages")
    fates = f": {air_fates_words([row['outcome'] for row in rounds])}" if rounds else ""
    sent = f"{count_words(len(rounds), 'missile').capitalize()} of ships{fates}."
    shots = f"{count_words(len(fighters), 'shot').capitalize()} of fighters"
    struck = sum(row["outcome"] == AIR_HIT for row in away)
    shots += f", {of_words(struck, len(away), 'missile')} assessed a hit." if away else ", all simulated."
    alert = logged(recording, serial_id, "scramble")
    by_unit = spent_words(recording, "air_engagements", serial_id, "missile")
    return [
        Measure(serial_id, "ship_missiles", "", float(len(rounds)), "", sent),
        *(Measure(serial_id, "ship_missiles", u, n, "", said) for u, n, said in by_unit if u not in flown),
        Measure(serial_id, "fighter_shots", "", float(len(fighters)), "", shots),
        *_fighters_shots(recording, serial_id, fighters),
        Measure(
            serial_id,
            "scrambles",
            "",
            float(len(alert)),
            "",
            f"{count_words(len(alert), 'alert fighter').capitalize()} scrambled.",
        ),
    ]


def _fighters_shots(recording: Recording, serial_id: str, shots: list[LogRow]) -> list[Measure]:
    """Each fighter that shot: how often; those that carry missiles, at whom and with what left."""
    cards = unit_cards(recording)
    carried = {unit: said for unit, _, said in spent_words(recording, "air_engagements", serial_id, "missile")}
    measures = []
    for unit in sorted({row.unit_id for row in shots}, key=lambda unit: cards[unit].label):
        own = sum(row.unit_id == unit for row in shots)
        text = carried.get(unit) or f"{cards[unit].name} made {count_words(own, 'shot')}, simulated."
        measures.append(Measure(serial_id, "fighter_shots", unit, float(own), "", text))
    return measures


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: raiders and fighters about the guide, north up, with rings; where each raider was found, shot at, released.
    Right: each raider's distance from the guide against time."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    parts = participants(recording, serial_id)
    raiders, force = parts.get("raiders", []), parts.get("force", [])
    if window is None or not raiders or not force:
        return ""
    sketch = Sketch(1060, 520, f"{serial_id}: the raid against rings", about_raid(raiders))
    draw_raid(recording, serial_id, sketch, window, "force", "force", 0.0)
    return sketch.svg()


def about_raid(raiders: list[str]) -> str:
    """The figure in words."""
    return f"{count_words(len(raiders), 'raider')} about the guide with rings, and their distances against time"


def draw_raid(
    recording: Recording,
    serial_id: str,
    sketch: Sketch,
    window: tuple[float, float],
    ships: str,
    about: str,
    top: float,
) -> None:
    """The figure, so far from the sketch's upper edge; roles as of `raids`."""
    parts = participants(recording, serial_id)
    guide = parts[about][0]
    found = raids(recording, serial_id, window, ships, about)
    seen = [at_s for raid in found for at_s in (raid.ran_in_s, raid.detected_s) if at_s == at_s]
    span = max(min(seen, default=window[0]) - 120.0, window[0]), window[1]
    marks = [("ring", "accent", "first held"), ("cross", "danger", "first shot at"), ("tick", "ink", "released")]
    marks += [("dash", "ink2", "fighters")]
    marks += [("dash", "accent", "reach of ships' missiles")] if _ships_reach_m(recording, parts) else []
    legend(sketch, 60, top + 18, marks)
    _draw_rings(recording, sketch, guide, parts, found, span, top)
    _draw_ranges(recording, sketch, guide, found, span, top)


def _about(recording: Recording, guide: str, unit: str, span: tuple[float, float]) -> tuple[Floats, Floats, Floats]:
    """Times, and nautical miles east and north of the guide; NaN on the ground."""
    time_s, own = moments(recording, guide, *span)
    _, at = moments(recording, unit, *span)
    range_m, bearing = ranges_and_bearings(own.lat_deg, own.lon_deg, at.lat_deg, at.lon_deg)
    away = np.where(at.height_m > 0.0, range_m / NMI_M, np.nan)
    return time_s, away * np.sin(np.radians(bearing)), away * np.cos(np.radians(bearing))


def _draw_rings(
    recording: Recording,
    sketch: Sketch,
    guide: str,
    parts: dict[str, list[str]],
    found: tuple[Raid, ...],
    span: tuple[float, float],
    top: float,
) -> None:
    shots = [_range_m(recording, guide, raid.unit, raid.engaged_s) / NMI_M for raid in found]
    reach = 1.4 * max([away for away in shots if away == away] + [REACH_NMI])
    panel = Panel(sketch, 60, top + 40, 440, 440, -reach, reach, -reach, reach)
    sketch.rect(panel.left, panel.top, panel.width, panel.height, "sea")
    sketch.clip(panel.left, panel.top, panel.width, panel.height, "adex-rings")
    step = nice_step(reach, 5)
    x, y = float(panel.x(0.0)), float(panel.y(0.0))
    for ring in np.arange(step, 1.5 * reach, step).tolist():
        sketch.circle(x, y, ring * panel.width / (2.0 * reach), tone="grid", width=1.0)
        out = ring * panel.width / (2.0 * reach) * 0.7071
        sketch.text(x + out + 3, y + out + 8, f"{ring:g} nmi", 10, "ink3")
    for range_m in _ships_reach_m(recording, parts):
        around = np.linspace(0.0, 2.0 * np.pi, 73)
        out = range_m / NMI_M * panel.width / (2.0 * reach)
        sketch.polyline(x + out * np.cos(around), y + out * np.sin(around), "accent", 1.2, "2 3", 0.9)
    tones = unit_tones(recording)
    for unit in [*parts.get("cap", []), *parts.get("alert", [])]:
        _, east, north = _about(recording, guide, unit, span)
        sketch.polyline(panel.x(east), panel.y(north), tones[unit], 1.0, "4 3", 0.8)
    for raid in found:
        time_s, east, north = _about(recording, guide, raid.unit, span)
        sketch.polyline(panel.x(east), panel.y(north), tones[raid.unit], 1.5)
        for at_s, shape in ((raid.detected_s, "ring"), (raid.engaged_s, "cross"), (raid.released_s, "tick")):
            if at_s == at_s:
                px, py = (
                    float(f(np.interp(at_s, time_s, values))) for f, values in ((panel.x, east), (panel.y, north))
                )
                _mark(sketch, px, py, shape)
    sketch.circle(x, y, 4.0, tones[guide], tones[guide], 1.0)
    sketch.close()
    sketch.text(panel.left, panel.top + panel.height + 18, "About the guide, north up", 11, "ink2")


def _ships_reach_m(recording: Recording, parts: dict[str, list[str]]) -> list[float]:
    """The farthest reach of the ships' air-defence missiles that were fired; nothing if none was."""
    fired = recording.table("air_engagements")
    used = set(zip(fired["unit_id"].tolist(), fired["mount_id"].tolist(), strict=True))
    ships = {unit for role, units in parts.items() if role not in (*FLIERS, "raiders", "jammers") for unit in units}
    mounts = (row for row in dicts(recording.table("mounts")) if (row["unit_id"], row["mount_id"]) in used)
    reach = [float(row["range_m_max"]) for row in mounts if row["unit_id"] in ships]
    return [max(reach)] if reach else []


def _mark(sketch: Sketch, x: float, y: float, shape: str) -> None:
    if shape == "ring":
        sketch.circle(x, y, 4.5, tone="accent", width=1.8)
    elif shape == "cross":
        sketch.cross(x, y, 4.5, "danger", 1.8)
    else:
        sketch.line(x, y - 7, x, y + 7, "ink", 2.0)


def _draw_ranges(
    recording: Recording,
    sketch: Sketch,
    guide: str,
    found: tuple[Raid, ...],
    span: tuple[float, float],
    top: float,
) -> None:
    from fleetex.measures.reading import start_utc

    tones = unit_tones(recording)
    ranges = {}
    for raid in found:
        time_s, east, north = _about(recording, guide, raid.unit, span)
        ranges[raid.unit] = time_s, np.hypot(east, north)
    far = max((float(np.nanmax(away)) for _, away in ranges.values() if np.isfinite(away).any()), default=100.0)
    panel = Panel(sketch, 600, top + 60, 420, 400, *span, 0.0, far)
    panel.y_axis("distance from the guide, nmi")
    for raid in found:
        time_s, away = ranges[raid.unit]
        panel.curve(time_s, away, tones[raid.unit], 1.5)
        for at_s, shape in ((raid.detected_s, "ring"), (raid.engaged_s, "cross"), (raid.released_s, "tick")):
            if at_s == at_s:
                _mark(sketch, float(panel.x(at_s)), float(panel.y(np.interp(at_s, time_s, away))), shape)
    panel.frame()
    panel.time_axis(start_utc(recording), 5)
