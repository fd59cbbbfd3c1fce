"""Which of a unit's sensors are manned in an exercise: sonars and magnetic anomaly detectors where there is something
under water to find, else none.

A ship's passive sonar hears merchants too, but nobody asks it where nothing dives: no pair is kept and no look made.
"""

from collections.abc import Mapping
from dataclasses import replace

from fleetex.library import Library
from fleetex.library.models import MagneticClass, MountedSensor, SensorClass, SonarClass
from fleetex.scenario import Exercise
from fleetex.vocabulary import Domain, SensorKind

Fitted = Mapping[str, tuple[MountedSensor, ...]]


def listens(exercise: Exercise, library: Library) -> bool:
    """Whether sonars are manned: a unit of the exercise moves under water."""
    classes = (library.platforms[unit.class_id] for unit in exercise.units.values())
    return any(platform.domain is Domain.SUBSURFACE for platform in classes)


def flies(exercise: Exercise, library: Library) -> bool:
    """Whether a unit of the exercise flies: only then does anybody ask for hangars."""
    return any(library.platforms[unit.class_id].domain is Domain.AIR for unit in exercise.units.values())


def fitted_sensors(exercise: Exercise, library: Library) -> dict[str, tuple[MountedSensor, ...]]:
    """The manned sensors of each unit."""
    manned = listens(exercise, library)
    return {
        name: tuple(
            one
            for s in library.platforms[unit.class_id].sensors
            if manned or not _is_of_the_hunt(library, s)
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


def is_unused(library: Library, class_id: str, field: str) -> bool:
    """Whether a field of a platform says something that is asked for only where something dives."""
    if field.startswith(("noise.", "echo.", "torpedoes.", "rockets.")):
        return True
    sonars = (s.id for s in library.platforms[class_id].sensors if _is_of_the_hunt(library, s))
    return any(field.startswith(f"sensors.{sonar}.") for sonar in sonars)
