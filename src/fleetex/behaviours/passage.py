"""Passage: what a unit does between serials. It makes its next rendezvous in time, and waits there.

The plan is given when the last serial ends; it leads round danger areas of others that are live meanwhile. Where one
holds the rendezvous, or the place where she lies, she waits outside until it is over. Each unit waits on a berth of its
own about the rendezvous, drawn for it alone, so that nobody lies on anybody, and stops there.
Should a serial begin on the way that moves nobody, the unit stops at its berth and does not run past it. A submarine
whose battery is low comes up to snort until it is full, and goes down again to where she was.
"""

import math
from dataclasses import dataclass

from fleetex.behaviours.doctrine import Doctrine
from fleetex.engine.events import (
    BatteryEmpty,
    BatteryFull,
    BatteryLow,
    Event,
    OrderDone,
    OrderRefused,
    Started,
    TimerRang,
    WaterspaceChanged,
)
from fleetex.engine.orders import FollowRoute, Log, Order, Position, SetDepth, SetTimer, Snort, Steer
from fleetex.engine.view import Briefing, View
from fleetex.units import DEG_RAD

UNDER_WAY, LOITERING, ENDED, WAITING = "under way", "loitering", "ended", "waiting outside"
AGAIN_TAG = "again"
BAND_TAG = "band"
OVER_TAG = "over"
WAIT_RADIUS_M = 900.0
"""About the place where ships wait outside, a berth for each (design value)."""
AGAIN_S = 600.0
TRIES_MAX = 6
"""Design values: a refused route is tried again after ten minutes, six times."""


@dataclass(frozen=True)
class PassagePlan:
    """Where to be and when. Without a rendezvous the unit waits where it is."""

    rendezvous: Position | None
    arrive_s: float | None
    cruise_mps: float
    loiter_radius_m: float
    serial: str = ""
    """The serial it is for; empty: none is left."""
    home: str = ""
    """Of an aircraft: the ship or the airfield where it belongs."""
    routed: bool = False
    """Of an aircraft: it flies the route that the file gives it."""
    by_way_of: tuple[Position, ...] = ()
    """Where to turn on the way, round danger areas that are promulgated and live meanwhile."""
    wait_at: Position | None = None
    """Where to wait, outside danger areas that hold the rendezvous, or the place where she lies, ..."""
    wait_by_way_of: tuple[Position, ...] = ()
    """... where to turn before that, ..."""
    wait_until_s: float = math.inf
    """... and until when."""
    hurried: bool = False
    """She makes her cruising speed, to be out of a danger area before it is live."""


@dataclass
class Passage(Doctrine):
    """A unit on its own."""

    phase: str = UNDER_WAY
    tries: int = 0
    dived_m: float = 0.0
    """How deep a submarine was when she came up to snort."""

    @property
    def plan(self) -> PassagePlan:
        found = self.briefing.params
        assert isinstance(found, PassagePlan)
        return found

    def on_event(self, view: View, event: Event) -> list[Order]:
        match event:
            case Started():
                return [*self._keep_band(view), *self._proceed(view)]
            case WaterspaceChanged() if not view.own().snorts:
                return self._keep_band(view)
            case OrderDone("FollowRoute") if self.phase == UNDER_WAY:
                return self._arrived(view)
            case OrderDone("FollowRoute") if self.phase == WAITING:
                return [Steer(view.own().course_rad, 0.0)]
            case TimerRang("over") if self.phase == WAITING:
                self.tries = 0  # another way, tried as often as any
                return self._make_for(view)
            case OrderRefused("FollowRoute", reason):
                return self._refused(reason)
            case BatteryLow() | BatteryEmpty() if not view.own().snorts:
                if view.surroundings().not_above_m > view.own().snort_m and isinstance(event, BatteryLow):
                    return [SetTimer(BAND_TAG, AGAIN_S)]
                self.dived_m = max(self.dived_m, -view.own().height_m)
                return [Snort(on=True)]
            case BatteryFull() if view.own().snorts:
                deep_m, self.dived_m = self.dived_m, 0.0
                return [SetDepth(min(deep_m, view.surroundings().deepest_m))]
            case TimerRang("band") if not view.own().snorts:
                return self.on_event(view, BatteryLow(view.own().charge_share))
            case TimerRang("again"):
                return self._proceed(view) if self.phase in (UNDER_WAY, WAITING) else self._loiter(view)
            case _:
                return []

    def _proceed(self, view: View) -> list[Order]:
        plan = self.plan
        if plan.wait_at is None or view.time_s >= plan.wait_until_s:
            return self._make_for(view)
        self.phase = WAITING
        place = self._berth(view, plan.wait_at, WAIT_RADIUS_M)
        out: list[Order] = [FollowRoute((*plan.wait_by_way_of, place), plan.cruise_mps, then="stop")]
        return out if math.isinf(plan.wait_until_s) else [*out, SetTimer(OVER_TAG, plan.wait_until_s - view.time_s)]

    def _make_for(self, view: View) -> list[Order]:
        """Go to the rendezvous, in time; without one wait here."""
        plan = self.plan
        if plan.rendezvous is None:
            return self._loiter(view)
        self.phase = UNDER_WAY
        waypoints = (*plan.by_way_of, self._berth(view, plan.rendezvous, plan.loiter_radius_m))
        arrive_s = None if plan.hurried else plan.arrive_s
        return [FollowRoute(waypoints, plan.cruise_mps, then="stop", arrive_s=arrive_s)]

    def _berth(self, view: View, rendezvous: Position, about_m: float) -> Position:
        """A place of this unit's own: uniform over a disc about the rendezvous."""
        radius_m = about_m * math.sqrt(view.draw("berth range", 0))
        return view.offset(rendezvous, math.tau * view.draw("berth bearing", 0), radius_m)

    def _arrived(self, view: View) -> list[Order]:
        own = view.own().position
        figures = {
            "lat_deg": own.lat_rad / DEG_RAD,
            "lon_deg": own.lon_rad / DEG_RAD,
            "early_s": None if self.plan.arrive_s is None else self.plan.arrive_s - view.time_s,
            "serial": self.plan.serial,
        }
        told = f" for {self.plan.serial}" if self.plan.serial else ""
        return [Log("arrived", f"{view.unit} is at its rendezvous{told}.", figures), *self._loiter(view)]

    def _loiter(self, view: View) -> list[Order]:
        """Stop and lie where the unit is."""
        self.phase = LOITERING
        return [Steer(view.own().course_rad, 0.0)]

    def _keep_band(self, view: View) -> list[Order]:
        """A submarine goes to the nearest depth that the waterspace allows here."""
        around, depth_m = view.surroundings(), -view.own().height_m
        if view.own().depth_m_max <= 0.0 or around.not_above_m <= depth_m <= around.not_below_m:
            return []
        return [SetDepth(min(max(depth_m, around.not_above_m), around.not_below_m, around.deepest_m))]

    def _refused(self, reason: str) -> list[Order]:
        self.tries += 1
        if self.tries > TRIES_MAX:
            return []
        text = f"No way to go: {reason}."
        return [Log("order refused", text, {"order": "FollowRoute", "reason": reason}), SetTimer(AGAIN_TAG, AGAIN_S)]


def doctrine(briefing: Briefing) -> Doctrine:
    """The doctrine of a unit that is in no serial; `briefing.params` is its PassagePlan."""
    assert isinstance(briefing.params, PassagePlan)
    return Passage(briefing)
