"""Water by depth as sound meets it: mixed layer, fall of sound speed under it, speed, and what the bottom is made of.

[20.5 degC at 0 m, 20.4 at 40 m, 6.0 at 100 m]  ->  a layer of 40 m, and 0.8 m/s less each metre below it
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from fleetex.physics.seawater import sound_speed_mackenzie_mps
from fleetex.physics.shallow_water import bottom_np_per_rad, critical_rad
from fleetex.physics.sound_waves import Column
from fleetex.scenario.surroundings import Bottom, WaterLayer

EVEN_DEGC = 10.0
EVEN_PSU = 35.0
"""Water of which nothing is said is even: sound runs straight in it (design values)."""
BELOW_M = 100.0
"""The fall under a layer is read over at most so much water (design value)."""
STEP_M = 5.0
FINE_M, FINE_ABOVE_M, COARSE_M = 50.0, 400.0, 400.0
"""A profile is read at its own depths and at least so often between them: rays take straight lines."""

_BOTTOMS = {Bottom.MUD: (1.4, 0.99, 0.1), Bottom.SAND: (1.9, 1.1, 0.8), Bottom.ROCK: (2.5, 2.0, 0.1)}
"""Density and sound speed over those of the water, and attenuation in dB a wavelength: rounded from Jensen et al.,
Computational Ocean Acoustics, table 1.3 (clay to silt, sand, limestone)."""


@dataclass(frozen=True)
class Water:
    """One column of water in the numbers of `physics.propagation`."""

    layer_m: float
    below_per_s: float
    sound_mps: float
    temperature_degc: float
    salinity_psu: float


def water_column(layers: Sequence[WaterLayer] | None) -> Water:
    """The mixed layer ends where sound speed is greatest before it first falls; under it the fall is the mean one down
    to its least, over at most 100 m. Between two depths water is read off a straight line."""
    if not layers:
        return Water(0.0, 0.0, float(sound_speed_mackenzie_mps(EVEN_DEGC, EVEN_PSU, 0.0)), EVEN_DEGC, EVEN_PSU)
    count = int(layers[-1].depth_m / STEP_M)
    depths = sorted({*(STEP_M * k for k in range(count + 1)), *(layer.depth_m for layer in layers)})
    speeds = [_speed_mps(layers, depth) for depth in depths]
    edge = 0
    while edge + 1 < len(depths) and speeds[edge + 1] >= speeds[edge]:
        edge += 1
    least = edge
    while least + 1 < len(depths) and speeds[least + 1] < speeds[least] and depths[least] < depths[edge] + BELOW_M:
        least += 1
    fall = 0.0 if least == edge else (speeds[edge] - speeds[least]) / (depths[least] - depths[edge])
    layer_m = depths[edge] if fall > 0.0 else 0.0
    return Water(layer_m, fall, speeds[edge], *_read(layers, depths[edge]))


def bottom_figures(bottom: Bottom) -> tuple[float, float]:
    """Critical grazing angle (rad) and loss of power per radian under it (nepers)."""
    density, speed, attenuation = _BOTTOMS[bottom]
    return float(critical_rad(speed)), float(bottom_np_per_rad(density, speed, attenuation))


def sound_column(layers: Sequence[WaterLayer], depth_m: float, bottom: Bottom) -> Column:
    """Sound speed from the surface to the bottom, read so closely that straight lines between do, and what is under it.
    Below the last layer the water is as there."""
    density, speed, attenuation = _BOTTOMS[bottom]
    marks = sorted({0.0, depth_m, *(layer.depth_m for layer in layers if layer.depth_m < depth_m)})
    depths: list[float] = []
    for above, below in itertools.pairwise(marks):
        parts = max(1, math.ceil((below - above) / (FINE_M if above < FINE_ABOVE_M else COARSE_M)))
        depths += [above + (below - above) * part / parts for part in range(parts)]
    depths.append(depth_m)
    speeds = [_speed_mps(layers, depth) for depth in depths]
    return Column(tuple(depths), tuple(speeds), speed * speeds[-1], density, attenuation)


def _speed_mps(layers: Sequence[WaterLayer], depth_m: float) -> float:
    temperature, salinity = _read(layers, depth_m)
    return float(sound_speed_mackenzie_mps(temperature, salinity, depth_m))


def _read(layers: Sequence[WaterLayer], depth_m: float) -> tuple[float, float]:
    """Temperature and salinity at a depth; above the first layer and below the last theirs."""
    above = layers[0]
    for below in layers:
        if below.depth_m >= depth_m:
            gap_m = below.depth_m - above.depth_m
            part = 0.0 if gap_m <= 0.0 else (depth_m - above.depth_m) / gap_m
            temperature = above.temperature_degc + part * (below.temperature_degc - above.temperature_degc)
            return temperature, above.salinity_psu + part * (below.salinity_psu - above.salinity_psu)
        above = below
    return above.temperature_degc, above.salinity_psu
