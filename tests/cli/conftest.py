"""Fixtures of the command line's tests."""

from pathlib import Path

import pytest

from tests.cli.command import Command, run_fleetex, typed


@pytest.fixture
def fleetex(tmp_path: Path) -> Command:
    """The command, in an empty folder of the test; a process of its own."""
    return lambda *args, **environment: run_fleetex(*args, cwd=tmp_path, **environment)


@pytest.fixture
def here(tmp_path: Path) -> Command:
    """The command, in an empty folder of the test, in this process."""
    return lambda *args: typed(*args, cwd=tmp_path)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `starter.yaml` as `fleetex new` wrote it and its recording, `run`. Not to be changed."""
    folder = tmp_path_factory.mktemp("starter")
    for args in (("new", "starter.yaml"), ("run", "starter.yaml", "-o", "run")):
        ran = run_fleetex(*args, cwd=folder)
        assert ran.returncode == 0, ran.stderr
    return folder
