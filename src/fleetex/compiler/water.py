"""Water by depth as sound meets it: mixed layer, fall of sound speed under it, speed, and what the bottom is made of.

[20.5 degC at 0 m, 20.4 at 40 m, 6.0 at 100 m]  ->  a layer of 40 m, and 0.8 m/s less each metre below it
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fleetex.physics.cast import T68_PER_T90, pressure_at_depth_dbar, sound_speed_chen_millero_mps
from fleetex.physics.seawater import sound_speed_mackenzie_mps
from fleetex.physics.shallow_water import bottom_np_per_rad, critical_rad
from fleetex.physics.sound_waves import Column
from fleetex.physics.teos10 import sound_speed_of_cast_mps
from fleetex.scenario.surroundings import Bottom, Environment, SpeedFormula, WaterLayer

SpeedAt = Callable[[float, float, float], float]
"""Sound speed (m/s) of temperature (C), salinity (psu) and depth (m)."""

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


def by_mackenzie(temperature_c: float, salinity_psu: float, depth_m: float) -> float:
    return float(sound_speed_mackenzie_mps(temperature_c, salinity_psu, depth_m))


def speed_at(environment: Environment) -> SpeedAt:
    """Sound speed as the scenario has it worked out."""
    if environment.sound_speed in (None, SpeedFormula.MACKENZIE):
        return by_mackenzie
    assert environment.cast_at is not None
    latitude_rad = environment.cast_at.lat_rad

    def by_chen_millero(temperature_c: float, salinity_psu: float, depth_m: float) -> float:
        pressure = pressure_at_depth_dbar(depth_m, latitude_rad)
        return sound_speed_chen_millero_mps(salinity_psu, temperature_c * T68_PER_T90, pressure)

    def by_teos10(temperature_c: float, salinity_psu: float, depth_m: float) -> float:
        return sound_speed_of_cast_mps(salinity_psu, temperature_c, pressure_at_depth_dbar(depth_m, latitude_rad))

    return by_chen_millero if environment.sound_speed is SpeedFormula.CHEN_MILLERO else by_teos10


def water_column(layers: Sequence[WaterLayer] | None, speed: SpeedAt = by_mackenzie) -> Water:
    """The mixed layer ends where sound speed is greatest before it first falls; under it the fall is the mean one down
    to its least, over at most 100 m. Between two depths water is read off a straight line."""
    if not layers:
        return Water(0.0, 0.0, speed(EVEN_DEGC, EVEN_PSU, 0.0), EVEN_DEGC, EVEN_PSU)
    count = int(layers[-1].depth_m / STEP_M)
    depths = sorted({*(STEP_M * k for k in range(count + 1)), *(layer.depth_m for layer in layers)})
    known: list[float] = []

    def at(number: int) -> float:
        """Speed at one of the depths: most lie below what is asked for."""
        while len(known) <= number:
            depth = depths[len(known)]
            known.append(speed(*_read(layers, depth), depth))
        return known[number]

    edge = 0
    while edge + 1 < len(depths) and at(edge + 1) >= at(edge):
        edge += 1
    least = edge
    while least + 1 < len(depths) and at(least + 1) < at(least) and depths[least] < depths[edge] + BELOW_M:
        least += 1
    fall = 0.0 if least == edge else (at(edge) - at(least)) / (depths[least] - depths[edge])
    layer_m = depths[edge] if fall > 0.0 else 0.0
    return Water(layer_m, fall, at(edge), *_read(layers, depths[edge]))


def bottom_figures(bottom: Bottom) -> tuple[float, float]:
    """Critical grazing angle (rad) and loss of power per radian under it (nepers)."""
    density, speed, attenuation = _BOTTOMS[bottom]
    return float(critical_rad(speed)), float(bottom_np_per_rad(density, speed, attenuation))


def sound_column(
    layers: Sequence[WaterLayer], depth_m: float, bottom: Bottom, speed_of: SpeedAt = by_mackenzie
) -> Column:
    """Sound speed from the surface to the bottom, read so closely that straight lines between do, and what is under it.
    Below the last layer the water is as there."""
    density, speed, attenuation = _BOTTOMS[bottom]
    marks = sorted({0.0, depth_m, *(layer.depth_m for layer in layers if layer.depth_m < depth_m)})
    depths: list[float] = []
    for above, below in itertools.pairwise(marks):
        parts = max(1, math.ceil((below - above) / (FINE_M if above < FINE_ABOVE_M else COARSE_M)))
        depths += [above + (below - above) * part / parts for part in range(parts)]
    depths.append(depth_m)
    speeds = [speed_of(*_read(layers, depth), depth) for depth in depths]
    return Column(tuple(depths), tuple(speeds), speed * speeds[-1], density, attenuation)


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
