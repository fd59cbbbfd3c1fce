"""A kind, a ship and a sensor in a package of somebody else's, as docs/writing-a-kind.md builds it: installed beside
fleetex, with nothing in fleetex touched, and run."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from fleetex.record.reader import Recording

PAGE = Path(__file__).parents[2] / "docs" / "writing-a-kind.md"


def install(folder: Path, name: str, project: str, version: str = "1.0") -> None:
    """What pip leaves of a package's entry points."""
    points = tomllib.loads(project)["project"]["entry-points"]
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    rows = [line for group, own in points.items() for line in (f"[{group}]", *(f"{k} = {v}" for k, v in own.items()))]
    (info / "entry_points.txt").write_text("\n".join(rows) + "\n")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """The package of the page, installed in a folder of its own."""
    files = re.findall(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert len(files) == 6
    for name, text in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    install(tmp_path, "sea-trials", (tmp_path / "pyproject.toml").read_text())
    return tmp_path


def fleetex(folder: Path, *arguments: str, code: int = 0) -> str:
    """The command with the folder's packages installed; its answer, or what it said when it failed."""
    paths = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "fleetex", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


def test_the_package_of_the_page_is_checked_run_measured_and_reported(outside: Path) -> None:
    own = ("--library", "sea-trials")
    assert "no problem found" in fleetex(outside, "check", "trial.yaml", *own)
    assert "TURNEX" in fleetex(outside, "schema", *own)
    made = json.loads(fleetex(outside, "run", "trial.yaml", "-o", "trial", "--json", *own))
    assert [(row["kind"], row["state"], row["reason"]) for row in made["serials"]] == [
        ("TURNEX", "completed", "2 turns made")
    ]
    recording = Recording.open(outside / "trial")
    assert recording.header["versions"]["sea-trials"] == "1.0"
    measures = recording.table("measures")
    values = dict(zip(measures["name"].tolist(), measures["value"].tolist(), strict=True))
    # A turn at the yard's diameter: she goes on as far as its radius, and comes out a diameter aside.
    assert values["tactical_diameter"] == pytest.approx(420.0, rel=0.005)
    assert values["advance"] == pytest.approx(210.0, rel=0.005)
    contacts = recording.table("contacts")
    mine = (contacts["unit_id"] == "newcomer") & (contacts["sensor_id"] == "nav") & (contacts["change"] == "gained")
    assert np.any(mine & (contacts["target_id"] == "tender")), "her own radar held the tender"
    fleetex(outside, "report", "trial", "-o", "trial.html")
    told = (outside / "trial.html").read_text("utf-8")
    assert "The programme held one serial, of turning trials." in told
    assert "turning trial" in told.rpartition("<dt>TURNEX</dt>")[2][:60], "its code is spelt out"
    assert "TURNEX-1: turning circles" in told, "its figure is drawn"
    assert "Helm over to starboard at 15.0 kn on 090." in told, "its log is told"
    assert "sea-trials" in told.rpartition("How to reproduce")[2], "the package is named"


def test_a_recording_is_read_where_the_package_is_not_installed(outside: Path) -> None:
    fleetex(outside, "run", "trial.yaml", "-o", "trial", "--library", "sea-trials")
    elsewhere = outside / "elsewhere"
    elsewhere.mkdir()
    fleetex(elsewhere, "report", "../trial", "-o", "trial.html")
    told = (elsewhere / "trial.html").read_text("utf-8")
    assert "The programme held one serial, of TURNEX." in told
    assert "Tactical diameter of 420 m" in told
    assert "TURNEX-1: turning circles" not in told
    assert "kind" in fleetex(elsewhere, "check", "../trial.yaml", "--library", "../sea_trials/library", code=2)


def test_a_kind_with_a_window_is_planned(outside: Path) -> None:
    text = (outside / "trial.yaml").read_text()
    placed = text.replace(
        "    start: 200100ZJUL23\n    end: 200200ZJUL23\n",
        "    within: {from: 200030ZJUL23, to: 200230ZJUL23}\n    duration: 1 h\n",
    )
    assert placed != text
    (outside / "open.yaml").write_text(placed)
    fleetex(outside, "plan", "open.yaml", "-o", "plan", "--library", "sea-trials")
    assert "TURNEX-1" in (outside / "plan" / "timetable.yaml").read_text()


def test_what_cannot_be_used_is_told_with_the_package_and_what_to_do(outside: Path) -> None:
    twin = '[project.entry-points."fleetex.kinds"]\nTURNEX = "sea_trials.turning:KIND"\n'
    install(outside, "other-trials", twin)
    said = fleetex(outside, "check", "trial.yaml", code=2)
    assert said.startswith(
        "fleetex: two installed packages offer TURNEX (entry points fleetex.kinds): other-trials and"
    )
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'BROKEN = "sea_trials.nowhere:KIND"',
            "which cannot be loaded: ModuleNotFoundError: No module named 'sea_trials.",
        ),
        (
            'WRONG = "sea_trials.turning:KIND"',
            "gives a KindSpec of code 'TURNEX'; a KindSpec of code 'WRONG' is needed",
        ),
        ('NONE = "sea_trials:LIBRARY"', "gives a PosixPath; a KindSpec of code 'NONE' is needed"),
    ],
)
def test_a_broken_offer_names_its_package(outside: Path, line: str, said: str) -> None:
    install(outside, "broken", f'[project.entry-points."fleetex.kinds"]\n{line}\n')
    told = fleetex(outside, "check", "trial.yaml", "--library", "sea-trials", code=2)
    assert told.startswith("fleetex: the package broken offers ")
    assert said in told


def test_a_kind_without_doctrine_and_a_figure_that_fails_are_told(outside: Path) -> None:
    info = next(outside.glob("*.dist-info")) / "entry_points.txt"
    whole = info.read_text()
    info.write_text(re.sub(r"\[fleetex.doctrine\]\n.*\n", "", whole))
    said = fleetex(outside, "run", "trial.yaml", "-o", "trial", "--library", "sea-trials", code=2)
    assert "no installed package offers doctrine of the serial kind TURNEX" in said
    info.write_text(whole)
    fleetex(outside, "run", "trial.yaml", "-o", "trial2", "--library", "sea-trials")
    circles = outside / "sea_trials" / "circles.py"
    circles.write_text(circles.read_text().replace('"accent" if side', '"mauve" if side'))
    said = fleetex(outside, "report", "trial2", "-o", "trial.html", code=2)
    assert "TURNEX-1: sea_trials.circles:draw, which the package sea-trials offers (fleetex.figures), failed: " in said
