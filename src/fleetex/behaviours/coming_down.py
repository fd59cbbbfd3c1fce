"""How an aircraft comes back to a deck or an airfield: find it, close it, keep station on it, ask for it, come down.

A deck's place is known by the own track of its ship, else by her beacon. Whoever flies her hands on every event, and
learns by `down` that she has landed.
"""

import math
from dataclasses import dataclass

from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import FollowRoute, KeepStation, LandOn, Order, Position, SetHeight, SetTimer, Steer
from fleetex.engine.view import View
from fleetex.units import KN_MPS, NMI_M

TAG = "coming down"
LOOK_S = 60.0
NEAR_LOOK_S = 15.0
STATION_NMI = 4.0
STATION_M = 120.0
STATION_WITHIN_M = 250.0
STATION_STEER_S = 10.0
ASK_M = 400.0
ASTERN_RAD = math.pi
TRANSIT_M = 150.0
FINAL_M = 30.0
DECK_MPS = 15.0 * KN_MPS
CLIMB_M = 150.0
SEARCH_M_MAX = 1_500.0
FIELD_M = 3_500.0
CIRCUIT_M = 2_000.0
CIRCUIT_HEIGHT_M = 300.0
CIRCUIT_SHARE = 1.2
CORNERS = 4
"""Design values: beyond four miles she steers for the deck each minute, then keeps a station close astern of it until
she may come down; she asks from so near. A deck of which nothing is heard is reckoned to steam at 15 kn. While nothing
at all is known of it she climbs at each look, to hear its beacon from farther off."""


@dataclass
class ComingDown:
    """The way to one deck or field. `began`: she is on it; `asked`: she has asked to come down."""

    place: str
    speed_mps: float
    transit_m: float = TRANSIT_M
    began: bool = False
    asked: bool = False
    stationed: bool = False
    down: bool = False
    last: Position | None = None
    last_s: float = 0.0
    """Where the deck was last known to be, and when."""
    searched_m: float = 0.0
    """So far she has climbed to hear a beacon."""

    def begin(self, view: View) -> list[Order]:
        """Make for it."""
        self.began, self.asked, self.stationed, self.down = True, False, False, bool(view.own().aboard)
        return [] if self.down else [SetHeight(self.transit_m), *self._close(view)]

    def on_event(self, view: View, event: Event) -> list[Order]:
        """What comes next on the way down."""
        if not self.began or self.down:
            return []
        match event:
            case OrderDone("LandOn"):
                self.down = True
                return []
            case OrderRefused("LandOn"):
                self.asked = self.stationed = False
                return [SetTimer(TAG, NEAR_LOOK_S)]
            case OrderRefused("KeepStation"):
                self.stationed = False
                return [SetTimer(TAG, NEAR_LOOK_S)]
            case OrderDone("KeepStation") if self.stationed and not self.asked:
                return self._ask_if_near(view)
            case TimerRang(tag) if tag == TAG and not self.asked:
                return self._close(view)
            case _:
                return []

    def range_m(self, view: View) -> float | None:
        """How far off the deck or field may be, by what is known of it; None if nothing is. A deck of which nothing was
        heard for a while has steamed on meanwhile."""
        where, own = self._where(view), view.own()
        if where is None:
            return None
        steamed_m = DECK_MPS * (view.time_s - self.last_s) if own.speed_mps_min == 0.0 else 0.0
        return view.range_and_bearing(own.position, where)[0] + steamed_m

    def _where(self, view: View) -> Position | None:
        track = view.track_of(self.place)
        held = None if track is None else view.track(track)
        where = view.beacon(self.place) if held is None else held.position
        if view.own().aboard == self.place:
            where = view.own().position
        if where is not None:
            self.last, self.last_s = where, view.time_s
        return self.last

    def _ask_if_near(self, view: View) -> list[Order]:
        """Ask for the deck, unless it has turned away meanwhile."""
        range_m = self.range_m(view)
        if range_m is None or range_m > ASK_M:
            return [SetTimer(TAG, NEAR_LOOK_S)]
        self.asked = True
        return [SetHeight(FINAL_M), LandOn(self.place)]

    def _ask_from_the_circuit(self, view: View, field: Position) -> list[Order]:
        """A fixed wing goes round her field until she may come down."""
        self.asked = True
        corners = tuple(view.offset(field, math.tau * k / CORNERS, CIRCUIT_M) for k in range(CORNERS))
        slow_mps = CIRCUIT_SHARE * view.own().speed_mps_min
        return [SetHeight(CIRCUIT_HEIGHT_M), FollowRoute(corners, slow_mps, then="loop"), LandOn(self.place)]

    def _close(self, view: View) -> list[Order]:
        where, own = self._where(view), view.own()
        if where is None:
            self.searched_m = min(self.searched_m + CLIMB_M, SEARCH_M_MAX)
            climb = SetHeight(self.transit_m + self.searched_m)
            return [climb, Steer(own.course_rad, own.speed_mps_min), SetTimer(TAG, LOOK_S)]
        range_m, bearing = view.range_and_bearing(own.position, where)
        if own.speed_mps_min > 0.0:
            if range_m < FIELD_M:
                return self._ask_from_the_circuit(view, where)
            return [FollowRoute((where,), self.speed_mps, then="hold"), SetTimer(TAG, NEAR_LOOK_S)]
        track = view.track_of(self.place)
        if track is not None and range_m < STATION_NMI * NMI_M:
            if self.stationed:
                return self._ask_if_near(view)
            self.stationed = True
            station = KeepStation(
                track,
                STATION_M,
                ASTERN_RAD,
                speed_mps_max=self.speed_mps,
                within_m=STATION_WITHIN_M,
                steer_every_s=STATION_STEER_S,
            )
            return [station, SetTimer(TAG, LOOK_S)]
        self.stationed = False
        near = range_m < STATION_NMI * NMI_M
        return [Steer(bearing, 0.5 * self.speed_mps if near else self.speed_mps), SetTimer(TAG, LOOK_S)]
