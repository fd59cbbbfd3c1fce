"""Programmes that ask for what cannot be, or are written as few write them: told at a place in the file, or planned."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fleetex.cli.main import app
from fleetex.library import Library, load_library
from fleetex.plan.asking import Asking, Work
from fleetex.plan.cures import Clashing
from fleetex.plan.cures_of_serials import of_fuel
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.pinning import placed_by
from fleetex.plan.reasons import HARD
from fleetex.plan.solve import solve
from fleetex.scenario import load_text
from fleetex.scenario.placing import pinned_text
from fleetex.scenario.problems import ScenarioError
from fleetex.scenario.reading import read_text

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "lesson-programme.yaml"
OPEN = pinned_text(SCENARIO.read_text(encoding="utf-8"), {})
"""The lesson without its pinned timetable."""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def changed(*pairs: tuple[str, str]) -> str:
    text = OPEN
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


WANTED = "{number: 2, able: [gun], of: [AA, BB]}"
MARGIN = "    K02: {margin: 20 min}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (WANTED, "{number: 0}", "firing.number: found `0`; 1 at least"),
        (WANTED, "{number: 1, names: [alpha, bravo, charlie]}", "firing.number: found `1`; 3 at least: as many as"),
        ("safety: {number: 1,", "safety: {number: 2,", "safety.number: found `2`; 1 at most"),
        ("to: 211000ZJUL23}", "to: 211000ZJUL23, near: 010000ZJAN23}", "near: found `010000ZJAN23`; outside"),
        (MARGIN, "    K19: {roles: {GUNEX-S: [safty]}}\n", "found `safty`; no role of kind GUNEX-S"),
        (MARGIN, "    K19: {roles: {GUNEX: [safety]}}\n", "K19.roles.GUNEX: found `GUNEX`; no serial kind"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_placed(old: str, new: str, said: str) -> None:
    with pytest.raises(ScenarioError) as failure:
        load_text(changed((old, new)), "exercise.yaml", open_serials=True)
    assert said in str(failure.value)


def test_a_rule_about_what_units_can_do_that_is_off_leaves_no_role_empty(library: Library) -> None:
    exercise = load_text(changed((MARGIN, "    K20: {apply: off}\n")), open_serials=True)
    table = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert table is not None
    assert len(table["GUNEX-S-1"].roles["firing"]) == 2


ALONGSIDE = (
    "    within: {}\n    areas: [NORTH, MIDDLE, SOUTH]",
    "    within: {to: 200540ZJUL23}\n    concurrent: true\n    areas: [NORTH, MIDDLE, SOUTH]",
)


def test_a_serial_that_leaves_its_ships_free_is_held_beside_another(library: Library) -> None:
    text = changed(ALONGSIDE, ("{number: 1, among: [alpha, charlie]}", "[alpha]"), ("    optional: true\n", ""))
    exercise = load_text(text, open_serials=True)
    table = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert table is not None
    patrol, formation = table["PATROL-1"], table["MANEX-1"]
    assert patrol.start_utc < formation.end_utc
    assert formation.start_utc < patrol.end_utc
    assert set(placed_by(exercise, table, library).serials) == set(exercise.programme)


def test_what_a_kind_refuses_once_all_is_placed_is_told_at_a_line_that_the_file_has(library: Library) -> None:
    exercise = load_text(OPEN, "exercise.yaml", open_serials=True)
    table = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert table is not None
    roles = {**table["GUNEX-S-1"].roles, "firing": ("bravo", "oiler")}
    placed = [replace(one, roles=roles) if one.serial == "GUNEX-S-1" else one for one in table.placed]
    lines = OPEN.splitlines()
    with pytest.raises(ScenarioError) as failure:
        placed_by(exercise, replace(table, placed=tuple(placed)), library)
    for problem in failure.value.problems:
        role = problem.where.removeprefix("serials.GUNEX-S-1.roles.").split(".")[0]
        assert lines[problem.line - 1].strip().startswith(f"{role}:")


@pytest.mark.parametrize(
    "text",
    [json.dumps(read_text(OPEN, "exercise").root.plain()), OPEN + "...\n", OPEN.replace("\nserials:", '\n"serials":')],
    ids=["JSON", "a mark of the end", "quoted keys"],
)
def test_an_exercise_in_any_form_of_yaml_is_planned(text: str, tmp_path: Path) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(app, ["plan", str(path), "-o", str(tmp_path / "plan")])
    assert found.exit_code == 0, found.output
    table = tmp_path / "plan" / "timetable.yaml"
    assert CliRunner().invoke(app, ["plan", str(path), "--check", "--timetable", str(table)]).exit_code == 0


def test_a_replenishment_is_put_in_while_nothing_is_asked_about_who_can_what(library: Library) -> None:
    exercise = load_text(changed(("fuel: 60 %", "fuel: 30 %")), open_serials=True)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    asking = Asking(facts, jobs, Work(60.0), [rule for rule in HARD if rule != "K10"])
    core = tuple(job for job in jobs if job.name == "MANEX-1")
    told = [cure.text for cure in of_fuel(Clashing(asking, core, ("K10",)))]
    assert any(text.startswith("delta is replenished in another RAS-L of 3 h") for text in told), told
