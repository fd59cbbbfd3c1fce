"""Waterspace in a run: what binds a unit where it is now, who hauls in for it, and breaches.

A breach is looked for each minute, from five minutes after a band opens; its beginning and end are logged. Nobody in
the exercise is told. Ships haul their towed sonars in when a band opens, and veer them when it closes.
"""

import math
from dataclasses import dataclass, field

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.cast import WaterPlan
from fleetex.engine.events import SmokeSeen, WaterspaceChanged
from fleetex.engine.orders import Smoke
from fleetex.engine.stage import Ring, Stage
from fleetex.units import NMI_M

RINGS = ("waterspace opens", "waterspace look", "waterspace closes")
LOOK_S = 60.0
GRACE_S = 300.0
TOLERANCE_M = 2.0
SMOKE_M = 5.0 * NMI_M
"""Design values: a submarine has five minutes to get into a band that opens, and two metres to keep her depth; a smoke
signal is seen by ships so far off, or as far as visibility goes."""


@dataclass(frozen=True)
class Allowed:
    """What binds a unit now."""

    not_above_m: float = 0.0
    not_below_m: float = math.inf
    clear_of_ships_m: float = 0.0
    safety_depth_m: float = 0.0
    notice_s: float = 0.0


FREE = Allowed()


def allowed(stage: Stage, row: int) -> Allowed:
    """What binds a unit where it is now: the strictest of all that do."""
    found = FREE
    for plan in stage.cast.waterspace:
        bound = row in plan.bands or (plan.has_rules and row in stage.divers)
        if not bound or not plan.begin_s <= stage.now_s < plan.end_s or not _holds(stage, plan, row):
            continue
        above_m, below_m = plan.bands.get(row, (0.0, math.inf))
        found = Allowed(
            max(found.not_above_m, above_m),
            min(found.not_below_m, below_m),
            max(found.clear_of_ships_m, plan.clear_m),
            max(found.safety_depth_m, plan.safety_depth_m),
            max(found.notice_s, plan.notice_s),
        )
    return found


def _holds(stage: Stage, plan: WaterPlan, row: int) -> bool:
    """Whether a unit is in the water of a plan."""
    area = stage.cast.areas.get(plan.area)
    if area is None or area.edge_count == 0:
        return area is None
    return ask.is_inside(stage.at, row, area.edge_first, area.edge_count, stage.now_s)


def smoke(stage: Stage, row: int, order: Smoke, serial: str) -> None:
    """A submarine fires a signal that she comes up: ships about her that can see it are told where it stands."""
    name, seen = stage.cast.name(row), []
    reach_m = min(SMOKE_M, float(stage.world.unit[row]["visibility_m"]))
    for other in range(stage.cast_count):
        if other == row or stage.is_submerged(other) or stage.cast.people[other].height_of_eye_m <= 0.0:
            continue
        range_m, bearing_rad = ask.range_and_bearing_between(stage.at, other, row, stage.now_s)
        if range_m <= reach_m:
            seen.append(stage.cast.name(other))
            stage.tell(other, SmokeSeen(bearing_rad, range_m))
    text = f"{name} signals by smoke that she comes up; seen by {', '.join(seen) or 'nobody'}"
    stage.log("smoke", row, text, serial=serial, values={"seen_by": seen})


@dataclass
class Waterspace:
    """State: breaches under way, and how deep towed sonars hung before they were hauled in."""

    open: dict[str, list[float]] = field(default_factory=dict)
    """plan/unit/what -> since when, the worst figure"""
    veered: dict[str, float] = field(default_factory=dict)
    """sensor row -> depth at which it hangs when nothing binds it"""

    def start(self, stage: Stage) -> None:
        for plan in stage.cast.waterspace:
            stage.timers.ring_at(plan.begin_s, -1, "waterspace opens", plan=plan.name)
            stage.timers.ring_at(plan.end_s, -1, "waterspace closes", plan=plan.name)

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        plan = next(one for one in stage.cast.waterspace if one.name == ring.payload["plan"])
        if ring.kind != "waterspace look":
            for row in sorted(stage.divers.keys() & plan.bands.keys()):
                stage.tell(row, WaterspaceChanged())
        if ring.kind == "waterspace opens":
            self._hang_anew(stage, plan)
            stage.timers.ring_at(stage.now_s + GRACE_S, -1, "waterspace look", plan=plan.name)
        elif ring.kind == "waterspace look" and stage.now_s < plan.end_s:
            self._look(stage, plan)
            stage.timers.ring_at(stage.now_s + LOOK_S, -1, "waterspace look", plan=plan.name)
        elif ring.kind == "waterspace closes":
            self._hang_anew(stage, plan)
            for key in [key for key in self.open if key.startswith(f"{plan.name}/")]:
                self._close(stage, plan, key)

    def close(self, stage: Stage) -> None:
        """The run is over."""
        for plan in stage.cast.waterspace:
            for key in [key for key in self.open if key.startswith(f"{plan.name}/")]:
                self._close(stage, plan, key)

    # ---- what hangs from ships

    def _hang_anew(self, stage: Stage, plan: WaterPlan) -> None:
        """A plan opens or closes: its ships hang each sonar as deep as all plans that are open now let them."""
        for row in sorted(plan.bands):
            open_now = [one for one in stage.cast.waterspace if one.begin_s <= stage.now_s < one.end_s]
            limit_m = min((one.bands[row][1] for one in open_now if row in one.bands), default=math.inf)
            for sensor in () if row in stage.divers else stage.cast.towed.get(row, ()):
                deep_m = float(stage.world.switch[sensor]["deep_m"])
                own_m = self.veered.pop(str(sensor), deep_m)
                wanted_m = min(own_m, limit_m)
                if wanted_m < own_m:
                    self.veered[str(sensor)] = own_m
                if wanted_m != deep_m:
                    self._hang(stage, plan, row, sensor, wanted_m, "hauls in" if wanted_m < deep_m else "veers")

    def _hang(self, stage: Stage, plan: WaterPlan, row: int, sensor: int, deep_m: float, verb: str) -> None:
        ask.hang_sonar(stage.at, sensor, deep_m, stage.now_s)
        name, what = stage.cast.name(row), stage.cast.sensors[sensor]
        text = f"{name} {verb} her {what} to {deep_m:.0f} m"
        stage.log("sonar depth", row, text, serial=plan.serial, values={"sensor": what, "depth_m": round(deep_m, 1)})

    # ---- breaches

    def _look(self, stage: Stage, plan: WaterPlan) -> None:
        for row in sorted(stage.divers):
            mode = int(stage.world.unit[row]["mode"])
            if not (plan.has_rules or row in plan.bands) or mode in (tb.MODE_TOWED, tb.MODE_ABOARD, tb.MODE_DRIFT):
                continue
            inside, (above_m, below_m) = _holds(stage, plan, row), plan.bands.get(row, (0.0, math.inf))
            depth_m = -ask.whereabouts(stage.at, row, stage.now_s)[4]
            self._judge(stage, plan, row, "above", inside and depth_m < above_m - TOLERANCE_M, depth_m, above_m)
            self._judge(stage, plan, row, "below", inside and depth_m > below_m + TOLERANCE_M, depth_m, below_m)
            other, range_m = self._nearest(stage, row) if plan.clear_m > 0.0 and inside else (-1, math.inf)
            near = depth_m < plan.safety_depth_m - TOLERANCE_M and range_m < plan.clear_m
            self._judge(stage, plan, row, "near", near, range_m, plan.clear_m, other)

    def _nearest(self, stage: Stage, row: int) -> tuple[int, float]:
        """The ship on the surface that is nearest to a submarine, and how far off she is."""
        found, least_m = -1, math.inf
        for other in range(stage.cast_count):
            afloat = other not in stage.flyers and not stage.is_submerged(other)
            if other == row or not afloat or stage.world.unit[other]["mode"] == tb.MODE_ABOARD:
                continue
            range_m, _ = ask.range_and_bearing_between(stage.at, row, other, stage.now_s)
            if range_m < least_m:
                found, least_m = other, range_m
        return found, least_m

    def _judge(
        self,
        stage: Stage,
        plan: WaterPlan,
        row: int,
        what: str,
        broken: bool,
        figure_m: float,
        limit_m: float,
        other: int = -1,
    ) -> None:
        key, name = f"{plan.name}/{stage.cast.name(row)}/{what}", stage.cast.name(row)
        if not broken:
            if key in self.open:
                self._close(stage, plan, key)
            return
        if key not in self.open:
            self.open[key] = [stage.now_s, figure_m]
            them = stage.cast.name(other) if other >= 0 else ""
            text = {
                "above": f"{name} is at {figure_m:.0f} m, above her band from {limit_m:.0f} m down",
                "below": f"{name} is at {figure_m:.0f} m, below her band down to {limit_m:.0f} m",
                "near": f"{name} is near the surface {figure_m:.0f} m from {them}, within {limit_m:.0f} m",
            }[what]
            figures = {"waterspace": plan.name, "what": what, "figure_m": round(figure_m, 1), "limit_m": limit_m}
            stage.log("waterspace breach", row, text, serial=plan.serial, other=them, values=figures)
        worst = max if what == "below" else min
        self.open[key][1] = worst(self.open[key][1], figure_m)

    def _close(self, stage: Stage, plan: WaterPlan, key: str) -> None:
        since_s, worst_m = self.open.pop(key)
        name, what = key.removeprefix(f"{plan.name}/").rsplit("/", 1)
        figures = {
            "waterspace": plan.name,
            "what": what,
            "seconds": stage.now_s - since_s,
            "worst_m": round(worst_m, 1),
        }
        text = f"{name} keeps to her waterspace again"
        stage.log("waterspace kept", stage.cast.rows[name], text, serial=plan.serial, values=figures)
