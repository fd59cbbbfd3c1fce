"""A serial in its place, and as a row of a timetable's file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field, StrictBool, model_validator

from fleetex.quantities import Time, format_dtg, format_iso
from fleetex.scenario.parts import Id, Row, misfit


@dataclass(frozen=True)
class Placed:
    """One serial in its place."""

    serial: str
    kind: str
    title: str
    start_utc: datetime
    end_utc: datetime
    area_id: str | None
    oce: str
    roles: Mapping[str, tuple[str, ...]]
    live: bool
    reserve: tuple[datetime, datetime] | None = None
    """Another slot in the same area, if this one is lost to the weather."""
    fixed: bool = True
    """Whether the file gives it a time of its own."""

    @property
    def units(self) -> tuple[str, ...]:
        """All who take part, each once, in order of role."""
        return tuple(dict.fromkeys(unit for units in self.roles.values() for unit in units))


def written(time_utc: datetime) -> str:
    """A date-time group; ISO where there are seconds, which a group has not."""
    return format_iso(time_utc) if time_utc.second or time_utc.microsecond else format_dtg(time_utc)


def lines_of(one: Placed) -> list[str]:
    roles = ", ".join(f"{role}: [{', '.join(units)}]" for role, units in one.roles.items())
    lines = [
        f"kind: {json.dumps(one.kind) if ':' in one.kind else one.kind}",
        f"title: {json.dumps(one.title, ensure_ascii=False)}",
        f"start: {written(one.start_utc)}",
        f"end: {written(one.end_utc)}",
        *([f"area: {one.area_id}"] if one.area_id is not None else []),
        f"oce: {one.oce}",
        f"roles: {{{roles}}}",
        f"live: {str(one.live).lower()}",
        f"fixed: {str(one.fixed).lower()}",
    ]
    if one.reserve is not None:
        lines.append(f"reserve: {{start: {written(one.reserve[0])}, end: {written(one.reserve[1])}}}")
    return lines


class _Span(Row):
    start_utc: Time = Field(alias="start")
    end_utc: Time = Field(alias="end")

    @model_validator(mode="after")
    def _forward(self) -> "_Span":
        if self.end_utc <= self.start_utc:
            raise misfit(written(self.end_utc), "it ends after it starts", key="end", about=("start", "end"))
        return self


class PlacedRow(_Span):
    kind: str
    title: str
    area_id: Id | None = Field(default=None, alias="area")
    oce: Id
    roles: dict[Id, tuple[Id, ...]]
    live: StrictBool
    fixed: StrictBool = False
    reserve: _Span | None = None

    def placed(self, serial: str) -> Placed:
        slot = None if self.reserve is None else (self.reserve.start_utc, self.reserve.end_utc)
        span = self.start_utc, self.end_utc
        return Placed(
            serial, self.kind, self.title, *span, self.area_id, self.oce, self.roles, self.live, slot, self.fixed
        )
