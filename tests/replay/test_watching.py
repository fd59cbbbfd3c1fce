"""A run as a person watches it: in the browser, started from the server's list, while it goes on."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from fleetex.scenario import write_starter
from tests.replay.browser import READY, WAIT_MS, opened
from tests.serve.conftest import start, stop

STATE = "() => window.fleetex.state()"
WORDS = "() => document.querySelector('.watching').innerText"

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
        with server:  # closes its pipes
            pass


def test_a_page_whose_server_begins_anew_comes_back_to_where_it_was_and_goes_on_with_the_run(
    browser: Any, tmp_path: Path
) -> None:
    write_starter(tmp_path / "starter.yaml")
    server, served = start(tmp_path)
    port = served.address.rstrip("/").rsplit(":", 1)[1]
    try:
        with opened(browser, served.address, ready=False, online=True) as seen:
            page = seen.page
            page.get_by_role("button", name="Run and watch").click()
            page.wait_for_selector(READY, state="attached", timeout=5 * WAIT_MS)
            seen.until(STATE, lambda state: state["t"] > 1200.0)
            page.get_by_role("button", name="Follow").click()
            unit = seen.ask(STATE)["units"][0]
            seen.ask("unit => { fleetex.select(unit); fleetex.seek(700); }", unit)
            page.get_by_role("searchbox", name="Events").fill("comex")
            before = seen.until("() => location.hash", lambda hash: "t=700" in hash and unit in hash)
            stop(server)
            assert "trying again" in seen.until(WORDS, lambda words: "lost" in words)
            server, _ = start(tmp_path, "--port", port)
            words = seen.until(WORDS, lambda words: "Nobody runs it now" in words)
            assert "--resume" in words
            seen.until(SHOWN, bool)
            after = seen.ask(STATE)
            assert (after["t"], after["unit"]) == (700.0, unit)
            assert seen.ask("() => location.hash") == before
            grown = after["events"]
            resumed = [sys.executable, "-m", "fleetex", "run", "starter.yaml", "-o", "starter-1", "--resume"]
            subprocess.run(resumed, cwd=tmp_path, check=True, capture_output=True)
            seen.until(WORDS, lambda words: "complete" in words)
            whole = seen.ask(STATE)  # that it is complete is said when all of it is there
            assert whole["t"] == 700.0
            assert whole["events"] > grown
            last = Recording.open(tmp_path / "starter-1").until_s
            at_end = seen.ask("() => { fleetex.seek(1e9); return fleetex.state(); }")
            assert abs(at_end["t"] - last) < 1.0
            seen.until(SHOWN, bool)
    finally:
        server.kill()
        with server:  # closes its pipes
            pass


def test_what_somebody_does_on_the_page_is_not_disturbed_by_what_comes(browser: Any, tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    server, served = start(tmp_path)
    try:
        with opened(browser, served.address, ready=False, online=True) as seen:
            seen.page.get_by_role("button", name="Run and watch").click()
            seen.page.wait_for_selector(READY, state="attached", timeout=5 * WAIT_MS)
            begun = seen.until(STATE, lambda state: state["t"] > 0)
            seen.page.keyboard.press("/")
            seen.page.keyboard.type("come")
            seen.until(STATE, lambda state: state["t"] > begun["t"] + 1800.0)
            assert seen.page.get_by_role("combobox", name="Find").input_value() == "come"
            assert seen.ask("() => document.activeElement.value") == "come"
            asked = [url for url in seen.requests if "/grown/" in url]
            assert sum("part=still" in url for url in asked) == 1
            assert sum("part=growth" in url for url in asked) > 1
            assert seen.faults == []
    finally:
        server.kill()
        with server:  # closes its pipes
            pass
