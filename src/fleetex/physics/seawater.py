"""Sea water as sound meets it: speed, absorption, and depth against pressure.

Temperature in degrees Celsius, salinity in practical units (PSS-78, or parts per thousand), depth in metres down,
latitude in radians, pressure in decibars above the atmosphere. Each formula is evaluated as it stands: outside the
range in its docstring it extrapolates.
"""

import math

from fleetex.physics.compiled import kernel

_KELVIN = 273.0
"""Francois and Garrison write T + 273, not 273.15."""


@kernel
def sound_speed_mackenzie_mps(temperature_c: float, salinity_psu: float, depth_m: float) -> float:
    """Nine-term speed of sound in the sea (m/s), standard error 0.07 m/s.

    c = 1448.96 + 4.591 T - 5.304e-2 T^2 + 2.374e-4 T^3 + 1.340 (S - 35) + 1.630e-2 D + 1.675e-7 D^2
        - 1.025e-2 T (S - 35) - 7.139e-13 T D^3. Valid for 2 to 30 C, 25 to 40 psu, 0 to 8,000 m.
    Source: Mackenzie, J. Acoust. Soc. Am. 70(3), 1981, p. 807.
    """
    t = temperature_c
    s = salinity_psu - 35.0
    d = depth_m
    return (
        1448.96
        + t * (4.591 + t * (-5.304e-2 + t * 2.374e-4))
        + 1.340 * s
        + d * (1.630e-2 + d * 1.675e-7)
        - 1.025e-2 * t * s
        - 7.139e-13 * t * d * d * d
    )


@kernel
def sound_speed_unesco_mps(temperature_c: float, salinity_psu: float, pressure_dbar: float) -> float:
    """Speed of sound of the UNESCO algorithm: U = Cw(T, P) + A(T, P) S + B(T, P) S^1.5 + D(P) S^2 (m/s).

    T on the scale of 1968 (1.00024 times that of 1990), P in bar inside. Valid for 0 to 40 C, 0 to 40 psu, 0 to
    10,000 dbar. Source: Chen & Millero, J. Acoust. Soc. Am. 62(5), 1977, p. 1129, as in Fofonoff & Millard, UNESCO
    Technical Papers in Marine Science 44, 1983, p. 46.
    """
    t = temperature_c
    s = max(salinity_psu, 0.0)
    p = pressure_dbar / 10.0
    c0 = 1402.388 + t * (5.03711 + t * (-5.80852e-2 + t * (3.3420e-4 + t * (-1.47800e-6 + t * 3.1464e-9))))
    c1 = 0.153563 + t * (6.8982e-4 + t * (-8.1788e-6 + t * (1.3621e-7 - t * 6.1185e-10)))
    c2 = 3.1260e-5 + t * (-1.7107e-6 + t * (2.5974e-8 + t * (-2.5335e-10 + t * 1.0405e-12)))
    c3 = -9.7729e-9 + t * (3.8504e-10 - t * 2.3643e-12)
    a0 = 1.389 + t * (-1.262e-2 + t * (7.164e-5 + t * (2.006e-6 - t * 3.21e-8)))
    a1 = 9.4742e-5 + t * (-1.2580e-5 + t * (-6.4885e-8 + t * (1.0507e-8 - t * 2.0122e-10)))
    a2 = -3.9064e-7 + t * (9.1041e-9 + t * (-1.6002e-10 + t * 7.988e-12))
    a3 = 1.100e-10 + t * (6.649e-12 - t * 3.389e-13)
    b = -1.922e-2 - 4.42e-5 * t + (7.3637e-5 + 1.7945e-7 * t) * p
    d = 1.727e-3 - 7.9836e-6 * p
    pure = c0 + p * (c1 + p * (c2 + p * c3))
    linear = a0 + p * (a1 + p * (a2 + p * a3))
    return pure + s * (linear + b * math.sqrt(s) + d * s)


@kernel
def depth_from_pressure_m(pressure_dbar: float, latitude_rad: float) -> float:
    """Depth (m) at a pressure in the standard ocean (35 psu, 0 C): a quartic in P over the mean gravity.

    Agrees with the tables to 0.1 m down to 10,000 dbar; a real column differs by its geopotential anomaly (metres).
    Source: Saunders & Fofonoff, Deep-Sea Res. 23, 1976, p. 109; Fofonoff & Millard, UNESCO 44, 1983, p. 25.
    """
    p = pressure_dbar
    sine = math.sin(latitude_rad)
    x = sine * sine
    gravity = 9.780318 * (1.0 + (5.2788e-3 + 2.36e-5 * x) * x) + 1.092e-6 * p
    return p * (9.72659 + p * (-2.2512e-5 + p * (2.279e-10 - p * 1.82e-15))) / gravity


@kernel
def pressure_from_depth_dbar(depth_m: float, latitude_rad: float) -> float:
    """Pressure (dbar) at a depth: `depth_from_pressure_m` solved by Saunders' closed form and two steps of Newton.

    P = ((1 - c1) - sqrt((1 - c1)^2 - 8.84e-6 z)) / 4.42e-6, c1 = 5.92e-3 + 5.25e-3 sin^2(latitude), is good to 0.1
    dbar; the steps close the round trip to 1e-9 of the depth.
    Source: Saunders, J. Phys. Oceanogr. 11, 1981, p. 573. Valid as `depth_from_pressure_m`.
    """
    sine = math.sin(latitude_rad)
    c1 = 5.92e-3 + 5.25e-3 * sine * sine
    p = ((1.0 - c1) - math.sqrt((1.0 - c1) * (1.0 - c1) - 8.84e-6 * depth_m)) / 4.42e-6
    for _ in range(2):
        metres_per_dbar = depth_from_pressure_m(p + 0.5, latitude_rad) - depth_from_pressure_m(p - 0.5, latitude_rad)
        p += (depth_m - depth_from_pressure_m(p, latitude_rad)) / metres_per_dbar
    return p


@kernel
def absorption_db_per_m(
    freq_hz: float, temperature_c: float, salinity_psu: float, depth_m: float, acidity_ph: float
) -> float:
    """Absorption of sound (dB/m): boric acid, magnesium sulphate and pure water, each A P f1 f^2 / (f1^2 + f^2).

    Within 5 % for 400 Hz to 1 MHz, -2 to 30 C, 30 to 35 psu, 0 to 3,500 m; pH (NBS scale) 7.7 to 8.3.
    Source: Francois & Garrison, J. Acoust. Soc. Am. 72, 1982, part I p. 896, part II p. 1879.
    """
    f = freq_hz / 1000.0
    t = temperature_c
    s = salinity_psu
    d = depth_m
    c = 1412.0 + 3.21 * t + 1.19 * s + 0.0167 * d
    a1 = 8.86 / c * math.pow(10.0, 0.78 * acidity_ph - 5.0)
    f1 = 2.8 * math.sqrt(s / 35.0) * math.pow(10.0, 4.0 - 1245.0 / (t + _KELVIN))
    a2 = 21.44 * s / c * (1.0 + 0.025 * t)
    p2 = 1.0 + d * (-1.37e-4 + d * 6.2e-9)
    f2 = 8.17 * math.pow(10.0, 8.0 - 1990.0 / (t + _KELVIN)) / (1.0 + 0.0018 * (s - 35.0))
    if t <= 20.0:
        a3 = 4.937e-4 + t * (-2.59e-5 + t * (9.11e-7 - t * 1.50e-8))
    else:
        a3 = 3.964e-4 + t * (-1.146e-5 + t * (1.45e-7 - t * 6.5e-10))
    p3 = 1.0 + d * (-3.83e-5 + d * 4.9e-10)
    square = f * f
    acid = a1 * f1 * square / (f1 * f1 + square)
    sulphate = a2 * p2 * f2 * square / (f2 * f2 + square)
    return (acid + sulphate + a3 * p3 * square) / 1000.0


@kernel
def absorption_thorp_db_per_m(freq_hz: float) -> float:
    """Absorption (dB/m) of water at 4 C, pH 8, 1,000 m: a sum of three terms in f^2.

    3.3e-3 + 0.11 f^2 / (1 + f^2) + 44 f^2 / (4100 + f^2) + 3e-4 f^2 in dB/km, f in kHz, 0.1 to 50. For comparison with
    older work; `absorption_db_per_m` is the model.
    Source: Thorp, J. Acoust. Soc. Am. 42, 1967, p. 270; Jensen et al., Computational Ocean Acoustics, eq. 1.34.
    """
    f = freq_hz / 1000.0
    square = f * f
    return (3.3e-3 + 0.11 * square / (1.0 + square) + 44.0 * square / (4100.0 + square) + 3.0e-4 * square) / 1000.0
