"""The Parquet files that we write say the same to another reader, value for value."""

from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.record.errors import RecordingError
from fleetex.record.parquet import ROWS_IN_GROUP, write_table
from fleetex.record.reader import Recording
from fleetex.record.schema import BOOL, FLOAT, INT, LONG, SINGLE, TEXT, Column, Table
from fleetex.record.writer import Writer
from tests.record.record_samples import FOOTER, HEADER, TEXTS, batches, same, write_all

TABLE = Table("every", "", ("n",), tuple(Column(d, d, "") for d in (FLOAT, SINGLE, INT, LONG, BOOL, TEXT)))


def columns_of(count: int, word_count: int) -> tuple[dict[str, np.ndarray], list[str]]:
    rng = np.random.default_rng([count, word_count])
    words = [f"word {number} Север" for number in range(word_count)] + [""]
    columns = {
        FLOAT: rng.normal(size=count),
        SINGLE: rng.normal(size=count).astype("<f4"),
        INT: rng.integers(-(2**31), 2**31, count).astype("<i4"),
        LONG: rng.integers(-(2**63), 2**63 - 1, count),
        BOOL: (rng.random(count) < 0.3).astype("u1"),
        TEXT: rng.integers(-1, word_count, count).astype("<i4"),
    }
    columns[FLOAT][:: max(1, count // 3)] = np.nan
    return columns, words


def read(path: Path) -> dict[str, list[object]]:
    with duckdb.connect() as bound:
        answer = bound.execute(f"SELECT * FROM read_parquet('{path}')")
        names = [column[0] for column in answer.description or ()]
        return dict(zip(names, map(list, zip(*answer.fetchall(), strict=True)), strict=True))


@pytest.mark.parametrize(
    ("count", "word_count"),
    [(1, 1), (7, 2), (8, 255), (9, 256), (300, 257), (5000, 4000), (ROWS_IN_GROUP + 3, ROWS_IN_GROUP + 9)],
)
def test_another_reader_finds_every_value(tmp_path: Path, count: int, word_count: int) -> None:
    columns, words = columns_of(count, word_count)
    write_table(tmp_path / "t.parquet", TABLE, columns, words)
    found = read(tmp_path / "t.parquet")
    assert list(found) == [column.name for column in TABLE.columns]
    assert found[TEXT] == [words[place] for place in columns[TEXT].tolist()]
    assert found[BOOL] == [value == 1 for value in columns[BOOL].tolist()]
    for dtype in (FLOAT, SINGLE, INT, LONG):
        np.testing.assert_array_equal(np.array(found[dtype], columns[dtype].dtype), columns[dtype])


def test_another_reader_finds_the_types_of_the_schema(tmp_path: Path) -> None:
    columns, words = columns_of(3, 2)
    write_table(tmp_path / "t.parquet", TABLE, columns, words)
    with duckdb.connect() as bound:
        described = bound.execute(f"DESCRIBE SELECT * FROM read_parquet('{tmp_path / 't.parquet'}')").fetchall()
        pages = bound.execute(
            f"SELECT DISTINCT compression FROM parquet_metadata('{tmp_path / 't.parquet'}')"
        ).fetchall()
    assert [row[1] for row in described] == ["DOUBLE", "FLOAT", "INTEGER", "BIGINT", "BOOLEAN", "VARCHAR"]
    assert pages == [("ZSTD",)]


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_text("somebody's")
    columns, words = columns_of(1, 1)
    with pytest.raises(FileExistsError):
        write_table(tmp_path / "t.parquet", TABLE, columns, words)
    assert (tmp_path / "t.parquet").read_text() == "somebody's"


def test_what_a_writer_keeps_in_memory_is_what_it_wrote(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    for table, columns in batches():
        writer.rows(table, columns)
    writer.row("fuel", time_s=60.0, unit_id="a ship that no list names")
    writer.reached(90_000.0)
    writer.flush()
    kept = writer.recording()
    assert (kept.complete, kept.until_s) == (False, Recording.open(tmp_path).until_s)
    assert (kept.folder, dict(kept.header)["seed"]) == (tmp_path, 7)
    writer.close(FOOTER)
    closed = Recording.open(tmp_path)
    assert kept.content_hash() == closed.content_hash()
    assert all(same(kept.table(name), closed.table(name)) for name in kept.names())
    assert set(kept.table("fuel")["unit_id"]) == {*TEXTS, "a ship that no list names"}


def test_a_resumed_writer_keeps_in_memory_what_went_before(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("fuel", time_s=60.0, unit_id="before")
    writer.reached(60.0)
    writer.checkpoint("", {})
    writer.row("fuel", time_s=120.0, unit_id="lost")
    writer.leave()
    writer, _ = Writer.resume(tmp_path, sync=False)
    writer.row("fuel", time_s=120.0, unit_id="after")
    kept = writer.recording()
    assert kept.table("fuel")["unit_id"].tolist() == ["before", "after"]
    writer.close({})
    assert Recording.open(tmp_path).content_hash() == kept.content_hash()


@settings(max_examples=60, deadline=None)
@given(where=st.floats(0.0, 1.0, exclude_max=True), bit=st.integers(0, 7), name=st.sampled_from(["legs", "units"]))
def test_a_flipped_bit_anywhere_in_a_table_is_noticed(
    where: float, bit: int, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "flipped"
    if not folder.exists():
        write_all(folder)
    path = folder / f"{name}.parquet"
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[int(where * len(whole))] ^= 1 << bit
    path.write_bytes(flipped)
    try:
        with pytest.raises(RecordingError, match=rf"damaged.*{name}\.parquet"):
            Recording.open(folder).content_hash()
    finally:
        path.write_bytes(whole)


def test_a_changed_number_in_the_index_is_noticed(tmp_path: Path) -> None:
    write_all(tmp_path)
    path = tmp_path / "recording.json"
    text = path.read_text()
    assert '"seed":7' in text
    path.write_text(text.replace('"seed":7', '"seed":8'))
    with pytest.raises(RecordingError, match=r"recording\.json is damaged"):
        Recording.open(tmp_path)


def test_somebodys_file_with_a_tables_name_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "units.parquet").write_text("mine")
    with pytest.raises(RecordingError, match=r"units\.parquet.*no recording"):
        Writer.create(tmp_path, HEADER, overwrite=True, sync=False)
    assert (tmp_path / "units.parquet").read_text() == "mine"
