"""Danger areas: from the weapon, for the line of fire planned, and nothing of a trajectory outside."""

import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic
from shapely import LineString, Point, Polygon

from fleetex.library import load_library
from fleetex.plan.danger_areas import CORNERS_MAX, DangerArea, danger_areas
from fleetex.plan.danger_checks import danger_findings, fouled_prob, ground_boats, lane_ships
from fleetex.plan.timetable import Timetable
from fleetex.plan.weapon_reach import gun_reach
from fleetex.scenario import Exercise, load, load_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LANE = """
traffic:
  lanes:
    COAST:
      line: [39-00.0N 134-03.0E, 41-00.0N 134-03.0E]
      width: 4 nmi
      per_day: 20
      class: generic_bulk_carrier
      speed: [10 kn, 15 kn]
"""


@pytest.fixture(scope="module")
def lesson() -> Exercise:
    return load(SCENARIOS / "lesson-gunnery.yaml")


@pytest.fixture(scope="module")
def reference() -> Exercise:
    return load(SCENARIOS / "northern-interaction-2023.yaml")


@pytest.fixture(scope="module")
def areas(reference: Exercise) -> dict[str, DangerArea]:
    return {one.serial: one for one in danger_areas(reference, Timetable.of(reference).placed)}


def test_every_live_serial_has_a_danger_area_and_no_other(reference: Exercise, areas: dict[str, DangerArea]) -> None:
    assert set(areas) == {one.serial for one in Timetable.of(reference).placed if one.live}
    assert [one.number for one in areas.values()] == [f"D{k}" for k in range(1, 7)]


def test_corners_run_clockwise_from_the_north_west_and_are_few(areas: dict[str, DangerArea]) -> None:
    for area in areas.values():
        points = area.plane.points(area.ring)
        assert 3 <= len(points) <= CORNERS_MAX
        turns = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
        assert turns < 0.0
        assert points[0][1] - points[0][0] == max(y - x for x, y in points)


def test_a_shell_of_greatest_range_on_any_planned_line_falls_inside(areas: dict[str, DangerArea]) -> None:
    """By GeographicLib, from the firing position at the middle of the run: 4.5 nmi west of the middle of CHARLIE."""
    area, gun = areas["GUNEX-S-1"], load_library().guns["ak100"]
    shape = Polygon([(place.lon_deg, place.lat_deg) for place in area.ring])
    start = Geodesic.WGS84.Direct(41.0, 133.0, 270.0, 4.5 * 1852.0)
    for line_deg in (80.0, 85.0, 90.0, 95.0, 100.0):
        end = Geodesic.WGS84.Direct(start["lat2"], start["lon2"], line_deg, gun.range_m_max)
        assert shape.contains(Point(end["lon2"], end["lat2"]))
        beyond = Geodesic.WGS84.Direct(start["lat2"], start["lon2"], line_deg, 1.4 * gun.range_m_max)
        assert not shape.contains(Point(beyond["lon2"], beyond["lat2"]))


def test_reach_and_ceiling_are_the_guns_own() -> None:
    gun = load_library().guns["ak100"]
    calm, windy = gun_reach(gun, 0.0, False), gun_reach(gun, 15.0, False)
    assert calm.range_m == pytest.approx(gun.range_m_max, rel=1e-3)
    assert calm.range_m < calm.reach_m < windy.reach_m < 1.2 * gun.range_m_max
    vacuum_m = (gun.muzzle_mps + 25.0) ** 2 / (4.0 * 9.80665)
    assert 5_000.0 < calm.ordinate_m < vacuum_m
    assert gun_reach(gun, 0.0, True).ordinate_m > 1.3 * calm.ordinate_m


def test_it_goes_where_the_serial_goes(reference: Exercise, areas: dict[str, DangerArea]) -> None:
    placed = [one for one in Timetable.of(reference).placed if one.serial == "GUNEX-S-4"]
    moved = [replace(placed[0], area_id="DELTA", start_utc=placed[0].start_utc + timedelta(hours=1))]
    (area,) = danger_areas(reference, moved)
    away_m = math.hypot(*area.plane.point(areas["GUNEX-S-4"].plane.middle))
    assert away_m > 50_000.0
    assert area.start_utc == placed[0].start_utc + timedelta(hours=1)


def test_a_torpedo_has_depth_and_no_height(lesson: Exercise) -> None:
    duel = load(SCENARIOS / "duel-asw.yaml")
    found = danger_areas(duel, Timetable.of(duel).placed)
    assert [one.ceiling_m for one in found] == [0.0]
    assert found[0].floor_m >= 180.0


def test_an_area_that_reaches_land_or_the_lane_is_told_in_a_sentence(reference: Exercise) -> None:
    timetable = Timetable.of(reference)
    dangers = danger_areas(reference, timetable.placed)
    found = danger_findings(reference, timetable.placed, dangers, load_library())
    ashore = [one for one in found if one.serial == "NGFS-1"]
    assert any("km2 of land" in one.text and "impact area must be closed" in one.text for one in ashore)
    assert all(one.text.endswith(".") for one in found)


def test_two_serials_under_one_danger_area_are_told(reference: Exercise) -> None:
    placed = {one.serial: one for one in Timetable.of(reference).placed}
    first, second = placed["GUNEX-S-1"], placed["GUNEX-S-2"]
    both = [first, replace(second, start_utc=first.start_utc, end_utc=first.end_utc)]
    dangers = danger_areas(reference, both)
    texts = [one.text for one in danger_findings(reference, both, dangers, load_library())]
    assert any(text.startswith("GUNEX-S-1 and GUNEX-S-2: danger areas D1 and D2 overlap") for text in texts)


def with_lane(lesson: Exercise) -> Exercise:
    return load_text(lesson.source_text + LANE, "lesson.yaml")


def test_the_chance_of_a_fouled_range_is_that_of_a_counted_stream(lesson: Exercise) -> None:
    """2,000 slots, ships sailed one by one as the scenario says, inside or not by the polygon: a count, no formula."""
    import numpy as np

    exercise = with_lane(lesson)
    (area,) = danger_areas(exercise, Timetable.of(exercise).placed)
    hours = (area.end_utc - area.start_utc) / timedelta(hours=1)
    draws = np.random.default_rng(7)
    ring = Polygon(area.plane.points(area.ring))
    assert exercise.traffic is not None
    (x1, y1), (_, y2) = area.plane.points(exercise.traffic.lanes["COAST"].line or ())
    offsets = np.linspace(-2.0, 2.0, 41) * 1852.0
    spans = [ring.intersection(LineString([(x1 + off_m, y1), (x1 + off_m, y2)])).bounds for off_m in offsets]
    fouled, slots = 0, 2_000
    for _ in range(slots):
        met = False
        for northbound in (True, False):
            ships = draws.poisson(20.0 / 24.0 * (hours + 14.0))
            left_h, knots = draws.uniform(-14.0, hours, ships), draws.uniform(10.0, 15.0, ships)
            for one, track in enumerate(draws.integers(0, len(spans), ships)):
                if not spans[track]:
                    continue
                _, low, _, high = spans[track]
                near_m, far_m = (low - y1, high - y1) if northbound else (y2 - high, y2 - low)
                enters_h, leaves_h = (left_h[one] + way_m / 1852.0 / knots[one] for way_m in (near_m, far_m))
                met = met or (enters_h < hours and leaves_h > 0.0)
        fouled += met
    share = fouled / slots
    told = fouled_prob(exercise, area, area.start_utc, area.end_utc)
    assert told == pytest.approx(share, abs=3.5 * math.sqrt(share * (1.0 - share) / slots) + 0.01)


def test_without_traffic_no_range_is_fouled(reference: Exercise, areas: dict[str, DangerArea]) -> None:
    area = areas["GUNEX-S-1"]
    quiet = reference.model_copy(update={"traffic": None})
    assert fouled_prob(quiet, area, area.start_utc, area.end_utc) == 0.0
    assert reference.traffic is not None
    lane, ground = reference.traffic.lanes["KOREA-TATAR"], reference.traffic.fishing["SQUID"]
    assert lane_ships(reference, lane, area, timedelta(hours=1)) == 0.0
    assert ground_boats(reference, ground, area, timedelta(hours=1)) == 0.0
