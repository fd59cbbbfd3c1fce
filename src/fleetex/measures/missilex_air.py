"""MISSILEX at a drone: missiles fired at it, where they met it, by how much they passed it; the figure."""

from typing import Any

import numpy as np

from fleetex.measures.manex import unit_tones
from fleetex.measures.missile_rows import spent_words
from fleetex.measures.panel import Panel, legend, nice_high
from fleetex.measures.reading import Floats, dicts, logged, mean, of_serial, participants, serial_window, start_utc
from fleetex.measures.sketch import Sketch
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words, length_text, metres_text, of_words, on_average, span_text
from fleetex.record.positions import Positions, positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import NMI_M

FOUL, RUN_BEGUN = "range fouled", "run begun"
HIT, MISS, FAILED = "hit", "miss", "failed"
_TONES = {HIT: "danger", MISS: "accent"}
Shots = list[dict[str, Any]]


def is_at_air(recording: Recording, serial_id: str) -> bool:
    """Whether the target of a serial flies, as the exercise that was run says."""
    return bool(recording.header["scenario"]["serials"][serial_id]["params"].get("at") == "air")


def shots_of(recording: Recording, serial_id: str) -> Shots:
    """Rows of `air_engagements` of a serial, by time of launch."""
    rows = dicts(of_serial(recording, "air_engagements", serial_id))
    return sorted(rows, key=lambda row: (row["time_s"], row["unit_id"], row["round"]))


def measure_at_air(recording: Recording, serial: dict[str, Any], window: tuple[float, float]) -> list[Measure]:
    """What was fired, where it met the drone, what became of it, and how often the range was foul."""
    serial_id = str(serial["serial_id"])
    shots = shots_of(recording, serial_id)
    runs = len(logged(recording, serial_id, RUN_BEGUN))
    flown = f"The drone flew {count_words(runs, 'run')}."
    fouls = len(logged(recording, serial_id, FOUL))
    held = f"The range was found foul {count_words(fouls, 'time')}."
    first_s = shots[0]["time_s"] - window[0] if shots else float("nan")
    began = f"The first missile left {span_text(first_s)} after COMEX." if shots else "No missile was fired."
    return [
        Measure(serial_id, "runs", "", float(runs), "", flown),
        *_of_the_shots(recording, serial_id, shots),
        *_of_the_meetings(serial_id, shots),
        Measure(serial_id, "range_foul", "", float(fouls), "", held),
        Measure(serial_id, "first_shot", "", first_s, "s", began),
    ]


def _of_the_shots(recording: Recording, serial_id: str, shots: Shots) -> list[Measure]:
    fired = len(shots)
    text = f"{count_words(fired, 'missile').capitalize()} launched at the drone."
    found = [Measure(serial_id, "missiles", "", float(fired), "", text)]
    for unit, count, said in spent_words(recording, "air_engagements", serial_id, "missile"):
        found.append(Measure(serial_id, "missiles", unit, count, "", said))
    if not fired:
        return found
    hits, misses, failed = (sum(row["outcome"] == one for row in shots) for one in (HIT, MISS, FAILED))
    said = of_words(hits, fired, "missile")
    found.append(Measure(serial_id, "hits", "", float(hits), "", f"{said} assessed a hit."))
    said = of_words(misses, fired, "missile")
    found.append(Measure(serial_id, "misses", "", float(misses), "", f"{said} passed the drone."))
    if failed:
        said = of_words(failed, fired, "missile")
        found.append(Measure(serial_id, "failed", "", float(failed), "", f"{said} failed after launch."))
    return found


def _of_the_meetings(serial_id: str, shots: Shots) -> list[Measure]:
    """By how much missiles passed the drone, and how far from the ship they met it."""
    met = [row for row in shots if np.isfinite(row["miss_m"])]
    miss_m, range_m = mean([row["miss_m"] for row in met]), mean([row["range_m"] for row in met])
    near = f"Passed the drone at {metres_text(miss_m)}{on_average(len(met))}." if met else "No missile met the drone."
    far = f"Met it {length_text(range_m)} off{on_average(len(met))}." if met else "No missile met the drone."
    return [
        Measure(serial_id, "miss_distance", "", miss_m, "m", near),
        Measure(serial_id, "meeting_range", "", range_m / NMI_M, "nmi", far),
    ]


def draw_at_air(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: tracks of ships and of the drone, where missiles met it. Right: its range from who fired, and each shot."""
    window = serial_window(recording, serial)
    if window is None:
        return ""
    serial_id = str(serial["serial_id"])
    roles = participants(recording, serial_id)
    units = [unit for role in ("firer", "target", "guard") for unit in roles.get(role, [])]
    shots = shots_of(recording, serial_id)
    alt = f"Tracks of {count_words(len(units), 'unit')}, {count_words(len(shots), 'missile')} at a drone"
    sketch = Sketch(1060, 470, f"{serial_id}: missile firing at a drone", alt)
    chart = TrackChart(sketch, 24, 14, 430, 430)
    tones = unit_tones(recording)
    chart.fit(recording, units, *window)
    chart.frame(f"{serial_id}-drone")
    chart.land()
    for unit_id in units:
        chart.track(recording, unit_id, *window, tones.get(unit_id, "neutral"), 1.4)
    for row in shots:
        at = positions(recording, row["target_id"], [row["end_s"]])
        x, y = chart.pixels(at.lat_deg, at.lon_deg)
        _mark(sketch, float(x[0]), float(y[0]), row["outcome"])
    chart.close()
    chart.names(recording, units, window[1], tones)
    _draw_runs(recording, sketch, shots, roles, window)
    return sketch.svg()


def _mark(sketch: Sketch, x: float, y: float, outcome: str) -> None:
    if not np.isfinite([x, y]).all():
        return
    if outcome == HIT:
        sketch.circle(x, y, 3.2, "danger")
    else:
        sketch.cross(x, y, 3.2, _TONES.get(outcome, "ink3"))


def _draw_runs(
    recording: Recording, sketch: Sketch, shots: Shots, roles: dict[str, list[str]], window: tuple[float, float]
) -> None:
    """The drone's range from the first firing ship while it is aloft, and each missile from its launch to its end."""
    drone, firer = roles["target"][0], roles["firer"][0]
    time_s = np.linspace(*window, 600)
    range_nmi = _apart_nmi(positions(recording, drone, time_s), positions(recording, firer, time_s))
    near = range_nmi[np.isfinite(range_nmi)]
    if not len(near) or not shots:
        sketch.text(560, 60, "No missile was fired.", 12, "ink2")
        return
    first_s, last_s = shots[0]["time_s"] - 300.0, max(row["end_s"] for row in shots) + 300.0
    shown = (time_s >= first_s) & (time_s <= last_s) & np.isfinite(range_nmi)
    panel = Panel(sketch, 560, 46, 402, 330, first_s, last_s, 0.0, nice_high(float(np.max(range_nmi[shown]))))
    panel.y_axis("drone to ship, nmi", 5)
    panel.curve(time_s[shown], range_nmi[shown], "ink2", 1.2)
    for row in shots:
        at = [row["end_s"]]
        met = _apart_nmi(positions(recording, drone, at), positions(recording, row["unit_id"], at))
        ends = np.array([row["time_s"], row["end_s"]])
        panel.curve(ends, np.array([0.0, float(met[0])]), _TONES.get(row["outcome"], "ink3"), 1.1)
        _mark(sketch, float(panel.x(row["end_s"])), float(panel.y(met[0])), row["outcome"])
    panel.frame()
    panel.time_axis(start_utc(recording), 6)
    legend(sketch, 560, 440, [("dot", "danger", "hit"), ("cross", "accent", "passed it"), ("cross", "ink3", "other")])


def _apart_nmi(one: Positions, other: Positions) -> Floats:
    return ranges_and_bearings(one.lat_deg, one.lon_deg, other.lat_deg, other.lon_deg)[0] / NMI_M
