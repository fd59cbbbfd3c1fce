"""The mixed layer as a duct: which rays it holds, where sound passes below it, and what leaks out.

Sound speed rises with depth by LAYER_PER_S down to the layer depth H and falls below it. Rays are arcs of circles of
radius R = c / gradient; the limiting ray grazes the layer's lower edge. Lengths in metres, angles in radians.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.units import TAU

LAYER_PER_S = 0.0163
"""Rise of sound speed with depth in isothermal water, by pressure alone (m/s per m): 1.630e-2 in Mackenzie 1981."""

SURFACE_LOSS_DB_MOST = 15.0

CUTOFF_HZ_M = 1.7578e5
"""Kerr's cutoff: longest wave 8.51e-3 H^1.5 m held by a layer of H m; at 1,496 m/s its frequency is this / H^1.5."""


@kernel
def duct_cutoff_hz(layer_depth_m: float) -> float:
    """Lowest frequency that a mixed layer holds: 1.76e5 / H^1.5; not sharp. inf without a layer.

    30 m hold 1,070 Hz and more. Source: Kerr, Propagation of Short Radio Waves, 1951; Urick, Principles of Underwater
    Sound, 3rd ed., 1983, ch. 6; Etter, Underwater Acoustic Modeling, 3rd ed., ch. 3.
    """
    if layer_depth_m <= 0.0:
        return math.inf
    return CUTOFF_HZ_M / (layer_depth_m * math.sqrt(layer_depth_m))


@kernel
def limiting_angle_rad(depth_m: float, layer_depth_m: float, sound_speed_mps: float) -> float:
    """Angle to the horizontal, at a depth in the layer, of the ray that grazes its lower edge: sqrt(2 (H - z) / R).

    Source: Etter, Underwater Acoustic Modeling, 3rd ed., section 5.2.
    """
    return math.sqrt(2.0 * max(layer_depth_m - depth_m, 0.0) * LAYER_PER_S / sound_speed_mps)


@kernel
def surface_loss_db(freq_hz: float, wind_mps: float, grazing_rad: float) -> float:
    """Loss of one reflection at the sea's surface: `bubble_loss_db`, at most 15 dB.

    What the bubbles would take more comes past them. Source: as there.
    """
    return min(bubble_loss_db(freq_hz, wind_mps, grazing_rad), SURFACE_LOSS_DB_MOST)


@kernel
def bubble_loss_db(freq_hz: float, wind_mps: float, grazing_rad: float) -> float:
    """What bubbles under the surface take of one reflection: 1.26e-3 U^1.57 f^0.85 / sin(grazing), f in kHz.

    Below 6 m/s that of 6 m/s times exp(1.2 (U - 6)). Wind at 10 m. Fitted at 10 to 100 kHz; used
    below as it stands. Source: APL-UW High-Frequency Ocean Environmental Acoustic Models Handbook,
    TR 9407, 1994, section II.
    """
    f = freq_hz / 1000.0
    wind = max(wind_mps, 6.0)
    loss = 1.26e-3 * math.pow(wind, 1.57) * math.pow(f, 0.85) / math.sin(grazing_rad)
    if wind_mps < 6.0:
        loss *= math.exp(1.2 * (wind_mps - 6.0))
    return loss


@kernel
def duct_leak_db_per_m(freq_hz: float, layer_depth_m: float, wind_mps: float, sound_speed_mps: float) -> float:
    """What a duct loses by the way (dB/m): a surface reflection of the limiting ray in each of its skips, sqrt(8 R H).

    Source: skip as Etter, section 5.2; loss as `surface_loss_db`. 3.5 kHz, 50 m, 8 m/s: 0.5 dB/km.
    """
    skip_m = math.sqrt(8.0 * layer_depth_m * sound_speed_mps / LAYER_PER_S)
    return surface_loss_db(freq_hz, wind_mps, limiting_angle_rad(0.0, layer_depth_m, sound_speed_mps)) / skip_m


@kernel
def column_surface_db_per_m(freq_hz: float, wind_mps: float, water_depth_m: float) -> float:
    """What the surface takes from sound that goes up and down between surface and bottom (dB/m).

    A ray at a grazing angle a meets the surface every 2 H / tan a and loses `surface_loss_db` ~ 1 / sin a each time:
    for shallow angles the same a metre for all rays, that of a steep one over 2 H. 7 kHz, 9 m/s, 150 m: 0.7 dB/km.
    """
    return surface_loss_db(freq_hz, wind_mps, 0.5 * math.pi) / (2.0 * water_depth_m)


@kernel
def direct_reach_m(depth_a_m: float, depth_b_m: float, layer_depth_m: float, sound_speed_mps: float) -> float:
    """Longest ray in the layer between two depths that meets no surface: over its turn at the lower edge, R (a + b)."""
    angles = limiting_angle_rad(depth_a_m, layer_depth_m, sound_speed_mps)
    angles += limiting_angle_rad(depth_b_m, layer_depth_m, sound_speed_mps)
    return angles * sound_speed_mps / LAYER_PER_S


@kernel
def crossing_reach_m(
    shallow_m: float, deep_m: float, layer_depth_m: float, sound_speed_mps: float, below_per_s: float
) -> float:
    """Where the shadow begins for one depth in the layer and one below it: end of the rays that cross the edge (m).

    The limiting ray goes up from the shallow point, down from the surface to the edge, R (2 a0 - a), then bends down
    with radius c / below_per_s: sqrt(2 c (deep - H) / below_per_s) more. Source: geometry of arcs (Urick, ch. 5).
    """
    radius_m = sound_speed_mps / LAYER_PER_S
    at_surface = limiting_angle_rad(0.0, layer_depth_m, sound_speed_mps)
    at_source = limiting_angle_rad(shallow_m, layer_depth_m, sound_speed_mps)
    below_m = math.sqrt(2.0 * max(deep_m - layer_depth_m, 0.0) * sound_speed_mps / below_per_s)
    return radius_m * (2.0 * at_surface - at_source) + below_m


@kernel
def below_reach_m(
    depth_a_m: float, depth_b_m: float, layer_depth_m: float, sound_speed_mps: float, below_per_s: float
) -> float:
    """Where the shadow begins for two depths below the layer (or with none): end of the rays that sink (m).

    Up from one depth to the edge, sqrt(2 c (z - H) / below_per_s), once through the layer by way of the surface,
    2 R a0, and down to the other. Source: geometry of arcs (Urick, ch. 5).
    """
    diameter_m = 2.0 * sound_speed_mps / below_per_s
    falls_m = math.sqrt(diameter_m * max(depth_a_m - layer_depth_m, 0.0))
    falls_m += math.sqrt(diameter_m * max(depth_b_m - layer_depth_m, 0.0))
    at_surface = limiting_angle_rad(0.0, layer_depth_m, sound_speed_mps)
    return falls_m + 2.0 * at_surface * sound_speed_mps / LAYER_PER_S


@kernel
def shadow_db_per_m(freq_hz: float, sound_speed_mps: float, below_per_s: float) -> float:
    """How fast sound dies in a shadow by diffraction alone: 8.686 x 1.012 (2 g / c)^(2/3) k^(1/3), k = 2 pi f / c.

    The first mode of water whose sound speed falls at g under a free surface (2.338 sin 60 deg / 2 = 1.012, 2.338 the
    first zero of Airy's function). 300 Hz, 0.1 m/s per m: 25 dB/km.
    Source: Pekeris, J. Acoust. Soc. Am. 18, 1946, p. 295.
    """
    k = TAU * freq_hz / sound_speed_mps
    return 8.686 * 1.0124 * math.pow(2.0 * below_per_s / sound_speed_mps, 2.0 / 3.0) * math.pow(k, 1.0 / 3.0)


@kernel
def ducted_loss_db(
    range_m: float, depth_a_m: float, layer_depth_m: float, sound_speed_mps: float, leak_db_per_m: float
) -> float:
    """Spreading of sound held in the layer: 20 log r to r0, then 10 log r0 + 10 log r; and the leak all the way.

    r0 = H / (2 sin a), a the limiting angle at the shallower point, at most a right angle.
    Source: Urick, ch. 6; Etter, section 5.2. Spreading rises with range.
    """
    sine = math.sin(max(limiting_angle_rad(depth_a_m, layer_depth_m, sound_speed_mps), 1e-3))
    transition_m = layer_depth_m / (2.0 * sine)
    distance_m = max(range_m, 1.0)
    inner_m = min(distance_m, transition_m)
    return 10.0 * math.log10(inner_m) + 10.0 * math.log10(distance_m) + leak_db_per_m * range_m


@kernel
def leaked_loss_db(
    range_m: float,
    shallow_m: float,
    deep_m: float,
    layer_depth_m: float,
    sound_speed_mps: float,
    below_per_s: float,
    leak_db_per_m: float,
) -> float:
    """Loss between a point in the duct and one in the shadow below it, by what leaks from the duct on the way.

    The duct holds the part sin(a) of a source's power and gives up l = leak / 4.343 of it a metre; the power that
    leaves at r' comes down to the deep point at r = r' + sqrt(2 c (deep - H) / below_per_s), at the angle b of that
    arc, through a ring 2 pi r sin(b) wide: ratio = 2 l sin(a) exp(-l r') / (r sin(b)). Alike both ways.
    Source: conservation of energy flux (Weston, J. Sound Vib. 18(2), 1971, p. 271).
    """
    leak = leak_db_per_m * math.log(10.0) / 10.0
    fall_m = max(deep_m - layer_depth_m, 1.0)
    left_m = max(range_m - math.sqrt(2.0 * fall_m * sound_speed_mps / below_per_s), 0.0)
    held = math.sin(limiting_angle_rad(shallow_m, layer_depth_m, sound_speed_mps))
    down = math.sin(math.sqrt(2.0 * fall_m * below_per_s / sound_speed_mps))
    ratio = 2.0 * leak * held / (max(range_m, 1.0) * down)
    return -10.0 * math.log10(max(ratio, 1e-30)) + leak_db_per_m * left_m


@kernel
def image_loss_db(range_m: float, freq_hz: float, depth_a_m: float, depth_b_m: float, sound_speed_mps: float) -> float:
    """What the surface's image takes from a low note near it: -20 log |2 sin x|, x = k za zb / r, from x = pi / 6 on.

    Before that the image now adds, now takes, and no more than 6 dB; the mean is read as none. Far out the loss is
    that of a dipole, 40 log r. Rises with range. Source: Urick, ch. 5 (Lloyd mirror); Jensen et al., sec. 1.4.
    """
    x = TAU * freq_hz / sound_speed_mps * max(depth_a_m, 0.0) * max(depth_b_m, 0.0) / max(range_m, 1.0)
    if x >= math.pi / 6.0:
        return 0.0
    return -20.0 * math.log10(max(2.0 * math.sin(x), 1e-5))
