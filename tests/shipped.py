"""Recordings of the shipped scenarios, each made once in a session of tests: by whichever process asks first."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetex.simulate import run

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """What `make` leaves at the path that it is given; who asks while it is made waits. Not to be changed."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made-once"
    folder.mkdir(exist_ok=True)
    place, begun = folder / name, folder / f"begun-{os.getpid()}-{name}"
    with (folder / f"lock-{name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            make(begun)
            begun.rename(place)
    return place


def recorded(factory: pytest.TempPathFactory, scenario: str, seed: int = 1) -> Path:
    """The folder of a shipped scenario's recording with this seed."""
    return once(factory, f"{scenario}-{seed}", lambda folder: run(SCENARIOS / f"{scenario}.yaml", folder, seed=seed))
