"""CASEX: a ship that hunts. She searches her strip, follows up what she hears, holds, attacks, and searches a datum.

What is heard is a bearing; it counts as a stranger's if no ship that she holds lies along it. A contact is a track that
sonars alone hold, her own or a partner's over the link, until it is taken for something else than a submarine. What is
taken for one is attacked, with a practice weapon if the serial wants one (`casex_attack`); else the attack is only
written down, and nothing leaves the ship.
"""

import itertools
from dataclasses import dataclass, field

from fleetex.behaviours.casex_apart import own_side
from fleetex.behaviours.casex_attack import ATTACK, Attacker, dismissed, may_be_it
from fleetex.behaviours.casex_fixes import FIX, FixPlot, says_fix, told_fix
from fleetex.behaviours.casex_params import HUNTER, ProsecutionParams, hunt_params_of, prosecution_params_of
from fleetex.behaviours.conduct import counted, in_role
from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.patrol_ships import join_at
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.sar_plan import placed_at
from fleetex.engine.events import (
    BearingGained,
    Classified,
    Event,
    OrderDone,
    OrderRefused,
    SmokeSeen,
    TimerRang,
    TrackGained,
    TrackLost,
    WeaponLaunched,
)
from fleetex.engine.orders import (
    BearingId,
    FollowRoute,
    Log,
    Order,
    Position,
    SetEmission,
    SetTimer,
    Shadow,
    Steer,
    TrackId,
)
from fleetex.engine.view import BearingEstimate, Briefing, TrackEstimate, View
from fleetex.physics import search_patterns as patterns
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Emission, SurfaceKind

SEARCHING, INVESTIGATING, CLOSING = "searching", "investigating a bearing", "closing a contact"
HOLDING, AT_DATUM = "holding", "searching a datum"
LOOK_TAG, LOST_TAG, GIVE_UP_TAG = "look", "contact lost", "bearing given up"
BEARING, CONTACT, DECK = "bearing", "contact", "deck closed"
KEPT = 64
LOOK_S = 60.0
INVESTIGATE_S = 900.0
REPORT_S = 300.0
SAME_BEARING_RAD = 6.0 * DEG_RAD
NEW_PLACE_M = 2.0 * NMI_M
DATUM_SPACING_M = 2.0 * NMI_M
"""Design values: how often a hunter looks over her picture; how long she runs down a bearing; how often she reports
what she holds; how near a bearing a held ship must lie to account for it; how far a partner's report must have moved
for her to alter for it; the spacing of a datum search."""


@dataclass
class Hunter(Attacker):
    """One hunter; the OCE's besides if this ship conducts the serial."""

    phase: str = SEARCHING
    held: TrackId | None = None
    chased: BearingId | None = None
    no_way: str = ""
    """Why her strip could not be searched."""
    given_up: list[BearingId] = field(default_factory=list)
    """Bearings run down in vain: not again, while they are held."""
    seen_s: float = -1.0e9
    seen: Position | None = None
    """When and where the contact last was, by her own estimate or a partner's report."""
    told_s: float = -1.0e9
    known_attacks: dict[str, int] = field(default_factory=dict)
    """OCE: hunter -> the number of the last attack that she reported; a report may be lost on the air."""
    contacts: int = 0
    plot: FixPlot = field(default_factory=FixPlot)
    reported: list[str] = field(default_factory=list)
    """OCE: hunters who have reported a contact."""
    closed: dict[str, str] = field(default_factory=dict)
    """OCE: aircraft that a deck does not let go or take, and why."""

    @property
    def params(self) -> ProsecutionParams:
        return prosecution_params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        ping = self._ping(view, on=True) if self.params.sonar == "active" else self._ping(view, on=False)
        return [*ping, *self._search(view), SetTimer(LOOK_TAG, LOOK_S)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        match event:
            case TrackGained(track) | Classified(track, SurfaceKind.SUBMARINE):
                orders = self._gained(view, track)
            case Classified(track, kind) if track == self.held and kind is not None:
                self.held, self.seen = None, None
                orders = [dismissed(kind), *self._search(view)]
            case TrackLost(track) if track == self.held:
                self.held = None
                orders = [SetTimer(LOST_TAG, self.params.lost_after)]
            case BearingGained(number) if self.phase == SEARCHING:
                orders = self._heard(view, number)
            case TimerRang("look"):
                orders = [SetTimer(LOOK_TAG, LOOK_S), *self._look(view)]
            case TimerRang("contact lost") if self.held is None and self.phase == HOLDING:
                orders = self._lost(view)
            case TimerRang("bearing given up") if self.phase == INVESTIGATING and self.chased is not None:
                self.given_up = [*self.given_up, self.chased][-KEPT:]
                orders = self._search(view)
            case WeaponLaunched() | OrderRefused("Launch"):
                orders = self.weapon_told(event)
            case SmokeSeen(bearing_rad, range_m):
                where = f"{bearing_rad / DEG_RAD:03.0f}, {range_m / NMI_M:.1f} nmi"
                figures = {"bearing_deg": bearing_rad / DEG_RAD, "range_m": range_m}
                orders = [Log("smoke seen", f"Smoke on {where}: a submarine comes up.", figures)]
            case OrderDone("FollowRoute"):
                orders = self._arrived(view)
            case OrderRefused("FollowRoute", reason) if self.phase == SEARCHING:
                self.no_way = reason
            case _:
                pass
        return orders + self._told(view, traffic)

    def secure(self, view: View) -> list[Order]:
        return self._ping(view, on=False)

    def outcome(self, view: View) -> tuple[bool, str]:
        """The OCE's account: of what he did, and of what he was told."""
        holders = self._holders()
        waits = "".join(f"; {unit} waits for the deck: {reason}" for unit, reason in sorted(self.closed.items()))
        if not holders and self.no_way:
            return False, f"the area could not be searched: {self.no_way}{waits}"
        if not holders:
            return True, f"the area was searched to the end; no contact was taken for a submarine{waits}"
        return True, f"{self.so_far(view)}{waits}"

    def so_far(self, view: View) -> str:
        holders, attacks = self._holders(), self.attacks + sum(self.known_attacks.values())
        told = f"contact gained by {counted(holders, 'hunter')}, {counted(attacks, 'attack')} reported"
        return told if holders else "no contact was gained"

    def _holders(self) -> int:
        """How many hunters gained a contact, as far as this one was told."""
        return len(self.reported) + (self.contacts > 0)

    # Search.

    def _ping(self, view: View, *, on: bool) -> list[Order]:
        return [SetEmission(on, sonar) for sonar in view.active_sonars()]

    def _search(self, view: View) -> list[Order]:
        """Her own strip of the area, from where she joins it."""
        self.phase, self.chased = SEARCHING, None
        way = self._strip(view)
        joined = join_at(view, way)
        return [FollowRoute(way[joined:] + way[:joined], self.params.speed, then="loop")]

    def _strip(self, view: View) -> tuple[Position, ...]:
        hunters = in_role(self.briefing, HUNTER)
        place = hunters.index(self.briefing.unit)
        return strip_of(view, self.briefing, place, len(hunters), hunt_params_of(self.briefing).track_spacing)

    # Bearings.

    def _heard(self, view: View, number: BearingId) -> list[Order]:
        """A stranger's bearing: report it, run it down, ping if that was held back."""
        heard = self.strange(view, number)
        if heard is None:
            return []
        self.phase, self.chased = INVESTIGATING, number
        run = Steer(heard.bearing_rad, self.params.speed)
        return [*self.say_bearing(view, heard), run, SetTimer(GIVE_UP_TAG, INVESTIGATE_S), *self._cross(view)]

    def strange(self, view: View, number: BearingId) -> BearingEstimate | None:
        """What is heard there, if it is sound, no ship that she holds, and was not run down in vain before."""
        heard = view.bearing(number)
        if heard is None or heard.track is not None or number in self.given_up:
            return None
        return None if heard.emission is Emission.RADAR or self._accounted_for(view, heard) else heard

    def say_bearing(self, view: View, heard: BearingEstimate) -> list[Order]:
        """Write it down, tell it, and ping."""
        bearing_deg = heard.bearing_rad / DEG_RAD
        said = Log("sonar bearing", f"Hears a stranger on {bearing_deg:03.0f}.", {"bearing_deg": bearing_deg})
        body = {"lat_rad": heard.place.lat_rad, "lon_rad": heard.place.lon_rad, "bearing_rad": heard.bearing_rad}
        return [said, *self.tell_hunters(BEARING, body), *self._ping(view, on=True)]

    def _accounted_for(self, view: View, heard: BearingEstimate) -> bool:
        """Whether a ship that she holds lies along the bearing."""
        near_rad = SAME_BEARING_RAD + 2.0 * heard.bearing_sd_rad
        held = (view.track(track) for track in view.tracks())
        return any(
            told is not None
            and told.kind is not SurfaceKind.SUBMARINE
            and angle_between_rad(told.bearing_rad, heard.bearing_rad) < near_rad
            for told in held
        )

    # Contact.

    def _gained(self, view: View, track: TrackId) -> list[Order]:
        estimate = view.track(track)
        return [] if estimate is None or not self.may_be_it(estimate) else self._weigh(view, track, estimate)

    def may_be_it(self, estimate: TrackEstimate) -> bool:
        """Whether a contact is one to close and hold."""
        return may_be_it(estimate)

    def _weigh(self, view: View, track: TrackId, estimate: TrackEstimate) -> list[Order]:
        """What to do about a track that may be it."""
        if estimate.shared_by is not None:
            return self._follow_up(view, estimate.position)
        if self.held is not None:
            return []
        anew = self.phase != HOLDING
        self.held, self.phase, self.chased = track, HOLDING, None
        self.contacts += anew
        figures = {
            "track": track,
            "range_m": estimate.range_m,
            "bearing_deg": estimate.bearing_rad / DEG_RAD,
            "error_m": estimate.position_sd_m,
        }
        where = f"{estimate.bearing_rad / DEG_RAD:03.0f}, {estimate.range_m / NMI_M:.1f} nmi"
        orders: list[Order] = [Log("sonar contact", f"Sonar contact {where}.", figures)] if anew else []
        return [*orders, Shadow(track, self.params.stand_off), *self._report(view, estimate)]

    def _report(self, view: View, estimate: TrackEstimate) -> list[Order]:
        self.told_s, self.seen_s, self.seen = view.time_s, view.time_s, estimate.position
        body = {"lat_rad": estimate.position.lat_rad, "lon_rad": estimate.position.lon_rad}
        return self.tell_hunters(CONTACT, body)

    def _look(self, view: View) -> list[Order]:
        """Each minute: attack if the contact is near and sure enough, report it. Without one, is it among what is held
        since before COMEX? Else weigh what is heard."""
        estimate = view.track(self.held) if self.held is not None else None
        if estimate is None:
            found = (self._gained(view, track) for track in view.suspects())
            heard = (self._heard(view, number) for number in view.bearings() if self.phase == SEARCHING)
            return next((orders for orders in itertools.chain(found, heard) if orders), [])
        self.seen_s, self.seen = view.time_s, estimate.position
        orders = self._report(view, estimate) if view.time_s - self.told_s >= REPORT_S else []
        return orders + self.attack(view, estimate, self.held)

    def _told(self, view: View, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message is None:
            return []
        if message.kind == ATTACK:
            self.known_attacks[message.sender] = int(message.body["number"])
        elif message.kind == CONTACT:
            if message.sender not in self.reported:
                self.reported = [*self.reported, message.sender]
            place = Position(float(message.body["lat_rad"]), float(message.body["lon_rad"]))
            return self._follow_up(view, place)
        elif message.kind == FIX:
            return self._follow_up(view, Position(float(message.body["lat_rad"]), float(message.body["lon_rad"])))
        elif message.kind == BEARING:
            self.plot.note(view, message)
            return [*self._ping(view, on=True), *self._cross(view)]
        elif message.kind == DECK:
            self.closed.pop(message.sender, None)
            if message.body["reason"]:
                self.closed[message.sender] = str(message.body["reason"])
        return []

    def _cross(self, view: View) -> list[Order]:
        """Her own bearing of a stranger and a partner's make a fix: she tells it, and closes it."""
        heard = view.bearing(self.chased) if self.phase == INVESTIGATING and self.chased is not None else None
        fix = self.plot.cross(view, [heard]) if heard is not None else None
        if fix is None:
            return []
        return [says_fix(fix), *self.tell_hunters(FIX, told_fix(fix)), *self._follow_up(view, fix.place)]

    def _follow_up(self, view: View, place: Position) -> list[Order]:
        """A partner has the contact: close it, unless this ship has it herself or is on her way there."""
        moved_m = view.range_and_bearing(self.seen, place)[0] if self.seen is not None else NEW_PLACE_M
        if self.phase == HOLDING or (self.phase in (CLOSING, AT_DATUM) and moved_m < NEW_PLACE_M):
            return []
        self.phase, self.chased = CLOSING, None
        self.seen_s, self.seen = view.time_s, place
        return self._make_for(view, place)

    def _make_for(self, view: View, place: Position) -> list[Order]:
        """To a place that partners make for too: with the sonar on, and clear of them."""
        there = own_side(view, self.briefing, place)
        return [*self._ping(view, on=True), FollowRoute((there,), self.params.closing_speed, then="hold")]

    def _lost(self, view: View) -> list[Order]:
        seconds = view.time_s - self.seen_s
        text = f"Contact lost for {seconds / 60.0:.0f} min: searches the datum."
        return [Log("contact lost", text, {"seconds": seconds}), *self._search_datum(view)]

    def _search_datum(self, view: View) -> list[Order]:
        if self.seen is None:
            return self._search(view)
        self.phase = AT_DATUM
        middle = own_side(view, self.briefing, self.seen)
        start_rad = view.range_and_bearing(view.own().position, middle)[1]
        way = patterns.expanding_square(DATUM_SPACING_M, start_rad, self.params.datum_search)
        points = tuple(placed_at(view, middle, point) for point in way)
        return [FollowRoute(points, self.params.speed, then="hold")]

    def _arrived(self, view: View) -> list[Order]:
        """At a partner's contact, or through with the datum."""
        if self.phase == CLOSING:
            return self._search_datum(view)
        return self._search(view) if self.phase == AT_DATUM else []


def strip_of(view: View, briefing: Briefing, place: int, count: int, spacing_m: float) -> tuple[Position, ...]:
    """The way through one of so many strips of the area, in the serial's pattern."""
    area, params = briefing.area, hunt_params_of(briefing)
    assert area is not None  # the kind needs an area
    along_rad = params.first_leg
    corners = (
        area.points
        if len(area.points) > 2
        else tuple(view.offset(area.centre, k * 90.0 * DEG_RAD, area.radius_m) for k in range(4))
    )
    offs = [view.range_and_bearing(area.centre, corner) for corner in corners]
    points = [patterns.away((0.0, 0.0), bearing_rad - along_rad, range_m) for range_m, bearing_rad in offs]
    width_m = max(x for x, _ in points) - min(x for x, _ in points)
    length_m = max(y for _, y in points) - min(y for _, y in points)
    middle = patterns.strips(width_m, along_rad + 90.0 * DEG_RAD, count)[place]
    shape = patterns.parallel_track if params.pattern == "parallel track" else patterns.creeping_line
    way = shape(length_m, width_m / count, spacing_m, along_rad)
    return tuple(placed_at(view, area.centre, (east + middle[0], north + middle[1])) for east, north in way)
