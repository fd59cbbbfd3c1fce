"""What a spotter makes of the fall of a salvo: can it be seen, how far over and how far right does it look. SI, rad.

A spotter measures in the frame of its own line of sight: across it by the angle in the glasses, well; along it by eye
against the splash, badly, but over or short of the target for certain when the splash stands in line with it. So a
spotter abeam of the line of fire sees range well, one along it sees line well and range as over or short. Practice:
Naval Ordnance and Gunnery (NAVPERS 10798), vol. 2, spotting, in own words; the figures are design values.
"""

import math
from dataclasses import dataclass

from fleetex.physics.sight import sight_look_prob

SPLASH_HEIGHT_CALIBRES = 300.0
"""Design value: the column of water (or dust ashore) is 30 m high for 100 mm, 39 m for 130 mm."""
SPLASH_WIDTH_SHARE = 0.2
SPLASH_CONTRAST = 0.4
"""Design values: breadth of the column over its height; white water against the horizon sky."""
ACROSS_RAD_SD = 1e-3
ACROSS_M_SD_LEAST = 3.0
ACROSS_SHARE_SD = 0.05
"""Design values: a mil of the glasses' scale, never under 3 m; and 5 % of the offset that is judged."""
ALONG_SHARE_SD = 0.015
ALONG_DIP_RAD_SD = 2e-4
ALONG_M_SD_LEAST = 10.0
ALONG_OFFSET_SHARE_SD = 0.3
"""Design values: depth by range-finder or eye, 1.5 % of the range, or, if that is better, from the height of eye by
the angle between two waterlines, told to 0.2 mrad; never under 10 m; and 30 % of the offset that is judged."""
EXPECTED_M_SD = 200.0
"""Design value: how far off a spotter expects a fall to be. The worse it sees a distance, the less of it it calls:
(sd 200 m)^2 / ((sd 200 m)^2 + (sd of the estimate)^2) of what it believes to see, the best guess of both."""
IN_LINE_M = 40.0
"""Design value: splash and target stand in line if their bearings differ by less than half the target and this."""
SIGN_LEAST_M = 25.0
"""Design value: the least over or short that is called when only the side is certain."""


@dataclass(frozen=True)
class Watcher:
    """A spotter's eyes and the air between."""

    eye_height_m: float
    optics: float
    visibility_m: float
    light: int


@dataclass(frozen=True)
class Seen:
    """Something to be seen."""

    size_m: float
    contrast: float
    height_m: float
    lights_cd: float


def splash(calibre_m: float) -> Seen:
    height_m = SPLASH_HEIGHT_CALIBRES * calibre_m
    return Seen(height_m * math.sqrt(SPLASH_WIDTH_SHARE), SPLASH_CONTRAST, height_m, 0.0)


def chance_to_see(watcher: Watcher, thing: Seen, range_m: float) -> float:
    """Of one look; 0 without eyes."""
    if watcher.eye_height_m <= 0.0:
        return 0.0
    return float(
        sight_look_prob(
            range_m,
            thing.size_m,
            thing.contrast,
            watcher.eye_height_m,
            thing.height_m,
            watcher.visibility_m,
            watcher.light,
            thing.lights_cd,
            watcher.optics,
        )
    )


def errors_sd_m(range_m: float, eye_height_m: float, along_m: float, across_m: float) -> tuple[float, float]:
    """(along, across) the line of sight: standard deviations of a spotter's estimate of so large an offset.

    along^2 = max(10, min(0.015 R, 2e-4 R^2 / h))^2 + (0.3 along)^2;  across^2 = max(3, 1e-3 R)^2 + (0.05 across)^2.
    """
    dip_m = ALONG_DIP_RAD_SD * range_m * range_m / eye_height_m if eye_height_m > 0.0 else math.inf
    depth_m = max(ALONG_M_SD_LEAST, min(ALONG_SHARE_SD * range_m, dip_m))
    width_m = max(ACROSS_M_SD_LEAST, ACROSS_RAD_SD * range_m)
    return math.hypot(depth_m, ALONG_OFFSET_SHARE_SD * along_m), math.hypot(width_m, ACROSS_SHARE_SD * across_m)


@dataclass(frozen=True)
class Estimate:
    """What a spotter calls of a mean point; a round `d` beyond it looks `scale * d` beyond it."""

    over_m: float
    right_m: float
    scale: float


def estimate(
    over_m: float,
    right_m: float,
    sight_off_rad: float,
    range_m: float,
    eye_height_m: float,
    half_length_m: float,
    draws: tuple[float, float],
) -> Estimate:
    """A spotter's call of a mean point truly at (over_m, right_m).

    `sight_off_rad`: bearing of the line of sight less that of the line of fire; `range_m` spotter to target;
    `half_length_m` of the target; `draws` standard normal. In line, the side is never told wrong.
    """
    cosine, sine = math.cos(sight_off_rad), math.sin(sight_off_rad)
    along_m = over_m * cosine + right_m * sine
    across_m = right_m * cosine - over_m * sine
    along_sd, across_sd = errors_sd_m(range_m, eye_height_m, along_m, across_m)
    trust_along, trust_across = _trust(along_sd), _trust(across_sd)
    seen_along = trust_along * (along_m + along_sd * draws[0])
    seen_across = trust_across * (across_m + across_sd * draws[1])
    if abs(across_m) <= half_length_m + IN_LINE_M and seen_along * along_m < 0.0:
        seen_along = math.copysign(min(SIGN_LEAST_M, abs(along_m)), along_m)
    return Estimate(
        over_m=seen_along * cosine - seen_across * sine,
        right_m=seen_along * sine + seen_across * cosine,
        scale=trust_along * cosine * cosine + trust_across * sine * sine,
    )


def _trust(sd_m: float) -> float:
    """Share of a distance that is called when it is seen with this error."""
    return EXPECTED_M_SD**2 / (EXPECTED_M_SD**2 + sd_m**2)
