"""The scenarios that the benchmark makes are scenarios, and hold twenty thousand ships in memory."""

from pathlib import Path

import pytest

from benchmarks.crowds import COUNTS, crowded
from fleetex.compiler.world import compile_world
from fleetex.library import load_library
from fleetex.scenario.loading import load_text

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios" / "northern-interaction-2023.yaml"


@pytest.mark.parametrize("count", [0, 10, max(COUNTS)])
def test_a_crowd_of_any_size_is_compiled(count: int) -> None:
    library = load_library()
    exercise = load_text(crowded(REFERENCE.read_text(encoding="utf-8"), count), "crowd.yaml", library)
    compiled = compile_world(exercise, library, 1)
    missiles = len(compiled.cast.people) - len(exercise.units)  # each that is embarked has a row
    assert missiles >= 0
    assert len(compiled.world.ship) == count
    assert len(compiled.world.unit) == len(exercise.units) + missiles + count
