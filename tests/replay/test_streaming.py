"""A recording played from the server, which sends it by windows of time, in the browser."""

import shutil
from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from fleetex.replay import write_replay
from fleetex.replay.notes import read_notes
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


def test_notes_and_branch_points_are_kept_beside_the_recording_and_go_with_its_file(
    browser: Any, shipped: dict[str, Recording], tmp_path: Path
) -> None:
    shutil.copytree(shipped["lesson-submarine"].folder, tmp_path / "run")
    markup = "<img src=x onerror=alert(1)>"
    server, served = start(tmp_path)
    try:
        for words, button, t in ((markup, "Keep", 600), ("turn back here", "Mark branch point", 900)):
            with opened(browser, f"{served.address}play/run#t={t}", online=True) as seen:
                seen.page.get_by_role("button", name="Notes").click()
                seen.page.get_by_role("textbox", name="Pin a note").fill(words)
                seen.page.get_by_role("button", name=button).click()
                seen.page.get_by_text("Kept beside the recording", exact=True).first.wait_for()
                assert seen.faults == []
    finally:
        server.kill()
        with server:
            pass
    kept = [(note.time_s, note.text, note.branch) for note in read_notes(tmp_path / "run")]
    assert kept == [(600.0, markup, False), (900.0, "turn back here", True)]
    write_replay(tmp_path / "run", tmp_path / "mailed.html")
    with opened(browser, address_of(tmp_path / "mailed.html", "t=600")) as file:
        file.page.keyboard.press("m")
        rows = file.page.locator(".notes li")
        assert rows.count() == 2
        assert markup in rows.nth(0).inner_text()
        assert "branch point" in rows.nth(1).inner_text().lower()
        rows.nth(0).get_by_role("button", name="Remove").click()
        file.page.reload()
        file.page.wait_for_selector("html[data-ready=true]", state="attached")
        file.page.keyboard.press("m")
        assert file.page.locator(".notes li").count() == 1
        assert file.faults == []
