"""Sweep width by what came of passes: drawn by one law it is found again, and where nothing can be said nothing is."""

import math
import random
from collections.abc import Callable

import pytest

from fleetex.measures.lateral import Fit, Pass, fitted

DRAWN = 1500
FARTHEST_M = 12_000.0


def drawn(prob: Callable[[float, float], float], seed: int) -> Fit:
    """Passes at even lateral ranges and speeds of 5 to 10 m/s, each found as its law says."""
    rng = random.Random(seed)
    passes = []
    for _ in range(DRAWN):
        lateral_m, speed_mps = rng.uniform(60.0, FARTHEST_M), rng.uniform(5.0, 10.0)
        passes.append(Pass(lateral_m, speed_mps, rng.random() < prob(lateral_m, speed_mps)))
    fit = fitted(passes)
    assert fit is not None
    return fit


def test_the_width_is_found_again_by_the_law_that_drew_it() -> None:
    """Widths by the integral of each curve: of exp(-2 k h / (v x^2)) at 7.5 m/s, of a normal one, of a triangle."""
    rate = 1.2e8
    steps = [(k + 0.5) * 10.0 for k in range(200_000)]
    width_m = 2.0 * sum((1.0 - math.exp(-2.0 * rate / (7.5 * x * x))) * 10.0 for x in steps)
    cube = drawn(lambda x, v: 1.0 - math.exp(-2.0 * rate / (v * x * x)), 1)
    assert cube.inverse_cube_m == pytest.approx(width_m, rel=0.12)
    normal = drawn(lambda x, v: math.exp(-0.5 * (x / 3000.0) ** 2), 2)
    assert normal.normal_m == pytest.approx(3000.0 * math.sqrt(2.0 * math.pi), rel=0.12)
    triangle = drawn(lambda x, v: max(0.0, 1.0 - x / 6000.0), 3)
    assert triangle.triangle_m == pytest.approx(6000.0, rel=0.12)


@pytest.mark.parametrize("found", [True, False])
def test_passes_that_all_ended_alike_tell_no_width(found: bool) -> None:
    assert fitted([Pass(1000.0, 5.0, found), Pass(2000.0, 5.0, found)]) is None
