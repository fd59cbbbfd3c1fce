"""A gun at a target ashore: fire is walked onto it by an eye that errs, and only then fired for effect."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-shore.yaml").read_text(encoding="utf-8")
NEARER = TEXT.replace("range: 7 nmi", "range: 4 nmi")
BRACKET = TEXT.replace("      salvoes: 4\n", "      salvoes: 4\n      spotting: bracket\n")


@cache
def fired(text: str, seed: int = 1) -> Recording:
    library = load_library()
    return Replications.of(load_text(text, "shore.yaml", library), library).run(seed)


def value(recording: Recording, name: str) -> float:
    return next(row["value"] for row in recording.rows("measures") if row["name"] == name and not row["subject"])


def mean_of(text: str, name: str, seeds: range) -> float:
    return float(np.mean([value(fired(text, seed), name) for seed in seeds]))


def test_she_adjusts_with_single_rounds_then_fires_for_effect_and_each_round_leaves_her_magazine() -> None:
    run = fired(TEXT)
    (serial,) = run.rows("serials")
    assert serial["state"] == "completed"
    shots = sorted(run.rows("shots"), key=lambda row: row["time_s"])
    salvoes: dict[str, int] = {}
    for row in shots:
        salvoes[row["salvo"]] = salvoes.get(row["salvo"], 0) + 1
    sizes = list(salvoes.values())
    assert sizes[-4:] == [4, 4, 4, 4]
    assert set(sizes[:-4]) == {1}
    assert value(run, "rounds_to_adjust") == len(sizes) - 4
    left = [row["rounds"] for row in run.rows("magazines") if row["unit_id"] == "frigate"]
    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] == len(shots) - sizes[0]


def test_nobody_fires_where_the_target_cannot_be_seen() -> None:
    run = fired(TEXT.replace("visibility: 10 nmi", "visibility: 4 nmi"))
    assert run.rows("shots") == []
    (serial,) = run.rows("serials")
    assert (serial["state"], serial["reason"]) == ("aborted", "visibility of 4.0 nmi is below the limit of 5.0 nmi")


@pytest.mark.parametrize(
    "seeds", [range(1, 9), pytest.param(range(1, 41), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_from_nearer_more_rounds_hit_and_a_bracket_takes_more_to_adjust(seeds: range) -> None:
    assert mean_of(NEARER, "hits", seeds) > mean_of(TEXT, "hits", seeds)
    assert mean_of(BRACKET, "rounds_to_adjust", seeds) > mean_of(TEXT, "rounds_to_adjust", seeds)
