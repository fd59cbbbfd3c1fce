"""ESCORTEX with a raid: a ship of the screen defends herself and the convoy; the OCE controls the air besides.

She hunts and keeps her station as any ship of the screen does (`escortex_screen`); beside that she engages what a raid
brings, and her point defence does what the state of weapons lets it.
"""

from dataclasses import dataclass, field

from fleetex.behaviours.adex_control import WATCH_TAG, AirControl
from fleetex.behaviours.adex_defence import ShipDefence
from fleetex.behaviours.adex_params import RAID
from fleetex.behaviours.casex_params import SCREEN
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.escortex_screen import Escort
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Order, SetWeaponState
from fleetex.engine.view import View
from fleetex.vocabulary import WeaponsState


@dataclass
class AirEscort(Escort):
    """A ship of the screen, with missiles; the controller besides if she conducts."""

    defence: ShipDefence = field(default_factory=ShipDefence)
    control: AirControl = field(default_factory=AirControl)

    def begin(self, view: View) -> list[Order]:
        watch = self.control.begin(self.briefing) if self.conducts else []
        state = SetWeaponState(WeaponsState(self.escorting.weapons))
        return [*super().begin(view), state, *watch]

    def secure(self, view: View) -> list[Order]:
        return [*super().secure(view), SetWeaponState(WeaponsState.HOLD)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.defence.on_event(view, event, self.briefing)
        message = traffic.message
        if message and message.kind == RAID:
            self.defence.note_raid(message.body)
            orders += self.defence.wake(self.escorting)
        if message and self.conducts:
            self.control.heard(view, message.sender, message.kind, message.body)
        if self.conducts and event == TimerRang(WATCH_TAG):
            ships = tuple(unit for unit in in_role(self.briefing, SCREEN) if unit != view.unit)
            orders += self.control.watch(view, self.briefing, self.radio, ships, self.defence)
        return orders + super().act(view, event, traffic)

    def _account(self) -> str:
        return f"{super()._account()}; {self.control.words(self.briefing)}"
