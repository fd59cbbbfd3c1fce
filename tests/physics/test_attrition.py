"""Salvoes and attrition in the large, by worked examples and by limits that can be said without the code."""

import math

import pytest

from fleetex.physics.attrition import (
    capped_losses,
    exchange_ratio,
    salvo_chances,
    salvo_losses,
    square_law_survivors,
    square_law_time,
    survivors,
)


def test_the_worked_example_of_missile_math_for_marines() -> None:
    """Marine Corps Gazette, January 2023: two ships of four missiles against five boats of eight."""
    assert salvo_losses(5 * 8, 2 * 8, 2) == pytest.approx(12.0)
    assert capped_losses(12.0, 2) == 2
    assert survivors(2, 12.0) == 0
    assert capped_losses(-3.0, 2) == 0.0


def test_without_a_defence_a_salvo_has_the_mean_of_its_hits() -> None:
    found = salvo_chances(6, 0.4, 0, 0.9, 2.0, 100.0)
    assert found.mean == pytest.approx(6 * 0.4 / 2.0)
    assert found.variance == pytest.approx(6 * 0.4 * 0.6 / 4.0)
    assert found.none_prob == pytest.approx(0.6**6)
    assert found.all_prob == 0.0


def test_a_sure_defence_lets_nothing_through() -> None:
    found = salvo_chances(5, 1.0, 5, 1.0, 1.0, 3.0)
    assert (found.mean, found.variance, found.none_prob, found.all_prob) == pytest.approx((0.0, 0.0, 1.0, 0.0))


def test_who_loses_nothing_has_no_end_of_exchange() -> None:
    assert exchange_ratio(0.0, 3, 2.0, 3) == math.inf
    assert exchange_ratio(1.0, 4, 1.0, 2) == pytest.approx(2.0)


def test_square_law_against_small_steps() -> None:
    """10 at 1.0 an hour against 6 at 1.5: stepped as the two equations say."""
    x, y, steps, hour = 10.0, 6.0, 0, 1e-5
    while y > 0.0:
        x, y = x - 1.5 * y * hour, y - 1.0 * x * hour
        steps += 1
    assert square_law_survivors(10.0, 6.0, 1.5, 1.0) == pytest.approx(x, abs=1e-3)
    assert square_law_time(10.0, 6.0, 1.5, 1.0) == pytest.approx(steps * hour, abs=1e-3)
