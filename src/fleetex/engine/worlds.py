"""Make a world's tables, put units in it, and set everything going. Called by the compiler and by tests."""

import math
from typing import Any

import numpy as np

from fleetex.engine import belief_rows, sensor_rows, unit_rows
from fleetex.engine import tables as tb
from fleetex.engine.clutter import set_clutter
from fleetex.engine.echo_rows import CURVE
from fleetex.engine.heap import new_slots, schedule
from fleetex.engine.intercept import has_ears_for
from fleetex.engine.kernel import BUDGET_S
from fleetex.engine.magnetic import has_iron
from fleetex.engine.motion import begin_leg, plan_motion
from fleetex.engine.mounting import note_pings
from fleetex.engine.senses import is_sonar
from fleetex.engine.sensing import NEVER_LOOK
from fleetex.engine.slots import slot_budget, slot_count, slot_fuel, slot_gate, slot_look, slot_steer, slot_surroundings
from fleetex.engine.stations import STEER_S
from fleetex.engine.surroundings import environment_row, zone_holding
from fleetex.engine.tables import (
    AIR,
    ESM,
    GEODESIC,
    MAGNETIC,
    MISSILE,
    MODE_ABOARD,
    env_at,
    gate_at,
    hull_at,
    pair_at,
    sensor_at,
    switch_at,
    track_at,
    unit_at,
    window_at,
)
from fleetex.engine.traffic import Traffic, begin_traffic
from fleetex.engine.water_rows import NO_LOSSES, Losses
from fleetex.engine.windows import listens_for
from fleetex.physics.compiled import inner, kernel
from fleetex.physics.geodesy import ecef
from fleetex.physics.horizon import RADIO_EARTH_M
from fleetex.physics.philox import block, unit_interval
from fleetex.physics.radar import radar_fixed_db
from fleetex.physics.sun import light_code

LOSS_PROB = 1e-12
"""A held contact counts as safe from loss where the chance of it is smaller than this."""
NO_CONFUSIONS = np.zeros(0, belief_rows.LIKENESS)
NO_CURVES = np.zeros(0, CURVE)
NEAR_SHARE = 0.25
"""Near contacts are reported after this share of a sensor's report interval (design value)."""


def allocate(
    unit_count: int,
    sensor_count: int,
    observer_count: int,
    gate_count: int,
    watch_count: int,
    edge: np.ndarray,
    env: np.ndarray,
    zone: np.ndarray,
    traffic: Traffic | None = None,
    *,
    listening: bool = False,
    buoy_count: int = 0,
    likeness: np.ndarray = NO_CONFUSIONS,
    curve: np.ndarray = NO_CURVES,
    losses: Losses = NO_LOSSES,
) -> tb.World:
    """Empty tables of these sizes around the given areas' edges, environment and confusions, with berths for traffic.

    `listening`: there are passive sonars or ESM; `buoy_count` of them sonobuoys. Berths never taken touch no memory.
    """
    traffic = traffic or Traffic(np.zeros(0, tb.SHIP), np.zeros(0, tb.KNOT), np.zeros(0, unit_rows.UNIT_MODEL), 0)
    cast_count, unit_count = unit_count, unit_count + traffic.berths
    room = 16_384 + 4 * unit_count
    world = tb.World(
        np.zeros(1, tb.HEAD),
        np.zeros(unit_count, unit_rows.UNIT_MODEL),
        np.zeros(unit_count, unit_rows.UNIT),
        np.zeros(sensor_count, sensor_rows.SENSOR_MODEL),
        np.zeros(sensor_count, sensor_rows.SENSOR),
        np.zeros((sensor_count, unit_count), sensor_rows.PAIR),
        np.zeros((sensor_count, unit_count), sensor_rows.WINDOW),
        np.zeros((observer_count, unit_count), sensor_rows.TRACK),
        np.zeros((observer_count, unit_count), sensor_rows.HOLDING),
        np.zeros((observer_count if listening else 0, unit_count), sensor_rows.BEARING),
        np.zeros((buoy_count, unit_count), sensor_rows.LINE),
        np.zeros(unit_count, sensor_rows.PLOT),
        np.zeros((observer_count, unit_count), belief_rows.BELIEF),
        likeness,
        curve,
        np.zeros(gate_count, tb.GATE),
        np.zeros(watch_count, tb.WATCH),
        edge,
        np.zeros(256, tb.WAYPOINT),
        env,
        zone,
        *losses.tables,
        np.zeros(0, tb.SHORE),
        np.zeros(0, tb.CELL),
        traffic.ship,
        traffic.knot,
        traffic.build,
        np.zeros(cast_count * len(traffic.build), tb.REACH),
        new_slots(slot_count(unit_count, sensor_count, gate_count, watch_count, len(traffic.ship))),
        np.zeros(0, tb.JAM),
        *_out_tables(room, 2 * room + sensor_count * cast_count),
    )
    world.head[0]["tones"], world.head[0]["radio_earth_m"] = losses.tones, RADIO_EARTH_M
    return tb.bind(_blank(world, cast_count))


_Out = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _out_tables(room: int, budgets: int) -> _Out:
    """Tables of what the kernel hands out, so many rows each."""
    return (
        np.zeros(room, tb.EVENT_OUT),
        np.zeros(room, tb.LEG_OUT),
        np.zeros(room, tb.CONTACT_OUT),
        np.zeros(budgets, tb.BUDGET_OUT),
        np.zeros(room, tb.TRACK_OUT),
        np.zeros(room, tb.BEARING_OUT),
        np.zeros(room, belief_rows.CALL_OUT),
    )


def _blank(world: tb.World, cast_count: int) -> tb.World:
    """Nobody has looked at anybody, and nobody follows, tows or plots anybody."""
    for name in ("guide", "tow", "zone"):
        world.unit[name][:cast_count] = -1
    world.pair["block"][:, :cast_count] = -1
    world.pair["stale"][:, :cast_count] = 1
    world.track["row_s"][:, :cast_count] = -math.inf
    world.hull["named"][:cast_count] = np.arange(cast_count)
    world.head[0]["cast_rows"] = world.head[0]["rows_used"] = cast_count
    return world


@inner
def _phase(w: Any, subject: int, period_s: float) -> float:
    """Where in its period a unit's or sensor's rhythm begins: keyed to its name, in whole milliseconds."""
    word, _, _, _ = block(w.seed, w.replication, 0, subject, 0, 0)
    return math.floor(unit_interval(word) * period_s * 1000.0) / 1000.0


@kernel
def put_unit(
    w: Any, u: int, lat_rad: float, lon_rad: float, course_rad: float, speed_mps: float, height_m: float
) -> None:
    """Place a unit at the start, lying on a leg that `begin` replaces at once."""
    s = unit_at(w, u)
    x, y, z = ecef(lat_rad, lon_rad)
    s.x0, s.y0, s.z0 = x, y, z
    s.piece_rate_ps = 1.0
    s.piece_end_s = 1.0
    s.leg_lat_rad = lat_rad
    s.leg_lon_rad = lon_rad
    s.course_rad = course_rad
    s.speed_mps = s.noise_mps = speed_mps
    s.height_m = s.cmd_height_m = height_m
    s.cmd_course_rad = s.wanted_course_rad = course_rad
    s.cmd_speed_mps = s.wanted_speed_mps = speed_mps
    s.route_speed_mps = speed_mps
    s.steer_every_s = STEER_S
    s.leg_end_s = math.inf
    s.told_course_rad = math.nan
    s.land_told_s = -math.inf


@inner
def _begin_sensor(w: Any, k: int) -> None:
    """What follows from a sensor's figures, and its first look."""
    m = sensor_at(w, k)
    m.phase_s = _phase(w, m.id32, m.period_s)
    m.hold_prob = 1.0 - math.pow(LOSS_PROB, 1.0 / m.drop_looks)
    m.report_looks = max(1, math.ceil(m.report_s / m.period_s - 1e-9))
    m.near_report_looks = max(1, math.ceil(NEAR_SHARE * m.report_s / m.period_s - 1e-9))
    if m.kind == 0:
        set_clutter(w, k)
        m.source_db, m.noise_db, m.threshold_db = radar_fixed_db(
            m.power_w,
            m.gain_db,
            m.wavelength_m,
            m.bandwidth_hz,
            m.noise_figure_db,
            m.losses_db,
            m.pulses,
            m.false_alarm_prob,
        )
    switch_at(w, k).deep_m = m.deep_m
    window_at(w, k * w.unit_rows + m.unit).next_look = NEVER_LOOK
    for v in range(w.cast_rows):
        pair_at(w, k * w.unit_rows + v).last_look = -1
        if hull_at(w, m.unit).observer >= 0:
            track_at(w, hull_at(w, m.unit).observer * w.unit_rows + v).keeper = -1
        else:  # a missile's seeker: its flight finds what it finds (`missile_flight`)
            pair_at(w, k * w.unit_rows + v).never = 1
            window_at(w, k * w.unit_rows + v).next_look = NEVER_LOOK
    if is_sonar(m.kind):
        w.sonars += 1
        note_pings(w, m.unit)
    if is_sonar(m.kind) or m.kind in (ESM, MAGNETIC):
        for v in range(w.cast_rows):
            if not _is_looked_for(w, k, v):
                pair_at(w, k * w.unit_rows + v).never = 1
                window_at(w, k * w.unit_rows + v).next_look = NEVER_LOOK
    if switch_at(w, k).on == 1:
        schedule(w, slot_look(w, k), m.phase_s)


@inner
def _is_looked_for(w: Any, k: int, v: int) -> bool:
    """Whether a sensor that is no radar and no eye has anything to find of a unit."""
    kind = sensor_at(w, k).kind
    if kind == ESM:
        return has_ears_for(w, k, v)
    return has_iron(w, k, v) if kind == MAGNETIC else listens_for(w, k, v)


@inner
def _begin_gate(w: Any, g: int) -> None:
    """Enter a gate in both its units' lists; it is solved at once."""
    gate = gate_at(w, g)
    gate.cross_s = math.inf
    gate.least_m = math.inf
    gate.a_next = unit_at(w, gate.a).gate_first
    gate.b_next = unit_at(w, gate.b).gate_first
    unit_at(w, gate.a).gate_first = g
    unit_at(w, gate.b).gate_first = g
    schedule(w, slot_gate(w, g), 0.0)


@kernel
def begin(w: Any) -> None:
    """First surroundings, first legs, first looks: every slot is due from here on."""
    w.slot_now = -1
    w.sonars = 0
    w.now_s = 0.0
    for u in range(w.cast_rows):
        unit_at(w, u).gate_first = -1
    for g in range(w.gate_rows - 1, -1, -1):
        _begin_gate(w, g)
    for u in range(w.cast_rows):
        s = unit_at(w, u)
        if hull_at(w, u).kind == MISSILE:
            s.leg_s = math.inf  # it has no leg before it is launched
            continue
        s.zone = zone_holding(w, s.x0, s.y0, s.z0)
        s.water = environment_row(w, s.zone, 0.0)
        e = env_at(w, s.water)
        s.wind_east_mps = e.wind_east_mps
        s.wind_north_mps = e.wind_north_mps
        s.current_east_mps = e.current_east_mps
        s.current_north_mps = e.current_north_mps
        s.wave_height_m = e.wave_height_m
        s.visibility_m = e.visibility_m
        s.sea_state = e.sea_state
        s.depth_m = e.depth_m
        s.least_water_m = e.depth_m if e.depth_m > 0.0 else math.inf
        s.light = light_code(s.leg_lat_rad, s.leg_lon_rad, w.start_unix_s)
        if hull_at(w, u).domain == AIR:
            s.noise_mps = 0.0  # she makes no noise in the water
        phase = _phase(w, hull_at(w, u).id32, 60.0)
        schedule(w, slot_surroundings(w, u), 5.0 * phase)
        schedule(w, slot_fuel(w, u), math.inf)
        if s.mode == MODE_ABOARD and s.tow >= 0:
            unit_at(w, s.tow).carries += 1
        steers = hull_at(w, u).observer >= 0 and s.mode != MODE_ABOARD
        schedule(w, slot_steer(w, u), phase if steers else math.inf)
    for k in range(w.sensor_rows):
        _begin_sensor(w, k)
    for u in range(w.cast_rows):
        s = unit_at(w, u)
        if s.mode == MODE_ABOARD and (s.tow >= 0 or hull_at(w, u).kind == MISSILE):
            continue  # her host's legs are hers
        begin_leg(w, u, 0.0, s.course_rad, s.speed_mps, 0.0, 0.0, math.inf, GEODESIC)
        if s.mode != MODE_ABOARD:
            plan_motion(w, u, 0.0)  # from the course on which she lies: it is read off the leg
    schedule(w, slot_budget(w), BUDGET_S)
    if w.ship_rows > 0:
        begin_traffic(w)
