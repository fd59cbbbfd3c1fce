"""Loss of sound over range: a mean over interference, as tables take it; and by the same function with its
interference, on finer steps than tables need."""

import math

import numpy as np

from fleetex.physics.sound_waves import NOMINAL_MPS, Column, Grid, Section, even_section, wave_grid, wave_power
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
ASA_WEDGE_3 = Section(
    (0.0,), (Column((0.0, 200.0), (1500.0, 1500.0), 1700.0, 1.5, 0.5),), ((0.0, 200.0), (4_000.0, 0.0))
)
"""The penetrable wedge of Jensen & Ferla 1990, case 3: a floor that rises from 200 m to nothing over 4 km."""
PHASE_DEPTHS, PHASE_STEPS, PHASE_RANGES, PHASE_ABSORBING = 40.0, 0.5, 400.0, 20.0
"""Where phases count: depths a wavelength, wavelengths a step of range, steps to the range, wavelengths of absorbing
layer. Tables, which are means, do with a quarter of the depths."""
BY_MODES = "without any loss in the bed interference lasts for ever: normal modes answer for it, and no run asks"


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


@covers("propagation", "TL_coherent", by=LOSS, of=(wave_power,), cases=("UP-WNI",))
def _interference_in_a_column_db(row: TruthRow, rows: Rows) -> float:
    if row["attn_dB_per_lambda"] == 0.0:
        raise OutsideModelError(BY_MODES)
    speeds, density = (row["c1"], row["c1"]), row["rho2"] / row["rho1"]
    column = Column((0.0, row["D_m"]), speeds, row["c2"], density, row["attn_dB_per_lambda"])
    return _at_one_place_db(row, even_section(column, row["D_m"]))


@covers("propagation", "TL_coherent", by=LOSS, of=(wave_power,), cases=("UP-WEDGE",))
def _interference_over_a_wedge_db(row: TruthRow, rows: Rows) -> float:
    return _at_one_place_db(row, ASA_WEDGE_3)


@covers("propagation", "TL_coherent", by=LOSS, of=(wave_power,), cases=("UP-PEKTL",))
def _interference_without_loss_db(row: TruthRow, rows: Rows) -> float:
    raise OutsideModelError(BY_MODES)


def _at_one_place_db(row: TruthRow, section: Section) -> float:
    """The loss at a range, over no more than a step to either side."""
    range_m, depth_m = row["r_m"], row["zr_m"]
    wave_m, first_m = NOMINAL_MPS / row["f_Hz"], section.floor[0][1]
    step_m = min(PHASE_STEPS * wave_m, range_m / PHASE_RANGES)
    grid = Grid(first_m / (max(1, round(first_m * PHASE_DEPTHS / wave_m)) + 0.5), step_m, PHASE_ABSORBING)
    power = wave_power(section, row["f_Hz"], row["zs_m"], [(depth_m, depth_m)], np.array([range_m]), 0.0, 0.0, grid)
    return -10.0 * math.log10(float(power[0, 0]))
