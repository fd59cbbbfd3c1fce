"""A validated exercise becomes a world: tables, cast and programme, ready to begin."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from fleetex.compiler import aircraft
from fleetex.compiler.chart import chart_of
from fleetex.compiler.echoes import curves_of
from fleetex.compiler.fitted import Fitted, fitted_sensors, is_listening_buoy, watches_the_air
from fleetex.compiler.guns import armed
from fleetex.compiler.hulls import fill_hulls, fill_sensors, likeness_of, moves_by_itself, start_place
from fleetex.compiler.missiles import arsenal, jam_rows, with_missiles
from fleetex.compiler.programme import SerialPlan, compile_programme
from fleetex.compiler.refraction import radio_earth_m
from fleetex.compiler.shapes import edges_of, ring_points, shape_of
from fleetex.compiler.sound import Made, Told, tables_of_loss
from fleetex.compiler.traffic import compile_traffic
from fleetex.compiler.waterspace import water_plans
from fleetex.compiler.weather import Weather, compile_weather
from fleetex.engine import tables as tb
from fleetex.engine import worlds
from fleetex.engine.cast import AreaPlan, Cast, CircuitPlan, FuelRig, GunMount, Person
from fleetex.library import Library
from fleetex.physics.ballistics import ORDINATE_M
from fleetex.physics.geodesy import chord_from_arc
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.philox import name_hash
from fleetex.quantities import Position
from fleetex.scenario import Exercise, circuit_members
from fleetex.vocabulary import Domain, SensorKind, SurfaceKind

MISSILE = SurfaceKind.MISSILE
WATCHES = 32
"""Areas' edges that may be watched at a time, over all units."""
FRIENDS_M = 457.2
"""500 yd: nearer approaches of ships of one side are recorded."""
STRANGERS_M = 1_828.8
"""2,000 yd: nearer approaches of others are recorded."""
LAND_MARGIN_DEG = 3.0


@dataclass(frozen=True)
class Settled:
    """What takes the time to compile and no seed changes: runs share it."""

    weather: Weather
    areas: dict[str, AreaPlan]
    edges: np.ndarray
    """The weather zones' first, then the areas'."""
    weapons: dict[str, Any]
    programme: tuple[SerialPlan, ...]
    sound: Made

    @classmethod
    def of(cls, exercise: Exercise, library: Library, told: Told | None = None) -> "Settled":
        """Of an exercise with its missiles. `told`: how many runs for loss are done."""
        names, weather = tuple(sorted(exercise.units)), compile_weather(exercise)
        areas, edges = _areas(exercise, len(weather.edges))
        sound = tables_of_loss(exercise, library, fitted_sensors(exercise, library), weather.seas, told)
        weapons = {**armed(exercise, library, names), "arsenal": arsenal(exercise, library, names)}
        return cls(
            weather, areas, np.concatenate([weather.edges, edges]), weapons, compile_programme(exercise, library), sound
        )


@dataclass(frozen=True)
class Compiled:
    """What a run begins from."""

    exercise: Exercise
    library: Library
    world: tb.World
    cast: Cast
    unit_names: tuple[str, ...]
    settled: Settled

    @property
    def programme(self) -> tuple[SerialPlan, ...]:
        return self.settled.programme

    @property
    def weather(self) -> Weather:
        return self.settled.weather

    @property
    def sound(self) -> Made:
        return self.settled.sound


def compile_world(
    exercise: Exercise,
    library: Library,
    seed: int,
    replication: int = 0,
    told: Told | None = None,
    settled: Settled | None = None,
) -> Compiled:
    """Make the tables, units in the order of their ids, not of the file. `told`: how many runs for loss are done.
    `settled`: from an earlier call for the same exercise and library."""
    exercise, library = with_missiles(exercise, library)
    names = tuple(sorted(exercise.units))
    _no_two_alike(names)
    settled = settled or Settled.of(exercise, library, told)
    circuits = _circuits(exercise, library, names)
    gates = _gates(exercise, library, names, circuits)
    fitted, places = fitted_sensors(exercise, library), {n: k for k, n in enumerate(names)}
    traffic, passers_by = compile_traffic(exercise, library, seed, replication)
    world = worlds.allocate(
        len(names),
        sum(map(len, fitted.values())),
        _observer_count(exercise, library, names, fitted),
        len(gates),
        WATCHES,
        settled.edges,
        settled.weather.env,
        settled.weather.zone,
        traffic,
        buoy_count=sum(is_listening_buoy(library.sensors[s.class_id]) for n in names for s in fitted[n]),
        listening=_has_listeners(library, fitted),
        likeness=likeness_of(library),
        curve=curves_of(exercise, library, fitted),
        losses=settled.sound.losses,
    )
    head = _set_head(world, exercise, seed, replication)
    fill_hulls(world, exercise, library, names, fitted)
    sensors = fill_sensors(world, exercise, library, names, fitted)
    _number_tones(world)
    _set_gates(world, gates)
    chart = chart_of(land := land_round(exercise))
    head["chart_south_deg"], head["chart_west_deg"], head["chart_columns"] = chart[2:]
    world = tb.bind(world._replace(shore=chart.shore, cell=chart.cell, jam=jam_rows(exercise, library, names)))
    cast = Cast(
        people=tuple(_person(exercise, library, n) for n in names),
        rows=places,
        sensors=sensors,
        gauges=_gauges(library, names, fitted),
        air_watches=_air_watches(library, names, fitted),
        rigs=_rigs(exercise, library, names),
        circuits=circuits,
        areas=settled.areas,
        observers=tuple(int(o) for o in world.hull["observer"][: len(names)]),
        land=land,
        **_flown_and_lowered(exercise, library, names, fitted),
        passers_by=passers_by,
        **settled.weapons,
        waterspace=water_plans(exercise, places),
    )
    _start_units(world, exercise, library, names, cast)
    return Compiled(exercise, library, world, cast, names, settled)


def _flown_and_lowered(exercise: Exercise, library: Library, names: Sequence[str], fitted: Fitted) -> dict[str, Any]:
    """Parts of the cast: decks and what stands on them, and sonars that are lowered, towed or dropped."""
    return {
        "decks": aircraft.deck_plans(exercise, library, names),
        "stands": aircraft.stands(exercise, library, names),
        "homes": aircraft.homes(exercise, library, names),
        "dips": aircraft.dip_plans(library, names, fitted),
        "towed": aircraft.towed_sonars(library, names, fitted),
        "buoys": aircraft.buoy_plans(library, names, fitted),
    }


def _set_head(world: tb.World, exercise: Exercise, seed: int, replication: int) -> Any:
    """What holds for a whole run."""
    head, environment = world.head[0], exercise.environment
    head["seed"], head["replication"], head["radio_earth_m"] = seed, replication, radio_earth_m(environment)
    head["start_unix_s"], head["end_s"] = exercise.start_utc.timestamp(), exercise.exercise.window.duration_s
    head["multipath"] = int(bool(environment.multipath))
    return head


def _number_tones(world: tb.World) -> None:
    """Write the number of each sonar's note, the lowest first."""
    sonars = np.isin(world.sensor["kind"], (tb.PASSIVE, tb.ACTIVE))
    freqs_hz = np.unique(world.sensor["freq_hz"][sonars])
    world.sensor["tone"][sonars] = np.searchsorted(freqs_hz, world.sensor["freq_hz"][sonars])


def _set_gates(world: tb.World, gates: list[tuple[int, int, int, float]]) -> None:
    """Write the rows of reach of links and of approaches."""
    for gate, row in zip(gates, world.gate, strict=True):
        row["a"], row["b"], row["circuit"], row["range_m"] = gate
        row["chord_m"] = chord_from_arc(gate[3])


def _has_listeners(library: Library, fitted: Fitted) -> bool:
    """Whether anybody has a sensor that hears bearings."""
    kinds = {library.sensors[s.class_id].kind for mounted in fitted.values() for s in mounted}
    return bool(kinds & {SensorKind.PASSIVE_SONAR, SensorKind.ESM})


def _observer_count(exercise: Exercise, library: Library, names: Sequence[str], fitted: Fitted) -> int:
    """How many units plot what their sensors find: all with sensors but missiles."""
    kinds = (library.platforms[exercise.units[name].class_id].kind for name in names if fitted[name])
    return sum(kind is not MISSILE for kind in kinds)


def _no_two_alike(names: Sequence[str]) -> None:
    """Draws are keyed by 32-bit hashes of names; two alike would share their fortunes."""
    by_hash: dict[int, str] = {}
    for name in names:
        other = by_hash.setdefault(name_hash(name), name)
        if other != name:
            raise ValueError(f"units {other} and {name} have the same 32-bit hash: rename one of them")


def _person(exercise: Exercise, library: Library, name: str) -> Person:
    unit = exercise.units[name]
    platform = library.platforms[unit.class_id]
    eyes = [s for s in platform.sensors if library.sensors[s.class_id].kind is SensorKind.SIGHT]
    far = max(eyes, key=lambda s: library.sensors[s.class_id].range_m_max, default=None)
    return Person(
        unit=name,
        id32=name_hash(name),
        nation=unit.nation,
        side=unit.side,
        neutral=exercise.sides[unit.side].neutral,
        domain=platform.domain,
        kind=platform.kind,
        identifies=unit.ais,
        mast_height_m=platform.mast_height_m,
        height_of_eye_m=far.height_m if far else 0.0,
        optics=float(getattr(library.sensors[far.class_id], "magnification", 1.0)) if far else 1.0,
    )


def _gauges(library: Library, names: Sequence[str], fitted: Fitted) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    number = 0
    for row, name in enumerate(names):
        for sensor in fitted[name]:
            if library.sensors[sensor.class_id].kind is SensorKind.GAUGE:
                found[row] = (*found.get(row, ()), number)
            number += 1
    return found


def _air_watches(library: Library, names: Sequence[str], fitted: Fitted) -> dict[int, tuple[int, ...]]:
    """Unit row -> rows of the radars that are manned in serials with missiles alone."""
    mounted = [(row, sensor) for row, name in enumerate(names) for sensor in fitted[name]]
    found: dict[int, tuple[int, ...]] = {}
    for number, (row, sensor) in enumerate(mounted):
        if watches_the_air(library, sensor.class_id):
            found[row] = (*found.get(row, ()), number)
    return found


def ordinate_m_max(mount: GunMount) -> float:
    """Greatest height of the shell's path at greatest range."""
    return float(mount.table[-1, ORDINATE_M])


def _rigs(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[tuple[int, str], FuelRig]:
    rigs: dict[tuple[int, str], FuelRig] = {}
    for row, name in enumerate(names):
        for fitted in library.platforms[exercise.units[name].class_id].rigs:
            kind = library.rigs[fitted.class_id]
            rigs[row, fitted.id] = FuelRig(
                unit=row,
                rig=fitted.id,
                side=fitted.side,
                rate_kgps=kind.rate_kgps,
                gap_m=kind.gap_m,
                connect_s=kind.connect_s,
                clear_s=kind.clear_s,
                emergency_clear_s=kind.emergency_clear_s,
                sea_state_max=kind.sea_state_max,
            )
    return rigs


def _circuits(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[str, CircuitPlan]:
    rows = {n: k for k, n in enumerate(names)}
    circuits: dict[str, CircuitPlan] = {}
    for number, name in enumerate(sorted(exercise.circuits)):
        circuit = exercise.circuits[name]
        failure = circuit.failure
        circuits[name] = CircuitPlan(
            number=number,
            circuit=name,
            id32=name_hash(name),
            is_link=circuit.kind == "link",
            line_of_sight=circuit.band != "HF",
            members=tuple(sorted(rows[m] for m in circuit_members(exercise, library, name))),
            relay=tuple(sorted(rows[m] for m in circuit.relay)),
            range_m=circuit.range_m,
            delay_s=circuit.delay_s,
            mean_time_between_s=failure.mean_time_between_s if failure else None,
            mean_time_to_repair_s=failure.mean_time_to_repair_s if failure else None,
        )
    return circuits


def _gates(
    exercise: Exercise, library: Library, names: Sequence[str], circuits: dict[str, CircuitPlan]
) -> list[tuple[int, int, int, float]]:
    """(unit a, unit b, circuit or -1, range): reach of links, and approaches worth recording."""
    gates: list[tuple[int, int, int, float]] = []
    classes = [library.platforms[exercise.units[n].class_id] for n in names]
    earth_m = radio_earth_m(exercise.environment)
    for circuit in circuits.values():
        if circuit.is_link:
            for a, b in itertools.combinations(circuit.members, 2):
                reach = circuit.range_m
                if circuit.line_of_sight:
                    reach = min(reach, radar_horizon_m(classes[a].mast_height_m, classes[b].mast_height_m, earth_m))
                gates.append((a, b, circuit.number, reach))
    ships = [
        k
        for k, c in enumerate(classes)
        if c.domain is Domain.SURFACE and c.kind is not SurfaceKind.TARGET and moves_by_itself(c)
    ]
    for a, b in itertools.combinations(ships, 2):
        friends = exercise.units[names[a]].side == exercise.units[names[b]].side
        neutral = exercise.sides[exercise.units[names[a]].side].neutral
        gates.append((a, b, -1, FRIENDS_M if friends and not neutral else STRANGERS_M))
    return gates


def _areas(exercise: Exercise, first: int) -> tuple[dict[str, AreaPlan], np.ndarray]:
    """Plans of all areas, and their edges, numbered from `first` on."""
    plans: dict[str, AreaPlan] = {}
    rings: list[np.ndarray] = [edges_of(())]
    for name in sorted(exercise.areas):
        area = exercise.areas[name]
        ring = edges_of(ring_points(area))
        plans[name] = AreaPlan(name, shape_of(area), first, len(ring))
        first += len(ring)
        rings.append(ring)
    return plans, np.concatenate(rings)


def land_round(exercise: Exercise) -> Any:
    """Land round everything that the file places, with a margin; longitudes run on across 180."""
    from shapely import prepare

    from fleetex.library.coast import land_near

    places = [start_place(exercise, exercise.units[n]) for n in sorted(exercise.units)]
    places += [(p.lat_rad, p.lon_rad) for area in exercise.areas.values() for p in area.points]
    for unit in exercise.units.values():
        if unit.route is not None:
            places += [(p.lat_rad, p.lon_rad) for p in unit.route.waypoints]
    places += [place for serial in exercise.serials.values() for place in _places_in(serial.params)]
    lats = [math.degrees(lat) for lat, _ in places]
    first = math.degrees(places[0][1])
    lons = [first + math.remainder(math.degrees(lon) - first, 360.0) for _, lon in places]
    south, north = max(-89.9, min(lats) - LAND_MARGIN_DEG), min(89.9, max(lats) + LAND_MARGIN_DEG)
    west, east = min(lons) - LAND_MARGIN_DEG, max(lons) + LAND_MARGIN_DEG
    land = land_near(south, north, west, min(east, west + 359.9))
    if land.is_empty:
        return None
    prepare(land)
    return land


def _places_in(params: Any) -> list[tuple[float, float]]:
    """Every position that a serial's params name, however deep: latitudes and longitudes in radians."""
    if isinstance(params, Position):
        return [(params.lat_rad, params.lon_rad)]
    if isinstance(params, BaseModel):
        return [place for name in type(params).model_fields for place in _places_in(getattr(params, name))]
    if isinstance(params, Mapping):
        return [place for value in params.values() for place in _places_in(value)]
    if isinstance(params, list | tuple):
        return [place for value in params for place in _places_in(value)]
    return []


def _host_at_sea(exercise: Exercise, deck: str) -> str:
    """Whose legs carry a unit on a deck: the deck's unit, or that on whose deck it stands itself."""
    below = exercise.units[deck].start.deck
    return deck if below is None else _host_at_sea(exercise, below)


def _start_units(world: tb.World, exercise: Exercise, library: Library, names: Sequence[str], cast: Cast) -> None:
    """Where everybody is when the window opens, and what they do until somebody orders otherwise."""
    cast_members = {unit for serial in exercise.serials.values() for units in serial.roles.values() for unit in units}
    for row, name in enumerate(names):
        unit = exercise.units[name]
        platform = library.platforms[unit.class_id]
        lat, lon = start_place(exercise, unit)
        start = unit.start
        height = start.height_m or -(start.depth_m or 0.0)
        worlds.put_unit(world.head[0], row, lat, lon, start.course_rad, start.speed_mps, height)
        state = world.unit[row]
        state["lights"] = unit.lights
        state["radiates"] = True
        state["cpa_m_min"] = FRIENDS_M
        state["fuel_kg"] = unit.fuel * world.hull[row]["fuel_kg_max"]
        state["charge_j"] = unit.battery * world.hull[row]["battery_j_max"]
        state["diesels"] = world.hull[row]["battery_j_max"] > 0.0 and height >= 0.0
        state["cargo_kg"] = platform.cargo_fuel_kg
        state["listens"] = not cast.people[row].neutral
        if start.deck is not None:
            state["mode"] = tb.MODE_ABOARD
            host = cast.rows[_host_at_sea(exercise, start.deck)]
            state["tow"] = host
            bounds = world.hull["speed_mps_bound"]
            bounds[row] = max(bounds[row], bounds[host])  # it is carried as fast as its host goes
        elif start.airfield is not None or platform.kind is MISSILE:
            state["mode"] = tb.MODE_ABOARD
        elif not moves_by_itself(platform) and platform.domain is Domain.SURFACE and name not in cast_members:
            state["mode"] = tb.MODE_DRIFT  # a target of a serial is held where it lies until COMEX
