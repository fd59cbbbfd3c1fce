"""CASEX: a helicopter that hunts with a dipping sonar. She jumps from dip to dip over her strip, holds from the hover,
jumps after a contact that draws away, and dips about the datum of one that is lost. To drop a torpedo she hoists, flies
over the contact, and dips again.
"""

from dataclasses import dataclass

from fleetex.behaviours.casex_air import AirHunter
from fleetex.behaviours.casex_air_params import HELICOPTER
from fleetex.behaviours.casex_hunter import strip_of
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.patrol_ships import join_at
from fleetex.behaviours.sar_plan import placed_at
from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import FollowRoute, LowerSonar, Order, Position, RaiseSonar, SetHeight, SetTimer, TrackId
from fleetex.engine.view import TrackEstimate, View
from fleetex.physics import search_patterns as patterns
from fleetex.units import NMI_M

TO_DIP, HOVERING, LOWERING, DIPPING, RAISING = "to a dip", "hovering", "lowering", "dipping", "raising"
TO_DROP = "to a drop"
DIP_TAG, AGAIN_TAG = "dip", "lower again"
AGAIN_S = 15.0
HOVER_M = 20.0
JUMP_M = 3.0 * NMI_M
JUMP_S = 300.0
DATUM_M = 6.0 * NMI_M
ALONG_M = 25.0 * NMI_M
"""Design values: from a contact farther off than this she jumps, to where it will be when her sonar hangs again; so
far about a datum she dips, and so far along a bearing."""


@dataclass
class Dipper(AirHunter):
    """One helicopter."""

    doing: str = TO_DIP
    dips: tuple[Position, ...] = ()
    """Where she dips next, one after the other; empty: her strip from its beginning."""
    number: int = 0
    leaving: bool = False
    aim: TrackEstimate | None = None
    """What she held when she broke off to drop on it."""
    aim_s: float = 0.0

    @property
    def speed_mps(self) -> float:
        return self.params.helicopter_speed

    @property
    def height_m(self) -> float:
        return self.params.helicopter_height

    @property
    def wet(self) -> bool:
        return self.doing in (LOWERING, DIPPING, RAISING)

    def hunt(self, view: View) -> list[Order]:
        self.leaving, self.aim = False, None
        if self.seen is not None and view.time_s - self.seen_s < self.params.evade_for:
            return self._about(view, self.seen)
        return self._next(view)

    def on_task(self, view: View, event: Event) -> list[Order]:
        match event, self.doing:
            case OrderDone("FollowRoute"), "to a dip":
                self.doing = HOVERING
                return [SetHeight(HOVER_M)]
            case OrderDone("SetHeight"), "hovering":
                return self._lower(view)
            case TimerRang("lower again"), "hovering":
                return self._lower(view)
            case OrderRefused("LowerSonar"), "lowering":
                self.doing = HOVERING
                return [SetTimer(AGAIN_TAG, AGAIN_S)]
            case OrderDone("LowerSonar"), "lowering":
                self.doing = DIPPING
                return self._raise(view) if self.leaving else [SetTimer(DIP_TAG, self.params.dip_time)]
            case TimerRang("dip"), "dipping" if self.held is None:
                return self._raise(view)
            case TimerRang("dip"), "dipping":
                return self._keep(view)
            case OrderDone("RaiseSonar"), "raising":
                self.doing = TO_DIP
                if self.leaving:
                    return self.go_home(view)
                return self._next(view) if self.aim is None else self._to_drop(view, self.aim)
            case OrderDone("FollowRoute"), "to a drop" if self.aim is not None:
                return self._drop(view, self.aim)
            case _:
                return []

    def on_loss(self, view: View) -> list[Order]:
        if self.seen is None or self.aim is not None:
            return []
        self._plan_about(view, self.seen)
        return self._move(view)

    def redirect(self, view: View) -> list[Order]:
        assert self.seen is not None
        if self.aim is not None:
            return []
        self._plan_about(view, self.seen)
        return self._move(view)

    def point(self, view: View, place: Position, bearing_rad: float) -> list[Order]:
        """She dips along the bearing, from where it was heard outwards."""
        if self.aim is not None:
            return []
        spacing_m = self.params.dip_spacing
        dips = [view.offset(place, bearing_rad, spacing_m * k) for k in range(1, int(ALONG_M / spacing_m) + 1)]
        nearest = min(range(len(dips)), key=lambda k: view.range_and_bearing(view.own().position, dips[k])[0])
        self.dips, self.number = tuple(dips[nearest:]), 0
        return self._move(view)

    def leave(self, view: View) -> list[Order]:
        self.leaving = True
        if not self.wet:
            return self.go_home(view)
        return self._raise(view) if self.doing == DIPPING else []

    def secure(self, view: View) -> list[Order]:
        return [RaiseSonar(name) for name in view.dipping_sonars()] if self.wet else []

    # ---- attack

    def run_in(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """She hoists, flies to where the contact will be, drops there, and dips again."""
        if self.doing != DIPPING:
            return []
        self.aim, self.aim_s = estimate, view.time_s
        return self._raise(view)

    def marked(self, view: View, track: TrackId) -> list[Order]:
        """On her way to a drop it is the mark that she drops on."""
        said = AirHunter.marked(self, view, track)
        if self.doing != TO_DROP or self.aim is None:
            return said
        self.held = track
        return said + self._drop(view, self.aim)

    def _to_drop(self, view: View, aim: TrackEstimate) -> list[Order]:
        self.doing = TO_DROP
        range_m, _ = view.range_and_bearing(view.own().position, self._reckoned(view, aim, 0.0))
        place = self._reckoned(view, aim, range_m / self.speed_mps)
        return [SetHeight(self.height_m), FollowRoute((place,), self.speed_mps, then="hold")]

    def _drop(self, view: View, aim: TrackEstimate) -> list[Order]:
        """On the contact if she, or a partner over the link, holds it; else where it was heading for."""
        self.aim, self.doing = None, TO_DIP
        held = view.track(self.held) if self.held is not None else None
        place = self._reckoned(view, aim, 0.0) if held is None else held.position
        error_m = aim.position_sd_m if held is None else held.position_sd_m
        if held is None:
            error_m += aim.velocity_sd_mps * (view.time_s - self.aim_s)
        self._plan_about(view, place)
        return [*self.drop(view, place, error_m), *self._next(view)]

    def _reckoned(self, view: View, aim: TrackEstimate, ahead_s: float) -> Position:
        """Where the contact is by dead reckoning, so many seconds from now."""
        seconds = view.time_s - self.aim_s + ahead_s
        return view.offset(aim.position, aim.course_rad, aim.speed_mps * seconds)

    def _keep(self, view: View) -> list[Order]:
        """While she holds: stay in the hover as long as the contact is near, else jump ahead of it."""
        estimate = view.track(self.held) if self.held is not None else None
        if estimate is None or estimate.range_m < JUMP_M:
            return [SetTimer(DIP_TAG, self.params.dip_time)]
        self.dips, self.number = (_ahead(view, estimate),), 0
        return self._raise(view)

    # ---- from dip to dip

    def _about(self, view: View, datum: Position) -> list[Order]:
        self._plan_about(view, datum)
        return self._next(view)

    def _plan_about(self, view: View, datum: Position) -> None:
        _, start_rad = view.range_and_bearing(view.own().position, datum)
        way = patterns.expanding_square(self.params.dip_spacing, start_rad, DATUM_M)
        self.dips, self.number = tuple(placed_at(view, datum, point) for point in way), 0

    def _move(self, view: View) -> list[Order]:
        """Go on to the next dip from wherever she is in this one."""
        if self.doing in (LOWERING, DIPPING):
            return self._raise(view)
        return [] if self.doing == RAISING else self._next(view)

    def _next(self, view: View) -> list[Order]:
        if self.number >= len(self.dips):
            self.dips, self.number = self._strip(view), 0
        place = self.dips[self.number]
        self.number += 1
        self.doing = TO_DIP
        return [SetHeight(self.height_m), FollowRoute((place,), self.speed_mps)]

    def _strip(self, view: View) -> tuple[Position, ...]:
        """The dips of her strip of the area: so far apart along its legs."""
        helicopters = in_role(self.briefing, HELICOPTER)
        place = helicopters.index(self.briefing.unit)
        way = strip_of(view, self.briefing, place, len(helicopters), self.params.dip_spacing)
        joined = join_at(view, way)
        way = way[joined:] + way[:joined]
        dips = [way[0]]
        for point in way[1:]:
            range_m, course_rad = view.range_and_bearing(dips[-1], point)
            while range_m > self.params.dip_spacing:
                dips.append(view.offset(dips[-1], course_rad, self.params.dip_spacing))
                range_m, course_rad = view.range_and_bearing(dips[-1], point)
        return tuple(dips)

    def _lower(self, view: View) -> list[Order]:
        self.doing = LOWERING
        layer_m = view.surroundings().layer_m
        depth_m = max(self.params.dip_depth, layer_m + self.params.below_layer if layer_m > 0.0 else 0.0)
        return [LowerSonar(name, depth_m) for name in view.dipping_sonars()[:1]]

    def _raise(self, view: View) -> list[Order]:
        if self.doing == LOWERING:  # it goes down first: a winch that runs is let run
            return [SetTimer(DIP_TAG, AGAIN_S)]
        self.doing = RAISING
        return [RaiseSonar(name) for name in view.dipping_sonars()[:1]]


def _ahead(view: View, estimate: TrackEstimate) -> Position:
    """Where the contact will be when her sonar hangs again."""
    return view.offset(estimate.position, estimate.course_rad, estimate.speed_mps * JUMP_S)
