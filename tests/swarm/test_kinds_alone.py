"""Each shipped scenario of one kind, or a lesson's two, over two hundred seeds: no crash, every invariant held, an end
with a reason."""

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from fleetex.record.reader import Recording
from fleetex.simulate.run import run
from tests.swarm.invariants import breaches

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
OTHERS = {"northern-interaction-2023", "lesson-programme", "lesson-cast", "lesson-textbook"}
"""Run elsewhere: those of many kinds, and two more CASEXes, in other water."""
ALONE = sorted({path.stem for path in SCENARIOS.glob("*.yaml")} - OTHERS)
TOUCHED = [("lesson-escort", 14), ("lesson-escort", 128), ("lesson-ras", 31), ("lesson-ras", 87), ("search-asw", 166)]
"""Ships with hardly any way on, or that turned towards each other, once touched here (decisions 45 and 69)."""


def one_run(scenario: str, seed: int) -> ParameterSet:
    """The first seed at each change, and what was mended; the others slow."""
    soon = seed == 1 or (scenario, seed) in TOUCHED
    return pytest.param(scenario, seed, marks=() if soon else (pytest.mark.slow,))


@pytest.mark.parametrize(("scenario", "seed"), [one_run(name, seed) for name in ALONE for seed in range(1, 201)])
def test_a_shipped_scenario_of_one_kind_holds_every_invariant(scenario: str, seed: int, tmp_path: Path) -> None:
    result = run(SCENARIOS / f"{scenario}.yaml", tmp_path / "recording", seed=seed)
    assert breaches(Recording.open(tmp_path / "recording")) == []
    for serial in result.serials:
        assert serial["state"] in ("completed", "aborted")
        assert serial["reason"]
