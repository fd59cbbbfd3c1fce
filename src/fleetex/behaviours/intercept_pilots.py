"""INTERCEPT: the alert fighters. A leader flies to where he is told, closes what his own radar then shows, looks at it
from near for long enough, stays with it, and goes home on fuel or when another has taken over. His wing keeps to him.
"""

import math
from dataclasses import dataclass

from fleetex.behaviours.air_picture import Plot
from fleetex.behaviours.airmen import DOWN, ON_GROUND, TAKING_OFF, Airman
from fleetex.behaviours.coming_down import DETOUR, fuel_lasts_s
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.intercept_params import (
    AIR_MPS,
    AIRBORNE,
    BREAK_OFF,
    CONTACT,
    DOWN_AGAIN,
    GOES_HOME,
    IDENTIFIED,
    LOST,
    PLOTS,
    READY,
    RELIEF,
    RELIEVED,
    SCRAMBLE,
    UNABLE,
    InterceptParams,
    pair_of,
    params_of,
)
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import DeckWaits, Event, TimerRang, TrackGained
from fleetex.engine.orders import Log, Order, Position, SetHeight, SetTimer, Steer, TrackId, UnitId
from fleetex.engine.view import TrackEstimate, View
from fleetex.physics.pursuit import intercept_s
from fleetex.units import DEG_RAD, MINUTE_S, NMI_M
from fleetex.vocabulary import Light

SCRAMBLED, VECTORED, CLOSING, LOOKING, ESCORTING, WITH_LEADER = (
    "scrambled",
    "on vectors",
    "closing",
    "looking",
    "escorting",
    "with his leader",
)
ROLL_TAG, STEER_TAG, NEAR_TAG, AFTER_TAG = "roll", "steer", "near look", "after him"
STEER_S = 30.0
NEAR_S = 10.0
NEAR_TOLD_M = 20.0 * NMI_M
QUARTER_RAD = 130.0 * DEG_RAD
BEAM_RAD = 95.0 * DEG_RAD
WING_M = 1.0 * NMI_M
WING_RAD = 140.0 * DEG_RAD
ALONE_S = 8.0 * MINUTE_S
PATIENCE_S = 15.0 * MINUTE_S
TASK_S = 10.0 * MINUTE_S
FRESH_S = 30.0
TELL_S = 60.0
"""Design values: how often a leader on vectors looks at his heading, and one near strangers at their range; how near to
where they were told to be what he holds is taken for them; from where he closes, and where he stays; the wing's place;
how long a wing flies on without his leader; how long a leader closes what he does not identify before he says so; what
time with them an order to scramble must leave; how old a track may be to be looked at; how often he tells where they
are."""


@dataclass
class Pilot(Airman):
    """What leaders and wings share."""

    @property
    def params(self) -> InterceptParams:
        return params_of(self.briefing)

    @property
    def cruise_mps(self) -> float:
        return self.params.cruise

    @property
    def height_m(self) -> float:
        return self.params.height + 150.0 * in_role(self.briefing, "alert").index(self.briefing.unit)

    @property
    def reserve_s(self) -> float:
        return self.params.reserve

    @property
    def pair(self) -> tuple[UnitId, ...]:
        return pair_of(self.briefing, self.briefing.unit)

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a pilot knows of no outcome"

    def roll(self, view: View, later_s: float) -> list[Order]:
        """After his readiness, which varies from man to man."""
        self.phase = SCRAMBLED
        wait_s = self.params.readiness * (0.8 + 0.4 * view.draw("readiness", int(view.time_s))) + later_s
        return [SetTimer(ROLL_TAG, max(wait_s, 1.0))]

    @property
    def on_ground(self) -> bool:
        return self.phase in (ON_GROUND, DOWN)


@dataclass
class Leader(Pilot):
    """The first of a pair: hears the controller, and speaks for the pair."""

    group: int = 0
    track: TrackId | None = None
    near_since_s: float = math.nan
    closing_since_s: float = math.nan
    identified: bool = False
    said_late: bool = False
    asked: bool = False
    told_s: float = -math.inf

    def begin(self, view: View) -> list[Order]:
        own = view.own().position
        return self.report(view, READY, {"lat_rad": own.lat_rad, "lon_rad": own.lon_rad})

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        match event:
            case TimerRang("roll") if self.phase == SCRAMBLED:
                return self.take_off()
            case DeckWaits("TakeOff", reason, lasting) if lasting:
                return self.report(view, UNABLE, {"reason": reason})
            case TimerRang("steer") if self.phase == VECTORED:
                return [SetTimer(STEER_TAG, STEER_S), *self._steer(view)]
            case TrackGained(_) if self.phase == VECTORED:
                return self._find(view)
            case TimerRang("near look") if self.phase in (CLOSING, LOOKING, ESCORTING):
                return self._near_look(view)
            case _:
                pass
        message = traffic.message
        if message is None or message.sender != self.briefing.oce:
            return orders
        match message.kind:
            case "scramble":
                return self._scrambled(view, message.body)
            case "vector" if self.phase in (SCRAMBLED, TAKING_OFF, VECTORED):
                self._note(message.body)
                return self._steer(view) if self.phase == VECTORED else []
            case "break off" | "relieved":
                return self._dismissed(view, message.kind, str(message.body.get("reason", "")))
            case _:
                return orders

    def _note(self, body: dict[str, float]) -> None:
        self.group = int(body["group"])
        place = Position(float(body["lat_rad"]), float(body["lon_rad"]))
        self.company.note(place, float(body["course_rad"]), float(body["speed_mps"]), float(body["at_s"]))

    def _scrambled(self, view: View, body: dict[str, float]) -> list[Order]:
        if not self.on_ground:
            return []
        self._note(body)
        why = self._why_not(view)
        if why:
            said = Log("unable", f"Cannot go: {why}.", {"reason": why})
            wings = self.radio.call(view, self.pair[1:], BREAK_OFF, {"reason": why})
            return [said, *self.report(view, UNABLE, {"reason": why}), *wings]
        self.track, self.identified, self.asked, self.said_late = None, False, False, False
        return self.roll(view, 0.0)

    def _why_not(self, view: View) -> str:
        """Why she cannot go, if she cannot: fuel for there and back, and some time with them; turned round or not."""
        own = view.own()
        place = self.company.expected(view)
        if own.ready_s > self.params.readiness:
            return "not turned round yet"
        if place is None:
            return ""
        way_s = DETOUR * view.range_and_bearing(own.position, place)[0] / self.params.cruise
        lasts_s = fuel_lasts_s(view, self.params.cruise)
        needed_s = 2.0 * way_s + TASK_S + self.params.reserve
        return f"fuel for {lasts_s / MINUTE_S:.0f} min, {needed_s / MINUTE_S:.0f} needed" if lasts_s < needed_s else ""

    def airborne(self, view: View) -> list[Order]:
        self.phase = VECTORED
        told = self.report(view, AIRBORNE, {"group": self.group})
        return [SetHeight(self.height_m), *self._steer(view), SetTimer(STEER_TAG, STEER_S), *told]

    def _steer(self, view: View) -> list[Order]:
        """The course that meets them, by what was told last; his own radar may show them."""
        found = self._find(view)
        place = self.company.expected(view)
        if found or place is None:
            return found
        range_m, bearing = view.range_and_bearing(view.own().position, place)
        east_m, north_m = range_m * math.sin(bearing), range_m * math.cos(bearing)
        speed, course = self.company.told_speed_mps, self.company.told_course_rad
        east_mps, north_mps = speed * math.sin(course), speed * math.cos(course)
        meet_s = intercept_s(east_m, north_m, east_mps, north_mps, self.params.speed, 0.0)
        if meet_s is not None:
            bearing = math.atan2(east_m + east_mps * meet_s, north_m + north_mps * meet_s)
        return [Steer(bearing % math.tau, self.params.speed)]

    def _find(self, view: View) -> list[Order]:
        """The nearest stranger in the air on his own radar, near where they were told to be."""
        place = self.company.expected(view)
        if place is None:
            return []
        best: tuple[float, TrackId, TrackEstimate] | None = None
        for track in view.tracks():
            held = view.track(track)
            if held is None or held.shared_by is not None or held.identity is not None or held.speed_mps < AIR_MPS:
                continue
            off_m = view.range_and_bearing(place, held.position)[0]
            if off_m <= NEAR_TOLD_M and (best is None or held.range_m < best[0]):
                best = held.range_m, track, held
        if best is None:
            return []
        self.track, self.phase = best[1], CLOSING
        self.closing_since_s, self.near_since_s = view.time_s, math.nan
        figures = {"track": best[1], "range_m": best[0], "group": self.group}
        said = Log("contact", f"Own contact at {best[0] / NMI_M:.0f} nmi.", figures)
        told = self.report(view, CONTACT, {"group": self.group})
        return [said, *told, *self._go_to(view, self.params.escort_range, QUARTER_RAD), SetTimer(NEAR_TAG, NEAR_S)]

    def _go_to(self, view: View, range_m: float, bearing_rad: float) -> list[Order]:
        assert self.track is not None
        return self.company.on_stranger(view, self.track, range_m, bearing_rad, self.params.speed)

    def _near_look(self, view: View) -> list[Order]:
        """How near is he, by his own track, and for how long?"""
        again: list[Order] = [SetTimer(NEAR_TAG, NEAR_S)]
        held = view.track(self.track) if self.track is not None else None
        if held is None or held.shared_by is not None:
            return self._lost(view)
        again += self._tell(view, held)
        if self.phase == ESCORTING:
            return again
        if self.phase == CLOSING and held.range_m <= 1.3 * self.params.escort_range:
            self.phase = LOOKING
            reach_m = 0.5 * (self.params.min_distance + self._reach_m(view))
            return [*again, *self._go_to(view, reach_m, QUARTER_RAD)]
        orders = self._identify(view, held) if self.phase == LOOKING else []
        if not self.identified and not self.said_late and view.time_s - self.closing_since_s > PATIENCE_S:
            self.said_late = True
            figures = {"group": self.group, "range_m": held.range_m, "seconds": view.time_s - self.closing_since_s}
            orders.append(Log("not identified", f"Not identified after {PATIENCE_S / MINUTE_S:.0f} min.", figures))
        return [*again, *orders]

    def _tell(self, view: View, held: TrackEstimate) -> list[Order]:
        """Now and then the controller hears where they are, whose own radar may not show them."""
        if view.time_s - self.told_s < TELL_S:
            return []
        self.told_s = view.time_s
        plot = Plot(held.position, held.course_rad, held.speed_mps, view.time_s)
        return self.radio.tell((self.briefing.oce,), PLOTS, {"plots": [plot.row()]})

    def _reach_m(self, view: View) -> float:
        """How near a pilot has to be to tell what he sees: by day, by night, in this visibility."""
        around = view.surroundings()
        reach_m = self.params.night_range if around.light is Light.NIGHT else self.params.identify_range
        return min(reach_m, around.visibility_m)

    def _identify(self, view: View, held: TrackEstimate) -> list[Order]:
        reach_m = self._reach_m(view)
        if held.range_m > reach_m or held.age_s > FRESH_S:
            self.near_since_s = math.nan
            return []
        if math.isnan(self.near_since_s):
            self.near_since_s = view.time_s
        if view.time_s - self.near_since_s < self.params.identify_time:
            return []
        self.identified, self.phase = True, ESCORTING
        figures = {
            "track": self.track,
            "range_m": held.range_m,
            "reach_m": reach_m,
            "group": self.group,
            "kind": held.kind.value if held.kind else "unknown",
            "seconds": view.time_s - self.near_since_s,
        }
        said = Log("identified", f"Identified by eye at {held.range_m:.0f} m.", figures)
        told = self.report(view, IDENTIFIED, {"group": self.group})
        return [said, *told, *self._go_to(view, self.params.escort_range, BEAM_RAD)]

    def _lost(self, view: View) -> list[Order]:
        """They are off his radar: back to what he is told."""
        self.track, self.phase = None, VECTORED
        self.company.leave()
        said = Log("contact lost", "Own contact lost.", {"group": self.group})
        return [said, *self.report(view, LOST, {"group": self.group}), SetTimer(STEER_TAG, STEER_S)]

    def _look(self, view: View) -> list[Order]:
        orders = super()._look(view)
        if self.flies and not self.asked and self.spare_s(view) < self.params.relief_before:
            self.asked = True
            figures = {"fuel_kg": view.own().fuel_kg, "seconds": self.spare_s(view)}
            said = Log("wants relief", f"Can stay {self.spare_s(view) / MINUTE_S:.0f} min more.", figures)
            orders += [said, *self.report(view, RELIEF, {"group": self.group})]
        return orders

    def out_of_fuel(self, view: View) -> list[Order]:
        return self._leave(view, "fuel")

    def _dismissed(self, view: View, kind: str, reason: str) -> list[Order]:
        why = "relieved" if kind == RELIEVED else reason or "broken off"
        if self.phase == SCRAMBLED:
            self.phase = ON_GROUND
            wings = self.radio.call(view, self.pair[1:], BREAK_OFF, {"reason": why})
            said = Log("stands down", f"Stands down: {why}.", {"reason": why})
            return [said, *wings, *self.report(view, DOWN_AGAIN, {"ready_s": 0.0})]
        return self._leave(view, why)

    def _leave(self, view: View, why: str) -> list[Order]:
        if not self.flies:
            return []
        wings = self.radio.tell(self.pair[1:], BREAK_OFF, {"reason": why})
        return [*self.report(view, GOES_HOME, {"reason": why}), *wings, *self.go_home(view, why)]

    def landed(self, view: View) -> list[Order]:
        self.group, self.track = 0, None
        return self.report(view, DOWN_AGAIN, {"ready_s": view.own().ready_s})


@dataclass
class Wing(Pilot):
    """Another of a pair: rolls behind his leader, and keeps to him."""

    alone_since_s: float = math.nan

    @property
    def leader(self) -> UnitId:
        return self.pair[0]

    def begin(self, view: View) -> list[Order]:
        return []

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if event == TimerRang(ROLL_TAG) and self.phase == SCRAMBLED:
            return self.take_off()
        if event == TimerRang(AFTER_TAG) and self.phase == WITH_LEADER:
            return self._after(view)
        if message and message.kind == SCRAMBLE and self.on_ground:
            return [] if view.own().ready_s > self.params.readiness else self.roll(view, MINUTE_S)
        if message and message.kind == BREAK_OFF and message.sender == self.leader:
            if self.phase == SCRAMBLED:
                self.phase = ON_GROUND
            return self.go_home(view, str(message.body.get("reason", "")))
        return []

    def airborne(self, view: View) -> list[Order]:
        self.phase, self.alone_since_s = WITH_LEADER, math.nan
        number = self.pair.index(self.briefing.unit)
        side = 1.0 if number % 2 else -1.0
        join = self.company.take(view, self.leader, WING_M * number, side * WING_RAD, self.params.speed * 1.1)
        return [SetHeight(self.height_m), *join, SetTimer(AFTER_TAG, MINUTE_S)]

    def _after(self, view: View) -> list[Order]:
        """Who does not find his leader does not look for ever."""
        again: list[Order] = [SetTimer(AFTER_TAG, MINUTE_S)]
        if self.company.keeping:
            self.alone_since_s = math.nan
            return again
        self.alone_since_s = view.time_s if math.isnan(self.alone_since_s) else self.alone_since_s
        if view.time_s - self.alone_since_s < ALONE_S:
            return again
        return self.go_home(view, "has lost his leader")
