"""What a search finds: random and exhaustive search, looks together, the time that it takes."""

from fleetex.physics import search
from fleetex.units import DEG_RAD
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

SWEPT = "search by area swept"


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
