"""Random legal exercises under invariants: whatever the seed, physics, doctrine and the log hold together.

A failure prints the seed and the exercise; `exercise_of(seed)` gives it again.
"""

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from fleetex.record.reader import Recording
from fleetex.simulate import RunResult
from tests.swarm.exercises import exercise_of
from tests.swarm.invariants import breaches
from tests.swarm.voyages import cut_and_resumed, sailed

ASHORE = "a ship on a steered course, or making for a station, does not look at the chart: only routes go round land"
TURNED_OFF = "an oiler turns off for the ship that she is about to call alongside"
KNOWN = dict.fromkeys((4, 34, 99, 103, 126), ASHORE) | {92: TURNED_OFF}
"""Seeds that break an invariant, and why; taken out when it is mended."""


def seeds(numbers: range) -> list[ParameterSet]:
    return [
        pytest.param(seed, marks=pytest.mark.xfail(reason=KNOWN[seed], strict=True) if seed in KNOWN else ())
        for seed in numbers
    ]


FEW = seeds(range(8))
MANY = seeds(range(8, 130))


def fail(seed: int, text: str, what: str) -> None:
    pytest.fail(f"seed {seed}: {what}\n\n{text}", pytrace=False)


def must_hold(seed: int, folder: Path, text: str) -> tuple[RunResult, Recording]:
    """Run an exercise and look for breaches."""
    try:
        result, recording = sailed(folder, text)
    except Exception as error:
        error.add_note(f"seed {seed}\n\n{text}")
        raise
    found = breaches(recording)
    if found:
        fail(seed, text, "\n  " + "\n  ".join(found))
    return result, recording


def must_repeat(seed: int, folder: Path, text: str, whole: RunResult) -> None:
    """A second run, and one that is cut and resumed, end in the same hash."""
    again, _ = sailed(folder / "again", text)
    if again.hash != whole.hash:
        fail(seed, text, f"a second run in this process is another: {again.hash}, was {whole.hash}")
    steps = whole.counts["rings"]  # each is a step of its own; events from the kernel come several to a step
    resumed = cut_and_resumed(folder / "cut", text, max(2, (seed * 37 % 80 + 10) * steps // 100))
    if resumed.hash != whole.hash or resumed.serials != whole.serials:
        fail(seed, text, f"cut and resumed it is another: {resumed.hash}, was {whole.hash}")


@pytest.mark.parametrize("seed", FEW)
def test_a_random_exercise_holds_every_invariant_and_repeats_itself(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed)
    whole, _ = must_hold(seed, tmp_path / "whole", text)
    must_repeat(seed, tmp_path, text, whole)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_many_random_exercises_hold_every_invariant_and_repeat_themselves(seed: int, tmp_path: Path) -> None:
    text = exercise_of(seed)
    whole, _ = must_hold(seed, tmp_path / "whole", text)
    must_repeat(seed, tmp_path, text, whole)


def test_a_seed_is_the_same_exercise_each_time_and_another_seed_another() -> None:
    assert exercise_of(3) == exercise_of(3)
    assert exercise_of(3) != exercise_of(4)
