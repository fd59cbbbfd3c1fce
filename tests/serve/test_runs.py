"""A run that the server started goes at its pace, is watched as it goes and leaves a recording."""

import gzip
import json
import time
import urllib.request
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


def until(line: ClientConnection, holds: Any) -> dict[str, Any]:
    """What the server told last once that holds."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        standing: dict[str, Any] = json.loads(line.recv(WAIT_S))
        if holds(standing):
            return standing
    raise AssertionError("it never came")


def part(server: Served, name: str, asked: str = "part=still") -> Unpacked:
    """A piece of a recording under way."""
    with urllib.request.urlopen(f"{server.address}grown/{name}?{asked}", timeout=60) as answer:
        return unpacked(gzip.decompress(answer.read()))


def test_a_run_is_watched_paused_hastened_and_leaves_its_recording(served: Served) -> None:
    name = begin(served)
    assert name == "starter-1"
    with watch_when_there(served, name) as line:
        standing = until(line, lambda standing: standing["version"] and standing["stage"] == "running")
        first_seen = part(served, name)
        assert first_seen.head["complete"] is False
        assert standing["pace"] == 600.0
        line.send(json.dumps({"paused": True}))
        until(line, lambda standing: standing["paused"])
        time.sleep(1.0)
        first = Recording.open(served.folder / name).until_s
        time.sleep(1.5)
        assert Recording.open(served.folder / name).until_s == first
        line.send(json.dumps({"faster": True}))
        until(line, lambda standing: standing["pace"] == 1800.0)
        line.send(json.dumps({"pace": None, "paused": False}))
        standing = until(line, lambda standing: standing["over"] and part(served, name).head["complete"])
        assert standing["stage"] == "ended"
    texts, cut = len(first_seen.head["names"]), first_seen.head["windows"]["cut"]
    growth = part(served, name, f"part=growth&texts={texts}&cut={cut}")
    assert growth.head["hash"] == Recording.open(served.folder / name).content_hash()
    assert first_seen.head["names"] + growth.head["names"] == part(served, name).head["names"]
    assert "coast" not in growth.head["tables"]
    assert growth.head["windows"]["edges_s"][0] == first_seen.head["windows"]["edges_s"][0]


def test_a_server_that_is_stopped_leaves_a_run_that_can_be_resumed(tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    name = begin(server)
    with watch_when_there(server, name) as line:
        until(line, lambda standing: standing["version"])
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
