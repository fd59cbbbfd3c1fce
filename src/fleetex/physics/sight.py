"""The chance that one look of a lookout makes out a target by its contrast, or at night by its lights.

The better of two cues decides: an unlit shape (Koschmieder's air light against Adrian's contrast threshold) and a light
(Allard's law against a threshold of illuminance). `light` is vocabulary.LIGHT_CODE; `size_m` is the square root of the
area seen, `contrast` its inherent contrast with the sky (without sign), `optics` the magnification, 1 for none.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.horizon import hidden_height_m, sight_horizon_m
from fleetex.physics.radar import BELOW_HORIZON_DB, LEAST_PROB

SKY_CD_M2 = (3000.0, 1.0, 0.001)
"""Luminance of the sky near the horizon by day (between clear, 1e4, and overcast, 1e3), a quarter of an hour after
sunset, and on a clear night without moon. Middleton, Vision through the Atmosphere, 1952; RCA Electro-Optics Handbook.
"""

CONTRAST_DB_SD = 1.3
"""Standard deviation of the chance of seeing in 10 log10 (contrast / threshold): 2.6 times the threshold is seen in
99.93 of 100 looks (Adrian 1989), 1.47 times in 90 (RCA Electro-Optics Handbook: 1.50), 1.64 times in 95 (1.64)."""

LOOKOUT_DB = 3.0
"""Notional: a lookout who knows neither place nor time needs twice the contrast of a laboratory's observer."""

_DB_PER_NEPER = 10.0 / math.log(10.0)
_ARCMIN_PER_RAD = 180.0 * 60.0 / math.pi
_NO_LIGHT_DB = -1000.0


def _ricco_root(sky_cd_m2: float) -> float:
    """Root of Adrian's light flux function: what a small target needs (ANSI/IES RP-8-00, annex A)."""
    level = math.log10(sky_cd_m2)
    if sky_cd_m2 >= 0.6:
        return math.log10(4.2841 * math.pow(sky_cd_m2, 0.1556)) + 0.1684 * math.pow(sky_cd_m2, 0.5867)
    if sky_cd_m2 > 0.00418:
        return math.pow(10.0, 0.0866 * level * level + 0.3372 * level - 0.072)
    return math.pow(10.0, 0.173 * level + 0.028)


def _weber_root(sky_cd_m2: float) -> float:
    """Root of Adrian's luminance function: what a large target needs (ANSI/IES RP-8-00, annex A)."""
    level = math.log10(sky_cd_m2)
    if sky_cd_m2 >= 0.6:
        return 0.05946 * math.pow(sky_cd_m2, 0.466)
    if sky_cd_m2 > 0.00418:
        return math.pow(10.0, 0.319 * level - 1.256)
    return math.pow(10.0, 0.5275 * level - 0.891)


def _daylight_threshold_lux(sky_cd_m2: float) -> float:
    """A light's least illuminance against a bright sky: 0.242e-6 (1 + sqrt(0.4 L))^2 (IALA Recommendation E-200-2)."""
    return 0.242e-6 * (1.0 + math.sqrt(0.4 * sky_cd_m2)) ** 2


CRITICAL_ARCMIN = tuple(_ricco_root(sky) / _weber_root(sky) for sky in SKY_CD_M2)
"""Size at which the threshold is four times that of a large target."""
LARGE_CONTRAST_DB = tuple(10.0 * math.log10(_weber_root(sky) ** 2 / sky) for sky in SKY_CD_M2)
"""10 log10 of the contrast at which a large target is seen in half the looks."""
LIGHT_THRESHOLD_LUX = (_daylight_threshold_lux(SKY_CD_M2[0]), _daylight_threshold_lux(SKY_CD_M2[1]), 2e-7)
"""By night that of COLREG 1972, annex I, section 8."""
_LIGHT_THRESHOLD_DB = tuple(10.0 * math.log10(lux) for lux in LIGHT_THRESHOLD_LUX)


@kernel
def extinction_db(range_m: float, visibility_m: float) -> float:
    """Loss of contrast or illuminance through uniform haze: 10 log10 exp(ln 50 range / visibility).

    Visibility is where a black target's contrast falls to 2 %. Source: Koschmieder 1924; Middleton 1952, ch. 6.
    """
    return _DB_PER_NEPER * math.log(50.0) * range_m / max(visibility_m, 1.0)


@kernel
def shape_terms_db(
    range_m: float,
    size_m: float,
    contrast: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    light: int,
    optics: float,
) -> tuple[float, float, float, float, float, float]:
    """The budget of an unlit shape; the terms are those of `sight_terms_db`.

    Adrian's threshold luminance (phi / alpha + l)^2 over the sky's is written as that of a large target,
    l^2 / L, times (1 + critical size / alpha)^2, alpha the angular size in arc minutes through the optics: Ricco's law
    below the critical size, Weber's above. The sea hides the lower part of a target that is hull down.
    Source: Adrian, Lighting Res. Technol. 21, 1989, p. 181. Valid to about 1 degree; larger targets count as large.
    """
    loss = extinction_db(range_m, visibility_m)
    hidden_m = hidden_height_m(range_m, eye_height_m)
    noise = LARGE_CONTRAST_DB[light]
    if hidden_m > 0.0 and hidden_m >= target_height_m:
        size_term = -BELOW_HORIZON_DB
    else:
        shown = 1.0 if hidden_m <= 0.0 else 1.0 - hidden_m / target_height_m
        alpha_arcmin = _ARCMIN_PER_RAD * optics * size_m * math.sqrt(shown) / max(range_m, 1.0)
        if alpha_arcmin > 0.0:
            size_term = max(-20.0 * math.log10(1.0 + CRITICAL_ARCMIN[light] / alpha_arcmin), -BELOW_HORIZON_DB)
        else:
            size_term = -BELOW_HORIZON_DB
    source = 10.0 * math.log10(max(contrast, 1e-12))
    return source, size_term, loss, noise, LOOKOUT_DB, source + size_term - loss - noise - LOOKOUT_DB


@kernel
def lamp_terms_db(
    range_m: float,
    eye_height_m: float,
    lamp_height_m: float,
    visibility_m: float,
    light: int,
    lights_cd: float,
    optics: float,
) -> tuple[float, float, float, float, float, float]:
    """The budget of a light: Allard's law, E = I exp(-sigma R) / R^2, against the threshold in this daylight.

    Optics gather magnification squared (an exit pupil no smaller than the eye's). The threshold is already one for
    practice, so no lookout's allowance is added. Source: Allard 1876; COLREG 1972 annex I section 8; IALA E-200-2.
    """
    loss = extinction_db(range_m, visibility_m) + 20.0 * math.log10(max(range_m, 1.0))
    if range_m > sight_horizon_m(eye_height_m, lamp_height_m):
        loss += BELOW_HORIZON_DB
    source = 10.0 * math.log10(lights_cd) if lights_cd > 0.0 else _NO_LIGHT_DB
    gain = 20.0 * math.log10(max(optics, 1.0))
    noise = _LIGHT_THRESHOLD_DB[light]
    return source, gain, loss, noise, 0.0, source + gain - loss - noise


@kernel
def sight_terms_db(
    range_m: float,
    size_m: float,
    contrast: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    light: int,
    lights_cd: float,
    optics: float,
) -> tuple[float, float, float, float, float, float]:
    """(source, target, loss, noise, threshold, excess) in dB of the better cue.

    excess = source + target - loss - noise - threshold.
    A shape: 10 log10 contrast, size re a large target's (at most 0), extinction, a large target's threshold in this
    light, the lookout's allowance. A light: dBcd, optics, extinction and spreading, threshold dB lux, 0. At excess 0
    half the looks succeed.
    """
    shape = shape_terms_db(range_m, size_m, contrast, eye_height_m, target_height_m, visibility_m, light, optics)
    if lights_cd <= 0.0:
        return shape
    lamp = lamp_terms_db(range_m, eye_height_m, target_height_m, visibility_m, light, lights_cd, optics)
    return lamp if lamp[5] > shape[5] else shape


@kernel
def sight_look_prob(
    range_m: float,
    size_m: float,
    contrast: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    light: int,
    lights_cd: float,
    optics: float,
) -> float:
    """Chance that one look makes the target out: a cumulative normal in excess / CONTRAST_DB_SD; under LEAST_PROB, 0.

    Falls with range. Source of the ogive: Blackwell, J. Opt. Soc. Am. 36, 1946, p. 624.
    """
    terms = sight_terms_db(
        range_m, size_m, contrast, eye_height_m, target_height_m, visibility_m, light, lights_cd, optics
    )
    prob = 0.5 * math.erfc(-terms[5] / (CONTRAST_DB_SD * math.sqrt(2.0)))
    return prob if prob >= LEAST_PROB else 0.0


@kernel
def sight_range_for_prob(
    size_m: float,
    contrast: float,
    eye_height_m: float,
    target_height_m: float,
    visibility_m: float,
    light: int,
    lights_cd: float,
    optics: float,
    prob: float,
) -> float:
    """The greatest range at which `sight_look_prob` is at least `prob`, to 1e-9 of itself; 0 if at none. By halving.

    No look inside it has a lesser chance; looks more than 1e-9 of the range beyond it have one. A `prob` under
    LEAST_PROB asks for LEAST_PROB: less does not occur.
    """
    wanted = max(prob, LEAST_PROB)
    near = 0.0
    far = sight_horizon_m(eye_height_m, target_height_m)
    if (
        sight_look_prob(far, size_m, contrast, eye_height_m, target_height_m, visibility_m, light, lights_cd, optics)
        >= wanted
    ):
        return far
    while True:
        middle = 0.5 * (near + far)
        if far - near <= 1e-9 * far or far < 1.0:
            return near
        if (
            sight_look_prob(
                middle, size_m, contrast, eye_height_m, target_height_m, visibility_m, light, lights_cd, optics
            )
            >= wanted
        ):
            near = middle
        else:
            far = middle
