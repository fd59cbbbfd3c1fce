"""ESCORTEX: the convoy. Its first ship follows the route; the others keep station behind her, one after the other."""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.escortex_params import CONVOY, EscortexParams, escort_params_of, guide_of
from fleetex.behaviours.formation import StationOf, angle_between_rad
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import FollowRoute, Log, Order, Position, SetTimer, UnitId
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, YD_M
from fleetex.vocabulary import SerialState

WAIT_TAG = "let her go first"
WAIT_S, WAIT_S_MOST = 30.0, 900.0
NEAR_M, AHEAD_RAD = 500.0 * YD_M, 60.0 * DEG_RAD
"""Design values: who has a ship of the convoy so near ahead as she gets under way lets her go first, and looks again
after so long; in vain for so long she goes."""
UNDER_WAY, ARRIVED = "under way", "arrived"
TO_STATION, STATIONED = "to station", "in station"
ROUTE_DONE = "route done"


@dataclass
class ConvoyPart(Part):
    """What every part of an ESCORTEX shares: what was set."""

    @property
    def params(self) -> EscortexParams:
        return escort_params_of(self.briefing)

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "window over before the convoy arrived"


@dataclass
class Guide(ConvoyPart):
    """Leads the convoy along its route."""

    phase: str = UNDER_WAY
    no_way: str = ""

    def begin(self, view: View) -> list[Order]:
        way = tuple(Position(point.lat_rad, point.lon_rad) for point in self.params.route[1:])
        return [FollowRoute(way, self.params.convoy_speed, then="hold")]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case OrderDone("FollowRoute") if self.phase == UNDER_WAY:
                return self._arrived(view)
            case OrderRefused("FollowRoute", reason):
                self.no_way = reason
            case _:
                pass
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        if self.no_way:
            return False, f"the convoy's route could not be sailed: {self.no_way}"
        return super().outcome(view)

    def _arrived(self, view: View) -> list[Order]:
        self.phase = ARRIVED
        seconds = view.time_s - self.briefing.start_s
        done = Log("route done", f"The convoy has arrived after {seconds / 3600.0:.1f} h.", {"seconds": seconds})
        if self.conducts:
            return [done, *self.end(SerialState.COMPLETED, "the convoy has arrived")]
        return [done, *self.report(view, ROUTE_DONE, {})]


@dataclass
class Follower(ConvoyPart):
    """A ship of the convoy behind its guide."""

    phase: str = TO_STATION
    keeper: StationKeeper = field(default_factory=StationKeeper)

    def begin(self, view: View) -> list[Order]:
        self.keeper.within_m = self.params.within
        return self._get_under_way(view)

    def _get_under_way(self, view: View) -> list[Order]:
        """To her station, once nobody of the convoy lies close ahead: with hardly any way on she does not turn."""
        waited_s = view.time_s - self.briefing.start_s
        if waited_s < WAIT_S_MOST and any(self._lies_ahead(view, unit) for unit in in_role(self.briefing, CONVOY)):
            return [SetTimer(WAIT_TAG, WAIT_S)]
        place = in_role(self.briefing, CONVOY).index(self.briefing.unit)
        station = StationOf(place * self.params.convoy_spacing, math.pi)
        return self.keeper.take(view, self.radio, guide_of(self.briefing), station)

    def _lies_ahead(self, view: View, unit: UnitId) -> bool:
        track = view.track_of(unit) if unit != view.unit else None
        found = view.track(track) if track is not None else None
        return (
            found is not None
            and found.range_m < NEAR_M
            and angle_between_rad(found.bearing_rad, view.own().course_rad) < AHEAD_RAD
        )

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if event == TimerRang(WAIT_TAG):
            return self._get_under_way(view)
        news = self.keeper.on_event(view, event, traffic, self.radio)
        if not news.settled:
            return news.orders
        self.phase = STATIONED
        return [*news.orders, in_station(self.keeper, view)]
