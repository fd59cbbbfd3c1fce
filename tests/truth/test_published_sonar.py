"""Sonar equations, detection and the noise of ships against published values."""

import math

import pytest
from published import Published, each

from fleetex.physics import sonar, sonar_detection
from fleetex.physics.ambient import NO_NOISE_DB
from fleetex.physics.ship_noise import merchant_source_db, vessel_source_db
from fleetex.units import KN_MPS


@each("sonar_detection", "SE_passive", "FOM")
def test_the_passive_equation_adds_up(row: Published) -> None:
    terms = sonar.passive_terms_db(row["SL"], row["TL"], row["NL"], row["DI"], row["DT"])
    merit = sonar.figure_of_merit_db(row["SL"], row["NL"], row["DI"], row["DT"])
    assert row.met_by(terms[5] if row.quantity == "SE_passive" else merit)
    assert terms[5] == terms[0] + terms[1] - terms[2] - terms[3] - terms[4]


@each("sonar_detection", "SE_active")
def test_the_active_equation_sums_noise_and_reverberation(row: Published) -> None:
    reverberation = row["RL"] if "RL" in row.inputs else NO_NOISE_DB
    terms = sonar.active_terms_db(
        row["SL"], row["TL"], row["TL"], row["TS"], row["NL"], row["DI"], reverberation, row["DT"]
    )
    assert row.met_by(terms[5])


@each("sonar_detection", "figure_of_merit", "signal_excess", "received_SNR")
def test_a_worked_example_of_the_naval_academy(row: Published) -> None:
    directivity = 10.0 * math.log10(row["directivity_factor"])
    threshold = 0.0 if row.quantity == "received_SNR" else row["RD"]
    if row.quantity == "figure_of_merit":
        assert row.met_by(sonar.figure_of_merit_db(row["SL"], row["NL"], directivity, threshold))
    else:
        assert row.met_by(sonar.passive_terms_db(row["SL"], row["TL"], row["NL"], directivity, threshold)[5])


@each("sonar_detection", "DI_line")
def test_directivity_of_a_line(row: Published) -> None:
    assert row.met_by(sonar.line_directivity_db(row["length_m"], row["f_Hz"], row["c"]))


@each("sonar_detection", "DI_piston")
def test_directivity_of_a_disc(row: Published) -> None:
    assert row.met_by(sonar.piston_directivity_db(row["diameter_m"], row["f_Hz"], row["c"]))


@each("sonar_detection", "detection_index_d")
def test_detection_index_is_uricks(row: Published) -> None:
    assert row.met_by(sonar_detection.detection_index(row["pd"], row["pfa"]))


@each("sonar_detection", "DT_bandwidth1_time1s", "DT_energy")
def test_an_energy_detectors_threshold(row: Published) -> None:
    bandwidth_hz, time_s = (1.0, 1.0) if "time_s" not in row.inputs else (row["bandwidth_Hz"], row["time_s"])
    assert row.met_by(sonar_detection.energy_threshold_db(row["pd"], row["pfa"], bandwidth_hz, time_s))


@each("sonar_detection", "DT_matched")
def test_a_correlators_threshold(row: Published) -> None:
    assert row.met_by(sonar_detection.matched_threshold_db(row["pd"], row["pfa"], row["time_s"]))


@each("sonar_detection", "pd_given_SE")
def test_chance_of_detection_at_a_fluctuating_excess(row: Published) -> None:
    assert row.met_by(sonar_detection.excess_prob(row["SE_dB"], row["sigma_dB"]))


@each("sonar_detection", "marcum_Q")
def test_marcums_function(row: Published) -> None:
    assert row.met_by(sonar_detection.marcum_q(int(row["M"]), row["a"], row["b"]))


@each("sonar_detection", "pd_square_law")
def test_chance_of_detecting_a_steady_pulse(row: Published) -> None:
    assert row.met_by(sonar_detection.steady_pulse_prob(row["snr_dB"], row["pfa"]))


@pytest.mark.parametrize(("freq_hz", "level_db"), [(30.0, 177.0), (100.0, 158.4), (400.0, 140.0), (1000.0, 131.3)])
def test_a_merchants_mean_spectrum_is_wales_and_heitmeyers(freq_hz: float, level_db: float) -> None:
    """Levels of the paper's formula worked by hand to 0.1 dB: 230 - 35.94 log f + 9.17 log (1 + (f / 340)^2)."""
    assert merchant_source_db(freq_hz) == pytest.approx(level_db, abs=0.15)


@pytest.mark.parametrize("freq_hz", [50.0, 100.0])
def test_two_models_fitted_to_different_ships_agree_where_propellers_sound(freq_hz: float) -> None:
    """JOMOPANS-ECHO (2021) and Wales & Heitmeyer (2002) for a container ship at its usual speed."""
    ship = vessel_source_db(freq_hz, 18.0 * KN_MPS, 230.0, 18.0 * KN_MPS, 0.8, 3.0)
    assert ship == pytest.approx(merchant_source_db(freq_hz), abs=1.0)


def broadband_db(speed_kn: float, length_m: float, class_kn: float, cargo_damping: float) -> float:
    """20 to 1,000 Hz."""
    levels = [
        vessel_source_db(hz + 0.5, speed_kn * KN_MPS, length_m, class_kn * KN_MPS, cargo_damping, 3.0)
        for hz in range(20, 1000)
    ]
    return 10.0 * math.log10(sum(10.0 ** (level / 10.0) for level in levels))


def test_a_container_ship_outsounds_a_tanker_as_much_as_was_measured() -> None:
    """McKenna, Ross, Wiggins & Hildebrand, J. Acoust. Soc. Am. 131, 2012, p. 92: 188 dB (54 kGT, 21.7 kn) and 177 dB
    (26 kGT chemical tanker), radiated under the surface's image; a monopole's level lies 5 to 8 dB higher."""
    container, tanker = broadband_db(21.7, 294.0, 18.0, 0.8), broadband_db(13.5, 180.0, 12.4, 1.0)
    assert container - tanker == pytest.approx(188.0 - 177.0, abs=1.0)
    assert 5.0 <= container - 188.0 <= 8.0
