"""What a homing torpedo's run is made of: how near a hull it passes, how far its seeker sees, how it turns, its aim.

Places are east, north and depth (m) in a plane that touches the earth near by; headings clockwise from north, radians.
Plain Python: reckoned twice a second of a run, and runs are few.
"""

import math

ECHO_REFERENCE_DB = 15.0
"""Target strength to which a seeker's range is said: a submarine off bow and beam (Urick, table 9.3)."""


def segment_distance_m(
    east_m: float, north_m: float, depth_m: float, axis_rad: float, half_m: float, from_depth_m: float
) -> float:
    """Slant distance of a point, so far east and north and `depth_m` down, to a level line at `from_depth_m`.

    The line's middle is at the origin, its length 2 `half_m` along `axis_rad`. Exact: the foot is clipped to its ends.
    """
    sine, cosine = math.sin(axis_rad), math.cos(axis_rad)
    along_m = east_m * sine + north_m * cosine
    across_m = east_m * cosine - north_m * sine
    beyond_m = max(abs(along_m) - half_m, 0.0)
    return math.hypot(beyond_m, across_m, depth_m - from_depth_m)


def seeker_range_m(reference_m: float, target_db: float, luck_db: float, loss_db: float) -> float:
    """Range at which an echo-ranging seeker finds a hull: `reference_m` x 10^((TS - 15 dB + luck - loss) / 40).

    Noise-limited, spherical spreading both ways, so that a level changes range by 40 dB a decade; absorption is in the
    reference. `loss_db` two ways (a layer crossed). Urick, Principles of Underwater Sound, 3rd ed., ch. 2: the active
    equation with TL = 20 log r.
    """
    return reference_m * math.pow(10.0, (target_db - ECHO_REFERENCE_DB + luck_db - loss_db) / 40.0)


def off_axis_rad(east_m: float, north_m: float, down_m: float, heading_rad: float) -> float:
    """Angle between a level heading and the line to a point so far east, north and down; 0 at the point itself."""
    slant_m = math.hypot(east_m, north_m, down_m)
    if slant_m == 0.0:
        return 0.0
    ahead_m = east_m * math.sin(heading_rad) + north_m * math.cos(heading_rad)
    return math.acos(min(max(ahead_m / slant_m, -1.0), 1.0))


def turned_rad(heading_rad: float, wanted_rad: float, most_rad: float) -> float:
    """The heading after turning towards another by the shorter way, by `most_rad` at most; in [0, 2 pi)."""
    off_rad = math.remainder(wanted_rad - heading_rad, math.tau)
    return (heading_rad + min(max(off_rad, -most_rad), most_rad)) % math.tau


ROUNDING_S = 1e-9
"""A meeting that rounding puts so little before the start is at the start."""


def intercept_s(
    east_m: float, north_m: float, east_mps: float, north_mps: float, speed_mps: float, delay_s: float
) -> float | None:
    """When something that leaves the origin after `delay_s` at `speed_mps` meets what is at (east, north) and moves on.

    The least t >= delay with |p + v t| = speed (t - delay); None if it never does. Closed form, a quadratic in t.
    """
    a = east_mps**2 + north_mps**2 - speed_mps**2
    b = east_m * east_mps + north_m * north_mps + speed_mps**2 * delay_s
    c = east_m**2 + north_m**2 - (speed_mps * delay_s) ** 2
    if abs(a) < 1e-9:
        times = [-0.5 * c / b] if b != 0.0 else []
    else:
        root = b * b - a * c
        times = [] if root < 0.0 else [(-b - math.sqrt(root)) / a, (-b + math.sqrt(root)) / a]
    late = [max(time, delay_s) for time in times if time >= delay_s - ROUNDING_S]
    return min(late, default=None)


def ring_place_m(number: int, count: int, radius_m: float) -> tuple[float, float]:
    """East and north of the middle, the k-th of `count` charges (from 0): even on a ring; one alone in the middle."""
    if count < 2:
        return 0.0, 0.0
    angle_rad = math.tau * number / count
    return radius_m * math.sin(angle_rad), radius_m * math.cos(angle_rad)
