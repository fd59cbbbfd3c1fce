"""How far sonars reach, as a run records it, agrees with the looks that the run made."""

from pathlib import Path

import numpy as np
import pytest

from fleetex import simulate
from fleetex.record.reader import Recording
from fleetex.simulate.sonar_reach import ASPECTS_DEG, EVERY_S

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NEAR_S = 20.0
SLACK_M = 450.0
"""What two ships may have closed or opened meanwhile, and the fineness of the halving."""


@pytest.fixture(scope="module")
def duel(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("duel") / "run"
    simulate.run(SCENARIOS / "duel-asw.yaml", folder)
    return Recording.open(folder)


def test_within_the_reach_a_look_has_more_than_an_even_chance_and_beyond_it_less(duel: Recording) -> None:
    compared = {True: 0, False: 0}
    budgets = duel.table("budgets")
    for reach in duel.rows("sonar_reach"):
        ranges = [reach[f"reach_{aspect:02d}_m"] for aspect in ASPECTS_DEG]
        near = np.abs(budgets["time_s"] - reach["time_s"]) < NEAR_S
        for column in ("unit_id", "sensor_id", "target_id"):
            near &= budgets[column] == reach[column]
        for range_m, prob in zip(budgets["range_m"][near], budgets["prob"][near], strict=True):
            if range_m < min(ranges) - SLACK_M:
                assert prob > 0.5
                compared[True] += 1
            if range_m > max(ranges) + SLACK_M:
                assert prob < 0.5
                compared[False] += 1
    assert min(compared.values()) > 2, compared


def test_an_echo_reaches_farthest_from_abeam_and_noise_as_far_from_any_side(duel: Recording) -> None:
    kinds = {row["sensor_id"]: row["kind"] for row in duel.rows("sensors")}
    seen = set()
    for row in duel.rows("sonar_reach"):
        assert row["time_s"] % EVERY_S == 0.0
        kind = kinds[row["sensor_id"]]
        seen.add(kind)
        if kind == "active sonar":
            assert row["reach_00_m"] < row["reach_90_m"]
        else:
            assert row["reach_00_m"] == row["reach_45_m"] == row["reach_90_m"]
    assert seen == {"active sonar", "passive sonar"}


def test_nobody_in_a_run_without_submarines_or_sonars_has_any(tmp_path: Path) -> None:
    simulate.run(SCENARIOS / "lesson-ras.yaml", tmp_path / "run")
    assert Recording.open(tmp_path / "run").rows("sonar_reach") == []
