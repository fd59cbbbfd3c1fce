"""Positions, ranges and bearings as a query has them: those of the legs, without a second set of formulas."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from fleetex.record.errors import RecordingError
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.queries import ROWS_MAX
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer

LEG = {"accel_mps2": 0.0, "turn_degps": 0.0, "height_m": 0.0, "climb_mps": 0.0, "line": "geodesic"}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Two ships that part; the second comes into play after 100 s and leaves it after 900 s."""
    folder = tmp_path_factory.mktemp("two")
    writer = Writer.create(folder, {"names": []}, sync=False)
    for unit_id in ("alpha", "bravo"):
        writer.row("units", unit_id=unit_id)
    for unit_id, number, time_s, end_s, course_deg, turn_degps in (
        ("alpha", 0, 0.0, 300.0, 45.0, 0.0),
        ("alpha", 1, 300.0, 1200.0, 45.0, 0.1),
        ("bravo", 0, 100.0, 900.0, 210.0, 0.0),
    ):
        leg = {**LEG, "time_s": time_s, "end_s": end_s, "lat_deg": 39.0, "lon_deg": 179.99, "course_deg": course_deg}
        writer.row("legs", unit_id=unit_id, leg=number, **{**leg, "speed_mps": 9.0, "turn_degps": turn_degps})
    writer.reached(1200.0)
    writer.close({})
    return Recording.open(folder)


def test_a_query_has_the_positions_of_the_legs(recording: Recording) -> None:
    names, rows = recording.sql("SELECT * FROM positions('alpha', 60)")
    assert names == ["unit_id", "time_s", "lat_deg", "lon_deg", "course_deg", "speed_mps", "height_m"]
    times_s = np.arange(0.0, 1201.0, 60.0)
    where = positions(recording, "alpha", times_s)
    assert {row[0] for row in rows} == {"alpha"}
    due = np.column_stack((times_s, where.lat_deg, where.lon_deg, where.course_deg, where.speed_mps, where.height_m))
    assert np.array_equal(np.array([row[1:] for row in rows]), due)


def test_a_unit_has_positions_while_it_is_in_play(recording: Recording) -> None:
    _, rows = recording.sql("SELECT time_s FROM positions('bravo', 60)")
    assert [row[0] for row in rows] == [float(time_s) for time_s in range(120, 901, 60)]


def test_a_star_is_every_unit(recording: Recording) -> None:
    _, rows = recording.sql("SELECT unit_id, count(*) FROM positions('*', 60) GROUP BY unit_id ORDER BY unit_id")
    assert rows == [("alpha", 21), ("bravo", 14)]


def test_each_unit_of_a_table_may_be_asked(recording: Recording) -> None:
    query = "SELECT u.unit_id, count(*) FROM units u, positions(u.unit_id, 60) GROUP BY ALL ORDER BY ALL"
    assert recording.sql(query)[1] == [("alpha", 21), ("bravo", 14)]


def test_range_and_bearing_are_those_of_the_geodesic_across_180(recording: Recording) -> None:
    query = """
        SELECT range_m(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg),
          bearing_deg(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg)
        FROM positions('alpha', 60) a JOIN positions('bravo', 60) b USING (time_s) WHERE time_s = 600
    """
    a, b = (positions(recording, name, 600.0) for name in ("alpha", "bravo"))
    range_m, bearing_deg = ranges_and_bearings(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg)
    assert recording.sql(query)[1] == [(float(range_m[0]), float(bearing_deg[0]))]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * FROM positions('charlie', 60)", "there is no unit charlie; there are alpha, bravo, and '*' for all"),
        ("SELECT * FROM positions('alpha', -1)", "seconds from one row to the next are due"),
        (f"SELECT * FROM positions('alpha', {1200.0 / ROWS_MAX / 2.0})", "more than 2,000,000 rows"),
    ],
)
def test_what_cannot_be_answered_is_told_in_plain_words(recording: Recording, query: str, says: str) -> None:
    with pytest.raises(RecordingError, match="the query failed: positions: ") as refused:
        recording.sql(query)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_deletion_hidden_in_a_query_is_refused_and_deletes_nothing(recording: Recording) -> None:
    with pytest.raises(RecordingError, match="one SELECT is due"):
        recording.sql("WITH gone AS (DELETE FROM units RETURNING *) SELECT count(*) FROM gone")
    assert recording.sql("SELECT count(*) FROM units")[1] == [(2,)]


def test_a_program_that_asks_and_ends_says_nothing_of_its_own(recording: Recording) -> None:
    program = (
        "from pathlib import Path; from fleetex.record.reader import Recording\n"
        f"recording = Recording.open(Path({str(recording.folder)!r}))\n"
        "print(len(recording.sql(\"SELECT * FROM positions('*', 60)\")[1]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert (ran.stdout, ran.stderr) == ("35\n", "")


def test_a_query_has_what_the_header_says(tmp_path: Path) -> None:
    """One row; what a header lacks, or has in another shape, is null."""
    told = {"id": "two", "names": ["Two", "Deux"], "zone": "UTC+08:00"}
    header = {"names": [], "seed": 7, "start_utc": "2023-07-20T08:00:00+08:00", "scenario": {"exercise": told}}
    for folder, said in (("whole", header), ("bare", {"names": [], "seed": "seven", "start_utc": 5})):
        writer = Writer.create(tmp_path / folder, said, sync=False)
        writer.row("messages", sent_s=90.0, heard_s=91.0, number=1, from_id="alpha", to_id="bravo")
        writer.reached(1200.0)
        writer.close({})
    asked = "SELECT id, name, zone, seed, start_utc, until_s, complete, aim FROM exercise"
    _, rows = Recording.open(tmp_path / "whole").sql(asked)
    assert rows == [("two", "Two", "UTC+08:00", 7, datetime(2023, 7, 20), 1200.0, True, None)]
    said_utc = "SELECT start_utc + to_seconds(sent_s) FROM messages, exercise"
    assert Recording.open(tmp_path / "whole").sql(said_utc)[1] == [(datetime(2023, 7, 20, 0, 1, 30),)]
    assert Recording.open(tmp_path / "bare").sql(asked)[1] == [(None, None, None, None, None, 1200.0, True, None)]
