"""What an engagement by missiles is reckoned with: misses, burn-through, echoes in a seeker, chaff, staying power.

Plain Python: reckoned once a meeting or a look of a seeker, and these are few. Power ratios unless a name says dB.
"""

import math

BEALL = 0.070
"""Hits of 1,000-lb bombs that put a ship out of action, over the cube root of her full-load displacement in tons."""
BLOCK_COEFFICIENT = 0.46
SEAWATER_TPM3 = 1.025
"""Design value of fine hulls: displacement over length x beam x draught of sea water; a cube root forgives it."""


def staying_power(length_m: float, beam_m: float, draught_m: float) -> float:
    """Hits that put a ship out of action: 0.070 D^(1/3), D = 1.025 x 0.46 L B T tonnes (0.05 at least).

    A hit is a 1,000-lb bomb or a warhead that does as much. Fitted to ships of 1940 to 1945; a spread of half is usual.
    Source: T. Beall, The Development of a Naval Battle Model and Its Validation Using Historical Data, NPS thesis 1990,
    as taken up by Hughes, Fleet Tactics and Coastal Combat, 2nd ed., 2000 (the figure as recalled).
    """
    displacement_t = SEAWATER_TPM3 * BLOCK_COEFFICIENT * length_m * beam_m * max(draught_m, 0.1)
    return max(0.05, BEALL * math.cbrt(displacement_t))


def miss_sd_m(homing_sd_m: float, angle_sd_rad: float, range_m: float, height_m: float, low_height_m: float) -> float:
    """Standard deviation of a miss, each way: homing and, of what is commanded, angle times range, root of squares; low
    over the sea so much more by the target's image: x sqrt(1 + (h0 / h)^2).

    The first is how guidance errors add (Zarchan, Tactical and Strategic Missile Guidance: independent sources); the
    second is a design form of the multipath error, which grows as the image comes nearer (Skolnik, Radar Handbook,
    tracking at low angles): a factor of 1.4 at h = h0.
    """
    sd_m = math.hypot(homing_sd_m, angle_sd_rad * range_m)
    return sd_m * math.hypot(1.0, low_height_m / max(height_m, 1.0))


def burn_through_m(
    power_w: float,
    gain_db: float,
    bandwidth_hz: float,
    cross_section_m2: float,
    jammer_w: float,
    jammer_gain_db: float,
    jammer_hz: float,
    ratio_least: float,
) -> float:
    """Range at which a radar's echo of a ship that jams it with noise is `ratio_least` times the noise that it lets in.

    Self-screening: R^2 = Pt Gt s Bj / (4 pi Pj Gj Br (S/J)). A jammer narrower than the receiver puts all its power in.
    Source: Electronic Warfare and Radar Systems Engineering Handbook, NAWCWPNS TP 8347, 1999, sect. 4-8 (burn-through,
    monostatic), with the ratio of bandwidths of sect. 4-7.
    """
    spread = max(1.0, jammer_hz / bandwidth_hz)
    signal = power_w * math.pow(10.0, 0.1 * gain_db) * cross_section_m2 * spread
    noise = 4.0 * math.pi * jammer_w * math.pow(10.0, 0.1 * jammer_gain_db) * ratio_least
    return math.sqrt(signal / noise)


def seeker_range_m(snr_1m: float, cross_section_m2: float, snr_least: float) -> float:
    """Range at which an echo has the signal to noise that is needed: (S_1m s / S)^(1/4). Skolnik, radar equation."""
    return math.pow(snr_1m * cross_section_m2 / snr_least, 0.25)


def engagement_zone_m(reach_m: float, target_mps: float, missile_mps: float, aspect_rad: float) -> float:
    """How far off what flies straight may be when a missile of so much reach leaves, so that they meet within it.

    R (mu cos a + sqrt(1 - mu^2 sin^2 a)), mu = target's speed over the missile's; R (1 + mu) of what comes head-on,
    a = 0. R (1 - mu), a = pi, is the no-escape range: nearer than that it is met even if it turns away at once. 0 of
    what flies away faster than the missile. Mean speeds, level; a turn takes no time, which is to its advantage.
    Source: Von Moll and Weintraub, "Basic Engagement Zones", J. Aerospace Information Systems 21 (2024),
    doi 10.2514/1.I011394 (range-limited pursuer that is faster), with a capture radius of 0.
    """
    ratio = target_mps / missile_mps
    under = 1.0 - (ratio * math.sin(aspect_rad)) ** 2
    return reach_m * max(0.0, ratio * math.cos(aspect_rad) + math.sqrt(under)) if under >= 0.0 else 0.0


def faded_echo(cross_section_m2: float, range_m: float, chance: float) -> float:
    """An echo as one look has it: s / R^4 x (-ln u), u in (0, 1): Swerling 1, exponential about its mean.

    Source: Swerling, RAND RM-1217, 1954.
    """
    return -math.log(chance) * cross_section_m2 / max(range_m, 1.0) ** 4


def cloud_cross_section_m2(full_m2: float, bloom_s: float, life_s: float, age_s: float) -> float:
    """Of a cloud of chaff so long after its burst: it grows evenly until it has bloomed, then thins exponentially.

    A design form of what is shown of chaff (Schleher, Electronic Warfare in the Information Age, ch. 4: bloom, then
    dispersal); 0 before its burst.
    """
    if age_s <= 0.0:
        return 0.0
    if age_s < bloom_s:
        return full_m2 * age_s / bloom_s
    return full_m2 * math.exp(-(age_s - bloom_s) / life_s)
