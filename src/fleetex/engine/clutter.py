"""What the sea round a ship sends back to her radars, what rain and air take by the way, and what is left of a target.

A radar keeps the state of the sea that its own ship is in, and the most that this sea sends back at any range: so the
range within which a held ship cannot be lost stays in closed form (`physics.clutter.sure_snr_1m`).
"""

import math
from typing import Any

from fleetex.engine.dive import cross_section_m2
from fleetex.engine.echoes import snr_for_prob
from fleetex.engine.tables import AIR, env_at, hull_at, sensor_at, unit_at
from fleetex.physics.air_loss_law import echo_left, rain_np_per_m
from fleetex.physics.ambient import sea_state_between
from fleetex.physics.clutter import clutter_factor, clutter_m2, most_clutter_m2, sure_snr_1m
from fleetex.physics.compiled import inner
from fleetex.physics.radar import LEAST_PROB
from fleetex.units import LIGHT_MPS


@inner
def _height_m(w: Any, s: int) -> Any:
    """Of the aerial above the sea; as `mounting.eye_height_m`, which stands above this file."""
    m = sensor_at(w, s)
    return m.height_m + max(0.0, unit_at(w, m.unit).height_m)


@inner
def set_clutter(w: Any, s: int) -> None:
    """Note the sea and the rain that a radar is in."""
    m = sensor_at(w, s)
    own = unit_at(w, m.unit)
    m.sea_state = sea_state_between(own.wave_height_m)
    m.air_np_per_m = m.gas_np_per_m + rain_np_per_m(env_at(w, own.water).rain_mmph, m.rain_k, m.rain_alpha)
    freq_hz = LIGHT_MPS / m.wavelength_m
    m.clutter_m2_most = most_clutter_m2(
        freq_hz, m.sea_state, _height_m(w, s), m.beam_rad, m.pulse_s, m.vertical == 1, w.radio_earth_m
    )


@inner
def _lies_in_clutter(w: Any, v: int) -> bool:
    """Whether the sea's echoes hide a unit: it is not in the air."""
    return bool(hull_at(w, v).domain != AIR)


@inner
def air_left(w: Any, s: int, range_m: float) -> Any:
    """What air and rain leave of an echo at a range."""
    return echo_left(range_m, sensor_at(w, s).air_np_per_m)


@inner
def clutter_left(w: Any, s: int, v: int, range_m: float) -> Any:
    """What the sea leaves of a unit's signal to noise at a range."""
    m = sensor_at(w, s)
    if m.beam_rad <= 0.0 or not _lies_in_clutter(w, v):
        return 1.0
    freq_hz = LIGHT_MPS / m.wavelength_m
    echo_m2 = clutter_m2(
        range_m, freq_hz, m.sea_state, _height_m(w, s), m.beam_rad, m.pulse_s, m.vertical == 1, w.radio_earth_m
    )
    return clutter_factor(range_m, m.snr_1m, echo_m2 * air_left(w, s, range_m))


@inner
def holding_snr_1m(w: Any, s: int, v: int) -> Any:
    """The signal to noise at 1 m with which to work out the range within which a unit cannot be lost: air takes as much
    of it as it takes at the furthest range that could be."""
    m = sensor_at(w, s)
    echo_m2 = cross_section_m2(w, v)
    if not _lies_in_clutter(w, v) and m.air_np_per_m <= 0.0:
        return m.snr_1m * echo_m2
    snr = snr_for_prob(w, s, v, max(m.hold_prob, LEAST_PROB))
    sure = sure_snr_1m(m.snr_1m, echo_m2, m.clutter_m2_most if _lies_in_clutter(w, v) else 0.0, snr)
    if m.air_np_per_m <= 0.0:
        return sure
    furthest_m = math.sqrt(math.sqrt(max(sure, 0.0) / snr)) if snr > 0.0 else m.range_m_max
    return sure * air_left(w, s, furthest_m)
