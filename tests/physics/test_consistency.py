"""Bounds of normalised errors, against numbers drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.consistency import chi_square_quantile, nees_bounds


def test_quantiles_are_those_that_tables_print() -> None:
    """Abramowitz and Stegun, table 26.8: upper 5 % of 1, 10 and 100 degrees of freedom; lower 2.5 % of 20."""
    assert [round(chi_square_quantile(0.95, n), 3) for n in (1, 10, 100)] == [3.841, 18.307, 124.342]
    assert round(chi_square_quantile(0.025, 20), 5) == 9.59078


@given(st.integers(1, 6), st.integers(1, 5000), st.floats(0.5, 0.999))
def test_the_mean_of_one_a_dimension_lies_between_and_more_runs_are_narrower(
    dimension: int, count: int, confidence: float
) -> None:
    low, high = nees_bounds(dimension, count, confidence)
    assert 0.0 < low < dimension * 1.0000001
    assert low < high
    if count > 50:
        wider = nees_bounds(dimension, count / 2, confidence)
        assert wider[0] < low < dimension < high < wider[1]


def test_means_of_drawn_errors_fall_outside_as_often_as_they_may() -> None:
    drawn = np.random.default_rng(1).chisquare(2, size=(4000, 30)).mean(axis=1)
    low, high = nees_bounds(2, 30, 0.9)
    assert np.mean((drawn < low) | (drawn > high)) == pytest.approx(0.1, abs=0.015)
