"""CASEX: what a person sets, and where each begins."""

import math
from typing import Annotated, Literal

from pydantic import Field

from fleetex.behaviours.casex_air_params import HELICOPTER, PATROL, AirHuntParams, Reach
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.params import DrillParams, Offset, Spell, setting
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing
from fleetex.quantities import Course, Length, PositionText
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import FRACTION, LENGTH, SPEED
from fleetex.units import NMI_M

HUNTER, SCREEN, SUBMARINE, TARGET = "hunters", "screen", "submarine", "target"
ABREAST_M = 2.0 * NMI_M
"""Design value: between hunters who wait for COMEX."""
Spacing = Annotated[float, quantity(LENGTH, least="0.2 nmi", most="50 nmi")]
Clearance = Annotated[float, quantity(LENGTH, least="500 yd", most="50 nmi")]
Charge = Annotated[float, quantity(FRACTION, most="100 %")]
SailingSpeed = Annotated[float, quantity(SPEED, least="1 kn", most="60 kn")]


class ProsecutionParams(DrillParams):
    """What a person may set about ships that hold and attack a submarine. Training values, of no real ship."""

    speed: SailingSpeed = setting("12 kn", "of hunters while searching")
    closing_speed: SailingSpeed = setting("18 kn", "of hunters making for a contact")
    sonar: Literal["active", "passive first"] = Field(
        default="active", description="passive first: no hunter pings before a bearing or a report gives cause"
    )
    stand_off: Clearance = setting("2 nmi", "from the submarine, at which a hunter who holds her stays")
    attack_range: Reach = setting("4 nmi", "within which an attack may be made")
    attack_error: Length = setting("500 yd", "none is made while the contact's position is less sure than this")
    attack_every: Spell = setting("15 min", "from one hunter's attack to her next")
    attacks: int = Field(default=3, ge=0, le=50, description="each hunter makes at most")
    weapon: Literal["none", "torpedo", "rockets"] = Field(
        default="none",
        description="practice weapon that an attack launches, by who carries it; none: attacks are simulated",
    )
    weapon_depth: Length = setting("60 m", "for which it is set: a torpedo's search, the charges' fuses")
    clear_of_ships: Length = setting("1000 yd", "from its aim all known ships must be; 0 m: the exercise allows it")
    valid_within: Length = setting("1000 yd", "of the submarine, where an attack's aim counts as valid")
    lost_after: Spell = setting("5 min", "without the contact it counts as lost, and its datum is searched")
    datum_search: Reach = setting("6 nmi", "half the side of that search, an expanding square")


class HuntParams(ProsecutionParams):
    """What a person may set about hunters who search an area in strips."""

    pattern: Literal["parallel track", "creeping line"] = Field(
        default="parallel track", description="in which each hunter searches her strip of the area"
    )
    track_spacing: Spacing = setting("4 nmi", "between the legs of a hunter's search")
    first_leg: Course = setting("000T", "along which the strips lie")
    assembly: Reach = setting("15 nmi", "from the middle of the area to where the hunters wait for COMEX")
    assembly_bearing: Course = setting("180T", "on which they wait")

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """Hunters abreast of each other at a distance from the middle of the area; nothing is said of others."""
        hunters = in_role(briefing, HUNTER)
        if briefing.area is None or briefing.unit not in hunters:
            return None
        abreast_m = ABREAST_M * (hunters.index(briefing.unit) - (len(hunters) - 1) / 2.0)
        middle = offset(briefing.area.centre, self.assembly_bearing, self.assembly)
        return offset(middle, self.assembly_bearing + math.pi / 2.0, abreast_m)


class SubmarineParams(DrillParams):
    """What a person may set about the exercise submarine. Training values, of no real boat."""

    submarine_at: PositionText | None = setting(None, "where the submarine is at COMEX; the middle if not given")
    submarine_speed: SailingSpeed = setting("5 kn", "while nobody pings")
    submarine_depth: Length = setting("60 m", "while nobody pings")
    evades: bool = Field(default=True, description="whether she leaves her track when she is pinged")
    evasion_speed: SailingSpeed = setting("8 kn", "while she evades; noise grows with it")
    sprint_speed: SailingSpeed = setting("12 kn", "while she runs from a torpedo that she hears")
    below_layer: Length = setting("30 m", "under the layer's lower edge, where she evades if there is one")
    snort_below: Charge = setting("40 %", "of her battery: she comes up to snort, unless pings are heard")
    snort_until: Charge = setting("80 %", "of her battery, when she goes down again")
    snort_at: Charge = setting("20 %", "of her battery: she snorts whoever pings")
    evade_for: Spell = setting("20 min", "after the last ping heard, until she goes back to her track")


class CasexParams(HuntParams, AirHuntParams, SubmarineParams):
    """What a person may set about a CASEX: how its hunters search, and how its submarine behaves."""

    route: tuple[PositionText, ...] = Field(
        default=(), description="waypoints of the submarine, round and round; if none, about the area"
    )

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """The submarine in the middle, or where the file says; hunters abreast of each other at a distance."""
        if briefing.unit in in_role(briefing, HELICOPTER) + in_role(briefing, PATROL):
            return None
        if briefing.area is None or briefing.unit in in_role(briefing, HUNTER):
            return super().rendezvous(briefing, offset)
        at = self.submarine_at
        return briefing.area.centre if at is None else Position(at.lat_rad, at.lon_rad)


def params_of(briefing: Briefing) -> CasexParams:
    found = briefing.params
    assert isinstance(found, CasexParams)
    return found


def hunting(briefing: Briefing) -> tuple[str, ...]:
    """Everybody who hunts, on the water and above it, and the OCE; this unit left out."""
    roles = (HUNTER, SCREEN, HELICOPTER, PATROL)
    told = dict.fromkeys([*(unit for role in roles for unit in in_role(briefing, role)), briefing.oce])
    return tuple(unit for unit in told if unit != briefing.unit)


def hunt_params_of(briefing: Briefing) -> HuntParams:
    found = briefing.params
    assert isinstance(found, HuntParams)
    return found


def prosecution_params_of(briefing: Briefing) -> ProsecutionParams:
    found = briefing.params
    assert isinstance(found, ProsecutionParams)
    return found


def submarine_params_of(briefing: Briefing) -> SubmarineParams:
    found = briefing.params
    assert isinstance(found, SubmarineParams)
    return found


def quarry(briefing: Briefing) -> UnitId:
    """Whom an attack is meant for, for the score alone: the submarine, or the first of what stands for one."""
    return next(iter([*in_role(briefing, SUBMARINE), *in_role(briefing, TARGET)]), "")
