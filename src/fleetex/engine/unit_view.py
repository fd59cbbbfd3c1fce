"""One unit's window on the world: the `View` that behaviours get, answered from the tables when asked.

Nothing is copied beforehand; an estimate is dead-reckoned when it is read. A shared track is the sharer's estimate as
it was one link delay ago.
"""

import math
from collections.abc import Collection, Sequence
from operator import itemgetter

import numpy as np
from msgspec import Struct

from fleetex.engine import ask, flying, snorting
from fleetex.engine.arms import TorpedoFigures
from fleetex.engine.buoys import Buoys
from fleetex.engine.flight_deck import FlightDecks
from fleetex.engine.gunnery import Gunnery
from fleetex.engine.launching import DROP_REACH_M, SEARCH_SHARE
from fleetex.engine.missile_state import Missiles
from fleetex.engine.missile_view import decoys_of, missiles_of
from fleetex.engine.orders import BearingId, Position, TrackId, UnitId
from fleetex.engine.radio import FIRST_SHARED_NUMBER, Radio
from fleetex.engine.replenishment import rigs_in_turn
from fleetex.engine.shiphandling import deepest_m
from fleetex.engine.stage import Stage
from fleetex.engine.tables import ACTIVE, MAGNETIC
from fleetex.engine.view import (
    BearingEstimate,
    BuoysCarried,
    BuoyState,
    DecoyState,
    MissileState,
    MountState,
    OwnState,
    RigState,
    Surroundings,
    TrackEstimate,
    WeaponState,
)
from fleetex.engine.waterspace import allowed
from fleetex.engine.weapons import Weapons
from fleetex.physics.ballistics import FLIGHT_S, RANGE_M
from fleetex.physics.fuel import fuel_rate_kgps
from fleetex.physics.geodesy import direct, geodetic, inverse
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.philox import PURPOSE_PERSON, name_hash, normals4, uniform
from fleetex.units import MINUTE_S, TAU
from fleetex.vocabulary import EMISSION_CODE, KIND_CODE, KIND_OF, LIGHT_CODE, Emission, Light, SurfaceKind, WeaponsState

BEACON_RANGE_M = 185.0
BEACON_BEARING_RAD = 0.0175
"""Errors of a tactical air navigation beacon, one standard deviation: 0.1 nmi and one degree (design values)."""
_EMISSIONS: dict[int, Emission] = {code: emission for emission, code in EMISSION_CODE.items()}
_LIGHTS: dict[int, Light] = {code: light for light, code in LIGHT_CODE.items()}

_number = itemgetter(0)


class UnitView(Struct, gc=False):
    """See `engine.view.View`. `serial` keys the unit's human draws."""

    stage: Stage
    radio: Radio
    gunnery: Gunnery
    row: int
    serial: str
    arms: Weapons
    decks: FlightDecks
    laid: Buoys
    fired: Missiles

    @property
    def unit(self) -> UnitId:
        return self.stage.cast.people[self.row].unit

    @property
    def time_s(self) -> float:
        return self.stage.now_s

    def own(self) -> OwnState:
        stage = self.stage
        lat, lon, course, speed, height = ask.whereabouts(stage.at, self.row, stage.now_s)
        if self.row in stage.flyers:
            return self._in_the_air(lat, lon, course, speed, height)
        return OwnState(
            Position(lat, lon),
            height,
            course,
            speed,
            ask.fuel_now(stage.at, self.row, stage.now_s),
            stage.fuel_kg_max[self.row],
            float(stage.world.hull[self.row]["depth_m_max"]) if self.row in stage.divers else 0.0,
            charge_share=snorting.charge_share(stage, self.row),
            snort_m=stage.snort_m[self.row],
            snorts=bool(stage.diesels[self.row]) and stage.is_submerged(self.row),
        )

    def _in_the_air(self, lat: float, lon: float, course: float, speed: float, height_m: float) -> OwnState:
        """An aircraft's own state, on deck or in the air."""
        stage, row, decks = self.stage, self.row, self.decks
        return OwnState(
            Position(lat, lon),
            height_m,
            course,
            speed,
            ask.fuel_now(stage.at, row, stage.now_s),
            stage.fuel_kg_max[row],
            aboard=decks.stands.get(self.unit, ""),
            ready_s=max(0.0, decks.ready_s.get(self.unit, 0.0) - stage.now_s),
            speed_mps_min=stage.speed_mps_min[row],
        )

    def home(self) -> str:
        return self.stage.cast.homes.get(self.row, "")

    def havens(self) -> Sequence[str]:
        cast = self.stage.cast
        side = cast.people[self.row].side
        hovers = bool(self.stage.world.hull[self.row]["speed_mps_min"] == 0.0)
        decks = [cast.name(row) for row in cast.decks if hovers and cast.people[row].side == side]
        return sorted({*decks, *self.fields()})

    def fields(self) -> Sequence[str]:
        cast = self.stage.cast
        side = cast.people[self.row].side
        homes = (home for row, home in cast.homes.items() if cast.people[row].side == side)
        return sorted({home for home in homes if home in cast.areas})

    def beacon(self, place: UnitId) -> Position | None:
        stage = self.stage
        area = stage.cast.areas.get(place)
        if area is not None:
            return area.shape.centre
        other = stage.cast.rows.get(place)
        if other is None or stage.cast.people[other].side != stage.cast.people[self.row].side:
            return None
        heights = [stage.cast.people[r].mast_height_m + stage.heights_m[r] for r in (self.row, other)]
        range_m, bearing = ask.range_and_bearing_between(stage.at, self.row, other, stage.now_s)
        if not stage.radiates[other] or range_m > radar_horizon_m(heights[0], heights[1], stage.radio_earth_m):
            return None
        minute = int(stage.now_s // MINUTE_S)
        a, b, _, _ = normals4(
            stage.seed, stage.replication, PURPOSE_PERSON, stage.cast.people[self.row].id32, name_hash(place), minute
        )
        own = self.own().position
        return self.offset(own, bearing + BEACON_BEARING_RAD * b, max(0.0, range_m + BEACON_RANGE_M * a))

    def fuel_rate_kgps(self, speed_mps: float) -> float:
        hull = self.stage.world.hull[self.row]
        return fuel_rate_kgps(speed_mps, float(hull["hotel_kgps"]), float(hull["fuel_a"]), float(hull["fuel_n"]))

    def buoys(self) -> Sequence[BuoyState]:
        stage, laid = self.stage, self.laid
        found: list[BuoyState] = []
        for sensor in laid.afloat.get(self.unit, ()):
            lat, lon, _ = flying.buoy_place(stage.at, sensor, stage.now_s)
            works = bool(stage.world.switch[sensor]["on"])
            found.append(BuoyState(stage.cast.sensors[sensor], Position(lat, lon), laid.laid_s[sensor], works))
        return found

    def buoys_left(self) -> dict[str, BuoysCarried]:
        left = self.laid.left(self.stage, self.row)
        plans = self.stage.cast.buoys
        found: dict[str, BuoysCarried] = {}
        for mount, count in left.items():
            plan = plans[self.row, mount]
            pings = bool(self.stage.world.sensor[plan.sensors[0]]["kind"] == ACTIVE)
            found[mount] = BuoysCarried(count, pings, plan.depth_m)
        return found

    def dipping_sonars(self) -> Sequence[str]:
        return [mount for row, mount in self.stage.cast.dips if row == self.row]

    def tracks(self) -> Sequence[TrackId]:
        own = self.radio.own_held(self.stage, self.row)
        numbers = sorted(int(n) for n in own.values())
        shared = self.radio.known.get(self.row, {})
        beside = self.radio.beside.get(self.row, {})
        return numbers + sorted([*(n for target, n in shared.items() if target not in own), *beside.values()])

    def suspects(self) -> Sequence[TrackId]:
        stage, observer, numbers = self.stage, self.stage.cast.observers[self.row], []
        if observer >= 0 and (count := ask.suspects(stage.at, observer, stage.found)):
            numbers = stage.numbers_found(count)
        known, beside = self.radio.known.get(self.row), self.radio.beside.get(self.row)
        told_of = list(beside.values()) if beside else []
        if known:
            strange = known.keys() - stage.named_to(self.row)
            told_of += [known[target] for target in strange if not self.radio.holds(stage, self.row, target)]
        return numbers + sorted(told_of) if told_of else numbers

    def near(
        self, place: Position, within_m: float, but: Collection[UnitId] = ()
    ) -> Sequence[tuple[TrackId, TrackEstimate]]:
        stage = self.stage
        found: list[tuple[TrackId, TrackEstimate]] = []
        observer = stage.cast.observers[self.row]
        if observer >= 0:
            lat, lon, rows = place.lat_rad, place.lon_rad, stage.rows
            count = ask.near(stage.at, self.row, observer, lat, lon, within_m, stage.now_s, rows)
            for row, number, *figures in rows[:count].tolist():
                if not self._is_one_of(int(row), but):
                    found.append((int(number), self._as_told(observer, int(row), figures, None)))
            found.sort(key=_number)
        told_of = [
            (number, target)
            for target, number in self.radio.known.get(self.row, {}).items()
            if not (self._is_one_of(target, but) or self.radio.holds(stage, self.row, target))
        ]
        told_of += [(number, target) for target, number in self.radio.beside.get(self.row, {}).items()]
        for number, target in sorted(told_of):
            told = self._best_shared(target)
            if told is not None and self.range_and_bearing(place, told.position)[0] <= within_m:
                found.append((number, told))
        return found

    def _is_one_of(self, target: int, units: Collection[UnitId]) -> bool:
        """Whether a held unit says that it is one of these."""
        stage = self.stage
        other = stage.cast.people[target] if target < stage.cast_count else stage.person(target)
        return other.unit in units and self.recognises(target)

    def target_of(self, track: TrackId) -> int | None:
        """Row of the unit behind a track number (for the engine's own use, never handed to a behaviour)."""
        return self.radio.target_of(self.stage, self.row, track)

    def track(self, track: TrackId) -> TrackEstimate | None:
        stage = self.stage
        if track < FIRST_SHARED_NUMBER:
            observer = stage.cast.observers[self.row]
            if observer < 0:
                return None
            target, *figures = ask.own_track(stage.at, self.row, observer, track, stage.now_s)
            if target >= 0:
                return self._as_told(observer, target, figures, None)
        shared = self.target_of(track)
        if shared is not None and self.radio.beside.get(self.row, {}).get(shared) == track:
            return self._best_shared(shared)
        return None if shared is None else self.estimate(shared)

    def kind_prob(self, track: TrackId, kinds: Collection[SurfaceKind]) -> float:
        stage, observer = self.stage, self.stage.cast.observers[self.row]
        if observer < 0 or track >= FIRST_SHARED_NUMBER or (target := self.target_of(track)) is None:
            return 0.0
        belief = stage.world.belief[observer, target]
        return sum(float(belief[f"p{KIND_CODE[kind]}"]) for kind in kinds) if belief["calls"] else 0.0

    def estimate(self, target: int) -> TrackEstimate | None:
        """The estimate of a unit by row: own if held, else the best that is shared."""
        stage = self.stage
        observers = stage.cast.observers
        if self.radio.holds(stage, self.row, target):
            return self._estimate_of(observers[self.row], target, stage.now_s, None)
        return self._best_shared(target)

    def _best_shared(self, target: int) -> TrackEstimate | None:
        """The best estimate of a unit that is shared."""
        stage, observers = self.stage, self.stage.cast.observers
        best: TrackEstimate | None = None
        for sharer, delay_s in self.radio.sharers(stage, self.row, target):
            found = self._estimate_of(observers[sharer], target, stage.now_s - delay_s, stage.cast.name(sharer))
            if best is None or found.position_sd_m < best.position_sd_m:
                best = found
        return best

    def _estimate_of(self, observer: int, target: int, known_s: float, shared_by: UnitId | None) -> TrackEstimate:
        stage = self.stage
        figures = ask.estimate(stage.at, self.row, observer, target, stage.now_s, known_s)
        return self._as_told(observer, target, figures, shared_by, known_s)

    def _as_told(
        self, observer: int, target: int, figures: Sequence[float], shared_by: UnitId | None, known_s: float = math.inf
    ) -> TrackEstimate:
        stage = self.stage
        lat, lon, course, speed, sd, velocity_sd, age, range_m, bearing = figures
        person = stage.person(target)
        known = self.recognises(target)
        return TrackEstimate(
            Position(lat, lon),
            course,
            speed,
            sd,
            velocity_sd,
            range_m,
            bearing,
            age,
            shared_by,
            person.unit if known else None,
            person.kind if known else self._taken_for(observer, target, known_s),
            not known and self._is_unseen(observer, target),
        )

    def _taken_for(self, observer: int, target: int, known_s: float) -> SurfaceKind | None:
        """What an observer takes a unit for, as far as that had reached this unit."""
        if known_s < math.inf:
            belief = self.stage.world.belief
            if belief["since_s"][observer, target] > known_s:
                return KIND_OF.get(int(belief["was"][observer, target]))
        return KIND_OF.get(self.stage.taken_by[observer, target])

    def _is_unseen(self, observer: int, target: int) -> bool:
        """Whether what finds hulls under water alone holds a unit for an observer."""
        stage = self.stage
        if not stage.hears_below[stage.keeper_by[observer, target]]:
            return False
        return ask.is_unseen(stage.at, observer, target)

    def recognises(self, target: int) -> bool:
        """Whether a held unit says who it is."""
        return self.stage.answers(self.row, target)

    def track_of(self, unit: UnitId) -> TrackId | None:
        row = self.stage.cast.rows.get(unit)
        if row is None or not self.recognises(row):
            return None
        observer = self.stage.cast.observers[self.row]
        if observer >= 0 and self.stage.held_by[observer, row]:
            return int(self.stage.number_of[observer, row])
        return self.radio.known.get(self.row, {}).get(row)

    def bearings(self) -> Sequence[BearingId]:
        stage, observer = self.stage, self.stage.cast.observers[self.row]
        if not self._listens(observer):
            return []
        count = ask.bearings_held(stage.at, observer, stage.found)
        return stage.numbers_found(count) if count else []

    def _listens(self, observer: int) -> bool:
        """Whether an observer may have rows in the table of bearings."""
        return observer >= 0 and len(self.stage.world.bearing) > 0

    def bearing(self, bearing: BearingId) -> BearingEstimate | None:
        stage, observer = self.stage, self.stage.cast.observers[self.row]
        if not self._listens(observer):
            return None
        target, line, sd, lat, lon, measured_s, code = ask.bearing_of(stage.at, observer, bearing)
        if target < 0:
            return None
        track = int(stage.number_of[observer, target]) if stage.sensors_of[observer, target] else None
        heard, place = _EMISSIONS[code], Position(lat, lon)
        kind = KIND_OF.get(stage.taken_by[observer, target])
        return BearingEstimate(line, sd, place, stage.now_s - measured_s, heard is Emission.PING, track, heard, kind)

    def lines(self, bearing: BearingId) -> Sequence[BearingEstimate]:
        stage, observer = self.stage, self.stage.cast.observers[self.row]
        if not self._listens(observer):
            return []
        target = ask.bearing_of(stage.at, observer, bearing)[0]
        world, found = stage.world, []
        for sensor in self._own_sensors() if target >= 0 else ():
            if world.sensor[sensor]["line"] == 0 or world.pair[sensor, target]["held"] == 0:
                continue
            line = world.line[world.sensor[sensor]["line"] - 1, target]
            lat, lon = geodetic(line["x_m"], line["y_m"], line["z_m"])
            heard, sd = _EMISSIONS[int(line["emission"])], float(world.sensor[sensor]["bearing_sd_rad"])
            age_s = stage.now_s - float(line["time_s"])
            place, pings = Position(lat, lon), heard is Emission.PING
            found.append(BearingEstimate(float(line["bearing_rad"]), sd, place, age_s, pings, None, heard))
        return found

    def _own_sensors(self) -> range:
        """Rows of own sensors."""
        hull = self.stage.world.hull[self.row]
        first = int(hull["sensor_first"])
        return range(first, first + int(hull["sensor_count"]))

    def active_sonars(self) -> Sequence[str]:
        stage = self.stage
        sensors, hung = stage.world.sensor, stage.cast.hung
        rows = self._own_sensors()
        return [stage.cast.sensors[s] for s in rows if sensors[s]["kind"] == ACTIVE and s not in hung]

    def anomaly_detectors(self) -> Sequence[str]:
        stage = self.stage
        return [stage.cast.sensors[s] for s in self._own_sensors() if stage.world.sensor[s]["kind"] == MAGNETIC]

    def mounts(self) -> Sequence[MountState]:
        return [
            MountState(
                m.mount,
                m.calibre_m,
                self.gunnery.rounds_left(self.unit, m.mount),
                m.rate_per_s * m.barrels,
                m.range_m_max,
                m.barrels,
                0.0 if m.air is None else m.air.range_m_max,
                m.air is not None and m.air.close_in,
                self.gunnery.air.is_busy(self.unit, m.mount),
            )
            for m in self.stage.cast.mounts_of[self.row]
        ]

    def rigs(self) -> Sequence[RigState]:
        return [
            RigState(r.rig, r.rate_kgps, r.gap_m, r.sea_state_max, r.connect_s, r.side)
            for r in rigs_in_turn(self.stage.cast, self.row)
        ]

    def weapons(self) -> Sequence[WeaponState]:
        found = []
        for launcher in self.stage.cast.launchers.values():
            if launcher.unit != self.row:
                continue
            figures, left = launcher.figures, self.arms.rounds_left(self.unit, launcher.mount)
            if isinstance(figures, TorpedoFigures):
                swims_m = (1.0 - SEARCH_SHARE) * figures.run_m
                reach_m = DROP_REACH_M if self.row in self.stage.flyers else swims_m
                found.append(WeaponState(launcher.mount, "torpedo", left, 1, 0.0, reach_m))
            else:
                reach = figures.range_m_min, figures.range_m_max
                found.append(WeaponState(launcher.mount, "rockets", left, figures.salvo, *reach))
        return found

    def missiles(self) -> Sequence[MissileState]:
        return missiles_of(self.stage, self.fired, self.row)

    def decoys(self) -> Sequence[DecoyState]:
        return decoys_of(self.stage, self.fired, self.row)

    def jammers(self) -> Sequence[str]:
        return [mount for row, mount in self.stage.cast.arsenal.jammers if row == self.row]

    def weapon_state(self) -> WeaponsState:
        return self.fired.state_of(self.unit)

    def out_of_action(self) -> bool:
        return self.fired.is_out(self.unit, self.serial)

    def surroundings(self) -> Surroundings:
        east, north, sea_state, wave_height_m, visibility_m, light, water_m, layer_m = ask.surroundings(
            self.stage.at, self.row
        )
        water = allowed(self.stage, self.row)
        return Surroundings(
            wind_speed_mps=math.hypot(east, north),
            wind_from_rad=(math.atan2(east, north) + math.pi) % TAU,
            sea_state=sea_state,
            wave_height_m=wave_height_m,
            visibility_m=visibility_m,
            light=_LIGHTS[light],
            water_m=math.inf if math.isnan(water_m) else water_m,
            deepest_m=deepest_m(self.stage, self.row) if self.row in self.stage.divers else math.inf,
            not_above_m=water.not_above_m,
            not_below_m=water.not_below_m,
            clear_of_ships_m=water.clear_of_ships_m,
            safety_depth_m=water.safety_depth_m,
            notice_s=water.notice_s,
            layer_m=layer_m,
        )

    def flight_time_s(self, mount: str, range_m: float) -> float | None:
        found = self.stage.cast.mounts.get((self.row, mount))
        if found is None or range_m > found.range_m_max:
            return None
        return float(np.interp(range_m, found.table[:, RANGE_M], found.table[:, FLIGHT_S]))

    def range_and_bearing(self, a: Position, b: Position) -> tuple[float, float]:
        range_m, bearing = inverse(a.lat_rad, a.lon_rad, b.lat_rad, b.lon_rad)
        return range_m, bearing

    def offset(self, a: Position, bearing_rad: float, range_m: float) -> Position:
        lat, lon = direct(a.lat_rad, a.lon_rad, bearing_rad, range_m)
        return Position(lat, lon)

    def draw(self, purpose: str, occasion: int) -> float:
        person = self.stage.cast.people[self.row]
        return float(
            uniform(
                self.stage.seed,
                self.stage.replication,
                PURPOSE_PERSON,
                person.id32,
                name_hash(f"{self.serial}/{purpose}"),
                occasion,
            )
        )
