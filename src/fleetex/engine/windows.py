"""Which look is next: of a sensor at a unit, and afresh at all when something changes that a look's chance rests on."""

import math
from typing import Any

from fleetex.engine.clutter import set_clutter
from fleetex.engine.heap import due_at_s, schedule
from fleetex.engine.senses import is_sonar
from fleetex.engine.slots import slot_look
from fleetex.engine.tables import ACTIVE, hull_at, pair_at, sensor_at, switch_at, window_at
from fleetex.physics.compiled import inner

STALE = 1


@inner
def coming_look(w: Any, s: int, t: float) -> Any:
    """Number of the sensor's first look that has not happened at t: one that falls on t may be still to come."""
    m = sensor_at(w, s)
    look = math.ceil((t - m.phase_s) / m.period_s - 1e-9)
    due = m.phase_s + look * m.period_s
    if due < t or (due == t and slot_look(w, s) <= w.slot_now):
        look += 1
    return look


@inner
def look_by(w: Any, s: int, v: int, look: int) -> None:
    """Let a sensor look afresh at a unit, at this look at the latest."""
    p = pair_at(w, s * w.unit_rows + v)
    if p.never == 0:
        p.stale = STALE
        look_no_later(w, s, v, look)


@inner
def look_no_later(w: Any, s: int, v: int, look: int) -> None:
    """Let a sensor look at a unit, at this look at the latest."""
    m = sensor_at(w, s)
    window = window_at(w, s * w.unit_rows + v)
    window.next_look = min(window.next_look, look)
    due = m.phase_s + look * m.period_s
    if due < due_at_s(w, slot_look(w, s)):
        schedule(w, slot_look(w, s), due)


@inner
def refresh_sensor(w: Any, s: int, t: float) -> None:
    """Let a sensor look afresh at everybody from its next look on."""
    if sensor_at(w, s).kind == 0:
        set_clutter(w, s)
    if switch_at(w, s).on == 1:
        look = coming_look(w, s, t)
        for v in range(w.rows_used):
            if v != sensor_at(w, s).unit:
                look_by(w, s, v, look)


@inner
def refresh_target(w: Any, u: int, t: float) -> None:
    """Let every sensor look afresh at one unit (its lights have changed)."""
    for s in range(w.sensor_rows):
        if switch_at(w, s).on == 1 and sensor_at(w, s).unit != u:
            look_by(w, s, u, coming_look(w, s, t))


@inner
def refresh_sound(w: Any, u: int, t: float) -> None:
    """Let a unit's sonars look afresh at everybody, and everybody's sonars at it (it is louder or quieter now)."""
    first = hull_at(w, u).sensor_first
    for s in range(w.sensor_rows):
        if not is_sonar(sensor_at(w, s).kind):
            continue
        if first <= s < first + hull_at(w, u).sensor_count:
            refresh_sensor(w, s, t)
        elif switch_at(w, s).on == 1:
            look_by(w, s, u, coming_look(w, s, t))


@inner
def refresh_unit(w: Any, u: int, t: float) -> None:
    """Let all of a unit's sensors look afresh at everybody, and everybody's at it (it dives, or comes up)."""
    first = hull_at(w, u).sensor_first
    for s in range(first, first + hull_at(w, u).sensor_count):
        refresh_sensor(w, s, t)
    refresh_target(w, u, t)


@inner
def listens_for(w: Any, k: int, v: int) -> bool:
    """Whether a sonar has ears for a unit at all: an active one for what dives, a passive one for what makes noise and
    is no consort (a ship of the own side on the surface)."""
    m = sensor_at(w, k)
    other = hull_at(w, v)
    if v == m.unit:
        return False
    if m.kind == ACTIVE:
        return bool(other.depth_m_max > 0.0)
    if other.quiet_mps > 0.0:
        return True
    if other.side == hull_at(w, m.unit).side:
        return False
    for s in range(other.sensor_first, other.sensor_first + other.sensor_count):
        if sensor_at(w, s).kind == ACTIVE:
            return True
    return bool(other.noise_class_mps > 0.0)
