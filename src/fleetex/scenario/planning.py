"""What a person leaves to `fleetex plan`: windows in place of times, choices in place of names; and what was chosen.

serials:
  GUNEX-1:
    duration: 2 h
    within: {day: 2023-07-21, to: 210900ZJUL23}
    areas: [CHARLIE, DELTA]
    roles: {firing: {number: 2, able: [gun], of: [CN, RU]}, target: [tow]}
timetable:
  GUNEX-1: {start: 210200ZJUL23, area: DELTA, oce: rizhao, roles: {firing: [rizhao, tributs]}}
"""

from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Literal

from pydantic import Discriminator, Field, StrictBool, StrictInt, StringConstraints, Tag, model_validator

from fleetex.quantities import Length, Time, format_dtg
from fleetex.scenario.parts import Id, Row, is_none, misfit
from fleetex.vocabulary import Capability

FIXED, OPEN, NAMED, WANTED = TAGS = ("fixed", "open", "named", "wanted")
"""Words that stand in the models alone: of a serial with a time or a window, of units named or wanted."""
DangerNumber = Annotated[
    str,
    StringConstraints(pattern=r"^D[1-9][0-9]*$"),
    Field(description="the number of a danger area", examples=["D7"]),
]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    Field(description="a day as year, month and day", examples=["2023-07-20"]),
]


class Slot(Row):
    """Another time in the same area, for the day that the weather takes the first."""

    start_utc: Time = Field(alias="start", description="from")
    end_utc: Time = Field(alias="end", description="to")

    @model_validator(mode="after")
    def _forward(self) -> "Slot":
        if self.end_utc <= self.start_utc:
            raise misfit(format_dtg(self.end_utc), "a slot ends after it starts", key="end", about=("start", "end"))
        return self


class Levels(Row):
    """Depths, or heights, that a serial keeps to: another may be above or below it."""

    from_m: Length = Field(alias="from", description="the least")
    to_m: Length = Field(alias="to", description="the greatest")
    of: Literal["depth", "height"] = Field(default="height", description="below or above the surface")

    @model_validator(mode="after")
    def _some(self) -> "Levels":
        if self.to_m <= self.from_m:
            raise misfit(f"{self.to_m:g} m", "`to` is more than `from`", key="to", about=("from", "to"))
        return self

    @property
    def up_m(self) -> tuple[float, float]:
        """From the lowest to the highest, upwards from the surface."""
        return (-self.to_m, -self.from_m) if self.of == "depth" else (self.from_m, self.to_m)


class Within(Row):
    """When a serial may be held, whole. What is not given is the exercise's window."""

    from_utc: Time | None = Field(default=None, alias="from", description="it begins then or later")
    to_utc: Time | None = Field(default=None, alias="to", description="it has ended by then")
    day: Day | None = Field(default=None, description="local day, as 2023-07-21; where a report gives one")
    near_utc: Time | None = Field(default=None, alias="near", description="it had best begin about then")

    @model_validator(mode="after")
    def _holds(self) -> "Within":
        if self.from_utc is not None and self.to_utc is not None and self.to_utc <= self.from_utc:
            raise misfit(format_dtg(self.to_utc), "a window ends after it begins", key="to", about=("from", "to"))
        if self.day is not None:
            try:
                date.fromisoformat(self.day)
            except ValueError:
                raise misfit(self.day, "no such day", "2023-07-21", key="day") from None
        return self

    def bounds(self, start_utc: datetime, end_utc: datetime, zone: timezone) -> tuple[datetime, datetime]:
        """From when to when, cut to a window; a day is a local one."""
        first, last = start_utc, end_utc
        if self.day is not None:
            midnight = datetime.combine(date.fromisoformat(self.day), time(), zone)
            first, last = max(first, midnight), min(last, midnight + timedelta(days=1))
        if self.from_utc is not None:
            first = max(first, self.from_utc)
        if self.to_utc is not None:
            last = min(last, self.to_utc)
        return first, last


class Wanted(Row):
    """So many units that are able, in place of their names."""

    number: Annotated[StrictInt, Field(ge=0, le=1000)] = Field(description="how many")
    able: tuple[Capability, ...] = Field(default=(), description="what each can do, beyond what the role needs")
    of: tuple[Id, ...] = Field(
        default=(),
        description="keys of `nations` or `sides` that they are of; unless given of the side that holds the serial, or"
        " for a part that opposes it of another",
    )
    among: tuple[Id, ...] = Field(default=(), description="keys of `units` to choose from; all unless given")
    names: tuple[Id, ...] = Field(default=(), description="keys of `units` that are among them in any case")


def _form(found: object) -> str:
    return WANTED if isinstance(found, dict | Wanted) else NAMED


RoleWish = Annotated[Annotated[tuple[Id, ...], Tag(NAMED)] | Annotated[Wanted, Tag(WANTED)], Discriminator(_form)]


class Pin(Row):
    """Where a serial was placed."""

    start_utc: Time | None = Field(default=None, alias="start", description="COMEX")
    end_utc: Time | None = Field(
        default=None, alias="end", exclude_if=is_none, description="FINEX; by the serial's duration unless given"
    )
    area_id: Id | None = Field(default=None, alias="area", description="key of `areas`; the serial's own unless given")
    oce: Id | None = Field(default=None, description="the officer conducting it; the serial's own unless given")
    roles: dict[Id, tuple[Id, ...]] = Field(default_factory=dict, description="the units of roles that were chosen")
    reserve: Slot | None = Field(default=None, exclude_if=is_none, description="another slot for it")
    dropped: StrictBool = Field(default=False, description="true: it is not held")
    danger_area: DangerNumber | None = Field(
        default=None, exclude_if=is_none, description="the number of its danger area, where one was announced before"
    )

    @model_validator(mode="after")
    def _placed_or_not(self) -> "Pin":
        if (self.start_utc is None) != self.dropped:
            said = "neither start nor dropped" if self.start_utc is None else "both start and dropped"
            raise misfit(said, "a serial is placed at a `start`, or is dropped", "start: 210200ZJUL23", cut="start")
        if self.start_utc is not None and self.end_utc is not None and self.end_utc <= self.start_utc:
            raise misfit(format_dtg(self.end_utc), "a serial ends after it starts", key="end", about=("start", "end"))
        return self
