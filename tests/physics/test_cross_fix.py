"""Cross-fixes: where bearings meet, how sure that is, and where there is no fix."""

import math

import numpy as np
import pytest

from fleetex.physics.cross_fix import Fix, Line, cross_fix

SD_RAD = math.radians(2.0)


def seen_from(places: list[tuple[float, float]], source: tuple[float, float], sd_rad: float = SD_RAD) -> list[Line]:
    """Exact bearings of a source."""
    return [Line(e, n, math.atan2(source[0] - e, source[1] - n) % math.tau, sd_rad) for e, n in places]


def fix_of(lines: list[Line]) -> Fix:
    fix = cross_fix(lines)
    assert fix is not None
    return fix


@pytest.mark.parametrize("places", [[(0.0, 0.0), (9e3, 0.0)], [(0.0, 0.0), (9e3, 0.0), (4e3, 12e3), (-3e3, 5e3)]])
def test_exact_bearings_meet_at_the_source(places: list[tuple[float, float]]) -> None:
    fix = fix_of(seen_from(places, (5e3, 7e3)))
    assert (fix.east_m, fix.north_m) == pytest.approx((5e3, 7e3))
    assert fix.misfit == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("half_base_m", "height_m"), [(5e3, 5e3), (2e3, 8e3), (6e3, 1e3)])
def test_two_finders_on_a_base_are_as_sure_as_the_cramer_rao_bound(half_base_m: float, height_m: float) -> None:
    """Closed form for a source on the mid-perpendicular (Torrieri 1984): s d^2 / (sqrt(2) h) along the base, and
    s d^2 / (sqrt(2) a) across it."""
    fix = fix_of(seen_from([(-half_base_m, 0.0), (half_base_m, 0.0)], (0.0, height_m)))
    square = SD_RAD * (half_base_m**2 + height_m**2) / math.sqrt(2.0)
    assert math.sqrt(fix.var_east_m2) == pytest.approx(square / height_m)
    assert math.sqrt(fix.var_north_m2) == pytest.approx(square / half_base_m)
    assert fix.cov_m2 == pytest.approx(0.0, abs=1e-6)
    assert fix.longest_m == pytest.approx(square / min(half_base_m, height_m))


def test_its_error_is_what_it_says_as_often_as_normal_errors_have_it() -> None:
    """Of 1,000 fixes of three noisy bearings the squared error over the covariance is 2 in the mean, the misfit 1."""
    source, places, draws = (4e3, 9e3), [(0.0, 0.0), (8e3, 1e3), (-2e3, 6e3)], np.random.default_rng(5)
    squares, misfits = [], []
    for _ in range(1_000):
        lines = [
            Line(one.east_m, one.north_m, one.bearing_rad + SD_RAD * float(draws.standard_normal()), SD_RAD)
            for one in seen_from(places, source)
        ]
        fix = fix_of(lines)
        off = np.array([fix.east_m - source[0], fix.north_m - source[1]])
        spread = np.array([[fix.var_east_m2, fix.cov_m2], [fix.cov_m2, fix.var_north_m2]])
        squares.append(float(off @ np.linalg.solve(spread, off)))
        misfits.append(fix.misfit)
    assert float(np.mean(squares)) == pytest.approx(2.0, abs=0.25)
    assert float(np.mean(misfits)) == pytest.approx(1.0, abs=0.15)


def test_an_old_line_of_what_may_have_moved_counts_for_less() -> None:
    fresh = seen_from([(-5e3, 0.0), (5e3, 0.0)], (0.0, 5e3))
    old = [fresh[0], Line(5e3, 0.0, fresh[1].bearing_rad, SD_RAD, drift_m=900.0)]
    assert fix_of(old).sd_m > 1.5 * fix_of(fresh).sd_m


def test_there_is_no_fix_of_one_line_of_parallel_lines_or_of_lines_that_meet_behind() -> None:
    assert cross_fix([Line(0.0, 0.0, 1.0, SD_RAD)]) is None
    assert cross_fix([Line(0.0, 0.0, 1.0, SD_RAD), Line(5e3, 0.0, 1.0, SD_RAD)]) is None
    assert cross_fix([Line(-5e3, 0.0, math.radians(315.0), SD_RAD), Line(5e3, 0.0, math.radians(45.0), SD_RAD)]) is None
