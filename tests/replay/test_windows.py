"""A recording that a page fetches by windows of time is the same recording."""

import math

import numpy as np
import pytest

from fleetex.record.reader import Recording
from fleetex.replay.windows import STREAMED, Windowed, times_of
from tests.replay.unpacked import Unpacked, unpacked

REFERENCE = "northern-interaction-2023"


@pytest.fixture(scope="module")
def cut(shipped: dict[str, Recording]) -> Windowed:
    return Windowed(shipped[REFERENCE], rows_a_window=20_000)


@pytest.fixture(scope="module")
def windows(cut: Windowed) -> list[Unpacked]:
    return [unpacked(cut.window(number)) for number in range(cut.window_count)]


def test_every_row_is_in_the_window_of_its_time_and_in_no_other(
    shipped: dict[str, Recording], cut: Windowed, windows: list[Unpacked]
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
    shipped: dict[str, Recording], cut: Windowed, windows: list[Unpacked]
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


def test_the_still_part_tells_what_windows_there_are_and_has_none_of_their_rows(cut: Windowed) -> None:
    head = unpacked(cut.still).head
    assert head["windows"] == {"edges_s": cut.edges_s, "cut": cut.cut}
    assert not set(STREAMED) & set(head["tables"])
    assert {"units", "events", "coast", "places"} <= set(head["tables"])
    with pytest.raises(IndexError):
        cut.window(cut.window_count)
