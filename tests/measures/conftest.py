"""One synthetic recording for all tests of measures and figures."""

import pytest

from fleetex.record.reader import Recording
from tests.measures import synthetic


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return Recording.open(synthetic.write(tmp_path_factory.mktemp("synthetic")))


@pytest.fixture(scope="session")
def programme(recording: Recording) -> dict[str, dict[str, object]]:
    """Serial id -> its row."""
    return {row["serial_id"]: row for row in recording.rows("serials")}
