"""The recordings that the page's benchmark makes are what it says they are, and it reads a trace rightly."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.replay import _thinned, longest_task_ms, repeated, rows_of
from fleetex.record.reader import Recording
from fleetex.replay.bundle import packed
from tests.measures import synthetic


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return Recording.open(synthetic.write(tmp_path_factory.mktemp("repeated")))


def test_every_unit_is_there_as_often_as_asked_and_has_its_own_way(recording: Recording, tmp_path: Path) -> None:
    copied = Recording.open(repeated(recording, tmp_path, 3))
    units, legs = copied.table("units")["unit_id"], copied.table("legs")
    assert len(units) == len(set(units)) == 3 * len(recording.table("units")["unit_id"])
    assert set(legs["unit_id"]) <= set(units)
    assert len(legs["unit_id"]) == 3 * len(recording.table("legs")["unit_id"])
    assert rows_of(copied) > 2 * rows_of(recording)
    assert copied.complete
    assert all(len(more) > len(less) for more, less in zip(packed(copied), packed(recording), strict=True))


def test_thinned_legs_run_on_to_the_next_that_stays(recording: Recording) -> None:
    legs = _thinned(dict(recording.table("legs")), 2)
    for unit in np.unique(legs["unit_id"].astype(str)):
        own = legs["unit_id"] == unit
        assert np.array_equal(legs["end_s"][own][:-1], legs["time_s"][own][1:])


def test_of_a_trace_only_the_pages_own_thread_counts() -> None:
    named = {"name": "thread_name", "pid": 1, "tid": 7, "args": {"name": "CrRendererMain"}}
    own = {"name": "RunTask", "pid": 1, "tid": 7, "dur": 12_000, "tdur": 8_000}
    other = {"name": "RunTask", "pid": 1, "tid": 8, "dur": 90_000, "tdur": 90_000}
    assert longest_task_ms([named, own, other]) == {"wall": 12.0, "cpu": 8.0}
    elsewhere = [named | {"pid": 2}, own | {"pid": 2, "dur": 80_000, "tdur": 80_000}]
    assert longest_task_ms([named, own, *elsewhere]) == {"wall": 80.0, "cpu": 80.0}
    opened = {"name": "first-picture", "pid": 1, "tid": 7}
    assert longest_task_ms([named, own, *elsewhere, opened]) == {"wall": 12.0, "cpu": 8.0}
