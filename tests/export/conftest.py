"""A run with ships on AIS, a lane of merchants, turns, dives and flights."""

from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.simulate.run import run

SCENARIO = Path(__file__).parents[2] / "scenarios" / "hunt-from-the-air.yaml"
LANE = """
traffic:
  lanes:
    THROUGH:
      {line: [39-30.0N 133-30.0E, 40-30.0N 134-30.0E], per_day: 24, class: generic_bulk_carrier, speed: [10 kn, 15 kn]}
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "recording"
    scenario = folder.with_name("hunt.yaml")
    scenario.write_text(SCENARIO.read_text(encoding="utf-8") + LANE, encoding="utf-8")
    run(scenario, folder)
    return folder


@pytest.fixture(scope="session")
def recording(folder: Path) -> Recording:
    return Recording.open(folder)
