"""The lesson of turns: in succession where the guide turned, together with true bearings kept, or by wheeling."""

import math
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from fleetex.library import load_library
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario import load
from fleetex.scenario.problems import ScenarioError
from tests.simulate.lessons import SCENARIOS, lesson, ran

GUIDE, FOLLOWERS = "guide", ("port", "starboard", "rear")
SPACING_M = 800 * 0.9144
WGS84 = Geod(ellps="WGS84")
Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("turns"), lesson("turns"))[1]


def executed_s(recording: Recording) -> list[float]:
    return sorted(row["time_s"] for row in recording.rows("events", kind="signal executed"))


def ended_s(recording: Recording) -> list[float]:
    return sorted(row["time_s"] for row in recording.rows("events", kind="evolution ended"))


def place(recording: Recording, unit: str, time_s: float) -> Place:
    found = positions(recording, unit, np.array([time_s]))
    return float(found.lat_deg[0]), float(found.lon_deg[0])


def line(a: Place, b: Place) -> tuple[float, float]:
    """Bearing (degrees) and range (m) of one place from another."""
    azimuth, _, range_m = WGS84.inv(a[1], a[0], b[1], b[0])
    return azimuth % 360.0, range_m


def distance_m(a: Place, b: Place) -> float:
    return line(a, b)[1]


def bearing_deg(recording: Recording, unit: str, time_s: float) -> float:
    """Of a unit from the guide."""
    return line(place(recording, GUIDE, time_s), place(recording, unit, time_s))[0]


def turned_at(recording: Recording, unit: str, from_s: float, to_s: float) -> Place:
    """Where a unit first steered past half of the turn from east to south."""
    legs = [leg for leg in recording.rows("legs", unit_id=unit) if from_s <= leg["time_s"] <= to_s]
    half = next(leg["time_s"] for leg in legs if 135.0 <= leg["course_deg"] % 360.0 < 250.0)
    return place(recording, unit, half)


def off_deg(a: float, b: float) -> float:
    return abs(math.remainder(a - b, 360.0))


def test_in_succession_all_turn_where_the_guide_did(turns: Recording) -> None:
    begun, over = executed_s(turns)[1], ended_s(turns)[1]
    corner = turned_at(turns, GUIDE, begun, over)
    for follower in FOLLOWERS:
        assert distance_m(corner, turned_at(turns, follower, begun, over)) < 0.4 * SPACING_M
        assert off_deg(bearing_deg(turns, follower, over), 0.0) < 12.0  # astern of who steers south


def test_together_all_turn_at_once_and_true_bearings_stay(turns: Recording) -> None:
    for number in (2, 3):
        begun, over = executed_s(turns)[number], ended_s(turns)[number]
        assert over - begun < 300.0
        for follower in FOLLOWERS:
            before, after = bearing_deg(turns, follower, begun), bearing_deg(turns, follower, over)
            assert off_deg(before, after) < 10.0
    course = {leg["unit_id"]: leg["course_deg"] for leg in turns.rows("legs") if leg["time_s"] < ended_s(turns)[2]}
    assert all(off_deg(course[unit], 90.0) < 15.0 for unit in (GUIDE, *FOLLOWERS))


def test_a_wheel_brings_the_stations_round_with_the_guide_and_takes_longest(turns: Recording) -> None:
    spans = [over - begun for begun, over in zip(executed_s(turns), ended_s(turns), strict=True)]
    assert spans[4] > 2.0 * max(spans[2], spans[3])
    assert spans[4] > spans[1]
    for follower in FOLLOWERS:
        assert off_deg(bearing_deg(turns, follower, ended_s(turns)[4]), 270.0) < 12.0


def test_the_way_of_turning_changes_the_recording(turns: Recording, tmp_path: Path) -> None:
    for way in ("wheel", "together"):
        text = lesson("turns").replace("turn: in succession", f"turn: {way}")
        _, other = ran(tmp_path / way, text)
        corner = turned_at(turns, GUIDE, executed_s(turns)[1], ended_s(turns)[1])
        far = turned_at(other, "rear", executed_s(other)[1], ended_s(other)[1])
        assert distance_m(corner, far) > SPACING_M


@pytest.mark.parametrize(
    ("old", "new", "says", "write"),
    [
        ("{formation: column, course: 090T", "{formation: diamond, course: 090T", "in a column", "together"),
        ("{course: 180T, turn: together}", "{course: 180T, turn: in succession}", "in a column", "together"),
        ("{course: 180T, turn: together}", "{speed: 9 kn, turn: together}", "ships turn to a course", "course: 090T"),
        ("turn: together}", "turn: together, formation: column}", "an evolution of its own", "turn: wheel"),
    ],
)
def test_turns_that_cannot_be_are_refused_at_their_line(
    tmp_path: Path, old: str, new: str, says: str, write: str
) -> None:
    text = (SCENARIOS / "lesson-turns.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "turns.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file, load_library())
    (problem,) = refused.value.problems
    assert says in problem.allowed
    assert problem.write == write
    assert "evolutions" in problem.where
