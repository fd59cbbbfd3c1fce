"""Two exercises under the same chances: pairs by seed, and what they tell."""

import json
from pathlib import Path

import pyarrow.parquet
import pytest

from fleetex.study.analyse.answer import Answer
from fleetex.study.analyse.differences import differences_of
from fleetex.study.analyse.summaries import measure_summaries, state_summaries
from fleetex.study.errors import StudyError
from fleetex.study.outcome import MeasureOutcome, Outcome, SerialOutcome
from tests.cli.command import typed
from tests.study.conftest import LESSON


def answered(hits: dict[int, float | None], aborted: tuple[int, ...] = ()) -> Answer:
    """A study of one serial with so many hits for each seed."""
    outcomes = tuple(
        Outcome(
            seed,
            (SerialOutcome("G-1", "GUNEX-S", "aborted" if seed in aborted else "completed", "done", 0.0, 1.0),),
            (MeasureOutcome("G-1", "hits", "", "m", value), MeasureOutcome("G-1", "gap", "", "%", 50.0)),
        )
        for seed, value in hits.items()
    )
    states, measures = tuple(state_summaries(outcomes)), tuple(measure_summaries(outcomes))
    return Answer(Path("none"), {}, tuple(hits), outcomes, states, measures)


def test_pairs_are_of_one_seed_and_need_both_values() -> None:
    ours = answered({1: 5.0, 2: 9.0, 3: 1.0, 4: None, 9: 80.0}, aborted=(3,))
    theirs = answered({4: 1.0, 3: 2.0, 2: 6.0, 1: 1.0, 7: 0.0})
    found = differences_of(ours, theirs)
    assert found.seeds == (1, 2, 3, 4)
    by_name = {m.name: m for m in found.measures}
    assert by_name["hits"].values == (4.0, 3.0, -1.0)
    assert (by_name["hits"].runs, by_name["hits"].n, by_name["hits"].missing) == (4, 3, 1)
    assert (by_name["hits"].seed_min, by_name["hits"].seed_max) == (3, 1)
    assert by_name["completed"].values == (0.0, 0.0, -1.0, 0.0)
    assert found.clear == []


def test_what_varies_from_seed_to_seed_falls_out_of_the_difference() -> None:
    wide = {seed: float(seed * 100) for seed in range(1, 21)}
    found = differences_of(answered({s: v + 2.0 + s % 2 for s, v in wide.items()}), answered(dict(wide)))
    assert [m.name for m in found.clear] == ["hits"]
    spread = found.clear[0].spread
    assert spread is not None
    assert (spread.mean, spread.interval) == (2.5, "t")
    assert spread.high - spread.low < 1.0


def test_differences_of_nought_and_one_are_no_share_and_per_cents_are_not_cut() -> None:
    found = differences_of(answered({1: 1.0, 2: 0.0, 3: 1.0}), answered({1: 0.0, 2: 0.0, 3: 0.0}))
    spreads = {m.name: m.spread for m in found.measures}
    assert spreads["hits"] is not None
    assert spreads["hits"].interval == "t"
    assert spreads["hits"].low < 0.0


def test_without_a_common_seed_there_is_nothing_to_compare() -> None:
    with pytest.raises(StudyError, match="no seed in common"):
        differences_of(answered({1: 1.0}), answered({2: 1.0}))


@pytest.mark.slow
def test_a_rougher_sea_is_compared_seed_by_seed(tmp_path: Path) -> None:
    (tmp_path / "rough.yaml").write_text(LESSON.read_text("utf-8").replace("sea_state: 2", "sea_state: 4"))
    asked = ("study", "rough.yaml", "--against", LESSON, "--seeds", "1..4", "-o", "rough", "--workers", "1", "--json")
    ran = typed(*asked, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["made"], told["against"]["made"]) == (4, 4)
    assert told["scenario_hash"] != told["against"]["scenario_hash"]
    means = [
        {(m["serial_id"], m["measure"], m["subject"]): m["mean"] for m in t["measures"]}
        for t in (told, told["against"])
    ]
    for row in pyarrow.parquet.read_table(tmp_path / "rough" / "differences.parquet").to_pylist():
        key = (row["serial_id"], row["measure"], row["subject"])
        if row["n"] == 4 and row["measure"] != "completed":
            assert row["mean"] == pytest.approx(means[0][key] - means[1][key], abs=1e-6)
    page = (tmp_path / "rough" / "differences.html").read_text("utf-8")
    assert "rough.yaml, less lesson-gunnery.yaml" in page
    assert (tmp_path / "rough" / "against" / "study.html").exists()


def test_an_unsound_other_exercise_is_told_before_any_run(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("fleetex: 1\n")
    ran = typed("study", LESSON, "--against", "bad.yaml", "--seeds", "1..4", "-o", "out", cwd=tmp_path)
    assert ran.returncode == 2
    assert "bad.yaml" in ran.stderr
    assert not (tmp_path / "out").exists()
