"""What every aircraft of the air serials does: take off, keep company with another, watch its fuel, go home, come down.

A doctrine of one aircraft derives from `Airman` and fills in `on_task`. Nobody knows more of another than what he holds
or was told. Design values.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from fleetex.behaviours.coming_down import DETOUR, ComingDown, fuel_lasts_s
from fleetex.behaviours.conduct import Part
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import DeckWaits, Event, OrderDone, OrderRefused, TimerRang, TrackGained, TrackLost
from fleetex.engine.orders import (
    FollowRoute,
    KeepStation,
    Log,
    Order,
    Position,
    SetHeight,
    SetTimer,
    Steer,
    TakeOff,
    TrackId,
    UnitId,
)
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import NMI_M

ON_GROUND, TAKING_OFF, ON_TASK, HOMEWARD, DOWN = "on the ground", "taking off", "on task", "homeward", "down"
LOOK_TAG, STATION_TAG = "look", "keep company"
LOOK_S = 120.0
STATION_LOOK_S = 60.0
STEER_S = 15.0
FINAL_M = 15.0 * NMI_M
AIR_CPA_M = 150.0
APPROACH_HEIGHT_M = 1_500.0
CORNERS = 4
"""Design values: how often an aircraft looks at her fuel, and for a guide that she does not hold; how often she looks
at her compass in company; from how far she begins to come down; what she keeps clear of others."""


def way_length_m(view: View, places: Iterable[Position]) -> float:
    """Length of a way over places in turn."""
    total_m, before = 0.0, None
    for place in places:
        total_m += 0.0 if before is None else view.range_and_bearing(before, place)[0]
        before = place
    return total_m


@dataclass
class Company:
    """A station on another aircraft, kept on the own track of it; without one, where it was said to be is closed."""

    guide: UnitId = ""
    guide_track: TrackId | None = None
    """Of a stranger: its track. None: the guide is known by name."""
    range_m: float = 0.0
    bearing_rad: float = 0.0
    speed_mps: float = 0.0
    within_m: float = 500.0
    keeping: bool = False
    settled: bool = False
    told: Position | None = None
    told_course_rad: float = 0.0
    told_speed_mps: float = 0.0
    told_s: float = 0.0

    def track(self, view: View) -> tuple[TrackId, TrackEstimate] | None:
        """The guide as own sensors hold it."""
        number = self.guide_track if self.guide_track is not None else view.track_of(self.guide)
        held = None if number is None else view.track(number)
        if number is None or held is None or held.shared_by is not None:
            return None
        return number, held

    def take(self, view: View, guide: UnitId, range_m: float, bearing_rad: float, speed_mps: float) -> list[Order]:
        """Join a guide, and stay."""
        self.guide, self.guide_track = guide, None
        self.range_m, self.bearing_rad, self.speed_mps = range_m, bearing_rad, speed_mps
        return self.resume(view)

    def on_stranger(
        self, view: View, track: TrackId, range_m: float, bearing_rad: float, speed_mps: float
    ) -> list[Order]:
        """The same on somebody whose name is not known."""
        self.guide, self.guide_track = "", track
        self.range_m, self.bearing_rad, self.speed_mps = range_m, bearing_rad, speed_mps
        return self.resume(view)

    def leave(self) -> None:
        self.guide, self.guide_track, self.keeping, self.settled = "", None, False, False

    @property
    def ordered(self) -> bool:
        return bool(self.guide) or self.guide_track is not None

    def resume(self, view: View) -> list[Order]:
        """Go to the station on the own track, or towards where the guide should be."""
        held = self.track(view)
        again: list[Order] = [SetTimer(STATION_TAG, STATION_LOOK_S)]
        self.settled = False
        if held is None:
            self.keeping = False
            return [*again, *self._close(view)]
        self.keeping = True
        order = KeepStation(
            held[0],
            self.range_m,
            self.bearing_rad,
            speed_mps_max=self.speed_mps,
            within_m=self.within_m,
            steer_every_s=STEER_S,
            min_cpa_m=AIR_CPA_M,
        )
        return [order, *again]

    def note(self, place: Position, course_rad: float, speed_mps: float, time_s: float) -> None:
        """Where the guide was said to be."""
        self.told, self.told_course_rad, self.told_speed_mps, self.told_s = place, course_rad, speed_mps, time_s

    def expected(self, view: View) -> Position | None:
        """Where it should be by now, by what was told."""
        if self.told is None:
            return None
        return view.offset(self.told, self.told_course_rad, self.told_speed_mps * (view.time_s - self.told_s))

    def _close(self, view: View) -> list[Order]:
        place = self.expected(view)
        if place is None:
            return []
        _, bearing_rad = view.range_and_bearing(view.own().position, place)
        return [Steer(bearing_rad, self.speed_mps)]

    def on_event(self, view: View, event: Event) -> list[Order]:
        """Follow the guide's track."""
        if not self.ordered:
            return []
        match event:
            case TrackGained(track) if not self.keeping:
                return self.resume(view) if self.guide_track is None and view.track_of(self.guide) == track else []
            case TrackLost(track) if self.keeping:
                return self.resume(view) if self.track(view) is None else []
            case OrderDone("KeepStation"):
                self.settled = True
                return []
            case OrderRefused("KeepStation"):
                self.keeping = False
                return []
            case TimerRang(tag) if tag == STATION_TAG:
                return [SetTimer(STATION_TAG, STATION_LOOK_S)] if self.keeping else self.resume(view)
            case _:
                return []


@dataclass
class Airman(Part):
    """One aircraft. `out` are the places over which she flies out, and home again."""

    phase: str = ON_GROUND
    way: ComingDown = field(default_factory=lambda: ComingDown("", 0.0))
    company: Company = field(default_factory=Company)
    out: list[Position] = field(default_factory=list)
    waits_for: str = ""
    """Why she has not taken off though ordered to."""
    why_home: str = ""

    @property
    def cruise_mps(self) -> float:
        raise AssertionError(f"{type(self).__name__} leaves cruise_mps out")

    @property
    def height_m(self) -> float:
        raise AssertionError(f"{type(self).__name__} leaves height_m out")

    @property
    def reserve_s(self) -> float:
        raise AssertionError(f"{type(self).__name__} leaves reserve_s out")

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        """Anything while she is in the air and not on the way home, and messages at any time."""
        raise AssertionError(f"{type(self).__name__} leaves on_task out")

    def airborne(self, view: View) -> list[Order]:
        """She has taken off."""
        raise AssertionError(f"{type(self).__name__} leaves airborne out")

    def landed(self, view: View) -> list[Order]:
        """She is down."""
        return []

    def out_of_fuel(self, view: View) -> list[Order]:
        """No more is left than the way home takes."""
        return self.go_home(view, "fuel")

    # ---- the run of it

    def take_off(self) -> list[Order]:
        self.phase = TAKING_OFF
        return [TakeOff(self.height_m, prepared=True)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if self.phase == HOMEWARD:
            return self._homeward(view, event) + (self.on_task(view, event, traffic) if traffic.message else [])
        match event:
            case OrderDone("TakeOff"):
                self.phase, self.waits_for = ON_TASK, ""
                return [SetTimer(LOOK_TAG, LOOK_S), *self.airborne(view)]
            case DeckWaits("TakeOff", reason, lasting):
                self.waits_for = reason if lasting else ""
            case TimerRang(tag) if tag == LOOK_TAG:
                return self._look(view)
            case _:
                pass
        return self.company.on_event(view, event) + self.on_task(view, event, traffic)

    @property
    def flies(self) -> bool:
        return self.phase not in (ON_GROUND, TAKING_OFF, HOMEWARD, DOWN)

    def _look(self, view: View) -> list[Order]:
        if not self.flies:
            return []
        if self.spare_s(view) <= 0.0:
            return self.out_of_fuel(view)
        return [SetTimer(LOOK_TAG, LOOK_S)]

    def spare_s(self, view: View) -> float:
        """For how long she can stay, before she has to go home to be back with her reserve."""
        own, home = view.own(), view.beacon(view.home())
        way_m = 0.0 if home is None else way_length_m(view, (own.position, *self.way_home(view), home))
        return fuel_lasts_s(view, self.cruise_mps) - DETOUR * way_m / self.cruise_mps - self.reserve_s

    def passed(self, view: View) -> list[Position]:
        """Places after those of the way out that she has flown over, in turn."""
        return []

    def way_home(self, view: View) -> tuple[Position, ...]:
        """The places of the way out, the other way round, as far as each is nearer home than she is now."""
        home = view.beacon(view.home())
        if home is None:
            return ()
        here_m = view.range_and_bearing(view.own().position, home)[0]
        back = [
            place
            for place in reversed([*self.out, *self.passed(view)])
            if view.range_and_bearing(place, home)[0] < here_m
        ]
        return tuple(back)

    def go_home(self, view: View, why: str) -> list[Order]:
        """Break off; over the way out, then straight on."""
        if self.phase in (HOMEWARD, DOWN) or view.own().aboard:
            return []
        self.phase, self.why_home = HOMEWARD, why
        self.company.leave()
        self.way = ComingDown(view.home(), self.cruise_mps, APPROACH_HEIGHT_M)
        own = view.own()
        said = Log("goes home", f"Goes home: {why}.", {"reason": why, "fuel_kg": own.fuel_kg})
        field_at = view.beacon(view.home())
        if field_at is None:
            return [said, *self.way.begin(view)]  # a deck of which nothing is heard now
        range_m, bearing = view.range_and_bearing(field_at, own.position)
        places = self.way_home(view)
        if places:
            bearing = view.range_and_bearing(field_at, places[-1])[1]
        if not places and range_m < 2.0 * FINAL_M:
            return [said, *self.way.begin(view)]
        final = view.offset(field_at, bearing, FINAL_M)
        return [said, SetHeight(self.height_m), FollowRoute((*places, final), self.cruise_mps, then="hold")]

    def _homeward(self, view: View, event: Event) -> list[Order]:
        if event == OrderDone("FollowRoute") and not self.way.began:
            return self.way.begin(view)
        orders = self.way.on_event(view, event)
        if not self.way.down:
            return orders
        self.phase = DOWN
        figures = {"other": view.own().aboard, "fuel_kg": view.own().fuel_kg, "reason": self.why_home}
        return [*orders, Log("down", f"{view.unit} is down at {view.own().aboard}.", figures), *self.landed(view)]

    def round(self, view: View, place: Position, radius_m: float) -> tuple[Position, ...]:
        """Corners of a hold about a place."""
        return tuple(view.offset(place, math.tau * k / CORNERS, radius_m) for k in range(CORNERS))
