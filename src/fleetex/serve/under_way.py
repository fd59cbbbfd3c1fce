"""Legs under way. A leg is recorded once it is over; until then, who watches sees a unit go on from where her last
recorded leg ended, straight, with the course and speed that she had there: course and speed do not jump between legs.
"""

import numpy as np

from fleetex.record.positions import positions_of
from fleetex.record.reader import Recording

FLYING_M = 15.0
"""An aircraft whose last leg ended lower has landed, or hovers over a deck: nothing is said of where she is."""


def with_legs_under_way(recording: Recording) -> dict[str, np.ndarray]:
    """The table `legs` with one leg more, without an end, for each unit whose last one is over before the recording's
    end. Of a recording that is complete, the table as it is."""
    legs = dict(recording.table("legs"))
    if recording.complete or not len(legs["time_s"]):
        return legs
    last = np.flatnonzero(np.append(legs["unit_id"][1:] != legs["unit_id"][:-1], True))
    last = last[legs["end_s"][last] < recording.until_s]
    ends = legs["end_s"][last]
    if not len(last):
        return legs
    at = positions_of(recording, legs["unit_id"][last].tolist(), [np.array([end_s]) for end_s in ends.tolist()])
    flies = np.isin(legs["unit_id"][last], _aircraft(recording))
    goes_on = np.isfinite(at.lat_deg) & (~flies | (at.height_m > FLYING_M))
    more = {
        "leg": legs["leg"][last] + 1,
        "time_s": ends,
        "end_s": np.full(len(last), np.nan),
        "lat_deg": at.lat_deg,
        "lon_deg": at.lon_deg,
        "course_deg": at.course_deg,
        "speed_mps": at.speed_mps,
        "accel_mps2": np.zeros(len(last)),
        "turn_degps": np.zeros(len(last)),
        "height_m": at.height_m,
        "climb_mps": np.zeros(len(last)),
    }
    return {name: np.append(values, more.get(name, values[last])[goes_on]) for name, values in legs.items()}


def _aircraft(recording: Recording) -> list[str]:
    return [str(row["unit_id"]) for row in recording.rows("units", domain="air")]
