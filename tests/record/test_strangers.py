"""A recording or a query from a stranger executes nothing, reaches nothing, and is refused in plain words."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from fleetex.record.errors import RecordingError
from fleetex.record.frames import PROLOGUE, FrameKind, checkpoint_payload, described, frame_bytes
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.record.writer import Writer, finish_close
from tests.record.record_samples import HEADER, write_all


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_all(folder)
    return folder


@pytest.fixture
def closed(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "run")


@pytest.fixture(scope="module")
def asked(written: Path) -> Recording:
    return Recording.open(written)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('{folder}/units.parquet')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
        "COPY (SELECT 1) TO '{folder}/units.parquet'",
        "COPY (SELECT 1) TO '{folder}/new.csv'",
        "ATTACH '{folder}/new.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "PRAGMA database_list",
        "EXPORT DATABASE '{folder}'",
        "DROP TABLE units",
        "INSERT INTO units (unit_id) VALUES ('ghost')",
        "UPDATE units SET name = 'ghost'",
        "CREATE TABLE ghost AS SELECT 1",
        "SELECT 1; SELECT 2",
        "WITH gone AS (DELETE FROM units RETURNING *) SELECT count(*) FROM gone",
        "WITH new AS (INSERT INTO units SELECT * FROM units RETURNING *) SELECT count(*) FROM new",
        "EXPLAIN ANALYZE DELETE FROM units",
        "EXPLAIN SELECT 1",
        "PRAGMA table_info('units')",
        "BEGIN",
        "COMMIT",
        "SELECT * FROM positions('nobody', 60)",
        "SELECT * FROM positions('*', 0)",
        "SELECT * FROM positions('*', 'nan'::DOUBLE)",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/new.csv'",
        "PREPARE p AS DROP TABLE units",
        "SELECT * FROM query",
        "SELECT * FROM secret_values",
        "SELECT getenv('HOME')",
        "CALL pragma_version()",
        "",
        "SELEKT 1",
    ],
)
def test_a_query_reaches_no_file_no_network_no_setting_and_no_variable(
    asked: Recording, tmp_path: Path, query: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    secret_values = {"value": np.arange(3)}
    assert len(secret_values) == 1
    before = {path.name: path.read_bytes() for path in asked.folder.iterdir()}
    with pytest.raises(RecordingError):
        asked.sql(query.format(secret=secret, folder=asked.folder))
    assert {path.name: path.read_bytes() for path in asked.folder.iterdir()} == before
    assert asked.sql("SELECT count(*) FROM units")[1] == [(80,)]


def test_a_query_sees_the_same_tables_in_a_journal_and_in_parquet(asked: Recording, tmp_path: Path) -> None:
    write_all(tmp_path, close=False)
    unfinished = Recording.open(tmp_path)
    for query in (
        "SELECT unit_id, count(*) AS n, sum(CAST(neutral AS int)) FROM units GROUP BY unit_id ORDER BY unit_id",
        "SHOW TABLES",
        "DESCRIBE legs",
        "WITH a AS (SELECT * FROM legs) SELECT max(time_s) FROM a WHERE NOT isnan(time_s)",
        "FROM events SELECT count(*)",
        "SUMMARIZE magazines",
    ):
        names, rows = asked.sql(query)
        assert (names, rows) == unfinished.sql(query)
        assert rows
    assert [row[0] for row in unfinished.sql("SHOW TABLES")[1]] == sorted([*TABLES, "exercise"])


def test_a_query_sees_the_types_of_the_schema(asked: Recording) -> None:
    types = {row[0]: row[1] for row in asked.sql("DESCRIBE tracks")[1]}
    assert types["time_s"] == "DOUBLE"
    assert types["course_deg"] == "FLOAT"
    assert types["track"] == "INTEGER"
    assert types["unit_id"] == "VARCHAR"


@pytest.mark.parametrize("name", ["run [1]", "a*b?c", "it's {x}", "Север\nline", "s3:", "%d$HOME~"])
def test_folders_with_awkward_names_work(tmp_path: Path, name: str) -> None:
    for folder, ship in ((tmp_path / "a1b2c", "other"), (tmp_path / name, "mine")):
        writer = Writer.create(folder, HEADER, sync=False)
        writer.row("units", unit_id=ship)
        writer.close({})
    assert Recording.open(tmp_path / name).table("units")["unit_id"].tolist() == ["mine"]


def change(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    closed = json.loads(path.read_text())
    del closed["crc32"]  # who changes the file on purpose can leave it out
    change(closed)
    path.write_text(json.dumps(closed))


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda c: c.update(format="something"), "not a fleetex recording"),
        (lambda c: c.update(format_version=2), "install a newer"),
        (lambda c: c.update(schema=9, readable_by=9), "asks for a reader of schema 9"),
        (lambda c: c.pop("readable_by"), "which recording schema"),
        (lambda c: c.pop("header"), "no header"),
        (lambda c: c.update(tables=3), "does not describe its tables"),
        (lambda c: c["tables"][0].update(name="../../etc/passwd"), "does not describe its tables"),
        (lambda c: c["tables"][0].update(name='units"; DROP TABLE legs; --'), "does not describe its tables"),
        (lambda c: c["tables"][0]["columns"].append(['x" FROM y', "f8"]), "does not describe its tables"),
        (lambda c: c["tables"][0]["columns"].append(["x", "object"]), "does not describe its tables"),
        (lambda c: c["tables"][0].update(columns=[]), "does not describe its tables"),
        (lambda c: c["tables"][0].pop("rows"), "how many rows"),
        (lambda c: c["tables"][0].update(rows=79), "80 rows, 79 are due"),
        (lambda c: c["tables"][0]["columns"].append(["ghost", "f8"]), "units.parquet"),
        (lambda c: c["tables"][0]["columns"].__setitem__(0, ["unit_id", "f8"]), "units.parquet"),
    ],
)
def test_a_false_index_is_refused(closed: Path, damage: Callable[[dict[str, Any]], None], word: str) -> None:
    change(closed / "recording.json", damage)
    with pytest.raises(RecordingError, match=word):
        Recording.open(closed).table("units")


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    for path, word in (
        (tmp_path, "holds no recording"),
        (tmp_path / "file", "not a folder"),
        (tmp_path / "nowhere", "holds no recording"),
    ):
        with pytest.raises(RecordingError, match=word):
            Recording.open(path)


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}'])
@pytest.mark.parametrize("name", ["recording.json", "journal.bin"])
def test_an_index_or_journal_of_rubbish_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordingError):
        Recording.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 50 + b"PAR1"])
def test_a_damaged_table_is_refused(closed: Path, content: bytes) -> None:
    (closed / "legs.parquet").write_bytes(content)
    recording = Recording.open(closed)
    with pytest.raises(RecordingError, match=r"damaged.*legs\.parquet"):
        recording.table("legs")
    with pytest.raises(RecordingError, match=r"legs\.parquet"):
        recording.content_hash()
    assert len(recording.table("units")["unit_id"]) == 80


def test_a_missing_table_file_is_refused(closed: Path) -> None:
    (closed / "legs.parquet").unlink()
    with pytest.raises(RecordingError, match=r"legs\.parquet is missing"):
        Recording.open(closed).table("legs")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes by POSIX means")
def test_a_pipe_in_place_of_a_file_does_not_hang_the_reader(closed: Path) -> None:
    (closed / "legs.parquet").unlink()
    os.mkfifo(closed / "legs.parquet")
    with pytest.raises(RecordingError, match="missing"):
        Recording.open(closed).table("legs")
    os.mkfifo(closed / "journal.bin")
    with pytest.raises(RecordingError, match="not a file"):
        Recording.open(closed)


def test_a_link_in_place_of_the_journal_is_never_written_through(tmp_path: Path) -> None:
    write_all(tmp_path / "mine", close=False)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    journal = tmp_path / "mine" / "journal.bin"
    before = journal.read_bytes()
    (theirs / "journal.bin").symlink_to(journal)
    for attempt in (
        lambda: Writer.resume(theirs),
        lambda: finish_close(theirs),
        lambda: Writer.create(theirs, HEADER, overwrite=True),
    ):
        with pytest.raises(RecordingError, match="cannot be written"):
            attempt()
    assert journal.read_bytes() == before


def _checkpoint() -> bytes:
    return b"".join(checkpoint_payload("text", {"a": np.arange(3)}))


def journal_of(*later: bytes, tables: Any = None, header: Any = None, **start: Any) -> bytes:
    first: dict[str, Any] = {
        "schema": 1,
        "readable_by": 1,
        "tables": described(TABLES) if tables is None else tables,
        "header": {"names": ["a"]} if header is None else header,
        **start,
    }
    return PROLOGUE + frame_bytes(FrameKind.HEADER, json.dumps(first).encode()) + b"".join(later)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (PROLOGUE, "before the end of its header"),
        (PROLOGUE + frame_bytes(FrameKind.FOOTER, b"{}"), "before the end of its header"),
        (PROLOGUE[:8] + b"\x02\x00\x00\x00" + PROLOGUE[12:], "reads up to 1"),
        (journal_of(readable_by=2), "reader of schema 2"),
        (journal_of(header=[]), "no header"),
        (journal_of(header={"names": [1]}), "names are not a list of texts"),
        (journal_of(tables=[{"name": "x"}]), "does not describe its tables"),
        (journal_of(frame_bytes(FrameKind.ROWS, b"", table=999)), "does not hold what it says"),
        (journal_of(frame_bytes(FrameKind.ROWS, b"1234", table=0, count=2**32 - 1)), "does not hold what it says"),
        (journal_of(frame_bytes(FrameKind.NAMES, b'{"names": [{}]}', count=1)), "does not hold what it says"),
        (journal_of(frame_bytes(FrameKind.NAMES, b'{"names": []}', count=7)), "does not hold what it says"),
        (journal_of(frame_bytes(FrameKind.REACHED, b"")), "does not hold what it says"),
        (journal_of(frame_bytes(FrameKind.FOOTER, b"3")), "JSON object is due"),
        (
            journal_of(
                frame_bytes(FrameKind.ROWS, np.full(2, 5, "<i4").tobytes(), count=2),
                tables=[{"name": "units", "key": [], "columns": [["unit_id", "text"]]}],
            ),
            "code without a name",
        ),
    ],
)
def test_a_journal_that_lies_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    (tmp_path / "journal.bin").write_bytes(content)
    with pytest.raises(RecordingError, match=word):
        Recording.open(tmp_path).table("units")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xff\xff\x7f{}",
        _checkpoint()[:-1],
        _checkpoint().replace(b"<i8", b"|O8"),
        _checkpoint().replace(b"[3]", b"[9]"),
        _checkpoint().replace(b"[3]", b"-30"),
    ],
)
def test_a_checkpoint_that_lies_is_refused_and_stays_as_it_is(tmp_path: Path, payload: bytes) -> None:
    content = journal_of(frame_bytes(FrameKind.CHECKPOINT, payload))
    (tmp_path / "journal.bin").write_bytes(content)
    with pytest.raises(RecordingError, match="checkpoint is damaged"):
        Writer.resume(tmp_path)
    assert (tmp_path / "journal.bin").read_bytes() == content


def test_a_journal_of_another_version_is_read_but_not_gone_on_with(tmp_path: Path) -> None:
    """A later schema that only adds: what it adds is there, what it leaves out is missing."""
    tables = [
        {"name": "units", "key": ["unit_id"], "columns": [["unit_id", "text"], ["masts", "i4"]]},
        {"name": "kites", "key": ["kite"], "columns": [["kite", "i4"]]},
    ]
    units = np.array([0, 0], "<i4").tobytes() + np.array([3, 2], "<i4").tobytes()
    rows = frame_bytes(FrameKind.ROWS, units, table=0, count=2)
    kites = frame_bytes(FrameKind.ROWS, np.array([9], "<i4").tobytes(), table=1, count=1)
    unknown = frame_bytes(99, b"later")  # type: ignore[arg-type]
    later = {"tables": tables, "schema": 4, "readable_by": 1}
    (tmp_path / "journal.bin").write_bytes(journal_of(unknown, rows, kites, **later))
    recording = Recording.open(tmp_path)
    assert recording.table("units")["masts"].tolist() == [2, 3]
    assert recording.table("units")["name"].tolist() == ["", ""]
    assert recording.table("kites")["kite"].tolist() == [9]
    assert recording.sql("SELECT sum(masts), max(kite) FROM units, kites")[1] == [(5, 9)]
    assert len(recording.table("legs")["leg"]) == 0
    with pytest.raises(RecordingError, match="another version"):
        Writer.resume(tmp_path)
    (tmp_path / "journal.bin").write_bytes(journal_of(rows, kites, frame_bytes(FrameKind.FOOTER, b"{}"), **later))
    journal_hash = Recording.open(tmp_path).content_hash()
    assert finish_close(tmp_path)
    assert Recording.open(tmp_path).content_hash() == journal_hash
    assert Recording.open(tmp_path).header["names"] == ["a"]


def test_nulls_of_a_foreign_writer_are_missing_values(closed: Path) -> None:
    path = closed / "magazines.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * FROM (VALUES (NULL::DOUBLE, NULL::VARCHAR, 'a', NULL::INTEGER))"
            f" AS t(time_s, unit_id, mount_id, rounds)) TO '{path}' (FORMAT parquet)"
        ).fetchall()

    def describe_it(recording: dict[str, Any]) -> None:
        table = next(table for table in recording["tables"] if table["name"] == "magazines")
        table["rows"] = 1
        del table["crc32"]  # another program's file

    change(closed / "recording.json", describe_it)
    row = Recording.open(closed).rows("magazines")[0]
    assert np.isnan(row.pop("time_s"))
    assert row == {"unit_id": "", "mount_id": "a", "rounds": 0}
