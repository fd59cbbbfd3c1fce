"""Fuel over legs, against adding up small steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.fuel import fuel_burnt_kg, fuel_rate_kgps
from fleetex.units import DAY_S

CURVE = (0.15, 2.4e-4, 3.1)
"""A notional frigate: hotel load, coefficient, exponent."""


def test_a_ship_that_lies_stopped_burns_its_hotel_load() -> None:
    assert fuel_rate_kgps(0.0, *CURVE) == 0.15
    assert fuel_burnt_kg(0.0, 0.0, DAY_S, *CURVE) == 0.15 * DAY_S


@given(st.floats(0.0, 18.0), st.floats(0.0, 18.0), st.floats(1.0, 4000.0))
def test_a_leg_that_changes_speed_burns_the_sum_of_its_moments(start: float, end: float, duration_s: float) -> None:
    accel = (end - start) / duration_s
    steps = 400
    added = 0.0
    for i in range(steps):
        speed = start + (end - start) * (i + 0.5) / steps
        added += fuel_rate_kgps(speed, *CURVE) * duration_s / steps
    assert fuel_burnt_kg(start, accel, duration_s, *CURVE) == pytest.approx(added, rel=1e-5)


@given(st.floats(1.0, 18.0), st.floats(-0.02, 0.02), st.floats(10.0, 400.0))
def test_a_leg_cut_in_two_burns_the_same(speed: float, accel: float, duration_s: float) -> None:
    if speed + accel * duration_s < 0.0:
        return
    whole = fuel_burnt_kg(speed, accel, duration_s, *CURVE)
    first = fuel_burnt_kg(speed, accel, 0.3 * duration_s, *CURVE)
    second = fuel_burnt_kg(speed + accel * 0.3 * duration_s, accel, 0.7 * duration_s, *CURVE)
    assert whole == pytest.approx(first + second, rel=1e-10)
