"""A run that was cut off has no serials table yet: the programme comes from the header and the log."""

from pathlib import Path
from typing import Any

from fleetex.measures.programme import serials
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer

PLAN: dict[str, Any] = {
    "GUNEX-1": {
        "kind": "GUNEX-S", "title": "Gunnery", "start_utc": "2023-07-20T01:00:00Z", "oce": "qiqihar", "area_id": "ALFA",
        "end_utc": "2023-07-20T03:00:00+00:00", "hazard": {"live": True}, "source": ["TB", "TC"], "notional": True,
        "params": {"rounds": 4},
    },
    "NGFS-1": {"kind": "NGFS", "start_utc": "2023-07-20T04:00:00Z", "end_utc": "2023-07-20T05:00:00Z"},
    "RAS-1": {"kind": "RAS-L", "start_utc": "2023-07-20T06:00:00Z", "end_utc": "rubbish", "hazard": None},
}  # fmt: skip


def cut_off(folder: Path) -> Recording:
    header = {"start_utc": "2023-07-20T00:00:00Z", "scenario": {"serials": PLAN | {"BAD": "not a plan"}}}
    writer = Writer.create(folder, header, sync=False)
    log = {"unit_id": "qiqihar", "serial_id": "GUNEX-1"}
    writer.row("events", number=1, time_s=3600.0, kind="serial started", text="COMEX", **log)
    told = '{"state": "aborted", "reason": "range fouled"}'
    writer.row("events", number=2, time_s=5000.0, kind="serial ended", text="FINEX", data=told, **log)
    writer.row("events", number=3, time_s=5100.0, kind="serial cancelled", serial_id="NGFS-1", text="GUNEX-1 aborted")
    writer.reached(5200.0)
    writer.leave()
    return Recording.open(folder)


def test_a_cut_off_run_tells_its_programme_from_the_header_and_the_log(tmp_path: Path) -> None:
    gunex, ngfs, ras = serials(cut_off(tmp_path / "cut"))
    assert (gunex["planned_start_s"], gunex["planned_end_s"]) == (3600.0, 10800.0)
    assert (gunex["start_s"], gunex["end_s"], gunex["state"]) == (3600.0, 5000.0, "aborted")
    assert gunex["reason"] == "range fouled"
    assert gunex["live"] is True
    assert gunex["source"] == "TB, TC"
    assert (ngfs["state"], ngfs["reason"]) == ("cancelled", "GUNEX-1 aborted")
    assert ras["state"] == "planned"
    assert ras["start_s"] != ras["start_s"]
    assert ras["planned_end_s"] != ras["planned_end_s"]


def test_the_table_counts_where_it_was_written(recording: Recording) -> None:
    assert [row["number"] for row in serials(recording)] == [1, 2, 3, 4, 5, 6, 7]
