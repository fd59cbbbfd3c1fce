"""Fire at what flies: the shell's table, the lead, how near rounds pass, and what a pass is worth."""

import math

import numpy as np
import pytest

from fleetex.physics.air_ballistics import air_table, reach
from fleetex.physics.air_gunfire import (
    CONTACT,
    PROXIMITY,
    closest_pass,
    cookie_cutter_prob,
    diffuse_prob,
    lethality,
    presented_area_m2,
    rounds_past,
)
from fleetex.physics.air_lead import lead, straight_line
from fleetex.physics.ballistics import drag_per_kg, trajectory
from fleetex.physics.geodesy import ecef

MUZZLE_MPS, ELEVATION_RAD_MAX, TIME_S = 900.0, math.radians(85.0), 12.0
DRAG = drag_per_kg(0.39, 0.03, 1.24)
EAST, NORTH, UP = np.eye(3)


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    return air_table(MUZZLE_MPS, DRAG, ELEVATION_RAD_MAX, TIME_S)


@pytest.mark.parametrize(("bias", "published"), [(0.0, 0.3934693), (1.0, 1.0 - 0.7328798)])
def test_the_offset_circle_is_met(bias: float, published: float) -> None:
    """1 - exp(-1/2); 1 - Q1(1, 1), with Q1(a, a) = (1 + e^-a2 I0(a2)) / 2, I0 of Abramowitz and Stegun, table 9.8."""
    assert cookie_cutter_prob(1.0, bias, 1.0) == pytest.approx(published, abs=2e-6)


def test_half_of_all_rounds_fall_within_the_circular_error_probable() -> None:
    """1.1774 standard deviations: Bowditch, and every table of the circular normal distribution."""
    assert cookie_cutter_prob(3.0, 0.0, 3.0 * 1.17741) == pytest.approx(0.5, abs=1e-5)


def test_the_table_agrees_with_the_surface_trajectory_where_both_hold(table: np.ndarray) -> None:
    for elevation_deg in (1.0, 3.0, 5.0):
        range_m, flight_s, _, striking_mps, _ = trajectory(MUZZLE_MPS, math.radians(elevation_deg), DRAG)
        elevation, flight, speed = reach(table, ELEVATION_RAD_MAX, TIME_S, range_m, 0.0)
        assert math.degrees(elevation) == pytest.approx(elevation_deg, abs=0.03)
        assert flight == pytest.approx(flight_s, rel=2e-3)
        assert speed == pytest.approx(striking_mps, rel=3e-3)


def test_without_air_a_shell_is_where_galileo_has_it() -> None:
    vacuum = air_table(500.0, 0.0, ELEVATION_RAD_MAX, 10.0)
    at, flight = math.radians(60.0), 6.0
    x, y = 500.0 * math.cos(at) * flight, 500.0 * math.sin(at) * flight - 0.5 * 9.80665 * flight**2
    elevation, found_s, _ = reach(vacuum, ELEVATION_RAD_MAX, 10.0, x, y)
    assert math.degrees(elevation) == pytest.approx(60.0, abs=0.01)
    assert found_s == pytest.approx(flight, abs=2e-3)


def test_beyond_its_time_or_above_its_elevation_a_gun_reaches_nothing(table: np.ndarray) -> None:
    assert math.isnan(reach(table, ELEVATION_RAD_MAX, TIME_S, 9_000.0, 100.0)[0])
    assert math.isnan(reach(table, ELEVATION_RAD_MAX, TIME_S, 10.0, 1_000.0)[0])


def test_a_straight_flier_is_led_so_that_shell_and_target_meet(table: np.ndarray) -> None:
    gun = np.array(ecef(0.7, 2.3))
    looks = np.array(
        [[0.5 * k, *(gun + 2_000.0 * gun / np.linalg.norm(gun) * 0.1 + k * 50.0 * NORTH)] for k in range(8)]
    )
    found = lead(looks, gun, table, ELEVATION_RAD_MAX, TIME_S, 3.5)
    line = straight_line(looks, 3.5)
    assert found[1:4] == pytest.approx(line[:3] + line[3:] * found[0], abs=0.011)  # 0.1 ms at 100 m/s
    assert np.linalg.norm(line[3:]) == pytest.approx(100.0, rel=1e-9)


def test_rounds_that_err_less_hit_as_often_as_the_closed_forms_say() -> None:
    rounds, sd, bias = 20_000, 3.0, np.array([0.0, 2.0, 1.0])
    body = (rounds, 1, bias, 600.0 * EAST, UP, NORTH, EAST, sd, sd, 20.0)
    area_m2 = math.pi * 1.5**2
    hits, near, nearest, total = rounds_past(*body, CONTACT, area_m2, 5.0, 0.0, 1, 0, 25, 7, 9)
    expected = cookie_cutter_prob(sd, math.hypot(2.0, 1.0), 1.5)
    assert hits / rounds == pytest.approx(expected, abs=3.0 * math.sqrt(expected / rounds))
    assert near > hits > 0
    assert 0.0 < nearest < total / rounds
    burst, _, _, _ = rounds_past(*body, PROXIMITY, 1e-6, 40.0, 4.0, 1, 0, 25, 7, 9)
    expected = diffuse_prob(sd, math.hypot(2.0, 1.0), 4.0)
    assert burst / rounds == pytest.approx(expected, abs=3.0 * math.sqrt(expected / rounds))


def test_what_passes_is_measured_where_it_is_nearest() -> None:
    assert closest_pass(np.array([-500.0, 3.0, 4.0]), 700.0 * EAST) == pytest.approx([0.0, 3.0, 4.0])


def test_a_box_shows_its_side_its_front_and_its_top() -> None:
    assert presented_area_m2(6.0, 2.0, 1.0, 0.5, 1.0, 0.0) == pytest.approx(1.0)
    assert presented_area_m2(6.0, 2.0, 1.0, 0.5, 0.0, 0.0) == pytest.approx(3.0)
    assert presented_area_m2(6.0, 2.0, 1.0, 0.5, 0.0, 1.0) == pytest.approx(6.0)


def test_a_contact_fuze_wants_the_body_and_a_proximity_fuze_less() -> None:
    assert lethality(CONTACT, 0.5, 1.0, 8.0, 0.0) == 1.0
    assert lethality(CONTACT, 0.6, 1.0, 8.0, 0.0) == 0.0
    assert lethality(PROXIMITY, 5.0, 1.0, 8.0, 5.0) == pytest.approx(math.exp(-1.0))
    assert lethality(PROXIMITY, 8.1, 1.0, 8.0, 5.0) == 0.0
