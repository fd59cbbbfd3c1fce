"""What a sonar hears of a unit: the decibels of the sonar equations from tables, and the range at which they balance.

The excess of a look is its mean (range, depths, speeds, weather, aspect) and the luck that holds at the time
(`physics.fluctuation`). A look finds what its excess is over 0. Both sonars read the water where the listener is.
"""

import math
from typing import Any

from fleetex.engine.losses import is_in_bands, node_range_m, tabled_loss_db
from fleetex.engine.motion import course_speed_now, place_now
from fleetex.engine.mounting import sensor_place
from fleetex.engine.tables import ACTIVE, env_at, hull_at, pair_at, sensor_at, switch_at, unit_at
from fleetex.engine.water_rows import AINSLIE_MCCOLM, THORP
from fleetex.physics.ambient import (
    NO_NOISE_DB,
    ambient_noise_db,
    band_db,
    power_sum_db,
    rain_noise_db,
    sea_state_between,
)
from fleetex.physics.compiled import inner
from fleetex.physics.fluctuation import excess_deviation_db
from fleetex.physics.geodesy import chord_from_arc, range_bearing
from fleetex.physics.propagation import sound_loss_db
from fleetex.physics.seawater import (
    absorption_ainslie_mccolm_db_per_m,
    absorption_db_per_m,
    absorption_thorp_db_per_m,
)
from fleetex.physics.ship_noise import machinery_db, radiated_noise_db, self_noise_db, vessel_source_db
from fleetex.physics.sonar import (
    MACKENZIE_BOTTOM_DB,
    active_terms_db,
    bottom_scattering_db,
    boundary_reverberation_db,
    passive_terms_db,
    surface_scattering_db,
    target_strength_db,
)

ACIDITY_PH = 8.0
HULL_DAMPING = 3.0
SOURCE_M = 5.0
"""A surface ship's noise comes from so deep: screw and engine (design value)."""
PING_BAND_HZ = 100.0
PING_THRESHOLD_DB = 10.0
"""An intercept receiver listens all round, without directivity, for a ping in such a band over the noise in it (design
values)."""
REVERBERATION_RAD = 0.05
"""Grazing angle of the sound that surface and bottom send back: three degrees at all ranges (design value). So a target
stands out less the further off it is."""
LUCK_MOST = 6.8
"""No normal number that `physics.philox` draws is further from 0."""
SPARE = 1e-6
HALVINGS = 9
SURFACE_M = 0.0
"""From there the surface sends sound back."""
SLACK_DB = 0.5
"""More than absorption, which rises with range and not with its logarithm, can lift a loss between two nodes."""

Terms = tuple[float, float, float, float, float, float]
"""Source, target, loss, noise, threshold, mean excess (dB)."""
Losses = tuple[float, float, float, float]
"""To the unit at the sonar's note, to it at the note of its pings, to the surface and to the bottom out there."""
Fixed = tuple[float, float, float, float, float]
"""What of a pair's decibels does not hang on range: level of the source (passive) or target strength (active), noise
and absorption at the sonar's note, and both at that of the target's pings."""


@inner
def source_db(w: Any, v: int, freq_hz: float) -> Any:
    """Spectrum level of a unit's noise (dB re 1 uPa^2/Hz at 1 m) at the speed that it sounds like, and its depth."""
    m = hull_at(w, v)
    s = unit_at(w, v)
    if m.quiet_mps > 0.0:
        depth_m = max(0.0, -s.height_m)
        battery_db = radiated_noise_db(
            freq_hz, s.noise_mps, depth_m, m.quiet_db, m.quiet_mps, m.inception_mps, m.cavitation_db
        )
        return power_sum_db(battery_db, machinery_db(freq_hz, m.snort_db)) if s.diesels == 1 else battery_db
    if m.noise_class_mps > 0.0:
        return vessel_source_db(freq_hz, s.noise_mps, m.length_m, m.noise_class_mps, m.noise_hump, HULL_DAMPING)
    return NO_NOISE_DB


@inner
def sonar_depth_m(w: Any, s: int) -> Any:
    """How deep a sonar hangs: a surface ship's as fitted, a submarine's about her own hull, a dipped one as lowered."""
    return switch_at(w, s).deep_m + max(0.0, -unit_at(w, sensor_at(w, s).unit).height_m)


@inner
def noise_db(w: Any, s: int, freq_hz: float) -> Any:
    """Spectrum level of all that a sonar hears but the target: the sea's, distant ships' and rain's, and own ship's."""
    m = sensor_at(w, s)
    own = unit_at(w, m.unit)
    e = env_at(w, own.water)
    sea = ambient_noise_db(freq_hz, sea_state_between(own.wave_height_m), e.shipping)
    if e.rain_mmph > 0.0:
        sea = power_sum_db(sea, rain_noise_db(freq_hz, e.rain_mmph))
    floor_db = m.own_noise_db
    if own.diesels == 1:
        hull = hull_at(w, m.unit)
        floor_db += max(0.0, hull.snort_db - hull.quiet_db)  # as much louder in her own ears as in others'
    return power_sum_db(sea, self_noise_db(freq_hz, own.noise_mps, floor_db, m.own_noise_mps))


@inner
def absorption_at(w: Any, s: int, freq_hz: float) -> Any:
    """Absorption (dB/m) of a note in the water round a sonar, by the scenario's formula."""
    e = env_at(w, unit_at(w, sensor_at(w, s).unit).water)
    if e.absorption == THORP:
        return absorption_thorp_db_per_m(freq_hz)
    deep_m = sonar_depth_m(w, s)
    if e.absorption == AINSLIE_MCCOLM:
        return absorption_ainslie_mccolm_db_per_m(freq_hz, e.water_degc, e.salinity_psu, deep_m, ACIDITY_PH)
    return absorption_db_per_m(freq_hz, e.water_degc, e.salinity_psu, deep_m, ACIDITY_PH)


@inner
def loss_db(w: Any, s: int, v: int, range_m: float, freq_hz: float, tone: int, absorption_db_per_m: float) -> Any:
    """Loss of sound one way between a sonar and a unit at a range: by the tables of the water that the sonar is in, or
    where it has none by the law."""
    e = env_at(w, unit_at(w, sensor_at(w, s).unit).water)
    there_m, here_m, water_m = ends_m(w, s, v)
    if e.sound > 0:
        return _tabled_db(w, s, range_m, there_m, here_m, tone, absorption_db_per_m)
    wind_mps = math.sqrt(e.wind_east_mps * e.wind_east_mps + e.wind_north_mps * e.wind_north_mps)
    return sound_loss_db(
        range_m,
        freq_hz,
        there_m,
        here_m,
        e.layer_m,
        water_m,
        absorption_db_per_m,
        wind_mps,
        e.sound_mps,
        e.below_per_s,
        e.critical_rad,
        e.bottom_np_per_rad,
    )


@inner
def ends_m(w: Any, s: int, v: int) -> tuple[float, float, float]:
    """Depths of a unit as sound leaves it and of a sonar, and of the water round the sonar (infinite: unknown)."""
    e = env_at(w, unit_at(w, sensor_at(w, s).unit).water)
    water_m = math.inf if math.isnan(e.depth_m) else e.depth_m
    return min(max(SOURCE_M, -unit_at(w, v).height_m), water_m), min(sonar_depth_m(w, s), water_m), water_m


@inner
def _tabled_db(w: Any, s: int, range_m: float, there_m: float, here_m: float, tone: int, absorption: float) -> Any:
    """Loss one way by the tables of the sonar's water, with absorption."""
    slant_m = math.hypot(range_m, there_m - here_m)
    return tabled_loss_db(w, _grid_of(w, s, tone), range_m, there_m, here_m) + absorption * slant_m


@inner
def _grid_of(w: Any, s: int, tone: int) -> Any:
    """The row of `sound` for a note in the water round a sonar."""
    return (env_at(w, unit_at(w, sensor_at(w, s).unit).water).sound - 1) * w.tones + tone


@inner
def is_tabled(w: Any, s: int) -> bool:
    """Whether the water round a sonar has tables of loss."""
    return bool(env_at(w, unit_at(w, sensor_at(w, s).unit).water).sound > 0)


@inner
def _fixed(w: Any, s: int, v: int, strength_db: float) -> Fixed:
    """The decibels of a pair that do not hang on range."""
    m = sensor_at(w, s)
    background_db = noise_db(w, s, m.freq_hz)
    absorption = absorption_at(w, s, m.freq_hz)
    other = unit_at(w, v)
    if m.kind == ACTIVE or other.ping_db <= 0.0:
        return strength_db, background_db, absorption, 0.0, 0.0
    ping_background_db = noise_db(w, s, other.ping_hz) + band_db(PING_BAND_HZ)
    return strength_db, background_db, absorption, ping_background_db, absorption_at(w, s, other.ping_hz)


@inner
def _losses_at(w: Any, s: int, v: int, range_m: float, fixed: Fixed) -> Losses:
    """What a look's sound loses on its ways. By the law surface and bottom send back what lost as much as the echo
    does; by tables each has its own way, to a deep bottom in a straight line."""
    m = sensor_at(w, s)
    absorption, ping_absorption = fixed[2], fixed[4]
    loss = loss_db(w, s, v, range_m, m.freq_hz, m.tone, absorption)
    other = unit_at(w, v)
    ping_loss = 0.0
    if m.kind != ACTIVE and other.ping_db > 0.0:
        ping_loss = loss_db(w, s, v, range_m, other.ping_hz, sensor_at(w, other.pinger).tone, ping_absorption)
    if m.kind != ACTIVE or not is_tabled(w, s):
        return loss, ping_loss, loss, loss
    grid = _grid_of(w, s, m.tone)
    here_m, bottom_m = sonar_depth_m(w, s), env_at(w, unit_at(w, m.unit).water).depth_m
    far_m = max(range_m, node_range_m(w, grid, 0))
    surface = _tabled_db(w, s, far_m, SURFACE_M, here_m, m.tone, absorption)
    if is_in_bands(w, grid, bottom_m):
        return loss, ping_loss, surface, _tabled_db(w, s, far_m, bottom_m, here_m, m.tone, absorption)
    slant_m = math.hypot(range_m, bottom_m - here_m)
    return loss, ping_loss, surface, 20.0 * math.log10(slant_m) + absorption * slant_m


@inner
def _terms_at(w: Any, s: int, v: int, range_m: float, fixed: Fixed) -> tuple[Terms, bool]:
    """The terms at a range, and whether it is a ping that is heard."""
    return _terms_of(w, s, v, range_m, _losses_at(w, s, v, range_m, fixed), fixed)


@inner
def _terms_of(w: Any, s: int, v: int, range_m: float, losses: Losses, fixed: Fixed) -> tuple[Terms, bool]:
    """The terms with these losses, and reverberation as from this range. The excess falls with the first two losses and
    rises with the others; with range alone it falls."""
    m = sensor_at(w, s)
    strength_db, background_db, _absorption, ping_background_db, _ping_absorption = fixed
    loss, ping_loss, surface, bottom = losses
    if m.kind == ACTIVE:
        back = _reverberation_db(w, s, range_m, surface, bottom)
        terms = active_terms_db(
            m.source_db, loss, loss, strength_db, background_db, m.directivity_db, back, m.threshold_db
        )
        return terms, False
    heard = passive_terms_db(strength_db, loss, background_db, m.directivity_db, m.threshold_db)
    other = unit_at(w, v)
    if other.ping_db <= 0.0:
        return heard, False
    ping = passive_terms_db(other.ping_db, ping_loss, ping_background_db, 0.0, PING_THRESHOLD_DB)
    if ping[5] > heard[5]:
        return ping, True
    return heard, False


@inner
def _reverberation_db(w: Any, s: int, range_m: float, surface: float, bottom: float) -> Any:
    """What surface and, from twice its depth on, bottom send back, each with the loss of its way there."""
    m = sensor_at(w, s)
    e = env_at(w, unit_at(w, m.unit).water)
    wind_mps = math.sqrt(e.wind_east_mps * e.wind_east_mps + e.wind_north_mps * e.wind_north_mps)
    scattering_db = surface_scattering_db(m.freq_hz, wind_mps, REVERBERATION_RAD)
    if range_m > 2.0 * e.depth_m:
        of_bottom_db = bottom_scattering_db(REVERBERATION_RAD, MACKENZIE_BOTTOM_DB) - 2.0 * (bottom - surface)
        scattering_db = power_sum_db(scattering_db, of_bottom_db)
    return boundary_reverberation_db(m.source_db, surface, scattering_db, range_m, e.sound_mps, m.pulse_s, m.beam_rad)


@inner
def sound_terms(w: Any, s: int, v: int, t: float, range_m: float) -> tuple[Terms, bool]:
    """The terms of a look at a range at t, and whether it is a ping that is heard."""
    m = sensor_at(w, s)
    strength_db = _aspect_db(w, s, v, t) if m.kind == ACTIVE else source_db(w, v, m.freq_hz)
    return _terms_at(w, s, v, range_m, _fixed(w, s, v, strength_db))


@inner
def _aspect_db(w: Any, s: int, v: int, t: float) -> Any:
    """Target strength of a unit as the sonar sees it now."""
    m = hull_at(w, v)
    x, y, z = place_now(w, v, t)
    xi, yi, zi = sensor_place(w, s, t)
    _, bearing = range_bearing(x, y, z, xi, yi, zi)
    course, _ = course_speed_now(w, v, t)
    return target_strength_db(bearing - course, m.echo_bow_db, m.echo_quarter_db, m.echo_beam_db)


@inner
def sound_hits(w: Any, s: int, v: int, t: float, range_m: float) -> bool:
    """Whether a look finds the unit: its mean excess and the luck of the time are over 0 together."""
    if range_m > sensor_at(w, s).range_m_max:
        return False
    terms, _ = sound_terms(w, s, v, t, range_m)
    return bool(terms[5] + pair_at(w, s * w.unit_rows + v).luck_db > 0.0)


@inner
def luck_db(w: Any, s: int, v: int, t: float) -> tuple[float, float]:
    """How far the excess is off its mean at t, and until when."""
    m = sensor_at(w, s)
    return excess_deviation_db(t, m.fade_per_s, m.sigma_db, w.seed, w.replication, m.id32, hull_at(w, v).id32)


@inner
def set_sound_limits(w: Any, s: int, v: int, t: float, range_m: float, afresh: bool) -> None:
    """Work out a sonar pair's luck at t and its chords, which hold until the luck changes: nothing is found beyond the
    one, everything within the other. At `range_m` now; `afresh`: not only the luck is another.

    As far as the pair can come meanwhile the outcome is mostly the same; where not, the chords are found by halving.
    The range beyond which no luck helps is worked out when a pair has waited for a second luck.
    """
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    p.luck_db, p.luck_until_s = luck_db(w, s, v, t)
    if m.kind == ACTIVE:
        hull = hull_at(w, v)
        least_db = min(hull.echo_bow_db, hull.echo_quarter_db, hull.echo_beam_db)
        most_db = max(hull.echo_bow_db, hull.echo_quarter_db, hull.echo_beam_db)
    else:
        least_db = most_db = source_db(w, v, m.freq_hz)
    best = _fixed(w, s, v, most_db)
    worst = best if least_db == most_db else _fixed(w, s, v, least_db)
    tabled = is_tabled(w, s)
    if afresh:
        p.horizon_m = m.range_m_max
    elif p.horizon_m >= m.range_m_max:
        if tabled:
            _, p.horizon_m = stretches(w, s, v, m.range_m_max, LUCK_MOST * m.sigma_db, best, best)
        else:
            _, p.horizon_m = _balance(w, s, v, m.range_m_max, LUCK_MOST * m.sigma_db, best)
    speeds_mps = hull_at(w, m.unit).speed_mps_bound + hull_at(w, v).speed_mps_bound
    reach_m = speeds_mps * (p.luck_until_s - t)
    near_m, far_m = range_m + reach_m, range_m - reach_m
    if tabled:
        near_m, far_m = stretches(w, s, v, p.horizon_m, p.luck_db, best, worst)
    elif far_m > 1.0 and _excess_db(w, s, v, far_m, best) + p.luck_db <= 0.0:
        near_m = 0.0
    elif near_m < p.horizon_m and _excess_db(w, s, v, near_m, worst) + p.luck_db > 0.0:
        far_m = p.horizon_m
    else:
        near_m, far_m = _balance(w, s, v, p.horizon_m, p.luck_db, best)
        if least_db < most_db:
            near_m, _ = _balance(w, s, v, near_m, p.luck_db, worst)
    p.chord_m_zero = chord_from_arc(far_m) * (1.0 + SPARE)
    p.chord_m_hold = chord_from_arc(near_m) * (1.0 - SPARE)


@inner
def _excess_db(w: Any, s: int, v: int, range_m: float, fixed: Fixed) -> Any:
    """The mean excess at a range."""
    terms, _ping = _terms_at(w, s, v, range_m, fixed)
    return terms[5]


@inner
def _balance(w: Any, s: int, v: int, most_m: float, luck: float, fixed: Fixed) -> tuple[float, float]:
    """Ranges (near, far) up to `most_m`, by halving: at the one the excess is over 0, at the other not (or it is the
    greatest). Excess falls with range."""
    near_m = 0.0
    far_m = most_m
    for _ in range(HALVINGS):
        middle_m = 0.5 * (near_m + far_m)
        if _excess_db(w, s, v, middle_m, fixed) + luck > 0.0:
            near_m = middle_m
        else:
            far_m = middle_m
    return near_m, far_m


@inner
def stretches(w: Any, s: int, v: int, most_m: float, luck: float, best: Fixed, worst: Fixed) -> tuple[float, float]:
    """By tables excess need not fall with range. Ranges (near, far) up to `most_m`: within the one the excess is over 0
    even at `worst`, beyond the other nowhere even at `best`.

    Between two nodes each loss lies between theirs, to SLACK_DB, so that the best of all at both ends, and the worst of
    all, bound the excess between them.
    """
    grid = _grid_of(w, s, sensor_at(w, s).tone)
    near_m, far_m = most_m, 0.0
    at_m, to_m = 0.0, min(node_range_m(w, grid, 0), most_m)
    node = 0
    good, bad = _losses_at(w, s, v, at_m, best), _losses_at(w, s, v, at_m, worst)
    while at_m < most_m:
        good_next, bad_next = _losses_at(w, s, v, to_m, best), _losses_at(w, s, v, to_m, worst)
        if _highest_db(w, s, v, at_m, good, good_next, best) + luck > -SLACK_DB:
            far_m = to_m
        if near_m == most_m and _least_db(w, s, v, to_m, bad, bad_next, worst) + luck <= SLACK_DB:
            near_m = at_m
        good, bad = good_next, bad_next
        node += 1
        at_m, to_m = to_m, min(node_range_m(w, grid, node), most_m)
    return near_m, far_m


@inner
def _highest_db(w: Any, s: int, v: int, at_m: float, a: Losses, b: Losses, fixed: Fixed) -> Any:
    """No excess between two ranges with these losses is greater. Reverberation is that of the nearer."""
    losses = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    terms, _ping = _terms_of(w, s, v, at_m, losses, fixed)
    return terms[5]


@inner
def _least_db(w: Any, s: int, v: int, to_m: float, a: Losses, b: Losses, fixed: Fixed) -> Any:
    """No excess between two ranges with these losses is less. Reverberation is that of the farther."""
    losses = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    terms, _ping = _terms_of(w, s, v, to_m, losses, fixed)
    return terms[5]


@inner
def even_range_m(w: Any, s: int, v: int, fixed: Fixed) -> Any:
    """The first range at which the mean excess is 0, to a few metres; the greatest if there is none."""
    most_m = sensor_at(w, s).range_m_max
    if not is_tabled(w, s):
        near_m, _ = _balance(w, s, v, most_m, 0.0, fixed)
        return near_m
    grid = _grid_of(w, s, sensor_at(w, s).tone)
    node = 0
    near_m, far_m = 0.0, min(node_range_m(w, grid, 0), most_m)
    while far_m < most_m and _excess_db(w, s, v, far_m, fixed) > 0.0:
        node += 1
        near_m, far_m = far_m, min(node_range_m(w, grid, node), most_m)
    if _excess_db(w, s, v, far_m, fixed) > 0.0:
        return most_m
    for _ in range(HALVINGS):
        middle_m = 0.5 * (near_m + far_m)
        if _excess_db(w, s, v, middle_m, fixed) > 0.0:
            near_m = middle_m
        else:
            far_m = middle_m
    return near_m
