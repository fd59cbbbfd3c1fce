"""Questions that Python asks of the tables, one kernel each: where is it, how far, what does it hold.

All take the world's head record; angles in radians, metres, seconds.
"""

from fleetex.engine.gates import inside_ring
from fleetex.engine.heap import schedule
from fleetex.engine.motion import course_speed_now, emit_leg, place_now, plan_motion, schedule_fuel, settle_fuel
from fleetex.engine.sensing import refresh_target, switch_sensor
from fleetex.engine.slots import slot_steer, slot_watch
from fleetex.engine.tables import track_at, unit_at
from fleetex.engine.tracking import track_place
from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import geodetic, range_bearing


@kernel
def whereabouts(w, u, t):  # type: ignore[no-untyped-def]
    """True latitude, longitude, course, speed, height of a unit."""
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    course, speed = course_speed_now(w, u, t)
    s = unit_at(w, u)
    return lat, lon, course, speed, s.height_m + s.climb_mps * (t - s.leg_s)


@kernel
def range_and_bearing_between(w, a, b, t):  # type: ignore[no-untyped-def]
    """True ground range and bearing from unit a to unit b."""
    ax, ay, az = place_now(w, a, t)
    bx, by, bz = place_now(w, b, t)
    return range_bearing(ax, ay, az, bx, by, bz)


@kernel
def held_track(w, o, v, t, before):  # type: ignore[no-untyped-def]
    """Observer row o's estimate of unit v dead-reckoned to t: (sensors, number, lat, lon, course, speed, p_ee, p_en,
    p_nn, velocity variance, time of the last measurement). `before`: as it stood before its last update."""
    k = track_at(w, o * w.unit_rows + v)
    if before and k.before_s < k.time_s:
        saved_t, e, n, ve, vn = k.time_s, k.east_m, k.north_m, k.v_east_mps, k.v_north_mps
        k.time_s, k.east_m, k.north_m = k.before_s, k.before_east_m, k.before_north_m
        k.v_east_mps, k.v_north_mps = k.before_v_east_mps, k.before_v_north_mps
        lat, lon, course, speed = track_place(k, t)
        k.time_s, k.east_m, k.north_m, k.v_east_mps, k.v_north_mps = saved_t, e, n, ve, vn
        last = k.before_s
    else:
        lat, lon, course, speed = track_place(k, t)
        last = k.time_s
    return k.sensors, k.number, lat, lon, course, speed, k.p_ee, k.p_en, k.p_nn, 0.5 * (k.p_aa + k.p_bb), last


@kernel
def change_motion(w, u, t):  # type: ignore[no-untyped-def]
    """A motion order has been written into the unit: steer by it from now on."""
    unit_at(w, u).avoiding = 0
    plan_motion(w, u, t)
    schedule(w, slot_steer(w, u), t)


@kernel
def change_flow(w, u, flow_kgps, t):  # type: ignore[no-untyped-def]
    """Fuel begins or ceases to flow into (positive) or out of a unit's own bunker. Returns the fuel on board."""
    s = unit_at(w, u)
    settle_fuel(w, u, t)
    s.flow_kgps = flow_kgps
    if flow_kgps > 0.0:
        s.fuel_low = 0
        s.fuel_out = 0
    schedule_fuel(w, u, t)
    return s.fuel_kg


@kernel
def fuel_now(w, u, t):  # type: ignore[no-untyped-def]
    """Fuel on board (kg), without touching the books."""
    s = unit_at(w, u)
    return max(0.0, s.fuel_kg + (s.flow_kgps - s.rate_kgps) * (t - s.fuel_s))


@kernel
def set_switch(w, s, on, t):  # type: ignore[no-untyped-def]
    """Switch a sensor on (1) or off (0)."""
    switch_sensor(w, s, on, t)


@kernel
def set_lights(w, u, on, t):  # type: ignore[no-untyped-def]
    """Burn or darken a unit's lights: everybody's next look at it is weighed anew."""
    if unit_at(w, u).lights != on:
        unit_at(w, u).lights = on
        refresh_target(w, u, t)


@kernel
def is_inside(w, u, first, count, t):  # type: ignore[no-untyped-def]
    """Whether a unit lies inside a ring of edges."""
    x, y, z = place_now(w, u, t)
    return inside_ring(w, x, y, z, first, count)


@kernel
def watch_from(w, k, t):  # type: ignore[no-untyped-def]
    """Begin to watch an area's edge."""
    schedule(w, slot_watch(w, k), t)


@kernel
def end_legs(w, t):  # type: ignore[no-untyped-def]
    """The run is over: hand out every leg under way, settle every tank."""
    for u in range(w.unit_rows):
        settle_fuel(w, u, t)
        emit_leg(w, u, t)
