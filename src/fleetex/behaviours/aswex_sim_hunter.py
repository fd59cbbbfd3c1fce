"""ASWEX-SIM: a ship that hunts what is no submarine. She searches as in a CASEX, and follows up what control calls.

She does not know what stands for the submarine: what is under water and echoes is a contact like any other.
"""

from dataclasses import dataclass

from fleetex.behaviours.aswex_sim_params import aswex_params_of
from fleetex.behaviours.aswex_sim_target import NO_TARGET
from fleetex.behaviours.casex_hunter import HOLDING, Hunter
from fleetex.behaviours.conduct import counted
from fleetex.behaviours.radio import Traffic
from fleetex.engine.orders import Log, Order, Position
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState

CALLED_DATUM, CALLED_BEARING = "called datum", "called bearing"
DOWN_THE_BEARING_M = 8.0 * NMI_M
PROSECUTING = "prosecuting a call"
"""Design value: how far a hunter runs down a bearing that control has called."""


@dataclass
class Searcher(Hunter):
    """One hunter; the OCE's besides if this ship conducts the serial."""

    calls: int = 0

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
