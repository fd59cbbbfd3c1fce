"""The starter that `fleetex new` writes works: whoever begins with it sees every serial through."""

from pathlib import Path

import pytest

from fleetex.library import load_library
from fleetex.plan.judge import judge
from fleetex.plan.timetable import Timetable
from fleetex.scenario import load_text
from fleetex.scenario.starter import new_starter_text
from tests.simulate.lessons import ran


@pytest.mark.parametrize("seed", [1, 2])
def test_every_serial_of_the_starter_completes(tmp_path: Path, seed: int) -> None:
    _, recording = ran(tmp_path, new_starter_text(), seed=seed)
    serials = recording.table("serials")
    states = dict(zip(serials["serial_id"].tolist(), serials["state"].tolist(), strict=True))
    assert states == dict.fromkeys(["COMMEX-1", "MANEX-1", "RAS-1", "GUNEX-1"], "completed")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_a_ship_on_either_side_no_hose_is_thrown_off(tmp_path: Path, seed: int) -> None:
    """Who lies alongside holds her course while the other comes in on the guide's far side, and need not dodge her."""
    _, recording = ran(tmp_path, new_starter_text(), seed=seed)
    fuelled = recording.rows("serials", serial_id="RAS-1")[0]
    assert fuelled["reason"].startswith("2 of 2 ships replenished")
    log = [row["kind"] for row in recording.rows("events", serial_id="RAS-1")]
    assert log.count("alongside") == 2
    assert "rig failed" not in log


def test_the_starter_s_programme_keeps_every_rule() -> None:
    exercise = load_text(new_starter_text())
    assert judge(exercise, load_library(), Timetable.of(exercise)) == ()
