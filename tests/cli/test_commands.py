"""Each command on a sound exercise: the starter that `fleetex new` writes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fleetex import __version__
from tests.cli.command import Command, run_fleetex, typed

ROOT = Path(__file__).resolve().parents[2]


def answer(folder: Path, *args: str | Path) -> Any:
    ran = typed(*args, cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_version_is_the_packages(fleetex: Command) -> None:
    assert fleetex("--version").stdout == f"fleetex {__version__}\n"


def test_help_names_every_command_and_the_boundary(fleetex: Command) -> None:
    ran = fleetex("--help")
    assert ran.returncode == 0
    for command in ("new", "schema", "check", "run", "hash", "sql", "report"):
        assert re.search(rf"^  {command} ", ran.stdout, re.M)
    assert "not a range-safety product" in " ".join(ran.stdout.split())


@pytest.mark.parametrize("command", ["new", "schema", "check", "run", "hash", "sql", "report"])
def test_every_command_explains_itself(here: Command, command: str) -> None:
    for option in ("--help", "-h"):
        ran = here(command, option)
        assert ran.returncode == 0
        assert ran.stdout.startswith(f"Usage: fleetex {command}")


def test_the_starter_is_sound_as_it_is_written(here: Command) -> None:
    assert here("new", "starter.yaml").returncode == 0
    ran = here("check", "starter.yaml")
    assert ran.returncode == 0, ran.stderr


def test_the_schema_is_one_json_object_that_knows_the_parts_of_a_scenario(here: Command) -> None:
    schema = json.loads(here("schema").stdout)
    assert {"exercise", "units", "serials", "areas", "environment"} <= set(schema["properties"])


def test_the_json_of_a_run_is_one_object_with_all_that_was_promised(recorded: Path, tmp_path: Path) -> None:
    told = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "run", "--json")
    assert {
        "recording",
        "hash",
        "scenario_hash",
        "seed",
        "version",
        "simulated_s",
        "load_s",
        "compile_s",
        "wall_s",
        "real_time_factor",
        "serials",
    } <= set(told)
    assert (tmp_path / told["recording"]).resolve() == (tmp_path / "run").resolve()
    assert re.fullmatch("[0-9a-f]{64}", told["hash"])
    assert told["version"] == __version__
    assert told["simulated_s"] / told["wall_s"] == pytest.approx(told["real_time_factor"], rel=0.01)
    assert told["serials"], "the starter has a serial"
    for serial in told["serials"]:
        assert {"id", "kind", "state", "reason", "measures"} <= set(serial)
        assert serial["state"] in ("completed", "aborted", "cancelled")


def test_two_processes_give_one_hash_and_it_is_the_recordings(recorded: Path, tmp_path: Path) -> None:
    """And so does this process."""
    ran = run_fleetex("run", recorded / "starter.yaml", "-o", "run", "--json", cwd=tmp_path)
    told = json.loads(ran.stdout)
    here = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "here", "--json")
    hashes = [run_fleetex("hash", folder, cwd=tmp_path).stdout.strip() for folder in ("run", recorded / "run")]
    assert [*hashes, here["hash"]] == 3 * [told["hash"]]


def test_a_seed_given_as_the_default_changes_nothing_and_another_changes_the_hash(
    recorded: Path, tmp_path: Path
) -> None:
    told = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "a", "--json")
    same = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "b", "--json", "--seed", "1")
    other = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "c", "--json", "--seed", "2")
    assert (told["seed"], same["seed"], other["seed"]) == (1, 1, 2)
    assert told["hash"] == same["hash"] != other["hash"]


def test_overwrite_replaces_a_recording_with_the_new_one(recorded: Path, tmp_path: Path) -> None:
    first = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "run", "--json", "--seed", "2")
    second = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "run", "--json", "--overwrite")
    assert typed("hash", "run", cwd=tmp_path).stdout.strip() == second["hash"] != first["hash"]


def test_resuming_a_run_that_is_done_leaves_it_as_it_is(recorded: Path, tmp_path: Path) -> None:
    first = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "run", "--json")
    again = answer(tmp_path, "run", recorded / "starter.yaml", "-o", "run", "--json", "--resume")
    assert again["hash"] == first["hash"]
    assert again["already_complete"]
    assert again["wall_s"] > 0.0
    ran = typed("run", recorded / "starter.yaml", "-o", "run", "--resume", cwd=tmp_path)
    assert ran.returncode == 0
    assert ran.stderr == "fleetex: run is complete already: nothing was run. To run it anew: --overwrite\n"
    assert first["hash"] in ran.stdout


def test_a_run_without_json_says_how_each_serial_went_and_what_to_do_next(fleetex: Command, recorded: Path) -> None:
    ran = fleetex("run", recorded / "starter.yaml", "-o", "run")
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert "completed" in ran.stdout
    assert "fleetex report run -o report.html" in ran.stdout


def test_sql_answers_as_a_table_as_csv_and_as_json(recorded: Path) -> None:
    query = "SELECT unit_id, name FROM units ORDER BY unit_id"
    rows = answer(recorded, "sql", "run", query, "--json")
    printed = typed("sql", "run", query, "--csv", cwd=recorded).stdout
    table = run_fleetex("sql", "run", query, cwd=recorded).stdout.splitlines()
    assert list(csv.DictReader(io.StringIO(printed))) == rows
    assert table[0].split() == ["unit_id", "name"]
    assert table[-1] == f"({len(rows)} rows)"
    assert len(rows) >= 2


def test_the_report_is_one_file_that_needs_no_other(fleetex: Command, recorded: Path, tmp_path: Path) -> None:
    ran = fleetex("report", recorded / "run", "-o", "report.html")
    assert ran.returncode == 0, ran.stderr
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=[\"']?(https?:)?//", page)
    assert "not a range-safety product" in page
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_fault_of_fleetex_itself_is_one_line_that_asks_for_a_report(
    fleetex: Command, recorded: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import fleetex.cli.answers as answers\n"
        "def broken(*rows):\n    raise KeyError('gyro')\n"
        "answers.table_rows = broken\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    plain = fleetex("sql", recorded / "run", "SELECT 1", PYTHONPATH=path)
    told = fleetex("sql", recorded / "run", "SELECT 1", PYTHONPATH=path, FLEETEX_TRACEBACK="1")
    assert plain.returncode == 1
    assert len(plain.stderr.strip().splitlines()) == 1
    assert "FLEETEX_TRACEBACK=1" in plain.stderr
    assert told.returncode == 1
    assert "Traceback" in told.stderr


def test_what_cannot_be_printed_is_said_once(recorded: Path) -> None:
    command = [sys.executable, "-m", "fleetex", "schema"]
    with Path("/dev/full").open("w") as output:
        ran = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "No space left" in ran.stderr
