"""Looks in time order: each sensor looks when it looks, and looks whose outcome is certain are skipped.

After each look the following ones are certain while the pair cannot have crossed the range beyond which nothing is
found, or the range within which nothing is lost, at the sum of both hulls' greatest speeds. With `every_look` nothing
is skipped: the oracle, whose recordings are the same. Whatever enters a look's chance besides range (light, weather,
lights, height) marks its pairs stale, and their ranges are worked out anew.
"""

import math
from typing import Any

from fleetex.engine.heap import schedule
from fleetex.engine.motion import motion_now, place_now, push_event
from fleetex.engine.slots import slot_look
from fleetex.engine.tables import (
    CHANGE_GAINED,
    CHANGE_LOST,
    OUT_TRACK_GAINED,
    OUT_TRACK_LOST,
    budget_out_at,
    contact_out_at,
    hull_at,
    pair_at,
    sensor_at,
    slot_at,
    switch_at,
    track_at,
    unit_at,
)
from fleetex.engine.tracking import emit_track, emit_track_if_due, fuse, measure, plot_sd_m, start_track
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import arc_from_chord, range_bearing
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.philox import PURPOSE_LOOK, block, unit_interval
from fleetex.physics.radar import LEAST_PROB, radar_look_prob, radar_range_for_prob, radar_terms_db
from fleetex.physics.sight import sight_look_prob, sight_range_bracket, sight_terms_db

NEVER_LOOK = 1 << 62
LOSS_PROB = 1e-12
BUDGET_S = 600.0
DEFER = 3.0
"""A sensor whose plot is worse than the one that keeps the track fresh looks in again after three report intervals."""
NEAR_M = 2_500.0
"""Nearer than this a plot is watched for collision, and kept four times as often (design value)."""


@inner
def _sight_bracket(look: Any, prob: float) -> Any:
    """Ranges between which a look's chance falls through `prob`, half a per mille apart: near enough to skip by."""
    size_m, contrast, eye_m, top_m, visibility_m, light, lights_cd, optics = look
    return sight_range_bracket(size_m, contrast, eye_m, top_m, visibility_m, light, lights_cd, optics, prob, 5e-4)


@inner
def set_limits(w: Any, s: int, v: int) -> Any:
    """Work out a pair's ranges: none found beyond, none lost within."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    target = hull_at(w, v)
    watcher = unit_at(w, m.unit)
    hold_prob = 1.0 - math.pow(LOSS_PROB, 1.0 / m.drop_looks)
    if m.kind == 0:
        p.horizon_m = min(m.range_m_max, radar_horizon_m(m.height_m, unit_at(w, v).height_m + target.mast_height_m))
        p.snr_1m = m.snr_1m * target.radar_cross_section_m2 if target.domain != 3 else 0.0
        p.range_m_zero = radar_range_for_prob(p.snr_1m, p.horizon_m, m.false_alarm_prob, LEAST_PROB)
        p.range_m_hold = radar_range_for_prob(p.snr_1m, p.horizon_m, m.false_alarm_prob, hold_prob)
    else:
        lights = target.lights_cd if unit_at(w, v).lights == 1 else 0.0
        top = unit_at(w, v).height_m + target.mast_height_m
        look = (target.size_m, target.contrast, m.height_m, top, watcher.visibility_m, watcher.light, lights, m.optics)
        _, zero_m = _sight_bracket(look, LEAST_PROB)
        hold_m, _ = _sight_bracket(look, hold_prob)
        p.range_m_zero = min(m.range_m_max, zero_m)
        p.range_m_hold = min(p.range_m_zero, hold_m)
    if p.held == 1:
        p.misses = 0
    p.stale = 0


@inner
def look_prob(w: Any, s: int, v: int, range_m: float) -> Any:
    """Chance that this look of the sensor finds the unit at this range."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    if range_m > p.range_m_zero:
        return 0.0
    if m.kind == 0:
        return radar_look_prob(range_m, p.snr_1m, p.horizon_m, m.false_alarm_prob)
    target = hull_at(w, v)
    watcher = unit_at(w, m.unit)
    return sight_look_prob(
        range_m,
        target.size_m,
        target.contrast,
        m.height_m,
        unit_at(w, v).height_m + target.mast_height_m,
        watcher.visibility_m,
        watcher.light,
        target.lights_cd if unit_at(w, v).lights == 1 else 0.0,
        m.optics,
    )


@inner
def _draw(w: Any, s: int, v: int, look: int) -> Any:
    """The look's number in (0, 1): a word of the block of four that its pair keeps."""
    p = pair_at(w, s * w.unit_rows + v)
    number = look >> 2
    if p.block != number:
        a, b, d, e = block(
            w.seed, w.replication, PURPOSE_LOOK, sensor_at(w, s).id32, hull_at(w, v).id32, number & 0xFFFFFFFF
        )
        p.word0 = a
        p.word1 = b
        p.word2 = d
        p.word3 = e
        p.block = number
    which = look & 3
    if which == 0:
        return unit_interval(p.word0)
    if which == 1:
        return unit_interval(p.word1)
    if which == 2:
        return unit_interval(p.word2)
    return unit_interval(p.word3)


@inner
def on_look(w: Any, s: int, t: float) -> Any:
    """One look of one sensor at every unit whose outcome is not certain; then the time of its next."""
    m = sensor_at(w, s)
    own = m.unit
    look = round((t - m.phase_s) / m.period_s)
    xi, yi, zi = place_now(w, own, t)
    bound = hull_at(w, own).speed_mps_bound
    soonest = NEVER_LOOK
    made = 0
    skipped = 0
    every = w.every_look == 1
    for v in range(w.unit_rows):
        p = pair_at(w, s * w.unit_rows + v)
        if p.next_look > look:
            soonest = min(soonest, p.next_look)
            continue
        if v == own:
            p.next_look = NEVER_LOOK
            continue
        x, y, z = place_now(w, v, t)
        dx, dy, dz = x - xi, y - yi, z - zi
        range_m = arc_from_chord(math.sqrt(dx * dx + dy * dy + dz * dz))
        if p.stale == 1:
            set_limits(w, s, v)
        hit = False
        if range_m <= p.range_m_zero:
            made += 1
            hit = _draw(w, s, v, look) < look_prob(w, s, v, range_m)
        if p.held == 1:
            _held(w, s, v, look, t, hit, range_m, xi, yi, zi, x, y, z)
        else:
            _not_held(w, s, v, look, t, hit, range_m, xi, yi, zi, x, y, z)
        wait = 1
        if not every:
            wait = _looks_to_wait(w, s, v, look, range_m, m.period_s * (bound + hull_at(w, v).speed_mps_bound))
            if p.held == 0:
                p.misses = wait - 1
        p.looks += wait
        skipped += wait - 1
        p.next_look = look + wait
        soonest = min(soonest, p.next_look)
    w.looks_made += made
    w.looks_skipped += skipped
    due = math.inf if soonest >= NEVER_LOOK else m.phase_s + soonest * m.period_s
    schedule(w, slot_look(w, s), due)


@inner
def _looks_to_wait(w: Any, s: int, v: int, look: int, range_m: float, closing_m: float) -> Any:
    """How many looks on the next uncertain one (or the report) is. `closing_m`: most the range can change a look."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    if closing_m <= 0.0:
        closing_m = 1e-3
    if p.held == 0:
        if range_m <= p.range_m_zero:
            return 1
        return 1 + int(min((range_m - p.range_m_zero) / closing_m * (1.0 - 1e-9), 1e9))
    if range_m >= p.range_m_hold or p.misses > 0:
        return 1
    wait = int(min((p.range_m_hold - range_m) / closing_m * (1.0 - 1e-9), 1e9)) - m.drop_looks
    report = math.ceil((p.next_report_s - m.phase_s) / m.period_s - 1e-9) - look
    return max(1, min(wait, int(report)))


@inner
def _held(
    w: Any,
    s: int,
    v: int,
    look: int,
    t: float,
    hit: Any,
    range_m: float,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> Any:
    """A held contact: count misses until it is lost, and report at the report interval."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    if not hit:
        p.misses += 1
        if p.misses >= m.drop_looks:
            lose(w, s, v, t, range_m, xi, yi, zi, x, y, z)
        return
    p.misses = 0
    if t < p.next_report_s - 1e-6:
        return
    k = track_at(w, hull_at(w, m.unit).observer * w.unit_rows + v)
    every_s = _report_s(m, range_m)
    sd_m = plot_sd_m(m, range_m)
    if sd_m > k.plot_sd_m and t - k.time_s < every_s:
        p.next_report_s = t + DEFER * every_s
        return
    k.plot_sd_m = sd_m
    mx, my, mz, ree, ren, rnn = measure(w, s, v, look, t, xi, yi, zi, x, y, z)
    fuse(w, hull_at(w, m.unit).observer, v, t, mx, my, mz, ree, ren, rnn)
    p.next_report_s = t + every_s
    emit_track_if_due(w, m.unit, v, t)


@inner
def _report_s(m: Any, range_m: float) -> Any:
    """Seconds to a sensor's next report on a contact: near ones are plotted four times as often."""
    return m.report_s if range_m > NEAR_M else 0.25 * m.report_s


@inner
def _not_held(
    w: Any,
    s: int,
    v: int,
    look: int,
    t: float,
    hit: Any,
    range_m: float,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> Any:
    """An unheld contact is gained when enough of the last looks hit."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    p.history = ((p.history << (1 + min(p.misses, 30))) | (1 if hit else 0)) & ((1 << m.confirm_looks) - 1)
    p.misses = 0
    if not hit:
        return
    hits = 0
    bits = p.history
    while bits > 0:
        hits += bits & 1
        bits >>= 1
    if hits < m.confirm_hits:
        return
    own = m.unit
    o = hull_at(w, own).observer
    p.held = 1
    p.misses = 0
    p.history = 0
    p.next_report_s = t + _report_s(m, range_m)
    mx, my, mz, ree, ren, rnn = measure(w, s, v, look, t, xi, yi, zi, x, y, z)
    k = track_at(w, o * w.unit_rows + v)
    k.plot_sd_m = plot_sd_m(m, math.sqrt((x - xi) ** 2 + (y - yi) ** 2 + (z - zi) ** 2))
    k.sensors += 1
    if k.sensors == 1:
        unit_at(w, own).tracks_numbered += 1
        k.number = unit_at(w, own).tracks_numbered
        start_track(w, o, v, t, mx, my, mz, ree, ren, rnn)
        emit_track(w, own, v, t, CHANGE_GAINED)
        if unit_at(w, own).listens == 1:
            push_event(w, OUT_TRACK_GAINED, own, v, k.number, t, range_m)
    else:
        fuse(w, o, v, t, mx, my, mz, ree, ren, rnn)
        emit_track_if_due(w, own, v, t)
    _emit_contact(w, s, v, 1, t, xi, yi, zi, x, y, z)


@inner
def lose(
    w: Any, s: int, v: int, t: float, range_m: float, xi: float, yi: float, zi: float, x: float, y: float, z: float
) -> Any:
    """A contact is lost; with the last of them the track."""
    own = sensor_at(w, s).unit
    p = pair_at(w, s * w.unit_rows + v)
    p.held = 0
    p.misses = 0
    p.history = 0
    k = track_at(w, hull_at(w, own).observer * w.unit_rows + v)
    k.sensors -= 1
    if k.sensors == 0:
        emit_track(w, own, v, t, CHANGE_LOST)
        if unit_at(w, own).listens == 1:
            push_event(w, OUT_TRACK_LOST, own, v, k.number, t, range_m)
    _emit_contact(w, s, v, 0, t, xi, yi, zi, x, y, z)


@inner
def _emit_contact(
    w: Any, s: int, v: int, gained: int, t: float, xi: float, yi: float, zi: float, x: float, y: float, z: float
) -> Any:
    n = w.contact_out_filled
    row = contact_out_at(w, n)
    row.unit = sensor_at(w, s).unit
    row.sensor = s
    row.target = v
    row.gained = gained
    row.looks = pair_at(w, s * w.unit_rows + v).looks
    row.time_s = t
    row.range_m, row.bearing_rad = range_bearing(xi, yi, zi, x, y, z)
    w.contact_out_filled = n + 1
    w.contacts += 1
    emit_budget(w, s, v, t, row.range_m)


@inner
def emit_budget(w: Any, s: int, v: int, t: float, range_m: float) -> Any:
    """Record the decibels behind a look."""
    m = sensor_at(w, s)
    target = hull_at(w, v)
    p = pair_at(w, s * w.unit_rows + v)
    if p.stale == 1:
        set_limits(w, s, v)
    n = w.budget_out_filled
    row = budget_out_at(w, n)
    row.unit = m.unit
    row.sensor = s
    row.target = v
    row.held = p.held
    row.time_s = t
    row.range_m = range_m
    row.prob = look_prob(w, s, v, range_m)
    if m.kind == 0:
        terms = radar_terms_db(
            range_m,
            max(target.radar_cross_section_m2 if target.domain != 3 else 0.0, 1e-9),
            p.horizon_m,
            m.power_w,
            m.gain_db,
            m.wavelength_m,
            m.bandwidth_hz,
            m.noise_figure_db,
            m.losses_db,
            m.pulses,
            m.false_alarm_prob,
        )
    else:
        watcher = unit_at(w, m.unit)
        terms = sight_terms_db(
            range_m,
            target.size_m,
            target.contrast,
            m.height_m,
            unit_at(w, v).height_m + target.mast_height_m,
            watcher.visibility_m,
            watcher.light,
            target.lights_cd if unit_at(w, v).lights == 1 else 0.0,
            m.optics,
        )
    row.source_db, row.target_db, row.loss_db, row.noise_db, row.threshold_db, row.excess_db = terms
    w.budget_out_filled = n + 1
    w.budgets += 1


@inner
def on_budget(w: Any, t: float, s: int) -> Any:
    """Record why sensor s holds, or does not hold, every unit inside its instrumented range."""
    m = sensor_at(w, s)
    if switch_at(w, s).on == 0 or hull_at(w, m.unit).neutral == 1:
        return
    xi, yi, zi = place_now(w, m.unit, t)
    for v in range(w.unit_rows):
        if v == m.unit:
            continue
        x, y, z = place_now(w, v, t)
        dx, dy, dz = x - xi, y - yi, z - zi
        range_m = arc_from_chord(math.sqrt(dx * dx + dy * dy + dz * dz))
        if range_m <= m.range_m_max:
            emit_budget(w, s, v, t, range_m)


@inner
def _take_back(w: Any, s: int, v: int, look: int) -> Any:
    """Looks skipped as certain, from `look` on, are certain no more: a pair's next look is then, if it was later."""
    p = pair_at(w, s * w.unit_rows + v)
    ahead = p.next_look - look
    if ahead <= 0:
        return
    p.next_look = look
    p.looks -= ahead
    if p.held == 0:
        p.misses = max(0, p.misses - ahead)


@inner
def refresh_sensor(w: Any, s: int, t: float) -> Any:
    """Let a sensor look afresh at everybody from its next look on."""
    m = sensor_at(w, s)
    if switch_at(w, s).on == 0:
        return
    look = math.ceil((t - m.phase_s) / m.period_s - 1e-9)
    for v in range(w.unit_rows):
        if v != m.unit:
            pair_at(w, s * w.unit_rows + v).stale = 1
            _take_back(w, s, v, look)
    schedule(w, slot_look(w, s), m.phase_s + look * m.period_s)


@inner
def refresh_target(w: Any, u: int, t: float) -> Any:
    """Let every sensor look afresh at one unit (its lights, its height have changed)."""
    for s in range(w.sensor_rows):
        m = sensor_at(w, s)
        if m.unit == u or switch_at(w, s).on == 0:
            continue
        look = math.ceil((t - m.phase_s) / m.period_s - 1e-9)
        p = pair_at(w, s * w.unit_rows + u)
        p.stale = 1
        if look < p.next_look:
            _take_back(w, s, u, look)
            due = m.phase_s + look * m.period_s
            if due < slot_at(w, slot_look(w, s)).time_s:
                schedule(w, slot_look(w, s), due)


@inner
def switch_sensor(w: Any, s: int, on: int, t: float) -> Any:
    """Switch a sensor. Off: its contacts are lost now. On: it looks from its next look on."""
    if switch_at(w, s).on == on:
        return
    own = sensor_at(w, s).unit
    switch_at(w, s).on = on
    if on == 1:
        refresh_sensor(w, s, t)
        return
    m = sensor_at(w, s)
    look = math.ceil((t - m.phase_s) / m.period_s - 1e-9)
    xi, yi, zi = place_now(w, own, t)
    for v in range(w.unit_rows):
        if v == own:
            continue
        _take_back(w, s, v, look)
        if pair_at(w, s * w.unit_rows + v).held == 1:
            x, y, z, _, _, _ = motion_now(w, v, t)
            range_m, _ = range_bearing(xi, yi, zi, x, y, z)
            lose(w, s, v, t, range_m, xi, yi, zi, x, y, z)
    schedule(w, slot_look(w, s), math.inf)
