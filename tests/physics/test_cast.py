"""What a cast measures, against the tables of UNESCO 44 and of TEOS-10 that are no part of the shipped truth."""

import math

import pytest

from fleetex.physics.cast import T68_PER_T90, depth_from_pressure_m, potential_temperature_c, pressure_at_depth_dbar
from fleetex.physics.seawater import sound_speed_mackenzie_mps
from fleetex.physics.teos10 import conservative_temperature_c, sound_speed_of_cast_mps


@pytest.mark.parametrize(("lat_deg", "depth_m"), [(30.0, 9712.653)])
def test_the_check_value_of_depth_and_back(lat_deg: float, depth_m: float) -> None:
    """Fofonoff & Millard 1983, p. 28."""
    latitude = math.radians(lat_deg)
    assert depth_from_pressure_m(10_000.0, latitude) == pytest.approx(depth_m, abs=5e-4)
    assert pressure_at_depth_dbar(depth_m, latitude) == pytest.approx(10_000.0, abs=1e-3)
    assert pressure_at_depth_dbar(0.0, latitude) == 0.0


@pytest.mark.parametrize(
    ("salinity", "temperature", "pressure", "potential"),
    [(40.0, 40.0, 10_000.0, 36.89073), (25.0, 10.0, 10_000.0, 8.4684), (35.0, 0.0, 5_000.0, -0.3856)],
)
def test_potential_temperatures_of_the_table(
    salinity: float, temperature: float, pressure: float, potential: float
) -> None:
    """Fofonoff & Millard 1983, p. 44: both temperatures by the scale of 1968."""
    found = potential_temperature_c(salinity, temperature / T68_PER_T90, pressure)
    assert found * T68_PER_T90 == pytest.approx(potential, abs=1e-4)


@pytest.mark.parametrize(
    ("salinity", "potential", "conservative"),
    [(34.7118, 28.7832, 28.809923015982083), (35.0256, 22.7850, 22.786246608464264)],
)
def test_conservative_temperatures_of_the_toolbox(salinity: float, potential: float, conservative: float) -> None:
    """The example in the manual of gsw_CT_from_pt (GSW Oceanographic Toolbox 3)."""
    assert conservative_temperature_c(salinity, potential) == pytest.approx(conservative, abs=1e-10)


def test_the_equation_of_state_is_as_fast_as_mackenzies_where_both_hold() -> None:
    for temperature, salinity, depth_m in ((10.0, 35.0, 0.0), (10.0, 35.0, 1_000.0), (2.0, 34.0, 3_000.0)):
        pressure = pressure_at_depth_dbar(depth_m, math.radians(40.0))
        by_state = sound_speed_of_cast_mps(salinity, temperature, pressure)
        assert by_state == pytest.approx(sound_speed_mackenzie_mps(temperature, salinity, depth_m), abs=0.15)
