"""A run without a folder is the run with that seed, bit for bit, whatever ran before it."""

import gc
from pathlib import Path

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.scenario import load
from fleetex.simulate import Replications, run
from tests.simulate.lessons import SCENARIOS, lesson, ran

BOATS = """
traffic:
  fishing:
    BOATS: {area: WATERS, boats: 9, class: generic_fishing_vessel, speed: [1 kn, 4 kn], ais: on}
"""


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


def test_replications_with_traffic_and_missiles_are_runs_too(tmp_path: Path) -> None:
    library, file = load_library(), tmp_path / "busy.yaml"
    file.write_text((SCENARIOS / "duel-surface.yaml").read_text(encoding="utf-8") + BOATS, encoding="utf-8")
    replications = Replications.of(load(file, library), library)
    for seed in (3, 1, 3):  # another voyage of each merchant, another fate of each missile
        whole = run(file, tmp_path / "run", seed=seed, overwrite=True)
        again = replications.run(seed)
        assert again.content_hash() == whole.hash
        assert again.rows("traffic")
        assert again.rows("missile_flights")


def test_runs_one_after_the_other_hold_no_more_than_the_last() -> None:
    library = load_library()
    replications = Replications.of(load(SCENARIOS / "lesson-gunnery.yaml", library), library)
    replications.run(1)
    held = recordings_held()
    for seed in range(2, 7):
        replications.run(seed)
    assert recordings_held() <= held
