"""A run as a person watches it: in the browser, started from the server's list, while it goes on."""

from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from fleetex.scenario import write_starter
from tests.replay.browser import READY, WAIT_MS, opened
from tests.serve.conftest import start, stop

STATE = "() => window.fleetex.state()"
WORDS = "() => document.querySelector('#watching').innerText"

SHOWN = "() => window.fleetex.positionOf(window.fleetex.state().units[0], window.fleetex.time()) !== null"


def test_a_run_begun_from_the_list_is_watched_hastened_and_lost_with_its_server(browser: Any, tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    server, served = start(tmp_path)
    try:
        with opened(browser, served.address, ready=False, online=True) as seen:
            page = seen.page
            page.get_by_role("button", name="Run and watch").click()
            page.wait_for_selector(READY, state="attached", timeout=5 * WAIT_MS)  # kernels may have to be compiled
            seen.until(WORDS, lambda words: "Live 600x" in words)
            begun = seen.until(STATE, lambda state: state["t"] > 0)
            page.get_by_role("button", name="Pause").click()
            seen.until(WORDS, lambda words: "Paused" in words)
            page.get_by_role("button", name="Go on").click()
            page.get_by_role("button", name="Faster").click()
            seen.until(WORDS, lambda words: "Live 1800x" in words)
            assert seen.until(STATE, lambda state: state["t"] > begun["t"] + 600.0)["units"] == begun["units"]
            there = "([unit]) => window.fleetex.positionOf(unit, window.fleetex.state().t) !== null"
            assert seen.ask(there, begun["units"][:1]), "the page shows a moment that is not recorded yet"
            seen.ask("() => window.fleetex.seek(1e9)")
            seen.until(SHOWN, lambda shown: shown)
            assert seen.faults == []
            assert {url.split("/")[2] for url in seen.requests if "://" in url} == {served.address.split("/")[2]}
            stop(server)
            assert "trying again" in seen.until(WORDS, lambda words: "lost" in words)
            assert seen.ask(STATE)["t"] > begun["t"]
        assert not Recording.open(tmp_path / "starter-1").complete
    finally:
        server.kill()
        server.wait()
