"""INTERCEPT: the controller, who watches a zone, scrambles pairs, talks them to strangers and lets others take over.

He sees what his radar shows and what pickets, and leaders that hold strangers, tell him; how a pair fares he knows
from what its leader says.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.air_picture import FADED_S, Group, Plot, joined_to, own_plots, regroup, still_good, told_plots
from fleetex.behaviours.conduct import Part, counted
from fleetex.behaviours.intercept_params import (
    AIR_MPS,
    BREAK_OFF,
    PLOTS,
    RELIEVED,
    SCRAMBLE,
    VECTOR,
    InterceptParams,
    pair_of,
    pairs,
    params_of,
)
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.zone_edges import is_inside
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Log, Order, Position, SetTimer, UnitId
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, MINUTE_S

WATCHING, CONTROLLING = "watching", "controlling"
WATCH_TAG, VECTOR_TAG = "watch", "vectors"
STANDS_BY, SENT, UP, HOLDS, WITH_THEM, HOMEWARD, CANNOT = (
    "stands by",
    "sent",
    "airborne",
    "holds them",
    "with them",
    "homeward",
    "cannot",
)


@dataclass
class PairState:
    """A pair as the controller knows it."""

    state: str = STANDS_BY
    group: int = 0
    relieves: str = ""
    """Leader of the pair that it is to relieve."""
    lat_rad: float = math.nan
    lon_rad: float = math.nan
    why: str = ""
    ready_s: float = 0.0
    """When it is turned round, as it said."""


@dataclass
class Controller(Part):
    """The OCE of an INTERCEPT."""

    phase: str = WATCHING
    groups: list[Group] = field(default_factory=list)
    states: dict[UnitId, PairState] = field(default_factory=dict)
    told: list[Plot] = field(default_factory=list)

    @property
    def params(self) -> InterceptParams:
        return params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        self.states = {pair[0]: PairState() for pair in pairs(self.briefing)}
        return [SetTimer(WATCH_TAG, self.params.watch_every), SetTimer(VECTOR_TAG, self.params.vector_every)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        match event:
            case TimerRang("watch"):
                orders = [SetTimer(WATCH_TAG, self.params.watch_every), *self._watch(view)]
            case TimerRang("vectors"):
                orders = [SetTimer(VECTOR_TAG, self.params.vector_every), *self._vectors(view)]
            case _:
                pass
        if traffic.gave_up and traffic.gave_up.kind == SCRAMBLE:
            for unit in traffic.gave_up.to:
                if unit in self.states:
                    orders += self._cannot(view, unit, "does not answer")
        message = traffic.message
        if message:
            orders += self._heard(view, message.sender, message.kind, message.body)
        return orders

    # ---- the picture

    def _watch(self, view: View) -> list[Order]:
        """Look over the picture: who is new, who is in the zone, who is to be met, who has left."""
        plots = own_plots(view, AIR_MPS) + still_good(view, self.told, 2.0 * self.params.watch_every)
        orders: list[Order] = []
        fresh = regroup(view, self.groups, plots, self.params.group_range)
        for group in fresh:
            self.groups.append(group)
            text = f"Strangers in the air: group {group.number}"
            text += f", parted from group {group.parent}" if group.parent else ""
            orders.append(self._say(view, "group detected", text, group, parent=group.parent))
        for group in self.groups:
            orders += self._look_at(view, group)
        self.phase = CONTROLLING if any(group.pairs and not group.gone for group in self.groups) else WATCHING
        return orders

    def _look_at(self, view: View, group: Group) -> list[Order]:
        shape = self.briefing.area
        if shape is None or group.joined:
            return []
        inside = is_inside(shape, Position(group.lat_rad, group.lon_rad))
        if group.gone:
            return self._returned(view, group) if inside and view.time_s - group.seen_s < FADED_S else []
        if view.time_s - group.seen_s > FADED_S:
            return self._over(view, group, "faded")
        older = joined_to(view, self.groups, group, self.params.group_range)
        if older is not None:
            return self._joined(view, group, older)
        orders: list[Order] = []
        due_s = 0.0 if inside else group.seconds_to(view, shape, self.params.lead_time)
        if inside:
            group.left_s = math.nan
            if math.isnan(group.entered_s):
                group.entered_s = view.time_s
                orders.append(self._say(view, "group entered", f"Group {group.number} is in the zone", group))
        elif not math.isnan(group.entered_s):
            group.left_s = view.time_s if math.isnan(group.left_s) else group.left_s
            if view.time_s - group.left_s >= self.params.outside and due_s is None and not self._on_them(group):
                return self._over(view, group, "left the zone")
        known = group.parent and not group.pairs and not math.isnan(group.identified_s)
        if due_s is not None and not known and not self._attended(group):
            orders += self._scramble(view, group, due_s, "")
        return orders

    def _on_them(self, group: Group) -> bool:
        """Whether somebody holds them whom nobody has identified: he may finish, wherever they go."""
        held = any(state.group == group.number and state.state == HOLDS for state in self.states.values())
        return held and math.isnan(group.identified_s)

    def _returned(self, view: View, group: Group) -> list[Order]:
        """One that had left is in the zone again; it was seen all the while, so it is still known who it is."""
        group.gone, group.left_s, group.nobody = False, math.nan, False
        return [self._say(view, "group returned", f"Group {group.number} is in the zone again", group)]

    def _attended(self, group: Group) -> bool:
        return any(
            state.group == group.number and state.state in (SENT, UP, HOLDS, WITH_THEM)
            for state in self.states.values()
        )

    def _joined(self, view: View, group: Group, older: Group) -> list[Order]:
        """It flies with another from now on; who was sent to it goes to that."""
        group.gone, group.joined = True, older.number
        if math.isnan(older.entered_s):
            older.entered_s = group.entered_s
        for state in self.states.values():
            state.group = older.number if state.group == group.number else state.group
        text = f"Group {group.number} has joined group {older.number}"
        return [self._say(view, "group joined", text, group, joined=older.number)]

    def _over(self, view: View, group: Group, reason: str) -> list[Order]:
        """It is left alone from now on."""
        group.gone = True
        kind = "group left" if reason == "left the zone" else "group faded"
        orders: list[Order] = [self._say(view, kind, f"Group {group.number} has {reason}", group)]
        for leader, state in self.states.items():
            if state.group == group.number and state.state in (SENT, UP, HOLDS, WITH_THEM):
                state.state = HOMEWARD
                orders += self.radio.call(view, (leader,), BREAK_OFF, {"group": group.number, "reason": reason})
        return orders

    def _say(self, view: View, kind: str, text: str, group: Group, **more: Any) -> Log:
        figures = {
            "lat_deg": group.lat_rad / DEG_RAD,
            "lon_deg": group.lon_rad / DEG_RAD,
            "course_deg": group.course_rad / DEG_RAD,
            "speed_mps": group.speed_mps,
            **more,
        }
        return group.line(view, kind, text, **figures)

    # ---- pairs

    def _scramble(self, view: View, group: Group, due_s: float, relieves: str) -> list[Order]:
        """Send the nearest pair that stands by; write it down once if there is none."""
        at = group.place(view, view.time_s)
        free = [
            (0.0 if math.isnan(state.lat_rad) else self._off_m(view, state, at), place, leader)
            for place, (leader, state) in enumerate(self.states.items())
            if state.state == STANDS_BY and state.ready_s <= view.time_s
        ]
        if not free:
            if group.nobody:
                return []
            group.nobody = True
            whys = "; ".join(f"{leader}: {state.why}" for leader, state in self.states.items() if state.why)
            text = f"Nobody is left to meet group {group.number}{f' ({whys})' if whys else ''}."
            return [Log("nobody left", text, {"group": group.number, "reason": whys})]
        _, _, leader = min(free)
        state = self.states[leader]
        state.state, state.group, state.relieves, group.nobody = SENT, group.number, relieves, False
        group.pairs.append(leader)
        since = {} if math.isnan(group.entered_s) else {"since_entry_s": view.time_s - group.entered_s}
        figures = {"other": leader, "group": group.number, "due_s": due_s, "relieves": relieves, **since}
        what = f"to relieve {relieves}" if relieves else "to meet them"
        said = Log("scramble", f"Scrambles {leader} {what}: group {group.number}.", figures)
        return [said, *self.radio.call(view, pair_of(self.briefing, leader), SCRAMBLE, group.dope())]

    def _off_m(self, view: View, state: PairState, at: Position) -> float:
        return view.range_and_bearing(Position(state.lat_rad, state.lon_rad), at)[0]

    def _vectors(self, view: View) -> list[Order]:
        """Tell each pair that is up and holds nobody where its group is."""
        orders: list[Order] = []
        for leader, state in self.states.items():
            group = self._group(state.group)
            if state.state in (UP, SENT) and group is not None and not group.gone:
                orders += self.radio.tell((leader,), VECTOR, group.dope())
        return orders

    def _group(self, number: int) -> Group | None:
        return next((group for group in self.groups if group.number == number), None)

    def _cannot(self, view: View, leader: UnitId, why: str) -> list[Order]:
        """A pair that was sent does not go: the next one."""
        state = self.states[leader]
        group, relieves = self._group(state.group), state.relieves
        state.state, state.why, state.group = CANNOT, why, 0
        said = Log("pair unable", f"{leader} cannot go: {why}.", {"other": leader, "reason": why})
        if group is None or group.gone:
            return [said]
        return [said, *self._scramble(view, group, 0.0, relieves)]

    # ---- what is said

    def _heard(self, view: View, sender: UnitId, kind: str, body: dict[str, Any]) -> list[Order]:
        if kind == PLOTS:
            self.told = told_plots(view, self.told, body.get("plots", []), sender)
            return []
        state = self.states.get(sender)
        if state is None:
            return []
        match kind:
            case "ready":
                state.lat_rad, state.lon_rad = float(body["lat_rad"]), float(body["lon_rad"])
            case "unable":
                return self._cannot(view, sender, str(body.get("reason", "")))
            case "airborne":
                return self._airborne(view, sender, state)
            case "contact":
                state.state = HOLDS
            case "contact lost":
                state.state = UP
            case "identified":
                return self._identified(view, sender, state)
            case "wants relief":
                group = self._group(state.group)
                if group is not None and not group.gone and not self._relief_of(sender):
                    return self._scramble(view, group, 0.0, sender)
            case "goes home":
                state.state, state.group = HOMEWARD, 0
            case "down":
                state.state, state.why, state.group = STANDS_BY, "", 0
                state.ready_s = view.time_s + float(body.get("ready_s", 0.0)) - self.params.readiness
            case _:
                pass
        return []

    def _relief_of(self, leader: UnitId) -> bool:
        return any(s.relieves == leader and s.state in (SENT, UP, HOLDS) for s in self.states.values())

    def _airborne(self, view: View, leader: UnitId, state: PairState) -> list[Order]:
        group = self._group(state.group)
        if group is None or group.gone:
            state.state = HOMEWARD
            return self.radio.call(view, (leader,), BREAK_OFF, {"group": state.group, "reason": "nobody to meet"})
        state.state = UP
        return self.radio.tell((leader,), VECTOR, group.dope())

    def _identified(self, view: View, leader: UnitId, state: PairState) -> list[Order]:
        """The pair is with them: who was there before is relieved."""
        state.state = WITH_THEM
        group = self._group(state.group)
        if group is None:
            return []
        orders: list[Order] = []
        if math.isnan(group.identified_s):
            group.identified_s = view.time_s
        if state.relieves:
            before = self.states.get(state.relieves)
            there = before is not None and before.state == WITH_THEM and before.group == group.number
            figures = {"other": leader, "relieved": state.relieves, "group": group.number, "in_time": there}
            text = f"{leader} takes over group {group.number} from {state.relieves}"
            text += "." if there else ", who had to leave before."
            orders.append(Log("hand-over", text, figures))
            if before is not None and there:
                before.state = HOMEWARD
                orders += self.radio.call(view, (state.relieves,), RELIEVED, {"group": group.number})
            state.relieves = ""
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        """At FINEX: who came, who was identified, and why not more."""
        came = [group for group in self.groups if not math.isnan(group.entered_s) and not group.joined]
        if not came:
            return True, "no stranger came into the zone"
        known = [group for group in came if not math.isnan(group.identified_s)]
        whys = sorted({f"{leader} {state.why}" for leader, state in self.states.items() if state.why})
        because = f": {'; '.join(whys)}" if whys else ""
        numbers = {group.number for group in came}
        parted = sum(group.parent in numbers for group in came)
        if len(known) == len(came):
            apart = f", {parted} of them parted there from another," if parted else ","
            return True, f"{counted(len(came), 'group')} in the zone{apart} each identified"
        minutes = min((group.seen_s - group.entered_s) / MINUTE_S for group in came if math.isnan(group.identified_s))
        return False, (
            f"{len(known)} of {counted(len(came), 'group')} in the zone identified{because}; "
            f"one not identified was in it for at least {max(minutes, 0.0):.0f} min"
        )
