"""Small worlds for the engine's tests: ships on a flat stretch of sea, said in metres east and north of a point.

A `Sea` is filled, begun, ordered about and run; what the kernel hands out is gathered by table. Every figure of a hull
or sensor that a test does not name is that of a 130 m warship with a navigation radar and a lookout.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fleetex.engine import ask, worlds
from fleetex.engine import tables as tb
from fleetex.engine.kernel import DONE
from fleetex.engine.traffic import Traffic
from fleetex.physics.geodesy import chord_from_arc, direct, ecef, inverse
from fleetex.physics.philox import name_hash
from fleetex.physics.radar import radar_snr_1m
from fleetex.physics.sea import sea_state_code
from fleetex.physics.shallow_water import bottom_np_per_rad, critical_rad
from fleetex.units import KN_MPS

ORIGIN = (math.radians(39.0), math.radians(133.5))
NOON_UNIX_S = 1_689_822_000.0
"""2023-07-20 12:00 at 135 E."""
SEARCH = (25e3, 30.0, 0.032, 1e7, 5.0, 5.0, 10.0)
"""An X-band navigation radar: power, gain, wavelength, bandwidth, noise figure, losses, pulses."""
_SEARCH_FIELDS = ("power_w", "gain_db", "wavelength_m", "bandwidth_hz", "noise_figure_db", "losses_db", "pulses")
OUT_TABLES = ("event", "leg", "contact", "budget", "track", "bearing", "call")


@dataclass(frozen=True)
class Sensor:
    name: str
    kind: int
    period_s: float
    range_m_max: float
    height_m: float = 20.0
    range_sd_m: float = 30.0
    range_sd_fraction: float = 0.0
    bearing_sd_rad: float = 0.01
    report_s: float = 60.0
    confirm_hits: int = 3
    confirm_looks: int = 5
    drop_looks: int = 8
    optics: float = 7.0
    on: bool = True
    sound: dict[str, float] = field(default_factory=dict)
    """A sonar's or an ESM's own figures."""


RADAR = Sensor("radar", 0, 10.0, 44_000.0)
LOOKOUT = Sensor("lookout", 1, 60.0, 25_000.0, range_sd_fraction=0.1)
DISTANCE_LINE = Sensor("gauge", 1, 10.0, 400.0, 8.0, 1.0, 0.0, 0.01, 10.0, 1, 1, 6, 1.0)


@dataclass(frozen=True)
class Ship:
    name: str
    east_m: float = 0.0
    north_m: float = 0.0
    course_deg: float = 0.0
    speed_kn: float = 12.0
    side: int = 0
    sensors: tuple[Sensor, ...] = (RADAR, LOOKOUT)
    hull: dict[str, float] = field(default_factory=dict)
    unit: dict[str, float] = field(default_factory=dict)
    depth_m: float = 0.0


HULL = {
    "length_m": 130.0,
    "beam_m": 16.0,
    "mast_height_m": 25.0,
    "radar_cross_section_m2": 5_000.0,
    "contrast": 0.4,
    "size_m": 40.0,
    "lights_cd": 94.0,
    "leeway": 0.03,
    "speed_mps_max": 28.0 * KN_MPS,
    "speed_mps_bound": 28.0 * KN_MPS,
    "drift_mps_bound": 2.0,
    "accel_mps2": 0.05,
    "decel_mps2": 0.06,
    "turn_diameter_m": 700.0,
    "turn_radps_max": 0.03,
    "hotel_kgps": 0.1,
    "fuel_a": 0.001,
    "fuel_n": 2.5,
    "fuel_kg_max": 1e6,
    "fuel_kg_reserve": 3e5,
}
MUD = (float(critical_rad(0.99)), float(bottom_np_per_rad(1.4, 0.99, 0.1)))
MERCHANT = {"turn_diameter_m": 900.0, "turn_radps_max": 0.015, "accel_mps2": 0.01, "decel_mps2": 0.015}


@dataclass(frozen=True)
class Weather:
    """What holds everywhere from a time on."""

    time_s: float = 0.0
    wave_height_m: float = 0.875
    visibility_m: float = 20_000.0
    wind_mps: tuple[float, float] = (0.0, 0.0)
    current_mps: tuple[float, float] = (0.0, 0.0)
    depth_m: float = math.nan
    layer_m: float = 0.0
    below_per_s: float = 0.0


@dataclass(frozen=True)
class Gate:
    """A range between two ships that is watched: a link's reach (circuit >= 0), or a closest approach (-1)."""

    a: str
    b: str
    range_m: float
    circuit: int = -1


def spot(east_m: float, north_m: float, origin: tuple[float, float] = ORIGIN) -> tuple[float, float]:
    """Latitude and longitude (rad) of a place east and north of the origin."""
    return direct(*origin, math.atan2(east_m, north_m) % math.tau, math.hypot(east_m, north_m))


def ring(points: Sequence[tuple[float, float]], origin: tuple[float, float] = ORIGIN) -> np.ndarray:
    """Edges of an area with these corners (east, north), anticlockwise or not."""
    corners = [np.array(ecef(*spot(e, n, origin))) for e, n in points]
    corners = [c / np.linalg.norm(c) for c in corners]
    edges = np.zeros(len(corners), tb.EDGE)
    for k, (a, b) in enumerate(zip(corners, corners[1:] + corners[:1], strict=True)):
        normal = np.cross(a, b)
        edges[k] = (*a, *b, *(normal / np.linalg.norm(normal)))
    return edges


class Sea:
    """Tables of a world, and what came out of it."""

    def __init__(
        self,
        ships: Sequence[Ship],
        *,
        gates: Sequence[Gate] = (),
        edges: np.ndarray | None = None,
        watches: int = 0,
        weather: Sequence[Weather] = (Weather(),),
        seed: int = 7,
        every_look: bool = False,
        origin: tuple[float, float] = ORIGIN,
        start_unix_s: float = NOON_UNIX_S,
        traffic: Traffic | None = None,
        likeness: np.ndarray = worlds.NO_CONFUSIONS,
    ) -> None:
        self.origin = origin
        self.ships = sorted(ships, key=lambda ship: ship.name)
        self.rows = {ship.name: row for row, ship in enumerate(self.ships)}
        env, zone = np.zeros(len(weather), tb.ENVIRONMENT), np.zeros(1, tb.ZONE)
        for row, spell in zip(env, weather, strict=True):
            row["time_s"] = spell.time_s
            row["visibility_m"] = spell.visibility_m
            row["wave_height_m"] = spell.wave_height_m
            row["sea_state"] = sea_state_code(spell.wave_height_m)
            row["wind_east_mps"], row["wind_north_mps"] = spell.wind_mps
            row["current_east_mps"], row["current_north_mps"] = spell.current_mps
            row["depth_m"], row["layer_m"], row["below_per_s"] = spell.depth_m, spell.layer_m, spell.below_per_s
            row["sound_mps"], row["water_degc"], row["salinity_psu"] = 1_490.0, 10.0, 35.0
            row["critical_rad"], row["bottom_np_per_rad"] = MUD
            row["shipping"] = 4.0
        zone["env_count"] = len(weather)
        mounted = [(row, sensor) for row, ship in enumerate(self.ships) for sensor in ship.sensors]
        observers = sum(1 for ship in self.ships if ship.sensors)
        edge = np.zeros(0, tb.EDGE) if edges is None else edges
        ears = any(sensor.kind in (tb.PASSIVE, tb.ESM) for _, sensor in mounted)
        sizes = (len(ships), len(mounted), observers, len(gates), watches)
        self.world = worlds.allocate(*sizes, edge, env, zone, traffic, listening=ears, likeness=likeness)
        head = self.world.head[0]
        head["seed"], head["start_unix_s"], head["every_look"] = seed, start_unix_s, every_look
        self._hulls()
        for number, (row, sensor) in enumerate(mounted):
            self._mount(number, row, sensor)
        for row_of_gate, gate in zip(self.world.gate, gates, strict=True):
            row_of_gate["a"], row_of_gate["b"] = self.rows[gate.a], self.rows[gate.b]
            row_of_gate["circuit"], row_of_gate["range_m"] = gate.circuit, gate.range_m
            row_of_gate["chord_m"] = chord_from_arc(gate.range_m)
        self.waypoints = 0
        self.begun = False
        self.got: dict[str, list[np.ndarray]] = {name: [] for name in OUT_TABLES}

    def _hulls(self) -> None:
        observer = first = 0
        for row, ship in enumerate(self.ships):
            hull = self.world.hull[row]
            for name, value in {**HULL, **ship.hull}.items():
                hull[name] = value
            hull["id32"] = name_hash(ship.name)
            hull["side"] = ship.side
            hull["observer"] = observer if ship.sensors else -1
            hull["sensor_first"], hull["sensor_count"] = first, len(ship.sensors)
            observer += 1 if ship.sensors else 0
            first += len(ship.sensors)
            lat, lon = spot(ship.east_m, ship.north_m, self.origin)
            course, speed = math.radians(ship.course_deg) % math.tau, ship.speed_kn * KN_MPS
            worlds.put_unit(self.world.head[0], row, lat, lon, course, speed, -ship.depth_m)
            state = {"lights": 1, "radiates": 1, "listens": 1, "cpa_m_min": 457.2, "fuel_kg": 9e5, **ship.unit}
            for name, value in state.items():
                self.world.unit[row][name] = value

    def _mount(self, number: int, row: int, sensor: Sensor) -> None:
        m = self.world.sensor[number]
        for name in ("kind", "period_s", "range_m_max", "height_m", "range_sd_m", "range_sd_fraction"):
            m[name] = getattr(sensor, name)
        for name in ("bearing_sd_rad", "report_s", "confirm_hits", "confirm_looks", "drop_looks", "optics"):
            m[name] = getattr(sensor, name)
        m["id32"] = name_hash(f"{self.ships[row].name}/{sensor.name}")
        m["unit"] = row
        for name, value in zip(_SEARCH_FIELDS, SEARCH, strict=True):
            m[name] = value
        m["false_alarm_prob"] = 1e-6
        m["snr_1m"] = radar_snr_1m(*SEARCH)
        for name, value in sensor.sound.items():
            m[name] = value
        self.world.switch[number]["on"] = sensor.on

    # ---- what Python does between the kernel's calls

    @property
    def at(self) -> int:
        return int(self.world.head.ctypes.data)

    @property
    def now_s(self) -> float:
        return float(self.world.head[0]["now_s"])

    def unit(self, name: str) -> Any:
        return self.world.unit[self.rows[name]]

    def hull(self, name: str) -> Any:
        return self.world.hull[self.rows[name]]

    def holds(self, observer: int, row: int) -> bool:
        """Whether an observer's own sensors hold a unit."""
        return bool(self.world.holding["sensors"][observer, row] > 0)

    def sensor_row(self, name: str, sensor: str = "radar") -> int:
        names = [s.name for s in self.ships[self.rows[name]].sensors]
        return int(self.hull(name)["sensor_first"]) + names.index(sensor)

    def begin(self) -> "Sea":
        worlds.begin(self.world.head[0])
        self.begun = True
        return self

    def order(self, name: str, mode: int, **fields: Any) -> None:
        """Write a motion order into a ship's row, as `Shiphandling` does, before or after the sea has begun."""
        unit = self.unit(name)
        unit["mode"], unit["settled"], unit["done"], unit["avoiding"] = mode, 0, 0, 0
        unit["guide"], unit["axis_rad"] = -1, math.nan
        unit["wanted_course_rad"], unit["wanted_speed_mps"] = unit["cmd_course_rad"], unit["cmd_speed_mps"]
        for field_name, value in fields.items():
            unit[field_name] = value
        if self.begun:
            ask.change_motion(self.at, self.rows[name], self.now_s)

    def steer(self, name: str, course_deg: float, speed_kn: float) -> None:
        course = math.radians(course_deg) % math.tau
        speed = min(speed_kn * KN_MPS, float(self.hull(name)["speed_mps_max"]))
        self.order(
            name,
            tb.MODE_STEER,
            cmd_course_rad=course,
            wanted_course_rad=course,
            cmd_speed_mps=speed,
            wanted_speed_mps=speed,
        )

    def route(
        self,
        name: str,
        points: Sequence[tuple[float, float]],
        speed_kn: float = 12.0,
        then: int = tb.THEN_STOP,
        line: int = tb.GEODESIC,
    ) -> None:
        """Sail points said east and north of the origin (m)."""
        first = self.waypoints
        for east, north in points:
            self.world.waypoint[self.waypoints] = spot(east, north, self.origin)
            self.waypoints += 1
        route = {"route_first": first, "route_count": len(points), "route_next": 0, "route_line": line, "then": then}
        speed = min(speed_kn * KN_MPS, float(self.hull(name)["speed_mps_max"]))
        self.order(name, tb.MODE_ROUTE, **route, route_speed_mps=speed, cmd_speed_mps=speed)

    def station(
        self,
        name: str,
        guide: str,
        range_m: float,
        bearing_deg: float,
        *,
        within_m: float = 100.0,
        steer_every_s: float = 60.0,
        relative: bool = True,
        min_cpa_m: float = 457.2,
        speed_kn_max: float = 28.0,
    ) -> None:
        self.order(
            name,
            tb.MODE_STATION,
            guide=self.rows[guide],
            station_range_m=range_m,
            station_bearing_rad=math.radians(bearing_deg),
            relative=relative,
            within_m=within_m,
            steer_every_s=steer_every_s,
            cpa_m_min=min_cpa_m,
            station_speed_mps_max=speed_kn_max * KN_MPS,
        )

    def shadow(self, name: str, target: str, range_m: float) -> None:
        """Close a ship and stay at that range of her."""
        limit = float(self.hull(name)["speed_mps_max"])
        self.order(
            name,
            tb.MODE_SHADOW,
            guide=self.rows[target],
            station_range_m=range_m,
            steer_every_s=60.0,
            station_speed_mps_max=limit,
        )

    def run(self, until_s: float) -> "Sea":
        """Let the kernel go on, gathering what it hands out."""
        while True:
            code = ask.advance(self.at, until_s)
            self.gather()
            if code == DONE:
                return self

    def run_to_event(self, until_s: float) -> np.ndarray:
        """Go on to the next event or the time given; returns the events told."""
        code = ask.advance(self.at, until_s)
        count = len(self.got["event"])
        self.gather()
        while code == 2:
            code = ask.advance(self.at, until_s)
            self.gather()
        told = self.got["event"][count:]
        return np.concatenate(told) if told else np.zeros(0, tb.EVENT_OUT)

    def gather(self) -> None:
        head = self.world.head[0]
        for name in OUT_TABLES:
            count = int(head[f"{name}_out_filled"])
            if count:
                self.got[name].append(getattr(self.world, f"{name}_out")[:count].copy())
                head[f"{name}_out_filled"] = 0

    def finish(self) -> "Sea":
        ask.end_legs(self.at, self.now_s)
        self.gather()
        return self

    # ---- what a test looks at

    def rows_of(self, name: str) -> np.ndarray:
        parts = self.got[name]
        return np.concatenate(parts) if parts else getattr(self.world, f"{name}_out")[:0].copy()

    def events(self, kind: int, name: str | None = None) -> np.ndarray:
        rows = self.rows_of("event")
        keep = rows["kind"] == kind
        if name is not None:
            keep &= rows["unit"] == self.rows[name]
        return rows[keep]

    def legs(self, name: str) -> np.ndarray:
        rows = self.rows_of("leg")
        return rows[rows["unit"] == self.rows[name]]

    def where(self, name: str) -> tuple[float, float, float, float]:
        """East, north (m from the origin), course (deg) and speed (m/s) now."""
        lat, lon, course, speed, _ = ask.whereabouts(self.at, self.rows[name], self.now_s)
        range_m, bearing = inverse(*self.origin, lat, lon)
        return range_m * math.sin(bearing), range_m * math.cos(bearing), math.degrees(course), speed

    def range_m(self, a: str, b: str) -> float:
        """True distance between two ships now."""
        here = ask.whereabouts(self.at, self.rows[a], self.now_s)
        there = ask.whereabouts(self.at, self.rows[b], self.now_s)
        return inverse(here[0], here[1], there[0], there[1])[0]

    def station_error(self, name: str) -> tuple[float, float]:
        """How far a ship is ahead and to the right of its station, in its guide's frame (m)."""
        unit = self.unit(name)
        guide = self.ships[int(unit["guide"])].name
        e, n, _, _ = self.where(name)
        ge, gn, course, _ = self.where(guide)
        heading = math.radians(course)
        bearing = float(unit["station_bearing_rad"]) + (heading if unit["relative"] else 0.0)
        de = e - ge - float(unit["station_range_m"]) * math.sin(bearing)
        dn = n - gn - float(unit["station_range_m"]) * math.cos(bearing)
        return (
            de * math.sin(heading) + dn * math.cos(heading),
            de * math.cos(heading) - dn * math.sin(heading),
        )


def tables_of(sea: Sea) -> dict[str, bytes]:
    """All that a sea has handed out, to compare bit for bit."""
    return {name: sea.rows_of(name).tobytes() for name in OUT_TABLES}
