"""Pieces against PROJ's geodesics and rhumb lines, to the error that they claim; how they join, and how they bend."""

import math
from itertools import pairwise

import numpy as np
import pytest

from fleetex.physics.pieces import PIECE_M_MAX, PIECE_TURN_RAD_MAX
from tests.physics.legs import NMI_M, Leg, accelerations, geodesic, piece_of, places, velocities

LEGS = 40


def _anywhere(rng: np.random.Generator, lat_deg_max: float = 75.0, **motion: float) -> Leg:
    """A leg from anywhere, the 180th meridian among them, in any direction."""
    lon = math.pi - 1e-3 if rng.random() < 0.2 else rng.uniform(-math.pi, math.pi)
    lat = math.radians(rng.uniform(-lat_deg_max, lat_deg_max))
    return Leg(lat, float(lon), float(rng.uniform(0.0, math.tau)), **motion)


def chained(leg: Leg, duration_s: float, piece_s: float) -> list[np.void]:
    """A leg's pieces, each from the one before."""
    pieces: list[np.void] = []
    begin = 0.0
    while begin < duration_s - 1e-9:
        length = min(piece_s, duration_s - begin)
        pieces.append(piece_of(leg, begin, length, pieces[-1] if pieces else None))
        begin += length
    return pieces


def worst_m(leg: Leg, pieces: list[np.void]) -> float:
    worst = 0.0
    for piece in pieces:
        time_s = piece["piece_s"] + np.linspace(0.0, 1.0 / piece["piece_rate_ps"], 61)
        worst = max(worst, float(np.max(np.linalg.norm(places(piece, time_s) - leg.truth(time_s), axis=1))))
    return worst


def worst_mps(leg: Leg, pieces: list[np.void], step_s: float) -> float:
    """The greatest error of velocity, against differences of the true places."""
    worst = 0.0
    for piece in pieces:
        time_s = piece["piece_s"] + np.linspace(0.0, 1.0 / piece["piece_rate_ps"], 61)
        true = (leg.truth(time_s + step_s) - leg.truth(time_s - step_s)) / (2.0 * step_s)
        worst = max(worst, float(np.max(np.linalg.norm(velocities(piece, time_s) - true, axis=1))))
    return worst


def test_a_piece_of_the_greatest_length_keeps_within_a_millimetre_of_the_geodesic() -> None:
    rng = np.random.default_rng(1)
    for speed in (2.0, 12.0, 250.0):
        for _ in range(LEGS):
            leg = _anywhere(rng, speed_mps=speed)
            pieces = [piece_of(leg, 0.0, PIECE_M_MAX / speed)]
            assert worst_m(leg, pieces) < 1e-3
            assert worst_mps(leg, pieces, 10.0) < 1e-6 * speed


def test_a_thousand_miles_of_pieces_stay_within_the_steps_own_error_and_join_without_a_kink() -> None:
    rng = np.random.default_rng(2)
    for _ in range(LEGS):
        leg = _anywhere(rng, speed_mps=9.0)
        pieces = chained(leg, 1_000.0 * NMI_M / 9.0, PIECE_M_MAX / 9.0)
        assert len(pieces) == 5
        assert worst_m(leg, pieces) < 1.4e-3
        for before, after in pairwise(pieces):
            border = np.array([after["piece_s"]])
            assert float(np.linalg.norm(places(before, border) - places(after, border))) < 1e-6
            assert float(np.linalg.norm(velocities(before, border) - velocities(after, border))) < 1e-6


@pytest.mark.parametrize(("lat_deg_max", "tolerance_m"), [(60.0, 1e-3), (70.0, 1e-2)])
def test_a_held_course_keeps_to_the_rhumb_line(lat_deg_max: float, tolerance_m: float) -> None:
    rng = np.random.default_rng(3)
    for _ in range(LEGS):
        leg = _anywhere(rng, lat_deg_max, speed_mps=10.0, line=1)
        assert worst_m(leg, [piece_of(leg, 0.0, PIECE_M_MAX / 10.0)]) < tolerance_m
        short = chained(leg, 250.0 * NMI_M / 10.0, 60.0 * NMI_M / 10.0)
        assert worst_m(leg, short) < tolerance_m
        for before, after in pairwise(short):
            border = np.array([after["piece_s"]])
            assert float(np.linalg.norm(places(before, border) - places(after, border))) < 1e-6


def test_rhumb_line_and_geodesic_part_by_what_the_study_says() -> None:
    """112 m in the middle of 60 nmi (median of directions, latitudes to 75), up to 880."""
    rng = np.random.default_rng(4)
    apart = []
    for _ in range(400):
        leg = _anywhere(rng, speed_mps=10.0, line=1)
        tau_s = np.array([0.0, 30.0, 60.0]) * NMI_M / 10.0
        ends = leg.truth(tau_s)
        chord_middle = 0.5 * (ends[0] + ends[2])
        across = ends[1] - chord_middle
        up = ends[1] / np.linalg.norm(ends[1])
        along = (ends[2] - ends[0]) / np.linalg.norm(ends[2] - ends[0])
        across -= (across @ up) * up + (across @ along) * along
        apart.append(float(np.linalg.norm(across)))
        middle = places(piece_of(leg, 0.0, tau_s[2]), tau_s[1:2])[0]
        assert float(np.linalg.norm(middle - ends[1])) < 1e-3
    assert 70.0 < float(np.median(apart)) < 160.0
    assert 600.0 < max(apart) < 1_000.0


@pytest.mark.parametrize("radius_m", [150.0, 350.0, 1_500.0, 9_200.0])
def test_a_turn_keeps_to_the_schemas_definition(radius_m: float) -> None:
    """A geodesic from the leg's start, azimuth course + omega t / 2, length 2 (v / omega) sin(omega t / 2)."""
    rng = np.random.default_rng(5)
    speed = 8.0 if radius_m < 1_000.0 else 150.0
    for _ in range(LEGS):
        rate = float(rng.choice([-1.0, 1.0])) * speed / radius_m
        leg = _anywhere(rng, speed_mps=speed, turn_radps=rate)
        turn_s = float(rng.uniform(0.1, math.tau * 0.9)) / abs(rate)
        pieces = chained(leg, turn_s, PIECE_TURN_RAD_MAX / abs(rate))
        assert worst_m(leg, pieces) < max(1e-3, 0.3 * radius_m / 9_200.0)
        for before, after in pairwise(pieces):
            border = np.array([after["piece_s"]])
            assert float(np.linalg.norm(places(before, border) - places(after, border))) < 1e-6
            assert float(np.linalg.norm(velocities(before, border) - velocities(after, border))) < 1e-4 * speed


@pytest.mark.parametrize("accel", [0.05, -0.05, 0.2])
def test_a_hull_that_gathers_or_loses_way_goes_as_far_as_it_should(accel: float) -> None:
    rng = np.random.default_rng(6)
    for _ in range(LEGS):
        leg = _anywhere(rng, speed_mps=12.0, accel_mps2=accel)
        pieces = chained(leg, 230.0, float(rng.uniform(40.0, 300.0)))
        assert worst_m(leg, pieces) < 1e-3
        end = np.array([230.0])
        speed = float(np.linalg.norm(velocities(pieces[-1], end)))
        assert speed == pytest.approx(12.0 + accel * 230.0, abs=1e-5)


def test_a_hull_that_lies_still_stays_where_it_is() -> None:
    leg = Leg(math.radians(54.0), math.radians(10.0), 1.0, 0.0)
    piece = piece_of(leg, 0.0, 86_400.0)
    time_s = np.linspace(0.0, 86_400.0, 7)
    assert np.max(np.linalg.norm(places(piece, time_s) - leg.truth(time_s), axis=1)) < 1e-6
    assert np.max(np.abs(velocities(piece, time_s))) < 1e-10


def test_no_piece_bends_more_than_its_bound_says() -> None:
    """Safe stepping rests on it: geodesics, held courses near the poles, changes of speed and turns."""
    rng = np.random.default_rng(7)
    for _ in range(4 * LEGS):
        kind = int(rng.integers(4))
        speed = float(rng.uniform(1.0, 200.0))
        leg, duration_s = (
            (_anywhere(rng, 84.0, speed_mps=speed), PIECE_M_MAX / speed),
            (_anywhere(rng, 80.0, speed_mps=speed, line=1), PIECE_M_MAX / speed),
            (_anywhere(rng, 84.0, speed_mps=speed, accel_mps2=float(rng.uniform(-0.2, 0.3))), speed / 0.3),
            (_anywhere(rng, 84.0, speed_mps=speed, turn_radps=float(rng.uniform(0.001, 0.05))), 20.0),
        )[kind]
        for piece in chained(leg, 2.0 * duration_s if kind == 1 else duration_s, duration_s):
            time_s = piece["piece_s"] + np.linspace(0.0, 1.0 / piece["piece_rate_ps"], 201)
            felt = float(np.max(np.linalg.norm(accelerations(piece, time_s), axis=1)))
            assert felt <= piece["accel_bound_mps2"], leg


def test_the_truth_itself_is_a_geodesic() -> None:
    """The truth of a straight leg and the end of a turn of no angle agree: the definitions meet."""
    leg = Leg(math.radians(60.0), math.radians(-20.0), 0.7, 10.0)
    straight = leg.truth(np.array([600.0]))
    turned = Leg(leg.lat_rad, leg.lon_rad, leg.course_rad, 10.0, turn_radps=1e-9).truth(np.array([600.0]))
    assert float(np.linalg.norm(straight - turned)) < 1e-2
    assert np.allclose(straight, geodesic(leg.lat_rad, leg.lon_rad, np.array([0.7]), np.array([6_000.0])), atol=1e-6)
