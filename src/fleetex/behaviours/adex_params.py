"""ADEX: what a person sets, and what is said on the radio. Training values, of no real weapon or doctrine.

What belongs to a raid, to fighters and to ships that fire at what flies is shared with ESCORTEX (`AirDefenceParams`).
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from fleetex.behaviours.airpatrol_params import FlightLevel, JetSpeed
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.params import DrillParams, Interval, Spell, setting
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Course, Duration
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH, SPEED
from fleetex.units import KN_MPS

FORCE, CAP, ALERT, EARLY_WARNING = "force", "cap", "alert", "early_warning"
RAIDERS, JAMMERS = "raiders", "jammers"
RAID, VECTOR, SCRAMBLE, ENGAGED, ON_STATION, GOES_HOME, RAID_OVER, PLOTS = (
    "raid",
    "vector",
    "scramble",
    "engaged",
    "on station",
    "goes home",
    "raid over",
    "plots",
)
AIR_MPS = 150.0 * KN_MPS
"""What moves faster than this flies (design value)."""
AEW_MPS = 250.0 * KN_MPS
"""Design value: of early-warning aircraft."""
Reach = Annotated[float, quantity(LENGTH, least="1 nmi", most="300 nmi")]
RaidHeight = Annotated[float, quantity(LENGTH, least="30 m", most="15 km")]
SailingSpeed = Annotated[float, quantity(SPEED, least="1 kn", most="40 kn")]


class AirDefenceParams(DrillParams):
    """What a person may set about a raid and the air defence that meets it."""

    moves: ClassVar[bool] = False
    """Whether what is defended sails on, so that stations in the air move with it."""
    raided: ClassVar[tuple[str, ...]] = (FORCE,)
    """Roles of the ships that raiders are to release at."""

    weapons: Literal["free", "tight", "hold"] = Field(
        default="tight",
        description="free: ships engage what is nameless, fast and closes; tight: what the controller called a raid; "
        "hold: nothing",
    )
    rounds: int = Field(default=2, ge=1, le=8, description="of a ship's missiles for an engagement")
    tries: int = Field(default=2, ge=1, le=6, description="engagements of one track by one ship, at most")
    long_shots: Literal["spare", "never", "always"] = Field(
        default="spare",
        description="of ships at an aircraft that could still turn away and outrun the missile; spare: in a ship's "
        "first engagement of it, while a salvo is left for each stranger who comes",
    )
    warning_range: Reach = setting("120 nmi", "strangers who close and are so near are called a raid")
    raid_width: Reach = setting("12 nmi", "raiders so near each other are one raid")
    watch_every: Interval = setting("30 s", "how often the controller looks over his picture")
    cap_range: Reach = setting("40 nmi", "of the stations of the combat air patrol from the middle of what is defended")
    cap_bearing: Course = setting("000T", "on which they lie, side by side")
    cap_after: Duration = setting("0 min", "after COMEX: when fighters on patrol and early warning begin to take off")
    cap_height: FlightLevel = setting("7000 m", "of all that fly, but of raiders on their run in")
    cap_speed: JetSpeed = setting("420 kn", "of fighters on station, and on the way there and home")
    dash: JetSpeed = setting("560 kn", "of fighters on a vector")
    air_to_air: Literal["simulated", "missiles"] = Field(
        default="simulated",
        description="missiles: who carries some fires them, and a hit turns a raider away; else shots are marks alone",
    )
    shots: int = Field(default=4, ge=1, le=12, description="of a fighter; simulated where she carries no missiles")
    shot_range: Reach = setting("15 nmi", "from which a fighter makes one, on his own radar's track")
    reserve: Spell = setting("20 min", "of flight left over when an aircraft is back at her field")
    early_warning_range: Reach = setting("20 nmi", "of early-warning aircraft behind the middle, away from the patrol")
    raid_after: Spell = setting("60 min", "after COMEX: when raiders leave their point of entry")
    raid_from: Course = setting("000T", "of the middle, on which that lies")
    raid_range: Reach = setting("140 nmi", "of the middle, from where they run in")
    raid_height: RaidHeight = setting("300 m", "of raiders on the run")
    raid_speed: JetSpeed = setting("450 kn", "of raiders")
    release_range: Reach = setting("25 nmi", "from a ship on their own radar, where they release and turn away")

    jamming: bool = Field(default=False, description="whether raiders with a jammer jam search radars on their run in")

    @model_validator(mode="after")
    def _runs_in(self) -> "AirDefenceParams":
        if self.release_range >= self.raid_range:
            raise ValueError("raiders release before they have run in: release_range is below raid_range")
        return self

    def ground(self, view: View, briefing: Briefing, time_s: float) -> Position:
        """The middle of what is defended at an instant, as everybody was briefed."""
        assert briefing.area is not None
        return briefing.area.centre


class AdexParams(AirDefenceParams):
    """What a person may set about an ADEX."""

    course: Course = setting("090T", "of the force")
    speed: SailingSpeed = setting("14 kn", "of the force")
    spacing: Reach = setting("2 nmi", "of a ship from the guide, all round him")
    jam_range: Reach = setting("80 nmi", "of the middle, on `raid_from`, where `jammers` stand off")


def params_of(briefing: Briefing) -> AdexParams:
    params = briefing.params
    assert isinstance(params, AdexParams)
    return params


def air_params_of(briefing: Briefing) -> AirDefenceParams:
    params = briefing.params
    assert isinstance(params, AirDefenceParams)
    return params


def fighters(briefing: Briefing) -> tuple[UnitId, ...]:
    """Who is on patrol, then who stands on alert."""
    return (*in_role(briefing, CAP), *in_role(briefing, ALERT))
