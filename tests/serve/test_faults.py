"""What fails under the server is said, and the rest goes on: a full disk, a folder that may not be written to, two runs
at once, a viewer that stops reading, a table that is damaged while it is served.
"""

import base64
import contextlib
import ctypes
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.scenario import write_starter
from tests.measures import synthetic
from tests.serve.conftest import Served, start, stop
from tests.serve.test_hostile import address
from tests.serve.test_runs import begin, until, watch_when_there

READING_WAIT_S = 1.0
TIMES = 40
"""So often an answer of half a megabyte is asked for: more than a system keeps of what nobody reads."""
NOTE = json.dumps({"add": {"time_s": 60.0, "text": "here", "id": "one"}}).encode()


def own(server: Served) -> dict[str, str]:
    return {"Origin": server.address.rstrip("/"), "Content-Type": "application/json"}


def room(process: subprocess.Popen[str], file_bytes: int) -> None:
    """How big a file the server and its runs may write from now on: a disk that is full at that size."""
    children = [path.read_text().split() for path in Path(f"/proc/{process.pid}/task").glob("*/children")]
    for pid in (process.pid, *(int(child) for some in children for child in some)):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))


def waiting_page(server: Served, name: str, word: str) -> str:
    """What the page of a run says, once it has a word in it."""
    deadline = time.monotonic() + 120.0
    while word not in (text := server.get(f"live/{name}")[1]):
        assert time.monotonic() < deadline, text
        time.sleep(0.2)
    return text


def test_a_full_disk_ends_the_run_with_its_reason_and_the_server_goes_on(tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    try:
        name = begin(server)
        with watch_when_there(server, name) as line:
            until(line, lambda standing: standing["recorded_s"] > 0.0)
            room(process, (tmp_path / name / "journal.bin").stat().st_size + 1000)
            line.send(json.dumps({"pace": None}))
            standing = until(line, lambda standing: standing["over"])
        assert standing["stage"] == "failed"
        assert os.strerror(27) in standing["reason"]
        assert str(tmp_path) not in standing["reason"]
        assert Recording.open(tmp_path / name).until_s > 0.0, "what was recorded stays"
        status, text, _ = server.get("")
        assert status == 200
        assert name in text
        assert "--resume" in text
        room(process, resource.RLIM_INFINITY)
        assert begin(server) == "starter-2"
    finally:
        assert "Traceback" not in stop(process)


def test_a_note_that_finds_no_room_is_refused_and_those_before_it_stay(tmp_path: Path) -> None:
    synthetic.write(tmp_path / "run")
    process, server = start(tmp_path)
    try:
        assert server.ask("POST", "notes/run", NOTE, own(server))[0] == 200
        kept = (tmp_path / "run" / "notes.json").read_bytes()
        room(process, 10)
        status, text, _ = server.ask("POST", "notes/run", NOTE.replace(b"one", b"two"), own(server))
        assert status == 409
        assert os.strerror(27) in text
        assert (tmp_path / "run" / "notes.json").read_bytes() == kept
        assert list((tmp_path / "run").glob(".notes*")) == []
        room(process, resource.RLIM_INFINITY)
        assert server.ask("POST", "notes/run", NOTE.replace(b"one", b"two"), own(server))[0] == 200
    finally:
        assert "Traceback" not in stop(process)


def obey_modes() -> None:
    """Modes of files hold for this process and its children, though they be root's."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(24, 1, 0, 0, 0):  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
        os._exit(9)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "served"
    folder.mkdir()
    write_starter(folder / "starter.yaml")
    synthetic.write(folder / "run")
    for path in (folder / "run", folder):
        path.chmod(0o555)
    yield folder
    for path in (folder, folder / "run"):
        path.chmod(0o755)


def test_in_a_folder_that_may_not_be_written_to_all_is_seen_and_what_would_write_says_why(read_only: Path) -> None:
    process, server = start(read_only, first=obey_modes)
    try:
        assert server.get("")[0] == 200
        assert server.get("report/run")[0] == 200
        status, text, _ = server.ask("POST", "notes/run", NOTE, own(server))
        assert (status, os.strerror(13) in text) == (409, True)
        said = waiting_page(server, begin(server), "The run failed")
        assert os.strerror(13) in said
        assert str(read_only) not in said
        assert sorted(path.name for path in read_only.iterdir()) == ["run", "starter.yaml"]
    finally:
        assert "Traceback" not in stop(process)


def test_two_runs_never_write_to_one_folder(tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    try:
        first, second = begin(server), begin(server)
        assert (first, second) == ("starter-1", "starter-2")
        with watch_when_there(server, first) as line:
            until(line, lambda standing: standing["version"])
        for option in ((), ("--overwrite",), ("--resume",)):
            command = [sys.executable, "-m", "fleetex", "run", "starter.yaml", "-o", first, *option]
            ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
            assert ran.returncode != 0, option
            assert "Traceback" not in ran.stderr
            assert first in ran.stderr
    finally:
        stop(process)
    assert Recording.open(tmp_path / first).until_s > 0.0


PATIENT = f"""
import sys
from fleetex.cli.main import main
from fleetex.serve import patience
patience.READING_WAIT_S = {READING_WAIT_S}
sys.exit(main())
"""


def test_who_stops_reading_an_answer_loses_the_line_and_keeps_nobody_waiting(shelf: Path) -> None:
    process, server = start(shelf, program=("-c", PATIENT))
    try:
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            lazy.connect(address(server))
            host = server.address.removeprefix("http://").rstrip("/")
            lazy.sendall(TIMES * f"GET /file/played HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            time.sleep(READING_WAIT_S + 3.0)
            assert server.get("")[0] == 200
            got = 0
            lazy.settimeout(20.0)
            with contextlib.suppress(ConnectionError):
                while piece := lazy.recv(1 << 16):
                    got += len(piece)
        assert got < TIMES * len(server.get("file/played")[1]), "all was sent to the end all the same"
    finally:
        stop(process)


def test_a_viewer_who_stops_reading_holds_up_neither_the_run_nor_the_others(tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    try:
        name = begin(server)
        host = server.address.removeprefix("http://").rstrip("/")
        with watch_when_there(server, name) as line, socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            lazy.connect(address(server))
            key = base64.b64encode(os.urandom(16)).decode()
            lazy.sendall(
                f"GET /socket/{name} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            assert b" 101 " in lazy.recv(64)
            line.send(json.dumps({"pace": None}))
            standing = until(line, lambda standing: standing["over"])
        assert standing["stage"] == "ended"
        assert Recording.open(tmp_path / name).complete
    finally:
        assert "Traceback" not in stop(process)


def test_a_table_that_is_damaged_after_the_page_was_opened_is_told_to_whoever_asks(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path / "run")
    whole = (folder / "legs.parquet").read_bytes()
    process, server = start(tmp_path)
    try:
        for content, word in ((whole[:-40], "damaged"), (None, "missing"), (b"PAR1 no table PAR1", "damaged")):
            if content is None:
                (folder / "legs.parquet").unlink()
            else:
                (folder / "legs.parquet").write_bytes(content)
            status, text, _ = server.get("windows/run?part=still")
            assert (status, word in text, str(tmp_path) in text) == (409, True, False)
        (folder / "legs.parquet").write_bytes(whole)
        with contextlib.suppress(UnicodeDecodeError):  # it is packed
            assert server.get("windows/run?part=still")[0] == 200
        shutil.rmtree(folder)
        assert server.get("windows/run?part=still")[0] == 404
    finally:
        assert "Traceback" not in stop(process)
