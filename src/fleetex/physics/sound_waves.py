"""Loss of sound by wave theory: the parabolic equation, one way, as pyram solves it (RAM of Collins).

A section is the water along a path: columns of sound speed over a bed, each from a range on, and the floor between
them. Ranges and depths in metres; no absorption in the water, no roughness of surface or bed.
"""

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from fleetex.physics.compiled import KERNEL_CACHE

PADE_TERMS = 6
WORK_MOST = 36e6
"""Depths times steps times terms of one run: about three seconds of one core. 300 Hz in 3,000 m of water over 75 km,
or 1 kHz in 150 m, are under it."""
STEPS = ((10.0, 2.0, 40.0), (10.0, 4.0, 40.0), (8.0, 6.0, 20.0), (6.0, 10.0, 20.0))
"""From fine to coarse: depths a wavelength, wavelengths a step of range, wavelengths of absorbing layer under the bed.
The finest that `WORK_MOST` allows is taken."""
NOMINAL_MPS = 1500.0

Floats = NDArray[np.float64]


class Column(NamedTuple):
    """Sound speed by depth, straight lines between, and the bed under it (density over that of water)."""

    depths_m: tuple[float, ...]
    speeds_mps: tuple[float, ...]
    bed_mps: float
    bed_density: float
    bed_db_per_wavelength: float


class Section(NamedTuple):
    """The columns of a path, each from its range on, and the floor as (range, depth), straight lines between."""

    starts_m: tuple[float, ...]
    columns: tuple[Column, ...]
    floor: tuple[tuple[float, float], ...]


class Grid(NamedTuple):
    """Steps of one run: of depth, of range, and the absorbing layer in wavelengths."""

    depth_m: float
    range_m: float
    absorbing: float


def even_section(column: Column, depth_m: float) -> Section:
    """The same water and bed at all ranges."""
    return Section((0.0,), (column,), ((0.0, depth_m),))


def wave_grid(section: Section, freq_hz: float, range_m: float, mean_m: float) -> Grid | None:
    """The finest steps with which a run out to a range costs less than WORK_MOST; None if none do: rays then.

    `mean_m`: the least width over which the field is to be a mean; there are at least ten steps in it.
    """
    wave_m = NOMINAL_MPS / freq_hz
    deepest_m = max(depth for _, depth in section.floor)
    first_m = section.floor[0][1]
    for depths, steps, absorbing in STEPS:
        rows = deepest_m * depths / wave_m + absorbing * depths
        step_m = min(steps * wave_m, 0.1 * mean_m)
        if rows * (range_m / step_m) * PADE_TERMS <= WORK_MOST:
            # the bed begins half a step under a depth of the grid: it is laid so that this is the floor's depth
            depth_m = first_m / (max(1, round(first_m * depths / wave_m)) + 0.5)
            return Grid(depth_m, step_m, absorbing)
    return None


def wave_power(
    section: Section,
    freq_hz: float,
    source_m: float,
    bands_m: Sequence[tuple[float, float]],
    ranges_m: Floats,
    share: float,
    most_m: float,
    grid: Grid,
) -> Floats:
    """Intensity over that at 1 m, (bands, ranges): means over each band of depth, and over a share of the range to
    either side (at most `most_m`). A band of no width is read at its depth.

    Source: Collins, A split-step Pade solution for the parabolic equation method, J. Acoust. Soc. Am. 93, 1993,
    p. 1736; pyram 1.3.0, of RAM 1.5. Angles to about 60 degrees; what comes back from a slope is left out.
    """
    wave_m = NOMINAL_MPS / freq_hz
    reach_m = float(np.max(ranges_m + np.minimum(share * ranges_m, most_m))) + 2.0 * grid.range_m
    deepest_m = max(depth for _, depth in section.floor)
    run = _pyram().PyRAM(
        freq_hz,
        source_m,
        source_m,
        *_water(section, deepest_m),
        *_bed(section),
        np.array(section.floor, dtype=np.float64),
        rmax=reach_m,
        dr=grid.range_m,
        dz=grid.depth_m,
        ndz=max(1, int(wave_m / 4.0 / grid.depth_m)),
        zmplt=min(max(high for _, high in bands_m) + wave_m, _deepest_read_m(deepest_m, wave_m, grid)),
        np=PADE_TERMS,
        lyrw=grid.absorbing,
    )
    run.run()
    power = np.empty((len(bands_m), len(ranges_m)))
    for row, (low_m, high_m) in enumerate(bands_m):
        steady = _band_power(run.vz, run.cpg, low_m, high_m) / run.vr
        power[row] = range_mean(run.vr, steady, ranges_m, share, most_m)
    return power


def range_mean(at_m: Floats, power: Floats, ranges_m: Floats, share: float, most_m: float) -> Floats:
    """Means of a power over a share of each range to either side, at most `most_m` and at least a step."""
    gaps = np.diff(at_m)
    whole = np.concatenate([[0.0], np.cumsum(0.5 * (power[1:] + power[:-1]) * gaps)])
    half = np.maximum(np.minimum(share * ranges_m, most_m), gaps[0])
    low, high = np.maximum(ranges_m - half, at_m[0]), np.minimum(ranges_m + half, at_m[-1])
    mean: Floats = (np.interp(high, at_m, whole) - np.interp(low, at_m, whole)) / np.maximum(high - low, 1e-9)
    return mean


def _deepest_read_m(deepest_m: float, wave_m: float, grid: Grid) -> float:
    """How deep a field is read at most: receivers may lie in the bed, not in the absorbing layer."""
    return deepest_m + 0.5 * grid.absorbing * wave_m


def _band_power(depths_m: Floats, field: NDArray[np.complex128], low_m: float, high_m: float) -> Floats:
    """Mean of |p|^2 over a band of depth; at one depth where it has no width."""
    count = 1 if high_m <= low_m else max(3, 2 * int((high_m - low_m) / (depths_m[1] - depths_m[0])) + 1)
    total = np.zeros(field.shape[1])
    for depth_m in np.linspace(low_m, high_m, count):
        place = min(max((depth_m - depths_m[0]) / (depths_m[1] - depths_m[0]), 0.0), len(depths_m) - 1.0)
        row = min(int(place), len(depths_m) - 2)
        between = field[row] + (place - row) * (field[row + 1] - field[row])
        total += np.abs(between) ** 2
    return total / count


def _water(section: Section, deepest_m: float) -> tuple[Floats, Floats, Floats]:
    """Depths that all columns share, the ranges from which each holds, and speeds (depths, columns)."""
    depths = np.array(sorted({0.0, deepest_m, *(d for c in section.columns for d in c.depths_m if d < deepest_m)}))
    speeds = np.array([np.interp(depths, c.depths_m, c.speeds_mps) for c in section.columns]).T
    return depths, np.array(section.starts_m), np.ascontiguousarray(speeds)


def _bed(section: Section) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    beds = [(c.bed_mps, c.bed_density, c.bed_db_per_wavelength) for c in section.columns]
    speeds, densities, attenuations = (np.array([row]) for row in zip(*beds, strict=True))
    return np.zeros(1), np.array(section.starts_m), speeds, densities, attenuations


def make_ready() -> None:
    """Compile what a run calls, or load it: before several are begun side by side."""
    _pyram()


@cache
def _pyram() -> Any:
    """pyram, its three inner loops compiled once on this machine and without Python's lock.

    As it comes it compiles them at each import (ten seconds) and holds the lock: two runs would not go side by side.
    """
    config: Any = numba.config
    before = config.DISABLE_JIT, config.CACHE_DIR
    try:
        config.DISABLE_JIT = 1
        pyram = import_module("pyram.PyRAM")
        config.DISABLE_JIT, config.CACHE_DIR = before[0], str(KERNEL_CACHE)
        for name in ("matrc", "solve", "outpt"):
            plain = getattr(sys.modules[f"pyram.{name}"], name)
            setattr(pyram, name, numba.njit(getattr(plain, "py_func", plain), nogil=True, cache=True))
    finally:
        config.DISABLE_JIT, config.CACHE_DIR = before
    return pyram
