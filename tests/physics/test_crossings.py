"""Crossings found by safe stepping against dense sampling of the same motion: none missed, none invented, none late.

The stated tolerance is 1 mm: a range or an edge is crossed when the gap to it is less.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from fleetex.engine.tables import EDGE
from fleetex.physics.crossings import TOLERANCE_M, closest_approach, time_to_edge, time_to_range
from fleetex.physics.geodesy import direct, inverse
from tests.physics.legs import Leg, geodesic, piece_of, places

SAMPLES = 1_501
PAIRS = 150
ROUNDING_M = 5e-8
"""Of a polynomial in earth-centred metres, and of a chord taken from two."""


def _piece(rng: np.random.Generator, lat_rad: float, lon_rad: float, course_rad: float, fast: bool) -> np.void:
    """A steady leg, a held course, a turn, or a change of speed, of ten minutes at most two hours."""
    speed = float(rng.uniform(50.0, 300.0) if fast else rng.uniform(0.5, 18.0))
    kind = int(rng.integers(4))
    motion = ({}, {"line": 1}, {"accel_mps2": float(rng.uniform(-1.0, 1.0)) * 4e-4 * speed}, {})[kind]
    duration_s = float(rng.uniform(600.0, 1_800.0 if fast else 7_200.0))
    if kind == 2:
        duration_s = min(duration_s, 0.9 * speed / abs(motion["accel_mps2"]))
    if kind == 3:
        rate = float(rng.choice([-1.0, 1.0])) * speed / float(rng.uniform(300.0, 12_000.0))
        motion = {"turn_radps": rate}
        duration_s = min(duration_s, math.pi / 3.0 / abs(rate))
    return piece_of(Leg(lat_rad, lon_rad, course_rad, speed, **motion), 0.0, duration_s)


def pair(seed: int) -> tuple[np.void, np.void, float]:
    """Two pieces that begin together within 40 km, and when the first of them ends."""
    rng = np.random.default_rng(seed)
    lat, lon = math.radians(rng.uniform(-75.0, 75.0)), float(rng.uniform(-math.pi, math.pi))
    away, bearing = float(rng.uniform(20.0, 40e3)), float(rng.uniform(0.0, math.tau))
    other_lat, other_lon = direct(lat, lon, bearing, away)
    fast = rng.random() < 0.3
    towards = bearing + math.pi + float(rng.normal(0.0, 0.5))
    one = _piece(rng, lat, lon, bearing + float(rng.normal(0.0, 0.8)), fast)
    two = _piece(rng, other_lat, other_lon, towards, fast and rng.random() < 0.5)
    return one, two, 1.0 / max(float(one["piece_rate_ps"]), float(two["piece_rate_ps"]))


def chords(one: np.void, two: np.void, time_s: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(places(two, time_s) - places(one, time_s), axis=1))


def refined(value: Callable[[np.ndarray], np.ndarray], until_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Dense samples of something that changes with time, its local extremes among them to microseconds."""
    time_s = np.linspace(0.0, until_s, SAMPLES)
    values = value(time_s)
    for _ in range(6):
        rise = np.sign(np.diff(values))
        turning = np.flatnonzero(rise[:-1] != rise[1:]) + 1
        if len(turning) == 0:
            break
        near = np.concatenate([np.linspace(time_s[k - 1], time_s[k + 1], 15) for k in turning])
        time_s, order = np.unique(np.concatenate([time_s, near]), return_index=True)
        values = np.concatenate([values, value(near)])[order]
    return time_s, values


class Sampled(NamedTuple):
    one: np.void
    two: np.void
    until_s: float
    time_s: np.ndarray
    chord: np.ndarray


@cache
def sampled(seed: int) -> Sampled:
    """A pair of pieces and the chord between them, densely."""
    one, two, until_s = pair(seed)
    return Sampled(one, two, until_s, *refined(lambda time_s: chords(one, two, time_s), until_s))


def assert_first_crossing(seed: int, range_m: float, outside: bool) -> bool:
    """What the solver answers is the first passage of the range, or there is none. Returns whether there is."""
    one, two, until_s, time_s, chord = sampled(seed)
    due = time_to_range(one, two, 0.0, until_s, range_m, outside)
    gap = chord - range_m if outside else range_m - chord
    if due == math.inf:
        assert np.min(gap) > -ROUNDING_M, "missed"
        return False
    assert 0.0 <= due <= until_s
    there = chords(one, two, np.array([due]))[0] - range_m
    assert abs(there) <= TOLERANCE_M * (1.0 + 1e-3), "invented"
    before = gap[time_s < due - 1e-6]
    assert len(before) == 0 or np.min(before) > -ROUNDING_M, "late"
    return True


def test_every_passage_of_a_range_is_found_and_none_is_invented() -> None:
    found = {True: 0, False: 0}
    for seed in range(PAIRS):
        rng = np.random.default_rng(10_000 + seed)
        chord = sampled(seed).chord
        least, most, now = float(np.min(chord)), float(np.max(chord)), float(chord[0])
        for reach in rng.uniform(0.9 * least, 1.1 * most, 5).tolist():
            if abs(reach - now) > 0.01:
                found[now > reach] += assert_first_crossing(seed, reach, now > reach)
    assert min(found.values()) > 40, found


def test_a_range_that_is_grazed_is_passed_if_by_more_than_the_tolerance() -> None:
    grazed = 0
    for seed in range(PAIRS):
        one, two, until_s, time_s, chord = sampled(seed)
        at = int(np.argmin(chord))
        least = float(chord[at])
        if not 0.01 * until_s < time_s[at] < 0.99 * until_s or chord[0] - least < 1.0 or least < 1.0:
            continue
        grazed += 1
        assert time_to_range(one, two, 0.0, until_s, least + 2.0 * TOLERANCE_M, True) < math.inf
        assert time_to_range(one, two, 0.0, until_s, least + 1e-6, True) < math.inf
        assert time_to_range(one, two, 0.0, until_s, least - 1.1 * TOLERANCE_M, True) == math.inf
    assert grazed > 20


def test_a_passage_just_after_the_start_and_just_before_the_end_is_found() -> None:
    """A range a metre beyond and a metre within the chord at both ends."""
    for seed in range(PAIRS):
        chord = sampled(seed).chord
        for base in (float(chord[0]), float(chord[-1])):
            for off in (-1.0, -0.01, 0.01, 1.0):
                reach = base + off
                if reach > 1.0 and abs(float(chord[0]) - reach) > 5e-3:
                    assert_first_crossing(seed, reach, float(chord[0]) > reach)


def test_the_closest_approach_is_the_least_of_all_ranges() -> None:
    inner = 0
    for seed in range(PAIRS):
        one, two, until_s, _, chord = sampled(seed)
        when, least = closest_approach(one, two, 0.0, until_s)
        assert 0.0 <= when <= until_s
        assert least == pytest.approx(chords(one, two, np.array([when]))[0], abs=ROUNDING_M)
        assert -ROUNDING_M <= least - float(np.min(chord)) <= TOLERANCE_M, seed
        inner += 0.01 * until_s < when < 0.99 * until_s
    assert inner > 20


def test_the_closest_approach_of_a_part_is_that_of_the_part() -> None:
    rng = np.random.default_rng(3)
    for seed in range(PAIRS):
        one, two, until_s, time_s, chord = sampled(seed)
        begin, end = sorted(rng.uniform(0.0, until_s, 2).tolist())
        during = chord[(time_s >= begin) & (time_s <= end)]
        when, least = closest_approach(one, two, begin, end)
        assert begin <= when <= end
        ends = float(np.min(chords(one, two, np.array([begin, end]))))
        assert abs(least - min(ends, float(np.min(during, initial=math.inf)))) < TOLERANCE_M + ROUNDING_M


# ---- areas: convex rings, whose inside every edge agrees on


def ring(rng: np.random.Generator, lat_rad: float, lon_rad: float, radius_m: float) -> np.ndarray:
    """A convex area's edges, anticlockwise as seen from above: corners on a circle, in every sector one."""
    count = int(rng.integers(3, 9))
    angles = -(np.arange(count) + rng.uniform(0.1, 0.9, count)) * math.tau / count
    corners = geodesic(lat_rad, lon_rad, angles, np.full(len(angles), radius_m))
    corners /= np.linalg.norm(corners, axis=1)[:, None]
    edges = np.zeros(len(corners), EDGE)
    for k, (a, b) in enumerate(zip(corners, np.roll(corners, -1, axis=0), strict=True)):
        normal = np.cross(a, b)
        edges[k] = (*a, *b, *(normal / np.linalg.norm(normal)))
    return edges


def depth_m(edges: np.ndarray, piece: np.void, time_s: np.ndarray) -> np.ndarray:
    """How far inside a convex ring: the least distance within its edges' planes, negative outside."""
    normals = np.stack([edges["nx"], edges["ny"], edges["nz"]], axis=-1)
    return np.asarray(np.min(places(piece, time_s) @ normals.T, axis=1))


def first_edge_s(edges: np.ndarray, piece: np.void, until_s: float) -> float:
    return min(float(time_to_edge(piece, edge, 0.0, until_s)) for edge in edges)


def test_every_crossing_of_an_areas_edge_is_found_and_none_is_invented() -> None:
    entered = left = none = cut = 0
    for seed in range(2 * PAIRS):
        rng = np.random.default_rng(seed)
        lat, lon = math.radians(rng.uniform(-75.0, 75.0)), float(rng.uniform(-math.pi, math.pi))
        bearing = float(rng.uniform(0.0, math.tau))
        piece = _piece(rng, lat, lon, bearing + float(rng.normal(0.0, 0.6)), rng.random() < 0.3)
        until_s = 1.0 / float(piece["piece_rate_ps"])
        way_m = float(np.linalg.norm(places(piece, np.array([until_s]))[0] - places(piece, np.array([0.0]))[0]))
        radius_m = float(rng.uniform(0.05, 0.8)) * way_m
        edges = ring(rng, *direct(lat, lon, bearing, float(rng.uniform(0.0, 2.5)) * radius_m), radius_m)
        time_s, depth = refined(lambda time_s, e=edges, p=piece: depth_m(e, p, time_s), until_s)  # type: ignore[misc]
        if abs(depth[0]) < 0.01:
            continue
        inside = depth[0] > 0.0
        due = first_edge_s(edges, piece, until_s)
        if due == math.inf:
            assert np.all((depth > -ROUNDING_M) if inside else (depth < 2.0 * TOLERANCE_M)), seed
            none += 1
            continue
        assert abs(float(depth_m(edges, piece, np.array([due]))[0])) <= TOLERANCE_M * (1.0 + 1e-3), seed
        before = depth[time_s < due - 1e-6]
        assert np.all((before > -ROUNDING_M) if inside else (before < ROUNDING_M)), seed
        left += inside
        entered += not inside
        crossed = np.count_nonzero(np.diff(np.sign(depth)))
        cut += not inside and crossed >= 2
    assert min(entered, left, none, cut) > 20, (entered, left, none, cut)


def test_a_corner_cut_by_a_metre_is_two_crossings() -> None:
    """The shortest stay inside an area: a right angle's corner, at 250 m/s, for less than a hundredth of a second."""
    lat, lon = math.radians(54.0), math.radians(12.0)
    for inside_m in (1.0, 0.1, 0.01):
        corner = direct(lat, lon, 0.0, 20_000.0)
        ends = [direct(*corner, math.radians(bearing), 9_000.0) for bearing in (45.0, -45.0)]
        # the corner points south; a track due east passes inside_m north of it
        start = direct(*direct(*corner, 0.0, inside_m), math.radians(270.0), 30_000.0)
        middle = direct(*corner, 0.0, inside_m)
        course = float(inverse(*start, *middle)[1])
        piece = piece_of(Leg(*start, course, 250.0), 0.0, 240.0)
        points = geodesic(*corner, np.array([0.0]), np.array([0.0]))
        points = np.concatenate([points, *(geodesic(*end, np.array([0.0]), np.array([0.0])) for end in ends)])
        points /= np.linalg.norm(points, axis=1)[:, None]
        edges = np.zeros(3, EDGE)
        for k, (a, b) in enumerate(((0, 1), (1, 2), (2, 0))):
            normal = np.cross(points[a], points[b])
            edges[k] = (*points[a], *points[b], *(normal / np.linalg.norm(normal)))
        first = first_edge_s(edges, piece, 240.0)
        assert first == pytest.approx(120.0 - inside_m / 250.0, abs=1e-3)
        again = min(float(time_to_edge(piece, edge, first, 240.0)) for edge in (edges[0], edges[2]))
        assert again == pytest.approx(120.0 + inside_m / 250.0, abs=1e-3)
        assert again > first
