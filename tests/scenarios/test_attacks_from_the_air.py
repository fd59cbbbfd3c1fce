"""How aircraft attack in the hunt from the air: they cross bearings, fly over the contact, and mark it first."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.library import Library
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications

FILE = Path(__file__).parents[2] / "scenarios" / "hunt-from-the-air.yaml"
TEXT = FILE.read_text(encoding="utf-8")


def run(text: str, library: Library, seed: int) -> Recording:
    return Replications.of(load_text(text, "hunt", library), library).run(seed)


@pytest.fixture(scope="module")
def hunt(library: Library) -> Recording:
    return run(TEXT, library, 8)


def logged(recording: Recording, kind: str, unit: str = "") -> list[dict[str, Any]]:
    rows = (row for row in recording.rows("events") if row["kind"] == kind)
    return [row for row in rows if not unit or row["unit_id"] == unit]


def test_a_helicopter_flies_over_the_contact_to_drop(hunt: Recording) -> None:
    """She holds from the hover, further off than she can drop; hoists; and the torpedo leaves her within its reach."""
    (drop,) = [row for row in hunt.rows("launches") if row["unit_id"] == "helicopter"]
    assert drop["range_m"] < 1000.0
    before = [row for row in logged(hunt, "sonar raised", "helicopter") if row["time_s"] < drop["time_s"]]
    after = [row for row in logged(hunt, "dips", "helicopter") if row["time_s"] > drop["time_s"]]
    assert before[-1]["time_s"] < drop["time_s"] < after[0]["time_s"]
    assert not [row for row in logged(hunt, "dips") if before[-1]["time_s"] < row["time_s"] < drop["time_s"]]


def test_nobody_in_the_air_attacks_on_paper_for_want_of_reach(hunt: Recording) -> None:
    aircraft = logged(hunt, "attack", "helicopter") + logged(hunt, "attack", "patrol")
    assert aircraft
    assert not [row["text"] for row in aircraft if "out of the weapon's range" in row["text"]]


def test_where_no_weapon_is_launched_she_attacks_on_paper_from_the_hover(library: Library) -> None:
    recording = run(TEXT.replace("weapon: torpedo, weapon_depth: 75 m", "weapon: none"), library, 8)
    assert logged(recording, "attack", "helicopter")
    assert not recording.rows("launches")


def test_the_patrol_aircraft_attacks_what_her_magnetic_anomaly_detector_has_marked(hunt: Recording) -> None:
    runs, marks = logged(hunt, "mad run", "patrol"), {row["time_s"] for row in logged(hunt, "anomaly", "patrol")}
    attacks = {row["time_s"] for row in logged(hunt, "attack", "patrol")}
    assert runs
    assert attacks
    assert attacks <= marks
    named = {row["name"]: row["value"] for row in hunt.rows("measures") if row["subject"] == "patrol"}
    assert (named["mad_runs"], named["mad_marks"]) == (len(runs), len(marks))


def test_she_marks_from_low_over_the_submarine(hunt: Recording) -> None:
    found = [row for row in hunt.rows("contacts") if row["sensor_id"] == "mad" and row["change"] == "gained"]
    assert found
    assert {(row["unit_id"], row["target_id"]) for row in found} == {("patrol", "submarine")}
    times = np.array([row["time_s"] for row in found])
    down = positions(hunt, "patrol", times).height_m - positions(hunt, "submarine", times).height_m
    assert np.hypot([row["range_m"] for row in found], down).max() < 601.0


def test_without_confirmation_she_drops_unmarked_and_the_recording_is_another(
    library: Library, hunt: Recording
) -> None:
    plain = run(TEXT.replace("params: {", "params: {mad_confirm: false, "), library, 8)
    assert not logged(plain, "mad run")
    assert plain.content_hash() != hunt.content_hash()


def test_bearings_of_two_buoys_cross_to_a_fix_near_the_submarine(hunt: Recording) -> None:
    """She lays listening buoys beside a bearing; where lines cross she tells a fix."""
    fixes = [json.loads(row["data"]) | {"time_s": row["time_s"]} for row in logged(hunt, "cross-fix", "patrol")]
    assert fixes
    true = positions(hunt, "submarine", np.array([fix["time_s"] for fix in fixes]))
    lat, lon = (np.array([fix[name] for fix in fixes]) for name in ("lat_deg", "lon_deg"))
    off_m, _ = ranges_and_bearings(lat, lon, true.lat_deg, true.lon_deg)
    assert (off_m < 4.0 * np.array([fix["error_m"] for fix in fixes])).all()
    assert all(fix["lines"] >= 2 for fix in fixes)
    told = [row for row in hunt.rows("messages") if row["kind"] == "fix"]
    assert {row["from_id"] for row in told} == {"patrol"}
