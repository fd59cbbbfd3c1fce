"""Danger areas of what is no gun: practice missiles, torpedoes of an escort; each kind its own."""

from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic
from shapely import Point, Polygon

from fleetex.library import load_library
from fleetex.plan.danger_areas import DangerArea, danger_areas
from fleetex.plan.msi import warning
from fleetex.plan.notam import notams
from fleetex.plan.timetable import Timetable
from fleetex.scenario import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def missile() -> DangerArea:
    lesson = load(SCENARIOS / "lesson-missilex.yaml")
    (found,) = danger_areas(lesson, Timetable.of(lesson).placed)
    return found


def test_a_missile_may_fly_on_beyond_its_aim_and_a_ship_there_is_endangered(missile: DangerArea) -> None:
    """By GeographicLib: from 12 nmi west of the middle of the area east, to where the missile is ended."""
    lesson = load(SCENARIOS / "lesson-missilex.yaml")
    points = lesson.areas["RANGE"].points
    lat = sum(one.lat_deg for one in points) / len(points)
    lon = sum(one.lon_deg for one in points) / len(points)
    shape = Polygon([(place.lon_deg, place.lat_deg) for place in missile.ring])
    start = Geodesic.WGS84.Direct(lat, lon, 270.0, 12.0 * 1852.0)
    classes = load_library().platforms[lesson.units["frigate"].class_id].surface_missiles
    seeker_m = max(load_library().surface_missiles[one.class_id].seeker_on_m for one in classes)
    end = Geodesic.WGS84.Direct(start["lat2"], start["lon2"], 90.0, 12.0 * 1852.0 + seeker_m)
    assert shape.contains(Point(start["lon2"], start["lat2"]))
    assert shape.contains(Point(end["lon2"], end["lat2"]))


def test_its_warnings_speak_of_missiles(missile: DangerArea) -> None:
    lesson = load(SCENARIOS / "lesson-missilex.yaml")
    assert "MISSILE FIRING EXERCISES" in warning(lesson, missile)
    (draft,) = notams(lesson, missile)
    assert "E) MISSILE FIRING WILL TAKE PLACE" in draft


def test_what_is_only_simulated_endangers_nobody() -> None:
    for name in ("lesson-escort.yaml", "duel-surface.yaml", "lesson-submarine.yaml"):
        exercise = load(SCENARIOS / name)
        fired = [one for one in exercise.serials.values() if getattr(one.params, "weapon", "none") != "none"]
        assert len(danger_areas(exercise, Timetable.of(exercise).placed)) == len(fired), name
