"""The nine algorithms against integration in small steps, which knows none of their closed forms."""

import math

import numpy as np
import pytest

from fleetex.physics.ais import AisClass, reporting_interval_s
from fleetex.physics.dead_reckoning import (
    ACCELERATING,
    ALGORITHMS,
    OF_THE_BODY,
    ROTATING,
    SMALL_RAD,
    STATIC,
    Motion,
    angles_of,
    axes_of,
    reckoned,
    time_to_update_by_jerk_s,
    time_to_update_s,
)

STEPS = 4_000


def told_of(rate_radps: float) -> Motion:
    return Motion(
        np.array([[1e6, -2e6, 3e6]]),
        np.array([[120.0, -15.0, 4.0]]),
        np.array([[1.5, 0.3, -0.8]]),
        np.array([[0.4, -0.2, 0.9]]),
        np.array([[0.6, -0.3, 1.0]]) * rate_radps,
    )


def integrated(algorithm: int, told: Motion, t: float) -> tuple[np.ndarray, np.ndarray]:
    """(Place, axes) by the midpoint rule: the hull turned a little, the velocity taken in its axes, and again."""
    place, axes, dt = told.place[0].copy(), axes_of(told.angles)[0], t / STEPS
    for step in range(STEPS):
        middle = _turned(axes, told.rates[0] * 0.5 * dt) if algorithm in ROTATING else axes
        velocity = told.velocity[0] + (told.acceleration[0] * (step + 0.5) * dt if algorithm in ACCELERATING else 0.0)
        if algorithm != STATIC:
            place += dt * (middle.T @ velocity if algorithm in OF_THE_BODY else velocity)
        axes = _turned(axes, told.rates[0] * dt) if algorithm in ROTATING else axes
    return place, axes


def _turned(axes: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Rodrigues' rotation of the hull about an axis told in the hull's own."""
    angle = float(np.linalg.norm(by))
    if angle == 0.0:
        return axes
    x, y, z = by / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    rotation = np.eye(3) + math.sin(angle) * cross + (1.0 - math.cos(angle)) * cross @ cross
    return np.asarray(rotation.T @ axes)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("rate_radps", [0.0, 0.5 * SMALL_RAD / 3.0, 2.0 * SMALL_RAD / 3.0, 0.4])
def test_closed_forms_are_what_small_steps_come_to(algorithm: int, rate_radps: float) -> None:
    told = told_of(rate_radps)
    then = reckoned(algorithm, told, 3.0)
    place, axes = integrated(algorithm, told, 3.0)
    assert then.place[0] == pytest.approx(place, abs=2e-4)
    assert axes_of(then.angles)[0] == pytest.approx(axes, abs=1e-9)


def test_angles_and_axes_are_each_others_inverse() -> None:
    angles = np.array([[2.9, -1.2, -3.0], [-0.1, 1.5, 0.2], [0.0, 0.0, 0.0]])
    assert angles_of(axes_of(angles)) == pytest.approx(angles, abs=1e-12)


def test_level_with_the_bow_north_on_the_equator_is_known_by_heart() -> None:
    """At 0 N 0 E north is the earth's z, east its y, down its minus x."""
    axes = np.array([[[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]])
    assert angles_of(axes)[0, 1] == pytest.approx(-math.pi / 2.0)


def test_other_algorithms_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 9"):
        reckoned(10, told_of(0.1), 1.0)


def test_who_does_not_accelerate_is_told_of_at_the_heartbeat() -> None:
    assert time_to_update_s([0.0, 1e-9], 1.0, 5.0).tolist() == [5.0, 5.0]
    assert time_to_update_by_jerk_s(0.0, 1.0, 5.0) == 5.0
    assert time_to_update_by_jerk_s(6.0, 1.0, 5.0) == pytest.approx(1.0)


@pytest.mark.parametrize("carried", list(AisClass))
def test_nobody_reports_less_often_for_being_faster(carried: AisClass) -> None:
    intervals = [reporting_interval_s(carried, 0.5 * speed) for speed in range(80)]
    assert intervals == sorted(intervals, reverse=True)


def test_helm_and_anchor_count_for_class_a_alone() -> None:
    assert reporting_interval_s("A", 12.0, turning=True) == pytest.approx(10.0 / 3.0)
    assert reporting_interval_s("A", 1.0, moored=True) == 180.0
    assert reporting_interval_s("A", 4.0, moored=True) == 10.0  # dragging her anchor
    assert reporting_interval_s("B-CS", 12.0, turning=True) == reporting_interval_s("B-CS", 12.0, moored=True) == 30.0
