"""A run that the server started goes at its pace, is watched as it goes and leaves a recording."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from fleetex.record.reader import Recording
from fleetex.scenario import write_starter
from tests.replay.unpacked import Unpacked, unpacked
from tests.serve.conftest import Served, start, stop

WAIT_S = 300.0


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    yield server
    stop(process)


def begin(server: Served) -> str:
    status, _, headers = server.ask("POST", "run", b"scenario=starter.yaml", {"Origin": server.address.rstrip("/")})
    assert status == 303
    return headers["location"].removeprefix("/live/")


def watch(server: Served, name: str) -> ClientConnection:
    own: Any = server.address.rstrip("/")
    return connect(f"{server.address.replace('http', 'ws')}socket/{name}", origin=own, max_size=None)


def until(line: ClientConnection, holds: Any) -> tuple[dict[str, Any], Unpacked | None]:
    """What the server told last once that holds, and the recording it sent last."""
    deadline, content = time.monotonic() + WAIT_S, None
    while time.monotonic() < deadline:
        got = line.recv(WAIT_S)
        if isinstance(got, bytes):
            content = unpacked(gzip.decompress(got))
        else:
            standing = json.loads(got)
        if holds(standing, content):
            return standing, content
    raise AssertionError("it never came")


def test_a_run_is_watched_paused_hastened_and_leaves_its_recording(served: Served) -> None:
    name = begin(served)
    assert name == "starter-1"
    with watch_when_there(served, name) as line:
        standing, page = until(line, lambda standing, page: page is not None and standing["stage"] == "running")
        assert page is not None
        assert page.head["complete"] is False
        assert standing["pace"] == 600.0
        line.send(json.dumps({"paused": True}))
        until(line, lambda standing, _: standing["paused"])
        time.sleep(1.0)
        first = Recording.open(served.folder / name).until_s
        time.sleep(1.5)
        assert Recording.open(served.folder / name).until_s == first
        line.send(json.dumps({"faster": True}))
        until(line, lambda standing, _: standing["pace"] == 1800.0)
        line.send(json.dumps({"pace": None, "paused": False}))
        standing, page = until(line, lambda standing, page: standing["over"] and page and page.head["complete"])
        assert standing["stage"] == "ended"
    assert page is not None
    assert page.head["hash"] == Recording.open(served.folder / name).content_hash()


def test_a_server_that_is_stopped_leaves_a_run_that_can_be_resumed(tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    name = begin(server)
    with watch_when_there(server, name) as line:
        until(line, lambda standing, page: page is not None)
    stop(process)
    cut = Recording.open(tmp_path / name)
    assert not cut.complete
    assert cut.until_s > 0.0


def watch_when_there(server: Served, name: str) -> ClientConnection:
    """The line to a run, as soon as there is something to watch."""
    deadline = time.monotonic() + WAIT_S
    while not (server.folder / name / "journal.bin").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    return watch(server, name)
