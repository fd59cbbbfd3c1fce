"""Which kernels an exercise asks for, so that they are ready before its clock starts."""

from fleetex.compiler.aircraft import something_flies
from fleetex.compiler.fitted import armed_units, is_fired_at_in_the_air
from fleetex.library import Library
from fleetex.scenario import Exercise


def kernels_needed(exercise: Exercise, library: Library) -> dict[str, bool]:
    """Which kernels an exercise asks for beside those of every run, as `engine.warm.warm` takes it."""
    return {
        "flies": something_flies(exercise, library),
        "arms": bool(armed_units(exercise)),
        "fires_up": is_fired_at_in_the_air(exercise, library),
    }
