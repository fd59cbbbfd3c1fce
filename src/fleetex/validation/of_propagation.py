"""Loss of sound over range: a mean over interference, as tables take it; and by the same function with its
interference, on finer steps than tables need."""

import math

import numpy as np

from fleetex.physics.eigenrays import (
    ARRIVAL_RAD,
    BED,
    FAN,
    LAUNCH_RAD,
    SURFACE,
    TIME_S,
    Ends,
    eigenrays,
    together_db,
)
from fleetex.physics.normal_modes import Guide, along_pm, carried_power, group_speed_mps, mode_count
from fleetex.physics.sound_rays import Bed
from fleetex.physics.sound_waves import NOMINAL_MPS, Column, Grid, Section, even_section, wave_grid, wave_power
from fleetex.validation.models import OutsideModelError, Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow

LOSS = "sound by waves"
WAYS = "ways of sound"
MODES = "normal modes"
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


MUNK200_MPS = (
    1548.52, 1530.29, 1526.69, 1517.78, 1509.49, 1504.30, 1501.38, 1500.14, 1500.12, 1501.02, 1502.57, 1504.62, 1507.02,
    1509.69, 1512.55, 1515.56, 1518.67, 1521.85, 1525.10, 1528.38, 1531.70, 1535.04, 1538.39, 1541.76, 1545.14, 1548.52,
)  # fmt: skip
"""Sound speed each 200 m of the profile that the published arrivals call MUNK200 (definitions.csv)."""
SHALLOW_RAD = math.radians(20.0)
"""Of its arrivals those count that leave within 20 degrees of the horizontal."""
MIRROR_RANGES, MIRROR_FAN = 4.0, 2_000
"""A bed so many ranges down is met by steep rays alone; so many rays are tried: two ways leave nearly alike."""
MIRRORS = Ends(0.0, Bed(1.0, 1.0, 0.0), 1_000.0)
"""What bounces cost has no part in when and whence a ray comes."""


def _way(row: TruthRow) -> np.ndarray:
    """The arrival of a row's number, of all of its water."""
    given = _named(row)
    steepest_rad = SHALLOW_RAD if given == "MUNK200" else math.inf
    if given == "MUNK200":
        depths, speeds = np.arange(0.0, 5_001.0, 200.0), np.array(MUNK200_MPS)
    elif not given:
        depths, speeds = np.array([0.0, row["D_m"]]), np.array([row["c1"], row["c1"]])
    else:
        raise MissingInputError(f"in_env '{row.text('env')}': MUNK200 is due, or none and in_D_m and in_c1")
    found = eigenrays(depths, speeds, row["zs_m"], row["zr_m"], row["R_m"], MIRRORS, FAN)
    counted = found[np.abs(found[:, LAUNCH_RAD]) < steepest_rad]
    number = int(row["arrival"])
    if not 1 <= number <= len(counted):
        raise ValueError(f"there is no arrival {number}: {len(counted)} are found")
    way: np.ndarray = counted[number - 1]
    return way


@covers("propagation", "arrival_time", by=WAYS, of=(eigenrays,))
def _arrives_s(row: TruthRow, rows: Rows) -> float:
    return float(_way(row)[TIME_S])


@covers("propagation", "launch_angle_up_positive", by=WAYS, of=(eigenrays,))
def _leaves_deg(row: TruthRow, rows: Rows) -> float:
    return math.degrees(_way(row)[LAUNCH_RAD])


@covers("propagation", "arrival_angle_down_positive", by=WAYS, of=(eigenrays,))
def _comes_deg(row: TruthRow, rows: Rows) -> float:
    return math.degrees(_way(row)[ARRIVAL_RAD])


@covers("propagation", "surface_bounces", by=WAYS, of=(eigenrays,))
def _off_the_surface(row: TruthRow, rows: Rows) -> float:
    return float(_way(row)[SURFACE])


@covers("propagation", "bottom_bounces", by=WAYS, of=(eigenrays,))
def _off_the_bed(row: TruthRow, rows: Rows) -> float:
    return float(_way(row)[BED])


SECTIONS = {"RAMTC": RAM_TC, "ASAWEDGE3": ASA_WEDGE_3}
"""Water that rows name and definitions.csv describes, by its name's letters and figures."""


def _named(row: TruthRow) -> str:
    """The water that a row names; nothing if it gives it in figures."""
    return "".join(letter for letter in row.inputs.get("env", "").upper() if letter.isalnum())


def _is_named(row: TruthRow) -> bool:
    return bool(_named(row))


def _is_guide(row: TruthRow) -> bool:
    """Even water over an even bed."""
    return not _named(row) and row.has("D_m")


def _is_mirror(row: TruthRow) -> bool:
    """Even water without end under the surface."""
    return not _named(row) and not row.has("D_m")


def _bed_loss_db(row: TruthRow) -> float:
    """What the bed takes a wavelength; nothing where the row does not say."""
    return row["attn_dB_per_lambda"] if row.has("attn_dB_per_lambda") else 0.0


def _section(row: TruthRow) -> Section:
    """The water of a row, named or given."""
    if _is_named(row):
        if _named(row) not in SECTIONS:
            raise MissingInputError(f"in_env '{row.text('env')}': RAM-TC, ASA-WEDGE-3 or MUNK200 is due")
        return SECTIONS[_named(row)]
    speeds = (row["c1"], row["c1"])
    if _is_guide(row):
        column = Column((0.0, row["D_m"]), speeds, row["c2"], row["rho2"] / row["rho1"], _bed_loss_db(row))
        return even_section(column, row["D_m"])
    floor_m = 1.3 * max(row["zs_m"], row["zr_m"]) + CLEAR_WAVES * row["c1"] / row["f_Hz"]
    return even_section(Column((0.0, floor_m), speeds, row["c1"], 1.0, CLEAR_DB), floor_m)


@covers("propagation", "TL_range_averaged", "TL_range_averaged_10pct", by=LOSS, of=(wave_power, wave_grid))
def _mean_db(row: TruthRow, rows: Rows) -> float:
    """The loss of the mean intensity over a tenth of the range on either side."""
    section, range_m, depth_m = _section(row), row["r_m"], row["zr_m"]
    grid = wave_grid(section, row["f_Hz"], (1.0 + SHARE) * range_m, 2.0 * SHARE * range_m)
    if grid is None:
        raise OutsideModelError("one run would take longer than is allowed: rays are taken then")
    bands, ranges = [(depth_m, depth_m)], np.array([range_m])
    power = wave_power(section, row["f_Hz"], row["zs_m"], bands, ranges, SHARE, math.inf, grid)
    return -10.0 * math.log10(float(power[0, 0]))


@covers("propagation", "TL_coherent", by=WAYS, of=(eigenrays, together_db), where=_is_mirror)
def _under_a_mirror_db(row: TruthRow, rows: Rows) -> float:
    """Lloyd's mirror: the straight way and the one off the surface, over a bed too far down to be met in time."""
    depths = np.array([0.0, MIRROR_RANGES * row["r_m"] + 2.0 * max(row["zs_m"], row["zr_m"])])
    water = depths, np.array([row["c1"], row["c1"]])
    found = eigenrays(*water, row["zs_m"], row["zr_m"], row["r_m"], MIRRORS, MIRROR_FAN)
    return together_db(found[found[:, BED] == 0], row["f_Hz"])


@covers(
    "propagation", "TL_coherent", by=MODES, of=(carried_power,), where=lambda r: _is_guide(r) and not _bed_loss_db(r)
)
def _interference_of_modes_db(row: TruthRow, rows: Rows) -> float:
    power = carried_power(_guide(row), row["f_Hz"], row["zs_m"], row["zr_m"], np.array([row["r_m"]]))
    return -10.0 * math.log10(float(power[0]))


def _guide(row: TruthRow) -> Guide:
    return Guide(row["D_m"], row["c1"], row["c2"], row["rho2"] / row["rho1"])


def _mode(row: TruthRow) -> int:
    """The number of a row's mode, which its water must carry."""
    number, carried = round(row["mode"]), mode_count(_guide(row), row["f_Hz"])
    if not 1 <= number <= carried:
        raise ValueError(f"there is no mode {number}: the water carries {carried}")
    return number


@covers("propagation", "number_of_modes", by=MODES, of=(mode_count,))
def _modes(row: TruthRow, rows: Rows) -> float:
    return float(mode_count(_guide(row), row["f_Hz"]))


@covers("propagation", "mode_wavenumber_kr", by=MODES, of=(along_pm,))
def _along_pm(row: TruthRow, rows: Rows) -> float:
    return float(along_pm(_guide(row), row["f_Hz"], _mode(row)))


@covers("propagation", "mode_group_speed", by=MODES, of=(group_speed_mps,))
def _group_speed_mps(row: TruthRow, rows: Rows) -> float:
    return float(group_speed_mps(_guide(row), row["f_Hz"], _mode(row)))


@covers("propagation", "TL_coherent", by=LOSS, of=(wave_power,), where=lambda r: _is_named(r) or bool(_bed_loss_db(r)))
def _at_one_place_db(row: TruthRow, rows: Rows) -> float:
    """The loss at a range, over no more than a step to either side."""
    section, range_m, depth_m = _section(row), row["r_m"], row["zr_m"]
    wave_m, first_m = NOMINAL_MPS / row["f_Hz"], section.floor[0][1]
    step_m = min(PHASE_STEPS * wave_m, range_m / PHASE_RANGES)
    grid = Grid(first_m / (max(1, round(first_m * PHASE_DEPTHS / wave_m)) + 0.5), step_m, PHASE_ABSORBING)
    power = wave_power(section, row["f_Hz"], row["zs_m"], [(depth_m, depth_m)], np.array([range_m]), 0.0, 0.0, grid)
    return -10.0 * math.log10(float(power[0, 0]))
