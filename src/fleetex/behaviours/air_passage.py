"""What an aircraft does that is in no serial: in the air she makes for home and comes down; on deck she stands.

One that begins in the air with a serial before her waits at its rendezvous, going round. One whose serial ended while
she was taking off turns for home as soon as she is up.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.coming_down import ComingDown
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.passage import PassagePlan
from fleetex.engine.events import Event, OrderDone, Started
from fleetex.engine.orders import FollowRoute, Log, Order
from fleetex.engine.view import Briefing, View

HOMEWARD, WAITING, ON_DECK = "homeward", "waiting", "on deck"
ROUND_M = 5_000.0
CORNERS = 4


@dataclass
class AirPassage(Doctrine):
    """An aircraft on its own."""

    phase: str = HOMEWARD
    way: ComingDown = field(default_factory=lambda: ComingDown("", 0.0))

    def on_event(self, view: View, event: Event) -> list[Order]:
        plan = self.briefing.params
        assert isinstance(plan, PassagePlan)
        if not isinstance(event, Started) and event != OrderDone("TakeOff"):
            orders = self.way.on_event(view, event)
            self.phase = ON_DECK if self.way.down else self.phase
            return orders
        if view.own().aboard:
            self.phase = ON_DECK
            return []
        if plan.rendezvous is not None:
            self.phase = WAITING
            corners = tuple(view.offset(plan.rendezvous, math.tau * k / CORNERS, ROUND_M) for k in range(CORNERS))
            return [FollowRoute(corners, plan.cruise_mps, then="loop")]
        if not plan.home:
            return [Log("no home", f"{view.unit} has no deck or airfield to go to.")]
        self.way = ComingDown(plan.home, plan.cruise_mps)
        return self.way.begin(view)


def doctrine(briefing: Briefing) -> Doctrine:
    """The doctrine of an aircraft that is in no serial."""
    return AirPassage(briefing)
