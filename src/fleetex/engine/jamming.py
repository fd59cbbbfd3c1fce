"""Noise in the receivers of search radars: who jams whom, and what that leaves of a target's signal to noise.

A jammer that is on fills the radars of other sides in its band, above their horizon, by their main lobe towards what
flies or sails on its bearing and by their side lobes elsewhere. While a radar is jammed its looks are made one by one.
"""

from typing import Any

from fleetex.engine.dive import top_m
from fleetex.engine.motion import place_now
from fleetex.engine.mounting import eye_height_m, sensor_place
from fleetex.engine.tables import MODE_ABOARD, hull_at, jam_at, sensor_at, unit_at
from fleetex.engine.windows import refresh_sensor
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import range_bearing
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.jamming import jammer_to_noise, off_axis_db
from fleetex.units import LIGHT_MPS, TAU


@inner
def _reaches(w: Any, s: int, j: int) -> bool:
    """Whether a jammer that is on is meant for this radar: of another side, and in its band."""
    m = sensor_at(w, s)
    jam = jam_at(w, j)
    if jam.on == 0 or m.kind != 0 or hull_at(w, jam.unit).side == hull_at(w, m.unit).side:
        return False
    freq_hz = LIGHT_MPS / m.wavelength_m
    return bool(jam.low_hz <= freq_hz <= jam.high_hz)


@inner
def is_jammed(w: Any, s: int) -> bool:
    """Whether any jammer that is on is meant for this radar, near or far."""
    if w.jams_on == 0:
        return False
    meant = 0
    for j in range(w.jam_rows):
        meant += 1 if _reaches(w, s, j) else 0
    return meant > 0


@inner
def jam_left(w: Any, s: int, v: int) -> float:
    """What the jammers leave of a unit's signal to noise on a radar now: 1 / (1 + J / N)."""
    if w.jams_on == 0:
        return 1.0
    m = sensor_at(w, s)
    t = w.now_s
    total = 0.0
    for j in range(w.jam_rows):
        jam = jam_at(w, j)
        u = jam.unit
        if not _reaches(w, s, j) or unit_at(w, u).mode == MODE_ABOARD:
            continue
        xi, yi, zi = sensor_place(w, s, t)
        x, y, z = place_now(w, u, t)
        range_m, bearing_rad = range_bearing(xi, yi, zi, x, y, z)
        if range_m > radar_horizon_m(eye_height_m(w, s), top_m(w, u), w.radio_earth_m):
            continue
        off_rad = 0.0
        if u != v:
            x, y, z = place_now(w, v, t)
            _, towards_rad = range_bearing(xi, yi, zi, x, y, z)
            off_rad = abs(bearing_rad - towards_rad)
            off_rad = min(off_rad, TAU - off_rad)
        gain_db = m.gain_db - off_axis_db(off_rad, m.beam_rad)
        total += jammer_to_noise(
            jam.erp_w, jam.bandwidth_hz, range_m, gain_db, m.wavelength_m, m.bandwidth_hz, m.noise_figure_db
        )
    return 1.0 / (1.0 + total)


@inner
def switch_jammer(w: Any, j: int, on: int, t: float) -> None:
    """A jammer begins or ceases: the radars that it is meant for look afresh at everybody."""
    jam = jam_at(w, j)
    if jam.on == on:
        return
    jam.on = 1
    for s in range(w.sensor_rows):
        if _reaches(w, s, j):
            refresh_sensor(w, s, t)
    jam.on = on
    w.jams_on += 1 if on == 1 else -1
