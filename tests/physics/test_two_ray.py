"""Two ways over the sea: the plane's closed form, the round earth's by brute force, the mean of a tall target."""

import math

import numpy as np
import pytest

from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.physics.two_ray import (
    MOST,
    heights_over_tangent_m,
    mean_two_way_factor,
    path_over_flat_m,
    reflected_share,
    two_way_factor,
)

PLACES = [
    (5_000.0, 20.0, 3.0),
    (12_000.0, 25.0, 10.0),
    (22_000.0, 30.0, 15.0),
    (30_000.0, 10.0, 300.0),
    (60_000.0, 22.0, 900.0),
]


def exact_path_m(range_m: float, height_a_m: float, height_b_m: float) -> tuple[float, float]:
    """How much longer the shortest way by a circle of the earth is than the straight one, and where it touches."""
    whole = range_m / RADIO_EARTH_M
    at = np.linspace(0.0, 1.0, 2_000_001)[1:-1] * whole
    a, b = RADIO_EARTH_M + height_a_m, RADIO_EARTH_M + height_b_m

    def side(high: float, angle: np.ndarray) -> np.ndarray:
        lift = high - RADIO_EARTH_M
        return np.sqrt(lift * lift + 4.0 * high * RADIO_EARTH_M * np.sin(angle / 2.0) ** 2)

    ways = side(a, at) + side(b, whole - at)
    k = int(np.argmin(ways))
    straight = math.sqrt((a - b) ** 2 + 4.0 * a * b * math.sin(whole / 2.0) ** 2)
    return float(ways[k]) - straight, float(at[k]) * RADIO_EARTH_M


@pytest.mark.parametrize(("range_m", "a_m", "b_m"), PLACES)
def test_the_way_by_the_sea_is_the_shortest_over_the_round_earth(range_m: float, a_m: float, b_m: float) -> None:
    exact_m, touches_m = exact_path_m(range_m, a_m, b_m)
    over_a, over_b = heights_over_tangent_m(range_m, a_m, b_m, RADIO_EARTH_M)
    assert over_a == pytest.approx(a_m - touches_m**2 / (2.0 * RADIO_EARTH_M), abs=0.01)
    assert path_over_flat_m(range_m, over_a, over_b) == pytest.approx(exact_m, rel=0.01)
    assert over_a / touches_m == pytest.approx(over_b / (range_m - touches_m), rel=1e-3)  # as steep up as down


def test_at_the_horizon_nothing_stands_over_the_tangent() -> None:
    horizon_m = radar_horizon_m(20.0, 5.0, RADIO_EARTH_M)
    over_a, over_b = heights_over_tangent_m(horizon_m, 20.0, 5.0, RADIO_EARTH_M)
    assert over_a == pytest.approx(0.0, abs=0.01)
    assert over_b == pytest.approx(0.0, abs=0.01)
    assert two_way_factor(path_over_flat_m(horizon_m, over_a, over_b), 0.03, 1.0) < 1e-9


def test_a_smooth_sea_gives_the_sine_of_the_textbooks() -> None:
    """F = 2 |sin(2 pi ha hb / (lambda r))|: Blake; Skolnik."""
    for range_m, a_m, b_m in PLACES:
        factor = two_way_factor(path_over_flat_m(range_m, a_m, b_m), 0.1, 1.0)
        assert factor == pytest.approx((2.0 * math.sin(math.tau * a_m * b_m / (0.1 * range_m))) ** 4, abs=1e-9)
        assert 0.0 <= factor <= MOST


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9, 1.0])
@pytest.mark.parametrize("path_m", [1e-4, 0.0003, 0.0008, 0.02, 0.3, 40.0])
def test_a_tall_target_has_the_mean_over_its_heights(path_m: float, share: float) -> None:
    each = [two_way_factor(path_m * (k + 0.5) / 20_000, 0.1, share) for k in range(20_000)]
    assert mean_two_way_factor(path_m, 0.1, share) == pytest.approx(float(np.mean(each)), rel=2e-3, abs=1e-15)


def test_a_high_target_gains_six_in_power_and_a_low_one_falls_with_the_eighth_power_of_range() -> None:
    assert mean_two_way_factor(1e5, 0.03, 1.0) == pytest.approx(6.0, rel=1e-3)
    low = [two_way_factor(path_over_flat_m(range_m, 15.0, 1.0), 0.3, 1.0) / range_m**4 for range_m in (9e3, 18e3)]
    assert low[0] / low[1] == pytest.approx(2.0**8, rel=0.02)


def test_a_rough_sea_reflects_little_of_short_waves_and_nothing_is_left_of_the_lobes() -> None:
    """Rayleigh's bound of roughness: with s sin g = lambda / 8 the amplitude has fallen to exp(-pi^2 / 8), 0.29."""
    assert reflected_share(0.0, 0.1, 0.03) == 1.0
    assert reflected_share(4.0 * 0.03 / 8.0 / math.sin(0.05), 0.05, 0.03) == pytest.approx(0.2912, abs=1e-4)
    assert reflected_share(2.0, 0.02, 0.03) < 0.02 < 0.9 < reflected_share(2.0, 0.02, 1.0)
    assert two_way_factor(0.2, 0.03, reflected_share(4.0, 0.1, 0.03)) == pytest.approx(1.0, abs=1e-6)
