"""How air bends radio waves: the earth's radius as they have it, by what the scenario says of the air."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fleetex.physics.horizon import RADIO_EARTH_M
from fleetex.physics.refraction import PER_KM, effective_earth_m, k_factor
from fleetex.scenario.surroundings import Environment

if TYPE_CHECKING:
    from fleetex.compiler.world import Compiled


def radio_earth_m(environment: Environment) -> float:
    """4/3 of the earth's unless the scenario gives the gradient of refractivity, or the air at the sea."""
    said = environment.refraction
    return RADIO_EARTH_M if said is None else effective_earth_m(said.per_km * PER_KM)


def refraction_rows(compiled: "Compiled") -> Iterator[dict[str, Any]]:
    """What the table `refraction` says."""
    said = compiled.exercise.environment.refraction
    if said is not None:
        yield {
            "gradient_per_km": said.per_km,
            "refractivity": math.nan if said.gradient_per_km is not None else said.surface,
            "k": k_factor(said.per_km),
            "earth_m": radio_earth_m(compiled.exercise.environment),
        }
