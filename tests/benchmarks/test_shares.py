"""What the benchmark says of a run's parts adds up, and measuring changes nothing that is recorded."""

from pathlib import Path

import pytest

from benchmarks.shares import shares
from fleetex.engine.tables import PARTS
from fleetex.simulate.run import run

LESSON = Path(__file__).resolve().parents[2] / "scenarios" / "lesson-ras.yaml"


def test_the_parts_of_a_run_add_up_and_each_has_some(tmp_path: Path) -> None:
    found = shares(LESSON)
    assert set(found["shares"]) == {*PARTS, "doctrine", "recording"}
    assert sum(found["shares"].values()) == pytest.approx(1.0, abs=0.001)
    assert all(found["shares"][part] > 0.0 for part in ("sensing", "fusion", "steering", "doctrine", "recording"))
    plain = run(LESSON, tmp_path / "plain")
    assert found["hash"] == plain.hash
    assert found["happenings"] == plain.counts["happenings"]
