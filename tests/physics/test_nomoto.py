"""Nomoto's equation: its closed forms against steps through time, and zig-zags."""

import math

import pytest

from fleetex.physics.handling import GEAR_RADPS_MIN
from fleetex.physics.nomoto import heading_change_rad, yaw_rate_radps, zigzag_overshoots_rad

STEP_S = 1e-3


def stepped(gain: float, time_s: float, turn: float, gear_radps: float) -> tuple[float, float]:
    """Overshoots of a zig-zag by the differential equation, a millisecond at a time; the rudder moves so fast."""
    heading = rate = before = 0.0
    side, found, rudder = 1.0, [], turn
    while len(found) < 2:
        rudder += max(-STEP_S * gear_radps, min(STEP_S * gear_radps, side * turn - rudder))
        rate += STEP_S * (gain * rudder - rate) / time_s
        heading += STEP_S * rate
        if side * heading >= turn:
            side = -side
        if before * rate < 0.0:
            found.append(abs(heading) - turn)
        before = rate
    return found[0], found[1]


@pytest.mark.parametrize(("gain", "time_s"), [(0.185, 107.3), (0.05, 20.0)])
@pytest.mark.parametrize(("gear_radps", "within"), [(1e3, 2e-3), (GEAR_RADPS_MIN, 2e-2)])
def test_the_zigzag_is_that_of_the_equation(gain: float, time_s: float, gear_radps: float, within: float) -> None:
    """A rudder that moves is taken at its mean delay, which costs little."""
    turn = math.radians(10.0)
    told = zigzag_overshoots_rad(gain, time_s, turn, turn, gear_radps)
    for found, by_steps in zip(told, stepped(gain, time_s, turn, gear_radps), strict=True):
        assert found == pytest.approx(by_steps, rel=within)


def test_a_slow_gear_adds_what_she_turns_until_the_rudder_is_over() -> None:
    turn = math.radians(10.0)
    slow, at_once = (zigzag_overshoots_rad(0.185, 107.3, turn, turn, gear)[0] for gear in (GEAR_RADPS_MIN, 1e3))
    assert math.radians(1.0) < slow - at_once < math.radians(4.0)


def test_overshoot_rests_on_gain_times_time_alone() -> None:
    """Speed scales time: a ship at half speed turns in the same way in twice the time, if her rudder does too."""
    turn = math.radians(20.0)
    fast, slow = zigzag_overshoots_rad(0.1, 40.0, turn, turn, 0.04), zigzag_overshoots_rad(0.05, 80.0, turn, turn, 0.02)
    assert fast == pytest.approx(slow)


def test_heading_is_the_integral_of_the_rate() -> None:
    total = sum(yaw_rate_radps(0.08, 12.0, 0.3, (k + 0.5) * 0.01) * 0.01 for k in range(3000))
    assert heading_change_rad(0.08, 12.0, 0.3, 30.0) == pytest.approx(total, rel=1e-6)
