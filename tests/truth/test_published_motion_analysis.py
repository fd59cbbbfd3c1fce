"""Motion analysis from bearings alone against the published bound, and the published rank of a single leg."""

import math

import pytest
from published import Published, each

from fleetex.physics.bearing_only import cartesian_track, first_bearing, predict_polar, update_bearing
from fleetex.physics.tracker import predict_covariance
from fleetex.units import DEG_RAD
from fleetex.validation.of_tma_tracking import CRB, legs_of, own_at


@each("tma_tracking", *CRB)
def test_the_bearings_only_filter_reaches_the_bound_of_cramer_and_rao(row: Published) -> None:
    """Fed with true bearings and next to no prior, its covariance, taken back to the start, is the bound itself."""
    east, north, v_east, v_north = map(float, row.inputs["tgt_state"].split(";"))
    legs, dt, sd = legs_of(row.row), row["dt_s"], row["sigma_deg"] * DEG_RAD
    own = own_at(legs, 0.0)
    bearing = math.atan2(east, north)
    range_m = math.hypot(east, north)
    state, p = first_bearing(bearing, sd, range_m, 300.0, 1e4, own[2], own[3])
    closing = ((v_east - own[2]) * east + (v_north - own[3]) * north) / range_m**2
    turning = ((v_east - own[2]) * north - (v_north - own[3]) * east) / range_m**2
    state = (turning, closing, state[2], state[3])
    count = int(row["n_meas"])
    for i in range(1, count):
        new = own_at(legs, i * dt)
        shift = (new[0] - own[0] - own[2] * dt, new[1] - own[1] - own[3] * dt)
        state, p = predict_polar(state, p, dt, *shift, new[2] - own[2], new[3] - own[3], 0.0)
        own = new
        true = math.atan2(east + v_east * i * dt - own[0], north + v_north * i * dt - own[1])
        state, p, nis = update_bearing(state, p, true, sd)
        assert nis < 1e-12
    track, covariance = cartesian_track(state, p, *own)
    last_s = (count - 1) * dt
    assert track == pytest.approx((east + v_east * last_s, north + v_north * last_s, v_east, v_north), rel=1e-6)
    ee, en, _, _, nn, _, _, aa, _, bb = predict_covariance(covariance, -last_s, 0.0)
    along = (ee * east**2 + 2.0 * en * east * north + nn * north**2) / range_m**2
    found = dict(zip(CRB, map(math.sqrt, (ee, nn, aa, bb, along)), strict=True))[row.quantity]
    assert row.met_by(found), found


@each("tma_tracking", "fim_rank")
def test_on_one_leg_three_of_four_parts_become_known_and_the_range_does_not(row: Published) -> None:
    """Nardone & Aidala: rank 3. Known is what its first bearing's spread, carried along unmeasured, exceeds tenfold."""
    east, north, v_east, v_north = map(float, row.inputs["tgt_state"].split(";"))
    own_east, own_north = map(float, row.inputs["own_velocity"].split(";"))
    dt, sd = row["dt_s"], 0.1 * DEG_RAD
    range_m = math.hypot(east, north)
    first, p = first_bearing(math.atan2(east, north), sd, range_m, 0.5, 1e3, own_east, own_north)
    v_east, v_north = v_east - own_east, v_north - own_north
    state = ((v_east * north - v_north * east) / range_m**2, (v_east * east + v_north * north) / range_m**2, *first[2:])
    unmeasured, q = state, p
    for i in range(1, int(row["n_meas"])):
        state, p = predict_polar(state, p, dt, 0.0, 0.0, 0.0, 0.0, 0.0)
        unmeasured, q = predict_polar(unmeasured, q, dt, 0.0, 0.0, 0.0, 0.0, 0.0)
        state, p, _ = update_bearing(state, p, math.atan2(east + v_east * i * dt, north + v_north * i * dt), sd)
    known = [math.sqrt(p[part]) < 0.1 * math.sqrt(q[part]) for part in (0, 4, 7)]
    ranged = math.sqrt(p[9]) < 0.1 * state[3]
    assert row.met_by(sum(known) + ranged)
