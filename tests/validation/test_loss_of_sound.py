"""Loss of sound: by the tables' model all published means over range are met; by the law, which holds where no tables
are asked for, those at which few modes no longer interfere."""

import math
from statistics import fmean

import numpy as np

from fleetex.physics.propagation import sound_loss_db
from fleetex.physics.shallow_water import bottom_np_per_rad, critical_rad
from fleetex.physics.sound_waves import Column, even_section, wave_grid
from fleetex.validation import judge, read_truth
from fleetex.validation.truth_set import TruthRow


def published() -> list[TruthRow]:
    return [row for row in read_truth(None).rows if row.quantity == "TL_range_averaged"]


def by_law_db(row: TruthRow) -> float:
    ranges_m = [row["r_m"] * (0.9 + 0.001 * step) for step in range(201)]
    if row.case.startswith("UP-LLOYD"):
        depth_m, bottom = math.inf, (0.3, 1.0)
    else:
        speeds, density = row["c2"] / row["c1"], row["rho2"] / row["rho1"]
        depth_m = row["D_m"]
        bottom = critical_rad(speeds), bottom_np_per_rad(density, speeds, row["attn_dB_per_lambda"])
    sea = (row["zs_m"], row["zr_m"], 0.0, depth_m, 0.0, 0.0, row["c1"], 0.0, *bottom)
    return -10.0 * math.log10(fmean(math.pow(10.0, -sound_loss_db(r, row["f_Hz"], *sea) / 10.0) for r in ranges_m))


def test_the_parabolic_equation_meets_every_published_mean() -> None:
    truth = read_truth(None)
    judged = judge(truth)
    found = [one for one in judged.quantities if one.quantity == "TL_range_averaged"]
    assert [(len(one.cases), one.met) for one in found] == [(44, 44)]


def test_the_law_meets_thirteen_of_those_over_an_even_floor() -> None:
    rows = [row for row in published() if not row.case.startswith("UP-RAM")]
    met = sum(abs(by_law_db(row) - float(row.expected)) <= row.tolerance for row in rows)
    assert (len(rows), met) == (32, 13)


def test_a_run_that_would_take_long_is_left_to_rays() -> None:
    def is_quick(freq_hz: float, depth_m: float) -> bool:
        section = even_section(Column((0.0, depth_m), (1500.0, 1520.0), 1600.0, 1.5, 0.5), depth_m)
        return wave_grid(section, freq_hz, 75_000.0, np.inf) is not None

    assert is_quick(300.0, 3_000.0)
    assert is_quick(1_000.0, 150.0)
    assert not is_quick(1_000.0, 3_000.0)
    assert not is_quick(7_500.0, 150.0)
