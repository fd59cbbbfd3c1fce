"""What signal to noise a radar needs of an echo that fades, by Swerling's cases: exactly, and by Shnidman's formula.

required_snr_db(0.9, 1e-6, 10, 1)  ->  13.50        shnidman_snr_db(0.9, 1e-6, 10, 1)  ->  13.4 or so

A case is 0: steady; 1 and 2: many scatterers alike, fading from scan to scan and from pulse to pulse; 3 and 4: one
stronger among them, likewise. Plain Python and numpy: reckoned before a run, a few dozen times a class of radar.
"""

import math
from functools import lru_cache

import numpy as np

STEADY = 0
CASES = range(5)
PULSES_MAX = 8096
"""More pulses than this are reckoned as so many, each as strong as keeps the sum: the gain of one more is gone by."""
_HALVINGS = 60
_SNR_DB_SPAN = (-60.0, 140.0)
_LN_FACTORIAL = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, 60_001.0)))])
"""ln k!, k up to 60,000."""


@lru_cache(maxsize=64)
def noise_threshold(false_alarm_prob: float, pulses: int) -> float:
    """The sum of `pulses` squared envelopes, in units of mean noise, which noise alone exceeds so often.

    exp(-T) sum of T^k / k! over k < n = Pfa, solved for T by halving. Source: Marcum, RAND RM-754, 1947; Meyer & Mayer,
    Radar Target Detection, 1973.
    """
    terms = np.arange(pulses)
    low, high = 0.0, pulses + 12.0 * math.sqrt(-pulses * math.log(false_alarm_prob)) - 4.0 * math.log(false_alarm_prob)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        more = float(np.exp(terms * math.log(middle) - middle - _LN_FACTORIAL[:pulses]).sum()) > false_alarm_prob
        low, high = (middle, high) if more else (low, middle)
    return 0.5 * (low + high)


@lru_cache(maxsize=64)
def _missed(false_alarm_prob: float, pulses: int) -> np.ndarray:
    """How often the sum of n + j squared envelopes of noise stays below the threshold of n: by j, down to nothing."""
    level = noise_threshold(false_alarm_prob, pulses)
    count = int(level + 12.0 * math.sqrt(level) + 60.0)
    at = pulses + np.arange(count)
    steps = np.exp(at * math.log(level) - level - _LN_FACTORIAL[at])
    found = false_alarm_prob + np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    return np.asarray(np.maximum(1.0 - found, 0.0))


def marcum_q(order: int, a: float, b: float) -> float:
    """Chance that the sum of M squared envelopes exceeds b^2 / 2, of a steady signal whose mean share of it is a^2 / 2.

    Q_M(a, b) = sum over j of e^-x x^j / j! Q(M + j, b^2 / 2), x = a^2 / 2, Q the regularised upper gamma function: all
    terms are positive, so that a small chance is as exact as a great one (to 1e-9 of it). For M + b^2 / 2 up to 40,000.
    Source: Marcum, IRE Trans. IT-6, 1960, p. 59; Shnidman, IEEE Trans. IT-35, 1989, p. 389.
    """
    level, mean = 0.5 * b * b, 0.5 * a * a
    found = _exceeded(level, order)
    count = np.arange(found.size)
    if mean == 0.0:
        return float(found[0])
    weight = np.exp(count * math.log(mean) - mean - _LN_FACTORIAL[: found.size])
    beyond = 0.0 if found.size > mean + 12.0 * math.sqrt(mean) + 60.0 else max(0.0, 1.0 - float(weight.sum()))
    return min(1.0, float(weight @ found) + beyond)


def _exceeded(level: float, pulses: int) -> np.ndarray:
    """How often the sum of n + j squared envelopes of noise exceeds a level: by j, up to always."""
    if level == 0.0:
        return np.ones(1)
    count = int(level + 12.0 * math.sqrt(level) + 60.0)
    at = np.arange(pulses + count)
    steps = np.exp(at * math.log(level) - level - _LN_FACTORIAL[at])
    return np.asarray(np.minimum(np.cumsum(steps)[pulses - 1 : -1], 1.0))


def fading_detection_prob(snr_db: float, false_alarm_prob: float, pulses: int, case: int) -> float:
    """Chance that the sum of n squared envelopes exceeds the threshold, at a mean signal to noise of a pulse.

    Of a steady echo Marcum's Q. Of others 1 - sum over j of w_j P(n + j, T): P the regularised gamma function, w the
    mean of Poisson's law over a gamma law of its mean, n snr, with shape m = 1, n, 2, 2n (cases 1 to 4), which is
    negative binomial. Exact to 1e-13.
    Source: Swerling, RAND RM-1217, 1954; Meyer & Mayer, Radar Target Detection, 1973.
    """
    total = pulses * math.pow(10.0, snr_db / 10.0)
    if case == STEADY:
        return marcum_q(pulses, math.sqrt(2.0 * total), math.sqrt(2.0 * noise_threshold(false_alarm_prob, pulses)))
    missed = _missed(false_alarm_prob, pulses)
    count = np.arange(missed.size)
    shape = (1, pulses, 2, 2 * pulses)[case - 1]
    scale = total / shape
    ways = _LN_FACTORIAL[count + shape - 1] - _LN_FACTORIAL[shape - 1] - _LN_FACTORIAL[: missed.size]
    log_weight = ways - count * math.log1p(1.0 / scale) - shape * math.log1p(scale)
    return 1.0 - float(np.exp(log_weight) @ missed)


@lru_cache(maxsize=1024)
def required_snr_db(detection_prob: float, false_alarm_prob: float, pulses: int, case: int) -> float:
    """Mean signal to noise of a pulse (dB) at which an echo of Swerling's case is found so often: the exact value.

    `fading_detection_prob` solved for it by halving; detection_prob above false_alarm_prob. For up to 8096 pulses; of
    more the same sum is shared out. Source: Swerling, RAND RM-1217, 1954; Meyer & Mayer, Radar Target Detection, 1973.
    """
    if pulses > PULSES_MAX:
        spread_db = 5.0 * math.log10(pulses / PULSES_MAX)
        return required_snr_db(detection_prob, false_alarm_prob, PULSES_MAX, case) - spread_db
    low, high = _SNR_DB_SPAN
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        found = fading_detection_prob(middle, false_alarm_prob, pulses, case)
        low, high = (middle, high) if found < detection_prob else (low, middle)
    return 0.5 * (low + high)


def shnidman_snr_db(detection_prob: float, false_alarm_prob: float, pulses: int, case: int) -> float:
    """The same by Shnidman's formula: 10 log10(C eta (eta + 2 sqrt(n / 2 + a - 1/4)) / n).

    eta = sqrt(-0.8 ln(4 Pfa (1 - Pfa))) + sign(Pd - 0.5) sqrt(-0.8 ln(4 Pd (1 - Pd))), a = 0 below 40 pulses, else 1/4;
    C, of fading, from Pd over K = infinite, 1, n, 2, 2n (cases 0 to 4): 0 dB of a steady echo. Holds for 0.1 <= Pd <=
    0.99, 1e-9 <= Pfa <= 1e-3, 1 to 100 pulses: to 0.5 dB from Pd 0.3 up, to 1 dB below.
    Source: Shnidman, IEEE Trans. AES-38(3), 2002, p. 1059.
    """
    alarm = math.sqrt(-0.8 * math.log(4.0 * false_alarm_prob * (1.0 - false_alarm_prob)))
    spread = math.sqrt(max(-0.8 * math.log(4.0 * detection_prob * (1.0 - detection_prob)), 0.0))
    eta = alarm + math.copysign(spread, detection_prob - 0.5)
    steady = eta * (eta + 2.0 * math.sqrt(pulses / 2.0 + (0.25 if pulses >= 40 else 0.0) - 0.25))
    return _fading_db(detection_prob, false_alarm_prob, pulses, case) + 10.0 * math.log10(steady / pulses)


def _fading_db(pd: float, false_alarm_prob: float, pulses: int, case: int) -> float:
    """C1 + C2 of Shnidman's formula."""
    if case == STEADY:
        return 0.0
    k = (1.0, pulses, 2.0, 2.0 * pulses)[case - 1]
    loss_db = (((17.7006 * pd - 18.4496) * pd + 14.5339) * pd - 3.525) / k
    if pd <= 0.872:
        return loss_db
    late = 0.7 * math.log(1e-5 / false_alarm_prob) + (2.0 * pulses - 20.0) / 80.0
    return loss_db + (math.exp(27.31 * pd - 25.14) + (pd - 0.8) * late) / k
