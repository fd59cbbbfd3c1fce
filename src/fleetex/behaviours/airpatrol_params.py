"""AIRPATROL: what a person sets, and what follows from it: ways, times at the points of the route, who escorts where.

Points of the route are numbered from 1, the rendezvous. Figures are design values; they are no air force's own.
"""

from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fleetex.behaviours.conduct import in_role, only
from fleetex.behaviours.params import DrillParams, Offset, Spell, setting
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Length, PositionText
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH, SPEED
from fleetex.scenario.parts import misfit

LEAD, WING, ESCORT, EARLY_WARNING, TANKER = "lead", "wing", "escort", "early_warning", "tanker"
ROLES = (LEAD, WING, ESCORT, EARLY_WARNING, TANKER)
WANTS_FUEL, FUELLED, WITHOUT = "wants fuel", "fuelled", "without fuel"
JOINED, BEGUN, PART, DOWN_AGAIN, LEAVES, CONTACT = "joined", "route begun", "part", "down", "leaves", "air contact"
JetSpeed = Annotated[float, quantity(SPEED, least="100 kn", most="700 kn")]
FlightLevel = Annotated[float, quantity(LENGTH, least="150 m", most="15 km")]
Apart = Annotated[float, quantity(LENGTH, least="300 m", most="30 nmi")]


class Escorted(BaseModel):
    """Between which points of the route an escort goes along."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    joins: int = Field(default=1, ge=1, description="number of the point where it joins; 1: rendezvous")
    leaves: int | None = Field(
        default=None, ge=2, description="number of the point where it leaves; the last unless given"
    )


class AirPatrolParams(DrillParams):
    """What a person may set about an AIRPATROL."""

    route: tuple[PositionText, ...] = Field(
        min_length=2, description="the rendezvous, then the points that are flown together"
    )
    rendezvous_after: Spell = setting("2 h", "after COMEX: when all are to be at the rendezvous")
    wait: Spell = setting("15 min", "that the lead waits there for who is late, and a wing or an escort for the lead")
    speed: JetSpeed = setting("410 kn", "on the route, out to it and home")
    height: FlightLevel = setting("9000 m", "of the bombers")
    height_step: Length = setting("600 m", "by which escorts fly higher: blocks of height keep them apart")
    spacing: Apart = setting("2 nmi", "between neighbouring bombers")
    escort_range: Apart = setting("4 nmi", "of an escort from the lead")
    join_range: Apart = setting("10 nmi", "who holds the lead so near by his own radar has joined")
    ways: dict[str, tuple[PositionText, ...]] = Field(
        default_factory=dict, description="for a unit, the points over which it flies out to the route, and home again"
    )
    escorts: dict[str, Escorted] = Field(
        default_factory=dict, description="for an escort, between which points of the route; all the way unless given"
    )
    early_warning_at: PositionText | None = Field(
        default=None, description="where early-warning aircraft fly to and fro; at the rendezvous unless given"
    )
    refuels: tuple[str, ...] = Field(
        default=(), description="wings and escorts that meet a tanker on their way out and fill their tanks"
    )
    tanker_at: PositionText | None = Field(
        default=None, description="where tankers fly to and fro; at the rendezvous unless given"
    )
    tanker_after: Spell | None = setting(
        None, "after COMEX: when tankers are to be there; a little before who is refuelled unless given"
    )
    tanker_speed: JetSpeed = setting("300 kn", "of tankers there")
    zones: tuple[str, ...] = Field(
        default=(), description="areas whose edges the lead writes down when he crosses them: zones, national airspace"
    )
    reserve: Spell = setting("30 min", "of flight left over when an aircraft is back at her field")

    @model_validator(mode="after")
    def _along_the_route(self) -> "AirPatrolParams":
        count = len(self.route)
        for unit, part in self.escorts.items():
            last = part.leaves or count
            if not part.joins < last <= count:
                found = f"{unit} from point {part.joins} to {last}"
                allowed = f"an escort leaves at a later point of a route of {count} points than it joins at"
                write = f"{unit}: {{joins: {min(part.joins, count - 1)}, leaves: {count}}}"
                raise misfit(found, allowed, write, key="escorts", about=("route", "escorts"))
        return self

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        return None


def params_of(briefing: Briefing) -> AirPatrolParams:
    params = briefing.params
    assert isinstance(params, AirPatrolParams)
    return params


def place(point: PositionText) -> Position:
    """A position of the file as the engine takes it."""
    return Position(point.lat_rad, point.lon_rad)


def route_of(briefing: Briefing) -> tuple[Position, ...]:
    return tuple(place(point) for point in params_of(briefing).route)


def way_out(briefing: Briefing, unit: UnitId) -> list[Position]:
    return [place(point) for point in params_of(briefing).ways.get(unit, ())]


def escorted(briefing: Briefing, unit: UnitId) -> tuple[int, int]:
    """The first and the last point of the route that an escort flies along, numbered from 1."""
    params = params_of(briefing)
    part = params.escorts.get(unit, Escorted())
    return part.joins, part.leaves or len(params.route)


def seconds_to_point(view: View, briefing: Briefing, number: int) -> float:
    """From the rendezvous to a point of the route, at the route's speed."""
    points = route_of(briefing)[:number]
    return sum(view.range_and_bearing(a, b)[0] for a, b in pairwise(points)) / params_of(briefing).speed


def lead_of(briefing: Briefing) -> UnitId:
    unit = only(briefing, LEAD)
    assert unit is not None
    return unit


def fliers(briefing: Briefing) -> tuple[UnitId, ...]:
    """Everybody who flies the patrol, in the order of the file."""
    return tuple(unit for role in ROLES for unit in in_role(briefing, role))
