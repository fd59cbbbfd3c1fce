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
ZIGZAG_RAD = 10.0 * DEG_RAD
"""Of rudder, and of heading at which it is put over. At 20, the standard's other zig-zag, a linear K says too much."""


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
    """Of a ship whose answer to the helm is published: whether she goes straight, and how far she overshoots with the
    slowest steering gear that is allowed. K and T are taken as of her test speed."""
    if not nomoto.is_straight_line_stable(steering.first_s, steering.second_s):
        yield "left alone she does not go straight"
        return
    time_s = nomoto.first_order_time_s(steering.first_s, steering.second_s, steering.third_s)
    first, second = nomoto.zigzag_overshoots_rad(
        steering.gain_per_s, time_s, ZIGZAG_RAD, ZIGZAG_RAD, handling.GEAR_RADPS_MIN
    )
    asked = (
        ("first overshoot of 10 degrees", first, handling.first_overshoot_rad_max(length_m, speed_mps, ZIGZAG_RAD)),
        ("second overshoot of 10 degrees", second, handling.second_overshoot_rad_max(length_m, speed_mps)),
    )
    for what, needed_rad, allowed_rad in asked:
        if needed_rad > allowed_rad:
            yield f"{what} {needed_rad / DEG_RAD:.1f} deg, {allowed_rad / DEG_RAD:.1f} deg allowed"
