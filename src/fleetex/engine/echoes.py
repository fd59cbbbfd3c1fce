"""The chance of a radar's look at an echo that fades by a stated case, and the range at which it has a chance.

Who states nothing is looked at by the closed form of a slowly fading target, as in `physics.radar`.
"""

import math
from typing import Any

from fleetex.engine.echo_rows import KNOTS, LEAST_DB, NO_CURVE_DB, STEP_DB
from fleetex.engine.tables import curve_at, hull_at, sensor_at
from fleetex.physics.compiled import inner
from fleetex.physics.radar import LEAST_PROB, radar_look_prob, radar_range_for_prob

FARTHER = 1e-9
"""A range is drawn in or out by this share, so that rounding decides nothing."""


@inner
def _curve(w: Any, s: int, v: int) -> Any:
    """The first row of the curve by which a radar finds a unit; -1: by the closed form."""
    first = sensor_at(w, s).curve - 1
    if first < 0:
        return -1
    first += hull_at(w, v).swerling * KNOTS
    return -1 if curve_at(w, first).snr_db >= NO_CURVE_DB else first


@inner
def _as_slow(w: Any, first: int, snr: float) -> float:
    """The signal to noise with which a slowly fading target would have the same chance."""
    snr_db = 10.0 * math.log10(max(snr, 1e-30))
    knot = 0
    while knot < KNOTS - 2 and curve_at(w, first + knot + 1).snr_db < snr_db:
        knot += 1
    low_db = curve_at(w, first + knot).snr_db
    high_db = curve_at(w, first + knot + 1).snr_db
    slow_db = LEAST_DB + STEP_DB * (knot + (snr_db - low_db) / (high_db - low_db))
    return math.pow(10.0, slow_db / 10.0)


@inner
def _from_slow(w: Any, first: int, slow: float) -> float:
    """The other way round."""
    at = (10.0 * math.log10(max(slow, 1e-30)) - LEAST_DB) / STEP_DB
    knot = min(max(math.floor(at), 0), KNOTS - 2)
    low_db = curve_at(w, first + knot).snr_db
    high_db = curve_at(w, first + knot + 1).snr_db
    return math.pow(10.0, (low_db + (at - knot) * (high_db - low_db)) / 10.0)


@inner
def snr_for_prob(w: Any, s: int, v: int, prob: float) -> float:
    """The signal to noise at which a look has this chance."""
    slow = math.log(sensor_at(w, s).false_alarm_prob) / math.log(prob) - 1.0
    first = _curve(w, s, v)
    return slow if first < 0 or slow <= 0.0 else _from_slow(w, first, slow)


@inner
def echo_look_prob(w: Any, s: int, v: int, range_m: float, snr_1m: float, horizon_m: float) -> float:
    """The chance of a look at this range, with this signal to noise at 1 m."""
    pfa = sensor_at(w, s).false_alarm_prob
    first = _curve(w, s, v)
    if first < 0:
        return radar_look_prob(range_m, snr_1m, horizon_m, pfa)
    if range_m > horizon_m:
        return 0.0
    square = max(range_m, 1.0) * max(range_m, 1.0)
    return radar_look_prob(1.0, _as_slow(w, first, snr_1m / (square * square)), 1.0, pfa)


@inner
def echo_range_m(w: Any, s: int, v: int, snr_1m: float, horizon_m: float, prob: float, out: float) -> float:
    """The range within which a look has this chance, beyond it less; `out` 1: no nearer than that, -1: no farther."""
    pfa = sensor_at(w, s).false_alarm_prob
    first = _curve(w, s, v)
    if first < 0:
        return radar_range_for_prob(snr_1m, horizon_m, pfa, prob)
    wanted = max(prob, LEAST_PROB)
    if wanted >= 1.0 or snr_1m <= 0.0 or horizon_m <= 0.0:
        return 0.0
    slow = math.log(pfa) / math.log(wanted) - 1.0
    if slow <= 0.0:
        return horizon_m
    range_m = math.sqrt(math.sqrt(snr_1m / _from_slow(w, first, slow)))
    return min(range_m * (1.0 + out * FARTHER), horizon_m)


@inner
def echo_threshold_db(w: Any, s: int, v: int) -> Any:
    """The signal to noise of a pulse for half a chance, in dB: a radar's own, but for the case of the echo."""
    m = sensor_at(w, s)
    first = _curve(w, s, v)
    if first < 0:
        return m.threshold_db
    slow = math.log(m.false_alarm_prob) / math.log(0.5) - 1.0
    return m.threshold_db + 10.0 * math.log10(_from_slow(w, first, slow) / slow)
