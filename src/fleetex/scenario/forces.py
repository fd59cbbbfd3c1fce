"""Who takes part: nations, sides, units and how they start, circuits and links.

units:
  qiqihar:
    class: ddg_052d             # id of a library class
    nation: CN
    side: blue
    start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}
"""

import operator
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, StrictInt, Tag, model_validator

from fleetex.quantities import Course, Duration, Length, PositionText, Share, Speed, Time
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import DURATION
from fleetex.scenario.parts import Id, Line, Provenance, Row, Switch, is_none, misfit
from fleetex.vocabulary import LineKind

STARTS = ("at", "deck", "airfield", "port")


class Nation(Provenance):
    name: Line = Field(description="as people say it")


class Side(Provenance):
    name: Line | None = Field(default=None, description="its id unless given")
    nations: tuple[Id, ...] = Field(default=(), description="keys of `nations`")
    neutral: StrictBool = Field(default=False, description="takes no part: traffic")


class Start(Provenance):
    """Where a unit is when the exercise's window opens: exactly one of at, deck, airfield, port."""

    at: PositionText | None = Field(default=None, description="at sea, or in the air with `height`")
    deck: Id | None = Field(default=None, description="on this unit's deck")
    airfield: Id | None = Field(default=None, description="key of `areas`: the airfield")
    port: Line | None = Field(default=None, description="name of the port; needs `seaward`")
    seaward: PositionText | None = Field(default=None, description="where a ship from the port reaches open water")
    course_rad: Course = Field(default=0.0, alias="course", description="000T unless given")
    speed_mps: Speed = Field(default=0.0, alias="speed", description="stopped unless given")
    height_m: Length | None = Field(default=None, alias="height", description="of an aircraft above the sea")
    depth_m: Length | None = Field(default=None, alias="depth", description="of a submarine")

    @model_validator(mode="before")
    @classmethod
    def _one_place(cls, found: Any) -> Any:
        if not isinstance(found, dict):
            return found
        given = [key for key in STARTS if found.get(key) is not None]
        if len(given) != 1:
            said = f"both {' and '.join(given)}" if given else "no place"
            allowed, cut = "a unit starts at one of at, deck, airfield, port", given[-1] if given else "at"
            raise misfit(said, allowed, "at: 39-00.0N 133-30.0E", cut=cut, about=STARTS)
        if ("port" in given) != (found.get("seaward") is not None):
            allowed = "a start at a port has its `seaward` point (in open water off it), and no other start has one"
            port = f"port: {found['port']}, " if "port" in given else "port: Vladivostok, "
            write, about = f"{port}seaward: 42-50.0N 131-40.0E", ("port", "seaward")
            raise misfit(given[0], allowed, write, cut="seaward", about=about)
        return found

    @property
    def place(self) -> Any:
        """The position on the chart at which the unit enters, or None on a deck or at an airfield."""
        return self.at or self.seaward


class RouteEnd(StrEnum):
    """What follows the last waypoint: stop there, hold the last course, or sail round again."""

    STOP = "stop"
    HOLD = "hold"
    LOOP = "loop"


class Route(Provenance):
    """What a unit sails when no serial asks for it."""

    waypoints: tuple[PositionText, ...] = Field(min_length=1, description="sailed to in turn, round land")
    speed_mps: Speed = Field(alias="speed", description="on the way")
    line: LineKind = Field(default=LineKind.GEODESIC, description="shortest way, or a held course (rhumb)")
    then: RouteEnd = Field(default=RouteEnd.STOP, description="at the last: stop, hold the course, or go round again")
    arrive_utc: Time | None = Field(default=None, alias="arrive", description="be at the last waypoint then")


class Emission(Row):
    """What radiates at the start."""

    radar: Switch = Field(default=True, description="every radar of the unit; what is off, no ESM hears")
    sonar: Switch = Field(default=False, exclude_if=operator.not_, description="every active sonar; off unless given")


class Unit(Provenance):
    class_id: Id = Field(alias="class", description="id of a library class")
    name: Line | None = Field(default=None, description="as people say it; its id unless given")
    aliases: tuple[Line, ...] = Field(default=(), description="other names in reports")
    hull: Line | None = Field(default=None, description="hull or side number")
    nation: Id = Field(description="key of `nations`")
    side: Id = Field(description="key of `sides`")
    start: Start = Field(
        description="where it is when the exercise's window opens: exactly one of at, deck, airfield, port"
    )
    home: Id | None = Field(
        default=None,
        exclude_if=is_none,
        description="of an aircraft: the ship or airfield it goes back to; where it starts unless given",
    )
    fuel: Share = Field(default=1.0, description="of the bunker at the start; 100 % unless given")
    battery: Share = Field(
        default=1.0,
        exclude_if=lambda found: found == 1.0,
        description="of a conventional submarine: charge at the start; 100 % unless given",
    )
    lights: Switch = Field(default=True, description="navigation lights")
    ais: Switch = Field(default=False, description="sends its position and name to all about it")
    swerling: Annotated[StrictInt, Field(ge=0, le=4)] | None = Field(
        default=None,
        exclude_if=is_none,
        description="Swerling's case of its radar echo: 0 steady (a corner reflector); many scatterers alike fading "
        "from scan to scan (1) or from pulse to pulse (2); one stronger among them, likewise (3, 4); 1 unless given",
    )
    emission: Emission = Field(default_factory=Emission, description="what radiates at the start")
    route: Route | None = Field(default=None, description="what it sails when no serial asks for it")


class CircuitKind(StrEnum):
    """A voice circuit carries what people say; a link carries tracks."""

    VOICE = "voice"
    LINK = "link"


class Band(StrEnum):
    """HF reaches beyond the horizon; VHF and above need a line of sight."""

    HF = "HF"
    VHF = "VHF"
    UHF = "UHF"
    SHF = "SHF"


MeanTime = Annotated[float, quantity(DURATION, least="10 min", most="3660 d")]
RepairTime = Annotated[float, quantity(DURATION, least="10 s", most="3660 d")]


class Failure(Row):
    """How often one member's set fails, and how long its repair takes: exponential, with these means."""

    mean_time_between_s: MeanTime = Field(alias="mean_time_between", description="failures of one set")
    mean_time_to_repair_s: RepairTime = Field(alias="mean_time_to_repair", description="until it works again")


def _members_form(found: Any) -> str:
    return "word" if isinstance(found, str) else "list"


Members = Annotated[
    Annotated[Literal["all"], Tag("word")] | Annotated[tuple[Id, ...], Tag("list")], Discriminator(_members_form)
]


class Circuit(Provenance):
    name: Line | None = Field(default=None, description="as people say it; its id unless given")
    kind: CircuitKind = Field(description="voice: what people say; link: tracks")
    band: Band = Field(description="HF reaches beyond the horizon; the others need a line of sight")
    members: Members = Field(
        default="all", description="unit ids, or all: every unit with a radio that is on no neutral side"
    )
    range_m: Length = Field(alias="range", description="limit; line of sight limits VHF and above besides")
    delay_s: Duration = Field(default=0.0, alias="delay", description="from said to heard")
    relay: tuple[Id, ...] = Field(default=(), description="members that pass on what they hear")
    failure: Failure | None = Field(default=None, description="none: sets don't fail")
    alternate: Id | None = Field(default=None, description="key of `circuits`: where to go when this one fails")
