"""Each shipped scenario of one kind over two hundred seeds: no crash, every invariant held, an end with a reason."""

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from fleetex.record.reader import Recording
from fleetex.simulate.run import run
from tests.swarm.invariants import breaches

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
OTHERS = {"northern-interaction-2023", "lesson-programme", "lesson-cast", "lesson-textbook", "lesson-ras"}
"""Run elsewhere: those of many kinds, two more CASEXes, in other water, and a MANEX with a RAS-L, whose two
ships touch about the rendezvous in seeds 31 and 38 of forty (decision 45)."""
ALONE = sorted({path.stem for path in SCENARIOS.glob("*.yaml")} - OTHERS)
TOUCHED = [("lesson-escort", seed) for seed in (14, 128)]
"""Merchants with hardly any way on once touched as their convoy formed up (decision 45)."""

KNOWN = {("search-asw", 166): "two hunters hold one slow target at three metres a second, and touch (decision 45)"}
"""Seeds of two hundred that break an invariant, and why; taken out when it is mended."""


def one_run(scenario: str, seed: int) -> ParameterSet:
    """The first seed at each change, and what was mended; the others slow, one that is known to break strictly so."""
    soon = seed == 1 or (scenario, seed) in TOUCHED
    known = KNOWN.get((scenario, seed))
    broken = () if known is None else (pytest.mark.xfail(reason=known, strict=True),)
    return pytest.param(scenario, seed, marks=(*broken, *(() if soon else (pytest.mark.slow,))))


@pytest.mark.parametrize(("scenario", "seed"), [one_run(name, seed) for name in ALONE for seed in range(1, 201)])
def test_a_shipped_scenario_of_one_kind_holds_every_invariant(scenario: str, seed: int, tmp_path: Path) -> None:
    result = run(SCENARIOS / f"{scenario}.yaml", tmp_path / "recording", seed=seed)
    assert breaches(Recording.open(tmp_path / "recording")) == []
    for serial in result.serials:
        assert serial["state"] in ("completed", "aborted")
        assert serial["reason"]
