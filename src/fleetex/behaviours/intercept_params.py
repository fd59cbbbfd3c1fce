"""INTERCEPT: what a person sets, what is said on the radio, and who flies with whom. Design values, of no air force."""

from pydantic import Field, model_validator

from fleetex.behaviours.airpatrol_params import Apart, FlightLevel, JetSpeed
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.params import DrillParams, Interval, Notice, Spell, setting
from fleetex.engine.orders import UnitId
from fleetex.engine.view import Briefing
from fleetex.quantities import Duration, Length
from fleetex.quantities.showing import format_length
from fleetex.scenario.parts import misfit
from fleetex.units import KN_MPS

CONTROLLER, ALERT, PICKETS = "controller", "alert", "pickets"
READY, SCRAMBLE, UNABLE, AIRBORNE, VECTOR, CONTACT = "ready", "scramble", "unable", "airborne", "vector", "contact"
IDENTIFIED, LOST, RELIEF, RELIEVED, BREAK_OFF, GOES_HOME = (
    "identified",
    "contact lost",
    "wants relief",
    "relieved",
    "break off",
    "goes home",
)
DOWN_AGAIN, PLOTS, ON_WATCH = "down", "plots", "on watch"
AIR_MPS = 120.0 * KN_MPS
"""What moves faster than this flies (design value): a radar ashore shows no heights here."""


class InterceptParams(DrillParams):
    """What a person may set about an INTERCEPT."""

    pair: int = Field(default=2, ge=1, le=4, description="fighters that fly together, in the order of the role")
    readiness: Notice = setting("5 min", "from the order to scramble until the pair rolls, on average")
    lead_time: Duration = setting("10 min", "a pair is scrambled so long before strangers would be in the zone")
    watch_every: Interval = setting("30 s", "how often the controller looks over his picture")
    vector_every: Interval = setting("60 s", "how often he tells a pair where the strangers are")
    speed: JetSpeed = setting("540 kn", "of a pair on its way to them")
    cruise: JetSpeed = setting("460 kn", "on the way home; fuel is reckoned with it")
    height: FlightLevel = setting("9000 m", "at which they fly")
    identify_range: Length = setting("1000 m", "a pilot tells by day what he sees so near, over the ground, as plotted")
    night_range: Length = setting("300 m", "the same by night")
    identify_time: Notice = setting("30 s", "that he has to be so near")
    min_distance: Length = setting("150 m", "nearer than this no pilot means to go")
    escort_range: Apart = setting("2 nmi", "at which they stay with whom they have identified")
    group_range: Apart = setting("15 nmi", "strangers so near each other are met as one group")
    relief_before: Spell = setting("20 min", "before a pair has to go home it asks for relief")
    outside: Spell = setting("4 min", "after strangers have left the zone they are left alone")
    reserve: Spell = setting("20 min", "of flight left over when an aircraft is back at her field")

    @model_validator(mode="after")
    def _keeps_a_distance(self) -> "InterceptParams":
        nearest_m = min(self.identify_range, self.night_range)
        if self.min_distance >= nearest_m:
            found = format_length(self.min_distance)
            allowed = "nobody is identified from so far: `min_distance` is below `identify_range` and `night_range`"
            about = ("min_distance", "identify_range", "night_range")
            write = f"min_distance: {format_length(0.5 * nearest_m)}"
            raise misfit(found, allowed, write, key="min_distance", about=about)
        return self


def params_of(briefing: Briefing) -> InterceptParams:
    params = briefing.params
    assert isinstance(params, InterceptParams)
    return params


def pairs(briefing: Briefing) -> list[tuple[UnitId, ...]]:
    """The fighters in pairs, each with its leader first."""
    units, size = in_role(briefing, ALERT), params_of(briefing).pair
    return [units[k : k + size] for k in range(0, len(units), size)]


def pair_of(briefing: Briefing, unit: UnitId) -> tuple[UnitId, ...]:
    return next(pair for pair in pairs(briefing) if unit in pair)
