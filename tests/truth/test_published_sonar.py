"""Sonar equations, detection and the noise of ships against published values."""

import math

import pytest
from published import Published, each

from fleetex.physics import sonar, sonar_detection
from fleetex.physics.ambient import NO_NOISE_DB
from fleetex.physics.ship_noise import vessel_source_db
from fleetex.units import KN_MPS


@each("sonar_detection", "SE_passive", "FOM")
def test_the_passive_equation_adds_up(row: Published) -> None:
    """The figure of merit is the excess where nothing is lost."""
    loss_db = row["TL"] if row.quantity == "SE_passive" else 0.0
    terms = sonar.passive_terms_db(row["SL"], loss_db, row["NL"], row["DI"], row["DT"])
    assert row.met_by(terms[5])
    assert terms[5] == terms[0] + terms[1] - terms[2] - terms[3] - terms[4]


@each("sonar_detection", "figure_of_merit", "signal_excess", "received_SNR")
def test_a_worked_example_of_the_naval_academy(row: Published) -> None:
    directivity_db = 10.0 * math.log10(row["directivity_factor"])
    threshold_db = 0.0 if row.quantity == "received_SNR" else row["RD"]
    loss_db = 0.0 if row.quantity == "figure_of_merit" else row["TL"]
    assert row.met_by(sonar.passive_terms_db(row["SL"], loss_db, row["NL"], directivity_db, threshold_db)[5])


@each("sonar_detection", "SE_active")
def test_the_active_equation_sums_noise_and_reverberation(row: Published) -> None:
    reverberation = row["RL"] if "RL" in row.inputs else NO_NOISE_DB
    terms = sonar.active_terms_db(
        row["SL"], row["TL"], row["TL"], row["TS"], row["NL"], row["DI"], reverberation, row["DT"]
    )
    assert row.met_by(terms[5])


@each("sonar_detection", "pd_given_SE")
def test_chance_of_detection_at_a_fluctuating_excess(row: Published) -> None:
    assert row.met_by(sonar_detection.excess_prob(row["SE_dB"], row["sigma_dB"]))


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
