"""Sonobuoys: dropped where the aircraft is, working a minute later, heard by radio, adrift, spent. Plain state.

A buoy is a sensor of its aircraft that lies at a place of its own: what it hears, its aircraft holds. Its whip stands
a metre over the water, so it is heard while the aircraft is above its radio horizon, and no farther than its radio.
"""

from dataclasses import dataclass, field

from fleetex.engine import ask, flying
from fleetex.engine.events import OrderDone, OrderRefused
from fleetex.engine.orders import LayBuoy, UnitId
from fleetex.engine.stage import Ring, Stage
from fleetex.physics.horizon import radar_horizon_m
from fleetex.units import DEG_RAD, MINUTE_S, NMI_M

RINGS = ("buoy works", "buoys", "buoy is spent")

WORKS_AFTER_S = MINUTE_S
"""From the drop to the first sound: the fall, the float, the cable."""
LOOK_EVERY_S = MINUTE_S
WHIP_M = 1.0
RADIO_M = 30.0 * NMI_M
"""Design values: the whip's height, and the reach of its weak sender over any horizon."""


@dataclass
class Buoys:
    """Which of each aircraft's buoys are in the water, by sensor row."""

    afloat: dict[UnitId, list[int]] = field(default_factory=dict)
    laid_s: dict[int, float] = field(default_factory=dict)
    watched: list[UnitId] = field(default_factory=list)
    """Aircraft whose buoys' ring is on its way."""

    def lay(self, stage: Stage, row: int, order: LayBuoy, serial: str) -> None:
        name = stage.cast.name(row)
        carried = stage.cast.buoys.get((row, order.sensor))
        _, _, _, _, height_m = ask.whereabouts(stage.at, row, stage.now_s)
        left = self.left(stage, row).get(order.sensor, 0)
        why = ""
        if carried is None:
            why = f"no buoys {order.sensor}"
        elif height_m <= 0.0:
            why = "she is not in the air"
        elif left == 0:
            why = f"no buoy {order.sensor} is left"
        if why or carried is None:
            stage.tell(row, OrderRefused("LayBuoy", why, order.sensor), serial)
            return
        sensor = carried.sensors[len(carried.sensors) - left]
        depth_m = min(max(order.depth_m, 1.0), carried.depth_m)
        flying.lay_buoy(stage.at, sensor, depth_m, stage.now_s)
        self.laid_s[sensor] = stage.now_s
        lat, lon, _ = flying.buoy_place(stage.at, sensor, stage.now_s)
        values = {
            "sensor": stage.cast.sensors[sensor],
            "lat_deg": round(lat / DEG_RAD, 5),
            "lon_deg": round(lon / DEG_RAD, 5),
            "depth_m": depth_m,
            "left": left - 1,
        }
        text = f"{name} lays buoy {stage.cast.sensors[sensor]}, {depth_m:.0f} m deep"
        stage.log("buoy laid", row, text, serial=serial, values=values)
        stage.timers.ring_at(stage.now_s + WORKS_AFTER_S, row, "buoy works", sensor=sensor, serial=serial)
        life_s = max(carried.life_s, WORKS_AFTER_S)
        stage.timers.ring_at(stage.now_s + life_s, row, "buoy is spent", sensor=sensor)

    def left(self, stage: Stage, row: int) -> dict[str, int]:
        """Buoys still carried, by mount."""
        return {
            mount: sum(1 for sensor in plan.sensors if sensor not in self.laid_s)
            for (owner, mount), plan in stage.cast.buoys.items()
            if owner == row
        }

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out a ring of one of RINGS."""
        name = stage.cast.name(ring.row)
        if ring.kind == "buoys":
            self._look_round(stage, ring.row, name)
            return
        sensor = ring.payload["sensor"]
        mine = self.afloat.setdefault(name, [])
        if ring.kind == "buoy is spent":
            mine.remove(sensor)
            ask.set_switch(stage.at, sensor, 0, stage.now_s)
            stage.log("buoy spent", ring.row, f"buoy {stage.cast.sensors[sensor]} of {name} is spent")
            return
        mine.append(sensor)
        self._tune(stage, ring.row, sensor)
        stage.tell(ring.row, OrderDone("LayBuoy"), ring.payload["serial"])
        if name not in self.watched:
            self.watched.append(name)
            stage.timers.ring_at(stage.now_s + LOOK_EVERY_S, ring.row, "buoys")

    def _look_round(self, stage: Stage, row: int, name: UnitId) -> None:
        """Buoys drift; each is heard, or not."""
        for sensor in self.afloat.get(name, ()):
            flying.drift_buoy(stage.at, sensor, LOOK_EVERY_S)
            self._tune(stage, row, sensor)
        if self.afloat.get(name):
            stage.timers.ring_at(stage.now_s + LOOK_EVERY_S, row, "buoys")
        else:
            self.watched.remove(name)

    def _tune(self, stage: Stage, row: int, sensor: int) -> None:
        """A buoy whose radio is heard works."""
        _, _, range_m = flying.buoy_place(stage.at, sensor, stage.now_s)
        _, _, _, _, height_m = ask.whereabouts(stage.at, row, stage.now_s)
        heard = height_m > 0.0 and range_m <= min(
            RADIO_M, float(radar_horizon_m(WHIP_M, height_m, stage.radio_earth_m))
        )
        ask.set_switch(stage.at, sensor, int(heard), stage.now_s)
