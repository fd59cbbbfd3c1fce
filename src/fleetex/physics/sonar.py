"""The sonar equations, passive and active, and what stands in them: target strength, reverberation.

Levels in dB re 1 uPa (source levels at 1 m), losses in dB one way. Noise and source in the same band, or both as
spectrum levels; reverberation at the output of the beam. Source unless said: Urick, Principles of Underwater Sound, 3rd
ed., 1983, chapters 2, 3, 8 and 9.
"""

import math

from fleetex.physics.ambient import power_sum_db
from fleetex.physics.compiled import kernel
from fleetex.units import DEG_RAD, KN_MPS

MACKENZIE_BOTTOM_DB = -27.0
"""10 log mu of Lambert's law for a bottom in the deep sea, 530 and 1,030 Hz: Mackenzie, J. Acoust. Soc. Am. 33, 1961,
p. 1498. Measured bottoms lie between -40 (mud) and -15 (rock): Urick, ch. 8."""

_LOBE_RAD = 20.0 * DEG_RAD


@kernel
def passive_terms_db(
    source_db: float, loss_db: float, noise_db: float, directivity_db: float, threshold_db: float
) -> tuple[float, float, float, float, float, float]:
    """(source, target 0, loss, noise behind the array, threshold, excess): SE = SL - TL - (NL - DI) - DT."""
    noise = noise_db - directivity_db
    return source_db, 0.0, loss_db, noise, threshold_db, source_db - loss_db - noise - threshold_db


@kernel
def active_terms_db(
    source_db: float,
    loss_out_db: float,
    loss_back_db: float,
    target_db: float,
    noise_db: float,
    directivity_db: float,
    reverberation_db: float,
    threshold_db: float,
) -> tuple[float, float, float, float, float, float]:
    """(source, target, loss both ways, background, threshold, excess): SE = SL - TL - TL' + TS - background - DT.

    The background is the power sum of the noise behind the array and of reverberation. Bistatic where the two losses
    differ. NO_NOISE_DB of `ambient` stands for no reverberation.
    """
    loss = loss_out_db + loss_back_db
    background = power_sum_db(noise_db - directivity_db, reverberation_db)
    return (
        source_db,
        target_db,
        loss,
        background,
        threshold_db,
        source_db + target_db - loss - background - threshold_db,
    )


@kernel
def target_strength_db(aspect_rad: float, bow_db: float, quarter_db: float, beam_db: float) -> float:
    """Target strength of a submarine by aspect (0 end on, pi / 2 abeam; either side): the butterfly.

    quarter + (beam - quarter) exp(-(off beam / 20 deg)^2) + (bow - quarter) exp(-(off end / 20 deg)^2). Typical: 10 end
    on, 15 between, 25 abeam. Source: Urick, table 9.3; the bells are ours.
    """
    off_beam = math.acos(min(abs(math.sin(aspect_rad)), 1.0)) / _LOBE_RAD
    off_end = math.acos(min(abs(math.cos(aspect_rad)), 1.0)) / _LOBE_RAD
    lobes = (beam_db - quarter_db) * math.exp(-off_beam * off_beam)
    return quarter_db + lobes + (bow_db - quarter_db) * math.exp(-off_end * off_end)


@kernel
def surface_scattering_db(freq_hz: float, wind_mps: float, grazing_rad: float) -> float:
    """Backscattering strength of the sea's surface (dB re 1 m^2): 3.3 b log (g / 30) - 42.4 log b + 2.6.

    b = 158 (v f^(1/3))^-0.58, g in degrees, v in knots, f in Hz. Measured 400 Hz to 6.4 kHz, wind to 30 kn, grazing
    to 40 degrees; winds under 1 kn and angles under 1 degree count as such.
    Source: Chapman & Harris, J. Acoust. Soc. Am. 34, 1962, p. 1592; Chapman & Scott, 36, 1964, p. 1735.
    """
    wind_kn = max(wind_mps / KN_MPS, 1.0)
    b = 158.0 * math.pow(wind_kn * math.pow(freq_hz, 1.0 / 3.0), -0.58)
    grazing_deg = max(grazing_rad / DEG_RAD, 1.0)
    return 3.3 * b * math.log10(grazing_deg / 30.0) - 42.4 * math.log10(b) + 2.6


@kernel
def bottom_scattering_db(grazing_rad: float, lambert_db: float) -> float:
    """Backscattering strength of the bottom (dB re 1 m^2): Lambert's law, 10 log mu + 10 log sin^2 g.

    `lambert_db` is 10 log mu, MACKENZIE_BOTTOM_DB where nothing better is known. Angles under 0.5 degree count as such.
    Source: Mackenzie 1961; Urick, ch. 8.
    """
    return lambert_db + 20.0 * math.log10(math.sin(max(grazing_rad, 0.5 * DEG_RAD)))


@kernel
def boundary_reverberation_db(
    source_db: float,
    loss_db: float,
    scattering_db: float,
    range_m: float,
    sound_speed_mps: float,
    pulse_s: float,
    beam_rad: float,
) -> float:
    """Reverberation of a surface at the beam's output: SL - 2 TL + S + 10 log A, A = r beam c t / 2.

    `beam_rad` is the equivalent two-way width of the beam; `pulse_s` the resolved length, 1 / bandwidth for a
    modulated ping. Source: Urick, ch. 8.
    """
    area_m2 = max(range_m, 1.0) * beam_rad * 0.5 * sound_speed_mps * pulse_s
    return source_db - 2.0 * loss_db + scattering_db + 10.0 * math.log10(area_m2)
