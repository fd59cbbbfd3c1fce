"""Random legal exercises under invariants: whatever the seed, physics, doctrine and the log hold together.

A failure prints the seed and the exercise; `exercise_of(seed)` gives it again.
"""

from pathlib import Path

import pytest

from fleetex.simulate import RunResult
from tests.swarm.exercises import exercise_of
from tests.swarm.invariants import breaches
from tests.swarm.voyages import cut_and_resumed, sailed

TOUCHED = (196, 359, 406, 523, 695, 814, 1075)
"""Some further seeds whose ships once touched: wheeling, creeping, turning across who lay alongside (decision 69)."""


def whole_run(seed: int, folder: Path, text: str) -> tuple[RunResult, list[str]]:
    """Run an exercise; how it went, and the invariants that it breaks."""
    try:
        result, recording = sailed(folder, text)
    except Exception as error:
        error.add_note(f"seed {seed}\n\n{text}")
        raise
    return result, breaches(recording)


def resumed_run(seed: int, folder: Path, text: str, whole: RunResult) -> RunResult:
    """The same exercise cut short at a step that the seed picks, and resumed."""
    steps = whole.counts["rings"]  # each is a step of its own; events from the kernel come several to a step
    return cut_and_resumed(folder, text, max(2, (seed * 37 % 80 + 10) * steps // 100))


@pytest.mark.parametrize("seed", [*range(8), 92, *TOUCHED])
def test_a_random_exercise_holds_every_invariant(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed)
    _, found = whole_run(seed, tmp_path, text)
    assert found == [], f"seed {seed}\n\n{text}"


@pytest.mark.parametrize("seed", range(4))
def test_a_random_search_and_rescue_holds_every_invariant(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed, ("SAREX",))
    _, found = whole_run(seed, tmp_path, text)
    assert found == [], f"seed {seed}\n\n{text}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 200))
def test_many_random_searches_and_rescues_hold_every_invariant(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed, ("SAREX",))
    _, found = whole_run(seed, tmp_path, text)
    assert found == [], f"seed {seed}\n\n{text}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8, 130))
def test_many_random_exercises_hold_every_invariant(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed)
    _, found = whole_run(seed, tmp_path, text)
    assert found == [], f"seed {seed}\n\n{text}"


@pytest.mark.parametrize("seed", range(8))
def test_a_random_exercise_repeats_itself_whole_and_cut(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed)
    whole, _ = whole_run(seed, tmp_path / "whole", text)
    again, _ = whole_run(seed, tmp_path / "again", text)
    resumed = resumed_run(seed, tmp_path / "cut", text, whole)
    assert again.hash == whole.hash, f"seed {seed}: a second run is another\n\n{text}"
    assert (resumed.hash, resumed.serials) == (whole.hash, whole.serials), f"seed {seed}: cut and resumed\n\n{text}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8, 130))
def test_many_random_exercises_repeat_themselves_whole_and_cut(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed)
    whole, _ = whole_run(seed, tmp_path / "whole", text)
    again, _ = whole_run(seed, tmp_path / "again", text)
    resumed = resumed_run(seed, tmp_path / "cut", text, whole)
    assert again.hash == whole.hash, f"seed {seed}: a second run is another\n\n{text}"
    assert (resumed.hash, resumed.serials) == (whole.hash, whole.serials), f"seed {seed}: cut and resumed\n\n{text}"


def test_a_seed_is_the_same_exercise_each_time_and_another_seed_another() -> None:
    assert exercise_of(3) == exercise_of(3)
    assert exercise_of(3) != exercise_of(4)
