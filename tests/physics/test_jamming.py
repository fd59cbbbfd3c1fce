"""Noise jamming: the one-way equation against free-space loss, burn-through ranges, and what side lobes let in."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.engagement import burn_through_m
from fleetex.physics.jamming import SIDE_LOBES_DB, jammer_to_noise, off_axis_db
from fleetex.physics.radar import radar_noise_w, radar_source_w_m2

RADAR = 200e3, 34.0, 2e6
"""Power (W), gain (dB), bandwidth (Hz)."""
WAVE_M = 0.1


def test_what_a_jammer_adds_is_its_power_less_the_free_space_loss_over_thermal_noise() -> None:
    """ITU-R P.525: 32.4 + 20 log f (MHz) + 20 log d (km) dB; thermal noise at 290 K is -174 dBm/Hz (ITU-R SM.1753)."""
    frequency_mhz, range_km = 299.792458 / WAVE_M, 100.0
    loss_db = 32.4 + 20.0 * math.log10(frequency_mhz) + 20.0 * math.log10(range_km)
    received_db = 10.0 * math.log10(100.0) + 34.0 - loss_db + 10.0 * math.log10(2e6 / 1e9)
    noise_db = -204.0 + 10.0 * math.log10(2e6) + 4.0
    ratio = jammer_to_noise(100.0, 1e9, 100e3, 34.0, WAVE_M, 2e6, 4.0)
    assert 10.0 * math.log10(ratio) == pytest.approx(received_db - noise_db, abs=0.1)


def test_at_the_burn_through_range_a_self_screening_targets_echo_is_as_strong_as_the_noise_let_in() -> None:
    """The radar equation both ways and the jammer's one way meet where the published closed form says."""
    reach_m = burn_through_m(*RADAR, 6.0, 50.0, 3.0, 1e9, 1.0)
    echo = radar_source_w_m2(200e3, 34.0, WAVE_M) * 6.0 / reach_m**4 / radar_noise_w(2e6, 4.0, 0.0)
    assert echo / jammer_to_noise(50.0 * 10**0.3, 1e9, reach_m, 34.0, WAVE_M, 2e6, 4.0) == pytest.approx(1.0)


@pytest.mark.parametrize("erp_w", [20e3, 80e3])
def test_at_the_published_stand_off_range_the_echo_is_as_strong_as_what_side_lobes_let_in(erp_w: float) -> None:
    """R^4 = Pt Gt^2 s Rj^2 Bj / (4 pi Pj Gj G(off) Br (S/J)): NAWCWPNS TP 8347, 1999, 4-8; Schleher 1999, ch. 4."""
    power_w, gain, radar_hz, jammer_hz, cross_section_m2, jammer_m = 200e3, 10**3.4, 2e6, 1e9, 6.0, 150e3
    towards_db = 34.0 - off_axis_db(math.radians(60.0), math.radians(2.0))
    assert towards_db == 34.0 - SIDE_LOBES_DB
    let_in = 4.0 * math.pi * erp_w * 10.0 ** (0.1 * towards_db) * radar_hz
    reach_m = (power_w * gain**2 * cross_section_m2 * jammer_m**2 * jammer_hz / let_in) ** 0.25
    echo = radar_source_w_m2(200e3, 34.0, WAVE_M) * cross_section_m2 / reach_m**4 / radar_noise_w(2e6, 4.0, 0.0)
    noise = jammer_to_noise(erp_w, jammer_hz, jammer_m, towards_db, WAVE_M, radar_hz, 4.0)
    assert echo / noise == pytest.approx(1.0, rel=1e-3)


def test_an_aerial_is_three_decibels_weaker_at_half_its_width_and_no_weaker_than_its_side_lobes() -> None:
    width = math.radians(2.0)
    assert off_axis_db(0.0, width) == 0.0
    assert off_axis_db(width / 2.0, width) == pytest.approx(3.0)
    assert off_axis_db(math.pi, width) == SIDE_LOBES_DB


@given(st.floats(1e3, 5e5), st.floats(1e3, 5e5), st.floats(0.0, math.pi), st.floats(0.0, math.pi))
def test_a_nearer_jammer_and_one_nearer_the_beam_add_no_less(a_m: float, b_m: float, a: float, b: float) -> None:
    width = math.radians(2.0)
    near, far = (jammer_to_noise(1e3, 1e9, r, 34.0, WAVE_M, 2e6, 4.0) for r in sorted((a_m, b_m)))
    assert near >= far
    less, more = (off_axis_db(angle, width) for angle in sorted((a, b)))
    assert less <= more
