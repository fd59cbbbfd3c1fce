"""Recordings that the replay is made from: the synthetic exercise, and runs of shipped scenarios."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetex import simulate
from fleetex.record.reader import Recording
from fleetex.replay import write_replay
from tests.measures import synthetic
from tests.replay.browser import FLAGS, chromium_path

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = ("northern-interaction-2023", "hunt-from-the-air", "lesson-submarine")
"""Ships, aircraft, a helicopter, a submarine; geodesics and rhumb lines, turns and changes of speed."""


@pytest.fixture(scope="session")
def synthetic_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic.write(tmp_path_factory.mktemp("replayed"))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recording]:
    """Recordings of shipped scenarios by name, run once."""
    folder = tmp_path_factory.mktemp("shipped")
    for name in SHIPPED:
        simulate.run(SCENARIOS / f"{name}.yaml", folder / name)
    return {name: Recording.open(folder / name) for name in SHIPPED}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; the test is skipped where there is none, or no page."""
    path = chromium_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(browser: Any, shipped: dict[str, Recording], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The replays of the shipped scenarios as files."""
    folder = tmp_path_factory.mktemp("pages")
    for name, recording in shipped.items():
        write_replay(recording.folder, folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in shipped}
