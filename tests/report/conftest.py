"""The report of the synthetic exercise, built once."""

from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.report import build_report
from tests.measures import synthetic


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic.write(tmp_path_factory.mktemp("reported"))


@pytest.fixture(scope="session")
def recording(folder: Path) -> Recording:
    return Recording.open(folder)


@pytest.fixture(scope="session")
def page(recording: Recording) -> str:
    return build_report(recording)
