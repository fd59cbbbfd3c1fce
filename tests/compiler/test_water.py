"""Layer, fall of sound speed and bottom, read off a profile as a person writes it."""

from itertools import pairwise

import pytest

from fleetex.compiler.water import bottom_figures, water_column
from fleetex.physics.seawater import sound_speed_mackenzie_mps
from fleetex.scenario.surroundings import Bottom, WaterLayer


def profile(*rows: tuple[float, float, float]) -> list[WaterLayer]:
    """Layers of (depth m, temperature degC, salinity psu)."""
    return [
        WaterLayer.model_validate({"depth": f"{d} m", "temperature": f"{t} degC", "salinity": f"{s} psu"})
        for d, t, s in rows
    ]


def test_isothermal_water_over_a_fall_is_a_mixed_layer_down_to_the_fall() -> None:
    water = water_column(profile((0, 16, 34), (40, 16, 34), (100, 8, 34), (300, 2, 34)))
    assert water.layer_m == 40.0
    speeds = [
        float(sound_speed_mackenzie_mps(t, 34.0, d)) for d, t in ((40.0, 16.0), (140.0, 8.0 - 6.0 * 40.0 / 200.0))
    ]
    assert water.below_per_s == pytest.approx((speeds[0] - speeds[1]) / 100.0)
    assert water.sound_mps == pytest.approx(speeds[0])
    assert (water.temperature_degc, water.salinity_psu) == (16.0, 34.0)


def test_water_that_cools_from_the_surface_has_no_layer_and_water_that_does_not_cool_no_fall() -> None:
    summer = water_column(profile((0, 20.5, 33.8), (30, 13, 34.1), (100, 4.9, 34.1)))
    assert summer.layer_m == 0.0
    assert summer.below_per_s > 0.4
    winter = water_column(profile((0, 2, 34), (300, 2, 34)))
    assert (winter.layer_m, winter.below_per_s) == (0.0, 0.0)
    assert water_column(None).below_per_s == 0.0


def test_a_layer_a_little_cooler_below_still_ends_where_sound_is_fastest() -> None:
    """Pressure makes up for 0.016 m/s a metre: a fall of a tenth of a degree over forty metres hides no layer."""
    assert water_column(profile((0, 16, 34), (40, 15.9, 34), (80, 9, 34))).layer_m == 40.0


def test_a_deeper_mixing_is_a_deeper_layer() -> None:
    depths = [water_column(profile((0, 14, 34), (d, 14, 34), (d + 60.0, 7, 34))).layer_m for d in (10.0, 35.0, 80.0)]
    assert all(low < high for low, high in pairwise(depths))


def test_rock_and_sand_turn_steeper_sound_back_than_mud() -> None:
    mud, sand, rock = (bottom_figures(bottom)[0] for bottom in (Bottom.MUD, Bottom.SAND, Bottom.ROCK))
    assert mud < sand < rock
