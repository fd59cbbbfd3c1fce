"""The section `plan`: when the plan is made, on which grid, and the limits and weights of its rules by their ids.

plan:
  as_of: 050000ZJUL23
  rules:
    K02: {margin: 20 min}
    K06: {civil_twilight: true}
    K24: {weight: 0}
    K17: {apply: off}
"""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt, model_validator

from fleetex.quantities import Angle, Duration, Length, Share, Time, quantity
from fleetex.quantities.measure import DURATION
from fleetex.quantities.showing import format_duration
from fleetex.scenario.forces import Band
from fleetex.scenario.parts import Id, Line, Provenance, Row, Switch, is_none, misfit

Weight = Annotated[StrictInt, Field(ge=0, le=1000)]
Spares = Annotated[StrictInt, Field(ge=0, le=10)]
Step = Annotated[float, quantity(DURATION, least="1 min", most="1 h")]
H, MIN, NMI, FT, YD = 3600.0, 60.0, 1852.0, 0.3048, 0.9144


class Rule(Row):
    """A rule is applied unless it is switched off."""

    apply: Switch = Field(default=True, description="off: neither kept nor reported")


class OneAtATime(Rule):
    setup_s: Duration = Field(default=15 * MIN, alias="setup", description="before a serial, for each unit in it")
    teardown_s: Duration = Field(default=15 * MIN, alias="teardown", description="after it")


class Transit(Rule):
    margin_s: Duration = Field(default=30 * MIN, alias="margin", description="beyond the time at cruising speed")


class AreaLock(Rule):
    buffer_m: Length = Field(default=5 * NMI, alias="buffer", description="between a live serial's area and others")


class DangerArea(Rule):
    half_angle_rad: Angle = Field(
        default=0.174533, alias="half_angle", description="beyond the line of fire, each side"
    )
    above_ordinate_m: Length = Field(default=1000 * FT, alias="above_ordinate", description="clear above the ordinate")


class WarningLead(Rule):
    warning_s: Duration = Field(default=5 * 24 * H, alias="warning", description="of navigational warnings")
    notam_s: Duration = Field(default=7 * 24 * H, alias="notam", description="of NOTAMs")


class Daylight(Rule):
    civil_twilight: StrictBool = Field(default=False, description="true: from civil dawn to civil dusk")


class SeaStateLimit(Rule):
    pass


class Visibility(Rule):
    fire_m: Length = Field(default=5 * NMI, alias="fire", description="least for live fire")
    fly_m: Length = Field(default=3 * NMI, alias="fly", description="least for flying off decks")


class Order(Rule):
    pass


class Fuel(Rule):
    reserve: Share | None = Field(default=None, exclude_if=is_none, description="least; `fuel_reserve` unless given")


class Ammunition(Rule):
    pass


class CrewRest(Rule):
    weight: Weight = Field(default=5, description="for each unit and breach")
    intensive_s: Duration = Field(default=12 * H, alias="intensive", description="most in any 24 h")
    gap_s: Duration = Field(default=8 * H, alias="gap", description="of rest after a serial by night")


class FlightDeck(Rule):
    cycle_s: Duration = Field(default=1.5 * H, alias="cycle", description="from one use of a deck to the next")
    crew_day_s: Duration = Field(default=8 * H, alias="crew_day", description="most flying of an aircraft in any 24 h")


class OnStation(Rule):
    reserve: Share = Field(default=0.1, description="of an aircraft's endurance")


class Submarine(Rule):
    separation_m: Length = Field(default=30.0, alias="separation", description="between depth bands")
    depth_m: Length = Field(default=200.0, alias="depth", description="least charted depth of a submarine's area")


class Separation(Rule):
    distance_m: Length = Field(default=2000 * YD, alias="distance", description="between areas in use at once")


class Shipping(Rule):
    clear_s: Duration = Field(default=15 * MIN, alias="clear", description="so long an area is watched clear before")


class Sovereignty(Rule):
    seas: tuple[Id, ...] = Field(default=(), description="keys of `areas`: other states' territorial seas")
    cleared: dict[Id, Time] = Field(default_factory=dict, description="for each nation: from when it is cleared")


class Coverage(Rule):
    roles: dict[Id, tuple[Id, ...]] = Field(
        default={"GUNEX-S": ("safety",)}, description="for each kind the roles that may not be empty"
    )


class Ability(Rule):
    pass


class Target(Rule):
    tow_m: Length | None = Field(
        default=None, alias="tow", exclude_if=is_none, description="least line to a towed target; 1 nmi unless given"
    )
    spare: Spares | None = Field(
        default=None,
        exclude_if=is_none,
        description="targets beside its own on the decks of those in a live serial; none unless given",
    )


class Spectrum(Rule):
    cleared: tuple[Band, ...] | None = Field(
        default=None, exclude_if=is_none, description="bands in which circuits may work; all unless given"
    )


class Reserve(Rule):
    weight: Weight = Field(default=10, description="for each live serial without a reserve slot")
    within_s: Duration = Field(default=36 * H, alias="within", description="of the slot that it stands in for")
    apart_s: Duration | None = Field(
        default=None,
        alias="apart",
        exclude_if=is_none,
        description="least between the end of the first slot and the reserve; one that is nearer costs half the weight",
    )

    @model_validator(mode="after")
    def _some_slot_is_left(self) -> "Reserve":
        if self.apart_s is not None and self.apart_s >= self.within_s:
            within = format_duration(self.within_s)
            allowed = f"less than `within`, {within}: no slot is so far from the first and yet within that"
            raise misfit(format_duration(self.apart_s), allowed, "apart: 12 h", key="apart")
        return self

    @property
    def near_weight(self) -> int:
        """What a reserve slot costs that follows sooner than `apart`."""
        return (self.weight + 1) // 2

    def is_near(self, apart_s: float) -> bool:
        """Whether a slot so long after the first follows too soon for other weather."""
        return self.apart_s is not None and apart_s < self.apart_s


class EvenShare(Rule):
    weight: Weight = Field(default=2, description="for each lead, and each firing, beyond another nation's")


class Ends(Rule):
    pre_sail_utc: Time | None = Field(
        default=None, alias="pre_sail", exclude_if=is_none, description="end of the conference before sailing"
    )
    wash_up_utc: Time | None = Field(
        default=None, alias="wash_up", exclude_if=is_none, description="hot wash-up, after the last serial"
    )
    within_s: Duration = Field(default=24 * H, alias="within", description="from the last serial to the wash-up")


class Airspace(Rule):
    prohibited: tuple[Id, ...] = Field(default=(), description="keys of `areas` that aircraft keep out of")


class Fishing(Rule):
    weight: Weight = Field(default=3, description="for each serial among fishing boats")
    grounds: tuple[Id, ...] = Field(default=(), description="keys of `areas`; those of `traffic.fishing` besides")


class Objectives(Rule):
    weight: Weight = Field(default=20, description="for each objective that no serial serves")


RULES: dict[str, tuple[type[Rule], str]] = {
    "K01": (OneAtATime, "a unit is in at most one serial at a time"),
    "K02": (Transit, "a unit can reach the next serial's area in time"),
    "K03": (AreaLock, "a serial has its water to itself, and a live one a buffer about it"),
    "K04": (DangerArea, "nobody else is in a danger area"),
    "K05": (WarningLead, "warnings are out before a live serial"),
    "K06": (Daylight, "a serial for daylight is held by day"),
    "K07": (SeaStateLimit, "the forecast sea state is within the serial's limit"),
    "K08": (Visibility, "the forecast visibility is enough to fire and to fly"),
    "K09": (Order, "COMMEX first, MANEX before RAS, dry before live, and what comes after what"),
    "K10": (Fuel, "nobody's fuel falls below the reserve"),
    "K11": (Ammunition, "no more rounds are planned than are in the magazine"),
    "K12": (CrewRest, "crews rest"),
    "K13": (FlightDeck, "decks and aircrews keep their cycle"),
    "K14": (OnStation, "an aircraft has the endurance for its time on station"),
    "K15": (Submarine, "a submarine has deep water to herself, or a depth band"),
    "K16": (Separation, "areas in use at once lie apart"),
    "K17": (Shipping, "danger areas keep off shipping lanes"),
    "K18": (Sovereignty, "areas keep out of other states' seas; nations are cleared"),
    "K19": (Coverage, "every role is filled"),
    "K20": (Ability, "every unit is able to play its role"),
    "K21": (Target, "what is fired at is there, far enough astern of its tug, with a spare where one is asked for"),
    "K22": (Spectrum, "circuits work in cleared bands"),
    "K23": (Reserve, "each live serial has a reserve slot"),
    "K24": (EvenShare, "nations lead and fire alike"),
    "K25": (Ends, "the conference comes first, the wash-up soon after"),
    "K26": (Airspace, "aircraft keep out of prohibited airspace"),
    "K27": (Fishing, "serials keep off fishing grounds"),
    "K28": (Objectives, "every objective is served"),
}
"""Every rule's limits and what it says, by its id."""
SOFT = ("K12", "K23", "K24", "K27", "K28")
"""Rules that carry a weight; all others hold, or are reported."""


class Rules(Row):
    """Limits and weights of rules by their ids; what is not given is the rule's own."""

    K01: OneAtATime = Field(default_factory=OneAtATime, description=RULES["K01"][1])
    K02: Transit = Field(default_factory=Transit, description=RULES["K02"][1])
    K03: AreaLock = Field(default_factory=AreaLock, description=RULES["K03"][1])
    K04: DangerArea = Field(default_factory=DangerArea, description=RULES["K04"][1])
    K05: WarningLead = Field(default_factory=WarningLead, description=RULES["K05"][1])
    K06: Daylight = Field(default_factory=Daylight, description=RULES["K06"][1])
    K07: SeaStateLimit = Field(default_factory=SeaStateLimit, description=RULES["K07"][1])
    K08: Visibility = Field(default_factory=Visibility, description=RULES["K08"][1])
    K09: Order = Field(default_factory=Order, description=RULES["K09"][1])
    K10: Fuel = Field(default_factory=Fuel, description=RULES["K10"][1])
    K11: Ammunition = Field(default_factory=Ammunition, description=RULES["K11"][1])
    K12: CrewRest = Field(default_factory=CrewRest, description=RULES["K12"][1])
    K13: FlightDeck = Field(default_factory=FlightDeck, description=RULES["K13"][1])
    K14: OnStation = Field(default_factory=OnStation, description=RULES["K14"][1])
    K15: Submarine = Field(default_factory=Submarine, description=RULES["K15"][1])
    K16: Separation = Field(default_factory=Separation, description=RULES["K16"][1])
    K17: Shipping = Field(default_factory=Shipping, description=RULES["K17"][1])
    K18: Sovereignty = Field(default_factory=Sovereignty, description=RULES["K18"][1])
    K19: Coverage = Field(default_factory=Coverage, description=RULES["K19"][1])
    K20: Ability = Field(default_factory=Ability, description=RULES["K20"][1])
    K21: Target = Field(default_factory=Target, description=RULES["K21"][1])
    K22: Spectrum = Field(default_factory=Spectrum, description=RULES["K22"][1])
    K23: Reserve = Field(default_factory=Reserve, description=RULES["K23"][1])
    K24: EvenShare = Field(default_factory=EvenShare, description=RULES["K24"][1])
    K25: Ends = Field(default_factory=Ends, description=RULES["K25"][1])
    K26: Airspace = Field(default_factory=Airspace, description=RULES["K26"][1])
    K27: Fishing = Field(default_factory=Fishing, description=RULES["K27"][1])
    K28: Objectives = Field(default_factory=Objectives, description=RULES["K28"][1])

    def applies(self, key: str) -> bool:
        rule: Rule = getattr(self, key)
        return rule.apply


class PlanSection(Provenance):
    """What `fleetex plan` goes by."""

    as_of_utc: Time | None = Field(
        default=None, alias="as_of", exclude_if=is_none, description="when the plan is made; leads count from then"
    )
    step_s: Step = Field(
        default=5 * MIN, alias="step", description="serials begin on a grid of this, from the window's start"
    )
    objectives: dict[Id, Line] = Field(default_factory=dict, description="what the exercise is to serve, by name")
    rules: Rules = Field(default_factory=Rules, description="limits and weights by the rules' ids")
