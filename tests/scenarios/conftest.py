"""The shipped scenarios, loaded once."""

from pathlib import Path

import pytest

from fleetex.library import Library, load_library
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.loading import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def reference(library: Library) -> Exercise:
    return load(SCENARIOS / "northern-interaction-2023.yaml", library)
