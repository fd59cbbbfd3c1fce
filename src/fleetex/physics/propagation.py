"""Loss of sound on its way through the sea, behind one function: `sound_loss_db` (dB re 1 m, one way).

The stronger of two ways counts: near the surface, as the mixed layer bends it (direct, ducted, or leaked out of the
duct into the water below), and through the whole column between surface and bottom. Range-averaged: no interference.
A water depth of inf is a sea without bottom, a layer depth of 0 one without layer, below_per_s 0 even water.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.shallow_water import column_loss_db
from fleetex.physics.surface_duct import (
    below_reach_m,
    column_surface_db_per_m,
    crossing_reach_m,
    direct_reach_m,
    duct_cutoff_hz,
    duct_leak_db_per_m,
    ducted_loss_db,
    image_loss_db,
    leaked_loss_db,
    shadow_db_per_m,
)
from fleetex.units import TAU

SHADOW_DB_MAX = 40.0
"""Sound in a shadow is no more than this under free spreading: diffraction and scattering fill it (Urick, ch. 5:
40 to 60 dB at 24 kHz, less at lower frequencies)."""

NO_RANGE_M = 4e5
"""`sound_range_m` looks no further: four hundred kilometres."""


@kernel
def spherical_loss_db(range_m: float, absorption_db_per_m: float) -> float:
    """20 log (range / 1 m) and absorption: the loss in boundless, even water."""
    return 20.0 * math.log10(max(range_m, 1.0)) + absorption_db_per_m * range_m


@kernel
def lloyd_mirror_loss_db(
    range_m: float, freq_hz: float, depth_a_m: float, depth_b_m: float, sound_speed_mps: float
) -> float:
    """Loss of a steady note under a flat sea, with its interference: -20 log |exp(i k r1) / r1 - exp(i k r2) / r2|.

    `range_m` is horizontal; r1 and r2 are the ways from the source and from its image. No bottom, no absorption. For
    comparison: it rises and falls with range. Source: Jensen et al., Computational Ocean Acoustics, section 1.4.
    """
    k = TAU * freq_hz / sound_speed_mps
    near_m = math.hypot(range_m, depth_b_m - depth_a_m)
    far_m = math.hypot(range_m, depth_b_m + depth_a_m)
    real = math.cos(k * near_m) / near_m - math.cos(k * far_m) / far_m
    imaginary = math.sin(k * near_m) / near_m - math.sin(k * far_m) / far_m
    return -10.0 * math.log10(max(real * real + imaginary * imaginary, 1e-40))


@kernel
def near_surface_loss_db(
    range_m: float,
    freq_hz: float,
    source_depth_m: float,
    target_depth_m: float,
    layer_depth_m: float,
    wind_mps: float,
    sound_speed_mps: float,
    below_per_s: float,
) -> float:
    """Spreading by the way near the surface, without absorption: free, or as the layer and the water below bend it.

    Both in a layer that holds the note: free as far as a ray goes without meeting the surface, ducted beyond; in one
    that does not hold it: free. Else free up to the shadow, and in it what diffraction leaves or, from a duct, what
    leaks down: the stronger, never above free spreading, no more than SHADOW_DB_MAX under it. `below_per_s` 0: no
    shadow. Sources: `surface_duct`. Rises with range; source and target may change places.
    """
    free = 20.0 * math.log10(max(range_m, 1.0))
    shallow_m = min(source_depth_m, target_depth_m)
    deep_m = max(source_depth_m, target_depth_m)
    held = shallow_m < layer_depth_m and freq_hz >= duct_cutoff_hz(layer_depth_m)
    if not held:
        free += image_loss_db(range_m, freq_hz, source_depth_m, target_depth_m, sound_speed_mps)
    if deep_m <= layer_depth_m:
        if not held:
            return free
        leak = duct_leak_db_per_m(freq_hz, layer_depth_m, wind_mps, sound_speed_mps)
        ducted = ducted_loss_db(range_m, shallow_m, layer_depth_m, sound_speed_mps, leak)
        if range_m <= direct_reach_m(shallow_m, deep_m, layer_depth_m, sound_speed_mps):
            return min(free, ducted)
        return ducted
    if below_per_s <= 0.0:
        return free
    if shallow_m < layer_depth_m:
        reach_m = crossing_reach_m(shallow_m, deep_m, layer_depth_m, sound_speed_mps, below_per_s)
    else:
        reach_m = below_reach_m(shallow_m, deep_m, layer_depth_m, sound_speed_mps, below_per_s)
    if range_m <= reach_m:
        return free
    per_m = shadow_db_per_m(freq_hz, sound_speed_mps, below_per_s)
    dark = free + min(per_m * (range_m - reach_m), SHADOW_DB_MAX)
    if not held:
        return dark
    leak = duct_leak_db_per_m(freq_hz, layer_depth_m, wind_mps, sound_speed_mps)
    leaked = leaked_loss_db(range_m, shallow_m, deep_m, layer_depth_m, sound_speed_mps, below_per_s, leak)
    return min(max(leaked, free), dark)


@kernel
def sound_loss_db(
    range_m: float,
    freq_hz: float,
    source_depth_m: float,
    target_depth_m: float,
    layer_depth_m: float,
    water_depth_m: float,
    absorption_db_per_m: float,
    wind_mps: float,
    sound_speed_mps: float,
    below_per_s: float,
    critical_angle_rad: float,
    np_per_rad: float,
) -> float:
    """Loss of sound one way (dB re 1 m) between two depths, at the horizontal range `range_m` (1 m and more).

    The lesser of `near_surface_loss_db` and `column_loss_db`, and absorption over the slant. Nearer than the first ray
    that the bottom turns back whole, (2 H - z - z') / tan(critical angle), the column's loss is that of this range: the
    plateau of the bottom bounce. Rises with range; source and target may change places.
    `wind_mps` roughens the surface; `below_per_s` is the fall of sound speed with depth under the layer (0.05 to
    0.5 m/s per m; 0 is even water); the last two describe the bottom (`shallow_water`). 100 Hz to 100 kHz. No
    convergence zones, no sound channel.
    """
    slant_m = math.hypot(range_m, target_depth_m - source_depth_m)
    near = near_surface_loss_db(
        slant_m, freq_hz, source_depth_m, target_depth_m, layer_depth_m, wind_mps, sound_speed_mps, below_per_s
    )
    bounce_m = max(2.0 * water_depth_m - source_depth_m - target_depth_m, 0.0) / math.tan(critical_angle_rad)
    far_m = max(slant_m, bounce_m)
    column = column_loss_db(far_m, water_depth_m, critical_angle_rad, np_per_rad)
    column += far_m * column_surface_db_per_m(freq_hz, wind_mps, water_depth_m)
    return min(near, column) + absorption_db_per_m * slant_m


@kernel
def sound_range_m(
    loss_db: float,
    freq_hz: float,
    source_depth_m: float,
    target_depth_m: float,
    layer_depth_m: float,
    water_depth_m: float,
    absorption_db_per_m: float,
    wind_mps: float,
    sound_speed_mps: float,
    below_per_s: float,
    critical_angle_rad: float,
    np_per_rad: float,
) -> float:
    """The greatest horizontal range at which `sound_loss_db` is at most `loss_db`, to 1e-9 of itself, by halving.

    0 where even 1 m loses more; NO_RANGE_M where that far still loses less.
    """
    near_m = 0.0
    far_m = NO_RANGE_M
    while far_m - near_m > 1e-9 * far_m and far_m >= 1.0:
        middle_m = 0.5 * (near_m + far_m) if near_m > 0.0 else 0.1 * far_m
        loss = sound_loss_db(
            middle_m,
            freq_hz,
            source_depth_m,
            target_depth_m,
            layer_depth_m,
            water_depth_m,
            absorption_db_per_m,
            wind_mps,
            sound_speed_mps,
            below_per_s,
            critical_angle_rad,
            np_per_rad,
        )
        if loss <= loss_db:
            near_m = middle_m
        else:
            far_m = middle_m
    return far_m if far_m == NO_RANGE_M else near_m
