"""Modes of shallow water against their own equation, against limits, and against closed forms."""

import math

import numpy as np
import pytest

from fleetex.physics.normal_modes import (
    Guide,
    across_pm,
    along_pm,
    carried_power,
    cutoff_hz,
    group_speed_mps,
    mode_count,
)

SHELF = Guide(80.0, 1510.0, 1650.0, 1.9)
MIRROR = Guide(100.0, 1500.0, 1e7, 1e9)
"""A bed that sends back everything, without turning the phase: modes are sines of (m - 1/2) pi z / D."""


def test_each_mode_fulfils_its_equation_and_there_are_no_others() -> None:
    for freq_hz in (30.0, 90.0, 300.0, 1000.0):
        wide = math.tau * freq_hz * math.sqrt(1.0 / 1510.0**2 - 1.0 / 1650.0**2)
        found = [across_pm(SHELF, freq_hz, mode) for mode in range(1, mode_count(SHELF, freq_hz) + 1)]
        for g in found:
            assert math.tan(g * 80.0) == pytest.approx(-1.9 * g / math.sqrt(wide * wide - g * g), rel=1e-6)
        steps = np.linspace(1e-6, wide * (1.0 - 1e-9), 200_001)
        sides = np.sqrt(wide * wide - steps * steps) * np.sin(steps * 80.0) + 1.9 * steps * np.cos(steps * 80.0)
        assert np.count_nonzero(np.diff(np.sign(sides))) == len(found)
        assert math.isnan(across_pm(SHELF, freq_hz, len(found) + 1))


def test_below_the_cutoff_and_over_a_slow_bed_nothing_is_carried() -> None:
    """Jensen et al.: f0 = c1 / (4 D sqrt(1 - (c1/c2)^2))."""
    assert cutoff_hz(SHELF) == pytest.approx(1510.0 / (320.0 * math.sqrt(1.0 - (1510.0 / 1650.0) ** 2)), rel=1e-12)
    assert mode_count(SHELF, 0.999 * cutoff_hz(SHELF)) == 0
    assert mode_count(SHELF, 1.001 * cutoff_hz(SHELF)) == 1
    mud = Guide(80.0, 1510.0, 1495.0, 1.4)
    assert mode_count(mud, 5000.0) == 0
    assert cutoff_hz(mud) == math.inf
    assert math.isnan(along_pm(mud, 5000.0, 1))


def test_over_a_mirror_modes_are_sines_and_their_speeds_multiply_to_the_square_of_the_waters() -> None:
    for mode in (1, 2, 7):
        assert across_pm(MIRROR, 200.0, mode) == pytest.approx((mode - 0.5) * math.pi / 100.0, rel=1e-6)
        phase_mps = math.tau * 200.0 / along_pm(MIRROR, 200.0, mode)
        assert phase_mps * group_speed_mps(MIRROR, 200.0, mode) == pytest.approx(1500.0**2, rel=1e-6)


def test_a_group_speed_is_the_slope_of_frequency_over_wave_number() -> None:
    for mode in (1, 3, 8):
        step = 1e-3
        slope = math.tau * 2 * step / (along_pm(SHELF, 300.0 + step, mode) - along_pm(SHELF, 300.0 - step, mode))
        assert group_speed_mps(SHELF, 300.0, mode) == pytest.approx(slope, rel=1e-5)


def test_the_mean_over_ranges_is_the_sum_of_the_modes_alone() -> None:
    """Interference has no mean: sum of 2 pi (sin sin / N)^2 / (k r), pi |.|^2 of each Hankel function."""
    ranges = np.linspace(20_000.0, 520_000.0, 200_001)
    mean = float(np.mean(carried_power(SHELF, 300.0, 30.0, 50.0, ranges) * ranges))
    alone = 0.0
    for mode in range(1, mode_count(SHELF, 300.0) + 1):
        g, k = across_pm(SHELF, 300.0, mode), along_pm(SHELF, 300.0, mode)
        depths = np.linspace(0.0, 80.0, 8_001)
        in_water = float(np.trapezoid(np.sin(g * depths) ** 2, depths))
        wide = math.tau * 300.0 * math.sqrt(1.0 / 1510.0**2 - 1.0 / 1650.0**2)
        norm = in_water + math.sin(g * 80.0) ** 2 / (2.0 * 1.9 * math.sqrt(wide * wide - g * g))
        alone += math.tau * (math.sin(g * 30.0) * math.sin(g * 50.0) / norm) ** 2 / k
    assert mean == pytest.approx(alone, rel=0.03)


def test_there_and_back_is_the_same() -> None:
    ranges = np.array([2_000.0, 7_654.0])
    there, back = carried_power(SHELF, 150.0, 12.0, 61.0, ranges), carried_power(SHELF, 150.0, 61.0, 12.0, ranges)
    assert there == pytest.approx(back, rel=1e-12)
