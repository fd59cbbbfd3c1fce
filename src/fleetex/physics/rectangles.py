"""Ships as rectangles on a plane: the clear water between two of them."""

import math

from fleetex.physics.compiled import inner, kernel

AHEAD = (1.0, 1.0, -1.0, -1.0)
ASIDE = (1.0, -1.0, -1.0, 1.0)
"""A rectangle's corners in order round it, in halves of its length and beam."""


@inner
def _corner(k: int, x: float, y: float, course: float, length: float, beam: float) -> tuple[float, float]:
    """The k-th corner (taken round) of a rectangle about (x, y), east and north."""
    along, aside = 0.5 * length * AHEAD[k & 3], 0.5 * beam * ASIDE[k & 3]
    sine, cosine = math.sin(course), math.cos(course)
    return x + along * sine + aside * cosine, y + along * cosine - aside * sine


@inner
def _half_shadow_m(axis: float, course: float, length: float, beam: float) -> float:
    """Half the shadow of a rectangle on a line that runs on a bearing `axis`."""
    return 0.5 * (length * abs(math.cos(axis - course)) + beam * abs(math.sin(axis - course)))


@inner
def _to_edge_m(e: float, n: float, e1: float, n1: float, e2: float, n2: float) -> float:
    """From a point to the nearest of an edge."""
    de, dn = e2 - e1, n2 - n1
    square = de * de + dn * dn
    share = min(max(((e - e1) * de + (n - n1) * dn) / square, 0.0), 1.0) if square > 0.0 else 0.0
    return math.hypot(e - e1 - share * de, n - n1 - share * dn)


@kernel
def clear_water_m(
    x: float,
    y: float,
    course: float,
    length: float,
    beam: float,
    other_course: float,
    other_length: float,
    other_beam: float,
) -> float:
    """The least distance (m) between a rectangle about the origin and one about (x, y) (east, north, m); 0 if they
    overlap. Courses in radians clockwise from north, lengths and beams in metres.

    Two convex figures are apart where a side of one separates them (Gottschalk, Lin, Manocha 1996, SIGGRAPH, the
    separating axis theorem); then the least distance is from a corner of one to an edge of the other.
    """
    apart = False
    for axis in (course, course + 0.5 * math.pi, other_course, other_course + 0.5 * math.pi):
        between = abs(x * math.sin(axis) + y * math.cos(axis))
        ours = _half_shadow_m(axis, course, length, beam)
        if between > ours + _half_shadow_m(axis, other_course, other_length, other_beam):
            apart = True
    if not apart:
        return 0.0
    least = math.inf
    for k in range(4):
        e, n = _corner(k, 0.0, 0.0, course, length, beam)
        oe, on = _corner(k, x, y, other_course, other_length, other_beam)
        for j in range(4):
            e1, n1 = _corner(j, x, y, other_course, other_length, other_beam)
            e2, n2 = _corner(j + 1, x, y, other_course, other_length, other_beam)
            least = min(least, _to_edge_m(e, n, e1, n1, e2, n2))
            e1, n1 = _corner(j, 0.0, 0.0, course, length, beam)
            e2, n2 = _corner(j + 1, 0.0, 0.0, course, length, beam)
            least = min(least, _to_edge_m(oe, on, e1, n1, e2, n2))
    return least
