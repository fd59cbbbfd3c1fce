"""What fire at air targets needs of the run beside the stage: designations by the unit's own picture, and who falls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fleetex.engine import air_fire, ask, close_in, orders
from fleetex.engine.missile_state import Threat
from fleetex.engine.orders import CastOff, TakeUnderFire, UnitId
from fleetex.engine.stage import Ring, Stage
from fleetex.engine.strike import is_flying, struck_in_air
from fleetex.engine.tables import RADAR_KIND
from fleetex.vocabulary import SurfaceKind

if TYPE_CHECKING:
    from fleetex.simulate.loop import Loop

RINGS = (*air_fire.RINGS, *close_in.RINGS)
ENGAGED_S = 300.0
"""Design value: what is taken under fire is plotted at every look for so long."""


@dataclass(frozen=True)
class AirPicture:
    """See `engine.air_fire.Picture`."""

    run: "Loop"

    def designation(self, row: int, serial: str, track: int) -> tuple[float, float, int] | None:
        estimate = self.run.view_of(row, serial).track(track)
        target = None if estimate is None else self.run.radio.target_of(self.run.stage, row, track)
        if estimate is None or target is None or not is_flying(self.run.stage, self.run.missiles, target):
            return None
        return estimate.range_m, estimate.bearing_rad, target

    def struck(self, row: int, hits: int, by: UnitId, mount: str, serial: str) -> bool:
        """A target's hits are counted, and what falls by so many sinks; a missile or an aircraft is out with one."""
        run, stage = self.run, self.run.stage
        name, person = stage.cast.name(row), stage.person(row)
        if person.kind is not SurfaceKind.TARGET:
            struck_in_air(stage, run.missiles, row, by, serial, f"her close-in gun {mount}")
            return not is_flying(stage, run.missiles, row)
        needed = stage.cast.brought_down_by.get(row, 0)
        counted = run.gunnery.air.hits_on[name] = run.gunnery.air.hits_on.get(name, 0) + hits
        if not needed or counted < needed:
            return False
        if name not in run.decks.ditched:
            stage.log("brought down", row, f"{name} is brought down by {by}", other=by, values={"hits": counted})
            run.decks.lose(stage, row)
        return True

    def plot_closely(self, row: int, track: int) -> None:
        plot_closely(self.run, row, track)

    def take_under_fire(self, row: int, serial: str, order: TakeUnderFire) -> None:
        """Take an air track under fire, and plot it at every look meanwhile."""
        plot_closely(self.run, row, order.track)
        self.run.gunnery.take_under_fire(self.run.stage, row, order, serial, self)


def plot_closely(run: "Loop", row: int, track: int) -> None:
    """A unit plots a track at every look for a while; one that it does not hold, not at all."""
    stage = run.stage
    target = run.radio.target_of(stage, row, track)
    if target is not None and stage.cast.observers[row] >= 0:
        ask.engage_track(stage.at, row, target, stage.now_s + ENGAGED_S, stage.now_s)


def man_air_watch(run: "Loop", row: int, *, on: bool) -> None:
    """Man a unit's air-search radars, or secure them. Whose radars are off by the file, and still are, leaves them off
    until she is told to radiate."""
    stage = run.stage
    run.ships.man_air_watch(stage, row, on=on)
    watch = stage.cast.air_watches.get(row, ())
    if not (on and watch) or run.compiled.exercise.units[stage.cast.name(row)].emission.radar:
        return
    hull, kinds = stage.world.hull[row], stage.world.sensor["kind"]
    first = int(hull["sensor_first"])
    own = range(first, first + int(hull["sensor_count"]))
    others = [s for s in own if kinds[s] == RADAR_KIND and s not in watch]
    if not any(stage.world.switch["on"][s] for s in others):
        for s in watch:
            ask.set_switch(stage.at, s, 0, stage.now_s)


def cast_off(run: "Loop", row: int, serial: str, order: CastOff) -> None:
    """Let a tow go: what flew on it falls into the sea and sinks."""
    stage = run.stage
    towed = stage.cast.rows.get(order.towed)
    in_tow = towed is not None and bool(stage.world.unit[towed]["tow"] == row)
    run.ships.cast_off(stage, row, order, serial)
    if in_tow and towed in stage.flyers:
        assert towed is not None
        run.decks.lose(stage, towed)


def on_ring(run: "Loop", ring: Ring) -> None:
    """Carry out a ring of one of RINGS."""
    if ring.kind in air_fire.RINGS:
        run.gunnery.on_air_ring(run.stage, ring, AirPicture(run))
    else:
        run.close_in.on_ring(run.stage, ring, run.gunnery, AirPicture(run), run.missiles)


def defend(run: "Loop") -> None:
    """What the point defence finds goes to the close-in guns from now on."""

    def hand_on(stage: Stage, row: int, threats: list[Threat], serial: str) -> None:
        run.close_in.take(stage, row, threats, serial, run.gunnery, AirPicture(run))

    run.missiles.close_in = hand_on


HANDS: dict[type[Any], Callable[..., None]] = {
    orders.CastOff: cast_off,
    orders.TakeUnderFire: lambda run, row, serial, o: AirPicture(run).take_under_fire(row, serial, o),
    orders.PlotClosely: lambda run, row, serial, o: plot_closely(run, row, o.track),
    orders.DeclareHostile: lambda run, row, serial, o: run.close_in.declare(run.stage, row, o, serial),
}
"""Who carries out the orders of fire at what flies."""
