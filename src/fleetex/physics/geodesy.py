"""WGS84 for kernels: earth-centred positions at sea level, ranges, bearings, geodesic and rhumb steps without trig.

Frame: ECEF, metres; lat/lon in radians. Ranges between moving units come from the chord, good to 3.4e-6 of the range
up to 300 nmi (checked against GeographicLib in the tests); waypoint courses from Vincenty's inverse.
"""

import math

from fleetex.physics.antipodes import antipodal
from fleetex.physics.compiled import inner, kernel
from fleetex.units import EARTH_RADIUS_M, TAU, WGS84_A_M, WGS84_F

_A = WGS84_A_M
_B = WGS84_A_M * (1.0 - WGS84_F)
_E2 = WGS84_F * (2.0 - WGS84_F)
_HA = 1.0 / (_A * _A)
_HB = 1.0 / (_B * _B)
_R2 = EARTH_RADIUS_M * EARTH_RADIUS_M

Point = tuple[float, float, float]
PointAndTangent = tuple[float, float, float, float, float, float]
Frame = tuple[float, float, float, float, float, float, float, float, float]


@kernel
def ecef(lat_rad: float, lon_rad: float) -> Point:
    """Position on the ellipsoid. Returns x, y, z in metres."""
    s = math.sin(lat_rad)
    c = math.cos(lat_rad)
    n = _A / math.sqrt(1.0 - _E2 * s * s)
    return n * c * math.cos(lon_rad), n * c * math.sin(lon_rad), n * (1.0 - _E2) * s


@kernel
def geodetic(x: float, y: float, z: float) -> tuple[float, float]:
    """Latitude and longitude of a point on the ellipsoid (exact at sea level), radians."""
    return math.atan2(z, (1.0 - _E2) * math.sqrt(x * x + y * y)), math.atan2(y, x)


@kernel
def east_north_up(x: float, y: float, z: float) -> Frame:
    """Unit vectors east, north and up (the ellipsoid's normal) at a sea-level point: nine numbers."""
    p = math.sqrt(x * x + y * y)
    if p < 1e-3:
        p = 1e-3
    ex = -y / p
    ey = x / p
    ux = x * _HA
    uy = y * _HA
    uz = z * _HB
    m = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz)
    ux *= m
    uy *= m
    uz *= m
    return ex, ey, 0.0, -uz * ey, uz * ex, ux * ey - uy * ex, ux, uy, uz


@kernel
def arc_from_chord(chord_m: float) -> float:
    """Ground range from the straight chord, on the mean sphere: c (1 + c^2/24R^2 + 3 c^4/640 R^4)."""
    q = chord_m * chord_m / _R2
    return chord_m * (1.0 + q * (1.0 / 24.0 + q * (3.0 / 640.0)))


@kernel
def chord_from_arc(arc_m: float) -> float:
    """Chord of a ground range on the mean sphere, 2 R sin(s / 2R)."""
    return 2.0 * EARTH_RADIUS_M * math.sin(0.5 * arc_m / EARTH_RADIUS_M)


@inner
def _within_tau(angle_rad: float) -> float:
    """angle % tau, to the bit, without a division for what is less than a turn off."""
    if 0.0 <= angle_rad < TAU:
        return angle_rad
    if -TAU < angle_rad < 0.0:
        return angle_rad + TAU
    return angle_rad % TAU


@kernel
def wrap_tau(angle_rad: float) -> float:
    """An angle in [0, 2 pi)."""
    a = _within_tau(angle_rad)
    return 0.0 if a >= TAU else a


@kernel
def wrap_pi(angle_rad: float) -> float:
    """An angle in [-pi, pi)."""
    return _within_tau(angle_rad + math.pi) - math.pi


@kernel
def range_bearing(x1: float, y1: float, z1: float, x2: float, y2: float, z2: float) -> tuple[float, float]:
    """Ground range (m) and bearing (rad, [0, 2 pi)) from point 1 to point 2, both at sea level, to 300 nmi."""
    dx = x2 - x1
    dy = y2 - y1
    dz = z2 - z1
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x1, y1, z1)
    east = dx * ex + dy * ey + dz * ez
    north = dx * nx + dy * ny + dz * nz
    return arc_from_chord(math.sqrt(dx * dx + dy * dy + dz * dz)), wrap_tau(math.atan2(east, north))


@kernel
def inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Geodesic length (m) and azimuth at point 1 (rad). Vincenty (1975), Survey Review 23(176), eqs. 13 to 20.

    Between nearly opposite points, where the iteration does not settle, `antipodes.antipodal`.
    """
    if lat1 == lat2 and lon1 == lon2:
        return 0.0, 0.0
    u1 = math.atan((1.0 - WGS84_F) * math.tan(lat1))
    u2 = math.atan((1.0 - WGS84_F) * math.tan(lat2))
    su1, cu1, su2, cu2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    dl = wrap_pi(lon2 - lon1)
    lam = before = dl
    ss = cs = sigma = c2a = c2m = sl = cl = 0.0
    for _ in range(60):
        sl = math.sin(lam)
        cl = math.cos(lam)
        t = cu1 * su2 - su1 * cu2 * cl
        ss = math.sqrt((cu2 * sl) ** 2 + t * t)
        if ss == 0.0:
            return 0.0, 0.0
        cs = su1 * su2 + cu1 * cu2 * cl
        sigma = math.atan2(ss, cs)
        sa = cu1 * cu2 * sl / ss
        c2a = 1.0 - sa * sa
        c2m = cs - 2.0 * su1 * su2 / c2a if c2a > 1e-15 else 0.0
        c = WGS84_F / 16.0 * c2a * (4.0 + WGS84_F * (4.0 - 3.0 * c2a))
        before = lam
        lam = dl + (1.0 - c) * WGS84_F * sa * (sigma + c * ss * (c2m + c * cs * (-1.0 + 2.0 * c2m * c2m)))
        if abs(lam - before) < 1e-13:
            break
    if abs(lam) > math.pi or abs(lam - before) > 1e-12:
        length_m, azimuth = antipodal(u1, u2, dl)
        return length_m, wrap_tau(azimuth)
    u = c2a * (_A * _A - _B * _B) / (_B * _B)
    big_a = 1.0 + u / 16384.0 * (4096.0 + u * (-768.0 + u * (320.0 - 175.0 * u)))
    big_b = u / 1024.0 * (256.0 + u * (-128.0 + u * (74.0 - 47.0 * u)))
    inner = cs * (-1.0 + 2.0 * c2m * c2m) - big_b / 6.0 * c2m * (-3.0 + 4.0 * ss * ss) * (-3.0 + 4.0 * c2m * c2m)
    ds = big_b * ss * (c2m + big_b / 4.0 * inner)
    azimuth = math.atan2(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
    return _B * big_a * (sigma - ds), wrap_tau(azimuth)


@kernel
def rhumb(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Rhumb line: length (m) and course (rad). Isometric latitude and meridian arc of the ellipsoid.

    Course atan2(dlon, dpsi), psi = atanh(sin lat) - e atanh(e sin lat); length |dM / dpsi| hypot(dlon, dpsi). Near the
    parallel dM / dpsi is its limit N cos(lat) at the middle: the quotient of two small differences would lose 1e-7.
    M by `meridian_arc` (3e-9 of the arc). From or to a pole: the meridian. Bennett (1996), J. Navigation 49, 112.
    """
    if max(abs(lat1), abs(lat2)) > 0.5 * math.pi - 1e-12:
        return abs(meridian_arc(lat1, lat2)), 0.0 if lat2 > lat1 else math.pi
    e = math.sqrt(_E2)
    s1 = math.sin(lat1)
    s2 = math.sin(lat2)
    dpsi = math.atanh(s2) - math.atanh(s1) - e * (math.atanh(e * s2) - math.atanh(e * s1))
    dlon = wrap_pi(lon2 - lon1)
    course = math.atan2(dlon, dpsi)
    if abs(lat2 - lat1) < 1e-5:
        middle = 0.5 * (lat1 + lat2)
        scale = _A / math.sqrt(1.0 - _E2 * math.sin(middle) ** 2) * math.cos(middle)
    else:
        scale = abs(meridian_arc(lat1, lat2) / dpsi)
    return scale * math.sqrt(dlon * dlon + dpsi * dpsi), wrap_tau(course)


@kernel
def meridian_arc(lat1: float, lat2: float) -> float:
    """Signed length of the meridian from lat1 to lat2 (m): Simpson's rule, a step each 3 degrees at most (3e-9)."""
    steps = 2 * (1 + int(abs(lat2 - lat1) / 0.1047))
    h = (lat2 - lat1) / steps
    total = 0.0
    for i in range(steps + 1):
        s = math.sin(lat1 + i * h)
        f = _A * (1.0 - _E2) / (1.0 - _E2 * s * s) ** 1.5
        weight = 1.0 if i in (0, steps) else (4.0 if i % 2 == 1 else 2.0)
        total += weight * f
    return total * h / 3.0


@kernel
def _pull(x: float, y: float, z: float, tx: float, ty: float, tz: float) -> Point:
    """Second derivative along a geodesic, by arc length: -(T'HT / |HX|^2) HX, H = diag(a^-2, a^-2, b^-2)."""
    gx = x * _HA
    gy = y * _HA
    gz = z * _HB
    k = -(tx * tx * _HA + ty * ty * _HA + tz * tz * _HB) / (gx * gx + gy * gy + gz * gz)
    return k * gx, k * gy, k * gz


@kernel
def geodesic_step(x: float, y: float, z: float, tx: float, ty: float, tz: float, s: float) -> PointAndTangent:
    """Go s metres along the geodesic that leaves (x, y, z) with unit tangent t: new point and tangent (six numbers).

    One Runge-Kutta step of X'' = -(T'HT / |HX|^2) HX; steps of 60 nmi stay within 1.4 mm over 1,000 nmi.
    """
    h = 0.5 * s
    ax, ay, az = _pull(x, y, z, tx, ty, tz)
    bx, by, bz = tx + h * ax, ty + h * ay, tz + h * az
    cx, cy, cz = _pull(x + h * tx, y + h * ty, z + h * tz, bx, by, bz)
    dx, dy, dz = tx + h * cx, ty + h * cy, tz + h * cz
    ex, ey, ez = _pull(x + h * bx, y + h * by, z + h * bz, dx, dy, dz)
    fx, fy, fz = tx + s * ex, ty + s * ey, tz + s * ez
    gx, gy, gz = _pull(x + s * dx, y + s * dy, z + s * dz, fx, fy, fz)
    w = s / 6.0
    return (
        x + w * (tx + 2.0 * (bx + dx) + fx),
        y + w * (ty + 2.0 * (by + dy) + fy),
        z + w * (tz + 2.0 * (bz + dz) + fz),
        tx + w * (ax + 2.0 * (cx + ex) + gx),
        ty + w * (ay + 2.0 * (cy + ey) + gy),
        tz + w * (az + 2.0 * (cz + ez) + gz),
    )


@kernel
def _heading_vector(x: float, y: float, z: float, sin_course: float, cos_course: float) -> Point:
    ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(x, y, z)
    return sin_course * ex + cos_course * nx, sin_course * ey + cos_course * ny, sin_course * ez + cos_course * nz


@kernel
def rhumb_step(x: float, y: float, z: float, sin_course: float, cos_course: float, s: float) -> Point:
    """Go s metres on a held course: one Runge-Kutta step of X' = sin c E(X) + cos c N(X); steps of 15 nmi or less."""
    h = 0.5 * s
    ax, ay, az = _heading_vector(x, y, z, sin_course, cos_course)
    bx, by, bz = _heading_vector(x + h * ax, y + h * ay, z + h * az, sin_course, cos_course)
    cx, cy, cz = _heading_vector(x + h * bx, y + h * by, z + h * bz, sin_course, cos_course)
    dx, dy, dz = _heading_vector(x + s * cx, y + s * cy, z + s * cz, sin_course, cos_course)
    w = s / 6.0
    return (
        x + w * (ax + 2.0 * (bx + cx) + dx),
        y + w * (ay + 2.0 * (by + cy) + dy),
        z + w * (az + 2.0 * (bz + cz) + dz),
    )


@kernel
def direct(lat_rad: float, lon_rad: float, azimuth_rad: float, distance_m: float) -> tuple[float, float]:
    """End of a geodesic: latitude and longitude (rad). One step to 60 nmi, beyond that steps of 15, and of
    7.5 beyond 2,700 nmi, where more of them add up: 1e-9 degrees.

    Source: the geodesic as the curve that the surface alone bends, do Carmo, Differential Geometry, 1976, section 4-4.
    """
    x, y, z = ecef(lat_rad, lon_rad)
    tx, ty, tz = _heading_vector(x, y, z, math.sin(azimuth_rad), math.cos(azimuth_rad))
    steps = 1 if distance_m < 111_120.0 else 1 + int(distance_m / (27_780.0 if distance_m < 5e6 else 13_890.0))
    for _ in range(steps):
        x, y, z, tx, ty, tz = geodesic_step(x, y, z, tx, ty, tz, distance_m / steps)
    return geodetic(x, y, z)
