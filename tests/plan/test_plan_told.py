"""What `fleetex plan` says of a programme: what it breaks and what to write, what was not judged, what nobody needs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fleetex.cli.planning import plan
from fleetex.library import load_library
from fleetex.plan.products import danger_lines, printed
from fleetex.plan.timetable import Timetable
from fleetex.scenario import load
from fleetex.scenario.page_words import SECTIONS
from tests.plan import one_day

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FILE = (
    one_day.HEAD
    + """sides: {blue: {name: joint group}}
units:
  alpha: {class: generic_ddg, nation: AA, side: blue, fuel: 90 %, start: {at: 39-00.0N 133-20.0E}}
  bravo: {class: generic_ffg, nation: BB, side: blue, start: {at: 38-58.0N 133-18.0E}}
  oiler: {class: generic_aor, nation: BB, side: blue, start: {at: 38-54.0N 133-18.0E}}
  tug: {class: generic_tug, nation: BB, side: blue, start: {at: 38-59.0N 134-10.0E}}
  target: {class: generic_surface_target_towed, nation: BB, side: blue, start: {deck: tug}}
circuits: {TG1: {kind: voice, band: VHF, range: 30 nmi}}
serials:
  GUNEX-1:
    kind: GUNEX-S
    within: {to: 201200ZJUL23}
    duration: 2 h
    area: BRAVO
    roles: {firing: [alpha], target: [target], tug: [tug]}
    circuits: [TG1]
  RAS-1:
    kind: RAS-L
    within: {from: 201200ZJUL23}
    duration: 3 h
    area: ALFA
    roles: {delivering: [oiler], receiving: [alpha]}
    circuits: [TG1]
"""
)


def planned(text: str, folder: Path, capsys: pytest.CaptureFixture[str], *, check: bool = False, as_json: bool = False
            ) -> tuple[int, str, str]:  # fmt: skip
    file = folder / "own.yaml"
    file.write_text(text, encoding="utf-8")
    code = 0
    try:
        plan(file, None, (), check=check, timetable_file=None, time_limit_s=60.0, as_json=as_json)
    except SystemExit as left:
        code = int(str(left.code))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_role_that_k19_wants_and_the_file_leaves_empty_is_the_plans_breach_with_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = planned(FILE, tmp_path, capsys)
    assert code == 1
    assert "What was there already" not in out
    assert "This plan breaks rules" in out
    assert "has nobody as `safety`; write `safety: {number: 1}` into its `roles`; these can: bravo, oiler" in out
    code, out, _ = planned(FILE, tmp_path, capsys, as_json=True)
    assert code == 1
    assert json.loads(out)["breaches"][0]["cure"].startswith("write `safety: {number: 1}`")
    cured = FILE.replace("tug: [tug]}", "tug: [tug], safety: {number: 1}}")
    code, out, _ = planned(cured, tmp_path, capsys)
    assert (code, "breaks rules" in out) == (0, False)


def test_what_a_file_places_itself_is_judged_with_who_is_free_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shoot at its own time, and a patrol that keeps the frigate busy meanwhile: the oiler alone is free."""
    fixed = FILE.replace("within: {to: 201200ZJUL23}", "start: 200300ZJUL23\n    oce: alpha").replace(
        "within: {from: 201200ZJUL23}", "start: 201300ZJUL23\n    oce: oiler"
    )
    busy = "  P-1: {kind: PATROL, start: 200300ZJUL23, duration: 2 h, area: ALFA, oce: bravo, roles: {otc: [bravo]}}\n"
    code, out, _ = planned(fixed + busy, tmp_path, capsys, check=True)
    assert code == 1
    assert "write `safety: [oiler]` into its `roles`; these can, and are free: oiler" in out
    code, out, _ = planned(fixed + busy, tmp_path, capsys)
    assert (code, "What was there already breaks rules" in out) == (0, True)  # the planner placed none of it


def test_windows_without_times_are_no_programme_to_judge_and_the_way_to_one_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = planned(FILE, tmp_path, capsys, check=True)
    assert code == 2
    assert "GUNEX-1, RAS-1 have windows and no times" in err
    assert "--check --timetable PLAN/timetable.yaml" in err
    assert err.count("\n") == 1


def test_leads_that_nobody_could_judge_are_said_once_with_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = planned(FILE, tmp_path, capsys)
    (line,) = [line for line in out.splitlines() if line.startswith("K05")]
    assert "is not judged" in line
    assert "`plan: {as_of: 130000ZJUL23}`" in line
    for silent in (f"{FILE}plan: {{as_of: 010000ZJUL23}}\n", f"{FILE}plan: {{rules: {{K05: {{apply: off}}}}}}\n"):
        assert "K05" not in planned(silent, tmp_path, capsys)[1]


def test_fuel_that_nobody_needs_is_remarked_on_and_passed_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = planned(FILE, tmp_path, capsys)
    (line,) = [line for line in out.splitlines() if "RAS-1 is a drill" in line]
    assert "RAS-1" in out.splitlines()[3]
    assert "alpha with 8" in line
    thirsty = FILE.replace("fuel: 90 %", "fuel: 32 %").replace("from: 201200ZJUL23", "from: 200300ZJUL23")
    _, out, _ = planned(f"{thirsty}plan: {{as_of: 010000ZJUL23}}\n", tmp_path, capsys)
    assert "is a drill" not in out
    assert "RAS-1" in out


def test_a_ship_that_the_file_sends_through_a_range_is_told_with_the_chance_of_others() -> None:
    library = load_library()
    reference = load(SCENARIOS / "northern-interaction-2023.yaml", library)
    made = printed(reference, Timetable.of(reference), library)
    lines = danger_lines(made)
    sent = [line.split(":")[0] for line in lines if "sails through it (K17)" in line]
    sails = [line for line in lines if "sails through danger area" in line]
    assert sent == ["D2 GUNEX-S-1"]
    both = replace(made, sent_through={"GUNEX-S-1": ("gremyashchiy", "panteleyev")})
    assert both.chance("GUNEX-S-1").endswith(" sail through it (K17)")
    assert len(sails) == 1
    assert all(line.startswith("K17 GUNEX-S-1: ") for line in sails)
    assert all(
        "chance that background traffic fouls the range" in line
        for line in lines
        if " GUNEX-" in line and line[0] == "D"
    )


def test_every_table_of_the_scenarios_page_has_a_heading() -> None:
    from fleetex.scenario.describe import page

    assert SECTIONS
    text = page()
    assert "****" not in text
    assert "**`serials`, one with `within`**" in text
