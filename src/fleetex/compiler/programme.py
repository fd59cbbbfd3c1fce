"""Serials as the engine and their doctrine take them: who plays what, where, when, under which limits."""

import math
from dataclasses import dataclass
from typing import Any

from fleetex.compiler.shapes import shape_of
from fleetex.engine.orders import Position
from fleetex.engine.view import AreaShape, Briefing
from fleetex.library import Library
from fleetex.plan.danger_areas import DangerArea, danger_areas
from fleetex.plan.timetable import placed_of
from fleetex.scenario import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.scenario.programme import Serial


@dataclass(frozen=True)
class SerialPlan:
    """One serial with fixed times. Instants in seconds from the exercise's start."""

    serial: str
    number: int
    kind: str
    title: str
    oce: str
    area_id: str | None
    area: AreaShape | None
    start_s: float
    end_s: float
    after: tuple[str, ...]
    live: bool
    parts: tuple[tuple[str, str], ...]
    """(unit, role) of every participant, in order of role and file."""
    briefings: dict[str, Briefing]
    """By unit."""
    danger: DangerArea | None
    """What is promulgated and kept clear while the serial runs."""


def compile_programme(exercise: Exercise, library: Library) -> tuple[SerialPlan, ...]:
    """All serials in order of start, then id."""
    ordered = sorted(exercise.serials, key=lambda name: (exercise.serials[name].start_utc, name))
    placed = [placed_of(name, serial, fixed=True) for name, serial in exercise.serials.items()]
    dangers = {one.serial: one for one in danger_areas(exercise, placed, library)}
    return tuple(_plan(exercise, library, name, k + 1, dangers.get(name)) for k, name in enumerate(ordered))


def _plan(exercise: Exercise, library: Library, name: str, number: int, danger: DangerArea | None) -> SerialPlan:
    serial = exercise.serials[name]
    kind = kinds()[serial.kind]
    parts = tuple((unit, role) for role, units in serial.roles.items() for unit in units)
    area = None if serial.area_id is None else shape_of(exercise.areas[serial.area_id])
    common = _common(exercise, library, name, serial, area)
    briefings: dict[str, Briefing] = {}
    for unit, role in parts:
        briefings.setdefault(unit, Briefing(unit=unit, role=role, danger=danger_shape(danger), **common))
    live = kind.live if serial.hazard is None else serial.hazard.live
    return SerialPlan(
        serial=name,
        number=number,
        kind=serial.kind,
        title=serial.title or kind.name,
        oce=serial.oce,
        area_id=serial.area_id,
        area=area,
        start_s=exercise.seconds(serial.start_utc),
        end_s=exercise.seconds(serial.end_utc),
        after=serial.after,
        live=live,
        parts=parts,
        briefings=briefings,
        danger=danger,
    )


def danger_shape(danger: DangerArea | None) -> AreaShape | None:
    """A danger area as everybody in the serial is briefed on it; `radius_m` reaches from its middle to every corner."""
    if danger is None:
        return None
    points = tuple(Position(place.lat_rad, place.lon_rad) for place in danger.ring)
    plane = danger.plane
    radius_m = max(math.hypot(*point) for point in plane.points(danger.ring))
    return AreaShape("polygon", points, radius_m, Position(plane.middle.lat_rad, plane.middle.lon_rad))


def _common(exercise: Exercise, library: Library, name: str, serial: Serial, area: AreaShape | None) -> dict[str, Any]:
    """What every participant is told alike. Limits that the serial does not give are its kind's."""
    kind = kinds()[serial.kind]
    limits = serial.limits
    classes = {unit: library.platforms[exercise.units[unit].class_id] for unit in serial.participants}
    return {
        "serial": name,
        "kind": serial.kind,
        "roles": {role: tuple(units) for role, units in serial.roles.items()},
        "oce": serial.oce,
        "area": area,
        "area_id": serial.area_id,
        "start_s": exercise.seconds(serial.start_utc),
        "end_s": exercise.seconds(serial.end_utc),
        "circuits": serial.circuits,
        "params": serial.params,
        "nations": {unit: exercise.units[unit].nation for unit in serial.participants},
        "domains": {unit: platform.domain for unit, platform in classes.items()},
        "beam_m": {unit: platform.beam_m for unit, platform in classes.items()},
        "sea_state_max": kind.sea_state_max if limits.sea_state_max is None else limits.sea_state_max,
        "visibility_m_min": kind.visibility_m_min if limits.visibility_m_min is None else limits.visibility_m_min,
        "daylight_only": kind.daylight_only if limits.daylight is None else limits.daylight,
    }
