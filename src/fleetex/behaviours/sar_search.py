"""SAREX: a searcher. She searches the part she was given, looks out with her own sensors, closes and recovers.

What she knows of a raft is a track of her own sensors that says no name, lies within reach of the datum as reckoned,
and is slow. Whether it is the raft she learns alongside: the boat takes aboard what floats without engines, or not.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import Part, participants
from fleetex.behaviours.patrol_ships import join_at
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.sar_plan import Box, Datum, SarexParams, co_ordinator, params_of, way_m
from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang, TrackLost
from fleetex.engine.orders import (
    FollowRoute,
    KeepStation,
    Log,
    Order,
    Position,
    SetTimer,
    Steer,
    TakeAboard,
    TrackId,
    UnitId,
)
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, KN_MPS, NMI_M
from fleetex.vocabulary import SurfaceKind

DISTRESS, SEARCH, ON_SEARCH, SEARCHED = "distress", "search", "on search", "searched"
SIGHTED, CLOSE, NOT_IT, RECOVERED = "sighted", "close", "not the raft", "recovered"
LOOK_TAG, CLOSE_TAG, BOAT_TAG, AGAIN_TAG = "look over", "close", "boat", "tell again"
WAITING, TO_PART, SEARCHING, DONE = "waiting", "to her part", "searching", "part searched"
CLOSING, RECOVERING, HAS_IT = "closing", "recovering", "raft aboard"
LOOK_EVERY_S = 60.0
CLOSE_EVERY_S = 60.0
AGAIN_S = 120.0
SLOW_MPS = 3.0 * KN_MPS
SURE_MPS = 1.0
SAME_M = 1.5 * NMI_M
REACH_SHARE = 2.0
REACH_M = 3.0 * NMI_M
LATE_S = 1800.0
TRIES_MAX = 3
NEAR_ENOUGH_M = 150.0
STOPPED_MPS = 1.5
HAUL_OFF_M = 1.0 * NMI_M
KEPT = 64
"""Design values: how often she looks over her tracks, and how she nears one; a raft makes less than 3 kn, by an
estimate good to 1 m/s; two places within 1.5 nmi are one contact; what lies within twice the search's radius of
the datum and 3 nmi may be the raft; half an hour after she should have been there she gives a contact up; a boat is
sent three times at most, from no further off than that beyond the range ordered, with no more way than that; from what
was not the raft she hauls off a mile before she turns."""


@dataclass
class Lead:
    """A contact that may be the raft."""

    place: Position
    since_s: float
    due_s: float = math.inf
    track: TrackId | None = None
    tries: int = 0


@dataclass
class Searcher(Part):
    """A ship that searches."""

    phase: str = WAITING
    datum: Datum | None = None
    radius_m: float = 0.0
    box: Box | None = None
    way: tuple[Position, ...] = ()
    begun_s: float | None = None
    searched_m: float = 0.0
    lead: Lead | None = None
    sighted: list[TrackId] = field(default_factory=list)
    dismissed: list[Position] = field(default_factory=list)

    @property
    def params(self) -> SarexParams:
        return params_of(self.briefing)

    @property
    def osc(self) -> UnitId:
        return co_ordinator(self.briefing)

    def begin(self, view: View) -> list[Order]:
        return [SetTimer(LOOK_TAG, LOOK_EVERY_S), Steer(view.own().course_rad, 0.0)]

    def to_osc(self, view: View, kind: str, body: dict[str, Any]) -> list[Order]:
        """Tell the co-ordinator; he, when it is his own, hears himself."""
        return self.radio.call(view, (self.osc,), kind, body)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("look over"):
                return [SetTimer(LOOK_TAG, LOOK_EVERY_S), *self._look_over(view)]
            case TimerRang("close") if self.phase == CLOSING and self.lead:
                return self._near(view, self.lead)
            case TimerRang("boat") if self.phase == RECOVERING and self.lead:
                return self._send_boat(view, self.lead)
            case TimerRang("tell again") if self.phase == HAS_IT:
                return self.to_osc(view, RECOVERED, {})
            case TrackLost(track) if self.lead and track == self.lead.track and self.phase in (CLOSING, RECOVERING):
                self.lead.track, self.phase = None, CLOSING
                go = FollowRoute((self.lead.place,), self.params.closing_speed)
                return [go, *self._near(view, self.lead, anew=True)]
            case OrderDone() | OrderRefused():
                return self._order_over(view, event)
            case _:
                pass
        message = traffic.message
        if message and message.kind == SEARCH:
            return self.take_part(view, box_of(message.body), datum_of(message.body), number(message.body, "radius_m"))
        if message and message.kind == CLOSE and self.phase not in (RECOVERING, HAS_IT):
            return self.close(view, place_of(message.body))
        if message and message.kind == NOT_IT:
            self.strike_out(view, message.body)
        return self._unheard(view, traffic)

    def outcome(self, view: View) -> tuple[bool, str]:
        return self.phase == HAS_IT, "the raft is aboard" if self.phase == HAS_IT else "not found"

    def _unheard(self, view: View, traffic: Traffic) -> list[Order]:
        """A co-ordinator who cannot be reached: she closes what she sighted herself, and goes on telling."""
        call = traffic.gave_up
        if call and call.kind == SIGHTED and self.lead and self.phase in (TO_PART, SEARCHING, DONE, WAITING):
            return self.close(view, self.lead.place)
        if call and call.kind == RECOVERED:
            return [SetTimer(AGAIN_TAG, AGAIN_S)]
        return []

    def _order_over(self, view: View, event: OrderDone | OrderRefused) -> list[Order]:
        refused = isinstance(event, OrderRefused)
        match event.order, self.phase:
            case "FollowRoute", "to her part":
                return self._part_done(view) if refused else self._on_search(view)
            case "FollowRoute", "searching":
                return self._part_done(view)
            case "KeepStation", "closing" if self.lead:
                return self._near(view, self.lead)
            case "TakeAboard", "recovering" if self.lead:
                return (
                    self._boat_back(view, self.lead, event.reason)
                    if isinstance(event, OrderRefused)
                    else self._has_it(view)
                )
            case _:
                return []

    # ---- searching

    def take_part(self, view: View, box: Box, datum: Datum, radius_m: float) -> list[Order]:
        """Go to the part she was given."""
        self.box, self.datum, self.radius_m = box, datum, radius_m
        self.way, self.begun_s, self.searched_m = box.way(view), None, 0.0
        if self.phase in (CLOSING, RECOVERING, HAS_IT):
            return []
        self.phase = TO_PART
        return [FollowRoute(self.way[:1], self.params.closing_speed, then="hold")]

    def _on_search(self, view: View) -> list[Order]:
        assert self.box is not None
        self.phase = SEARCHING
        self.begun_s = view.time_s
        length_m = way_m(view, self.way)
        figures = {"search": self.box.search, "way_m": length_m, "spacing_m": self.box.spacing_m}
        begun = Log("on search", f"On search, {length_m / NMI_M:.0f} nmi of {self.box.pattern}.", figures)
        told = self.radio.tell((self.osc,), ON_SEARCH, {"search": self.box.search}) if view.unit != self.osc else []
        return [begun, *told, FollowRoute(self.way[1:] or self.way, self.params.speed)]

    def _part_done(self, view: View) -> list[Order]:
        assert self.box is not None
        self.phase = DONE
        if self.begun_s is not None:
            self.searched_m = self.params.speed * (view.time_s - self.begun_s)
        figures = {"search": self.box.search, "way_m": self.searched_m}
        text = f"Part searched, {self.searched_m / NMI_M:.0f} nmi steamed."
        body = {"search": self.box.search, "way_m": self.searched_m}
        return [Log("searched", text, figures), *self.to_osc(view, SEARCHED, body)]

    def _resume(self, view: View, from_place: Position) -> list[Order]:
        """Back to the search, to the place in it that lies next; clear of what she lay alongside first."""
        away_m, bearing_rad = view.range_and_bearing(from_place, view.own().position)
        off = (view.offset(view.own().position, bearing_rad, HAUL_OFF_M),) if away_m < HAUL_OFF_M else ()
        if self.box is None:
            self.phase = WAITING
            return [FollowRoute(off, self.params.speed)] if off else [Steer(view.own().course_rad, 0.0)]
        if self.begun_s is None:
            self.phase = TO_PART
            return [FollowRoute((*off, *self.way[:1]), self.params.closing_speed, then="hold")]
        self.phase = SEARCHING
        return [FollowRoute((*off, *self.way[join_at(view, self.way) :]), self.params.speed)]

    # ---- sighting

    def _look_over(self, view: View) -> list[Order]:
        """Whatever she holds herself that may be the raft, nearest first; one lead at a time."""
        if self.datum is None or self.lead is not None or self.phase == HAS_IT:
            return []
        expected = self.datum.expected(view, view.time_s)
        found = [
            (estimate.range_m, track, estimate)
            for track, estimate in view.near(expected, REACH_SHARE * self.radius_m + REACH_M)
            if self._may_be_it(view, track, estimate)
        ]
        if not found:
            return []
        range_m, track, estimate = min(found, key=lambda row: row[:2])
        self.lead = Lead(estimate.position, view.time_s, track=track)
        self.sighted = [*self.sighted, track][-KEPT:]
        off_m, _ = view.range_and_bearing(expected, estimate.position)
        place = estimate.position
        figures = {
            "track": track,
            "range_m": range_m,
            "bearing_deg": estimate.bearing_rad / DEG_RAD,
            "lat_deg": place.lat_rad / DEG_RAD,
            "lon_deg": place.lon_rad / DEG_RAD,
            "from_datum_m": off_m,
        }
        text = f"Small contact bearing {estimate.bearing_rad / DEG_RAD:03.0f}, {range_m / NMI_M:.1f} nmi."
        body = {"lat_rad": place.lat_rad, "lon_rad": place.lon_rad, "range_m": range_m}
        return [Log("sighted", text, figures), *self.to_osc(view, SIGHTED, body)]

    def _may_be_it(self, view: View, track: TrackId, estimate: TrackEstimate) -> bool:
        """Her own track, nameless, slow, no ship of the serial, and nothing that was looked at before.

        A raft answers no IFF: what a track says of a castaway's name is left aside.
        """
        castaways = self.briefing.roles["datum"]
        if estimate.shared_by is not None or estimate.identity not in (None, *castaways):
            return False
        if estimate.kind not in (None, SurfaceKind.TARGET) or track in self.sighted:
            return False
        if estimate.speed_mps > SLOW_MPS or estimate.velocity_sd_mps > SURE_MPS:
            return False
        if any(view.range_and_bearing(place, estimate.position)[0] < SAME_M for place in self.dismissed):
            return False
        friends = (view.track_of(unit) for unit in participants(self.briefing) if unit not in castaways)
        known = [view.track(number) for number in friends if number is not None]
        near_m = 500.0 + 3.0 * estimate.position_sd_m
        return all(view.range_and_bearing(ship.position, estimate.position)[0] > near_m for ship in known if ship)

    # ---- closing and recovering

    def close(self, view: View, place: Position) -> list[Order]:
        """Go to a contact that may be the raft."""
        same = self.lead is not None and view.range_and_bearing(self.lead.place, place)[0] < SAME_M
        held = self.lead.track if self.lead is not None and same else None
        range_m, _ = view.range_and_bearing(view.own().position, place)
        due_s = view.time_s + range_m / max(1.0, self.params.closing_speed) + LATE_S
        self.lead, self.phase = Lead(place, view.time_s, due_s, held), CLOSING
        log = Log("closing", f"Closing the contact, {range_m / NMI_M:.1f} nmi off.", {"range_m": range_m})
        go = FollowRoute((place,), self.params.closing_speed)
        return [log, go, *self._near(view, self.lead, anew=True)]

    def _near(self, view: View, lead: Lead, anew: bool = False) -> list[Order]:
        """Steer on her own track of it; alongside, get the boat ready."""
        again: list[Order] = [SetTimer(CLOSE_TAG, CLOSE_EVERY_S)]
        estimate = view.track(lead.track) if lead.track is not None else None
        if estimate is None or anew:
            lead.track = lead.track if estimate else self._track_near(view, lead.place)
            estimate = view.track(lead.track) if lead.track is not None else None
            if estimate is not None and lead.track is not None:
                return [*again, self._alongside_of(lead.track)]
        if estimate is None:
            return again if view.time_s <= lead.due_s else self._dismiss(view, "nothing there")
        lead.place = estimate.position
        if self._lies_to(view, estimate):
            self.phase = RECOVERING
            figures = {"range_m": estimate.range_m, "seconds": view.time_s - lead.since_s}
            log = Log("alongside", f"Lying to, {estimate.range_m:.0f} m off the contact.", figures)
            return [log, *self._boat_when_calm(view)]
        return again if view.time_s <= lead.due_s + LATE_S else self._dismiss(view, "not come up with")

    def _alongside_of(self, track: TrackId) -> Order:
        return KeepStation(track, self.params.recover_range, 0.0, speed_mps_max=self.params.closing_speed)

    def _lies_to(self, view: View, estimate: TrackEstimate) -> bool:
        near_m = self.params.recover_range + NEAR_ENOUGH_M
        return estimate.range_m <= near_m and view.own().speed_mps <= STOPPED_MPS

    def _track_near(self, view: View, place: Position) -> TrackId | None:
        """Her own track of a contact that was reported there."""
        held = [
            (view.range_and_bearing(place, estimate.position)[0], track)
            for track, estimate in view.near(place, SAME_M)
            if estimate.shared_by is None and estimate.speed_mps <= SLOW_MPS + estimate.velocity_sd_mps
            if estimate.identity in (None, *self.briefing.roles["datum"])
        ]
        return min(held)[1] if held else None

    def _boat_when_calm(self, view: View) -> list[Order]:
        sea = view.surroundings().sea_state
        if sea <= self.params.recover_sea_state:
            return [SetTimer(BOAT_TAG, self.params.recover_time)]
        text = f"Sea state {sea}: no boat is lowered above {self.params.recover_sea_state}."
        return [Log("recovery waits", text, {"sea_state": sea}), SetTimer(BOAT_TAG, self.params.recover_time)]

    def _send_boat(self, view: View, lead: Lead) -> list[Order]:
        if view.surroundings().sea_state > self.params.recover_sea_state:
            return [SetTimer(BOAT_TAG, self.params.recover_time)]
        if lead.track is None:
            self.phase = CLOSING
            return self._near(view, lead)
        return [TakeAboard(lead.track)]

    def _boat_back(self, view: View, lead: Lead, reason: str) -> list[Order]:
        """The boat took nothing aboard: out of her reach she nears it again; else this is not the raft."""
        lead.tries += 1
        estimate = view.track(lead.track) if lead.track is not None else None
        if lead.tries < TRIES_MAX and (estimate is None or not self._lies_to(view, estimate)):
            self.phase = CLOSING
            lead.track = None
            return self._near(view, lead)
        return self._dismiss(view, reason, seen=True)

    def _dismiss(self, view: View, reason: str, seen: bool = False) -> list[Order]:
        """`seen`: she was alongside, and nobody need look at it again."""
        assert self.lead is not None
        place = self.lead.place
        body = {"lat_rad": place.lat_rad, "lon_rad": place.lon_rad, "reason": reason, "seen": seen}
        self.strike_out(view, body)
        said = Log("not the raft", f"Not the raft: {reason}.", {"reason": reason})
        return [said, *self._resume(view, place), *self.to_osc(view, NOT_IT, body)]

    def strike_out(self, view: View, body: dict[str, Any]) -> None:
        """A contact has been looked at, or was not found again."""
        place = place_of(body)
        if body.get("seen"):
            self.dismissed = [*self.dismissed, place][-KEPT:]
        else:
            self.sighted = []
        if self.lead and view.range_and_bearing(self.lead.place, place)[0] < SAME_M:
            self.lead = None

    def _has_it(self, view: View) -> list[Order]:
        assert self.lead is not None
        self.phase = HAS_IT
        (castaway,) = self.briefing.roles["datum"]
        own = view.own().position
        figures = {
            "other": castaway,
            "seconds": view.time_s - self.briefing.start_s,
            "lat_deg": own.lat_rad / DEG_RAD,
            "lon_deg": own.lon_rad / DEG_RAD,
        }
        said = Log("recovered", f"{view.unit} has the raft aboard.", figures)
        return [Steer(view.own().course_rad, 0.0), said, *self.to_osc(view, RECOVERED, {})]


def number(body: dict[str, Any], key: str) -> float:
    """A figure of a message."""
    return float(str(body[key]))


def place_of(body: dict[str, Any]) -> Position:
    return Position(number(body, "lat_rad"), number(body, "lon_rad"))


def box_of(body: dict[str, Any]) -> Box:
    """The part of a search that a message orders."""
    sides = (number(body, "length_m"), number(body, "width_m"), number(body, "along_rad"), number(body, "spacing_m"))
    return Box(int(number(body, "search")), place_of(body), *sides, str(body["pattern"]))


def datum_of(body: dict[str, Any]) -> Datum:
    """The datum that a message tells."""
    place = Position(number(body, "datum_lat_rad"), number(body, "datum_lon_rad"))
    return Datum(place, number(body, "at_s"), number(body, "set_rad"), number(body, "drift_mps"))


def order_of(box: Box, datum: Datum, radius_m: float) -> dict[str, Any]:
    """The message that orders a part of a search."""
    return {
        "search": box.search,
        "lat_rad": box.middle.lat_rad,
        "lon_rad": box.middle.lon_rad,
        "length_m": box.length_m,
        "width_m": box.width_m,
        "along_rad": box.along_rad,
        "spacing_m": box.spacing_m,
        "pattern": box.pattern,
        "datum_lat_rad": datum.position.lat_rad,
        "datum_lon_rad": datum.position.lon_rad,
        "at_s": datum.at_s,
        "set_rad": datum.set_rad,
        "drift_mps": datum.drift_mps,
        "radius_m": radius_m,
    }
