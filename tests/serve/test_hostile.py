"""What a hostile client, page or recording tries against the server."""

import asyncio
import contextlib
import gzip
import http.client
import json
import shutil
import socket
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from fleetex.replay.errors import PageError
from fleetex.replay.page import empty_page
from fleetex.serve import patience
from fleetex.serve.access import is_loopback
from fleetex.serve.app import Server
from fleetex.serve.pages import with_policy
from fleetex.serve.runs import PACES, RUNS_MAX, Run, Standing
from fleetex.serve.shelf import NotHere
from fleetex.serve.watching import GROWTHS_KEPT, Watched
from tests.measures import synthetic
from tests.replay.browser import left_out
from tests.replay.unpacked import unpacked
from tests.serve.conftest import Served, start, stop


def address(served: Served) -> tuple[str, int]:
    host, port = served.address.removeprefix("http://").rstrip("/").split(":")
    return host, int(port)


def test_a_script_that_a_recording_brought_into_a_page_is_not_let_through() -> None:
    ours = "<html><head></head><body><script>ours()</script></body></html>"
    page = ours.replace("</body>", "<script>stolen()</script></body>")
    policy = with_policy(page, ours, connects=False)[1]
    assert policy == with_policy(ours, ours, connects=False)[1]
    assert "sha256-" in policy
    assert "script-src 'none'" in with_policy(page, "", connects=False)[1]


def test_the_reports_policy_lets_no_script_run(served: Served) -> None:
    assert "script-src 'none'" in served.get("report/played")[2]["content-security-policy"]


def test_every_loopback_address_is_this_machine() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.0.2", "::1")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "localhost.evil.example", "127.0.0.1.evil.example", "::")))


def test_who_sends_no_whole_request_loses_the_place(shelf: Path) -> None:
    process, served = start(shelf)
    own = served.address.rstrip("/")
    head = f"POST /run HTTP/1.1\r\nHost: {own.removeprefix('http://')}\r\nOrigin: {own}\r\n"
    began = 5 * [f"{head}Content-Length: 99\r\n\r\nscen".encode()] + 60 * [b"", b"GET / HTTP/1.1\r\nHost: "]
    slow = []
    try:
        for words in began:
            slow.append(socket.create_connection(address(served), timeout=30.0))
            slow[-1].sendall(words)
        assert served.get("")[0] == 503
        time.sleep(patience.REQUEST_WAIT_S + 2.0)
        assert served.get("")[0] == 200
    finally:
        for one in slow:
            one.close()
        stop(process)


def test_a_recording_that_became_a_link_is_not_watched_any_more(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    synthetic.write(folder / "run")
    server = Server(folder)
    assert server.watch("run") is server.watch("run")
    shutil.move(folder / "run", tmp_path / "elsewhere")
    (folder / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotHere):
        server.watch("run")


def test_a_folder_that_vanishes_is_said_and_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    synthetic.write(folder / "run")
    process, served = start(folder)
    shutil.rmtree(folder)
    assert served.get("")[0] == 200
    assert served.get("play/run")[0] == 404
    assert "Traceback" not in stop(process)


def test_a_damaged_recording_does_not_tell_where_it_lies(served: Served) -> None:
    status, text, _ = served.get("play/broken")
    assert status == 409
    assert "broken/recording.json" in text
    assert str(served.folder) not in text


def test_runs_asked_for_at_once_are_not_more_than_may_be(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("fleetex: 1\n")
    process, served = start(tmp_path)
    got: list[int] = []

    def ask() -> None:
        line = http.client.HTTPConnection(*address(served), timeout=60)
        origin = served.address.rstrip("/")
        line.request("POST", "/run", "scenario=bad.yaml", {"Origin": origin})
        got.append(line.getresponse().status)
        line.close()

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    stop(process)
    assert sorted(got) == [303] * RUNS_MAX + [429] * (8 - RUNS_MAX)


class _Standing(Run):
    """A run without a process: what it was told last."""

    def __init__(self) -> None:
        self._child: Any = SimpleNamespace(stdin=None)
        self.standing, self.changes = Standing(), 0
        self._changed = self._count

    def _count(self) -> None:
        self.changes += 1


def told(words: str) -> _Standing:
    run = _Standing()
    asking = threading.Thread(
        target=lambda: asyncio.run(run.command(json.loads(words)))
    )  # a browser's loop may run here
    asking.start()
    asking.join()
    return run


@pytest.mark.parametrize(
    ("words", "pace"),
    [
        ('{"pace": NaN}', 600.0),
        ('{"pace": true}', 600.0),
        ('{"pace": "9"}', 600.0),
        ('{"pace": Infinity}', PACES[-1]),
        ('{"pace": 1' + 400 * "0" + "}", PACES[-1]),
        ('{"pace": -5}', PACES[0]),
        ('{"pace": null}', None),
    ],
)
def test_a_pace_is_a_number_that_a_run_can_keep(words: str, pace: float | None) -> None:
    assert told(words).standing.pace == pace


def test_words_that_change_nothing_are_told_to_nobody() -> None:
    assert told('{"x": 1, "paused": 1}').changes == 0


def test_the_mailed_page_has_a_policy_that_names_its_own_script_and_no_other(served: Served) -> None:
    try:
        page = empty_page()
    except PageError as missing:
        left_out(str(missing))
    policy = page[page.index("default-src") : page.index('"', page.index("default-src"))]
    scripts = policy[policy.index("script-src") : policy.index(";", policy.index("script-src"))]
    assert "unsafe-inline" not in scripts
    assert scripts.count("'sha256-") == 1
    assert scripts.split()[1] in served.get("play/played")[2]["content-security-policy"]


def comes_to_its_end(line: ClientConnection) -> None:
    """What is watched is told to be complete once its last piece can be had; until then, that it closes."""
    while (stage := json.loads(line.recv(30))["stage"]) == "closing":
        pass
    assert stage == "complete"


def test_a_recording_that_is_taken_away_while_it_is_watched_is_not_there_and_a_link_in_its_place_is_not_followed(
    tmp_path: Path,
) -> None:
    (tmp_path / "shelf").mkdir()
    outside = synthetic.write(tmp_path / "outside")
    folder = synthetic.write(tmp_path / "shelf" / "watched")
    process, served = start(folder.parent)
    try:
        with connect(served.address.replace("http", "ws") + "socket/watched", origin=own(served)) as line:
            comes_to_its_end(line)
            shutil.rmtree(folder)
            for asked in ("grown/watched?part=still", "windows/watched?part=still", "play/watched", "live/watched"):
                assert served.get(asked)[0] == 404
            folder.symlink_to(outside)
            for asked in ("grown/watched?part=still", "windows/watched?part=still", "play/watched", "live/watched"):
                assert served.get(asked)[0] == 404
            assert served.get("")[0] == 200
    finally:
        assert "Traceback" not in stop(process)


def test_words_of_many_megabytes_cost_their_sender_the_line_and_nobody_else(served: Served) -> None:
    address = served.address.replace("http", "ws") + "socket/played"
    with connect(address, origin=own(served), max_size=None) as other:
        with connect(address, origin=own(served), max_size=None) as line:
            with contextlib.suppress(ConnectionClosed):
                line.send("x" * 8_000_000)
                while line.recv(30):
                    pass
            assert line.close_code == 1009
        comes_to_its_end(other)


def test_odd_numbers_of_texts_are_none(served: Served) -> None:
    for odd in ("-5", "1e9", "9" * 50, "%D9%A5", ""):
        with urllib.request.urlopen(f"{served.address}grown/played?part=growth&texts={odd}", timeout=60) as answer:
            assert unpacked(gzip.decompress(answer.read())).head["names_from"] == 0


def test_made_up_numbers_of_texts_keep_no_piece_that_nobody_needs(tmp_path: Path) -> None:
    """Each number would be another growth to keep: only those that a page was told are, and a few of them."""
    watched = Watched(synthetic.write(tmp_path / "run"))

    async def asked() -> tuple[list[bytes], bytes]:
        await watched.part("still", "", 0)
        (told,) = watched._texts_told
        made_up = [await watched.part("growth", "", texts) for texts in range(1, 200) if texts != told]
        assert len(watched._packed) == 2
        for number in range(20):
            watched._texts_told.append(number)
            await watched.part("growth", "", number)
        await watched.part("0", "", 0)
        return made_up, await watched.part("growth", "", told)

    with ThreadPoolExecutor(1) as threads:  # a browser's tests may have a loop running in this one
        made_up, due = threads.submit(asyncio.run, asked()).result()
    assert {unpacked(gzip.decompress(one)).head["names_from"] for one in made_up[:3]} == {0}
    assert unpacked(gzip.decompress(due)).head["names_from"] > 0
    assert sum(part == "growth" for part, _ in watched._packed) <= GROWTHS_KEPT
    assert ("0", 0) in watched._packed, "a window that all who watch ask for is kept"


def own(served: Served) -> Any:
    """What a page of the server calls itself."""
    return served.address.rstrip("/")
