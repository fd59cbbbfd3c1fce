"""FLYEX: what a person sets, what is said on the radio, and how long a sortie takes by the decks' own figures.

Figures are design values.
"""

from typing import Annotated, Literal

from pydantic import Field

from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.params import DrillParams, Interval, Notice, Spell, setting
from fleetex.engine.orders import UnitId
from fleetex.engine.view import Briefing
from fleetex.quantities import Course, Duration, Length
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH, SPEED
from fleetex.units import MINUTE_S

DECKS, AIRCRAFT = "decks", "aircraft"
LAUNCH, RECALL, LANDED, AIRBORNE, FOUL, PIM = "launch", "recall", "landed", "airborne", "foul deck", "pim"
MOVEMENTS_S = 8.0 * MINUTE_S
"""A take-off and a landing."""
TURN_ROUND_S = 40.0 * MINUTE_S
"""Refuelling on a deck before she can take off again."""
SteamingSpeed = Annotated[float, quantity(SPEED, least="1 kn", most="40 kn")]
FlightSpeed = Annotated[float, quantity(SPEED, least="40 kn", most="250 kn")]
Height = Annotated[float, quantity(LENGTH, least="30 m", most="6000 m")]
Way = Annotated[float, quantity(LENGTH, least="0.5 nmi", most="200 nmi")]
Spacing = Annotated[float, quantity(LENGTH, least="500 yd", most="20 nmi")]


class FlyexParams(DrillParams):
    """What a person may set about a FLYEX."""

    speed: SteamingSpeed = setting("12 kn", "of the decks on the flying course")
    course: Course | None = Field(default=None, description="the flying course; into the wind unless given")
    formation: Literal["column", "line abreast", "echelon", "diamond"] = Field(
        default="line abreast", description="in which the other decks keep station on the OCE"
    )
    spacing: Spacing = setting("2 nmi", "between neighbouring decks")
    within: Length = setting("300 m", "a deck so near its station is in it")
    settle: Notice = setting("10 min", "from COMEX to the first launch: the decks come to the flying course")
    flight_speed: FlightSpeed = setting("100 kn", "of the helicopters between decks")
    height: Height = setting("150 m", "at which they fly")
    out: Way = setting("5 nmi", "flown out from a deck before they come back to one")
    sorties: int = Field(default=1, ge=1, le=20, description="of each helicopter")
    cross_deck: bool = Field(default=True, description="each lands on every other deck in turn before it goes home")
    gap: Interval = setting("10 min", "between launches")
    reserve: Duration = setting(
        "20 min", "fuel kept beyond what the nearest deck takes: below it a helicopter is bingo"
    )
    go_arounds: int = Field(default=3, ge=1, le=20, description="at one deck before a helicopter goes to another")
    foul_after: Spell = setting("30 min", "a helicopter that has waited so long for take-off reports a foul deck")
    pim_every: Interval = setting("10 min", "how often each deck tells her place, course and speed")
    recall_before: Spell = setting("25 min", "before FINEX all go home")


def params_of(briefing: Briefing) -> FlyexParams:
    params = briefing.params
    assert isinstance(params, FlyexParams)
    return params


def itinerary(briefing: Briefing, home: UnitId) -> list[UnitId]:
    """The decks of a sortie, in the order of the file after home; home is the last."""
    decks = list(in_role(briefing, DECKS))
    if not params_of(briefing).cross_deck or home not in decks:
        return [home]
    at = decks.index(home)
    return [*decks[at + 1 :], *decks[:at], home]


def sortie_s(params: FlyexParams, landings: int) -> float:
    """How long a sortie takes from the order to launch until the last landing, when no deck makes it wait."""
    flight_s = 2.0 * params.out / params.flight_speed
    return landings * (MOVEMENTS_S + flight_s) + (landings - 1) * TURN_ROUND_S
