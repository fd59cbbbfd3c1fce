"""A receiver that hears radars and radios: one way from emitter to antenna, in line of sight. Powers in dBW.

intercept_level_dbw(25e3, 30.0, 0.0, 0.032, 37e3)  ->  -69        a surface radar's main beam at 20 miles
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.radar import BELOW_HORIZON_DB
from fleetex.units import TAU

SILENT_DBW = -1000.0
"""Stands in a budget for the level of what does not radiate."""


@kernel
def free_space_loss_db(range_m: float, wavelength_m: float) -> float:
    """Loss between isotropic antennas: 20 log (4 pi r / wavelength). Far field, r over a wavelength.

    Source: Friis, Proc. IRE 34, 1946, p. 254; ITU-R P.525.
    """
    return 20.0 * math.log10(2.0 * TAU * range_m / wavelength_m)


@kernel
def intercept_level_dbw(
    power_w: float, emitter_gain_db: float, receiver_gain_db: float, wavelength_m: float, range_m: float
) -> float:
    """Power that reaches the receiver: P + Gt + Gr - free-space loss.

    `emitter_gain_db` is the gain towards the receiver: the main beam's as it sweeps by, less some 30 dB beside it.
    """
    gains = emitter_gain_db + receiver_gain_db
    return 10.0 * math.log10(power_w) + gains - free_space_loss_db(max(range_m, 1.0), wavelength_m)


@kernel
def intercept_range_m(
    power_w: float,
    emitter_gain_db: float,
    receiver_gain_db: float,
    wavelength_m: float,
    sensitivity_dbw: float,
    horizon_m: float,
) -> float:
    """The greatest range at which the level is the receiver's sensitivity, no further than the radio horizon."""
    margin_db = 10.0 * math.log10(power_w) + emitter_gain_db + receiver_gain_db - sensitivity_dbw
    return min(wavelength_m / (2.0 * TAU) * math.pow(10.0, margin_db / 20.0), horizon_m)


@kernel
def intercept_terms_db(
    power_w: float,
    emitter_gain_db: float,
    receiver_gain_db: float,
    wavelength_m: float,
    sensitivity_dbw: float,
    range_m: float,
    horizon_m: float,
) -> tuple[float, float, float, float, float, float]:
    """(source, target, loss, noise, threshold, excess); excess = source + target - loss - noise - threshold.

    Source: the emitter's effective radiated power (dBW; SILENT_DBW where it radiates none), target the receiver's gain,
    loss that of free space (and BELOW_HORIZON_DB behind the horizon), noise the receiver's sensitivity (dBW),
    threshold 0.
    """
    source = 10.0 * math.log10(power_w) + emitter_gain_db if power_w > 0.0 else SILENT_DBW
    loss = free_space_loss_db(max(range_m, 1.0), wavelength_m)
    if range_m > horizon_m:
        loss += BELOW_HORIZON_DB
    return source, receiver_gain_db, loss, sensitivity_dbw, 0.0, source + receiver_gain_db - loss - sensitivity_dbw
