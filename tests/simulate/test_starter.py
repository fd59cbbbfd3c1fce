"""The starter that `fleetex new` writes works: whoever begins with it sees every serial through."""

from pathlib import Path

import pytest

from fleetex.scenario.starter import new_starter_text
from tests.simulate.lessons import ran


@pytest.mark.parametrize("seed", [1, 2])
def test_every_serial_of_the_starter_completes(tmp_path: Path, seed: int) -> None:
    _, recording = ran(tmp_path, new_starter_text(), seed=seed)
    serials = recording.table("serials")
    states = dict(zip(serials["serial_id"].tolist(), serials["state"].tolist(), strict=True))
    assert states == dict.fromkeys(["COMMEX-1", "MANEX-1", "RAS-1", "GUNEX-1"], "completed")
