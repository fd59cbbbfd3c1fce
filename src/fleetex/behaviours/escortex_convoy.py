"""ESCORTEX: the convoy. Its first ship follows the route; the others keep station behind her, one after the other."""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.escortex_params import CONVOY, EscortexParams, escort_params_of, guide_of
from fleetex.behaviours.formation import StationOf, angle_between_rad
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import SLOW_GUIDE_MPS, StationKeeper, in_station
from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import FollowRoute, Log, Order, Position, SetTimer, UnitId
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, YD_M
from fleetex.vocabulary import SerialState

WAIT_TAG, COLUMN_TAG = "let her go first", "order of the column"
COLUMN_S, FORMED_S, ASIDE_M = 300.0, 3600.0, 1000.0 * YD_M
WAIT_S, WAIT_S_MOST = 30.0, 900.0
NEAR_M, AHEAD_RAD = 500.0 * YD_M, 60.0 * DEG_RAD
"""Design values: who has a ship of the convoy so near ahead as she gets under way lets her go first, and looks again
after so long; in vain for so long she goes. How often she looks whether who belongs ahead of her is there, for
how long at least, and how far out of the column she lets her by."""
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
    side: float = 0.0
    """To which she is out of the column: 1 to starboard, -1 to port."""

    def begin(self, view: View) -> list[Order]:
        self.keeper.within_m = self.params.within
        return self._get_under_way(view)

    def _get_under_way(self, view: View) -> list[Order]:
        """To her station, once nobody of the convoy lies close ahead: with hardly any way on she does not turn."""
        waited_s = view.time_s - self.briefing.start_s
        if waited_s < WAIT_S_MOST and any(self._lies_ahead(view, unit) for unit in in_role(self.briefing, CONVOY)):
            return [SetTimer(WAIT_TAG, WAIT_S)]
        return [*self._take(view), SetTimer(COLUMN_TAG, COLUMN_S)]

    def _take(self, view: View) -> list[Order]:
        """Her station astern of the guide, or beside it."""
        astern_m = in_role(self.briefing, CONVOY).index(self.briefing.unit) * self.params.convoy_spacing
        off_rad = math.atan2(self.side * ASIDE_M, astern_m)
        station = StationOf(math.hypot(astern_m, self.side * ASIDE_M), math.pi - off_rad)
        return self.keeper.take(view, self.radio, guide_of(self.briefing), station)

    def _look_at_column(self, view: View) -> list[Order]:
        """For the first hour, and until all who belong ahead of her are there. Who has drawn ahead of one of them lets
        her by, out of the column."""
        again: list[Order] = [SetTimer(COLUMN_TAG, COLUMN_S)]
        convoy, guide = in_role(self.briefing, CONVOY), self._plotted(view, guide_of(self.briefing))
        if guide is None or guide.speed_mps < SLOW_GUIDE_MPS:
            return again
        mates = (self._plotted(view, unit) for unit in convoy[1 : convoy.index(view.unit)])
        angles = ((mate, mate.bearing_rad - guide.course_rad) for mate in mates if mate is not None)
        late = [math.sin(off_rad) for mate, off_rad in angles if mate.range_m * math.cos(off_rad) < 0.0]
        if not late and self.side == 0.0 and view.time_s - self.briefing.start_s > FORMED_S:
            return []
        side = 0.0 if not late else self.side or (1.0 if late[0] < 0.0 else -1.0)
        if side == self.side:
            return again
        self.side = side
        return [*self._take(view), *again]

    def _plotted(self, view: View, unit: UnitId) -> TrackEstimate | None:
        track = view.track_of(unit)
        return view.track(track) if track is not None else None

    def _lies_ahead(self, view: View, unit: UnitId) -> bool:
        found = self._plotted(view, unit) if unit != view.unit else None
        return (
            found is not None
            and found.range_m < NEAR_M
            and angle_between_rad(found.bearing_rad, view.own().course_rad) < AHEAD_RAD
        )

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if event == TimerRang(WAIT_TAG):
            return self._get_under_way(view)
        if event == TimerRang(COLUMN_TAG):
            return self._look_at_column(view)
        news = self.keeper.on_event(view, event, traffic, self.radio)
        if not news.settled:
            return news.orders
        self.phase = STATIONED
        return [*news.orders, in_station(self.keeper, view)]
