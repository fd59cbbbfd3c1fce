"""GUNEX-A in whole runs: the lesson, what may never happen in it, and what moves which way with one change."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.measures.gunex_a import draw
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.scenario import load_text
from fleetex.simulate import checkpoints
from fleetex.simulate.replications import Replications
from tests.scenarios.firing_range import ready_loop
from tests.simulate.lessons import lesson

SILENT = (("    ais: on\n", "    ais: on\n    emission: {radar: off}\n"),)
MERCHANT = (
    ("sides:\n", "sides:\n  traffic: {name: strangers, neutral: true, nations: [XX]}\n"),
    (
        "circuits:\n",
        "  coaster:\n    class: generic_bulk_carrier\n    nation: XX\n    side: traffic\n    notional: true\n"
        "    ais: on\n"
        "    start: {at: 42-19.0N 132-56.5E, course: 000T, speed: 0 kn, notional: true}\n\ncircuits:\n",
    ),
)


def shot(*changes: tuple[str, str]) -> Replications:
    """The lesson with something replaced, ready to be run with any seed."""
    text = lesson("gunex-a")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    library = load_library()
    return Replications.of(load_text(text, "lesson.yaml", library=library), library)


@cache
def lesson_shot() -> Recording:
    return shot().run(1)


def bursts(recording: Recording) -> list[dict[str, Any]]:
    return [dict(row) for row in recording.rows("bursts")]


def logged(recording: Recording, kind: str) -> list[dict[str, Any]]:
    rows = [dict(row) for row in recording.rows("events") if row["kind"] == kind]
    return [row | json.loads(row["data"] or "{}") for row in rows]


def states(recording: Recording) -> dict[str, str]:
    return {row["serial_id"]: row["state"] for row in recording.rows("serials")}


def test_both_serials_of_the_lesson_are_carried_out_and_hit_something() -> None:
    recording = lesson_shot()
    assert states(recording) == {"GUNEX-A-1": "completed", "GUNEX-A-2": "completed"}
    by_serial = {serial: [b for b in bursts(recording) if b["serial_id"] == serial] for serial in states(recording)}
    assert all(sum(b["rounds"] for b in found) > 0 for found in by_serial.values())
    assert sum(b["hits"] for b in bursts(recording)) > 0
    assert logged(recording, "brought down") or sum(b["hits"] for b in by_serial["GUNEX-A-2"]) < 3


def test_no_round_leaves_an_empty_magazine_and_no_mount_beyond_its_rate() -> None:
    recording = lesson_shot()
    mounts = {(row["unit_id"], row["mount_id"]): row for row in recording.rows("mounts")}
    for key, mount in mounts.items():
        own = [b for b in bursts(recording) if (b["unit_id"], b["mount_id"]) == key]
        left = [row["rounds"] for row in recording.rows("magazines") if (row["unit_id"], row["mount_id"]) == key]
        assert sum(b["rounds"] for b in own) == mount["rounds"] - (left[-1] if left else mount["rounds"])
        assert all(b["rounds"] > 0 and 0 <= b["hits"] <= b["rounds"] for b in own)
        assert min(left, default=0) >= 0


def test_nobody_fires_at_what_she_does_not_track() -> None:
    recording = lesson_shot()
    tracks = [row for row in recording.rows("tracks") if row["unit_id"] == "corvette"]
    for burst in bursts(recording):
        held = [row for row in tracks if row["target_id"] == burst["target_id"] and row["time_s"] <= burst["time_s"]]
        assert held, burst
        assert held[-1]["change"] != "lost"


def test_the_tug_is_far_off_the_line_whenever_a_burst_leaves() -> None:
    recording = lesson_shot()
    fired = [b for b in bursts(recording) if b["serial_id"] == "GUNEX-A-1"]
    times = np.array([b["time_s"] for b in fired])
    ship, tug, sleeve = (positions(recording, unit, times) for unit in ("corvette", "tug", "sleeve"))
    _, to_tug = ranges_and_bearings(ship.lat_deg, ship.lon_deg, tug.lat_deg, tug.lon_deg)
    _, to_sleeve = ranges_and_bearings(ship.lat_deg, ship.lon_deg, sleeve.lat_deg, sleeve.lon_deg)
    off_deg = np.abs((to_tug - to_sleeve + 180.0) % 360.0 - 180.0)
    assert np.all(off_deg > 18.0)  # 20 ordered, on estimates


def test_the_sleeve_follows_its_tug_on_the_cable_and_at_its_height() -> None:
    recording = lesson_shot()
    times = np.array([b["time_s"] for b in bursts(recording) if b["serial_id"] == "GUNEX-A-1"])
    tug, sleeve = (positions(recording, unit, times) for unit in ("tug", "sleeve"))
    apart_m, _ = ranges_and_bearings(tug.lat_deg, tug.lon_deg, sleeve.lat_deg, sleeve.lon_deg)
    assert apart_m == pytest.approx(3_500.0, rel=0.1)
    assert sleeve.height_m == pytest.approx(tug.height_m, abs=20.0)


def test_hits_are_about_those_that_the_closed_forms_expect() -> None:
    fired = bursts(lesson_shot())
    expected = sum(b["expected_hits"] for b in fired)
    assert abs(sum(b["hits"] for b in fired) - expected) < 3.0 * np.sqrt(expected) + 1.0


def test_the_figure_shows_the_runs_and_the_bursts() -> None:
    recording = lesson_shot()
    for serial in recording.rows("serials"):
        svg = draw(recording, dict(serial))
        assert svg.startswith("<svg")
        assert "Miss by burst" in svg


def test_close_in_guns_fire_by_themselves_at_what_is_declared_hostile() -> None:
    recording = lesson_shot()
    alone = [row for row in logged(recording, "air fire") if row["serial_id"] == "GUNEX-A-2"]
    assert any(row["by_itself"] and row["rounds"] > 0 for row in alone)
    assert {b["mount_id"] for b in bursts(recording) if b["serial_id"] == "GUNEX-A-2"} <= {"ciws_a", "ciws_b"}
    tight = [row["time_s"] for row in logged(recording, "weapon state") if row["text"].endswith("weapons tight")]
    assert min(b["time_s"] for b in bursts(recording) if b["serial_id"] == "GUNEX-A-2") > min(tight)


def test_without_her_radar_she_does_not_fire() -> None:
    recording = shot(*SILENT).run(1)
    assert bursts(recording) == []


def test_a_merchant_under_the_line_of_fire_stops_it() -> None:
    recording = shot(*MERCHANT).run(1)
    assert [b for b in bursts(recording) if b["serial_id"] == "GUNEX-A-1"] == []
    assert any("range fouled" in row["text"] for row in logged(recording, "hold fire"))


def test_a_drone_leaves_a_ship_from_a_rail_and_comes_back_by_parachute() -> None:
    from_ship = (
        (
            "    start: {airfield: FIELD, notional: true}\n\n  tug:",
            "    start: {deck: corvette, notional: true}\n\n  tug:",
        ),
        ("      fire: by itself\n", "      rounds: 1\n"),
    )
    recording = shot(*from_ship).run(1)
    assert states(recording)["GUNEX-A-2"] == "completed"
    assert [row["other_id"] for row in logged(recording, "take-off") if row["unit_id"] == "drone"] == ["corvette"]
    assert [row["other_id"] for row in logged(recording, "landed") if row["unit_id"] == "drone"] == ["corvette"]


@pytest.mark.slow
def test_fewer_rounds_and_a_faster_or_a_farther_target_give_fewer_hits() -> None:
    def hits(*changes: tuple[str, str]) -> float:
        one = shot(*changes)
        return float(sum(sum(b["expected_hits"] for b in bursts(one.run(seed))) for seed in range(1, 13)))

    usual = hits()
    assert hits(("      rounds: 20\n", "      rounds: 6\n")) < 0.5 * usual
    assert hits(("target_speed: 180 kn", "target_speed: 250 kn")) < usual
    assert hits(("      offset: 2 km\n", "      offset: 3500 m\n")) < usual


def test_a_run_that_is_cut_off_while_a_burst_is_in_the_air_ends_the_same() -> None:
    ready = shot()
    whole, cut, resumed = (ready_loop(ready, 18) for _ in range(3))
    while whole.step():
        pass
    while not any(shoot.bursts for shoot in cut.gunnery.air.shoots.values()):
        cut.step()
    checkpoints.restore(resumed, *checkpoints.take(cut))
    while resumed.step():
        pass
    assert resumed.gunnery.as_plain() == whole.gunnery.as_plain()
    assert resumed.counts == whole.counts
