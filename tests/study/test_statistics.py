"""Intervals and quartiles against published values, and against simulation."""

import math

import numpy as np
import pytest

from fleetex.study.analyse.statistics import quantile, spread_of, student_t, wilson


@pytest.mark.parametrize(
    ("degrees", "published"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (20, 2.086), (30, 2.042), (60, 2.000), (100, 1.984)],
)
def test_students_t_is_that_of_the_tables(degrees: int, published: float) -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, column 0.975: three decimals."""
    assert student_t(degrees) == pytest.approx(published, abs=5e-4)


def test_students_t_nears_the_normal_distributions() -> None:
    assert student_t(1_000_000) == pytest.approx(1.959964, abs=5e-6)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_the_published_one(count: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, p. 857, table I, method 3: four decimals."""
    assert wilson(count, n) == pytest.approx((low, high), abs=5e-5)


def test_wilsons_interval_ends_at_nothing_and_at_all() -> None:
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0


def test_quartiles_are_numpys() -> None:
    values = np.random.default_rng(5).exponential(3.0, 37)
    for prob in (0.25, 0.5, 0.75):
        assert quantile(sorted(values.tolist()), prob) == pytest.approx(float(np.quantile(values, prob)), rel=1e-12)


def test_nineteen_of_twenty_intervals_hold_the_mean() -> None:
    """Of 2,000 samples of eight: the share that holds it is binomial, 95 % with a standard deviation of 0.5 %."""
    draws = np.random.default_rng(11).normal(4.0, 2.0, (2000, 8))
    held = sum(s.low <= 4.0 <= s.high for s in (spread_of(row.tolist(), "m") for row in draws))
    assert 0.95 - 0.02 < held / 2000 < 0.95 + 0.02


def test_one_value_has_no_interval_and_equal_values_have_a_point() -> None:
    one = spread_of([3.0], "m")
    assert (one.mean, one.median, one.interval) == (3.0, 3.0, "")
    assert math.isnan(one.low)
    same = spread_of([3.0, 3.0, 3.0], "m")
    assert (same.low, same.high, same.interval) == (3.0, 3.0, "t")


def test_occasions_are_a_share_but_metres_of_nought_and_one_are_not() -> None:
    assert spread_of([0.0, 1.0, 1.0, 1.0]).interval == "wilson"
    assert spread_of([0.0, 1.0, 1.0, 1.0])[2:4] == wilson(3, 4)
    assert spread_of([0.0, 1.0, 1.0, 1.0], "m").interval == "t"
    assert spread_of([0.0, 1.0, 2.0]).interval == "t"


def test_the_interval_of_per_cents_ends_at_a_hundred() -> None:
    assert spread_of([90.0, 100.0, 100.0], "%").high == 100.0
    assert spread_of([0.0, 0.0, 5.0], "%").low == 0.0
    assert spread_of([90.0, 100.0, 140.0], "%").high > 140.0


def test_the_order_of_the_values_changes_no_bit() -> None:
    values = np.random.default_rng(3).normal(1e6, 1.0, 500).tolist()
    assert spread_of(values, "m") == spread_of(sorted(values), "m")


def test_a_mean_count_is_not_below_nought_and_a_difference_may_be() -> None:
    seldom = [0.0, 0.0, 0.0, 0.0, 3.0]
    assert spread_of(seldom).low == 0.0
    assert spread_of(seldom).high > 2.0
    assert spread_of(seldom, "difference").low < 0.0


@pytest.mark.parametrize("unit", ["s", "m", "nmi"])
def test_a_mean_time_or_distance_is_not_below_nought_unless_one_was(unit: str) -> None:
    assert spread_of([0.0, 0.0, 0.0, 900.0], unit).low == 0.0
    assert spread_of([-1.0, 0.0, 0.0, 900.0], unit).low < 0.0
    assert spread_of([0.0, 0.0, 0.0, 900.0], "dB").low < 0.0
