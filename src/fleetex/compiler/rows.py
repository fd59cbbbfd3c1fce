"""The recording's still tables: order of battle, library values used, weather, areas, circuits, facts, programme."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from pydantic import BaseModel

from fleetex.compiler.echoes import radar_lobes, radar_needs
from fleetex.compiler.fitted import (
    armed_units,
    fitted_sensors,
    flies,
    is_close_in,
    is_fired_at_in_the_air,
    is_for_air_targets,
    is_of_the_arms,
    is_of_the_hunt,
    is_unused,
    listens,
)
from fleetex.compiler.refraction import refraction_rows
from fleetex.compiler.sonar_figures import figures_worked_out
from fleetex.compiler.validity import beyond_range
from fleetex.compiler.weather import profiles_of
from fleetex.compiler.world import Compiled, ordinate_m_max
from fleetex.engine.arms import TorpedoFigures
from fleetex.physics.sound_tables import NEAREST_M, NODE_RATIO, middles_m
from fleetex.scenario import Exercise
from fleetex.scenario.parts import Provenance
from fleetex.scenario.traffic import AisTracks

Row = dict[str, Any]


def still_rows(compiled: Compiled) -> Iterator[tuple[str, Row]]:
    """(table, row) of everything that does not change in a run, but for how the serials went."""
    makers: tuple[tuple[str, Callable[[Compiled], Iterator[Row]]], ...] = (
        ("units", _units),
        ("library", _library),
        ("sensors", _sensors),
        ("mounts", _mounts),
        ("mounts", _launchers),
        ("environment", _environment),
        ("air", _air),
        ("sea_noise", _sea_noise),
        ("refraction", refraction_rows),
        ("radar_needs", radar_needs),
        ("radar_lobes", radar_lobes),
        ("profiles", _profiles),
        ("formulas", _formulas),
        ("sound_tables", _sound_tables),
        ("areas", _areas),
        ("airspace", _airspace),
        ("danger_areas", _danger_areas),
        ("circuits", _circuits),
        ("sources", _sources),
        ("facts", _facts),
        ("participants", _participants),
        ("warnings", beyond_range),
    )
    for table, rows in makers:
        for row in rows(compiled):
            yield table, row


def _said(part: Provenance, fallback: str = "") -> Row:
    confidence = part.confidence.value if part.confidence is not None else fallback
    return {"source": ", ".join(part.source), "confidence": confidence, "notional": part.notional}


def _units(compiled: Compiled) -> Iterator[Row]:
    exercise = compiled.exercise
    for name in compiled.unit_names:
        unit = exercise.units[name]
        platform = compiled.library.platforms[unit.class_id]
        fuel = platform.fuel
        yield {
            "unit_id": name,
            "name": unit.name or name,
            "hull": unit.hull or "",
            "nation": unit.nation,
            "side": unit.side,
            "neutral": exercise.sides[unit.side].neutral,
            "class_id": unit.class_id,
            "class_name": platform.name,
            "type_code": platform.type_code,
            "domain": platform.domain.value,
            "kind": platform.kind.value,
            "ais": unit.ais,
            "length_m": platform.length_m,
            "beam_m": platform.beam_m,
            "speed_mps_max": platform.speed_mps_max,
            "fuel_kg_max": fuel.capacity_kg if fuel else math.nan,
            "fuel_band": fuel.band_text if fuel else "",
            "fuel_kg_low": fuel.capacity_kg_low if fuel else math.nan,
            "fuel_kg_high": fuel.capacity_kg_high if fuel else math.nan,
            **_said(unit),
            "notional_start": unit.start.notional,
        }


def _library(compiled: Compiled) -> Iterator[Row]:
    library = compiled.library
    subjects = dict.fromkeys(s for c in used_classes(compiled.exercise) for s in library.used_by(c))
    heard, flown = listens(compiled.exercise, library), flies(compiled.exercise, library)
    armed = bool(armed_units(compiled.exercise))
    fired_at = is_fired_at_in_the_air(compiled.exercise, library)
    for subject in subjects:
        kind, _, class_id = subject.partition("/")
        hunts = kind == "sensor" and is_of_the_hunt(library.sensors[class_id])
        if not heard and (hunts or kind in ("torpedo", "rocket")):
            continue
        if not fired_at and kind == "gun" and is_close_in(library, class_id):
            continue
        for row in library.provenance(subject):
            if not fired_at and is_for_air_targets(library, kind, class_id, row.field):
                continue
            if not heard and kind == "platform" and is_unused(library, class_id, row.field):
                continue
            if (not flown and row.field == "hangar") or (not armed and is_of_the_arms(library, subject, row.field)):
                continue
            yield {
                "subject": row.subject,
                "field": row.field,
                "value": row.value,
                "status": row.status,
                "source": row.source,
                "confidence": row.confidence,
                "note": row.note,
            }


def used_classes(exercise: Exercise) -> list[str]:
    """Library classes of the units and of the traffic."""
    classes = {unit.class_id for unit in exercise.units.values()}
    for name, stream in exercise.traffic.streams.items() if exercise.traffic is not None else ():
        classes.update((stream.class_id,) if isinstance(stream, AisTracks) else stream.class_ids)
        if isinstance(stream, AisTracks):
            classes.update(voyage.class_id for voyage in exercise.ais[name].voyages if voyage.class_id)
    return sorted(classes)


def traffic_row(compiled: Compiled, number: int) -> Row:
    """Who a ship of the traffic is, by her number."""
    person = compiled.cast.passers_by[number]
    stream = person.unit.split("/")[0]
    assert compiled.exercise.traffic is not None
    platform = compiled.library.platforms[person.class_id]
    return {
        "ship_id": person.unit,
        "stream": stream,
        "class_id": person.class_id,
        "class_name": platform.name,
        "type_code": platform.type_code,
        "kind": platform.kind.value,
        "ais": person.identifies,
        "length_m": platform.length_m,
        "beam_m": platform.beam_m,
        **_said(compiled.exercise.traffic.streams[stream]),
    }


def _sensors(compiled: Compiled) -> Iterator[Row]:
    manned = fitted_sensors(compiled.exercise, compiled.library)
    for name in compiled.unit_names:
        for fitted in manned[name]:
            kind = compiled.library.sensors[fitted.class_id]
            yield {
                "unit_id": name,
                "sensor_id": fitted.id,
                "class_id": fitted.class_id,
                "kind": kind.kind.value,
                "period_s": kind.period_s,
                "height_m": fitted.height_m,
                "range_m_max": kind.range_m_max,
            }


def _mounts(compiled: Compiled) -> Iterator[Row]:
    for (row, mount_id), mount in compiled.cast.mounts.items():
        name = compiled.unit_names[row]
        platform = compiled.library.platforms[compiled.exercise.units[name].class_id]
        yield {
            "unit_id": name,
            "mount_id": mount_id,
            "class_id": next(g.class_id for g in platform.guns if g.id == mount_id),
            "calibre_m": mount.calibre_m,
            "barrels": mount.barrels,
            "rounds": mount.rounds,
            "range_m_max": mount.range_m_max,
            "ordinate_m_max": ordinate_m_max(mount),
        }
    for (row, mount_id), launcher in compiled.cast.launchers.items():
        figures = launcher.figures
        yield {
            "unit_id": compiled.unit_names[row],
            "mount_id": mount_id,
            "class_id": launcher.weapon,
            "calibre_m": math.nan,
            "barrels": 1 if isinstance(figures, TorpedoFigures) else figures.salvo,
            "rounds": launcher.rounds,
            "range_m_max": figures.run_m if isinstance(figures, TorpedoFigures) else figures.range_m_max,
            "ordinate_m_max": math.nan,
        }


def _launchers(compiled: Compiled) -> Iterator[Row]:
    """Launchers of missiles and of decoys (whose rounds are salvoes), where serials use them."""
    arsenal = compiled.cast.arsenal
    for kinds in (arsenal.surface, arsenal.air, arsenal.decoys):
        for (row, mount_id), mount in kinds.items():
            yield {
                "unit_id": compiled.unit_names[row],
                "mount_id": mount_id,
                "class_id": mount.weapon,
                "calibre_m": math.nan,
                "barrels": getattr(mount, "salvo", 1),
                "rounds": mount.rounds,
                "range_m_max": getattr(mount, "range_m_max", math.nan),
                "ordinate_m_max": math.nan,
            }


def _environment(compiled: Compiled) -> Iterator[Row]:
    weather = compiled.weather
    for name, zone in zip(weather.names, weather.zone, strict=True):
        part = compiled.exercise.environment.zones.get(name, compiled.exercise.environment.base)
        for e in weather.env[zone["env_first"] : zone["env_first"] + zone["env_count"]]:
            yield {
                "zone": name,
                "time_s": e["time_s"],
                "wind_mps": math.hypot(e["wind_east_mps"], e["wind_north_mps"]),
                "wind_from_deg": math.degrees(math.atan2(-e["wind_east_mps"], -e["wind_north_mps"])) % 360.0,
                "sea_state": e["sea_state"],
                "wave_height_m": e["wave_height_m"],
                "visibility_m": e["visibility_m"],
                "current_mps": math.hypot(e["current_east_mps"], e["current_north_mps"]),
                "current_to_deg": math.degrees(math.atan2(e["current_east_mps"], e["current_north_mps"])) % 360.0,
                "depth_m": e["depth_m"],
                "notional": part.notional,
            }


def _air(compiled: Compiled) -> Iterator[Row]:
    """None of an exercise that says nothing of rain and of air."""
    weather, air = compiled.weather, compiled.exercise.environment.air
    if air is None and not weather.env["rain_mmph"].any():
        return
    gases = (math.nan, math.nan) if air is None else (air.temperature_degc, air.vapour_gpm3)
    for name, zone in zip(weather.names, weather.zone, strict=True):
        for e in weather.env[zone["env_first"] : zone["env_first"] + zone["env_count"]]:
            yield {
                "zone": name,
                "time_s": e["time_s"],
                "rain_mmph": e["rain_mmph"],
                "temperature_degc": gases[0],
                "vapour_gpm3": gases[1],
            }


def _sea_noise(compiled: Compiled) -> Iterator[Row]:
    """None of an exercise that says nothing of rain and of shipping."""
    weather, environment = compiled.weather, compiled.exercise.environment
    zones = any(zone.shipping is not None for zone in environment.zones.values())
    if environment.base.shipping is None and not zones and not weather.env["rain_mmph"].any():
        return
    for name, zone in zip(weather.names, weather.zone, strict=True):
        for e in weather.env[zone["env_first"] : zone["env_first"] + zone["env_count"]]:
            yield {
                "zone": name,
                "time_s": e["time_s"],
                "shipping": round(e["shipping"]),
                "rain_mmph": e["rain_mmph"],
            }


def _profiles(compiled: Compiled) -> Iterator[Row]:
    for name in compiled.weather.names:
        for since_s, layers in profiles_of(compiled.exercise, name):
            for layer in layers:
                yield {
                    "zone": name,
                    "time_s": since_s,
                    "depth_m": layer.depth_m,
                    "temperature_degc": layer.temperature_degc,
                    "salinity_psu": layer.salinity_psu,
                }


def _formulas(compiled: Compiled) -> Iterator[Row]:
    """None of an exercise that chooses none, with sonars whose figures are given."""
    environment = compiled.exercise.environment
    chosen = {"sound speed": environment.sound_speed, "absorption": environment.absorption}
    for quantity, formula in chosen.items():
        if formula is not None:
            yield {"subject": "environment", "quantity": quantity, "formula": formula.value, "value": math.nan}
    for name in compiled.weather.names:
        layers = [layer for _, step in profiles_of(compiled.exercise, name) for layer in step]
        cast = [layer for layer in layers if layer.pressure_dbar is not None]
        if cast:
            deepest_m = max(one.depth_m for one in cast)
            yield {"subject": name, "quantity": "depth of a cast", "formula": "unesco 44", "value": deepest_m}
    yield from figures_worked_out(compiled.library, fitted_sensors(compiled.exercise, compiled.library))


def _sound_tables(compiled: Compiled) -> Iterator[Row]:
    weather = compiled.weather
    for name, zone in zip(weather.names, weather.zone, strict=True):
        for e in weather.env[zone["env_first"] : zone["env_first"] + zone["env_count"]]:
            for grid in compiled.sound.grids:
                if grid.sea == e["sound"]:
                    sea = weather.seas[grid.sea - 1]
                    yield {
                        "zone": name,
                        "time_s": e["time_s"],
                        "freq_hz": grid.freq_hz,
                        "water": grid.sea,
                        "method": grid.method,
                        "apart_db": grid.apart_db,
                        "cutoff_hz": grid.cutoff_hz,
                        "modes": grid.modes,
                        "first_mps": grid.first_mps,
                        "modes_less_db": grid.modes_less_db,
                        "wind_mps": sea.wind_mps,
                        "layer_m": sea.layer_m,
                        "depth_m": sea.depth_m,
                    }


def loss_columns(compiled: Compiled) -> dict[str, np.ndarray]:
    """The `sound_losses` table's columns."""
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("water", "freq_hz", "depth_m", "other_depth_m", "range_m", "loss_db")
    }
    for grid in compiled.sound.grids:
        middles, nodes = np.array(middles_m(grid.edges_m)), grid.loss_db.shape[-1]
        one, other = np.triu_indices(len(middles))
        count = len(one) * nodes
        parts["water"].append(np.full(count, grid.sea))
        parts["freq_hz"].append(np.full(count, grid.freq_hz))
        parts["depth_m"].append(np.repeat(middles[one], nodes))
        parts["other_depth_m"].append(np.repeat(middles[other], nodes))
        parts["range_m"].append(np.tile(NEAREST_M * NODE_RATIO ** np.arange(nodes), len(one)))
        parts["loss_db"].append(grid.loss_db[one, other].ravel().astype(np.float32))
    return {name: np.concatenate(found) for name, found in parts.items()} if compiled.sound.grids else {}


def _areas(compiled: Compiled) -> Iterator[Row]:
    for name in sorted(compiled.exercise.areas):
        area = compiled.exercise.areas[name]
        for k, point in enumerate(area.points):
            yield {
                "area_id": name,
                "name": area.name or name,
                "kind": area.kind.value,
                "point": k,
                "lat_deg": math.degrees(point.lat_rad),
                "lon_deg": math.degrees(point.lon_rad),
                "radius_m": area.radius_m,
                "use": area.use or "",
                "notional": area.notional,
            }


def _airspace(compiled: Compiled) -> Iterator[Row]:
    for name, area in sorted(compiled.exercise.areas.items()):
        if area.floor_m is not None or area.ceiling_m is not None:
            ceiling_m = math.nan if area.ceiling_m is None else area.ceiling_m
            yield {"area_id": name, "floor_m": area.floor_m or 0.0, "ceiling_m": ceiling_m}


def _danger_areas(compiled: Compiled) -> Iterator[Row]:
    for plan in compiled.programme:
        if plan.danger is None:
            continue
        for k, place in enumerate(plan.danger.ring):
            yield {
                "serial_id": plan.serial,
                "number": plan.danger.number,
                "point": k,
                "lat_deg": place.lat_deg,
                "lon_deg": place.lon_deg,
                "ceiling_m": plan.danger.ceiling_m,
                "floor_m": plan.danger.floor_m,
                "from_s": plan.start_s,
                "until_s": plan.end_s,
                "weapon": ", ".join(plan.danger.weapons),
                "because": "; ".join(plan.danger.because),
            }


def coast_columns(compiled: Compiled) -> dict[str, np.ndarray]:
    """The `coast` table's columns: outlines of the land that the exercise was checked against."""
    land = compiled.cast.land
    polygons = [] if land is None else [p for p in getattr(land, "geoms", [land]) if p.geom_type == "Polygon"]
    rings = [np.asarray(ring.coords) for p in polygons for ring in (p.exterior, *p.interiors)]
    points = np.concatenate(rings) if rings else np.zeros((0, 2))
    lengths = [len(ring) for ring in rings]
    return {
        "ring": np.repeat(np.arange(len(rings)), lengths),
        "point": np.concatenate([np.arange(n) for n in lengths]) if rings else np.zeros(0, np.int64),
        "lat_deg": points[:, 1],
        "lon_deg": points[:, 0],
    }


def _circuits(compiled: Compiled) -> Iterator[Row]:
    for name, plan in compiled.cast.circuits.items():
        circuit = compiled.exercise.circuits[name]
        for row in plan.members:
            yield {
                "circuit_id": name,
                "name": circuit.name or name,
                "kind": circuit.kind.value,
                "band": circuit.band.value,
                "unit_id": compiled.unit_names[row],
                "range_m": circuit.range_m,
                "delay_s": circuit.delay_s,
            }


def _sources(compiled: Compiled) -> Iterator[Row]:
    for key, source in sorted(compiled.exercise.sources.items()):
        yield {
            "source_id": key,
            "title": source.title,
            "publisher": source.publisher or "",
            "date": source.date or "",
            "url": source.url or "",
        }


def _facts(compiled: Compiled) -> Iterator[Row]:
    for key, fact in sorted(compiled.exercise.facts.items()):
        versions = [{"text": v.text, "source": ", ".join(v.source)} for v in fact.versions]
        yield {
            "fact_id": key,
            "topic": fact.topic,
            "versions": json.dumps(versions, ensure_ascii=False),
            "relation": fact.relation or "",
            "resolution": fact.resolution or "",
            "confidence": fact.confidence.value if fact.confidence else "",
            "used": fact.used or "",
        }


def _participants(compiled: Compiled) -> Iterator[Row]:
    for plan in compiled.programme:
        for place, (unit, role) in enumerate(plan.parts, 1):
            yield {"serial_id": plan.serial, "unit_id": unit, "role": role, "place": place}


def serial_row(compiled: Compiled, number: int) -> Row:
    """A serial's row without how it went."""
    plan = compiled.programme[number]
    serial = compiled.exercise.serials[plan.serial]
    params = plan.briefings[plan.oce].params if plan.oce in plan.briefings else serial.params
    return {
        "serial_id": plan.serial,
        "number": plan.number,
        "kind": plan.kind,
        "title": plan.title,
        "area_id": plan.area_id or "",
        "oce": plan.oce,
        "planned_start_s": plan.start_s,
        "planned_end_s": plan.end_s,
        "live": plan.live,
        "params": params.model_dump_json() if isinstance(params, BaseModel) else json.dumps(params),
        **_said(serial),
    }
