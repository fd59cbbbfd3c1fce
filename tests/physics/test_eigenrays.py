"""Ways of sound between two places, against closed forms and against each other."""

import cmath
import math

import numpy as np
import pytest

from fleetex.physics.eigenrays import (
    ARRIVAL_RAD,
    BED,
    FAN,
    LAUNCH_RAD,
    LENGTH_M,
    LOSS_DB,
    SURFACE,
    TIME_S,
    Ends,
    eigenrays,
    together_db,
    traced,
)
from fleetex.physics.shallow_water import bottom_turn_rad
from fleetex.physics.sound_rays import Bed

MIRRORS = Ends(0.0, Bed(1.0, 1.0, 0.0), 1000.0)
EVEN = np.array([0.0, 200.0]), np.array([1500.0, 1500.0])
LAYERED = np.array([0.0, 60.0, 300.0, 2000.0]), np.array([1520.0, 1521.0, 1480.0, 1502.0])


def test_in_even_water_every_way_is_straight_from_an_image_of_the_source() -> None:
    """Images lie at +-z + 2 k D: times, angles, bounces and spreading follow from each one's distance."""
    here_m, there_m, range_m = 50.0, 120.0, 900.0
    found = eigenrays(*EVEN, there_m, here_m, range_m, MIRRORS, FAN)
    heights = [(0, 0, here_m - there_m), (1, 0, here_m + there_m), (0, 1, 400.0 - there_m - here_m)]
    heights += [(1, 1, 400.0 + there_m - here_m), (1, 1, 400.0 - there_m + here_m)]
    for surface, bed, high_m in heights:
        slant_m = math.hypot(range_m, high_m)
        own = found[(found[:, SURFACE] == surface) & (found[:, BED] == bed)]
        nearest = own[np.argmin(np.abs(own[:, LENGTH_M] - slant_m))]
        assert nearest[LENGTH_M] == pytest.approx(slant_m, abs=0.05)
        assert nearest[TIME_S] == pytest.approx(slant_m / 1500.0, abs=1e-4)
        assert abs(nearest[LAUNCH_RAD]) == pytest.approx(math.asin(abs(high_m) / slant_m), abs=1e-3)
    direct = found[0]
    assert direct[LOSS_DB] == pytest.approx(20.0 * math.log10(direct[LENGTH_M]), abs=0.01)
    assert direct[LAUNCH_RAD] > 0.0 > direct[ARRIVAL_RAD]  # she lies deeper: it leaves her upwards and comes up


def test_in_a_steady_gradient_a_ray_is_the_arc_of_a_circle() -> None:
    """t = arcosh(1 + g^2 (x^2 + dz^2) / (2 c1 c2)) / g: Jensen et al., section 3.2 (circles in a linear profile)."""
    for gradient in (0.05, -0.08, 0.017):
        water = np.array([0.0, 4000.0]), np.array([1500.0, 1500.0 + 4000.0 * gradient])
        found = eigenrays(*water, 2500.0, 1800.0, 6000.0, MIRRORS, FAN)
        way = found[(found[:, SURFACE] == 0) & (found[:, BED] == 0)][0]
        speeds = 1500.0 + gradient * 2500.0, 1500.0 + gradient * 1800.0
        square = 6000.0**2 + 700.0**2
        seconds = math.acosh(1.0 + gradient**2 * square / (2.0 * speeds[0] * speeds[1])) / abs(gradient)
        assert way[TIME_S] == pytest.approx(seconds, abs=1e-5)


def test_the_ways_there_are_the_ways_back() -> None:
    there = eigenrays(*LAYERED, 250.0, 30.0, 12_000.0, MIRRORS, 2000)
    back = eigenrays(*LAYERED, 30.0, 250.0, 12_000.0, MIRRORS, 2000)
    first = {(way[SURFACE], way[BED]) for way in there}
    assert first == {(way[SURFACE], way[BED]) for way in back}
    steep = there[there[:, BED] == 1], back[back[:, BED] == 1]
    assert len(steep[0]) == len(steep[1]) > 2
    assert steep[0][:, TIME_S] == pytest.approx(steep[1][:, TIME_S], abs=1e-4)
    assert np.sort(steep[0][:, LAUNCH_RAD]) == pytest.approx(np.sort(steep[1][:, ARRIVAL_RAD]), abs=1e-4)
    assert steep[0][:, LOSS_DB] == pytest.approx(steep[1][:, LOSS_DB], abs=0.3)


def test_a_ray_keeps_its_snell_constant_and_its_time_is_its_length_over_its_speed() -> None:
    for down_rad in (-0.4, -0.05, 0.02, 0.3, 1.2):
        depth_m, sine, seconds, length_m, _, _ = traced(*LAYERED, 100.0, down_rad, 20_000.0)
        speeds = np.interp([100.0, depth_m], *LAYERED)
        assert math.sqrt(1.0 - sine * sine) / speeds[1] == pytest.approx(math.cos(down_rad) / speeds[0], rel=1e-9)
        assert length_m / 1521.0 <= seconds <= length_m / 1480.0
        assert length_m >= 20_000.0


def test_small_steps_of_the_same_ray_come_to_the_same_place() -> None:
    """Against Runge-Kutta on dz/dr = tan(a), da/dr = -(c'/c), in the deep layer where nothing is met."""
    depths, speeds = LAYERED
    gradient = (speeds[3] - speeds[2]) / (depths[3] - depths[2])
    z, angle, step = 600.0, 0.1, 1.0

    def slopes(z: float, angle: float) -> tuple[float, float]:
        return math.tan(angle), -gradient / (speeds[2] + gradient * (z - depths[2]))

    for _ in range(5000):
        a = slopes(z, angle)
        b = slopes(z + 0.5 * step * a[0], angle + 0.5 * step * a[1])
        c = slopes(z + 0.5 * step * b[0], angle + 0.5 * step * b[1])
        d = slopes(z + step * c[0], angle + step * c[1])
        z += step * (a[0] + 2 * b[0] + 2 * c[0] + d[0]) / 6.0
        angle += step * (a[1] + 2 * b[1] + 2 * c[1] + d[1]) / 6.0
    depth_m, sine, _, _, _, _ = traced(depths, speeds, 600.0, 0.1, 5000.0)
    assert depth_m == pytest.approx(z, abs=1e-4)
    assert math.asin(sine) == pytest.approx(angle, abs=1e-8)


def test_a_bed_that_takes_more_costs_each_bounce_and_wind_each_of_the_surface() -> None:
    hard = eigenrays(*LAYERED, 250.0, 30.0, 5000.0, MIRRORS, FAN)
    soft = eigenrays(*LAYERED, 250.0, 30.0, 5000.0, Ends(15.0, Bed(1.3, 1.02, 0.01), 5000.0), FAN)
    assert len(hard) == len(soft)
    more = soft[:, LOSS_DB] - hard[:, LOSS_DB]
    once = (hard[:, SURFACE] == 1) & (hard[:, BED] == 0)
    assert once.any()
    assert np.all(more[once] > 0.5)
    straight = (hard[:, SURFACE] == 0) & (hard[:, BED] == 0)
    assert more[straight] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("freq_hz", "range_m"), [(150.0, 1000.0), (800.0, 4000.0), (3500.0, 1500.0)])
def test_the_straight_way_and_the_one_off_the_surface_are_lloyds_mirror(freq_hz: float, range_m: float) -> None:
    """|exp(i k R1) / R1 - exp(i k R2) / R2|: Jensen et al., section 1.4; the first lies in its last null."""
    there_m, here_m, k = 25.0, 200.0, 2.0 * math.pi * freq_hz / 1500.0
    deep = np.array([0.0, 4.0 * range_m]), np.array([1500.0, 1500.0])
    found = eigenrays(*deep, there_m, here_m, range_m, MIRRORS, 2000)
    near_m, far_m = math.hypot(range_m, here_m - there_m), math.hypot(range_m, here_m + there_m)
    exact = abs(cmath.exp(1j * k * near_m) / near_m - cmath.exp(1j * k * far_m) / far_m)
    assert together_db(found[found[:, BED] == 0], freq_hz) == pytest.approx(-20.0 * math.log10(exact), abs=0.05)


def test_a_bed_turns_a_wave_round_at_low_angles_and_a_hard_one_not_at_all() -> None:
    hard, soft = Bed(1e6, 2.0, 0.0), Bed(1.5, 1.1, 0.0)
    assert bottom_turn_rad(0.3, *hard) == pytest.approx(0.0, abs=1e-5)
    assert bottom_turn_rad(1e-6, *soft) == pytest.approx(-math.pi, abs=1e-4)
    assert bottom_turn_rad(1.2, *soft) == pytest.approx(0.0, abs=1e-12)  # past the critical angle R is a real number
    n2, grazing = 1.0 / 1.1**2, 0.2
    root = cmath.sqrt(n2 - math.cos(grazing) ** 2)
    r = (1.5 * math.sin(grazing) - root) / (1.5 * math.sin(grazing) + root)
    assert bottom_turn_rad(grazing, *soft) == pytest.approx(cmath.phase(r), abs=1e-9)


def test_ways_off_a_hard_bed_add_up_with_the_straight_one() -> None:
    """Where the way off the bed is half a wave longer they cancel, but for the little that the longer one spreads."""
    deep = np.array([0.0, 3000.0]), np.array([1500.0, 1500.0])
    found = eigenrays(*deep, 2800.0, 2900.0, 600.0, Ends(0.0, Bed(1e6, 2.0, 0.0), 1000.0), 2000)
    two = found[found[:, SURFACE] == 0]
    assert len(two) == 2
    freq_hz = 0.5 / float(two[1, TIME_S] - two[0, TIME_S])
    each = np.power(10.0, -two[:, LOSS_DB] / 20.0)
    assert together_db(two, freq_hz) == pytest.approx(-20.0 * math.log10(each[0] - each[1]), abs=0.1)
    assert together_db(two, 2.0 * freq_hz) == pytest.approx(-20.0 * math.log10(each[0] + each[1]), abs=0.1)
