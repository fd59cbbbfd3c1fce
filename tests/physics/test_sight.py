"""Stories and properties of a lookout's look."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.horizon import sight_horizon_m
from fleetex.physics.radar import LEAST_PROB
from fleetex.physics.sight import (
    CONTRAST_DB_SD,
    CRITICAL_ARCMIN,
    LARGE_CONTRAST_DB,
    LIGHT_THRESHOLD_LUX,
    LOOKOUT_DB,
    shape_terms_db,
    sight_look_prob,
    sight_range_for_prob,
    sight_terms_db,
)
from fleetex.units import NMI_M

DAY, TWILIGHT, NIGHT = 0, 1, 2
FRIGATE = (50.0, 0.4, 18.0, 25.0)
"""size, contrast, eye height, target height."""

LOOKS = st.tuples(
    st.floats(0.5, 100.0),
    st.floats(0.01, 2.0),
    st.floats(2.0, 500.0),
    st.floats(0.0, 60.0),
    st.floats(50.0, 5e4),
    st.integers(0, 2),
    st.one_of(st.just(0.0), st.floats(0.5, 1e4)),
    st.floats(1.0, 25.0),
)


@given(LOOKS, st.floats(1.0, 1e5), st.floats(1.0, 3.0))
def test_a_look_never_gets_better_with_range(look: tuple[float, ...], range_m: float, factor: float) -> None:
    near = sight_look_prob(range_m, *look)
    far = sight_look_prob(range_m * factor, *look)
    assert 0.0 <= far <= near <= 1.0


@given(LOOKS, st.floats(LEAST_PROB, 0.999))
def test_range_for_a_chance_parts_better_looks_from_worse(look: tuple[float, ...], prob: float) -> None:
    range_m = sight_range_for_prob(*look, prob)
    assert 0.0 <= range_m <= sight_horizon_m(look[2], look[3])
    if range_m > 0.0:
        for inside in (1.0, 1.0 - 1e-12, 0.99, 0.5):
            assert sight_look_prob(range_m * inside, *look) >= prob * (1.0 - 1e-12)
    for outside in (1.0 + 2e-9, 1.01, 2.0):
        assert sight_look_prob(max(range_m, 1.0) * outside, *look) < prob


@given(LOOKS, st.floats(1.0, 1e5))
def test_the_budget_closes_and_its_excess_crosses_zero_at_half_a_chance(
    look: tuple[float, ...], range_m: float
) -> None:
    source, target, loss, noise, threshold, excess = sight_terms_db(range_m, *look)
    assert excess == pytest.approx(source + target - loss - noise - threshold, abs=1e-9)
    assert target <= 0.0 or look[6] > 0.0
    assert (sight_look_prob(range_m, *look) >= 0.5) == (excess >= -1e-12)


def test_nothing_is_seen_behind_the_horizon_and_a_hull_down_ship_is_seen_worse() -> None:
    size, contrast, eye, height = FRIGATE
    horizon_m = sight_horizon_m(eye, height)
    clear = 1e6
    assert sight_look_prob(horizon_m * 1.0001, *FRIGATE, clear, DAY, 0.0, 7.0) == 0.0
    assert sight_look_prob(horizon_m * 1.0001, *FRIGATE, clear, NIGHT, 1e6, 7.0) == 0.0
    half_hidden_m = sight_horizon_m(eye, height / 2.0)
    down = shape_terms_db(half_hidden_m, size, contrast, eye, height, clear, DAY, 1.0)
    whole = shape_terms_db(half_hidden_m, size, contrast, 100.0, height, clear, DAY, 1.0)
    assert down[1] < whole[1]


def test_a_warship_by_day_is_seen_at_miles_by_night_unlit_within_two_and_by_its_lights_at_miles() -> None:
    visibility_m = 8.0 * NMI_M
    by_day = sight_range_for_prob(*FRIGATE, visibility_m, DAY, 0.0, 1.0, 0.5)
    by_dusk = sight_range_for_prob(*FRIGATE, visibility_m, TWILIGHT, 0.0, 1.0, 0.5)
    by_night = sight_range_for_prob(*FRIGATE, visibility_m, NIGHT, 0.0, 1.0, 0.5)
    by_lights = sight_range_for_prob(*FRIGATE, visibility_m, NIGHT, 94.0, 1.0, 0.5)
    assert 4.0 * NMI_M < by_day < visibility_m
    assert by_night < 2.0 * NMI_M < by_dusk < by_day
    assert 4.0 * NMI_M < by_lights < 6.0 * NMI_M


def test_lights_count_for_nothing_by_day() -> None:
    look = (*FRIGATE, 8.0 * NMI_M, DAY)
    assert sight_range_for_prob(*look, 94.0, 1.0, 0.5) == sight_range_for_prob(*look, 0.0, 1.0, 0.5)


@given(LOOKS, st.floats(100.0, 3e4))
def test_fog_never_helps_and_binoculars_never_hurt(look: tuple[float, ...], range_m: float) -> None:
    before = sight_look_prob(range_m, *look)
    foggier = (*look[:4], look[4] * 0.5, *look[5:])
    with_glass = (*look[:7], look[7] * 7.0)
    assert sight_look_prob(range_m, *foggier) <= before
    assert sight_look_prob(range_m, *with_glass) >= before


def test_the_threshold_follows_ricco_for_small_targets_and_weber_for_large() -> None:
    for light in (DAY, TWILIGHT, NIGHT):
        tiny, twice = (shape_terms_db(20e3, size, 1.0, 1e3, 50.0, 1e9, light, 1.0)[1] for size in (1e-4, 2e-4))
        assert twice - tiny == pytest.approx(20.0 * math.log10(2.0), abs=0.01)
        huge = shape_terms_db(100.0, 1e6, 1.0, 1e3, 50.0, 1e9, light, 1.0)[1]
        assert huge == pytest.approx(0.0, abs=0.1)


def test_a_target_of_one_arc_minute_needs_the_daylight_contrast_of_koopman() -> None:
    """Koopman, Search and Screening (OEG 56, 1946), ch. 4: foveal threshold 1.57 + 15.2 / alpha^2 per cent by day."""
    contrast = math.pow(10.0, LARGE_CONTRAST_DB[DAY] / 10.0) * (1.0 + CRITICAL_ARCMIN[DAY]) ** 2
    assert contrast == pytest.approx(0.0157 + 0.152, rel=0.1)


def test_seeing_rises_with_contrast_as_the_handbooks_say() -> None:
    """RCA Electro-Optics Handbook: 90, 95 and 99 % of looks at 1.50, 1.64 and 1.91 times the threshold contrast."""
    for ratio, prob, tolerance in ((1.50, 0.90, 0.02), (1.64, 0.95, 0.01), (1.91, 0.99, 0.01)):
        z = 10.0 * math.log10(ratio) / CONTRAST_DB_SD
        assert 0.5 * math.erfc(-z / math.sqrt(2.0)) == pytest.approx(prob, abs=tolerance)


def test_thresholds_of_lights_are_those_of_practice() -> None:
    """IALA E-200-2 takes 2e-7 lux by night and 1e-3 lux against a sky of 10 000 cd/m2."""
    assert LIGHT_THRESHOLD_LUX[NIGHT] == 2e-7
    assert 1e-4 < LIGHT_THRESHOLD_LUX[DAY] < 1e-3
    assert 2e-7 < LIGHT_THRESHOLD_LUX[TWILIGHT] < 2e-6


def test_half_the_looks_succeed_at_the_threshold_with_the_lookouts_allowance() -> None:
    wanted = (LARGE_CONTRAST_DB[DAY] + LOOKOUT_DB) / 10.0
    contrast = math.pow(10.0, wanted) * 1.0
    assert sight_look_prob(1.0, 1e9, contrast, 20.0, 20.0, 1e12, DAY, 0.0, 1.0) == pytest.approx(0.5, abs=1e-6)
