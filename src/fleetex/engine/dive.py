"""Depth and height: who dives or flies changes it on legs of her own, whatever she steers; who is under water.

A unit's height is read at the start of her leg by whatever rests on it, so a long dive is told in short legs.
"""

import math
from typing import Any

from fleetex.engine.tables import hull_at, unit_at
from fleetex.physics.compiled import inner

AT_DEPTH_M = 0.01
DIVE_STEP_S = 30.0
"""A dive or a climb is told in legs of at most half a minute (design value)."""


@inner
def is_submerged(w: Any, u: int) -> bool:
    """Whether nothing of a unit shows above the water."""
    m = hull_at(w, u)
    return bool(m.depth_m_max > 0.0 and unit_at(w, u).height_m < -m.mast_height_m)


@inner
def shows_mast(w: Any, u: int) -> bool:
    """Whether a submarine is under water but for the masts through which her diesels breathe."""
    return bool(unit_at(w, u).diesels == 1 and is_submerged(w, u))


@inner
def is_hidden(w: Any, u: int) -> bool:
    """Whether neither a hull nor a mast of a unit shows above the water."""
    return bool(unit_at(w, u).diesels == 0 and is_submerged(w, u))


@inner
def top_m(w: Any, u: int) -> Any:
    """Height above the sea of the top of what shows of a unit."""
    m = hull_at(w, u)
    return m.mast_m if shows_mast(w, u) else unit_at(w, u).height_m + m.mast_height_m


@inner
def shown_size_m(w: Any, u: int) -> Any:
    """How large to an eye what shows of a unit is: the root of its area."""
    return hull_at(w, u).mast_size_m if shows_mast(w, u) else hull_at(w, u).size_m


@inner
def cross_section_m2(w: Any, u: int) -> Any:
    """Radar cross section of what shows of a unit."""
    return hull_at(w, u).mast_m2 if shows_mast(w, u) else hull_at(w, u).radar_cross_section_m2


@inner
def dive(w: Any, u: int, duration: float) -> tuple[float, bool]:
    """Change depth or height on the leg that begins now, if another is ordered: (duration, whether she is there)."""
    s = unit_at(w, u)
    off_m = s.cmd_height_m - s.height_m
    if abs(off_m) < AT_DEPTH_M:
        there = s.climb_mps != 0.0
        s.climb_mps = 0.0
        s.height_m = s.cmd_height_m
        return duration, there
    rate_mps = hull_at(w, u).dive_mps
    s.climb_mps = math.copysign(rate_mps, off_m)
    step_s = min(abs(off_m) / rate_mps, DIVE_STEP_S)
    if step_s >= duration:
        return duration, False
    s.to_waypoint = 0
    return step_s, False
