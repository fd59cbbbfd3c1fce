"""The sea that a wind raises; its published values are judged by `fleetex validate`."""

import math

import pytest

from fleetex.physics.waves import (
    fetch_height_m,
    full_fetch_m,
    full_height_m,
    highest_m,
    wave_length_m,
    wave_speed_mps,
    wind_at_mps,
)


def test_waves_feel_the_bottom() -> None:
    """Deep water: g T^2 / 2 pi; shallow: crests run at sqrt(g h)."""
    assert wave_length_m(8.0, math.inf) == pytest.approx(9.80665 * 64.0 / math.tau)
    assert wave_length_m(8.0, 5000.0) == pytest.approx(wave_length_m(8.0, math.inf))
    assert wave_speed_mps(30.0, 1.0) == pytest.approx(math.sqrt(9.80665), rel=0.01)
    assert wave_length_m(8.0, 10.0) < wave_length_m(8.0, 20.0)


def test_a_sea_grows_with_fetch_until_it_is_full() -> None:
    full_m = full_fetch_m(15.0)
    assert fetch_height_m(15.0, 0.25 * full_m) == pytest.approx(0.5 * full_height_m(15.0))
    assert fetch_height_m(15.0, full_m) == pytest.approx(full_height_m(15.0))
    assert fetch_height_m(15.0, 9.0 * full_m) == pytest.approx(3.0 * full_height_m(15.0))


def test_more_waves_have_a_higher_one_and_wind_grows_with_height() -> None:
    assert highest_m(2.0, 1000.0) > highest_m(2.0, 100.0) > 2.0
    assert wind_at_mps(10.0, 10.0) == 10.0
    assert wind_at_mps(10.0, 19.5) == pytest.approx(11.0, abs=0.01)
