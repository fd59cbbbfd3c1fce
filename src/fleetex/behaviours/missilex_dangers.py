"""Where the practice missiles of a MISSILEX may fly: what its danger area is drawn for.

A missile flies straight to its aim, `line_sd` off it, with its seeker on from `seeker_on` before; it is ended at most
so far beyond the aim (the model's own flight termination), or at the end of its range. About the target lies the
circle that the serial keeps clear. Height: the cruise, and a margin for the climb off the launcher.

At a drone an air-defence missile that misses flies straight on to the end of its range: as far to the side as the run
leads past the ship at the nearest at which it is engaged, and on climbing as steeply as the drone stands there.
"""

import math
from collections.abc import Iterable

from fleetex.behaviours.doubts import offset
from fleetex.behaviours.gunnery_dangers import bearing_rad
from fleetex.behaviours.missilex_air import SAFE_RAD
from fleetex.behaviours.missilex_ships import AIR, FIRER, LINE_SHARE, STATION_M, TARGET, MissilexParams
from fleetex.quantities import Position, middle_of
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
    if params.at == AIR:
        yield from _at_the_drone(held, params, middle)
        return
    for row, ship in enumerate(held.in_role(FIRER)):
        missiles = [held.library.surface_missiles[mount.class_id] for mount in ship.platform.surface_missiles]
        if not missiles:
            continue
        beyond_m = max(one.seeker_on_m if params.seeker_on is None else params.seeker_on for one in missiles)
        reach_m = min(params.range + STATION_M + beyond_m, max(one.range_m_max for one in missiles) + beyond_m)
        aside_m = LINE_SHARE * params.danger
        off_rad = SIGMAS * max(one.line_sd_rad for one in missiles)
        ceiling_m = max(one.cruise_height_m for one in missiles) + CLIMB_M + CEILING_MARGIN_M
        place = _place(params, middle, row)
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


def _place(params: MissilexParams, middle: Position, row: int) -> Position:
    """Where a firing ship lies, as `missilex_ships.station_of` has it."""
    abreast = offset(middle, params.line_of_fire + math.pi / 2.0, ABREAST_M * row)
    return offset(abreast, params.line_of_fire + math.pi, params.range)


def _at_the_drone(held: Held, params: MissilexParams, middle: Position) -> Iterable[Danger]:
    for row, ship in enumerate(held.in_role(FIRER)):
        known = held.library.air_missiles
        missiles = [known[mount.class_id] for mount in ship.platform.air_missiles if mount.class_id in known]
        if not missiles:
            continue
        reach_m = max(one.range_m_max for one in missiles)
        steep = params.height / params.cease_range
        ceiling_m = min(max(one.height_m_max for one in missiles), steep * reach_m) + CLIMB_M + CEILING_MARGIN_M
        place = _place(params, middle, row)
        names = ", ".join(dict.fromkeys(one.name for one in missiles))
        because = (
            f"{ship.unit}: what misses flies on to {reach_m:.0f} m, as steeply as at a drone {params.height:.0f} m"
        )
        yield Flight(
            weapon=f"missile, {names}",
            places=(place,),
            within_m=STATION_M,
            lines_rad=(params.line_of_fire,),
            aside_rad=math.asin(min(1.0, params.offset / params.cease_range)) + SAFE_RAD,
            reach_m=reach_m,
            ceiling_m=ceiling_m,
            because=f"{because} high and {params.cease_range:.0f} m off",
        )
    if held.in_role(TARGET):
        because = "kept clear about the drone, as the serial's `danger` says"
        ceiling_m = params.height + CEILING_MARGIN_M
        yield About("drone", params.danger, ceiling_m, 0.0, because, (middle,))
