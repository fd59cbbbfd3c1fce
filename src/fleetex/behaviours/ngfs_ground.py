"""NGFS: what a person sets, and the ground: a surveyed place ashore, a fire-support station at sea.

Firing ships go to and fro across the line of fire; spotter and range party stay where they are (a spotter afloat
keeps a racetrack of its own off the flank).
"""

import math
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from fleetex.behaviours.conduct import in_role, only, participants
from fleetex.behaviours.formation import sum_of
from fleetex.behaviours.ground import LEG_M, Place, racetrack
from fleetex.behaviours.gunnery import Aim, Fouled, GunneryParams
from fleetex.behaviours.params import setting
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Course, Length, PositionText
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
    impact_clear: Length = setting("1500 m", "the range party keeps so much about the target clear")


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

    def place(self, view: View) -> Place | None:
        if self.briefing.domains.get(self.briefing.unit) is Domain.LAND:
            return None
        along_rad = (self.params.line_of_fire - math.pi / 2) % math.tau
        back_rad = (self.params.line_of_fire + math.pi) % math.tau
        mates = in_role(self.briefing, self.briefing.role)
        row = mates.index(self.briefing.unit) - (len(mates) - 1) / 2.0
        if self.briefing.role == "firing":
            aside_m = abs(row) * (self.params.spacing + LEG_M)
            aside = (aside_m, along_rad if row >= 0.0 else (along_rad + math.pi) % math.tau)
            range_m, bearing_rad = sum_of((self.params.range, back_rad), aside)
        elif self.briefing.role == "spotter":
            seaward = (self.params.spotter_range, back_rad)
            range_m, bearing_rad = sum_of(seaward, (self.params.spotter_range, along_rad))
        else:
            return None
        centre = view.offset(self.surveyed, bearing_rad, range_m)
        return Place(racetrack=racetrack(view, centre, along_rad), speed_mps=self.params.speed)

    def not_now(self, view: View, aim: Aim) -> str | None:
        return None

    def look(self, view: View) -> Fouled | None:
        """The range party looks about the target: nobody but the serial's own may be near it."""
        cleared = participants(self.briefing)
        for track, estimate in view.near(self.surveyed, self.params.impact_clear):
            if estimate.identity in cleared or estimate.kind is SurfaceKind.TARGET:
                continue
            range_m, bearing_rad = view.range_and_bearing(self.surveyed, estimate.position)
            if range_m <= self.params.impact_clear:
                kind = estimate.kind.value if estimate.kind else "unknown"
                return Fouled(track, range_m, bearing_rad, 0.0, kind, estimate.identity)
        return None
