"""A thermal imager: how far the difference of temperature of a target and the sea is made out, by night as by day.

Ranges in metres, temperatures in kelvin, spatial frequencies in cycles a radian. What is resolved on the target goes by
the minimum resolvable temperature difference (MRTD) after the loss on the way; Johnson's cycles say what for.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.horizon import hidden_height_m
from fleetex.physics.radar import BELOW_HORIZON_DB, LEAST_PROB

DIFFERENCE_K = 2.0
"""Between target and background: that of the standard target of thermal ranges (STANAG 4347), taken for all."""
DETECT, RECOGNISE, IDENTIFY = 1.0, 4.0, 6.4
"""Cycles on the target with which half of all observers detect it, say its type, and its class (Johnson 1958; each to
about a quarter)."""
CLEAR_PER_M = 0.18e-3
"""Extinction by moist clean air, 8 to 12 um: with haze of 10 nmi visibility 0.2 a kilometre, the standard's good
weather."""
MRTD_SPAN = math.log(100.0)
"""From no frequency to the imager's cut-off the MRTD grows a hundredfold, evenly in its logarithm (design value)."""
CERTAIN = 10.0
"""Cycles over those of the task, beyond which the chance is 1 to the last bit."""
_DB_PER_NEPER = 10.0 / math.log(10.0)


@kernel
def thermal_extinction_per_m(visibility_m: float) -> float:
    """Extinction at 8 to 12 um: of clean moist air, and a share of that of visible light, ln 50 / visibility.

    Haze's droplets are small against the wavelength and count for 0.1 from 2 km visibility on; fog's are not, and count
    in full to 300 m; between, evenly in the logarithm. Sources: Koschmieder 1924; for fog Pierce, Ramaprasad and
    Eisenberg, Proc. SPIE 4530, 2001 (the same at all wavelengths); the two limits of the share are design values. Rain
    is no different from fog here: what it takes of the visibility it takes in full only when it is heavy.
    """
    seen_m = max(visibility_m, 1.0)
    mist = min(max(math.log(2000.0 / seen_m) / math.log(2000.0 / 300.0), 0.0), 1.0)
    return CLEAR_PER_M + math.pow(0.1, 1.0 - mist) * math.log(50.0) / seen_m


@kernel
def transfer_prob(ratio: float) -> float:
    """Chance that an observer does a task with N cycles where half do it with N50; `ratio` is N / N50.

    r^E / (1 + r^E), E = 2.7 + 0.7 r (Ratches 1976: the target transfer probability function).
    """
    if ratio <= 0.0:
        return 0.0
    if ratio >= CERTAIN:
        return 1.0
    power = math.pow(ratio, 2.7 + 0.7 * ratio)
    return power / (1.0 + power)


@kernel
def shown_angle_rad(range_m: float, size_m: float, eye_height_m: float, target_height_m: float) -> float:
    """Angle that the target's shown part subtends: what the horizon hides is taken off; 0 below it."""
    hidden_m = hidden_height_m(range_m, eye_height_m)
    if hidden_m > 0.0 and hidden_m >= target_height_m:
        return 0.0
    shown = 1.0 if hidden_m <= 0.0 else 1.0 - hidden_m / target_height_m
    return size_m * math.sqrt(shown) / max(range_m, 1.0)


@kernel
def resolved_cycles(
    range_m: float,
    size_m: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    netd_k: float,
    cutoff_cpr: float,
) -> float:
    """Cycles resolved across the target: the frequency whose MRTD is its difference after the loss, times its angle.

    The minimum resolvable temperature difference is the NETD at no frequency and grows exponentially to the cut-off,
    half a cycle a detector, beyond which nothing is resolved: MRTD curves are near to straight lines on a logarithmic
    scale. Source: Ratches, Opt. Eng. 15, 1976, p. 525.
    """
    angle = shown_angle_rad(range_m, size_m, eye_height_m, target_height_m)
    left_k = DIFFERENCE_K * math.exp(-thermal_extinction_per_m(visibility_m) * range_m)
    if angle <= 0.0 or left_k <= netd_k:
        return 0.0
    return angle * cutoff_cpr * min(math.log(left_k / netd_k) / MRTD_SPAN, 1.0)


@kernel
def thermal_look_prob(
    range_m: float,
    size_m: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    netd_k: float,
    cutoff_cpr: float,
) -> float:
    """Chance that one look detects the target; falls with range; under LEAST_PROB, 0."""
    cycles = resolved_cycles(range_m, size_m, eye_height_m, target_height_m, visibility_m, netd_k, cutoff_cpr)
    prob = transfer_prob(cycles / DETECT)
    return prob if prob >= LEAST_PROB else 0.0


@kernel
def thermal_terms_db(
    range_m: float,
    size_m: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    netd_k: float,
    cutoff_cpr: float,
) -> tuple[float, float, float, float, float, float]:
    """(source, target, loss, noise, threshold, excess): the difference in dB re 1 K; 0, or below the horizon little;
    the loss on the way; the NETD; the MRTD over it at the frequency of one cycle on the target. At excess 0 half the
    looks detect."""
    source = 10.0 * math.log10(DIFFERENCE_K)
    loss = _DB_PER_NEPER * thermal_extinction_per_m(visibility_m) * range_m
    noise = 10.0 * math.log10(netd_k)
    angle = shown_angle_rad(range_m, size_m, eye_height_m, target_height_m)
    hidden = 0.0 if angle > 0.0 else -BELOW_HORIZON_DB
    share = min(DETECT / (angle * cutoff_cpr), 100.0) if angle > 0.0 else 1.0
    threshold = _DB_PER_NEPER * MRTD_SPAN * share
    return source, hidden, loss, noise, threshold, source + hidden - loss - noise - threshold


@kernel
def thermal_range_m(
    size_m: float, visibility_m: float, netd_k: float, cutoff_cpr: float, cycles: float, most_m: float
) -> float:
    """Range up to `most_m` to which half of all observers do a task that takes so many cycles, both high above the
    sea; by halving, to a metre."""
    near_m = 0.0
    far_m = most_m
    while far_m - near_m > 1.0:
        middle_m = 0.5 * (near_m + far_m)
        if resolved_cycles(middle_m, size_m, 1e5, 1e5, visibility_m, netd_k, cutoff_cpr) >= cycles:
            near_m = middle_m
        else:
            far_m = middle_m
    return near_m
