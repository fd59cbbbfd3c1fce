"""Who carries out which order: a table from each order to the part of the engine that it concerns."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fleetex.engine import air_engagement, orders, snorting, soft_kill
from fleetex.engine.expendables import switch_target
from fleetex.engine.waterspace import smoke
from fleetex.simulate import air_picture

if TYPE_CHECKING:
    from fleetex.simulate.loop import Loop

Hand = Callable[["Loop", int, str, Any], None]


def _target(run: "Loop", row: int, track: int) -> int | None:
    return run.radio.target_of(run.stage, row, track)


NOT_JOURNALLED = frozenset({orders.Log, orders.SetTimer, orders.CancelTimer})
MOVES = frozenset(
    {
        orders.SetDepth,
        orders.Snort,
        orders.SetHeight,
        orders.Steer,
        orders.FollowRoute,
        orders.KeepStation,
        orders.Shadow,
        orders.LandOn,
    }
)
GOES_ELSEWHERE = frozenset({orders.Steer, orders.FollowRoute})
HANDS: dict[type[Any], Hand] = {
    orders.Steer: lambda run, row, serial, o: run.ships.steer(run.stage, row, o, serial),
    orders.FollowRoute: lambda run, row, serial, o: run.ships.follow_route(run.stage, row, o, serial),
    orders.KeepStation: lambda run, row, serial, o: run.ships.keep_station(
        run.stage, row, o, _target(run, row, o.guide), serial
    ),
    orders.Shadow: lambda run, row, serial, o: run.ships.shadow(run.stage, row, o, _target(run, row, o.track), serial),
    orders.SetDepth: lambda run, row, serial, o: run.ships.set_depth(run.stage, row, o, serial),
    orders.Snort: lambda run, row, serial, o: snorting.snort(run.stage, row, o, serial),
    orders.Smoke: lambda run, row, serial, o: smoke(run.stage, row, o, serial),
    orders.SetHeight: lambda run, row, serial, o: run.ships.set_height(run.stage, row, o, serial),
    orders.TakeOff: lambda run, row, serial, o: run.decks.take_off(run.stage, row, o, serial),
    orders.LandOn: lambda run, row, serial, o: run.decks.land_on(run.stage, row, o, serial),
    orders.LowerSonar: lambda run, row, serial, o: run.dips.lower(run.stage, row, o, serial),
    orders.RaiseSonar: lambda run, row, serial, o: run.dips.hoist(run.stage, row, o, serial),
    orders.LayBuoy: lambda run, row, serial, o: run.buoys.lay(run.stage, row, o, serial),
    orders.Drift: lambda run, row, serial, o: run.ships.drift(run.stage, row, o, serial),
    orders.SwitchTarget: lambda run, row, serial, o: switch_target(run.stage, row, o, serial),
    orders.Tow: lambda run, row, serial, o: run.ships.tow(run.stage, row, o, serial),
    orders.TakeAboard: lambda run, row, serial, o: run.ships.take_aboard(
        run.stage, row, _target(run, row, o.track), serial
    ),
    orders.SetTimer: lambda run, row, serial, o: run.set_timer(row, serial, o),
    orders.CancelTimer: lambda run, row, serial, o: run.cancel_timer(row, serial, o),
    orders.WatchArea: lambda run, row, serial, o: run.ships.watch_area(run.stage, row, o, serial),
    orders.Send: lambda run, row, serial, o: run.radio.send(run.stage, row, o, serial),
    orders.Fire: lambda run, row, serial, o: run.fire(row, serial, o),
    **air_picture.HANDS,
    orders.CheckFire: lambda run, row, serial, o: run.check_fire(row, o),
    orders.LaunchMissiles: lambda run, row, serial, o: run.launch_missiles(row, serial, o),
    orders.EngageAir: lambda run, row, serial, o: air_engagement.engage(
        run.stage, run.missiles, row, o, serial, _target(run, row, o.track)
    ),
    orders.SetWeaponState: lambda run, row, serial, o: soft_kill.set_state(run.stage, run.missiles, row, o, serial),
    orders.LaunchDecoys: lambda run, row, serial, o: soft_kill.launch_decoys(run.stage, run.missiles, row, o, serial),
    orders.Jam: lambda run, row, serial, o: soft_kill.jam(run.stage, run.missiles, row, o, serial),
    orders.Launch: lambda run, row, serial, o: run.launch(row, serial, o),
    orders.Spot: lambda run, row, serial, o: run.gunnery.spot(run.stage, row, o, serial),
    orders.ConnectRig: lambda run, row, serial, o: run.rigs.connect(run.stage, row, o, serial),
    orders.Pump: lambda run, row, serial, o: run.rigs.pump(run.stage, row, o, serial),
    orders.StopPump: lambda run, row, serial, o: run.rigs.stop(run.stage, row, o, serial),
    orders.Disconnect: lambda run, row, serial, o: run.rigs.disconnect(run.stage, row, o, serial),
    orders.SetEmission: lambda run, row, serial, o: run.ships.set_emission(run.stage, row, o, run.radio, serial),
    orders.SetLights: lambda run, row, serial, o: run.ships.set_lights(run.stage, row, o),
    orders.Log: lambda run, row, serial, o: run.write_log(row, serial, o),
    orders.EndSerial: lambda run, row, serial, o: run.end_serial(row, serial, o),
}
