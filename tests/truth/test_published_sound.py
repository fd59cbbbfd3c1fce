"""Sound speed, absorption, ambient noise, reflections and loss in the sea against published values."""

import math
from statistics import fmean

import pytest
from published import Published, each, published

from fleetex.physics.ambient import shipping_noise_db, thermal_noise_db, wind_noise_db
from fleetex.physics.propagation import lloyd_mirror_loss_db, sound_loss_db, sound_range_m, spherical_loss_db
from fleetex.physics.seawater import (
    absorption_db_per_m,
    sound_speed_mackenzie_mps,
)
from fleetex.physics.shallow_water import bottom_np_per_rad, bottom_reflection_db, critical_rad
from fleetex.physics.surface_duct import duct_cutoff_hz, surface_loss_db
from fleetex.units import DEG_RAD


@each("ocean_acoustics", "sound_speed_mackenzie")
def test_sound_speed_is_mackenzies(row: Published) -> None:
    assert row.met_by(sound_speed_mackenzie_mps(row["T_degC"], row["S_ppt"], row["depth_m"]))


@each("ocean_acoustics", "absorption_francois_garrison")
def test_absorption_is_that_of_francois_and_garrison(row: Published) -> None:
    per_m = absorption_db_per_m(row["f_kHz"] * 1000.0, row["T_degC"], row["S_ppt"], row["depth_m"], row["pH"])
    assert row.met_by(per_m * 1000.0)


@each("ocean_acoustics", "ambient_noise_shipping")
def test_distant_shipping_sounds_as_in_the_standard(row: Published) -> None:
    assert row.met_by(shipping_noise_db(row["f_Hz"], row["shipping_level"]))


@each("ocean_acoustics", "ambient_noise_sea_state")
def test_wind_and_sea_sound_as_in_the_standard(row: Published) -> None:
    assert row.met_by(wind_noise_db(row["f_Hz"], row["sea_state"]))


@each("ocean_acoustics", "ambient_noise_thermal")
def test_molecules_sound_as_mellen_says(row: Published) -> None:
    assert row.met_by(thermal_noise_db(row["f_Hz"]))


@each("ocean_acoustics", "bottom_reflection_level", "bottom_reflection_coefficient")
def test_a_fluid_bottom_reflects_as_rayleigh_says(row: Published) -> None:
    grazing = 0.5 * math.pi - row["incidence_rad_from_vertical"]
    level = bottom_reflection_db(grazing, row["density_ratio"], row["speed_ratio"], row["delta"])
    assert row.met_by(level if row.unit == "dB" else 10.0 ** (level / 20.0))


@each("ocean_acoustics", "surface_reflection_level")
def test_bubbles_take_from_a_reflection_what_trials_found(row: Published) -> None:
    assert row.met_by(-surface_loss_db(row["f_kHz"] * 1000.0, row["wind_mps"], row["grazing_deg"] * DEG_RAD))


@each("propagation", "TL_coherent", case="UP-LLOYD")
def test_a_note_under_a_flat_sea_meets_its_image(row: Published) -> None:
    assert row.met_by(lloyd_mirror_loss_db(row["r_m"], row["f_Hz"], row["zs_m"], row["zr_m"], row["c1"]))


def mean_over_a_tenth_db(loss_db: list[float]) -> float:
    return -10.0 * math.log10(fmean(10.0 ** (-loss / 10.0) for loss in loss_db))


def ranges_m(row: Published) -> list[float]:
    return [row["r_m"] * (0.9 + 0.001 * step) for step in range(201)]


@each("propagation", "TL_range_averaged", case="UP-LLOYD")
def test_a_note_and_its_image_averaged_over_range(row: Published) -> None:
    loss = [lloyd_mirror_loss_db(r, row["f_Hz"], row["zs_m"], row["zr_m"], row["c1"]) for r in ranges_m(row)]
    assert row.met_by(mean_over_a_tenth_db(loss))


@each("propagation", "TL_range_averaged", case="UP-LLOYD")
def test_the_models_smooth_mirror_is_within_six_decibels_of_the_true_one(row: Published) -> None:
    """Where the image adds, the model gives nothing for it: up to 6 dB too much loss, 1.5 dB too little at a null."""
    sea = (row["f_Hz"], row["zs_m"], row["zr_m"], 0.0, math.inf, 0.0, 0.0, row["c1"], 0.0, 0.3, 1.0)
    over = mean_over_a_tenth_db([sound_loss_db(r, *sea) for r in ranges_m(row)]) - float(row.expected)
    assert -1.5 <= over <= 6.1


def column_error_db(row: Published) -> float:
    bottom = (critical_rad(row["c2"] / row["c1"]),)
    bottom += (bottom_np_per_rad(row["rho2"] / row["rho1"], row["c2"] / row["c1"], row["attn_dB_per_lambda"]),)
    depths = (row["zs_m"], row["zr_m"], 0.0, row["D_m"])
    loss = [sound_loss_db(r, row["f_Hz"], *depths, 0.0, 0.0, row["c1"], 0.0, *bottom) for r in ranges_m(row)]
    return mean_over_a_tenth_db(loss) - float(row.expected)


MANY_MODES = [row for row in published("propagation", "TL_range_averaged", case="UP-WNIAVG") if row["f_Hz"] >= 400.0]


@pytest.mark.parametrize("row", MANY_MODES, ids=[row.case for row in MANY_MODES])
def test_a_column_of_many_modes_loses_what_wave_theory_says(row: Published) -> None:
    """Eighteen modes: 0.3 dB over the source's 1 dB is what is left of interference between them."""
    assert abs(column_error_db(row)) <= row.tolerance + 0.3


def test_a_column_of_few_modes_is_right_on_the_mean_over_ranges() -> None:
    """Interference of two to nine modes outlasts the average over a tenth of range; a smooth law goes through it."""
    errors = [column_error_db(row) for row in published("propagation", "TL_range_averaged", case="UP-WNIAVG")]
    assert abs(fmean(errors)) < 0.5
    assert math.sqrt(fmean(error * error for error in errors)) < 2.5


@each("sonar_detection", "detection_range")
def test_range_at_a_figure_of_merit_in_even_water(row: Published) -> None:
    per_m = row["alpha_dB_km"] / 1000.0
    sea = (3e4, 100.0, 100.0, 0.0, math.inf, per_m, 0.0, 1500.0, 0.0, 0.3, 1.0)
    assert row.met_by(sound_range_m(row["FOM_dB"], *sea))
    assert spherical_loss_db(float(row.expected), per_m) == pytest.approx(row["FOM_dB"], abs=1e-3)


def test_thirty_metres_of_mixed_layer_hold_1070_hertz() -> None:
    """Etter, Underwater Acoustic Modeling, 3rd ed., ch. 3: "approximately 1,070 Hz" at 1,500 m/s."""
    assert duct_cutoff_hz(30.0) == pytest.approx(1070.0, rel=1e-3)
