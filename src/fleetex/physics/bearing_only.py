"""Motion of a target from bearings alone: an extended Kalman filter in modified polar coordinates.

State (bearing rate in rad/s, range rate over range in 1/s, bearing in rad from north, 1 / range in 1/m), relative to
own ship. Until own ship manoeuvres only the first three can be known, and the filter keeps them apart from the fourth,
so no false range is made. Covariance as its ten upper elements, in that order (as `tracker`): p = (00, 01, 02, 03, 11,
12, 13, 22, 23, 33). Source: Aidala & Hammel, IEEE Trans. Automatic Control AC-28(3), 1983, p. 283.
"""

import math

from fleetex.physics.compiled import inner, kernel
from fleetex.physics.tracker import Covariance, State
from fleetex.units import TAU

Row = tuple[float, float, float, float]

UNKNOWN_RANGE_SPREAD = 0.5
"""Standard deviation of 1 / range over its mean at the first bearing: half of it covers two thirds to twice the mean
range at one sigma (design value)."""


@inner
def _sandwich(a: Row, p: Covariance, b: Row) -> float:
    """a' P b."""
    p00, p01, p02, p03, p11, p12, p13, p22, p23, p33 = p
    return (
        a[0] * (p00 * b[0] + p01 * b[1] + p02 * b[2] + p03 * b[3])
        + a[1] * (p01 * b[0] + p11 * b[1] + p12 * b[2] + p13 * b[3])
        + a[2] * (p02 * b[0] + p12 * b[1] + p22 * b[2] + p23 * b[3])
        + a[3] * (p03 * b[0] + p13 * b[1] + p23 * b[2] + p33 * b[3])
    )


@inner
def _carried_covariance(p: Covariance, r0: Row, r1: Row, r2: Row, r3: Row) -> Covariance:
    """F P F' with the rows of F."""
    return (
        _sandwich(r0, p, r0),
        _sandwich(r0, p, r1),
        _sandwich(r0, p, r2),
        _sandwich(r0, p, r3),
        _sandwich(r1, p, r1),
        _sandwich(r1, p, r2),
        _sandwich(r1, p, r3),
        _sandwich(r2, p, r2),
        _sandwich(r2, p, r3),
        _sandwich(r3, p, r3),
    )


@inner
def _sum(p: Covariance, q: Covariance) -> Covariance:
    return (
        p[0] + q[0],
        p[1] + q[1],
        p[2] + q[2],
        p[3] + q[3],
        p[4] + q[4],
        p[5] + q[5],
        p[6] + q[6],
        p[7] + q[7],
        p[8] + q[8],
        p[9] + q[9],
    )


@inner
def _combined(a: float, x: Row, b: float, y: Row) -> Row:
    """a x + b y."""
    return a * x[0] + b * y[0], a * x[1] + b * y[1], a * x[2] + b * y[2], a * x[3] + b * y[3]


@kernel
def first_bearing(
    bearing_rad: float,
    bearing_sd_rad: float,
    range_m: float,
    range_spread: float,
    speed_sd_mps: float,
    own_east_mps: float,
    own_north_mps: float,
) -> tuple[State, Covariance]:
    """A track from its first bearing, a guess of range and a target of unknown velocity with mean 0.

    `range_spread` is the standard deviation of 1 / range over its mean; `speed_sd_mps` that of each part of the
    target's velocity. Own velocity (east, north) makes rates and 1 / range hang together. Covariance to first order.
    """
    sine = math.sin(bearing_rad)
    cosine = math.cos(bearing_rad)
    across = -(own_east_mps * cosine - own_north_mps * sine)
    along = -(own_east_mps * sine + own_north_mps * cosine)
    u = 1.0 / range_m
    speed_var = (speed_sd_mps * u) * (speed_sd_mps * u)
    prior = (
        speed_var,
        0.0,
        0.0,
        0.0,
        speed_var,
        0.0,
        0.0,
        bearing_sd_rad * bearing_sd_rad,
        0.0,
        (range_spread * u) * (range_spread * u),
    )
    rows = (1.0, 0.0, -along * u, across), (0.0, 1.0, across * u, along), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0)
    p = _carried_covariance(prior, rows[0], rows[1], rows[2], rows[3])
    return (across * u, along * u, bearing_rad, u), p


@kernel
def predict_polar(
    state: State,
    p: Covariance,
    dt: float,
    own_shift_east_m: float,
    own_shift_north_m: float,
    own_gain_east_mps: float,
    own_gain_north_mps: float,
    psd_m2ps3: float,
) -> tuple[State, Covariance]:
    """State and covariance dt seconds later; exact for a steady target and any manoeuvre of own ship.

    own_shift: where own ship is, less where it would be on its velocity of dt ago; own_gain: its velocity now less
    that of then. `psd_m2ps3`: the target's white acceleration, each axis (as `tracker`).
    In ranges of dt ago, across and along the line of sight: place (q, s) = (b dt - u X, 1 + d dt - u Y), velocity
    (v, w) = (b - u dX, d - u dY), from bearing rate b, range rate over range d, 1 / range u. Then, n^2 = q^2 + s^2:
    b' = (s v - q w) / n^2, d' = (q v + s w) / n^2, bearing' = bearing + atan2(q, s), u' = u / n.
    """
    rate, closing, bearing, u = state
    sine = math.sin(bearing)
    cosine = math.cos(bearing)
    shift_across = own_shift_east_m * cosine - own_shift_north_m * sine
    shift_along = own_shift_east_m * sine + own_shift_north_m * cosine
    gain_across = own_gain_east_mps * cosine - own_gain_north_mps * sine
    gain_along = own_gain_east_mps * sine + own_gain_north_mps * cosine
    q = dt * rate - u * shift_across
    s = 1.0 + dt * closing - u * shift_along
    v = rate - u * gain_across
    w = closing - u * gain_along
    n2 = q * q + s * s
    n = math.sqrt(n2)
    later_rate = (s * v - q * w) / n2
    later_closing = (q * v + s * w) / n2
    turned = (bearing + math.atan2(q, s)) % TAU
    # rows: how the four parts move with the state, then how the new state moves with the four parts
    dq = (dt, 0.0, u * shift_along, -shift_across)
    ds = (0.0, dt, -u * shift_across, -shift_along)
    dv = (1.0, 0.0, u * gain_along, -gain_across)
    dw = (0.0, 1.0, -u * gain_across, -gain_along)
    rate_row = ((-w - 2.0 * q * later_rate) / n2, (v - 2.0 * s * later_rate) / n2, s / n2, -q / n2)
    closing_row = ((v - 2.0 * q * later_closing) / n2, (w - 2.0 * s * later_closing) / n2, q / n2, s / n2)
    bearing_row = (s / n2, -q / n2, 0.0, 0.0)
    inverse_row = (-u * q / (n2 * n), -u * s / (n2 * n), 0.0, 0.0)
    r0 = _combined(1.0, _combined(rate_row[0], dq, rate_row[1], ds), 1.0, _combined(rate_row[2], dv, rate_row[3], dw))
    r1 = _combined(
        1.0, _combined(closing_row[0], dq, closing_row[1], ds), 1.0, _combined(closing_row[2], dv, closing_row[3], dw)
    )
    r2 = _combined(1.0, (0.0, 0.0, 1.0, 0.0), 1.0, _combined(bearing_row[0], dq, bearing_row[1], ds))
    r3 = _combined(1.0, (0.0, 0.0, 0.0, 1.0 / n), 1.0, _combined(inverse_row[0], dq, inverse_row[1], ds))
    moved = _carried_covariance(p, r0, r1, r2, r3)
    noise = psd_m2ps3 * u * u
    n1 = noise * dt
    n3 = n1 * dt * dt / 3.0
    shaken = (n3, 0.0, 0.5 * n1 * dt, 0.0, n3, 0.0, 0.5 * n1 * dt, n1, 0.0, n1)
    wandered = _carried_covariance(shaken, rate_row, closing_row, bearing_row, inverse_row)
    return (later_rate, later_closing, turned, u / n), _sum(moved, wandered)


@kernel
def update_bearing(
    state: State, p: Covariance, bearing_rad: float, bearing_sd_rad: float
) -> tuple[State, Covariance, float]:
    """Fuse one measured bearing. Returns the state, its covariance and the normalised innovation squared (NIS).

    The bearing is a part of the state, so the update is linear. 1 / range is held over 1e-6 (1,000 km).
    """
    rate, closing, bearing, u = state
    p00, p01, p02, p03, p11, p12, p13, p22, p23, p33 = p
    variance = p22 + bearing_sd_rad * bearing_sd_rad
    off = (bearing_rad - bearing + 0.5 * TAU) % TAU - 0.5 * TAU
    k0 = p02 / variance
    k1 = p12 / variance
    k2 = p22 / variance
    k3 = p23 / variance
    fused = (rate + k0 * off, closing + k1 * off, (bearing + k2 * off) % TAU, max(u + k3 * off, 1e-6))
    covariance = (
        p00 - k0 * p02,
        p01 - k0 * p12,
        p02 - k0 * p22,
        p03 - k0 * p23,
        p11 - k1 * p12,
        p12 - k1 * p22,
        p13 - k1 * p23,
        p22 - k2 * p22,
        p23 - k2 * p23,
        p33 - k3 * p23,
    )
    return fused, covariance, off * off / variance


@kernel
def cartesian_track(
    state: State, p: Covariance, own_east_m: float, own_north_m: float, own_east_mps: float, own_north_mps: float
) -> tuple[State, Covariance]:
    """The same track as `tracker` has it: (east, north, v_east, v_north) and covariance, to first order."""
    rate, closing, bearing, u = state
    sine = math.sin(bearing)
    cosine = math.cos(bearing)
    r = 1.0 / u
    east = r * sine
    north = r * cosine
    v_east = closing * east + rate * north
    v_north = closing * north - rate * east
    # d/d(rate, closing, bearing, u)
    e_row = (0.0, 0.0, north, -r * east)
    n_row = (0.0, 0.0, -east, -r * north)
    a_row = (north, east, v_north, -r * v_east)
    b_row = (-east, north, -v_east, -r * v_north)
    placed = (own_east_m + east, own_north_m + north, own_east_mps + v_east, own_north_mps + v_north)
    return placed, _carried_covariance(p, e_row, n_row, a_row, b_row)
