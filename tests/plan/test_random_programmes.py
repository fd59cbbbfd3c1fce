"""Programmes made by chance: every timetable passes the judge, and what cannot be is told by the serials that clash."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fleetex.cli.main import app
from fleetex.library import Library, load_library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job, jobs_of
from fleetex.plan.judge import inside_windows, judge
from fleetex.plan.model import Programme
from fleetex.plan.price import least, prices
from fleetex.plan.reasons import WhyNot, why_not
from fleetex.plan.search import FOUND, new_solver
from fleetex.plan.solve import solve
from fleetex.scenario import Exercise, load_text
from tests.plan.made_programmes import PLANTED, planted, programme


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def faults(exercise: Exercise, library: Library) -> list[str]:
    """Of a timetable every breach, and what its price is not; of none, what its reasons lack."""
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    found = solve(facts, jobs)
    if found.timetable is None:
        unproven = [] if found.proven else ["nothing is found, and nothing proven"]
        return [*unproven, *not_needed(facts, jobs, why_not(facts, jobs))]
    table = found.timetable
    wrong = [str(one) for one in (*judge(exercise, library, table), *inside_windows(exercise, table))]
    if {one.serial for one in table.placed} | set(found.dropped) != {job.name for job in jobs}:
        wrong.append("a serial is neither placed nor left out")
    by_name = {job.name: job for job in jobs}
    wrong += [f"{name} is left out and not optional" for name in found.dropped if not by_name[name].optional]
    settled = {one.serial: by_name[one.serial].settled(exercise, one) for one in table.placed}
    if (price := prices(facts, jobs, settled)) != table.penalties:
        wrong.append(f"it costs {price}, and the solver says {table.penalties}")
    if not least(facts, jobs) <= table.bound <= table.objective:
        wrong.append(f"{least(facts, jobs)} <= {table.bound} <= {table.objective} does not hold")
    return wrong


def not_needed(facts: Facts, jobs: tuple[Job, ...], why: WhyNot) -> list[str]:
    """With any one of the serials that clash left out, the others of them can be held; all have a sentence."""
    wrong = [] if why.proven and why.serials and why.rules else [f"{why} is no whole reason"]
    for name in why.serials:
        if not any(name in sentence for sentence in why.sentences):
            wrong.append(f"no sentence is about {name}")
    core = [job for job in jobs if job.name in why.serials]
    for left_out in core:
        rest = Programme(facts, [job for job in core if job is not left_out], feasible_only=True, whole=jobs)
        if new_solver(5.0, 60.0).solve(rest.model) not in FOUND:
            wrong.append(f"{left_out.name} is named, and without it the others clash as well")
    return wrong


@pytest.mark.parametrize("seed", range(12))
def test_a_timetable_passes_the_judge_or_the_fewest_that_clash_are_named(seed: int, library: Library) -> None:
    assert faults(load_text(programme(seed), open_serials=True), library) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 120))
def test_many_timetables_pass_the_judge(seed: int, library: Library) -> None:
    assert faults(load_text(programme(seed), open_serials=True), library) == []


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_clash_is_the_whole_of_the_reason(rule: str, library: Library) -> None:
    clash = planted(rule)
    for seed in (0, 3, 8):
        exercise = load_text(programme(seed, clash), open_serials=True)
        facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
        found = solve(facts, jobs)
        assert found.timetable is None
        assert found.proven
        why = why_not(facts, jobs)
        assert why.serials == clash.serials
        assert clash.rule in why.rules
        assert any(clash.rule in sentence for sentence in why.sentences)


def test_the_command_tells_a_planted_clash_and_leaves_with_3(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(programme(0, planted("K02")), encoding="utf-8")
    found = CliRunner().invoke(app, ["plan", str(path), "--json"])
    assert found.exit_code == 3
    said = json.loads(found.stdout)
    assert said["status"] == "infeasible"
    assert said["serials"] == ["X-1", "X-2"]
    assert said["rules"] == ["K02"]
    assert any("delta needs" in sentence for sentence in said["sentences"])
