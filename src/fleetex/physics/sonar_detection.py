"""How much signal a detector needs, and the chance that it detects: thresholds, operating curves, signal excess.

Levels in dB. A probability of detection of one half belongs to a signal excess of 0.
"""

import math

from fleetex.physics.compiled import kernel

_SQRT2 = math.sqrt(2.0)
_SQRT_TAU = math.sqrt(2.0 * math.pi)


@kernel
def normal_quantile(prob: float) -> float:
    """The standard normal deviate that is not passed with probability `prob`, 0 < prob < 1; to 1e-14.

    Hastings' rational approximation (Abramowitz & Stegun 26.2.23, 4.5e-4), then three steps of Halley on erfc.
    """
    tail = min(prob, 1.0 - prob)
    t = math.sqrt(-2.0 * math.log(tail))
    top = 2.515517 + t * (0.802853 + t * 0.010328)
    x = t - top / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in range(3):
        error = 0.5 * math.erfc(x / _SQRT2) - tail
        step = error * _SQRT_TAU * math.exp(0.5 * x * x)
        x += step / (1.0 - 0.5 * x * step)
    return -x if prob < 0.5 else x


@kernel
def detection_index(detection_prob: float, false_alarm_prob: float) -> float:
    """d = (Q^-1(Pfa) - Q^-1(Pd))^2, the signal-to-noise power a Gaussian decision needs.

    Source: Urick, Principles of Underwater Sound, 3rd ed., 1983, ch. 12 and figure 12.7.
    """
    distance = normal_quantile(detection_prob) - normal_quantile(false_alarm_prob)
    return distance * distance


@kernel
def energy_threshold_db(
    detection_prob: float, false_alarm_prob: float, bandwidth_hz: float, integration_s: float
) -> float:
    """Detection threshold of an energy detector on noise in a 1 Hz band: 5 log (d w / t). Passive sonar.

    Valid for many independent samples, w t >> 1. Source: Urick, ch. 12.
    """
    return 5.0 * math.log10(detection_index(detection_prob, false_alarm_prob) * bandwidth_hz / integration_s)


@kernel
def matched_threshold_db(detection_prob: float, false_alarm_prob: float, integration_s: float) -> float:
    """Detection threshold of a correlator for a known signal on noise in a 1 Hz band: 10 log (d / (2 t)). A ping.

    Source: Urick, ch. 12.
    """
    return 10.0 * math.log10(detection_index(detection_prob, false_alarm_prob) / (2.0 * integration_s))


@kernel
def excess_prob(signal_excess_db: float, sigma_db: float) -> float:
    """Chance of detection at a mean signal excess that fluctuates normally: Phi(SE / sigma). sigma over 0.

    Source: Urick, ch. 12; Washburn, Search and Detection, 4th ed., 2002.
    """
    return 0.5 * math.erfc(-signal_excess_db / (sigma_db * _SQRT2))


@kernel
def marcum_q(order: int, a: float, b: float) -> float:
    """Marcum's Q_M(a, b): the chance that a non-central chi variable of 2 M degrees of freedom passes b.

    Sum over k of the Poisson weight of k at mean a^2 / 2 times that of fewer than M + k at mean b^2 / 2; to 1e-12 for
    a and b up to 30. Source: Marcum, IRE Trans. IT-6, 1960, p. 59; Shnidman, IEEE Trans. IT-35, 1989, p. 389.
    """
    x = 0.5 * a * a
    y = 0.5 * b * b
    fewer = 0.0
    term = math.exp(-y)
    for j in range(order):
        fewer += term
        term *= y / (j + 1)
    weight = math.exp(-x)
    total = 0.0
    seen = 0.0
    k = 0
    while k <= x or (1.0 - seen > 1e-15 and weight > 1e-18):
        total += weight * fewer
        seen += weight
        fewer += term
        term *= y / (order + k + 1)
        k += 1
        weight *= x / k
    return min(total, 1.0)


@kernel
def steady_pulse_prob(snr_db: float, false_alarm_prob: float) -> float:
    """Chance of detecting one steady pulse by its envelope: Q_1(sqrt(2 s), sqrt(-2 ln Pfa)), s the power ratio.

    Source: Rice, Bell Syst. Tech. J. 24, 1945, p. 46; Marcum 1960. One complex sample, square-law detector.
    """
    snr = math.pow(10.0, snr_db / 10.0)
    return marcum_q(1, math.sqrt(2.0 * snr), math.sqrt(-2.0 * math.log(false_alarm_prob)))
