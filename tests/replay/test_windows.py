"""A recording that a page fetches by windows of time is the same recording."""

import asyncio
import gc
import math
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.replay import on_disk
from fleetex.replay.bundle import Coded, coded
from fleetex.replay.columns import Names
from fleetex.replay.on_disk import WindowedOnDisk, windowed
from fleetex.replay.windows import STREAMED, Cut, Windowed, times_of
from fleetex.serve.streaming import Streams
from tests.measures import synthetic
from tests.replay.unpacked import Unpacked, unpacked

REFERENCE = "northern-interaction-2023"


@pytest.fixture(scope="module", params=[Windowed, WindowedOnDisk])
def cut(request: pytest.FixtureRequest, shipped: dict[str, Recording]) -> Cut:
    made: Cut = request.param(shipped[REFERENCE], rows_a_window=20_000)
    return made


@pytest.fixture(scope="module")
def windows(cut: Cut) -> list[Unpacked]:
    return [unpacked(cut.window(number)) for number in range(cut.window_count)]


def test_every_row_is_in_the_window_of_its_time_and_in_no_other(
    shipped: dict[str, Recording], cut: Cut, windows: list[Unpacked]
) -> None:
    assert cut.window_count > 3
    found = dict.fromkeys(STREAMED, 0)
    for number, window in enumerate(windows):
        first, last = number == 0, number == cut.window_count - 1
        for table in cut.rows(number):
            times = times_of(table)
            assert last or (times < cut.edges_s[number + 1]).all(), table.name
            found[table.name] += int(np.count_nonzero(times >= (-math.inf if first else cut.edges_s[number])))
            assert window.head["tables"].get(table.name, {"rows": 0})["rows"] == table.row_count
    assert found == {name: len(next(iter(shipped[REFERENCE].table(name).values()))) for name in STREAMED}


def test_a_window_begins_with_where_everybody_is_and_what_everybody_holds(
    shipped: dict[str, Recording], cut: Cut, windows: list[Unpacked]
) -> None:
    recording, names = shipped[REFERENCE], unpacked(cut.still).head["names"]
    for number, window in enumerate(windows[1:], 1):
        begun_s = cut.edges_s[number]
        window.head["names"] = names
        legs = recording.table("legs")
        moving = set(legs["unit_id"][(legs["time_s"] < begun_s) & (legs["end_s"] > begun_s)])
        at_start = window.column("legs", "unit_id")[window.column("legs", "time_s") < begun_s]
        assert moving <= set(at_start)
        last: dict[tuple[str, str, str], str] = {}
        for row in recording.rows("contacts"):
            if row["time_s"] < begun_s:
                last[row["unit_id"], row["sensor_id"], row["target_id"]] = row["change"]
        held = {pair for pair, change in last.items() if change == "gained"}
        came = window.table("contacts")
        stood = came["time_s"] < begun_s - 0.1
        pairs = zip(*(came[name][stood].tolist() for name in ("unit_id", "sensor_id", "target_id")), strict=True)
        assert held == {pair for pair, change in zip(pairs, came["change"][stood].tolist(), strict=True)}
        assert set(came["change"][stood].tolist()) == {"gained"}


def test_the_still_part_tells_what_windows_there_are_and_has_none_of_their_rows(cut: Cut) -> None:
    head = unpacked(cut.still).head
    assert head["windows"] == {"edges_s": cut.edges_s, "cut": cut.cut}
    assert not set(STREAMED) & set(head["tables"])
    assert {"units", "events", "coast", "places"} <= set(head["tables"])
    with pytest.raises(IndexError):
        cut.window(cut.window_count)


def test_windows_from_disk_are_those_from_memory(shipped: dict[str, Recording]) -> None:
    recording, names = shipped[REFERENCE], Names()
    disk = WindowedOnDisk(recording, rows_a_window=20_000)
    streamed = [coded(table, dict(recording.table(table)), names) for table in STREAMED]
    memory = Cut(streamed, names, disk.edges_s, "")
    texts = [*unpacked(disk.still).head["names"], ""]
    for number in range(disk.window_count):
        for mine, due in zip(disk.rows(number), memory.rows(number), strict=True):
            assert mine.name == due.name
            assert told(mine, texts) == told(due, [*names.texts, ""]), (number, due.name)


def told(table: Coded, texts: list[str]) -> list[str]:
    """A table's rows as text, in an order of their own: codes of another list of texts sort otherwise."""
    columns = [
        [texts[code] for code in values] if name in table.texts else np.asarray(values, np.float64).tolist()
        for name, values in sorted(table.columns.items())
    ]
    return sorted(map(repr, zip(*columns, strict=True)))


def test_places_and_extent_need_few_of_the_legs(shipped: dict[str, Recording]) -> None:
    disk, memory = (unpacked(one(shipped[REFERENCE]).still) for one in (WindowedOnDisk, Windowed))
    assert disk.head["extent"] == pytest.approx(memory.head["extent"])
    assert disk.table("places")["unit_id"].tolist() == memory.table("places")["unit_id"].tolist()
    for column in ("time_s", "lat_deg", "lon_deg"):
        assert disk.table("places")[column] == pytest.approx(memory.table("places")[column])
    for name in sorted(set(memory.head["tables"]) - {"measures_so_far"}):
        assert disk.head["tables"][name]["rows"] == memory.head["tables"][name]["rows"], name


def apart(work: Coroutine[Any, Any, bytes]) -> bytes:
    """What a coroutine gives, run in a thread of its own: a browser's tests may have a loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def test_a_long_recording_stays_on_disk_and_leaves_nothing_there(
    shipped: dict[str, Recording], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert isinstance(windowed(shipped[REFERENCE]), Windowed)
    monkeypatch.setattr(on_disk, "ROWS_HELD_MAX", 1000)
    cut = windowed(shipped[REFERENCE])
    assert isinstance(cut, WindowedOnDisk)
    assert list(tmp_path.iterdir())
    del cut
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    streams, folder = Streams(), shipped[REFERENCE].folder
    assert apart(streams.part("run", folder, "0", ""))
    assert list(tmp_path.iterdir())
    streams.close()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_table_is_told_by_the_windows_from_disk(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path / "run")
    (folder / "legs.parquet").write_bytes(b"PAR1")
    with pytest.raises(RecordingError, match="damaged"):
        WindowedOnDisk(Recording.open(folder))
