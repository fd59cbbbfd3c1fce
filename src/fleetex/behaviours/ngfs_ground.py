"""NGFS: what a person sets, and the ground: a surveyed place ashore, a fire-support station at sea.

The area is the water that the firing ships keep to. Each goes to and fro across the line of fire about a berth of her
own, stated or found on the chart, at the range ordered; spotter and range party stay where they are (a spotter afloat
keeps a racetrack of its own off the flank).
"""

import math
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from fleetex.behaviours.conduct import in_role, only, participants
from fleetex.behaviours.firing_places import Berths, bearings, flank
from fleetex.behaviours.ground import LEG_M, Ordered, Place, racetrack
from fleetex.behaviours.gunnery import Aim, Fouled, GunneryParams
from fleetex.behaviours.params import Offset, setting
from fleetex.behaviours.range_watch import in_danger
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Angle, Course, Length, PositionText
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Domain, SurfaceKind


class NgfsParams(GunneryParams):
    """What a person may set about an NGFS."""

    target: PositionText = Field(description="the impact target, as surveyed by the spotter")
    line_of_fire: Course = Field(description="true bearing from the firing ships to the target")
    adjusting_salvoes: int = Field(default=8, ge=1, le=40, description="of each ship, at most, to adjust")
    adjusting_rounds: int = Field(default=1, ge=1, le=10, description="rounds in a salvo for adjusting")
    salvoes: int = Field(default=4, ge=1, le=100, description="salvoes of each ship in fire for effect")
    rounds: int = Field(default=5, ge=1, le=60, description="rounds in a salvo of fire for effect")
    spotting: Literal["direct", "bracket"] = Field(default="direct", description="how range is spotted")
    bracket: Length = setting("200 m", "first step of a bracket")
    spotter_range: Length = setting("2 nmi", "spotter afloat from target, off the flank")
    firing_from: tuple[PositionText, ...] = Field(
        default=(), description="where the firing ships fire from, in their order; a ship not told finds her own berth"
    )
    range_within: Length = setting("500 yd", "of the range ordered a ship is before she is ready to fire")
    line_within: Angle = setting(
        "15 deg", "of the line of fire ordered a ship is before she is ready, and berths are looked for"
    )
    impact_clear: Length = setting("1500 m", "the range party keeps so much about the target clear")

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        return NgfsGround(briefing).berth(offset)


@dataclass(frozen=True)
class NgfsGround:
    """The ground of one NGFS as one unit works it out."""

    briefing: Briefing

    @property
    def params(self) -> NgfsParams:
        found = self.briefing.params
        assert isinstance(found, NgfsParams)
        return found

    @property
    def target(self) -> UnitId:
        unit = only(self.briefing, "impact_target")
        assert unit is not None
        return unit

    @property
    def surveyed(self) -> Position:
        return Position(self.params.target.lat_rad, self.params.target.lon_rad)

    def aim(self, view: View) -> Aim | None:
        return Aim(self.surveyed, self.target, place=self.surveyed)

    def berth(self, offset: Offset) -> Position | None:
        """The middle of this unit's racetrack: stated, or found on the chart; None if there is none for it."""
        params, unit = self.params, self.briefing.unit
        if self.briefing.domains.get(unit) is Domain.LAND:
            return None
        if self.briefing.role == "firing":
            row = in_role(self.briefing, "firing").index(unit)
            if row < len(params.firing_from):
                stated = params.firing_from[row]
                return Position(stated.lat_rad, stated.lon_rad)
            bearing, range_m = self._bearings()[row], params.range
        elif self.briefing.role == "spotter":
            lines = tuple(line for line in self._bearings() if line is not None)
            range_m = math.sqrt(2.0) * params.spotter_range
            bearing = flank(self.surveyed, range_m, params.line_of_fire, lines)
        else:
            return None
        return None if bearing is None else offset(self.surveyed, bearing, range_m)

    def _bearings(self) -> tuple[float | None, ...]:
        params = self.params
        ships, apart_m = len(in_role(self.briefing, "firing")), params.spacing + LEG_M
        return bearings(
            Berths(
                self.surveyed,
                params.line_of_fire,
                params.range,
                ships,
                apart_m,
                params.line_within,
                self.briefing.area,
            )
        )

    def place(self, view: View) -> Place | None:
        centre = self.berth(view.offset)
        if centre is None:
            return None
        _, bearing_rad = view.range_and_bearing(self.surveyed, centre)
        along_rad = (bearing_rad + math.pi / 2) % math.tau
        return Place(racetrack=racetrack(view, centre, along_rad), speed_mps=self.params.speed)

    def ordered(self, view: View) -> Ordered | None:
        """Where this firing ship is to fire from; None for a ship that has no berth, or fires at nothing."""
        berth = self.berth(view.offset) if self.briefing.role == "firing" else None
        if berth is None:
            return None
        range_m, line_rad = view.range_and_bearing(berth, self.surveyed)
        return Ordered(range_m, line_rad, self.params.range_within, self.params.line_within, on_racetrack=True)

    def off_place(self, view: View, aim: Aim, times: float = 1.0) -> str:
        ordered = self.ordered(view)
        if ordered is None:
            range_nmi, within_deg = self.params.range / NMI_M, self.params.line_within / DEG_RAD
            where = f"{range_nmi:.1f} nmi from the target within {within_deg:.0f} degrees of the line of fire"
            return f"no firing position: the area has no water {where}"
        return ordered.off(view, aim, times)

    def not_now(self, view: View, aim: Aim) -> str | None:
        return None

    def look(self, view: View) -> Fouled | None:
        """The range party looks about the target and over the danger area: nobody but the serial's own may be there."""
        cleared = participants(self.briefing)
        for track, estimate in view.near(self.surveyed, self.params.impact_clear):
            known = estimate.identity is not None
            if estimate.identity in cleared or (known and estimate.kind is SurfaceKind.TARGET):
                continue
            range_m, bearing_rad = view.range_and_bearing(self.surveyed, estimate.position)
            if range_m <= self.params.impact_clear:
                kind = estimate.kind.value if estimate.kind else "unknown"
                where = "near the target"
                return Fouled(track, range_m, bearing_rad, 0.0, kind, estimate.identity, estimate.position, where)
        aim, danger = self.aim(view), self.briefing.danger
        return None if aim is None or danger is None else in_danger(view, danger, aim, cleared)
