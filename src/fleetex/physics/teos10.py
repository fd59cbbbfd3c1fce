"""Sound speed by the equation of state of 2010 (TEOS-10): Absolute Salinity, Conservative Temperature, pressure.

Plain Python: reckoned once a profile when an exercise is compiled.
"""

import math

from fleetex.physics.cast import potential_temperature_c

GKG_PER_PSU = 35.16504 / 35.0
"""Absolute Salinity of sea salt in its reference proportions over practical salinity."""
_PER_GKG = 0.0248826675584615
_OFFSET = 5.971840214030754e-1
"""Salinity enters as x = sqrt(s / 40.19 + 0.597), temperature as y = t / 40, pressure as z = p / 10,000 dbar."""
_HEAT = 3991.86795711963
"""J/(kg K): Conservative Temperature is potential enthalpy over this."""
_DBAR_PA = 1e4

_VOLUME = (
    (
        (1.0769995862e-3, -6.0799143809e-5, 9.9856169219e-6, -1.1309361437e-6, 1.0531153080e-7, -1.2647261286e-8,
         1.9613503930e-9),
        (-3.1038981976e-4, 2.4262468747e-5, -5.8484432984e-7, 3.6310188515e-7, -1.1147125423e-7),
        (6.6928067038e-4, -3.4792460974e-5, -4.8122251597e-6, 1.6746303780e-8),
        (-8.5047933937e-4, 3.7470777305e-5, 4.9263106998e-6),
        (5.8086069943e-4, -1.7322218612e-5, -1.7811974727e-6),
        (-2.1092370507e-4, 3.0927427253e-6),
        (3.1932457305e-5,),
    ),
    (
        (-1.5649734675e-5, 1.8505765429e-5, -1.1736386731e-6, -3.6527006553e-7, 3.1454099902e-7),
        (3.5009599764e-5, -9.5677088156e-6, -5.5699154557e-6, -2.7295696237e-7),
        (-4.3592678561e-5, 1.1100834765e-5, 5.4620748834e-6),
        (3.4532461828e-5, -9.8447117844e-6, -1.3544185627e-6),
        (-1.1959409788e-5, 2.5909225260e-6),
        (1.3864594581e-6,),
    ),
    (
        (2.7762106484e-5, -1.1716606853e-5, 2.1305028740e-6, 2.8695905159e-7),
        (-3.7435842344e-5, -2.3678308361e-7, 3.9137387080e-7),
        (3.5907822760e-5, 2.9283346295e-6, -6.5731104067e-7),
        (-1.8698584187e-5, -4.8826139200e-7),
        (3.8595339244e-6,),
    ),
    (
        (-1.6521159259e-5, 7.9279656173e-6, -4.6132540037e-7),
        (2.4141479483e-5, -3.4558773655e-6, 7.7618888092e-9),
        (-1.4353633048e-5, 3.1655306078e-7),
        (2.2863324556e-6,),
    ),
    (
        (6.9111322702e-6, -3.4102187482e-6, -6.3352916514e-8),
        (-8.7595873154e-6, 1.2956717783e-6),
        (4.3703680598e-6,),
    ),
    ((-8.0539615540e-7, 5.0736766814e-7), (-3.3052758900e-7,)),
    ((2.0543094268e-7,),),
)  # fmt: skip
"""Specific volume (m3/kg), 75 terms: row y, then x, then z."""


def sound_speed_teos10_mps(absolute_salinity_gkg: float, conservative_c: float, pressure_dbar: float) -> float:
    """Speed of sound in the sea (m/s): sqrt(-v^2 / (dv / dp)) of the specific volume v, a polynomial of 75 terms of
    Absolute Salinity, Conservative Temperature and pressure.

    0 to 42 g/kg, -6 to 40 C, 0 to 8,000 dbar, where the sea has such water; within 0.03 m/s of the full function.
    Source: Roquet et al., Ocean Modelling 90, 2015, p. 29; IOC, SCOR and IAPSO, The international thermodynamic
    equation of seawater, 2010.
    """
    x = math.sqrt(_PER_GKG * absolute_salinity_gkg + _OFFSET)
    y = conservative_c / 40.0
    z = pressure_dbar / 1e4
    volume = slope = 0.0
    for of_y in reversed(_VOLUME):
        volume_x = slope_x = 0.0
        for of_x in reversed(of_y):
            volume_z = slope_z = 0.0
            for coefficient in reversed(of_x):
                slope_z = slope_z * z + volume_z
                volume_z = volume_z * z + coefficient
            volume_x, slope_x = volume_x * x + volume_z, slope_x * x + slope_z
        volume, slope = volume * y + volume_x, slope * y + slope_x
    return _DBAR_PA * math.sqrt(-volume * volume / slope)


def conservative_temperature_c(absolute_salinity_gkg: float, potential_c: float) -> float:
    """Conservative Temperature of a potential temperature: potential enthalpy over 3,991.868 J/(kg K).

    Source: IOC, SCOR and IAPSO 2010, for p = 0; McDougall & Barker, Getting started with TEOS-10, 2011.
    """
    square = _PER_GKG * absolute_salinity_gkg
    x, y = math.sqrt(square), 0.025 * potential_c
    fresh = 61.01362420681071 + y * (
        168776.46138048015
        + y
        * (
            -2735.2785605119625
            + y
            * (
                2574.2164453821433
                + y * (-1536.6644434977543 + y * (545.7340497931629 + y * (-50.91091728474331 - y * 18.30489878927802)))
            )
        )
    )
    salt = 268.5520265845071 + y * (
        -12019.028203559312
        + y
        * (
            3734.858026725145
            + y * (-2046.7671145057618 + y * (465.28655623826234 + y * (-0.6370820302376359 - y * 10.650848542359153)))
        )
    )
    first = 937.2099110620707 + y * (
        588.1802812170108 + y * (248.39476522971285 + y * (-3.871557904936333 - y * 2.6268019854268356))
    )
    warm = y * (
        936.3206544460336
        + y * (-942.7827304544439 + y * (369.4389437509002 + y * (-33.83664947895248 - y * 9.987880382780322)))
    )
    second = -1687.914374187449 + x * (246.9598888781377 + x * (123.59576582457964 - x * 48.5891069025409)) + warm
    return (fresh + square * (salt + x * (first + x * second))) / _HEAT


def sound_speed_of_cast_mps(salinity_psu: float, temperature_c: float, pressure_dbar: float) -> float:
    """`sound_speed_teos10_mps` of what a cast measures: practical salinity and temperature where it hangs.

    Salt is taken to be in its reference proportions: what sea salt of one ocean is off them (up to 0.03 g/kg, 0.04 m/s)
    is left out. Potential temperature as UNESCO 44 has it.
    """
    absolute_gkg = GKG_PER_PSU * salinity_psu
    potential_c = potential_temperature_c(salinity_psu, temperature_c, pressure_dbar)
    return sound_speed_teos10_mps(absolute_gkg, conservative_temperature_c(absolute_gkg, potential_c), pressure_dbar)
