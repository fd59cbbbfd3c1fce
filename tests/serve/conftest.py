"""A server as a person starts it, a process of its own on a free port, and its folder with what is hostile in it."""

import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fleetex.scenario import write_starter
from tests.measures import synthetic

HOSTILE = '<img src=x onerror="alert(1)">'


@dataclass(frozen=True)
class Served:
    """A running server."""

    address: str
    """With the slash at its end, without a token."""
    folder: Path
    token: str

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        """Status, text and headers of an answer; redirections are not followed."""
        return self.ask("GET", path, None, headers)

    def ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, dict[str, str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, body, named, method=method)
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=60) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode(), dict(refused.headers)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def start(
    folder: Path, *options: str, program: tuple[str, ...] = ("-m", "fleetex"), first: Callable[[], None] | None = None
) -> tuple[subprocess.Popen[str], Served]:
    """Start the server and wait until it says where it is; `first`: what its process does before anything else."""
    command = [sys.executable, *program, "serve", str(folder), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=first)
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://([^/]+)/(?:\?token=(\S+))?", said)
    assert found is not None, said
    return process, Served(f"http://{found[1].replace('0.0.0.0', '127.0.0.1')}/", folder, found[2] or "")


def stop(process: subprocess.Popen[str]) -> str:
    """Stop it as Ctrl-C does; what it said on standard error."""
    process.terminate()
    _, said = process.communicate(timeout=60)
    return said


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, recordings, and links and names meant to mislead."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("the secret")
    synthetic.write(outside / "other")
    folder = tmp_path_factory.mktemp("shelf") / "exercises"
    folder.mkdir()
    write_starter(folder / "starter.yaml")
    (folder / "notes.yaml").write_text("shopping: milk\n")
    synthetic.write(folder / "played")
    synthetic.write(folder / "day 2" / "cut off", finish=False)
    synthetic.write(folder / HOSTILE.replace("/", "_"))
    shutil.copytree(folder / "played", folder / "two\nlines")
    shutil.copytree(folder / "played", folder / "linked-inside")
    (folder / "linked-inside" / "legs.parquet").unlink()
    (folder / "linked-inside" / "legs.parquet").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside / "other")
    (folder / "linked.yaml").symlink_to(folder / "starter.yaml")
    (folder / "broken").mkdir()
    (folder / "broken" / "recording.json").write_text("{")
    shutil.copytree(folder / "played", folder / ".hidden")
    os.mkdir(os.fsencode(folder) + b"/no-text-\xff")
    return folder


@pytest.fixture(scope="session")
def served(shelf: Path) -> Iterator[Served]:
    process, server = start(shelf)
    yield server
    assert "Traceback" not in stop(process)
