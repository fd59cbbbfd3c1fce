"""Keeping station on a guide: find its track, take the station, ask for the guide when it is lost.

The steering itself is the kernel's (KeepStation, on this unit's own estimate). A unit that does not hold its guide
holds course, calls the guide for its position, closes that, and looks again each minute.
"""

from dataclasses import dataclass, field

from msgspec import Struct

from fleetex.behaviours.conduct import POSITION, WHERE
from fleetex.behaviours.formation import StationOf, angle_between_rad
from fleetex.behaviours.radio import Radio, Traffic
from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang, TrackGained, TrackLost
from fleetex.engine.orders import KeepStation, Log, Order, Position, SetTimer, Steer, TrackId, UnitId
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, KN_MPS

LOOK_TAG = "look for guide"
SETTLE_TAG = "in station yet"
_TAGS = (LOOK_TAG, SETTLE_TAG)
LOOK_EVERY_S = 60.0
CLOSING_MPS = 18.0 * KN_MPS
STATION_MPS_MAX = 25.0 * KN_MPS
SETTLED_TIMES = 2.0
TURNED_RAD = 20.0 * DEG_RAD
SLOW_GUIDE_MPS = 1.0
"""Design values: a unit is in station when, on the course that its guide is seen to steer, it is off by no more than
this many times what was ordered, and the guide is within twenty degrees of the course that it was told to steer. A
guide slower than this has no course to see.

Speed at which a unit that does not see its guide closes where it is said to be; greatest speed to
gain a station (the hull's own may be less)."""


class StationNews(Struct):
    """What an event meant for the station."""

    orders: list[Order] = []
    settled: bool = False
    lost: bool = False
    regained: bool = False


@dataclass
class StationKeeper:
    """A station ordered, and how it is kept. `guide` empty: none ordered yet."""

    guide: UnitId = ""
    station: StationOf = field(default_factory=lambda: StationOf(0.0, 0.0))
    within_m: float = 100.0
    steer_every_s: float = 60.0
    min_cpa_m: float = 457.2
    speed_mps_max: float = STATION_MPS_MAX
    toward: Position | None = None
    """Where to look for the guide before anything was told or sensed."""
    track: TrackId | None = None
    lost_s: float | None = None
    ordered_s: float = 0.0
    settled: bool = False
    asks: int = 0
    guide_course_rad: float | None = None
    """The course that the guide was told to steer, if any."""
    together: bool = False
    """Whether all turn to it together."""

    @property
    def keeping(self) -> bool:
        return bool(self.guide)

    def take(self, view: View, radio: Radio, guide: UnitId, station: StationOf) -> list[Order]:
        """Go to a station on a guide and keep it."""
        self.guide, self.station, self.ordered_s, self.settled = guide, station, view.time_s, False
        return self.resume(view, radio)

    def resume(self, view: View, radio: Radio) -> list[Order]:
        """Go (back) to the station ordered."""
        self.track = self._own_track(view)
        if self.track is None:
            return self._lose(view, radio)
        self.lost_s = None
        return [
            KeepStation(
                self.track,
                self.station.range_m,
                self.station.bearing_rad,
                relative=self.station.relative,
                speed_mps_max=self.speed_mps_max,
                within_m=self.within_m,
                steer_every_s=self.steer_every_s,
                min_cpa_m=self.min_cpa_m,
                guide_course_rad=self.guide_course_rad,
                together=self.together,
            )
        ]

    def _own_track(self, view: View) -> TrackId | None:
        """The guide's track if own sensors hold it: by a shared one a ship can find its guide, not keep station."""
        track = view.track_of(self.guide)
        estimate = view.track(track) if track is not None else None
        if estimate is None or estimate.shared_by is None:
            return track if estimate else None
        self.toward = estimate.position
        return None

    def leave(self) -> None:
        """No station any more."""
        self.guide, self.track, self.lost_s = "", None, None

    def on_event(self, view: View, event: Event, traffic: Traffic, radio: Radio) -> StationNews:
        """Follow what happens to the guide's track and to the order."""
        if not self.guide or (type(event) is TimerRang and event.tag not in _TAGS and traffic.message is None):
            return StationNews()
        match event:
            case OrderDone("KeepStation") if self.lost_s is None and not self.settled:
                return self._settle(view)
            case TimerRang(tag) if tag == SETTLE_TAG and self.lost_s is None and not self.settled:
                return self._settle(view)
            case TrackLost(track) if track == self.track:
                if self._own_track(view) is not None:
                    return StationNews(self.resume(view, radio))
                return StationNews(self._lose(view, radio), lost=True)
            case OrderRefused("KeepStation"):
                return StationNews(self._lose(view, radio), lost=True)
            case TrackGained() if self.lost_s is not None:
                return self._look(view, radio)
            case TimerRang(tag) if tag == LOOK_TAG and self.lost_s is not None:
                news = self._look(view, radio)
                return news if news.regained else StationNews(self._search(view, radio))
            case _:
                pass
        message = traffic.message
        if message and message.kind == POSITION and message.sender == self.guide and self.lost_s is not None:
            self.toward = Position(float(message.body["lat_rad"]), float(message.body["lon_rad"]))
            return StationNews(self._close(view))
        return StationNews()

    def _settle(self, view: View) -> StationNews:
        """The helm has steadied: in station, if the guide has turned as told and the formation with it."""
        if self._is_turning(view):
            return StationNews([SetTimer(SETTLE_TAG, LOOK_EVERY_S)])
        self.settled = True
        return StationNews(settled=True)

    def _is_turning(self, view: View) -> bool:
        estimate = view.track(self.track) if self.track is not None else None
        if estimate is None or not (self.station.relative or self.together) or estimate.speed_mps < SLOW_GUIDE_MPS:
            return False
        course = estimate.course_rad
        if self.guide_course_rad is not None and angle_between_rad(course, self.guide_course_rad) > TURNED_RAD:
            return True
        if not self.station.relative:
            return False
        place = view.offset(estimate.position, course + self.station.bearing_rad, self.station.range_m)
        off_m, _ = view.range_and_bearing(view.own().position, place)
        course_sd_rad = estimate.velocity_sd_mps / estimate.speed_mps
        return off_m > SETTLED_TIMES * self.within_m + 2.0 * course_sd_rad * self.station.range_m

    def _lose(self, view: View, radio: Radio) -> list[Order]:
        """Hold course and speed, call the guide."""
        if self.lost_s is None:
            self.lost_s = view.time_s
        self.track = None
        figures = {"other": self.guide}
        text = f"{view.unit} does not hold its guide {self.guide}; holds course and asks."
        return [Log("guide lost", text, figures), *self._search(view, radio)]

    def _search(self, view: View, radio: Radio) -> list[Order]:
        again: list[Order] = [SetTimer(LOOK_TAG, LOOK_EVERY_S)]
        if not radio.calling(self.guide, WHERE) and self.asks % 5 == 0:
            again += radio.call(view, (self.guide,), WHERE, {})
        self.asks += 1
        return again + self._close(view)

    def _close(self, view: View) -> list[Order]:
        if self.toward is None:
            return []
        range_m, bearing_rad = view.range_and_bearing(view.own().position, self.toward)
        if range_m < max(2.0 * self.station.range_m, 2000.0):
            return []
        return [Steer(bearing_rad, min(CLOSING_MPS, self.speed_mps_max))]

    def _look(self, view: View, radio: Radio) -> StationNews:
        if self._own_track(view) is None:
            return StationNews()
        seconds = view.time_s - (self.lost_s if self.lost_s is not None else view.time_s)
        text = f"{view.unit} holds its guide {self.guide} again."
        regained = Log("guide regained", text, {"other": self.guide, "seconds": seconds})
        self.asks = 0
        return StationNews([regained, *self.resume(view, radio)], regained=True)


def in_station(keeper: StationKeeper, view: View, **figures: object) -> Log:
    """The log line of a unit that has settled in its station."""
    station = keeper.station
    values: dict[str, object] = {
        "range_m": station.range_m,
        "bearing_deg": station.bearing_rad / DEG_RAD,
        "relative": station.relative,
        "seconds": view.time_s - keeper.ordered_s,
        "other": keeper.guide,
    }
    return Log("in station", f"{view.unit} is in station on {keeper.guide}.", {**values, **figures})
