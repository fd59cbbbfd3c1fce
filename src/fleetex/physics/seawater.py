"""Sea water as sound meets it: its speed and its absorption.

Temperature in degrees Celsius, salinity in practical units (PSS-78, or parts per thousand), depth in metres down. Each
formula is evaluated as it stands: outside the range in its docstring it extrapolates.
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
def absorption_ainslie_mccolm_db_per_m(
    freq_hz: float, temperature_c: float, salinity_psu: float, depth_m: float, acidity_ph: float
) -> float:
    """Absorption of sound (dB/m) by three simple terms, in dB/km: 0.106 f1 f^2 / (f1^2 + f^2) exp((pH - 8) / 0.56)
    + 0.52 (1 + T / 43) (S / 35) f2 f^2 / (f2^2 + f^2) exp(-z / 6) + 0.00049 f^2 exp(-(T / 27 + z / 17)).

    f1 = 0.78 sqrt(S / 35) exp(T / 26), f2 = 42 exp(T / 17); f in kHz, z in km. Within 10 % of Francois and Garrison for
    100 Hz to 1 MHz, -6 to 35 C (35 psu), 5 to 50 psu, 0 to 7,000 m, pH 7.7 to 8.3.
    Source: Ainslie & McColm, J. Acoust. Soc. Am. 103, 1998, p. 1671.
    """
    square = (freq_hz / 1000.0) * (freq_hz / 1000.0)
    t = temperature_c
    z = depth_m / 1000.0
    salt = salinity_psu / 35.0
    f1 = 0.78 * math.sqrt(salt) * math.exp(t / 26.0)
    f2 = 42.0 * math.exp(t / 17.0)
    acid = 0.106 * f1 * square / (f1 * f1 + square) * math.exp((acidity_ph - 8.0) / 0.56)
    sulphate = 0.52 * (1.0 + t / 43.0) * salt * f2 * square / (f2 * f2 + square) * math.exp(-z / 6.0)
    return (acid + sulphate + 0.00049 * square * math.exp(-(t / 27.0 + z / 17.0))) / 1000.0


@kernel
def absorption_thorp_db_per_m(freq_hz: float) -> float:
    """Absorption of sound (dB/m) by frequency alone, in dB/km: 3.3e-3 + 0.11 f^2 / (1 + f^2) + 44 f^2 / (4100 + f^2)
    + 3.0e-4 f^2, f in kHz.

    For water of 4 C and 35 psu at 1,000 m, pH 8; 50 Hz to 50 kHz.
    Source: Thorp, J. Acoust. Soc. Am. 42, 1967, p. 270, as in Jensen et al., Computational Ocean Acoustics, (1.34).
    """
    square = (freq_hz / 1000.0) * (freq_hz / 1000.0)
    per_km = 3.3e-3 + 0.11 * square / (1.0 + square) + 44.0 * square / (4100.0 + square) + 3.0e-4 * square
    return per_km / 1000.0
