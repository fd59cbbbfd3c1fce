"""Stories and properties of sonars, of what they hear, and of how their excess wanders."""

import math
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import sonar, sonar_detection
from fleetex.physics.fluctuation import excess_deviation_db, jumps_in_cell
from fleetex.physics.ship_noise import inception_speed_mps, radiated_noise_db, self_noise_db, vessel_source_db
from fleetex.units import DEG_RAD, KN_MPS

KEYS = st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 1000), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
RATE = 1.0 / 1200.0


@given(KEYS, st.floats(0.0, 1e6), st.floats(1e-4, 1.0))
def test_excess_holds_until_its_next_jump_and_has_jumped_by_then(
    keys: tuple[int, int, int, int], time_s: float, rate: float
) -> None:
    value, until_s = excess_deviation_db(time_s, rate, 6.0, *keys)
    assert until_s > time_s
    held, _ = excess_deviation_db(0.5 * (time_s + until_s), rate, 6.0, *keys)
    assert held == value
    jumped, later_s = excess_deviation_db(until_s, rate, 6.0, *keys)
    assert jumped != value
    assert later_s > until_s


@given(KEYS, st.lists(st.floats(0.0, 1e5), min_size=2, max_size=8))
def test_the_path_is_the_same_whatever_times_are_asked(keys: tuple[int, int, int, int], times: list[float]) -> None:
    asked = {time_s: excess_deviation_db(time_s, RATE, 8.0, *keys) for time_s in times}
    assert asked == {time_s: excess_deviation_db(time_s, RATE, 8.0, *keys) for time_s in sorted(times, reverse=True)}


def walked(seed: int, end_s: float) -> list[tuple[float, float]]:
    """(value, seconds held) from jump to jump."""
    time_s, steps = 0.0, []
    while time_s < end_s:
        value, until_s = excess_deviation_db(time_s, RATE, 8.0, seed, 0, 1, 2)
        steps.append((value, until_s - time_s))
        time_s = until_s
    return steps


def test_jumps_come_at_the_rate_and_values_have_the_spread() -> None:
    steps = walked(7, 4000.0 / RATE)
    assert len(steps) == pytest.approx(4000, abs=4.0 * math.sqrt(4000))
    values, holds = zip(*steps[1:], strict=True)
    assert fmean(values) == pytest.approx(0.0, abs=4.0 * 8.0 / math.sqrt(4000))
    assert pstdev(values) == pytest.approx(8.0, rel=0.05)
    assert fmean(holds) == pytest.approx(1.0 / RATE, rel=0.07)
    assert pstdev(holds) == pytest.approx(1.0 / RATE, rel=0.1)  # exponential: spread and mean are one


def test_excess_forgets_as_the_exponential_of_time() -> None:
    lag_s = 0.5 / RATE
    pairs = [
        (
            excess_deviation_db(500.0, RATE, 1.0, seed, 3, 4, 5)[0],
            excess_deviation_db(500.0 + lag_s, RATE, 1.0, seed, 3, 4, 5)[0],
        )
        for seed in range(6000)
    ]
    assert fmean(a * b for a, b in pairs) == pytest.approx(math.exp(-0.5), abs=0.06)


def test_cells_hold_a_poisson_number_of_jumps() -> None:
    counts = [jumps_in_cell(11, 0, 1, 2, cell) for cell in range(20000)]
    for number in range(4):
        share = counts.count(number) / len(counts)
        assert share == pytest.approx(math.exp(-1.0) / math.factorial(number), abs=0.015)


def test_without_jumps_one_draw_stands_for_good() -> None:
    assert excess_deviation_db(0.0, 0.0, 6.0, 1, 2, 3, 4) == excess_deviation_db(1e9, 0.0, 6.0, 1, 2, 3, 4)
    assert excess_deviation_db(5.0, 0.0, 6.0, 1, 2, 3, 4)[1] == math.inf


def test_other_sonars_and_targets_have_other_paths() -> None:
    paths = {excess_deviation_db(100.0, RATE, 6.0, 1, 0, a, b)[0] for a in range(10) for b in range(10)}
    assert len(paths) == 100


@given(st.floats(-40.0, 40.0), st.floats(0.0, 10.0), st.floats(1.0, 12.0))
def test_more_excess_is_never_less_chance(excess: float, more: float, sigma: float) -> None:
    assert sonar_detection.excess_prob(excess + more, sigma) >= sonar_detection.excess_prob(excess, sigma)
    assert sonar_detection.excess_prob(0.0, sigma) == 0.5


def test_a_submarine_shows_most_abeam_and_least_end_on() -> None:
    """Urick, table 9.3: beam 25, intermediate 15, bow and stern 10 dB."""
    at = {deg: sonar.target_strength_db(deg * DEG_RAD, 10.0, 15.0, 25.0) for deg in (0, 45, 90, 135, 180, 270, 315)}
    assert at[0] == pytest.approx(10.0, abs=0.01)
    assert at[180] == pytest.approx(10.0, abs=0.01)
    assert at[90] == pytest.approx(25.0, abs=0.01)
    assert at[270] == pytest.approx(25.0, abs=0.01)
    assert at[45] == pytest.approx(15.0, abs=0.1)
    assert at[135] == pytest.approx(at[45])
    assert at[315] == pytest.approx(at[45])


def test_a_louder_ping_does_not_help_against_reverberation() -> None:
    def excess(source_db: float) -> float:
        echo = sonar.boundary_reverberation_db(source_db, 70.0, -35.0, 3000.0, 1500.0, 0.1, 0.2)
        return sonar.active_terms_db(source_db, 70.0, 70.0, 15.0, 20.0, 20.0, echo, 5.0)[5]

    assert excess(230.0) - excess(220.0) < 0.2


@given(st.floats(300.0, 6000.0), st.floats(0.0, 15.0), st.floats(0.02, 0.7), st.floats(1.0, 1.5))
def test_the_surface_scatters_more_in_wind_and_at_steeper_angles(
    freq_hz: float, wind_mps: float, grazing: float, factor: float
) -> None:
    level = sonar.surface_scattering_db(freq_hz, wind_mps, grazing)
    assert sonar.surface_scattering_db(freq_hz, wind_mps, grazing * factor) >= level - 1e-9
    if grazing * factor < 30.0 * DEG_RAD:
        assert sonar.surface_scattering_db(freq_hz, wind_mps * factor, grazing) >= level - 1e-9


@pytest.mark.parametrize(("freq_hz", "level_db"), [(100.0, -76.50), (1000.0, -58.65), (200e3, -28.76)])
def test_the_surface_scatters_as_chapman_and_harris_found(freq_hz: float, level_db: float) -> None:
    """10 kn, 10 degrees: the ends as another open implementation of the fit prints them, 1 kHz worked by hand."""
    level = sonar.surface_scattering_db(freq_hz, 10.0 * KN_MPS, 10.0 * DEG_RAD)
    assert level == pytest.approx(level_db, abs=0.02)


SUBMARINE = (110.0, 8.0 * KN_MPS, 7.0 * KN_MPS, 20.0)


@given(st.floats(20.0, 2e4), st.floats(0.0, 12.0), st.floats(0.0, 400.0), st.floats(1.0, 1.5))
def test_a_submarine_is_louder_fast_and_quieter_deep(
    freq_hz: float, speed_mps: float, depth_m: float, factor: float
) -> None:
    level = radiated_noise_db(freq_hz, speed_mps, depth_m, *SUBMARINE)
    assert radiated_noise_db(freq_hz, speed_mps * factor, depth_m, *SUBMARINE) >= level - 1e-9
    assert radiated_noise_db(freq_hz, speed_mps, depth_m * factor, *SUBMARINE) <= level + 1e-9


def test_cavitation_begins_deeper_at_higher_speed() -> None:
    """Four times the pressure, twice the speed."""
    assert inception_speed_mps(3.0, 30.0) == pytest.approx(6.0)
    shallow = radiated_noise_db(1000.0, 18.0 * KN_MPS, 20.0, *SUBMARINE)
    deep = radiated_noise_db(1000.0, 18.0 * KN_MPS, 150.0, *SUBMARINE)
    assert 15.0 < shallow - deep < 20.0


def test_own_noise_grows_by_two_decibels_a_knot_at_speed() -> None:
    """Urick, ch. 11: hull sonars, 1.5 to 2 dB a knot between 15 and 20 kn."""
    levels = [self_noise_db(3500.0, knots * KN_MPS, 60.0, 8.0 * KN_MPS) for knots in (15.0, 20.0)]
    assert 1.4 <= (levels[1] - levels[0]) / 5.0 <= 2.0


@given(st.floats(20.0, 2e4), st.floats(2.0, 15.0), st.floats(20.0, 350.0), st.floats(1.0, 2.0))
def test_a_ship_is_louder_fast_and_long(freq_hz: float, speed_mps: float, length_m: float, factor: float) -> None:
    level = vessel_source_db(freq_hz, speed_mps, length_m, 6.0, 0.0, 3.0)
    assert vessel_source_db(freq_hz, speed_mps * factor, length_m, 6.0, 0.0, 3.0) == pytest.approx(
        level + 60.0 * math.log10(factor)
    )
    assert vessel_source_db(freq_hz, speed_mps, length_m * factor, 6.0, 0.0, 3.0) >= level - 1e-9
