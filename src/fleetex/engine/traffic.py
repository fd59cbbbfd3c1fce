"""The background: ships that nobody commands, on voyages laid down beforehand (`knot`), in any number.

Each is looked at now and then: could a sensor of the cast come within reach of her before the next pass? If so she
takes a berth: a row among the units, with pairs and tracks of her own, where sensors, plots and ships that keep clear
treat her as they treat everybody. Long out of everybody's reach and held by nobody, she gives the berth up. Looks from
beyond reach find nothing, so who has a berth when changes no look, no draw and no track.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from fleetex.engine.heap import schedule
from fleetex.engine.motion import place_now
from fleetex.engine.sensing import NEVER_LOOK
from fleetex.engine.slots import slot_leg, slot_traffic
from fleetex.engine.tables import (
    AIR,
    GEODESIC,
    HULL_WORDS,
    INFRARED,
    MISSILE,
    MODE_ABOARD,
    NOBODY,
    PAIR_WORDS,
    PASSIVE,
    TRACK_WORDS,
    UNIT_WORDS,
    build_at,
    build_word_at,
    holding_at,
    hull_at,
    hull_word_at,
    knot_at,
    leg_out_at,
    pair_at,
    pair_word_at,
    reach_at,
    sensor_at,
    ship_at,
    track_at,
    track_word_at,
    unit_at,
    unit_word_at,
    window_at,
)
from fleetex.engine.windows import STALE, refresh_target
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import chord_from_arc, inverse
from fleetex.physics.horizon import radar_horizon_m, sight_horizon_m
from fleetex.physics.pieces import fit_piece

PASS_S = 60.0
"""Between two passes over those whose time has come."""
BERTHED_CHECK_S = 300.0
OUT_CHECKS = 3
"""A berth is given up after so many checks in a row without anybody in reach: by then no sensor's
looks of before count."""
MARGIN_M = 2_000.0
"""More than a knot-to-knot chord (100 nmi at most) lies off the ship's way, 0.7 km, and the sight's own rounding."""


class Traffic(NamedTuple):
    """What a world is made with. `berths`: unit rows set aside, at least as many as ships are at sea at a time."""

    ship: np.ndarray  # (H,) SHIP
    knot: np.ndarray  # (J,) KNOT
    build: np.ndarray  # (B,) UNIT_MODEL
    berths: int


@inner
def begin_traffic(w: Any) -> None:
    """Nobody has a berth; how far each unit's sensors reach; the first pass is due at once."""
    for u in range(w.cast_rows):
        for b in range(w.build_rows):
            reach_at(w, u * w.build_rows + b).chord_m = chord_from_arc(_reach_m(w, u, b)) + MARGIN_M
    for row in range(w.cast_rows, w.unit_rows):
        hull_at(w, row).named = NOBODY
    for k in range(w.ship_rows):
        ship = ship_at(w, k)
        ship.leg = 0
        ship.berth = ship.leg_first = ship.leg_told = -1
        ship.check_s = math.ceil(max(0.0, knot_at(w, ship.knot_first).time_s) / PASS_S) * PASS_S
    schedule(w, slot_traffic(w), 0.0)


@inner
def _finds_ships(kind: int) -> bool:
    """Whether sensors of a kind look for ships of the traffic: radars, eyes, thermal imagers."""
    return bool(kind < PASSIVE or kind == INFRARED)


@inner
def _reach_m(w: Any, u: int, b: int) -> Any:
    """The farthest that any radar or eye of a unit could find a ship of this build; of an aircraft any."""
    m = hull_at(w, u)
    mast_m = build_at(w, b).mast_height_m
    reach = 0.0
    for s in range(m.sensor_first, m.sensor_first + m.sensor_count):
        sensor = sensor_at(w, s)
        own = sensor.range_m_max
        if not _finds_ships(sensor.kind):
            own = 0.0
        elif m.domain != AIR and sensor.kind == 0:
            own = min(own, radar_horizon_m(sensor.height_m, mast_m, w.radio_earth_m))
        elif m.domain != AIR:
            own = min(own, sight_horizon_m(sensor.height_m, mast_m))
        reach = max(reach, own)
    return reach


@inner
def on_traffic(w: Any, t: float) -> None:
    """One pass: everybody whose time has come is looked into."""
    place = np.empty((w.cast_rows, 3))
    for u in range(w.cast_rows):
        place[u, 0], place[u, 1], place[u, 2] = place_now(w, u, t)
    for k in range(w.ship_rows):
        if ship_at(w, k).check_s <= t:
            _look_into(w, k, t, place)
    schedule(w, slot_traffic(w), t + PASS_S)


@inner
def _look_into(w: Any, k: int, t: float, place: Any) -> None:
    """Give a ship a berth, take it away, or say when to look into her again."""
    ship = ship_at(w, k)
    ended = knot_at(w, ship.knot_first + ship.knot_count - 1).time_s <= t
    if ship.berth >= 0:
        ship.check_s = t + BERTHED_CHECK_S
        gone = unit_at(w, ship.berth).mode == MODE_ABOARD
        out = gone or _wait_s(w, k, t, place) >= 2.0 * PASS_S
        ship.beyond = ship.beyond + 1 if out else 0
        if ship.beyond >= OUT_CHECKS and not _is_held(w, ship.berth):
            _give_up(w, k)
            ship.check_s = math.inf if gone else t + PASS_S
        return
    if ended:
        ship.check_s = math.inf
        return
    while knot_at(w, ship.knot_first + ship.leg + 1).time_s <= t:
        ship.leg += 1
    wait = math.floor(_wait_s(w, k, t, place) / PASS_S)
    if wait < 1.0:
        _take_berth(w, k, t)
        ship.check_s = t + BERTHED_CHECK_S
    else:
        ship.check_s = t + wait * PASS_S


@inner
def _wait_s(w: Any, k: int, t: float, place: Any) -> Any:
    """Seconds within which no sensor can come within reach of a ship, at everybody's greatest speed; negative: some
    may be already."""
    ship = ship_at(w, k)
    at = ship.knot_first + ship.leg
    a = knot_at(w, at)
    b = knot_at(w, at + 1)
    share = (t - a.time_s) / (b.time_s - a.time_s)
    x = a.x_m + share * (b.x_m - a.x_m)
    y = a.y_m + share * (b.y_m - a.y_m)
    z = a.z_m + share * (b.z_m - a.z_m)
    least = math.inf
    for u in range(w.cast_rows):
        m = hull_at(w, u)
        if m.observer < 0 and (m.kind != MISSILE or unit_at(w, u).mode == MODE_ABOARD):
            continue
        dx, dy, dz = place[u, 0] - x, place[u, 1] - y, place[u, 2] - z
        gap = math.sqrt(dx * dx + dy * dy + dz * dz) - reach_at(w, u * w.build_rows + ship.build).chord_m
        least = min(least, gap / (m.speed_mps_bound + ship.speed_mps_bound + 0.1))
    return least


@inner
def _is_held(w: Any, row: int) -> bool:
    """Whether anybody's sensors hold a berth's ship."""
    for u in range(w.cast_rows):
        o = hull_at(w, u).observer
        if o < 0:
            continue
        if holding_at(w, o * w.unit_rows + row).sensors > 0:
            return True
    return False


@inner
def _give_up(w: Any, k: int) -> None:
    """A ship's berth is free again, and nobody is ordered about by who comes next."""
    ship = ship_at(w, k)
    row = ship.berth
    ship.berth = -1
    ship.beyond = 0
    hull_at(w, row).named = NOBODY
    unit_at(w, row).mode = MODE_ABOARD
    schedule(w, slot_leg(w, row), math.inf)
    for u in range(w.cast_rows):
        if unit_at(w, u).guide == row:
            unit_at(w, u).guide = NOBODY


@inner
def _free_berth(w: Any) -> Any:
    """The first berth that nobody has."""
    for row in range(w.cast_rows, w.rows_used):
        if hull_at(w, row).named == NOBODY:
            return row
    assert w.rows_used < w.unit_rows  # as many berths as ships are at sea at a time
    w.rows_used += 1
    return w.rows_used - 1


@inner
def _take_berth(w: Any, k: int, t: float) -> None:
    """A ship takes a berth: what she is, where she is, and everybody's next look at her."""
    ship = ship_at(w, k)
    row = _free_berth(w)
    ship.berth = row
    ship.beyond = 0
    for i in range(HULL_WORDS):
        hull_word_at(w, row * HULL_WORDS + i).word = build_word_at(w, ship.build * HULL_WORDS + i).word
    for i in range(UNIT_WORDS):
        unit_word_at(w, row * UNIT_WORDS + i).word = 0
    m = hull_at(w, row)
    m.id32 = ship.id32
    m.named = w.cast_rows + k
    m.identifies = ship.identifies
    m.speed_mps_bound = ship.speed_mps_bound
    m.drift_mps_bound = ship.drift_mps_bound
    s = unit_at(w, row)
    s.guide = s.tow = s.zone = s.gate_first = -1
    s.lights = 1
    s.told_course_rad = math.nan
    if ship.leg_first < 0:
        ship.leg_first = ship.leg
    _clear_pairs(w, row)
    _sail(w, k)
    refresh_target(w, row, t)


@inner
def _clear_pairs(w: Any, row: int) -> None:
    """Nobody has looked at a row, and nobody has had a track of it: as `worlds` leaves them at the beginning.

    Sonars and ESM never have a bearing of a ship of the traffic: distant shipping is in the noise that sonars hear.
    """
    for sensor in range(w.sensor_rows):
        cell = sensor * w.unit_rows + row
        for i in range(PAIR_WORDS):
            pair_word_at(w, cell * PAIR_WORDS + i).word = 0
        p = pair_at(w, cell)
        p.block = p.last_look = -1
        p.stale = STALE
        finds = _finds_ships(sensor_at(w, sensor).kind) and hull_at(w, sensor_at(w, sensor).unit).observer >= 0
        p.never = 0 if finds else 1  # she is heard by nobody; what a missile's seeker finds, its flight says
        window_at(w, cell).next_look = NEVER_LOOK
    for u in range(w.cast_rows):
        o = hull_at(w, u).observer
        if o >= 0:
            cell = o * w.unit_rows + row
            for i in range(TRACK_WORDS):
                track_word_at(w, cell * TRACK_WORDS + i).word = 0
            track_at(w, cell).keeper = -1
            holding_at(w, cell).sensors = 0
            holding_at(w, cell).number = 0
            track_at(w, cell).row_s = -math.inf


@inner
def _sail(w: Any, k: int) -> None:
    """Put a berthed ship on the leg that she is on, from its beginning, and record the leg once."""
    ship = ship_at(w, k)
    a = knot_at(w, ship.knot_first + ship.leg)
    b = knot_at(w, ship.knot_first + ship.leg + 1)
    duration = b.time_s - a.time_s
    range_m, course = inverse(a.lat_rad, a.lon_rad, b.lat_rad, b.lon_rad)
    s = unit_at(w, ship.berth)
    s.leg = ship.leg
    s.line = GEODESIC
    s.leg_s = a.time_s
    s.leg_end_s = b.time_s
    s.leg_lat_rad, s.leg_lon_rad = a.lat_rad, a.lon_rad
    s.leg_x_m, s.leg_y_m, s.leg_z_m = a.x_m, a.y_m, a.z_m
    s.course_rad = s.cmd_course_rad = course
    s.speed_mps = s.cmd_speed_mps = s.noise_mps = range_m / duration
    fit_piece(s, a.x_m, a.y_m, a.z_m, course, s.speed_mps, 0.0, 0.0, GEODESIC, 0.0, duration)
    s.piece_s = a.time_s
    s.piece_rate_ps = 1.0 / duration
    s.piece_end_s = b.time_s
    w.pieces += 1
    schedule(w, slot_leg(w, ship.berth), b.time_s)
    if ship.leg > ship.leg_told:
        ship.leg_told = ship.leg
        _emit_leg(w, ship.berth)


@inner
def _emit_leg(w: Any, row: int) -> None:
    """Record a leg of the traffic from its beginning to its end."""
    s = unit_at(w, row)
    out = leg_out_at(w, w.leg_out_filled)
    out.unit = hull_at(w, row).named
    out.leg = s.leg
    out.line = s.line
    out.time_s = s.leg_s
    out.end_s = s.leg_end_s
    out.lat_rad = s.leg_lat_rad
    out.lon_rad = s.leg_lon_rad
    out.course_rad = s.course_rad
    out.speed_mps = s.speed_mps
    out.accel_mps2 = out.turn_radps = out.height_m = out.climb_mps = 0.0
    w.leg_out_filled += 1
    w.legs += 1


@inner
def on_background_leg(w: Any, row: int, t: float) -> None:
    """A leg of a berthed ship is over: the next begins, or the voyage is over and nobody sees her any more."""
    k = hull_at(w, row).named - w.cast_rows
    ship = ship_at(w, k)
    if ship.leg + 2 < ship.knot_count:
        ship.leg += 1
        _sail(w, k)
        return
    s = unit_at(w, row)
    x, y, z = place_now(w, row, t)
    s.x0, s.x1, s.x2, s.x3, s.x4, s.x5 = x, 0.0, 0.0, 0.0, 0.0, 0.0
    s.y0, s.y1, s.y2, s.y3, s.y4, s.y5 = y, 0.0, 0.0, 0.0, 0.0, 0.0
    s.z0, s.z1, s.z2, s.z3, s.z4, s.z5 = z, 0.0, 0.0, 0.0, 0.0, 0.0
    s.speed_mps = 0.0
    s.mode = MODE_ABOARD
    schedule(w, slot_leg(w, row), math.inf)
    refresh_target(w, row, t)
