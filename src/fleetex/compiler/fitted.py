"""Which of a unit's sensors are manned in an exercise: sonars and magnetic anomaly detectors where there is something
under water to find, else none.

A ship's passive sonar hears merchants too, but nobody asks it where nothing dives: no pair is kept and no look made.
"""

from collections.abc import Mapping
from dataclasses import replace

from fleetex.library import Library
from fleetex.library.models import MagneticClass, MountedSensor, RadarClass, SensorClass, SonarClass
from fleetex.scenario import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.vocabulary import Capability, Domain, SensorKind

Fitted = Mapping[str, tuple[MountedSensor, ...]]


def listens(exercise: Exercise, library: Library) -> bool:
    """Whether sonars are manned: a unit of the exercise moves under water."""
    classes = (library.platforms[unit.class_id] for unit in exercise.units.values())
    return any(platform.domain is Domain.SUBSURFACE for platform in classes)


def flies(exercise: Exercise, library: Library) -> bool:
    """Whether a unit of the exercise flies: only then does anybody ask for hangars."""
    return any(library.platforms[unit.class_id].domain is Domain.AIR for unit in exercise.units.values())


def armed_units(exercise: Exercise) -> frozenset[str]:
    """Who embarks missiles, decoys and jammers, and mans an air-search radar: who plays in a serial that uses them."""
    specs = kinds()
    known = (serial for serial in exercise.serials.values() if serial.kind in specs)
    armed = (serial for serial in known if specs[serial.kind].is_armed(serial.roles))
    return frozenset(unit for serial in armed for unit in serial.participants)


def is_fired_at_in_the_air(exercise: Exercise, library: Library) -> bool:
    """Whether close-in guns are manned: a unit of the exercise is a target that flies, or a serial asks for them."""
    classes = (library.platforms[unit.class_id] for unit in exercise.units.values())
    if any(one.domain is Domain.AIR and Capability.TARGET in one.capabilities for one in classes):
        return True
    specs = kinds()
    return any(serial.kind in specs and specs[serial.kind].close_in for serial in exercise.serials.values())


def fitted_sensors(exercise: Exercise, library: Library) -> dict[str, tuple[MountedSensor, ...]]:
    """The manned sensors of each unit."""
    manned = listens(exercise, library)
    armed = armed_units(exercise)
    return {
        name: tuple(
            one
            for s in library.platforms[unit.class_id].sensors
            if manned or not _is_of_the_hunt(library, s)
            if name in armed or not watches_the_air(library, s.class_id)
            for one in _each(library, s)
        )
        for name, unit in exercise.units.items()
    }


def _each(library: Library, sensor: MountedSensor) -> tuple[MountedSensor, ...]:
    """A mounted sensor; of sonobuoys each one, numbered."""
    kind = library.sensors[sensor.class_id]
    if not isinstance(kind, SonarClass) or kind.life_s == 0.0:
        return (sensor,)
    return tuple(replace(sensor, id=f"{sensor.id}-{k:02d}", count=1) for k in range(1, sensor.count + 1))


def is_listening_buoy(kind: SensorClass) -> bool:
    """Whether a sensor is a sonobuoy that hears bearings."""
    return isinstance(kind, SonarClass) and kind.life_s > 0.0 and kind.kind is SensorKind.PASSIVE_SONAR


def is_of_the_hunt(kind: SensorClass) -> bool:
    """Whether a sensor is manned only where something dives: sonars, and magnetic anomaly detectors."""
    return isinstance(kind, SonarClass | MagneticClass)


def _is_of_the_hunt(library: Library, sensor: MountedSensor) -> bool:
    return is_of_the_hunt(library.sensors[sensor.class_id])


def watches_the_air(library: Library, class_id: str) -> bool:
    """Whether a sensor is manned only where serials use missiles or guns against what flies."""
    kind = library.sensors[class_id]
    return isinstance(kind, RadarClass) and kind.air_watch


def is_of_the_arms(library: Library, subject: str, field: str) -> bool:
    """Whether a row of the library's provenance speaks of missiles and what belongs to them."""
    kind, _, class_id = subject.partition("/")
    if kind in ("surface missile", "air missile", "decoy", "jammer"):
        return True
    if kind == "sensor":
        seekers = {missile.seeker for missile in library.surface_missiles.values()}
        return field in ("confusion_air", "air_watch") or class_id in seekers or watches_the_air(library, class_id)
    if kind == "confusion":
        return all(class_id != sensor.confusion for sensor in library.sensors.values())
    if kind != "platform" or class_id not in library.platforms:
        return False
    if field.startswith(("surface_missiles.", "air_missiles.", "decoys.", "jammers.", "staying_power")):
        return True
    radars = (s.id for s in library.platforms[class_id].sensors if watches_the_air(library, s.class_id))
    return any(field.startswith(f"sensors.{radar}.") for radar in radars)


def is_unused(library: Library, class_id: str, field: str) -> bool:
    """Whether a field of a platform says something that is asked for only where something dives."""
    if field.startswith(("noise.", "echo.", "torpedoes.", "rockets.")):
        return True
    sonars = (s.id for s in library.platforms[class_id].sensors if _is_of_the_hunt(library, s))
    return any(field.startswith(f"sensors.{sonar}.") for sonar in sonars)


def is_close_in(library: Library, gun_id: str) -> bool:
    """Whether a gun is manned only where something in the air is fired at."""
    air = library.guns[gun_id].air
    return air is not None and air.close_in


def is_for_air_targets(library: Library, kind: str, class_id: str, field: str) -> bool:
    """Whether a field says something that is asked for only where something in the air is fired at."""
    if kind == "gun":
        return field.startswith("air.")
    if kind != "platform":
        return False
    close_in = (gun.id for gun in library.platforms[class_id].guns if is_close_in(library, gun.class_id))
    return any(field.startswith(f"guns.{gun}.") for gun in close_in)
