"""Who controls the air in a serial: calls raids by IFF, speed and course, and sends fighters to them.

He goes by his own radar's tracks and by what early warning tells him, tells the ships who is a raid, and fighters where
it is. How a fighter fares he knows from what is said on the radio.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.adex_defence import ShipDefence
from fleetex.behaviours.adex_params import (
    AIR_MPS,
    ALERT,
    CAP,
    ENGAGED,
    GOES_HOME,
    ON_STATION,
    PLOTS,
    RAID,
    RAID_OVER,
    RAIDERS,
    SCRAMBLE,
    VECTOR,
    air_params_of,
    fighters,
)
from fleetex.behaviours.air_picture import FADED_S, Group, Plot, joined_to, own_plots, regroup, still_good, told_plots
from fleetex.behaviours.conduct import counted, in_role
from fleetex.behaviours.radio import Radio
from fleetex.engine.orders import Log, Order, Position, SetTimer, UnitId
from fleetex.engine.view import Briefing, View

WATCH_TAG = "watch"


@dataclass
class AirControl:
    """His picture, and the fighters that he has."""

    groups: list[Group] = field(default_factory=list)
    up: dict[UnitId, int] = field(default_factory=dict)
    """Fighters on station or on a vector, and the group that each is sent to (0: none)."""
    standing: list[UnitId] = field(default_factory=list)
    """Alert fighters on the ground."""
    told: list[Plot] = field(default_factory=list)
    over: list[UnitId] = field(default_factory=list)
    """Raiders who have said that they are done."""
    reports: int = 0
    until_s: float = 0.0
    """Until when what raiders have said they released may be on its way."""

    def begin(self, briefing: Briefing) -> list[Order]:
        self.standing = list(in_role(briefing, ALERT))
        return [SetTimer(WATCH_TAG, air_params_of(briefing).watch_every)]

    def is_over(self, briefing: Briefing) -> bool:
        """Whether every raider has said that she is done."""
        return len(self.over) == len(in_role(briefing, RAIDERS))

    def heard(self, view: View, sender: UnitId, kind: str, body: dict[str, Any]) -> None:
        if kind == PLOTS:
            self.told = told_plots(view, self.told, body.get("plots", []), sender)
        elif kind == ON_STATION:
            self.up[sender] = 0
        elif kind == GOES_HOME:
            self.up.pop(sender, None)
        elif kind == ENGAGED:
            self.reports += 1
        elif kind == RAID_OVER and sender not in self.over:
            self.over.append(sender)
            self.until_s = max(self.until_s, float(body.get("until_s", 0.0)))

    def watch(
        self, view: View, briefing: Briefing, radio: Radio, ships: tuple[UnitId, ...], own: ShipDefence
    ) -> list[Order]:
        """Look over the picture. `ships`: who is told of raids besides own ship, whose defence is `own`."""
        params = air_params_of(briefing)
        plots = own_plots(view, AIR_MPS)
        plots += still_good(view, self.told, 2.0 * params.watch_every)
        orders: list[Order] = [SetTimer(WATCH_TAG, params.watch_every)]
        for group in regroup(view, self.groups, plots, params.raid_width):
            self.groups.append(group)
            orders.append(group.line(view, "raid detected", f"Strangers in the air: group {group.number}"))
        for group in self.groups:
            said, body = self._look_at(view, group, briefing)
            orders += said
            if body:
                own.note_raid(body)
                orders += radio.tell(ships, RAID, body)
                orders += self._send_fighters(view, group, body, radio)
        return orders

    def _look_at(self, view: View, group: Group, briefing: Briefing) -> tuple[list[Order], dict[str, Any]]:
        """What is written down of a group, and what is told of it if it is a raid."""
        if group.gone:
            return [], {}
        params = air_params_of(briefing)
        older = joined_to(view, self.groups, group, params.raid_width)
        if older is not None or view.time_s - group.seen_s > FADED_S:
            group.gone, group.joined = True, 0 if older is None else older.number
            self.up = {unit: 0 if at == group.number else at for unit, at in self.up.items()}
            return [], {}
        range_m, bearing = view.range_and_bearing(Position(group.lat_rad, group.lon_rad), view.own().position)
        closes = math.cos(group.course_rad - bearing) > 0.0
        if range_m > params.warning_range or not closes:
            return [], {}
        orders: list[Order] = []
        if math.isnan(group.entered_s):
            group.entered_s = view.time_s
            orders.append(group.line(view, "raid called", f"Group {group.number} is a raid"))
        return orders, group.dope()

    def _send_fighters(self, view: View, group: Group, body: dict[str, Any], radio: Radio) -> list[Order]:
        """As many as there are raiders, from the patrol first; then alert fighters are scrambled."""
        sent = [unit for unit, at in self.up.items() if at == group.number]
        orders: list[Order] = []
        free = [unit for unit, at in self.up.items() if at == 0]
        while len(sent) < group.count and free:
            unit = free.pop(0)
            self.up[unit] = group.number
            sent.append(unit)
            text = f"{unit} is sent to group {group.number}."
            orders.append(Log("fighter sent", text, {"other": unit, "group": group.number}))
        if len(sent) < group.count and self.standing:
            unit = self.standing.pop(0)
            text = f"Scrambles {unit}: group {group.number}."
            orders.append(Log("scramble", text, {"other": unit, "group": group.number}))
            orders += radio.call(view, (unit,), SCRAMBLE, body)
        return orders + radio.tell(tuple(sent), VECTOR, body)

    def words(self, briefing: Briefing) -> str:
        called = sum(not math.isnan(group.entered_s) for group in self.groups)
        shots = f"{counted(self.reports, 'engagement')} by fighters" if fighters(briefing) else "no fighters"
        patrol = len(in_role(briefing, CAP))
        return f"{counted(called, 'raid')} called, {shots} ({patrol} on patrol)"
