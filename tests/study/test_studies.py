"""A study as a person makes it: stopped, killed, gone on with, shared out among workers, and always the same answer."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet
import pytest

from fleetex.record.reader import Recording
from tests.cli.command import Command, run_fleetex, typed
from tests.study.conftest import LESSON, SEEDS

Child = subprocess.Popen[str]


@pytest.fixture
def here(tmp_path: Path) -> Command:
    """The command in this process; the workers of a study are processes all the same."""
    return lambda *args: typed(*args, cwd=tmp_path)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def begun(folder: Path, workers: int = 2, seeds: str = SEEDS) -> Child:
    """A study under way in `folder`, with at least three runs done."""
    child = subprocess.Popen(
        [sys.executable, "-m", "fleetex", "study", LESSON, "--seeds", seeds, "-o", "study", "--workers", str(workers)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 200.0
    while runs_in(folder / "study") < 3:
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.005)
    return child


def runs_in(study: Path) -> int:
    journal = study / "runs.journal"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def workers_of(parent: int) -> list[int]:
    """Process ids of a study's workers."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_three_workers_leave_what_one_leaves(studied: Path, tmp_path: Path) -> None:
    ran = run_fleetex("study", LESSON, "--seeds", SEEDS, "-o", "study", "--workers", "3", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert content(tmp_path / "study") == content(studied)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs the children of a process, as Linux lists them")
def test_a_killed_worker_loses_nothing_and_stops_nobody(studied: Path, tmp_path: Path) -> None:
    child = begun(tmp_path)
    first, _ = workers_of(child.pid)
    os.kill(first, signal.SIGKILL)
    out, err = child.communicate(timeout=200)
    assert child.returncode == 0, err
    assert "30 runs" in out
    assert content(tmp_path / "study") == content(studied)


def test_a_killed_study_goes_on_and_runs_nothing_twice(studied: Path, tmp_path: Path) -> None:
    child = begun(tmp_path, workers=1)
    child.kill()
    child.communicate()
    kept = runs_in(tmp_path / "study")
    assert kept >= 3
    with (tmp_path / "study" / "runs.journal").open("ab") as journal:
        journal.write(b'12345678 {"seed":2')  # a line that the kill tore
    ran = run_fleetex("study", LESSON, "--seeds", SEEDS, "-o", "study", "--workers", "1", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["done_before"] == kept
    assert told["made"] == 30 - kept
    assert content(tmp_path / "study") == content(studied)


def test_ctrl_c_stops_with_130_and_the_same_command_goes_on(studied: Path, tmp_path: Path) -> None:
    child = begun(tmp_path)
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert out == ""
    assert "done and kept" in err
    assert "Traceback" not in err
    assert len(err.splitlines()) == 2
    ran = typed("study", LESSON, "--seeds", SEEDS, "-o", "study", "--workers", "1", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert content(tmp_path / "study") == content(studied)


def test_more_seeds_are_added_and_fewer_are_answered_from_what_is_there(studied: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(studied, study)
    fewer = typed("study", LESSON, "--seeds", "1..5", "-o", "study", "--json", cwd=tmp_path)
    assert json.loads(fewer.stdout)["made"] == 0
    assert {row["runs"] for row in json.loads(fewer.stdout)["measures"]} == {5}
    more = typed("study", LESSON, "--seeds", "1..32", "-o", "study", "--workers", "1", "--json", cwd=tmp_path)
    assert json.loads(more.stdout)["made"] == 2
    assert {row["runs"] for row in json.loads(more.stdout)["measures"]} == {32}


def test_the_values_are_those_of_the_run_with_that_seed(studied: Path, here: Command, tmp_path: Path) -> None:
    assert here("run", LESSON, "--seed", "4", "-o", "run").returncode == 0
    recording = Recording.open(tmp_path / "run").table("measures")
    columns = ("serial_id", "name", "subject", "unit", "value")
    of_run = {tuple(map(str, row)) for row in zip(*(recording[name].tolist() for name in columns), strict=True)}
    table = pyarrow.parquet.read_table(studied / "runs.parquet").to_pydict()
    rows = zip(*(table[n] for n in ("seed", "serial_id", "measure", "subject", "unit", "value")), strict=True)
    of_study = {tuple(str("nan" if cell is None else cell) for cell in row[1:]) for row in rows if row[0] == 4}
    assert of_study == of_run


def test_the_tables_agree_with_each_other_and_say_who_lacks_what(studied: Path) -> None:
    rows = list(csv.DictReader((studied / "measures.csv").read_text("utf-8").splitlines()))
    parquet = pyarrow.parquet.read_table(studied / "measures.parquet").to_pylist()
    assert [row["measure"] for row in rows] == [row["measure"] for row in parquet]
    assert [float(row["mean"]) if row["mean"] else None for row in rows] == [row["mean"] for row in parquet]
    for row in parquet:
        assert row["n"] + row["missing"] == row["runs"] == 30
        if row["n"]:
            assert row["min"] <= row["q1"] <= row["median"] <= row["q3"] <= row["max"]
            assert row["low95"] <= row["mean"] <= row["high95"]
    lacking = [row for row in parquet if row["measure"] == "picture_own"]
    assert [row["n"] for row in lacking] == [0]  # nobody to be seen in this lesson
    assert next(row for row in rows if row["measure"] == "picture_own")["mean"] == ""
    straddles = next(row for row in parquet if row["measure"] == "straddles" and not row["subject"])
    assert straddles["q1"] < straddles["q3"]  # chance differs from run to run


def test_states_are_counted_with_their_reasons(studied: Path) -> None:
    states = pyarrow.parquet.read_table(studied / "states.parquet").to_pylist()
    serials = pyarrow.parquet.read_table(studied / "serials.parquet").to_pylist()
    assert sum(row["count"] for row in states) == len(serials) == 30
    completed = next(row for row in states if row["state"] == "completed")
    assert completed["count"] == sum(row["state"] == "completed" for row in serials)
    assert completed["low95"] <= completed["share"] <= completed["high95"]
    assert "rounds" in completed["reasons"]


def test_the_page_is_one_file_that_fetches_nothing(studied: Path) -> None:
    page = (studied / "study.html").read_text("utf-8")
    assert "GUNEX-S-1" in page
    assert page.count('<svg class="strip"') > 10
    assert "default-src 'none'" in page
    for outside in ("http://", "https://", "<script", "src=", "@import"):
        assert outside not in page.replace("url(data:", "")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--seeds", "5..1"), "write 1..5"),
        (("--seeds", "a..b"), "--seeds 1..200"),
        (("--seeds", "1..3", "--workers", "0"), "between 1 and 256"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_made(
    here: Command, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    ran = here("study", LESSON, *args, "-o", "study")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "study").exists()


def test_a_folder_of_another_study_is_refused_and_left_alone(studied: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(studied, study)
    before = content(study)
    other = tmp_path / "other.yaml"
    other.write_text(LESSON.read_text("utf-8").replace("sea_state: 2", "sea_state: 3").replace("12 kn", "11 kn"))
    ran = typed("study", other, "--seeds", "1..3", "-o", "study", cwd=tmp_path)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
    assert "a study of another scenario" in ran.stderr
    for key, word in (("library_hash", "library"), ("version", "version of fleetex")):
        identity = json.loads(before["study.json"])
        (study / "study.json").write_text(json.dumps(identity | {key: "0000"}))
        ran = typed("study", LESSON, "--seeds", "1..3", "-o", "study", cwd=tmp_path)
        assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
        assert f"a study of another {word}" in ran.stderr
    (study / "study.json").write_bytes(before["study.json"])
    assert content(study) == before


def test_a_folder_with_somebodys_files_is_refused_and_left_alone(here: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "measures.csv").write_text("my own")
    ran = here("study", LESSON, "--seeds", "1..3", "-o", "mine")
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
    assert "holds measures.csv but no study" in ran.stderr
    assert content(tmp_path / "mine") == {"measures.csv": b"my own"}


def test_a_place_that_can_be_no_folder_is_refused(here: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in ("file", "file/study", "/proc/study"):
        ran = here("study", LESSON, "--seeds", "1..3", "-o", place)
        assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1), ran.stderr
        assert "cannot hold a study" in ran.stderr


def test_a_journal_that_was_changed_is_noticed_with_its_line(studied: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(studied, study)
    journal = study / "runs.journal"
    journal.write_bytes(journal.read_bytes().replace(b'"seed":7', b'"seed":8', 1))
    ran = typed("study", LESSON, "--seeds", SEEDS, "-o", "study", cwd=tmp_path)
    assert ran.returncode == 2
    assert "runs.journal is damaged in line 7" in ran.stderr


def test_two_studies_in_one_folder_at_a_time_are_refused(tmp_path: Path) -> None:
    child = begun(tmp_path, workers=1, seeds="1..4000")
    try:
        ran = typed("study", LESSON, "--seeds", "1..3", "-o", "study", cwd=tmp_path)
        assert ran.returncode == 2
        assert "another study is under way" in ran.stderr
    finally:
        child.kill()
        child.communicate()


def test_without_a_folder_it_goes_beside_named_after_the_file(here: Command, tmp_path: Path) -> None:
    shutil.copy(LESSON, tmp_path / "mine.yaml")
    ran = here("study", "mine.yaml", "--seeds", "1", "--workers", "1")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "mine-study" / "study.html").exists()
    assert "fleetex run mine.yaml --seed 1" in ran.stdout
