"""Loss of sound by rays: each a slice of the source's power on its way through water that changes with depth alone.

Between two depths of the profile sound speed is a straight line and a ray an arc; surface and bed take their share of a
ray each time that it meets them. Phases are left out, but for the surface's own image of a shallow end. Metres,
radians; angles are positive downwards; no absorption in the water.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.compiled import inner, kernel
from fleetex.physics.shallow_water import bottom_reflection_db
from fleetex.physics.surface_duct import duct_cutoff_hz, shadow_db_per_m, surface_loss_db
from fleetex.units import TAU

Floats = NDArray[np.float64]

STEEPEST_RAD = 1.4
CROWDING = 12.0
"""Rays near the horizontal lie 1 + 3 x this times closer than the steepest: they go far, and over caustics."""
LEAST_SHARE = 1e-11
"""A ray is over at a frequency at which it carries no more than this of the source's power."""
IMAGE_BAND = 0.5
"""A shallow end's depth is taken for known to this share: so far its interference with its image is averaged."""
SHARE, BOUNCED, RETURNED, LEAK = 0, 1, 2, 3
"""Of a ray, at each frequency: what it carries, what surface and bed leave of it each time, its leak (dB a metre)."""
REVERSALS = 2
"""So often a ray has turned up or down before both ends' images count: before, the two are one and the same."""


class Bed(NamedTuple):
    """Density and sound speed over those of the water above it, and the loss factor of its wave number."""

    density_ratio: float
    speed_ratio: float
    loss_factor: float


class Rays(NamedTuple):
    """One fan: how many rays, and columns of range at which they are counted."""

    number: int
    step_m: float
    columns: int


@kernel
def image_share(x: float) -> float:
    """What the surface's image makes of a shallow end: 2 sin^2 x, x = k z sin(angle), mean over half its depth.

    Small x: 2 x^2, the dipole; large: 1. Source: Jensen et al., Computational Ocean Acoustics, section 1.4.
    """
    wide = max(2.0 * x * IMAGE_BAND, 1e-6)
    return 1.0 - math.cos(2.0 * x) * math.sin(wide) / wide


@kernel
def launch_rad(number: int, count: int) -> tuple[float, float]:
    """(angle, width) of a ray of the fan, in order from steepest up to steepest down, close near the horizontal."""
    u = (2.0 * number + 1.0) / count - 1.0
    scale = STEEPEST_RAD / (1.0 + CROWDING)
    return scale * (u + CROWDING * u * u * u), scale * (1.0 + 3.0 * CROWDING * u * u) * 2.0 / count


@kernel
def speed_at(depths_m: Floats, speeds_mps: Floats, depth_m: float) -> float:
    """Sound speed at a depth of the profile."""
    row = layer_of(depths_m, depth_m)
    part = (depth_m - depths_m[row]) / (depths_m[row + 1] - depths_m[row])
    return float(speeds_mps[row] + part * (speeds_mps[row + 1] - speeds_mps[row]))


@kernel
def layer_of(depths_m: Floats, depth_m: float) -> int:
    """The layer of the profile that a depth is in: between row i and row i + 1."""
    for row in range(len(depths_m) - 2):
        if depth_m < depths_m[row + 1]:
            return row
    return len(depths_m) - 2


@kernel
def ray_power(
    power: Floats,
    depths_m: Floats,
    speeds_mps: Floats,
    source_m: float,
    edges_m: Floats,
    freqs_hz: Floats,
    wind_mps: float,
    bed: Bed,
    layer_m: float,
    below_per_s: float,
    rays: Rays,
) -> None:
    """Add up what a fan of rays brings to bands of depth: power[frequency, band, column] over that at 1 m.

    Column k is at (k + 1) step_m, band b between edges b and b + 1. A ray of the angle a0 and the width da carries
    cos(a0) da of the power in each radian of azimuth; crossing range r at the angle a it gives a band dz thick
    cos(a0) da / (r dz cos(a)). Snell: cos(a) / c is constant; in a layer with gradient g the sine of the angle falls by
    g cos(a) / c a metre. A layer that does not hold the note (Kerr) leaks as a shadow does.
    Source: Weinberg & Keenan, J. Acoust. Soc. Am. 100, 1996, p. 1421 (incoherent sum); Jensen et al., ch. 3.
    """
    power_of = np.empty((4, len(freqs_hz)))
    image = np.empty((len(freqs_hz), len(edges_m) - 1))
    start_row = layer_of(depths_m, source_m)
    source_mps = speed_at(depths_m, speeds_mps, source_m)
    for number in range(rays.number):
        angle, width = launch_rad(number, rays.number)
        snell = math.cos(angle) / source_mps
        at_surface, at_bed = snell * speeds_mps[0], min(snell * speeds_mps[-1], 1.0)
        for f in range(len(freqs_hz)):
            power_of[SHARE, f] = math.cos(angle) * width
            power_of[BOUNCED, f] = 1.0
            wave_pm = TAU * freqs_hz[f] / source_mps
            if at_surface < 1.0:
                power_of[SHARE, f] *= image_share(wave_pm * source_m * abs(math.sin(angle)))
                loss = surface_loss_db(freqs_hz[f], wind_mps, math.acos(at_surface))
                power_of[BOUNCED, f] = math.pow(10.0, -0.1 * loss)
            level = bottom_reflection_db(math.acos(at_bed), bed.density_ratio, bed.speed_ratio, bed.loss_factor)
            power_of[RETURNED, f] = math.pow(10.0, 0.1 * level)
            power_of[LEAK, f] = 0.0
            if below_per_s > 0.0 and layer_m > 0.0 and freqs_hz[f] < duct_cutoff_hz(layer_m):
                power_of[LEAK, f] = shadow_db_per_m(freqs_hz[f], source_mps, below_per_s)
            for band in range(len(edges_m) - 1):
                middle_m = 0.5 * (edges_m[band] + edges_m[band + 1])
                there = snell * speed_at(depths_m, speeds_mps, middle_m)
                image[f, band] = 1.0
                if at_surface < 1.0 and there < 1.0:
                    image[f, band] = image_share(wave_pm * middle_m * math.sqrt(1.0 - there * there))
        _follow(power, depths_m, speeds_mps, source_m, edges_m, layer_m, rays, start_row, angle, snell, power_of, image)


@inner
def arc_ahead(
    depths_m: Floats, speeds_mps: Floats, row: int, goal: int, z: float, sine: float, cosine: float, snell: float
) -> tuple[float, float, float, float]:
    """A ray's arc from depth z to the edge `goal` of its layer, or to where it is level: how its sine falls a metre,
    the metres of range, and sine and cosine there. Metres below 0 or NaN: level in even water."""
    bend = snell * (speeds_mps[row + 1] - speeds_mps[row]) / (depths_m[row + 1] - depths_m[row])
    cosine_next = min(snell * speeds_mps[goal], 1.0)
    if cosine_next == 1.0:
        return bend, sine / bend, 0.0, cosine_next
    sine_next = math.sqrt(1.0 - cosine_next * cosine_next)
    sine_next = sine_next if goal > row else -sine_next
    return bend, (depths_m[goal] - z) * (cosine + cosine_next) / (sine + sine_next), sine_next, cosine_next


@kernel
def _follow(
    power: Floats,
    depths_m: Floats,
    speeds_mps: Floats,
    source_m: float,
    edges_m: Floats,
    layer_m: float,
    rays: Rays,
    start_row: int,
    angle: float,
    snell: float,
    power_of: Floats,
    image: Floats,
) -> None:
    """One ray from arc to arc, counted at each column on its way, until its power or the columns end."""
    x, z, row = 0.0, source_m, start_row
    sine, cosine = math.sin(angle), math.cos(angle)
    down = sine > 0.0
    column = reversals = 0
    bounced_m = -1.0
    while column < rays.columns:
        goal = row + 1 if down else row
        bend, ahead_m, sine_next, cosine_next = arc_ahead(depths_m, speeds_mps, row, goal, z, sine, cosine, snell)
        if not ahead_m >= 0.0:  # level in even water: it stays where it is
            ahead_m = (rays.columns + 1) * rays.step_m
        column = _count(
            power, edges_m, power_of[SHARE], image, rays, column, x, ahead_m, z, sine, bend, reversals >= REVERSALS
        )
        x += ahead_m
        sine, cosine = sine_next, cosine_next
        if cosine_next == 1.0:
            z = turning_m(depths_m, speeds_mps, row, snell)
        else:
            z = depths_m[goal]
            if 0 < goal < len(depths_m) - 1:
                bounced_m = -1.0 if z > layer_m else bounced_m
                row += 1 if down else -1
                continue
            if not _is_left_by(power_of, down, x - bounced_m if bounced_m >= 0.0 else 0.0):
                return
            bounced_m = -1.0 if down else x
        sine = -sine
        down = not down
        reversals += 1


@kernel
def _count(
    power: Floats,
    edges_m: Floats,
    share: Floats,
    image: Floats,
    rays: Rays,
    column: int,
    x: float,
    ahead_m: float,
    z: float,
    sine: float,
    bend: float,
    imaged: bool,
) -> int:
    """Count a ray at the columns on one arc, from (x, z) with this sine of its angle on; the next column."""
    cosine = math.sqrt(1.0 - sine * sine)
    while column < rays.columns and (column + 1) * rays.step_m <= x + ahead_m:
        range_m = (column + 1) * rays.step_m
        sine_here = sine - bend * (range_m - x)
        cosine_here = math.sqrt(max(1.0 - sine_here * sine_here, 1e-6))
        depth_m = z + (range_m - x) * (sine + sine_here) / (cosine + cosine_here)
        if depth_m < edges_m[-1]:
            band = 0
            while depth_m >= edges_m[band + 1]:
                band += 1
            per = 1.0 / (range_m * (edges_m[band + 1] - edges_m[band]) * cosine_here)
            for f in range(len(share)):
                power[f, band, column] += share[f] * per * (image[f, band] if imaged else 1.0)
        column += 1
    return column


@kernel
def _is_left_by(power_of: Floats, at_bed: bool, since_m: float) -> bool:
    """Take from a ray what the bed keeps, or the surface, and a leak since it was last there; whether any is left."""
    left = False
    for f in range(power_of.shape[1]):
        if at_bed:
            power_of[SHARE, f] *= power_of[RETURNED, f]
        else:
            power_of[SHARE, f] *= power_of[BOUNCED, f] * math.pow(10.0, -0.1 * power_of[LEAK, f] * since_m)
        if power_of[SHARE, f] < LEAST_SHARE:
            power_of[SHARE, f] = 0.0
        left = left or power_of[SHARE, f] > 0.0
    return left


@kernel
def turning_m(depths_m: Floats, speeds_mps: Floats, row: int, snell: float) -> float:
    """Where in a layer a ray is level: sound speed there is 1 / snell."""
    part = (1.0 / snell - speeds_mps[row]) / (speeds_mps[row + 1] - speeds_mps[row])
    return float(depths_m[row] + min(max(part, 0.0), 1.0) * (depths_m[row + 1] - depths_m[row]))
