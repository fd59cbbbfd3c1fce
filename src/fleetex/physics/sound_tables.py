"""Tables of loss: one water, some frequencies, bands of depth for both ends, nodes of range.

Band b lies between edges b and b + 1, its middle stands for it; nodes of range lie NODE_RATIO apart. Power is intensity
over that at 1 m, a mean over the receiver's band and over a tenth of the range; a table is the mean of both ways.
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.compiled import kernel
from fleetex.physics.propagation import near_surface_loss_db
from fleetex.physics.shallow_water import loss_factor
from fleetex.physics.sound_rays import Bed, Rays, ray_power
from fleetex.physics.sound_waves import Column, even_section, range_mean, wave_grid, wave_power
from fleetex.physics.surface_duct import below_reach_m, crossing_reach_m

Floats = NDArray[np.float64]

EDGES_M = (0.0, 10.0, 20.0, 35.0, 50.0, 75.0, 100.0, 140.0, 200.0, 280.0, 400.0, 560.0, 800.0, 1_100.0)
"""Edges of bands of depth; the inner one that is nearest to a layer's lower edge is moved there."""
NEAREST_M = 100.0
NODE_RATIO = 1.05
SHARE = 0.1
MEAN_MOST_M = 1_000.0
"""Means are over a tenth of the range to either side, and no more than so far: a convergence zone stays one."""
COLUMN_M = 50.0
RAYS = 4_001
POWER_LEAST = 1e-20
"""200 dB: nothing is heard through that."""


class Sea(NamedTuple):
    """One column of water as sound meets it: profile and bed, depth, wind, and the layer that shadows are filled by."""

    column: Column
    depth_m: float
    wind_mps: float
    layer_m: float
    below_per_s: float


def band_edges_m(deepest_m: float, layer_m: float, depth_m: float) -> tuple[float, ...]:
    """Edges from the surface to the first that is as deep as anybody gets, at most the bottom."""
    edges = list(EDGES_M)
    if edges[1] < layer_m < edges[-1]:
        near = min(range(2, len(edges)), key=lambda row: abs(edges[row] - layer_m))
        edges[near] = layer_m
    count = next((row for row in range(2, len(edges)) if edges[row] >= deepest_m), len(edges) - 1)
    kept = [edge for edge in edges[: count + 1] if edge < depth_m - 5.0]
    last_m = min(edges[count], depth_m)
    return (*(edge for edge in kept if edge < last_m - 5.0), last_m)


def middles_m(edges_m: Sequence[float]) -> tuple[float, ...]:
    return tuple(0.5 * (low + high) for low, high in itertools.pairwise(edges_m))


def node_ranges_m(range_m: float) -> Floats:
    """Nodes from NEAREST_M to the first beyond a range."""
    count = 2 + max(0, math.ceil(math.log(range_m / NEAREST_M) / math.log(NODE_RATIO)))
    nodes: Floats = NEAREST_M * np.exp(math.log(NODE_RATIO) * np.arange(count))
    return nodes


def bed_of(sea: Sea) -> Bed:
    """The bed as rays meet it."""
    column = sea.column
    loss = float(loss_factor(column.bed_db_per_wavelength))
    return Bed(column.bed_density, column.bed_mps / column.speeds_mps[-1], loss)


def rays_from(
    sea: Sea, source_m: float, edges_m: Sequence[float], freqs_hz: Sequence[float], nodes_m: Floats
) -> Floats:
    """Power (frequencies, bands, nodes) by rays, and what fills their shadows."""
    count = int(nodes_m[-1] * (1.0 + SHARE) / COLUMN_M) + 1
    raw = np.zeros((len(freqs_hz), len(edges_m) - 1, count))
    edges, freqs = np.array(edges_m), np.array(freqs_hz)
    speeds = np.array(sea.column.speeds_mps)
    bed = bed_of(sea)
    depths = np.array(sea.column.depths_m)
    rays = Rays(RAYS, COLUMN_M, count)
    ray_power(raw, depths, speeds, source_m, edges, freqs, sea.wind_mps, bed, sea.layer_m, sea.below_per_s, rays)
    columns: Floats = COLUMN_M * np.arange(1, count + 1, dtype=np.float64)
    power = np.empty((len(freqs_hz), len(edges_m) - 1, len(nodes_m)))
    for f in range(len(freqs_hz)):
        for band in range(len(edges_m) - 1):
            power[f, band] = range_mean(columns, raw[f, band], nodes_m, SHARE, MEAN_MOST_M)
    fill_shadows(power, source_m, edges, freqs, nodes_m, sea.wind_mps, speeds[0], sea.layer_m, sea.below_per_s)
    return power


@kernel
def fill_shadows(
    power: Floats,
    source_m: float,
    edges_m: Floats,
    freqs_hz: Floats,
    nodes_m: Floats,
    wind_mps: float,
    sound_mps: float,
    layer_m: float,
    below_per_s: float,
) -> None:
    """Add to what rays bring what diffraction and a leaking duct bring beyond the limiting ray; and nearer than the
    depths lie apart put free spreading in its place.

    Source: `propagation.near_surface_loss_db`, by which the loss without tables finds its shadows too.
    """
    for band in range(len(edges_m) - 1):
        middle_m = 0.5 * (edges_m[band] + edges_m[band + 1])
        shallow_m, deep_m = min(source_m, middle_m), max(source_m, middle_m)
        reach_m = math.inf
        if below_per_s > 0.0 and deep_m > layer_m:
            if shallow_m < layer_m:
                reach_m = crossing_reach_m(shallow_m, deep_m, layer_m, sound_mps, below_per_s)
            else:
                reach_m = below_reach_m(shallow_m, deep_m, layer_m, sound_mps, below_per_s)
        for node in range(len(nodes_m)):
            slant_m = math.hypot(nodes_m[node], middle_m - source_m)
            for f in range(len(freqs_hz)):
                if nodes_m[node] < abs(middle_m - source_m):
                    power[f, band, node] = 1.0 / (slant_m * slant_m)
                elif slant_m > reach_m:
                    loss = near_surface_loss_db(
                        slant_m, freqs_hz[f], source_m, middle_m, layer_m, wind_mps, sound_mps, below_per_s
                    )
                    power[f, band, node] += math.pow(10.0, -0.1 * loss)


def is_for_waves(sea: Sea, freq_hz: float, range_m: float) -> bool:
    """Whether one run of the parabolic equation out to a range is quick enough."""
    return wave_grid(even_section(sea.column, sea.depth_m), freq_hz, range_m, math.inf) is not None


def waves_from(sea: Sea, source_m: float, edges_m: Sequence[float], freq_hz: float, nodes_m: Floats) -> Floats:
    """Power (bands, nodes) by the parabolic equation; free spreading nearer than the depths lie apart."""
    section = even_section(sea.column, sea.depth_m)
    grid = wave_grid(section, freq_hz, float(nodes_m[-1]), math.inf)
    assert grid is not None
    bands = list(itertools.pairwise(edges_m))
    power = wave_power(section, freq_hz, source_m, bands, nodes_m, SHARE, MEAN_MOST_M, grid)
    for row, middle_m in enumerate(middles_m(edges_m)):
        apart_m = np.maximum(abs(middle_m - source_m), 2.0 * grid.range_m)
        near = nodes_m < apart_m
        power[row, near] = 1.0 / (nodes_m[near] ** 2 + (middle_m - source_m) ** 2)
    return power


def both_ways_db(power: Floats) -> Floats:
    """Loss (bands, bands, nodes) from the power from each band to each: the mean of there and back, as it must be."""
    return one_way_db(0.5 * (power + np.swapaxes(power, 0, 1)))


def one_way_db(power: Floats) -> Floats:
    """Loss of a power over that at 1 m."""
    loss: Floats = -10.0 * np.log10(np.maximum(power, POWER_LEAST))
    return loss
