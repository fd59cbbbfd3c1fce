"""ADEX: aircraft that jam search radars from afar, on the bearing of the raid, from before it runs in."""

from dataclasses import dataclass

from fleetex.behaviours.adex_fliers import CLIMB_S, HOLD_M, ROLL_TAG, STATIONED, TO_STATION, Flier
from fleetex.behaviours.adex_params import params_of
from fleetex.behaviours.airmen import ON_GROUND
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, OrderDone, TimerRang
from fleetex.engine.orders import FollowRoute, Jam, Log, Order, Position, SetHeight, SetTimer
from fleetex.engine.view import View
from fleetex.units import MINUTE_S

EARLY_S = 10.0 * MINUTE_S
"""Design value: they are there so long before the raid runs in."""


@dataclass
class StandOff(Flier):
    """One of them."""

    @property
    def cruise_mps(self) -> float:
        return self.params.raid_speed

    def _place(self, view: View) -> Position:
        params = params_of(self.briefing)
        return view.offset(self.middle(view), params.raid_from, params.jam_range)

    def begin(self, view: View) -> list[Order]:
        if not view.own().aboard:
            return self.airborne(view)
        way_m = view.range_and_bearing(view.own().position, self._place(view))[0]
        left_s = self.briefing.start_s + self.params.raid_after - EARLY_S - view.time_s
        return [SetTimer(ROLL_TAG, max(left_s - way_m / self.cruise_mps - CLIMB_S, 1.0))]

    def airborne(self, view: View) -> list[Order]:
        self.phase = TO_STATION
        return [SetHeight(self.height_m), FollowRoute((self._place(view),), self.cruise_mps, then="hold")]

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if event == TimerRang(ROLL_TAG) and self.phase == ON_GROUND:
            return self.take_off()
        if event != OrderDone("FollowRoute") or self.phase != TO_STATION:
            return []
        self.phase = STATIONED
        return [
            Log("jams", f"{view.unit} jams from her station.", {"jammers": len(view.jammers())}),
            FollowRoute(self.round(view, self._place(view), HOLD_M), self.cruise_mps, then="loop"),
            *(Jam(True, mount) for mount in view.jammers()),
        ]

    def go_home(self, view: View, why: str) -> list[Order]:
        return [*(Jam(False, mount) for mount in view.jammers()), *super().go_home(view, why)]

    def secure(self, view: View) -> list[Order]:
        return [Jam(False, mount) for mount in view.jammers()]
