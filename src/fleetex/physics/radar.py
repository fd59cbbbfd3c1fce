"""The chance that one look of a pulse radar detects a target. Linear power ratios unless a name says dB.

snr at 1 m of 1 m2 (once a radar) x cross-section (once a target) / range^4  ->  chance of a look, Swerling 1.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import TAU

BOLTZMANN_JPK = 1.380649e-23
"""SI definition of 2019."""
REFERENCE_K = 290.0
"""T0 of the noise figure (IEEE)."""
LEAST_PROB = 1e-4
"""A smaller chance of a look counts as none, so that a look out of reach is certain to fail."""
BELOW_HORIZON_DB = 400.0
"""Stands in a budget for the endless loss behind the horizon; the model has no diffraction."""
_INTEGRATION_PFA = 1e-6
_SPHERE4_CUBED = (2.0 * TAU) ** 3


@kernel
def from_db(level_db: float) -> float:
    """The power ratio of a level in dB: 10^(level / 10)."""
    return math.pow(10.0, level_db / 10.0)


@kernel
def albersheim_snr_db(detection_prob: float, false_alarm_prob: float, pulses: float) -> float:
    """Per-pulse SNR (dB) that a steady target needs after non-coherent integration of `pulses` pulses.

    -5 log n + (6.2 + 4.54 / sqrt(n + 0.44)) log(A + 0.12 A B + 1.7 B), A = ln(0.62/Pfa), B = ln(Pd/(1-Pd)); within
    0.2 dB for 1e-7 <= Pfa <= 1e-3, 0.1 <= Pd <= 0.9, 1 <= n <= 8096.
    Source: Albersheim, Proc. IEEE 69(7), 1981, p. 839; Tufts & Cann, IEEE Trans. AES-19(4), 1983.
    """
    a = math.log(0.62 / false_alarm_prob)
    b = math.log(detection_prob / (1.0 - detection_prob))
    slope = 6.2 + 4.54 / math.sqrt(pulses + 0.44)
    return -5.0 * math.log10(pulses) + slope * math.log10(a + 0.12 * a * b + 1.7 * b)


@kernel
def integration_gain_db(pulses: float) -> float:
    """What non-coherent integration saves per pulse: Albersheim's SNR of one pulse less that of `pulses`.

    Taken at Pd 0.5 and Pfa 1e-6 and used for a Swerling 1 target too, whose exact gain it meets to 0.1 dB
    (n = 10 and 20, Meyer & Mayer 1973). One pulse or fewer: 0 dB.
    """
    if pulses <= 1.0:
        return 0.0
    return albersheim_snr_db(0.5, _INTEGRATION_PFA, 1.0) - albersheim_snr_db(0.5, _INTEGRATION_PFA, pulses)


@kernel
def radar_source_w_m2(power_w: float, gain_db: float, wavelength_m: float) -> float:
    """Pt G^2 lambda^2 / (4 pi)^3: received power, times range^4 and over cross-section (W m2)."""
    gain = from_db(gain_db)
    return power_w * gain * gain * wavelength_m * wavelength_m / _SPHERE4_CUBED


@kernel
def radar_noise_w(bandwidth_hz: float, noise_figure_db: float, losses_db: float) -> float:
    """k T0 B F L: receiver noise with the system's losses referred to it (W)."""
    return BOLTZMANN_JPK * REFERENCE_K * bandwidth_hz * from_db(noise_figure_db + losses_db)


@kernel
def radar_snr_1m(
    power_w: float,
    gain_db: float,
    wavelength_m: float,
    bandwidth_hz: float,
    noise_figure_db: float,
    losses_db: float,
    pulses: float,
) -> float:
    """Signal to noise of 1 m2 at 1 m, a look's pulses integrated: Pt G^2 lambda^2 / ((4 pi)^3 k T0 B F L) x gain.

    Monostatic, one antenna, free space; bandwidth about 1 / pulse length (matched filter). `power_w` is peak power.
    Source: Skolnik, Introduction to Radar Systems, 3rd ed., ch. 2; integration as in `integration_gain_db`.
    """
    single = radar_source_w_m2(power_w, gain_db, wavelength_m) / radar_noise_w(bandwidth_hz, noise_figure_db, losses_db)
    return single * from_db(integration_gain_db(pulses))


@kernel
def radar_look_prob(range_m: float, snr_1m_target: float, horizon_m: float, false_alarm_prob: float) -> float:
    """Chance that one look detects a slowly fading target (Swerling 1): Pfa^(1 / (1 + s)), s = snr_1m_target / range^4.

    `snr_1m_target` is `radar_snr_1m` times the cross-section in m2. Beyond the horizon, or under LEAST_PROB: 0.
    Falls with range. Source: Swerling, RAND RM-1217, 1954; Skolnik, Introduction to Radar Systems, eq. 2.47 ff.
    """
    if range_m > horizon_m:
        return 0.0
    square = max(range_m, 1.0) * max(range_m, 1.0)
    prob = math.exp(math.log(false_alarm_prob) / (1.0 + snr_1m_target / (square * square)))
    return prob if prob >= LEAST_PROB else 0.0


@kernel
def radar_range_for_prob(snr_1m_target: float, horizon_m: float, false_alarm_prob: float, prob: float) -> float:
    """The greatest range at which `radar_look_prob` is at least `prob`; 0 if at none. The inverse of that formula.

    The closed form is drawn in until the forward formula agrees, so no look inside it has a lesser chance; looks more
    than 1e-12 of the range beyond it have one. A `prob` under LEAST_PROB asks for LEAST_PROB: less does not occur.
    """
    wanted = max(prob, LEAST_PROB)
    if wanted >= 1.0 or snr_1m_target <= 0.0 or horizon_m <= 0.0:
        return 0.0
    snr = math.log(false_alarm_prob) / math.log(wanted) - 1.0
    if snr <= 0.0:
        return horizon_m
    range_m = min(math.sqrt(math.sqrt(snr_1m_target / snr)), horizon_m)
    while range_m > 1.0 and radar_look_prob(range_m, snr_1m_target, horizon_m, false_alarm_prob) < wanted:
        range_m *= 1.0 - 1e-14
    if radar_look_prob(range_m, snr_1m_target, horizon_m, false_alarm_prob) < wanted:
        return 0.0
    return range_m


@kernel
def radar_fixed_db(
    power_w: float,
    gain_db: float,
    wavelength_m: float,
    bandwidth_hz: float,
    noise_figure_db: float,
    losses_db: float,
    pulses: float,
    false_alarm_prob: float,
) -> tuple[float, float, float]:
    """(source, noise, threshold) of a radar, in dB, as `radar_terms_db` takes them.

    Source re 1 W m2, noise dBW with losses, threshold the per-pulse SNR, after this radar's integration, for half a
    chance: so excess 0 is a chance of 0.5.
    """
    source = 10.0 * math.log10(radar_source_w_m2(power_w, gain_db, wavelength_m))
    noise = 10.0 * math.log10(radar_noise_w(bandwidth_hz, noise_figure_db, losses_db))
    half_chance = math.log(false_alarm_prob) / math.log(0.5) - 1.0
    return source, noise, 10.0 * math.log10(half_chance) - integration_gain_db(pulses)


@kernel
def radar_terms_db(
    range_m: float, cross_section_m2: float, horizon_m: float, source: float, noise: float, threshold: float
) -> tuple[float, float, float, float, float, float]:
    """(source, target, loss, noise, threshold, excess) in dB; excess = source + target - loss - noise - threshold.

    Target dBsm, loss 40 log10(range / 1 m) (and BELOW_HORIZON_DB behind it); the rest from `radar_fixed_db`.
    """
    loss = 40.0 * math.log10(max(range_m, 1.0))
    if range_m > horizon_m:
        loss += BELOW_HORIZON_DB
    target = 10.0 * math.log10(cross_section_m2)
    return source, target, loss, noise, threshold, source + target - loss - noise - threshold
