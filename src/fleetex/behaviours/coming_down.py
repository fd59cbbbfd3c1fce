"""How an aircraft comes back to a deck or an airfield: find it, close it, keep station on it, ask for it, come down.

A deck's place is known by the own track of its ship, else by her beacon, by which alone a helicopter comes down too.
Who is kept waiting, or hears nothing of her deck, goes elsewhere while she has the fuel for it: to the nearest other,
or, where the weather lets nobody down, to an airfield. Whoever flies her hands on every event, and learns by `down`
that she has landed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from fleetex.engine.events import DeckWaits, Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import (
    FollowRoute,
    KeepStation,
    LandOn,
    Log,
    Order,
    Position,
    SetHeight,
    SetTimer,
    Steer,
    TrackId,
)
from fleetex.engine.view import View
from fleetex.units import KN_MPS, MINUTE_S, NMI_M

TAG = "coming down"
LOOK_S = 60.0
NEAR_LOOK_S = 15.0
STATION_NMI = 4.0
STATION_M = 120.0
STATION_WITHIN_M = 250.0
STATION_STEER_S = 10.0
ASK_M = 400.0
PASSING_MPS = 12.0
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
SLOW_MPS = 135.0 * KN_MPS
SLOW_DOWN_M = 30_000.0
DETOUR = 1.2
HAVEN_RESERVE_S = 10.0 * MINUTE_S
UNHEARD_S = 10.0 * MINUTE_S
BEACON_M = 2.0 * NMI_M
BEACON_ASK_M = 300.0
CREEP_MPS = 2.0
CLOSE_S = 30.0
PATIENCE = 4
"""Design values: beyond four miles she steers for the deck each minute, then keeps a station close astern of it until
she may come down; she asks from so near, and when she passes it no faster than this.
A deck of which nothing is heard is reckoned to steam at 15 kn. While nothing
at all is known of it she climbs at each look, to hear its beacon from farther off.

Who cannot fly slower than 135 kn turns wider, and slows down from 30 km on.

Fuel for a way is reckoned for so much more than the straight one: a deck moves on. Who waits, or has heard nothing for
ten minutes, goes to the nearest other deck or field as long as she gets there with fuel for ten minutes more; whose
deck is barred by weather, to the nearest field, for the next deck mostly has the same weather. A deck
that she has no track of she closes by its beacon from two miles, ever slower, and asks for it from 300 m. Refused so
often she looks about for another."""


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
    waits: str = ""
    """Why she does not come down, as she was last told, and that may go on."""
    barred: bool = False
    """That is weather in which nobody comes down."""
    refused: int = 0
    """How often her landing was refused."""
    given_up: list[str] = field(default_factory=list)
    """Decks and fields that she has turned away from."""

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
            case OrderRefused("LandOn", reason):
                return self._refused(reason)
            case DeckWaits("LandOn", reason, lasting, barred):
                self.waits, self.barred = reason if lasting else "", barred
                return [SetTimer(TAG, LOOK_S)] if lasting and self.stationed else []
            case OrderRefused("KeepStation"):
                self.stationed = False
                return [SetTimer(TAG, NEAR_LOOK_S)]
            case OrderDone("KeepStation") if self.stationed and not self.asked:
                return self._ask_if_near(view)
            case TimerRang(tag) if tag == TAG:
                return self._while_asked(view) if self.asked else self._close(view)
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
        where = where_is(view, self.place)
        if where is not None:
            self.last, self.last_s = where, view.time_s
        return self.last

    def _refused(self, reason: str) -> list[Order]:
        """She closes anew and asks again; refused time and again she stays where she is, and asks more rarely."""
        self.asked, self.refused = False, self.refused + 1
        if self.refused >= PATIENCE:
            self.waits = reason
            return [SetTimer(TAG, LOOK_S)]
        self.stationed = False
        return [SetTimer(TAG, NEAR_LOOK_S)]

    def _ask_if_near(self, view: View) -> list[Order]:
        """Ask for the deck, unless it has turned away meanwhile."""
        range_m = self.range_m(view)
        if range_m is None or range_m > ASK_M or self._passing_mps(view) > PASSING_MPS:
            return [SetTimer(TAG, NEAR_LOOK_S)]
        self.asked = True
        low = view.own().height_m <= FINAL_M
        return [LandOn(self.place)] if low else [SetHeight(FINAL_M), LandOn(self.place)]

    def _passing_mps(self, view: View) -> float:
        """How fast she passes the deck, by her own track of it; 0 if she has none."""
        track, own = _own_track(view, self.place), view.own()
        deck = None if track is None else view.track(track)
        if deck is None:
            return 0.0
        east = own.speed_mps * math.sin(own.course_rad) - deck.speed_mps * math.sin(deck.course_rad)
        north = own.speed_mps * math.cos(own.course_rad) - deck.speed_mps * math.cos(deck.course_rad)
        return math.hypot(east, north)

    def _ask_from_the_circuit(self, view: View, field: Position) -> list[Order]:
        """A fixed wing goes round her field until she may come down."""
        self.asked = True
        radius_m = CIRCUIT_M * max(1.0, view.own().speed_mps_min / SLOW_MPS) ** 2
        corners = tuple(view.offset(field, math.tau * k / CORNERS, radius_m) for k in range(CORNERS))
        slow_mps = CIRCUIT_SHARE * view.own().speed_mps_min
        return [SetHeight(CIRCUIT_HEIGHT_M), FollowRoute(corners, slow_mps, then="loop"), LandOn(self.place)]

    def _close(self, view: View) -> list[Order]:
        where, own = self._where(view), view.own()
        if self.waits or view.time_s - self.last_s > UNHEARD_S:
            elsewhere = self._elsewhere(view)
            if elsewhere:
                return elsewhere
        if where is None:
            self.searched_m = min(self.searched_m + CLIMB_M, SEARCH_M_MAX)
            climb = SetHeight(self.transit_m + self.searched_m)
            return [climb, Steer(own.course_rad, own.speed_mps_min), SetTimer(TAG, LOOK_S)]
        range_m, bearing = view.range_and_bearing(own.position, where)
        if own.speed_mps_min > 0.0:
            if range_m < FIELD_M:
                return self._ask_from_the_circuit(view, where)
            fast = own.speed_mps_min > SLOW_MPS and range_m < SLOW_DOWN_M
            speed_mps = CIRCUIT_SHARE * own.speed_mps_min if fast else self.speed_mps
            return [FollowRoute((where,), speed_mps, then="hold"), SetTimer(TAG, NEAR_LOOK_S)]
        track = _own_track(view, self.place)
        if track is not None and range_m < STATION_NMI * NMI_M:
            return self._keep_station(view, track)
        self.stationed = False
        if range_m < BEACON_M and self.last_s == view.time_s:
            return self._by_beacon(range_m, bearing)
        near = range_m < STATION_NMI * NMI_M
        return [Steer(bearing, 0.5 * self.speed_mps if near else self.speed_mps), SetTimer(TAG, LOOK_S)]

    def _keep_station(self, view: View, track: TrackId) -> list[Order]:
        """Close astern of a deck that she holds."""
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

    def _by_beacon(self, range_m: float, bearing_rad: float) -> list[Order]:
        """Close a deck, or a field, that she hears and does not see, and ask for it near by; then stay on it."""
        speed_mps = min(0.5 * self.speed_mps, CREEP_MPS + range_m / CLOSE_S)
        steer: list[Order] = [Steer(bearing_rad, speed_mps), SetTimer(TAG, NEAR_LOOK_S)]
        if self.asked or range_m > BEACON_ASK_M:
            return steer
        self.asked = True
        return [*steer, SetHeight(FINAL_M), LandOn(self.place)]

    def _while_asked(self, view: View) -> list[Order]:
        """She waits for the deck, or comes down on it: is there fuel to wait?"""
        elsewhere = self._elsewhere(view) if self.waits else []
        where = self._where(view)
        if elsewhere or where is None or view.own().speed_mps_min > 0.0:
            return elsewhere
        if self.stationed:
            return [SetTimer(TAG, LOOK_S)] if self.waits else []
        return self._by_beacon(*view.range_and_bearing(view.own().position, where))

    def _elsewhere(self, view: View) -> list[Order]:
        """Goes to another deck or field, if it is time to; nothing if she may stay, or reaches none."""
        but = (self.place, *self.given_up)
        place = haven_now(view, self.speed_mps, view.havens(), but)
        if not place and self.barred:
            place = haven_now(view, self.speed_mps, view.fields(), but)
        if not place:
            return []
        reason = self.waits or f"nothing is heard of {self.place}"
        figures = {"other": place, "bound": self.place, "reason": reason, "bingo": True}
        said = Log("diverted", f"Goes to {place} instead of {self.place}: {reason}.", figures)
        self.given_up, self.place = [*self.given_up, self.place], place
        self.last, self.waits, self.barred, self.refused = None, "", False, 0
        where = self._where(view)
        leave: list[Order] = [] if where is None else [FollowRoute((where,), self.speed_mps, then="hold")]
        return [said, *leave, *self.begin(view)]


def haven_now(view: View, speed_mps: float, places: Sequence[str], but: Sequence[str] = ()) -> str:
    """The nearest of these, if she must leave for it now to get there with fuel to spare; empty if not, or too late."""
    nearest = nearest_of(view, [place for place in places if place not in but])
    if nearest is None:
        return ""
    range_m, place = nearest
    spare_s = fuel_lasts_s(view, speed_mps) - DETOUR * range_m / speed_mps
    return place if 0.0 < spare_s <= HAVEN_RESERVE_S + 2.0 * LOOK_S else ""


def nearest_of(view: View, places: Sequence[str]) -> tuple[float, str] | None:
    """How far off the nearest of these decks and fields is (m), and which it is; None if nothing is known of any."""
    own = view.own().position
    heard = ((where_is(view, place), place) for place in places)
    known = [(view.range_and_bearing(own, where)[0], place) for where, place in heard if where is not None]
    return min(known, default=None)


def where_is(view: View, place: str) -> Position | None:
    """A deck by the own track of its ship, else by her beacon; a field on the chart; None if nothing is known."""
    own = view.own()
    if own.aboard == place:
        return own.position
    track = view.track_of(place)
    held = None if track is None else view.track(track)
    return view.beacon(place) if held is None else held.position


def _own_track(view: View, place: str) -> TrackId | None:
    """The track of a deck that her own sensors hold: on another's, over a link, no station is kept."""
    track = view.track_of(place)
    held = None if track is None else view.track(track)
    return None if held is None or held.shared_by is not None else track


def fuel_lasts_s(view: View, speed_mps: float) -> float:
    """For how long the fuel on board lasts at a speed; without end for a class of which no fuel is told."""
    own, rate_kgps = view.own(), view.fuel_rate_kgps(speed_mps)
    return own.fuel_kg / rate_kgps if own.fuel_kg_max > 0.0 and rate_kgps > 0.0 else math.inf
