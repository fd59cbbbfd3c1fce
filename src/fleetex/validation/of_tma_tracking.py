"""Trackers: the Kalman filter of positions, and motion analysis from bearings alone against its bound."""

import math

from fleetex.physics.bearing_only import cartesian_track, first_bearing, predict_polar, update_bearing
from fleetex.physics.consistency import nees_bounds
from fleetex.physics.tracker import predict_covariance, update
from fleetex.units import DEG_RAD
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow

KALMAN, BEARINGS = "tracks of positions", "bearings-only motion analysis"
CONSISTENCY = "consistency of tracks"
KF_PLACES = {"kf_P11": 0, "kf_P12": 2, "kf_P22": 7}
CRB = ("crb_sigma_x0", "crb_sigma_y0", "crb_sigma_vx", "crb_sigma_vy", "crb_sigma_range")
FAR = 1e9
"""Variance of the coordinate that the row has not."""
START, START_VARIANCE, MEASURED_VARIANCE, STEP_S = (0.0, 1.0), (10.0, 4.0), 4.0, 1.0
"""What definitions.csv says of the first state, its variances, the noise and the step: for rows that do not."""
BEARINGS_TAKEN, BEARINGS_EACH_S = 121, 10.0
"""The rank does not depend on them."""
KNOWN_SHARE = 0.1
STEADY_STEPS = 2000
"""After so many measurements a gain is the same to the last digit."""

Leg = tuple[float, float, float]


@covers("tma_tracking", "nees_lower", "nees_upper", by=CONSISTENCY, of=(nees_bounds,))
def _consistent(row: TruthRow, rows: Rows) -> float:
    return nees_bounds(row["dim"], row["runs"], row["confidence"])[row.quantity == "nees_upper"]


@covers("tma_tracking", "kf_x", "kf_v", *KF_PLACES, by=KALMAN, of=(predict_covariance, update))
def _kalman(row: TruthRow, rows: Rows) -> float:
    """The row is of one coordinate: it is the east of the filter, whose north nothing is measured of."""
    x, v = _pair(row, "x0", START)
    p_x, p_v = _pair(row, "P0", START_VARIANCE)
    r = row["R"] if row.has("R") else MEASURED_VARIANCE
    state = (x, 0.0, v, 0.0)
    p = (p_x, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, p_v, 0.0, 1.0)
    dt = row["dt_s"] if row.has("dt_s") else STEP_S
    for measured in row.numbers("z"):
        expected = (state[0] + state[2] * dt, state[1] + state[3] * dt, state[2], state[3])
        state, p, _ = update(expected, predict_covariance(p, dt, row["q"]), measured, 0.0, r, 0.0, FAR)
    if row.quantity in KF_PLACES:
        return p[KF_PLACES[row.quantity]]
    return state[0] if row.quantity == "kf_x" else state[2]


def _pair(row: TruthRow, name: str, given: tuple[float, float]) -> tuple[float, float]:
    if not row.has(name):
        return given
    found = row.numbers(name)
    if len(found) != 2:
        raise MissingInputError(f"in_{name} '{row.text(name)}': two numbers with ; between them are due")
    return found[0], found[1]


@covers("tma_tracking", "kf_alpha", "kf_beta", "kf_P11_prior", by=KALMAN, of=(predict_covariance, update))
def _steady(row: TruthRow, rows: Rows) -> float:
    """What the filter comes to when it is measured on and on. The row's target keeps an acceleration from one
    measurement to the next, where a run's is white noise: the filter carries its covariance on without noise of its
    own, and the row's is added, [t^4/4 t^3/2; t^3/2 t^2] times the square of its acceleration."""
    dt, acceleration, r = row["dt_s"], row["sigma_a"] ** 2, row["sigma_z"] ** 2
    p = (r, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, r / dt**2, 0.0, 1.0)
    expected, gains = p, (0.0, 0.0, 0.0, 0.0)
    for _ in range(STEADY_STEPS):
        ee, en, ea, eb, nn, na, nb, aa, ab, bb = predict_covariance(p, dt, 0.0)
        grown = (ee + 0.25 * dt**4 * acceleration, ea + 0.5 * dt**3 * acceleration, aa + dt**2 * acceleration)
        expected = (grown[0], en, grown[1], eb, nn, na, nb, grown[2], ab, bb)
        gains, p, _ = update((0.0, 0.0, 0.0, 0.0), expected, 1.0, 0.0, r, 0.0, FAR)
    return {"kf_alpha": gains[0], "kf_beta": gains[2] * dt, "kf_P11_prior": expected[0]}[row.quantity]


def legs_of(row: TruthRow) -> list[Leg]:
    """(v_east, v_north, duration_s) of own ship's legs."""
    legs = []
    for text in row.text("own_legs").split("|"):
        try:
            course_deg, speed_mps, duration_s = map(float, text.split(","))
        except ValueError:
            raise MissingInputError(f"in_own_legs '{text}': course, speed and duration are due") from None
        course = course_deg * DEG_RAD
        legs.append((speed_mps * math.sin(course), speed_mps * math.cos(course), duration_s))
    return legs


def own_at(legs: list[Leg], time_s: float) -> tuple[float, float, float, float]:
    """Place and velocity of own ship; at a turn, the new velocity."""
    east = north = v_east = v_north = 0.0
    for v_east, v_north, duration_s in legs:
        spent = min(time_s, duration_s)
        east += v_east * spent
        north += v_north * spent
        time_s -= spent
        if time_s <= 0.0 and spent < duration_s:
            break
    return east, north, v_east, v_north


@covers(
    "tma_tracking",
    *CRB,
    by=BEARINGS,
    of=(first_bearing, predict_polar, update_bearing, cartesian_track, predict_covariance),
)
def _bound(row: TruthRow, rows: Rows) -> float:
    """Fed with true bearings and next to no prior, the filter's covariance, taken back to the start, is the bound."""
    east, north, v_east, v_north = row.numbers("tgt_state")
    legs, dt, sd = legs_of(row), row["dt_s"], row["sigma_deg"] * DEG_RAD
    own = own_at(legs, 0.0)
    range_m = math.hypot(east, north)
    state, p = first_bearing(math.atan2(east, north), sd, range_m, 300.0, 1e4, own[2], own[3])
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
        state, p, _ = update_bearing(state, p, true, sd)
    _, covariance = cartesian_track(state, p, *own)
    ee, en, _, _, nn, _, _, aa, _, bb = predict_covariance(covariance, -(count - 1) * dt, 0.0)
    along = (ee * east**2 + 2.0 * en * east * north + nn * north**2) / range_m**2
    return math.sqrt(dict(zip(CRB, (ee, nn, aa, bb, along), strict=True))[row.quantity])


@covers("tma_tracking", "fim_rank", by=BEARINGS, of=(first_bearing, predict_polar, update_bearing))
def _rank(row: TruthRow, rows: Rows) -> float:
    """How many of the four parts one leg makes known: what the first spread, carried on unmeasured, exceeds tenfold."""
    east, north, v_east, v_north = row.numbers("tgt_state")
    own_east, own_north = row.numbers("own_velocity")
    dt, sd = (row["dt_s"] if row.has("dt_s") else BEARINGS_EACH_S), 0.1 * DEG_RAD
    count = int(row["n_meas"]) if row.has("n_meas") else BEARINGS_TAKEN
    range_m = math.hypot(east, north)
    first, p = first_bearing(math.atan2(east, north), sd, range_m, 0.5, 1e3, own_east, own_north)
    v_east, v_north = v_east - own_east, v_north - own_north
    state = ((v_east * north - v_north * east) / range_m**2, (v_east * east + v_north * north) / range_m**2, *first[2:])
    unmeasured, q = state, p
    for i in range(1, count):
        state, p = predict_polar(state, p, dt, 0.0, 0.0, 0.0, 0.0, 0.0)
        unmeasured, q = predict_polar(unmeasured, q, dt, 0.0, 0.0, 0.0, 0.0, 0.0)
        state, p, _ = update_bearing(state, p, math.atan2(east + v_east * i * dt, north + v_north * i * dt), sd)
    known = sum(math.sqrt(p[part]) < KNOWN_SHARE * math.sqrt(q[part]) for part in (0, 4, 7))
    return known + (math.sqrt(p[9]) < KNOWN_SHARE * state[3])
