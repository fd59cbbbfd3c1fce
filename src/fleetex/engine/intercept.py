"""ESM: a receiver that hears radars of others while they are on and inside the horizon of both antennas.

A look is certain: the level of the loudest radar in its band is over the sensitivity, or it is not. So a pair's chords
are one and the same, and are worked out anew when somebody's radars are switched, or somebody dives or climbs.
"""

from typing import Any

from fleetex.engine.dive import is_hidden, is_submerged
from fleetex.engine.mounting import eye_height_m
from fleetex.engine.tables import ESM, RADAR_KIND, hull_at, pair_at, sensor_at, switch_at
from fleetex.engine.windows import STALE, coming_look, look_by
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import chord_from_arc
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.intercept import intercept_level_dbw, intercept_range_m, intercept_terms_db
from fleetex.units import LIGHT_MPS

SPARE = 1e-6


@inner
def _is_in_band(w: Any, s: int, radar: int) -> bool:
    m = sensor_at(w, s)
    freq_hz = LIGHT_MPS / sensor_at(w, radar).wavelength_m
    return bool(m.band_hz_min <= freq_hz <= m.band_hz_max)


@inner
def has_ears_for(w: Any, s: int, v: int) -> bool:
    """Whether an ESM has ears for a unit at all: it has a radar in the band, and is not of the own side, whose radars
    are known and left out."""
    other = hull_at(w, v)
    own = sensor_at(w, s).unit
    if v == own or other.side == hull_at(w, own).side:
        return False
    for radar in range(other.sensor_first, other.sensor_first + other.sensor_count):
        if sensor_at(w, radar).kind == RADAR_KIND and _is_in_band(w, s, radar):
            return True
    return False


@inner
def loudest_radar(w: Any, s: int, v: int) -> Any:
    """Row of the radar of a unit that is on, in the ESM's band and reaches it with the highest level; -1: none."""
    other = hull_at(w, v)
    found = -1
    most_dbw = 0.0
    for radar in range(other.sensor_first, other.sensor_first + other.sensor_count):
        r = sensor_at(w, radar)
        if r.kind != RADAR_KIND or switch_at(w, radar).on == 0 or not _is_in_band(w, s, radar):
            continue
        level_dbw = intercept_level_dbw(r.power_w, r.gain_db, 0.0, r.wavelength_m, 1.0)
        if found < 0 or level_dbw > most_dbw:
            found = radar
            most_dbw = level_dbw
    return found


@inner
def _horizon_m(w: Any, s: int, radar: int) -> Any:
    """Line of sight between the two antennas, each over its own hull's height."""
    return radar_horizon_m(eye_height_m(w, s), eye_height_m(w, radar), w.radio_earth_m)


@inner
def set_intercept_limits(w: Any, s: int, v: int) -> None:
    """Work out how far an ESM hears a unit now: `horizon_m` of the pair, and the chords about it."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    p.horizon_m = 0.0
    radar = loudest_radar(w, s, v)
    if radar >= 0 and not is_hidden(w, m.unit) and not is_submerged(w, v):
        r = sensor_at(w, radar)
        far_m = intercept_range_m(r.power_w, r.gain_db, m.gain_db, r.wavelength_m, m.noise_db, _horizon_m(w, s, radar))
        p.horizon_m = min(m.range_m_max, far_m)
    chord = chord_from_arc(p.horizon_m)
    p.chord_m_zero = chord * (1.0 + SPARE)
    p.chord_m_hold = chord * (1.0 - SPARE)


@inner
def is_heard_of(w: Any, s: int, v: int, chord: float) -> bool:
    """Whether an ESM could hear a unit now: who is silent, or over the horizon, has no decibels each ten minutes."""
    p = pair_at(w, s * w.unit_rows + v)
    if p.stale == STALE:
        p.stale = 0
        p.misses = 0
        set_intercept_limits(w, s, v)
    return bool(chord <= p.chord_m_zero)


@inner
def intercept_terms(w: Any, s: int, v: int, range_m: float) -> tuple[float, float, float, float, float, float]:
    """The decibels of the unit's loudest radar at a range; of a silent unit those of nothing, low in the band."""
    m = sensor_at(w, s)
    radar = loudest_radar(w, s, v)
    if radar < 0 or is_hidden(w, m.unit) or is_submerged(w, v):
        return intercept_terms_db(0.0, 0.0, m.gain_db, LIGHT_MPS / m.band_hz_min, m.noise_db, range_m, range_m)
    r = sensor_at(w, radar)
    horizon_m = _horizon_m(w, s, radar)
    return intercept_terms_db(r.power_w, r.gain_db, m.gain_db, r.wavelength_m, m.noise_db, range_m, horizon_m)


@inner
def refresh_intercepts(w: Any, u: int, t: float) -> None:
    """Let every ESM listen afresh for a unit: its radars have been switched."""
    for s in range(w.sensor_rows):
        if sensor_at(w, s).kind == ESM and switch_at(w, s).on == 1 and sensor_at(w, s).unit != u:
            look_by(w, s, u, coming_look(w, s, t))
