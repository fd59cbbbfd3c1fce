"""What could not be done is told: in the measures' own list, in the report, and in what a run says."""

from pathlib import Path

import pytest

from fleetex.cli.commands import _refused
from fleetex.measures.exercise import measure_exercise
from fleetex.measures.patrol import measure
from fleetex.measures.refusals import refusals
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.report import build_report
from fleetex.simulate import RunResult

HEADER = {"seed": 1, "start_utc": "2023-07-20T00:00:00+00:00", "end_utc": "2023-07-21T00:00:00+00:00"}


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    with Writer.create(tmp_path / "run", HEADER) as writer:
        for unit, neutral in (("alfa", False), ("bravo", False), ("trader", True), ("tramp", True)):
            writer.row("units", unit_id=unit, name=unit.title(), nation="" if neutral else "AA", neutral=neutral,
                       domain="surface", kind="merchant" if neutral else "warship")  # fmt: skip
        rows = [
            (10.0, "alfa", "", "order refused", '{"order":"FollowRoute","reason":"the place lies on land"}'),
            (20.0, "alfa", "", "order refused", '{"order":"FollowRoute","reason":"the place lies on land"}'),
            (30.0, "alfa", "G-1", "left out", '{"other":"bravo","reason":"not ready in time"}'),
            (40.0, "alfa", "G-1", "task done", "{}"),
        ]
        for number, (time_s, unit, serial, kind, told) in enumerate(rows, 1):
            writer.row("events", number=number, time_s=time_s, unit_id=unit, serial_id=serial, kind=kind, text="",
                       data=told)  # fmt: skip
        contacts = [(100.0, "trader", "tramp", 9_260.0), (500.0, "alfa", "trader", 18_520.0)]
        for time_s, unit, target, range_m in contacts:
            writer.row("contacts", time_s=time_s, unit_id=unit, sensor_id=f"{unit}/radar", target_id=target,
                       change="gained", range_m=range_m)  # fmt: skip
            writer.row("tracks", time_s=time_s, unit_id=unit, target_id=target, track=1, change="gained")
        for unit in ("alfa", "bravo"):
            writer.row("participants", serial_id="P-1", unit_id=unit, role="units")
        writer.row("serials", serial_id="P-1", number=1, kind="PATROL", title="Patrol", oce="alfa",
                   planned_start_s=0.0, planned_end_s=3600.0, start_s=0.0, end_s=3600.0, state="completed")  # fmt: skip
        writer.reached(3600.0)
        writer.close({})
    return Recording.open(tmp_path / "run")


def test_orders_refused_and_ships_left_out_are_listed_with_unit_and_reason(recording: Recording) -> None:
    found = [(row.kind, row.unit, row.serial, row.order, row.reason) for row in refusals(recording)]
    assert found == [
        ("order refused", "alfa", "", "FollowRoute", "the place lies on land"),
        ("order refused", "alfa", "", "FollowRoute", "the place lies on land"),
        ("left out", "bravo", "G-1", "", "not ready in time"),
    ]


def test_the_report_tells_each_once_and_how_often(recording: Recording) -> None:
    told = build_report(recording).split("What could not be done</h2>")[1].split("</section>")[0]
    assert told.count("the place lies on land") == 1
    assert "on passage" in told
    assert "not ready in time" in told
    assert '<td class="n">2</td>' in told


def test_a_run_says_what_could_not_be_done() -> None:
    rows = [{"unit": "alfa", "serial": "", "kind": "order refused", "order": "FollowRoute", "reason": "land"}] * 2
    rows.append({"unit": "bravo", "serial": "G-1", "kind": "left out", "order": "", "reason": "not ready"})
    result = RunResult("r", "", "", 1, "", 1.0, 1.0, 1.0, 1.0, 1.0, [], refusals=rows)
    assert _refused(result) == [
        "What could not be done:",
        "  alfa (on passage): order refused: FollowRoute, land (2 times)",
        "  bravo (G-1): left out: not ready",
    ]


def test_what_neutrals_see_of_each_other_is_no_detection(recording: Recording) -> None:
    (detected,) = [m for m in measure_exercise(recording) if m.name == "neutrals_detected"]
    assert detected.value == 1.0


def test_a_patrol_tells_how_far_off_it_first_had_a_neutral(recording: Recording) -> None:
    (serial,) = recording.rows("serials")
    (first,) = [m for m in measure(recording, serial) if m.name == "first_detection"]
    assert first.value == pytest.approx(10.0)
    assert first.text == "First detected at 10.0 nmi."
