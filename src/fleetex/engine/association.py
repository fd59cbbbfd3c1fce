"""Whose plot feeds which track: the plots of one sweep go to the nearest tracks, each track once, by gates.

A unit's row holds the track that its plots feed. Where two tracks lie so near that a plot of one may be the other's,
the sweep's plots are dealt out by the least sum of distances; a track that goes with another unit's plot changes rows
with that one's: estimate, covariance, number and what it is taken for. Who says who it is (AIS, IFF) is taken for
nobody else. Frames and units are those of `tracking`.
"""

import math
from typing import Any

import numpy as np

from fleetex.engine.classifying import believe, emit_if_changed_places, exchange_beliefs
from fleetex.engine.motion import push_event
from fleetex.engine.senses import is_listener
from fleetex.engine.tables import (
    CHANGE_SWAPPED,
    MODE_SHADOW,
    MODE_STATION,
    OUT_SWAP,
    TRACK_WORDS,
    holding_at,
    hull_at,
    plot_at,
    sensor_at,
    track_at,
    track_word_at,
    unit_at,
)
from fleetex.engine.tracking import (
    answers,
    emit_track,
    emit_track_if_due,
    fuse,
    measured_plot,
    steady_psd_m2ps3,
    track_motion,
)
from fleetex.physics.compiled import inner
from fleetex.physics.tracker import misfit

GATE_D2 = 13.82
"""A plot is not taken for a track of which it is further off: 99.9 % of chi-squared, two degrees of freedom."""
NEAR_SDS = 4.0
"""Two tracks are near each other within so many standard deviations of both and of a plot: wider than the gate."""
ALONE_S = 600.0
"""A track far from all others is looked round from again after this time at the latest (design value)."""
RIVALS = 8
"""Of the tracks near one plot so many, the nearest, are weighed (design value)."""
LEAST_GAIN = 1e-9
MIXED_UP_MPS = 5.0
"""What tracks may draw near faster than their estimates say, each (design value)."""


@inner
def report_held(
    w: Any,
    s: int,
    v: int,
    look: int,
    t: float,
    called: int,
    xi: float,
    yi: float,
    zi: float,
    x: float,
    y: float,
    z: float,
) -> None:
    """Sensor s reports unit v, of which there is a track, and calls it something: at once, or at the end of the sweep
    if whose plot it is is in doubt."""
    u = sensor_at(w, s).unit
    mx, my, mz, ree, ren, rnn = measured_plot(w, s, v, look, xi, yi, zi, x, y, z)
    if not _is_near_another(w, u, v, t):
        fuse(w, u, v, t, mx, my, mz, ree, ren, rnn)
        emit_track_if_due(w, u, v, t)
        believe(w, s, v, called, t)
        return
    plot = plot_at(w, w.plots_waiting)
    plot.unit = v
    plot.called = called
    plot.x_m, plot.y_m, plot.z_m = mx, my, mz
    plot.ree, plot.ren, plot.rnn = ree, ren, rnn
    w.plots_waiting += 1


@inner
def _is_near_another(w: Any, u: int, v: int, t: float) -> bool:
    """Whether another track that does not say whose it is is near; if none is, nobody looks again before one can be."""
    first = hull_at(w, u).observer * w.unit_rows
    own = track_at(w, first + v)
    if t < own.alone_s:
        return False
    own.alone_s = t + ALONE_S
    return look_round(w, u, v, t)


@inner
def look_round(w: Any, u: int, v: int, t: float) -> bool:
    """Whether another track is near that of v; and until when both are alone, if it is not."""
    if answers(w, u, v):
        return False
    first = hull_at(w, u).observer * w.unit_rows
    own = track_at(w, first + v)
    x, y, z, _, _, _ = track_motion(own, t)
    own_mps = math.sqrt(own.v_east_mps**2 + own.v_north_mps**2) + MIXED_UP_MPS
    own_m = spread_m(own, t)
    near = False
    for r in range(w.rows_used):
        other = track_at(w, first + r)
        if (
            holding_at(w, first + r).sensors == 0
            or r == v
            or hull_at(w, r).domain != hull_at(w, v).domain
            or answers(w, u, r)
        ):
            continue
        ox, oy, oz, _, _, _ = track_motion(other, t)
        dx, dy, dz = ox - x, oy - y, oz - z
        gap_m = math.sqrt(dx * dx + dy * dy + dz * dz) - NEAR_SDS * (own_m + spread_m(other, t))
        closing_mps = own_mps + math.sqrt(other.v_east_mps**2 + other.v_north_mps**2) + MIXED_UP_MPS
        alone_s = t + gap_m / closing_mps
        if gap_m <= 0.0:
            near = True
            alone_s = t
        own.alone_s = min(own.alone_s, alone_s)
        other.alone_s = min(other.alone_s, alone_s)
    return near


@inner
def spread_m(k: Any, t: float) -> Any:
    """How far off a track and a plot of it may be at t: the root of the sum of their variances."""
    dt = t - k.time_s
    return math.sqrt(
        k.p_ee + k.p_nn + 2.0 * dt * (k.p_ea + k.p_nb) + dt * dt * (k.p_aa + k.p_bb) + 2.0 * k.plot_sd_m**2
    )


@inner
def _distance(w: Any, u: int, v: int, r: int, t: float, i: int) -> tuple[float, float]:
    """How far waiting plot i, of unit v, is from the track in row r: `physics.tracker.misfit` in the track's plane."""
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + r)
    plot = plot_at(w, i)
    dt = t - k.time_s
    dx, dy, dz = plot.x_m - k.x_m, plot.y_m - k.y_m, plot.z_m - k.z_m
    return misfit(
        (k.p_ee, k.p_en, k.p_ea, k.p_eb, k.p_nn, k.p_na, k.p_nb, k.p_aa, k.p_ab, k.p_bb),
        dt,
        steady_psd_m2ps3(w, v),
        dx * k.east_x + dy * k.east_y + dz * k.east_z - k.east_m - k.v_east_mps * dt,
        dx * k.north_x + dy * k.north_y + dz * k.north_z - k.north_m - k.v_north_mps * dt,
        plot.ree,
        plot.ren,
        plot.rnn,
    )


@inner
def deal_out(w: Any, s: int, t: float) -> None:
    """The sweep is over: the plots that waited go to the tracks, by the least sum of distances.

    Pairs of tracks change rows while that lessens the sum; for two plots and two tracks that is the best of both ways.
    """
    u = sensor_at(w, s).unit
    count = w.plots_waiting
    rivals = np.empty((count, RIVALS + 1), np.int64)
    for i in range(count):
        _find_rivals(w, u, i, t, rivals)
    room = w.unit_rows  # as many exchanges as there is room to tell of; each lessens the sum, so few are made
    changed = True
    while changed:
        changed = False
        for i in range(count):
            for n in range(rivals[i, RIVALS]):
                if room > 0 and _is_better_changed(w, u, t, i, rivals[i, n]):
                    exchange(w, u, plot_at(w, i).unit, rivals[i, n])
                    changed = True
                    room -= 1
    w.plots_waiting = 0
    for i in range(count):
        plot = plot_at(w, i)
        fuse(w, u, plot.unit, t, plot.x_m, plot.y_m, plot.z_m, plot.ree, plot.ren, plot.rnn)
        believe(w, s, plot.unit, plot.called, t)
    _record(w, u, t, count, rivals)


@inner
def _find_rivals(w: Any, u: int, i: int, t: float, rivals: Any) -> None:
    """Row i: the rows of the tracks in whose gates waiting plot i falls, nearest kept; their number stands last."""
    first = hull_at(w, u).observer * w.unit_rows
    plot = plot_at(w, i)
    v = plot.unit
    worth = np.empty(RIVALS)
    count = 0
    for r in range(w.rows_used):
        k = track_at(w, first + r)
        if (
            holding_at(w, first + r).sensors == 0
            or r == v
            or hull_at(w, r).domain != hull_at(w, v).domain
            or answers(w, u, r)
        ):
            continue
        if k.keeper < 0 or is_listener(sensor_at(w, k.keeper).kind):
            continue  # what a bearing's filter says of it is written there anew at each bearing
        x, y, z, _, _, _ = track_motion(k, t)
        reach_m = NEAR_SDS * (spread_m(k, t) + math.sqrt(plot.ree + plot.rnn))
        dx, dy, dz = x - plot.x_m, y - plot.y_m, z - plot.z_m
        if dx * dx + dy * dy + dz * dz > reach_m * reach_m:
            continue
        d2, distance = _distance(w, u, v, r, t, i)
        if d2 > GATE_D2:
            continue
        place = count
        if count == RIVALS:
            place = int(np.argmax(worth))
            if worth[place] <= distance:
                continue
        else:
            count += 1
        worth[place] = distance
        rivals[i, place] = r
    rivals[i, RIVALS] = count


@inner
def _is_better_changed(w: Any, u: int, t: float, i: int, r: int) -> bool:
    """Whether waiting plot i fits the track in row r better than its own; together with r's own plot, if one waits."""
    v = plot_at(w, i).unit
    _, own = _distance(w, u, v, v, t, i)
    d2, there = _distance(w, u, v, r, t, i)
    if d2 > GATE_D2:
        return False
    gain = own - there
    for j in range(w.plots_waiting):
        if plot_at(w, j).unit == r:
            _, kept = _distance(w, u, r, r, t, j)
            _, moved = _distance(w, u, r, v, t, j)
            gain += kept - moved
    return bool(gain > LEAST_GAIN)


@inner
def exchange(w: Any, u: int, a: int, b: int) -> None:
    """Two tracks of an observer change rows: whatever is estimated, numbered or ordered of them goes along.

    Which sensors hold the two units, and which of those plots them best, stays with the units.
    """
    first = hull_at(w, u).observer * w.unit_rows
    one, other = track_at(w, first + a), track_at(w, first + b)
    held, also = holding_at(w, first + a), holding_at(w, first + b)
    one.was = held.number if one.was == 0 else one.was
    other.was = also.number if other.was == 0 else other.was
    _change_words(w, first + a, first + b)
    exchange_beliefs(w, first + a, first + b)
    one.was, other.was = other.was, one.was
    held.number, also.number = also.number, held.number
    one.keeper, other.keeper = other.keeper, one.keeper
    one.plot_sd_m, other.plot_sd_m = other.plot_sd_m, one.plot_sd_m
    own = unit_at(w, u)
    if own.mode in (MODE_STATION, MODE_SHADOW):
        if own.guide == a:
            own.guide = b
        elif own.guide == b:
            own.guide = a
    w.swaps += 1
    push_event(w, OUT_SWAP, u, a, b, w.now_s, 0.0)


@inner
def _change_words(w: Any, one: int, other: int) -> None:
    """Two cells of the table of tracks change contents."""
    for i in range(TRACK_WORDS):
        a, b = track_word_at(w, one * TRACK_WORDS + i), track_word_at(w, other * TRACK_WORDS + i)
        word = a.word
        a.word = b.word
        b.word = word


@inner
def _record(w: Any, u: int, t: float, count: int, rivals: Any) -> None:
    """Record who has another track than before the sweep; of the other plots what is due."""
    for i in range(count):
        _record_one(w, u, plot_at(w, i).unit, t, True)
    for i in range(count):
        for n in range(rivals[i, RIVALS]):
            _record_one(w, u, rivals[i, n], t, False)


@inner
def _record_one(w: Any, u: int, v: int, t: float, plotted: bool) -> None:
    k = track_at(w, hull_at(w, u).observer * w.unit_rows + v)
    was = k.was
    k.was = 0
    if was not in (0, holding_at(w, hull_at(w, u).observer * w.unit_rows + v).number):
        emit_track(w, u, v, t, CHANGE_SWAPPED)
        emit_if_changed_places(w, u, v, t)
    elif plotted:
        emit_track_if_due(w, u, v, t)
