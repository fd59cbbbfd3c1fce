"""Dipping sonars: lowered from the hover by a winch, working while they hang, hoisted before she moves. Plain state."""

import math
from dataclasses import dataclass, field

from fleetex.engine import ask
from fleetex.engine.events import OrderDone, OrderRefused
from fleetex.engine.orders import LowerSonar, RaiseSonar, UnitId
from fleetex.engine.stage import Ring, Stage
from fleetex.engine.waterspace import allowed
from fleetex.units import KN_MPS

RINGS = ("sonar hangs", "sonar is in")

HOVER_MPS = 2.0 * KN_MPS
HOVER_M = 60.0
"""No sonar is lowered from a helicopter that moves faster, or is higher, than this (design values)."""
BOTTOM_ROOM_M = 10.0


@dataclass
class Dipping:
    """Helicopter -> row of the sonar that is in the water, on its way down or up."""

    wet: dict[UnitId, int] = field(default_factory=dict)
    numbers: dict[UnitId, int] = field(default_factory=dict)
    """How often each has lowered or hoisted: a ring of another time is void."""

    def lower(self, stage: Stage, row: int, order: LowerSonar, serial: str) -> None:
        name = stage.cast.name(row)
        plan = stage.cast.dips.get((row, order.sensor))
        _, _, _, speed, height_m = ask.whereabouts(stage.at, row, stage.now_s)
        why = ""
        if plan is None:
            why = f"no dipping sonar {order.sensor}"
        elif name in self.wet:
            why = "it is in the water"
        elif height_m <= 0.0 or speed > HOVER_MPS or height_m > HOVER_M:
            why = f"a sonar is lowered from a low hover, not at {speed / KN_MPS:.0f} kn and {height_m:.0f} m"
        if why or plan is None:
            stage.tell(row, OrderRefused("LowerSonar", why, order.sensor), serial)
            return
        water_m = float(stage.world.unit[row]["depth_m"])
        deepest = plan.depth_m if math.isnan(water_m) else min(plan.depth_m, max(1.0, water_m - BOTTOM_ROOM_M))
        depth_m = min(max(order.depth_m, 1.0), deepest, allowed(stage, row).not_below_m)
        self.wet[name] = plan.sensor
        due_s = stage.now_s + (height_m + depth_m) / plan.winch_mps
        self._ring(stage, row, due_s, "sonar hangs", depth_m, serial)

    def hoist(self, stage: Stage, row: int, order: RaiseSonar, serial: str) -> None:
        name = stage.cast.name(row)
        plan = stage.cast.dips.get((row, order.sensor))
        if plan is None or self.wet.get(name) != plan.sensor:
            stage.tell(row, OrderRefused("RaiseSonar", "it is not in the water", order.sensor), serial)
            return
        depth_m = float(stage.world.switch[plan.sensor]["deep_m"])
        ask.set_switch(stage.at, plan.sensor, 0, stage.now_s)
        _, _, _, _, height_m = ask.whereabouts(stage.at, row, stage.now_s)
        self._ring(stage, row, stage.now_s + (height_m + depth_m) / plan.winch_mps, "sonar is in", depth_m, serial)

    def _ring(self, stage: Stage, row: int, due_s: float, kind: str, depth_m: float, serial: str) -> None:
        name = stage.cast.name(row)
        self.numbers[name] = self.numbers.get(name, 0) + 1
        stage.timers.ring_at(due_s, row, kind, depth_m=depth_m, serial=serial, number=self.numbers[name])

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out a ring of one of RINGS."""
        name, serial, depth_m = stage.cast.name(ring.row), ring.payload["serial"], ring.payload["depth_m"]
        if ring.payload["number"] != self.numbers.get(name):
            return
        if ring.kind == "sonar is in":
            del self.wet[name]
            stage.log("sonar raised", ring.row, f"{name} has her sonar in", serial=serial)
            stage.tell(ring.row, OrderDone("RaiseSonar"), serial)
            return
        sensor = self.wet[name]
        stage.world.switch[sensor]["deep_m"] = depth_m
        ask.set_switch(stage.at, sensor, 1, stage.now_s)
        text = f"{name} dips her sonar to {depth_m:.0f} m"
        stage.log("dips", ring.row, text, serial=serial, values={"depth_m": round(depth_m, 1)})
        stage.tell(ring.row, OrderDone("LowerSonar"), serial)
