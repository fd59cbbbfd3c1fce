"""The raid that is timed is one that can be run."""

from pathlib import Path

from benchmarks.raid import ATTACKERS, DEFENDERS, raid
from fleetex.library import load_library
from fleetex.scenario import load


def test_the_raid_is_a_scenario_without_a_mistake_and_has_a_hundred_missiles(tmp_path: Path) -> None:
    file = tmp_path / "raid.yaml"
    file.write_text(raid())
    library = load_library()
    exercise = load(file, library)
    rounds = sum(
        mount.rounds for unit in exercise.units.values() for mount in library.platforms[unit.class_id].surface_missiles
    )
    assert len(exercise.units) == ATTACKERS + DEFENDERS
    assert rounds == 104
