"""A LINKEX alone and beside a patrol: twenty random seas, invariants held, the same again after a cut."""

from pathlib import Path

import pytest

from tests.swarm.exercises import exercise_of
from tests.swarm.invariants import breaches
from tests.swarm.test_swarm import resumed_run, whole_run
from tests.swarm.voyages import sailed


@pytest.mark.parametrize("seed", range(20))
def test_a_linkex_alone_holds_every_invariant(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed, ("LINKEX",))
    result, recording = sailed(tmp_path, text)
    (serial,) = [row for row in result.serials if row["kind"] == "LINKEX"]
    assert serial["state"] in ("completed", "aborted"), f"seed {seed}\n\n{text}"
    assert serial["reason"]
    assert breaches(recording) == [], f"seed {seed}\n\n{text}"
    shares = [serial["measures"][name] for name in serial["measures"] if name.startswith("held [")]
    own = [serial["measures"][name] for name in serial["measures"] if name.startswith("held_own [")]
    for known, held in zip(shares, own, strict=True):
        if known is not None:
            assert 0.0 <= held <= known + 1e-9 <= 100.0 + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_a_linkex_that_is_cut_and_resumed_is_the_same(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed, ("LINKEX", "PATROL"))
    whole, _ = whole_run(seed, tmp_path / "whole", text)
    resumed = resumed_run(seed, tmp_path / "cut", text, whole)
    assert (resumed.hash, resumed.serials) == (whole.hash, whole.serials), f"seed {seed}\n\n{text}"
