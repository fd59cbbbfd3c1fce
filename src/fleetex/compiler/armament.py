"""Practice weapons against submarines as the engine takes them: embarked where something dives, else left ashore."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from fleetex.compiler.fitted import listens
from fleetex.engine.arms import RocketFigures, TorpedoFigures, WeaponMount
from fleetex.library import Library
from fleetex.physics.philox import name_hash
from fleetex.scenario import Exercise
from fleetex.vocabulary import TorpedoSearch


def launchers(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[tuple[int, str], WeaponMount]:
    """By unit row and mounting name: torpedo tubes, then rocket launchers, of each unit."""
    found: dict[tuple[int, str], WeaponMount] = {}
    if not listens(exercise, library):
        return found
    for row, name in enumerate(names):
        platform = library.platforms[exercise.units[name].class_id]
        for mounted in platform.torpedoes:
            torpedo = library.torpedoes[mounted.class_id]
            snakes = torpedo.search is TorpedoSearch.SNAKE
            figures = TorpedoFigures(**_figures(TorpedoFigures, torpedo), snakes=snakes)
            found[row, mounted.id] = WeaponMount(
                row, mounted.id, name_hash(f"{name}/{mounted.id}"), torpedo.id, torpedo.name, mounted.rounds, figures
            )
        for mounted in platform.rockets:
            rocket = library.rockets[mounted.class_id]
            found[row, mounted.id] = WeaponMount(
                row,
                mounted.id,
                name_hash(f"{name}/{mounted.id}"),
                rocket.id,
                rocket.name,
                mounted.rounds,
                RocketFigures(**_figures(RocketFigures, rocket)),
            )
    return found


def _figures(kind: Any, row: Any) -> dict[str, Any]:
    """The fields that the library's class and the engine's have in common."""
    return {field.name: getattr(row, field.name) for field in fields(kind) if hasattr(row, field.name)}
