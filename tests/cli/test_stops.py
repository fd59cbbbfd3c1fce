"""A run that is stopped, killed or out of room leaves a recording that opens, and resumes to the same hash."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command import Command, run_fleetex, typed

SHIPS = 12
LANES = "\n".join(
    f"""  ship{i}:
    class: {("ddg_052d", "ffg_054a")[i % 2]}
    name: Ship {i}
    nation: AA
    side: {("blue", "green")[i % 2]}
    start: {{at: 39-{i:02d}.0N 133-00.0E, course: 090T, speed: {10 + i % 4} kn}}
    route:
      waypoints: [39-{i:02d}.0N 134-30.0E, 39-{(i * 7) % 50:02d}.0N 133-00.0E]
      speed: {10 + i % 4} kn
      line: rhumb
      then: loop"""
    for i in range(SHIPS)
)
LONG = f"""\
fleetex: 1
exercise:
  id: long-passage
  names: [Long passage]
  aim: A dozen ships meet again and again, long enough to be interrupted.
  window: {{start: 010000ZJUL23, end: 060000ZJUL23}}
  zone: "UTC+08:00"
  otc: ship0
environment:
  base: {{wind: {{speed: 10 kn, from: 220T}}, sea_state: 2, visibility: 8 nmi, depth: 2500 m}}
nations: {{AA: {{name: notional nation}}}}
sides: {{blue: {{name: blue side, nations: [AA]}}, green: {{name: green side, nations: [AA]}}}}
units:
{LANES}
"""
JOURNAL_BYTES_MAX = 200_000
"""Room for the order of battle, not for all that happens."""
Child = subprocess.Popen[str]


def started(folder: Path, *options: str, **environment: str) -> Child:
    """A run of the long passage under way in `folder`, its output kept for later."""
    (folder / "long.yaml").write_text(LONG)
    return subprocess.Popen(
        [sys.executable, "-m", "fleetex", "run", "long.yaml", "-o", "run", *options],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_journal(child: Child, folder: Path, size: int = 1) -> None:
    """Return once the journal has so many bytes, or the child has ended."""
    journal = folder / "run" / "journal.bin"
    while child.poll() is None:
        if journal.exists() and journal.stat().st_size >= size:
            return
        time.sleep(0.002)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float | str]:
    """The hash of an undisturbed run of the long passage, and how long the command took (s), kernels compiled."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "long.yaml").write_text(LONG)
    warmed = run_fleetex("run", "long.yaml", "-o", "run", cwd=folder)
    assert warmed.returncode == 0, warmed.stderr
    start_s = time.monotonic()
    ran = run_fleetex("run", "long.yaml", "-o", "run", "--overwrite", "--json", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return {"hash": json.loads(ran.stdout)["hash"], "command_s": time.monotonic() - start_s}


def resumed_hash(folder: Path) -> str:
    ran = run_fleetex("run", "long.yaml", "-o", "run", "--resume", "--json", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    answer: str = json.loads(ran.stdout)["hash"]
    return answer


def test_ctrl_c_stops_cleanly_and_the_recording_reads_and_resumes(tmp_path: Path, whole: dict[str, str]) -> None:
    child = started(tmp_path)
    wait_for_journal(child, tmp_path, size=60_000)
    child.send_signal(signal.SIGINT)
    output, errors = child.communicate(timeout=60)
    assert child.returncode == 130, errors
    assert output == ""
    assert "Traceback" not in errors
    assert "--resume" in errors
    asked = run_fleetex("sql", "run", "SELECT count(*) AS units FROM units", "--json", cwd=tmp_path)
    assert json.loads(asked.stdout) == [{"units": SHIPS}]
    assert resumed_hash(tmp_path) == whole["hash"]


def killed_and_resumed(folder: Path, delay_s: float) -> str:
    """The hash after a kill -9 so many seconds after the command was given, and a resume."""
    child = started(folder)
    time.sleep(delay_s)
    child.kill()
    child.communicate()
    if (folder / "run" / "journal.bin").exists():
        opened = run_fleetex("hash", "run", cwd=folder)
        assert opened.returncode == 0, opened.stderr
    return resumed_hash(folder)


@pytest.mark.parametrize("share", [0.6, pytest.param(0.85, marks=pytest.mark.slow)])
def test_a_run_killed_on_its_way_resumes_to_the_same_hash(
    tmp_path: Path, whole: dict[str, float | str], share: float
) -> None:
    assert killed_and_resumed(tmp_path, share * float(whole["command_s"])) == whole["hash"]


@pytest.mark.slow
@pytest.mark.parametrize("instant", range(10))
def test_a_run_killed_at_any_instant_resumes_to_the_same_hash(
    tmp_path: Path, whole: dict[str, float | str], instant: int
) -> None:
    share = random.Random(f"instant {instant}").random()
    assert killed_and_resumed(tmp_path, share * float(whole["command_s"])) == whole["hash"], f"killed at {share}"


def test_a_run_killed_twice_resumes_to_the_same_hash(tmp_path: Path, whole: dict[str, float | str]) -> None:
    child = started(tmp_path)
    wait_for_journal(child, tmp_path, size=40_000)
    child.kill()
    child.communicate()
    again = started(tmp_path, "--resume")
    time.sleep(0.7 * float(whole["command_s"]))
    again.kill()
    again.communicate()
    assert resumed_hash(tmp_path) == whole["hash"]


def test_pythons_own_hash_seed_changes_nothing(tmp_path: Path, whole: dict[str, float | str]) -> None:
    child = started(tmp_path, "--json", PYTHONHASHSEED="271828")
    output, errors = child.communicate(timeout=120)
    assert child.returncode == 0, errors
    assert json.loads(output)["hash"] == whole["hash"]


def test_another_seed_is_another_run(tmp_path: Path, whole: dict[str, float | str]) -> None:
    (tmp_path / "long.yaml").write_text(LONG)
    hashes = []
    for seed in ("1", "2"):
        ran = typed("run", "long.yaml", "-o", f"run-{seed}", "--json", "--seed", seed, cwd=tmp_path)
        hashes.append(json.loads(ran.stdout)["hash"])
    assert hashes[0] == whole["hash"] != hashes[1]


def test_a_full_disk_is_said_in_one_line_and_what_was_recorded_stays(fleetex: Command, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(LONG)
    ran = subprocess.run(
        [sys.executable, "-m", "fleetex", "run", "long.yaml", "-o", "run"],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (JOURNAL_BYTES_MAX, JOURNAL_BYTES_MAX)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    asked = fleetex("sql", "run", "SELECT count(*) AS units FROM units", "--json")
    assert json.loads(asked.stdout) == [{"units": SHIPS}]
