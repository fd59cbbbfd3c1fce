"""CASEX: a patrol aircraft that hunts with sonobuoys. She lays listening buoys in a pattern, goes round and listens,
runs a bearing down with pinging ones, holds by them, attacks, and lays more where a contact was lost or reported.
"""

import itertools
import math
from dataclasses import dataclass, field

from fleetex.behaviours.casex_air import AirHunter
from fleetex.behaviours.casex_air_params import PATROL
from fleetex.behaviours.casex_hunter import BEARING, SAME_BEARING_RAD, strip_of
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.formation import angle_between_rad
from fleetex.engine.events import BearingGained, Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import BearingId, FollowRoute, LayBuoy, Log, Order, Position, SetTimer
from fleetex.engine.view import BearingEstimate, TrackEstimate, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Emission, SurfaceKind

LAYING, LISTENING, RUNNING_IN = "laying", "listening", "running in"
LISTEN_TAG = "listen"
LISTEN_S = 120.0
ROUND_M = 6.0 * NMI_M
CORNERS = 6
ALONG_M = (1.5 * NMI_M, 4.0 * NMI_M)
ABOUT_M = 1.5 * NMI_M
ABOUT_COUNT = 4
RUN_DOWN_EVERY_S = 900.0
"""Design values: how often she weighs what she hears; how wide she goes round; how far along a bearing, from the buoy
that hears it, she lays pinging buoys, and how far about a datum; between two bearings run down."""


@dataclass
class BuoyLayer(AirHunter):
    """One patrol aircraft."""

    doing: str = LAYING
    drops: list[Position] = field(default_factory=list)
    """Where the next buoys go."""
    pinging: bool = False
    """Those are pinging ones."""
    laid_pattern: bool = False
    centre: Position | None = None
    """About where she goes round."""
    run_down_s: float = -1.0e9

    @property
    def speed_mps(self) -> float:
        return self.params.patrol_speed

    @property
    def height_m(self) -> float:
        return self.params.patrol_height

    def hunt(self, view: View) -> list[Order]:
        watch: list[Order] = [SetTimer(LISTEN_TAG, LISTEN_S)]
        if not self.laid_pattern:
            self.laid_pattern = True
            return watch + self._lay(view, self._pattern(view), pinging=False)
        return watch + self._go_round(view)

    def on_task(self, view: View, event: Event) -> list[Order]:
        match event:
            case OrderDone("FollowRoute") if self.doing == LAYING:
                return self._drop(view)
            case OrderDone("FollowRoute") if self.doing == RUNNING_IN:
                estimate = view.track(self.held) if self.held is not None else None
                dropped = [] if estimate is None else self.attack(view, estimate, self.held)
                return [*dropped, *self._go_round(view)]
            case OrderRefused("LayBuoy"):
                self.drops = []
                return self._go_round(view)
            case TimerRang("listen"):
                return [SetTimer(LISTEN_TAG, LISTEN_S), *self._listen(view)]
            case BearingGained():
                return self._listen(view)
            case _:
                return []

    def on_loss(self, view: View) -> list[Order]:
        return self._lay_about(view, self.seen) if self.seen is not None else []

    def redirect(self, view: View) -> list[Order]:
        assert self.seen is not None
        return self._lay_about(view, self.seen)

    def run_in(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """She flies to where the contact will be, and drops there; her buoys hold it meanwhile."""
        self.doing, self.centre = RUNNING_IN, estimate.position
        ahead_m = estimate.speed_mps * estimate.range_m / self.speed_mps
        place = view.offset(estimate.position, estimate.course_rad, ahead_m)
        return [FollowRoute((place,), self.speed_mps, then="hold")]

    # ---- buoys

    def _mount(self, view: View, *, pinging: bool) -> str:
        """Buoys of which some are left; empty if none."""
        carried = view.buoys_left()
        return next((mount for mount, kind in carried.items() if kind.left and kind.pings is pinging), "")

    def _pattern(self, view: View) -> list[Position]:
        """The first buoys: evenly over her strip of the area, or along a line through its middle."""
        area, params = self.briefing.area, self.params
        assert area is not None  # the kind needs an area
        patrols = in_role(self.briefing, PATROL)
        place, count = patrols.index(self.briefing.unit), params.buoy_count
        rows = 1 if params.buoy_pattern == "barrier" else max(1, round(math.sqrt(count / 2.0)))
        reach_m = 2.0 * max(view.range_and_bearing(area.centre, corner)[0] for corner in area.points or (area.centre,))
        spacing_m = max(reach_m, 2.0 * area.radius_m) / rows
        way = strip_of(view, self.briefing, place, len(patrols), spacing_m)
        legs = list(itertools.pairwise(way))
        lengths = [view.range_and_bearing(a, b)[0] for a, b in legs]
        step_m = sum(lengths) / max(1, count - 1)
        drops, off_m = [way[0]], 0.0
        for (begin, end), length_m in zip(legs, lengths, strict=True):
            _, course_rad = view.range_and_bearing(begin, end)
            while off_m + step_m <= length_m + 1.0 and len(drops) < count:
                off_m += step_m
                drops.append(view.offset(begin, course_rad, off_m))
            off_m -= length_m
        return drops

    def _lay(self, view: View, drops: list[Position], *, pinging: bool) -> list[Order]:
        if not self._mount(view, pinging=pinging):
            return self._go_round(view)
        self.drops, self.pinging = drops, pinging
        return self._to_next_drop(view)

    def _to_next_drop(self, view: View) -> list[Order]:
        if not self.drops:
            return self._go_round(view)
        self.doing = LAYING
        return [FollowRoute((self.drops[0],), self.speed_mps, then="hold")]

    def _drop(self, view: View) -> list[Order]:
        mount = self._mount(view, pinging=self.pinging)
        self.drops = self.drops[1:]
        if not mount:
            self.drops = []
            return self._go_round(view)
        return [LayBuoy(mount, self.params.buoy_depth), *self._to_next_drop(view)]

    def _lay_about(self, view: View, datum: Position) -> list[Order]:
        """Pinging buoys about a place where the contact is, or was."""
        self.centre = datum
        drops = [datum, *(view.offset(datum, math.tau * k / ABOUT_COUNT, ABOUT_M) for k in range(ABOUT_COUNT - 1))]
        return self._lay(view, drops, pinging=True)

    def _go_round(self, view: View) -> list[Order]:
        self.doing = LISTENING
        area = self.briefing.area
        middle = self.centre or (area.centre if area is not None else view.own().position)
        corners = tuple(view.offset(middle, math.tau * k / CORNERS, ROUND_M) for k in range(CORNERS))
        return [FollowRoute(corners, self.speed_mps, then="loop")]

    # ---- bearings

    def _listen(self, view: View) -> list[Order]:
        """A stranger's bearing from one of the buoys: report it, and run it down with pinging ones."""
        if self.doing != LISTENING or self.held is not None or view.time_s - self.run_down_s < RUN_DOWN_EVERY_S:
            return []
        heard = ((number, view.bearing(number)) for number in view.bearings())
        found = next(((n, one) for n, one in heard if one is not None and self._is_strange(view, one)), None)
        return [] if found is None else self._run_down(view, *found)

    def _is_strange(self, view: View, heard: BearingEstimate) -> bool:
        """Whether no ship that she holds lies along the bearing, as the buoy has it."""
        if heard.track is not None or heard.emission is not Emission.NOISE:
            return False
        near_rad = SAME_BEARING_RAD + 2.0 * heard.bearing_sd_rad
        for number in view.tracks():
            told = view.track(number)
            if told is None or told.kind is SurfaceKind.SUBMARINE:
                continue
            _, bearing_rad = view.range_and_bearing(heard.place, told.position)
            if angle_between_rad(bearing_rad, heard.bearing_rad) < near_rad:
                return False
        return True

    def _run_down(self, view: View, number: BearingId, heard: BearingEstimate) -> list[Order]:
        self.run_down_s = view.time_s
        bearing_deg = heard.bearing_rad / DEG_RAD
        figures = {"bearing_deg": bearing_deg, "bearing": number}
        said = Log("sonar bearing", f"A buoy hears a stranger on {bearing_deg:03.0f}.", figures)
        body = {"lat_rad": heard.place.lat_rad, "lon_rad": heard.place.lon_rad, "bearing_rad": heard.bearing_rad}
        drops = [view.offset(heard.place, heard.bearing_rad, range_m) for range_m in ALONG_M]
        self.centre = heard.place
        return [said, *self.tell_hunters(BEARING, body), *self._lay(view, drops, pinging=True)]
