"""Misses, burn-through, echoes, chaff and staying power: against printed values, and in the right direction."""

import math

import pytest

from fleetex.physics.engagement import (
    burn_through_m,
    cloud_cross_section_m2,
    engagement_zone_m,
    faded_echo,
    miss_sd_m,
    seeker_range_m,
    staying_power,
)
from fleetex.physics.pursuit import intercept_s


def test_an_engagement_zone_reaches_r_and_mu_r_more_head_on_and_less_from_behind() -> None:
    """Von Moll and Weintraub: R (1 + mu) with the agent's nose on the pursuer, R (1 - mu) with its tail on him."""
    assert engagement_zone_m(40e3, 240.0, 800.0, 0.0) == pytest.approx(52e3)
    assert engagement_zone_m(40e3, 240.0, 800.0, math.pi) == pytest.approx(28e3)
    assert engagement_zone_m(40e3, 480.0, 800.0, 0.5 * math.pi) == pytest.approx(32e3)  # a triangle of 3, 4 and 5
    assert engagement_zone_m(40e3, 900.0, 800.0, math.pi) == 0.0


@pytest.mark.parametrize("aspect_deg", [0, 30, 75, 90, 120, 150, 180])
def test_what_starts_on_the_edge_of_its_engagement_zone_is_met_at_the_end_of_the_reach(aspect_deg: float) -> None:
    """By another formula: the target due north, flying off so far from straight at the launcher."""
    aspect = math.radians(aspect_deg)
    off_m = engagement_zone_m(30e3, 250.0, 900.0, aspect)
    met_s = intercept_s(0.0, off_m, 250.0 * math.sin(aspect), -250.0 * math.cos(aspect), 900.0, 0.0)
    assert met_s is not None
    assert met_s * 900.0 == pytest.approx(30e3)


def test_what_is_commanded_misses_by_more_further_off_and_low_over_the_sea() -> None:
    near, far = (miss_sd_m(3.0, 4e-4, range_m, 1_000.0, 5.0) for range_m in (2_000.0, 10_000.0))
    assert near < far == pytest.approx(5.0, rel=1e-3)
    assert miss_sd_m(3.0, 0.0, 5_000.0, 5.0, 5.0) == pytest.approx(3.0 * math.sqrt(2.0))


def test_four_times_the_jamming_halves_the_burn_through_range() -> None:
    """R^2 = Pt Gt s / (4 pi Pj Gj S/J): 100 kW and 30 dB against 1 W and 0 dB, 10 m2, S/J of 1: 8.92 km."""
    weak, strong = (burn_through_m(1e5, 30.0, 1e6, 10.0, power, 0.0, 1e6, 1.0) for power in (1.0, 4.0))
    assert weak == pytest.approx(math.sqrt(1e9 / (4.0 * math.pi)))
    assert weak / strong == pytest.approx(2.0)
    wide = burn_through_m(1e5, 30.0, 1e6, 10.0, 1.0, 0.0, 4e6, 1.0)
    assert wide / weak == pytest.approx(2.0)


def test_sixteen_times_the_echo_doubles_a_seekers_range() -> None:
    assert seeker_range_m(1e17, 16.0, 10.0) == pytest.approx(2.0 * seeker_range_m(1e17, 1.0, 10.0))


def test_an_echo_fades_about_its_mean() -> None:
    """The mean of -ln u is 1; its median is ln 2."""
    chances = [(k + 0.5) / 20_000 for k in range(20_000)]
    echoes = [faded_echo(10.0, 100.0, chance) for chance in chances]
    assert sum(echoes) / len(echoes) == pytest.approx(10.0 / 1e8, rel=1e-3)
    assert faded_echo(10.0, 100.0, 0.5) == pytest.approx(math.log(2.0) * 10.0 / 1e8)


def test_a_cloud_grows_until_it_has_bloomed_and_thins_after() -> None:
    sizes = [cloud_cross_section_m2(4_000.0, 5.0, 240.0, age) for age in (-1.0, 2.5, 5.0, 245.0)]
    assert sizes[:3] == [0.0, 2_000.0, 4_000.0]
    assert sizes[3] == pytest.approx(4_000.0 / math.e)


def test_staying_power_is_a_hit_or_two_and_goes_with_the_cube_root_of_size() -> None:
    """By the formula as recalled a destroyer of 5 000 to 8 000 t takes between one and one and a half."""
    frigate, destroyer = staying_power(134.0, 16.0, 5.0), staying_power(155.0, 18.0, 6.2)
    assert 1.0 < frigate < destroyer < 1.6
    assert staying_power(268.0, 32.0, 10.0) == pytest.approx(2.0 * frigate)
