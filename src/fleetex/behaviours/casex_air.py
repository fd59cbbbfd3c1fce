"""CASEX: what every aircraft that hunts does, whatever she hunts with: fuel, reports, attacks, home and out again.

A contact is a track that her own sonars alone hold, until it is taken for something else than a submarine. She reports
it to the hunters, and attacks it as they do. While fuel lasts she hunts; then she goes home, is turned round, and comes
out again if there is time.
"""

from dataclasses import dataclass, field

from fleetex.behaviours.casex_attack import Attacker, dismissed, may_be_it
from fleetex.behaviours.casex_fixes import FIX, FixPlot
from fleetex.behaviours.casex_hunter import BEARING, CONTACT, DECK, NEW_PLACE_M, REPORT_S
from fleetex.behaviours.casex_params import CasexParams, params_of
from fleetex.behaviours.coming_down import DETOUR, ComingDown, fuel_lasts_s
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import (
    AnomalyMarked,
    Classified,
    DeckWaits,
    Event,
    OrderDone,
    OrderRefused,
    TimerRang,
    TrackGained,
    TrackLost,
    WeaponLaunched,
)
from fleetex.engine.orders import Log, Order, Position, SetTimer, TakeOff, TrackId
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, MINUTE_S, NMI_M
from fleetex.vocabulary import SurfaceKind

ON_DECK, TAKING_OFF, HUNTING, HOMEWARD = "on deck", "taking off", "hunting", "homeward"
LOOK_TAG, LOST_TAG = "look", "contact lost"
ANOMALY = "anomaly"
LOOK_S = 60.0
LEAST_SORTIE_S = 40.0 * MINUTE_S
"""Design value: for less time than this before FINEX nobody takes off again."""


@dataclass
class AirHunter(Attacker):
    """One aircraft."""

    phase: str = ON_DECK
    plot: FixPlot = field(default_factory=FixPlot)
    way: ComingDown = field(default_factory=lambda: ComingDown("", 0.0))
    held: TrackId | None = None
    seen: Position | None = None
    seen_s: float = -1.0e9
    told_s: float = -1.0e9
    closed: bool = False
    """She has told the OCE that weather keeps her from her deck, or on it."""

    @property
    def params(self) -> CasexParams:
        return params_of(self.briefing)

    @property
    def speed_mps(self) -> float:
        """Between two places of the hunt."""
        raise AssertionError(f"{type(self).__name__} leaves speed_mps out")

    @property
    def height_m(self) -> float:
        raise AssertionError(f"{type(self).__name__} leaves height_m out")

    # ---- what each kind of aircraft fills in

    def hunt(self, view: View) -> list[Order]:
        """She is in the air and on nothing: search, or go where a contact was reported."""
        raise AssertionError(f"{type(self).__name__} leaves hunt out")

    def on_task(self, view: View, event: Event) -> list[Order]:
        """Anything on the task itself."""
        raise AssertionError(f"{type(self).__name__} leaves on_task out")

    def on_contact(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """She has gained the contact."""
        return []

    def on_loss(self, view: View) -> list[Order]:
        """The contact has been lost for long enough."""
        raise AssertionError(f"{type(self).__name__} leaves on_loss out")

    def redirect(self, view: View) -> list[Order]:
        """Another has the contact, at `seen`."""
        raise AssertionError(f"{type(self).__name__} leaves redirect out")

    def point(self, view: View, place: Position, bearing_rad: float) -> list[Order]:
        """Another hears a stranger on a bearing from a place."""
        return []

    def run_in(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """It is time to attack and she has a weapon, but is too far off to drop it: then the attack is simulated."""
        return self.attack(view, estimate, self.held)

    def leave(self, view: View) -> list[Order]:
        """Break off and go home."""
        return self.go_home(view)

    # ---- the run of it

    def begin(self, view: View) -> list[Order]:
        self.way = ComingDown(view.home(), self.speed_mps, self.height_m)
        self.way.range_m(view)  # where the deck is now
        orders: list[Order] = [SetTimer(LOOK_TAG, LOOK_S)]
        if not view.own().aboard:
            self.phase = HUNTING
            return orders + self.hunt(view)
        return orders + (self._take_off() if self.params.launch == "at COMEX" else [])

    def _take_off(self) -> list[Order]:
        self.phase = TAKING_OFF
        return [TakeOff(self.height_m)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        told = self._told(view, traffic)
        if type(event) is DeckWaits:
            told = told + self._deck_told(view, event)
        if self.phase == HOMEWARD:
            return told + self._homeward(view, event)
        match event:
            case OrderDone("TakeOff"):
                self.way.range_m(view)
                self.phase = HUNTING
                return told + self.hunt(view)
            case TimerRang("look"):
                return [SetTimer(LOOK_TAG, LOOK_S), *told, *self._look(view)]
            case TrackGained(track) | Classified(track, SurfaceKind.SUBMARINE) if self.phase == HUNTING:
                return told + self._gained(view, track)
            case AnomalyMarked(track) if self.phase == HUNTING:
                return told + self.marked(view, track)
            case Classified(track, kind) if track == self.held and kind is not None:
                self.held = None
                return [*told, dismissed(kind)]
            case WeaponLaunched() | OrderRefused("Launch"):
                return told + self.weapon_told(event)
            case TrackLost(track) if track == self.held:
                self.held = None
                return [*told, SetTimer(LOST_TAG, self.params.lost_after)]
            case TimerRang("contact lost") if self.held is None and self.phase == HUNTING:
                return told + self.on_loss(view)
            case _:
                return told + (self.on_task(view, event) if self.phase == HUNTING else [])

    def _deck_told(self, view: View, event: DeckWaits) -> list[Order]:
        """Weather closes the deck, or no longer: the OCE is to know."""
        if event.lasting == self.closed:
            return []
        self.closed = event.lasting
        return self.report(view, DECK, {"reason": event.reason if event.lasting else ""})

    def outcome(self, view: View) -> tuple[bool, str]:
        return True, "the run is over"

    def _look(self, view: View) -> list[Order]:
        """Each minute: is there fuel to stay? What is held: report it, attack it."""
        if self.phase != HUNTING:
            return []
        if self._must_leave(view):
            return self.leave(view)
        estimate = view.track(self.held) if self.held is not None else None
        if estimate is None:
            found = (self._gained(view, track) for track in view.suspects())
            return next((orders for orders in found if orders), [])
        self.seen, self.seen_s = estimate.position, view.time_s
        orders = self._report(view, estimate) if view.time_s - self.told_s >= REPORT_S else []
        return orders + self.press(view, estimate)

    def press(self, view: View, estimate: TrackEstimate) -> list[Order]:
        """What is held is attacked, if that is due: from here, or from nearer."""
        if self._is_to_drop(view, estimate):
            return self.run_in(view, estimate)
        return self.attack(view, estimate, self.held)

    def marked(self, view: View, track: TrackId) -> list[Order]:
        """Her magnetic anomaly detector has found something of iron: a contact, if she has none."""
        estimate = view.track(track)
        if estimate is None:
            return []
        figures = {
            "track": track,
            "lat_deg": estimate.position.lat_rad / DEG_RAD,
            "lon_deg": estimate.position.lon_rad / DEG_RAD,
            "error_m": estimate.position_sd_m,
        }
        said = Log(ANOMALY, "Magnetic anomaly: marks the water.", figures)
        if self.held is not None:
            return [said]
        self.held = track
        return [said, *self._report(view, estimate)]

    def _is_to_drop(self, view: View, estimate: TrackEstimate) -> bool:
        """Whether an attack is due, and the contact beyond the reach of what she carries for it."""
        reaches = [one.range_m_max for one in view.weapons() if one.kind == self.params.weapon and one.rounds > 0]
        return bool(reaches) and self.attack_is_due(view, estimate) and estimate.range_m > max(reaches)

    def _must_leave(self, view: View) -> bool:
        """Whether what is left is what the way home takes, and the reserve."""
        range_m = self.way.range_m(view) or 0.0
        seconds = DETOUR * range_m / self.speed_mps + self.params.bingo_reserve
        return fuel_lasts_s(view, self.speed_mps) <= seconds

    def go_home(self, view: View) -> list[Order]:
        self.phase, self.held = HOMEWARD, None
        figures = {"fuel_kg": view.own().fuel_kg}
        return [Log("bingo", "Down to the fuel for the way home.", figures), *self.way.begin(view)]

    def _homeward(self, view: View, event: Event) -> list[Order]:
        if isinstance(event, TimerRang) and event.tag == LOOK_TAG:
            return [SetTimer(LOOK_TAG, LOOK_S)]
        orders = self.way.on_event(view, event)
        if not self.way.down:
            return orders
        self.phase = ON_DECK
        left_s = self.briefing.end_s - view.time_s - view.own().ready_s
        return self._take_off() if left_s > LEAST_SORTIE_S else []

    # ---- contact

    def _gained(self, view: View, track: TrackId) -> list[Order]:
        estimate = view.track(track)
        if estimate is None or not may_be_it(estimate) or estimate.shared_by is not None:
            return []
        if self.held is not None:
            return []
        self.held = track
        where = f"{estimate.bearing_rad / DEG_RAD:03.0f}, {estimate.range_m / NMI_M:.1f} nmi"
        figures = {
            "track": track,
            "range_m": estimate.range_m,
            "bearing_deg": estimate.bearing_rad / DEG_RAD,
            "error_m": estimate.position_sd_m,
        }
        gained = Log("sonar contact", f"Sonar contact {where}.", figures)
        return [gained, *self.on_contact(view, estimate), *self._report(view, estimate)]

    def _report(self, view: View, estimate: TrackEstimate) -> list[Order]:
        self.told_s, self.seen_s, self.seen = view.time_s, view.time_s, estimate.position
        return self.tell_hunters(CONTACT, {"lat_rad": estimate.position.lat_rad, "lon_rad": estimate.position.lon_rad})

    def _told(self, view: View, traffic: Traffic) -> list[Order]:
        """A hunter has the contact, a fix of it or a bearing: who has none goes there."""
        message = traffic.message
        if message is None or message.kind not in (CONTACT, BEARING, FIX):
            return []
        if message.kind == BEARING:
            self.plot.note(view, message)
        place = Position(float(message.body["lat_rad"]), float(message.body["lon_rad"]))
        if message.kind == BEARING:
            free = self.phase == HUNTING and self.held is None and view.time_s - self.seen_s > REPORT_S
            return self.point(view, place, float(message.body["bearing_rad"])) if free else []
        moved_m = view.range_and_bearing(self.seen, place)[0] if self.seen is not None else NEW_PLACE_M
        if self.held is not None or (view.time_s - self.seen_s < REPORT_S and moved_m < NEW_PLACE_M):
            return []
        self.seen, self.seen_s = place, view.time_s
        if self.phase == HUNTING:
            return self.redirect(view)
        return self._take_off() if self.phase == ON_DECK and self._worth_it(view) else []

    def _worth_it(self, view: View) -> bool:
        return self.briefing.end_s - view.time_s - view.own().ready_s > LEAST_SORTIE_S
