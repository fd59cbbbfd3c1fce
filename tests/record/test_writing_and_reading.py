"""What is written is read back, from a journal and from Parquet alike."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.record.content import in_canonical_order
from fleetex.record.errors import RecordingError, RecordingExists
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.record.writer import Writer
from tests.record.record_samples import FOOTER, HEADER, NAMES, batches, same, write_all


class Change(StrEnum):
    GAINED = "gained"


@pytest.mark.parametrize("close", [True, False])
def test_every_value_of_every_table_comes_back(tmp_path: Path, close: bool) -> None:
    write_all(tmp_path, close=close)
    recording = Recording.open(tmp_path)
    for name, table in TABLES.items():
        told = [columns for told_name, columns in batches() if told_name == name]
        due = {c.name: np.concatenate([columns[c.name] for columns in told]) for c in table.columns}
        due = {c.name: due[c.name].astype({"text": "O", "bool": "?"}.get(c.dtype, c.dtype)) for c in table.columns}
        assert same(recording.table(name), in_canonical_order(table, due)), name
    assert recording.complete is close
    assert recording.footer == (FOOTER if close else None)
    assert dict(recording.header) == {**HEADER, "schema": 1}


def test_closing_leaves_one_parquet_file_a_table_and_no_journal(tmp_path: Path) -> None:
    write_all(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["recording.json", *(f"{name}.parquet" for name in TABLES)]
    )


def test_a_table_without_rows_has_no_file_and_reads_as_empty(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("events", number=1, text="COMEX")
    writer.close({})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.parquet", "recording.json"]
    recording = Recording.open(tmp_path)
    shots = recording.table("shots")
    assert [c.name for c in TABLES["shots"].columns] == list(shots)
    assert all(len(values) == 0 for values in shots.values())
    assert recording.sql("SELECT count(*) FROM shots") == (["count_star()"], [(0,)])


def test_codes_stand_for_the_names_in_the_header(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    gained, lost = writer.code("gained"), writer.code("lost")
    held = np.array([True, False, True])
    codes: dict[str, Any] = {"unit_id": np.array([0, 1, 2], np.int32), "sensor_id": np.array([3, 4, -1], np.int8)}
    writer.rows("contacts", {**codes, "time_s": np.arange(3.0), "change": np.where(held, gained, lost)})
    writer.close({})
    contacts = Recording.open(tmp_path).table("contacts")
    assert contacts["unit_id"].tolist() == NAMES[:3]
    assert contacts["sensor_id"].tolist() == ["nav_radar", "lookout", ""]
    assert contacts["change"].tolist() == ["gained", "lost", "gained"]


def test_what_is_left_out_is_missing(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.rows("units", {"unit_id": ["a", "b"], "side": "blue", "neutral": False, "length_m": 155})
    writer.row("units", unit_id="c", name=None, beam_m=None, notional=None)
    writer.row("mounts", unit_id="a")
    writer.close({})
    recording = Recording.open(tmp_path)
    units = recording.table("units")
    assert units["side"].tolist() == ["blue", "blue", ""]
    assert units["name"].tolist() == ["", "", ""]
    np.testing.assert_array_equal(units["length_m"], [155.0, 155.0, np.nan])
    assert np.isnan(units["beam_m"]).all()
    assert not units["notional"].any()
    assert recording.table("mounts")["rounds"].tolist() == [0]


def test_single_rows_and_batches_say_the_same(tmp_path: Path) -> None:
    one, many = tmp_path / "one", tmp_path / "many"
    writer = Writer.create(one, HEADER, sync=False)
    for number in range(5000):
        writer.row("events", number=number, time_s=number / 3, kind=Change.GAINED, text=f"event {number % 7}")
    writer.close({})
    writer = Writer.create(many, HEADER, sync=False)
    numbers = np.arange(5000)
    writer.rows(
        "events",
        {"number": numbers, "time_s": numbers / 3, "kind": "gained", "text": [f"event {n % 7}" for n in numbers]},
    )
    writer.close({})
    assert Recording.open(one).content_hash() == Recording.open(many).content_hash()
    assert Recording.open(one).rows("events", number=4999)[0]["kind"] == "gained"


def test_arrays_may_be_used_again_at_once(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    times = np.zeros(2)
    for batch in range(3):
        times[:] = batch
        writer.rows("fuel", {"time_s": times, "unit_id": ["a", "b"]})
    writer.close({})
    assert Recording.open(tmp_path).table("fuel")["time_s"].tolist() == [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]


def test_strided_and_big_endian_arrays_are_written_by_value(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.rows("fuel", {"time_s": np.arange(6.0)[::2], "fuel_kg": np.arange(3, dtype=">f8"), "unit_id": "a"})
    writer.close({})
    fuel = Recording.open(tmp_path).table("fuel")
    assert (fuel["time_s"].tolist(), fuel["fuel_kg"].tolist()) == ([0.0, 2.0, 4.0], [0.0, 1.0, 2.0])


@pytest.mark.parametrize(
    ("table", "columns", "word"),
    [
        ("fuel", {"fuel": [1.0]}, "no column"),
        ("fuel", {"fuel_kg": [1.0], "time_s": [1.0, 2.0]}, "different lengths"),
        ("fuel", {"unit_id": np.array([9])}, "unknown code"),
        ("fuel", {"unit_id": np.array([-2])}, "unknown code"),
        ("fuel", {"unit_id": 3}, "a text is due"),
        ("fuel", {"unit_id": [3]}, "a text is due"),
        ("fuel", {"fuel_kg": ["ten"]}, "in place of f8"),
        ("magazines", {"rounds": [1.5]}, "in place of i4"),
        ("magazines", {"rounds": [2**31]}, "too great"),
    ],
)
def test_a_caller_that_mistakes_the_schema_is_told(
    tmp_path: Path, table: str, columns: dict[str, object], word: str
) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    with pytest.raises(AssertionError, match=word):
        writer.rows(table, columns)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="no column"):
        writer.row(table, colour="grey")
    writer.close({})
    assert len(Recording.open(tmp_path).table(table)["unit_id"]) == 0


def test_an_existing_recording_is_refused_and_stays(tmp_path: Path) -> None:
    write_all(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(RecordingExists, match="--overwrite"):
        Writer.create(tmp_path, HEADER)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_unfinished_recording_is_refused_too(tmp_path: Path) -> None:
    write_all(tmp_path, close=False)
    with pytest.raises(RecordingExists, match="--resume"):
        Writer.create(tmp_path, HEADER)


def test_overwriting_leaves_nothing_of_the_old_recording(tmp_path: Path) -> None:
    write_all(tmp_path)
    writer = Writer.create(tmp_path, {**HEADER, "seed": 8}, overwrite=True, sync=False)
    assert Recording.open(tmp_path).header["seed"] == 8
    writer.row("events", number=1)
    writer.close({})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.parquet", "recording.json"]


def test_a_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    for attempt in (lambda: Writer.create(tmp_path, HEADER, overwrite=True), lambda: Writer.resume(tmp_path)):
        with pytest.raises(RecordingError, match="another run is writing"):
            attempt()
    writer.row("events", number=1)
    writer.close({})
    assert Recording.open(tmp_path).complete


def test_a_running_recording_can_be_read(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("fuel", time_s=3600.0, unit_id="qiqihar")
    writer.flush()
    writer.row("fuel", time_s=7200.0, unit_id="qiqihar")
    recording = Recording.open(tmp_path)
    assert recording.until_s == 3600.0
    assert not recording.complete
    assert recording.torn_bytes == 0
    writer.leave()
    assert Recording.open(tmp_path).until_s == 7200.0


def test_a_quiet_run_says_how_far_it_got(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    assert Recording.open(tmp_path).until_s == -np.inf
    writer.rows("environment", {"zone": ["base"], "time_s": [300000.0]})  # the weather to come: not how far it got
    writer.reached(5400.0)
    writer.flush()
    assert Recording.open(tmp_path).until_s == 5400.0
    writer.close({})
    assert Recording.open(tmp_path).until_s == 5400.0


def test_the_clock_says_when_a_flush_is_due(tmp_path: Path) -> None:
    now = [100.0]
    writer = Writer.create(tmp_path, HEADER, sync=False, clock=lambda: now[0])
    writer.row("fuel", time_s=1.0)
    now[0] += 0.4
    assert not writer.flush_if_due()
    assert len(Recording.open(tmp_path).table("fuel")["time_s"]) == 0
    now[0] += 0.2
    assert writer.flush_if_due()
    assert not writer.flush_if_due()
    assert len(Recording.open(tmp_path).table("fuel")["time_s"]) == 1


def test_checkpoints_come_due_by_time_and_by_what_was_recorded_since(tmp_path: Path) -> None:
    now = [0.0]
    writer = Writer.create(tmp_path, HEADER, sync=False, clock=lambda: now[0])
    assert not writer.checkpoint_due()
    now[0] = 2.5
    assert writer.checkpoint_due()
    writer.checkpoint("{}", {"state": np.zeros(100_000)})
    now[0] = 10.0
    assert not writer.checkpoint_due(), "nothing was recorded since"
    now[0] = 63.0
    assert writer.checkpoint_due()
    now[0] = 10.0
    writer.rows("fuel", {"time_s": np.zeros(20_000)})
    assert writer.checkpoint_due()


def test_nan_in_a_footer_is_written_as_null(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.close({"value": float("nan"), "count": np.int64(3), "list": (1, np.float32(0.5))})
    assert Recording.open(tmp_path).footer == {"value": None, "count": 3, "list": [1, 0.5]}


def test_rows_can_be_asked_by_value(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.rows("serials", {"serial_id": ["B", "A", "C"], "number": [2, 1, 3], "kind": ["NGFS", "MANEX", "NGFS"]})
    writer.close({})
    recording = Recording.open(tmp_path)
    assert [row["serial_id"] for row in recording.rows("serials", kind="NGFS")] == ["B", "C"]
    assert [row["serial_id"] for row in recording.rows("serials")] == ["A", "B", "C"]
    row = recording.rows("serials", kind="NGFS", number=3)[0]
    assert (type(row["number"]), type(row["notional"]), row["reason"]) == (int, bool, "")
    with pytest.raises(RecordingError, match="no column colour"):
        recording.rows("serials", colour="grey")
    with pytest.raises(RecordingError, match="no table sereals; there are units"):
        recording.table("sereals")
    with pytest.raises(ValueError, match="read-only"):
        recording.table("serials")["number"][0] = 9
