"""Passes of searchers by what they look for, and the sweep width that fits them by one law of lateral range or another.

A pass is a least range of a searcher's way by the target while nobody has found it, and the way on which it was found:
(lateral range, relative speed, found or not). Of the latter the lateral range is where that way would have led.

    inverse cube   1 - exp(-2 k h / (v x^2))     fitted: k h      triangle   1 - x / R     fitted: R
    normal         exp(-x^2 / 2 sigma^2)         fitted: sigma
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.physics.search import (
    gaussian_sweep_width,
    inverse_cube_pass_prob,
    inverse_cube_sweep_width,
    triangular_sweep_width,
)
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording

Floats = NDArray[np.float64]
STEP_S = 30.0
LEAST_M = 50.0
"""Nearer passes count as so near: no way is known better."""
_STEPS = 100
_NEVER = 1e-9


class Pass(NamedTuple):
    lateral_m: float
    speed_mps: float
    """Of one relative to the other."""
    found: bool


class Fit(NamedTuple):
    """Sweep widths that make what happened likeliest, in metres."""

    inverse_cube_m: float
    normal_m: float
    triangle_m: float


def passes_of(
    recording: Recording,
    unit_id: str,
    target: Callable[[Floats], tuple[Floats, Floats]],
    spans: Sequence[tuple[float, float]],
    found_s: float,
) -> list[Pass]:
    """One searcher's passes in these spans; `found_s`: when she found it (NaN: never). `target`: where it was when."""
    passes = []
    for begin_s, end_s in spans:
        if end_s - begin_s >= 3.0 * STEP_S:
            range_m, east, north = _relative(recording, unit_id, target, np.arange(begin_s, end_s, STEP_S))
            speed = np.hypot(np.diff(east), np.diff(north)) / STEP_S
            least = np.flatnonzero((range_m[1:-1] < range_m[:-2]) & (range_m[1:-1] <= range_m[2:])) + 1
            passes += [Pass(max(float(range_m[k]), LEAST_M), float(speed[k]), False) for k in least if speed[k] > 0.0]
    if math.isfinite(found_s):
        _, east, north = _relative(recording, unit_id, target, np.array([found_s - STEP_S, found_s]))
        way_m = math.hypot(east[1] - east[0], north[1] - north[0])
        if way_m > 0.0:
            across_m = abs(east[1] * (north[1] - north[0]) - north[1] * (east[1] - east[0])) / way_m
            passes.append(Pass(max(float(across_m), LEAST_M), way_m / STEP_S, True))
    return passes


def _relative(
    recording: Recording, unit_id: str, target: Callable[[Floats], tuple[Floats, Floats]], time_s: Floats
) -> tuple[Floats, Floats, Floats]:
    """Range to the target, and how far east and north of the searcher it is."""
    own = positions(recording, unit_id, time_s)
    range_m, bearing_deg = ranges_and_bearings(own.lat_deg, own.lon_deg, *target(time_s))
    return range_m, range_m * np.sin(np.radians(bearing_deg)), range_m * np.cos(np.radians(bearing_deg))


def fitted(passes: Sequence[Pass]) -> Fit | None:
    """None where all or none of them found it: then any great or small width fits."""
    if len({one.found for one in passes}) < 2:
        return None
    speed_mps = math.fsum(one.speed_mps for one in passes) / len(passes)
    length_m = _likeliest(
        passes, lambda one, length: inverse_cube_pass_prob(length**2 * speed_mps, one.speed_mps, one.lateral_m)
    )
    sigma_m = _likeliest(passes, lambda one, sd: math.exp(-0.5 * (one.lateral_m / sd) ** 2))
    reach_m = _likeliest(passes, lambda one, reach: max(0.0, 1.0 - one.lateral_m / reach))
    return Fit(
        inverse_cube_sweep_width(length_m**2 * speed_mps, speed_mps),
        gaussian_sweep_width(1.0, sigma_m),
        triangular_sweep_width(1.0, reach_m),
    )


def _likeliest(passes: Sequence[Pass], prob: Callable[[Pass, float], float]) -> float:
    """The length with which what happened is likeliest: of many in a geometric row, refined once."""
    low, high = 0.02 * min(one.lateral_m for one in passes), 50.0 * max(one.lateral_m for one in passes)
    best = low
    for _ in range(2):
        ratio = (high / low) ** (1.0 / _STEPS)
        lengths = [low * ratio**k for k in range(_STEPS + 1)]
        best = max(lengths, key=lambda length: _likelihood(passes, prob, length))
        low, high = best / ratio, best * ratio
    return best


def _likelihood(passes: Sequence[Pass], prob: Callable[[Pass, float], float], length: float) -> float:
    chances = ((one.found, min(max(prob(one, length), _NEVER), 1.0 - _NEVER)) for one in passes)
    return math.fsum(math.log(chance if found else 1.0 - chance) for found, chance in chances)
