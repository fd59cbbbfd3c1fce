"""Which exercise a study is of, and the words that its pages need: plain values for `study.json`."""

from pathlib import Path
from typing import Any

import fleetex
from fleetex.library import Library
from fleetex.scenario import Exercise

MUST_MATCH = {"scenario_hash": "scenario", "library_hash": "library", "version": "version of fleetex"}
"""What a study goes on with only if it is the same, and its name."""


def identity_of(exercise: Exercise, library: Library) -> dict[str, Any]:
    """Hashes, version, and the names by which a person knows ships and serials."""
    told = exercise.exercise
    return {
        "scenario_hash": exercise.scenario_hash,
        "library_hash": library.content_hash(unit.class_id for unit in exercise.units.values()),
        "version": fleetex.__version__,
        "file": Path(exercise.file).name,
        "exercise": told.names[0] if told.names else told.id,
        "own_library": bool(library.own_files),
        "notional": bool(getattr(told, "notional", False)),
        "start_utc": exercise.start_utc.isoformat(),
        "end_utc": exercise.end_utc.isoformat(),
        "units": {name: unit.name for name, unit in sorted(exercise.units.items())},
        "nations": {code: nation.name for code, nation in sorted(exercise.nations.items())},
    }
