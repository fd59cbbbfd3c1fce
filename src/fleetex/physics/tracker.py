"""A Kalman filter for one track: position and velocity in a plane, constant velocity with white-noise acceleration.

State (east, north, v_east, v_north) in metres and m/s in the plane tangent at the track's anchor. Bar-Shalom, Li,
Kirubarajan, "Estimation with Applications to Tracking and Navigation" (2001), section 6.2.2 (continuous white noise):
Q = q [dt^3/3 dt^2/2; dt^2/2 dt] for each axis. Covariance is kept as its ten upper elements:
p = (ee, en, e.ve, e.vn, nn, n.ve, n.vn, ve.ve, ve.vn, vn.vn).
"""

import math

from fleetex.physics.compiled import kernel

SURFACE_PSD_M2PS3 = 0.0006
"""Process noise of ships on a steady course: 0.2 m/s of growth a minute (design value)."""
AIR_PSD_M2PS3 = 1.0
"""Process noise of aircraft on a steady course: 8 m/s a minute (design value)."""
MANOEUVRE_GAIN = 60.0
"""Process noise of a manoeuvring target over that of a steady one: a ship's turn of 0.05 m/s2 for a minute is then two
sigma of a minute's growth (design value)."""
MANOEUVRE_NIS = 9.21
"""A report whose normalised innovation squared passes this (99 % of chi-squared, two degrees of freedom) says that the
target manoeuvres: the step is taken again with the greater noise. Bar-Shalom et al. (2001), section 11.2.2."""

State = tuple[float, float, float, float]
Covariance = tuple[float, float, float, float, float, float, float, float, float, float]
Point = tuple[float, float, float]


@kernel
def predict_covariance(p: Covariance, dt: float, q: float) -> Covariance:
    """Covariance dt seconds later. Returns the ten elements."""
    ee, en, ea, eb, nn, na, nb, aa, ab, bb = p
    d2 = dt * dt
    q1 = q * dt
    q2 = 0.5 * q1 * dt
    q3 = q1 * d2 / 3.0
    return (
        ee + 2.0 * dt * ea + d2 * aa + q3,
        en + dt * (eb + na) + d2 * ab,
        ea + dt * aa + q2,
        eb + dt * ab,
        nn + 2.0 * dt * nb + d2 * bb + q3,
        na + dt * ab,
        nb + dt * bb + q2,
        aa + q1,
        ab,
        bb + q1,
    )


@kernel
def update(
    state: State, p: Covariance, east: float, north: float, ree: float, ren: float, rnn: float
) -> tuple[State, Covariance, float]:
    """Fuse one measured position with covariance R. Returns the four states and the ten elements, and the
    normalised innovation squared (NIS)."""
    e, n, ve, vn = state
    ee, en, ea, eb, nn, na, nb, aa, ab, bb = p
    see = ee + ree
    sen = en + ren
    snn = nn + rnn
    det = see * snn - sen * sen
    iee = snn / det
    ien = -sen / det
    inn = see / det
    ye = east - e
    yn = north - n
    k00 = ee * iee + en * ien
    k01 = ee * ien + en * inn
    k10 = en * iee + nn * ien
    k11 = en * ien + nn * inn
    k20 = ea * iee + na * ien
    k21 = ea * ien + na * inn
    k30 = eb * iee + nb * ien
    k31 = eb * ien + nb * inn
    state_after = (e + k00 * ye + k01 * yn, n + k10 * ye + k11 * yn, ve + k20 * ye + k21 * yn, vn + k30 * ye + k31 * yn)
    p_after = (
        ee - (k00 * ee + k01 * en),
        en - (k00 * en + k01 * nn),
        ea - (k00 * ea + k01 * na),
        eb - (k00 * eb + k01 * nb),
        nn - (k10 * en + k11 * nn),
        na - (k10 * ea + k11 * na),
        nb - (k10 * eb + k11 * nb),
        aa - (k20 * ea + k21 * na),
        ab - (k20 * eb + k21 * nb),
        bb - (k30 * eb + k31 * nb),
    )
    return state_after, p_after, ye * (iee * ye + ien * yn) + yn * (ien * ye + inn * yn)


@kernel
def misfit(
    p: Covariance, dt: float, q: float, east: float, north: float, ree: float, ren: float, rnn: float
) -> tuple[float, float]:
    """How badly a plot with covariance R, (east, north) off a track's place as predicted over dt seconds, fits it.

    Returns d2 = y' S^-1 y, y the innovation and S its covariance, and d2 + ln |S|: minus twice the logarithm of the
    plot's likelihood but for a constant, so that a track known only roughly does not draw every plot to itself.
    Blackman, Popoli, "Design and Analysis of Modern Tracking Systems" (1999), chapter 6: generalised distance.
    """
    ee, en, ea, eb, nn, na, nb, aa, ab, bb = p
    d2 = dt * dt
    q3 = q * dt * d2 / 3.0
    see = ee + 2.0 * dt * ea + d2 * aa + q3 + ree
    sen = en + dt * (eb + na) + d2 * ab + ren
    snn = nn + 2.0 * dt * nb + d2 * bb + q3 + rnn
    det = see * snn - sen * sen
    off = (snn * east * east - 2.0 * sen * east * north + see * north * north) / det
    return off, off + math.log(det)


@kernel
def measured_covariance(range_m: float, range_sd_m: float, bearing_sd_rad: float, s: float, c: float) -> Point:
    """Covariance (ee, en, nn) of a position measured by range and bearing; s, c: sine and cosine of the bearing."""
    along = range_sd_m * range_sd_m
    cross = (range_m * bearing_sd_rad) ** 2
    return along * s * s + cross * c * c, (along - cross) * s * c, along * c * c + cross * s * s
