"""A recording played from the server, which sends it by windows of time, in the browser."""

import shutil
from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from tests.replay.browser import address_of, opened
from tests.serve.conftest import start, stop

REFERENCE = "northern-interaction-2023"
PLACES = "t => { fleetex.seek(t); return fleetex.state().units.map((unit) => fleetex.positionOf(unit, t)); }"
LOADED = "() => !fleetex.state().loading"
TIMES_S = (0.0, 300_000.0, 90_000.0, 158_000.0, 200_000.0, 20_000.0)


def test_a_streamed_recording_is_the_same_anywhere_and_says_when_it_loads_or_has_lost_its_server(
    browser: Any, pages: dict[str, Path], shipped: dict[str, Recording], tmp_path: Path
) -> None:
    shutil.copytree(shipped[REFERENCE].folder, tmp_path / "run")
    server, served = start(tmp_path)
    port = served.address.rstrip("/").rsplit(":", 1)[1]
    try:
        with opened(browser, address_of(pages[REFERENCE])) as file:
            whole = {time_s: file.ask(PLACES, time_s) for time_s in TIMES_S}
        with opened(browser, f"{served.address}play/run#t=40000&off=waters", online=True) as seen:
            assert seen.ask("() => fleetex.time()") == 40_000.0
            for time_s in TIMES_S:
                assert seen.ask("t => fleetex.seek(t)", time_s) < 100.0
                seen.until(LOADED, bool)
                for a, b in zip(whole[time_s], seen.ask(PLACES, time_s), strict=True):
                    assert (a is None) == (b is None)
                    if a is not None:
                        assert abs(a["lat"] - b["lat"]) < 2e-6
                        assert abs(a["lon"] - b["lon"]) < 3e-6
            assert seen.faults == []
        with opened(browser, f"{served.address}play/run#t=0", online=True) as seen:
            stop(server)
            seen.ask("() => fleetex.seek(300000)")
            said = "() => document.querySelector('[role=status].unseen').textContent"
            assert "trying again" in seen.until(said, lambda words: "lost" in words)
            seen.until("() => document.querySelector('.now-tags').innerText", lambda words: "lost" in words)
            server, _ = start(tmp_path, "--port", port)
            seen.until(LOADED, bool)
            assert seen.ask("() => fleetex.time()") == 300_000.0
            assert "again" in seen.until(said, lambda words: "Connected" in words)
    finally:
        server.kill()
        with server:  # closes its pipes
            pass
