"""Nomoto's equation: its closed forms against steps through time, and zig-zags."""

import math

import pytest

from fleetex.physics.nomoto import heading_change_rad, yaw_rate_radps, zigzag_overshoots_rad

STEP_S = 1e-3


def stepped(gain: float, time_s: float, turn: float) -> tuple[float, float]:
    """Overshoots of a zig-zag by the differential equation, a millisecond at a time."""
    heading = rate = before = 0.0
    side, found = 1.0, []
    while len(found) < 2:
        rate += STEP_S * (gain * side * turn - rate) / time_s
        heading += STEP_S * rate
        if side * heading >= turn:
            side = -side
        if before * rate < 0.0:
            found.append(abs(heading) - turn)
        before = rate
    return found[0], found[1]


@pytest.mark.parametrize(("gain", "time_s"), [(0.185, 107.3), (0.05, 20.0)])
def test_the_zigzag_is_that_of_the_equation(gain: float, time_s: float) -> None:
    turn = math.radians(10.0)
    for found, by_steps in zip(
        zigzag_overshoots_rad(gain, time_s, turn, turn), stepped(gain, time_s, turn), strict=True
    ):
        assert found == pytest.approx(by_steps, rel=2e-3)


def test_overshoot_rests_on_gain_times_time_alone() -> None:
    """Speed scales time: a ship at half speed turns in the same way in twice the time."""
    turn = math.radians(20.0)
    assert zigzag_overshoots_rad(0.1, 40.0, turn, turn) == pytest.approx(zigzag_overshoots_rad(0.05, 80.0, turn, turn))


def test_heading_is_the_integral_of_the_rate() -> None:
    total = sum(yaw_rate_radps(0.08, 12.0, 0.3, (k + 0.5) * 0.01) * 0.01 for k in range(3000))
    assert heading_change_rad(0.08, 12.0, 0.3, 30.0) == pytest.approx(total, rel=1e-6)
