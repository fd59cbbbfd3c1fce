"""The replay in a real browser: Debian's chromium by playwright, headless, without a network."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fleetex.replay.errors import PageError
from fleetex.replay.page import empty_page

NEEDED = os.environ.get("FLEETEX_BROWSER") == "needed"
"""Set in CI: no browser or no page is a failure, not a reason to skip."""
NAMES = ("chromium", "chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-partial-raster",
)
"""Without partial raster a page that shows the same is the same in every pixel: else what is painted anew within a tile
has its round corners smoothed twice.
"""
READY = "html[data-ready=true]"
WAIT_MS = 60_000


def chromium_path() -> str:
    """Where chromium is; without it, or without a built page, the test is skipped, in CI it fails."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        left_out("chromium is not installed (apt install chromium)")
    try:
        empty_page()
    except PageError as missing:
        left_out(str(missing))
    assert found is not None
    return found


def left_out(why: str) -> None:
    """Skip the test; where a browser and a page are needed, as in CI, it fails instead."""
    if NEEDED:
        pytest.fail(why)
    pytest.skip(why)


@dataclass
class Opened:
    """A page that is open, and what it did."""

    page: Any
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Errors and warnings of its console, and errors that nobody caught."""

    def ask(self, script: str, argument: Any = None) -> Any:
        """What a function of JavaScript answers in the page."""
        return self.page.evaluate(script, argument)

    def until(self, script: str, holds: Callable[[Any], bool]) -> Any:
        """What it answers once that holds. (The page's policy forbids playwright's own way to wait, which is eval.)"""
        deadline = time.monotonic() + WAIT_MS / 1000.0
        while not holds(answer := self.ask(script)):
            assert time.monotonic() < deadline, answer
            self.page.wait_for_timeout(50)
        return answer


@contextmanager
def opened(browser: Any, address: str, *, ready: bool = True, online: bool = False) -> Iterator[Opened]:
    """A page in a fresh profile of 1280 x 720, without a network unless it is asked for."""
    profile = browser.new_context(viewport={"width": 1280, "height": 720}, offline=not online)
    try:
        page = profile.new_page()
        seen = Opened(page)
        page.on("request", lambda asked: seen.requests.append(asked.url))
        page.on("pageerror", lambda fault: seen.faults.append(str(fault)))
        page.on("console", lambda said: seen.faults.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(address)
        if ready:
            page.wait_for_selector(READY, state="attached", timeout=WAIT_MS)
        yield seen
    finally:
        profile.close()


def address_of(file: Path, fragment: str = "") -> str:
    """A file's address, with a fragment."""
    return file.resolve().as_uri() + (f"#{fragment}" if fragment else "")
