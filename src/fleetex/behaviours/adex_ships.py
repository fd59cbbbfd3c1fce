"""ADEX: the ships. The guide conducts and controls the air; all defend themselves and each other with what they have.

Who is a raid is decided by one man: the controller, by IFF, speed and course; a ship under `tight` waits for his word.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.adex_params import (
    AIR_MPS,
    ALERT,
    CAP,
    ENGAGED,
    FORCE,
    GOES_HOME,
    ON_STATION,
    PLOTS,
    RAID,
    RAID_OVER,
    RAIDERS,
    SCRAMBLE,
    VECTOR,
    AdexParams,
    fighters,
    params_of,
)
from fleetex.behaviours.air_defence import comes_in_s, reaches
from fleetex.behaviours.air_picture import FADED_S, Group, Plot, joined_to, own_plots, regroup
from fleetex.behaviours.conduct import Part, counted, in_role
from fleetex.behaviours.formation import StationOf
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import EngagementOver, Event, MissilesLaunched, OrderRefused, TimerRang, TrackGained
from fleetex.engine.orders import EngageAir, Log, Order, Position, SetTimer, Steer, TrackId, UnitId
from fleetex.engine.view import MissileState, TrackEstimate, View
from fleetex.units import DEG_RAD, KN_MPS, NMI_M
from fleetex.vocabulary import SerialState, SurfaceKind

GUIDING, TO_STATION, STATIONED = "guiding", "to station", "in station"
AIR_TAG, WATCH_TAG = "air picture", "watch"
TICK_S = 5.0
OF_A_RAID_M = 8.0 * NMI_M
RAID_KNOWN_S = 120.0
"""Design values: how often a ship looks for what to engage while somebody flies near; how near to where a raid should
be a track is of it, and for how long the controller's word holds."""


@dataclass
class Defender(Part):
    """A ship of the force."""

    phase: str = TO_STATION
    keeper: StationKeeper = field(default_factory=StationKeeper)
    raids: dict[int, list[float]] = field(default_factory=dict)
    """Number -> latitude, longitude, course, speed, when, of each raid that the controller has called."""
    engaged: dict[str, TrackId] = field(default_factory=dict)
    tries: dict[TrackId, int] = field(default_factory=dict)
    number: int = 0
    awake: bool = False

    @property
    def params(self) -> AdexParams:
        return params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        others = [unit for unit in in_role(self.briefing, FORCE) if unit != self.briefing.oce]
        bearing = math.tau * others.index(self.briefing.unit) / len(others)
        station = StationOf(self.params.spacing, bearing)
        return self.keeper.take(view, self.radio, self.briefing.oce, station)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders = [*news.orders, *self.defend(view, event)]
        if news.settled:
            self.phase = STATIONED
            orders.append(in_station(self.keeper, view))
        message = traffic.message
        if message and message.kind == RAID:
            self.note_raid(message.body)
            orders += self._wake()
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a ship that does not conduct knows of no outcome"

    # ---- her own air defence

    def note_raid(self, body: dict[str, Any]) -> None:
        row = [float(body[key]) for key in ("lat_rad", "lon_rad", "course_rad", "speed_mps", "at_s")]
        self.raids[int(body["group"])] = row

    def _wake(self) -> list[Order]:
        if self.awake or self.params.weapons == "hold":
            return []
        self.awake = True
        return [SetTimer(AIR_TAG, TICK_S)]

    def defend(self, view: View, event: Event) -> list[Order]:
        """Engage what may be engaged, the soonest first, while channels and rounds are there."""
        match event:
            case TrackGained(_):
                return self._wake()
            case TimerRang("air picture"):
                return self._look(view)
            case EngagementOver(salvo, track, outcome, rounds):
                self.engaged.pop(salvo, None)
                figures = {"track": track, "outcome": outcome, "rounds": rounds}
                return [Log("engagement over", f"Engagement over: {outcome}, {rounds} spent.", figures)]
            case MissilesLaunched(salvo, rounds, flight_s):
                figures = {"salvo": salvo, "rounds": rounds, "seconds": flight_s}
                return [Log("missiles away", f"{counted(rounds, 'missile')} away, {flight_s:.0f} s.", figures)]
            case OrderRefused("EngageAir", _, tag):
                self.engaged.pop(tag, None)
                return []
            case _:
                return []

    def _look(self, view: View) -> list[Order]:
        found = [(track, view.track(track)) for track in view.tracks()]
        strangers = [(track, one) for track, one in found if one is not None and self._flies_at_us(one)]
        self.awake = bool(strangers)
        again: list[Order] = [SetTimer(AIR_TAG, TICK_S)] if self.awake else []
        if view.out_of_action():
            return again
        coming = sorted(
            (comes_in_s(one) or 0.0, track)
            for track, one in strangers
            if self._may_engage(view, one)
            and track not in self.engaged.values()
            and self.tries.get(track, 0) < self.params.tries
        )
        return [*self._engage(view, [track for _, track in coming]), *again]

    def _flies_at_us(self, one: TrackEstimate) -> bool:
        """A stranger in the air, held by her own sensors."""
        nameless = one.identity is None and one.shared_by is None
        return nameless and (one.speed_mps > AIR_MPS or one.kind is SurfaceKind.MISSILE)

    def _may_engage(self, view: View, one: TrackEstimate) -> bool:
        """By the state of her weapons: closing at all, or one of a raid that was called."""
        if one.kind is SurfaceKind.MISSILE:
            return True
        if math.cos(one.course_rad - one.bearing_rad) > 0.0:
            return False
        if self.params.weapons == "free":
            return True
        return any(self._is_of(view, one, raid) for raid in self.raids.values())

    def _is_of(self, view: View, one: TrackEstimate, raid: list[float]) -> bool:
        lat, lon, course, speed, at_s = raid
        if view.time_s - at_s > RAID_KNOWN_S:
            return False
        place = view.offset(Position(lat, lon), course, speed * (view.time_s - at_s))
        return view.range_and_bearing(place, one.position)[0] <= OF_A_RAID_M

    def _engage(self, view: View, tracks: list[TrackId]) -> list[Order]:
        mounts = [one for one in view.missiles() if one.kind == "air" and one.rounds > 0]
        free = {one.mount: one.channels_free for one in mounts}
        orders: list[Order] = []
        for track in tracks:
            held = view.track(track)
            mount = next((one for one in mounts if held and free[one.mount] > 0 and reaches(one, held)), None)
            if mount is None or held is None:
                continue
            free[mount.mount] -= 1
            orders += self._fire(view, mount, track, held)
        return orders

    def _fire(self, view: View, mount: MissileState, track: TrackId, held: TrackEstimate) -> list[Order]:
        self.number += 1
        salvo = f"{self.briefing.serial}/{view.unit}/{self.number}"
        self.engaged[salvo], self.tries[track] = track, self.tries.get(track, 0) + 1
        figures = {"track": track, "range_m": held.range_m, "mount": mount.mount, "left": mount.rounds}
        text = f"Engages track {track} at {held.range_m / NMI_M:.0f} nmi with {mount.mount}."
        return [
            Log("ship engages", text, figures),
            EngageAir(mount.mount, salvo, track, min(self.params.rounds, mount.salvo)),
        ]


@dataclass
class Controller(Defender):
    """The guide and OCE: steers the force, and controls fighters by his own radar and by what early warning tells."""

    phase: str = GUIDING
    groups: list[Group] = field(default_factory=list)
    up: dict[UnitId, int] = field(default_factory=dict)
    """Fighters on station or on a vector, and the group that each is sent to (0: none)."""
    standing: list[UnitId] = field(default_factory=list)
    """Alert fighters on the ground."""
    told: list[Plot] = field(default_factory=list)
    told_s: float = -1.0e9
    over: list[UnitId] = field(default_factory=list)
    """Raiders who have said that they are done."""
    reports: int = 0

    def begin(self, view: View) -> list[Order]:
        self.standing = list(in_role(self.briefing, ALERT))
        watch: list[Order] = [SetTimer(WATCH_TAG, self.params.watch_every)]
        return [Steer(self.params.course, self.params.speed), *watch]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self.defend(view, event)
        if event == TimerRang(WATCH_TAG):
            orders += [SetTimer(WATCH_TAG, self.params.watch_every), *self._watch(view)]
        message = traffic.message
        if message:
            orders += self._heard(view, message.sender, message.kind, message.body)
        return orders

    def _heard(self, view: View, sender: UnitId, kind: str, body: dict[str, Any]) -> list[Order]:
        if kind == PLOTS:
            self.told = [Plot(Position(row[0], row[1]), row[2], row[3]) for row in body.get("plots", [])]
            self.told_s = view.time_s
        elif kind == ON_STATION:
            self.up[sender] = 0
        elif kind == GOES_HOME:
            self.up.pop(sender, None)
        elif kind == ENGAGED:
            self.reports += 1
        elif kind == RAID_OVER and sender not in self.over:
            self.over.append(sender)
            if len(self.over) == len(in_role(self.briefing, RAIDERS)):
                return self.end(SerialState.COMPLETED, self._words())
        return []

    def _watch(self, view: View) -> list[Order]:
        plots = own_plots(view, AIR_MPS)
        if view.time_s - self.told_s <= 2.0 * self.params.watch_every:
            plots += self.told
        orders: list[Order] = []
        for group in regroup(view, self.groups, plots, self.params.raid_width):
            self.groups.append(group)
            orders.append(self._say(view, "raid detected", f"Strangers in the air: group {group.number}", group))
        for group in self.groups:
            orders += self._look_at(view, group)
        return orders

    def _look_at(self, view: View, group: Group) -> list[Order]:
        if group.gone:
            return []
        older = joined_to(view, self.groups, group, self.params.raid_width)
        if older is not None or view.time_s - group.seen_s > FADED_S:
            group.gone, group.joined = True, 0 if older is None else older.number
            self.up = {unit: 0 if at == group.number else at for unit, at in self.up.items()}
            return []
        range_m, bearing = view.range_and_bearing(Position(group.lat_rad, group.lon_rad), view.own().position)
        closes = math.cos(group.course_rad - bearing) > 0.0
        if range_m > self.params.warning_range or not closes:
            return []
        orders: list[Order] = []
        if math.isnan(group.entered_s):
            group.entered_s = view.time_s
            orders.append(self._say(view, "raid called", f"Group {group.number} is a raid", group))
        body = self._dope(group)
        self.note_raid(body)
        ships = tuple(unit for unit in in_role(self.briefing, FORCE) if unit != view.unit)
        orders += self.radio.tell(ships, RAID, body)
        return orders + self._send_fighters(view, group, body)

    def _send_fighters(self, view: View, group: Group, body: dict[str, Any]) -> list[Order]:
        """As many as there are raiders, from the patrol first; then alert fighters are scrambled."""
        sent = [unit for unit, at in self.up.items() if at == group.number]
        orders: list[Order] = []
        free = [unit for unit, at in self.up.items() if at == 0]
        while len(sent) < group.count and free:
            unit = free.pop(0)
            self.up[unit] = group.number
            sent.append(unit)
            text = f"{unit} is sent to group {group.number}."
            orders.append(Log("fighter sent", text, {"other": unit, "group": group.number}))
        if len(sent) < group.count and self.standing:
            unit = self.standing.pop(0)
            text = f"Scrambles {unit}: group {group.number}."
            orders.append(Log("scramble", text, {"other": unit, "group": group.number}))
            orders += self.radio.call(view, (unit,), SCRAMBLE, body)
        return orders + self.radio.tell(tuple(sent), VECTOR, body)

    def _dope(self, group: Group) -> dict[str, Any]:
        return {
            "group": group.number,
            "lat_rad": group.lat_rad,
            "lon_rad": group.lon_rad,
            "course_rad": group.course_rad,
            "speed_mps": group.speed_mps,
            "at_s": group.seen_s,
        }

    def _say(self, view: View, kind: str, text: str, group: Group) -> Log:
        range_m, bearing = view.range_and_bearing(view.own().position, Position(group.lat_rad, group.lon_rad))
        figures = {"group": group.number, "count": group.count, "range_m": range_m, "bearing_deg": bearing / DEG_RAD}
        where = f"{bearing / DEG_RAD % 360.0:03.0f}, {range_m / NMI_M:.0f} nmi, {group.speed_mps / KN_MPS:.0f} kn"
        return Log(kind, f"{text}: {where}, {group.count} held.", figures)

    def outcome(self, view: View) -> tuple[bool, str]:
        raiders = len(in_role(self.briefing, RAIDERS))
        return False, f"window over: {len(self.over)} of {counted(raiders, 'raider')} done; {self._words()}"

    def _words(self) -> str:
        called = sum(not math.isnan(group.entered_s) for group in self.groups)
        shots = f"{counted(self.reports, 'engagement')} by fighters" if fighters(self.briefing) else "no fighters"
        patrol = len(in_role(self.briefing, CAP))
        return f"{counted(called, 'raid')} called, {shots} ({patrol} on patrol)"
