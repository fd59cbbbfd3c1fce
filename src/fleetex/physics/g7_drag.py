"""Drag coefficient of the G7 standard projectile (long, boat-tailed) by Mach number.

Ballistic Research Laboratory's G7 function as tabulated by McCoy, Modern Exterior Ballistics, 1999; recalled from the
literature and confirmed by the gunnery rows of the truth tests. From Mach 0 to 3; above, the last value goes on.
"""

import math

import numpy as np

from fleetex.physics.compiled import kernel

MACH_CD = (
    (0.0, 0.1198),
    (0.05, 0.1197),
    (0.1, 0.1196),
    (0.15, 0.1194),
    (0.2, 0.1193),
    (0.25, 0.1194),
    (0.3, 0.1194),
    (0.35, 0.1194),
    (0.4, 0.1193),
    (0.45, 0.1193),
    (0.5, 0.1194),
    (0.55, 0.1193),
    (0.6, 0.1194),
    (0.65, 0.1197),
    (0.7, 0.1202),
    (0.725, 0.1207),
    (0.75, 0.1215),
    (0.775, 0.1226),
    (0.8, 0.1242),
    (0.825, 0.1266),
    (0.85, 0.1306),
    (0.875, 0.1368),
    (0.9, 0.1464),
    (0.925, 0.166),
    (0.95, 0.2054),
    (0.975, 0.2993),
    (1.0, 0.3803),
    (1.025, 0.4015),
    (1.05, 0.4043),
    (1.075, 0.4034),
    (1.1, 0.4014),
    (1.125, 0.3987),
    (1.15, 0.3955),
    (1.2, 0.3884),
    (1.25, 0.381),
    (1.3, 0.3732),
    (1.35, 0.3657),
    (1.4, 0.358),
    (1.5, 0.344),
    (1.55, 0.3376),
    (1.6, 0.3315),
    (1.65, 0.326),
    (1.7, 0.3209),
    (1.75, 0.316),
    (1.8, 0.3117),
    (1.85, 0.3078),
    (1.9, 0.3042),
    (1.95, 0.301),
    (2.0, 0.298),
    (2.05, 0.2951),
    (2.1, 0.2922),
    (2.15, 0.2892),
    (2.2, 0.2864),
    (2.25, 0.2835),
    (2.3, 0.2807),
    (2.35, 0.2779),
    (2.4, 0.2752),
    (2.45, 0.2725),
    (2.5, 0.2697),
    (2.55, 0.267),
    (2.6, 0.2643),
    (2.65, 0.2615),
    (2.7, 0.2588),
    (2.75, 0.2561),
    (2.8, 0.2533),
    (2.85, 0.2506),
    (2.9, 0.2479),
    (2.95, 0.2451),
    (3.0, 0.2424),
)
"""(Mach number, drag coefficient); every Mach number is a multiple of MACH_STEP."""

MACH_STEP = 0.025
_STEPS = round(MACH_CD[-1][0] / MACH_STEP)
_EVEN_CD = np.interp(np.arange(_STEPS + 1) * MACH_STEP, *np.array(MACH_CD).T)


@kernel
def drag_coefficient_g7(mach: float) -> float:
    """Linear between the table's rows; the last row's value from Mach 3 up (and for nan, which must not index)."""
    place = mach / MACH_STEP
    if not place < _STEPS:
        return float(_EVEN_CD[_STEPS])
    step = math.floor(place)
    share = place - step
    return float(_EVEN_CD[step] * (1.0 - share) + _EVEN_CD[step + 1] * share)
