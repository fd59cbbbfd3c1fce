"""The night lesson: a thermal camera finds the raft that no eye sees, and fog takes it away."""

from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from fleetex.library import Library
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications

FILE = Path(__file__).parents[2] / "scenarios" / "lesson-night.yaml"
TEXT = FILE.read_text(encoding="utf-8")
FOG = TEXT.replace("visibility: 10 nmi", "visibility: 300 m").replace(
    "limits: {daylight: false}", "limits: {daylight: false, visibility_min: 100 m}"
)


def run(text: str, library: Library, seed: int = 1) -> Recording:
    return Replications.of(load_text(text, "night", library), library).run(seed)


@pytest.fixture(scope="module")
def night(library: Library) -> Recording:
    return run(TEXT, library)


def finds(recording: Recording, sensor: str) -> list[dict[str, Any]]:
    """Contacts that the sensor of a searcher gained of the raft after it was reported."""
    rows = recording.rows("contacts")
    return [
        row
        for row in rows
        if (row["sensor_id"], row["target_id"], row["change"]) == (sensor, "raft", "gained")
        and row["unit_id"] in ("cutter", "corvette")
    ]


def test_the_thermal_camera_finds_the_raft_in_the_dark_and_it_is_recovered(night: Recording) -> None:
    (first, *_) = finds(night, "thermal")
    assert first["unit_id"] == "cutter"
    assert 500.0 < first["range_m"] < 9_000.0
    assert night.rows("serials")[0]["state"] == "completed"
    assert any(row["kind"] == "recovered" and row["unit_id"] == "cutter" for row in night.rows("events"))


def test_without_it_the_recording_is_another_and_the_raft_is_not_found(library: Library, night: Recording) -> None:
    blind = run(TEXT.replace("class: generic_cutter", "class: generic_corvette"), library)
    assert blind.content_hash() != night.content_hash()
    assert blind.rows("serials")[0]["state"] == "aborted"


def test_fog_takes_the_cameras_range(library: Library) -> None:
    found = finds(run(FOG, library), "thermal")
    assert all(row["range_m"] < 500.0 for row in found)


@pytest.mark.parametrize("seed", [3, 15])
def test_by_night_who_sights_the_raft_goes_to_it_herself(library: Library, seed: int) -> None:
    """The corvette lies nearer and sees nothing; the cutter, whose camera has it, goes."""
    night = run(TEXT, library, seed)
    orders = [row for row in night.rows("events") if row["kind"] == "closing ordered"]
    assert orders[-1]["other_id"] == "cutter"
    assert all(row["text"].endswith("her own contact.") for row in orders)
    assert night.rows("serials")[0]["state"] == "completed"


def test_a_second_ship_does_not_make_it_later(library: Library) -> None:
    """Over the same seeds the raft is aboard with two that search as soon as with one, to ten minutes."""
    alone = TEXT.replace("search: [corvette], ", "")
    took_s = [
        [row["end_s"] - row["start_s"] for seed in range(1, 7) for row in run(text, library, seed).rows("serials")]
        for text in (TEXT, alone)
    ]
    assert fmean(took_s[0]) < fmean(took_s[1]) + 600.0
