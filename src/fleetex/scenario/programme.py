"""What is done and what was reported: the exercise's head, serials, sources, facts.

serials:
  COMMEX-1:
    kind: COMMEX
    start: 200100ZJUL23
    duration: 90 min
    oce: qiqihar
    roles: {all: [qiqihar, tributs]}
"""

import operator
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Discriminator, Field, StrictBool, StrictInt, StringConstraints, Tag, model_validator

from fleetex.quantities import Length, Time, Zone, format_dtg
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import DURATION
from fleetex.scenario.parts import Id, Line, Provenance, Row, SourceKeys, is_none, misfit
from fleetex.scenario.planning import FIXED, OPEN, Levels, RoleWish, Slot, Wanted, Within
from fleetex.scenario.surroundings import SeaState
from fleetex.vocabulary import Confidence

_WINDOW = ("start", "end")
_ENDS = ("end", "duration")


class Window(Row):
    start_utc: Time = Field(alias="start", description="COMEX of the whole exercise")
    end_utc: Time = Field(alias="end", description="FINEX of the whole exercise")

    @model_validator(mode="after")
    def _forward(self) -> "Window":
        if self.end_utc <= self.start_utc:
            raise misfit(format_dtg(self.end_utc), "the window ends after it starts", key="end", about=_WINDOW)
        if self.end_utc - self.start_utc > timedelta(days=366):
            raise misfit(
                f"{(self.end_utc - self.start_utc).days} days",
                "the window is at most 366 days long",
                key="end",
                about=_WINDOW,
            )
        return self

    @property
    def duration_s(self) -> float:
        return (self.end_utc - self.start_utc).total_seconds()


class Head(Provenance):
    """What the exercise is."""

    id: Id = Field(description="short name, for files and programs")
    names: tuple[Line, ...] = Field(min_length=1, description="its names, the one to print first")
    aim: Line | None = Field(default=None, description="what it is for, in a sentence")
    place: Line | None = Field(default=None, exclude_if=is_none, description="the waters, as people call them")
    window: Window = Field(description="when it begins and ends")
    zone: Zone = Field(description="local zone, shown beside UTC")
    otc: Id = Field(description="unit of the officer in tactical command")


SourceDate = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"),
    Field(description="a day, a month or a year", examples=["2023-07-21", "2023-07", "2023"]),
]


class Source(Row):
    """What was read."""

    title: Line = Field(description="of the report or page")
    publisher: Line | None = Field(default=None, description="who published it")
    date: SourceDate | None = Field(default=None, description="of publication, as 2023-07-21, 2023-07 or 2023")
    url: Line | None = Field(default=None, description="where it stands")
    note: Line | None = Field(default=None, description="remarks")


class FactVersion(Row):
    text: Line = Field(description="what it says, in our words")
    source: SourceKeys = Field(description="key, or list of keys, of `sources`")


class Fact(Row):
    """What reports say about one thing, side by side, and what this scenario takes."""

    topic: Line = Field(description="what the reports speak of")
    versions: tuple[FactVersion, ...] = Field(min_length=1, description="what each says")
    relation: Line | None = Field(default=None, description="agree, conflict, single source ...")
    resolution: Line | None = Field(default=None, description="what this scenario takes, and why")
    confidence: Confidence | None = Field(default=None, description="how far the resolution is trusted")
    used: Line | None = Field(default=None, description="where the scenario uses it")


class Limits(Row):
    """Beyond these the serial is not begun, or is ended; what is not given is the kind's own."""

    sea_state_max: SeaState | None = Field(default=None, description="WMO code 3700, 0 to 9")
    visibility_m_min: Length | None = Field(default=None, alias="visibility_min", description="least visibility")
    daylight: StrictBool | None = Field(default=None, description="true: by day alone")


class Hazard(Row):
    live: StrictBool = Field(default=False, description="live ammunition")
    text: Line | None = Field(default=None, description="what to warn of, in a sentence")


Priority = Annotated[StrictInt, Field(ge=1, le=10)]


Lasting = Annotated[float, quantity(DURATION, least="1 min", most="3660 d")]


class Envelope(Provenance):
    """What every serial says, whether it has its time or waits for one; `params` are its kind's own."""

    kind: Id = Field(description="code of a serial kind")
    title: Line | None = Field(default=None, description="what people call it")
    area_id: Id | None = Field(default=None, alias="area", description="key of `areas`")
    after: tuple[Id, ...] = Field(default=(), description="keys of `serials` that must have ended before")
    circuits: tuple[Id, ...] = Field(default=(), description="keys of `circuits`, the primary first")
    limits: Limits = Field(
        default_factory=Limits, description="weather beyond which it is not held, in place of the kind's own"
    )
    hazard: Hazard | None = Field(default=None, description="what is dangerous about it")
    params: Any = Field(default_factory=dict, description="the kind's own")
    concurrent: StrictBool = Field(
        default=False, exclude_if=operator.not_, description="true: its units may be in another serial besides"
    )
    objectives: tuple[Id, ...] = Field(
        default=(), exclude_if=operator.not_, description="keys of `plan.objectives` that it serves"
    )
    levels: Levels | None = Field(
        default=None, exclude_if=is_none, description="depths or heights that it keeps to; all unless given"
    )


class Serial(Envelope):
    """A serial with its time, its area and its units."""

    start_utc: Time = Field(alias="start", description="COMEX")
    end_given_utc: Time | None = Field(default=None, alias="end", description="FINEX; or give `duration`")
    duration_s: Lasting | None = Field(default=None, alias="duration", description="in place of `end`")
    oce: Id = Field(description="unit of the officer conducting the serial; a participant")
    roles: dict[Id, tuple[Id, ...]] = Field(description="for each role of the kind, the units that play it")
    reserve: Slot | None = Field(
        default=None, exclude_if=is_none, description="another slot, for when the weather takes this"
    )

    @model_validator(mode="after")
    def _one_end(self) -> "Serial":
        if (self.end_given_utc is None) == (self.duration_s is None):
            said = "neither end nor duration" if self.duration_s is None else "both end and duration"
            raise misfit(said, "a serial has an end or a duration", "duration: 90 min", cut="duration", about=_ENDS)
        found, key = format_dtg(self.end_utc), "end" if self.end_given_utc else "duration"
        if self.end_utc <= self.start_utc:
            raise misfit(found, "a serial ends after it starts", key=key, about=("start", *_ENDS))
        if self.end_utc - self.start_utc < timedelta(minutes=1):
            raise misfit(found, "a serial lasts at least a minute", key="end", about=("start", *_ENDS))
        return self

    @property
    def end_utc(self) -> datetime:
        """FINEX, as given or by the duration."""
        return self.end_given_utc or self.start_utc + timedelta(seconds=self.duration_s or 0.0)

    @property
    def participants(self) -> tuple[str, ...]:
        """All units in it, in the order of the file."""
        return tuple(dict.fromkeys(unit for units in self.roles.values() for unit in units))


class OpenSerial(Envelope):
    """A serial with a window in place of its time: `fleetex plan` places it."""

    within: Within = Field(description="when it may be held, in place of `start`")
    duration_s: Lasting = Field(alias="duration", description="how long it lasts")
    areas: tuple[Id, ...] = Field(
        default=(), exclude_if=operator.not_, description="keys of `areas` to choose from, in place of `area`"
    )
    oce: Id | None = Field(
        default=None,
        description="unit of the officer conducting it; unless given its guide, OTC or OSC, or one is chosen",
    )
    roles: dict[Id, RoleWish] = Field(description="for each role of the kind, the units, or how many to choose")
    priority: Priority = Field(default=5, description="1 to 10: how much it counts that it is held")
    optional: StrictBool = Field(
        default=False, exclude_if=operator.not_, description="true: it may be left out where it does not fit"
    )

    @model_validator(mode="after")
    def _one_choice(self) -> "OpenSerial":
        if self.areas and self.area_id is not None:
            raise misfit("both area and areas", "a serial has one `area`, or `areas` to choose from", cut="areas")
        return self

    @property
    def area_ids(self) -> tuple[str, ...]:
        """Areas to choose from; none where it needs none."""
        return self.areas or ((self.area_id,) if self.area_id is not None else ())

    @property
    def named(self) -> dict[str, tuple[str, ...]]:
        """For each role the units that are named."""
        return {role: wish.names if isinstance(wish, Wanted) else wish for role, wish in self.roles.items()}


def form_of(found: object) -> str:
    """Whether a serial is one that waits for its time."""
    if isinstance(found, dict):
        return OPEN if "within" in found and "start" not in found else FIXED
    return OPEN if isinstance(found, OpenSerial) else FIXED


AnySerial = Annotated[Annotated[Serial, Tag(FIXED)] | Annotated[OpenSerial, Tag(OPEN)], Discriminator(form_of)]
