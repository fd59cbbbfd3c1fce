"""Questions that Python asks of the tables, one kernel each: where is it, how far, what does it hold.

All take the address of the world's head; angles in radians, metres, seconds.
"""

import math
from typing import Any

from fleetex.engine.batteries import charge_at, settle_charge
from fleetex.engine.gates import inside_ring
from fleetex.engine.heap import schedule
from fleetex.engine.jamming import switch_jammer
from fleetex.engine.kernel import advance as kernel_advance
from fleetex.engine.motion import (
    course_speed_now,
    emit_leg,
    next_gate,
    place_now,
    plan_motion,
)
from fleetex.engine.senses import finds_hulls_below
from fleetex.engine.sensing import engage
from fleetex.engine.slots import slot_gate, slot_leg, slot_steer, slot_watch
from fleetex.engine.switching import switch_sensor
from fleetex.engine.tables import (
    MODE_ABOARD,
    bearing_at,
    belief_at,
    env_at,
    head_of,
    holding_at,
    hull_at,
    pair_at,
    sensor_at,
    switch_at,
    track_at,
    unit_at,
)
from fleetex.engine.tanks import fuel_at, schedule_fuel, settle_fuel
from fleetex.engine.tracking import disagreement, track_motion, track_place
from fleetex.engine.windows import refresh_sensor, refresh_target
from fleetex.physics.compiled import inner, kernel
from fleetex.physics.geodesy import arc_from_chord, ecef, geodetic, inverse, range_bearing
from fleetex.vocabulary import KIND_CODE, SurfaceKind

_SUBMARINE = KIND_CODE[SurfaceKind.SUBMARINE]


@kernel
def advance(at: int, until_s: float) -> int:
    """See kernel.advance."""
    return int(kernel_advance(head_of(at), until_s))


@kernel
def whereabouts(at: int, u: int, t: float) -> tuple[float, float, float, float, float]:
    """True latitude, longitude, course, speed, height of a unit."""
    w = head_of(at)
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    course, speed = course_speed_now(w, u, t)
    s = unit_at(w, u)
    return lat, lon, course, speed, s.height_m + s.climb_mps * (t - s.leg_s)


@kernel
def surroundings(at: int, u: int) -> tuple[float, float, int, float, float, int, float, float]:
    """Wind to the east and to the north (m/s), sea state, wave height and visibility (m), code of the light, depth of
    water (NaN: unknown) and of the mixed layer (m)."""
    w = head_of(at)
    s = unit_at(w, u)
    wind = s.wind_east_mps, s.wind_north_mps
    return (*wind, s.sea_state, s.wave_height_m, s.visibility_m, s.light, s.depth_m, env_at(w, s.water).layer_m)


@kernel
def least_water_m(at: int, u: int) -> float:
    """Least charted depth (m) where a submarine is and on her way, as she read it last; infinite if unknown."""
    return float(unit_at(head_of(at), u).least_water_m)


@kernel
def range_and_bearing_between(at: int, a: int, b: int, t: float) -> tuple[float, float]:
    """True ground range and bearing from unit a to unit b."""
    w = head_of(at)
    ax, ay, az = place_now(w, a, t)
    bx, by, bz = place_now(w, b, t)
    range_m, bearing = range_bearing(ax, ay, az, bx, by, bz)
    return range_m, bearing


@kernel
def estimate(
    at: int, u: int, o: int, v: int, t: float, known_s: float
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """Observer row o's estimate of unit v, dead-reckoned to t, as unit u uses it.

    Returns latitude, longitude, course, speed, sd of position and of velocity (one component), age, and range and
    bearing from u. What was measured after `known_s` has not reached u yet: the estimate before it is used.
    """
    return _estimate(head_of(at), u, o, v, t, known_s)  # type: ignore[no-any-return]


@inner
def _estimate(w: Any, u: int, o: int, v: int, t: float, known_s: float) -> Any:
    k = track_at(w, o * w.unit_rows + v)
    last = k.time_s
    if last > known_s and k.before_s < last:
        e, n, ve, vn = k.east_m, k.north_m, k.v_east_mps, k.v_north_mps
        k.time_s, k.east_m, k.north_m = k.before_s, k.before_east_m, k.before_north_m
        k.v_east_mps, k.v_north_mps = k.before_v_east_mps, k.before_v_north_mps
        lat, lon, course, speed = track_place(k, t)
        k.time_s, k.east_m, k.north_m, k.v_east_mps, k.v_north_mps = last, e, n, ve, vn
        last = k.before_s
    else:
        lat, lon, course, speed = track_place(k, t)
    age = max(0.0, t - last)
    v_var = 0.5 * (k.p_aa + k.p_bb)
    sd = math.sqrt(0.5 * (k.p_ee + k.p_nn) + v_var * age * age)
    x, y, z = place_now(w, u, t)
    own_lat, own_lon = geodetic(x, y, z)
    range_m, bearing = inverse(own_lat, own_lon, lat, lon)
    return lat, lon, course, speed, sd, math.sqrt(v_var), age, range_m, bearing


@kernel
def own_track(
    at: int, u: int, o: int, number: int, t: float
) -> tuple[int, float, float, float, float, float, float, float, float, float]:
    """Observer row o's track under a number of its own, as `estimate` gives it: the unit behind it (-1: nobody has it
    now, or it is held no more), then the nine figures."""
    w = head_of(at)
    for v in range(w.rows_used):
        held = holding_at(w, o * w.unit_rows + v)
        if held.number == number and held.sensors > 0:
            lat, lon, course, speed, sd, velocity_sd, age, range_m, bearing = _estimate(w, u, o, v, t, t)
            return v, lat, lon, course, speed, sd, velocity_sd, age, range_m, bearing
    return -1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0


@kernel
def near(at: int, u: int, o: int, lat_rad: float, lon_rad: float, within_m: float, t: float, rows: Any) -> int:
    """Observer row o's own tracks within a distance of a place, by their estimates at t; returns how many.

    rows: (N, 11), written: unit, track number, then the nine figures of `estimate`. The distance is taken on the
    chord's arc, a thousandth to spare.
    """
    w = head_of(at)
    px, py, pz = ecef(lat_rad, lon_rad)
    count = 0
    for v in range(w.rows_used):
        held = holding_at(w, o * w.unit_rows + v)
        if held.sensors == 0:
            continue
        k = track_at(w, o * w.unit_rows + v)
        x, y, z, _, _, _ = track_motion(k, t)
        chord = math.sqrt((x - px) ** 2 + (y - py) ** 2 + (z - pz) ** 2)
        if arc_from_chord(chord) > 1.001 * within_m:
            continue
        rows[count, 0] = v
        rows[count, 1] = held.number
        lat, lon, course, speed, sd, velocity_sd, age, range_m, bearing = _estimate(w, u, o, v, t, t)
        rows[count, 2], rows[count, 3], rows[count, 4], rows[count, 5] = lat, lon, course, speed
        rows[count, 6], rows[count, 7], rows[count, 8] = sd, velocity_sd, age
        rows[count, 9], rows[count, 10] = range_m, bearing
        count += 1
    return count


@kernel
def suspects(at: int, o: int, numbers: Any) -> int:
    """Numbers of observer row o's own tracks that a sonar or a magnetic detector keeps, that are of what dives, or that
    are taken for a submarine; returns how many. numbers: (N,), written."""
    w = head_of(at)
    count = 0
    for v in range(w.rows_used):
        held = holding_at(w, o * w.unit_rows + v)
        if held.sensors == 0:
            continue
        keeper = track_at(w, o * w.unit_rows + v).keeper
        if (
            (keeper >= 0 and finds_hulls_below(sensor_at(w, keeper).kind))
            or hull_at(w, v).depth_m_max > 0.0
            or belief_at(w, o * w.unit_rows + v).taken == _SUBMARINE
        ):
            numbers[count] = held.number
            count += 1
    return count


@kernel
def bearings_held(at: int, o: int, numbers: Any) -> int:
    """Numbers of the bearings that observer row o's own sensors hold; returns how many. numbers: (N,), written."""
    w = head_of(at)
    count = 0
    for v in range(w.rows_used):
        b = bearing_at(w, o * w.unit_rows + v)
        if b.sensors > 0:
            numbers[count] = b.number
            count += 1
    return count


@kernel
def is_unseen(at: int, o: int, v: int) -> bool:
    """Whether nothing but what finds hulls under water holds unit v, of observer row o's own sensors: its unit is that
    of the sensor that keeps the track."""
    w = head_of(at)
    unit = sensor_at(w, track_at(w, o * w.unit_rows + v).keeper).unit
    first = hull_at(w, unit).sensor_first
    for s in range(first, first + hull_at(w, unit).sensor_count):
        if pair_at(w, s * w.unit_rows + v).held == 1 and not finds_hulls_below(sensor_at(w, s).kind):
            return False
    return True


@kernel
def bearing_of(at: int, o: int, number: int) -> tuple[int, float, float, float, float, float, int]:
    """Observer row o's bearing under a number of its own: the unit behind it (-1: held no more), bearing and its sd,
    where it was measured (latitude, longitude) and when, and what is heard (vocabulary.EMISSION_CODE)."""
    w = head_of(at)
    for v in range(w.rows_used):
        b = bearing_at(w, o * w.unit_rows + v)
        if b.number == number and b.sensors > 0:
            lat, lon = geodetic(b.x_m, b.y_m, b.z_m)
            return v, b.bearing_rad, b.bearing_sd_rad, lat, lon, b.time_s, b.emission
    return -1, 0.0, 0.0, 0.0, 0.0, 0.0, 0


@kernel
def apart(at: int, one: int, other: int, v: int, t: float, known_s: float) -> float:
    """How far apart observer rows' tracks of unit v are, the second as known at `known_s`: a squared distance over its
    covariance, chi-squared of two degrees of freedom where both are sound."""
    return float(disagreement(head_of(at), one, other, v, t, known_s))


@kernel
def numbered(at: int, o: int, number: int) -> int:
    """The unit that observer row o tracks, or last tracked, under a number of its own; -1 if none."""
    w = head_of(at)
    for v in range(w.rows_used):
        if holding_at(w, o * w.unit_rows + v).number == number:
            return v
    return -1


@kernel
def change_motion(at: int, u: int, t: float) -> None:
    """A motion order has been written into the unit: steer by it from now on."""
    w = head_of(at)
    unit_at(w, u).avoiding = 0
    plan_motion(w, u, t)
    schedule(w, slot_steer(w, u), t)


@kernel
def change_depth(at: int, u: int, height_m: float, t: float) -> None:
    """Go to another height (below the surface: negative), and steer as before meanwhile."""
    w = head_of(at)
    s = unit_at(w, u)
    s.cmd_height_m = height_m
    if height_m < -hull_at(w, u).snort_m:
        s.snort = 0
    plan_motion(w, u, t)


@kernel
def change_snort(at: int, u: int, on: int, t: float) -> None:
    """Come to snort depth and run diesels there (1), or stop them (0); a submarine steers as before meanwhile."""
    w = head_of(at)
    s = unit_at(w, u)
    s.snort = on
    if on == 1:
        s.cmd_height_m = -hull_at(w, u).snort_m
    plan_motion(w, u, t)


@kernel
def replan(at: int, u: int, t: float) -> None:
    """What a unit's engines can do has changed: she steers as before, as fast as that lets her."""
    plan_motion(head_of(at), u, t)


@kernel
def power_now(at: int, u: int, t: float) -> tuple[float, float, float]:
    """A submarine's charge (J), the power she draws and that into her battery (W; negative: out of it)."""
    w = head_of(at)
    s = unit_at(w, u)
    return charge_at(w, u, t), s.drawn_w, s.charging_w


@kernel
def change_flow(at: int, u: int, flow_kgps: float, t: float) -> float:
    """Fuel begins or ceases to flow into (positive) or out of a unit's own bunker. Returns the fuel on board."""
    w = head_of(at)
    s = unit_at(w, u)
    settle_fuel(w, u, t)
    s.flow_kgps = flow_kgps
    if flow_kgps > 0.0:
        s.fuel_low = 0
        s.fuel_out = 0
    schedule_fuel(w, u, t)
    return float(s.fuel_kg)


@kernel
def fuel_now(at: int, u: int, t: float) -> float:
    """Fuel on board (kg), without touching the books."""
    return float(fuel_at(head_of(at), u, t))


@kernel
def set_switch(at: int, s: int, on: int, t: float) -> None:
    """Switch a sensor on (1) or off (0)."""
    w = head_of(at)
    switch_sensor(w, s, on, t)


@kernel
def set_jammer(at: int, j: int, on: int, t: float) -> None:
    """Switch a jammer against search radars on (1) or off (0)."""
    switch_jammer(head_of(at), j, on, t)


@kernel
def hang_sonar(at: int, s: int, deep_m: float, t: float) -> None:
    """A sonar hangs at another depth from now on."""
    w = head_of(at)
    switch_at(w, s).deep_m = deep_m
    refresh_sensor(w, s, t)


@kernel
def set_lights(at: int, u: int, on: int, t: float) -> None:
    """Burn or darken a unit's lights: everybody's next look at it is weighed anew."""
    w = head_of(at)
    if unit_at(w, u).lights != on:
        unit_at(w, u).lights = on
        refresh_target(w, u, t)


@kernel
def engage_track(at: int, u: int, v: int, until_s: float, t: float) -> None:
    """A unit fires at another that it holds: it is plotted at each look until then."""
    engage(head_of(at), u, v, until_s, t)


@kernel
def take_in_tow(at: int, u: int, t: float) -> None:
    """A unit has been taken in tow or let go: it moves by other rules from now on, and everybody looks afresh."""
    w = head_of(at)
    unit_at(w, u).avoiding = 0
    plan_motion(w, u, t)
    schedule(w, slot_steer(w, u), t)
    refresh_target(w, u, t)
    g = unit_at(w, u).gate_first
    while g >= 0:
        schedule(w, slot_gate(w, g), t)
        g = next_gate(w, g, u)


@kernel
def take_aboard(at: int, u: int, host: int, t: float) -> None:
    """What is adrift is lifted onto a deck: it goes along its host's legs from now on, and everybody looks afresh."""
    w = head_of(at)
    s = unit_at(w, u)
    s.mode = MODE_ABOARD
    s.tow = host
    s.avoiding = 0
    unit_at(w, host).carries += 1
    schedule(w, slot_leg(w, u), math.inf)
    schedule(w, slot_steer(w, u), math.inf)
    refresh_target(w, u, t)
    plan_motion(w, host, t)  # she begins a leg, and it begins the same


@kernel
def is_inside(at: int, u: int, first: int, count: int, t: float) -> bool:
    """Whether a unit lies inside a ring of edges."""
    w = head_of(at)
    x, y, z = place_now(w, u, t)
    return bool(inside_ring(w, x, y, z, first, count))


@kernel
def watch_from(at: int, k: int, t: float) -> None:
    """Begin to watch an area's edge."""
    w = head_of(at)
    schedule(w, slot_watch(w, k), t)


@kernel
def end_legs(at: int, t: float) -> None:
    """The run is over: hand out every leg under way, settle every tank."""
    w = head_of(at)
    for u in range(w.cast_rows):
        settle_fuel(w, u, t)
        settle_charge(w, u, t)
        emit_leg(w, u, t)
