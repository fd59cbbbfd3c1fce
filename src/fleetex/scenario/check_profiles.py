"""Cross-checks of water by depth: layers go down from the surface, and the first of them is near it.

Where the order is broken, the layers at fault are those without which the others go down: not whoever comes next.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

from fleetex.quantities import format_depth
from fleetex.quantities.measure import SALINITY, SEA_PRESSURE, TEMPERATURE, show
from fleetex.scenario.checks import Review
from fleetex.scenario.parts import Series
from fleetex.scenario.problems import Path
from fleetex.scenario.surroundings import Environment, WaterLayer, WaterProfile

FIRST_M_MAX = 10.0
"""A cast is seldom read nearer the surface than some metres. Down to 10 m wind stirs the sea, and mixed layers are told
by their difference from there (de Boyer Montegut et al., J. Geophys. Res. 109, C12003, 2004)."""


def check_profiles(look: Review) -> None:
    for path, series in profiles_of(look.exercise.environment):
        for place, step in enumerate(series.steps):
            inside: Path = (place, "value") if step.since_utc is not None else ()
            if downs := _downs(step.value):
                _check_layers(look, step.value, downs, (*path, *inside))


def profiles_of(environment: Environment) -> Iterator[tuple[Path, Series[WaterProfile]]]:
    """The base's and each zone's, with where it stands."""
    if environment.base.profile is not None:
        yield ("environment", "base", "profile"), environment.base.profile
    for name, zone in environment.zones.items():
        if zone.profile is not None:
            yield ("environment", "zones", name, "profile"), zone.profile


def _check_layers(look: Review, layers: Sequence[WaterLayer], downs: Sequence[float], path: Path) -> None:
    kept = _in_order(downs)
    at = kept[0]
    first = layers[at]
    if first.depth_m > FIRST_M_MAX and look.sound(*path):
        allowed = f"the first layer is within {format_depth(FIRST_M_MAX)} of the surface, and water above it is like it"
        surface = "depth: 0 m" if first.pressure_dbar is None else "pressure: 0 dbar"
        water = f"{show(TEMPERATURE, first.temperature_degc)}, salinity: {show(SALINITY, first.salinity_psu)}"
        look.say((*path, at, _key(first)), _lies(first), allowed, f"- {{{surface}, temperature: {water}}}")
    for place in sorted({*range(len(layers))} - {*kept}):
        above = [f"below {_lies(layers[at])}" for at in kept if at < place][-1:]
        below = [f"above {_lies(layers[at])}" for at in kept if at > place][:1]
        allowed = f"layers go down from the surface: this one is due {' and '.join(above + below)}"
        look.say((*path, place, _key(layers[place])), _lies(layers[place]), allowed)


def _downs(layers: Sequence[WaterLayer]) -> list[float]:
    """How deep each lies, in one measure; none where that cannot be told, which is told elsewhere."""
    depths = [layer.depth_m for layer in layers]
    if not any(map(math.isnan, depths)):
        return depths
    pressures = [layer.pressure_dbar for layer in layers if layer.pressure_dbar is not None]
    return pressures if len(pressures) == len(layers) else []


def _in_order(downs: Sequence[float]) -> list[int]:
    """The most of them that go down, one below the other: of several ways to choose, the earliest."""
    count = len(downs)
    if all(above < below for above, below in itertools.pairwise(downs)):
        return list(range(count))
    longest = [1] * count
    for at in reversed(range(count)):
        longest[at] += max((longest[later] for later in range(at + 1, count) if downs[later] > downs[at]), default=0)
    kept: list[int] = []
    wanted, last = max(longest), -math.inf
    for at in range(count):
        if longest[at] == wanted and downs[at] > last:
            kept.append(at)
            wanted, last = wanted - 1, downs[at]
    return kept


def _key(layer: WaterLayer) -> str:
    return "depth" if layer.pressure_dbar is None else "pressure"


def _lies(layer: WaterLayer) -> str:
    """As its writer has it."""
    return format_depth(layer.depth_m) if layer.pressure_dbar is None else show(SEA_PRESSURE, layer.pressure_dbar)
