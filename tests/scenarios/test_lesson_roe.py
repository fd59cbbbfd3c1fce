"""Rules of engagement of a surface action: who may not fire first, what tells her that she may, and what it costs."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.models.scenarios import reached
from fleetex.record.reader import Recording
from fleetex.report.models_used import traces
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate.replications import Replications

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-roe.yaml").read_text(encoding="utf-8")
ROE = "orange_roe: hostile act"
DECLARED = TEXT.replace(ROE, "orange_roe: declared hostile")
ALONE = TEXT.replace("circuits: [UMPIRE]", "circuits: []")
ORANGE = ("kestrel", "merlin")


@cache
def exercise(text: str) -> Replications:
    library = load_library()
    return Replications.of(load_text(text, "roe.yaml", library), library)


@cache
def fought(text: str, seed: int = 1) -> Recording:
    return exercise(text).run(seed)


def value(recording: Recording, name: str, subject: str) -> float:
    (found,) = (r["value"] for r in recording.rows("measures") if (r["name"], r["subject"]) == (name, subject))
    return float(found)


def said(recording: Recording, kind: str) -> list[dict[str, Any]]:
    return [row for row in recording.rows("events") if row["kind"] == kind and row["unit_id"] in ORANGE]


@pytest.mark.parametrize("seed", range(1, 6))
def test_who_may_only_answer_fire_holds_it_until_she_knows_of_a_hostile_act(seed: int) -> None:
    run = fought(TEXT, seed)
    launches = [row for row in run.rows("missile_flights") if row["unit_id"] not in ORANGE]
    acts = {row["unit_id"]: row["time_s"] for row in said(run, "hostile act")}
    held = said(run, "hold fire")
    assert acts
    assert held
    assert min(acts.values()) > min(row["time_s"] for row in launches)
    assert all(row["time_s"] < acts[row["unit_id"]] for row in held)
    assert all(row["time_s"] >= acts[row["unit_id"]] for row in said(run, "fires"))


def test_under_a_declaration_nobody_holds_fire_and_the_first_missile_leaves_much_sooner() -> None:
    assert said(fought(DECLARED), "hold fire") == []
    assert said(fought(DECLARED), "hostile act") == []
    sooner_s = value(fought(TEXT), "first_shot", "orange") - value(fought(DECLARED), "first_shot", "orange")
    assert sooner_s > 600.0


def test_the_measures_tell_what_was_held_and_how_soon_fire_was_answered() -> None:
    run = fought(TEXT)
    assert value(run, "held_by_rules", "orange") == len(said(run, "hold fire"))
    begun_s = next(row["time_s"] for row in run.rows("events") if row["kind"] == "hostile act") - value(
        run, "hostile_act", "orange"
    )
    first_s = min(row["time_s"] for row in run.rows("missile_flights") if row["unit_id"] in ORANGE)
    assert value(run, "first_shot", "orange") == pytest.approx(first_s - begun_s)
    answered_s = value(run, "hostile_act", "orange") + value(run, "hostile_act_to_shot", "orange")
    assert answered_s == pytest.approx(value(run, "first_shot", "orange"))
    assert not any(row["name"] == "held_by_rules" for row in fought(DECLARED).rows("measures"))


def test_a_consort_who_is_told_may_fire_and_one_who_is_not_told_waits_until_she_knows_herself() -> None:
    reports = [row["text"] for seed in range(1, 6) for row in said(fought(TEXT, seed), "hostile act")]
    assert any("reports that she is fired on" in text for text in reports)
    mute = [row["text"] for seed in range(1, 6) for row in said(fought(ALONE, seed), "hostile act")]
    assert mute
    assert not any("reports" in text for text in mute)


def test_a_plot_that_holds_no_act_against_the_group_permits_nothing() -> None:
    """With nobody firing, an hour of hostile tracks is held, and no missile leaves."""
    quiet = fought(TEXT.replace(ROE, "orange_roe: hostile act, fire_range: 1 nmi"))
    assert quiet.rows("missile_flights") == []
    assert said(quiet, "hostile act") == []


@pytest.mark.slow
def test_the_wait_costs_ships_over_seeds() -> None:
    out = [
        np.mean([value(fought(text, seed), "out_of_action", "orange") for seed in range(1, 21)])
        for text in (TEXT, DECLARED)
    ]
    assert out[0] > out[1]


def test_the_lesson_reaches_the_models_that_it_is_listed_with() -> None:
    assert frozenset(traces(fought(TEXT))) == reached()["lesson-roe"]


def test_two_groups_that_wait_for_each_other_are_refused_with_what_to_write() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT.replace(ROE, f"{ROE}, blue_roe: hostile act"), "roe.yaml", load_library())
    assert "roe.yaml:" in str(caught.value)
    assert "nobody would" in str(caught.value)
    assert "`salvoes: 0`" in str(caught.value)


def test_rules_that_do_not_exist_are_refused_with_those_that_do() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT.replace(ROE, "orange_roe: hostile intent"), "roe.yaml", load_library())
    assert "declared hostile" in str(caught.value)
    assert "hostile act" in str(caught.value)
