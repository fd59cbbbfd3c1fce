"""Any part in a gunnery serial: take its place, report ready, stop when the range is fouled, follow the director.

The director is the OCE in a GUNEX-S and the spotter in an NGFS; this base keeps his list of who is ready, starts the
shoot when all are (or the time for setting up is over), and closes it.
"""

from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import Part, in_role, only, others
from fleetex.behaviours.fire_direction import FireDirector, Step
from fleetex.behaviours.ground import LEG_M, Ground
from fleetex.behaviours.gunex_ground import GunexGround, GunexParams
from fleetex.behaviours.gunnery import (
    ADJUST,
    CHECK_FIRE,
    EFFECT,
    NOT_READY,
    ON_TIME,
    RANGE_CLEAR,
    READY,
    TOGETHER,
    Fouled,
    GunneryParams,
)
from fleetex.behaviours.ngfs_ground import NgfsGround, NgfsParams
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.spotting import SpottingDesk
from fleetex.behaviours.station import CLOSING_MPS, StationKeeper, in_station
from fleetex.engine.events import Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import FollowRoute, Log, Order, SetTimer, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState

SETUP_TAG, READY_TAG = "setup over", "ready check"
CALL_FOR_FIRE = "call for fire"
END_OF_MISSION = "end of mission"
TO_STATION, STATIONED = "to station", "in station"
LOOK_S = 30.0
LATE_SHARE = 0.6
EXCUSE_S = 300.0
AGAIN_S = 300.0
TUG_SHARE = 0.5
"""Design values: how often a unit asks itself whether it is ready; after this share of the time for setting up it need
not have settled in its station, if it is near enough; how long before the end of that time who is not ready says why;
a report that nobody answered is made again after so long; a tug not yet on her run is waited for by so much more."""
NOT_CLEAR = "has not seen the range clear"
WAIT_LEAST_S = 900.0
"""Design value: with less than so much of the window left nobody waits for a clear range any more."""
AWAITED = ("spotter", "safety", "range_party")
"""Without these fire is not opened; a firing ship that is not ready is left out."""
REPEAT_CHECK_S = 300.0
"""A ship that stopped fire says so again so often while the range stays fouled."""
FORGET_CHECK_S = 660.0
"""A check fire not repeated for so long is taken to be lifted (its "range clear" was lost)."""


@dataclass
class RangeWatch:
    """One unit's own watch on the range."""

    fouled_since_s: float | None = None
    clear_since_s: float | None = None
    said_s: float = 0.0


@dataclass
class GunneryPart(Part):
    """Any part; the director's besides if this unit directs the fire."""

    phase: str = TO_STATION
    keeper: StationKeeper = field(default_factory=StationKeeper)
    director: FireDirector = field(default_factory=FireDirector)
    ready: list[UnitId] = field(default_factory=list)
    not_ready: dict[UnitId, str] = field(default_factory=dict)
    """Why who said so is not ready; a unit that has said so of itself stands in it too."""
    no_way: str = ""
    """Why the last order to go to the place was refused."""
    placed_s: float = 0.0
    tug_awaited: bool = False
    waits: bool = False
    """The time for setting up is over and fire waits for a clear range."""
    closing: bool = False
    """On the way to a racetrack far off, faster than on it."""
    desk: SpottingDesk = field(default_factory=SpottingDesk)
    watch: RangeWatch = field(default_factory=RangeWatch)
    concluded: bool = False
    last_word: str = ""
    """OCE of an NGFS: what the spotter said at the end of the mission."""

    @property
    def params(self) -> GunneryParams:
        found = self.briefing.params
        assert isinstance(found, GunneryParams)
        return found

    @property
    def ground(self) -> Ground:
        if isinstance(self.briefing.params, GunexParams):
            return GunexGround(self.briefing)
        return NgfsGround(self.briefing)

    @property
    def director_unit(self) -> UnitId:
        spotter = only(self.briefing, "spotter")
        ashore = isinstance(self.briefing.params, NgfsParams)
        return spotter if ashore and spotter else self.briefing.oce

    @property
    def directs(self) -> bool:
        return self.briefing.unit == self.director_unit

    def begin(self, view: View) -> list[Order]:
        params = self.briefing.params
        if isinstance(params, GunexParams | NgfsParams):
            self.desk.method, self.desk.bracket_m = params.spotting, params.bracket
        orders: list[Order] = [SetTimer(SETUP_TAG, self.params.setup)] if self.directs else []
        if self.briefing.role in ("firing", *AWAITED):
            orders.append(SetTimer(READY_TAG, LOOK_S))
        self.placed_s = view.time_s if self.ground.aim(view) else -1.0e9
        return orders + self.go_to_place(view)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders = news.orders
        if news.settled:
            self.phase = STATIONED if self.phase == TO_STATION else self.phase
            orders.append(in_station(self.keeper, view))
        match event:
            case TimerRang(tag) if tag == READY_TAG:
                orders += self._ready_check(view)
            case OrderDone("FollowRoute") if self.closing:
                orders += self.go_to_place(view)
            case OrderRefused("FollowRoute", reason) if self.phase == TO_STATION:
                self.no_way = reason
            case _:
                pass
        if traffic.gave_up and traffic.gave_up.kind == READY and self.briefing.unit in self.ready:
            self.ready.remove(self.briefing.unit)
            orders.append(SetTimer(READY_TAG, AGAIN_S))
        if self.directs:
            orders += self._direct(view, event, traffic)
        message = traffic.message
        if message and message.kind == END_OF_MISSION and self.conducts:
            orders += self._mission_over(message.body)
        return orders + self.play(view, event, traffic)

    def play(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        """The role's own part."""
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        if self.last_word:
            return True, self.last_word
        if not self.directs:
            return False, "window over before the spotter's end of mission"
        if not self.director.started:
            return False, "window over before fire was ordered"
        at = f"window over in step {self.director.row + 1} of {len(self.director.steps)}; "
        return self.director.finished, ("" if self.director.finished else at) + self.director.tally()

    def so_far(self, view: View) -> str:
        return self.director.tally() if self.directs and self.director.started else ""

    def go_to_place(self, view: View) -> list[Order]:
        place = self.ground.place(view)
        if place is None:
            return []
        if place.guide and place.station:
            self.keeper.within_m = 300.0
            area = self.briefing.area
            self.keeper.toward = area.centre if area else None
            return self.keeper.take(view, self.radio, place.guide, place.station)
        range_m, _ = view.range_and_bearing(view.own().position, place.racetrack[0])
        self.closing = range_m > 2.0 * LEG_M
        if self.closing:
            return [FollowRoute(place.racetrack[:1], max(CLOSING_MPS, place.speed_mps), then="hold")]
        return [FollowRoute(place.racetrack, place.speed_mps, then="loop")]

    def net(self) -> tuple[UnitId, ...]:
        """Everybody else on the fire-control net: all but the target."""
        targets = in_role(self.briefing, "target") + in_role(self.briefing, "impact_target")
        return tuple(unit for unit in others(self.briefing) if unit not in targets)

    # Ready, and the range.

    def unready(self, view: View) -> str:
        """Why this unit is not ready, in words; nothing if it is."""
        return ""

    def is_late(self, view: View) -> bool:
        """Whether most of the time for setting up is over."""
        return view.time_s - self.briefing.start_s > LATE_SHARE * self.params.setup

    def _ready_check(self, view: View) -> list[Order]:
        """Report ready as soon as this unit is; say why it is not, once, shortly before the time is over."""
        if self.briefing.unit in self.ready:
            return []
        why = self.unready(view)
        if not why:
            self.phase = STATIONED if self.phase == TO_STATION and self.briefing.role == "firing" else self.phase
            return self.report_ready(view)
        orders: list[Order] = [SetTimer(READY_TAG, LOOK_S)]
        excuse_s = self.params.setup - min(EXCUSE_S, 0.5 * self.params.setup)
        if view.time_s - self.briefing.start_s < excuse_s or self.briefing.unit in self.not_ready:
            return orders
        self.not_ready[self.briefing.unit] = why
        orders.append(Log("not ready", f"{self.briefing.unit} is not ready: {why}.", {"reason": why}))
        if self.directs:
            return orders
        return orders + self.radio.call(view, (self.director_unit,), NOT_READY, {"reason": why})

    def report_ready(self, view: View) -> list[Order]:
        """Tell the director once that this unit is ready."""
        if self.briefing.unit in self.ready:
            return []
        self.ready.append(self.briefing.unit)
        if self.directs:
            return self._start_if_ready(view)
        return self.radio.call(view, (self.director_unit,), READY, {})

    def range_fouled(self, view: View, found: Fouled) -> list[Order]:
        """Somebody is in the danger area: write it down, stop the others. Said again every five minutes."""
        watch = self.watch
        watch.clear_since_s = None
        if watch.fouled_since_s is not None and view.time_s - watch.said_s < REPEAT_CHECK_S:
            return []
        who = found.identity or f"track {found.track}"
        reason = f"{found.kind} {who} at {found.range_m / NMI_M:.1f} nmi {found.where}"
        orders: list[Order] = self.radio.tell_everywhere(self.net(), CHECK_FIRE, {"reason": reason})
        watch.said_s = view.time_s
        self.director.heard_s = dict.fromkeys(self.director.heard_s, view.time_s)
        if watch.fouled_since_s is None:
            watch.fouled_since_s = view.time_s
            figures = {
                "track": found.track,
                "range_m": found.range_m,
                "bearing_deg": found.bearing_rad / DEG_RAD,
                "kind": found.kind,
                "other": found.identity or "",
                "off_deg": found.off_rad / DEG_RAD,
                "lat_deg": found.position.lat_rad / DEG_RAD,
                "lon_deg": found.position.lon_rad / DEG_RAD,
            }
            orders.append(Log("range fouled", f"Check fire: {reason}.", figures))
        return orders

    def range_seen_clear(self, view: View) -> list[Order]:
        """Nobody is in there now; once that has lasted, the range is declared clear."""
        watch = self.watch
        if watch.fouled_since_s is None:
            return []
        if watch.clear_since_s is None:
            watch.clear_since_s = view.time_s
        if view.time_s - watch.clear_since_s < self.params.clear_for:
            return []
        seconds = view.time_s - watch.fouled_since_s
        watch.fouled_since_s = watch.clear_since_s = None
        text = f"The range is clear again after {seconds / 60.0:.0f} min."
        said = self.radio.tell_everywhere(self.net(), RANGE_CLEAR, {})
        return [Log("range clear", text, {"seconds": seconds}), *said]

    # The director.

    def _expected(self) -> set[UnitId]:
        """Whose report the director awaits before fire."""
        roles = ("firing", "tug", *AWAITED)
        return {unit for role in roles for unit in in_role(self.briefing, role)}

    def _direct(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        message = traffic.message
        if message and message.kind == READY and message.sender not in self.ready:
            self.ready.append(message.sender)
            orders += self._start_if_ready(view)
        if message and message.kind == NOT_READY:
            self.not_ready[message.sender] = str(message.body.get("reason", ""))
        if isinstance(event, TimerRang) and event.tag == SETUP_TAG and not self.director.started:
            orders += self._setup_over(view)
        orders += self.director.on_event(view, event, traffic, self.radio, self.params)
        return orders + self.conclude_if_done(view)

    def _setup_over(self, view: View) -> list[Order]:
        """No ship is ready before the target is on its run: the tug is waited for once more."""
        if self._is_fouled() and view.time_s + WAIT_LEAST_S < self.briefing.end_s:
            waited: list[Order] = [SetTimer(SETUP_TAG, AGAIN_S)]
            if not self.waits:
                self.waits = True
                waited.append(
                    Log(
                        "hold fire",
                        f"Fire waits: the range of {self.briefing.serial} is fouled.",
                        {"reason": "range fouled"},
                    )
                )
            return waited
        tug = only(self.briefing, "tug")
        if tug is None or tug in self.ready or self.tug_awaited:
            return self._start(view)
        self.tug_awaited = True
        return [SetTimer(SETUP_TAG, TUG_SHARE * self.params.setup)]

    def _is_fouled(self) -> bool:
        """Whether who must have seen the range clear has not, as far as the director knows."""
        unready = (unit for role in AWAITED for unit in in_role(self.briefing, role) if unit not in self.ready)
        return self.watch.fouled_since_s is not None or any(self.not_ready.get(unit) == NOT_CLEAR for unit in unready)

    def _start_if_ready(self, view: View) -> list[Order]:
        return self._start(view) if not self.director.started and self._expected() <= set(self.ready) else []

    def _start(self, view: View) -> list[Order]:
        """Open fire with the firing ships that are ready; with none, if who must watch is not."""
        firing = in_role(self.briefing, "firing")
        orders: list[Order] = []
        for unit in firing:
            if unit not in self.ready:
                orders.append(self.director.leave_out(unit, f"not ready in time, {self._excuse(unit)}"))
        missing = [
            f"{unit} ({role.replace('_', ' ')}), {self._excuse(unit)}"
            for role in AWAITED
            for unit in in_role(self.briefing, role)
            if unit not in self.ready
        ]
        if missing:
            self.director.called_off = f"fire was not opened, for want of {'; '.join(missing)}"
            self.director.row = 0
            orders.append(Log("hold fire", f"No fire: {self.director.called_off}.", {"reason": missing[0]}))
            return orders + self.conclude_if_done(view)
        self.director.steps = shoot(self.briefing)
        if isinstance(self.briefing.params, NgfsParams):
            target = self.briefing.params.target
            figures = {"lat_deg": target.lat_deg, "lon_deg": target.lon_deg, "firers": list(firing)}
            figures["other"] = only(self.briefing, "impact_target") or ""
            orders.append(Log("call for fire", f"Call for fire to {', '.join(firing)}.", figures))
            body = {"lat_rad": target.lat_rad, "lon_rad": target.lon_rad}
            afloat = tuple(unit for unit in firing if unit != self.briefing.unit)
            orders += self.radio.call(view, afloat, CALL_FOR_FIRE, body)
        orders += self.director.next_step(view, self.radio, self.params)
        return orders + self.conclude_if_done(view)

    def _excuse(self, unit: UnitId) -> str:
        return self.not_ready.get(unit, "") or "no report came"

    def conclude_if_done(self, view: View) -> list[Order]:
        """After the last step: the OCE ends the serial; an NGFS spotter reports end of mission to him."""
        if not self.director.finished or self.concluded or not self.director.started:
            return []
        self.concluded = True
        orders: list[Order] = []
        reason = self.director.tally()
        if isinstance(self.briefing.params, NgfsParams):
            done, figures = self._end_of_mission()
            orders += [done]
            if not self.conducts:
                body = {**figures, "reason": reason, "fired": sum(self.director.rounds.values())}
                return orders + self.radio.call(view, (self.briefing.oce,), END_OF_MISSION, body)
        fired = sum(self.director.rounds.values()) > 0
        return orders + self.end(SerialState.COMPLETED if fired else SerialState.ABORTED, reason)

    def _end_of_mission(self) -> tuple[Log, dict[str, Any]]:
        rounds = self.director.rounds_by_mode
        over, right = self.desk.effect_over_m, self.desk.effect_right_m
        figures = {
            "corrections": self.desk.corrections,
            "rounds_adjusting": rounds.get(ADJUST, 0),
            "rounds_effect": sum(count for mode, count in rounds.items() if mode != ADJUST),
            "over_m": sum(over) / len(over) if over else None,
            "right_m": sum(right) / len(right) if right else None,
        }
        given = f"{self.desk.corrections} correction{'' if self.desk.corrections == 1 else 's'}"
        text = f"End of mission: {figures['rounds_effect']} rounds for effect; {given} in all."
        return Log("end of mission", text, figures), figures

    def _mission_over(self, body: dict[str, Any]) -> list[Order]:
        """The OCE of an NGFS hears the spotter's end of mission."""
        self.last_word = str(body.get("reason", "end of mission"))
        state = SerialState.COMPLETED if int(body.get("fired", 0)) > 0 else SerialState.ABORTED
        return self.end(state, self.last_word)


def shoot(briefing: Briefing) -> list[Step]:
    """The steps of a shoot, from the serial's params."""
    firing = in_role(briefing, "firing")
    params = briefing.params
    if isinstance(params, NgfsParams):
        adjust = [
            Step(ADJUST, (unit,), params.adjusting_salvoes, params.adjusting_rounds, 0.0, until_adjusted=True)
            for unit in firing
        ]
        mode = ON_TIME if len(firing) > 1 else EFFECT
        return [*adjust, Step(mode, firing, params.salvoes, params.rounds, params.interval)]
    assert isinstance(params, GunexParams)
    if params.fire == "together":
        return [Step(TOGETHER, firing, params.salvoes, params.rounds, params.interval)]
    if params.fire == "in turn":
        return [Step(ADJUST, (unit,), params.salvoes, params.rounds, 0.0) for unit in firing]
    first = min(params.adjusting_salvoes, params.salvoes)
    adjust = [Step(ADJUST, (unit,), first, params.rounds, 0.0) for unit in firing]
    left = params.salvoes - first
    return [*adjust, *([Step(ON_TIME, firing, left, params.rounds, params.interval)] if left else [])]
