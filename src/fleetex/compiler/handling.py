"""Which ships handle worse than IMO's standards allow one of their length: told in the recording with the warnings."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fleetex.library.models import Platform, Steering
from fleetex.physics import handling, nomoto
from fleetex.units import DEG_RAD
from fleetex.vocabulary import Domain

if TYPE_CHECKING:
    from fleetex.compiler.world import Compiled

TEST_SPEED = 0.9
"""Of the greatest: MSC.137(76) asks for 90 per cent of the speed at 85 per cent of the engines' output."""
INITIAL_RAD = 10.0 * DEG_RAD
SMALL_RAD, GREAT_RAD = 10.0 * DEG_RAD, 20.0 * DEG_RAD
"""Of the two zig-zags: of rudder, and of heading at which it is put over."""


def handled_beyond_standards(compiled: "Compiled") -> Iterator[dict[str, Any]]:
    """A row of `warnings` for the classes that take part and turn or stop in more than the standard allows."""
    used = sorted({unit.class_id for unit in compiled.exercise.units.values()})
    classes = {name: compiled.library.platforms[name] for name in used}
    told = [f"{name} {words}" for name, platform in classes.items() for words in beyond_standards(platform)]
    if told:
        text = f"{'; '.join(told)} (IMO MSC.137(76))"
        yield {"time_s": 0.0, "model": "ship handling", "unit_id": "", "text": text}


def beyond_standards(platform: Platform) -> Iterator[str]:
    """What a class needs more of than the standard allows; nothing of ships that it is not for."""
    length_m, diameter_m = platform.length_m, platform.turn_diameter_m
    ship = platform.domain is Domain.SURFACE and length_m >= handling.LENGTH_M_MIN and diameter_m > 0.0
    if not ship:
        return
    stopping_m = math.inf
    if platform.decel_mps2 > 0.0:
        stopping_m = handling.stopping_m(TEST_SPEED * platform.speed_mps_max, platform.decel_mps2)
    asked = (
        ("advance", 0.5 * diameter_m, handling.advance_m_max(length_m)),
        ("tactical diameter", diameter_m, handling.tactical_diameter_m_max(length_m)),
        ("way to 10 degrees", handling.turned(diameter_m, INITIAL_RAD), handling.initial_turning_m_max(length_m)),
        ("way to stop", stopping_m, handling.stopping_m_max(length_m)),
    )
    for what, needed_m, allowed_m in asked:
        if needed_m > allowed_m:
            yield f"{what} {needed_m:,.0f} m, {allowed_m:,.0f} m allowed"
    if platform.steering is not None:
        yield from _steered_beyond(platform.steering, length_m, TEST_SPEED * platform.speed_mps_max)


def _steered_beyond(steering: Steering, length_m: float, speed_mps: float) -> Iterator[str]:
    """Of a ship whose answer to the helm is published: whether she goes straight, and how far she overshoots. Gain
    times time, on which that rests, is the same at all speeds."""
    if not nomoto.is_straight_line_stable(steering.first_s, steering.second_s):
        yield "left alone she does not go straight"
        return
    time_s = nomoto.first_order_time_s(steering.first_s, steering.second_s, steering.third_s)
    small, great = (
        nomoto.zigzag_overshoots_rad(steering.gain_per_s, time_s, rudder, rudder) for rudder in (SMALL_RAD, GREAT_RAD)
    )
    asked = (
        ("first overshoot of 10 degrees", small[0], handling.first_overshoot_rad_max(length_m, speed_mps, SMALL_RAD)),
        ("second overshoot of 10 degrees", small[1], handling.second_overshoot_rad_max(length_m, speed_mps)),
        ("first overshoot of 20 degrees", great[0], handling.first_overshoot_rad_max(length_m, speed_mps, GREAT_RAD)),
    )
    for what, needed_rad, allowed_rad in asked:
        if needed_rad > allowed_rad:
            yield f"{what} {needed_rad / DEG_RAD:.0f} deg, {allowed_rad / DEG_RAD:.0f} deg allowed"
