"""ASWEX-SIM: what stands for the submarine. A target towed at a depth, or reflectors laid one by one that fade; and who
tows or lays them.
"""

from dataclasses import dataclass

from fleetex.behaviours.aswex_sim_params import AswexSimParams, aswex_params_of
from fleetex.behaviours.casex_params import TARGET
from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.patrol_ships import inside, join_at
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, OrderRefused, TimerRang
from fleetex.engine.orders import Drift, FollowRoute, Log, Order, Position, SetDepth, SetTimer, SwitchTarget, Tow
from fleetex.engine.view import View

NO_TARGET = "no target"
LAY_TAG, FADE_TAG, STREAM_TAG = "lay", "fade", "stream"
STREAMED_S = 60.0
"""Design value: from COMEX until a towed target is in the water and goes to its depth."""


@dataclass
class Tower(Part):
    """Tows the target about the area, or goes about it while reflectors are laid from her deck."""

    phase: str = "towing"

    @property
    def params(self) -> AswexSimParams:
        return aswex_params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        towed = in_role(self.briefing, TARGET) if self.params.mode == "towed" else ()
        streams: list[Order] = [Tow(unit, self.params.tow_line) for unit in towed]
        return [*streams, *self._way(view)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case OrderRefused("Tow", reason):
                self.phase = NO_TARGET
                said = Log(NO_TARGET, f"No target is in the water: {reason}.", {"reason": reason})
                return [said, *self.report(view, NO_TARGET, {"reason": reason})]
            case _:
                return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return True, "the run is over"

    def _way(self, view: View) -> list[Order]:
        way = tuple(Position(point.lat_rad, point.lon_rad) for point in self.params.tow_route)
        if not way and self.briefing.area is not None:
            way = inside(view, self.briefing.area)
        if not way:
            return []
        joined = join_at(view, way)
        then = "loop" if len(way) > 1 else "hold"
        return [FollowRoute(way[joined:] + way[:joined], self.params.tow_speed, then=then)]


@dataclass
class Target(Part):
    """A towed target goes to its depth; a reflector waits for its turn, goes down, drifts, and fades."""

    phase: str = "on deck"

    @property
    def params(self) -> AswexSimParams:
        return aswex_params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        if self.params.mode == "towed":
            return [SwitchTarget(on=True), SetTimer(STREAM_TAG, STREAMED_S)]
        turn = in_role(self.briefing, TARGET).index(self.briefing.unit)
        return [SetTimer(LAY_TAG, self.params.lay_after + turn * self.params.lay_every)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        depth = SetDepth(min(self.params.target_depth, view.surroundings().deepest_m))
        match event:
            case TimerRang("stream"):
                self.phase = "towed"
                return [depth]
            case TimerRang("lay"):
                self.phase = "echoing"
                figures = {"seconds": self.params.bubble_life, "depth_m": self.params.target_depth}
                said = Log("reflector laid", "A reflector is in the water.", figures)
                return [said, Drift(), depth, SetTimer(FADE_TAG, self.params.bubble_life)]
            case TimerRang("fade"):
                self.phase = "faded"
                return [Log("reflector faded", "The reflector gives no echo any more.", {}), SwitchTarget(on=False)]
            case _:
                return []

    def secure(self, view: View) -> list[Order]:
        """The serial is over: it is switched off, and what is in the water comes up."""
        return [SwitchTarget(on=False)] if self.phase == "on deck" else [SwitchTarget(on=False), SetDepth(0.0)]

    def outcome(self, view: View) -> tuple[bool, str]:
        return True, "the run is over"
