"""Where the practice missiles of a MISSILEX may fly: what its danger area is drawn for.

A missile flies straight to its aim, `line_sd` off it, with its seeker on from `seeker_on` before; it is ended at most
so far beyond the aim (the model's own flight termination), or at the end of its range. About the target lies the
circle that the serial keeps clear. Height: the cruise, and a margin for the climb off the launcher.
"""

import math
from collections.abc import Iterable

from fleetex.behaviours.doubts import offset
from fleetex.behaviours.gunnery_dangers import bearing_rad
from fleetex.behaviours.missilex_ships import FIRER, LINE_SHARE, STATION_M, TARGET, MissilexParams
from fleetex.quantities import middle_of
from fleetex.scenario.dangers import About, Danger, Flight, Held
from fleetex.units import FT_M, NMI_M

ABREAST_M = 2.0 * NMI_M
"""Between firing ships, as `missilex_ships.station_of` lays them."""
CLIMB_M = 300.0
"""Design value: a missile climbs off its launcher so far above its cruise."""
CEILING_MARGIN_M = 1000.0 * FT_M
"""Design value, as of guns."""
SIGMAS = 3.0


def missilex_dangers(held: Held) -> Iterable[Danger]:
    """A fan for each firing ship from her place, and the circle about the target."""
    params = held.params
    assert isinstance(params, MissilexParams)
    if held.area is None:
        return
    middle = middle_of(held.area.points)
    for row, ship in enumerate(held.in_role(FIRER)):
        missiles = [held.library.surface_missiles[mount.class_id] for mount in ship.platform.surface_missiles]
        if not missiles:
            continue
        beyond_m = max(one.seeker_on_m if params.seeker_on is None else params.seeker_on for one in missiles)
        reach_m = min(params.range + STATION_M + beyond_m, max(one.range_m_max for one in missiles) + beyond_m)
        aside_m = LINE_SHARE * params.danger
        off_rad = SIGMAS * max(one.line_sd_rad for one in missiles)
        ceiling_m = max(one.cruise_height_m for one in missiles) + CLIMB_M + CEILING_MARGIN_M
        abreast = offset(middle, params.line_of_fire + math.pi / 2.0, ABREAST_M * row)
        place = offset(abreast, params.line_of_fire + math.pi, params.range)
        names = ", ".join(dict.fromkeys(one.name for one in missiles))
        because = f"{ship.unit}: ended at most {beyond_m:.0f} m beyond its aim, {params.range:.0f} m off"
        yield Flight(
            weapon=f"missile, {names}",
            places=(place,),
            within_m=max(STATION_M, aside_m),
            lines_rad=(bearing_rad(place, middle),),
            aside_rad=off_rad + math.atan2(STATION_M, params.range),
            reach_m=reach_m,
            ceiling_m=ceiling_m,
            because=because,
        )
    if held.in_role(TARGET):
        because = "kept clear about the target, as the serial's `danger` says"
        yield About("missile target", params.danger, CEILING_MARGIN_M, 0.0, because, (middle,))
