"""Ambient noise of the sea: spectrum levels (dB re 1 uPa^2/Hz, omnidirectional) and their power sum.

ambient_noise_db(1000.0, 3.0, 4.0)  ->  62.5        at 1 kHz in sea state 3 with moderate shipping
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.noise_table import LEAST_FREQ_HZ, SHIPPING_DB, STEPS_PER_DECADE, WIND_DB
from fleetex.physics.sea import SEA_STATE_WAVE_M

NO_NOISE_DB = -200.0
"""The level of a source that is not there: it adds nothing to a sum."""
RAIN_HZ_LEAST, RAIN_HZ_MOST = 1_000.0, 15_000.0


@kernel
def power_sum_db(level_a_db: float, level_b_db: float) -> float:
    """The level of two incoherent sounds together: 10 log (10^(a/10) + 10^(b/10))."""
    louder = max(level_a_db, level_b_db)
    quieter = min(level_a_db, level_b_db)
    return louder + 10.0 * math.log10(1.0 + math.pow(10.0, (quieter - louder) / 10.0))


@kernel
def band_db(bandwidth_hz: float) -> float:
    """What a band adds to a flat spectrum level: 10 log (bandwidth / 1 Hz)."""
    return 10.0 * math.log10(bandwidth_hz)


@kernel
def sea_state_between(wave_height_m: float) -> float:
    """Sea state as a number with a fraction: linear between the heights that stand for the WMO codes (0 to 9).

    So noise rises with the sea and does not jump; the noise table's states are read as WMO's.
    """
    for code in range(9):
        low_m = SEA_STATE_WAVE_M[code]
        high_m = SEA_STATE_WAVE_M[code + 1]
        if wave_height_m < high_m:
            return code + max(wave_height_m - low_m, 0.0) / (high_m - low_m)
    return 9.0


@kernel
def wind_noise_db(freq_hz: float, sea_state: float) -> float:
    """Noise of wind and sea at a sea state (0 to 9, fractions allowed): NUSC TD 7265, linear in log frequency.

    Table: 10 Hz to 100 kHz, states 0 to 6. Below 10 Hz the level is that of 10 Hz; above 100 kHz the last slope goes
    on; states 7 to 9 go on by the step from 5 to 6 (2.5 dB), where measurements are few.
    """
    place = min(max(STEPS_PER_DECADE * math.log10(freq_hz / LEAST_FREQ_HZ), 0.0), 1e3)
    row = min(int(place), WIND_DB.shape[0] - 2)
    state = min(max(sea_state, 0.0), 9.0)
    column = min(int(state), 5)
    along = place - row
    across = state - column
    low = WIND_DB[row, column] + along * (WIND_DB[row + 1, column] - WIND_DB[row, column])
    high = WIND_DB[row, column + 1] + along * (WIND_DB[row + 1, column + 1] - WIND_DB[row, column + 1])
    return float(low + across * (high - low))


@kernel
def shipping_noise_db(freq_hz: float, shipping_level: float) -> float:
    """Noise of distant shipping, level 1 (lightest) to 7 (heaviest), fractions allowed; 0 is none. NUSC TD 7265.

    Table: 10 to 501 Hz, linear in log frequency. Below 10 Hz the level is that of 10 Hz; above 501 Hz it falls 20 dB a
    decade, as ships' spectra do (the table's last slopes are 15 to 23). Between 0 and 1 that part of level 1's power.
    """
    if shipping_level <= 0.0:
        return NO_NOISE_DB
    place = max(STEPS_PER_DECADE * math.log10(freq_hz / LEAST_FREQ_HZ), 0.0)
    beyond = max(place - (SHIPPING_DB.shape[0] - 1), 0.0)
    place -= beyond
    row = min(int(place), SHIPPING_DB.shape[0] - 2)
    level = min(max(shipping_level, 1.0), 7.0)
    column = min(int(level) - 1, 5)
    along = place - row
    across = level - 1.0 - column
    low = SHIPPING_DB[row, column] + along * (SHIPPING_DB[row + 1, column] - SHIPPING_DB[row, column])
    high = SHIPPING_DB[row, column + 1] + along * (SHIPPING_DB[row + 1, column + 1] - SHIPPING_DB[row, column + 1])
    few = 10.0 * math.log10(min(shipping_level, 1.0))
    return float(low + across * (high - low) + few - 20.0 * beyond / STEPS_PER_DECADE)


@kernel
def thermal_noise_db(freq_hz: float) -> float:
    """Noise of molecules against a hydrophone: -15 + 20 log f, f in kHz. Governs above 50 kHz in calm.

    Source: Mellen, J. Acoust. Soc. Am. 24, 1952, p. 478.
    """
    return -15.0 + 20.0 * math.log10(freq_hz / 1000.0)


@kernel
def turbulence_noise_db(freq_hz: float) -> float:
    """Noise of turbulence: 17 - 30 log f, f in kHz. Governs below 10 Hz.

    Source: Coates, Underwater Acoustic Systems, 1990 (a fit to Wenz 1962).
    """
    return 17.0 - 30.0 * math.log10(freq_hz / 1000.0)


@kernel
def rain_noise_db(freq_hz: float, rain_mmph: float) -> float:
    """Noise of rain on the sea: 42.4 + 15.4 log R at 5 kHz, R in mm/h, and alike from 1 to 15 kHz.

    Below and above it falls by 6 dB an octave (design value). Valid 2 to 200 mm/h, 1 to 15 kHz; light rain in a calm is
    louder about 15 kHz. Source: Ma & Nystuen, J. Atmos. Oceanic Technol. 22, 2005, p. 1225, its figures quoted from
    memory; an even spectrum: Urick, Principles of Underwater Sound, 3rd ed., ch. 7.
    """
    if rain_mmph <= 0.0:
        return NO_NOISE_DB
    aside = max(RAIN_HZ_LEAST / freq_hz, freq_hz / RAIN_HZ_MOST, 1.0)
    return 42.4 + 15.4 * math.log10(rain_mmph) - 20.0 * math.log10(aside)


@kernel
def ambient_noise_db(freq_hz: float, sea_state: float, shipping_level: float) -> float:
    """Spectrum level of wind, ships far off, turbulence and molecules together (dB re 1 uPa^2/Hz).

    Valid 10 Hz to 100 kHz in deep water; in shallow water the wind's part is 2 to 5 dB higher (Wenz 1962). No rain.
    """
    deep = power_sum_db(turbulence_noise_db(freq_hz), thermal_noise_db(freq_hz))
    ships = shipping_noise_db(freq_hz, shipping_level)
    return power_sum_db(power_sum_db(deep, ships), wind_noise_db(freq_hz, sea_state))
