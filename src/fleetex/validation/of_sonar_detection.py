"""The sonar equations, and the chance of detection at a fluctuating excess."""

import math

from fleetex.physics.ambient import NO_NOISE_DB
from fleetex.physics.sonar import active_terms_db, passive_terms_db
from fleetex.physics.sonar_design import (
    detection_index,
    energy_threshold_db,
    line_directivity_db,
    matched_threshold_db,
    piston_directivity_db,
    range_of_merit_m,
)
from fleetex.physics.sonar_detection import excess_prob
from fleetex.physics.swerling import STEADY, fading_detection_prob, marcum_q
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow

PASSIVE, ACTIVE = "passive sonar equation", "active sonar equation"
THRESHOLD = "detection threshold"


@covers("sonar_detection", "SE_passive", "FOM", by=PASSIVE, of=(passive_terms_db,))
def _excess_db(row: TruthRow, rows: Rows) -> float:
    """The figure of merit is the excess where nothing is lost."""
    loss_db = row["TL"] if row.quantity == "SE_passive" else 0.0
    return passive_terms_db(row["SL"], loss_db, row["NL"], row["DI"], row["DT"])[5]


@covers("sonar_detection", "figure_of_merit", "signal_excess", "received_SNR", by=PASSIVE, of=(passive_terms_db,))
def _worked_example_db(row: TruthRow, rows: Rows) -> float:
    directivity_db = 10.0 * math.log10(row["directivity_factor"])
    threshold_db = 0.0 if row.quantity == "received_SNR" else row["RD"]
    loss_db = 0.0 if row.quantity == "figure_of_merit" else row["TL"]
    return passive_terms_db(row["SL"], loss_db, row["NL"], directivity_db, threshold_db)[5]


@covers("sonar_detection", "SE_active", by=ACTIVE, of=(active_terms_db,))
def _echo_excess_db(row: TruthRow, rows: Rows) -> float:
    reverberation_db = row["RL"] if row.has("RL") else NO_NOISE_DB
    loss_db = row["TL"]
    terms = active_terms_db(row["SL"], loss_db, loss_db, row["TS"], row["NL"], row["DI"], reverberation_db, row["DT"])
    return terms[5]


@covers("sonar_detection", "detection_index_d", by=THRESHOLD, of=(detection_index,))
def _index(row: TruthRow, rows: Rows) -> float:
    return detection_index(row["pd"], row["pfa"])


@covers("sonar_detection", "DT_energy", "DT_bandwidth1_time1s", by=THRESHOLD, of=(energy_threshold_db,))
def _energy_db(row: TruthRow, rows: Rows) -> float:
    bandwidth_hz, time_s = (row["bandwidth_Hz"], row["time_s"]) if row.quantity == "DT_energy" else (1.0, 1.0)
    return energy_threshold_db(row["pd"], row["pfa"], bandwidth_hz, time_s)


@covers("sonar_detection", "DT_matched", by=THRESHOLD, of=(matched_threshold_db,))
def _matched_db(row: TruthRow, rows: Rows) -> float:
    return matched_threshold_db(row["pd"], row["pfa"], row["time_s"])


@covers("sonar_detection", "DI_line", by="array gain", of=(line_directivity_db,))
def _line_db(row: TruthRow, rows: Rows) -> float:
    return line_directivity_db(row["length_m"], row["f_Hz"], row["c"])


@covers("sonar_detection", "DI_piston", by="array gain", of=(piston_directivity_db,))
def _piston_db(row: TruthRow, rows: Rows) -> float:
    return piston_directivity_db(row["diameter_m"], row["f_Hz"], row["c"])


@covers("sonar_detection", "detection_range", by="range by figure of merit", of=(range_of_merit_m,))
def _promised_m(row: TruthRow, rows: Rows) -> float:
    return range_of_merit_m(row["FOM_dB"], row["alpha_dB_km"] / 1000.0)


@covers("sonar_detection", "pd_given_SE", by="detection at an excess", of=(excess_prob,))
def _chance(row: TruthRow, rows: Rows) -> float:
    return excess_prob(row["SE_dB"], row["sigma_dB"])


@covers("sonar_detection", "pd_square_law", by="echoes that fade", of=(fading_detection_prob,))
def _steady(row: TruthRow, rows: Rows) -> float:
    """A steady signal, in one complex sample unless the row says of how many."""
    pulses = round(row["n_pulses"]) if row.has("n_pulses") else 1
    return fading_detection_prob(row["snr_dB"], row["pfa"], pulses, STEADY)


@covers("sonar_detection", "marcum_Q", by="echoes that fade", of=(marcum_q,))
def _marcum(row: TruthRow, rows: Rows) -> float:
    return marcum_q(round(row["M"]), row["a"], row["b"])
