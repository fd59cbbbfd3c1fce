"""The lessons: small, notional throughout, on water, by daylight where guns fire."""

from datetime import timedelta
from pathlib import Path

import pytest

from fleetex.library import Library
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.scenario.loading import load
from tests.scenarios.almanac import sun_is_up
from tests.scenarios.chart import distance_m, middle

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LESSONS = (
    "lesson-circuits",
    "lesson-flight-deck",
    "lesson-gunex-a",
    "lesson-gunnery",
    "lesson-horizon",
    "lesson-hose",
    "lesson-layer-tables",
    "lesson-lobes",
    "lesson-missilex",
    "lesson-missilex-air",
    "lesson-night",
    "lesson-rain",
    "lesson-ras",
    "lesson-shallow",
    "lesson-shore",
    "lesson-stations",
    "lesson-submarine",
    "lesson-torpedo",
    "lesson-tracks",
    "lesson-turns",
    "lesson-watch",
)


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request: pytest.FixtureRequest, library: Library) -> Exercise:
    return load(SCENARIOS / f"{request.param}.yaml", library)


def test_a_lesson_is_small_and_names_itself_after_its_file(lesson: Exercise) -> None:
    assert lesson.exercise.id == Path(lesson.file).stem
    assert len(lesson.units) <= 4
    assert len(lesson.serials) <= 2
    assert lesson.exercise.window.duration_s <= timedelta(hours=8).total_seconds()


def test_all_of_a_lesson_is_notional_and_names_no_real_nation(lesson: Exercise) -> None:
    assert all(unit.notional and unit.start.notional for unit in lesson.units.values())
    assert all(area.notional for area in lesson.areas.values())
    assert all(serial.notional for serial in lesson.serials.values())
    assert set(lesson.nations) <= {"AA", "BB", "XX"}


def test_units_of_a_lesson_start_near_enough_to_begin_at_once(lesson: Exercise) -> None:
    places = [unit.start.at for unit in lesson.units.values() if not (unit.start.deck or unit.start.airfield)]
    for serial in lesson.serials.values():
        centre = middle(lesson.areas[serial.area_id or ""])
        assert all(place is not None and distance_m(place, centre) < 60_000.0 for place in places)


def test_live_fire_in_a_lesson_is_by_daylight(lesson: Exercise) -> None:
    for serial in lesson.serials.values():
        if serial.hazard is not None and serial.hazard.live:
            where = middle(lesson.areas[serial.area_id or ""])
            assert sun_is_up(serial.start_utc, where.lat_deg, where.lon_deg)
            assert sun_is_up(serial.end_utc, where.lat_deg, where.lon_deg)


def test_the_file_says_what_to_try(lesson: Exercise) -> None:
    assert "Things to try" in lesson.source_text


def test_each_kind_stands_alone_in_a_shipped_scenario(library: Library) -> None:
    """So that it is swept alone over two hundred seeds (tests/swarm/test_kinds_alone.py)."""
    shipped = [load(path, library) for path in sorted(SCENARIOS.glob("*.yaml"))]
    alone = {frozenset(serial.kind for serial in one.serials.values()) for one in shipped}
    assert {kind for kind in kinds() if frozenset((kind,)) not in alone} == set()
