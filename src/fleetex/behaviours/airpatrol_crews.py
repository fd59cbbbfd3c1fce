"""AIRPATROL: the lead, who keeps the time and the route; wings and escorts, who join him.

Each takes off so as to be at her point of the route in time. The lead waits at the rendezvous for who has not said that
he has joined, a while, and flies the route with whom he has. Who does not find the lead goes home and says so.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.airmen import DOWN, ON_GROUND, Airman, way_length_m
from fleetex.behaviours.airpatrol_fuel import ON_WAY, SERVED_S, Refuelling, tanker_for, tanker_place
from fleetex.behaviours.airpatrol_params import (
    BEGUN,
    DOWN_AGAIN,
    ESCORT,
    JOINED,
    LEAVES,
    PART,
    WING,
    WITHOUT,
    AirPatrolParams,
    escorted,
    fliers,
    lead_of,
    params_of,
    route_of,
    seconds_to_point,
    way_out,
)
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import AreaEntered, AreaLeft, Event, OrderDone, TimerRang, TrackGained
from fleetex.engine.orders import FollowRoute, Log, Order, Position, SetHeight, SetTimer, UnitId, WatchArea
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, KN_MPS, MINUTE_S, NMI_M
from fleetex.vocabulary import SerialState

TO_TANKER, TO_POINT, AT_POINT, ON_ROUTE, IN_COMPANY, ON_STATION = (
    "at the tanker",
    "to rendezvous",
    "waiting",
    "on route",
    "in company",
    "on station",
)
OFF_TAG, GO_TAG, WAIT_TAG, LEAVE_TAG = "take off", "go", "waited", "leave"
TAKE_OFF_S = 1.0 * MINUTE_S
CLIMB_S = 6.0 * MINUTE_S
EARLY_S = 2.0 * MINUTE_S
"""Allowed for the climb, for turns and to gather speed; so much before the time she means to be there."""
HOLD_M = 5.0 * NMI_M
WITHIN_M = 500.0
ABEAM_RAD = 100.0 * DEG_RAD
AIR_MPS = 100.0 * KN_MPS
"""What moves faster than this flies. Design values."""


@dataclass
class Flier(Airman):
    """One aircraft of the patrol: on her way to her point of the route, and what she tells."""

    due_s: float = math.inf
    """When she is to be at her point."""
    point: Position | None = None
    begun_s: float = math.nan
    """When the lead began his route, as he said."""

    @property
    def params(self) -> AirPatrolParams:
        return params_of(self.briefing)

    @property
    def lead(self) -> UnitId:
        return lead_of(self.briefing)

    @property
    def cruise_mps(self) -> float:
        return self.params.speed

    @property
    def reserve_s(self) -> float:
        return self.params.reserve

    @property
    def height_m(self) -> float:
        escorts = in_role(self.briefing, ESCORT)
        step = 1 + escorts.index(self.briefing.unit) if self.briefing.unit in escorts else 0
        return self.params.height + step * self.params.height_step

    def point_number(self) -> int:
        return 1

    def passed(self, view: View) -> list[Position]:
        """Points of the route that the lead should have left behind by now, from her own on."""
        if math.isnan(self.begun_s):
            return []
        points = enumerate(route_of(self.briefing)[self.point_number() - 1 :], self.point_number())
        return [
            point
            for number, point in points
            if self.begun_s + seconds_to_point(view, self.briefing, number) <= view.time_s
        ]

    def flight_s(self, view: View) -> float:
        """From her field to her point, as planned."""
        assert self.point is not None
        return way_length_m(view, (view.own().position, *self.out, self.point)) / self.cruise_mps

    def begin(self, view: View) -> list[Order]:
        self.out = way_out(self.briefing, self.briefing.unit)
        number = self.point_number()
        self.point = route_of(self.briefing)[number - 1]
        self.due_s = (
            self.briefing.start_s + self.params.rendezvous_after + seconds_to_point(view, self.briefing, number)
        )
        return self.set_off(view)

    def set_off(self, view: View) -> list[Order]:
        """To take off in time for her point; at once on her way, where she begins in the air."""
        if not view.own().aboard:
            self.phase = TO_POINT
            return [*self.airborne(view), SetTimer("look", MINUTE_S)]
        wait_s = self.due_s - self.flight_s(view) - TAKE_OFF_S - CLIMB_S - view.time_s
        return [SetTimer(OFF_TAG, max(wait_s, 1.0))]

    def airborne(self, view: View) -> list[Order]:
        self.phase = TO_POINT
        assert self.point is not None
        places, early_s = (*self.out, self.point), self.due_s - EARLY_S
        return [SetHeight(self.height_m), FollowRoute(places, self.cruise_mps, then="hold", arrive_s=early_s)]

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if event == TimerRang(OFF_TAG) and self.phase == ON_GROUND:
            return self.take_off()
        if event == OrderDone("FollowRoute") and self.phase == TO_POINT:
            return self._at_point(view)
        orders: list[Order] = []
        if message and message.kind == PART:
            return self._part(view, str(message.body.get("reason", "")))
        if isinstance(event, TrackGained):
            orders += self._note_stranger(view, event.track)
        return orders + self.on_patrol(view, event, traffic)

    def on_patrol(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        raise AssertionError(f"{type(self).__name__} leaves on_patrol out")

    def _at_point(self, view: View) -> list[Order]:
        """At her point: write down how far from the time, and hold there."""
        self.phase = AT_POINT
        assert self.point is not None
        late_s = view.time_s - self.due_s
        figures = {"late_s": late_s, "point": self.point_number()}
        said = Log("at rendezvous", f"{view.unit} is at point {self.point_number()}, {late_s:+.0f} s.", figures)
        hold = FollowRoute(self.round(view, self.point, HOLD_M), self.cruise_mps, then="loop")
        return [said, hold, *self.at_point(view)]

    def at_point(self, view: View) -> list[Order]:
        raise AssertionError(f"{type(self).__name__} leaves at_point out")

    def _part(self, view: View, reason: str) -> list[Order]:
        if self.phase == ON_GROUND:
            self.phase = DOWN
            return [Log("stays down", f"{view.unit} stays on the ground: {reason}.", {"reason": reason})]
        return self.go_home(view, reason or "the patrol parts")

    def stranger(self, view: View, track: int) -> TrackEstimate | None:
        """Whom her own sensors hold in the air and she does not know; None where it is nobody of that kind."""
        held = view.track(track)
        if held is None or held.shared_by is not None or held.identity is not None or held.speed_mps < AIR_MPS:
            return None
        return held

    def _note_stranger(self, view: View, track: int) -> list[Order]:
        held = self.stranger(view, track)
        if held is None:
            return []
        where = f"{held.bearing_rad / DEG_RAD:03.0f}, {held.range_m / NMI_M:.0f} nmi"
        figures = {"track": track, "range_m": held.range_m, "bearing_deg": held.bearing_rad / DEG_RAD}
        return [Log("air contact", f"Stranger in the air, {where}.", figures)]

    def landed(self, view: View) -> list[Order]:
        return self.report(view, DOWN_AGAIN, {"field": view.own().aboard})


@dataclass
class Lead(Flier):
    """Conducts: keeps the time at the rendezvous, flies the route, lets all part."""

    joined: list[UnitId] = field(default_factory=list)
    down_again: list[UnitId] = field(default_factory=list)
    left: list[UnitId] = field(default_factory=list)
    dry: list[UnitId] = field(default_factory=list)
    """Who has said that she did not get her fuel from a tanker."""
    done: bool = False
    why: str = ""
    """Why the route was not finished."""

    def begin(self, view: View) -> list[Order]:
        return [*super().begin(view), *(WatchArea(zone) for zone in self.params.zones)]

    @property
    def expected(self) -> tuple[UnitId, ...]:
        """Who is to join at the rendezvous."""
        escorts = (unit for unit in in_role(self.briefing, ESCORT) if escorted(self.briefing, unit)[0] == 1)
        return (*in_role(self.briefing, WING), *escorts)

    def at_point(self, view: View) -> list[Order]:
        wait_s = max(self.due_s - view.time_s, 1.0)
        return [SetTimer(GO_TAG, wait_s), SetTimer(WAIT_TAG, wait_s + self.params.wait)]

    def on_patrol(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang(tag) if tag in (GO_TAG, WAIT_TAG) and self.phase == AT_POINT:
                return self._go(view, late=tag == WAIT_TAG)
            case OrderDone("FollowRoute") if self.phase == ON_ROUTE:
                return self._route_done(view)
            case AreaEntered(area) | AreaLeft(area):
                entered = isinstance(event, AreaEntered)
                text = f"{'Into' if entered else 'Out of'} {area}."
                return [Log("zone entered" if entered else "zone left", text, {"area": area})]
            case _:
                pass
        message = traffic.message
        return self._note(view, message.sender, message.kind) if message else []

    def _note(self, view: View, sender: UnitId, kind: str) -> list[Order]:
        if kind == JOINED and sender not in self.joined:
            self.joined.append(sender)
            return self._go(view, late=False) if self.phase == AT_POINT else []
        if kind == WITHOUT and sender not in self.dry:
            self.dry.append(sender)
        if kind == LEAVES and sender not in self.left:
            self.left.append(sender)
        if kind == DOWN_AGAIN and sender not in self.down_again:
            self.down_again.append(sender)
            return self._end_if_over()
        return []

    def _go(self, view: View, late: bool) -> list[Order]:
        """Begin the route, if it is time and all have joined, or have been waited for long enough."""
        missing = [unit for unit in self.expected if unit not in self.joined]
        if view.time_s < self.due_s or (missing and not late):
            return []
        self.phase, self.begun_s = ON_ROUTE, view.time_s
        figures = {"joined": len(self.joined), "missing": len(missing), "late_s": view.time_s - self.due_s}
        text = f"Begins the route with {len(self.joined)} other aircraft"
        text += f"; without {', '.join(missing)}." if missing else "."
        body = {"at_s": view.time_s}
        told = self.radio.tell(self._others(), BEGUN, body)
        route = FollowRoute(route_of(self.briefing)[1:], self.params.speed, then="hold")
        return [Log("route begun", text, figures), route, *told]

    def _others(self) -> tuple[UnitId, ...]:
        return tuple(unit for unit in fliers(self.briefing) if unit != self.briefing.unit)

    def _route_done(self, view: View) -> list[Order]:
        self.done = True
        seconds = view.time_s - self.begun_s
        done = Log("route done", f"The route is flown in {seconds / MINUTE_S:.0f} min.", {"seconds": seconds})
        return [done, *self._disperse(view, "the route is flown")]

    def _disperse(self, view: View, reason: str) -> list[Order]:
        told = self.radio.tell(self._others(), PART, {"reason": reason})
        return [*told, *self.go_home(view, reason)]

    def out_of_fuel(self, view: View) -> list[Order]:
        self.why = "the lead is down to the fuel for the way home"
        return self._disperse(view, self.why)

    def landed(self, view: View) -> list[Order]:
        self.down_again.append(view.unit)
        return self._end_if_over()

    def _end_if_over(self) -> list[Order]:
        if not all(unit in self.down_again for unit in fliers(self.briefing)):
            return []
        done, reason = self._words()
        return self.end(SerialState.COMPLETED if done else SerialState.ABORTED, reason)

    def outcome(self, view: View) -> tuple[bool, str]:
        return self._words()

    def _words(self) -> tuple[bool, str]:
        """What was flown, with whom, and who is not down."""
        missing = [unit for unit in self.expected if unit not in self.joined]
        without = f"; never joined: {', '.join(missing)}" if missing else ""
        without += f"; not refuelled: {', '.join(self.dry)}" if self.dry else ""
        up = [unit for unit in fliers(self.briefing) if unit not in self.down_again]
        still = f"; not reported down: {', '.join(up)}" if up else ""
        if self.done:
            return True, f"the route is flown{without}{still}"
        ground = f"the lead is on the ground: {self.waits_for}" if self.waits_for else "the route was not begun"
        begun = not math.isnan(self.begun_s)
        return False, f"{self.why or ('window over on the route' if begun else ground)}{without}{still}"


@dataclass
class Joiner(Flier):
    """A wing or an escort: finds the lead at her point, and stays with him to her last."""

    has_joined: bool = False
    fuel: Refuelling = field(default_factory=Refuelling)

    @property
    def height_m(self) -> float:
        return super().height_m if not self.fuel.under_way else self.params.height - self.params.height_step

    def flight_s(self, view: View) -> float:
        if tanker_for(self.briefing, self.briefing.unit) is None:
            return super().flight_s(view)
        assert self.point is not None
        at = tanker_place(self.briefing)
        before_s = way_length_m(view, (view.own().position, *self.out, at)) / self.cruise_mps
        after_s = SERVED_S + view.range_and_bearing(at, self.point)[0] / self.cruise_mps
        self.fuel.due_s = self.due_s - EARLY_S - after_s
        return before_s + after_s

    def airborne(self, view: View) -> list[Order]:
        if tanker_for(self.briefing, self.briefing.unit) is None or self.fuel.state:
            return super().airborne(view)
        self.flight_s(view)
        self.phase, self.fuel.state = TO_TANKER, ON_WAY
        places = (*self.out, tanker_place(self.briefing))
        return [SetHeight(self.height_m), FollowRoute(places, self.cruise_mps, then="hold", arrive_s=self.fuel.due_s)]

    def go_on(self, view: View) -> list[Order]:
        """From the tanker to her point."""
        assert self.point is not None
        self.phase, self.company.within_m = TO_POINT, WITHIN_M
        return [SetHeight(self.height_m), FollowRoute((self.point,), self.cruise_mps, then="hold")]

    def point_number(self) -> int:
        return escorted(self.briefing, self.briefing.unit)[0] if self.briefing.role == ESCORT else 1

    def _station(self) -> tuple[float, float]:
        """Range and relative bearing of her station on the lead: bombers astern to both sides, escorts abeam."""
        units = in_role(self.briefing, self.briefing.role)
        number = units.index(self.briefing.unit)
        side = 1.0 if number % 2 == 0 else -1.0
        if self.briefing.role == WING:
            return self.params.spacing * (1 + number // 2), math.pi - side * 45.0 * DEG_RAD
        return self.params.escort_range * (1 + 0.5 * (number // 2)), side * ABEAM_RAD

    def at_point(self, view: View) -> list[Order]:
        wait_s = max(self.due_s - view.time_s, 0.0) + 2.0 * self.params.wait
        return [SetTimer(WAIT_TAG, wait_s), *self._look_for_lead(view)]

    def on_patrol(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if self.phase == TO_TANKER and (orders := self.fuel.on_event(view, event, self)):
            return orders
        match event:
            case TrackGained(_) | TimerRang("look for lead") if self.phase == AT_POINT:
                return self._look_for_lead(view)
            case TimerRang(tag) if tag == WAIT_TAG and self.phase == AT_POINT:
                return self.go_home(view, "has not found the lead")
            case TimerRang(tag) if tag == LEAVE_TAG:
                return self._leave(view, "the last point of her escort")
            case OrderDone("KeepStation") if self.phase == IN_COMPANY:
                figures = {"other": self.lead, "range_m": self.company.range_m}
                return [Log("in station", f"{view.unit} is in station on {self.lead}.", figures)]
            case _:
                pass
        message = traffic.message
        if message and message.kind == BEGUN:
            return self._begun(view, float(message.body["at_s"]))
        return []

    def _look_for_lead(self, view: View) -> list[Order]:
        """By her own radar, each half minute."""
        track = view.track_of(self.lead)
        held = None if track is None else view.track(track)
        if held is None or held.shared_by is not None or held.range_m > self.params.join_range:
            return [SetTimer("look for lead", 0.5 * MINUTE_S)]
        self.phase, self.has_joined = IN_COMPANY, True
        range_m, bearing_rad = self._station()
        figures = {"other": self.lead, "range_m": held.range_m, "late_s": view.time_s - self.due_s}
        said = Log("joined", f"{view.unit} joins {self.lead} at {held.range_m / NMI_M:.1f} nmi.", figures)
        speed_mps = 1.2 * self.params.speed
        return [
            said,
            *self.company.take(view, self.lead, range_m, bearing_rad, speed_mps),
            *self.report(view, JOINED, {}),
        ]

    def _begun(self, view: View, at_s: float) -> list[Order]:
        """The lead has begun his route: her times shift by as much as he is late."""
        self.begun_s = at_s
        first, last = escorted(self.briefing, self.briefing.unit) if self.briefing.role == ESCORT else (1, 0)
        orders: list[Order] = []
        if self.phase in (ON_GROUND, TO_POINT, TO_TANKER) and first > 1:
            self.due_s = at_s + seconds_to_point(view, self.briefing, first)
        if self.briefing.role == ESCORT and last < len(self.params.route):
            leave_s = at_s + seconds_to_point(view, self.briefing, last) - view.time_s
            orders.append(SetTimer(LEAVE_TAG, max(leave_s, 1.0)))
        return orders

    def _leave(self, view: View, reason: str) -> list[Order]:
        return [*self.report(view, LEAVES, {"reason": reason}), *self.go_home(view, reason)]

    def out_of_fuel(self, view: View) -> list[Order]:
        return self._leave(view, "fuel")

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "who does not lead knows of no outcome"
