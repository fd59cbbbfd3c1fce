"""Search theory against Koopman's formulas, worked out by others, and the landmarks that he printed."""

import math
from collections.abc import Callable

import pytest
from published import Published, each

from fleetex.physics import search
from fleetex.units import DEG_RAD

BY_COVERAGE: dict[str, Callable[[float], float]] = {
    "P_random": search.random_search_prob,
    "P_exhaustive": search.exhaustive_search_prob,
    "coverage_factor": lambda coverage: coverage,
}


@each("search", *BY_COVERAGE)
def test_random_and_exhaustive_search_bound_what_a_search_finds(row: Published) -> None:
    coverage = search.coverage_factor(row["W_nmi"], row["v_kn"], row["T_h"], row["A_nmi2"])
    assert row.met_by(BY_COVERAGE[row.quantity](coverage))


@each("search", "P_inverse_cube_parallel")
def test_parallel_sweeps_of_an_inverse_cube_sensor(row: Published) -> None:
    assert row.met_by(search.inverse_cube_parallel_prob(row["coverage_W_over_S"]))


@each("search", "p_lateral_inverse_cube")
def test_the_inverse_cube_lateral_range_curve(row: Published) -> None:
    assert row.met_by(search.inverse_cube_lateral_prob(row["W"], row["x"]))


@each("search", "sweep_width_gaussian", "sweep_width_definite_range", "sweep_width_triangular")
def test_sweep_width_is_the_area_under_the_lateral_range_curve(row: Published) -> None:
    match row.quantity:
        case "sweep_width_gaussian":
            value = search.gaussian_sweep_width(row["p0"], row["sigma_nmi"])
        case "sweep_width_definite_range":
            value = search.definite_range_sweep_width(row["R_nmi"])
        case _:
            value = search.triangular_sweep_width(row["p0"], row["R_nmi"])
    assert row.met_by(value)


@each("search", "p_pass")
def test_a_straight_pass_of_a_sensor_that_looks_all_the_way(row: Published) -> None:
    assert row.met_by(search.inverse_cube_pass_prob(row["kh"], row["v_kn"], row["x_nmi"]))


@each("search", "sweep_width")
def test_the_sweep_width_of_a_sensor_that_looks_all_the_way(row: Published) -> None:
    assert row.met_by(search.inverse_cube_sweep_width(row["kh"], row["v_kn"]))


@each("search", "P_any")
def test_independent_looks_find_together(row: Published) -> None:
    assert row.met_by(search.any_prob(float(prob) for prob in row.inputs["p_list"].split(";")))


@each("search", "mean_time_to_detect")
def test_random_search_takes_the_area_over_the_rate_at_which_it_is_swept(row: Published) -> None:
    assert row.met_by(search.random_search_mean_time(row["W_nmi"], row["v_kn"], row["A_nmi2"]))


@each("search", "P_barrier")
def test_a_barrier_patrol(row: Published) -> None:
    value = search.barrier_prob(row["W_nmi"], row["L_nmi"], row["v_kn"], row["u_kn"])
    assert row.met_by(value)
    assert value == pytest.approx(float(row.expected), rel=1e-6)  # a formula agrees; 8 % are for a simulated patrol


@each("search", "limiting_half_angle")
def test_limiting_lines_of_submerged_approach(row: Published) -> None:
    assert row.met_by(search.limiting_half_angle_rad(row["sub_speed_kn"], row["force_speed_kn"]) / DEG_RAD)


def test_an_inverse_cube_sensor_at_a_spacing_of_one_sweep_width_finds_four_of_five() -> None:
    """Koopman's landmark: 0.79 at W = S, between the 0.63 of random search and certainty."""
    found = search.inverse_cube_parallel_prob(1.0)
    assert found == pytest.approx(0.79, abs=0.005)
    assert search.random_search_prob(1.0) < found < search.exhaustive_search_prob(1.0)


def test_a_pass_right_over_it_finds_it() -> None:
    assert search.inverse_cube_lateral_prob(5.0, 0.0) == 1.0
    assert search.inverse_cube_lateral_prob(5.0, 2.5) == pytest.approx(1.0 - math.exp(-1.0 / math.pi))
