"""The command as a person meets it: a process, its exit code, what it prints and what it leaves on disk."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Ran = subprocess.CompletedProcess[str]
Command = Callable[..., Ran]


def run_fleetex(*args: str | Path, cwd: Path, **environment: str) -> Ran:
    """`fleetex args...` in a folder, with these variables besides the environment's own."""
    return subprocess.run(
        [sys.executable, "-m", "fleetex", *map(str, args)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def fleetex(tmp_path: Path) -> Command:
    """The command, in an empty folder of the test."""
    return lambda *args, **environment: run_fleetex(*args, cwd=tmp_path, **environment)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `starter.yaml` as `fleetex new` wrote it and its recording, `run`. Not to be changed."""
    folder = tmp_path_factory.mktemp("starter")
    for args in (("new", "starter.yaml"), ("run", "starter.yaml", "-o", "run")):
        ran = run_fleetex(*args, cwd=folder)
        assert ran.returncode == 0, ran.stderr
    return folder
