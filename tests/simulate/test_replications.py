"""A run without a folder is the run with that seed, bit for bit, whatever ran before it."""

from pathlib import Path

from fleetex.library import load_library
from fleetex.scenario import load
from fleetex.simulate import Replications
from tests.simulate.lessons import SCENARIOS, lesson, ran


def test_replications_are_runs_in_any_order(tmp_path: Path) -> None:
    for name in ("gunnery", "ras"):
        library = load_library()
        replications = Replications.of(load(SCENARIOS / f"lesson-{name}.yaml", library), library)
        hashes = {seed: ran(tmp_path / name / str(seed), lesson(name), seed=seed)[0].hash for seed in (1, 2)}
        assert len(set(hashes.values())) == 2
        for seed in (2, 1, 2):
            recording = replications.run(seed)
            assert recording.content_hash() == hashes[seed]
            assert recording.header["seed"] == seed
