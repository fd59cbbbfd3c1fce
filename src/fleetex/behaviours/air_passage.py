"""What an aircraft does that is in no serial: in the air she makes for home and comes down; on deck she stands.

One that begins in the air with a serial before her waits at its rendezvous, going round; one with a route flies it.
Both turn for home while the fuel lasts. One whose serial ended while she was taking off turns for home as soon as she
is up.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.coming_down import DETOUR, ComingDown, fuel_lasts_s, nearest_of
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.passage import PassagePlan
from fleetex.engine.events import Event, OrderDone, Started, TimerRang
from fleetex.engine.orders import FollowRoute, Log, Order, SetTimer
from fleetex.engine.view import Briefing, View
from fleetex.units import MINUTE_S

HOMEWARD, WAITING, ON_ROUTE, ON_DECK = "homeward", "waiting", "on her route", "on deck"
ROUND_M = 5_000.0
CORNERS = 4
FUEL_TAG = "fuel"
LOOK_S = 60.0
RESERVE_S = 30.0 * MINUTE_S
"""Design values: how wide she goes round; how often at most she looks at her fuel; of flight left over at home."""


@dataclass
class AirPassage(Doctrine):
    """An aircraft on its own. `way` may say from before where her home was last known to be."""

    phase: str = HOMEWARD
    way: ComingDown = field(default_factory=lambda: ComingDown("", 0.0))

    def on_event(self, view: View, event: Event) -> list[Order]:
        if isinstance(event, Started) or event == OrderDone("TakeOff"):
            return self._begin(view)
        if event == TimerRang(FUEL_TAG):
            return self._look(view) if self.phase in (WAITING, ON_ROUTE) else []
        orders = self.way.on_event(view, event)
        self.phase = ON_DECK if self.way.down else self.phase
        return orders

    def _begin(self, view: View) -> list[Order]:
        plan = self.briefing.params
        assert isinstance(plan, PassagePlan)
        self.way = ComingDown(plan.home, plan.cruise_mps, last=self.way.last, last_s=self.way.last_s)
        if view.own().aboard:
            self.phase = ON_DECK
            return []
        if plan.routed:
            self.phase = ON_ROUTE
            return self._look(view)
        if plan.rendezvous is not None:
            self.phase = WAITING
            corners = tuple(view.offset(plan.rendezvous, math.tau * k / CORNERS, ROUND_M) for k in range(CORNERS))
            return [FollowRoute(corners, plan.cruise_mps, then="loop"), *self._look(view)]
        self.phase = HOMEWARD
        return self.way.begin(view) if plan.home else self._no_home(view)

    def _no_home(self, view: View) -> list[Order]:
        """Nobody has said where she belongs: to the nearest deck or field of her side, if she hears of one."""
        nearest = nearest_of(view, view.havens())
        if nearest is None:
            return [Log("no home", f"{view.unit} has no deck or airfield to go to.")]
        self.way.place = nearest[1]
        figures = {"other": self.way.place}
        said = Log("no home", f"{view.unit} belongs nowhere: makes for {self.way.place}, the nearest.", figures)
        return [said, *self.way.begin(view)]

    def _look(self, view: View) -> list[Order]:
        """Home, if no more is left than that takes; else look again before it can be."""
        if not self.way.place:
            return []
        cruise_mps, speed_mps = self.way.speed_mps, max(view.own().speed_mps, self.way.speed_mps)
        way_s = DETOUR * (self.way.range_m(view) or 0.0) / cruise_mps
        spare_s = fuel_lasts_s(view, cruise_mps) - way_s - RESERVE_S
        if spare_s == math.inf:
            return []
        if spare_s > 0.0:
            faster = view.fuel_rate_kgps(speed_mps) / view.fuel_rate_kgps(cruise_mps) + DETOUR * speed_mps / cruise_mps
            return [SetTimer(FUEL_TAG, max(LOOK_S, spare_s / faster))]
        self.phase = HOMEWARD
        figures = {"fuel_kg": view.own().fuel_kg}
        return [Log("bingo", "Down to the fuel for the way home.", figures), *self.way.begin(view)]


def doctrine(briefing: Briefing, way: ComingDown | None = None) -> AirPassage:
    """The doctrine of an aircraft that is in no serial. `way`: where her home was last known to be, from before."""
    found = AirPassage(briefing)
    if way is not None:
        found.way.last, found.way.last_s = way.last, way.last_s
    return found
