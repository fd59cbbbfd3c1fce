"""Waves that wind raises, how long and how fast they are, and the highest among them.

Sources: Pierson and Moskowitz, J. Geophys. Res. 69, 1964, p. 5181 (the fully grown sea); Shore Protection Manual, 4th
ed., 1984, ch. 3 (fetch, duration); Longuet-Higgins, J. Mar. Res. 11, 1952, p. 245 (single waves); Airy's linear waves.
"""

import math

from fleetex.units import GRAVITY_MPS2

PM_ALPHA, PM_BETA = 0.0081, 0.74
"""Pierson and Moskowitz, J. Geophys. Res. 69 (1964) 5181: S(w) = alpha g^2 / w^5 exp(-beta (g / (U w))^4)."""
ONE_TENTH = 1.27
"""Mean height of the highest tenth of waves over the significant height, of Rayleigh's distribution
(Longuet-Higgins, J. Mar. Res. 11 (1952) 245)."""
FULLY_GROWN = 0.243
FETCH_HEIGHT, FETCH_PERIOD = 0.0016, 0.286
DURATION = 7.15e4
"""Shore Protection Manual (US Army, 1984), deep water: g H / U^2 of a fully grown sea; growth of height and peak period
with fetch; g t / U of the time that it takes."""


def wind_at_mps(wind_10m_mps: float, height_m: float) -> float:
    """Wind at a height by the one-seventh power law, from that at 10 m; for 1 to 100 m over the sea."""
    return wind_10m_mps * math.pow(height_m / 10.0, 1.0 / 7.0)


def grown_height_m(wind_19m5_mps: float) -> float:
    """Significant height of a sea fully grown under a wind at 19.5 m, by Pierson and Moskowitz's spectrum."""
    return 2.0 * wind_19m5_mps**2 / GRAVITY_MPS2 * math.sqrt(PM_ALPHA / PM_BETA)


def grown_period_s(wind_19m5_mps: float) -> float:
    """Peak period of the same sea, where the spectrum is greatest: (4 beta / 5) (g / U)^4 = w^4."""
    return math.tau * wind_19m5_mps / (GRAVITY_MPS2 * math.pow(0.8 * PM_BETA, 0.25))


def fetch_height_m(wind_stress_mps: float, fetch_m: float) -> float:
    """Significant height after a fetch, deep water. Holds to `full_fetch_m`, where the sea grows no more."""
    return FETCH_HEIGHT * math.sqrt(GRAVITY_MPS2 * fetch_m) * wind_stress_mps / GRAVITY_MPS2


def fetch_period_s(wind_stress_mps: float, fetch_m: float) -> float:
    """Peak period after a fetch, deep water; 0 in a calm."""
    if wind_stress_mps <= 0.0:
        return 0.0
    grown = GRAVITY_MPS2 * fetch_m / wind_stress_mps**2
    return FETCH_PERIOD * math.pow(grown, 1.0 / 3.0) * wind_stress_mps / GRAVITY_MPS2


def full_height_m(wind_stress_mps: float) -> float:
    """Significant height of a sea that grows no more."""
    return FULLY_GROWN * wind_stress_mps**2 / GRAVITY_MPS2


def full_fetch_m(wind_stress_mps: float) -> float:
    """The least fetch for it."""
    return (FULLY_GROWN / FETCH_HEIGHT) ** 2 * wind_stress_mps**2 / GRAVITY_MPS2


def full_duration_s(wind_stress_mps: float) -> float:
    """The least time for it."""
    return DURATION * wind_stress_mps / GRAVITY_MPS2


def wave_number_per_m(period_s: float, depth_m: float) -> float:
    """Wave number k (1/m) of Airy's waves: w^2 = g k tanh(k h), by Newton's steps from that of deep water."""
    square = (math.tau / period_s) ** 2 / GRAVITY_MPS2
    if math.isinf(depth_m):
        return square
    k = square / math.sqrt(math.tanh(square * depth_m))
    for _ in range(20):
        bent = math.tanh(k * depth_m)
        step = (k * bent - square) / (bent + k * depth_m * (1.0 - bent * bent))
        k -= step
        if abs(step) <= 1e-14 * k:
            break
    return k


def wave_length_m(period_s: float, depth_m: float) -> float:
    """Length of waves of a period in water of a depth, infinite if it is not known."""
    return math.tau / wave_number_per_m(period_s, depth_m)


def wave_speed_mps(period_s: float, depth_m: float) -> float:
    """How fast their crests run."""
    return wave_length_m(period_s, depth_m) / period_s


def one_tenth_height_m(significant_m: float) -> float:
    """Mean height of the highest tenth of waves."""
    return ONE_TENTH * significant_m


def highest_m(significant_m: float, waves: float) -> float:
    """Most probable height of the highest of so many waves: H sqrt(ln N / 2) (Longuet-Higgins 1952); N > 1."""
    return significant_m * math.sqrt(0.5 * math.log(waves))
