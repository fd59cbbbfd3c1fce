"""A FLYEX alone: random decks, helicopters, weather and sets that fail; invariants held, the same again after a cut."""

from pathlib import Path

import pytest

from tests.swarm.exercises import exercise_of
from tests.swarm.invariants import breaches
from tests.swarm.test_swarm import resumed_run, whole_run
from tests.swarm.voyages import sailed

SEEDS = [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 200))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_flying_exercise_holds_every_invariant(seed: int, tmp_path: Path) -> None:
    """It ends with a reason, and leaves nobody in the air unflown."""
    text = exercise_of(seed, ("FLYEX",))
    result, recording = sailed(tmp_path, text)
    assert breaches(recording) == [], f"seed {seed}\n\n{text}"
    for serial in result.serials:
        assert serial["state"] in ("completed", "aborted"), f"seed {seed}\n\n{text}"
        assert serial["reason"]
        if serial["kind"] == "FLYEX" and serial["state"] == "completed":
            found = serial["measures"]
            assert found["recoveries"] >= found["launches"] >= 1.0
            assert found["ditched"] == 0.0
            assert 0.0 <= found["deck_wait"] <= found["deck_wait_max"]


@pytest.mark.parametrize("seed", range(2))
def test_a_flying_exercise_that_is_cut_and_resumed_is_the_same(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed, ("FLYEX",))
    whole, _ = whole_run(seed, tmp_path / "whole", text)
    resumed = resumed_run(seed, tmp_path / "cut", text, whole)
    assert (resumed.hash, resumed.serials) == (whole.hash, whole.serials), f"seed {seed}\n\n{text}"
