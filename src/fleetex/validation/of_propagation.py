"""Loss of sound over range. The model is a mean over interference, so it is judged by means over range alone."""

import math
from statistics import fmean

from fleetex.physics.propagation import sound_loss_db
from fleetex.physics.shallow_water import bottom_np_per_rad, critical_rad
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

LOSS = "sound loss"


def _mean_db(row: TruthRow, layer_and_water: tuple[float, ...], bottom: tuple[float, float]) -> float:
    """The loss of the mean intensity over a tenth of the range on either side."""
    ranges_m = [row["r_m"] * (0.9 + 0.001 * step) for step in range(201)]
    sea = (row["zs_m"], row["zr_m"], *layer_and_water, 0.0, 0.0, row["c1"], 0.0, *bottom)
    return -10.0 * math.log10(fmean(math.pow(10.0, -sound_loss_db(r, row["f_Hz"], *sea) / 10.0) for r in ranges_m))


@covers("propagation", "TL_range_averaged", by=LOSS, of=(sound_loss_db,), cases=("UP-LLOYD",))
def _under_a_mirror_db(row: TruthRow, rows: Rows) -> float:
    return _mean_db(row, (0.0, math.inf), (0.3, 1.0))


@covers(
    "propagation",
    "TL_range_averaged",
    by=LOSS,
    of=(sound_loss_db, critical_rad, bottom_np_per_rad),
    cases=("UP-WNI",),
)
def _in_a_column_db(row: TruthRow, rows: Rows) -> float:
    speeds, densities = row["c2"] / row["c1"], row["rho2"] / row["rho1"]
    bottom = critical_rad(speeds), bottom_np_per_rad(densities, speeds, row["attn_dB_per_lambda"])
    return _mean_db(row, (0.0, row["D_m"]), bottom)
