"""Voyages of the traffic, drawn beforehand: knots (time, latitude, longitude) between which a ship goes straight.

Draws are keyed to the stream's name and the ship's number in it, so that a stream more, or another order of the file,
changes nobody's voyage. Numbers are s, rad, m; at most 100 nmi lie between two knots.
"""

import math
from typing import Any

from fleetex.physics.compiled import inner, kernel
from fleetex.physics.geodesy import direct, ecef, inverse, wrap_pi
from fleetex.physics.philox import PURPOSE_TRAFFIC, block, unit_interval

KNOT_M_MAX = 185_200.0
WANDER_S_LEAST = 1_800.0
WANDER_S_MOST = 7_200.0
"""How long a fisherman keeps a course (design values)."""
TRIES = 24
"""Courses drawn before a boat that finds none within her ground lies to instead."""
START_TRIES = 400


@kernel
def lane_voyage(line: Any, offset_m: float, speed_mps: float, depart_s: float, back: int, knots: Any) -> int:
    """Knots of one passage along a lane, `offset_m` to the right of the line as it is written; `back` 1: the other way.

    line: (n, 2) latitude, longitude. knots: (m, 3), written: time, latitude, longitude. Returns how many; -1: no room.
    """
    count = line.shape[0]
    filled = 0
    t = depart_s
    lat_before = lon_before = 0.0
    for step in range(count):
        at = count - 1 - step if back == 1 else step
        course = _course_at(line, at)
        lat, lon = line[at, 0], line[at, 1]
        if offset_m != 0.0:
            lat, lon = direct(lat, lon, course + math.copysign(0.5 * math.pi, offset_m), abs(offset_m))
        if step > 0:
            filled, t = _lay(lat_before, lon_before, lat, lon, t, speed_mps, filled, knots)
            if filled < 0:
                return -1
        lat_before, lon_before = lat, lon
    knots[filled, 0], knots[filled, 1], knots[filled, 2] = t, lat_before, lon_before
    return filled + 1


@inner
def _course_at(line: Any, at: int) -> Any:
    """The line's course at a point of it: at a bend the mean of both."""
    last = line.shape[0] - 1
    before = max(0, at - 1)
    _, course = inverse(line[before, 0], line[before, 1], line[before + 1, 0], line[before + 1, 1])
    if 0 < at < last:
        _, after = inverse(line[at, 0], line[at, 1], line[at + 1, 0], line[at + 1, 1])
        course += 0.5 * wrap_pi(after - course)
    return course


@inner
def _lay(
    lat_a: float, lon_a: float, lat_b: float, lon_b: float, t: float, speed_mps: float, filled: int, knots: Any
) -> Any:
    """Knots from one place up to the next (that one not), at a speed: (filled, time of arrival); no room: (-1, ...)."""
    range_m, course = inverse(lat_a, lon_a, lat_b, lon_b)
    parts = max(1, math.ceil(range_m / KNOT_M_MAX))
    if filled + parts + 1 > knots.shape[0]:
        return -1, t
    for k in range(parts):
        lat, lon = lat_a, lon_a
        if k > 0:
            lat, lon = direct(lat_a, lon_a, course, range_m * k / parts)
        knots[filled + k, 0] = t + range_m * k / parts / speed_mps
        knots[filled + k, 1] = lat
        knots[filled + k, 2] = lon
    return filled + parts, t + range_m / speed_mps


@kernel
def fix_voyage(fixes: Any, knots: Any) -> int:
    """Knots through a ship's fixes, (n, 3) as knots are: long ways between two of them are parted. As `lane_voyage`."""
    filled = 0
    last = fixes.shape[0] - 1
    for k in range(last):
        range_m, _ = inverse(fixes[k, 1], fixes[k, 2], fixes[k + 1, 1], fixes[k + 1, 2])
        speed = max(range_m, 1e-9) / (fixes[k + 1, 0] - fixes[k, 0])
        filled, _ = _lay(fixes[k, 1], fixes[k, 2], fixes[k + 1, 1], fixes[k + 1, 2], fixes[k, 0], speed, filled, knots)
        if filled < 0:
            return -1
    knots[filled, 0], knots[filled, 1], knots[filled, 2] = fixes[last, 0], fixes[last, 1], fixes[last, 2]
    return filled + 1


@kernel
def wander_voyage(
    seed: int,
    replication: int,
    stream: int,
    number: int,
    ring: Any,
    speed_mps_least: float,
    speed_mps_most: float,
    end_s: float,
    knots: Any,
) -> int:
    """Knots of a boat that wanders within a ring, (n, 2) latitude and longitude, from before 0 until after `end_s`.

    As `lane_voyage`; 0: no place within the ring was found.
    """
    found, lat, lon = _somewhere(seed, replication, stream, number, ring)
    if not found:
        return 0
    word, _, _, _ = block(seed, replication, PURPOSE_TRAFFIC, stream, number, 0)
    t = -unit_interval(word) * WANDER_S_MOST
    filled = 0
    leg = 0
    while filled + 2 < knots.shape[0]:
        knots[filled, 0], knots[filled, 1], knots[filled, 2] = t, lat, lon
        filled += 1
        if t > end_s:
            return filled
        leg += 1
        a, b, _, _ = block(seed, replication, PURPOSE_TRAFFIC, stream, number, (leg << 8) | 255)
        lasts_s = WANDER_S_LEAST + unit_interval(a) * (WANDER_S_MOST - WANDER_S_LEAST)
        speed = speed_mps_least + unit_interval(b) * (speed_mps_most - speed_mps_least)
        for trial in range(TRIES):
            c, _, _, _ = block(seed, replication, PURPOSE_TRAFFIC, stream, number, (leg << 8) | trial)
            to_lat, to_lon = direct(lat, lon, unit_interval(c) * 2.0 * math.pi, speed * lasts_s)
            if within_ring(ring, to_lat, to_lon):
                lat, lon = to_lat, to_lon
                break
        t += lasts_s
    return -1


@kernel
def survey(knots: Any, places: Any) -> tuple[float, float]:
    """The greatest and the least speed of a voyage's legs. places: (n, 3), written: its knots in ECEF."""
    fastest, slowest = 0.0, math.inf
    for k in range(knots.shape[0]):
        places[k, 0], places[k, 1], places[k, 2] = ecef(knots[k, 1], knots[k, 2])
        if k > 0:
            range_m, _ = inverse(knots[k - 1, 1], knots[k - 1, 2], knots[k, 1], knots[k, 2])
            speed = range_m / (knots[k, 0] - knots[k - 1, 0])
            fastest, slowest = max(fastest, speed), min(slowest, speed)
    return fastest, slowest


@inner
def _somewhere(seed: int, replication: int, stream: int, number: int, ring: Any) -> Any:
    """A place within a ring, as likely one as another: (found, latitude, longitude)."""
    south = north = ring[0, 0]
    west = east = ring[0, 1]
    for k in range(ring.shape[0]):
        south, north = min(south, ring[k, 0]), max(north, ring[k, 0])
        west, east = min(west, ring[k, 1]), max(east, ring[k, 1])
    low, high = math.sin(south), math.sin(north)
    for trial in range(START_TRIES):
        a, b, _, _ = block(seed, replication, PURPOSE_TRAFFIC, stream, number, (1 << 30) | trial)
        lat = math.asin(low + unit_interval(a) * (high - low))
        lon = west + unit_interval(b) * (east - west)
        if within_ring(ring, lat, lon):
            return True, lat, lon
    return False, 0.0, 0.0


@inner
def within_ring(ring: Any, lat: float, lon: float) -> bool:
    """Whether a place lies in a ring drawn straight on a chart of latitude and longitude (which run on across 180)."""
    lon = ring[0, 1] + wrap_pi(lon - ring[0, 1])
    inside = False
    before = ring.shape[0] - 1
    for k in range(ring.shape[0]):
        y1, x1, y2, x2 = ring[before, 0], ring[before, 1], ring[k, 0], ring[k, 1]
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
        before = k
    return inside
