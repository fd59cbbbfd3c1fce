"""A collision or a near miss stands under the report's headline, not in a table alone."""

from pathlib import Path
from typing import Any

import pytest

from fleetex.record.positions import offset
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.report import build_report
from tests.report.reading_html import Page

START = "2023-07-20T00:00:00Z"
Row = tuple[str, dict[str, Any]]


def side_by_side(apart_m: float, kind: str = "MANEX", domain: str = "surface", role: str = "unit") -> list[Row]:
    """Two ships on parallel courses in a serial from 100 s to 200 s, each 100 m by 20 m, logged at 150 s."""
    lat, lon = (float(value) for value in offset(20.0, 130.0, 90.0, apart_m))
    common = {"time_s": 0.0, "end_s": 300.0, "speed_mps": 5.0, "course_deg": 0.0, "turn_degps": 0.0, "accel_mps2": 0.0}
    ship = {"length_m": 100.0, "beam_m": 20.0, "domain": domain, "side": "blue"}
    told = f'{{"range_m":{apart_m},"at_s":150.0}}'
    return [
        ("units", {"unit_id": "alfa", "name": "Alfa", "kind": "warship", **ship}),
        ("units", {"unit_id": "bravo", "name": "Bravo", "kind": "target" if role == "target" else "warship", **ship}),
        ("serials", {"serial_id": "S", "number": 1, "kind": kind, "start_s": 100.0, "end_s": 200.0}),
        ("participants", {"serial_id": "S", "unit_id": "alfa", "role": "tug" if role == "target" else "unit"}),
        ("participants", {"serial_id": "S", "unit_id": "bravo", "role": role}),
        ("legs", {"unit_id": "alfa", "leg": 1, "lat_deg": 20.0, "lon_deg": 130.0, **common}),
        ("legs", {"unit_id": "bravo", "leg": 1, "lat_deg": lat, "lon_deg": lon, **common}),
        (
            "events",
            {
                "number": 1,
                "time_s": 150.0,
                "kind": "closest approach",
                "unit_id": "bravo",
                "other_id": "alfa",
                "data": told,
            },
        ),
    ]


def summary(folder: Path, rows: list[Row]) -> str:
    writer = Writer.create(folder, {"start_utc": START}, sync=False)
    for table, values in rows:
        writer.row(table, **values)
    writer.close({})
    return Page(build_report(Recording.open(folder))).section("summary")


@pytest.mark.parametrize("kind", ["MANEX", "RAS-L"])
def test_ships_whose_sides_met_are_named_under_the_headline(tmp_path: Path, kind: str) -> None:
    told = summary(tmp_path, side_by_side(12.0, kind))
    assert "Collision. Alfa and Bravo touched at 20 Jul 00:02Z, during S. Closest approaches" in told


def test_ships_nearer_than_half_of_both_lengths_are_a_near_miss(tmp_path: Path) -> None:
    told = summary(tmp_path, side_by_side(60.0))
    assert "Near miss. Alfa and Bravo passed within 60 m at 20 Jul 00:02Z, during S." in told


@pytest.mark.parametrize(
    "rows",
    [
        side_by_side(60.0, "RAS-L"),
        side_by_side(101.0),
        side_by_side(10.0, domain="air"),
        side_by_side(10.0, "GUNEX-S", role="target"),
    ],
)
def test_ships_alongside_far_off_in_the_air_or_in_tow_are_no_incident(tmp_path: Path, rows: list[Row]) -> None:
    told = summary(tmp_path, rows)
    assert "Near miss" not in told
    assert "Collision" not in told


def test_of_many_incidents_the_worst_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = side_by_side(60.0)
    ship = {"length_m": 100.0, "beam_m": 20.0, "domain": "surface", "side": "blue", "kind": "warship"}
    for number in range(2, 10):
        rows.append(("units", {"unit_id": f"u{number}", "name": f"U{number}", **ship}))
        event = {"number": number, "time_s": 10.0, "kind": "closest approach", "unit_id": "alfa"}
        rows.append(("events", {**event, "other_id": f"u{number}", "data": '{"range_m": 70.0}'}))
    told = summary(tmp_path, rows)
    assert told.count("Near miss") == 6
    assert "And more. 3 more such approaches are in the recording." in told
