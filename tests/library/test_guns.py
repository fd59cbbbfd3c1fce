"""Guns: the form factor reaches the published range, and what makes errors is there."""

import pytest

from fleetex.library import Library, Status
from fleetex.physics.ballistics import drag_per_kg, elevation_of_greatest_range_rad, trajectory

GUNS = ["ak100", "a190", "pj38", "pj26"]


@pytest.mark.parametrize("gun_id", GUNS)
def test_the_fitted_form_factor_reaches_the_published_range(library: Library, gun_id: str) -> None:
    gun = library.guns[gun_id]
    drag = drag_per_kg(gun.shell_kg, gun.calibre_m, gun.form_factor)
    elevation_rad = elevation_of_greatest_range_rad(gun.muzzle_mps, drag)
    assert elevation_rad < gun.elevation_rad_max
    range_m = trajectory(gun.muzzle_mps, elevation_rad, drag)[0]
    assert range_m == pytest.approx(gun.range_m_max, rel=5e-4)


@pytest.mark.parametrize(("gun_id", "calibre_mm", "rpm"), [("ak100", 100, 60), ("a190", 100, 80), ("pj38", 130, 40)])
def test_calibre_and_rate_of_fire_are_those_published(
    library: Library, gun_id: str, calibre_mm: float, rpm: float
) -> None:
    gun = library.guns[gun_id]
    assert gun.calibre_m == pytest.approx(calibre_mm / 1000.0)
    assert gun.rate_per_s * 60.0 == pytest.approx(rpm)


@pytest.mark.parametrize("gun_id", GUNS)
def test_every_error_of_a_shoot_is_a_planning_value_greater_than_nothing(library: Library, gun_id: str) -> None:
    gun = library.guns[gun_id]
    errors = (gun.elevation_sd_rad, gun.bearing_sd_rad, gun.muzzle_sd_mps, gun.muzzle_bias_sd_mps)
    assert min(*errors, gun.wind_error_sd_mps, gun.lay_sd_rad) > 0.0
    rows = {row.field: row.status for row in library.provenance(f"gun/{gun_id}")}
    assert all(rows[name] is Status.DESIGN for name in rows if name.endswith("_sd"))


def test_the_longer_range_of_the_pj38_would_ask_for_another_shell(library: Library) -> None:
    """29.5 km is published as well; with the 33 kg shell at 850 m/s it needs a form factor of about 0.7."""
    gun = library.guns["pj38"]
    (row,) = [row for row in library.provenance("gun/pj38") if row.field == "range_max"]
    assert "also published: 29.5 km" in row.note
    drag = drag_per_kg(gun.shell_kg, gun.calibre_m, 0.7)
    reach_m = trajectory(gun.muzzle_mps, elevation_of_greatest_range_rad(gun.muzzle_mps, drag), drag)[0]
    assert reach_m == pytest.approx(29_500.0, rel=0.02)
