"""Snorting on this side of the tables: the order, what a submarine hears of her battery, its rows in the recording."""

import math

from fleetex.engine import ask
from fleetex.engine import batteries as bt
from fleetex.engine.events import BatteryEmpty, BatteryFull, BatteryLow, OrderDone, OrderRefused
from fleetex.engine.orders import Snort
from fleetex.engine.stage import Stage

PERCENT = 100.0


def snort(stage: Stage, row: int, order: Snort, serial: str) -> None:
    """Come up and run diesels, or stop them."""
    why = ""
    if row not in stage.batteries:
        why = f"{stage.cast.name(row)} is driven by no battery"
    elif order.on and stage.world.unit[row]["fuel_out"]:
        why = "no fuel is left"
    if why:
        stage.tell(row, OrderRefused("Snort", why), serial)
        return
    if order.on and stage.world.unit[row]["snort"] and stage.diesels[row]:
        stage.tell(row, OrderDone("Snort"), serial)  # they run already
        return
    ask.change_snort(stage.at, row, int(order.on), stage.now_s)


def charge_share(stage: Stage, row: int) -> float:
    """Share of the battery that is charged; NaN of who has none."""
    if row not in stage.batteries:
        return math.nan
    charge_j, _, _ = ask.power_now(stage.at, row, stage.now_s)
    return charge_j / float(stage.world.hull[row]["battery_j_max"])


def tell_diesels(stage: Stage, row: int, run: bool, share: float) -> None:
    """Diesels start or stop: she knows, the log says where, and those of her engines that they drive follow."""
    name, deep = stage.cast.name(row), stage.is_submerged(row)
    where = "snorts" if deep else "runs her diesels"
    text = f"{name} {where}" if run else f"{name} stops her diesels"
    figures = {"charge_percent": round(PERCENT * share, 1), "under_water": deep}
    stage.log("diesels run" if run else "diesels stop", row, f"{text}, battery {PERCENT * share:.0f} %", values=figures)
    power_row(stage, row)
    if run and stage.world.unit[row]["snort"]:
        stage.tell(row, OrderDone("Snort"))
    ask.replan(stage.at, row, stage.now_s)


def tell_battery(stage: Stage, row: int, mark: int, share: float) -> None:
    """The charge passes a mark."""
    name = stage.cast.name(row)
    figures = {"charge_percent": round(PERCENT * share, 1)}
    if mark == bt.LOW:
        stage.tell(row, BatteryLow(share))
        stage.log("battery low", row, f"{name}'s battery is low, {PERCENT * share:.0f} %", values=figures)
    elif mark == bt.FULL:
        stage.tell(row, BatteryFull())
        stage.log("battery full", row, f"{name}'s battery is full", values=figures)
    else:
        stage.tell(row, BatteryEmpty())
        stage.log("battery empty", row, f"{name}'s battery is empty: her screw stops", values=figures)
        ask.replan(stage.at, row, stage.now_s)
    power_row(stage, row)


def power_row(stage: Stage, row: int) -> None:
    """A row of the table `battery`."""
    charge_j, drawn_w, charging_w = ask.power_now(stage.at, row, stage.now_s)
    stage.sink.row(
        "battery",
        time_s=stage.now_s,
        unit_id=stage.cast.name(row),
        charge_j=charge_j,
        charge_share=charge_j / float(stage.world.hull[row]["battery_j_max"]),
        drawn_w=drawn_w,
        charging_w=charging_w,
        diesels=bool(stage.diesels[row]),
        under_water=stage.is_submerged(row),
    )


def power_rows(stage: Stage) -> None:
    """One row of each submarine that is driven by a battery."""
    for row in sorted(stage.batteries):
        power_row(stage, row)
