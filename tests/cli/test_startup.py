"""What a command loads: help loads next to nothing, and Numba is loaded by a run alone."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "numba",
    "llvmlite",
    "numpy",
    "matplotlib",
    "duckdb",
    "pydantic",
    "shapely",
    "pyproj",
    "ruamel",
    "rich",
    "jinja2",
}

TYPERS_OWN = {"pydantic"}
"""What typer itself loads for the help of a command with a number among its options."""


def loaded(folder: Path, *args: str | Path) -> set[str]:
    """The top names of all modules that a command imports."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "fleetex", *map(str, args)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("run", "--help")])
def test_help_loads_none_of_the_heavy_packages(tmp_path: Path, args: tuple[str, ...]) -> None:
    names = loaded(tmp_path, *args)
    assert "typer" in names
    assert names & HEAVY - TYPERS_OWN == set()
    if args == ("--help",):
        assert names & HEAVY == set()


def test_a_check_and_a_report_load_no_numba(recorded: Path, tmp_path: Path) -> None:
    for args in (
        ("check", "starter.yaml"),
        ("hash", "run"),
        ("sql", "run", "SELECT 1"),
        ("report", "run", "-o", tmp_path / "report.html"),
    ):
        names = loaded(recorded, *args)
        assert "fleetex" in names
        assert names & {"numba", "llvmlite"} == set(), args[0]


def test_a_check_draws_nothing_and_asks_no_database(recorded: Path) -> None:
    assert loaded(recorded, "check", "starter.yaml") & {"matplotlib", "duckdb", "jinja2", "rich"} == set()
