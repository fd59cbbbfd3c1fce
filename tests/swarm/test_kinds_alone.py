"""Each shipped scenario of one kind over two hundred seeds: no crash, every invariant held, an end with a reason."""

from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.simulate.run import run
from tests.swarm.invariants import breaches

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
OTHERS = {"northern-interaction-2023", "lesson-programme", "lesson-cast", "lesson-textbook"}
"""Run elsewhere: those of many kinds, and two more CASEXes, in other water."""
ALONE = sorted({path.stem for path in SCENARIOS.glob("*.yaml")} - OTHERS)
SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 201))]


@pytest.mark.parametrize("scenario", ALONE)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_shipped_scenario_of_one_kind_holds_every_invariant(scenario: str, seed: int, tmp_path: Path) -> None:
    result = run(SCENARIOS / f"{scenario}.yaml", tmp_path / "recording", seed=seed)
    assert breaches(Recording.open(tmp_path / "recording")) == []
    for serial in result.serials:
        assert serial["state"] in ("completed", "aborted")
        assert serial["reason"]
