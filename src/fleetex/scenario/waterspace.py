"""Waterspace: who may be how deep, where and when, and how submarines keep clear of ships.

waterspace:
  BOX:
    serial: CASEX-1                      # its area and its window; or `area`, with a window or without
    bands:
      - {units: [submarine], not_above: 60 m}
      - {units: [frigate], not_below: 30 m}
    clear_of_ships: 2000 yd
"""

from typing import Any

from pydantic import Field, model_validator

from fleetex.quantities import Duration, Length, Time
from fleetex.scenario.parts import Id, Provenance, is_none, misfit

WHERE = ("serial", "area")


class DepthBand(Provenance):
    """Depths of some units: of a submarine her own, of a ship or a helicopter those of the sonars that hang from it."""

    units: tuple[Id, ...] = Field(min_length=1, description="keys of `units`: who keeps to it")
    not_above_m: Length | None = Field(
        default=None,
        alias="not_above",
        exclude_if=is_none,
        description="of a submarine: least depth; 0 m unless given",
    )
    not_below_m: Length | None = Field(
        default=None, alias="not_below", exclude_if=is_none, description="greatest depth; none unless given"
    )

    @model_validator(mode="after")
    def _a_limit(self) -> "DepthBand":
        above_m, below_m = self.not_above_m, self.not_below_m
        if above_m is None and below_m is None:
            raise misfit("no limit", "a band has `not_above`, `not_below` or both", "not_below: 30 m", key="units")
        if above_m is not None and below_m is not None and above_m >= below_m:
            raise misfit(
                f"{above_m:g} m to {below_m:g} m", "`not_above` is less deep than `not_below`", key="not_below"
            )
        return self


class Waterspace(Provenance):
    """Water allotted by depth, and the safety rules of submarines in it."""

    serial_id: Id | None = Field(
        default=None, alias="serial", exclude_if=is_none, description="key of `serials`: its area, in its window"
    )
    area_id: Id | None = Field(default=None, alias="area", exclude_if=is_none, description="key of `areas`, else")
    start_utc: Time | None = Field(
        default=None, alias="start", exclude_if=is_none, description="with `area`: from then on"
    )
    end_utc: Time | None = Field(default=None, alias="end", exclude_if=is_none, description="with `area`: until then")
    bands: tuple[DepthBand, ...] = Field(default=(), description="of depth; who is in none is bound by none")
    depth_separation_m: Length = Field(
        default=30.0, alias="depth_separation", description="at least so much lies between two bands"
    )
    safety_depth_m: Length = Field(
        default=50.0, alias="safety_depth", description="less deep than this a submarine may be run into"
    )
    clear_of_ships_m: Length | None = Field(
        default=None,
        alias="clear_of_ships",
        exclude_if=is_none,
        description="less deep than `safety_depth` a submarine keeps so far from ships, or goes there",
    )
    notice_s: Duration | None = Field(
        default=None,
        alias="notice",
        exclude_if=is_none,
        description="a submarine signals so long before she comes above `safety_depth`",
    )

    @model_validator(mode="before")
    @classmethod
    def _one_place(cls, found: Any) -> Any:
        if isinstance(found, dict):
            given = [key for key in WHERE if found.get(key) is not None]
            if len(given) != 1:
                said = "both serial and area" if given else "neither serial nor area"
                raise misfit(said, "waterspace is that of a serial or of an area", cut="area", about=WHERE)
            if given == ["serial"] and (found.get("start") is not None or found.get("end") is not None):
                raise misfit(
                    "a window", "of a serial the waterspace has the serial's window", cut="start", about=("end",)
                )
        return found
