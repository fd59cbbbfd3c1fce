"""Positions from legs against GeographicLib, published rhumb lines and the leg's definition, on the whole earth."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fleetex.record.positions import Positions, offset, positions, positions_of, ranges_and_bearings, side_gap_m
from fleetex.record.reader import Recording
from fleetex.record.rhumb import meridian_arc_m, rhumb_destination
from fleetex.record.writer import Writer

WGS84 = Geodesic.WGS84
LATITUDES = st.floats(-75.0, 75.0)
LONGITUDES = st.floats(-180.0, 180.0)
COURSES = st.floats(0.0, 360.0, exclude_max=True)


def recorded(folder: Path, *legs: dict[str, Any], unit_id: str = "qiqihar", close: bool = True) -> Recording:
    writer = Writer.create(folder, {"names": []}, overwrite=True, sync=False)
    still = {"accel_mps2": 0.0, "turn_degps": 0.0, "height_m": 0.0, "climb_mps": 0.0, "line": "geodesic"}
    for number, leg in enumerate(legs):
        writer.row("legs", unit_id=unit_id, leg=number, **{**still, **leg})
    if close:
        writer.close({})
    else:
        writer.leave()
    return Recording.open(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("legs")


def apart_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    return float(WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"])


def turned_deg(first: float, other: float) -> float:
    return abs((first - other + 180.0) % 360.0 - 180.0)


LEGS = st.fixed_dictionaries(
    {
        "time_s": st.floats(0.0, 4e5),
        "lat_deg": LATITUDES,
        "lon_deg": LONGITUDES,
        "course_deg": COURSES,
        "speed_mps": st.floats(0.0, 300.0),
    }
)


@settings(max_examples=40, deadline=None)
@given(leg=LEGS, accel_mps2=st.floats(-0.1, 0.1), tau=st.floats(0.0, 3600.0))
def test_a_straight_leg_lies_on_its_geodesic(
    folder: Path, leg: dict[str, float], accel_mps2: float, tau: float
) -> None:
    recording = recorded(folder, {**leg, "accel_mps2": accel_mps2, "end_s": leg["time_s"] + 3601.0}, close=False)
    at = positions(recording, "qiqihar", [leg["time_s"] + tau])
    tau = leg["time_s"] + tau - leg["time_s"]
    run_m = leg["speed_mps"] * tau + accel_mps2 * tau**2 / 2.0
    due = WGS84.Direct(leg["lat_deg"], leg["lon_deg"], leg["course_deg"], run_m)
    assert apart_m(at.lat_deg[0], at.lon_deg[0], due["lat2"], due["lon2"]) < 1e-6
    assert turned_deg(at.course_deg[0], due["azi2"]) < 1e-9
    assert at.speed_mps[0] == leg["speed_mps"] + accel_mps2 * tau
    assert 0.0 <= at.course_deg[0] < 360.0


@settings(max_examples=40, deadline=None)
@given(leg=LEGS, turn_degps=st.floats(0.05, 5.0), right=st.booleans(), turned=st.floats(0.0, 720.0))
def test_a_turn_lies_on_its_chord(
    folder: Path, leg: dict[str, float], turn_degps: float, right: bool, turned: float
) -> None:
    omega = turn_degps if right else -turn_degps
    end_s = leg["time_s"] + 721.0 / turn_degps
    recording = recorded(folder, {**leg, "turn_degps": omega, "end_s": end_s}, close=False)
    time_s = leg["time_s"] + turned / turn_degps
    at = positions(recording, "qiqihar", [time_s])
    angle = omega * (time_s - leg["time_s"])
    chord_m = 2.0 * leg["speed_mps"] / math.radians(omega) * math.sin(math.radians(angle) / 2.0)
    due = WGS84.Direct(leg["lat_deg"], leg["lon_deg"], leg["course_deg"] + angle / 2.0, chord_m)
    assert apart_m(at.lat_deg[0], at.lon_deg[0], due["lat2"], due["lon2"]) < 1e-6
    assert turned_deg(at.course_deg[0], leg["course_deg"] + angle) < 1e-9
    assert at.speed_mps[0] == leg["speed_mps"]


def test_a_full_circle_ends_where_it_began(folder: Path) -> None:
    leg = {"time_s": 0.0, "end_s": 400.0, "lat_deg": 43.0, "lon_deg": 179.999, "course_deg": 80.0, "speed_mps": 9.0}
    at = positions(recorded(folder, {**leg, "turn_degps": 1.0}), "qiqihar", [0.0, 180.0, 360.0])
    assert apart_m(at.lat_deg[0], at.lon_deg[0], at.lat_deg[2], at.lon_deg[2]) < 1e-6
    # half way she is a diameter 2 v / omega off, on the beam she turned to
    diameter_m = 2.0 * 9.0 / math.radians(1.0)
    ranges, bearings = ranges_and_bearings(43.0, 179.999, at.lat_deg[1], at.lon_deg[1])
    assert ranges == pytest.approx(diameter_m, abs=1e-6)
    assert bearings == pytest.approx(170.0, abs=1e-9)
    np.testing.assert_allclose(at.course_deg, [80.0, 260.0, 80.0], atol=1e-9)


@pytest.mark.parametrize(
    ("lat1", "lon1", "lat2", "lon2", "course_deg", "length_m"),
    [
        (40.6, -73.8, 1.35, 103.98, 103.5688734029, 18527780.991352),
        (35.0, 139.8, -33.9, 151.2, 171.1290724489, 7719501.012628),
        (1.2, 103.9, 6.9, 79.8, 283.2585729683, 2748293.071105),
        (-54.8, -68.3, -34.0, 18.4, 71.2122868293, 7176567.343394),
    ],
)
def test_rhumb_lines_end_where_geographiclib_says(
    lat1: float, lon1: float, lat2: float, lon2: float, course_deg: float, length_m: float
) -> None:
    """GeographicLib 2.x, class Rhumb, WGS84, exact (RhumbSolve -i): azimuth to 1e-10 degrees, length to 1 um."""
    lat, lon = rhumb_destination(lat1, lon1, course_deg, length_m)
    assert apart_m(float(lat), float(lon), lat2, lon2) < 1e-3


def test_the_quadrant_of_the_meridian_has_its_published_length() -> None:
    """WGS84: 10,001,965.729 m (GeographicLib, test RhumbSolve2)."""
    assert float(meridian_arc_m(90.0)) == pytest.approx(10_001_965.729, abs=5e-4)


@settings(max_examples=100, deadline=None)
@given(lat1=LATITUDES, lat2=LATITUDES, lon=LONGITUDES)
def test_a_rhumb_line_north_or_south_is_the_meridian(lat1: float, lat2: float, lon: float) -> None:
    length_m = apart_m(lat1, lon, lat2, lon)
    lat, to_lon = rhumb_destination(lat1, lon, 0.0 if lat2 > lat1 else 180.0, length_m)
    assert apart_m(float(lat), float(to_lon), lat2, lon) < 1e-6


@settings(max_examples=100, deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES, length_m=st.floats(-5e6, 5e6))
def test_a_rhumb_line_east_or_west_is_the_parallel(lat: float, lon: float, length_m: float) -> None:
    """The parallel's radius is that of the prime vertical times cos(lat)."""
    flattening = 1.0 / 298.257223563
    sine = math.sin(math.radians(lat))
    radius_m = 6378137.0 * math.cos(math.radians(lat)) / math.sqrt(1.0 - flattening * (2.0 - flattening) * sine**2)
    to_lat, to_lon = rhumb_destination(lat, lon, 90.0, length_m)
    assert float(to_lat) == pytest.approx(lat, abs=1e-12)
    assert turned_deg(float(to_lon), lon + math.degrees(length_m / radius_m)) * math.radians(radius_m) < 1e-6
    assert -180.0 <= float(to_lon) < 180.0


@settings(max_examples=30, deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES, course_deg=COURSES, length_m=st.floats(1e3, 2e5))
def test_a_rhumb_line_is_many_short_geodesics_on_one_course(
    lat: float, lon: float, course_deg: float, length_m: float
) -> None:
    """Short geodesics whose azimuth half way is the course: their error falls with the square of their length."""

    def walked(steps: int) -> tuple[float, float]:
        here, there = lat, lon
        for _ in range(steps):
            step_m = length_m / steps
            half = WGS84.Direct(here, there, course_deg, step_m / 2.0)
            lean = (half["azi2"] - course_deg + 180.0) % 360.0 - 180.0
            end = WGS84.Direct(here, there, course_deg - lean, step_m)
            here, there = end["lat2"], end["lon2"]
        return here, there

    lat2, lon2 = (float(value) for value in rhumb_destination(lat, lon, course_deg, length_m))
    coarse, fine = walked(8), walked(32)
    error_m = apart_m(lat2, lon2, *fine)
    assert error_m <= apart_m(lat2, lon2, *coarse) / 8.0 + 1e-5
    assert error_m < 2e-6 * length_m


@settings(max_examples=100, deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES, course_deg=COURSES, length_m=st.floats(0.0, 5e5), share=st.floats(0.0, 1.0))
@example(lat=75.0, lon=179.0, course_deg=90.00001, length_m=5e5, share=0.3)
@example(lat=-60.0, lon=0.0, course_deg=269.9999, length_m=5e5, share=0.7)
def test_a_rhumb_line_in_two_parts_is_the_whole(
    lat: float, lon: float, course_deg: float, length_m: float, share: float
) -> None:
    """Holds across the place where the quotient of differences takes over from quadrature."""
    whole = rhumb_destination(lat, lon, course_deg, length_m)
    part = rhumb_destination(lat, lon, course_deg, length_m * share)
    parts = rhumb_destination(*part, course_deg, length_m * (1.0 - share))
    assert apart_m(float(whole[0]), float(whole[1]), float(parts[0]), float(parts[1])) < 1e-6


def test_a_rhumb_line_past_a_pole_leads_nowhere() -> None:
    lat, lon = rhumb_destination([89.0, 89.0], 10.0, [0.0, 90.0], 2e5)
    assert np.isnan([lat[0], lon[0]]).all()
    assert lat[1] == pytest.approx(89.0)


def test_a_rhumb_leg_holds_its_course_and_a_geodesic_leg_does_not(folder: Path) -> None:
    leg = {"time_s": 0.0, "end_s": 40000.0, "lat_deg": 70.0, "lon_deg": 178.0, "course_deg": 75.0, "speed_mps": 10.0}
    held = positions(recorded(folder, {**leg, "line": "rhumb"}), "qiqihar", [0.0, 36000.0])
    shortest = positions(recorded(folder, leg), "qiqihar", [0.0, 36000.0])
    assert held.course_deg.tolist() == [75.0, 75.0]
    assert shortest.course_deg[1] == pytest.approx(WGS84.Direct(70.0, 178.0, 75.0, 3.6e5)["azi2"], abs=1e-9)
    due = rhumb_destination(70.0, 178.0, 75.0, 3.6e5)
    assert (held.lat_deg[1], held.lon_deg[1]) == (due[0], due[1])
    assert held.lon_deg[1] < -170.0


def test_between_legs_and_outside_them_there_is_no_position(folder: Path) -> None:
    at = {"lat_deg": 40.0, "lon_deg": 135.0, "course_deg": 0.0, "speed_mps": 5.0}
    recording = recorded(
        folder,
        {**at, "time_s": 100.0, "end_s": 200.0},
        {**at, "time_s": 200.0, "end_s": 300.0, "course_deg": 90.0},
        {**at, "time_s": 400.0, "end_s": 500.0, "height_m": 300.0, "climb_mps": -2.0},
    )
    found = positions(recording, "qiqihar", [0.0, 100.0, 199.0, 200.0, 300.0, 350.0, 400.0, 500.0, 500.1])
    assert np.isnan(found.lat_deg).tolist() == [True, False, False, False, False, True, False, False, True]
    for values in (found.lon_deg, found.course_deg, found.speed_mps, found.height_m):
        assert np.isnan(values).tolist() == np.isnan(found.lat_deg).tolist()
    assert found.course_deg[[1, 3]].tolist() == [0.0, 90.0]
    assert found.height_m[[1, 6, 7]].tolist() == [0.0, 300.0, 100.0]
    assert np.isnan(positions(recording, "nobody", [150.0]).lat_deg).all()


def test_a_leg_that_a_crash_left_open_lasts_to_the_next_or_as_far_as_the_run_got(folder: Path) -> None:
    at = {"lat_deg": 40.0, "lon_deg": 135.0, "course_deg": 0.0, "speed_mps": 5.0}
    writer = Writer.create(folder, {"names": []}, overwrite=True, sync=False)
    still = {"accel_mps2": 0.0, "turn_degps": 0.0, "height_m": 0.0, "climb_mps": 0.0, "line": "geodesic"}
    writer.row("legs", unit_id="a", leg=0, time_s=0.0, **at, **still)
    writer.row("legs", unit_id="a", leg=1, time_s=100.0, **{**at, "speed_mps": 0.0}, **still)
    writer.reached(150.0)
    writer.leave()
    found = positions(Recording.open(folder), "a", [50.0, 100.0, 150.0, 151.0])
    assert found.speed_mps[:3].tolist() == [5.0, 0.0, 0.0]
    assert np.isnan(found.speed_mps[3])


@settings(max_examples=60, deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES, bearing_deg=COURSES, range_m=st.floats(1.0, 5e6))
def test_ranges_bearings_and_offsets_are_those_of_geographiclib(
    lat: float, lon: float, bearing_deg: float, range_m: float
) -> None:
    due = WGS84.Direct(lat, lon, bearing_deg, range_m)
    to_lat, to_lon = offset([lat], [lon], [bearing_deg], [range_m])
    assert apart_m(to_lat[0], to_lon[0], due["lat2"], due["lon2"]) < 1e-6
    ranges, bearings = ranges_and_bearings([lat], [lon], to_lat, to_lon)
    assert ranges[0] == pytest.approx(range_m, abs=1e-6)
    assert turned_deg(bearings[0], bearing_deg) * math.radians(range_m) < 1e-4
    assert 0.0 <= bearings[0] < 360.0


def test_what_is_unknown_stays_unknown() -> None:
    ranges, bearings = ranges_and_bearings([40.0, np.nan], 135.0, 41.0, [135.0, 136.0])
    assert np.isnan([ranges[1], bearings[1]]).all()
    assert bearings[0] == 0.0
    lat, lon = offset(40.0, 135.0, [np.nan, 90.0], 10.0)
    assert np.isnan([lat[0], lon[0]]).all()
    assert not np.isnan([lat[1], lon[1]]).any()


def ship(lat: float, lon: float, course_deg: float) -> Positions:
    return Positions(*(np.array([value]) for value in (lat, lon, course_deg, 6.0, 0.0)))


@pytest.mark.parametrize(
    ("bearing_deg", "range_m", "course_deg", "gap_m"),
    [
        (90.0, 60.0, 0.0, 60.0 - 10.0 - 8.0),  # abeam on the same course: half of each beam less
        (90.0, 60.0, 180.0, 42.0),  # on the opposite course
        (0.0, 300.0, 0.0, 300.0 - 100.0 - 75.0),  # ahead: half of each length less
        (90.0, 200.0, 90.0, 200.0 - 10.0 - 75.0),  # abeam, crossing: half our beam, half her length
        (90.0, 100.0, 45.0, 100.0 - 10.0 - (75.0 + 8.0) / math.sqrt(2.0)),  # a corner leads
        (90.0, 12.0, 0.0, 0.0),  # alongside too well
        (90.0, 0.0, 90.0, 0.0),  # crossed, no corner inside the other
        (53.13010235415598, 500.0, 0.0, math.hypot(400.0 - 18.0, 300.0 - 175.0)),  # corner to corner
    ],
)
def test_the_gap_is_the_water_between_two_hulls(
    bearing_deg: float, range_m: float, course_deg: float, gap_m: float
) -> None:
    lat, lon = offset(70.0, 179.9999, bearing_deg, range_m)
    ours, theirs = ship(70.0, 179.9999, 0.0), ship(float(lat), float(lon), course_deg)
    assert side_gap_m(ours, 200.0, 20.0, theirs, 150.0, 16.0)[0] == pytest.approx(gap_m, abs=0.02)
    assert side_gap_m(theirs, 150.0, 16.0, ours, 200.0, 20.0)[0] == pytest.approx(gap_m, abs=0.05)


def test_the_gap_to_nobody_is_unknown() -> None:
    nobody = ship(math.nan, math.nan, math.nan)
    assert np.isnan(side_gap_m(ship(40.0, 135.0, 0.0), 200.0, 20.0, nobody, 150.0, 16.0)).all()


def test_several_units_asked_for_in_one_go_are_where_each_is_when_asked_for_alone(folder: Path) -> None:
    writer = Writer.create(folder, {"names": []}, overwrite=True, sync=False)
    still = {"accel_mps2": 0.0, "height_m": 0.0, "climb_mps": 0.0, "line": "geodesic"}
    for unit_id, turn_degps in (("a", 0.0), ("b", 0.5), ("c", 0.0)):
        for number, begin in enumerate((0.0, 100.0, 300.0)):
            end = math.nan if number == 2 else (90.0, 300.0)[number]
            writer.row(
                "legs", unit_id=unit_id, leg=number, time_s=begin, end_s=end, lat_deg=40.0 + number, lon_deg=133.0,
                course_deg=10.0 * number, speed_mps=7.0, turn_degps=turn_degps, **still,
            )  # fmt: skip
    writer.reached(400.0)
    writer.leave()
    recording = Recording.open(folder)
    blocks = [("c", [-1.0, 0.0, 95.0, 100.0, 401.0]), ("a", [399.0]), ("none", [5.0, 6.0]), ("b", []), ("c", [250.0])]
    together = positions_of(recording, [unit for unit, _ in blocks], [np.array(times) for _, times in blocks])
    alone = [positions(recording, unit, np.array(times)) for unit, times in blocks]
    for name in ("lat_deg", "lon_deg", "course_deg", "speed_mps", "height_m"):
        np.testing.assert_array_equal(getattr(together, name), np.concatenate([getattr(a, name) for a in alone]))
    assert np.isnan(together.lat_deg).tolist() == [True, False, True, False, True, False, True, True, False]


def test_a_bearing_a_hair_west_of_north_is_000_and_not_360() -> None:
    bearings = ranges_and_bearings(10.0, 20.0, 11.0, np.nextafter(20.0, 19.0))[1]
    assert 0.0 <= bearings[()] < 360.0
