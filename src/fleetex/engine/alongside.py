"""Who lies alongside whom, and who is restricted by it in her ability to manoeuvre (COLREG 1972, rules 3(g) and 18)."""

from typing import Any

from fleetex.engine.motion import place_now
from fleetex.engine.tables import MODE_STATION, unit_at
from fleetex.physics.compiled import inner

ALONGSIDE_M = 200.0
BESIDE_M = 400.0
"""Who keeps a station within 200 m, and is within 400 m of her guide, minds her alone (design values)."""


@inner
def is_restricted(w: Any, u: int) -> Any:
    """Whether a ship is restricted in her ability to manoeuvre (COLREG 3(g), 18): replenishing, or with a tow."""
    if is_replenishing(w, u):
        return True
    for v in range(w.cast_rows):
        other = unit_at(w, v)
        if other.tow == u and other.tow_line_m > 0.0:
            return True
    return False


@inner
def is_replenishing(w: Any, u: int) -> Any:
    """Whether a ship is alongside another, or has one alongside."""
    return is_alongside(w, u) or has_alongside(w, u)


@inner
def has_alongside(w: Any, u: int) -> Any:
    """Whether another lies alongside a ship."""
    for v in range(w.cast_rows):  # noqa: SIM110 (Numba compiles no generator)
        if unit_at(w, v).guide == u and is_alongside(w, v):
            return True
    return False


@inner
def is_alongside(w: Any, u: int) -> Any:
    """Whether a ship is, and keeps her station, so near her guide that she minds nobody else."""
    s = unit_at(w, u)
    if s.mode != MODE_STATION or s.station_range_m >= ALONGSIDE_M:
        return False
    ax, ay, az = place_now(w, u, w.now_s)
    bx, by, bz = place_now(w, s.guide, w.now_s)
    return (bx - ax) ** 2 + (by - ay) ** 2 + (bz - az) ** 2 < BESIDE_M * BESIDE_M
