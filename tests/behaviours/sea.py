"""A small sea for doctrine tests: perfect tracks, ships that are in station after a while, circuits that can be cut.

No physics: it shows doctrines playing together and hearing one another over circuits with a delay. Flat geometry.
"""

import hashlib
import heapq
import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from fleetex.behaviours.doctrine import Doctrine
from fleetex.engine import events, orders
from fleetex.engine.orders import Position
from fleetex.engine.view import (
    AreaShape,
    BearingEstimate,
    Briefing,
    MountState,
    OwnState,
    RigState,
    Surroundings,
    TrackEstimate,
    WeaponState,
)
from fleetex.scenario.kinds import KindSpec
from fleetex.simulate.plain import fill_from_plain, to_plain
from fleetex.vocabulary import Domain, Light, SerialState, SurfaceKind

EARTH_M = 6_371_000.0
CENTRE = Position(math.radians(39.0), math.radians(133.5))
SETTLE_S = 240.0
CALM = Surroundings(5.0, math.radians(220.0), 2, 0.5, 20_000.0, Light.DAY)
GUN = MountState("main", 0.1, 200, 1.0, 21_000.0, 1)
RIG = RigState("hose", 60.0, (30.0, 60.0), 5, 600.0)


def range_and_bearing(a: Position, b: Position) -> tuple[float, float]:
    north_m = (b.lat_rad - a.lat_rad) * EARTH_M
    east_m = (b.lon_rad - a.lon_rad) * math.cos(CENTRE.lat_rad) * EARTH_M
    return math.hypot(north_m, east_m), math.atan2(east_m, north_m) % math.tau


def offset(a: Position, bearing_rad: float, range_m: float) -> Position:
    north_m, east_m = range_m * math.cos(bearing_rad), range_m * math.sin(bearing_rad)
    return Position(a.lat_rad + north_m / EARTH_M, a.lon_rad + east_m / (EARTH_M * math.cos(CENTRE.lat_rad)))


@dataclass
class Boat:
    """Where a unit truly is, and what it carries."""

    unit: str
    position: Position
    course_rad: float = 0.0
    speed_mps: float = 5.0
    kind: SurfaceKind = SurfaceKind.WARSHIP
    identity: bool = True
    fuel_kg: float = 300_000.0
    fuel_kg_max: float = 600_000.0
    guns: list[MountState] = field(default_factory=list)
    rigs: list[RigState] = field(default_factory=list)
    sonars: list[str] = field(default_factory=list)
    weapons: list[WeaponState] = field(default_factory=list)
    heard: dict[int, BearingEstimate] = field(default_factory=dict)
    """What her passive sonar hears, by number."""
    charge_share: float = math.nan
    """Of a submarine's battery."""
    station: tuple[str, float, float, bool] | None = None
    waypoints: list[Position] = field(default_factory=list)
    order: int = 0


class Window:
    """One unit's View."""

    def __init__(self, sea: "Sea", unit: str) -> None:
        self._sea, self._unit = sea, unit

    @property
    def unit(self) -> str:
        return self._unit

    @property
    def time_s(self) -> float:
        return self._sea.time_s

    def own(self) -> OwnState:
        boat = self._sea.boats[self._unit]
        state = OwnState(boat.position, 0.0, boat.course_rad, boat.speed_mps, boat.fuel_kg, boat.fuel_kg_max)
        return replace(state, charge_share=boat.charge_share)

    def tracks(self) -> Sequence[int]:
        return [n for n, unit in enumerate(self._sea.boats) if unit != self._unit and self._holds(unit)]

    def suspects(self) -> Sequence[int]:
        return self.tracks()

    def _holds(self, unit: str) -> bool:
        if (self._unit, unit) in self._sea.told:
            return True
        return unit not in self._sea.unseen and (self._unit, unit) not in self._sea.blind

    def near(self, place: Position, within_m: float, but: Collection[str] = ()) -> Sequence[tuple[int, TrackEstimate]]:
        held = ((track, self.track(track)) for track in self.tracks())
        return [
            (track, told)
            for track, told in held
            if told and told.identity not in but and range_and_bearing(place, told.position)[0] <= within_m
        ]

    def track(self, track: int) -> TrackEstimate | None:
        names = list(self._sea.boats)
        if not 0 <= track < len(names) or not self._holds(names[track]):
            return None
        boat = self._sea.boats[names[track]]
        place, by = boat.position, self._sea.told.get((self._unit, boat.unit))
        if (by or self._unit, boat.unit) in self._sea.off_m:
            place = offset(place, 0.0, self._sea.off_m[by or self._unit, boat.unit])
        range_m, bearing_rad = range_and_bearing(self.own().position, place)
        name = boat.unit if boat.identity else None
        kind = boat.kind if boat.identity else self._sea.taken_for.get(boat.unit)
        below = boat.unit in self._sea.below
        return TrackEstimate(
            place, boat.course_rad, boat.speed_mps, 20.0, 0.2, range_m, bearing_rad, 1.0, by, name, kind, below
        )

    def kind_prob(self, track: int, kinds: Collection[SurfaceKind]) -> float:
        return self._sea.likely.get(list(self._sea.boats)[track], 0.0)

    def track_of(self, unit: str) -> int | None:
        names = list(self._sea.boats)
        if unit not in names or not self._holds(unit) or not self._sea.boats[unit].identity:
            return None
        return names.index(unit)

    def bearings(self) -> Sequence[int]:
        return sorted(self._sea.boats[self._unit].heard)

    def bearing(self, bearing: int) -> BearingEstimate | None:
        return self._sea.boats[self._unit].heard.get(bearing)

    def active_sonars(self) -> Sequence[str]:
        return self._sea.boats[self._unit].sonars

    def mounts(self) -> Sequence[MountState]:
        return self._sea.boats[self._unit].guns

    def rigs(self) -> Sequence[RigState]:
        return self._sea.boats[self._unit].rigs

    def weapons(self) -> Sequence[WeaponState]:
        return self._sea.boats[self._unit].weapons

    def surroundings(self) -> Surroundings:
        return self._sea.weather

    def flight_time_s(self, mount: str, range_m: float) -> float | None:
        return range_m / 500.0 if range_m <= GUN.range_m_max else None

    def range_and_bearing(self, a: Position, b: Position) -> tuple[float, float]:
        return range_and_bearing(a, b)

    def offset(self, a: Position, bearing_rad: float, range_m: float) -> Position:
        return offset(a, bearing_rad, range_m)

    def draw(self, purpose: str, occasion: int) -> float:
        if self._sea.luck is not None:
            return self._sea.luck
        digest = hashlib.sha256(f"{self._unit}/{purpose}/{occasion}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48


class Sea:
    """The boats, the doctrines that play, and the queue of what happens next."""

    def __init__(self, boats: list[Boat], luck: float | None = None) -> None:
        self.boats = {boat.unit: boat for boat in boats}
        self.luck = luck
        self.weather = CALM
        self.time_s = 0.0
        self.doctrines: dict[str, Doctrine] = {}
        self.queue: list[tuple[float, int, str, Any]] = []
        self.number = 0
        self.timers: dict[tuple[str, str], int] = {}
        self.cut: set[tuple[str, str]] = set()
        """(circuit, unit): sets that do not work."""
        self.unseen: set[str] = set()
        self.blind: set[tuple[str, str]] = set()
        self.told: dict[tuple[str, str], str] = {}
        """(Unit, whom it knows by a link): from whom."""
        self.below: set[str] = set()
        """Whom sonars alone hold."""
        self.taken_for: dict[str, SurfaceKind] = {}
        """What those who do not say who they are are taken for."""
        self.likely: dict[str, float] = {}
        """How likely they are of the kinds that are asked for."""
        self.off_m: dict[tuple[str, str], float] = {}
        """(Holder, target): how far north of the truth it holds it."""
        self.log: list[tuple[float, str, orders.Log]] = []
        self.ordered: list[tuple[float, str, orders.Order]] = []
        self.heard: list[tuple[float, str, events.MessageHeard]] = []
        self.spots: dict[tuple[str, str], list[str]] = {}
        self.checked: dict[str, float] = {}
        self.bias_m = (300.0, -60.0)
        self.ended: orders.EndSerial | None = None
        self.ended_s = 0.0
        self.oce = ""
        self.no_launch = ""
        """Why no weapon may leave; empty: it may."""
        self.restore = False
        """Save and restore every doctrine around each event."""

    # Running.

    def brief(
        self, kind: KindSpec, doctrine: Any, roles: dict[str, tuple[str, ...]], oce: str, **envelope: Any
    ) -> None:
        """Brief everybody in the roles; `params` as a person writes them."""
        params = kind.params.model_validate(envelope.pop("params", {}))
        area = AreaShape("circle", (CENTRE,), 20_000.0, CENTRE)
        units = dict.fromkeys(unit for row in roles.values() for unit in row)
        self.oce = oce
        for role, row in roles.items():
            for unit in row:
                shore = self.boats[unit].kind is SurfaceKind.SHORE
                briefing = Briefing(
                    serial="S1",
                    kind=kind.code,
                    unit=unit,
                    role=role,
                    roles=roles,
                    oce=oce,
                    area=area,
                    area_id="ALFA",
                    start_s=0.0,
                    end_s=envelope.get("end_s", 3.0 * 3600.0),
                    circuits=envelope.get("circuits", ("TG1", "TG2")),
                    params=params,
                    nations=dict.fromkeys(units, "XX"),
                    domains=dict.fromkeys(units, Domain.LAND if shore else Domain.SURFACE),
                    beam_m=dict.fromkeys(units, 16.0),
                    sea_state_max=kind.sea_state_max,
                    visibility_m_min=kind.visibility_m_min,
                    daylight_only=kind.daylight_only,
                )
                self.doctrines[unit] = doctrine(briefing)
                self.at(0.0, unit, events.Started())
        self.at(envelope.get("end_s", 3.0 * 3600.0), oce, events.Finex())

    def at(self, time_s: float, unit: str, what: Any) -> None:
        self.number += 1
        heapq.heappush(self.queue, (time_s, self.number, unit, what))

    def later(self, after_s: float, unit: str, what: Any) -> None:
        self.at(self.time_s + after_s, unit, what)

    def run(self, until_s: float = 4.0 * 3600.0) -> None:
        while self.queue and self.ended is None and self.queue[0][0] <= until_s:
            time_s, number, unit, what = heapq.heappop(self.queue)
            self._move(time_s)
            if callable(what):
                what()
                continue
            if isinstance(what, events.TimerRang) and self.timers.get((unit, what.tag)) != number:
                continue
            self.tell(unit, what)

    def tell(self, unit: str, event: events.Event) -> None:
        if isinstance(event, events.MessageHeard):
            self.heard.append((self.time_s, unit, event))
        doctrine = self.doctrines.get(unit)
        if doctrine is None:
            return
        if self.restore:
            doctrine = self.doctrines[unit] = restored(doctrine)
        for order in doctrine.on_event(Window(self, unit), event):
            self.ordered.append((self.time_s, unit, order))
            self._carry_out(unit, order)

    def logged(self, kind: str, unit: str | None = None) -> list[dict[str, Any]]:
        return [log.values for _, who, log in self.log if log.kind == kind and unit in (None, who)]

    def given(self, kind: type, unit: str | None = None) -> list[Any]:
        return [order for _, who, order in self.ordered if isinstance(order, kind) and unit in (None, who)]

    # What orders do.

    def _carry_out(self, unit: str, order: orders.Order) -> None:
        boat = self.boats[unit]
        match order:
            case orders.Log():
                self.log.append((self.time_s, unit, order))
            case orders.SetTimer(tag, after_s):
                self.later(max(after_s, 0.0), unit, events.TimerRang(tag))
                self.timers[unit, tag] = self.number
            case orders.CancelTimer(tag):
                self.timers.pop((unit, tag), None)
            case orders.Send():
                self._send(unit, order)
            case orders.EndSerial():
                assert unit == self.oce, f"{unit} is not the OCE"
                self.ended, self.ended_s = order, self.time_s
                for other in list(self.doctrines):
                    self.tell(other, events.SerialEnded())
            case orders.Steer(course_rad, speed_mps):
                boat.station, boat.waypoints, boat.order = None, [], boat.order + 1
                boat.course_rad, boat.speed_mps = course_rad, speed_mps
            case orders.KeepStation():
                self._keep_station(boat, order)
            case orders.Shadow(track, range_m):
                boat.station, boat.order = (list(self.boats)[track], range_m, math.pi, True), boat.order + 1
            case orders.FollowRoute():
                self._follow(boat, order)
            case orders.Tow(towed, line_m):
                self.boats[towed].station = (unit, line_m, math.pi, True)
            case _:
                self._work(boat, order)

    def _work(self, boat: Boat, order: orders.Order) -> None:
        unit = boat.unit
        match order:
            case orders.CheckFire():
                self.checked[unit] = self.time_s
            case orders.Fire():
                self._fire(boat, order)
            case orders.Launch():
                self._launch(boat, order)
            case orders.Spot(firer, salvo):
                self.spots.setdefault((firer, salvo), []).append(unit)
            case orders.ConnectRig(rig, receiver):
                self.later(600.0, unit, events.RigConnected(rig, receiver))
            case orders.Pump(rig, receiver, amount_kg):
                rate_kgps = boat.rigs[0].rate_kgps
                self.later(amount_kg / rate_kgps, unit, events.PumpDone(rig, receiver, amount_kg, "amount passed"))
            case orders.Disconnect(rig, receiver):
                self.later(300.0, unit, events.Disconnected(rig, receiver))
            case _:
                pass

    def _send(self, unit: str, order: orders.Send) -> None:
        if (order.circuit, unit) in self.cut:
            return
        for other in order.to:
            if (order.circuit, other) not in self.cut:
                self.later(3.0, other, events.MessageHeard(unit, order.circuit, order.kind, dict(order.body)))

    def _keep_station(self, boat: Boat, order: orders.KeepStation) -> None:
        boat.order += 1
        number, guide = boat.order, list(self.boats)[order.guide]
        boat.waypoints = []

        def settle() -> None:
            if boat.order == number:
                boat.station = (guide, order.range_m, order.bearing_rad, order.relative)
                self._move(self.time_s)
                self.tell(boat.unit, events.OrderDone("KeepStation"))

        self.later(SETTLE_S, boat.unit, settle)

    def _follow(self, boat: Boat, order: orders.FollowRoute) -> None:
        boat.order, boat.station = boat.order + 1, None
        number, left = boat.order, list(order.waypoints)

        def leg() -> None:
            if boat.order != number:
                return
            if not left:
                if order.then == "loop":
                    left.extend(order.waypoints)
                else:
                    boat.speed_mps = boat.speed_mps if order.then == "hold" else 0.0
                    self.tell(boat.unit, events.OrderDone("FollowRoute"))
                    return
            mark = left.pop(0)
            range_m, boat.course_rad = range_and_bearing(boat.position, mark)
            boat.speed_mps = order.speed_mps
            self.later(max(1.0, range_m / order.speed_mps), boat.unit, leg)

        leg()

    def _fire(self, boat: Boat, order: orders.Fire) -> None:
        gun = boat.guns[0]
        rounds = min(order.rounds, gun.rounds)
        boat.guns[0] = replace(gun, rounds=gun.rounds - rounds)
        aim = order.place or self.boats[list(self.boats)[order.track or 0]].position
        range_m, _ = range_and_bearing(boat.position, aim)
        burst_s, flight_s = rounds / gun.rate_per_s, range_m / 500.0
        self.later(burst_s, boat.unit, events.SalvoFired(order.salvo, rounds, flight_s, range_m))
        over_m = self.bias_m[0] + order.spot_range_m
        right_m = self.bias_m[1] + order.spot_right_m

        def splash() -> None:
            for spotter in self.spots.get((boat.unit, order.salvo), []):
                seen = events.SplashSeen(boat.unit, order.salvo, True, over_m, right_m, abs(over_m) < 30.0)
                self.tell(spotter, seen)

        self.later(flight_s + burst_s, boat.unit, splash)

    def _launch(self, boat: Boat, order: orders.Launch) -> None:
        """A weapon leaves if there is one and nobody has said that it may not."""
        mount = next((weapon for weapon in boat.weapons if weapon.mount == order.mount), None)
        if mount is None or mount.rounds < 1 or self.no_launch:
            reason = self.no_launch or "the magazine is empty"
            self.tell(boat.unit, events.OrderRefused("Launch", reason, order.salvo))
            return
        rounds = min(order.rounds, mount.rounds)
        boat.weapons = [
            replace(weapon, rounds=weapon.rounds - rounds) if weapon is mount else weapon for weapon in boat.weapons
        ]
        self.later(0.0, boat.unit, events.WeaponLaunched(order.salvo, order.mount, rounds, 3_000.0, 150.0))

    # Moving.

    def _move(self, time_s: float) -> None:
        passed_s, self.time_s = time_s - self.time_s, time_s
        for boat in self.boats.values():
            if boat.station is None:
                boat.position = offset(boat.position, boat.course_rad, boat.speed_mps * passed_s)
        for boat in self.boats.values():
            if boat.station:
                guide, range_m, bearing_rad, relative = boat.station
                lead = self.boats[guide]
                boat.course_rad, boat.speed_mps = lead.course_rad, lead.speed_mps
                true_rad = bearing_rad + (lead.course_rad if relative else 0.0)
                boat.position = offset(lead.position, true_rad, range_m)


def restored(doctrine: Doctrine) -> Doctrine:
    """A doctrine saved as JSON and read again, as a checkpoint does it; the briefing is given anew."""
    left_out = frozenset({"briefing"})
    again = type(doctrine)(doctrine.briefing)
    fill_from_plain(again, json.loads(json.dumps(to_plain(doctrine, left_out))), left_out)
    return again


def completed(sea: Sea) -> bool:
    return sea.ended is not None and sea.ended.state is SerialState.COMPLETED
