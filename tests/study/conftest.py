"""A study of the gunnery lesson, made by one worker: what every other way of making it must equal."""

from pathlib import Path

import pytest

from tests.cli.command import run_fleetex

LESSON = Path(__file__).resolve().parents[2] / "scenarios" / "lesson-gunnery.yaml"
SEEDS = "1..30"


@pytest.fixture(scope="session")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the study. Not to be changed."""
    folder = tmp_path_factory.mktemp("studied")
    ran = run_fleetex("study", LESSON, "--seeds", SEEDS, "-o", "study", "--workers", "1", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return folder / "study"
