"""MISSILEX: missiles fired, by how much they missed, how often the range was foul; the figure."""

from typing import Any

import numpy as np

from fleetex.measures.missile_rows import draw_flights, flights_of, name_of, outcome_measures
from fleetex.measures.missilex_air import draw_at_air, is_at_air, measure_at_air
from fleetex.measures.reading import logged, mean, participants, serial_window
from fleetex.measures.values import Measure, count_words, metres_text, span_text
from fleetex.record.reader import Recording

FOUL, CLEAR = "range fouled", "range clear"


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    if is_at_air(recording, serial_id):
        return measure_at_air(recording, serial, window)
    flights = flights_of(recording, serial_id)
    target = next(iter(participants(recording, serial_id).get("target", [])), "")
    at_target = [f for f in flights if f.by_id == target and np.isfinite(f.miss_m)]
    miss_m = mean([f.miss_m for f in at_target])
    near = f"Passed the middle of the target at {metres_text(miss_m)} on average." if at_target else ""
    measures = [
        *outcome_measures(recording, serial_id, flights),
        Measure(serial_id, "miss_distance", "", miss_m, "m", near or "No missile came to the target."),
    ]
    for flight in at_target:
        text = f"{flight.missile_id} passed {name_of(recording, target)} at {metres_text(flight.miss_m)}."
        measures.append(Measure(serial_id, "miss_distance", flight.missile_id, flight.miss_m, "m", text))
    fouls = logged(recording, serial_id, FOUL)
    held = f"The range was found foul {count_words(len(fouls), 'time')}."
    measures.append(Measure(serial_id, "range_foul", "", float(len(fouls)), "", held))
    first_s = flights[0].time_s - window[0] if flights else float("nan")
    began = f"The first missile left {span_text(first_s)} after COMEX." if flights else "No missile was fired."
    return [*measures, Measure(serial_id, "first_shot", "", first_s, "s", began)]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Left: tracks of the serial's ships and ways of missiles. Right: missiles' distance from the target."""
    window = serial_window(recording, serial)
    if window is None:
        return ""
    serial_id = str(serial["serial_id"])
    if is_at_air(recording, serial_id):
        return draw_at_air(recording, serial)
    roles = participants(recording, serial_id)
    units = [unit for role in ("firer", "target", "tug", "guard") for unit in roles.get(role, [])]
    return draw_flights(recording, serial_id, window, units, "missile firing")
