"""RAS-L: the delivering ship's way past who lies stopped ahead of her.

With a ship alongside she keeps clear of nobody by herself: others keep out of her way (COLREG 1972, rules 3(g) and 18).
Who lies stopped cannot. She alters early, five degrees at a time, so that the ships alongside can follow.
"""

import math
from collections.abc import Collection

from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SurfaceKind

STEP_RAD = 5.0 * DEG_RAD
STEPS = 6
STEP_EVERY_S = 60.0
AHEAD_S = 900.0
CLEAR_M = 900.0
NEAR_M = 4.0 * NMI_M
LYING_MPS = 1.0
"""Design values: how much she alters at a time, in how many steps at most, and how often; how far ahead she looks, and
how far off she passes; who is slower than this lies stopped."""


def bend_for(view: View, course_rad: float, speed_mps: float, but: Collection[str]) -> float | None:
    """The least alteration of a course that passes all who lie stopped ahead, to starboard if both serve; None if no
    step does. `but`: those in the serial, who keep clear by themselves."""
    held = view.near(view.own().position, NEAR_M, but)
    lying = [told for _, told in held if told.identity not in but and _lies(told)]
    for step in range(STEPS + 1):
        for bend_rad in (step * STEP_RAD, -step * STEP_RAD):
            if all(_passes(told, course_rad + bend_rad, speed_mps) for told in lying):
                return bend_rad
    return None


def step_to(bend_rad: float, wanted_rad: float) -> float:
    """One step from an alteration towards another."""
    return bend_rad + min(max(wanted_rad - bend_rad, -STEP_RAD), STEP_RAD)


def _lies(told: TrackEstimate) -> bool:
    return told.speed_mps < LYING_MPS and told.kind is not SurfaceKind.AIRCRAFT and not told.unseen


def _passes(told: TrackEstimate, course_rad: float, speed_mps: float) -> bool:
    """Whether a straight way from here leaves so much room."""
    ahead_m = told.range_m * math.cos(told.bearing_rad - course_rad)
    aside_m = abs(told.range_m * math.sin(told.bearing_rad - course_rad))
    return not 0.0 < ahead_m < speed_mps * AHEAD_S or aside_m >= CLEAR_M
