"""Rounds on a rectangle: against rounds drawn."""

import numpy as np
import pytest

from fleetex.physics.hit_prob import rectangle_hit_prob

DRAWN = 400_000


@pytest.mark.parametrize(("bias_along_m", "bias_across_m"), [(0.0, 0.0), (25.0, -8.0)])
def test_the_chance_is_the_share_of_rounds_drawn(bias_along_m: float, bias_across_m: float) -> None:
    rng = np.random.default_rng(7)
    along = bias_along_m + 60.0 * rng.standard_normal(DRAWN)
    across = bias_across_m + 12.0 * rng.standard_normal(DRAWN)
    share = float(np.mean((np.abs(along) <= 60.0) & (np.abs(across) <= 7.5)))
    prob = rectangle_hit_prob(120.0, 15.0, 60.0, 12.0, bias_along_m, bias_across_m)
    assert prob == pytest.approx(share, abs=5.0 * np.sqrt(share * (1.0 - share) / DRAWN))


def test_a_target_without_bounds_is_hit_and_one_without_width_is_not() -> None:
    assert rectangle_hit_prob(1e6, 1e6, 60.0, 12.0, 0.0, 0.0) == pytest.approx(1.0)
    assert rectangle_hit_prob(120.0, 0.0, 60.0, 12.0, 0.0, 0.0) == 0.0
