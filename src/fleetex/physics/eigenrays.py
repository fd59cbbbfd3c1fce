"""Ways of sound between two places: the rays that leave the one and meet the other, in water that changes with depth.

    found = eigenrays(depths_m, speeds_mps, 1000.0, 800.0, 100e3, Ends(...), 4000)
    found[0, TIME_S]      # of the first to come

Each ray is traced arc by arc, without an error of steps; between two rays of a fan, of one kind, that pass the receiver
on either side one that meets it is found by halving. Metres, seconds, radians; positive angles of `sound_rays` are
downwards, of what is returned as its columns say.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.compiled import kernel
from fleetex.physics.shallow_water import bottom_reflection_db, bottom_turn_rad
from fleetex.physics.sound_rays import Bed, arc_ahead, launch_rad, layer_of, speed_at, turning_m
from fleetex.physics.surface_duct import surface_loss_db
from fleetex.units import TAU

Floats = NDArray[np.float64]

TIME_S, LAUNCH_RAD, ARRIVAL_RAD, LENGTH_M, SURFACE, BED, LOSS_DB, TURN_RAD = range(8)
"""Columns of what is found: travel time; angle at the source, positive towards the surface; at the receiver, positive
going down; length; how often surface and bed were met; loss by spreading, surface and bed; by how much these two turned
the phase."""
COLUMNS = 8
FAN = 600
"""Rays that are tried: those near the horizontal, which go far, lie a twentieth of a degree apart (design value)."""
MEETS_M = 1e-4
NOT_MET_M = 1.0
HALVINGS = 60
"""Halving ends where a ray passes the receiver so near. What is farther off after so many is no ray but a gap between
two of different kinds, one of which turns where the other goes on."""
SMALL = 1e-6
BOUNCES_MOST = 32
"""A way that surface and bed have sent back oftener carries nothing that counts (design value)."""
STEPS, KINDS = 64, 100_000
"""Neighbours of two kinds (more bounces, or turned) are parted until both sides are of one: a receiver near the surface
is passed on the way up and again on the way down, at nearly the same angle."""
ASIDE_RAD = 1e-5
"""So far to either side of a ray are the neighbours that its tube is measured by."""
LEAST_SPREAD_M = 1.0
"""Metres of depth a radian that neighbours are taken to part by at the least: at a caustic they would not at all."""


class Ends(NamedTuple):
    """What surface and bed take: the wind, the bed, and the note."""

    wind_mps: float
    bed: Bed
    freq_hz: float


@kernel
def traced(
    depths_m: Floats, speeds_mps: Floats, source_m: float, down_rad: float, range_m: float
) -> tuple[float, float, float, float, int, int]:
    """One ray to a range: depth and sine of its angle there (down positive), seconds, length, and how often surface and
    bed were met. Where they were met more than BOUNCES_MOST times it has ended on its way.

    In a layer of gradient g the sine falls by b = g cos(a) / c a metre of range (Snell); over dx of it the ray takes
    artanh(b dx / (1 - s1 s2)) / g seconds, and bends by b times its length.
    Source: Jensen et al., Computational Ocean Acoustics, 2nd ed., section 3.3.
    """
    snell = math.cos(down_rad) / speed_at(depths_m, speeds_mps, source_m)
    x, z, row = 0.0, source_m, layer_of(depths_m, source_m)
    sine, cosine = math.sin(down_rad), math.cos(down_rad)
    down = sine > 0.0
    seconds = length_m = 0.0
    surface = bed = 0
    while True:
        goal = row + 1 if down else row
        bend, ahead_m, sine_next, cosine_next = arc_ahead(depths_m, speeds_mps, row, goal, z, sine, cosine, snell)
        last = not x + ahead_m < range_m
        if last:
            ahead_m = range_m - x
            sine_next = sine - bend * ahead_m
            cosine_next = math.sqrt(max(0.0, 1.0 - sine_next * sine_next))
            depth_m = z + ahead_m * (sine + sine_next) / (cosine + cosine_next)
        elif cosine_next == 1.0:
            depth_m = turning_m(depths_m, speeds_mps, row, snell)
        else:
            depth_m = depths_m[goal]
        eased = bend * ahead_m / (1.0 - sine * sine_next)
        if abs(eased) < SMALL:
            seconds += snell * ahead_m / (1.0 - sine * sine_next)
        else:
            seconds += math.atanh(eased) * snell / bend
        bent = sine * cosine_next - cosine * sine_next
        length_m += 2.0 * ahead_m / (cosine + cosine_next) if abs(bent) < SMALL else math.asin(bent) / bend
        x, z, sine, cosine = x + ahead_m, depth_m, sine_next, cosine_next
        if last:
            return z, sine, seconds, length_m, surface, bed
        if cosine_next < 1.0:
            if 0 < goal < len(depths_m) - 1:
                row += 1 if down else -1
                continue
            surface += 0 if down else 1
            bed += 1 if down else 0
            if surface + bed > BOUNCES_MOST:
                return z, sine, seconds, length_m, surface, bed
        sine = -sine
        down = not down


@kernel
def eigenrays(
    depths_m: Floats,
    speeds_mps: Floats,
    source_m: float,
    receiver_m: float,
    range_m: float,
    ends: Ends,
    fan: int,
) -> Floats:
    """The ways of sound over a range, (n, COLUMNS), the first to come first. `fan`: how many rays are tried.

    The loss of one is that of its tube, 10 log10(r cos(ar) |dz/da0| / cos(a0)), with what surface (each bounce) and bed
    take; no absorption. Source: Jensen et al., section 3.3.5; Urick, Principles of Underwater Sound, ch. 5.
    """
    found = np.empty((4 * fan, COLUMNS))
    count = 0
    open_ones = np.empty((STEPS, 6))
    below, _ = launch_rad(0, fan)
    off_below, kind_below = _passed(depths_m, speeds_mps, source_m, receiver_m, range_m, below)
    for number in range(1, fan):
        above, _ = launch_rad(number, fan)
        off_above, kind_above = _passed(depths_m, speeds_mps, source_m, receiver_m, range_m, above)
        _note(open_ones[0], below, above, off_below, off_above, kind_below, kind_above)
        waiting = 1
        while waiting > 0:
            waiting -= 1
            low, high, off_low, off_high, kind_low, kind_high = open_ones[waiting]
            if kind_low != kind_high and high - low > SMALL and waiting + 2 < STEPS:
                middle = 0.5 * (low + high)
                off, kind = _passed(depths_m, speeds_mps, source_m, receiver_m, range_m, middle)
                _note(open_ones[waiting], low, middle, off_low, off, kind_low, kind)
                _note(open_ones[waiting + 1], middle, high, off, off_high, kind, kind_high)
                waiting += 2
            elif (off_low < 0.0) != (off_high < 0.0) and min(kind_low, kind_high) >= 0.0 and count < len(found):
                angle, parted_m, misses_m = _between(
                    depths_m, speeds_mps, source_m, receiver_m, range_m, low, high, off_low
                )
                if abs(misses_m) < NOT_MET_M:
                    _write_way(found[count], depths_m, speeds_mps, source_m, range_m, ends, angle, parted_m)
                    count += 1
        below, off_below, kind_below = above, off_above, kind_above
    ways = found[:count]
    return ways[np.argsort(ways[:, TIME_S])]


@kernel
def _passed(
    depths_m: Floats, speeds_mps: Floats, source_m: float, receiver_m: float, range_m: float, angle: float
) -> tuple[float, float]:
    """How far under the receiver a ray passes, and a number for its kind, by bounces and by whether it goes down or up;
    -1 of one that has ended before."""
    depth_m, sine, _, _, surface, bed = traced(depths_m, speeds_mps, source_m, angle, range_m)
    if surface + bed > BOUNCES_MOST:
        return 1.0, -1.0
    return depth_m - receiver_m, float((surface * KINDS + bed) * 2 + (1 if sine > 0.0 else 0))


@kernel
def _note(
    row: Floats, low: float, high: float, off_low: float, off_high: float, kind_low: float, kind_high: float
) -> None:
    """Two neighbours of the fan between which ways are still to be sought."""
    row[0], row[1], row[2], row[3], row[4], row[5] = low, high, off_low, off_high, kind_low, kind_high


@kernel
def _between(
    depths_m: Floats,
    speeds_mps: Floats,
    source_m: float,
    receiver_m: float,
    range_m: float,
    below: float,
    above: float,
    off_below: float,
) -> tuple[float, float, float]:
    """The ray between two that meets the receiver: its angle, metres of depth a radian by which it parts from its
    neighbours, and by how much it misses."""
    angle = misses_m = 0.0
    for _ in range(HALVINGS):
        angle = 0.5 * (below + above)
        misses_m = traced(depths_m, speeds_mps, source_m, angle, range_m)[0] - receiver_m
        if abs(misses_m) < MEETS_M:
            break
        if (misses_m < 0.0) == (off_below < 0.0):
            below = angle
        else:
            above = angle
    more = traced(depths_m, speeds_mps, source_m, angle + ASIDE_RAD, range_m)[0]
    less = traced(depths_m, speeds_mps, source_m, angle - ASIDE_RAD, range_m)[0]
    return angle, max(LEAST_SPREAD_M, abs(more - less) / (2.0 * ASIDE_RAD)), misses_m


@kernel
def _write_way(
    way: Floats,
    depths_m: Floats,
    speeds_mps: Floats,
    source_m: float,
    range_m: float,
    ends: Ends,
    angle: float,
    parted_m: float,
) -> None:
    """Fill a row of what is found."""
    _, sine, seconds, length_m, surface, bed = traced(depths_m, speeds_mps, source_m, angle, range_m)
    snell = math.cos(angle) / speed_at(depths_m, speeds_mps, source_m)
    cosine = math.sqrt(max(0.0, 1.0 - sine * sine))
    loss_db = 10.0 * math.log10(max(1e-9, range_m * parted_m * cosine / math.cos(angle)))
    turn_rad = math.pi * surface
    if surface:
        loss_db += surface * surface_loss_db(ends.freq_hz, ends.wind_mps, math.acos(min(1.0, snell * speeds_mps[0])))
    if bed:
        grazing = math.acos(min(1.0, snell * speeds_mps[-1]))
        level_db = bottom_reflection_db(grazing, ends.bed.density_ratio, ends.bed.speed_ratio, ends.bed.loss_factor)
        loss_db -= bed * level_db
        turn_rad += bed * bottom_turn_rad(grazing, ends.bed.density_ratio, ends.bed.speed_ratio, ends.bed.loss_factor)
    way[TIME_S], way[LAUNCH_RAD], way[ARRIVAL_RAD], way[LENGTH_M] = seconds, -angle, math.asin(sine), length_m
    way[SURFACE], way[BED], way[LOSS_DB], way[TURN_RAD] = surface, bed, loss_db, turn_rad


def together_db(found: Floats, freq_hz: float) -> float:
    """The loss of all ways together at one note, as waves add in step or out of it: -20 log10 |sum of p|.

    p = 10^(-L / 20) exp(i (2 pi f t + turn)) of each; of one straight way and one off the surface it is Lloyd's mirror.
    Good where no caustic lies near, which would turn a phase by a quarter. Without absorption; infinite of no way.
    Source: Jensen et al., Computational Ocean Acoustics, 2nd ed., sections 1.4 and 3.3.5.
    """
    waves = np.power(10.0, -found[:, LOSS_DB] / 20.0) * np.exp(
        1j * (TAU * freq_hz * found[:, TIME_S] + found[:, TURN_RAD])
    )
    size = abs(complex(waves.sum()))
    return -20.0 * math.log10(size) if size > 0.0 else math.inf
