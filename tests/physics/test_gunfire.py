"""One round: what moves its fall, and what it goes through."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.gunfire import danger_space_m, hits_box, impact_errors
from fleetex.units import DEG_RAD

RATES = (12_000.0, 11.5, 8.0, 20.0, 40_000.0)
"""range, and range or line per wind along, wind across, muzzle velocity, elevation."""
SHIP = (120.0, 15.0, 12.0)
FALL = 20.0 * DEG_RAD


def test_a_perfect_round_falls_where_it_was_meant() -> None:
    assert impact_errors(*RATES, 1e-3, 1e-3, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ((1e-3, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0), (40.0, 0.0)),
        ((0.0, 1e-3, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0), (0.0, 12.0)),
        ((0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0, 1.0, -1.0), (-40.0, 0.0)),
        ((0.0, 0.0, 0.0, -3.0, 0.0, 0.0, 1.0, 1.0, 1.0), (-60.0, 0.0)),
        ((0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 1.0, 1.0, 1.0), (23.0, 0.0)),
        ((0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 1.0, 1.0, 1.0), (0.0, 16.0)),
    ],
    ids=["elevation", "bearing", "muzzle", "muzzle bias", "following wind", "wind to the right"],
)
def test_each_error_moves_the_fall_by_its_rate(cause: tuple[float, ...], expected: tuple[float, float]) -> None:
    assert impact_errors(*RATES, *cause) == pytest.approx(expected)


def test_a_ship_end_on_is_deep_and_narrow_and_broadside_is_shallow_and_wide() -> None:
    assert hits_box(59.0, 0.0, 0.0, *SHIP, FALL)
    assert not hits_box(0.0, 9.0, 0.0, *SHIP, FALL)
    assert hits_box(0.0, 59.0, 90.0 * DEG_RAD, *SHIP, FALL)
    assert not hits_box(0.0, 61.0, 90.0 * DEG_RAD, *SHIP, FALL)


def test_a_round_that_splashes_beyond_went_through_but_one_short_did_not() -> None:
    reach = danger_space_m(12.0, FALL)
    broadside = 90.0 * DEG_RAD
    assert hits_box(7.5 + reach - 0.1, 0.0, broadside, *SHIP, FALL)
    assert not hits_box(7.5 + reach + 0.1, 0.0, broadside, *SHIP, FALL)
    assert not hits_box(-7.6, 0.0, broadside, *SHIP, FALL)


@given(
    st.floats(-200.0, 200.0),
    st.floats(-200.0, 200.0),
    st.floats(-7.0, 7.0),
    st.floats(0.05, 1.4),
    st.floats(0.0, 30.0),
)
def test_a_hit_is_a_point_of_the_last_stretch_inside_the_plan(
    over: float, right: float, aspect: float, fall: float, height: float
) -> None:
    """Against sampling the stretch: a sampled point well inside is a hit, and no hit has all points well outside."""
    reach = danger_space_m(height, fall)
    gaps = []
    for i in range(401):
        x = over - reach * i / 400
        ahead = x * math.cos(aspect) + right * math.sin(aspect)
        abeam = right * math.cos(aspect) - x * math.sin(aspect)
        gaps.append(max(abs(ahead) - 60.0, abs(abeam) - 7.5))
    hit = hits_box(over, right, aspect, 120.0, 15.0, height, fall)
    if min(gaps) < -1e-9:
        assert hit
    if min(gaps) > reach / 400 + 1e-9:
        assert not hit


def test_turning_the_target_round_changes_nothing() -> None:
    for over in range(-80, 100, 7):
        for right in range(-80, 80, 7):
            one = hits_box(float(over), float(right), 0.7, *SHIP, FALL)
            assert one == hits_box(float(over), float(right), 0.7 + math.pi, *SHIP, FALL)
