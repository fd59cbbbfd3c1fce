"""ADEX: what flies. Fighters on patrol or on alert, early-warning aircraft, and the raiders, who play the other side.

Fighters fire their missiles at their own radar's track, or simulate it; raiders release what they carry, or say that
they would. In an ESCORTEX they do the same about a convoy that sails on.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.adex_params import (
    AEW_MPS,
    AIR_MPS,
    CAP,
    EARLY_WARNING,
    ENGAGED,
    GOES_HOME,
    ON_STATION,
    PLOTS,
    RAID_OVER,
    RAIDERS,
    SCRAMBLE,
    VECTOR,
    AirDefenceParams,
    air_params_of,
    fighters,
)
from fleetex.behaviours.air_picture import own_plots
from fleetex.behaviours.airmen import HOMEWARD, ON_GROUND, Airman
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import EngagementOver, Event, OrderDone, OrderRefused, OutOfAction, TimerRang
from fleetex.engine.orders import (
    EngageAir,
    FollowRoute,
    Jam,
    LaunchMissiles,
    Log,
    Order,
    Position,
    SetHeight,
    SetTimer,
    Steer,
    TrackId,
    UnitId,
)
from fleetex.engine.view import Briefing, TrackEstimate, View
from fleetex.physics.pursuit import intercept_s
from fleetex.units import DEG_RAD, KN_MPS, MINUTE_S, NMI_M
from fleetex.vocabulary import SurfaceKind

TO_STATION, STATIONED, VECTORED, ENTERING, RUNNING = "to station", "on station", "on a vector", "entering", "running in"
ROLL_TAG, STEER_TAG, TELL_TAG, RUN_TAG = "roll", "steer", "tell plots", "run in"
ANEW_TAG = "station anew"
ANEW_S = 15.0 * MINUTE_S
STEER_S = 20.0
TELL_S = 30.0
RUN_LOOK_S = 20.0
HOLD_M = 6.0 * NMI_M
APART_M = 10.0 * NMI_M
NEAR_TOLD_M = 25.0 * NMI_M
AIM_OFF_RAD = 40.0 * DEG_RAD
SHIP_MPS = 50.0 * KN_MPS
CLIMB_S = 6.0 * MINUTE_S
UNSURE_MPS = 15.0
MISSILES_DONE_S = 30.0
"""Design values: between looks on a vector, tellings of early warning, and looks of a raider; how wide who holds flies
round, and how far apart stations lie; how near to where he was told a fighter takes what he holds for the raid; how far
off his nose he can shoot; what is a ship by its speed, known so well; what a climb is allowed. `ANEW_S`: how often
stations about a convoy are laid anew; `MISSILES_DONE_S`: for a salvo to leave, and for its last missile's end."""


@dataclass
class Flier(Airman):
    """What all of them share."""

    @property
    def params(self) -> AirDefenceParams:
        return air_params_of(self.briefing)

    @property
    def cruise_mps(self) -> float:
        return self.params.cap_speed

    @property
    def height_m(self) -> float:
        return self.params.cap_height

    @property
    def reserve_s(self) -> float:
        return self.params.reserve

    def middle(self, view: View) -> Position:
        """Of what is defended, now."""
        return self.params.ground(view, self.briefing, view.time_s)

    def again(self) -> list[Order]:
        """A station in the air is laid anew now and then where what is defended sails on."""
        return [SetTimer(ANEW_TAG, ANEW_S)] if self.params.moves else []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "who flies knows of no outcome"


@dataclass
class Fighter(Flier):
    """On patrol from COMEX, or on alert until he is scrambled."""

    shots: int = 0
    group: int = 0
    shot_at: list[TrackId] = field(default_factory=list)

    def _station(self, view: View) -> Position:
        number = fighters(self.briefing).index(self.briefing.unit)
        side = (number + 1) // 2 * (1.0 if number % 2 else -1.0)
        at = view.offset(self.middle(view), self.params.cap_bearing, self.params.cap_range)
        return view.offset(at, self.params.cap_bearing + 0.25 * math.tau, side * APART_M)

    def begin(self, view: View) -> list[Order]:
        if not view.own().aboard:
            return self.airborne(view)
        if self.briefing.role != CAP:
            return []
        number = in_role(self.briefing, CAP).index(self.briefing.unit)
        return [SetTimer(ROLL_TAG, 1.0 + self.params.cap_after + number * MINUTE_S)]

    def airborne(self, view: View) -> list[Order]:
        self.phase = TO_STATION
        if self.group:
            return [*self.report(view, ON_STATION, {}), SetHeight(self.height_m), *self._on_vector(view)]
        station = FollowRoute((self._station(view),), self.params.cap_speed, then="hold")
        return [SetHeight(self.height_m), station]

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("roll") if self.phase == ON_GROUND:
                return self.take_off()
            case OrderDone("FollowRoute") if self.phase == TO_STATION:
                said = Log("on station", "On station.", {"shots": self.params.shots - self.shots})
                return [said, *self.report(view, ON_STATION, {}), *self._orbit(view)]
            case TimerRang("steer") if self.phase == VECTORED:
                return [SetTimer(STEER_TAG, STEER_S), *self._press(view)]
            case TimerRang("station anew"):
                return self._orbit(view) if self.phase == STATIONED else self.again()
            case EngagementOver(_, _, "held") | OrderRefused("EngageAir"):
                return self._not_hit(event)
            case _:
                pass
        message = traffic.message
        if message is None or message.sender != self.briefing.oce:
            return []
        if message.kind in (SCRAMBLE, VECTOR):
            self.group = int(message.body["group"])
            place = Position(float(message.body["lat_rad"]), float(message.body["lon_rad"]))
            course, speed = float(message.body["course_rad"]), float(message.body["speed_mps"])
            self.company.note(place, course, speed, float(message.body["at_s"]))
        if message.kind == SCRAMBLE and self.phase == ON_GROUND:
            return self.take_off()
        if message.kind == VECTOR and self.phase in (TO_STATION, STATIONED):
            return self._on_vector(view)
        return []

    def _orbit(self, view: View) -> list[Order]:
        self.phase = STATIONED
        way = self.round(view, self._station(view), HOLD_M)
        return [FollowRoute(way, self.params.cap_speed, then="loop"), *self.again()]

    def _on_vector(self, view: View) -> list[Order]:
        self.phase = VECTORED
        return [SetTimer(STEER_TAG, STEER_S), *self._press(view)]

    def _press(self, view: View) -> list[Order]:
        """Close what the own radar shows, else where they were told to be; shoot when near enough and ahead."""
        held = self._target(view)
        place = self.company.expected(view)
        if held is None:
            if place is None or view.time_s - self.company.told_s > 4.0 * MINUTE_S:
                self.group = 0
                return self._orbit(view)
            range_m, bearing = view.range_and_bearing(view.own().position, place)
            return [self._toward(range_m, bearing, self.company.told_course_rad, self.company.told_speed_mps)]
        track, one = held
        steer = self._toward(one.range_m, one.bearing_rad, one.course_rad, one.speed_mps)
        off_rad = abs(math.remainder(one.bearing_rad - view.own().course_rad, math.tau))
        if one.range_m > self.params.shot_range or off_rad > AIM_OFF_RAD:
            return [steer]
        return [*self._shoot(view, track, one), *([] if self.phase == HOMEWARD else [steer])]

    def _shoot(self, view: View, track: TrackId, one: TrackEstimate) -> list[Order]:
        """A missile at a track, or a simulated shot of who carries none; home with the last."""
        rails = [mount for mount in view.missiles() if mount.kind == "air" and self.params.air_to_air == "missiles"]
        ready = next((mount for mount in rails if mount.rounds and mount.channels_free and mount.guided), None)
        if rails and ready is None:
            return [] if any(mount.rounds > 0 for mount in rails) else self._go(view, "missiles are spent")
        self.shots += 1
        self.shot_at.append(track)
        figures = {"track": track, "range_m": one.range_m, "group": self.group, "left": self.params.shots - self.shots}
        what, fires = "Simulated shot", list[Order]()
        if ready is not None:
            what = "Fires"
            fires = [EngageAir(ready.mount, f"{self.briefing.serial}/{view.unit}/{self.shots}", track, 1)]
        said = Log("fighter engages", f"{what} at {one.range_m / NMI_M:.0f} nmi.", figures)
        told = self.report(view, ENGAGED, {"group": self.group})
        empty = self._go(view, "shots are spent") if self.shots >= self.params.shots else []
        return [said, *fires, *told, *empty]

    def _not_hit(self, told: EngagementOver | OrderRefused) -> list[Order]:
        """What he still holds after his missile, or what it does not reach, is a target again."""
        if isinstance(told, OrderRefused):
            self.shots -= 1
            self.shot_at = self.shot_at[:-1]
        elif told.track in self.shot_at:
            self.shot_at.remove(told.track)
        return []

    def _target(self, view: View) -> tuple[TrackId, TrackEstimate] | None:
        """The nearest stranger in the air on his own radar that he has not shot at."""
        place = self.company.expected(view)
        best: tuple[float, TrackId, TrackEstimate] | None = None
        for track in view.tracks():
            one = view.track(track)
            if one is None or one.shared_by is not None or one.identity is not None or one.speed_mps < AIR_MPS:
                continue
            near = place is None or view.range_and_bearing(place, one.position)[0] <= NEAR_TOLD_M
            if near and track not in self.shot_at and (best is None or one.range_m < best[0]):
                best = one.range_m, track, one
        return None if best is None else best[1:]

    def _toward(self, range_m: float, bearing: float, course: float, speed: float) -> Steer:
        east, north = range_m * math.sin(bearing), range_m * math.cos(bearing)
        v_east, v_north = speed * math.sin(course), speed * math.cos(course)
        meet_s = intercept_s(east, north, v_east, v_north, self.params.dash, 0.0)
        if meet_s is not None:
            bearing = math.atan2(east + v_east * meet_s, north + v_north * meet_s)
        return Steer(bearing % math.tau, self.params.dash)

    def out_of_fuel(self, view: View) -> list[Order]:
        return self._go(view, "fuel")

    def _go(self, view: View, why: str) -> list[Order]:
        return [*self.report(view, GOES_HOME, {"reason": why}), *self.go_home(view, why)]


@dataclass
class Warner(Flier):
    """An early-warning aircraft: flies to and fro behind the force, and tells the controller who flies there."""

    @property
    def cruise_mps(self) -> float:
        return AEW_MPS

    def begin(self, view: View) -> list[Order]:
        if not view.own().aboard:
            return self.airborne(view)
        return [SetTimer(ROLL_TAG, self.params.cap_after)] if self.params.cap_after > 0.0 else self.take_off()

    def airborne(self, view: View) -> list[Order]:
        self.phase = STATIONED
        return [SetHeight(self.height_m), self._loop(view), SetTimer(TELL_TAG, TELL_S), *self.again()]

    def _loop(self, view: View) -> Order:
        behind = self.params.cap_bearing + 0.5 * math.tau
        at = view.offset(self.middle(view), behind, self.params.early_warning_range)
        return FollowRoute(self.round(view, at, 2.0 * HOLD_M), self.cruise_mps, then="loop")

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if event == TimerRang(ROLL_TAG) and self.phase == ON_GROUND:
            return self.take_off()
        if event == TimerRang(ANEW_TAG):
            return [self._loop(view), *self.again()]
        if event != TimerRang(TELL_TAG):
            return []
        plots = [one.row() for one in own_plots(view, AIR_MPS)]
        told = self.radio.tell((self.briefing.oce,), PLOTS, {"plots": plots}) if plots else []
        return [SetTimer(TELL_TAG, TELL_S), *told]


@dataclass
class Raider(Flier):
    """Runs in low from her point of entry, releases at what her radar shows, and turns away."""

    released: bool = False

    @property
    def cruise_mps(self) -> float:
        return self.params.raid_speed

    @property
    def prey(self) -> frozenset[UnitId]:
        """Ships that she may release at though she knows who they are: an AIS says so to everybody."""
        return frozenset(unit for role in self.params.raided for unit in in_role(self.briefing, role))

    def _number(self) -> float:
        units = in_role(self.briefing, RAIDERS)
        return units.index(self.briefing.unit) - 0.5 * (len(units) - 1)

    def middle(self, view: View) -> Position:
        """Where what they raid should be when they come there."""
        params = self.params
        there_s = self.briefing.start_s + params.raid_after + params.raid_range / params.raid_speed
        return params.ground(view, self.briefing, there_s)

    def _entry(self, view: View) -> Position:
        at = view.offset(self.middle(view), self.params.raid_from, self.params.raid_range)
        return view.offset(at, self.params.raid_from + 0.25 * math.tau, self._number() * 1.0 * NMI_M)

    def begin(self, view: View) -> list[Order]:
        left_s = max(self.briefing.start_s + self.params.raid_after - view.time_s, 1.0)
        run: list[Order] = [SetTimer(RUN_TAG, left_s)]
        if not view.own().aboard:
            return [*run, *self.airborne(view)]
        way_m = view.range_and_bearing(view.own().position, self._entry(view))[0]
        return [*run, SetTimer(ROLL_TAG, max(left_s - way_m / self.cruise_mps - CLIMB_S, 1.0))]

    def airborne(self, view: View) -> list[Order]:
        self.phase = ENTERING
        return [SetHeight(self.height_m), FollowRoute((self._entry(view),), self.cruise_mps, then="hold")]

    def on_task(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("roll") if self.phase == ON_GROUND:
                return self.take_off()
            case OrderDone("FollowRoute") if self.phase == ENTERING:
                if view.time_s >= self.briefing.start_s + self.params.raid_after:
                    return self._run(view)
                return [FollowRoute(self.round(view, self._entry(view), HOLD_M), self.cruise_mps, then="loop")]
            case TimerRang("run in") if self.phase in (ENTERING, RUNNING):
                return self._look_for_ships(view) if self.phase == RUNNING else self._run(view)
            case OrderDone("FollowRoute") if self.phase == RUNNING:
                return self._at_the_end(view)
            case OutOfAction(_) if self.flies:
                return self._over(view, "assessed out of action")
            case _:
                return []

    def _run(self, view: View) -> list[Order]:
        self.phase = RUNNING
        text = f"Runs in at {self.params.raid_height:.0f} m."
        said = Log("runs in", text, {"height_m": self.params.raid_height})
        route = FollowRoute((self.middle(view),), self.params.raid_speed, then="hold")
        jam = self._jam(view, True)
        return [said, *jam, SetHeight(self.params.raid_height), route, SetTimer(RUN_TAG, RUN_LOOK_S)]

    def _jam(self, view: View, on: bool) -> list[Order]:
        return [Jam(on, mount) for mount in view.jammers()] if self.params.jamming else []

    def secure(self, view: View) -> list[Order]:
        return self._jam(view, False)

    def _at_the_end(self, view: View) -> list[Order]:
        """Where a ship was or should be: on to the middle; past that, home."""
        if view.range_and_bearing(view.own().position, self.middle(view))[0] > HOLD_M:
            return [FollowRoute((self.middle(view),), self.params.raid_speed, then="hold")]
        return self._over(view, "found nobody to release at")

    def _look_for_ships(self, view: View) -> list[Order]:
        """The nearest ship on her own radar: make for it, and release from afar."""
        again: list[Order] = [SetTimer(RUN_TAG, RUN_LOOK_S)]
        best: tuple[float, TrackId, TrackEstimate] | None = None
        for track in view.tracks():
            one = view.track(track)
            if one is None or one.shared_by is not None or one.speed_mps > SHIP_MPS:
                continue
            if one.identity is not None and one.identity not in self.prey:
                continue
            if one.velocity_sd_mps > UNSURE_MPS or one.kind is SurfaceKind.AIRCRAFT:
                continue
            if best is None or one.range_m < best[0]:
                best = one.range_m, track, one
        if best is None:
            return again
        range_m, track, one = best
        if range_m > self.params.release_range:
            return [*again, FollowRoute((one.position,), self.params.raid_speed, then="hold")]
        return self._release(view, track, one)

    def _release(self, view: View, track: TrackId, one: TrackEstimate) -> list[Order]:
        self.released = True
        mount = next((m for m in view.missiles() if m.kind == "surface" and m.rounds > 0), None)
        figures = {"track": track, "range_m": one.range_m, "simulated": mount is None}
        said = Log("release", f"Releases at {one.range_m / NMI_M:.0f} nmi.", figures)
        launch: list[Order] = []
        flies_s = 0.0
        if mount is not None:
            salvo = f"{self.briefing.serial}/{view.unit}"
            launch = [LaunchMissiles(mount.mount, salvo, min(mount.rounds, mount.salvo), track)]
            flies_s = MISSILES_DONE_S + (one.range_m + 2.0 * mount.seeker_on_m) / mount.speed_mps
        return [said, *launch, *self._over(view, "has released", flies_s)]

    def _over(self, view: View, why: str, flies_s: float = 0.0) -> list[Order]:
        """`flies_s`: how long what she has released may be on its way yet."""
        body = {"reason": why, "until_s": view.time_s + flies_s} if flies_s else {"reason": why}
        return [*self._jam(view, False), *self.report(view, RAID_OVER, body), *self.go_home(view, why)]

    def out_of_fuel(self, view: View) -> list[Order]:
        return self._over(view, "fuel")


def flier_of(briefing: Briefing) -> type[Flier]:
    """Who flies for whom, by her role."""
    return {RAIDERS: Raider, EARLY_WARNING: Warner}.get(briefing.role, Fighter)
