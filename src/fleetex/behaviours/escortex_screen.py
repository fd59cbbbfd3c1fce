"""ESCORTEX: a ship of the screen. She keeps her station before the convoy, pings, and reports what she hears.

Few leave the screen for a contact: as many as the serial allows, the nearest first, while it is near the convoy. They
hold it and attack as hunters do, and come back when it is let go, when the convoy has gone too far, or after a while.
"""

from dataclasses import dataclass, field

from fleetex.behaviours.casex_fixes import FIX, says_fix, told_fix
from fleetex.behaviours.casex_hunter import CONTACT, HOLDING, KEPT, REPORT_S, SEARCHING, Hunter
from fleetex.behaviours.casex_params import SCREEN
from fleetex.behaviours.conduct import counted, in_role
from fleetex.behaviours.escortex_convoy import ROUTE_DONE
from fleetex.behaviours.escortex_params import EscortexParams, escort_params_of, guide_of
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import Event
from fleetex.engine.orders import BearingId, Log, Order, Position, TrackId, UnitId
from fleetex.engine.view import TrackEstimate, View
from fleetex.vocabulary import SerialState

LEAVES, REJOINS = "leaves the screen", "rejoins the screen"
FRESH_S = 2.0 * REPORT_S
REST_S = 1800.0
NEAR_SHARE = 0.75
"""Design values: who has said so long ago that she prosecutes is counted as away from the screen still; how long a ship
that came back stays; of the distance at which contacts are let go, that within which one is gone for."""


@dataclass
class Escort(Hunter):
    """One ship of the screen; in it `SEARCHING` is keeping station with the sonar on."""

    keeper: StationKeeper = field(default_factory=StationKeeper)
    away: dict[UnitId, float] = field(default_factory=dict)
    """When each ship of the screen last said that she prosecutes a contact."""
    left_s: float | None = None
    """When she left her station for a contact; None while she keeps it."""
    back_s: float = -1.0e9
    """When she last went back to it."""

    @property
    def escorting(self) -> EscortexParams:
        return escort_params_of(self.briefing)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message and message.kind == ROUTE_DONE and self.conducts:
            return self.end(SerialState.COMPLETED, f"the convoy has arrived; {self._account()}")
        if message and (message.kind == LEAVES or (message.kind == CONTACT and message.body.get("prosecutes"))):
            self.away[message.sender] = view.time_s
        elif message and message.kind == REJOINS:
            self.away.pop(message.sender, None)
        news = self.keeper.on_event(view, event, traffic, self.radio)
        settled = [in_station(self.keeper, view)] if news.settled else []
        return [*news.orders, *settled, *super().act(view, event, traffic)]

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, f"window over before the convoy arrived; {self._account()}"

    def _account(self) -> str:
        holders = len(self.reported) + (self.contacts > 0)
        attacks = self.attacks + sum(self.known_attacks.values())
        if not holders:
            return "no contact was taken for a submarine"
        return f"contact gained by {counted(holders, 'ship')}, {counted(attacks, 'attack')} reported"

    # The screen.

    def _search(self, view: View) -> list[Order]:
        """To her station, or back to it."""
        back: list[Order] = []
        if self.left_s is not None:
            seconds, self.back_s = view.time_s - self.left_s, view.time_s
            figures = {"seconds": seconds, "other": guide_of(self.briefing)}
            said = Log("rejoined", f"Goes back to the screen after {seconds / 60.0:.0f} min.", figures)
            back = [said, *self.tell_hunters(REJOINS, {})]
        self.phase, self.chased, self.held, self.left_s = SEARCHING, None, None, None
        self.keeper.within_m = self.escorting.within
        station = self.escorting.station(in_role(self.briefing, SCREEN), self.briefing.unit)
        return [*back, *self.keeper.take(view, self.radio, guide_of(self.briefing), station)]

    def _leave(self, view: View) -> list[Order]:
        """Out of her station, which she tells, so that no more go than the screen can spare."""
        self.keeper.leave()
        self.left_s = view.time_s
        return self.tell_hunters(LEAVES, {})

    def _may_leave(self, view: View, place: Position) -> bool:
        """Whether the screen can spare her for a contact there, by what she was told, and she is the nearest."""
        away = {unit for unit, time_s in self.away.items() if view.time_s - time_s <= FRESH_S}
        if len(away - {view.unit}) >= self.escorting.prosecutors:
            return False
        if view.time_s - self.back_s < REST_S:
            return False
        if self._off_convoy_m(view, place) > NEAR_SHARE * self.escorting.prosecute_within:
            return False
        own_m = view.range_and_bearing(place, view.own().position)[0]
        return all(
            self._off_m(view, other, place) >= own_m
            for other in in_role(self.briefing, SCREEN)
            if other != view.unit and other not in away
        )

    def _off_m(self, view: View, unit: UnitId, place: Position) -> float:
        """How far a ship is from a place, as far as she is known; endless if she is not."""
        track = view.track_of(unit)
        known = view.track(track) if track is not None else None
        return float("inf") if known is None else view.range_and_bearing(place, known.position)[0]

    def _off_convoy_m(self, view: View, place: Position) -> float:
        """How far the convoy's guide is from a place; 0 if she is not known now."""
        off_m = self._off_m(view, guide_of(self.briefing), place)
        return off_m if off_m < float("inf") else 0.0

    # Contacts.

    def _heard(self, view: View, number: BearingId) -> list[Order]:
        """A stranger's bearing: she tells it and stays; two bearings that cross are a place to look at."""
        heard = self.strange(view, number)
        if heard is None:
            return []
        self.given_up = [*self.given_up, number][-KEPT:]
        return [*self.say_bearing(view, heard), *self._cross(view)]

    def _cross(self, view: View) -> list[Order]:
        heard = [line for number in self.given_up if (line := view.bearing(number)) is not None]
        fix = self.plot.cross(view, heard) if heard and self.phase == SEARCHING else None
        if fix is None:
            return []
        return [says_fix(fix), *self.tell_hunters(FIX, told_fix(fix)), *self._follow_up(view, fix.place)]

    def _weigh(self, view: View, track: TrackId, estimate: TrackEstimate) -> list[Order]:
        if estimate.shared_by is None and self.held is None and self.phase == SEARCHING:
            if not self._may_leave(view, estimate.position):
                return self._stay(view, estimate)
            return [*self._leave(view), *super()._weigh(view, track, estimate)]
        return super()._weigh(view, track, estimate)

    def _stay(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """She holds a contact and others go: she reports it now and then."""
        return self._report(view, estimate) if view.time_s - self.told_s >= REPORT_S else []

    def _report(self, view: View, estimate: TrackEstimate) -> list[Order]:
        self.told_s, self.seen_s, self.seen = view.time_s, view.time_s, estimate.position
        where = {"lat_rad": estimate.position.lat_rad, "lon_rad": estimate.position.lon_rad}
        return self.tell_hunters(CONTACT, {**where, "prosecutes": float(self.phase == HOLDING)})

    def _follow_up(self, view: View, place: Position) -> list[Order]:
        if self.phase == SEARCHING:
            if not self._may_leave(view, place):
                return []
            return [*self._leave(view), *super()._follow_up(view, place)]
        return super()._follow_up(view, place)

    def _look(self, view: View) -> list[Order]:
        """Each minute: has the convoy gone too far, or has she been away for too long?"""
        if self.left_s is not None:
            too_long = view.time_s - self.left_s > self.escorting.prosecute_for
            if too_long or self._off_convoy_m(view, view.own().position) > self.escorting.prosecute_within:
                return self._search(view)
        return super()._look(view)
