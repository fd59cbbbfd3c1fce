"""SURFEX: what a person sets, and what a ship of either group does: search, classify, fire, defend herself, report."""

import math
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from fleetex.behaviours.air_defence import AirDefence
from fleetex.behaviours.conduct import Part, counted, in_role
from fleetex.behaviours.params import DrillParams, Offset, Spell, setting
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.surfex_roe import DECLARED, UNDER_FIRE, Engagement, Rules, comes_in, seeker
from fleetex.engine.events import (
    AssessedHit,
    BearingGained,
    Event,
    MissilesLaunched,
    OrderRefused,
    OutOfAction,
    TimerRang,
)
from fleetex.engine.orders import (
    FollowRoute,
    Jam,
    LaunchMissiles,
    Log,
    Order,
    Position,
    SetEmission,
    SetTimer,
    TrackId,
    UnitId,
)
from fleetex.engine.view import Briefing, TrackEstimate, View
from fleetex.quantities import Course, Length
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH, SPEED
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Emission, SerialState, SurfaceKind, WeaponsState

BLUE, ORANGE = "blue", "orange"
PLOT_TAG, LISTEN_TAG = "look at the plot", "listen again"
LISTEN_S = 5.0
SPENT_EVERY_S = 60.0
PLOT_EVERY_S = 15.0
OURS_M = 1_000.0
SEARCHING, FIRING, OUT = "searching", "firing", "out of action"
"""Design values: how often the plot is looked at, and when she has fired what she may; how soon a bearing is listened
to again; a nameless track so near one of the own group is taken for her."""
Reach = Annotated[float, quantity(LENGTH, least="1 nmi", most="300 nmi")]
SailingSpeed = Annotated[float, quantity(SPEED, least="1 kn", most="60 kn")]
_ROE = "fire at hostile ships from COMEX on, or not before a hostile act against the group is known"


class SurfexParams(DrillParams):
    """What a person may set about a SURFEX. Ranges are training values, of no real ship or weapon."""

    start_range: Reach = setting("25 nmi", "of each group from the middle of the area at COMEX")
    blue_from: Course = setting("270T", "of the middle, where the group blue begins; orange opposite")
    spacing: Reach = setting("4 nmi", "between neighbours of a group, who search abreast")
    speed: SailingSpeed = setting("16 kn", "of everybody")
    blue_radar: Literal["on", "silent"] = Field(default="on", description="silent: blue's ships do not radiate")
    orange_radar: Literal["on", "silent"] = Field(default="on", description="silent: orange's ships do not radiate")
    fire_range: Reach = setting("40 nmi", "within which a ship fires")
    fire_error: Length = setting("1 nmi", "nobody fires while the target's position is less sure than this")
    clear_of: Length = setting("3 nmi", "of the target no track may be that is not taken for a warship")
    salvo: int = Field(default=4, ge=1, le=64, description="missiles that a ship fires at a target")
    salvoes: int = Field(default=2, ge=0, le=20, description="each ship fires at most; 0: nobody fires")
    fire_every: Spell = setting("5 min", "from one salvo at a target to the next")
    rounds: int = Field(default=2, ge=1, le=8, description="air-defence missiles at a time at one that comes")
    blue_roe: Rules = Field(default=DECLARED, description=f"rules of engagement of blue: {_ROE}")
    orange_roe: Rules = Field(default=DECLARED, description="the same of orange")
    weapons: Literal["hold", "tight", "free"] = Field(
        default="tight",
        description="what point defence may do by itself: nothing; at missiles; at all that comes",
    )
    jamming: bool = Field(default=False, description="whether ships with a jammer jam from COMEX on")

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """The groups on two sides of the middle, their ships abreast."""
        if briefing.area is None:
            return None
        return begins_at(briefing, self, briefing.area.centre, offset)


def params_of(briefing: Briefing) -> SurfexParams:
    found = briefing.params
    assert isinstance(found, SurfexParams)
    return found


def begins_at(briefing: Briefing, params: SurfexParams, middle: Position, offset: Offset) -> Position:
    """Where a ship begins."""
    group = in_role(briefing, briefing.role)
    out = side_of(briefing, params)
    place = offset(middle, out, params.start_range)
    abreast_m = params.spacing * (group.index(briefing.unit) - (len(group) - 1) / 2.0)
    return offset(place, out + math.pi / 2.0, abreast_m)


def side_of(briefing: Briefing, params: SurfexParams) -> float:
    """The bearing from the middle on which a ship's group begins."""
    return (params.blue_from + (0.0 if briefing.role == BLUE else math.pi)) % math.tau


@dataclass
class Combatant(Part):
    """A ship of either group. She learns nothing of what her missiles do but what her sensors see."""

    phase: str = SEARCHING
    defence: AirDefence = field(default_factory=AirDefence)
    roe: Engagement = field(default_factory=Engagement)
    salvoes: int = 0
    fired_s: dict[TrackId, float] = field(default_factory=dict)
    """Track -> when she last fired at it."""
    told: list[TrackId] = field(default_factory=list)
    """Hostile tracks that are written down."""
    busy: bool = False
    silent: bool = False
    hits: int = 0
    out: list[UnitId] = field(default_factory=list)
    """Ships known to be out of action: of her own group, to the OCE of both."""

    @property
    def params(self) -> SurfexParams:
        return params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        area = self.briefing.area
        assert area is not None
        params = self.params
        self.defence.rounds = params.rounds
        is_blue = self.briefing.role == BLUE
        self.roe.rules = params.blue_roe if is_blue else params.orange_roe
        radar = params.blue_radar if is_blue else params.orange_radar
        here = begins_at(self.briefing, params, area.centre, view.offset)
        across = (side_of(self.briefing, params) + math.pi) % math.tau
        far = view.offset(here, across, 2.0 * params.start_range)
        orders: list[Order] = [FollowRoute((far, here), params.speed, then="loop"), SetTimer(PLOT_TAG, PLOT_EVERY_S)]
        orders += self.defence.begin(WeaponsState(params.weapons))
        if radar == "silent":
            self.silent = True
            orders.append(SetEmission(on=False))
        if params.jamming:
            orders += [Jam(True, mount) for mount in view.jammers()]
        text = f"{view.unit} searches for the other group, radar {radar}."
        return [*orders, Log("emission", text, {"radar": radar})]

    def secure(self, view: View) -> list[Order]:
        jammers = [Jam(False, mount) for mount in view.jammers()] if self.params.jamming else []
        return [SetEmission(on=True), *self.defence.begin(WeaponsState.HOLD), *jammers]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.defence.on_event(view, event, self.briefing.serial)
        message = traffic.message
        if message and message.kind == OUT:
            return orders + self._is_out(message.sender)
        if message and message.kind == UNDER_FIRE:
            return orders + self._fired_on(view, f"{message.sender} reports that she is fired on", tell=False)
        if self.defence.awake and not self.roe.may_fire:
            orders += self._seen_coming(view)
        match event:
            case TimerRang("look at the plot"):
                again_s = SPENT_EVERY_S if self._spent(view) else PLOT_EVERY_S
                orders += [SetTimer(PLOT_TAG, again_s), *self._plot(view)]
            case BearingGained(number):
                orders += self._heard(view, number)
            case TimerRang("listen again"):
                orders += self._listened(view)
            case MissilesLaunched(salvo, rounds, flight_s) if "/air-" not in salvo:
                figures = {"salvo": salvo, "rounds": rounds, "flight_s": flight_s}
                text = f"{counted(rounds, 'missile')} away, on target in {flight_s:.0f} s."
                orders.append(Log("missiles away", text, figures))
                self.busy = False
            case OrderRefused("LaunchMissiles"):
                self.busy, self.salvoes = False, self.salvoes - 1
            case AssessedHit(hits):
                self.hits = hits
                orders += self._fired_on(view, "she is hit")
            case OutOfAction(hits):
                self.phase = OUT
                figures = {"hits": hits}
                orders.append(Log(OUT, f"{view.unit} is out of action after {counted(hits, 'hit')}.", figures))
                orders += self._is_out(view.unit) if self.conducts else self.report(view, OUT, {"hits": hits})
            case _:
                pass
        return orders

    def _spent(self, view: View) -> bool:
        """Whether she has nothing more to fire at ships."""
        loaded = any(one.kind == "surface" and one.rounds > 0 for one in view.missiles())
        return not loaded or self.salvoes >= self.params.salvoes or self.phase == OUT

    def _heard(self, view: View, number: int) -> list[Order]:
        """A radar on her ESM: written down, for where it leads."""
        heard = view.bearing(number)
        if heard is None or heard.emission is not Emission.RADAR:
            return []
        bearing_deg = heard.bearing_rad / DEG_RAD
        figures = {"bearing": number, "bearing_deg": bearing_deg}
        said = Log("radar heard", f"{view.unit} hears a radar on {bearing_deg:03.0f}.", figures)
        return [said, SetTimer(LISTEN_TAG, LISTEN_S), *self._listened(view)]

    def _listened(self, view: View) -> list[Order]:
        """A seeker is on her: she is fired on, and nothing is gained by silence any more."""
        if not self.silent and self.roe.may_fire:
            return []
        heard = (view.bearing(number) for number in view.bearings())
        on_her = next((one for one in heard if one is not None and one.kind is SurfaceKind.MISSILE), None)
        if on_her is None:
            return []
        orders = self._fired_on(view, seeker(on_her.bearing_rad))
        if not self.silent:
            return orders
        self.silent = False
        text = f"{view.unit} hears a missile's seeker and switches her radars on."
        return [*orders, SetEmission(on=True), Log("emission", text, {"radar": "on"})]

    def _seen_coming(self, view: View) -> list[Order]:
        """What her air picture has for a missile that comes in is a hostile act."""
        coming = self.defence.coming(view)
        if not coming:
            return []
        _, _, found = coming[0]
        return self._fired_on(view, comes_in(found.bearing_rad, found.range_m))

    def _fired_on(self, view: View, act: str, *, tell: bool = True) -> list[Order]:
        """Somebody fires at her group: from now on fire is answered, and her consorts are told."""
        if not self.roe.knows(act):
            return []
        said = Log("hostile act", f"{view.unit} may fire: {act}.", {"act": act})
        mates = tuple(unit for unit in in_role(self.briefing, self.briefing.role) if unit != view.unit)
        return [said, *(self.radio.call(view, mates, UNDER_FIRE, {}) if tell else [])]

    def _plot(self, view: View) -> list[Order]:
        """Look over the plot: write down who is hostile, and fire if all is as it must be."""
        if view.out_of_action():
            return []
        orders: list[Order] = []
        ready: list[tuple[float, TrackId, TrackEstimate]] = []
        friends: list[Position] | None = None
        for track in view.tracks():
            found = None if track in self.defence.aloft else view.track(track)
            if found is None or self.defence.note(track, found) or found.kind is not SurfaceKind.WARSHIP:
                continue
            friends = self._friends(view) if friends is None else friends
            if not self._is_hostile(view, found, friends):
                continue
            if track not in self.told:
                self.told.append(track)
                figures = {"track": track, "range_m": found.range_m, "shared_by": found.shared_by or ""}
                text = f"Track {track} is taken for a hostile warship, {found.range_m / NMI_M:.1f} nmi."
                orders.append(Log("hostile", text, figures))
            if self._not_now(view, track, found):
                continue
            if self.roe.may_fire:
                ready.append((found.range_m, track, found))
            elif not self._spent(view) and self.roe.hold(track):
                text = f"Track {track} is not fired at: nobody is known to have fired at {self.briefing.role}."
                orders.append(Log("hold fire", text, {"track": track, "reason": "no hostile act"}))
        if not ready or self.busy or self.salvoes >= self.params.salvoes:
            return orders
        _, track, found = min(ready, key=lambda one: one[:2])
        return orders + self._fire(view, track, found)

    def _friends(self, view: View) -> list[Position]:
        """Where her own group is plotted."""
        tracks = (view.track_of(unit) for unit in in_role(self.briefing, self.briefing.role))
        plotted = (view.track(track) for track in tracks if track is not None)
        return [friend.position for friend in plotted if friend is not None]

    def _is_hostile(self, view: View, found: TrackEstimate, friends: list[Position]) -> bool:
        """Of what is taken for a warship: nameless, and not where one of her own group is plotted."""
        if found.identity is not None:
            return False
        near_m = OURS_M + 3.0 * found.position_sd_m
        return all(view.range_and_bearing(friend, found.position)[0] >= near_m for friend in friends)

    def _not_now(self, view: View, track: TrackId, found: TrackEstimate) -> str:
        """Why a hostile track is not fired at now; nothing if it may be."""
        params = self.params
        if found.range_m > params.fire_range:
            return "out of the range ordered"
        if found.position_sd_m > params.fire_error:
            return "not plotted well enough"
        if view.time_s - self.fired_s.get(track, -math.inf) < params.fire_every:
            return "fired at already"
        for other, beside in view.near(found.position, params.clear_of):
            if other != track and beside.kind is not SurfaceKind.WARSHIP and beside.kind is not SurfaceKind.MISSILE:
                return f"track {other} is beside it"
        return ""

    def _fire(self, view: View, track: TrackId, found: TrackEstimate) -> list[Order]:
        reach = [one for one in view.missiles() if one.kind == "surface" and one.rounds > 0]
        mount = next((one for one in reach if one.range_m_min <= found.range_m <= one.range_m_max), None)
        if mount is None:
            return []
        self.busy, self.phase = True, FIRING
        self.salvoes += 1
        self.fired_s[track] = view.time_s
        salvo = f"{self.briefing.serial}/{view.unit}/{self.salvoes}"
        figures = {"track": track, "range_m": found.range_m, "error_m": found.position_sd_m, "salvo": salvo}
        text = f"Fires at track {track}, {found.range_m / NMI_M:.1f} nmi, sure to {found.position_sd_m:.0f} m."
        return [Log("fires", text, figures), LaunchMissiles(mount.mount, salvo, self.params.salvo, track)]

    def _is_out(self, unit: UnitId) -> list[Order]:
        """The OCE ends the serial when a group is out of action."""
        self.out = [*dict.fromkeys([*self.out, unit])]
        if not self.conducts:
            return []
        for role in (BLUE, ORANGE):
            if set(in_role(self.briefing, role)) <= set(self.out):
                return self.end(SerialState.COMPLETED, f"every ship of {role} is out of action")
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        """The window over is an end like another: who was out of action by then is known."""
        count = len(self.out)
        return True, f"window over, {counted(count, 'ship')} known to be out of action"
