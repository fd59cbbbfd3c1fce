"""AIRPATROL: fuel in the air. A tanker flies to and fro at its place; who is to be refuelled finds it there, by his own
radar, keeps close to it, takes what his tanks hold, and goes on. Who does not meet it in time goes on without.

A hose is passed, pumped through and cleared as between ships (`engine.replenishment`), with the rig of a wing pod.
"""

import math
from dataclasses import dataclass, field
from typing import Any, Protocol

from fleetex.behaviours.airmen import Company
from fleetex.behaviours.airpatrol_params import (
    FUELLED,
    TANKER,
    WANTS_FUEL,
    WITHOUT,
    AirPatrolParams,
    params_of,
    place,
    route_of,
)
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.radio import Radio
from fleetex.engine.events import (
    Disconnected,
    Event,
    OrderDone,
    OrderRefused,
    PumpDone,
    RigConnected,
    RigFailed,
    TimerRang,
)
from fleetex.engine.orders import ConnectRig, Disconnect, Log, Order, Position, Pump, SetTimer, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.units import DEG_RAD, MINUTE_S, NMI_M

LOOK_TAG, WAIT_TAG, AGAIN_TAG = "look for tanker", "tanker waited for", "pass again"
LOOK_S = 30.0
AGAIN_S = 30.0
SERVED_S = 20.0 * MINUTE_S
NEAR_M = 0.35 * NMI_M
ASIDE_RAD = 155.0 * DEG_RAD
LEG_M = 60.0 * NMI_M
ACROSS_M = 20.0 * NMI_M
NEAR_WITHIN_M = 400.0
BESIDE_MPS = 1.25
"""Design values: how often a tanker is looked for; how long before another try to pass a hose; allowed for joining it
and for the hose; where beside the tanker the last yards are flown by eye, which are not modelled; how exactly; by how
much faster than the tanker he closes it; a tanker's track is so long and so wide: hoses hold best on its legs."""
ON_WAY, LOOKING, BESIDE, ON_HOSE, OVER = "on the way", "looking", "beside", "on the hose", "over"


def tankers(briefing: Briefing) -> tuple[UnitId, ...]:
    return in_role(briefing, TANKER)


def tanker_place(briefing: Briefing) -> Position:
    """Where tankers fly to and fro: as the file says, else at the rendezvous."""
    at = params_of(briefing).tanker_at
    return route_of(briefing)[0] if at is None else place(at)


def racetrack(view: View, middle: Position) -> tuple[Position, ...]:
    """A tanker's track: east and west along its legs, which hoses need to be long."""
    corners = ((1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0))
    found = []
    for along, across in corners:
        north = view.offset(middle, 0.0 if across > 0.0 else math.pi, 0.5 * ACROSS_M)
        found.append(view.offset(north, 0.5 * math.pi if along > 0.0 else 1.5 * math.pi, 0.5 * LEG_M))
    return tuple(found)


def tanker_for(briefing: Briefing, unit: UnitId) -> UnitId | None:
    """Receivers are shared out among tankers in the order of the file."""
    units, receivers = tankers(briefing), params_of(briefing).refuels
    return units[receivers.index(unit) % len(units)] if units and unit in receivers else None


def side_of(briefing: Briefing, unit: UnitId) -> float:
    """+1: to starboard of the tanker, -1: to port; by turns."""
    units = max(len(tankers(briefing)), 1)
    return 1.0 if params_of(briefing).refuels.index(unit) // units % 2 == 0 else -1.0


class Receiver(Protocol):
    """What the part of a receiver gives and takes."""

    briefing: Briefing
    company: Company
    radio: Radio

    @property
    def params(self) -> AirPatrolParams: ...

    def report(self, view: View, kind: str, body: dict[str, Any]) -> list[Order]: ...

    def go_on(self, view: View) -> list[Order]:
        """To her point of the route, with or without."""
        ...


@dataclass
class Refuelling:
    """A receiver's way to the tanker and on the hose. `state` empty: she is not refuelled in this serial."""

    state: str = ""
    due_s: float = 0.0
    """When she should be at the tanker's place."""
    taken_kg: float = 0.0

    @property
    def under_way(self) -> bool:
        return self.state in (ON_WAY, LOOKING, BESIDE, ON_HOSE)

    def on_event(self, view: View, event: Event, who: Receiver) -> list[Order]:
        match event:
            case OrderDone("FollowRoute") if self.state == ON_WAY:
                self.state = LOOKING
                wait_s = max(self.due_s - view.time_s, 0.0) + SERVED_S + who.params.wait
                return [SetTimer(WAIT_TAG, wait_s), *self._look(view, who)]
            case TimerRang("look for tanker") if self.state == LOOKING:
                return self._look(view, who)
            case OrderDone("KeepStation") if self.state == BESIDE:
                return self._ask(view, who)
            case RigConnected():
                self.state = ON_HOSE
                return []
            case PumpDone(_, _, passed_kg, reason):
                self.taken_kg += passed_kg
                figures = {"taken_kg": passed_kg, "reason": reason, "other": tanker_for(who.briefing, view.unit)}
                text = f"{view.unit} has taken {passed_kg / 1000.0:.1f} t in the air: {reason}."
                return [Log("refuelled", text, figures)]
            case RigFailed(_, _, reason) if self.state == ON_HOSE or self.state == BESIDE:
                self.state = BESIDE
                said = Log("hose lost", f"{view.unit} has lost the hose: {reason}.", {"reason": reason})
                return [said, *who.company.resume(view)]
            case Disconnected():
                return self._done(view, who)
            case TimerRang("tanker waited for") if self.state in (LOOKING, BESIDE):
                return self._without(view, who)
            case _:
                return []

    def _look(self, view: View, who: Receiver) -> list[Order]:
        """By her own radar; the tanker answers by IFF."""
        tanker = tanker_for(who.briefing, view.unit)
        track = None if tanker is None else view.track_of(tanker)
        held = None if track is None else view.track(track)
        if held is None or held.shared_by is not None or held.range_m > 4.0 * who.params.join_range:
            return [SetTimer(LOOK_TAG, LOOK_S)]
        assert tanker is not None
        self.state = BESIDE
        figures = {"other": tanker, "range_m": held.range_m, "late_s": view.time_s - self.due_s}
        said = Log("tanker met", f"{view.unit} meets {tanker} at {held.range_m / NMI_M:.1f} nmi.", figures)
        who.company.within_m = NEAR_WITHIN_M
        bearing = side_of(who.briefing, view.unit) * ASIDE_RAD
        return [said, *who.company.take(view, tanker, NEAR_M, bearing, BESIDE_MPS * who.params.tanker_speed)]

    def _ask(self, view: View, who: Receiver) -> list[Order]:
        own, tanker = view.own(), tanker_for(who.briefing, view.unit)
        assert tanker is not None
        if who.radio.calling(tanker, WANTS_FUEL):
            return []
        return who.radio.call(view, (tanker,), WANTS_FUEL, {"amount_kg": own.fuel_kg_max - own.fuel_kg})

    def _done(self, view: View, who: Receiver) -> list[Order]:
        self.state = OVER
        tanker = tanker_for(who.briefing, view.unit)
        assert tanker is not None
        who.company.leave()
        return [*who.radio.tell((tanker,), FUELLED, {"taken_kg": self.taken_kg}), *who.go_on(view)]

    def _without(self, view: View, who: Receiver) -> list[Order]:
        """She has waited long enough."""
        why = "the tanker has not come" if self.state == LOOKING else "no hose was passed in time"
        self.state = OVER
        who.company.leave()
        late_s = view.time_s - self.due_s
        figures = {"reason": why, "late_s": late_s, "fuel_kg": view.own().fuel_kg}
        text = f"{view.unit} goes on without fuel from the tanker: {why}, {late_s / MINUTE_S:.0f} min after the time."
        tanker = tanker_for(who.briefing, view.unit)
        told = [] if tanker is None else who.radio.tell((tanker,), FUELLED, {"taken_kg": 0.0})
        said = Log("not refuelled", text, figures)
        return [said, *told, *who.report(view, WITHOUT, {"reason": why}), *who.go_on(view)]


@dataclass
class Serving:
    """A tanker's hoses: who asked, in turn; one at a time on each side."""

    queue: list[UnitId] = field(default_factory=list)
    wanted_kg: dict[UnitId, float] = field(default_factory=dict)
    on: dict[str, UnitId] = field(default_factory=dict)
    """Rig -> who is on it."""
    served: list[UnitId] = field(default_factory=list)
    """Who has been refuelled, or has gone on without."""

    def on_event(self, view: View, event: Event, briefing: Briefing) -> list[Order]:
        match event:
            case RigConnected(rig, receiver):
                return [Pump(rig, receiver, max(self.wanted_kg.get(receiver, 0.0), 1.0))]
            case PumpDone(rig, receiver):
                return [Disconnect(rig, receiver)]
            case Disconnected(rig) | RigFailed(rig) if rig in self.on:
                del self.on[rig]
                return self._next(view, briefing)
            case OrderRefused("ConnectRig", _, rig):
                self.queue += [self.on.pop(rig)] if rig in self.on else []
                return [SetTimer(AGAIN_TAG, AGAIN_S)]
            case TimerRang("pass again"):
                return self._next(view, briefing)
            case _:
                return []

    def asked(self, view: View, briefing: Briefing, unit: UnitId, amount_kg: float) -> list[Order]:
        self.wanted_kg[unit] = amount_kg
        if unit not in self.queue and unit not in self.on.values():
            self.queue.append(unit)
        return self._next(view, briefing)

    def over(self, unit: UnitId) -> None:
        """She has had her fuel, or has gone on without: no hose is passed to her any more."""
        self.served.append(unit)
        self.queue = [one for one in self.queue if one != unit]

    def _next(self, view: View, briefing: Briefing) -> list[Order]:
        orders: list[Order] = []
        for unit in list(self.queue):
            side = "starboard" if side_of(briefing, unit) > 0.0 else "port"
            rig = next((one.rig for one in view.rigs() if one.side == side and one.rig not in self.on), None)
            if rig is not None:
                self.queue.remove(unit)
                self.on[rig] = unit
                orders.append(ConnectRig(rig, unit))
        return orders
