"""How many looks ahead of a sensor the next is that can change anything: those between are skipped.

Four reasons, none of which needs the look itself. Beyond the chord of the least chance nothing is found; within the
holding chord nothing is lost; a report comes when it is due. And a look's draw is a function of its number, known
before its time: below the least chance that the pair can come to have by then the look is sure to find, at or above
the greatest it is sure not to. A look that is sure either way is skipped, whatever the ones before it were, as long as
nobody can be gained or lost there; a look wakes only right after one that is sure to find, so that the count of misses
is right again.
"""

from typing import Any

from fleetex.engine.budgets import prob_between
from fleetex.engine.jamming import is_jammed
from fleetex.engine.motion import least_time_to_close
from fleetex.engine.senses import is_sonar
from fleetex.engine.tables import INFRARED, hull_at, pair_at, sensor_at
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import arc_from_chord, chord_from_arc
from fleetex.physics.philox import PURPOSE_LOOK, block, unit_interval

SPARE = 1e-6
"""Relative margin of the chords within which a look is certain: more than a piece's and a chord's own errors."""
AHEAD = 32
"""Looks whose draws are read beforehand, at most."""
SHARE = 0.08
"""Of the range, by which it may change while they are: so that the chance's bounds stay near it."""
WORTH = 3
"""Fewer looks than this are made, not foreseen."""
SLIGHT = 0.05
"""A lesser chance of finding foresees no finding."""


@inner
def drawn(w: Any, s: int, v: int, look: int) -> float:
    """The look's number in (0, 1): a word of the block of four that its pair keeps."""
    p = pair_at(w, s * w.unit_rows + v)
    number = look >> 2
    if p.block != number:
        p.word0, p.word1, p.word2, p.word3 = block(
            w.seed, w.replication, PURPOSE_LOOK, sensor_at(w, s).id32, hull_at(w, v).id32, number
        )
        p.block = number
    which = look & 3
    word = p.word0 if which == 0 else p.word1 if which == 1 else p.word2 if which == 2 else p.word3
    return unit_interval(word)


@inner
def looks_to_wait(w: Any, s: int, v: int, look: int, t: float, chord: float) -> Any:
    """How many looks on the next is that is not sure, or the next report. At `chord` (m) at this look."""
    m = sensor_at(w, s)
    if is_sonar(m.kind):
        return _of_sonar(w, s, v, look, t, chord)
    if pair_at(w, s * w.unit_rows + v).held == 1:
        return _of_held(w, s, v, look, t, chord)
    return _of_unheld(w, s, v, look, t, chord)


@inner
def _draws(kind: int) -> bool:
    """Whether a look is decided by its draw against its chance alone: by radar, by eye and by a thermal imager."""
    return bool(kind <= 1 or kind == INFRARED)


@inner
def _looks_in(period_s: float, seconds: float) -> Any:
    """Whole looks that fit into a time, with a margin."""
    return int(min(seconds / (period_s * (1.0 + SPARE)), 1e9))


@inner
def _keeps_apart(w: Any, a: int, b: int, gap_m: float, seconds: float) -> bool:
    """Whether the distance between two units cannot change by `gap_m` in a time, at their greatest speeds."""
    return bool(gap_m >= seconds * (hull_at(w, a).speed_mps_bound + hull_at(w, b).speed_mps_bound + 1e-3))


@inner
def _of_unheld(w: Any, s: int, v: int, look: int, t: float, chord: float) -> Any:
    """Until the pair may come within the chord of the least chance; near it, until a draw may find."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    wait = 1
    if chord > p.chord_m_zero:
        wait += _looks_in(m.period_s, least_time_to_close(w, m.unit, v, t, chord - p.chord_m_zero))
    if wait >= WORTH or p.stale != 0 or not _draws(m.kind) or p.chord_m_zero <= 0.0:
        return wait
    near = min(chord, p.chord_m_zero) * (1.0 - SHARE)
    ahead = min(AHEAD, _looks_in(m.period_s, least_time_to_close(w, m.unit, v, t, chord - near)))
    if ahead < WORTH:
        return wait
    most = prob_between(w, s, v, arc_from_chord(near), arc_from_chord(2.0 * chord - near))
    while wait < ahead and drawn(w, s, v, look + wait) >= most:
        wait += 1
    return wait


@inner
def _of_held(w: Any, s: int, v: int, look: int, t: float, chord: float) -> Any:
    """Until the report that is due, or the last look before it that is sure to find is over."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    coming = max(1, p.report_look - look)
    if coming == 1 or is_jammed(w, s):
        return 1
    if p.misses == 0 and chord < p.chord_m_hold:
        gap_m = p.chord_m_hold - chord
        if _keeps_apart(w, m.unit, v, gap_m, (coming + m.drop_looks) * m.period_s * (1.0 + SPARE)):
            return coming
        kept = _looks_in(m.period_s, least_time_to_close(w, m.unit, v, t, gap_m))
        if kept >= coming + m.drop_looks:
            return coming
        if not _draws(m.kind):
            return max(1, min(kept - m.drop_looks, coming))
        if kept >= min(coming, WORTH):
            return _right_after_a_find(w, s, v, look, min(coming, kept), m.hold_prob)
    if not _draws(m.kind):
        return 1
    gap_m = SHARE * chord
    ahead = min(AHEAD, min(coming, _looks_in(m.period_s, least_time_to_close(w, m.unit, v, t, gap_m))))
    if ahead < WORTH:
        return 1
    least = prob_between(w, s, v, arc_from_chord(chord + gap_m), arc_from_chord(chord - gap_m))
    if least < SLIGHT:
        return 1
    return _while_not_lost(w, s, v, look, ahead, least)


@inner
def _right_after_a_find(w: Any, s: int, v: int, look: int, ahead: int, least: float) -> Any:
    """The greatest wait up to `ahead` that follows a look sure to find; no loss can come before."""
    wait = ahead
    while wait > 1 and drawn(w, s, v, look + wait - 1) >= least:
        wait -= 1
    return max(1, wait)


@inner
def _while_not_lost(w: Any, s: int, v: int, look: int, ahead: int, least: float) -> Any:
    """The same where as many misses one after another as lose a contact may come: only up to there."""
    p = pair_at(w, s * w.unit_rows + v)
    run = p.misses
    drop = sensor_at(w, s).drop_looks
    wait = 1
    for k in range(1, ahead):
        if drawn(w, s, v, look + k) < least:
            run = 0
            wait = k + 1
            p.misses = 0
        else:
            run += 1
            if run >= drop:
                return wait
    return wait


@inner
def _of_sonar(w: Any, s: int, v: int, look: int, t: float, chord: float) -> Any:
    """The same for a sonar: its chords hold while its luck does, the horizon whatever its luck."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    if p.held == 0:
        gap_m = chord - chord_from_arc(p.horizon_m) * (1.0 + SPARE)
        if gap_m > 0.0:
            clear_s = least_time_to_close(w, m.unit, v, t, gap_m)
        elif chord > p.chord_m_zero:
            clear_s = min(least_time_to_close(w, m.unit, v, t, chord - p.chord_m_zero), p.luck_until_s - t)
        else:
            return 1
        return 1 + _looks_in(m.period_s, clear_s)
    if chord >= p.chord_m_hold or p.misses > 0:
        return 1
    safe_s = min(least_time_to_close(w, m.unit, v, t, p.chord_m_hold - chord), p.luck_until_s - t)
    return min(1 + _looks_in(m.period_s, safe_s), max(1, p.report_look - look))
