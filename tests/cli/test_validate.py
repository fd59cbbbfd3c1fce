"""`fleetex validate`: a line a quantity, JSON, and what its exit code says."""

import json
from pathlib import Path

import pytest

from tests.cli.command import typed

HEAD = "case,quantity,expected,unit,tolerance,tol_kind,in_h1_m,in_h2_m,source,source_kind"


def table(tmp_path: Path, *lines: str) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "radar.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("expected", "unit", "code", "status"),
    [("36.9", "km", 0, "met"), ("50", "km", 1, "short"), ("36.9", "miles", 2, None)],
)
def test_the_exit_code_says_met_short_or_a_wrong_line(
    tmp_path: Path, expected: str, unit: str, code: int, status: str | None
) -> None:
    folder = table(tmp_path, f"H-1,horizon_range,{expected},{unit},0.1,abs,20,20,ours,document")
    ran = typed("validate", "--data", folder, "--json", cwd=tmp_path)
    assert ran.returncode == code
    told = json.loads(ran.stdout)
    assert [one["status"] for one in told["quantities"]] == ([status] if status else [])
    assert ("radar.csv:2: found unit 'miles'" in ran.stderr) == (code == 2)


def test_json_tells_of_each_quantity_what_was_asked_for(tmp_path: Path) -> None:
    folder = table(
        tmp_path,
        "H-1,horizon_range,36.9,km,0.1,abs,20,20,ours,document",
        "H-2,gamma_rain,1,dB/km,0.1,rel,,,theirs,ref-run",
    )
    quantities = json.loads(typed("validate", "--data", folder, "--json", cwd=tmp_path).stdout)["quantities"]
    met, missing = quantities
    assert (met["quantity"], met["topic"], met["cases"], met["met"]) == ("horizon_range", "radar", 1, 1)
    assert met["source_kinds"] == {"document": 1}
    assert 0.0 <= met["worst"] <= 1.0
    assert (missing["status"], missing["cases"], missing["met"], missing["worst"]) == ("not modelled", 1, 0, None)


def test_a_model_of_another_name_is_answered_with_those_there_are(tmp_path: Path) -> None:
    ran = typed("validate", "--model", "radar", cwd=tmp_path)
    assert ran.returncode == 2
    assert "no model 'radar'; they are: " in ran.stderr
    assert " absorption, " in ran.stderr
    assert "radar equation" in ran.stderr


def test_the_table_names_what_falls_short_and_what_is_not_modelled(tmp_path: Path) -> None:
    folder = table(
        tmp_path,
        "H-1,horizon_range,50,km,0.1,abs,20,20,ours,document",
        "H-2,gamma_rain,1,dB/km,0.1,rel,,,theirs,ref-run",
    )
    ran = typed("validate", "--data", folder, cwd=tmp_path)
    assert "short: horizon_range, H-1: 36.8" in ran.stdout
    assert "not modelled:\n  radar: gamma_rain" in ran.stdout
    assert ran.stdout.endswith("0 of 1 published values are met. Quantities modelled: 1, not modelled: 1.\n")
