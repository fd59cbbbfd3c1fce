"""GUNEX-S: what a person sets, and the ground: a target in tow on a straight run, or adrift; who stands where.

With a tug everybody keeps a true-bearing station on her, so that the line of fire stays the same; without, firing
ships go to and fro on a line abeam. The spotter stands off the flank, where overs and shorts are seen apart.
"""

import math
from typing import Literal

from msgspec import Struct
from pydantic import Field

from fleetex.behaviours.conduct import in_role, only, participants
from fleetex.behaviours.formation import StationOf, angle_between_rad, sum_of
from fleetex.behaviours.ground import LEG_M, Ordered, Place, longest_way_rad, racetrack
from fleetex.behaviours.gunnery import Aim, Fouled, GunneryParams, fouled_by
from fleetex.behaviours.params import setting
from fleetex.behaviours.range_watch import in_danger
from fleetex.engine.orders import Position, TrackId, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Angle, Course, Length, Speed
from fleetex.units import KN_MPS, NMI_M
from fleetex.vocabulary import SurfaceKind

NEAR_EXPECTED_M = 800.0
NEAR_CENTRE_M = 4.0 * NMI_M
SLOW_MPS = 5.0 * KN_MPS
ON_LINE_SHARE = 0.6
ON_LINE_RAD = math.pi / 4
STEERED_MPS = 1.0
TURNING_RAD = math.radians(20.0)
"""Design values: a track without a name this near the target's expected place (or this slow, near the middle of the
area, for a target adrift) is taken for the target; a ship is about on the firing line from 0.6 of the range ordered to
its inverse, and within 45 degrees of the line of fire."""


class GunexParams(GunneryParams):
    """What a person may set about a GUNEX-S."""

    fire: Literal["in turn", "together", "time on target"] = Field(
        default="in turn",
        description="one ship after the other; all, each in its slot of time; or adjusted in turn, then all at once",
    )
    adjusting_salvoes: int = Field(default=3, ge=1, le=20, description="of each ship, before time on target")
    spotting: Literal["direct", "bracket"] = Field(default="direct", description="how range is spotted")
    bracket: Length = setting("200 m", "first step of a bracket")
    track_course: Course | None = setting(None, "of the target's run; if not given, across the line of fire")
    tow_speed: Speed = setting("6 kn", "of the target's run")
    tow_line: Length = setting("1 nmi", "between tug and target")
    transit_speed: Speed = setting("8 kn", "of the tug to the start of the run")
    safe_angle: Angle = setting("5 deg", "no ship of the serial may stand nearer a line of fire than this")
    spotter_range: Length = setting("2.5 nmi", "spotter from target, off the flank")
    safety_range: Length = setting("1.5 nmi", "safety ship behind the firing line")
    guard_range: Length = setting("5 nmi", "range guard from target, ahead of the run")


class GunexGround(Struct, frozen=True, gc=False):
    """The ground of one GUNEX-S as one unit works it out."""

    briefing: Briefing

    @property
    def params(self) -> GunexParams:
        found = self.briefing.params
        assert isinstance(found, GunexParams)
        return found

    @property
    def tug(self) -> UnitId | None:
        return only(self.briefing, "tug")

    @property
    def target(self) -> UnitId:
        unit = only(self.briefing, "target")
        assert unit is not None
        return unit

    def run_rad(self, view: View) -> float:
        """Course of the target's run (adrift: the way firing ships go to and fro)."""
        if self.params.track_course is not None:
            return self.params.track_course
        if self.params.line_of_fire is not None:
            return (self.params.line_of_fire - math.pi / 2) % math.tau
        return longest_way_rad(view, self.briefing.area) if self.briefing.area else 0.0

    def line_rad(self, view: View) -> float:
        """The line of fire ordered; the guns' own lines differ from it by a few degrees."""
        if self.params.line_of_fire is not None:
            return self.params.line_of_fire
        return (self.run_rad(view) + math.pi / 2) % math.tau

    def aim(self, view: View) -> Aim | None:
        track = view.track_of(self.target)
        if track is None:
            track = self._designate(view)
        estimate = view.track(track) if track is not None else None
        if track is None or estimate is None:
            return None
        return Aim(estimate.position, self.target, track=track)

    def _designate(self, view: View) -> TrackId | None:
        """The nameless track that must be the target: where the tow puts it, or lying slow in the middle."""
        expected, near_m = self._expected(view)
        if expected is None:
            return None
        best: tuple[float, TrackId] | None = None
        for track, estimate in view.near(expected, near_m):
            if estimate.identity is not None:
                continue
            if estimate.kind not in (None, SurfaceKind.TARGET):
                continue
            if not self.tug and estimate.speed_mps - 2.0 * estimate.velocity_sd_mps > SLOW_MPS:
                continue
            off_m, _ = view.range_and_bearing(expected, estimate.position)
            if off_m <= near_m and (best is None or (off_m, track) < best):
                best = (off_m, track)
        return best[1] if best else None

    def _expected(self, view: View) -> tuple[Position | None, float]:
        """Where the target should be, and how near to that a track must lie."""
        if self.tug is None:
            area = self.briefing.area
            return (area.centre if area else None), NEAR_CENTRE_M
        if self.tug == view.unit:
            own = view.own()
            return view.offset(
                own.position, (own.course_rad + math.pi) % math.tau, self.params.tow_line
            ), NEAR_EXPECTED_M
        track = view.track_of(self.tug)
        estimate = view.track(track) if track is not None else None
        if estimate is None:
            return None, 0.0
        astern_rad = (estimate.course_rad + math.pi) % math.tau
        return view.offset(estimate.position, astern_rad, self.params.tow_line), NEAR_EXPECTED_M

    def place(self, view: View) -> Place | None:
        vector = self._vector(view)
        if vector is None:
            return None
        run_rad = self.run_rad(view)
        if self.tug:
            tow = (self.params.tow_line, (run_rad + math.pi) % math.tau)
            range_m, bearing_rad = sum_of(tow, vector)
            return Place(guide=self.tug, station=StationOf(range_m, bearing_rad, relative=False))
        aim, area = self.aim(view), self.briefing.area
        middle = aim.position if aim else (area.centre if area else view.own().position)
        centre = view.offset(middle, vector[1], vector[0])
        return Place(racetrack=racetrack(view, centre, run_rad), speed_mps=self.params.speed)

    def _vector(self, view: View) -> tuple[float, float] | None:
        """From the target to this unit's place."""
        run_rad, line_rad = self.run_rad(view), self.line_rad(view)
        back_rad = (line_rad + math.pi) % math.tau
        role, params = self.briefing.role, self.params
        mates = in_role(self.briefing, role)
        row = mates.index(self.briefing.unit) - (len(mates) - 1) / 2.0 if self.briefing.unit in mates else 0.0
        spacing_m = params.spacing + (0.0 if self.tug else LEG_M)
        aside = (abs(row) * spacing_m, run_rad if row >= 0.0 else (run_rad + math.pi) % math.tau)
        if role == "firing":
            return sum_of((params.range, back_rad), aside)
        if role == "safety":
            return params.range + params.safety_range, back_rad
        if role == "spotter":
            return sum_of((params.spotter_range, (run_rad + math.pi) % math.tau), aside)
        if role == "guard":
            return sum_of((params.guard_range, run_rad), aside)
        return None

    def ordered(self, view: View) -> Ordered | None:
        """Where this firing ship is to fire from; None for a ship that fires at nothing."""
        vector = self._vector(view)
        if vector is None or self.briefing.role != "firing":
            return None
        line_rad = (vector[1] + math.pi) % math.tau
        params = self.params
        return Ordered(vector[0], line_rad, params.range_within, params.line_within, on_racetrack=not self.tug)

    def off_place(self, view: View, aim: Aim, times: float = 1.0) -> str:
        ordered = self.ordered(view)
        return ordered.off(view, aim, times) if ordered else ""

    def not_now(self, view: View, aim: Aim) -> str | None:
        own = view.own().position
        if self.tug and self._is_turning(view, aim):
            return "the target is turning"
        _, line_rad = view.range_and_bearing(own, aim.position)
        for unit in participants(self.briefing):
            track = view.track_of(unit) if unit not in (view.unit, self.target) else None
            estimate = view.track(track) if track is not None else None
            if estimate and angle_between_rad(estimate.bearing_rad, line_rad) < self.params.safe_angle:
                return f"{unit} is in the line of fire"
        return None

    def _is_turning(self, view: View, aim: Aim) -> bool:
        """Whether a towed target is seen off its run: no fire control predicts where a tow that turns will be."""
        estimate = view.track(aim.track) if aim.track is not None else None
        if estimate is None or estimate.speed_mps < STEERED_MPS:
            return False
        off_rad = angle_between_rad(estimate.course_rad, self.run_rad(view))
        return min(off_rad, math.pi - off_rad) > TURNING_RAD

    def _on_the_line(self, view: View, gun: Position, aim: Aim) -> bool:
        """Whether a ship lies about where she is to fire from; one that is still on her way aims at nothing."""
        range_m, line_rad = view.range_and_bearing(gun, aim.position)
        near = ON_LINE_SHARE * self.params.range <= range_m <= self.params.range / ON_LINE_SHARE
        return near and angle_between_rad(line_rad, self.line_rad(view)) <= ON_LINE_RAD

    def look(self, view: View) -> Fouled | None:
        """A safety ship or a range guard looks over the danger area; of a serial without one, down every firing ship's
        line, from where she holds that ship."""
        aim = self.aim(view)
        if aim is None:
            return None
        cleared = participants(self.briefing)
        if self.briefing.danger is not None:
            return in_danger(view, self.briefing.danger, aim, cleared, self.params.danger_range)
        for firer in in_role(self.briefing, "firing"):
            track = view.track_of(firer)
            gun = view.track(track) if track is not None else None
            if gun is None or not self._on_the_line(view, gun.position, aim):
                continue
            found = fouled_by(view, gun.position, aim, self.params.danger_range, self.params.arc, cleared)
            if found:
                return found
        return None
