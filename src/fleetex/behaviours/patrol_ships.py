"""PATROL: the OTC who leads, and the ships in company.

Contacts are what a ship's own sensors gain and no ship of the patrol answers to. The OTC looks over the picture every
five minutes and sends the nearest free ship to shadow a nameless or merchant contact inside the shadowing range.
"""

import math
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, model_validator

from fleetex.behaviours.conduct import Part, in_role, only, participants
from fleetex.behaviours.formation import StationOf, stations
from fleetex.behaviours.gunnery import SAME_SHIP_M
from fleetex.behaviours.listening import radar_heard
from fleetex.behaviours.params import DrillParams, Spell, setting
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import BearingGained, Event, OrderDone, OrderRefused, TimerRang, TrackGained, TrackLost
from fleetex.engine.orders import (
    FollowRoute,
    Log,
    Order,
    Position,
    SetEmission,
    SetTimer,
    Shadow,
    Steer,
    TrackId,
    UnitId,
)
from fleetex.engine.view import AreaShape, TrackEstimate, View
from fleetex.quantities import Length, PositionText, Speed
from fleetex.scenario.parts import misfit
from fleetex.units import DEG_RAD, KN_MPS, NMI_M
from fleetex.vocabulary import SerialState, SurfaceKind

CONTACT, SHADOW, SHADOW_ENDED, ROUTE_DONE = "contact", "shadow", "shadow ended", "route done"
PICTURE_TAG, OVER_TAG, SEEK_TAG = "picture", "shadow over", "seek contact"
LEADING, DONE = "leading", "route done"
TO_STATION, STATIONED, GUIDE_LOST = "to station", "in station", "guide lost"
SHADOWING, REJOINING = "shadowing", "rejoining"
PICTURE_EVERY_S = 300.0
SEEK_EVERY_S = 60.0
SEEK_MAX_S = 900.0
SEEK_NEAR_M = 2.0 * NMI_M
SEEK_MPS = 18.0 * KN_MPS
"""Design values: how often the OTC looks over the picture; how often, how long, how near its reported place and how
fast a ship seeks the contact it was told to shadow."""
KEPT = 256
LEG_PARTS = 4
ABOUT_A_POINT_M = 10.0 * NMI_M
"""Design value: the radius of the water that is patrolled about a point."""
SAME_CONTACT_S = 3600.0
SAME_CONTACT_M = 3.0 * NMI_M
"""Design values: a nameless contact so near to where one reported within the hour should be now is taken for it."""
IGNORED = (SurfaceKind.AIRCRAFT, SurfaceKind.SHORE, SurfaceKind.TARGET)


class PatrolParams(DrillParams):
    """What a person may set about a PATROL."""

    route: tuple[PositionText, ...] = Field(
        default=(), description="waypoints of the OTC; if none, to and fro inside the serial's area"
    )
    repeat: bool = Field(default=False, description="go round the route again until FINEX")
    speed: Speed = setting("14 kn", "of the OTC")
    formation: Literal["column", "line abreast", "echelon", "diamond"] = Field(
        default="column", description="in which the ships in company keep station on the OTC"
    )
    spacing: Length = setting("2000 yd", "between neighbours")
    within: Length = setting("200 m", "a ship so near its station is in it")
    shadow_range: Length = setting("10 nmi", "a contact so near the OTC is shadowed")
    shadow_at: Length = setting("2 nmi", "range at which it is shadowed")
    shadow_time: Spell = setting("30 min", "for how long")
    shadowers: int = Field(default=1, ge=0, le=20, description="ships away shadowing at one time")
    radar: Literal["on", "silent"] = Field(default="on", description="silent: no ship radiates while the serial runs")

    @model_validator(mode="after")
    def _goes_somewhere(self) -> "PatrolParams":
        if len(self.route) == 1 and self.repeat:
            allowed = "a route to be repeated has at least two waypoints"
            raise misfit("repeat: true", allowed, "repeat: false", key="repeat", about=("route", "repeat"))
        return self


@dataclass
class Sighting:
    """A nameless contact as it was last reported or seen."""

    time_s: float
    position: Position
    course_rad: float
    speed_mps: float


@dataclass
class PatrolPart(Part):
    """What the OTC and the ships in company share: emission policy, and reporting contacts."""

    reported: list[str] = field(default_factory=list)
    nameless: list[Sighting] = field(default_factory=list)

    @property
    def params(self) -> PatrolParams:
        found = self.briefing.params
        assert isinstance(found, PatrolParams)
        return found

    @property
    def otc(self) -> UnitId:
        unit = only(self.briefing, "otc")
        assert unit is not None
        return unit

    def emission(self) -> list[Order]:
        """Go silent if that is the policy."""
        text = f"{self.briefing.unit}: radar {self.params.radar}."
        said = Log("emission", text, {"radar": self.params.radar})
        return [SetEmission(on=False), said] if self.params.radar == "silent" else [said]

    def secure(self, view: View) -> list[Order]:
        return [SetEmission(on=True)] if self.params.radar == "silent" else []

    def contact_gained(self, view: View, track: TrackId) -> list[Order]:
        """An own sensor has gained a stranger: write it down, tell the OTC; each stranger once."""
        estimate = view.track(track)
        if estimate is None or estimate.shared_by is not None or not stranger(self, view, estimate):
            return []
        mark = estimate.identity or f"track {track}"
        if mark in self.reported or (estimate.identity is None and self._seen_before(view, estimate)):
            return []
        self.reported = [*self.reported, mark][-KEPT:]
        figures = {
            "track": track,
            "range_m": estimate.range_m,
            "bearing_deg": estimate.bearing_rad / DEG_RAD,
            "kind": estimate.kind.value if estimate.kind else "unknown",
            "other": estimate.identity or "",
        }
        text = f"Contact {mark}, {estimate.bearing_rad / DEG_RAD:03.0f}, {estimate.range_m / NMI_M:.1f} nmi."
        held = Log("contact reported", text, figures)
        if self.briefing.unit == self.otc:
            return [held]
        body = {
            "lat_rad": estimate.position.lat_rad,
            "lon_rad": estimate.position.lon_rad,
            "course_rad": estimate.course_rad,
            "speed_mps": estimate.speed_mps,
            "kind": figures["kind"],
            "identity": estimate.identity or "",
        }
        return [held, *self.radio.tell((self.otc,), CONTACT, body)]

    def _seen_before(self, view: View, estimate: TrackEstimate) -> bool:
        """Whether a nameless track is a contact that was lost and held again. The sighting is brought up to date."""
        now = Sighting(view.time_s, estimate.position, estimate.course_rad, estimate.speed_mps)
        fresh = [old for old in self.nameless if view.time_s - old.time_s <= SAME_CONTACT_S]
        known = next((old for old in fresh if same_contact(view, old, estimate)), None)
        self.nameless = [*(old for old in fresh if old is not known), now]
        return known is not None

    def outcome(self, view: View) -> tuple[bool, str]:
        """An OCE who is not the OTC knows of the route only what he was told."""
        if self.params.repeat or not self.params.route:
            return True, "patrol held until FINEX"
        return False, "window over before the route was done"


def same_contact(view: View, old: Sighting, estimate: TrackEstimate) -> bool:
    """Whether a track lies where an earlier sighting was, or where that should be by now."""
    expected = view.offset(old.position, old.course_rad, old.speed_mps * (view.time_s - old.time_s))
    places = (expected, old.position)
    return any(view.range_and_bearing(place, estimate.position)[0] <= SAME_CONTACT_M for place in places)


def stranger(part: Part, view: View, estimate: TrackEstimate) -> bool:
    """Whether a track is a contact to report: a merchant, or nameless and not where one of the patrol is known to be.

    A warship or an auxiliary that answers by name is known to the force already.
    """
    ours = participants(part.briefing)
    if estimate.identity in ours or estimate.kind in IGNORED:
        return False
    if estimate.identity is not None:
        return estimate.kind is SurfaceKind.MERCHANT
    near_m = SAME_SHIP_M + 3.0 * estimate.position_sd_m
    known = [view.track(track) for track in (view.track_of(unit) for unit in ours) if track is not None]
    places = [view.own().position, *(friend.position for friend in known if friend)]
    return all(view.range_and_bearing(estimate.position, place)[0] > near_m for place in places)


@dataclass
class Otc(PatrolPart):
    """Leads along the route, and disposes of the shadowers."""

    phase: str = LEADING
    away: dict[UnitId, float] = field(default_factory=dict)
    """Ships away shadowing, and until when they are counted so."""
    disposed: list[str] = field(default_factory=list)
    shadowed: list[Sighting] = field(default_factory=list)
    """Contacts that a ship has been sent to: by name or track, and where the nameless ones were."""
    sent_to: dict[UnitId, str] = field(default_factory=dict)
    no_way: str = ""
    """Why the order to sail the route was refused."""

    def begin(self, view: View) -> list[Order]:
        waypoints, then = self._route(view)
        picture: list[Order] = [SetTimer(PICTURE_TAG, PICTURE_EVERY_S)]
        return [*self.emission(), FollowRoute(waypoints, self.params.speed, then=then), *picture]

    def _route(self, view: View) -> tuple[tuple[Position, ...], str]:
        if self.params.route:
            points = tuple(Position(point.lat_rad, point.lon_rad) for point in self.params.route)
            joined = join_at(view, points)
            if self.params.repeat:
                return points[joined:] + points[:joined], "loop"
            return points[joined:], "hold"
        area = self.briefing.area
        if area is None:
            own = view.own()
            ahead = view.offset(own.position, own.course_rad, 10.0 * NMI_M)
            return (ahead, own.position), "loop"
        if area.kind in ("line", "corridor") and len(area.points) > 1:
            return tuple(area.points), "loop"
        return inside(view, area), "loop"

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TrackGained(track):
                return self.contact_gained(view, track)
            case BearingGained(number):
                return radar_heard(self, self.otc, view, number)
            case TimerRang("picture"):
                return [SetTimer(PICTURE_TAG, PICTURE_EVERY_S), *self._dispose(view)]
            case OrderDone("FollowRoute") if self.phase == LEADING:
                return self._route_done(view)
            case OrderRefused("FollowRoute", reason) if self.phase == LEADING:
                self.no_way = reason
            case _:
                pass
        if traffic.gave_up and traffic.gave_up.kind == SHADOW:
            for unit in traffic.gave_up.to:
                self.away.pop(unit, None)
                self.disposed = [mark for mark in self.disposed if mark != self.sent_to.get(unit)]
        message = traffic.message
        if message and message.kind == SHADOW_ENDED:
            self.away.pop(message.sender, None)
            return self._end_if_done()
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        if self.phase == DONE:
            return True, "the route is done"
        if self.no_way:
            return False, f"the route could not be sailed: {self.no_way}"
        return super().outcome(view)

    def _route_done(self, view: View) -> list[Order]:
        self.phase = DONE
        seconds = view.time_s - self.briefing.start_s
        figures = {"waypoints": len(self.params.route), "seconds": seconds}
        done = Log("route done", f"The route is done after {seconds / 3600.0:.1f} h.", figures)
        if not self.conducts:
            return [done, *self.report(view, ROUTE_DONE, {})]
        return [done, *self._end_if_done()]

    def _end_if_done(self) -> list[Order]:
        """The route is done and everybody is back from shadowing."""
        if self.phase != DONE or self.away or not self.conducts:
            return []
        return self.end(SerialState.COMPLETED, "the route is done")

    def _dispose(self, view: View) -> list[Order]:
        """Send the nearest free ship to the nearest contact that asks for it."""
        self.away = {unit: until_s for unit, until_s in self.away.items() if until_s > view.time_s}
        free = [unit for unit in in_role(self.briefing, "units") if unit not in self.away]
        if not free or len(self.away) >= self.params.shadowers or self.phase == DONE:
            return self._end_if_done()
        ours = participants(self.briefing)
        found: list[tuple[float, str, TrackEstimate]] = []
        for track, estimate in view.near(view.own().position, self.params.shadow_range, ours):
            if estimate.range_m > self.params.shadow_range:
                continue
            mark = estimate.identity or f"track {track}"
            if mark in self.disposed or not stranger(self, view, estimate):
                continue
            if estimate.identity is None and any(same_contact(view, old, estimate) for old in self.shadowed):
                continue
            found.append((estimate.range_m, mark, estimate))
        if not found:
            return []
        _, mark, contact = min(found, key=lambda row: row[:2])
        unit = min(free, key=lambda one: (self._distance_m(view, one, contact), one))
        self.disposed = [*self.disposed, mark][-KEPT:]
        sighting = Sighting(view.time_s, contact.position, contact.course_rad, contact.speed_mps)
        self.shadowed = [*self.shadowed, sighting][-KEPT:]
        self.sent_to[unit] = mark
        self.away[unit] = view.time_s + self.params.shadow_time + SEEK_MAX_S
        position = contact.position
        figures = {"other": unit, "lat_deg": position.lat_rad / DEG_RAD, "lon_deg": position.lon_rad / DEG_RAD}
        body = {
            "lat_rad": position.lat_rad,
            "lon_rad": position.lon_rad,
            "course_rad": contact.course_rad,
            "speed_mps": contact.speed_mps,
            "identity": contact.identity or "",
            "seconds": self.params.shadow_time,
        }
        told = Log("shadow ordered", f"{unit} shadows {mark}.", {**figures, "contact": mark})
        return [told, *self.radio.call(view, (unit,), SHADOW, body)]

    def _distance_m(self, view: View, unit: UnitId, contact: TrackEstimate) -> float:
        track = view.track_of(unit)
        estimate = view.track(track) if track is not None else None
        place = estimate.position if estimate else view.own().position
        return view.range_and_bearing(place, contact.position)[0]


def inside(view: View, area: AreaShape) -> tuple[Position, ...]:
    """Waypoints half-way from the middle of an area to its corners; a circle's are the four quarters.

    A point is patrolled as a circle about it.
    """
    corners = area.points
    if len(corners) < 3:
        radius_m = area.radius_m or ABOUT_A_POINT_M
        corners = tuple(view.offset(area.centre, k * math.pi / 2, radius_m) for k in range(4))
    found = []
    for corner in corners:
        range_m, bearing_rad = view.range_and_bearing(area.centre, corner)
        found.append(view.offset(area.centre, bearing_rad, range_m / 2.0))
    return tuple(found)


def join_at(view: View, points: tuple[Position, ...]) -> int:
    """The waypoint to make for first: the one after the leg that the ship is nearest to, the first if that is nearest.

    Nearness to a leg is judged at four places along it.
    """
    own = view.own().position
    best_m, best = view.range_and_bearing(own, points[0])[0], 0
    for row in range(1, len(points)):
        length_m, course_rad = view.range_and_bearing(points[row - 1], points[row])
        for part in range(1, LEG_PARTS + 1):
            place = view.offset(points[row - 1], course_rad, length_m * part / LEG_PARTS)
            off_m = view.range_and_bearing(own, place)[0]
            if off_m < best_m:
                best_m, best = off_m, row
    return best


@dataclass
class Quarry:
    """The contact that a ship was told to shadow."""

    lat_rad: float
    lon_rad: float
    identity: str
    ordered_s: float
    seconds: float
    track: TrackId | None = None
    sought_since_s: float = 0.0
    found_s: float | None = None


@dataclass
class Member(PatrolPart):
    """A ship in company: keeps station, reports, shadows, rejoins."""

    phase: str = TO_STATION
    keeper: StationKeeper = field(default_factory=StationKeeper)
    quarry: Quarry | None = None
    left_s: float = 0.0
    told_done: bool = False

    def begin(self, view: View) -> list[Order]:
        self.keeper.within_m = self.params.within
        return self.emission() + self._take_station(view)

    def _take_station(self, view: View) -> list[Order]:
        units = in_role(self.briefing, "units")
        placed = stations(self.params.formation, self.params.spacing, units)
        station = placed.get(self.briefing.unit, StationOf(self.params.spacing, math.pi))
        return self.keeper.take(view, self.radio, self.otc, station)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders = news.orders
        if news.lost:
            self.phase = GUIDE_LOST
        elif news.regained:
            self.phase = TO_STATION
        elif news.settled:
            orders += self._settled(view)
        match event:
            case TrackGained(track):
                orders += self.contact_gained(view, track)
            case BearingGained(number):
                orders += radar_heard(self, self.otc, view, number)
            case TimerRang("seek contact") if self.quarry:
                orders += self._seek(view, self.quarry)
            case TimerRang("shadow over") if self.quarry:
                orders += self._rejoin(view, self.quarry, "time")
            case TrackLost(track) if self.quarry and track == self.quarry.track:
                orders += self._quarry_lost(view, self.quarry)
            case _:
                pass
        message = traffic.message
        if message and message.kind == SHADOW and self.quarry is None:
            orders += self._go_shadow(view, message.body)
        elif message and message.kind == ROUTE_DONE and self.conducts:
            self.told_done = True
            orders += self.end(SerialState.COMPLETED, "the route is done")
        return orders

    def _settled(self, view: View) -> list[Order]:
        orders: list[Order] = [in_station(self.keeper, view)]
        if self.phase == REJOINING:
            seconds = view.time_s - self.left_s
            orders.append(Log("rejoined", f"{view.unit} has rejoined.", {"seconds": seconds, "other": self.otc}))
        self.phase = STATIONED
        return orders

    def _go_shadow(self, view: View, body: dict[str, object]) -> list[Order]:
        self.keeper.leave()
        self.phase = SHADOWING
        figures = {key: float(str(body[key])) for key in ("lat_rad", "lon_rad", "seconds")}
        self.quarry = Quarry(
            figures["lat_rad"],
            figures["lon_rad"],
            str(body.get("identity", "")),
            view.time_s,
            figures["seconds"],
            sought_since_s=view.time_s,
        )
        return self._seek(view, self.quarry)

    def _seek(self, view: View, quarry: Quarry) -> list[Order]:
        """Find the contact among own tracks: by name, else the nearest stranger to where it was reported."""
        if quarry.track is not None:
            return []
        reported = Position(quarry.lat_rad, quarry.lon_rad)
        best: tuple[float, TrackId] | None = None
        for track in view.tracks():
            estimate = view.track(track)
            if estimate is None or not stranger(self, view, estimate):
                continue
            off_m = view.range_and_bearing(reported, estimate.position)[0]
            if quarry.identity and estimate.identity == quarry.identity:
                off_m = 0.0
            if off_m <= SEEK_NEAR_M and (best is None or (off_m, track) < best):
                best = (off_m, track)
        if best:
            return self._shadow(view, quarry, best[1])
        if view.time_s - quarry.sought_since_s > SEEK_MAX_S:
            return self._rejoin(view, quarry, "track lost" if quarry.found_s is not None else "never found")
        _, bearing_rad = view.range_and_bearing(view.own().position, reported)
        return [Steer(bearing_rad, SEEK_MPS), SetTimer(SEEK_TAG, SEEK_EVERY_S)]

    def _shadow(self, view: View, quarry: Quarry, track: TrackId) -> list[Order]:
        quarry.track = track
        shadow: list[Order] = [Shadow(track, self.params.shadow_at)]
        if quarry.found_s is not None:
            return shadow
        quarry.found_s = view.time_s
        estimate = view.track(track)
        figures = {
            "track": track,
            "range_m": estimate.range_m if estimate else None,
            "kind": estimate.kind.value if estimate and estimate.kind else "unknown",
            "other": (estimate.identity or "") if estimate else "",
        }
        text = f"{view.unit} shadows {quarry.identity or f'track {track}'}."
        return [*shadow, Log("shadowing", text, figures), SetTimer(OVER_TAG, quarry.seconds)]

    def _quarry_lost(self, view: View, quarry: Quarry) -> list[Order]:
        quarry.track, quarry.sought_since_s = None, view.time_s
        return self._seek(view, quarry)

    def _rejoin(self, view: View, quarry: Quarry, reason: str) -> list[Order]:
        seconds = view.time_s - (quarry.found_s if quarry.found_s is not None else view.time_s)
        self.quarry, self.phase, self.left_s = None, REJOINING, view.time_s
        text = f"{view.unit} leaves off shadowing ({reason}) and rejoins."
        ended = Log("shadow ended", text, {"seconds": seconds, "reason": reason, "other": quarry.identity})
        said = self.radio.call(view, (self.otc,), SHADOW_ENDED, {"reason": reason})
        return [ended, *said, *self._take_station(view)]
