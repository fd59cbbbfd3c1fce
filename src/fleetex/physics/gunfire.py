"""Where one round falls about the point it was meant for, and whether it goes through a target. Metres and radians.

Axes: `range` or `over` along the line of fire, away from the gun; `line` or `right` across it, to the right.
Rates per unit come from the firing table at the range the gun is laid for (`ballistics.interpolate`).
"""

import math

from fleetex.physics.compiled import kernel

_LEAST_FALL = 1e-3
"""Tangent of a grazing round's fall; below it the danger space is a kilometre a metre and no longer grows."""


@kernel
def impact_errors(
    range_m: float,
    per_wind: float,
    per_cross_wind: float,
    per_muzzle: float,
    per_elevation: float,
    elevation_sd_rad: float,
    bearing_sd_rad: float,
    muzzle_sd_mps: float,
    muzzle_bias_mps: float,
    wind_error_along_mps: float,
    wind_error_right_mps: float,
    normal_elevation: float,
    normal_bearing: float,
    normal_muzzle: float,
) -> tuple[float, float]:
    """(range_error_m, line_error_m) of one round: each error times its rate in the firing table, added.

    The normals are standard normal draws of this round; muzzle bias and wind error (true wind less the wind allowed
    for) are the salvo's or the day's. First order, so near the greatest range, where per_elevation vanishes, the
    error in elevation counts for too little. Source: Naval Ordnance and Gunnery (NAVPERS 10798), vol. 2, ch. 18 and 19.
    """
    elevation_m = per_elevation * elevation_sd_rad * normal_elevation
    muzzle_m = per_muzzle * (muzzle_bias_mps + muzzle_sd_mps * normal_muzzle)
    range_error_m = elevation_m + muzzle_m + per_wind * wind_error_along_mps
    line_error_m = range_m * bearing_sd_rad * normal_bearing + per_cross_wind * wind_error_right_mps
    return range_error_m, line_error_m


@kernel
def danger_space_m(height_m: float, fall_rad: float) -> float:
    """How far short of its splash a shell passes through something of this height: h cot(angle of fall).

    Source: Naval Ordnance and Gunnery (NAVPERS 10798), vol. 2, ch. 18.
    """
    return max(height_m, 0.0) / max(math.tan(fall_rad), _LEAST_FALL)


@kernel
def _enters(start: float, way: float, half: float, low: float, high: float) -> tuple[float, float]:
    """The part [low, high] of a segment narrowed to where start + share way lies within +- half."""
    if way == 0.0:
        if abs(start) <= half:
            return low, high
        return 1.0, 0.0
    one = (-half - start) / way
    other = (half - start) / way
    return max(low, min(one, other)), min(high, max(one, other))


@kernel
def hits_box(
    over_m: float,
    right_m: float,
    aspect_rad: float,
    length_m: float,
    beam_m: float,
    height_m: float,
    fall_rad: float,
) -> bool:
    """Whether a round that splashes at (over, right) of a target's centre goes through the target's box.

    The box stands on the sea, length_m along the target's heading; `aspect_rad` is that heading less the line of
    fire. The shell comes down along the line of fire, straight, and is inside the box's height over the danger space
    short of the splash: a hit if that stretch meets the box's plan. Rounds that fall short do not ricochet.
    """
    reach_m = danger_space_m(height_m, fall_rad)
    cosine = math.cos(aspect_rad)
    sine = math.sin(aspect_rad)
    ahead_m = over_m * cosine + right_m * sine
    abeam_m = right_m * cosine - over_m * sine
    low, high = _enters(ahead_m, -reach_m * cosine, 0.5 * length_m, 0.0, 1.0)
    low, high = _enters(abeam_m, reach_m * sine, 0.5 * beam_m, low, high)
    return low <= high
