"""ASWEX-SIM: a ship that hunts what is no submarine. She searches as in a CASEX, and follows up what control calls.

What stands for the submarine is briefed, and is the game: a contact under water that is taken for a target is hunted as
one that is taken for a submarine. She does not know where it is. What is taken for a ship she leaves alone, as ever.
"""

from dataclasses import dataclass

from fleetex.behaviours.aswex_sim_params import aswex_params_of
from fleetex.behaviours.aswex_sim_target import NO_TARGET
from fleetex.behaviours.casex_attack import may_be_it
from fleetex.behaviours.casex_hunter import HOLDING, Hunter
from fleetex.behaviours.conduct import counted
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Classified, Event
from fleetex.engine.orders import Log, Order, Position
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState, SurfaceKind

CALLED_DATUM, CALLED_BEARING = "called datum", "called bearing"
DOWN_THE_BEARING_M = 8.0 * NMI_M
PROSECUTING = "prosecuting a call"
"""Design value: how far a hunter runs down a bearing that control has called."""
SURE_PROB = 0.9
"""From here on a contact is the one or the other, though a sonar does not tell which: what the tables of confusion ask
of a single kind (design value)."""
GAME = (SurfaceKind.SUBMARINE, SurfaceKind.TARGET)


@dataclass
class Searcher(Hunter):
    """One hunter; the OCE's besides if this ship conducts the serial."""

    calls: int = 0

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case Classified(track, SurfaceKind.TARGET) if self._is_game(view.track(track)):
                return self._gained(view, track) + self._told(view, traffic)
            case _:
                return super().act(view, event, traffic)

    def may_be_it(self, estimate: TrackEstimate) -> bool:
        return may_be_it(estimate) or self._is_game(estimate)

    def is_it(self, view: View, estimate: TrackEstimate) -> bool:
        """Taken for a submarine or for the target; or for one of the two, which a sonar does not tell apart."""
        if super().is_it(view, estimate) or self._is_game(estimate):
            return True
        wonders = estimate.kind is None and estimate.unseen and self._has_target()
        return wonders and self.held is not None and view.kind_prob(self.held, GAME) >= SURE_PROB

    def _is_game(self, estimate: TrackEstimate | None) -> bool:
        """Whether a contact fits what stands for the submarine: a target, and under water."""
        if estimate is None or not self._has_target():
            return False
        return estimate.kind is SurfaceKind.TARGET and estimate.unseen

    def _has_target(self) -> bool:
        """Whether anything stands for the submarine but what control says."""
        return aswex_params_of(self.briefing).mode != "scripted"

    def outcome(self, view: View) -> tuple[bool, str]:
        if aswex_params_of(self.briefing).mode == "scripted":
            return (False, self.no_way) if self.no_way else (True, f"{counted(self.calls, 'call')} prosecuted")
        return super().outcome(view)

    def _told(self, view: View, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message is None or message.kind not in (CALLED_DATUM, CALLED_BEARING, NO_TARGET):
            return super()._told(view, traffic)
        if message.kind == NO_TARGET:
            reason = f"there is no target: {message.body['reason']}"
            return self.end(SerialState.ABORTED, reason) if self.conducts else []
        place = Position(float(message.body["lat_rad"]), float(message.body["lon_rad"]))
        if message.kind == CALLED_BEARING:
            place = view.offset(place, float(message.body["bearing_rad"]), DOWN_THE_BEARING_M)
        self.calls += 1
        if self.phase == HOLDING:
            return []
        return [*self._note(view, place), *self._prosecute(view, place)]

    def _note(self, view: View, place: Position) -> list[Order]:
        range_m, bearing_rad = view.range_and_bearing(view.own().position, place)
        text = f"Makes for control's call, {bearing_rad / DEG_RAD:03.0f}, {range_m / NMI_M:.1f} nmi."
        figures = {"number": self.calls, "range_m": range_m, "bearing_deg": bearing_rad / DEG_RAD}
        return [Log("call followed", text, figures)]

    def _prosecute(self, view: View, place: Position) -> list[Order]:
        """To the place that was called, then about it: whoever hears a call goes, whatever she was called to before."""
        self.phase, self.chased = PROSECUTING, None
        self.seen_s, self.seen = view.time_s, place
        return self._make_for(view, place)

    def _arrived(self, view: View) -> list[Order]:
        return self._search_datum(view) if self.phase == PROSECUTING else super()._arrived(view)
