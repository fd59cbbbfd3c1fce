"""The hash is of what a recording says, not of how it is stored."""

import hashlib
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.record.writer import Writer
from tests.record.record_samples import FOOTER, HEADER, batches, write_all


def hash_of(folder: Path) -> str:
    return Recording.open(folder).content_hash()


def test_a_journal_and_its_parquet_have_one_hash(tmp_path: Path) -> None:
    write_all(tmp_path / "journal", close=False)
    write_all(tmp_path / "closed", close=True)
    assert hash_of(tmp_path / "journal") == hash_of(tmp_path / "closed")


def test_the_order_and_the_batches_of_writing_do_not_matter(tmp_path: Path) -> None:
    write_all(tmp_path / "one")
    writer = Writer.create(tmp_path / "other", HEADER, sync=False)
    rng = np.random.default_rng(3)
    for table, columns in reversed(list(batches())):
        order = rng.permutation(len(columns[TABLES[table].columns[0].name]))
        for row in order[:5]:
            writer.row(table, **{name: values[row] for name, values in columns.items()})
        writer.rows(table, {name: values[order[5:]] for name, values in columns.items()})
    writer.close({"wall": {"wall_s": 99.0}})
    assert hash_of(tmp_path / "one") == hash_of(tmp_path / "other")


def write_fuel(folder: Path, header: dict[str, Any] | None = None, **columns: Any) -> str:
    writer = Writer.create(folder, header or HEADER, sync=False)
    due: dict[str, Any] = {"time_s": [0.0, 1.0], "unit_id": ["a", "b"], "fuel_kg": [5.0, 6.0]}
    writer.rows("fuel", {**due, **columns})
    writer.close(FOOTER)
    return hash_of(folder)


@pytest.mark.parametrize(
    "columns",
    [
        {"fuel_kg": [5.0, np.nextafter(6.0, 7.0)]},
        {"unit_id": ["a", "c"]},
        {"unit_id": ["a", ""]},
        {"fuel_kg": [6.0, 5.0]},
        {"cargo_kg": [0.0, 0.0]},
    ],
)
def test_any_other_value_is_another_hash(tmp_path: Path, columns: dict[str, Any]) -> None:
    assert write_fuel(tmp_path / "one") != write_fuel(tmp_path / "other", **columns)


@pytest.mark.parametrize("field", ["version", "seed", "scenario_hash", "replication", "start_utc"])
def test_what_identifies_a_run_enters_the_hash(tmp_path: Path, field: str) -> None:
    assert write_fuel(tmp_path / "one") != write_fuel(tmp_path / "other", {**HEADER, field: "else"})


def test_other_header_fields_and_the_footer_do_not_enter_the_hash(tmp_path: Path) -> None:
    other = {**HEADER, "made_by": "somebody", "names": []}
    assert write_fuel(tmp_path / "one") == write_fuel(tmp_path / "other", other)


def test_negative_zero_and_other_nans_are_the_same_values(tmp_path: Path) -> None:
    other_nan = np.array([0xFFF8_0000_0000_0001], np.uint64).view(np.float64)[0]
    one = write_fuel(tmp_path / "one", cargo_kg=[0.0, np.nan])
    assert one == write_fuel(tmp_path / "other", cargo_kg=np.array([-0.0, other_nan]))


def test_rows_that_share_a_key_are_ordered_by_their_other_columns(tmp_path: Path) -> None:
    same_key: dict[str, Any] = {"time_s": [0.0, 0.0], "unit_id": ["a", "a"]}
    one = write_fuel(tmp_path / "one", **same_key, fuel_kg=[2.0, np.nan])
    assert one == write_fuel(tmp_path / "other", **same_key, fuel_kg=[np.nan, 2.0])


def test_equal_rows_count_as_often_as_they_were_told(tmp_path: Path) -> None:
    same_row: dict[str, Any] = {"time_s": 0.0, "unit_id": "a"}
    two = write_fuel(tmp_path / "two", **same_row, fuel_kg=[1.0, 1.0])
    assert two != write_fuel(tmp_path / "one", **same_row, fuel_kg=[1.0])


def test_the_hash_is_what_the_documented_rule_gives_by_hand(tmp_path: Path) -> None:
    """The page's three steps, done here with struct alone."""

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value.encode())) + value.encode()

    due = b"fleetex content 1\n" + text(
        '{"replication":0,"scenario_hash":"5f2a","schema":1,"seed":7,"start_utc":"2023-07-20T00:00:00Z",'
        '"version":"0.1.0"}'
    )
    due += text("magazines") + struct.pack("<Q", 2)
    due += text("time_s") + text("f8") + struct.pack("<dd", 1.5, 2.0)
    due += text("unit_id") + text("text") + text("tributs") + text("北")
    due += text("mount_id") + text("text") + text("") + text("a")
    due += text("rounds") + text("i4") + struct.pack("<ii", -1, 80)
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("magazines", time_s=2.0, unit_id="北", mount_id="a", rounds=80)
    writer.row("magazines", time_s=1.5, unit_id="tributs", rounds=-1)
    writer.close(FOOTER)
    assert hash_of(tmp_path) == hashlib.sha256(due).hexdigest()


def test_other_processes_and_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "from tests.record.record_samples import write_all; write_all(Path(sys.argv[2]), close=False)"
    )
    journals = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        command = [sys.executable, "-c", program, str(Path(__file__).parent), str(folder)]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)})
        journals.append((folder / "journal.bin").read_bytes())
    assert journals[0] == journals[1]
