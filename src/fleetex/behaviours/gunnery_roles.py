"""The other parts of a gunnery serial: spotter, tug, target, and who watches the range."""

import math
from dataclasses import dataclass

from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.ground import LEG_M, half_length_m
from fleetex.behaviours.gunex_ground import GunexGround, GunexParams
from fleetex.behaviours.gunnery import REPORT_FALL, SHOT
from fleetex.behaviours.gunnery_part import NOT_CLEAR, GunneryPart
from fleetex.behaviours.ngfs_ground import NgfsParams
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.spotting import Announced
from fleetex.engine.events import AreaLeft, Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import Drift, FollowRoute, Log, Order, SetTimer, Shadow, Steer, Tow, WatchArea
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Domain

LOOK_TAG, STREAM_TAG, STEADY_TAG = "look down the range", "stream", "steady"
LOOK_EVERY_S = 30.0
STREAM_S = 60.0
AGAIN_S = 60.0
SWUNG_RAD = math.radians(20.0)
SLACK_MPS = 0.7
PICK_UP_M = 200.0
CLOSE_M = 500.0
RUN_UP_M = 4.0 * NMI_M
SPOTTING_TIMES = 2.0
"""Design values: how often the range is looked over; to stream a target; how near a tug goes to take it; a start of
the run so near is begun at once; the start lies at most so far short of the middle of the area. A target has swung in
astern once it is seen within 20 degrees of the tow's course and 0.7 m/s of its speed. A spotter afloat is in place
within so many times the range ordered for her."""


@dataclass
class Spotter(GunneryPart):
    """Watches the fall of each salvo announced and says what to add."""

    def unready(self, view: View) -> str:
        """In place, and the target is held."""
        aim = self.ground.aim(view)
        if aim is None:
            return "does not hold the target"
        params = self.briefing.params
        if self.briefing.domains.get(view.unit) is Domain.LAND or not isinstance(params, GunexParams | NgfsParams):
            return ""
        range_m, _ = view.range_and_bearing(view.own().position, aim.position)
        if range_m > SPOTTING_TIMES * params.spotter_range + LEG_M:
            return f"{range_m / NMI_M:.1f} nmi from the target, {params.spotter_range / NMI_M:.1f} nmi ordered"
        if self.keeper.keeping and not self.keeper.settled and not self.is_late(view):
            return f"not in station on {self.keeper.guide} yet"
        return ""

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.desk.on_event(view, event, self.radio, self.params)
        message = traffic.message
        if message and message.kind == SHOT:
            body = message.body
            salvo, splash_s = str(body.get("salvo", "")), float(body.get("splash_s", 0.0))
            shot = Announced(message.sender, salvo, splash_s, str(body.get("mode", "")), bool(body.get("last")))
            orders += self.desk.on_shot(view, shot, self.ground.aim(view), self.params)
        elif message and message.kind == REPORT_FALL:
            orders += self.desk.repeat(self.radio, message.sender, str(message.body.get("salvo", "")))
        return orders


@dataclass
class RangeWatcher(GunneryPart):
    """The safety ship of a GUNEX-S or the range party of an NGFS: looks the range over, stops fire, clears it."""

    clear_from_s: float | None = None

    def begin(self, view: View) -> list[Order]:
        return [SetTimer(LOOK_TAG, LOOK_EVERY_S), *super().begin(view)]

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if not isinstance(event, TimerRang) or event.tag != LOOK_TAG:
            return []
        again: list[Order] = [SetTimer(LOOK_TAG, LOOK_EVERY_S)]
        if self.ground.aim(view) is None:
            return again
        found = self.ground.look(view)
        if found:
            self.clear_from_s = None
            return again + self.range_fouled(view, found)
        if self.clear_from_s is None:
            self.clear_from_s = view.time_s
        return again + self.range_seen_clear(view)

    def unready(self, view: View) -> str:
        """The range is seen, and was clear for long enough."""
        if self.ground.aim(view) is None:
            return "does not hold the target"
        if self.clear_from_s is None or view.time_s - self.clear_from_s < self.params.clear_for:
            return NOT_CLEAR
        return ""


@dataclass
class Guard(RangeWatcher):
    """A range guard: stands where she was told, watches the danger area and shares what she sees. Nobody waits for her
    word before fire."""


@dataclass
class Target(GunneryPart):
    """The target: in tow it follows the rope; else it lies adrift, or stands ashore."""

    def begin(self, view: View) -> list[Order]:
        if not isinstance(self.briefing.params, GunexParams):
            self.phase = "ashore"
            return []
        if self.briefing.roles.get("tug"):
            self.phase = "towed"
            return []
        self.phase = "drifting"
        return [Drift()]


@dataclass
class Tug(GunneryPart):
    """Streams the target and tows it on a straight run."""

    phase: str = "streaming"
    refused: bool = False
    course_rad: float = 0.0

    @property
    def run(self) -> GunexGround:
        return GunexGround(self.briefing)

    def begin(self, view: View) -> list[Order]:
        self.course_rad = self.run.run_rad(view)
        watch: list[Order] = [WatchArea(self.briefing.area_id)] if self.briefing.area_id else []
        return super().begin(view) + watch + self._stream()

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case OrderRefused("Tow"):
                self.refused = True
                return []
            case TimerRang("stream") if self.phase == "streaming":
                return self._stream_again(view) if self.refused else self._to_the_start(view)
            case OrderDone("FollowRoute") | OrderRefused("FollowRoute") if self.phase == "to the start":
                return self._on_track()
            case TimerRang("steady") if self.phase == "towing":
                return self._steady(view)
            case AreaLeft(area) if area == self.briefing.area_id and self.phase == "towing":
                self.course_rad = (self.course_rad + math.pi) % math.tau
                return self._on_track()
            case _:
                return []

    def _stream(self) -> list[Order]:
        self.refused = False
        return [Tow(self.run.target, self.run.params.tow_line), SetTimer(STREAM_TAG, STREAM_S)]

    def _stream_again(self, view: View) -> list[Order]:
        """Not before the target is near enough to pass it a line."""
        track = view.track_of(self.run.target)
        aim = None if track is not None else self.ground.aim(view)
        track = aim.track if aim else track
        estimate = view.track(track) if track is not None else None
        if estimate is None or estimate.range_m < max(CLOSE_M, self.run.params.tow_line):
            return self._stream()
        return [Shadow(track, PICK_UP_M), SetTimer(STREAM_TAG, STREAM_S)] if track is not None else []

    def _to_the_start(self, view: View) -> list[Order]:
        """The run is laid through the middle of the area; its start lies short of that."""
        line_m = self.run.params.tow_line
        streamed = Log(
            "target streamed",
            f"{self.run.target} is streamed on {line_m:.0f} m.",
            {"other": self.run.target, "line_m": line_m},
        )
        self.phase = "to the start"
        area = self.briefing.area
        if area is None:
            return [streamed, *self._on_track()]
        run_m = self.run.params.tow_speed * (self.briefing.end_s - view.time_s)
        back_m = min(run_m / 2.0, 0.6 * half_length_m(view, area, self.course_rad), RUN_UP_M)
        start = view.offset(area.centre, (self.course_rad + math.pi) % math.tau, back_m)
        range_m, _ = view.range_and_bearing(view.own().position, start)
        if range_m < CLOSE_M:
            return [streamed, *self._on_track()]
        return [streamed, FollowRoute((start,), self.run.params.transit_speed, then="hold")]

    def _steady(self, view: View) -> list[Order]:
        """Ready when the target is seen to have swung in astern and to come along at the speed of the tow."""
        aim = self.ground.aim(view)
        estimate = view.track(aim.track) if aim and aim.track is not None else None
        if estimate is None:
            return [SetTimer(STEADY_TAG, AGAIN_S)]
        off_rad = angle_between_rad(estimate.course_rad, self.course_rad)
        slack_mps = self.run.params.tow_speed - estimate.speed_mps
        if off_rad > SWUNG_RAD or slack_mps > SLACK_MPS:
            return [SetTimer(STEADY_TAG, AGAIN_S)]
        return self.report_ready(view)

    def _on_track(self) -> list[Order]:
        self.phase = "towing"
        figures = {"course_deg": self.course_rad / DEG_RAD, "speed_mps": self.run.params.tow_speed}
        text = f"On track, course {self.course_rad / DEG_RAD:03.0f}."
        steady = Steer(self.course_rad, self.run.params.tow_speed)
        swung_s = self.run.params.tow_line / max(self.run.params.tow_speed, 1.0)
        return [steady, Log("on track", text, figures), SetTimer(STEADY_TAG, swung_s)]
