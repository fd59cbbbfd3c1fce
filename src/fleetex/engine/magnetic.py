"""Magnetic anomaly detectors: what an aircraft finds of a steel hull under her, by slant range.

A look is certain: the anomaly of the hull is over the threshold, or it is not (`physics.magnetic`). The slant goes from
the aircraft's height now to the hull's depth now, so of a pair's chords only the outer one is known: the slant range of
a detector on the water over a hull at the surface. Looked for is what dives; ships are seen, and wrecks are not there.
"""

import math
from typing import Any

from fleetex.engine.tables import hull_at, pair_at, sensor_at, unit_at
from fleetex.physics.compiled import inner
from fleetex.physics.geodesy import chord_from_arc
from fleetex.physics.magnetic import anomaly_terms_db, mad_range_m
from fleetex.physics.philox import PURPOSE_MEASURE, block, normal_pair

SPARE = 1e-6
LEAST_MPS = 15.0
"""Design value: slower than this the field changes too slowly to stand out, and no bird is towed."""


@inner
def has_iron(w: Any, s: int, v: int) -> bool:
    """Whether a detector looks for a unit at all."""
    return bool(hull_at(w, v).moment_am2 > 0.0 and v != sensor_at(w, s).unit)


@inner
def height_now_m(w: Any, u: int, t: float) -> Any:
    """Height of a unit (under water negative) at t, on a climb or a dive too."""
    s = unit_at(w, u)
    return s.height_m + s.climb_mps * (t - s.leg_s)


@inner
def slant_m(w: Any, s: int, v: int, t: float, range_m: float) -> Any:
    """From a detector to a hull at a distance over the ground."""
    down_m = height_now_m(w, sensor_at(w, s).unit, t) - height_now_m(w, v, t)
    return math.sqrt(range_m * range_m + down_m * down_m)


@inner
def set_magnetic_limits(w: Any, s: int, v: int) -> None:
    """Work out a pair's chords: beyond the slant range nothing is found; within it only the look knows."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    p.horizon_m = min(m.range_m_max, mad_range_m(hull_at(w, v).moment_am2, m.anomaly_t))
    p.chord_m_zero = chord_from_arc(p.horizon_m) * (1.0 + SPARE)
    p.chord_m_hold = 0.0


@inner
def anomaly_terms(w: Any, s: int, v: int, t: float, range_m: float) -> tuple[float, float, float, float, float, float]:
    """The decibels of a look at t; none of an aircraft that hovers, is on deck or on the water."""
    m = sensor_at(w, s)
    own = unit_at(w, m.unit)
    flies = height_now_m(w, m.unit, t) > 0.0 and own.speed_mps + own.accel_mps2 * (t - own.leg_s) >= LEAST_MPS
    moment_am2 = hull_at(w, v).moment_am2 if flies else 0.0
    return anomaly_terms_db(moment_am2, m.anomaly_t, slant_m(w, s, v, t, range_m))


@inner
def anomaly_found(w: Any, s: int, v: int, t: float, range_m: float) -> bool:
    """Whether a look finds a hull."""
    if range_m > sensor_at(w, s).range_m_max:
        return False
    terms = anomaly_terms(w, s, v, t, range_m)
    return bool(terms[5] > 0.0)


@inner
def marked_place(
    w: Any, s: int, v: int, look: int, ex: float, ey: float, ez: float, nx: float, ny: float, nz: float
) -> tuple[float, float, float, float]:
    """What the crew make of one passage: (x, y, z) off the hull's place (ECEF, m) and its variance each way.

    They know neither range nor bearing: they mark the water, with the detector's error in both directions.
    """
    m = sensor_at(w, s)
    word_a, word_b, _, _ = block(w.seed, w.replication, PURPOSE_MEASURE, m.id32, hull_at(w, v).id32, look)
    a, b = normal_pair(word_a, word_b)
    east, north = m.range_sd_m * a, m.range_sd_m * b
    return (
        east * ex + north * nx,
        east * ey + north * ny,
        east * ez + north * nz,
        m.range_sd_m * m.range_sd_m,
    )
