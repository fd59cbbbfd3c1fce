"""Search patterns by the names of the IAMSAR Manual: waypoints on a flat sea about a centre, and what they cover.

Frame: (east, north) in metres from the centre; bearings clockwise from north, radians. A way is a tuple of points, the
first the commence search point. Shapes: IAMSAR Manual, vols. II and III by name; figures in our own words.

    expanding square  from the datum outwards, legs S S 2S 2S 3S 3S ..., turns to starboard
    sector search     three triangles through the datum, nine legs of one length, turns of 120 degrees to starboard
    parallel track    legs along the box's long way, S apart, the outer ones S / 2 inside its sides
    creeping line     the same, legs across it
    barrier           to and fro on a line
"""

import itertools
import math

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Way = tuple[Point, ...]
Floats = NDArray[np.float64]

SECTORS = 3
CELLS = 160
"""A box is sampled by so many cells along each side: its covered share is good to half a percent."""


def away(point: Point, bearing_rad: float, range_m: float) -> Point:
    """The point at a bearing and distance."""
    return point[0] + range_m * math.sin(bearing_rad), point[1] + range_m * math.cos(bearing_rad)


def expanding_square(spacing_m: float, start_rad: float, half_side_m: float) -> Way:
    """From the datum outwards until the sweep of the last legs (S / 2 beyond them) has reached `half_side_m`.

    The first leg lies along `start_rad`. One ring at least is gone round.
    """
    points: list[Point] = [(0.0, 0.0)]
    rings = max(1, math.ceil(half_side_m / spacing_m - 0.5))
    for leg in range(4 * rings):
        points.append(away(points[-1], start_rad + 0.5 * math.pi * leg, spacing_m * (leg // 2 + 1)))
    points.append(away(points[-1], start_rad, 2 * rings * spacing_m))
    return tuple(points)


def sector_search(radius_m: float, start_rad: float) -> Way:
    """Three triangles through the datum: nine legs of `radius_m`. A second search begins 30 degrees further round."""
    points: list[Point] = [(0.0, 0.0)]
    for sector in range(SECTORS):
        out_rad = start_rad + 2.0 * math.pi / 3.0 * 2.0 * sector
        points.append(away((0.0, 0.0), out_rad, radius_m))
        points.append(away((0.0, 0.0), out_rad + math.pi / 3.0, radius_m))
        points.append((0.0, 0.0))
    return tuple(points)


def parallel_track(length_m: float, width_m: float, spacing_m: float, along_rad: float) -> Way:
    """Legs along a box of `length_m` along `along_rad` by `width_m` across it, from its after port corner to starboard.

    Legs are laid evenly, no further apart than `spacing_m`, and end half a spacing short of the box's ends; a box
    narrower than a spacing has one leg through its middle.
    """
    legs = max(1, math.ceil(width_m / spacing_m - 1e-9))
    step_m = width_m / legs
    half_m = 0.5 * max(length_m - step_m, 0.5 * length_m)
    points: list[Point] = []
    for leg in range(legs):
        across_m = -0.5 * width_m + (leg + 0.5) * step_m
        ends = (-half_m, half_m) if leg % 2 == 0 else (half_m, -half_m)
        points += [_placed(end_m, across_m, along_rad) for end_m in ends]
    return tuple(points)


def creeping_line(length_m: float, width_m: float, spacing_m: float, along_rad: float) -> Way:
    """Legs across the same box, the first at its after end, creeping along it."""
    across_rad = along_rad - 0.5 * math.pi
    return parallel_track(width_m, length_m, spacing_m, across_rad)


def barrier(length_m: float, along_rad: float) -> Way:
    """The two ends of a line through the centre, to sail to and fro between."""
    return _placed(-0.5 * length_m, 0.0, along_rad), _placed(0.5 * length_m, 0.0, along_rad)


def strips(width_m: float, across_rad: float, count: int) -> Way:
    """The middles of so many equal strips into which a box is split across its width."""
    step_m = width_m / count
    return tuple(away((0.0, 0.0), across_rad, -0.5 * width_m + (k + 0.5) * step_m) for k in range(count))


def way_length_m(way: Way) -> float:
    """The length of a way from its first point to its last."""
    return math.fsum(math.dist(a, b) for a, b in itertools.pairwise(way))


def covered_share(
    east_m: Floats, north_m: Floats, sweep_width_m: float, length_m: float, width_m: float, along_rad: float
) -> float:
    """Share of a box about the centre that came within half a sweep width of a way; shape (n,) each, NaN lifts the pen.

    The box is `length_m` along `along_rad` by `width_m` across; sampled at CELLS x CELLS middles.
    """
    middles = (np.arange(CELLS) + 0.5) / CELLS - 0.5
    along, across = np.meshgrid(middles * length_m, middles * width_m, indexing="ij")
    sine, cosine = math.sin(along_rad), math.cos(along_rad)
    x = east_m * sine + north_m * cosine
    y = east_m * cosine - north_m * sine
    swept = np.zeros(along.shape, dtype=np.bool_)
    reach2 = (0.5 * sweep_width_m) ** 2
    for ax, ay, bx, by in zip(x[:-1].tolist(), y[:-1].tolist(), x[1:].tolist(), y[1:].tolist(), strict=True):
        if math.isfinite(ax + ay + bx + by):
            swept |= _from_leg2(along, across, ax, ay, bx, by) <= reach2
    return float(np.mean(swept))


def _from_leg2(x: Floats, y: Floats, ax: float, ay: float, bx: float, by: float) -> Floats:
    """Squared distances of points from a leg."""
    dx, dy = bx - ax, by - ay
    long2 = dx * dx + dy * dy
    part = np.clip(((x - ax) * dx + (y - ay) * dy) / long2, 0.0, 1.0) if long2 > 0.0 else np.zeros_like(x)
    return np.asarray((x - ax - part * dx) ** 2 + (y - ay - part * dy) ** 2)


def _placed(along_m: float, across_m: float, along_rad: float) -> Point:
    """A point so far along a bearing and to the right of it."""
    return away(away((0.0, 0.0), along_rad, along_m), along_rad + 0.5 * math.pi, across_m)
