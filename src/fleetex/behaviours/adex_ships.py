"""ADEX: the ships. The guide conducts and controls the air; all defend themselves and each other with what they have.

Who is a raid is decided by one man: the controller, by IFF, speed and course; a ship under `tight` waits for his word.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.adex_control import WATCH_TAG, AirControl
from fleetex.behaviours.adex_defence import ShipDefence
from fleetex.behaviours.adex_params import FORCE, RAID, RAID_OVER, RAIDERS, AdexParams, params_of
from fleetex.behaviours.conduct import Part, counted, in_role
from fleetex.behaviours.formation import StationOf
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Order, SetTimer, SetWeaponState, Steer
from fleetex.engine.view import View
from fleetex.vocabulary import SerialState, WeaponsState

MISSILES_TAG = "missiles done"
GUIDING, TO_STATION, STATIONED = "guiding", "to station", "in station"


@dataclass
class Defender(Part):
    """A ship of the force."""

    phase: str = TO_STATION
    keeper: StationKeeper = field(default_factory=StationKeeper)
    defence: ShipDefence = field(default_factory=ShipDefence)

    @property
    def params(self) -> AdexParams:
        return params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        others = [unit for unit in in_role(self.briefing, FORCE) if unit != self.briefing.oce]
        bearing = math.tau * others.index(self.briefing.unit) / len(others)
        station = StationOf(self.params.spacing, bearing)
        return [self._weapons(), *self.keeper.take(view, self.radio, self.briefing.oce, station)]

    def _weapons(self) -> Order:
        """What decoys and close-in weapons may do by themselves, as her missiles may."""
        return SetWeaponState(WeaponsState(self.params.weapons))

    def secure(self, view: View) -> list[Order]:
        return [*super().secure(view), SetWeaponState(WeaponsState.HOLD)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders = [*news.orders, *self.defence.on_event(view, event, self.briefing)]
        if news.settled:
            self.phase = STATIONED
            orders.append(in_station(self.keeper, view))
        message = traffic.message
        if message and message.kind == RAID:
            self.defence.note_raid(message.body)
            orders += self.defence.wake(self.params)
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a ship that does not conduct knows of no outcome"


@dataclass
class Controller(Defender):
    """The guide and OCE: steers the force, and controls fighters by his own radar and by what early warning tells."""

    phase: str = GUIDING
    control: AirControl = field(default_factory=AirControl)

    def begin(self, view: View) -> list[Order]:
        watch = self.control.begin(self.briefing)
        return [self._weapons(), Steer(self.params.course, self.params.speed), *watch]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.defence.on_event(view, event, self.briefing)
        if event == TimerRang(WATCH_TAG):
            ships = tuple(unit for unit in in_role(self.briefing, FORCE) if unit != view.unit)
            orders += self.control.watch(view, self.briefing, self.radio, ships, self.defence)
        message = traffic.message
        if message:
            self.control.heard(view, message.sender, message.kind, message.body)
        last = message is not None and message.kind == RAID_OVER and self.control.is_over(self.briefing)
        if last and view.time_s < self.control.until_s:
            return [*orders, SetTimer(MISSILES_TAG, self.control.until_s - view.time_s)]
        if last or event == TimerRang(MISSILES_TAG):
            orders += self.end(SerialState.COMPLETED, self.control.words(self.briefing))
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        raiders, done = len(in_role(self.briefing, RAIDERS)), len(self.control.over)
        words = self.control.words(self.briefing)
        return False, f"window over: {done} of {counted(raiders, 'raider')} done; {words}"
