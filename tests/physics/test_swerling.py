"""Echoes that fade: the exact law by drawing echoes, Shnidman's formula within his own accuracy, and the ends."""

import math

import numpy as np
import pytest

from fleetex.physics.radar import radar_look_prob
from fleetex.physics.swerling import (
    CASES,
    PULSES_MAX,
    fading_detection_prob,
    marcum_q,
    noise_threshold,
    required_snr_db,
    shnidman_snr_db,
)

DRAWN = 200_000


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("pulses", [1, 8])
def test_the_chance_is_that_of_echoes_drawn_by_their_own_law(case: int, pulses: int) -> None:
    """Noise is complex normal; echoes are of one size (0), or of sizes by chi-square of 2 or 4 degrees, a scan or a
    pulse each: nothing here is of the formula."""
    rng = np.random.default_rng(100 * case + pulses)
    pfa, mean_snr = 1e-3, 3.0
    draws = (DRAWN, pulses if case in (2, 4) else 1)
    pairs = 1 if case in (1, 2) else 2
    sizes = np.ones(draws) if case == 0 else rng.gamma(pairs, 1.0 / pairs, draws)
    shape = (DRAWN, pulses)
    noise = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / math.sqrt(2.0)
    power = np.abs(np.sqrt(mean_snr * sizes) + noise) ** 2
    seen = float(np.mean(power.sum(axis=1) > noise_threshold(pfa, pulses)))
    expected = fading_detection_prob(10.0 * math.log10(mean_snr), pfa, pulses, case)
    assert seen == pytest.approx(expected, abs=5.0 * math.sqrt(expected * (1.0 - expected) / DRAWN))


def test_noise_alone_exceeds_the_threshold_as_often_as_asked() -> None:
    """By hand for one, two and three pulses: exp(-T), (1 + T) exp(-T), (1 + T + T^2 / 2) exp(-T)."""
    assert noise_threshold(1e-6, 1) == pytest.approx(-math.log(1e-6))
    two, three = noise_threshold(1e-6, 2), noise_threshold(1e-9, 3)
    assert (1.0 + two) * math.exp(-two) == pytest.approx(1e-6)
    assert (1.0 + three + 0.5 * three**2) * math.exp(-three) == pytest.approx(1e-9)


@pytest.mark.parametrize("snr_db", [0.0, 10.0, 20.0])
def test_one_pulse_of_a_slowly_fading_echo_is_the_closed_form_of_a_look(snr_db: float) -> None:
    exact = fading_detection_prob(snr_db, 1e-6, 1, 1)
    assert radar_look_prob(1.0, 10.0 ** (snr_db / 10.0), 10.0, 1e-6) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("pulses", [1, 5, 40])
@pytest.mark.parametrize(("prob", "within_db"), [(0.1, 1.0), (0.3, 0.5), (0.5, 0.5), (0.9, 0.5)])
def test_shnidmans_formula_is_as_near_as_its_docstring_says(
    case: int, pulses: int, prob: float, within_db: float
) -> None:
    for pfa in (1e-8, 1e-5):
        exact = required_snr_db(prob, pfa, pulses, case)
        assert shnidman_snr_db(prob, pfa, pulses, case) == pytest.approx(exact, abs=within_db)


def test_more_pulses_than_are_reckoned_go_on_without_a_step() -> None:
    just, more = (required_snr_db(0.5, 1e-6, pulses, 1) for pulses in (PULSES_MAX, PULSES_MAX + 1))
    assert 0.0 < just - more < 1e-3


@pytest.mark.parametrize(
    ("order", "a", "b", "chance"),
    [
        (1, 0.0, 6.0, math.exp(-18.0)),
        (1, 1.0, 5.0, 7.43621069417945788e-05),
        (4, 2.0, 5.0, 2.66371388145e-02),
        (1, 0.2, 9.0, 5.09968695566e-18),
        (1, 30.0, 31.0, 0.162655581127),
        (1, 20.0, 0.0, 1.0),
    ],
)
def test_a_steady_signal_passes_a_level_by_marcums_integral(order: int, a: float, b: float, chance: float) -> None:
    """Of x (x / a)^(M-1) exp(-(x^2 + a^2) / 2) I_(M-1)(a x) from b on, by quadrature in 30 digits with mpmath."""
    assert marcum_q(order, a, b) == pytest.approx(chance, rel=1e-8)
