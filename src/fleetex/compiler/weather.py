"""Weather and water to tables: a row for each zone and each instant at which any of it changes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.compiler.shapes import edges_of, ring_points
from fleetex.compiler.water import bottom_figures, sound_column, speed_at, water_column
from fleetex.engine.orders import Position
from fleetex.engine.tables import ZONE
from fleetex.engine.water_rows import AINSLIE_MCCOLM, ENVIRONMENT, FRANCOIS_GARRISON, THORP
from fleetex.physics.sea import wave_height_m
from fleetex.physics.sound_tables import Sea
from fleetex.scenario import Exercise
from fleetex.scenario.surroundings import MODERATE_SHIPPING, AbsorptionFormula, Bottom, Conditions, WaterLayer, Zone

BASE = "base"
ABSORPTION = {
    AbsorptionFormula.FRANCOIS_GARRISON: FRANCOIS_GARRISON,
    AbsorptionFormula.AINSLIE_MCCOLM: AINSLIE_MCCOLM,
    AbsorptionFormula.THORP: THORP,
}


@dataclass(frozen=True)
class Weather:
    """Tables of the environment. `names[k]` is the zone of row k in `zone`; `edges` are the zones' rings."""

    env: np.ndarray
    zone: np.ndarray
    edges: np.ndarray
    names: tuple[str, ...]
    seas: tuple[Sea, ...] = ()
    """Waters that tables of loss are made of: those of `env.sound`, from 1."""


def compile_weather(exercise: Exercise) -> Weather:
    """Zone 0 is the base; then the zones, the smallest area first, since the smaller holds."""
    rings = {name: ring_points(exercise.areas[z.area_id]) for name, z in exercise.environment.zones.items()}
    names = sorted(rings, key=lambda name: (_size(rings[name]), name))
    env: list[np.void] = []
    zone = np.zeros(1 + len(names), ZONE)
    edges: list[np.ndarray] = []
    filled = 0
    seas: dict[Sea, int] = {}
    for k, name in enumerate([BASE, *names]):
        rows = _zone_rows(exercise, exercise.environment.zones.get(name), seas)
        zone[k]["env_first"] = len(env)
        zone[k]["env_count"] = len(rows)
        env += list(rows)
        if name in rings:
            ring = edges_of(rings[name])
            zone[k]["edge_first"] = filled
            zone[k]["edge_count"] = len(ring)
            filled += len(ring)
            edges.append(ring)
    table = np.array(env, ENVIRONMENT)
    return Weather(table, zone, np.concatenate(edges) if edges else edges_of(()), (BASE, *names), tuple(seas))


def _size(points: tuple[Position, ...]) -> float:
    from pyproj import Geod

    lons = [math.degrees(p.lon_rad) for p in points]
    lats = [math.degrees(p.lat_rad) for p in points]
    return abs(float(Geod(ellps="WGS84").polygon_area_perimeter(lons, lats)[0]))


def _zone_rows(exercise: Exercise, zone: Zone | None, seas: dict[Sea, int]) -> np.ndarray:
    """One zone's rows: what it does not give is the base's. New waters are added to `seas` with their number."""
    base = exercise.environment.base
    parts = ("wind", "sea_state", "visibility_m", "current", "depth_m", "profile", "rain")
    series: dict[str, Any] = {name: _either(zone, base, name) for name in parts}
    changes = {0.0}
    for found in series.values():
        if found is not None:
            changes |= {exercise.seconds(moment) for moment in found.changes_utc}
    times = sorted(t for t in changes if t >= 0.0)
    rows = np.zeros(len(times), ENVIRONMENT)
    rows["absorption"] = ABSORPTION[exercise.environment.absorption or AbsorptionFormula.FRANCOIS_GARRISON]
    speed = speed_at(exercise.environment)
    given = base.bottom if zone is None or zone.bottom is None else zone.bottom
    bottom = bottom_figures(given or Bottom.MUD)
    rows["shipping"] = shipping_of(exercise, zone)
    for row, t in zip(rows, times, strict=True):
        now = exercise.time_utc(t)
        value: dict[str, Any] = {name: None if found is None else found.at(now) for name, found in series.items()}
        wind, current = value["wind"], value["current"]
        row["time_s"] = t
        row["wind_east_mps"] = -wind.speed_mps * math.sin(wind.from_rad)
        row["wind_north_mps"] = -wind.speed_mps * math.cos(wind.from_rad)
        if current is not None:
            row["current_east_mps"] = current.speed_mps * math.sin(current.to_rad)
            row["current_north_mps"] = current.speed_mps * math.cos(current.to_rad)
        row["sea_state"] = value["sea_state"]
        row["wave_height_m"] = wave_height_m(value["sea_state"])
        row["visibility_m"] = value["visibility_m"]
        row["depth_m"] = math.nan if value["depth_m"] is None else value["depth_m"]
        row["rain_mmph"] = value["rain"] or 0.0
        column = water_column(value["profile"], speed)
        row["layer_m"], row["below_per_s"], row["sound_mps"] = column.layer_m, column.below_per_s, column.sound_mps
        row["water_degc"], row["salinity_psu"] = column.temperature_degc, column.salinity_psu
        row["critical_rad"], row["bottom_np_per_rad"] = bottom
        if exercise.environment.has_tables:
            under = sound_column(value["profile"], value["depth_m"], given or Bottom.MUD, speed)
            sea = Sea(under, value["depth_m"], wind.speed_mps, column.layer_m, column.below_per_s)
            row["sound"] = seas.setdefault(sea, len(seas) + 1)
    return rows


def shipping_of(exercise: Exercise, zone: Zone | None) -> int:
    """How much distant shipping is heard in a zone (None: in the base)."""
    own = exercise.environment.base.shipping if zone is None or zone.shipping is None else zone.shipping
    return MODERATE_SHIPPING if own is None else own


def profiles_of(exercise: Exercise, name: str) -> Iterator[tuple[float, Sequence[WaterLayer]]]:
    """The profiles that a zone, or `base`, gives itself, each with the second from which it holds."""
    environment = exercise.environment
    series = environment.zones[name].profile if name in environment.zones else environment.base.profile
    for step in series.steps if series is not None else ():
        yield 0.0 if step.since_utc is None else max(0.0, exercise.seconds(step.since_utc)), step.value


def _either(zone: Zone | None, base: Conditions, name: str) -> object:
    own = getattr(zone, name) if zone is not None else None
    return getattr(base, name) if own is None else own
