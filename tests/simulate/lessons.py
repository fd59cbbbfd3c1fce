"""Small exercises for tests of whole runs: the shipped lessons, changed in one place at a time."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fleetex.record.reader import Recording
from fleetex.simulate import RunResult, run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
run_module = importlib.import_module("fleetex.simulate.run")


def lesson(name: str) -> str:
    """The text of a shipped lesson."""
    return (SCENARIOS / f"lesson-{name}.yaml").read_text(encoding="utf-8")


def ran(folder: Path, text: str, **options: Any) -> tuple[RunResult, Recording]:
    """Run a scenario's text in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    result = run(file, folder / "run", **options)
    return result, Recording.open(folder / "run")


def rows_of(recording: Recording, table: str, **without: str) -> list[tuple[Any, ...]]:
    """All rows of a table, without those in which a column has a given value. NaN as None, so that rows compare."""
    columns: Mapping[str, np.ndarray] = recording.table(table)
    keep = np.ones(len(next(iter(columns.values()))), dtype=bool)
    for column, value in without.items():
        keep &= columns[column] != value
    chosen = [column[keep].tolist() for column in columns.values()]
    return [tuple(None if v != v else v for v in row) for row in zip(*chosen, strict=True)]
