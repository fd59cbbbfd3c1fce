"""Recordings that the replay is made from: the synthetic exercise, and runs of shipped scenarios."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetex.record.reader import Recording
from fleetex.replay import write_replay
from tests.measures import synthetic
from tests.replay.browser import FLAGS, chromium_path
from tests.shipped import once, recorded

SHIPPED = ("northern-interaction-2023", "hunt-from-the-air", "lesson-submarine")
"""Ships, aircraft, a helicopter, a submarine; geodesics and rhumb lines, turns and changes of speed."""


@pytest.fixture(scope="session")
def synthetic_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic.write(tmp_path_factory.mktemp("replayed"))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recording]:
    """Recordings of shipped scenarios by name, run once."""
    return {name: Recording.open(recorded(tmp_path_factory, name)) for name in SHIPPED}


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
    return {name: page_of(tmp_path_factory, name) for name in shipped}


def page_of(factory: pytest.TempPathFactory, name: str) -> Path:
    """The replay of a shipped scenario as a file, written once."""
    return once(factory, f"{name}.html", lambda page: write_replay(recorded(factory, name), page))
