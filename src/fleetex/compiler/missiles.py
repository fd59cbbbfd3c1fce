"""Missiles to rows of the cast, and launchers, decoys and jammers as the engine takes them, where serials use them.

Each missile against ships that is embarked is a unit of its own, `FIRER/mount-NN`, of its firer's side: aboard until it
is launched, and again when its flight is over. So sensors, tracks and links treat it as they treat an aircraft.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from fleetex.compiler.fitted import armed_units
from fleetex.engine.arsenal import AirMount, Arsenal, DecoyMount, JammerMount, Seeker, SurfaceMount
from fleetex.engine.tables import JAM
from fleetex.library import Library
from fleetex.library.missiles import SurfaceMissileClass
from fleetex.library.models import MountedSensor, Platform, RadarClass
from fleetex.library.weapons import MountedWeapon
from fleetex.physics.engagement import staying_power
from fleetex.physics.philox import name_hash
from fleetex.physics.radar import radar_snr_1m
from fleetex.quantities import Position
from fleetex.scenario import Exercise
from fleetex.scenario.forces import Emission, Start, Unit
from fleetex.units import LIGHT_MPS
from fleetex.vocabulary import Domain, SensorKind, SurfaceKind

BODY_ACCEL_MPS2 = 50.0
BODY_CONTRAST = 0.4
"""Design values of every missile's body: how fast it gathers way, and how it stands out against the sky."""


def with_missiles(exercise: Exercise, library: Library) -> tuple[Exercise, Library]:
    """The exercise with a unit more for each missile embarked, and the library with their classes as platforms."""
    units: dict[str, Unit] = {}
    classes: dict[str, Platform] = {}
    for name in sorted(armed_units(exercise)):
        firer = exercise.units[name]
        for mounted in library.platforms[firer.class_id].surface_missiles:
            missile = library.surface_missiles[mounted.class_id]
            classes[missile.id] = _body(missile)
            units |= {body: _unit(exercise, firer, body, missile) for body in _bodies(name, mounted)}
    if not units:
        return exercise, library
    rows = {**library.rows, **{f"platform/{one}": () for one in classes}}
    grown = replace(library, platforms={**library.platforms, **classes}, rows=rows)
    return exercise.model_copy(update={"units": {**exercise.units, **units}}), grown


def _bodies(name: str, mounted: MountedWeapon) -> list[str]:
    return [f"{name}/{mounted.id}-{k:02d}" for k in range(1, mounted.rounds + 1)]


def _unit(exercise: Exercise, firer: Unit, body: str, missile: SurfaceMissileClass) -> Unit:
    """A missile, aboard its firer: where she starts, on her side, with its radar off."""
    return firer.model_copy(
        update={
            "class_id": missile.id,
            "name": body,
            "aliases": (),
            "hull": None,
            "start": Start.model_construct(at=_place(exercise, firer), course_rad=0.0, speed_mps=0.0),
            "home": None,
            "lights": False,
            "ais": False,
            "emission": Emission(radar=False),
            "route": None,
            "notional": True,
        }
    )


def _place(exercise: Exercise, unit: Unit) -> Position:
    """Where a unit starts, or who carries it."""
    start = unit.start
    if start.deck is not None:
        return _place(exercise, exercise.units[start.deck])
    if start.airfield is not None:
        return exercise.areas[start.airfield].points[0]
    place: Position = start.place
    return place


def _body(missile: SurfaceMissileClass) -> Platform:
    """A missile as the tables of units take it."""
    return Platform(
        id=missile.id,
        name=missile.name,
        type_code="MSL",
        domain=Domain.AIR,
        kind=SurfaceKind.MISSILE,
        length_m=missile.length_m,
        beam_m=missile.diameter_m,
        draught_m=0.0,
        mast_height_m=missile.diameter_m,
        speed_mps_max=missile.speed_mps,
        cruise_mps=missile.speed_mps,
        speed_mps_min=0.0,
        accel_mps2=BODY_ACCEL_MPS2,
        decel_mps2=BODY_ACCEL_MPS2,
        turn_diameter_m=2.0 * missile.speed_mps / missile.turn_radps,
        turn_radps_max=missile.turn_radps,
        radar_cross_section_m2=missile.radar_cross_section_m2,
        contrast=BODY_CONTRAST,
        lights_cd=0.0,
        leeway=0.0,
        noise=None,
        echo=None,
        moment_am2=0.0,
        depth_m_max=0.0,
        dive_mps=0.0,
        climb_mps=missile.climb_mps,
        ceiling_m=0.0,
        fuel=None,
        cargo_fuel_kg=0.0,
        sensors=(MountedSensor("seeker", missile.seeker, 0.0),),
        guns=(),
        rigs=(),
        torpedoes=(),
        rockets=(),
        receives_hose=False,
        decks=0,
        hangar=0,
        tows=False,
        capabilities=frozenset(),
        description={},
    )


def arsenal(exercise: Exercise, library: Library, names: Sequence[str]) -> Arsenal:
    """What is embarked; `exercise`, `library` and `names` with the missiles in them."""
    armed = armed_units(exercise)
    rows = {name: row for row, name in enumerate(names)}
    if not armed:
        return Arsenal()
    surface = {(m.unit, m.mount): m for m in _surface(exercise, library, rows, sorted(armed))}
    return Arsenal(
        surface=surface,
        air={(m.unit, m.mount): m for m in _air(exercise, library, rows, sorted(armed))},
        decoys={(m.unit, m.mount): m for m in _decoys(exercise, library, rows, sorted(armed))},
        jammers={(m.unit, m.mount): m for m in _jammers(exercise, library, rows, sorted(armed))},
        staying_power={row: _staying_power(library.platforms[exercise.units[n].class_id]) for n, row in rows.items()},
        bodies={body: key for key, mount in surface.items() for body in mount.bodies},
    )


def _staying_power(platform: Platform) -> float:
    size = platform.length_m, platform.beam_m, platform.draught_m
    return platform.staying_power or staying_power(*size)


def _surface(
    exercise: Exercise, library: Library, rows: Mapping[str, int], armed: Sequence[str]
) -> Iterator[SurfaceMount]:
    for name in armed:
        for mounted in library.platforms[exercise.units[name].class_id].surface_missiles:
            missile = library.surface_missiles[mounted.class_id]
            radar = library.sensors[missile.seeker]
            assert isinstance(radar, RadarClass)
            yield SurfaceMount(
                unit=rows[name],
                mount=mounted.id,
                id32=name_hash(f"{name}/{mounted.id}"),
                weapon=missile.id,
                rounds=mounted.rounds,
                bodies=tuple(rows[body] for body in _bodies(name, mounted)),
                **{**_figures(SurfaceMount, missile), "seeker": _seeker(radar)},
            )


def _seeker(radar: RadarClass) -> Seeker:
    figures = (radar.power_w, radar.gain_db, radar.wavelength_m, radar.bandwidth_hz, radar.noise_figure_db)
    return Seeker(
        snr_1m=radar_snr_1m(*figures, radar.losses_db, radar.pulses),
        snr_least=math.log(radar.false_alarm_prob) / math.log(0.5) - 1.0,
        power_w=radar.power_w,
        gain_db=radar.gain_db,
        frequency_hz=LIGHT_MPS / radar.wavelength_m,
        bandwidth_hz=radar.bandwidth_hz,
        range_m_max=radar.range_m_max,
        period_s=radar.period_s,
    )


def _air(exercise: Exercise, library: Library, rows: Mapping[str, int], armed: Sequence[str]) -> Iterator[AirMount]:
    for name in armed:
        platform = library.platforms[exercise.units[name].class_id]
        radars = [s.height_m for s in platform.sensors if library.sensors[s.class_id].kind is SensorKind.RADAR]
        for mounted in platform.air_missiles:
            missile = library.air_missiles[mounted.class_id]
            yield AirMount(
                unit=rows[name],
                mount=mounted.id,
                id32=name_hash(f"{name}/{mounted.id}"),
                weapon=missile.id,
                rounds=mounted.rounds,
                channels=mounted.channels,
                director_m=max(radars, default=platform.mast_height_m),
                **_figures(AirMount, missile),
            )


def _decoys(
    exercise: Exercise, library: Library, rows: Mapping[str, int], armed: Sequence[str]
) -> Iterator[DecoyMount]:
    for name in armed:
        for mounted in library.platforms[exercise.units[name].class_id].decoys:
            decoy = library.decoys[mounted.class_id]
            id32 = name_hash(f"{name}/{mounted.id}")
            figures = _figures(DecoyMount, decoy)
            yield DecoyMount(rows[name], mounted.id, id32, decoy.id, rounds=mounted.rounds, **figures)


def _jammers(
    exercise: Exercise, library: Library, rows: Mapping[str, int], armed: Sequence[str]
) -> Iterator[JammerMount]:
    for name in armed:
        for mounted in library.platforms[exercise.units[name].class_id].jammers:
            jammer = library.jammers[mounted.class_id]
            yield JammerMount(rows[name], mounted.id, jammer.id, **_figures(JammerMount, jammer))


def jam_rows(exercise: Exercise, library: Library, names: Sequence[str]) -> np.ndarray:
    """The jammers as the kernel has them, in the arsenal's order."""
    weapons = arsenal(exercise, library, names)
    rows = np.zeros(len(weapons.jammers), JAM)
    for row, one in zip(rows, weapons.jammers.values(), strict=True):
        row["unit"], row["erp_w"] = one.unit, one.power_w * 10.0 ** (0.1 * one.gain_db)
        row["bandwidth_hz"], row["low_hz"], row["high_hz"] = one.bandwidth_hz, *one.band_hz
    return rows


def _figures(kind: Any, row: Any) -> dict[str, Any]:
    """The fields that the library's class and the engine's have in common."""
    return {field.name: getattr(row, field.name) for field in fields(kind) if hasattr(row, field.name)}
