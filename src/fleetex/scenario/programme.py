"""What is done and what was reported: the exercise's head, serials, sources, facts.

serials:
  COMMEX-1:
    kind: COMMEX
    start: 200100ZJUL23
    duration: 90 min
    oce: qiqihar
    roles: {all: [qiqihar, tributs]}
"""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, StrictBool, StringConstraints, model_validator

from fleetex.quantities import Length, Time, Zone, format_dtg
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import DURATION
from fleetex.scenario.parts import Id, Line, Provenance, Row, SourceKeys, is_none, misfit
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


class Source(Row):
    """What was read."""

    title: Line = Field(description="of the report or page")
    publisher: Line | None = Field(default=None, description="who published it")
    date: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$")] | None = Field(
        default=None, description="of publication, as 2023-07-21, 2023-07 or 2023"
    )
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


Lasting = Annotated[float, quantity(DURATION, least="1 min", most="3660 d")]


class Serial(Provenance):
    """The envelope of a serial; `params` are its kind's own."""

    kind: Id = Field(description="code of a serial kind")
    title: Line | None = Field(default=None, description="what people call it")
    start_utc: Time = Field(alias="start", description="COMEX")
    end_given_utc: Time | None = Field(default=None, alias="end", description="FINEX; or give `duration`")
    duration_s: Lasting | None = Field(default=None, alias="duration", description="in place of `end`")
    area_id: Id | None = Field(default=None, alias="area", description="key of `areas`")
    oce: Id = Field(description="unit of the officer conducting the serial; a participant")
    roles: dict[Id, tuple[Id, ...]] = Field(description="for each role of the kind, the units that play it")
    after: tuple[Id, ...] = Field(default=(), description="keys of `serials` that must have ended before")
    circuits: tuple[Id, ...] = Field(default=(), description="keys of `circuits`, the primary first")
    limits: Limits = Field(
        default_factory=Limits, description="weather beyond which it is not held, in place of the kind's own"
    )
    hazard: Hazard | None = Field(default=None, description="what is dangerous about it")
    params: Any = Field(default_factory=dict, description="the kind's own")

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
