"""WGS84 in kernels against GeographicLib (Karney 2013): geodesics, rhumb lines, ranges from chords, frames."""

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from fleetex.physics import geodesy
from fleetex.units import EARTH_RADIUS_M, NMI_M
from tests.physics.legs import WGS84, rhumb_line, to_ecef

KARNEY = Geodesic.WGS84
COUNT = 300


def _place(rng: np.random.Generator, lat_deg_max: float = 75.0) -> tuple[float, float]:
    """Anywhere, one time in five beside the 180th meridian."""
    lon = math.pi - 1e-4 if rng.random() < 0.2 else float(rng.uniform(-math.pi, math.pi))
    return math.radians(rng.uniform(-lat_deg_max, lat_deg_max)), lon


def _apart_rad(a: float, b: float) -> float:
    return abs((a - b + math.pi) % math.tau - math.pi)


def test_the_truth_of_these_tests_is_geographiclibs() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        lat, lon = _place(rng)
        azimuth, length = float(rng.uniform(0.0, 360.0)), float(rng.uniform(0.0, 2e6))
        one = KARNEY.Direct(math.degrees(lat), math.degrees(lon), azimuth, length)
        other_lon, other_lat, _ = WGS84.fwd(math.degrees(lon), math.degrees(lat), azimuth, length)
        assert one["lat2"] == pytest.approx(other_lat, abs=1e-12)
        assert _apart_rad(math.radians(one["lon2"]), math.radians(other_lon)) < 1e-13


def test_a_place_survives_the_way_to_earth_centred_metres_and_back() -> None:
    rng = np.random.default_rng(1)
    for lat, lon in [_place(rng, 89.99) for _ in range(COUNT)] + [(0.0, 0.0), (math.pi / 2, 0.0), (-math.pi / 2, 0.0)]:
        x, y, z = geodesy.ecef(lat, lon)
        assert np.allclose((x, y, z), to_ecef(np.float64(lat), np.float64(lon)), rtol=0.0, atol=1e-8)
        lat_again, lon_again = geodesy.geodetic(x, y, z)
        assert lat_again == pytest.approx(lat, abs=1e-15 + 1e-15 * abs(lat))
        assert abs(lat) == math.pi / 2 or _apart_rad(lon_again, lon) < 1e-15


def test_east_north_and_up_are_what_a_small_step_makes_of_them() -> None:
    rng = np.random.default_rng(2)
    for _ in range(COUNT):
        lat, lon = _place(rng, 85.0)
        frame = np.array(geodesy.east_north_up(*geodesy.ecef(lat, lon))).reshape(3, 3)
        assert np.allclose(frame @ frame.T, np.eye(3), atol=1e-12)
        east = to_ecef(np.float64(lat), np.float64(lon + 1e-6)) - to_ecef(np.float64(lat), np.float64(lon - 1e-6))
        north = to_ecef(np.float64(lat + 1e-6), np.float64(lon)) - to_ecef(np.float64(lat - 1e-6), np.float64(lon))
        assert frame[0] @ east / np.linalg.norm(east) == pytest.approx(1.0, abs=1e-9)
        assert frame[1] @ north / np.linalg.norm(north) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("length_nmi", [0.01, 1.0, 60.0, 300.0, 1_000.0, 5_000.0])
def test_length_and_azimuth_of_a_geodesic_are_karneys(length_nmi: float) -> None:
    """Vincenty's inverse: 0.1 mm, and the azimuth to what 0.1 mm turns it."""
    rng = np.random.default_rng(3)
    for _ in range(COUNT // 6):
        lat, lon = _place(rng)
        there = KARNEY.Direct(math.degrees(lat), math.degrees(lon), float(rng.uniform(0.0, 360.0)), length_nmi * NMI_M)
        true = KARNEY.Inverse(math.degrees(lat), math.degrees(lon), there["lat2"], there["lon2"])
        length, azimuth = geodesy.inverse(lat, lon, math.radians(there["lat2"]), math.radians(there["lon2"]))
        assert length == pytest.approx(true["s12"], abs=1e-4)
        assert _apart_rad(azimuth, math.radians(true["azi1"])) < 1e-10 + 1e-4 / (length_nmi * NMI_M)
        assert 0.0 <= azimuth < math.tau


@pytest.mark.parametrize(("length_nmi", "tolerance_m"), [(1.0, 1e-6), (60.0, 1e-3), (250.0, 1e-3), (1_000.0, 2e-3)])
def test_the_end_of_a_geodesic_is_karneys(length_nmi: float, tolerance_m: float) -> None:
    rng = np.random.default_rng(4)
    for _ in range(COUNT // 4):
        lat, lon = _place(rng)
        azimuth = float(rng.uniform(0.0, math.tau))
        true = KARNEY.Direct(math.degrees(lat), math.degrees(lon), math.degrees(azimuth), length_nmi * NMI_M)
        lat_end, lon_end = geodesy.direct(lat, lon, azimuth, length_nmi * NMI_M)
        found = to_ecef(np.float64(lat_end), np.float64(lon_end))
        wanted = to_ecef(np.radians(true["lat2"]), np.radians(true["lon2"]))
        assert np.linalg.norm(found - wanted) < tolerance_m


def test_ranges_and_bearings_from_the_chord_are_good_to_300_miles() -> None:
    """The claim: ranges to 3.4e-6 of themselves, bearings to 2.4e-4 degrees of 300 nmi."""
    rng = np.random.default_rng(5)
    for _ in range(4 * COUNT):
        lat, lon = _place(rng)
        length = 300.0 * NMI_M * float(rng.random()) ** 2 + 10.0
        azimuth = float(rng.uniform(0.0, 360.0))
        there = KARNEY.Direct(math.degrees(lat), math.degrees(lon), azimuth, length)
        end = geodesy.ecef(math.radians(there["lat2"]), math.radians(there["lon2"]))
        range_m, bearing = geodesy.range_bearing(*geodesy.ecef(lat, lon), *end)
        assert range_m == pytest.approx(length, rel=3.4e-6, abs=1e-6)
        assert _apart_rad(bearing, math.radians(azimuth)) < math.radians(2.4e-4) * max(1.0, length / 555_600.0) + 1e-8


def test_arc_and_chord_are_each_others_inverse_on_the_mean_sphere() -> None:
    for arc_m in (0.0, 1.0, 1e3, 1e5, 5.6e5):
        chord = geodesy.chord_from_arc(arc_m)
        assert chord == pytest.approx(2.0 * EARTH_RADIUS_M * math.sin(0.5 * arc_m / EARTH_RADIUS_M), rel=1e-15)
        assert geodesy.arc_from_chord(chord) == pytest.approx(arc_m, rel=1e-8)


@pytest.mark.parametrize("length_nmi", [1.0, 60.0, 600.0])
def test_a_rhumb_lines_length_and_course_bring_one_to_its_end(length_nmi: float) -> None:
    rng = np.random.default_rng(6)
    for k in range(COUNT // 3):
        lat, lon = _place(rng, 65.0)
        course = float(rng.uniform(0.0, math.tau)) if k % 2 else math.pi / 2 + 10.0 ** rng.uniform(-10.0, -3.0)
        length = length_nmi * NMI_M
        end = rhumb_line(lat, lon, course, np.array([length]))[0]
        lat_end, lon_end = geodesy.geodetic(*end)
        found_m, found_rad = geodesy.rhumb(lat, lon, lat_end, lon_end)
        assert found_m == pytest.approx(length, rel=3e-9, abs=1e-5), (lat, course)
        assert _apart_rad(found_rad, course) < 1e-8


def test_due_east_a_rhumb_line_is_the_parallel() -> None:
    for lat_deg in (-70.0, -10.0, 0.0, 45.0, 70.0):
        lat = math.radians(lat_deg)
        radius = float(np.linalg.norm(to_ecef(np.float64(lat), np.float64(0.0))[:2]))
        for east in (1.0, -1.0):
            found_m, course = geodesy.rhumb(lat, 3.1, lat, 3.1 + east * 0.2)
            assert found_m == pytest.approx(0.2 * radius, rel=1e-12)
            assert _apart_rad(course, east * math.pi / 2) < 1e-12


def test_a_rhumb_line_nearly_along_the_parallel_loses_nothing_of_its_length() -> None:
    """The quotient of two small differences: length by the parallel and by the meridian's arc must meet."""
    lat = math.radians(58.0)
    for north_m in (1e-3, 0.1, 10.0, 1e3):
        lat_end = lat + north_m / 6.37e6
        found_m, course = geodesy.rhumb(lat, 0.1, lat_end, 0.1 + 0.02)
        steps = 2_000
        x, y, z = geodesy.ecef(lat, 0.1)
        for _ in range(steps):
            x, y, z = geodesy.rhumb_step(x, y, z, math.sin(course), math.cos(course), found_m / steps)
        assert np.linalg.norm(np.array([x, y, z]) - geodesy.ecef(lat_end, 0.12)) < 1e-3, north_m


def test_the_meridians_arc_is_the_geodesic_due_north() -> None:
    for lat_a, lat_b in ((0.0, 0.5), (-0.7, 0.9), (1.2, 1.21), (0.3, -0.3), (0.4, 0.4)):
        true = KARNEY.Inverse(math.degrees(lat_a), 0.0, math.degrees(lat_b), 0.0)["s12"]
        assert geodesy.meridian_arc(lat_a, lat_b) == pytest.approx(math.copysign(true, lat_b - lat_a), rel=3e-9)


def test_angles_are_wrapped_to_one_turn() -> None:
    for angle in (-7.0, -math.pi, -1e-20, 0.0, 1.0, math.pi, math.tau, 400.0):
        turned, half = geodesy.wrap_tau(angle), geodesy.wrap_pi(angle)
        assert 0.0 <= turned < math.tau
        assert -math.pi <= half < math.pi
        assert math.isclose(math.cos(turned), math.cos(angle), abs_tol=1e-12)
        assert math.isclose(math.sin(half), math.sin(angle), abs_tol=1e-12)
