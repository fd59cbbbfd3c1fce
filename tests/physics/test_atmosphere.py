"""The standard atmosphere where no table of guns reaches: layers above 32 km."""

import pytest

from fleetex.physics.atmosphere import air


@pytest.mark.parametrize(
    ("height_m", "kelvin", "pascal", "kg_per_m3"),
    [
        (40e3, 250.350, 287.14, 3.9957e-3),
        (50e3, 270.650, 79.779, 1.0269e-3),
        (60e3, 247.021, 21.959, 3.0968e-4),
        (70e3, 219.585, 5.2209, 8.2829e-5),
        (80e3, 198.639, 1.0525, 1.8458e-5),
    ],
)
def test_the_air_above_is_that_of_the_published_tables(
    height_m: float, kelvin: float, pascal: float, kg_per_m3: float
) -> None:
    """U.S. Standard Atmosphere, 1976, table I, by geometric height: the same as ICAO Doc 7488 to 80 km."""
    found = air(height_m)
    assert found[0] == pytest.approx(kelvin, abs=1e-3)
    assert found[1] == pytest.approx(pascal, rel=1e-4)
    assert found[2] == pytest.approx(kg_per_m3, rel=1e-4)


def test_layers_join() -> None:
    for geopotential_m in (11e3, 20e3, 32e3, 47e3, 51e3, 71e3):
        height_m = 6_356_766.0 * geopotential_m / (6_356_766.0 - geopotential_m)
        below, above = air(height_m - 0.01), air(height_m + 0.01)
        assert below == pytest.approx(above, rel=1e-5)
