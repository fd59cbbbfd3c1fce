"""What ships and submarines sound like: radiated noise and a sonar's own, by speed, depth and frequency.

Spectrum levels, dB re 1 uPa^2/Hz, radiated at 1 m. `vessel_source_db` is a fit to thousands of ships; the levels of a
submarine or a warship are the library's, and `radiated_noise_db` says how they change with speed and depth.
"""

import math

from fleetex.physics.ambient import power_sum_db
from fleetex.physics.compiled import kernel
from fleetex.units import FT_M, KN_MPS

SURFACE_PRESSURE_M = 10.0
"""Atmospheric pressure as a depth of sea water (m): 101,325 Pa / (1,026 kg/m3 g), rounded."""

_REFERENCE_LENGTH_M = 300.0 * FT_M
_LOW_HUMP_HZ = 100.0


@kernel
def vessel_source_db(
    freq_hz: float, speed_mps: float, length_m: float, class_speed_mps: float, cargo_damping: float, damping: float
) -> float:
    """Source level of a surface ship of a class (dB re 1 uPa^2/Hz at 1 m, monopole): the JOMOPANS-ECHO spectrum.

    Over 100 Hz: 191 - 20 log f1 - 10 log ((1 - f/f1)^2 + D^2), f1 = 480 / (class speed in kn); plus
    60 log (v / class speed) + 20 log (length / 300 ft). Cargo ships under 100 Hz: 208 - 40 log f1 + 10 log f
    - 10 log ((1 - (f/f1)^2)^2 + D^2), f1 = 600 / (class speed). `damping` D: 3, cruise ships 4; `cargo_damping`: 0.8
    container and bulk, 1 tanker and car carrier, 0 for a ship without that hump. Class speeds (kn): fishing 6.4, tug
    3.7, naval 11.1, passenger 9.7, cruise 17.1, research 8, bulk 13.9, container 18, car carrier 15.8, tanker 12.4,
    dredger 9.5, other 7.4. 20 Hz to 20 kHz, standard deviation 6 dB. A stopped ship counts as one of 0.5 m/s.
    Source: MacGillivray & de Jong, J. Mar. Sci. Eng. 9(4), 2021, 369.
    """
    class_kn = class_speed_mps / KN_MPS
    by_size = 60.0 * math.log10(max(speed_mps, 0.5) / class_speed_mps) + 20.0 * math.log10(
        length_m / _REFERENCE_LENGTH_M
    )
    if cargo_damping > 0.0 and freq_hz < _LOW_HUMP_HZ:
        f1 = 600.0 / class_kn
        off = 1.0 - (freq_hz / f1) * (freq_hz / f1)
        hump = 10.0 * math.log10(off * off + cargo_damping * cargo_damping)
        return 208.0 - 40.0 * math.log10(f1) + 10.0 * math.log10(freq_hz) - hump + by_size
    f1 = 480.0 / class_kn
    off = 1.0 - freq_hz / f1
    return 191.0 - 20.0 * math.log10(f1) - 10.0 * math.log10(off * off + damping * damping) + by_size


@kernel
def inception_speed_mps(surface_speed_mps: float, depth_m: float) -> float:
    """Speed at which the screw begins to cavitate at a depth: inception at the surface times sqrt(1 + depth / 10 m).

    A cavitation number is pressure over speed squared (vapour pressure left out); `surface_speed_mps` is the speed
    reduced to no water above the screw. Source: Ross, Mechanics of Underwater Noise, 1976; Urick, ch. 10.
    """
    return surface_speed_mps * math.sqrt(1.0 + max(depth_m, 0.0) / SURFACE_PRESSURE_M)


@kernel
def machinery_db(freq_hz: float, level_db: float) -> float:
    """Spectrum of machinery by its level at 1 kHz: falls 20 dB a decade, level under 100 Hz. Source: Urick, ch. 10."""
    return level_db - 20.0 * math.log10(max(freq_hz, 100.0) / 1000.0)


@kernel
def radiated_noise_db(
    freq_hz: float,
    speed_mps: float,
    depth_m: float,
    quiet_db: float,
    quiet_speed_mps: float,
    surface_inception_mps: float,
    cavitation_db: float,
) -> float:
    """Broadband source level by speed: quiet machinery, flow and screw growing as v^6, and cavitation.

    At 1 kHz: `quiet_db` summed with quiet_db + 60 log (v / quiet speed), so 3 dB over the machinery at the quiet speed;
    past inception `cavitation_db` (1 - exp(-10 (v / inception - 1))) more. Falls 20 dB a decade of frequency, level
    below 100 Hz. Rises with speed, falls with depth. Typical cavitation_db: 20 (Urick, ch. 10: 20 to 50 for a
    submarine). Source: Ross 1976 (v^6); Urick, ch. 10 (cavitation, spectrum); the approach to its end is ours.
    """
    spectrum = machinery_db(freq_hz, 0.0)
    moving = quiet_db + 60.0 * math.log10(max(speed_mps, 0.05) / quiet_speed_mps)
    level = power_sum_db(quiet_db, moving) + spectrum
    over = speed_mps / inception_speed_mps(surface_inception_mps, depth_m) - 1.0
    if over > 0.0:
        level += cavitation_db * (1.0 - math.exp(-10.0 * over))
    return level


@kernel
def self_noise_db(freq_hz: float, speed_mps: float, floor_db: float, equal_speed_mps: float) -> float:
    """Own noise at a sonar, as an isotropic spectrum level: a floor at 1 kHz and flow that equals it at a speed.

    floor + flow, flow = floor + 60 log (v / equal speed); falls 20 dB a decade of frequency. 1.5 dB a
    knot at 17 kn. Source: Urick, ch. 11 (hull sonars: 1.5 to 2 dB a knot); Ross 1976 (flow noise as v^6).
    """
    flow = floor_db + 60.0 * math.log10(max(speed_mps, 0.05) / equal_speed_mps)
    return power_sum_db(floor_db, flow) - 20.0 * math.log10(freq_hz / 1000.0)
