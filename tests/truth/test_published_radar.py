"""The radar equation, the integration of pulses and the horizons against published values."""

import math

import pytest
from published import Published, each, published

from fleetex.physics import radar
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m, sight_horizon_m
from fleetex.units import FT_M, LIGHT_MPS, NMI_M


def wavelength_m(row: Published) -> float:
    return LIGHT_MPS / (row["f_GHz"] * 1e9)


@each("radar", "received_power")
def test_received_power_follows_the_radar_equation(row: Published) -> None:
    source = radar.radar_source_w_m2(row["Pt_W"], row["G_dB"], wavelength_m(row))
    assert row.met_by(source * row["sigma_m2"] / (row["R_km"] * 1000.0) ** 4)


@each("radar", "SNR_single_pulse")
def test_signal_to_noise_of_one_pulse_follows_the_radar_equation(row: Published) -> None:
    snr_1m = radar.radar_snr_1m(
        row["Pt_W"], row["G_dB"], wavelength_m(row), row["B_MHz"] * 1e6, row["F_dB"], row["L_dB"], 1.0
    )
    assert row.met_by(10.0 * math.log10(snr_1m * row["sigma_m2"] / (row["R_km"] * 1000.0) ** 4))


@each("radar", "max_range")
def test_greatest_range_for_a_signal_to_noise_follows_the_radar_equation(row: Published) -> None:
    snr_1m = radar.radar_snr_1m(
        row["Pt_W"], row["G_dB"], wavelength_m(row), row["B_MHz"] * 1e6, row["F_dB"], row["L_dB"], 1.0
    )
    range_m = (snr_1m * row["sigma_m2"] / radar.from_db(row["SNR_dB"])) ** 0.25
    assert row.met_by(range_m / 1000.0)


@each("radar", "snr_albersheim")
def test_albersheim_gives_the_published_signal_to_noise(row: Published) -> None:
    assert row.met_by(radar.albersheim_snr_db(row["pd"], row["pfa"], row["n"]))


FADING = [row for row in published("radar", "snr_required_per_pulse") if row["swerling"] == 1.0]


@pytest.mark.parametrize("row", FADING, ids=[row.case for row in FADING])
def test_integrated_look_on_a_fading_target_comes_within_the_accuracy_of_albersheim(row: Published) -> None:
    """The look takes the gain of a steady target, so its tolerance is Albersheim's own 0.2 dB, not the row's."""
    integrated = radar.from_db(float(row.expected) + radar.integration_gain_db(row["n"]))
    prob = radar.radar_look_prob(1.0, integrated, 10.0, row["pfa"])
    exact_snr = math.log(row["pfa"]) / math.log(row["pd"]) - 1.0
    assert 10.0 * math.log10(integrated / exact_snr) == pytest.approx(0.0, abs=0.2)
    assert prob == pytest.approx(row["pd"], abs=0.015)


@each("radar", "horizon_range")
def test_radar_horizon_is_that_of_a_four_thirds_earth(row: Published) -> None:
    assert row.met_by(radar_horizon_m(row["h1_m"], row["h2_m"], RADIO_EARTH_M) / 1000.0)


@each("datalink", "los_range", "los_range_nmi")
def test_a_data_link_reaches_to_the_published_line_of_sight(row: Published) -> None:
    reach_m = radar_horizon_m(row["h1_m"], row["h2_m"], RADIO_EARTH_M)  # of both aerials: engine/radio.py
    assert row.met_by(reach_m / (NMI_M if row.unit == "nmi" else 1000.0))


@each("visual_solar", "horizon_distance")
def test_sea_horizon_is_bowditchs(row: Published) -> None:
    assert row.met_by(sight_horizon_m(row["h_ft"] * FT_M, 0.0) / NMI_M)


@each("visual_solar", "geographic_range")
def test_geographic_range_is_bowditchs(row: Published) -> None:
    assert row.met_by(sight_horizon_m(row["h_ft"] * FT_M, row["h2_ft"] * FT_M) / NMI_M)
