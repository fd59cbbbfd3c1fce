"""What a search finds: random and exhaustive search, looks together, the time that it takes."""

from fleetex.physics import search
from fleetex.units import DEG_RAD
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

SWEPT, PASSED, CROSSED = "search by area swept", "lateral range curves", "barrier patrol"


def _coverage(row: TruthRow) -> float:
    return search.coverage_factor(row["W_nmi"], row["v_kn"], row["T_h"], row["A_nmi2"])


@covers("search", "coverage_factor", by=SWEPT, of=(search.coverage_factor,))
def _covered(row: TruthRow, rows: Rows) -> float:
    return _coverage(row)


@covers("search", "P_random", by=SWEPT, of=(search.random_search_prob, search.coverage_factor))
def _at_random(row: TruthRow, rows: Rows) -> float:
    return search.random_search_prob(_coverage(row))


@covers("search", "P_exhaustive", by=SWEPT, of=(search.exhaustive_search_prob, search.coverage_factor))
def _exhaustively(row: TruthRow, rows: Rows) -> float:
    return search.exhaustive_search_prob(_coverage(row))


@covers("search", "mean_time_to_detect", by=SWEPT, of=(search.random_search_mean_time,))
def _mean_time_h(row: TruthRow, rows: Rows) -> float:
    return search.random_search_mean_time(row["W_nmi"], row["v_kn"], row["A_nmi2"])


@covers("search", "P_any", by="looks together", of=(search.any_prob,))
def _together(row: TruthRow, rows: Rows) -> float:
    return search.any_prob(row.numbers("p_list"))


@covers("search", "P_inverse_cube_parallel", by=SWEPT, of=(search.inverse_cube_parallel_prob,))
def _by_even_sweeps(row: TruthRow, rows: Rows) -> float:
    return search.inverse_cube_parallel_prob(row["coverage_W_over_S"])


@covers("search", "sweep_width_definite_range", by=SWEPT, of=(search.definite_range_sweep_width,))
def _definite_nmi(row: TruthRow, rows: Rows) -> float:
    return search.definite_range_sweep_width(row["R_nmi"])


@covers("search", "limiting_half_angle", by="limiting lines of approach", of=(search.limiting_half_angle_rad,))
def _limiting_deg(row: TruthRow, rows: Rows) -> float:
    return search.limiting_half_angle_rad(row["sub_speed_kn"], row["force_speed_kn"]) / DEG_RAD


@covers("search", "p_lateral_inverse_cube", by=PASSED, of=(search.inverse_cube_lateral_prob,))
def _at_lateral_range(row: TruthRow, rows: Rows) -> float:
    return search.inverse_cube_lateral_prob(row["W"], row["x"])


@covers("search", "p_pass", by=PASSED, of=(search.inverse_cube_pass_prob,))
def _by_a_pass(row: TruthRow, rows: Rows) -> float:
    return search.inverse_cube_pass_prob(row["kh"], row["v_kn"], row["x_nmi"])


@covers("search", "sweep_width", by=PASSED, of=(search.inverse_cube_sweep_width,))
def _inverse_cube_nmi(row: TruthRow, rows: Rows) -> float:
    return search.inverse_cube_sweep_width(row["kh"], row["v_kn"])


@covers("search", "sweep_width_gaussian", by=PASSED, of=(search.gaussian_sweep_width,))
def _gaussian_nmi(row: TruthRow, rows: Rows) -> float:
    return search.gaussian_sweep_width(row["p0"], row["sigma_nmi"])


@covers("search", "sweep_width_triangular", by=PASSED, of=(search.triangular_sweep_width,))
def _triangular_nmi(row: TruthRow, rows: Rows) -> float:
    return search.triangular_sweep_width(row["p0"], row["R_nmi"])


@covers("search", "P_barrier", by=CROSSED, of=(search.barrier_prob,))
def _barrier(row: TruthRow, rows: Rows) -> float:
    return search.barrier_prob(row["W_nmi"], row["L_nmi"], row["v_kn"], row["u_kn"])
