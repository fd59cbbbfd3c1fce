"""CASEX: the exercise submarine. She goes about her area, quiet and deep; pinged, she turns her stern and dives.

From a torpedo that she hears she runs. Before her battery is empty she snorts, if she can while nobody pings.
"""

import math
from dataclasses import dataclass

from fleetex.behaviours.casex_params import SubmarineParams, params_of, submarine_params_of
from fleetex.behaviours.conduct import Part
from fleetex.behaviours.patrol_ships import inside, join_at
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import (
    AreaLeft,
    BatteryEmpty,
    BatteryFull,
    BearingGained,
    Event,
    OrderDone,
    ShoalAhead,
    TimerRang,
    TorpedoHeard,
    WaterspaceChanged,
)
from fleetex.engine.orders import FollowRoute, Log, Order, Position, SetDepth, SetTimer, Smoke, Snort, Steer, WatchArea
from fleetex.engine.view import BearingEstimate, View
from fleetex.units import DEG_RAD, KN_MPS

ON_TRACK, EVADING, TURNING_BACK = "on her track", "evading", "turning back into the area"
RUNNING = "running from a torpedo"
LISTEN_TAG, AGAIN_TAG, RESUME_TAG, SILENT_TAG = "listen", "evade again", "resume", "torpedo silent"
UP_TAG = "come up"
LISTEN_S = 60.0
AGAIN_S = 180.0
SILENT_S = 150.0
DEEPEN_M = 10.0
KEEP_DOWN_S = 900.0
LEAST_EASE = 0.05
"""Design values: how often she listens for pings, and judges them anew while she evades; how long a torpedo is silent
before she counts it as gone; by how much more water she goes deeper again; how long she stays down once she has gone
down; twice the share of charge that she gains at the least before she goes down for anybody once she had to come up."""


@dataclass
class Submarine(Part):
    """The hunted."""

    phase: str = ON_TRACK
    pinged_s: float = -1.0e9
    depth_m: float = 0.0
    """As last ordered, by herself or by the chart."""
    snorting: bool = False
    """She is at snort depth, or on her way there, and goes about her track meanwhile."""
    forced: bool = False
    """She is up because she must be: until she has some charge again no ping and no ship sends her down."""
    emptied: bool = False
    """The same of a battery that was empty: no band sends her down either."""
    evades: bool = False
    """She has left her track for pings, and has not written down yet that it is over."""
    signalled: str = ""
    """Why she is about to come up, once she has given notice."""
    down_until_s: float = -1.0e9
    """Ships were near: she does not come up before."""

    @property
    def params(self) -> SubmarineParams:
        return submarine_params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        watch: list[Order] = [WatchArea(self.briefing.area_id)] if self.briefing.area_id else []
        return [*watch, *self._on_track(view), SetTimer(LISTEN_TAG, LISTEN_S)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("listen"):
                return [
                    SetTimer(LISTEN_TAG, LISTEN_S),
                    *(self._listen(view) or self._mind_battery(view) or self._mind_depth(view)),
                ]
            case BatteryEmpty():
                self.forced = self.emptied = True
                return self._snort_at_once(view) if not self.snorting else []
            case TimerRang("come up") if self.signalled:
                return self._snort(view, self.signalled)
            case BatteryFull():
                return self._go_down(view, "it is full") if self.snorting else []
            case BearingGained():
                return self._listen(view)
            case WaterspaceChanged():
                return self._mind_battery(view) or self._mind_depth(view)
            case ShoalAhead(depth_m):
                self.depth_m = depth_m
                return []
            case TimerRang("evade again") if self.phase == EVADING:
                return self._evade(view)
            case TimerRang("resume") if self.phase == TURNING_BACK:
                return self._on_track(view)
            case TorpedoHeard(bearing_rad) if self.params.evades and self.phase != TURNING_BACK:
                return self._run_from(view, bearing_rad)
            case TimerRang("torpedo silent") if self.phase == RUNNING:
                return self._quiet_again(view)
            case AreaLeft(area) if area == self.briefing.area_id:
                return self._turn_back(view)
            case OrderDone("FollowRoute") if self.phase == ON_TRACK:
                return self._on_track(view)
            case _:
                return []

    def secure(self, view: View) -> list[Order]:
        """The serial is over: she stays down, for ships are near."""
        self.snorting = False
        return [self._to_depth(view)]

    def outcome(self, view: View) -> tuple[bool, str]:
        return True, "the run is over"

    def _on_track(self, view: View) -> list[Order]:
        """Go about her track; what she evaded from is over."""
        quiet: list[Order] = []
        if self.evades:
            why = "No ping is heard any more"
            if self.snorting or self._pings(view):
                why = "Evades no more" if self.snorting else "Turned back at the edge of her water"
            quiet = [Log("evasion over", f"{why}: back to her track.", {})]
        self.phase, self.evades = ON_TRACK, False
        return quiet + self._about(view)

    def _about(self, view: View) -> list[Order]:
        way = tuple(Position(point.lat_rad, point.lon_rad) for point in params_of(self.briefing).route)
        if not way and self.briefing.area is not None:
            way = inside(view, self.briefing.area)
        depth: Order = Snort(on=True) if self.snorting else self._to_depth(view)
        if not way:
            return [depth, Steer(view.own().course_rad, self.params.submarine_speed)]
        joined = join_at(view, way)
        then = "loop" if len(way) > 1 else "hold"
        return [depth, FollowRoute(way[joined:] + way[:joined], self.params.submarine_speed, then=then)]

    def _listen(self, view: View) -> list[Order]:
        """Is a ping among what she hears? Of a ship that she hears already it comes unannounced."""
        if self.phase != ON_TRACK or not self.params.evades or not self._pings(view):
            return []
        if self.forced or view.own().charge_share <= self.params.snort_at:
            return []
        return self._evade(view)

    def _pings(self, view: View) -> list[BearingEstimate]:
        heard = (view.bearing(number) for number in view.bearings())
        return [ping for ping in heard if ping is not None and ping.pinging]

    def _evade(self, view: View) -> list[Order]:
        """Stern to the pings, under the layer; back to the track when none was heard for long enough."""
        pings = self._pings(view)
        if pings:
            self.pinged_s = view.time_s
        elif view.time_s - self.pinged_s > self.params.evade_for:
            return self._on_track(view)
        again = SetTimer(AGAIN_TAG, AGAIN_S)
        if view.own().charge_share <= self.params.snort_at:
            return self._come_up(view, "her battery lets her evade no more")
        if not pings:
            return [again]
        self.snorting, self.signalled = False, ""
        east = sum(math.sin(ping.bearing_rad) for ping in pings)
        north = sum(math.cos(ping.bearing_rad) for ping in pings)
        course_rad = (math.atan2(east, north) + math.pi) % math.tau
        depth = self._to_depth(view, self._hidden_m(view))
        orders: list[Order] = [depth, Steer(course_rad, self.params.evasion_speed), again]
        if self.phase == EVADING:
            return orders
        self.phase, self.evades = EVADING, True
        figures = {
            "pings": len(pings),
            "bearing_deg": pings[0].bearing_rad / DEG_RAD,
            "course_deg": course_rad / DEG_RAD,
            "depth_m": self.depth_m,
        }
        knots = self.params.evasion_speed / KN_MPS
        text = f"Pinged: turns to {course_rad / DEG_RAD:03.0f} at {knots:.0f} kn and goes to {self.depth_m:.0f} m."
        return [Log("evading", text, figures), *orders]

    def _hidden_m(self, view: View) -> float:
        """How deep she evades: under the layer if there is one."""
        layer_m = view.surroundings().layer_m
        hidden_m = layer_m + self.params.below_layer if layer_m > 0.0 else 0.0
        return max(self.params.submarine_depth, hidden_m)

    def _run_from(self, view: View, bearing_rad: float) -> list[Order]:
        """Stern to the torpedo, as fast as the serial lets her."""
        self.snorting, self.signalled = False, ""
        course_rad = (bearing_rad + math.pi) % math.tau
        orders: list[Order] = [
            self._to_depth(view, self._hidden_m(view)),
            Steer(course_rad, self.params.sprint_speed),
            SetTimer(SILENT_TAG, SILENT_S),
        ]
        if self.phase == RUNNING:
            return orders
        self.phase = RUNNING
        figures = {"bearing_deg": bearing_rad / DEG_RAD, "course_deg": course_rad / DEG_RAD}
        text = f"Hears a torpedo on {bearing_rad / DEG_RAD:03.0f}: runs on {course_rad / DEG_RAD:03.0f}."
        return [Log("torpedo heard", text, figures), *orders]

    def _quiet_again(self, view: View) -> list[Order]:
        """No torpedo is heard any more: she hides from the pings, if there are any, or goes back to her track."""
        self.phase = ON_TRACK
        return self._evade(view) if self._pings(view) else self._on_track(view)

    # ---- depth

    def _allowed_m(self, view: View, wanted_m: float) -> float:
        """As near to a depth as waterspace, hull and bottom let her be; the bottom counts for more than the band."""
        around = view.surroundings()
        return min(max(min(wanted_m, around.not_below_m), around.not_above_m), around.deepest_m)

    def _to_depth(self, view: View, wanted_m: float | None = None) -> SetDepth:
        """To a depth, that of the serial unless another is given, or as near as she may."""
        self.depth_m = self._allowed_m(view, self.params.submarine_depth if wanted_m is None else wanted_m)
        return SetDepth(self.depth_m)

    def _mind_depth(self, view: View) -> list[Order]:
        """Go down again behind a shoal; keep to a band that opens."""
        if self.snorting or self.phase != ON_TRACK:
            return []
        around, due_m = view.surroundings(), self._allowed_m(view, self.params.submarine_depth)
        outside = self.depth_m < around.not_above_m or self.depth_m > around.not_below_m
        if due_m >= self.depth_m + DEEPEN_M or (outside and due_m != self.depth_m):
            return [self._to_depth(view)]
        return []

    # ---- battery

    def _mind_battery(self, view: View) -> list[Order]:
        """Come up to snort when the charge is low and nobody has pinged for long enough; go down when it is high."""
        share = view.own().charge_share
        if share >= self._eased:
            self.forced = self.emptied = False
        banned = view.surroundings().not_above_m > view.own().snort_m and not self.emptied
        if self.snorting:
            if banned or (self._ships_near(view) and not self.forced):
                return self._go_down(view, "her band begins under her" if banned else "a ship is near")
            return self._go_down(view, "charged") if share >= self.params.snort_until else []
        if self.phase not in (ON_TRACK, EVADING) or not share < self.params.snort_below or banned or self.signalled:
            return []
        if share <= self.params.snort_at:
            self.forced = True
            return self._come_up(view, "her battery is all but empty")
        quiet = self.phase == ON_TRACK and not self._pings(view)
        if not quiet or view.time_s - self.pinged_s < self.params.evade_for:
            return []
        if view.time_s < self.down_until_s or self._ships_near(view):
            return []
        return self._come_up(view, "nobody pings")

    @property
    def _eased(self) -> float:
        """The share of charge from which on she minds pings and ships again: half-way up to where she would snort."""
        return 0.5 * (self.params.snort_at + max(self.params.snort_below, self.params.snort_at + LEAST_EASE))

    def _snort_at_once(self, view: View) -> list[Order]:
        """Her battery is empty: with a signal where the serial asks for notice, but without waiting."""
        smoke: list[Order] = [Smoke()] if view.surroundings().notice_s > 0.0 else []
        return [*smoke, *self._snort(view, "her battery is empty")]

    def _ships_near(self, view: View) -> bool:
        """Whether a ship that she knows of is so near that she may not be near the surface."""
        clear_m = view.surroundings().clear_of_ships_m
        return clear_m > 0.0 and bool(view.near(view.own().position, clear_m))

    def _come_up(self, view: View, why: str) -> list[Order]:
        """Snort; where the serial asks for notice, signal first and wait."""
        notice_s = view.surroundings().notice_s
        if notice_s <= 0.0 or view.own().snorts:
            return self._snort(view, why)
        if self.signalled:
            return []
        self.signalled = why
        said = Log("signals", f"Signals by smoke: comes up in {notice_s / 60.0:.0f} min.", {"seconds": notice_s})
        return [said, Smoke(), SetTimer(UP_TAG, notice_s)]

    def _snort(self, view: View, why: str) -> list[Order]:
        self.snorting, self.signalled = True, ""
        share = 100.0 * view.own().charge_share
        figures = {"charge_percent": round(share, 1), "reason": why}
        return [
            Log("comes up to snort", f"Battery {share:.0f} %: comes up to snort, {why}.", figures),
            *self._on_track(view),
        ]

    def _go_down(self, view: View, why: str) -> list[Order]:
        self.snorting = False
        self.down_until_s = view.time_s + KEEP_DOWN_S
        share = 100.0 * view.own().charge_share
        figures = {"charge_percent": round(share, 1), "reason": why}
        over = Log("snorting over", f"Battery {share:.0f} %: goes down, {why}.", figures)
        return [over, self._to_depth(view, max(self.params.submarine_depth, view.surroundings().safety_depth_m))]

    def _turn_back(self, view: View) -> list[Order]:
        """Her water ends here: no evasion leads out of it."""
        area = self.briefing.area
        if area is None:
            return []
        self.phase = TURNING_BACK
        range_m, course_rad = view.range_and_bearing(view.own().position, area.centre)
        speed_mps = max(view.own().speed_mps, self.params.submarine_speed)
        return [Steer(course_rad, speed_mps), SetTimer(RESUME_TAG, 0.3 * range_m / speed_mps)]
