"""MISSILEX: what a person sets, and the parts: who fires, who is fired at, who tows it, who guards the range.

Of a target that flies, and of who fires at it: `missilex_air`."""

import math
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from fleetex.behaviours.conduct import Part, counted, in_role, only, participants
from fleetex.behaviours.ground import racetrack
from fleetex.behaviours.gunnery import Aim
from fleetex.behaviours.params import DrillParams, Offset, Spell, setting
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.range_watch import in_danger
from fleetex.engine.events import Event, MissilesLaunched, OrderRefused, TimerRang
from fleetex.engine.orders import (
    Drift,
    FollowRoute,
    LaunchMissiles,
    Log,
    Order,
    Position,
    SetTimer,
    Tow,
    UnitId,
)
from fleetex.engine.view import Briefing, TrackEstimate, View
from fleetex.quantities import Course, Length, Speed
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH, SPEED
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState

FIRER, TARGET, TUG, GUARD = "firer", "target", "tug", "guard"
UNHELD = "the target is not held"
FOUL, CLEAR, FIRED_OUT = "range fouled", "range clear", "fired out"
LOOK_TAG, SETTLE_TAG, TOW_TAG = "look over the range", "missile is down", "tow"
LOOK_EVERY_S = 30.0
AFTER_S = 60.0
TOW_AGAIN_S = 60.0
STATION_M = 1.5 * NMI_M
LINE_SHARE = 0.5
"""Design values: how often a plot is looked over; how long after a missile is due the next may be ordered; how far a
firing ship may be off her range; beside the line of fire half of `danger` must be clear."""
SURFACE, AIR = "surface", "air"
Danger = Annotated[float, quantity(LENGTH, least="1 nmi", most="200 nmi")]
SailingSpeed = Annotated[float, quantity(SPEED, least="1 kn", most="60 kn")]


class MissilexParams(DrillParams):
    """What a person may set about a MISSILEX. Ranges are training values."""

    range: Danger = setting("12 nmi", "of a firing ship from the target")
    line_of_fire: Course = setting("090T", "from a firing ship to the target")
    salvoes: int = Field(default=1, ge=1, le=20, description="of each firing ship")
    rounds: int = Field(default=1, ge=1, le=8, description="missiles in a salvo")
    seeker_on: Length | None = setting(None, "before the aim; what the missile's class has if not given")
    sweep: Spell = setting("10 min", "for which the range must have been seen clear before anybody fires")
    danger: Danger = setting("8 nmi", "about the target that must be clear, and half of it beside the line of fire")
    speed: SailingSpeed = setting("12 kn", "of firing ships and guards")
    guard_range: Danger = setting("10 nmi", "of guards from the target")
    tow_speed: SailingSpeed = setting("6 kn", "of the tug")
    tow_line: Length = setting("600 m", "from the tug to the target")
    at: Literal["surface", "air"] = Field(
        default="surface", description="air: air-defence missiles at a drone, a run of it for each salvo"
    )
    height: Length = setting("300 m", "of a drone on its runs")
    target_speed: Speed = setting("250 kn", "of a drone")
    offset: Length = setting("1500 m", "at which its runs, from `range` off, pass the firing ship")
    cease_range: Length = setting("4 km", "of a drone from the ship: nearer than this it is not engaged any more")
    reserve: Spell = setting("15 min", "of flight left at home, when a drone turns for it")

    @property
    def run_in(self) -> float:
        """A drone's run begins where it waits, a firing ship's `range` off."""
        return self.range

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """Firing ships off the target on the line of fire, guards across it; target and tug in the middle."""
        area = briefing.area
        if area is None:
            return None
        return station_of(briefing, self, area.centre, offset)


def params_of(briefing: Briefing) -> MissilexParams:
    found = briefing.params
    assert isinstance(found, MissilexParams)
    return found


def station_of(briefing: Briefing, params: MissilexParams, target: Position, offset: Offset) -> Position:
    """Where a part is, the target being there."""
    firers, guards = in_role(briefing, FIRER), in_role(briefing, GUARD)
    back = (params.line_of_fire + math.pi) % math.tau
    if briefing.unit in firers:
        place = offset(target, back, params.range)
        return offset(place, params.line_of_fire + math.pi / 2.0, 2.0 * NMI_M * firers.index(briefing.unit))
    if briefing.unit in guards:
        side = 1.0 if guards.index(briefing.unit) % 2 == 0 else -1.0
        return offset(target, params.line_of_fire + side * math.pi / 2.0, params.guard_range)
    return target


@dataclass
class RangePart(Part):
    """Who looks over the range: what is in the danger area that is none of the serial's."""

    clear_from_s: float | None = None
    said_foul: str | None = None
    """What her plot showed when she last wrote it down: UNHELD, FOUL, or nothing amiss."""

    @property
    def params(self) -> MissilexParams:
        return params_of(self.briefing)

    def target_now(self, view: View) -> TrackEstimate | None:
        """The target as she plots it; it answers to her, being of her own side."""
        target = only(self.briefing, TARGET)
        track = view.track_of(target) if target is not None else None
        return view.track(track) if track is not None else None

    def look(self, view: View) -> str:
        """What fouls the range, in words; nothing if it is clear."""
        target = self.target_now(view)
        if target is None:
            return UNHELD
        for place, within_m, about in self._dangerous(view, target.position):
            for track, found in view.near(place, within_m, participants(self.briefing)):
                if self._is_ours(view, found):
                    continue
                name = found.identity or f"track {track}"
                off_m, _ = view.range_and_bearing(place, found.position)
                if off_m <= within_m:
                    return f"{name} is {off_m / NMI_M:.1f} nmi from {about}"
        return self._in_danger(view, target.position)

    def _in_danger(self, view: View, target: Position) -> str:
        """Who is in the serial's danger area besides, in words."""
        danger = self.briefing.danger
        aim = Aim(target, only(self.briefing, TARGET) or "")
        found = None if danger is None else in_danger(view, danger, aim, participants(self.briefing))
        if found is None:
            return ""
        return f"{found.kind} {found.identity or f'track {found.track}'} is {found.where}"

    def _dangerous(self, view: View, target: Position) -> list[tuple[Position, float, str]]:
        """Circles that must be clear: about the target, and along the lines from the firing ships to it."""
        found = [(target, self.params.danger, "the target")]
        half_m = LINE_SHARE * self.params.danger
        for unit in in_role(self.briefing, FIRER):
            firer = self._place_of(view, unit)
            if firer is None:
                continue
            range_m, bearing = view.range_and_bearing(firer, target)
            steps = max(1, math.ceil(range_m / half_m))
            found += [
                (view.offset(firer, bearing, range_m * k / steps), half_m, "the line of fire") for k in range(steps)
            ]
        return found

    def _place_of(self, view: View, unit: UnitId) -> Position | None:
        if unit == view.unit:
            return view.own().position
        track = view.track_of(unit)
        estimate = view.track(track) if track is not None else None
        return None if estimate is None else estimate.position

    def _is_ours(self, view: View, found: TrackEstimate) -> bool:
        """Whether it is one of the serial, her missile, or a nameless track where one of them is plotted already."""
        if found.identity is not None:
            return found.identity.partition("/")[0] in participants(self.briefing)
        near_m = 500.0 + 3.0 * found.position_sd_m
        places = (self._place_of(view, unit) for unit in participants(self.briefing))
        return any(view.range_and_bearing(found.position, place)[0] < near_m for place in places if place is not None)

    def look_over(self, view: View) -> list[Order]:
        """Note since when the range is clear, and write down when that changes."""
        foul = self.look(view)
        if foul:
            self.clear_from_s = None
        elif self.clear_from_s is None:
            self.clear_from_s = view.time_s
        shown = foul if foul in ("", UNHELD) else FOUL
        if shown == self.said_foul:
            return []
        self.said_foul = shown
        kind, text = (FOUL, f"Range fouled: {foul}.") if foul else (CLEAR, "Range clear.")
        said: list[Order] = [Log(kind, text, {"reason": foul})]
        firers = tuple(unit for unit in in_role(self.briefing, FIRER) if unit != view.unit)
        return [*said, *self.radio.call(view, firers, kind, {"reason": foul})] if self.briefing.role == GUARD else said


@dataclass
class Firer(RangePart):
    """Takes her place, sweeps the range, fires, and says when she has fired out."""

    phase: str = "sweeping"
    fired: int = 0
    missiles: int = 0
    busy: bool = False
    foul_by: dict[UnitId, str] = field(default_factory=dict)
    heard_of: list[UnitId] = field(default_factory=list)
    out: list[UnitId] = field(default_factory=list)

    def begin(self, view: View) -> list[Order]:
        area = self.briefing.area
        assert area is not None
        place = station_of(self.briefing, self.params, area.centre, view.offset)
        track = racetrack(view, place, self.params.line_of_fire + math.pi / 2.0)
        return [FollowRoute(track, self.params.speed, then="loop"), SetTimer(LOOK_TAG, LOOK_EVERY_S)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message and message.kind in (FOUL, CLEAR):
            self.heard_of = [*dict.fromkeys([*self.heard_of, message.sender])]
            if message.kind == FOUL:
                self.foul_by[message.sender] = str(message.body.get("reason", ""))
            else:
                self.foul_by.pop(message.sender, None)
        elif message and message.kind == FIRED_OUT:
            return self._out(message.sender)
        match event:
            case TimerRang("look over the range"):
                return [SetTimer(LOOK_TAG, LOOK_EVERY_S), *self.look_over(view), *self._fire(view)]
            case MissilesLaunched(salvo, rounds, flight_s):
                self.missiles += rounds
                figures = {"salvo": salvo, "rounds": rounds, "flight_s": flight_s}
                text = f"{counted(rounds, 'missile')} away, down in {flight_s:.0f} s."
                return [Log("missiles away", text, figures), SetTimer(SETTLE_TAG, flight_s + AFTER_S)]
            case OrderRefused("LaunchMissiles"):
                self.busy, self.fired = False, self.fired - 1
                return []
            case TimerRang("missile is down"):
                return self._down(view)
            case _:
                return []

    def _fire(self, view: View) -> list[Order]:
        """Fire if all is as it must be."""
        target = self.target_now(view)
        if self.busy or self.phase != "sweeping" or target is None or self._unready(view, target):
            return []
        mount = next((one for one in view.missiles() if one.kind == "surface" and one.rounds > 0), None)
        track = view.track_of(only(self.briefing, TARGET) or "")
        if mount is None or track is None:
            return self._fired_out(view, "no missile is left")
        self.busy, self.fired = True, self.fired + 1
        salvo = f"{self.briefing.serial}/{view.unit}/{self.fired}"
        name = only(self.briefing, TARGET)
        rounds = self.params.rounds
        return [LaunchMissiles(mount.mount, salvo, rounds, track, None, self.params.seeker_on, name)]

    def _unready(self, view: View, target: TrackEstimate) -> str:
        """Why she may not fire now; nothing if she may."""
        if abs(target.range_m - self.params.range) > STATION_M:
            return "not on her range"
        return self.not_clear(view)

    def not_clear(self, view: View) -> str:
        """Why the range is not known to be clear, by her own plot and by the guards' word; nothing if it is."""
        silent = [unit for unit in in_role(self.briefing, GUARD) if unit not in self.heard_of]
        if silent:
            return f"nothing is heard of {silent[0]}"
        if self.foul_by:
            return next(iter(self.foul_by.values()))
        if self.clear_from_s is None or view.time_s - self.clear_from_s < self.params.sweep:
            return "the range has not been clear for long enough"
        return ""

    def _down(self, view: View) -> list[Order]:
        """The salvo is over: the next, when the range has been swept once more, or she has fired out."""
        self.busy, self.clear_from_s = False, None
        self.said_foul = None
        if self.fired < self.params.salvoes:
            return []
        return self._fired_out(view, f"{counted(self.missiles, 'missile')} fired")

    def _fired_out(self, view: View, reason: str) -> list[Order]:
        self.phase = "fired out"
        said = Log(FIRED_OUT, f"{view.unit} has fired out: {reason}.", {"missiles": self.missiles})
        if self.conducts:
            return [said, *self._out(view.unit)]
        return [said, *self.report(view, FIRED_OUT, {"missiles": self.missiles})]

    def _out(self, unit: UnitId) -> list[Order]:
        """The OCE ends the serial when every firing ship has fired out."""
        self.out = [*dict.fromkeys([*self.out, unit])]
        if not self.conducts or not set(in_role(self.briefing, FIRER)) <= set(self.out):
            return []
        return self.end(SerialState.COMPLETED, "every firing ship has fired out")

    def outcome(self, view: View) -> tuple[bool, str]:
        held = self.look(view) or "the range had not been clear for long enough"
        return False, f"window over with {counted(self.missiles, 'missile')} fired: {held}"

    def so_far(self, view: View) -> str:
        return f"{counted(self.missiles, 'missile')} fired"


@dataclass
class Guard(RangePart):
    """Watches the danger area from her place, and tells the firing ships what she sees."""

    phase: str = "guarding"
    out: list[UnitId] = field(default_factory=list)

    def begin(self, view: View) -> list[Order]:
        area = self.briefing.area
        assert area is not None
        place = station_of(self.briefing, self.params, area.centre, view.offset)
        track = racetrack(view, place, self.params.line_of_fire)
        return [FollowRoute(track, self.params.speed, then="loop"), SetTimer(LOOK_TAG, LOOK_EVERY_S)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message and message.kind == FIRED_OUT:
            self.out = [*dict.fromkeys([*self.out, message.sender])]
            if self.conducts and set(in_role(self.briefing, FIRER)) <= set(self.out):
                return self.end(SerialState.COMPLETED, "every firing ship has fired out")
        if isinstance(event, TimerRang) and event.tag == LOOK_TAG:
            return [SetTimer(LOOK_TAG, LOOK_EVERY_S), *self.look_over(view)]
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "window over before every firing ship had fired out"


@dataclass
class Target(Part):
    """In tow it follows the rope; else it lies adrift."""

    phase: str = "drifting"

    def begin(self, view: View) -> list[Order]:
        if in_role(self.briefing, TUG):
            self.phase = "towed"
            return []
        return [Drift()]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "window over"


@dataclass
class Tug(Part):
    """Streams the target, and tows it to and fro across the line of fire."""

    phase: str = "streaming"

    def begin(self, view: View) -> list[Order]:
        return self._stream()

    def _stream(self) -> list[Order]:
        params, target = params_of(self.briefing), only(self.briefing, TARGET)
        assert target is not None
        return [Tow(target, params.tow_line), SetTimer(TOW_TAG, TOW_AGAIN_S)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case OrderRefused("Tow"):
                self.phase = "refused"
                return []
            case TimerRang("tow") if self.phase == "refused":
                self.phase = "streaming"
                return self._stream()
            case TimerRang("tow") if self.phase == "streaming":
                params, area = params_of(self.briefing), self.briefing.area
                assert area is not None
                self.phase = "towing"
                across = (params.line_of_fire + math.pi / 2.0) % math.tau
                run = racetrack(view, area.centre, across, 2.0 * NMI_M)
                figures = {"course_deg": across / DEG_RAD, "line_m": params.tow_line}
                said = Log("target streamed", f"The target is streamed on {params.tow_line:.0f} m.", figures)
                return [FollowRoute(run, params.tow_speed, then="loop"), said]
            case _:
                return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "window over"
