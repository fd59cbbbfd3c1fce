"""ESCORTEX: what a person sets, where each begins, and where the screen stands."""

import math
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from fleetex.behaviours.adex_params import ALERT, CAP, EARLY_WARNING, RAIDERS, AirDefenceParams
from fleetex.behaviours.casex_air_params import Reach
from fleetex.behaviours.casex_params import (
    SCREEN,
    SUBMARINE,
    ProsecutionParams,
    SailingSpeed,
    SubmarineParams,
)
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.doubts import course_between
from fleetex.behaviours.formation import StationOf
from fleetex.behaviours.params import Offset, Spell, setting
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Length, PositionText
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import ANGLE

CONVOY = "convoy"
AIR_ROLES = (RAIDERS, CAP, ALERT, EARLY_WARNING)
"""Who plays in it where there is a raid; what each does is as in an ADEX."""
Arc = Annotated[float, quantity(ANGLE, least="10 deg", most="180 deg")]


class EscortexParams(ProsecutionParams, SubmarineParams, AirDefenceParams):
    """What a person may set about an ESCORTEX. Ranges and speeds are training values, of no real ship or weapon."""

    moves: ClassVar[bool] = True
    raided: ClassVar[tuple[str, ...]] = (CONVOY, SCREEN)

    air_to_air: Literal["simulated", "missiles"] = Field(
        default="missiles",
        description="missiles: who carries some fires them, and a hit turns a raider away; else shots are marks alone",
    )
    route: tuple[PositionText, ...] = Field(
        min_length=2, description="of the convoy: the first is where its guide is at COMEX, the last where she is bound"
    )
    submarine_at: PositionText | None = setting(None, "where the submarine waits for the convoy")
    submarine_speed: SailingSpeed = setting("5 kn", "of the submarine while she waits")
    submarine_depth: Length = setting("60 m", "of the submarine, but when she clears the place of her attack")
    evades: bool = Field(default=True, description="whether she runs from a torpedo that she hears")
    evasion_speed: SailingSpeed = setting("8 kn", "of the submarine after her attack")
    evade_for: Spell = setting("20 min", "after her attack, until she tries again")
    convoy_speed: SailingSpeed = setting("12 kn", "of the convoy")
    convoy_spacing: Length = setting("1000 yd", "between ships of the convoy, in column behind the first")
    screen_range: Reach = setting("3 nmi", "of the screen's stations from the convoy's guide")
    screen_arc: Arc = setting("75 deg", "to either side of the convoy's course, over which the screen is spread")
    within: Length = setting("500 yd", "a ship so near her station is in it")
    prosecutors: int = Field(default=2, ge=1, le=20, description="ships away from the screen for a contact at a time")
    prosecute_within: Reach = setting("12 nmi", "of the convoy's guide, where contacts are prosecuted; beyond, let go")
    prosecute_for: Spell = setting("60 min", "after which a ship goes back to the screen, whatever she holds")
    firing_range: Reach = setting("4 nmi", "at which the submarine makes her simulated attacks on ships of the convoy")
    approach_speed: SailingSpeed = setting("8 kn", "of the submarine towards ships that she hears")
    submarine_attacks: int = Field(default=2, ge=0, le=20, description="simulated, that she makes at most")

    def ground(self, view: View, briefing: Briefing, time_s: float) -> Position:
        """Where the convoy should be by then: so far along its route as it sails in that time."""
        left_m = self.convoy_speed * max(0.0, time_s - briefing.start_s)
        points = [Position(point.lat_rad, point.lon_rad) for point in self.route]
        for here, there in pairwise(points):
            leg_m, bearing_rad = view.range_and_bearing(here, there)
            if left_m <= leg_m:
                return view.offset(here, bearing_rad, left_m)
            left_m -= leg_m
        return points[-1]

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """The convoy in column from the route's first place, the screen in station, the submarine where she waits."""
        start = Position(self.route[0].lat_rad, self.route[0].lon_rad)
        course_rad = course_between(*self.route[:2])
        unit = briefing.unit
        if unit in in_role(briefing, SUBMARINE) and self.submarine_at is not None:
            return Position(self.submarine_at.lat_rad, self.submarine_at.lon_rad)
        if unit in in_role(briefing, CONVOY):
            return offset(start, course_rad + math.pi, in_role(briefing, CONVOY).index(unit) * self.convoy_spacing)
        if unit in in_role(briefing, SCREEN):
            station = self.station(in_role(briefing, SCREEN), unit)
            return offset(start, course_rad + station.bearing_rad, station.range_m)
        return None

    def station(self, screen: tuple[UnitId, ...], unit: UnitId) -> StationOf:
        """A ship's station in the screen: they stand on an arc before the guide, evenly, in the order of the file."""
        place, count = screen.index(unit), len(screen)
        bearing_rad = self.screen_arc * ((2 * place + 1) / count - 1.0)
        return StationOf(self.screen_range, bearing_rad % math.tau)


def escort_params_of(briefing: Briefing) -> EscortexParams:
    found = briefing.params
    assert isinstance(found, EscortexParams)
    return found


def guide_of(briefing: Briefing) -> UnitId:
    """The convoy's first ship, on whom everybody keeps station."""
    return in_role(briefing, CONVOY)[0]
