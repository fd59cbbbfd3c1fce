"""Practice targets under water: switched off, or spent, they give no echo and make no noise."""

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.events import OrderRefused
from fleetex.engine.orders import SwitchTarget
from fleetex.engine.stage import Stage
from fleetex.vocabulary import SurfaceKind

OFF_DB = 1_000.0
"""What is taken from a target's levels: nothing that far down is heard."""
_LEVELS = ("echo_bow_db", "echo_quarter_db", "echo_beam_db", "quiet_db")


def switch_target(stage: Stage, row: int, order: SwitchTarget, serial: str) -> None:
    """Take a target's levels away or give them back; everybody who could hear it looks afresh."""
    name, hull = stage.cast.name(row), stage.world.hull[row]
    if row not in stage.divers or stage.person(row).kind is not SurfaceKind.TARGET:
        stage.tell(row, OrderRefused("SwitchTarget", f"{name} is no target under water"), serial)
        return
    if order.on == bool(hull["quiet_db"] > -0.5 * OFF_DB):
        return
    for level in _LEVELS:
        hull[level] += OFF_DB if order.on else -OFF_DB
    if stage.world.unit[row]["mode"] in (tb.MODE_DRIFT, tb.MODE_TOWED):
        ask.take_in_tow(stage.at, row, stage.now_s)
    stage.log("target", row, f"{name} is {'on' if order.on else 'off'}", serial=serial, values={"on": order.on})
