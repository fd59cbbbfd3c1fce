"""The page of the recording is the schema's, and the schema is one that tools can rely on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fleetex.record.describe import page
from fleetex.record.frames import STORED
from fleetex.record.schema import TABLES, TIMED

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_the_one_that_the_schema_writes() -> None:
    assert (ROOT / "docs" / "recording.md").read_text("utf-8") == page(), (
        "run: python -m fleetex.record.describe > docs/recording.md"
    )


def test_the_page_names_every_table_and_column() -> None:
    text = page()
    for table in TABLES.values():
        section = text.split(f"\n### {table.name}\n")[1].split("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.M) == [column.name for column in table.columns]
        assert re.findall(r"^\| `(\w+)` \| key, ", section, re.M) == [
            c.name for c in table.columns if c.name in table.key
        ]


@pytest.mark.parametrize("name", list(TABLES))
def test_each_table_is_sound(name: str) -> None:
    table = TABLES[name]
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert table.key
    assert all(column.dtype in STORED and column.meaning for column in table.columns)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", word) for word in [name, *names])
    if name in TIMED:
        assert TIMED[name] in table.key or "number" in table.key


def test_reading_a_recording_needs_neither_numba_nor_duckdb_nor_pyproj_at_import() -> None:
    modules = "reader writer positions describe content"
    program = (
        "import importlib, sys\n"
        f"for name in '{modules}'.split(): importlib.import_module('fleetex.record.' + name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'numba', 'duckdb', 'pyproj', 'shapely'}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert told.stdout == "[]\n"
