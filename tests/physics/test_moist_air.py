"""Water vapour in air: as much as tables say that there can be, and density and pressure of one another."""

import pytest

from fleetex.physics.moist_air import KELVIN, saturated_vapour_hpa, vapour_density_gpm3, vapour_pressure_hpa

OVER_WATER_HPA = {-20: 1.2540, -10: 2.8627, 0: 6.1078, 10: 12.272, 20: 23.373, 30: 42.430, 40: 73.777, 50: 123.40}
"""Goff & Gratch's formula as tabled in List, Smithsonian Meteorological Tables, 6th ed., 1951, table 94: of vapour
alone, without air."""
NO_AIR = 1.0 + 7.2e-4
"""What ITU-R P.453 has of its enhancement where there is no air."""


@pytest.mark.parametrize("temperature_c", OVER_WATER_HPA)
def test_saturation_over_water_is_as_tabled(temperature_c: int) -> None:
    """Within the 0.2 per cent that ITU-R P.453 gives for its formula."""
    found = saturated_vapour_hpa(temperature_c, 0.0) / NO_AIR
    assert found == pytest.approx(OVER_WATER_HPA[temperature_c], rel=2e-3)


def test_air_at_the_sea_holds_half_a_per_cent_more() -> None:
    """The enhancement factor of 20 C and 1,000 hPa is 1.004 (List, table 89)."""
    assert saturated_vapour_hpa(20.0, 1000.0) / saturated_vapour_hpa(20.0, 0.0) == pytest.approx(1.004, abs=1e-3)


def test_the_usual_density_has_its_pressure() -> None:
    """7.5 g/m3 at 15 C is 9.97 hPa (ITU-R P.835)."""
    pressure = vapour_pressure_hpa(7.5, 15.0 + KELVIN)
    assert pressure == pytest.approx(9.97, abs=0.01)
    assert vapour_density_gpm3(pressure, 15.0 + KELVIN) == pytest.approx(7.5)
