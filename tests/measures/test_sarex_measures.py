"""SAREX from the recording alone: two lanes steamed, a raft that drifts east, found between them."""

import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from fleetex.measures import sarex
from fleetex.measures.values import Measure
from fleetex.record.positions import offset
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.units import NMI_M

HOUR_S = 3600.0
LAID_S, BEGUN_S = 1.0 * HOUR_S, 2.0 * HOUR_S
SPEED_MPS, DRIFT_MPS = 5.0, 0.25
LANE_M = SPEED_MPS * HOUR_S
STEP_M = 4_000.0
SIDE_M = 20_000.0
MIDDLE = (40.0, 133.0)


def leg(writer: Writer, unit: str, number: int, span: tuple[float, float], east_m: float, north_m: float,
        course_deg: float, speed_mps: float) -> None:  # fmt: skip
    lat, lon = offset(*MIDDLE, 90.0, east_m)
    lat, lon = offset(float(lat), float(lon), 0.0, north_m)
    writer.row("legs", unit_id=unit, leg=number, time_s=span[0], end_s=span[1], lat_deg=float(lat), lon_deg=float(lon),
               course_deg=course_deg, speed_mps=speed_mps, accel_mps2=0.0, turn_degps=0.0, height_m=0.0, climb_mps=0.0,
               line="geodesic")  # fmt: skip


def sail(writer: Writer) -> None:
    """North up one lane, across by STEP_M, south down the next; the raft drifts east from 3 km off the middle."""
    across_s = STEP_M / SPEED_MPS
    west, low = -0.5 * STEP_M, -0.5 * LANE_M
    leg(writer, "wing", 0, (0.0, BEGUN_S), west, low, 0.0, 0.0)
    leg(writer, "wing", 1, (BEGUN_S, BEGUN_S + HOUR_S), west, low, 0.0, SPEED_MPS)
    leg(writer, "wing", 2, (BEGUN_S + HOUR_S, BEGUN_S + HOUR_S + across_s), west, -low, 90.0, SPEED_MPS)
    down_s = BEGUN_S + HOUR_S + across_s
    leg(writer, "wing", 3, (down_s, down_s + HOUR_S), -west, -low, 180.0, SPEED_MPS)
    leg(writer, "wing", 4, (down_s + HOUR_S, 6.0 * HOUR_S), -west, low, 180.0, 0.0)
    leg(writer, "raft", 0, (0.0, 6.0 * HOUR_S), 3_000.0, 0.0, 90.0, DRIFT_MPS)
    leg(writer, "lead", 0, (0.0, 6.0 * HOUR_S), 0.0, -30_000.0, 0.0, 0.0)
    phases = ((0.0, "waiting"), (LAID_S, "to her part"), (BEGUN_S, "searching"), (down_s + HOUR_S, "part searched"))
    for time_s, phase in phases:
        writer.row("phases", time_s=time_s, unit_id="wing", serial_id="SAREX-1", phase=phase)


def write(folder: Path) -> Recording:
    header = {"version": "0.1.0", "seed": 1, "start_utc": "2023-07-20T00:00:00+00:00", "names": []}
    writer = Writer.create(folder, header, sync=False)
    for unit, kind, role in (("lead", "warship", "osc"), ("wing", "warship", "search"), ("raft", "target", "datum")):
        writer.row("units", unit_id=unit, name=unit.title(), nation="CN", side="blue", kind=kind, domain="surface",
                   neutral=False, length_m=150.0, beam_m=17.0)  # fmt: skip
        writer.row("participants", serial_id="SAREX-1", unit_id=unit, role=role)
    sail(writer)
    told: dict[str, Any] = {"lat_deg": MIDDLE[0], "lon_deg": MIDDLE[1]}
    laid = {**told, "search": 1, "radius_m": SIDE_M / 2.0, "spacing_m": STEP_M, "sweep_width_m": 6_000.0, "ships": 1,
            "pattern": "parallel track", "along_deg": 0.0, "at_s_at": 2.0 * HOUR_S}  # fmt: skip
    events = [
        (LAID_S, "lead", "distress heard", {**told, "adrift_s": HOUR_S, "set_deg": 90.0, "drift_mps": DRIFT_MPS}),
        (LAID_S, "lead", "search laid", laid),
        (BEGUN_S, "wing", "on search", {"search": 1, "way_m": 40_000.0, "spacing_m": STEP_M}),
        (4.5 * HOUR_S, "wing", "recovered", {"other": "raft", "seconds": 4.5 * HOUR_S}),
    ]
    for number, (time_s, unit, kind, values) in enumerate(events, 1):
        writer.row("events", number=number, time_s=time_s, unit_id=unit, serial_id="SAREX-1", kind=kind, text="",
                   data=json.dumps(values))  # fmt: skip
    writer.row("contacts", time_s=2.5 * HOUR_S, unit_id="wing", sensor_id="wing/eyes", target_id="raft",
               change="gained", range_m=5_000.0)  # fmt: skip
    writer.row("serials", serial_id="SAREX-1", number=1, kind="SAREX", title="Search", oce="lead", planned_start_s=0.0,
               planned_end_s=6.0 * HOUR_S, start_s=0.0, end_s=5.0 * HOUR_S, state="completed")  # fmt: skip
    writer.reached(6.0 * HOUR_S)
    writer.close({})
    return Recording.open(folder)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return write(tmp_path_factory.mktemp("sarex") / "run")


@pytest.fixture(scope="module")
def found(searched: Recording) -> dict[str, Measure]:
    (serial,) = searched.rows("serials")
    return {measure.name: measure for measure in sarex.measure(searched, serial)}


def test_times_run_from_the_report(found: dict[str, Measure]) -> None:
    assert found["time_to_report"].value == HOUR_S
    assert found["time_to_detection"].value == 1.5 * HOUR_S
    assert found["detection_range"].value == pytest.approx(5_000.0 / NMI_M)
    assert found["time_to_recovery"].value == 3.5 * HOUR_S
    assert "Wing detected it first, 1 h 30 min after the report" in found["time_to_detection"].text


def test_the_datum_drifts_as_reckoned_and_keeps_the_error_it_began_with(found: dict[str, Measure]) -> None:
    assert found["datum_error"].value == pytest.approx(3_000.0 / NMI_M, rel=1e-3)


def test_coverage_is_sweep_width_by_way_steamed_over_area(found: dict[str, Measure]) -> None:
    coverage = 6_000.0 * (2.0 * LANE_M + STEP_M) / SIDE_M**2
    assert found["coverage_factor"].value == pytest.approx(coverage, rel=1e-4)
    assert found["detection_prob"].value == pytest.approx(100.0 * (1.0 - math.exp(-coverage)), rel=1e-4)
    assert f"to {100.0 * coverage:.0f} % (exhaustive)" in found["detection_prob"].text


def test_lanes_and_cover_are_those_steamed(found: dict[str, Measure]) -> None:
    assert found["track_spacing"].value == pytest.approx(STEP_M / NMI_M, rel=0.01)
    assert found["area_searched"].value == pytest.approx((SIDE_M / NMI_M) ** 2)
    swept_m2 = 10_000.0 * LANE_M + 2.0 * 10_000.0 * 1_000.0  # both lanes, and what their round ends reach in the box
    assert found["area_covered"].value == pytest.approx(100.0 * swept_m2 / SIDE_M**2, rel=0.03)


def test_the_figure_is_well_formed_and_the_same_twice(searched: Recording) -> None:
    (serial,) = searched.rows("serials")
    svg = sarex.draw(searched, serial)
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label")
    assert "nan" not in svg
    assert svg == sarex.draw(searched, serial)


def test_a_serial_in_which_nothing_was_heard_says_so(tmp_path: Path) -> None:
    header = {"version": "0.1.0", "seed": 1, "start_utc": "2023-07-20T00:00:00+00:00", "names": []}
    writer = Writer.create(tmp_path / "run", header, sync=False)
    writer.row("serials", serial_id="SAREX-1", number=1, kind="SAREX", title="Search", oce="lead", planned_start_s=0.0,
               planned_end_s=HOUR_S, start_s=0.0, end_s=HOUR_S, state="aborted")  # fmt: skip
    writer.reached(HOUR_S)
    writer.close({})
    silent = Recording.open(tmp_path / "run")
    (serial,) = silent.rows("serials")
    texts = {measure.name: measure.text for measure in sarex.measure(silent, serial)}
    assert texts["time_to_report"] == "No report was heard."
    assert texts["detection_prob"] == "No search was laid."
    assert texts["datum_error"] == "No report was heard, and no datum reckoned."
    assert ElementTree.fromstring(sarex.draw(silent, serial)) is not None
