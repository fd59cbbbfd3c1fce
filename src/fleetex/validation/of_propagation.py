"""Loss of sound over range as tables take it: a mean over interference, so it is judged by means over range."""

import math

import numpy as np

from fleetex.physics.sound_waves import Column, Section, even_section, wave_grid, wave_power
from fleetex.validation.models import OutsideModelError, Rows, covers
from fleetex.validation.truth_set import TruthRow

LOSS = "sound by waves"
SHARE = 0.1
CLEAR_WAVES, CLEAR_DB = 80.0, 0.05
"""Water without bottom is water over a bed like itself, so many wavelengths down, that takes so much a wavelength."""
RAM_TC = Section(
    (0.0, 25_000.0),
    (
        Column((0.0, 100.0, 400.0), (1480.0, 1520.0, 1530.0), 1700.0, 1.5, 0.5),
        Column((0.0, 400.0), (1530.0, 1530.0), 1700.0, 1.5, 0.5),
    ),
    ((0.0, 200.0), (40_000.0, 400.0)),
)
"""The test case that comes with RAM 1.5: another profile from 25 km on, a floor that falls from 200 to 400 m."""


def _mean_db(row: TruthRow, section: Section) -> float:
    """The loss of the mean intensity over a tenth of the range on either side."""
    range_m, depth_m = row["r_m"], row["zr_m"]
    grid = wave_grid(section, row["f_Hz"], (1.0 + SHARE) * range_m, 2.0 * SHARE * range_m)
    if grid is None:
        raise OutsideModelError("one run would take longer than is allowed: rays are taken then")
    bands, ranges = [(depth_m, depth_m)], np.array([range_m])
    power = wave_power(section, row["f_Hz"], row["zs_m"], bands, ranges, SHARE, math.inf, grid)
    return -10.0 * math.log10(float(power[0, 0]))


@covers("propagation", "TL_range_averaged", by=LOSS, of=(wave_power, wave_grid), cases=("UP-LLOYD",))
def _under_a_mirror_db(row: TruthRow, rows: Rows) -> float:
    floor_m = 1.3 * max(row["zs_m"], row["zr_m"]) + CLEAR_WAVES * row["c1"] / row["f_Hz"]
    speeds = (row["c1"], row["c1"])
    return _mean_db(row, even_section(Column((0.0, floor_m), speeds, row["c1"], 1.0, CLEAR_DB), floor_m))


@covers("propagation", "TL_range_averaged", by=LOSS, of=(wave_power, wave_grid), cases=("UP-WNI",))
def _in_a_column_db(row: TruthRow, rows: Rows) -> float:
    speeds, density = (row["c1"], row["c1"]), row["rho2"] / row["rho1"]
    column = Column((0.0, row["D_m"]), speeds, row["c2"], density, row["attn_dB_per_lambda"])
    return _mean_db(row, even_section(column, row["D_m"]))


@covers("propagation", "TL_range_averaged", by=LOSS, of=(wave_power, wave_grid), cases=("UP-RAM",))
def _over_a_slope_db(row: TruthRow, rows: Rows) -> float:
    return _mean_db(row, RAM_TC)
