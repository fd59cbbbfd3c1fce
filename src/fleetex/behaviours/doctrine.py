"""The base of every serial kind's doctrine: one instance for each unit in a serial, knowing only its own view.

A doctrine is a dataclass of plain typed fields (numbers, strings, enums, lists, dicts, tuples, None): all of it is
saved at checkpoints and restored. Its `phase` is explicit and a change of it is recorded. It holds no view and no
reference to anybody; what it must know later it keeps in its fields.

    @dataclass
    class Follower(Doctrine):
        phase: Phase = Phase.WAITING
        def on_event(self, view, event):
            match event:
                case Started(): ...
                case TimerRang(tag="call"): ...
            return []
"""

from dataclasses import dataclass

from fleetex.engine.events import Event
from fleetex.engine.orders import Order
from fleetex.engine.view import Briefing, View


@dataclass
class Doctrine:
    """One unit's part in one serial. `briefing` is given anew on restore and is not saved."""

    briefing: Briefing
    phase: str = "briefed"

    def on_event(self, view: View, event: Event) -> list[Order]:
        """What this unit orders when it learns of `event`."""
        raise AssertionError(f"{type(self).__name__} leaves on_event out")
