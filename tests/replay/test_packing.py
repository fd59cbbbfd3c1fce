"""A packed recording says what the recording says."""

import math
from pathlib import Path

import numpy as np
import pytest

from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.replay.bundle import packed
from fleetex.replay.columns import Columns, Names, quanta_of, rounded_mantissa
from fleetex.replay.tables import FIRST, PACKED
from tests.measures import synthetic
from tests.replay.conftest import SHIPPED
from tests.replay.unpacked import Unpacked, joined, unpacked


@pytest.fixture(scope="module")
def recording(synthetic_folder: Path) -> Recording:
    return Recording.open(synthetic_folder)


def both(recording: Recording) -> Unpacked:
    return joined(*map(unpacked, packed(recording)))


@pytest.fixture(scope="module")
def page(recording: Recording) -> Unpacked:
    return both(recording)


def test_tables_and_columns_bear_the_recordings_names() -> None:
    for name, packing in PACKED.items():
        columns = {column.name for column in TABLES[name].columns}
        assert set(packing.order) | packing.without | {column for column, _ in packing.quanta} <= columns


def test_every_packed_table_with_rows_comes_out_with_all_of_them(recording: Recording, page: Unpacked) -> None:
    for name in PACKED:
        rows = recording.table(name)
        count = len(next(iter(rows.values())))
        if name != "coast":
            assert page.head["tables"].get(name, {"rows": 0})["rows"] == count, name


def test_what_the_first_picture_needs_comes_first_and_the_rest_has_tables_alone(recording: Recording) -> None:
    first, rest = map(unpacked, packed(recording))
    assert set(first.head["tables"]) <= {*FIRST, "world"}
    assert {"units", "legs", "serials", "coast", "world"} <= set(first.head["tables"])
    assert not set(rest.head["tables"]) & set(first.head["tables"])
    assert set(rest.head) == {"format", "format_version", "rest", "tables"}


def test_texts_truths_and_numbers_come_back(recording: Recording, page: Unpacked) -> None:
    for name, quantum in (("shots", 1e-3), ("serials", 1e-3), ("units", 1e-3)):
        ours, theirs = recording.table(name), page.table(name)
        first = np.argsort(ours["time_s"] if "time_s" in ours else np.arange(len(next(iter(ours.values())))))
        order = {"serials": np.argsort(ours.get("number", first), kind="stable")}.get(name, first)
        for column, values in theirs.items():
            expected = ours[column][order]
            if expected.dtype == object or expected.dtype == bool:
                assert values.tolist() == expected.tolist(), (name, column)
            else:
                assert np.allclose(values, expected, rtol=1e-6, atol=quantum, equal_nan=True), (name, column)


def test_the_header_says_who_when_and_where(page: Unpacked) -> None:
    head = page.head
    assert (head["format"], head["format_version"], head["schema"]) == ("fleetex replay", 1, 1)
    assert head["start_utc"] == "2023-07-20T00:00:00+00:00"
    assert head["end_s"] == 36 * 3600.0
    assert head["until_s"] == synthetic.END_S
    assert head["complete"] is True
    assert head["disclaimer"] == "training aid, not a range-safety product"
    assert head["scenario"]["zone"] == {"text": "UTC+08:00", "offset_s": 28800}
    assert head["scenario"]["title"] == "Northern/Interaction-2023"
    assert head["scenario"]["nations"] == {"CN": "China", "RU": "Russia"}


def test_a_run_that_was_cut_off_is_packed_as_far_as_it_got(tmp_path: Path) -> None:
    page = both(Recording.open(synthetic.write(tmp_path / "cut", finish=False)))
    assert page.head["complete"] is False
    assert page.head["tables"]["legs"]["rows"] > 0
    assert page.head["tables"]["serials"]["rows"] > 0 or "serials" not in page.head["tables"]


def test_packing_twice_gives_the_same_bytes(recording: Recording) -> None:
    assert packed(recording) == packed(recording)


def test_the_world_and_the_coast_are_closed_rings(page: Unpacked) -> None:
    for name, least in (("world", 100), ("coast", 1)):
        rows = page.table(name)
        rings = np.flatnonzero(np.diff(rows["ring"], prepend=-1))
        assert len(rings) >= least
        for start, end in zip(rings, [*rings[1:], len(rows["ring"])], strict=True):
            assert (rows["lat_deg"][start], rows["lon_deg"][start]) == (
                rows["lat_deg"][end - 1],
                rows["lon_deg"][end - 1],
            )


@pytest.mark.parametrize("name", SHIPPED)
def test_the_rows_of_one_track_or_unit_lie_together_in_time(shipped: dict[str, Recording], name: str) -> None:
    page = both(shipped[name])
    for table, told in page.head["tables"].items():
        if not told["order"] or told["order"][-1] != "time_s":
            continue
        rows = page.table(table)
        *group, time = (rows[column] for column in told["order"])
        keys = list(zip(*(column.tolist() for column in group), strict=True)) if group else [()] * told["rows"]
        begun = [row for row in range(told["rows"]) if row == 0 or keys[row] != keys[row - 1]]
        assert len(begun) == len(set(keys)), f"{table}: a run is broken"
        steps = np.diff(time)
        steps[[row - 1 for row in begun if row]] = 0.0
        assert steps.min(initial=0.0) >= 0.0, table


def test_differences_and_planes_hold_extremes() -> None:
    columns = Columns()
    values = np.array([2**31 - 1, -(2**31), 0, -1, 2**31 - 1], np.int32)
    told = columns.add(values, {"type": "i32"}, delta=True)
    page = Unpacked({"tables": {"t": {"rows": 5, "columns": {"a": told}}}, "names": []}, b"".join(columns.pieces))
    assert page.column("t", "a").tolist() == values.tolist()


def test_what_has_no_room_in_quanta_is_left_as_it_is() -> None:
    assert quanta_of(np.array([3e6]), 1e-3) is None
    assert quanta_of(np.array([math.inf]), 1e-3) is None
    counted = quanta_of(np.array([math.nan, -0.0015, 1.0]), 1e-3)
    assert counted is not None
    assert counted.tolist() == [-(2**31), -2, 1000]


def test_a_rounded_mantissa_is_right_to_its_bits_and_keeps_nan_and_infinity() -> None:
    values = np.array([1234.567, -0.001, 0.0, math.nan, math.inf, 3e38], np.float32)
    rounded = rounded_mantissa(values, 7)
    assert np.allclose(rounded[:3], values[:3], rtol=2**-8)
    assert math.isnan(rounded[3])
    assert rounded[4] == math.inf


def test_codes_are_given_in_order_of_appearance_and_the_empty_text_has_none() -> None:
    names = Names()
    assert names.codes(["b", "", "a", "b"]).tolist() == [0, -1, 1, 0]
    assert names.texts == ["b", "a"]
