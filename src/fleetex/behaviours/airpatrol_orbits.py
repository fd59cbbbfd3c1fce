"""AIRPATROL: who flies to and fro at a place of her own: early-warning aircraft, and tankers."""

from dataclasses import dataclass, field

from fleetex.behaviours.airpatrol_crews import EARLY_S, ON_STATION, Flier
from fleetex.behaviours.airpatrol_fuel import SERVED_S, Serving, racetrack, tanker_for, tanker_place
from fleetex.behaviours.airpatrol_params import (
    CONTACT,
    ESCORT,
    FUELLED,
    WANTS_FUEL,
    escorted,
    place,
    route_of,
    seconds_to_point,
    way_out,
)
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, TrackGained
from fleetex.engine.orders import FollowRoute, Order
from fleetex.engine.view import View
from fleetex.units import KN_MPS, NMI_M

ORBIT_M = 15.0 * NMI_M
WARNING_MPS = 250.0 * KN_MPS
"""Design values: how far from her place an early-warning aircraft turns, and how fast she flies at most."""


@dataclass
class Warner(Flier):
    """An early-warning aircraft: flies to and fro, and tells the lead of strangers in the air."""

    told: list[int] = field(default_factory=list)

    def begin(self, view: View) -> list[Order]:
        orders = super().begin(view)
        if self.params.early_warning_at is not None:
            self.point = place(self.params.early_warning_at)
        return orders

    def at_point(self, view: View) -> list[Order]:
        self.phase = ON_STATION
        assert self.point is not None
        return [FollowRoute(self.round(view, self.point, ORBIT_M), self.cruise_mps, then="loop")]

    @property
    def cruise_mps(self) -> float:
        return min(self.params.speed, WARNING_MPS)

    def on_patrol(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if not isinstance(event, TrackGained) or event.track in self.told:
            return []
        held = self.stranger(view, event.track)
        if held is None:
            return []
        self.told.append(event.track)
        body = {"lat_rad": held.position.lat_rad, "lon_rad": held.position.lon_rad, "speed_mps": held.speed_mps}
        return self.radio.tell((self.lead,), CONTACT, body)

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "an early-warning aircraft knows of no outcome"


@dataclass
class Tanker(Flier):
    """Flies to and fro at its place, and gives fuel to who asks; goes home when all have had theirs, or on fuel."""

    serving: Serving = field(default_factory=Serving)

    @property
    def cruise_mps(self) -> float:
        return min(self.params.speed, self.params.tanker_speed) if self.phase == ON_STATION else self.params.speed

    @property
    def height_m(self) -> float:
        return self.params.height - self.params.height_step

    def point_number(self) -> int:
        return 1

    def begin(self, view: View) -> list[Order]:
        self.out, self.point = way_out(self.briefing, self.briefing.unit), tanker_place(self.briefing)
        self.due_s = self.briefing.start_s + self._after_s(view)
        return self.set_off(view)

    def _after_s(self, view: View) -> float:
        """When it is to be there: as ordered, else before the first who comes for fuel."""
        params, at = self.params, tanker_place(self.briefing)
        if params.tanker_after is not None:
            return params.tanker_after
        comes_s = [params.rendezvous_after]
        for unit in params.refuels:
            first = escorted(self.briefing, unit)[0] if unit in in_role(self.briefing, ESCORT) else 1
            point = route_of(self.briefing)[first - 1]
            on_s = view.range_and_bearing(at, point)[0] / params.speed
            comes_s.append(params.rendezvous_after + seconds_to_point(view, self.briefing, first) - on_s - SERVED_S)
        return max(min(comes_s) - 2.0 * EARLY_S, 0.0)

    def at_point(self, view: View) -> list[Order]:
        self.phase = ON_STATION
        assert self.point is not None
        return [FollowRoute(racetrack(view, self.point), self.cruise_mps, then="loop")]

    def on_patrol(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.serving.on_event(view, event, self.briefing)
        message = traffic.message
        if message and message.kind == WANTS_FUEL:
            return orders + self.serving.asked(view, self.briefing, message.sender, float(message.body["amount_kg"]))
        if message and message.kind == FUELLED:
            self.serving.over(message.sender)
            mine = [unit for unit in self.params.refuels if tanker_for(self.briefing, unit) == view.unit]
            if set(mine) <= set(self.serving.served):
                orders += self.go_home(view, "all have had their fuel")
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a tanker knows of no outcome"
