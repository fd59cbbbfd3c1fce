"""Questions that Python asks of the tables, one kernel each: where is it, how far, what does it hold.

All take the address of the world's head; angles in radians, metres, seconds.
"""

from fleetex.engine.gates import inside_ring
from fleetex.engine.heap import schedule
from fleetex.engine.kernel import advance as kernel_advance
from fleetex.engine.motion import course_speed_now, emit_leg, place_now, plan_motion, schedule_fuel, settle_fuel
from fleetex.engine.sensing import refresh_target, switch_sensor
from fleetex.engine.slots import slot_steer, slot_watch
from fleetex.engine.tables import head_of, track_at, unit_at
from fleetex.engine.tracking import track_place
from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import geodetic, range_bearing


@kernel
def advance(at, until_s):  # type: ignore[no-untyped-def]
    """See kernel.advance."""
    return kernel_advance(head_of(at), until_s)


@kernel
def whereabouts(at, u, t):  # type: ignore[no-untyped-def]
    """True latitude, longitude, course, speed, height of a unit."""
    w = head_of(at)
    x, y, z = place_now(w, u, t)
    lat, lon = geodetic(x, y, z)
    course, speed = course_speed_now(w, u, t)
    s = unit_at(w, u)
    return lat, lon, course, speed, s.height_m + s.climb_mps * (t - s.leg_s)


@kernel
def range_and_bearing_between(at, a, b, t):  # type: ignore[no-untyped-def]
    """True ground range and bearing from unit a to unit b."""
    w = head_of(at)
    ax, ay, az = place_now(w, a, t)
    bx, by, bz = place_now(w, b, t)
    return range_bearing(ax, ay, az, bx, by, bz)


@kernel
def held_track(at, o, v, t, before):  # type: ignore[no-untyped-def]
    """Observer row o's estimate of unit v dead-reckoned to t: (sensors, number, lat, lon, course, speed, p_ee, p_en,
    p_nn, velocity variance, time of the last measurement). `before`: as it stood before its last update."""
    w = head_of(at)
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
def change_motion(at, u, t):  # type: ignore[no-untyped-def]
    """A motion order has been written into the unit: steer by it from now on."""
    w = head_of(at)
    unit_at(w, u).avoiding = 0
    plan_motion(w, u, t)
    schedule(w, slot_steer(w, u), t)


@kernel
def change_flow(at, u, flow_kgps, t):  # type: ignore[no-untyped-def]
    """Fuel begins or ceases to flow into (positive) or out of a unit's own bunker. Returns the fuel on board."""
    w = head_of(at)
    s = unit_at(w, u)
    settle_fuel(w, u, t)
    s.flow_kgps = flow_kgps
    if flow_kgps > 0.0:
        s.fuel_low = 0
        s.fuel_out = 0
    schedule_fuel(w, u, t)
    return s.fuel_kg


@kernel
def fuel_now(at, u, t):  # type: ignore[no-untyped-def]
    """Fuel on board (kg), without touching the books."""
    w = head_of(at)
    s = unit_at(w, u)
    return max(0.0, s.fuel_kg + (s.flow_kgps - s.rate_kgps) * (t - s.fuel_s))


@kernel
def set_switch(at, s, on, t):  # type: ignore[no-untyped-def]
    """Switch a sensor on (1) or off (0)."""
    w = head_of(at)
    switch_sensor(w, s, on, t)


@kernel
def set_lights(at, u, on, t):  # type: ignore[no-untyped-def]
    """Burn or darken a unit's lights: everybody's next look at it is weighed anew."""
    w = head_of(at)
    if unit_at(w, u).lights != on:
        unit_at(w, u).lights = on
        refresh_target(w, u, t)


@kernel
def is_inside(at, u, first, count, t):  # type: ignore[no-untyped-def]
    """Whether a unit lies inside a ring of edges."""
    w = head_of(at)
    x, y, z = place_now(w, u, t)
    return inside_ring(w, x, y, z, first, count)


@kernel
def watch_from(at, k, t):  # type: ignore[no-untyped-def]
    """Begin to watch an area's edge."""
    w = head_of(at)
    schedule(w, slot_watch(w, k), t)


@kernel
def end_legs(at, t):  # type: ignore[no-untyped-def]
    """The run is over: hand out every leg under way, settle every tank."""
    w = head_of(at)
    for u in range(w.unit_rows):
        settle_fuel(w, u, t)
        emit_leg(w, u, t)
