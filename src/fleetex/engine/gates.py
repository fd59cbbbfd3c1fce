"""Crossings that somebody subscribed to: ranges between two units, the closest approach inside one, areas' edges.

Far from its range a gate only waits as long as both hulls' greatest speeds allow: no leg can change that. Near it the
crossing is solved on the pieces under way, and solved again when either unit begins another.
"""

import math
from typing import Any

from fleetex.engine.heap import schedule
from fleetex.engine.motion import least_time_to_close, motion_now, note_approach, place_now, push_event
from fleetex.engine.slots import slot_gate, slot_watch
from fleetex.engine.tables import NOBODY, OUT_APPROACH, OUT_AREA, OUT_LINK, edge_at, gate_at, unit_at, watch_at
from fleetex.physics.compiled import inner
from fleetex.physics.crossings import TOLERANCE_M, time_to_edge, time_to_range

FAR_S = 300.0
"""A gate that cannot be reached within this time is not solved yet."""
MOMENT_S = 2.0
"""On pieces that end so much sooner than a gate can be reached nothing is solved: more than a millimetre takes."""
AFTER_S = 1.0
"""How long after a crossing the next is looked for: a graze that lasts less is one crossing."""


@inner
def _chord(w: Any, a: int, b: int, t: float) -> float:
    ax, ay, az = place_now(w, a, t)
    bx, by, bz = place_now(w, b, t)
    return math.sqrt((bx - ax) ** 2 + (by - ay) ** 2 + (bz - az) ** 2)


@inner
def on_gate(w: Any, g: int, t: float) -> None:
    """A gate is due: it is crossed now, or to be solved anew on the pieces under way."""
    gate = gate_at(w, g)
    a = gate.a
    b = gate.b
    if t == gate.cross_s:
        _crossed(w, g, t, 1 - gate.inside)
        gate.cross_s = math.inf
        schedule(w, slot_gate(w, g), t + AFTER_S)
        return
    gate.cross_s = math.inf
    chord = _chord(w, a, b, t)
    off = abs(chord - gate.chord_m)
    if off <= 2.0 * TOLERANCE_M or (chord < gate.chord_m) != (gate.inside == 1):
        if off > 2.0 * TOLERANCE_M:
            _crossed(w, g, t, 1 - gate.inside)
        schedule(w, slot_gate(w, g), t + AFTER_S)
        return
    wait = least_time_to_close(w, a, b, t, off)
    if wait > FAR_S:
        gate.fine = 0
        schedule(w, slot_gate(w, g), t + wait * (1.0 - 1e-9))
        return
    gate.fine = 1
    sa = unit_at(w, a)
    sb = unit_at(w, b)
    until = min(sa.piece_end_s, sb.piece_end_s)
    due = until
    if wait <= until - t + MOMENT_S:
        due = time_to_range(sa, sb, t, until, gate.chord_m, gate.inside == 0)
    if due < until:
        gate.cross_s = due
        schedule(w, slot_gate(w, g), due)
    else:
        schedule(w, slot_gate(w, g), until)
    w.crossings += 1


@inner
def _crossed(w: Any, g: int, t: float, inside: int) -> None:
    """The pair came inside the range, or went outside."""
    gate = gate_at(w, g)
    gate.inside = inside
    if gate.circuit >= 0:
        push_event(w, OUT_LINK, gate.a, gate.b, gate.circuit, t, 1.0 if inside == 1 else 0.0)
    elif inside == 1:
        gate.least_m = math.inf
        gate.least_s = t
        gate.since_s = t
    else:
        note_approach(w, g, t)
        push_event(w, OUT_APPROACH, gate.a, gate.b, g, gate.least_s, gate.least_m)


@inner
def inside_ring(w: Any, x: float, y: float, z: float, first: int, count: int) -> bool:
    """Whether a point (ECEF) lies inside the ring of edges first .. first + count - 1, a ring under a hemisphere.

    The winding number about the point, on the plane that touches the sphere there (great circles are straight on it):
    edges that cross the ray to the east upwards to its left, less those that cross it downwards (Sunday 2001).
    """
    start = edge_at(w, first)
    if x * start.ax + y * start.ay + z * start.az < 0.0:
        return False
    turns = 0
    to_n = _northing(x, y, z, start.ax, start.ay, start.az)
    for k in range(first, first + count):  # each edge begins where the one before it ends
        edge = edge_at(w, k)
        from_n = to_n
        to_n = _northing(x, y, z, edge.bx, edge.by, edge.bz)
        if (from_n <= 0.0) != (to_n <= 0.0):
            left = x * edge.nx + y * edge.ny + z * edge.nz
            if to_n > 0.0 and left > 0.0:
                turns += 1
            elif to_n <= 0.0 and left < 0.0:
                turns -= 1
    return turns != 0


@inner
def _northing(x: float, y: float, z: float, ax: float, ay: float, az: float) -> float:
    """How far north of a point another lies on the plane that touches the sphere there, but for a positive scale."""
    return az * (x * x + y * y) - z * (x * ax + y * ay)


@inner
def on_watch(w: Any, k: int, t: float) -> None:
    """A watched area's edge is crossed by the unit, or to be solved anew on its new piece."""
    watch = watch_at(w, k)
    u = watch.unit
    s = unit_at(w, u)
    x, y, z, vx, vy, vz = motion_now(w, u, t)
    # a moment on, so that the crossing itself is behind
    inside = 1 if inside_ring(w, x + vx, y + vy, z + vz, watch.first, watch.count) else 0
    if inside != watch.inside:
        watch.inside = inside
        push_event(w, OUT_AREA, u, NOBODY, watch.area, t, 1.0 if inside == 1 else 0.0)
    due = math.inf
    for k2 in range(watch.first, watch.first + watch.count):
        due = min(due, time_to_edge(s, edge_at(w, k2), t, min(due, s.piece_end_s)))
    schedule(w, slot_watch(w, k), due)
    w.crossings += 1
