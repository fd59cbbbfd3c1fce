"""What the engine needs of aircraft by name: decks with room, who stands where and belongs where, what they dip;
and what sonars ships tow."""

from collections.abc import Iterator, Sequence

from fleetex.compiler.fitted import Fitted
from fleetex.engine.cast import BuoyPlan, DeckPlan, DipPlan
from fleetex.library import Library
from fleetex.library.models import MountedSensor, SonarClass
from fleetex.scenario import Exercise
from fleetex.vocabulary import Domain


def something_flies(exercise: Exercise, library: Library) -> bool:
    """Whether an exercise has aircraft."""
    return next(_aircraft(exercise, library, sorted(exercise.units)), None) is not None


def deck_plans(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[int, DeckPlan]:
    """Unit row -> its flight deck: room on the spots and in the hangar."""
    classes = {row: library.platforms[exercise.units[name].class_id] for row, name in enumerate(names)}
    return {row: DeckPlan(one.decks + one.hangar) for row, one in classes.items() if one.decks > 0}


def _aircraft(exercise: Exercise, library: Library, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    for row, name in enumerate(names):
        if library.platforms[exercise.units[name].class_id].domain is Domain.AIR:
            yield row, name


def stands(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[int, str]:
    """Rows of aircraft that begin on a deck or at an airfield -> its id."""
    found: dict[int, str] = {}
    for row, name in _aircraft(exercise, library, names):
        start = exercise.units[name].start
        place = start.deck or start.airfield
        if place is not None:
            found[row] = place
    return found


def homes(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[int, str]:
    """Rows of aircraft -> where they belong, if anywhere."""
    begin = stands(exercise, library, names)
    found: dict[int, str] = {}
    for row, name in _aircraft(exercise, library, names):
        home = exercise.units[name].home or begin.get(row)
        if home is not None:
            found[row] = home
    return found


def _sonars(
    library: Library, names: Sequence[str], fitted: Fitted
) -> Iterator[tuple[int, int, MountedSensor, SonarClass]]:
    """(sensor row, unit row, mount, class) of every sonar that is manned."""
    number = 0
    for row, name in enumerate(names):
        for mount in fitted[name]:
            kind = library.sensors[mount.class_id]
            if isinstance(kind, SonarClass):
                yield number, row, mount, kind
            number += 1


def dip_plans(library: Library, names: Sequence[str], fitted: Fitted) -> dict[tuple[int, str], DipPlan]:
    """(Unit row, mount) -> its dipping sonar."""
    return {
        (row, mount.id): DipPlan(number, kind.winch_mps, kind.depth_m)
        for number, row, mount, kind in _sonars(library, names, fitted)
        if kind.winch_mps > 0.0
    }


def towed_sonars(library: Library, names: Sequence[str], fitted: Fitted) -> dict[int, tuple[int, ...]]:
    """Unit row -> sensor rows of the sonars that she tows."""
    found: dict[int, tuple[int, ...]] = {}
    for number, row, _, kind in _sonars(library, names, fitted):
        if kind.towed:
            found[row] = (*found.get(row, ()), number)
    return found


def buoy_plans(library: Library, names: Sequence[str], fitted: Fitted) -> dict[tuple[int, str], BuoyPlan]:
    """(Unit row, mount) -> its sonobuoys, whose sensors are named by the mount and a number."""
    found: dict[tuple[int, str], BuoyPlan] = {}
    for number, row, mount, kind in _sonars(library, names, fitted):
        if kind.life_s > 0.0:
            key = row, mount.id.rsplit("-", 1)[0]
            before = found[key].sensors if key in found else ()
            found[key] = BuoyPlan((*before, number), kind.depth_m, kind.life_s)
    return found
