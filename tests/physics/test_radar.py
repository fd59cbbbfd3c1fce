"""Stories and properties of a radar's look."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.horizon import RADIO_EARTH_M, hidden_height_m, radar_horizon_m, sight_horizon_m
from fleetex.physics.radar import (
    LEAST_PROB,
    radar_fixed_db,
    radar_look_prob,
    radar_range_for_prob,
    radar_snr_1m,
    radar_terms_db,
)

SNR_1M = st.floats(1e8, 1e24)
PFA = st.floats(1e-10, 5e-5)
HORIZON_M = st.floats(3e3, 6e5)

SEARCH = (25e3, 30.0, 0.032, 10e6, 5.0, 4.0, 10.0)
"""A notional X-band surface search radar: power, gain, wavelength, bandwidth, noise figure, losses, pulses."""


@given(SNR_1M, PFA, HORIZON_M, st.floats(1.0, 1e6), st.floats(1.0, 2.0))
def test_a_look_never_gets_better_with_range(
    snr: float, pfa: float, horizon_m: float, range_m: float, factor: float
) -> None:
    near = radar_look_prob(range_m, snr, horizon_m, pfa)
    far = radar_look_prob(range_m * factor, snr, horizon_m, pfa)
    assert 0.0 <= far <= near <= 1.0


@given(SNR_1M, PFA, HORIZON_M, st.floats(LEAST_PROB, 0.999))
def test_range_for_a_chance_parts_better_looks_from_worse(
    snr: float, pfa: float, horizon_m: float, prob: float
) -> None:
    range_m = radar_range_for_prob(snr, horizon_m, pfa, prob)
    assert 0.0 <= range_m <= horizon_m
    if range_m > 0.0:
        for inside in (1.0, 1.0 - 1e-15, 1.0 - 1e-13, 1.0 - 1e-9, 0.9):
            assert radar_look_prob(range_m * inside, snr, horizon_m, pfa) >= prob * (1.0 - 1e-15)
    if 1.0 < range_m < horizon_m:
        for outside in (1.0 + 1e-11, 1.0 + 1e-6, 1.1):
            assert radar_look_prob(range_m * outside, snr, horizon_m, pfa) < prob


@given(SNR_1M, PFA, HORIZON_M)
def test_beyond_the_range_of_the_least_chance_every_look_fails(snr: float, pfa: float, horizon_m: float) -> None:
    range_m = max(radar_range_for_prob(snr, horizon_m, pfa, LEAST_PROB), 1.0)
    assert radar_look_prob(range_m * (1.0 + 1e-11), snr, horizon_m, pfa) == 0.0
    assert radar_range_for_prob(snr, horizon_m, pfa, 0.0) == radar_range_for_prob(snr, horizon_m, pfa, LEAST_PROB)


def test_nothing_is_seen_behind_the_horizon() -> None:
    horizon_m = radar_horizon_m(20.0, 5.0, RADIO_EARTH_M)
    strong = 1e30
    assert radar_look_prob(horizon_m, strong, horizon_m, 1e-6) == pytest.approx(1.0)
    assert radar_look_prob(horizon_m * (1.0 + 1e-12), strong, horizon_m, 1e-6) == 0.0


def test_a_target_of_no_size_is_seen_at_no_range() -> None:
    assert radar_range_for_prob(0.0, 4e4, 1e-6, 0.5) == 0.0
    assert radar_look_prob(100.0, 0.0, 4e4, 1e-6) == 0.0


@given(st.floats(100.0, 6e4), st.floats(0.01, 1e5), st.sampled_from([1.0, 4.0, 10.0, 32.0]))
def test_the_budget_closes_and_its_excess_crosses_zero_at_half_a_chance(
    range_m: float, cross_section_m2: float, pulses: float
) -> None:
    horizon_m = 45e3
    radar = (*SEARCH[:6], pulses)
    terms = radar_terms_db(range_m, cross_section_m2, horizon_m, *radar_fixed_db(*radar, 1e-6))
    source, target, loss, noise, threshold, excess = terms
    assert excess == source + target - loss - noise - threshold
    prob = radar_look_prob(range_m, radar_snr_1m(*radar) * cross_section_m2, horizon_m, 1e-6)
    if abs(excess) > 1e-9:
        assert (prob > 0.5) == (excess > 0.0)
    if range_m > horizon_m:
        assert excess < -100.0


def test_more_pulses_reach_further_but_less_than_coherently() -> None:
    one = radar_snr_1m(*SEARCH[:6], 1.0)
    ten = radar_snr_1m(*SEARCH[:6], 10.0)
    assert math.sqrt(10.0) < ten / one < 10.0


def test_what_the_sea_hides_grows_with_range_from_the_horizon() -> None:
    eye_m = 18.0
    horizon_m = sight_horizon_m(eye_m, 0.0)
    assert hidden_height_m(horizon_m * 0.99, eye_m) == 0.0
    assert hidden_height_m(sight_horizon_m(eye_m, 12.0), eye_m) == pytest.approx(12.0)
