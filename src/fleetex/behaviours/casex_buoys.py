"""CASEX: a patrol aircraft that hunts with sonobuoys. She lays listening buoys in a pattern, goes round and listens,
lays more beside a bearing until lines cross to a fix, pings about that or along the bearing, holds by pinging buoys,
and lays more where a contact was lost or reported. She attacks what her magnetic anomaly detector has marked as she
flew low over it; one without a detector drops where it should be.
"""

import itertools
import math
from dataclasses import dataclass, field

from fleetex.behaviours.casex_air import AirHunter
from fleetex.behaviours.casex_air_params import PATROL
from fleetex.behaviours.casex_fixes import FIX, CrossFix, says_fix, told_fix
from fleetex.behaviours.casex_hunter import BEARING, SAME_BEARING_RAD, strip_of
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.formation import angle_between_rad
from fleetex.engine.events import BearingGained, Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import BearingId, FollowRoute, LayBuoy, Log, Order, Position, SetHeight, SetTimer, TrackId
from fleetex.engine.view import BearingEstimate, TrackEstimate, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Emission, SurfaceKind

LAYING, LISTENING, OPENING, RUNNING_IN = "laying", "listening", "opening", "running in"
LISTEN_TAG = "listen"
LISTEN_S = 120.0
ROUND_M = 6.0 * NMI_M
CORNERS = 6
ALONG_M = (1.5 * NMI_M, 4.0 * NMI_M)
ABOUT_M = 1.5 * NMI_M
ABOUT_COUNT = 4
RUN_DOWN_EVERY_S = 900.0
FLANK_ALONG_M, FLANK_M, CROSS_S = 3.0 * NMI_M, 2.0 * NMI_M, 900.0
BEYOND_M = 1.0 * NMI_M
FINAL_M = 2.0 * NMI_M
OPEN_M, ROOM_M, AHEAD_RAD = 4.5 * NMI_M, 3.0 * NMI_M, 15.0 * DEG_RAD
PASSES = 3
"""Design values: how often she weighs what she hears; how wide she goes round; how far along a bearing, from the buoy
that hears it, she lays pinging buoys, and how far about a datum; between two bearings run down; how
far along a bearing and beside it she lays listening ones to cross it, and how long she waits. How far she flies on
beyond a contact; from where on she no longer alters for it; how far she opens from one that is nearer than `ROOM_M` and
not ahead; and how many runs in a row that mark nothing she flies."""


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
    chased: BearingId | None = None
    """Whose lines she waits for, so that they cross."""
    chased_s: float = -1.0e9
    line: BearingEstimate | None = None
    """The first of them."""
    passes: int = 0
    """Runs in a row that marked nothing."""
    run_s: float = -1.0e9
    marked_s: float = -1.0e9
    unmarked_s: float = -1.0e9
    """When she began the last run, when her detector marked something on one, when she gave up."""

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
            case OrderDone("FollowRoute") if self.doing == OPENING:
                return self._opened(view)
            case OrderDone("FollowRoute") if self.doing == RUNNING_IN:
                return self._ran(view)
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

    # ---- attack

    def press(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """With a detector: only what it has marked, in a run over the contact, is attacked."""
        if not self._confirms(view):
            return AirHunter.press(self, view, estimate)
        if view.time_s - self.unmarked_s < self.params.attack_every or not self.attack_is_due(view, estimate):
            return []
        return self.run_in(view, estimate)

    def run_in(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """She flies to where the contact will be; her buoys hold it meanwhile. Near by she opens first, to turn in."""
        if self.doing == OPENING or (self.doing == RUNNING_IN and estimate.range_m < FINAL_M):
            return []
        if self._confirms(view) and self._is_too_near(view, estimate):
            self.doing = OPENING
            _, outward_rad = view.range_and_bearing(estimate.position, view.own().position)
            return [FollowRoute((view.offset(estimate.position, outward_rad, OPEN_M),), self.speed_mps, then="hold")]
        ahead_m = estimate.speed_mps * estimate.range_m / self.speed_mps
        place = view.offset(estimate.position, estimate.course_rad, ahead_m)
        return self._run_over(view, place)

    def _is_too_near(self, view: View, estimate: TrackEstimate) -> bool:
        """Whether she would not come over the contact out of a turn."""
        off_rad = angle_between_rad(estimate.bearing_rad, view.own().course_rad)
        return estimate.range_m < ROOM_M and off_rad > AHEAD_RAD

    def _run_over(self, view: View, place: Position) -> list[Order]:
        """Over a place: low and on beyond it with a detector."""
        begins = self.doing != RUNNING_IN
        self.doing, self.centre = RUNNING_IN, place
        if not self._confirms(view):
            return [FollowRoute((place,), self.speed_mps, then="hold")]
        said = self._says_run(view, place) if begins else []
        _, course_rad = view.range_and_bearing(view.own().position, place)
        beyond = view.offset(place, course_rad, BEYOND_M)
        return [*said, SetHeight(self.params.mad_height), FollowRoute((place, beyond), self.speed_mps, then="hold")]

    def _says_run(self, view: View, place: Position) -> list[Order]:
        self.run_s = view.time_s
        figures = {"lat_deg": place.lat_rad / DEG_RAD, "lon_deg": place.lon_rad / DEG_RAD}
        return [Log("mad run", "Flies over the contact with her magnetic anomaly detector.", figures)]

    def marked(self, view: View, track: TrackId) -> list[Order]:
        """On a run the mark is attacked at once."""
        said = AirHunter.marked(self, view, track)
        estimate = view.track(track)
        if self.doing != RUNNING_IN or estimate is None:
            return said
        self.marked_s, self.passes = view.time_s, 0
        return said + self.attack(view, estimate, track)

    def _opened(self, view: View) -> list[Order]:
        self.doing = LISTENING
        estimate = view.track(self.held) if self.held is not None else None
        return self._go_round(view) if estimate is None else self.run_in(view, estimate)

    def _ran(self, view: View) -> list[Order]:
        """A run is over. Who has no detector drops; who has marked nothing flies another, three at most."""
        estimate = view.track(self.held) if self.held is not None else None
        self.doing = LISTENING
        if not self._confirms(view):
            dropped = [] if estimate is None else self.attack(view, estimate, self.held)
            return [*dropped, *self._go_round(view)]
        if self.marked_s < self.run_s:
            self.passes += 1
            if estimate is not None and self.passes < PASSES:
                return self.run_in(view, estimate)
            self.passes, self.unmarked_s = 0, view.time_s
        return [SetHeight(self.height_m), *self._go_round(view)]

    def _confirms(self, view: View) -> bool:
        return self.params.mad_confirm and bool(view.anomaly_detectors())

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
        """A stranger's bearing from one of the buoys: report it, and make a fix of it."""
        if self.doing != LISTENING or self.held is not None:
            return []
        if self.chased is not None:
            return self._weigh(view, self.chased)
        if view.time_s - self.run_down_s < RUN_DOWN_EVERY_S:
            return []
        heard = ((number, view.bearing(number)) for number in view.bearings())
        found = next(((n, one) for n, one in heard if one is not None and self._is_strange(view, one)), None)
        return [] if found is None else self._chase(view, *found)

    def _chase(self, view: View, number: BearingId, heard: BearingEstimate) -> list[Order]:
        """Tell it; if it crosses no other yet, lay listening buoys on both sides of it, or pinging ones along it."""
        self.run_down_s, self.centre = view.time_s, heard.place
        bearing_deg = heard.bearing_rad / DEG_RAD
        figures = {"bearing_deg": bearing_deg, "bearing": number}
        body = {"lat_rad": heard.place.lat_rad, "lon_rad": heard.place.lon_rad, "bearing_rad": heard.bearing_rad}
        said = Log("sonar bearing", f"A buoy hears a stranger on {bearing_deg:03.0f}.", figures)
        told = [said, *self.tell_hunters(BEARING, body)]
        fix = self.plot.cross(view, view.lines(number) or [heard])
        if fix is not None:
            return [*told, *self._fixed(view, fix)]
        self.chased, self.line, self.chased_s = number, heard, view.time_s
        if not self._mount(view, pinging=False):
            return [*told, *self._along(view)]
        middle = view.offset(heard.place, heard.bearing_rad, FLANK_ALONG_M)
        sides = [view.offset(middle, heard.bearing_rad + side * math.pi / 2.0, FLANK_M) for side in (-1.0, 1.0)]
        return [*told, *self._lay(view, sides, pinging=False)]

    def _weigh(self, view: View, number: BearingId) -> list[Order]:
        """Do lines of several buoys cross by now? In vain for long enough, she pings along the first."""
        fix = self.plot.cross(view, view.lines(number))
        if fix is not None:
            return self._fixed(view, fix)
        return self._along(view) if view.time_s - self.chased_s > CROSS_S else []

    def _fixed(self, view: View, fix: CrossFix) -> list[Order]:
        """Bearings cross: she tells it, and lays pinging buoys about it; with none left she flies over it."""
        self.chased, self.line = None, None
        self.run_down_s = self.seen_s = view.time_s
        self.seen = fix.place
        told = [says_fix(fix), *self.tell_hunters(FIX, told_fix(fix))]
        if self._confirms(view) and not self._mount(view, pinging=True):
            return [*told, *self._run_over(view, fix.place)]
        return [*told, *self._lay_about(view, fix.place)]

    def _along(self, view: View) -> list[Order]:
        """Pinging buoys along a line."""
        line, self.chased, self.line = self.line, None, None
        if line is None:
            return []
        drops = [view.offset(line.place, line.bearing_rad, range_m) for range_m in ALONG_M]
        return self._lay(view, drops, pinging=True)

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
