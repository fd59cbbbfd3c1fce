"""A run without a folder is the run with that seed, bit for bit, whatever ran before it."""

import gc
from pathlib import Path

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.scenario import load
from fleetex.simulate import Replications
from tests.simulate.lessons import SCENARIOS, lesson, ran


def recordings_held() -> int:
    gc.collect()
    return sum(type(found) is Recording for found in gc.get_objects())


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


def test_runs_one_after_the_other_hold_no_more_than_the_last() -> None:
    library = load_library()
    replications = Replications.of(load(SCENARIOS / "lesson-gunnery.yaml", library), library)
    replications.run(1)
    held = recordings_held()
    for seed in range(2, 7):
        replications.run(seed)
    assert recordings_held() <= held
