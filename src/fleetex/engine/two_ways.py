"""What the sea's reflection makes of an echo that a radar looks for, where the scenario asks for it (`multipath`).

An aircraft echoes from her height, all others alike from the water to the top of what shows of them. The other way is
taken over the earth as round as radio has it, the sea as rough as about the radar's own ship. Whether an echo grows or
fades with range is then no longer certain: no look is, within the farthest range at which one has a chance.
"""

import math
from typing import Any

from fleetex.engine.dive import top_m
from fleetex.engine.mounting import eye_height_m
from fleetex.engine.tables import AIR, hull_at, sensor_at, unit_at
from fleetex.physics.compiled import inner
from fleetex.physics.two_ray import (
    MOST,
    heights_over_tangent_m,
    mean_two_way_factor,
    path_over_flat_m,
    reflected_share,
    two_way_factor,
)


@inner
def most_by_two_ways(w: Any) -> Any:
    """The strongest that it makes of any echo."""
    return MOST if w.multipath == 1 else 1.0


@inner
def by_two_ways(w: Any, s: int, v: int, range_m: float) -> Any:
    """What it makes of a unit's echo at a range: a power ratio, out and back; 1 where nobody asks."""
    if w.multipath == 0:
        return 1.0
    m = sensor_at(w, s)
    own_m, other_m = heights_over_tangent_m(range_m, eye_height_m(w, s), top_m(w, v), w.radio_earth_m)
    grazing_rad = math.atan2(own_m + other_m, max(range_m, 1.0))
    share = reflected_share(unit_at(w, m.unit).wave_height_m, grazing_rad, m.wavelength_m)
    path_m = path_over_flat_m(range_m, own_m, other_m)
    if hull_at(w, v).domain == AIR:
        return two_way_factor(path_m, m.wavelength_m, share)
    return mean_two_way_factor(path_m, m.wavelength_m, share)
