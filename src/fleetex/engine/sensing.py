"""Looks in time order: each sensor looks when it looks, and looks whose outcome is certain are skipped.

After each look the following ones are certain while the pair cannot have crossed the chord beyond which nothing is
found, or the chord within which nothing is lost, at the sum of both hulls' greatest speeds. With `every_look` nothing
is skipped: the oracle, whose recordings are the same. Whatever enters a look's chance besides range (light, weather,
lights) marks its pairs stale, and their chords are worked out anew.
"""

import math
from typing import Any

import numpy as np

from fleetex.engine.association import deal_out, look_round, report_held
from fleetex.engine.bearings import gain_bearing, is_heard, lose_bearing, report_bearing
from fleetex.engine.budgets import emit_budget, emit_budget_if_due, look_prob
from fleetex.engine.classifying import believe, call_of, forget
from fleetex.engine.clocking import cycles
from fleetex.engine.clutter import holding_snr_1m
from fleetex.engine.dive import cross_section_m2, is_hidden, is_submerged, top_m
from fleetex.engine.echoes import echo_range_m
from fleetex.engine.foresight import SPARE, drawn, looks_to_wait
from fleetex.engine.heap import schedule
from fleetex.engine.hearing import set_sound_limits, sound_hits
from fleetex.engine.intercept import is_heard_of, set_intercept_limits
from fleetex.engine.jamming import is_jammed
from fleetex.engine.magnetic import anomaly_found, set_magnetic_limits
from fleetex.engine.motion import place_now, push_event
from fleetex.engine.mounting import eye_height_m, sensor_place, sounding_place
from fleetex.engine.plotting import keeps_track
from fleetex.engine.senses import is_listener, is_sonar
from fleetex.engine.slots import slot_look
from fleetex.engine.tables import (
    AIR,
    CHANGE_GAINED,
    CHANGE_LOST,
    ESM,
    INFRARED,
    MAGNETIC,
    MODE_ABOARD,
    OUT_ANOMALY,
    OUT_TRACK_GAINED,
    OUT_TRACK_LOST,
    PASSIVE,
    contact_out_at,
    holding_at,
    hull_at,
    least_window,
    pair_at,
    sensor_at,
    switch_at,
    track_at,
    unit_at,
    window_at,
)
from fleetex.engine.tracking import emit_track, report
from fleetex.engine.two_ways import most_by_two_ways
from fleetex.engine.windows import STALE, coming_look, look_no_later
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import arc_from_chord, chord_from_arc, range_bearing
from fleetex.physics.horizon import radar_horizon_m, sight_horizon_m
from fleetex.physics.radar import LEAST_PROB

NEVER_LOOK = 1 << 62
HALVINGS = 7
OUTER = 2


@inner
def set_limits(w: Any, s: int, v: int, range_m: float) -> None:
    """Work out a pair's chords: none found beyond, none lost within. At `range_m` now.

    A radar's come in closed form (in clutter the inner one is a lesser bound); a lookout's by halving, to a hundredth
    of the horizon, and not before the target is inside the horizon: looser chords only mean fewer looks that are
    certain.
    """
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    target = hull_at(w, v)
    top = top_m(w, v)
    afresh = p.stale == STALE
    if afresh:
        p.misses = 0
    p.stale = 0
    if m.kind == ESM:
        set_intercept_limits(w, s, v)
        return
    if is_sonar(m.kind) and range_m > m.range_m_max:
        p.stale = OUTER
        p.horizon_m = m.range_m_max
        p.chord_m_zero = chord_from_arc(m.range_m_max) * (1.0 + SPARE)
        p.chord_m_hold = 0.0
        return
    if is_sonar(m.kind):
        set_sound_limits(w, s, v, w.now_s, range_m, afresh)
        return
    if m.kind == MAGNETIC:
        set_magnetic_limits(w, s, v)
        return
    if is_hidden(w, v) or is_hidden(w, m.unit) or (m.kind == 0 and is_submerged(w, m.unit)):
        zero = hold = p.horizon_m = 0.0
    elif m.kind == 0:
        p.horizon_m = min(m.range_m_max, radar_horizon_m(eye_height_m(w, s), top, w.radio_earth_m))
        p.snr_1m = m.snr_1m * cross_section_m2(w, v) if target.domain != 3 else 0.0
        zero = echo_range_m(w, s, v, p.snr_1m * most_by_two_ways(w), p.horizon_m, LEAST_PROB, 1.0)
        sure = holding_snr_1m(w, s, v) if target.domain != 3 else 0.0
        hold = 0.0
        if not is_jammed(w, s) and w.multipath == 0:
            hold = echo_range_m(w, s, v, sure, p.horizon_m, m.hold_prob, -1.0)
    else:
        zero = min(m.range_m_max, sight_horizon_m(eye_height_m(w, s), top))
        hold = 0.0
        if range_m > zero:
            p.stale = OUTER
        else:
            zero = _halved(w, s, v, 0.0, zero, LEAST_PROB, False)
            hold = _halved(w, s, v, 0.0, zero, m.hold_prob, True)
    p.chord_m_zero = chord_from_arc(zero) * (1.0 + SPARE)
    p.chord_m_hold = chord_from_arc(hold) * (1.0 - SPARE)


@inner
def _halved(w: Any, s: int, v: int, near: float, far: float, prob: float, within: bool) -> float:
    """The range at which a look's chance falls below `prob`, from the near side (`within`) or the far side."""
    if look_prob(w, s, v, far) >= prob:
        return far
    for _ in range(HALVINGS):
        middle = 0.5 * (near + far)
        if look_prob(w, s, v, middle) >= prob:
            near = middle
        else:
            far = middle
    return near if within else far


@inner
def on_look(w: Any, s: int, t: float) -> None:
    """One look of one sensor at every unit whose outcome is not certain; then the time of its next."""
    m = sensor_at(w, s)
    n = w.unit_rows
    own = m.unit
    look = round((t - m.phase_s) / m.period_s)
    if unit_at(w, own).mode == MODE_ABOARD:
        schedule(w, slot_look(w, s), math.inf)
        return
    xi, yi, zi = sensor_place(w, s, t)
    every = w.every_look == 1
    rows_used = w.rows_used
    for v in range(rows_used):
        window = window_at(w, s * n + v)
        if window.next_look <= look:
            p = pair_at(w, s * n + v)
            x, y, z = sounding_place(w, v, t) if is_sonar(m.kind) else place_now(w, v, t)
            if unit_at(w, v).mode == MODE_ABOARD:
                if p.held == 1:
                    lose(w, s, v, t, look + 1 - switch_at(w, s).missed, xi, yi, zi, x, y, z)
                p.last_look = look
                p.history = 0
                window.next_look = NEVER_LOOK
                continue
            dx, dy, dz = x - xi, y - yi, z - zi
            chord = math.sqrt(dx * dx + dy * dy + dz * dz)
            if p.stale != 0 or (is_sonar(m.kind) and t >= p.luck_until_s):
                set_limits(w, s, v, arc_from_chord(chord))
            if p.held == 1:
                _look_at_held(w, s, v, look, t, chord, xi, yi, zi, x, y, z)
            else:
                _look_at_unheld(w, s, v, look, t, chord, xi, yi, zi, x, y, z)
            wait = 1
            if not every:
                wait = looks_to_wait(w, s, v, look, t, chord)
            w.looks_skipped += wait - 1
            p.last_look = look
            window.next_look = look + wait
    soonest = least_window(w, s * n, rows_used)
    if w.plots_waiting > 0:
        _stop_the_clock(w)
        deal_out(w, s, t)
        _start_the_clock(w)
    schedule(w, slot_look(w, s), math.inf if soonest >= NEVER_LOOK else m.phase_s + soonest * m.period_s)


@inner
def _hits(w: Any, s: int, v: int, look: int, chord: float) -> bool:
    """Whether this look finds the unit. Within the holding chord most draws are decided without the chance itself."""
    p = pair_at(w, s * w.unit_rows + v)
    if chord > p.chord_m_zero:
        return False
    w.looks_made += 1
    kind = sensor_at(w, s).kind
    if is_sonar(kind):
        return bool(chord <= p.chord_m_hold or sound_hits(w, s, v, w.now_s, arc_from_chord(chord)))
    if kind == ESM:
        return bool(chord <= p.chord_m_hold or arc_from_chord(chord) <= p.horizon_m)
    if kind == MAGNETIC:
        return anomaly_found(w, s, v, w.now_s, arc_from_chord(chord))
    draw = drawn(w, s, v, look)
    if chord <= p.chord_m_hold and draw < sensor_at(w, s).hold_prob:
        return True
    return draw < look_prob(w, s, v, arc_from_chord(chord))


@inner
def _look_at_held(
    w: Any,
    s: int,
    v: int,
    look: int,
    t: float,
    chord: float,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> None:
    """A held contact: count misses until it is lost, and report at the sensor's rhythm."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    if not _hits(w, s, v, look, chord):
        p.misses += 1
        if p.misses >= m.drop_looks:
            lose(w, s, v, t, look + 1 - switch_at(w, s).missed, xi, yi, zi, x, y, z)
        return
    p.misses = 0
    if look < p.report_look:
        return
    if is_listener(m.kind):
        _stop_the_clock(w)
        report_bearing(w, s, v, look, t, xi, yi, zi, x, y, z)
        _start_the_clock(w)
        return
    range_m = arc_from_chord(chord)
    keeps = keeps_track(w, s, v, look, range_m)
    called = call_of(w, s, v, look, range_m)
    if not keeps:
        believe(w, s, v, called, t)
        return
    _stop_the_clock(w)
    report_held(w, s, v, look, t, called, xi, yi, zi, x, y, z)
    _start_the_clock(w)


@inner
def _stop_the_clock(w: Any) -> None:
    """What follows is fusion, not sensing."""
    if w.clocked == 1:
        w.cycles_fusion -= cycles()


@inner
def _start_the_clock(w: Any) -> None:
    if w.clocked == 1:
        w.cycles_fusion += cycles()


@inner
def _pass_on(w: Any, s: int, v: int, t: float) -> None:
    """The sensor that kept a track has lost the contact: the ship's others that hold it report at their next look."""
    own = sensor_at(w, s).unit
    track_at(w, hull_at(w, own).observer * w.unit_rows + v).keeper = -1
    _report_now(w, own, v, t)


@inner
def engage(w: Any, u: int, v: int, until_s: float, t: float) -> None:
    """Plot a unit at each look until then, beginning with the next one."""
    track_at(w, hull_at(w, u).observer * w.unit_rows + v).engaged_s = until_s
    _report_now(w, u, v, t)


@inner
def _report_now(w: Any, own: int, v: int, t: float) -> None:
    """Let all of a ship's sensors that hold a unit report it at their next look."""
    first = hull_at(w, own).sensor_first
    for other in range(first, first + hull_at(w, own).sensor_count):
        p = pair_at(w, other * w.unit_rows + v)
        if p.held == 1 and switch_at(w, other).on == 1 and sensor_at(w, other).kind != PASSIVE:
            look = coming_look(w, other, t)
            p.report_look = min(p.report_look, look)
            look_no_later(w, other, v, look)


@inner
def _look_at_unheld(
    w: Any,
    s: int,
    v: int,
    look: int,
    t: float,
    chord: float,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> None:
    """An unheld contact is gained when enough of the last looks hit; the looks skipped since the last did not."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    p.history = (p.history << min(look - p.last_look, 31)) & ((1 << m.confirm_looks) - 1)
    if not _hits(w, s, v, look, chord):
        return
    p.history |= 1
    hits = 0
    bits = p.history
    while bits > 0:
        hits += bits & 1
        bits >>= 1
    if hits < m.confirm_hits:
        return
    p.held = 1
    p.misses = 0
    p.history = 0
    own = m.unit
    if is_listener(m.kind):
        gain_bearing(w, s, v, look, t, xi, yi, zi, x, y, z)
        _emit_contact(w, s, v, 1, t, look + 1 - switch_at(w, s).missed, xi, yi, zi, x, y, z)
        return
    held = holding_at(w, hull_at(w, own).observer * w.unit_rows + v)
    range_m = arc_from_chord(chord)
    keeps_track(w, s, v, look, range_m)
    called = call_of(w, s, v, look, range_m)
    held.sensors += 1
    if held.sensors == 1:
        unit_at(w, own).tracks_numbered += 1
        held.number = unit_at(w, own).tracks_numbered
        if not is_heard(w, own, v):
            forget(w, own, v)
    if m.kind == MAGNETIC and unit_at(w, own).listens == 1:
        push_event(w, OUT_ANOMALY, own, v, held.number, t, range_m)
    if held.sensors == 1:
        report(w, s, v, look, t, True, xi, yi, zi, x, y, z)
        look_round(w, own, v, t)
        emit_track(w, own, v, t, CHANGE_GAINED)
        if unit_at(w, own).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_TRACK_GAINED, own, v, held.number, t, range_m)
        believe(w, s, v, called, t)
    else:
        report_held(w, s, v, look, t, called, xi, yi, zi, x, y, z)
    _emit_contact(w, s, v, 1, t, look + 1 - switch_at(w, s).missed, xi, yi, zi, x, y, z)


@inner
def lose(
    w: Any,
    s: int,
    v: int,
    t: float,
    looks: int,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> None:
    """A contact is lost; with the last of them the track."""
    own = sensor_at(w, s).unit
    p = pair_at(w, s * w.unit_rows + v)
    p.held = 0
    p.misses = 0
    p.history = 0
    if is_listener(sensor_at(w, s).kind):
        lose_bearing(w, s, v, t)
        _emit_contact(w, s, v, 0, t, looks, xi, yi, zi, x, y, z)
        return
    cell = hull_at(w, own).observer * w.unit_rows + v
    held = holding_at(w, cell)
    held.sensors -= 1
    if track_at(w, cell).keeper == s:
        _pass_on(w, s, v, t)
    if held.sensors == 0:
        emit_track(w, own, v, t, CHANGE_LOST)
        if unit_at(w, own).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_TRACK_LOST, own, v, held.number, t, 0.0)
    _emit_contact(w, s, v, 0, t, looks, xi, yi, zi, x, y, z)


@inner
def _emit_contact(
    w: Any,
    s: int,
    v: int,
    gained: int,
    t: float,
    looks: int,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> None:
    row = contact_out_at(w, w.contact_out_filled)
    row.unit = sensor_at(w, s).unit
    row.sensor = s
    row.target = hull_at(w, v).named
    row.gained = gained
    row.looks = looks
    row.time_s = t
    row.range_m, row.bearing_rad = range_bearing(xi, yi, zi, x, y, z)
    w.contact_out_filled += 1
    w.contacts += 1
    write_budget(w, s, v, t, row.range_m)


@inner
def write_budget(w: Any, s: int, v: int, t: float, range_m: float) -> None:
    """Record the decibels behind a look."""
    if pair_at(w, s * w.unit_rows + v).stale == STALE:
        set_limits(w, s, v, range_m)
    emit_budget(w, s, v, t, range_m)


@inner
def _write_budget_if_due(w: Any, s: int, v: int, t: float, range_m: float) -> None:
    """Record the decibels behind a look, if they have changed since the last time."""
    changed = pair_at(w, s * w.unit_rows + v).stale == STALE
    if changed:
        set_limits(w, s, v, range_m)
    emit_budget_if_due(w, s, v, t, range_m, changed)


@inner
def _is_under_water(w: Any, m: Any, v: int) -> bool:
    """Whether a radar, an eye or an imager can find nothing of a unit since one of the two is submerged."""
    return bool((m.kind <= 1 or m.kind == INFRARED) and (is_hidden(w, v) or is_hidden(w, m.unit)))


@inner
def on_budgets(w: Any, t: float) -> None:
    """Record why each sensor holds, or does not hold, the units inside its instrumented range, where that changed."""
    n = w.cast_rows
    place = np.empty((n, 3))
    for v in range(n):
        place[v, 0], place[v, 1], place[v, 2] = place_now(w, v, t)
    for s in range(w.sensor_rows):
        m = sensor_at(w, s)
        own = m.unit
        if switch_at(w, s).on == 0 or hull_at(w, own).neutral == 1 or unit_at(w, own).mode == MODE_ABOARD:
            continue
        chord_max = chord_from_arc(m.range_m_max) * (1.0 + SPARE)
        xi, yi, zi = sensor_place(w, s, t)
        for v in range(n):
            x, y, z = place[v, 0], place[v, 1], place[v, 2]
            if is_sonar(m.kind) and hull_at(w, v).domain == AIR:
                x, y, z = sounding_place(w, v, t)
            dx, dy, dz = x - xi, y - yi, z - zi
            chord = math.sqrt(dx * dx + dy * dy + dz * dz)
            if v == own or chord > chord_max or unit_at(w, v).mode == MODE_ABOARD:
                continue
            if pair_at(w, s * w.unit_rows + v).never == 1 or _is_under_water(w, m, v):
                continue
            range_m = arc_from_chord(chord)
            if range_m <= m.range_m_max and (m.kind != ESM or is_heard_of(w, s, v, chord)):
                _write_budget_if_due(w, s, v, t, range_m)
